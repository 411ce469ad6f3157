//! The command line: exit statuses, messages for people and for programs.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The program, built by Cargo beside this test: the workspace builds the generator for its own tests.
fn clientwright(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program can be run")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--package", "clientwright", "--manifest-path"])
        .arg(Path::new(root).join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .current_dir(folder);
    command
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
    assert!(text(&stale.stdout).contains(" would write "), "{}", text(&stale.stdout));

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
        let dump =
            clientwright(root, &["dump", "--stage", stage, GOOD, "--message-format", "json"]);
        let messages = lines(&dump);
        let last = messages.last().expect("the stage");
        assert_eq!((&last["reason"], &last["stage"]), (&"dump".into(), &stage.into()));
        assert!(last["value"].is_object(), "{last}");
    }
}

/// A run that is given a text instead of a file.
fn piped(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = command(folder, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be run");
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(input.as_bytes()).expect("the program reads all of it");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

#[test]
fn a_description_may_come_from_standard_input() {
    let folder = TempDir::new().expect("a temporary folder");
    let here = folder.path();
    let parts = "Thing: {type: object, properties: {name: {type: string}}}\n";
    std::fs::write(here.join("parts.yaml"), parts).expect("a file beside");
    let yaml = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /things:\n    get:\n      operationId: readThing\n      responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'parts.yaml#/Thing'}}}}}\n";
    let out = ["--out", "my_things", "--no-tests"];
    let generated = piped(here, &[&["generate", "-"], &out[..]].concat(), yaml);
    assert_eq!(generated.status.code(), Some(0), "{}", text(&generated.stderr));
    let manifest = std::fs::read_to_string(here.join("my_things/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("name = \"my-things\""), "{manifest}");
    let types = std::fs::read_to_string(here.join("my_things/src/types.rs")).expect("types");
    assert!(types.contains("pub name: Option<String>"), "{types}");
    // The same as JSON, told by the text alone.
    let tree = piped(here, &["dump", "--stage", "tree", "-"], yaml);
    let json = text(&tree.stdout);
    let checked = piped(here, &[&["check", "-"], &out[..]].concat(), &json);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));

    let broken = piped(here, &["generate", "-", "--out", "other"], &yaml.replace("Thing'", "No'"));
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stderr).contains("--> <stdin>:7:"), "{}", text(&broken.stderr));
    assert!(!here.join("other").exists(), "nothing was written");
}

#[test]
fn warnings_can_be_denied() {
    let folder = TempDir::new().expect("a temporary folder");
    let warned = "openapi: 3.0.3\ninfo: {title: T, version: '1', titel: T}\npaths: {}\n";
    std::fs::write(folder.path().join("api.yaml"), warned).expect("a description");
    let allowed = clientwright(folder.path(), &["dump", "--stage", "ir", "api.yaml"]);
    assert_eq!(allowed.status.code(), Some(0));
    assert!(text(&allowed.stderr).contains("warning[unknown-keyword]"), "dump shows them");
    let arguments = ["generate", "api.yaml", "--out", "out", "--deny-warnings"];
    let denied = clientwright(folder.path(), &arguments);
    assert_eq!(denied.status.code(), Some(1));
    assert!(text(&denied.stderr).contains("error[unknown-keyword]"), "{}", text(&denied.stderr));
    assert!(!folder.path().join("out").exists(), "nothing was written");
}

/// Only whoever reads may go away; that there is no room is a failure.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_said_is_status_2() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
    let output = command(root, &["dump", "--stage", "tree", GOOD]).stdout(full).output();
    let output = output.expect("the program can be run");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("cannot write to standard output"));
}

#[test]
fn a_package_is_not_called_as_nobody_can_call_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let out = folder.path().join("out");
    let out = out.to_str().expect("a path in UTF-8");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["fn", "self", "core", "1a", "a b"] {
        let output = clientwright(root, &["generate", GOOD, "--out", out, "--name", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text(&output.stderr).contains(&format!("`{name}` ")), "{}", text(&output.stderr));
    }
    // The names of its own dependencies; that of a file has not been chosen, and a better one is at hand.
    for name in ["http", "Serde_JSON", "quick-xml", "js-sys"] {
        let output = clientwright(root, &["generate", GOOD, "--out", out, "--name", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let message = text(&output.stderr);
        assert!(message.contains(&format!("`{name}` is the name of a package that")), "{message}");
    }
    let file = folder.path().join("http.yaml");
    std::fs::copy(root.join(GOOD), &file).expect("the description can be copied");
    let file = file.to_str().expect("a path in UTF-8");
    let output = clientwright(root, &["generate", file, "--out", out]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--name, such as `http-client`"), "{output:?}");
    let output = clientwright(root, &["generate", GOOD, "--out", out, "--name", "My-API"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let manifest = std::fs::read_to_string(Path::new(out).join("Cargo.toml")).expect("a manifest");
    assert!(
        manifest.contains("name = \"My-API\"") && manifest.contains("[lib]\nname = \"my_api\"")
    );
    // What the README tells a package with a build script to have is what a crate is given.
    let readme = std::fs::read_to_string(root.join("README.md")).expect("a README");
    for table in ["[dependencies]", "[target."] {
        let dependencies = |text: &str| -> Vec<String> {
            let lines = text.lines().skip_while(|line| !line.starts_with(table)).skip(1);
            lines.take_while(|line| line.contains('=')).map(str::to_owned).collect()
        };
        assert_eq!(dependencies(&readme), dependencies(&manifest), "{table}");
        assert!(!dependencies(&manifest).is_empty(), "{table}");
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
    let summary = messages.last().expect("a summary");
    assert_eq!((&summary["reason"], &summary["generated"]), (&"summary".into(), &0.into()));
    assert!(summary["operations"].as_u64().is_some_and(|operations| operations > 0), "{summary}");
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
        let mut arguments = arguments.to_vec();
        arguments.extend(["--message-format", "json"]);
        let messages = lines(&clientwright(empty.path(), &arguments));
        assert!(!messages.is_empty(), "{arguments:?} says nothing to programs");
    }
    let missing = clientwright(empty.path(), &["generate", "no-such-file.yaml", "--out", "x"]);
    assert!(text(&missing.stderr).contains("--> no-such-file.yaml\n"), "{}", text(&missing.stderr));
}

/// The folder of the output is a file: nothing can be read there, and nothing written.
#[test]
fn an_output_that_fails_ends_with_a_summary() {
    let folder = TempDir::new().expect("a temporary folder");
    let out = folder.path().join("file");
    std::fs::write(&out, "mine").expect("a file");
    let out = out.to_str().expect("a path in UTF-8");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for command in ["generate", "check"] {
        let people = clientwright(root, &[command, GOOD, "--out", out]);
        assert_eq!(people.status.code(), Some(2));
        let message = text(&people.stderr);
        assert!(message.contains("error: cannot read "), "{message}");
        assert_eq!(message.contains("; nothing was written"), command == "generate", "{message}");
        let arguments = [command, GOOD, "--out", out, "--message-format", "json"];
        let messages = lines(&clientwright(root, &arguments));
        let [.., failure, summary] = messages.as_slice() else { panic!("{messages:?}") };
        assert_eq!(
            (&failure["reason"], &summary["reason"]),
            (&"failure".into(), &"summary".into())
        );
        assert!(summary["operations"].as_u64().is_some_and(|count| count > 0), "{summary}");
    }
}

#[test]
fn types_for_formats_are_types() {
    let folder = TempDir::new().expect("a temporary folder");
    let out = folder.path().join("out");
    let out = out.to_str().expect("a path in UTF-8");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (formats, why) in [
        (&["uuid=not a path!"][..], "is no type of Rust: `a path!` stands behind it"),
        (&["uuid=A", "uuid=B"], "`A` and `B` are both to stand for the format `uuid`"),
    ] {
        let mut arguments = vec!["generate", GOOD, "--out", out];
        formats.iter().for_each(|format| arguments.extend(["--format", format]));
        let output = clientwright(root, &arguments);
        assert_eq!(output.status.code(), Some(2), "{formats:?}");
        assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
        assert!(!Path::new(out).exists(), "nothing was written");
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
    for command in ["generate", "check", "dump"] {
        let help = text(&clientwright(root, &[command, "--help"]).stdout);
        assert!(help.contains("`-` is standard input"), "{help}");
    }
}

#[test]
fn a_file_beside_the_description_says_how_lists_are_paginated() {
    let out = TempDir::new().expect("a temporary folder");
    let folder = out.path().join("crate");
    let folder = folder.to_str().expect("a path in UTF-8");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let case = "tests/golden/pagination_file";
    let (api, file) = (format!("{case}/api.yaml"), format!("{case}/pagination.yaml"));
    let generate = ["generate", &api, "--out", folder, "--pagination"];
    let generated = clientwright(root, &[&generate[..], &[&file]].concat());
    assert_eq!(generated.status.code(), Some(0), "{}", text(&generated.stderr));
    let written = std::fs::read_to_string(Path::new(folder).join("src/api.rs")).expect("a module");
    assert!(written.contains("impl Paginated for ListThings"), "{written}");

    let missing = clientwright(root, &[&generate[..], &["no/such.yaml"]].concat());
    assert_eq!(missing.status.code(), Some(2));
    let report = text(&missing.stderr);
    assert!(report.contains("error[io]: no/such.yaml cannot be read"), "{report}");
}
