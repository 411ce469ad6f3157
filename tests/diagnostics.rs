//! Broken descriptions in, whole reports out: one golden a code, so that each message, place and hint is read by somebody.

#[path = "support/golden.rs"]
mod golden;

use clientwright::diagnostic::Code;
use clientwright::{Error, Generator};

const FOLDER: &str = "tests/diagnostics";

/// The description of a case; `io` has none, for that is its point.
fn description(folder: &std::path::Path) -> std::path::PathBuf {
    let json = folder.join("api.json");
    if json.exists() { json } else { folder.join("api.yaml") }
}

fn report(folder: &std::path::Path) -> clientwright::Report {
    let pagination = folder.join("pagination.json");
    let generator = Generator::new(description(folder));
    let generator = if pagination.exists() { generator.pagination(pagination) } else { generator };
    // What a case says that is about options.
    let generator = match folder.ends_with(Code::UnusedFormat.as_str()) {
        true => generator.format("monney", "crate::Amount"),
        false => generator,
    };
    match generator.generate() {
        Ok(generated) => generated.problems,
        Err(Error::Description(report)) => report,
        Err(error) => panic!("{}: {error}", folder.display()),
    }
}

#[test]
fn reports_are_as_expected() {
    let mut differences = Vec::new();
    for (_, folder) in golden::cases(FOLDER) {
        let text = format!("{}\n", report(&folder));
        differences
            .extend(golden::compare(&folder.join("expected.txt"), &text, "diagnostics").err());
    }
    golden::report(differences);
}

#[test]
fn every_code_has_a_case_named_after_it() {
    for code in Code::ALL {
        let folder = std::path::Path::new(FOLDER).join(code.as_str());
        assert!(
            folder.is_dir(),
            "no case for the code `{}`: {} is missing",
            code.as_str(),
            folder.display()
        );
        assert!(
            report(&folder).problems.iter().any(|problem| problem.code == *code),
            "the case {} does not report its code",
            folder.display()
        );
    }
}

/// A place is where its text is, whatever stands before it on the line.
#[test]
fn places_in_json_are_exact() {
    let text = std::fs::read_to_string("tests/diagnostics/unresolved-reference-json/api.json")
        .expect("the case");
    let wanted = "\"#/components/schemas/Nobody\"";
    let before = text.split(wanted).next().expect("the reference is in it");
    let report = report(std::path::Path::new("tests/diagnostics/unresolved-reference-json"));
    let problem = report.problems.first().expect("a problem");
    assert_eq!((problem.line, problem.column), (1, before.chars().count() + 1));
    assert_eq!(problem.width, wanted.len());
}

#[test]
fn every_problem_says_where_and_what_to_do() {
    for (name, folder) in golden::cases(FOLDER) {
        for problem in report(&folder).problems {
            // What concerns a whole file has no line, or stands at its beginning, to which a place falls back that is not found.
            let is_of_file = matches!(problem.code, Code::Io | Code::NotOpenapi);
            let is_found = problem.line > 0 && problem.column > 0;
            assert!(
                is_of_file || (is_found && (problem.line, problem.column) != (1, 1)),
                "{name}: the place was not found: {}",
                problem.message
            );
            assert!(!problem.help.is_empty(), "{name}: no help: {}", problem.message);
        }
    }
}
