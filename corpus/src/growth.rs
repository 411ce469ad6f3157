//! How cost grows with the description: a table, and a plot of what each megabyte of a description costs. A line that rises is a
//! step that takes more than in proportion.

use std::fmt::Write;

use crate::generation::Status;
use crate::report::Row;

/// One cost of a description.
struct Measure {
    title: &'static str,
    unit: &'static str,
    value: fn(&Row) -> Option<f64>,
}

const MEASURES: [Measure; 6] = [
    Measure { title: "Generation", unit: "s of CPU", value: |row| Some(row.outcome.cpu) },
    Measure {
        title: "Memory of generation",
        unit: "MB",
        value: |row| Some(megabytes(row.outcome.memory)),
    },
    Measure {
        title: "Lines of Rust",
        unit: "thousand",
        value: |row| Some(row.outcome.lines as f64 / 1000.0),
    },
    Measure { title: "Types", unit: "types", value: |row| Some(row.outcome.types as f64) },
    Measure {
        title: "cargo check",
        unit: "s of CPU",
        value: |row| row.check.as_ref().map(|check| check.cost.cpu),
    },
    Measure {
        title: "Memory of cargo check",
        unit: "MB",
        value: |row| row.check.as_ref().map(|check| megabytes(check.cost.memory)),
    },
];

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// The section for the descriptions whose paths contain one of these texts, from the smallest to the largest.
#[must_use]
pub fn markdown(rows: &[Row], chosen: &[String]) -> String {
    let is_chosen = |row: &&Row| {
        row.outcome.status == Status::Generated
            && chosen.iter().any(|part| row.path.contains(part.as_str()))
    };
    let mut rows: Vec<&Row> = rows.iter().filter(is_chosen).collect();
    rows.sort_by_key(|row| row.bytes);
    if rows.len() < 2 {
        return String::new();
    }
    let mut text = String::from("\n## How cost grows\n\n| description | MB | operations |");
    for measure in &MEASURES {
        let _ = write!(text, " {}, {} |", measure.title, measure.unit);
    }
    text += "\n| --- | ---: | ---: |";
    text += &" ---: |".repeat(MEASURES.len());
    text += "\n";
    for row in &rows {
        let size = megabytes(row.bytes);
        let _ = write!(text, "| {} | {size:.2} | {} |", row.path, row.outcome.generated);
        for measure in &MEASURES {
            let _ = match (measure.value)(row) {
                Some(value) => write!(text, " {value:.2} |"),
                None => write!(text, " |"),
            };
        }
        text += "\n";
    }
    text += "\nThe same for each megabyte of the description:\n";
    let names: Vec<String> = rows.iter().map(|row| format!("\"{}\"", name(&row.path))).collect();
    for measure in &MEASURES {
        let values: Option<Vec<f64>> = rows
            .iter()
            .map(|row| (measure.value)(row).map(|value| value / megabytes(row.bytes.max(1))))
            .collect();
        let Some(values) = values else { continue };
        let values: Vec<String> = values.iter().map(|value| format!("{value:.2}")).collect();
        let _ = writeln!(
            text,
            "\n```mermaid\nxychart-beta\n    title \"{}, {} for each MB\"\n    x-axis [{}]\n    line [{}]\n```",
            measure.title,
            measure.unit,
            names.join(", "),
            values.join(", ")
        );
    }
    text
}

/// The name of a description without its folders and its ending.
fn name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(name, _)| name)
}
