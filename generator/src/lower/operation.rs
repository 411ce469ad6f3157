//! Operations: everything that one request needs, in one place.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{Operation as Described, PathItem, ReferenceOr, RequestBody};

use super::name::{self, REQUEST, Scope, Scopes};
use super::response::{self, Headers};
use super::schema::Schemas;
use super::{docs, parameter};
use crate::diagnostic::{Code, Pointer};
use crate::dialect::METHODS;
use crate::ir::{Body, Docs, Location, Module, Operation, Parameter, ResponseHeader, Rules};

/// The operations of a document, and what was seen on the way.
pub(super) struct Operations {
    pub(super) modules: Vec<Module>,
    pub(super) headers: Vec<ResponseHeader>,
    /// Each scheme that a requirement names, with its place.
    pub(super) security: Vec<(String, Pointer)>,
}

/// What the operations of a document share.
struct Context<'s> {
    scopes: &'s mut Scopes,
    headers: Headers,
    security: Vec<(String, Pointer)>,
    ids: HashMap<String, String>,
}

/// Lowers all operations, in document order.
pub(super) fn lower<'d>(schemas: &mut Schemas<'d, '_>, scopes: &mut Scopes) -> Operations {
    let root = schemas.document.root;
    let mut context =
        Context { scopes, headers: Headers::new(), security: Vec::new(), ids: HashMap::new() };
    let mut modules: IndexMap<Option<&'d str>, Module> = IndexMap::new();
    for (path, node) in root.paths.iter() {
        let at = Pointer::root().child("paths").child(path);
        let item = match node {
            ReferenceOr::Item(item) => item,
            ReferenceOr::Reference { .. } => {
                let help = "write the operations here instead";
                let message = "references to path items are not supported yet";
                schemas.diagnostics.error(
                    Code::UnsupportedKeyword,
                    &at.child("$ref"),
                    message,
                    help,
                );
                continue;
            }
        };
        no_servers(schemas, !item.servers.is_empty(), &at);
        for (method, described) in methods(item) {
            let operation = one(schemas, &mut context, (path, item, &at), (method, described));
            let tag = described.tags.first().map(String::as_str);
            let module = modules
                .entry(tag)
                .or_insert_with(|| module(root, tag, &mut context.scopes.modules));
            module.operations.push(operation);
        }
    }
    Operations {
        modules: modules.into_values().collect(),
        headers: context.headers.into_values().collect(),
        security: context.security,
    }
}

/// The operations of a path item in the order of the description.
fn methods(item: &PathItem) -> Vec<(&str, &Described)> {
    let order = item.extensions.get(METHODS).and_then(|order| order.as_array());
    let place =
        |method: &str| order.and_then(|order| order.iter().position(|other| other == method));
    let mut methods: Vec<_> = item.iter().collect();
    methods.sort_by_key(|(method, _)| place(method));
    methods
}

fn module(root: &openapiv3::OpenAPI, tag: Option<&str>, scope: &mut Scope) -> Module {
    let described = tag.and_then(|tag| root.tags.iter().find(|other| other.name == tag));
    Module {
        name: scope.mint(tag.map_or_else(|| "api".to_owned(), |tag| name::lower(tag, "tag"))),
        tag: tag.map(str::to_owned),
        docs: described.map_or_else(Docs::default, |tag| docs(None, tag.description.as_ref())),
        operations: Vec::new(),
    }
}

fn one<'d>(
    schemas: &mut Schemas<'d, '_>,
    context: &mut Context<'_>,
    (path, item, item_at): (&str, &'d PathItem, &Pointer),
    (method, described): (&str, &'d Described),
) -> Operation {
    let at = item_at.child(method);
    let id = described.operation_id.clone().unwrap_or_else(|| format!("{method} {path}"));
    if described.operation_id.is_some()
        && let Some(first) =
            context.ids.insert(id.clone(), format!("{} {path}", method.to_uppercase()))
    {
        schemas.diagnostics.error(
            Code::DuplicateOperationId,
            &at.child("operationId"),
            format!("the operationId `{id}` is that of `{first}` already"),
            "operationIds are unique in a description; rename one of them",
        );
    }
    let type_name = schemas.scope.mint_either(name::upper(&id, "Operation"), || {
        name::upper(&format!("{id} request"), "Operation")
    });
    let method_name = context.scopes.methods.mint(name::lower(&id, "operation"));
    no_servers(schemas, !described.servers.is_empty(), &at);
    for callback in described.callbacks.keys() {
        let here = at.child("callbacks").child(callback);
        let message =
            format!("the callback `{callback}` is left out: a client does not receive requests");
        let help = "nothing is wrong with the description; a server of your own must receive it";
        schemas.diagnostics.warning_at_key(Code::UnsupportedKeyword, &here, message, help);
    }

    let mut scope = Scope::new(REQUEST);
    let inherited = (item.parameters.as_slice(), &item_at.child("parameters"));
    let own = (described.parameters.as_slice(), &at.child("parameters"));
    let parameters = parameter::lower(schemas, inherited, own, &type_name, &mut scope);
    template(schemas, path, &parameters, item_at, &at);
    let body = described.request_body.as_ref();
    let body = body.and_then(|node| {
        request_body(schemas, node, &at.child("requestBody"), &type_name, &mut scope)
    });
    let found = (&mut context.headers, &mut context.scopes.headers);
    let (success, failure) =
        response::lower(schemas, described, &at.child("responses"), &type_name, found);
    Operation {
        security: security(schemas, context, described, &at),
        id,
        method_name,
        type_name,
        method: method.to_uppercase(),
        path: path.to_owned(),
        deprecated: described.deprecated,
        docs: docs(
            described.summary.as_ref().or(item.summary.as_ref()),
            described.description.as_ref().or(item.description.as_ref()),
        ),
        parameters,
        body,
        success,
        failure,
    }
}

fn no_servers(schemas: &mut Schemas<'_, '_>, present: bool, at: &Pointer) {
    if present {
        let message = "servers of a path or an operation are not supported yet";
        let help = "move them to the `servers` of the description";
        schemas.diagnostics.error_at_key(
            Code::UnsupportedKeyword,
            &at.child("servers"),
            message,
            help,
        );
    }
}

/// Holds the path template against the path parameters, in both directions.
fn template(
    schemas: &mut Schemas<'_, '_>,
    path: &str,
    parameters: &[Parameter],
    item_at: &Pointer,
    at: &Pointer,
) {
    let names = variables(path);
    let declared = |name: &str| {
        parameters.iter().any(|one| one.location == Location::Path && one.wire == name)
    };
    for name in names.iter().filter(|name| !declared(name)) {
        schemas.diagnostics.error_at_key(
            Code::UndeclaredPathParameter,
            item_at,
            format!("the path has `{{{name}}}`, but no path parameter of that name is declared"),
            format!("declare it: `- {{name: {name}, in: path, required: true, schema: {{type: string}}}}`"),
        );
    }
    for parameter in parameters.iter().filter(|one| one.location == Location::Path) {
        if !names.contains(&parameter.wire.as_str()) {
            schemas.diagnostics.error_at_key(
                Code::UnusedPathParameter,
                at,
                format!(
                    "the path parameter `{}` does not stand in the path `{path}`",
                    parameter.wire
                ),
                format!("write `{{{}}}` into the path, or remove the parameter", parameter.wire),
            );
        }
    }
}

/// The names between braces of a template.
pub(super) fn variables(template: &str) -> Vec<&str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

fn request_body<'d>(
    schemas: &mut Schemas<'d, '_>,
    node: &'d ReferenceOr<RequestBody>,
    at: &Pointer,
    type_name: &str,
    scope: &mut Scope,
) -> Option<Body> {
    let resolved = schemas.document.resolve(
        node,
        at,
        "requestBodies",
        |all| &all.request_bodies,
        schemas.diagnostics,
    );
    let (body, place) = resolved?;
    let content = place.child("content");
    let Some((media_type, described)) = body.content.first().filter(|_| body.content.len() == 1)
    else {
        let message = "a body of no, or of several media types is not supported yet";
        schemas.diagnostics.error(
            Code::UnsupportedMediaType,
            &content,
            message,
            "keep one of them for now",
        );
        return None;
    };
    let here = content.child(media_type);
    if !response::is_json(media_type) {
        let message = format!("bodies of the media type `{media_type}` are not supported yet");
        let help = "bodies are `application/json` or a type that ends in `+json` for now";
        schemas.diagnostics.error_at_key(Code::UnsupportedMediaType, &here, message, help);
        return None;
    }
    let hint = format!("{type_name} body");
    let (ty, rules) = match &described.schema {
        Some(schema) => {
            let lowered =
                schemas.lower(super::schema::Node::from(schema), &here.child("schema"), &hint);
            if lowered.nullable {
                let message = "a body that may be null is not supported yet";
                let help = "remove `nullable` from the schema of the body for now";
                schemas.diagnostics.error(
                    Code::UnsupportedType,
                    &here.child("schema"),
                    message,
                    help,
                );
            }
            (lowered.ty, lowered.rules)
        }
        None => (crate::ir::Type::Json, Rules::default()),
    };
    Some(Body {
        name: scope.mint("body".to_owned()),
        required: body.required,
        media_type: media_type.clone(),
        ty,
        rules,
        docs: docs(None, body.description.as_ref()),
    })
}

/// The alternatives of an operation: its own, or those of the document.
fn security(
    schemas: &Schemas<'_, '_>,
    context: &mut Context<'_>,
    described: &Described,
    at: &Pointer,
) -> Vec<Vec<String>> {
    let root = Pointer::root();
    let (requirements, at) = match &described.security {
        Some(own) => (Some(own), at),
        None => (schemas.document.root.security.as_ref(), &root),
    };
    let mut alternatives = Vec::new();
    for (index, requirement) in requirements.into_iter().flatten().enumerate() {
        let here = at.child("security").index(index);
        context
            .security
            .extend(requirement.keys().map(|scheme| (scheme.clone(), here.child(scheme))));
        alternatives.push(requirement.keys().cloned().collect());
    }
    alternatives
}
