//! The pipeline as one function, and its options.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::diagnostic::{self, Diagnostics, Severity};
use crate::emit::{self, File, Root};
use crate::output::{self, Changes};
use crate::source::{self, Sources};
use crate::{Error, Report, contract, dialect, embedded, ir, lower};

/// Generates a client from one description.
#[derive(Clone, Debug)]
pub struct Generator {
    description: PathBuf,
    /// The text of the description, where it was handed over.
    text: Option<Vec<u8>>,
    guide: Option<PathBuf>,
    pagination: Option<PathBuf>,
    name: Option<String>,
    root: Root,
    keep_going: bool,
    deny_warnings: bool,
    formats: BTreeMap<String, String>,
    contract_tests: Option<bool>,
}

/// What came out of a description, still in memory.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The sources: what belongs into a `src` folder.
    pub sources: Vec<File>,
    /// The contract tests, where they were asked for and are no part of a crate in `sources`: what belongs into its folder `tests`.
    pub tests: Vec<File>,
    /// The warnings, and with [`Generator::keep_going`] the errors as well.
    pub problems: Report,
    /// The files that were read.
    pub inputs: Vec<PathBuf>,
    /// The counts for people and programs.
    pub summary: Summary,
    api: ir::Api,
}

/// What a run did, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Operations of the description.
    pub operations: usize,
    /// Those of them that got a client method.
    pub generated: usize,
    /// Types made from schemas.
    pub types: usize,
    /// Files of the output.
    pub files: usize,
    /// Bytes of the output.
    pub bytes: usize,
    /// From the first byte read to the last byte of output in memory.
    pub elapsed: Duration,
}

impl Generator {
    /// A generator for the description at `path`, YAML or JSON.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            description: path.into(),
            text: None,
            guide: None,
            pagination: None,
            name: None,
            root: Root::Crate,
            keep_going: false,
            deny_warnings: false,
            formats: BTreeMap::new(),
            contract_tests: None,
        }
    }

    /// A generator for a description that is in memory, YAML or JSON as its text says. `name` is what diagnostics call it, such as
    /// `<stdin>`; the files that it refers to are looked for as if it were a file of this name.
    pub fn from_text(name: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        Self { text: Some(text.into()), ..Self::new(name) }
    }

    /// A generator for a project that keeps one description in its folder `spec`, and beside it, if it likes, a `guide.md`.
    ///
    /// # Errors
    ///
    /// There is no such folder, or not exactly one description in it.
    pub fn project(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let spec =
            if folder == Path::new(".") { PathBuf::from("spec") } else { folder.join("spec") };
        let found = source::descriptions(&spec);
        let [description] = found.as_slice() else {
            return Err(Error::Usage(match found.len() {
                0 => format!("no description (.yaml, .yml or .json) in {}", spec.display()),
                many => format!(
                    "{many} descriptions in {}, and one is expected: {}; say which, with the command `generate`",
                    spec.display(),
                    found
                        .iter()
                        .filter_map(|path| path.file_name()?.to_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            }));
        };
        let guide = spec.join("guide.md");
        let generator = Self::new(description);
        Ok(if source::exists(&guide) { generator.guide(guide) } else { generator })
    }

    /// Appends a Markdown file to the documentation of the crate, as it is: its Rust code blocks become doctests.
    #[must_use]
    pub fn guide(mut self, path: impl Into<PathBuf>) -> Self {
        self.guide = Some(path.into());
        self
    }

    /// A file, YAML or JSON, that says by `operationId` how the pages of lists follow on each other, for descriptions that cannot
    /// be edited: behind each stands what would be `x-pagination` of the operation.
    #[must_use]
    pub fn pagination(mut self, path: impl Into<PathBuf>) -> Self {
        self.pagination = Some(path.into());
        self
    }

    /// Name of the generated package; without it, the file name of the description.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes `mod.rs` instead of `lib.rs`, without inner attributes, so that the tree can be a module of another crate:
    /// `mod api { include!(concat!(env!("OUT_DIR"), "/api/mod.rs")); }`.
    #[must_use]
    pub fn module(mut self) -> Self {
        self.root = Root::Module;
        self
    }

    /// Leaves out the operations and types that an error of the description concerns, and generates all others. The errors
    /// are still reported, and the documentation of the crate lists what was left out.
    #[must_use]
    pub fn keep_going(mut self, keep_going: bool) -> Self {
        self.keep_going = keep_going;
        self
    }

    /// Treats warnings about the description as errors.
    #[must_use]
    pub fn deny_warnings(mut self, deny_warnings: bool) -> Self {
        self.deny_warnings = deny_warnings;
        self
    }

    /// Lets a type of yours stand for the strings and numbers of a `format`, by its path, such as `crate::money::Amount`. It
    /// must be `Clone`, `Debug`, `PartialEq`, and serde's `Serialize` and `Deserialize`.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>, path: impl Into<String>) -> Self {
        self.formats.insert(format.into(), path.into());
        self
    }

    /// Whether contract tests are made: a test for each operation and each of its examples. A crate has them unless this says otherwise, and
    /// sources alone have none.
    #[must_use]
    pub fn contract_tests(mut self, contract_tests: bool) -> Self {
        self.contract_tests = Some(contract_tests);
        self
    }

    /// The description as the generator sees it: its tree, as JSON, and what there is to say about it.
    ///
    /// # Errors
    ///
    /// The text cannot be read or is malformed.
    pub fn tree(&self) -> Result<(Value, Report), Error> {
        let mut diagnostics = Diagnostics::default();
        let sources = self.read(&mut diagnostics);
        barrier(&diagnostics, &sources, 0)?;
        Ok((sources.root().value.clone(), self.report(&diagnostics, &sources, 0)?))
    }

    /// The description in the one dialect that the rest of the pipeline knows, as JSON: references to all but schemas
    /// followed, everything in the terms of the newest version.
    ///
    /// # Errors
    ///
    /// The description has errors.
    pub fn document(&self) -> Result<(Value, Report), Error> {
        let mut diagnostics = Diagnostics::default();
        let sources = self.read(&mut diagnostics);
        barrier(&diagnostics, &sources, 0)?;
        let document = dialect::read(&sources, &mut diagnostics);
        let operations = document.as_ref().map_or(0, |(document, _)| document.operation_count);
        barrier(&diagnostics, &sources, operations)?;
        let value = serde_json::to_value(document.map(|(document, _)| document));
        let value = value.map_err(|error| Error::Usage(error.to_string()))?;
        Ok((value, self.report(&diagnostics, &sources, operations)?))
    }

    /// The intermediate representation, as JSON.
    ///
    /// # Errors
    ///
    /// See [`Generator::generate`].
    pub fn intermediate(&self) -> Result<(Value, Report), Error> {
        let generated = self.generate()?;
        let value = serde_json::to_value(&generated.api);
        Ok((value.map_err(|error| Error::Usage(error.to_string()))?, generated.problems))
    }

    /// Reads the description and makes the sources in memory.
    ///
    /// # Errors
    ///
    /// The description has errors, all of which are in the report with the warnings.
    pub fn generate(&self) -> Result<Generated, Error> {
        let wants_tests = self.contract_tests.unwrap_or(false);
        self.run(wants_tests, &mut |_, _| {})
    }

    /// The sources alone, and `note` is told the path and the text of each file that was read, before anything can be wrong with it.
    pub(crate) fn generate_noting(
        &self,
        note: &mut dyn FnMut(&Path, &str),
    ) -> Result<Generated, Error> {
        self.run(false, note)
    }

    fn run(
        &self,
        wants_tests: bool,
        note: &mut dyn FnMut(&Path, &str),
    ) -> Result<Generated, Error> {
        let started = Instant::now();
        for (format, ty) in &self.formats {
            if let Some(problem) = lower::type_problem(ty) {
                return Err(Error::Usage(format!(
                    "`{ty}`, which is to stand for the format `{format}`, is no type of Rust: {problem}"
                )));
            }
        }
        let mut diagnostics = Diagnostics::default();
        let read = self.read(&mut diagnostics);
        let guide = self.guide.as_ref().map(|path| (path, source::guide(path)));
        read.texts().for_each(|(path, text)| note(path, text));
        if let Some((path, text)) = &guide {
            note(path, text.as_deref().unwrap_or_default());
        }
        barrier(&diagnostics, &read, 0)?;
        let document = dialect::read(&read, &mut diagnostics);
        let Some((document, reader)) = document else {
            return Err(Error::Description(located(&diagnostics, &read, 0)));
        };
        let options = lower::Options { formats: &self.formats };
        let mut api = lower::lower(&document, reader, &options, &mut diagnostics);
        if !self.keep_going {
            barrier(&diagnostics, &read, document.operation_count)?;
        }
        let problems = self.report(&diagnostics, &read, document.operation_count)?;

        let guide = guide.map(|(_, text)| text).transpose().map_err(Error::Usage)?;
        let options = emit::Options {
            source_name: read.file_name(),
            guide: guide.as_deref(),
            root: self.root,
        };
        let mut sources = emit::emit(&api, &options);
        sources.extend(embedded::files(emit::uses_xml(&api)));
        let mut tests = Vec::new();
        if wants_tests {
            let options = contract::Options { formats: &self.formats };
            contract::plan(&document, reader, &options, &mut api);
            tests = emit::contract(&api, read.file_name(), &emit::library(&self.package_name()?));
        }

        let summary = Summary {
            operations: document.operation_count,
            generated: api.modules.iter().map(|module| module.operations.len()).sum(),
            types: api.types.len(),
            files: sources.len(),
            bytes: sources.iter().map(|file| file.text.len()).sum(),
            elapsed: started.elapsed(),
        };
        let files = read.files().skip(usize::from(self.text.is_some()));
        let inputs = files.map(Path::to_path_buf).chain(self.guide.clone()).collect();
        Ok(Generated { sources, tests, problems, inputs, summary, api })
    }

    /// Generates a standalone crate in memory: the sources under `src`, contract tests under `tests`, `Cargo.toml`, `README.md` and
    /// `rustfmt.toml`.
    ///
    /// # Errors
    ///
    /// The description has errors, or the name is not one of a package.
    pub fn generate_crate(&self) -> Result<Generated, Error> {
        if self.name.is_some() {
            self.package_name()?;
        }
        let mut generated = self.run(self.contract_tests.unwrap_or(true), &mut |_, _| {})?;
        let name = self.package_name()?;
        for file in &mut generated.sources {
            file.path.insert_str(0, "src/");
        }
        let tests = std::mem::take(&mut generated.tests).into_iter();
        generated
            .sources
            .extend(tests.map(|file| File { path: format!("tests/{}", file.path), ..file }));
        generated.sources.push(File {
            path: "Cargo.toml".to_owned(),
            text: emit::manifest(&generated.api, &name),
        });
        generated
            .sources
            .push(File { path: "README.md".to_owned(), text: emit::readme(&generated.api, &name) });
        generated
            .sources
            .push(File { path: "rustfmt.toml".to_owned(), text: emit::STYLE.to_owned() });
        generated.summary.files = generated.sources.len();
        generated.summary.bytes = generated.sources.iter().map(|file| file.text.len()).sum();
        Ok(generated)
    }

    /// For a build script: generates into `folder`, prints the `cargo::` lines, and shows problems as warnings and errors. If
    /// inputs, options, generator and output are as the last run of the script left them, nothing is read but to see that.
    ///
    /// A file that somebody edited by hand is put back, and a warning names it.
    ///
    /// # Errors
    ///
    /// The description has errors, or the folder cannot be written; nothing is changed then.
    pub fn write_sources(&self, folder: impl AsRef<Path>) -> Result<Changes, Error> {
        crate::script::run(self, folder.as_ref())
    }

    fn read(&self, diagnostics: &mut Diagnostics) -> Sources {
        let (path, beside) = (&self.description, self.pagination.as_deref());
        match &self.text {
            Some(text) => Sources::read_text(path, text, beside, diagnostics),
            None => Sources::read_beside(path, beside, diagnostics),
        }
    }

    /// What a run that went through has to say, unless none of it may be said.
    fn report(
        &self,
        diagnostics: &Diagnostics,
        sources: &Sources,
        operations: usize,
    ) -> Result<Report, Error> {
        let mut report = located(diagnostics, sources, operations);
        if !self.deny_warnings || report.problems.is_empty() {
            return Ok(report);
        }
        report.problems.iter_mut().for_each(|problem| problem.severity = Severity::Error);
        Err(Error::Description(report))
    }

    /// The name of the package: the one that was given, or else that of the file.
    fn package_name(&self) -> Result<String, Error> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => {
                let stem = self.description.file_stem().unwrap_or_default().to_string_lossy();
                heck::ToKebabCase::to_kebab_case(stem.as_ref())
            }
        };
        let is_spelt_well = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let problem = if !is_spelt_well {
            "is not the name of a package"
        } else if lower::is_reserved(&name.replace('-', "_")) {
            "means something else in Rust, so that no package can be used by this name"
        } else if emit::is_dependency(&name) {
            "is the name of a package that the client depends on, so that its tests could not tell the two apart"
        } else {
            return Ok(name);
        };
        // The name of a file is no choice of a name; who knows of neither is told of both.
        let (from, other) = match &self.name {
            Some(_) => ("", String::new()),
            None if is_spelt_well => (", after the file,", format!(", such as `{name}-client`")),
            None => (", after the file,", String::new()),
        };
        Err(Error::Usage(format!("`{name}`{from} {problem}; give another one with --name{other}")))
    }
}

impl Generated {
    /// The intermediate representation from which the sources were made.
    #[must_use]
    pub fn api(&self) -> &ir::Api {
        &self.api
    }

    /// Writes the files into `folder`.
    ///
    /// # Errors
    ///
    /// See [`output::write`].
    pub fn write(&self, folder: &Path) -> Result<Changes, Error> {
        Ok(output::write(folder, &self.sources)?)
    }
}

/// Stops the run if a stage found errors.
fn barrier(diagnostics: &Diagnostics, sources: &Sources, operations: usize) -> Result<(), Error> {
    if diagnostics.has_errors() {
        Err(Error::Description(located(diagnostics, sources, operations)))
    } else {
        Ok(())
    }
}

fn located(diagnostics: &Diagnostics, sources: &Sources, operations: usize) -> Report {
    Report { problems: diagnostic::locate(diagnostics, sources), operations }
}
