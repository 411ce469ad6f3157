//! Descriptions in, files out: one small description a feature, with its complete expected output.
//!
//! `tests/golden/<case>/api.yaml` (or `api.json`) is the description, with the files beside it that it refers to;
//! `tests/golden/<case>/src/` is what must come out of it, except the runtime, which is the same for all, and
//! `tests/golden/<case>/warnings.txt` what must be said. The goldens are compiled, linted and documented, with warnings denied, and the
//! contract tests of all of them pass; those of one case are kept beside it, in `tests/`.

#[path = "support/golden.rs"]
mod golden;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright::Generator;

const FOLDER: &str = "tests/golden";
/// The case whose description has errors: what is left of it is generated all the same.
const BROKEN: &str = "broken";
/// The case in which a type of the user stands for a format.
const EXTENDED: &str = "rust_types";
/// The case whose contract tests are kept.
const TESTED: &str = "contract_tests";

fn generator(name: &str, folder: &Path) -> Generator {
    let json = folder.join("api.json");
    let description = if json.exists() { json } else { folder.join("api.yaml") };
    let generator =
        Generator::new(description).keep_going(name == BROKEN).contract_tests(true).name("goldens");
    // A type of the user for a format that only one golden has.
    let generator = match name {
        EXTENDED => generator.format("socket", "std::net::SocketAddr"),
        _ => generator,
    };
    // What says more about a description that cannot be edited.
    let pagination = folder.join("pagination.yaml");
    if pagination.exists() { generator.pagination(pagination) } else { generator }
}

fn is_runtime(path: &str) -> bool {
    path.starts_with("runtime/")
}

#[test]
fn output_is_as_expected() {
    let mut differences = Vec::new();
    for (name, folder) in golden::cases(FOLDER) {
        let generated = match generator(&name, &folder).generate() {
            Ok(generated) => generated,
            Err(clientwright::Error::Description(report)) => panic!("{name}:\n{report}"),
            Err(error) => panic!("{name}: {error}"),
        };
        if name == TESTED {
            let folder = folder.join("tests");
            let own = generated.tests.iter().filter(|file| !file.path.ends_with("exchange.rs"));
            for file in own {
                let path = folder.join(&file.path);
                differences.extend(golden::compare(&path, &file.text, "golden").err());
            }
        }
        let report = match generated.problems.to_string() {
            text if text.is_empty() => text,
            text => text + "\n",
        };
        let mut expected = BTreeSet::new();
        let files = generated.sources.iter().filter(|file| !is_runtime(&file.path));
        for file in files {
            let path = folder.join("src").join(&file.path);
            differences.extend(golden::compare(&path, &file.text, "golden").err());
            expected.insert(path);
        }
        if !report.is_empty() {
            let path = folder.join("warnings.txt");
            differences.extend(golden::compare(&path, &report, "golden").err());
            expected.insert(path);
        }
        if name == TESTED {
            expected
                .extend(generated.tests.iter().map(|file| folder.join("tests").join(&file.path)));
        }
        expected.extend(generated.inputs.iter().cloned());
        for orphan in files_below(&folder).difference(&expected) {
            if golden::blessing() {
                std::fs::remove_file(orphan).expect("the orphan can be removed");
            } else {
                differences.push(format!(
                    "{} is not written any more: bless or remove it",
                    orphan.display()
                ));
            }
        }
    }
    golden::report(differences);
}

fn files_below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.insert(path);
        }
    }
    files
}

/// All goldens as the modules of one crate. The runtime is the same in each, so that those that add nothing else to its types
/// than methods of different names have one copy together: it is compiled a few times, and not once for each golden.
#[test]
fn output_compiles_without_a_warning() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("goldens");
    let source = root.join("src");
    let _ = std::fs::remove_dir_all(&source);
    std::fs::create_dir_all(&source).expect("the crate can be written");
    let mut modules = String::from("//! Every golden.\n\npub mod runtime;\n\n");
    let tests = root.join("tests/all");
    let _ = std::fs::remove_dir_all(&tests);
    let mut tested = String::from("//! The contract tests of every golden.\n\n");
    let mut manifest = None;
    let mut methods = BTreeSet::new();
    for (name, folder) in golden::cases(FOLDER) {
        let generated = generator(&name, &folder)
            .generate_crate()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        // Servers are functions of the runtime's types, and XML is a part of the runtime that not all have.
        let is_own = |path: &str| path == "src/client.rs" || path.starts_with("src/runtime/xml");
        let own = generated.sources.iter().any(|file| is_own(&file.path));
        let added = generated.api().modules.iter().flat_map(|module| &module.operations);
        let added: BTreeSet<String> = added.map(|one| one.method_name.clone()).collect();
        let borrows = !own && methods.is_disjoint(&added);
        if borrows {
            methods.extend(added);
        }
        for file in &generated.sources {
            let Some(path) = file.path.strip_prefix("src/") else {
                // One that has all dependencies that any of them needs.
                let has_all = file.text.contains("quick-xml");
                if file.path == "Cargo.toml" && (has_all || manifest.is_none()) {
                    manifest = Some(file.text.clone());
                }
                if file.path == "rustfmt.toml" {
                    std::fs::write(root.join("rustfmt.toml"), &file.text)
                        .expect("it can be written");
                }
                if let Some(path) = file.path.strip_prefix("tests/") {
                    write(&tests, &name, path, &file.text);
                }
                continue;
            };
            let folder = source.join(&name);
            let (path, text) = match path {
                _ if borrows && is_runtime(path) => (source.join(path), file.text.clone()),
                "lib.rs" if borrows => (folder.join("mod.rs"), borrowing(&file.text)),
                "lib.rs" => (folder.join("mod.rs"), file.text.clone()),
                path => (folder.join(path), file.text.clone()),
            };
            std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder");
            std::fs::write(path, text).expect("the crate can be written");
        }
        modules.push_str(&format!("pub mod {name};\n"));
        tested.push_str(&format!("mod {name};\n"));
    }
    std::fs::write(tests.join("main.rs"), tested).expect("the tests can be written");
    std::fs::write(source.join("lib.rs"), modules).expect("the crate can be written");
    let manifest = manifest.expect("a crate has a manifest") + "\n[workspace]\n";
    std::fs::write(root.join("Cargo.toml"), manifest).expect("the crate can be written");
    std::fs::copy("Cargo.lock", root.join("Cargo.lock")).expect("the lock file can be copied");

    run(&root, &["clippy", "--all-features", "--quiet", "--", "-D", "warnings"], &[]);
    run(&root, &["check", "--quiet"], &[("RUSTFLAGS", "-D warnings")]);
    run(
        &root,
        &["doc", "--no-deps", "--all-features", "--quiet"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    );
    run(&root, &["clippy", "--test", "all", "--quiet", "--", "-D", "warnings"], &[]);
    run(&root, &["test", "--test", "all", "--quiet"], &[]);
    run(&root, &["fmt", "--check"], &[]);
}

/// Writes a contract test of a golden, which is a module of a crate with others here.
fn write(tests: &Path, name: &str, path: &str, text: &str) {
    let text = text.replace("use ::goldens::", &format!("use ::goldens::{name}::"));
    let path = match path {
        "contract.rs" => tests.join(format!("{name}.rs")),
        path => tests.join(name).join(path),
    };
    std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder");
    std::fs::write(path, text).expect("the test can be written");
}

/// The root of a golden that has no runtime of its own.
fn borrowing(root: &str) -> String {
    let borrowed = root.replace("pub mod runtime;", "pub use crate::runtime;");
    assert_ne!(borrowed, root, "a crate has a runtime");
    borrowed
}

fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .envs(environment.iter().copied())
        .output()
        .expect("cargo can be run");
    assert!(
        output.status.success(),
        "cargo {} failed on the goldens:\n{}{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
