//! A compiler from OpenAPI descriptions to Rust client crates.
//!
//! In a build script:
//!
//! ```no_run
//! fn main() -> Result<(), clientwright::Error> {
//!     clientwright::Generator::new("api.yaml").write_sources("generated/src")?;
//!     Ok(())
//! }
//! ```
//!
//! The stages, each one module with one entry function:
//!
//! ```text
//! text --source--> trees --dialect--> document::Document --lower--> ir::Api --emit--> files --output--> written | unchanged | removed
//! ```
//!
//! Everything that can be wrong with a description is found before [`emit`]: stages push into one
//! [`diagnostic::Diagnostics`], [`Generator::generate`] stops at the barrier after each of them, and what comes after the
//! last barrier returns values.

pub mod contract;
pub mod diagnostic;
pub mod dialect;
pub mod document;
mod embedded;
pub mod emit;
mod error;
mod generator;
pub mod ir;
pub mod lower;
pub mod output;
mod receipt;
mod script;
pub mod source;

#[cfg(test)]
mod contract_tests;
#[cfg(test)]
pub mod runtime;
#[cfg(test)]
mod runtime_tests;

pub use error::{Error, Report};
pub use generator::{Generated, Generator, Summary};
