//! A program that decodes examples into the types of a generated crate and encodes them again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::compilation::{Compiled, Task, Workshop};
use crate::process::{self, End};

const PROGRAM: &str = r##"//! Reads lines of a number and a JSON text from standard input, decodes the text into the type of the number, encodes it
//! again and prints what came of it.

use std::io::{BufRead, Write};
use std::panic;

use serde::Serialize;
use serde::de::DeserializeOwned;

fn through<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, String> {
    let value: T = serde_json::from_str(text).map_err(|error| format!("decode: {error}"))?;
    serde_json::to_string(&value).map_err(|error| format!("encode: {error}"))
}

fn main() {
    let mut output = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (kind, text) = line.split_once(' ').expect("a number and a text");
        let kind: usize = kind.parse().expect("a number");
        let result = panic::catch_unwind(|| TYPES[kind](text)).unwrap_or_else(|_| Err("panic".to_owned()));
        match result {
            Ok(text) => writeln!(output, "ok {text}").expect("a place to write to"),
            Err(error) => writeln!(output, "no {error:?}").expect("a place to write to"),
        }
    }
}

type Through = fn(&str) -> Result<String, String>;
"##;

/// What to decode: the Rust type, and the example.
pub type Case<'a> = (&'a str, &'a Value);

/// What came of a case: what was encoded again, or what went wrong.
pub type Answer = Result<Value, String>;

/// Writes the program beside a crate, builds it and runs it. Without it, the error says what is wrong with it.
///
/// # Errors
///
/// A file cannot be written, or a program not be started.
pub fn run(
    workshop: &Workshop,
    crate_folder: &Path,
    package: &str,
    cases: &[Case<'_>],
    limit: Duration,
) -> io::Result<Result<Vec<Answer>, Compiled>> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (ty, _) in cases {
        let next = kinds.len();
        kinds.entry(ty).or_insert(next);
    }
    let name = format!("{package}-roundtrip");
    let folder = crate_folder.join("roundtrip");
    write_program(&folder, &name, package, &kinds)?;
    workshop.settle(&folder)?;
    let built = workshop.run(&folder, Task::Build)?;
    if !built.ok {
        return Ok(Err(built));
    }
    let program =
        workshop.target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mut answers = Vec::new();
    while answers.len() < cases.len() {
        let rest = cases.get(answers.len()..).unwrap_or_default();
        let input = folder.join("cases");
        let mut file = File::create(&input)?;
        for (ty, example) in rest {
            let kind = kinds.get(ty).copied().unwrap_or_default();
            writeln!(file, "{kind} {example}")?;
        }
        let mut command = Command::new(&program);
        let finished = process::run(command.stdin(Stdio::from(File::open(&input)?)), limit)?;
        answers.extend(finished.stdout.lines().map(answer));
        if answers.len() < cases.len() {
            // It did not survive this one; the others get another chance.
            let how = match finished.end {
                End::Exited(status) => format!("exit status {status}"),
                End::Killed(signal) => signal,
                End::OutOfTime => "no end".to_owned(),
            };
            answers.push(Err(format!("did not survive: {how}")));
        }
    }
    Ok(Ok(answers))
}

fn answer(line: &str) -> Answer {
    match line.split_once(' ') {
        Some(("ok", text)) => serde_json::from_str(text)
            .map_err(|error| format!("what was encoded is no JSON: {error}")),
        _ => Err(line.strip_prefix("no ").unwrap_or(line).to_owned()),
    }
}

fn write_program(
    folder: &Path,
    name: &str,
    package: &str,
    kinds: &BTreeMap<&str, usize>,
) -> io::Result<()> {
    fs::create_dir_all(folder.join("src"))?;
    let mut types: Vec<(&str, usize)> = kinds.iter().map(|(ty, kind)| (*ty, *kind)).collect();
    types.sort_by_key(|(_, kind)| *kind);
    let mut program = format!("{PROGRAM}\nconst TYPES: [Through; {}] = [\n", types.len());
    for (ty, _) in types {
        let _ = writeln!(program, "    through::<{ty}>,");
    }
    program += "];\n";
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {package} = {{ path = \"..\", features = [\"deserialize\"] }}\nserde = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\
         serde_json = \"1\"\n"
    );
    write_if_changed(&folder.join("src").join("main.rs"), &program)?;
    write_if_changed(&folder.join("Cargo.toml"), &manifest)
}

/// What is the same is not touched, so that it is not compiled again.
fn write_if_changed(path: &PathBuf, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text)
}
