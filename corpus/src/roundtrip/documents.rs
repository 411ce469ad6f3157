//! The files of a description as trees, and places in them.

use std::path::{Component, Path, PathBuf};

use clientwright::Generator;
use serde_json::Value;

/// A circle of references has no end.
const MOST_REFERENCES: usize = 32;

/// The trees of a description and of the files that it refers to.
#[derive(Clone, Debug)]
pub struct Documents {
    /// Path and tree; the description itself is the first.
    pub files: Vec<(PathBuf, Value)>,
}

/// A value in one of the trees.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index of the file.
    pub file: usize,
    /// JSON pointer (RFC 6901).
    pub pointer: String,
}

impl Place {
    /// The place of a member.
    #[must_use]
    pub fn join(&self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        Self { file: self.file, pointer: format!("{}/{key}", self.pointer) }
    }
}

impl Documents {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// One of them cannot be read.
    pub fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let mut files = Vec::new();
        for path in paths {
            let (tree, _) = Generator::new(path)
                .tree()
                .map_err(|error| format!("{}: {error}", path.display()))?;
            files.push((plain(path), tree));
        }
        Ok(Self { files })
    }

    /// The root of the description.
    #[must_use]
    pub fn root(&self) -> Place {
        Place { file: 0, pointer: String::new() }
    }

    /// What stands at a place.
    #[must_use]
    pub fn get(&self, place: &Place) -> Option<&Value> {
        self.files.get(place.file)?.1.pointer(&place.pointer)
    }

    /// A member of what stands at a place, if it is there.
    #[must_use]
    pub fn member(&self, place: &Place, key: &str) -> Option<Place> {
        self.get(place)?.get(key).map(|_| place.join(key))
    }

    /// The members of what stands at a place.
    #[must_use]
    pub fn members(&self, place: &Place) -> Vec<(String, Place)> {
        let object = self.get(place).and_then(Value::as_object);
        object.into_iter().flatten().map(|(key, _)| (key.clone(), place.join(key))).collect()
    }

    /// The items of what stands at a place.
    #[must_use]
    pub fn items(&self, place: &Place) -> Vec<Place> {
        let count = self.get(place).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| place.join(&index.to_string())).collect()
    }

    /// The text of a member.
    #[must_use]
    pub fn text(&self, place: &Place, key: &str) -> Option<&str> {
        self.get(place)?.get(key)?.as_str()
    }

    /// Where a reference in a file leads, whether or not something stands there.
    #[must_use]
    pub fn resolve(&self, from: usize, reference: &str) -> Option<Place> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if path.is_empty() {
            from
        } else {
            let folder = self.files.get(from)?.0.parent()?;
            let wanted = plain(&folder.join(decoded(path)));
            self.files.iter().position(|(path, _)| *path == wanted)?
        };
        let pointer = decoded(fragment);
        (pointer.is_empty() || pointer.starts_with('/')).then_some(Place { file, pointer })
    }

    /// The schema that the discriminator of a schema names for an example: the one behind its tag.
    #[must_use]
    pub fn discriminated(&self, schema: &Place, example: &Value) -> Option<Place> {
        let schema = self.follow(schema.clone());
        let discriminator = self.get(&schema)?.get("discriminator")?;
        // In 2.0 it is the name of the property and nothing else.
        let property =
            discriminator.as_str().or_else(|| discriminator.get("propertyName")?.as_str())?;
        let tag = example.get(property)?.as_str()?;
        let mapped = discriminator.get("mapping").and_then(|mapping| mapping.get(tag)?.as_str());
        let name = mapped.unwrap_or(tag);
        let roots =
            [self.root().join("components").join("schemas"), self.root().join("definitions")];
        let named = roots.iter().find_map(|root| self.member(root, name));
        named.or_else(|| self.resolve(schema.file, name)).filter(|target| *target != schema)
    }

    /// The key of the component that a schema refers to, if that is all that it does.
    #[must_use]
    pub fn component(&self, schema: Option<&Place>) -> Option<String> {
        let target =
            schema.map(|schema| self.follow(schema.clone())).filter(|target| target.file == 0)?;
        let key = target.pointer.strip_prefix("/components/schemas/");
        let key = key
            .or_else(|| target.pointer.strip_prefix("/definitions/"))
            .filter(|key| !key.contains('/'))?;
        Some(key.replace("~1", "/").replace("~0", "~"))
    }

    /// The place behind all references at a place.
    #[must_use]
    pub fn follow(&self, place: Place) -> Place {
        let mut place = place;
        for _ in 0..MOST_REFERENCES {
            match self.text(&place, "$ref").and_then(|to| self.resolve(place.file, to)) {
                Some(target) => place = target,
                None => break,
            }
        }
        place
    }
}

/// A path without `.` and `..`, to be compared.
fn plain(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if result.file_name().is_some() => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// Without percent-encoding (RFC 3986, section 2.1).
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_through_files() {
        let main = json!({ "a": { "$ref": "parts/b.yaml#/x~1y/z%20z" } });
        let part = json!({ "x/y": { "z z": { "$ref": "../main.yaml#/end" } } });
        let files = vec![
            (plain(Path::new("./d/main.yaml")), main),
            (plain(Path::new("d/parts/b.yaml")), part),
        ];
        let documents = Documents { files };
        let place = documents.follow(documents.root().join("a"));
        assert_eq!(place, Place { file: 0, pointer: "/end".to_owned() });
    }
}
