//! What clientwright makes of real descriptions.
//!
//! The corpus is a folder of descriptions beside the project, never a part of it. Over it run three things, each of which is a
//! module here and a subcommand of the program `corpus`; `tests/corpus.rs` of the project runs the first two of them as tests:
//!
//! - [`generation`]: each description in a process of its own, so that a panic, a stack that overflows or a run without end is
//!   one line of the report.
//! - [`compilation`]: the crates that came out, under `cargo check`, `cargo clippy` and `cargo doc` with warnings denied.
//! - [`roundtrip`]: the examples of the descriptions through the generated types and back.

pub mod compilation;
pub mod contract;
pub mod corpus;
pub mod expectation;
pub mod generation;
pub mod growth;
pub mod process;
pub mod report;
pub mod roundtrip;
pub mod rustc;

use std::path::{Path, PathBuf};

/// The root of the workspace, where `Cargo.lock` and the tests are.
#[must_use]
pub fn workspace() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Where all output goes unless somebody says otherwise: below `target`, which is no part of the repository.
#[must_use]
pub fn work_folder() -> PathBuf {
    workspace().join("target").join("corpus")
}

/// What has to happen before anything else in a program that uses this library: such a program is started again by itself, to
/// generate one description, and by cargo, in the place of rustc. The answer is the exit status of either; without one
/// the program goes on as itself.
#[must_use]
pub fn role() -> Option<i32> {
    rustc::role().or_else(generation::role)
}

/// The fixed sample: small and middling descriptions of every version, which compile within the time of CI.
pub fn sample() -> impl Iterator<Item = &'static str> {
    corpus::listed(include_str!("../sample.txt"))
}
