//! Reads a description and all local files that it refers to, each once.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::index::{self, Index};
use super::kept::Kept;
use super::locate;
use super::resolve::{decoded, has_scheme};
use super::tree::{self, Parsed};
use super::{File, FileId, Format, Position, Sources};
use crate::diagnostic::{Code, Diagnostics, Place, Pointer};

/// How the bytes of a file are had; tests have them in memory.
pub(super) type Read<'r> = &'r mut dyn FnMut(&Path) -> io::Result<Vec<u8>>;

/// Reads the description at `path` and what it refers to.
pub(super) fn load(
    path: &Path,
    beside: Option<&Path>,
    read: Read<'_>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    let mut loader = Loader {
        sources: Sources {
            files: Vec::new(),
            paths: HashMap::new(),
            index: Index::default(),
            kept: Kept::default(),
            beside: None,
        },
        waiting: vec![path.to_owned()],
        read,
    };
    while let Some(path) = loader.waiting.pop() {
        let key = normal(&path);
        if !loader.sources.paths.contains_key(&key) {
            let loaded = loader.load(path, diagnostics);
            loader.sources.paths.insert(key, loaded);
        }
    }
    if let Some(path) = beside {
        loader.beside(path, diagnostics);
    }
    loader.sources
}

/// The path to which a reference leads from a file; `None` for what is no file of this machine.
pub(super) fn target(file: &Path, uri: &str) -> Option<PathBuf> {
    if uri.is_empty() || has_scheme(uri) {
        return None;
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    Some(normal(&folder.join(decoded(uri).as_ref())))
}

/// A path without `.`, and without `..` where something stands before it: one file, one path.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

struct Loader<'r> {
    sources: Sources,
    waiting: Vec<PathBuf>,
    read: Read<'r>,
}

impl Loader<'_> {
    /// Reads the file beside the description. That it cannot be read concerns the whole description.
    fn beside(&mut self, path: &Path, diagnostics: &mut Diagnostics) {
        let errors = diagnostics.error_count();
        match self.load(path.to_owned(), diagnostics) {
            Ok(id) => self.sources.beside = Some(id),
            Err(_) if diagnostics.error_count() > errors => {}
            Err(why) => {
                let place = Place::File(FileId::default());
                let message = format!("{} {why}", path.display());
                let help = "check the path, the permissions and the text of the file";
                diagnostics.error(Code::Io, place, message, help);
            }
        }
    }

    /// Reads one file and notes where its references lead.
    fn load(&mut self, path: PathBuf, diagnostics: &mut Diagnostics) -> Result<FileId, String> {
        let id = FileId(self.sources.files.len());
        let name = path.to_string_lossy().replace('\\', "/");
        let is_first = id == FileId::default();
        let bytes = (self.read)(&path);
        let text = match bytes {
            Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let before = String::from_utf8_lossy(before);
                let (line, column) = (before.split('\n').count(), before.rsplit('\n').next());
                let column = column.unwrap_or_default().chars().count() + 1;
                let place =
                    Place::Position { file: id, position: Position { line, column, width: 1 } };
                (place, Code::Syntax, "is not text in UTF-8: the byte here is none".to_owned())
            }),
            // What is left out says why in the output, which is the same on every machine; so an operating system has no word in it.
            Err(error) => {
                Err((Place::File(id), Code::Io, format!("cannot be read: {}", error.kind())))
            }
        };
        let (text, parsed) = match text {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let parsed = parse(&name, &text);
                (text, parsed)
            }
            Err((place, code, why)) => {
                if !is_first {
                    return Err(why);
                }
                let (message, help) = match code {
                    Code::Io => (
                        why.replacen("cannot be read", &format!("cannot read {name}"), 1),
                        "check the path and the permissions of the file",
                    ),
                    _ => (format!("{name} {why}"), "save the description in UTF-8"),
                };
                diagnostics.error(code, place, message, help);
                self.sources.files.push(File {
                    name,
                    path,
                    text: String::new(),
                    format: Format::Yaml,
                    tree: Box::default(),
                });
                self.sources.index.add(id, index::Found::default());
                return Err(why);
            }
        };
        let Parsed { format, tree, problem, duplicates } = parsed;
        // What is not called a description may be something else that a text of an example points to.
        if problem.is_some() && !is_first && !is_called_a_description(&name) {
            return Err("is neither well-formed YAML nor JSON".to_owned());
        }
        self.sources.files.push(File {
            name,
            path: path.clone(),
            text,
            format,
            tree: Box::new(tree),
        });
        let found = index::find(self.sources.tree(id));
        let references = found.files.iter().filter_map(|uri| target(&path, uri));
        self.waiting.extend(references.rev());
        self.sources.index.add(id, found);
        if let Some(problem) = problem {
            let place = Place::Position { file: id, position: problem.position };
            diagnostics.error(problem.code, place, problem.message, problem.help);
            return Err("is not well-formed".to_owned());
        }
        self.report(id, &duplicates, diagnostics);
        Ok(id)
    }

    /// Reports keys that stand more than once in their object.
    fn report(&self, id: FileId, duplicates: &[(Pointer, bool)], diagnostics: &mut Diagnostics) {
        let Some(file) = self.sources.file(id).filter(|_| !duplicates.is_empty()) else { return };
        let keys: Vec<&Pointer> = duplicates.iter().map(|(pointer, _)| pointer).collect();
        let lines = locate::first_lines(&file.text, file.format, &keys);
        for ((pointer, same), line) in duplicates.iter().zip(lines) {
            let Some(node) = self.sources.walk(self.sources.tree(id), pointer.as_str()) else {
                continue;
            };
            let key = pointer.segments().last().unwrap_or_default();
            let again = match line {
                Some(line) => format!("the key `{key}` stands on line {line} already"),
                None => format!("the key `{key}` stands here more than once"),
            };
            if *same {
                let message = format!("{again}, with the same value");
                diagnostics.warning(Code::DuplicateKey, node.key(), message, "remove one of them");
            } else {
                let message = format!("{again}, so one of the two would be lost");
                let help = "remove one of them, or rename it";
                diagnostics.error(Code::DuplicateKey, node.key(), message, help);
            }
        }
    }
}

/// JSON if the name or the text says so. YAML can begin with a brace too, and JSON has a stricter opinion on what follows.
fn parse(name: &str, text: &str) -> Parsed {
    let called_json = name.ends_with(".json");
    if !called_json && !text.trim_start().starts_with(['{', '[']) {
        return tree::parse(text, Format::Yaml);
    }
    let parsed = tree::parse(text, Format::Json);
    match parsed.problem {
        Some(_) if !called_json => {
            let second = tree::parse(text, Format::Yaml);
            if second.problem.is_none() { second } else { parsed }
        }
        _ => parsed,
    }
}

fn is_called_a_description(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".json", ".yaml", ".yml"].iter().any(|extension| name.ends_with(extension))
}
