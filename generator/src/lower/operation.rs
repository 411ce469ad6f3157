//! Operations: everything that one request needs, in one place.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;

use super::header::Headers;
use super::name::{self, PAGES, REQUEST, STREAMS, Scope, Scopes};
use super::schema::Schemas;
use super::{body, docs, pagination, parameter, response, server, stream};
use crate::diagnostic::Code;
use crate::document::{Document, Operation as Described};
use crate::ir::{Docs, Module, Operation};
use crate::source::Node;

/// The operations of a description, and what was seen on the way.
pub(super) struct Operations<'t> {
    pub(super) modules: Vec<Module>,
    pub(super) headers: Headers<'t>,
    /// Each scheme that an operation needs.
    pub(super) schemes: HashSet<&'t str>,
    /// Request types of the operations that an error was found in, and the error.
    pub(super) broken: HashMap<String, Rc<str>>,
}

/// Lowers all operations, in document order.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    document: &Document<'t>,
    scopes: &mut Scopes,
) -> Operations<'t> {
    let mut operations = Operations {
        modules: Vec::new(),
        headers: Headers::default(),
        schemes: HashSet::new(),
        broken: HashMap::new(),
    };
    let mut modules: IndexMap<Option<&'t str>, Module> = IndexMap::new();
    let ids = Ids::new(document);
    for described in &document.operations {
        let before = schemas.errors();
        let id = ids.of(described, schemas);
        let mut operation = one(schemas, scopes, &mut operations.headers, &id, described);
        let read = described.broken.as_deref().map(Rc::from);
        if let Some(why) = read.or_else(|| schemas.error_since(before)) {
            operations.broken.insert(operation.type_name.clone(), why);
        } else {
            let names = described.security.iter().flat_map(|one| &one.schemes);
            operations.schemes.extend(names.map(|(name, _)| *name));
        }
        schemas.drain();
        if let Some(pages) = &described.pagination {
            let before = schemas.errors();
            operation.pagination = pagination::lower(schemas, pages, &operation);
            if let Some(why) = schemas.error_since(before) {
                operations.broken.entry(operation.type_name.clone()).or_insert(why);
            }
        }
        let tag = described.tags.first().copied();
        let module =
            modules.entry(tag).or_insert_with(|| module(document, tag, &mut scopes.modules));
        module.operations.push(operation);
    }
    operations.modules = modules.into_values().collect();
    operations
}

/// Which operations can be named after their `operationId`.
struct Ids<'t> {
    /// Those that are not, by where they stand and by their path: a path item can be that of several paths.
    twice: HashSet<(Node<'t>, &'t str)>,
    shared: HashSet<Node<'t>>,
}

impl<'t> Ids<'t> {
    fn new(document: &Document<'t>) -> Self {
        let mut seen = HashSet::new();
        let again = |operation: &&Described<'t>| operation.id.is_some_and(|id| !seen.insert(id));
        let twice = document.operations.iter().filter(again);
        let twice = twice.map(|one| (one.node, one.path)).collect();
        let mut nodes = HashSet::new();
        let shared = document.operations.iter().map(|one| one.node);
        Self { twice, shared: shared.filter(|node| !nodes.insert(*node)).collect() }
    }

    /// `operationId`, or else the method and the path.
    fn of(&self, described: &Described<'t>, schemas: &mut Schemas<'t, '_>) -> String {
        let plain = || format!("{} {}", described.method.to_lowercase(), described.path);
        let Some(id) = described.id.filter(|id| !id.trim().is_empty()) else { return plain() };
        if !self.twice.contains(&(described.node, described.path)) {
            return id.to_owned();
        }
        // What is reused is where the path refers to it, and there is nothing to rename.
        if self.shared.contains(&described.node)
            && let Some(reference) = described.path_node.get("$ref")
        {
            let path = described.path;
            schemas.diagnostics.warning(
                Code::DuplicateOperationId,
                reference,
                format!("`{path}` has the operations of another path, and with them the operationId `{id}`, so this one is named after its method and path"),
                "nothing has to be done, if that name will do; otherwise describe the operation for each path, with an operationId of its own",
            );
            return plain();
        }
        let node = described.node.get("operationId").unwrap_or(described.node);
        schemas.diagnostics.warning(
            Code::DuplicateOperationId,
            node,
            format!("the operationId `{id}` is that of another operation already, so this one is named after its method and path"),
            "operationIds are unique in a description; rename one of them",
        );
        plain()
    }
}

fn module<'t>(document: &Document<'t>, tag: Option<&str>, scope: &mut Scope) -> Module {
    let described = tag.and_then(|tag| document.tags.iter().find(|other| other.name == tag));
    Module {
        name: scope.mint(tag.map_or_else(|| "api".to_owned(), |tag| name::lower(tag, "tag"))),
        tag: tag.map(str::to_owned),
        docs: described.map_or_else(Docs::default, |tag| docs(tag.summary, tag.description)),
        operations: Vec::new(),
    }
}

fn one<'t>(
    schemas: &mut Schemas<'t, '_>,
    scopes: &mut Scopes,
    headers: &mut Headers<'t>,
    id: &str,
    described: &Described<'t>,
) -> Operation {
    let plain = name::upper(id, "Operation");
    let longer = || name::upper(&format!("{id} request"), "Operation");
    let type_name = if name::OPERATIONS.contains(&plain.as_str()) {
        schemas.scope.mint(longer())
    } else {
        schemas.scope.mint_either(plain, longer)
    };
    let method_name = scopes.methods.mint(name::lower(id, "operation"));
    let mut scope = Scope::new(REQUEST);
    if described.pagination.is_some() {
        PAGES.iter().for_each(|name| _ = scope.mint_exactly(name));
    }
    if stream::is_documented(described) {
        STREAMS.iter().for_each(|name| {
            scope.mint((*name).to_owned());
        });
    }
    let parameters = parameter::lower(schemas, &described.parameters, &type_name, &mut scope);
    let body =
        described.body.as_ref().and_then(|body| body::lower(schemas, body, &type_name, &mut scope));
    let found = (headers, &mut scopes.headers);
    let (success, failure, headers) = response::lower(schemas, described, &type_name, found);
    let stream = stream::lower(schemas, described, &type_name);
    let security = described.security.iter().map(|requirement| {
        requirement.schemes.iter().map(|(name, _)| (*name).to_owned()).collect()
    });
    Operation {
        security: security.collect(),
        server: described.servers.first().map(|one| server::address(one, schemas.diagnostics)),
        pagination: None,
        exchanges: Vec::new(),
        untested: None,
        id: id.to_owned(),
        method_name,
        type_name,
        method: described.method.to_string(),
        path: described.path.to_owned(),
        deprecated: described.deprecated,
        docs: docs(described.summary, described.description),
        parameters,
        body,
        success,
        failure,
        headers,
        stream,
    }
}
