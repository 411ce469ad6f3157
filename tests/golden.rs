//! Descriptions in, files out: one small description a feature, with its complete expected output.
//!
//! `tests/golden/<case>/api.yaml` is the description, `tests/golden/<case>/src/` what must come out of it, except the
//! runtime, which is the same for all. The goldens are compiled, linted and documented, with warnings denied.

#[path = "support/golden.rs"]
mod golden;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright::Generator;

const FOLDER: &str = "tests/golden";

fn is_runtime(path: &str) -> bool {
    path.starts_with("runtime/")
}

#[test]
fn output_is_as_expected() {
    let mut differences = Vec::new();
    for (name, folder) in golden::cases(FOLDER) {
        let generated = match Generator::new(folder.join("api.yaml")).generate() {
            Ok(generated) => generated,
            Err(clientwright::Error::Description(report)) => panic!("{name}:\n{report}"),
            Err(error) => panic!("{name}: {error}"),
        };
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
        expected.insert(folder.join("api.yaml"));
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

/// All goldens as the modules of one crate, each with its own copy of the runtime, as in a generated crate.
#[test]
fn output_compiles_without_a_warning() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("goldens");
    let source = root.join("src");
    let _ = std::fs::remove_dir_all(&source);
    std::fs::create_dir_all(&source).expect("the crate can be written");
    let mut modules = String::from("//! Every golden.\n");
    let mut manifest = None;
    for (name, folder) in golden::cases(FOLDER) {
        let generated = Generator::new(folder.join("api.yaml"))
            .name("goldens")
            .generate_crate()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for file in &generated.sources {
            let Some(path) = file.path.strip_prefix("src/") else {
                if file.path == "Cargo.toml" {
                    manifest = Some(file.text.clone());
                }
                continue;
            };
            let module = source.join(&name).join(if path == "lib.rs" { "mod.rs" } else { path });
            std::fs::create_dir_all(module.parent().expect("a file has a folder")).expect("folder");
            std::fs::write(module, &file.text).expect("the crate can be written");
        }
        modules.push_str(&format!("pub mod {name};\n"));
    }
    std::fs::write(source.join("lib.rs"), modules).expect("the crate can be written");
    let manifest = manifest.expect("a crate has a manifest") + "\n[workspace]\n";
    std::fs::write(root.join("Cargo.toml"), manifest).expect("the crate can be written");
    std::fs::copy("Cargo.lock", root.join("Cargo.lock")).expect("the lock file can be copied");
    std::fs::copy("rustfmt.toml", root.join("rustfmt.toml")).expect("the settings can be copied");

    run(&root, &["clippy", "--all-features", "--quiet", "--", "-D", "warnings"], &[]);
    run(&root, &["check", "--quiet"], &[("RUSTFLAGS", "-D warnings")]);
    run(
        &root,
        &["doc", "--no-deps", "--all-features", "--quiet"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    );
    run(&root, &["fmt", "--check"], &[]);
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
