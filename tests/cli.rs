//! The command line: exit statuses, messages for people and for programs.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The program, built by Cargo beside this test: the workspace builds the generator for its own tests.
fn clientwright(folder: &Path, arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "clientwright", "--manifest-path"])
        .arg(Path::new(root).join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program can be run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

const GOOD: &str = "tests/golden/parameters/api.yaml";
const BROKEN: &str = "tests/diagnostics/unresolved-reference/api.yaml";

#[test]
fn generate_then_check_then_dump() {
    let out = TempDir::new().expect("a temporary folder");
    let folder = out.path().join("crate");
    let folder = folder.to_str().expect("a path in UTF-8");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));

    let stale = clientwright(root, &["check", GOOD, "--out", folder]);
    assert_eq!(stale.status.code(), Some(1), "{}", text(&stale.stderr));
    assert!(!Path::new(folder).exists(), "check writes nothing");

    let generated =
        clientwright(root, &["generate", GOOD, "--out", folder, "--message-format", "json"]);
    assert_eq!(generated.status.code(), Some(0), "{}", text(&generated.stderr));
    let messages = lines(&generated);
    let summary = messages.last().expect("a summary");
    assert_eq!(summary["reason"], "summary");
    assert_eq!((&summary["operations"], &summary["generated"]), (&1.into(), &1.into()));
    for file in ["Cargo.toml", "README.md", "src/lib.rs", "src/books.rs", "src/runtime/mod.rs"] {
        assert!(Path::new(folder).join(file).is_file(), "{file} is missing");
    }

    let fresh = clientwright(root, &["check", GOOD, "--out", folder]);
    assert_eq!(fresh.status.code(), Some(0), "{}", text(&fresh.stdout));

    for stage in ["tree", "document", "ir"] {
        let dump = clientwright(root, &["dump", "--stage", stage, GOOD]);
        assert_eq!(dump.status.code(), Some(0));
        serde_json::from_slice::<Value>(&dump.stdout)
            .unwrap_or_else(|error| panic!("{stage}: {error}"));
    }
}

#[test]
fn a_broken_description_is_status_1_with_its_place() {
    let out = TempDir::new().expect("a temporary folder");
    let folder = out.path().join("crate");
    let folder = folder.to_str().expect("a path in UTF-8");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let people = clientwright(root, &["generate", BROKEN, "--out", folder]);
    assert_eq!(people.status.code(), Some(1));
    assert!(text(&people.stderr).contains(&format!("--> {BROKEN}:")), "{}", text(&people.stderr));
    let programs =
        clientwright(root, &["generate", BROKEN, "--out", folder, "--message-format", "json"]);
    assert_eq!(programs.status.code(), Some(1));
    let messages = lines(&programs);
    let problem = messages.first().expect("a problem");
    assert_eq!(problem["reason"], "diagnostic");
    assert_eq!(problem["code"], "unresolved-reference");
    assert_eq!(problem["severity"], "error");
    assert!(problem["line"].as_u64().is_some_and(|line| line > 1), "{problem}");
    assert!(problem["column"].as_u64().is_some_and(|column| column > 1), "{problem}");
    assert!(!Path::new(folder).exists(), "nothing was written");
}

#[test]
fn usage_and_files_are_status_2() {
    let empty = TempDir::new().expect("a temporary folder");
    let cases: [&[&str]; 4] =
        [&["generate"], &["generate", "no-such-file.yaml", "--out", "x"], &["frobnicate"], &[]];
    for arguments in cases {
        let output = clientwright(empty.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(!output.stderr.is_empty(), "{arguments:?} says nothing");
    }
}

#[test]
fn help_and_version() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let version = clientwright(root, &["--version"]);
    assert_eq!(text(&version.stdout), "clientwright 0.1.0\n");
    let help = text(&clientwright(root, &["--help"]).stdout);
    for word in ["generate", "check", "dump", "--message-format", "Exit status"] {
        assert!(help.contains(word), "--help does not mention {word}");
    }
}
