//! The truth of the types: whether an example that is valid by its own schema decodes into the generated type, and encodes back
//! to the same JSON value. Who is right about validity is not for the generator to say: [`judge`] asks somebody else.

pub mod account;
pub mod compare;
pub mod dialect;
pub mod documents;
pub mod examples;
pub mod harness;
pub mod judge;
pub mod types;

use std::io;
use std::panic;
use std::path::Path;
use std::thread;
use std::time::Duration;

use clientwright::ir::Type;
use clientwright::{Error, Generated, Generator};
use serde_json::Value;

use crate::compilation::Workshop;
use crate::corpus::{Corpus, Description};
use crate::generation;

use account::{Account, Exception};
use compare::Difference;
use dialect::Strictness;
use documents::{Documents, Place};
use examples::Example;
use judge::{Judge, Verdict};
use types::Target;

/// Deep descriptions are judged on a stack that has room for them.
const STACK: usize = 512 << 20;

/// An example on its way.
struct Case {
    example: Example,
    schema: Place,
    ty: String,
}

/// Sends all examples of a description through the types that are made of it.
///
/// # Errors
///
/// A file cannot be written, or a program not be started.
pub fn run(
    corpus: &Corpus,
    description: &Description,
    workshop: &Workshop,
    limit: Duration,
) -> io::Result<Account> {
    let path = corpus.file(description);
    let package = description.package();
    let mut account = Account::new(description);
    let prepared = thread::scope(|scope| {
        let prepare = || {
            let mut account = account.clone();
            let prepared = prepare(&path, &package, &mut account);
            (account, prepared)
        };
        let thread = thread::Builder::new().stack_size(STACK);
        let thread = thread
            .spawn_scoped(scope, move || panic::catch_unwind(panic::AssertUnwindSafe(prepare)))?;
        io::Result::Ok(thread.join().and_then(|prepared| prepared))
    })?;
    let (generated, documents, cases) = match prepared {
        Ok((told, Ok(prepared))) => {
            account = told;
            prepared
        }
        Ok((_, Err(problem))) => {
            account.problem = Some(problem);
            return Ok(account);
        }
        Err(_) => {
            account.problem = Some("something panicked".to_owned());
            return Ok(account);
        }
    };
    if cases.is_empty() {
        return Ok(account);
    }
    let folder = workshop.crate_folder(description);
    if let Err(error) = generation::write(&generated, &folder) {
        account.problem = Some(error);
        return Ok(account);
    }
    workshop.settle(&folder)?;
    let programmed: Vec<(&str, &Value)> =
        cases.iter().map(|case| (case.ty.as_str(), &case.example.value)).collect();
    match harness::run(workshop, &folder, &package, &programmed, limit)? {
        Ok(answers) => settle(&documents, cases, answers, &mut account),
        Err(built) => account.problem = Some(format!("it does not compile: {}", built.first())),
    }
    Ok(account)
}

type Prepared = (Generated, Documents, Vec<Case>);

/// Generates the crate, finds the examples and has them judged.
fn prepare(path: &Path, package: &str, account: &mut Account) -> Result<Prepared, String> {
    let generator = Generator::new(path).name(package).keep_going(true).contract_tests(false);
    let generated = generator.generate_crate().map_err(|error| match error {
        Error::Description(report) => report
            .problems
            .first()
            .map_or_else(String::new, |problem| format!("it is refused: {}", problem.message)),
        error => error.to_string(),
    })?;
    let documents = Documents::read(&generated.inputs)?;
    let files = dialect::convert(&documents, Strictness::Remarks);
    let registry = judge::registry(&files)?;
    let mut judge = Judge::new(&registry, Strictness::Remarks);
    let library = package.replace('-', "_");
    let mut cases = Vec::new();
    for mut example in examples::collect(&documents) {
        account.examples += 1;
        let target =
            types::target(generated.api(), &documents, &example.site, example.schema.as_ref());
        let (types, schema) = match (target, &example.schema) {
            (Target::Types(types), Some(schema)) => (types, schema),
            (Target::Nothing(why), _) => {
                account.without_a_type(why);
                continue;
            }
            (_, None) => {
                account.without_a_type("there is no schema");
                continue;
            }
        };
        let verdict = match (judge.judge(schema, &example.value), parsed(&example.value)) {
            // Some write the JSON of an example down as a text.
            (Verdict::Invalid(_), Some(value)) => {
                example.label += " (a text of JSON)";
                example.value = value;
                judge.judge(schema, &example.value)
            }
            (verdict, _) => verdict,
        };
        match verdict {
            Verdict::Invalid(_) => account.invalid += 1,
            Verdict::Unreadable(why) => {
                account.unreadable += 1;
                account.unreadable_for.entry(why).or_insert(example.site.to_string());
            }
            Verdict::Valid => {
                for ty in types {
                    // A component that may be null is not null by itself: whoever uses it says so.
                    let ty = match (&example.value, ty) {
                        (Value::Null, ty @ Type::Named(_)) => Type::Nullable(Box::new(ty)),
                        (_, ty) => ty,
                    };
                    match types::path(generated.api(), &library, &ty) {
                        Some(ty) => {
                            let (schema, example) = (schema.clone(), example.clone());
                            cases.push(Case { example, schema, ty });
                        }
                        None => account.without_a_type("the type is none of JSON"),
                    }
                }
            }
        }
    }
    account.valid = cases.len();
    Ok((generated, documents, cases))
}

/// The object or array that a text spells out.
fn parsed(value: &Value) -> Option<Value> {
    let value = serde_json::from_str(value.as_str()?).ok()?;
    matches!(value, Value::Object(_) | Value::Array(_)).then_some(value)
}

/// Compares what came back with what was sent.
fn settle(
    documents: &Documents,
    cases: Vec<Case>,
    answers: Vec<Result<Value, String>>,
    account: &mut Account,
) {
    let mut failed = Vec::new();
    for (case, answer) in cases.into_iter().zip(answers) {
        match answer.map(|after| compare::differences(&case.example.value, &after)) {
            Ok(differences) if differences.is_empty() => account.same += 1,
            answer => failed.push((case, answer)),
        }
    }
    if failed.is_empty() {
        return;
    }
    // Most descriptions never come here, and what follows takes a copy of each file.
    let lenient = dialect::convert(documents, Strictness::Remarks);
    let strict = dialect::convert(documents, Strictness::Formats);
    let (Ok(lenient), Ok(strict)) = (judge::registry(&lenient), judge::registry(&strict)) else {
        return;
    };
    let mut lenient = Judge::new(&lenient, Strictness::Remarks);
    let mut strict = Judge::new(&strict, Strictness::Formats);
    for (Case { example, schema, ty }, answer) in failed {
        let what = match answer {
            Err(error) => error,
            Ok(differences) => {
                let described = lenient.described(&schema, &example.value);
                let is_told = |difference: &&Difference| match difference {
                    Difference::Lost { object, property } => {
                        described.get(object).is_some_and(|names| names.contains(property))
                    }
                    Difference::Changed { .. } => true,
                };
                match differences.iter().find(is_told) {
                    Some(difference) => format!("differs: {difference}"),
                    None => {
                        account.undescribed += 1;
                        continue;
                    }
                }
            }
        };
        let target = documents.discriminated(&schema, &example.value);
        let excuse = match target.map(|target| lenient.judge(&target, &example.value)) {
            Some(Verdict::Invalid(why)) => {
                Some(format!("the schema that its discriminator names does not allow it: {why}"))
            }
            _ => match strict.judge(&schema, &example.value) {
                Verdict::Invalid(why) => Some(format!("it breaks a `format`: {why}")),
                Verdict::Valid | Verdict::Unreadable(_) => None,
            },
        };
        account.exceptions.push(Exception {
            site: example.site.to_string(),
            label: example.label,
            ty: ty.rsplit("::").next().unwrap_or_default().to_owned(),
            what,
            excuse,
        });
    }
}
