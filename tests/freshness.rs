//! What is committed is what the generator writes.

use std::path::Path;
use std::process::Command;

use clientwright::{Generator, output};

const FOLDER: &str = "generated/src";

#[test]
fn the_committed_client_is_what_the_generator_writes() {
    let generated = Generator::project(".")
        .and_then(|generator| generator.generate())
        .unwrap_or_else(|error| panic!("the description in spec/ does not generate: {error}"));
    let changes =
        output::check(Path::new(FOLDER), &generated.sources).expect("the folder can be read");
    assert!(changes.is_empty(), "{FOLDER} is stale, run `cargo run` and commit: {changes:?}");
}

#[test]
fn the_runtime_is_copied_to_the_byte() {
    let source = Path::new("generator/src/runtime");
    let mut copied = 0;
    for entry in std::fs::read_dir(source).expect("the runtime is there") {
        let entry = entry.expect("the runtime can be listed");
        let copy = Path::new(FOLDER).join("runtime").join(entry.file_name());
        let original = std::fs::read(entry.path()).expect("the runtime can be read");
        let copy =
            std::fs::read(&copy).unwrap_or_else(|error| panic!("{}: {error}", copy.display()));
        assert!(original == copy, "{} is not copied to the byte", entry.path().display());
        copied += 1;
    }
    let copies =
        std::fs::read_dir(Path::new(FOLDER).join("runtime")).expect("the copy is there").count();
    assert_eq!(copied, copies, "the copy of the runtime has files of its own");
}

#[test]
fn the_committed_client_is_formatted() {
    let output = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "generated/src/lib.rs"])
        .output()
        .expect("rustfmt can be run");
    assert!(
        output.status.success(),
        "not a fixpoint of rustfmt:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
