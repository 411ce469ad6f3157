//! The promises of ARCHITECTURE.md about who may see what, held against the sources.

use std::path::{Path, PathBuf};

const SOURCES: &str = "generator/src";
/// About this many lines a person reads in one go; more needs a reason.
const MOST_LINES: usize = 600;

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = below(folder);
    assert!(!found.is_empty(), "no source in {}", folder.display());
    found
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every path that a file mentions, as text: `crate::ir`, `std::fs::read`, `println!`.
struct Mentions(Vec<String>);

impl<'ast> syn::visit::Visit<'ast> for Mentions {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        fn walk(prefix: &str, tree: &syn::UseTree, found: &mut Vec<String>) {
            match tree {
                syn::UseTree::Path(path) => {
                    walk(&format!("{prefix}{}::", path.ident), &path.tree, found)
                }
                syn::UseTree::Group(group) => {
                    group.items.iter().for_each(|tree| walk(prefix, tree, found));
                }
                syn::UseTree::Name(name) => found.push(format!("{prefix}{}", name.ident)),
                syn::UseTree::Rename(rename) => found.push(format!("{prefix}{}", rename.ident)),
                _ => found.push(format!("{prefix}*")),
            }
        }
        walk("", &item.tree, &mut self.0);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.0.extend(call.path.segments.last().map(|name| format!("{}!", name.ident)));
        syn::visit::visit_macro(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.0.push(names.join("::"));
        syn::visit::visit_path(self, path);
    }
}

fn mentions(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the source can be read");
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut mentions = Mentions(Vec::new());
    syn::visit::Visit::visit_file(&mut mentions, &file);
    mentions.0
}

fn is_below(mention: &str, path: &str) -> bool {
    mention == path || mention.strip_prefix(path).is_some_and(|rest| rest.starts_with("::"))
}

/// Fails for each file of `folder` that mentions one of the forbidden paths.
fn forbid(folder: &str, forbidden: &[&str]) {
    for file in files(&Path::new(SOURCES).join(folder)) {
        for mention in mentions(&file) {
            let found = forbidden.iter().find(|path| is_below(&mention, path));
            assert!(found.is_none(), "{} must not see `{mention}`", file.display());
        }
    }
}

#[test]
fn emit_sees_only_the_intermediate_representation() {
    forbid(
        "emit",
        &[
            "crate::source",
            "crate::dialect",
            "crate::lower",
            "crate::diagnostic",
            "crate::output",
            "crate::generator",
            "openapiv3",
            "serde_json",
            "serde_yaml",
            "saphyr_parser",
        ],
    );
}

#[test]
fn lower_writes_no_rust() {
    forbid(
        "lower",
        &[
            "quote",
            "syn",
            "proc_macro2",
            "prettyplease",
            "crate::emit",
            "crate::source",
            "crate::output",
        ],
    );
}

#[test]
fn the_intermediate_representation_depends_on_nothing_of_ours() {
    for stage in ["source", "dialect", "lower", "emit", "output", "diagnostic", "generator"] {
        forbid("ir", &[&format!("crate::{stage}")]);
    }
    forbid("ir", &["quote", "syn", "proc_macro2", "openapiv3"]);
}

#[test]
fn only_source_and_output_touch_the_disk() {
    for file in files(Path::new(SOURCES)) {
        let relative = file.strip_prefix(SOURCES).expect("below the sources").to_owned();
        let allowed = relative.starts_with("source") || relative == Path::new("output.rs");
        let touches = mentions(&file)
            .iter()
            .any(|mention| is_below(mention, "std::fs") || is_below(mention, "fs"));
        assert!(allowed || !touches, "{} must not touch the disk", file.display());
    }
}

#[test]
fn only_the_shells_print() {
    for file in files(Path::new(SOURCES)) {
        let relative = file.strip_prefix(SOURCES).expect("below the sources").to_owned();
        let allowed = ["main.rs", "script.rs"].iter().any(|shell| relative == Path::new(shell));
        let prints = ["print!", "println!", "eprint!", "eprintln!", "dbg!"];
        let found = mentions(&file).into_iter().find(|mention| prints.contains(&mention.as_str()));
        assert!(allowed || found.is_none(), "{} must not print", file.display());
    }
}

#[test]
fn the_runtime_refers_to_itself_only() {
    forbid("runtime", &["crate"]);
}

#[test]
fn files_stay_readable() {
    let roots = [SOURCES, "tests", "examples"];
    for file in roots.iter().flat_map(|root| files(Path::new(root))) {
        if file.starts_with("tests/golden") {
            continue;
        }
        let lines = std::fs::read_to_string(&file).expect("the source can be read").lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", file.display());
    }
}

#[test]
fn the_build_script_has_no_logic() {
    let lines = std::fs::read_to_string("build.rs").expect("build.rs is there").lines().count();
    assert!(lines <= 40, "build.rs has {lines} lines");
}
