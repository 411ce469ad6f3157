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

/// Every path that a file mentions, from the root of the crate where it is one of ours: `crate::ir`, `std::fs::read`,
/// `println!`. What stands in the arguments of macros counts as well.
struct Mentions {
    /// The module that the file is, such as `["crate", "lower", "schema"]`.
    module: Vec<String>,
    found: Vec<String>,
}

impl Mentions {
    fn add(&mut self, segments: &[String]) {
        let mut names = segments;
        let mut path: Vec<String> = Vec::new();
        match names.first().map(String::as_str) {
            Some("self") => path.clone_from(&self.module),
            Some("super") => {
                path.clone_from(&self.module);
                while names.first().is_some_and(|name| name == "super") {
                    path.pop();
                    names = &names[1..];
                }
                self.found.push([path, names.to_vec()].concat().join("::"));
                return;
            }
            _ => {
                self.found.push(names.join("::"));
                return;
            }
        }
        self.found.push([path, names[1..].to_vec()].concat().join("::"));
    }

    fn tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: &dyn ToString| [prefix.to_vec(), vec![name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.tree(prefix, tree));
            }
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            _ => self.add(&with(&"*")),
        }
    }

    /// Paths among the tokens of a macro's arguments.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '!' => {
                    self.found.extend(path.last().map(|name| format!("{name}!")));
                    path.clear();
                }
                other => {
                    self.end(&mut path);
                    if let proc_macro2::TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        if !path.is_empty() {
            let path = std::mem::take(path);
            self.add(&path);
        }
    }
}

impl<'ast> syn::visit::Visit<'ast> for Mentions {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.found.extend(call.path.segments.last().map(|name| format!("{}!", name.ident)));
        self.tokens(call.tokens.clone());
        syn::visit::visit_macro(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&names);
        syn::visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.found.push(format!(".{}", call.method));
        syn::visit::visit_expr_method_call(self, call);
    }
}

fn mentions(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the source can be read");
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let relative = path.strip_prefix(SOURCES).expect("below the sources").with_extension("");
    let module = std::iter::once("crate".to_owned()).chain(
        relative
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .filter(|part| part != "mod" && part != "lib"),
    );
    let mut mentions = Mentions { module: module.collect(), found: Vec::new() };
    syn::visit::Visit::visit_file(&mut mentions, &file);
    mentions.found
}

fn is_below(mention: &str, path: &str) -> bool {
    mention == path || mention.strip_prefix(path).is_some_and(|rest| rest.starts_with("::"))
}

/// The files of one stage: a file, or a folder and the file beside it.
fn stage(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(SOURCES).join(name);
    let file = folder.with_extension("rs");
    let mut found = if folder.is_dir() { files(&folder) } else { Vec::new() };
    found.extend(file.is_file().then_some(file));
    assert!(!found.is_empty(), "no stage `{name}`");
    found
}

/// What a stage may see of the rest of the crate, and crates that it must not see.
fn allow(name: &str, ours: &[&str], not: &[&str]) {
    for file in stage(name) {
        for mention in mentions(&file) {
            let own = is_below(&mention, &format!("crate::{name}"));
            let is_ours = mention == "crate" || mention.starts_with("crate::");
            let may = ours.iter().any(|path| is_below(&mention, path));
            assert!(
                own || !is_ours || may || mention == "crate",
                "{} must not see `{mention}`",
                file.display()
            );
            let forbidden = not.iter().find(|path| is_below(&mention, path));
            assert!(forbidden.is_none(), "{} must not see `{mention}`", file.display());
        }
    }
}

/// Crates that write Rust or lay it out.
const WRITERS: &[&str] = &["quote", "syn", "proc_macro2", "prettyplease"];
/// Crates that read descriptions.
const READERS: &[&str] = &["serde_yaml", "saphyr_parser"];

#[test]
fn emit_sees_only_the_intermediate_representation() {
    allow("emit", &["crate::ir"], &[READERS, &["serde_json"]].concat());
}

#[test]
fn the_intermediate_representation_depends_on_nothing_of_ours() {
    allow("ir", &[], &[WRITERS, READERS].concat());
}

#[test]
fn lower_writes_no_rust_and_reads_no_text() {
    let ours = [
        "crate::ir",
        "crate::document",
        "crate::diagnostic",
        "crate::dialect::Reader",
        "crate::source::Node",
    ];
    allow("lower", &ours, &[WRITERS, READERS].concat());
}

#[test]
fn contract_tests_are_planned_without_the_types() {
    let ours = [
        "crate::ir",
        "crate::document",
        "crate::diagnostic",
        "crate::dialect::Reader",
        "crate::source::Node",
    ];
    allow("contract", &ours, &[WRITERS, READERS].concat());
}

#[test]
fn the_front_end_knows_nothing_of_what_comes_after_it() {
    let document = ["crate::source::Node", "crate::ir"];
    allow("document", &document, &[WRITERS, READERS].concat());
    let dialect = ["crate::document", "crate::diagnostic", "crate::source"];
    allow("dialect", &dialect, &[WRITERS, READERS].concat());
    allow("source", &["crate::diagnostic"], WRITERS);
    allow("diagnostic", &["crate::source"], &[WRITERS, READERS].concat());
}

#[test]
fn only_source_output_and_receipt_touch_the_disk() {
    let methods = [".exists", ".is_file", ".is_dir", ".read_dir", ".metadata", ".canonicalize"];
    for file in files(Path::new(SOURCES)) {
        let relative = file.strip_prefix(SOURCES).expect("below the sources").to_owned();
        let allowed = relative.starts_with("source")
            || ["output.rs", "receipt.rs"].iter().any(|file| relative == Path::new(file));
        let touches = mentions(&file).into_iter().find(|mention| {
            ["std::fs", "fs", "tempfile"].iter().any(|path| is_below(mention, path))
                || methods.contains(&mention.as_str())
        });
        assert!(allowed || touches.is_none(), "{} touches the disk: {touches:?}", file.display());
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
    for file in stage("runtime") {
        let text = std::fs::read_to_string(&file).expect("the source can be read");
        assert!(!text.contains("crate::"), "{} names its crate", file.display());
        for mention in mentions(&file) {
            let outside = mention.starts_with("crate") && !is_below(&mention, "crate::runtime");
            assert!(!outside, "{} must not see `{mention}`", file.display());
        }
    }
}

#[test]
fn files_stay_readable() {
    let roots = [SOURCES, "corpus/src", "signing", "tests", "examples"];
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
