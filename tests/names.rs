//! Nothing that a description names can take the name of something that generated code stands on.
//!
//! The lists of reserved names are held against the sources of the runtime: a description is made that uses every one of its
//! names, and none of them may come out as it went in.

use std::collections::BTreeSet;

use clientwright::ir::Api;
use clientwright::{Generated, Generator};
use serde_json::{Map, Value, json};

const RUNTIME: &str = "generator/src/runtime";

fn sources() -> Vec<syn::File> {
    let folder = std::fs::read_dir(RUNTIME).expect("the runtime can be listed");
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let parse = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("the source can be read");
        syn::parse_file(&text).expect("the source is Rust")
    };
    paths.iter().filter(|path| path.is_file()).map(parse).collect()
}

/// The methods of a type, private ones as well: those collide all the same.
fn methods(of: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in sources().into_iter().flat_map(|file| file.items) {
        let syn::Item::Impl(block) = item else { continue };
        let syn::Type::Path(ty) = &*block.self_ty else { continue };
        if block.trait_.is_none() && ty.path.segments.last().is_some_and(|name| name.ident == of) {
            found.extend(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                _ => None,
            }));
        }
    }
    assert!(!found.is_empty(), "the runtime has no methods of `{of}`");
    found
}

fn generate(description: &Value) -> Api {
    generated(description).api().clone()
}

fn generated(description: &Value) -> Generated {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.json");
    std::fs::write(&path, description.to_string()).expect("the description can be written");
    match Generator::new(&path).generate() {
        Ok(generated) => generated,
        Err(clientwright::Error::Description(report)) => panic!("{report}"),
        Err(error) => panic!("{error}"),
    }
}

fn description(paths: Map<String, Value>, components: &Value) -> Value {
    json!({
        "openapi": "3.0.3", "info": {"title": "Names", "version": "1"},
        "paths": paths, "components": components,
    })
}

#[test]
fn operations_do_not_take_the_names_of_methods_of_the_client() {
    let names = methods("Client");
    let paths = names.iter().map(|name| {
        let get = json!({"operationId": name, "responses": {"204": {"description": "Done."}}});
        (format!("/{name}"), json!({ "get": get }))
    });
    let api = generate(&description(paths.collect(), &json!({})));
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        assert!(!names.contains(&operation.method_name), "`{}` is taken", operation.method_name);
    }
}

#[test]
fn credentials_do_not_take_the_names_of_methods_of_the_builder() {
    let names = methods("ClientBuilder");
    let scheme = json!({"type": "http", "scheme": "bearer"});
    let schemes: Map<String, Value> =
        names.iter().map(|name| (name.clone(), scheme.clone())).collect();
    let security: Vec<Value> = names.iter().map(|name| json!({ name.as_str(): [] })).collect();
    let get = json!({"security": security, "responses": {"204": {"description": "Done."}}});
    let paths = Map::from_iter([("/".to_owned(), json!({ "get": get }))]);
    let api = generate(&description(paths, &json!({ "securitySchemes": schemes })));
    assert_eq!(api.schemes.len(), names.len());
    for scheme in &api.schemes {
        assert!(!names.contains(&scheme.name), "`{}` is taken", scheme.name);
    }
}

/// The names of all types and traits of the runtime.
fn types() -> BTreeSet<String> {
    let name = |item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Trait(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    };
    let items = sources().into_iter().flat_map(|file| file.items);
    let mut names: BTreeSet<String> = items.filter_map(name).collect();
    // What a macro defines.
    names.extend(["NoFailure", "DateTime", "Uuid"].map(str::to_owned));
    names
}

/// Every name that a `use` brings into a file.
fn imported(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| imported(item, names)),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(name) => names.push(name.rename.to_string()),
        syn::UseTree::Glob(_) => {}
    }
}

/// Checks that no file has two things of one name.
fn each_name_means_one_thing(generated: &Generated) {
    for file in generated.sources.iter().filter(|file| !file.path.starts_with("runtime/")) {
        let mut names = Vec::new();
        for item in syn::parse_file(&file.text).expect("the source is Rust").items {
            match item {
                syn::Item::Use(item) => imported(&item.tree, &mut names),
                syn::Item::Struct(item) => names.push(item.ident.to_string()),
                syn::Item::Enum(item) => names.push(item.ident.to_string()),
                syn::Item::Type(item) => names.push(item.ident.to_string()),
                _ => {}
            }
        }
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(seen.insert(name.clone()), "`{name}` is there twice in {}", file.path);
        }
    }
}

/// An operation that takes most of what there is from the runtime, with a schema in all places.
fn operation(id: &str, schema: &Value, failure: Option<&Value>) -> Value {
    let text = |format| json!({"type": "string", "format": format});
    let answer = |schema: &Value| json!({"description": "An answer.", "content": {"application/json": {"schema": schema}}});
    let mut responses = json!({"200": answer(schema), "202": {"description": "Later."}});
    if let Some(failure) = failure {
        responses["400"] = answer(failure);
        responses["404"] = answer(&text("date-time"));
    }
    responses["200"]["headers"] = json!({"X-Left": {"schema": {"type": "integer"}}});
    json!({
        "operationId": id, "responses": responses,
        "parameters": [
            {"name": "id", "in": "query", "schema": {"type": "string", "maxLength": 5}},
            {"name": "when", "in": "query", "schema": text("date")},
            {"name": "list", "in": "query", "style": "pipeDelimited", "explode": false, "schema": {"type": "array", "items": text("uuid")}},
        ],
        "requestBody": {"content": {
            "application/json": {"schema": schema},
            "multipart/form-data": {"schema": {"type": "object", "properties": {"a": text("binary"), "b": {"type": "string"}}}},
            "application/octet-stream": {"schema": text("binary")},
        }},
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn schemas(names: &BTreeSet<String>) -> Map<String, Value> {
    let object = json!({
        "type": "object", "required": ["a"],
        "properties": {
            "a": {"type": "string", "minLength": 1}, "b": {"type": "string", "nullable": true},
            "c": {"type": "string", "format": "date-time"}, "d": {"type": "string", "format": "byte"},
        },
    });
    names.iter().map(|name| (name.clone(), object.clone())).collect()
}

#[test]
fn schemas_are_told_from_what_files_import() {
    let names = types();
    // Each alone in a module, where what is imported for it has no other reason to be there.
    let paths = names.iter().flat_map(|name| {
        let lists = json!({"type": "array", "items": reference(name)});
        [("plain", reference(name), None), ("list", lists, Some(reference(name)))].map(
            |(kind, schema, failure)| {
                let mut get = operation(&format!("{kind} {name} it"), &schema, failure.as_ref());
                get["tags"] = json!([format!("{kind} {name}")]);
                (format!("/{kind}/{name}"), json!({ "post": get }))
            },
        )
    });
    let schemas = json!({ "schemas": schemas(&names) });
    let generated = generated(&description(paths.collect(), &schemas));
    for name in &names {
        assert!(generated.api().types.iter().any(|ty| ty.name == *name), "`{name}` is not there");
    }
    each_name_means_one_thing(&generated);
}

#[test]
fn operations_are_told_from_what_files_import() {
    let names = types();
    let paths = names.iter().flat_map(|name| {
        [("plain", None), ("failing", Some(reference("Thing")))].map(|(kind, failure)| {
            let mut get = operation(name, &reference("Thing"), failure.as_ref());
            get["tags"] = json!([format!("{kind} {name}")]);
            (format!("/{kind}/{name}"), get)
        })
    });
    let things = json!({ "schemas": schemas(&BTreeSet::from(["Thing".to_owned()])) });
    // Two descriptions, so that every operation gets its name.
    let paths: Vec<(String, Value)> = paths.collect();
    for half in 0..2 {
        let half = paths.iter().skip(half).step_by(2);
        let half = half.map(|(path, get)| (path.clone(), json!({ "post": get })));
        let description = description(half.collect(), &things);
        each_name_means_one_thing(&generated(&description));
    }
}

#[test]
fn methods_of_the_prelude_do_not_hide_those_of_operations() {
    // The compiler tries those that take their `self` as it stands before those that borrow it.
    let hidden = ["into", "try_into", "to_owned", "as_ref", "as_mut", "clone"];
    let paths = hidden.iter().map(|name| {
        let get = json!({"operationId": name, "responses": {"204": {"description": "Done."}}});
        (format!("/{name}"), json!({ "get": get }))
    });
    let api = generate(&description(paths.collect(), &json!({})));
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        assert_eq!(operation.method_name, format!("{}_2", operation.id));
    }
}

/// Modules and the pages of documentation are files, whose names can have 255 bytes.
#[test]
fn names_are_no_longer_than_those_of_files() {
    let long = |end: &str| format!("{}{end}", "Lengthy".repeat(50));
    let ends = ["A", "B"];
    let paths = ends.iter().map(|end| {
        let mut get = operation(&long(end), &reference(&long(end)), None);
        get["tags"] = json!([long(end)]);
        (format!("/{end}"), json!({ "post": get }))
    });
    let names = ends.iter().map(|end| long(end)).collect();
    let schemas = json!({ "schemas": schemas(&names) });
    let generated = generated(&description(paths.collect(), &schemas));
    let files: BTreeSet<&str> = generated.sources.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files.len(), generated.sources.len(), "each file is one");
    assert_eq!(files.iter().filter(|path| path.starts_with("lengthy")).count(), ends.len());
    let lengths = generated.api().types.iter().map(|ty| ty.name.len());
    let lengths = lengths.chain(files.iter().map(|path| path.len()));
    assert!(lengths.max().is_some_and(|longest| longest < 240));
    each_name_means_one_thing(&generated);
}
