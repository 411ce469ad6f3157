//! What can be said on the command line.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use clientwright_corpus::contract::Reasons;
use clientwright_corpus::corpus::{self, Corpus, Description};
use clientwright_corpus::expectation::Expectations;
use clientwright_corpus::{sample, work_folder, workspace};

/// Reports on what comes of descriptions.
#[derive(Debug, Parser)]
#[command(name = "corpus")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate every description, compile what is asked for, and write a report.
    Report(Report),
    /// Send the examples of descriptions through the generated types and back, and write a report.
    Roundtrip(Roundtrip),
    /// Run the contract tests of generated crates, by themselves and against Prism, and write a report.
    Contract(Contract),
}

/// Which descriptions.
#[derive(Args, Debug)]
pub(crate) struct Selection {
    /// The folder of the descriptions [default: $CLIENTWRIGHT_CORPUS, or ../shared/corpus beside the project].
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Only descriptions whose path contains this; may be repeated.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Where crates are written and compiled [default: target/corpus].
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Where the report goes, as Markdown, and beside it with the ending `jsonl` a line for each description for programs.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Seconds after which the generator, a run of cargo or a program is stopped.
    #[arg(long, default_value_t = 3600)]
    pub(crate) limit: u64,
}

#[derive(Args, Debug)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// How many descriptions are generated at a time; figures are true with one.
    #[arg(long, default_value_t = 1)]
    pub(crate) jobs: usize,
    /// Parse all that comes out as Rust.
    #[arg(long)]
    pub(crate) parse: bool,
    /// Which crates are compiled: `none`, `sample`, `all`, `random:N`, or a file that lists paths.
    #[arg(long, default_value = "none", value_name = "WHICH")]
    pub(crate) compile: Which,
    /// Run `cargo clippy` on them as well.
    #[arg(long)]
    pub(crate) clippy: bool,
    /// Run `cargo doc` on them as well.
    #[arg(long)]
    pub(crate) doc: bool,
    /// Show how cost grows over the descriptions whose paths contain these.
    #[arg(
        long,
        value_name = "TEXT",
        value_delimiter = ',',
        default_value = "train-travel,real/box__,stripe.com,api.github.com,microsoft.com__graph"
    )]
    pub(crate) growth: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Roundtrip {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Which descriptions: `sample`, `all`, `random:N`, or a file that lists paths.
    #[arg(long, default_value = "all", value_name = "WHICH")]
    pub(crate) which: Which,
}

#[derive(Args, Debug)]
pub(crate) struct Contract {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Which descriptions: `sample`, `all`, `random:N`, or a file that lists paths.
    #[arg(long, default_value = "all", value_name = "WHICH")]
    pub(crate) which: Which,
    /// The program `prism`, which then judges the requests; `scripts/install-prism FOLDER` gets it.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) prism: Option<PathBuf>,
}

/// Some of the descriptions.
#[derive(Clone, Debug)]
pub(crate) enum Which {
    None,
    Sample,
    All,
    Random(usize),
    Listed(PathBuf),
}

impl std::str::FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "none" => Self::None,
            "sample" => Self::Sample,
            "all" => Self::All,
            _ => match text.strip_prefix("random:") {
                Some(count) => {
                    Self::Random(count.parse().map_err(|_| format!("`{count}` is no number"))?)
                }
                None => Self::Listed(PathBuf::from(text)),
            },
        })
    }
}

impl Which {
    /// The paths of those that are meant. The same corpus gives the same random ones.
    pub(crate) fn choose(&self, descriptions: &[Description]) -> io::Result<BTreeSet<String>> {
        let real = || descriptions.iter().filter(|description| !description.fragment);
        let paths = || real().map(|description| description.path.clone());
        let listed =
            |text: &str| -> BTreeSet<String> { corpus::listed(text).map(str::to_owned).collect() };
        Ok(match self {
            Self::None => BTreeSet::new(),
            Self::Sample => paths().filter(|path| sample().any(|listed| listed == path)).collect(),
            Self::All => paths().collect(),
            Self::Random(count) => {
                let mut paths: Vec<String> = paths().collect();
                paths.sort_by_key(|path| corpus::hash(path, 1));
                paths.into_iter().take(*count).collect()
            }
            Self::Listed(file) => {
                let named = std::fs::read_to_string(file).map_err(|error| {
                    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
                })?;
                listed(&named)
            }
        })
    }
}

impl Selection {
    /// The corpus, without what was not asked for.
    pub(crate) fn corpus(&self) -> io::Result<Corpus> {
        let folder = self.corpus.clone().unwrap_or_else(corpus::folder);
        let mut corpus = Corpus::open(&folder)?;
        if !self.only.is_empty() {
            let wanted = |path: &str| self.only.iter().any(|text| path.contains(text.as_str()));
            corpus.descriptions.retain(|description| wanted(&description.path));
        }
        Ok(corpus)
    }

    /// Where crates are written and compiled.
    pub(crate) fn work(&self) -> PathBuf {
        self.work.clone().unwrap_or_else(work_folder)
    }

    /// What is known to fail.
    pub(crate) fn expectations(&self) -> io::Result<Expectations> {
        let path = workspace().join("tests/corpus/expected.tsv");
        Expectations::read(&std::fs::read_to_string(path)?).map_err(io::Error::other)
    }

    /// What cannot pass against Prism.
    pub(crate) fn reasons(&self) -> io::Result<Reasons> {
        let path = workspace().join("tests/corpus/prism.tsv");
        Reasons::read(&std::fs::read_to_string(path)?).map_err(io::Error::other)
    }

    /// Writes a report and the lines that it was made of.
    pub(crate) fn save<T: serde::Serialize>(
        &self,
        name: &str,
        text: &str,
        rows: &[T],
    ) -> io::Result<()> {
        let default = || self.work().join(name).with_extension("md");
        let path = self.out.clone().unwrap_or_else(default);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(&path, text)?;
        let mut lines = String::new();
        for row in rows {
            lines += &serde_json::to_string(row)?;
            lines.push('\n');
        }
        std::fs::write(path.with_extension("jsonl"), lines)
    }
}
