//! What can be said on the command line.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clientwright::{Error, Generated, Generator};
use heck::ToKebabCase;

/// Compiles OpenAPI descriptions to Rust client crates.
///
/// Without a command, the one description in the folder `spec` becomes `generated/src`.
#[derive(Debug, Parser)]
#[command(
    name = "clientwright",
    version,
    after_help = "Exit status: 0 done; 1 the description has errors, or `check` found differences; 2 usage or I/O."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// How problems and the summary are shown: for people, or one JSON object a line on standard output.
    #[arg(long, global = true, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) message_format: MessageFormat,
    /// Treat warnings about the description as errors.
    #[arg(long, global = true)]
    pub(crate) deny_warnings: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the client crate of a description.
    Generate(Target),
    /// Say whether the folder is what `generate` would write; write nothing.
    Check(Target),
    /// Print one stage of the pipeline as JSON.
    Dump {
        /// Which stage.
        #[arg(long, value_enum)]
        stage: Stage,
        /// The description, YAML or JSON; `-` is standard input.
        spec: PathBuf,
    },
}

/// What to generate, and where.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// The description, YAML or JSON; `-` is standard input, and files that it refers to are relative to the working directory.
    spec: PathBuf,
    /// The folder of the output.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write what goes into a `src` folder, without `Cargo.toml`, `README.md`, `rustfmt.toml` and tests.
    #[arg(long)]
    sources_only: bool,
    /// Write sources that can be included as a module of another crate (`mod.rs` instead of `lib.rs`).
    #[arg(long, requires = "sources_only")]
    module: bool,
    /// Name of the generated package [default: the file name of the description, or that of DIR for standard input].
    #[arg(long, conflicts_with = "sources_only")]
    name: Option<String>,
    /// Write no contract tests beside the sources of the crate.
    #[arg(long, conflicts_with = "sources_only")]
    no_tests: bool,
    /// Leave out the operations that an error of the description concerns, and generate all others.
    #[arg(long)]
    keep_going: bool,
    /// Let a type of yours stand for a format: FORMAT=PATH, such as `money=crate::Amount`. May be given several times.
    #[arg(long, value_name = "FORMAT=PATH", value_parser = format)]
    format: Vec<(String, String)>,
    /// Markdown file to append to the documentation of the crate.
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
    /// A file that says by operationId how the pages of lists follow on each other, as `x-pagination` does.
    #[arg(long, value_name = "FILE")]
    pagination: Option<PathBuf>,
}

impl Target {
    /// Runs the generator as these options say.
    pub(crate) fn generate(&self, deny_warnings: bool) -> Result<Generated, Error> {
        let mut generator =
            generator(&self.spec)?.keep_going(self.keep_going).deny_warnings(deny_warnings);
        for (index, (format, path)) in self.format.iter().enumerate() {
            let others = self.format.iter().take(index);
            if let Some((_, other)) = others.into_iter().find(|(name, _)| name == format) {
                return Err(Error::Usage(format!(
                    "`{other}` and `{path}` are both to stand for the format `{format}`; give one of them"
                )));
            }
            generator = generator.format(format, path);
        }
        if let Some(guide) = &self.guide {
            generator = generator.guide(guide);
        }
        if let Some(pagination) = &self.pagination {
            generator = generator.pagination(pagination);
        }
        if let Some(name) = &self.name {
            generator = generator.name(name);
        } else if is_standard_input(&self.spec) && !self.sources_only {
            // There is no file to name it after; `.` and `..` are folders with names as well.
            let out = std::path::absolute(&self.out).unwrap_or_else(|_| self.out.clone());
            let folder = out.file_name().unwrap_or_default().to_string_lossy();
            generator = generator.name(folder.to_kebab_case());
        }
        if self.module {
            generator = generator.module();
        }
        if self.no_tests {
            generator = generator.contract_tests(false);
        }
        if self.sources_only { generator.generate() } else { generator.generate_crate() }
    }
}

/// The generator for what the command line calls the description.
pub(crate) fn generator(spec: &Path) -> Result<Generator, Error> {
    if !is_standard_input(spec) {
        return Ok(Generator::new(spec));
    }
    let mut text = Vec::new();
    match io::stdin().lock().read_to_end(&mut text) {
        Ok(_) => Ok(Generator::from_text("<stdin>", text)),
        Err(error) => Err(Error::Usage(format!("cannot read standard input: {error}"))),
    }
}

fn is_standard_input(spec: &Path) -> bool {
    spec == Path::new("-")
}

fn format(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((format, path)) if !format.is_empty() && !path.is_empty() => {
            Ok((format.to_owned(), path.to_owned()))
        }
        _ => Err("expected FORMAT=PATH".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Text for people: problems on standard error, what was done on standard output.
    Human,
    /// One JSON object a line, on standard output.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Stage {
    /// The description as read.
    Tree,
    /// The description in the terms of the newest version, references followed.
    Document,
    /// The intermediate representation.
    Ir,
}

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Document => "document",
            Self::Ir => "ir",
        }
    }
}
