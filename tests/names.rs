//! Nothing that a description names can take the name of something that generated code stands on.
//!
//! The lists of reserved names are held against the sources of the runtime: a description is made that uses every one of its
//! names, and none of them may come out as it went in.

use std::collections::BTreeSet;

use clientwright::Generator;
use clientwright::ir::Api;
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
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.json");
    std::fs::write(&path, description.to_string()).expect("the description can be written");
    match Generator::new(&path).generate() {
        Ok(generated) => generated.api().clone(),
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
