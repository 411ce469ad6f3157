//! What contract tests do: for each operation a request and its answer, made from the examples of the description, or else from its
//! schemas.
//!
//! Values are chosen here by what the description says, not by the types that were made of it, so that a test says something about
//! these types.

mod answer;
mod fit;
mod format;
mod framing;
mod header;
mod pattern;
mod request;
mod schema;
mod synthesis;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::dialect::Reader;
use crate::document::{Document, Operation as Described};
use crate::ir::{Api, Exchange, Operation, TypeDef};

use schema::Schemas;

/// What the description does not say.
#[derive(Clone, Copy, Debug)]
pub struct Options<'o> {
    /// Types of the user that stand for formats, by the name of the format.
    pub formats: &'o BTreeMap<String, String>,
}

/// The functions of the harness that a file of tests imports, so that no test can be called so.
const IMPORTED: [&str; 2] = ["keeps", "value"];

/// Adds the exchanges of contract tests to the operations of an API, and values to its headers.
pub fn plan<'t>(document: &Document<'t>, reader: Reader<'t>, options: &Options<'_>, api: &mut Api) {
    let schemas = Schemas::new(document, reader, options.formats);
    let described: HashMap<(&str, &str), &Described<'t>> =
        document.operations.iter().map(|one| ((&*one.method, one.path), one)).collect();
    header::plan(&schemas, &described, api);
    let types = &api.types;
    for module in &mut api.modules {
        let mut names: HashSet<String> = IMPORTED.iter().map(|name| (*name).to_owned()).collect();
        for operation in &mut module.operations {
            let key = (operation.method.as_str(), operation.path.as_str());
            let Some(described) = described.get(&key) else { continue };
            match exchanges(&schemas, types, described, operation, &mut names) {
                Ok(exchanges) => operation.exchanges = exchanges,
                Err(why) => operation.untested = Some(why),
            }
        }
    }
}

/// The exchanges of an operation: one for each example of its body and of its answers, and at least one.
fn exchanges<'t>(
    schemas: &Schemas<'t, '_>,
    types: &[TypeDef],
    described: &Described<'t>,
    operation: &Operation,
    names: &mut HashSet<String>,
) -> Result<Vec<Exchange>, String> {
    let arguments = request::arguments(schemas, described, operation)?;
    let bodies = request::bodies(schemas, types, described, operation)?;
    let replies = answer::replies(schemas, described, operation)?;
    let mut remarks = arguments.remarks;
    remarks.extend(bodies.remarks);
    remarks.extend(replies.remarks);
    // Every body is answered by the first answer, and every further answer is one to the first body.
    let (Some(reply), further) = (replies.choices.first(), replies.choices.iter().skip(1)) else {
        return Err("the description documents no answer".to_owned());
    };
    let first = bodies.choices.first();
    let of_bodies = bodies.choices.iter().skip(1).map(|body| (Some(body), reply, &body.label));
    let of_replies = further.map(|reply| (first, reply, &reply.label));
    let all = std::iter::once((first, reply, &None)).chain(of_bodies).chain(of_replies);
    let exchanges = all.map(|(body, reply, label)| {
        let method = &operation.method_name;
        let name = match label {
            Some(label) => format!("{method}_{label}"),
            None => method.clone(),
        };
        let mut unique = name.clone();
        for number in 2.. {
            if names.insert(unique.clone()) {
                break;
            }
            unique = format!("{name}_{number}");
        }
        let body = body.map(|body| body.value.clone());
        let mut arguments = arguments.values.clone();
        framing::settle(schemas, described, operation, body.as_ref(), &mut arguments)?;
        let reply = reply.value.clone();
        Ok(Exchange { name: unique, arguments, body, reply, remarks: std::mem::take(&mut remarks) })
    });
    exchanges.collect()
}

/// One of several values, and what the test with it is called beside the operation.
struct Choice<T> {
    label: Option<String>,
    value: T,
}

/// All values there are, and what there is to say of those that are left out.
struct Choices<T> {
    choices: Vec<Choice<T>>,
    remarks: Vec<String>,
}

/// What an example lacks here.
const WITHOUT: &str = "without what goes the other way alone, and without properties that its schema does not describe";

/// Words as a part of the name of a test.
fn label(words: &str) -> Option<String> {
    let label = heck::ToSnakeCase::to_snake_case(words);
    let label: String =
        label.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
    (!label.is_empty()).then_some(label)
}
