//! What one walk over a tree finds: the files that it refers to, and the places that have names of their own (`$id`,
//! `$anchor`, `$dynamicAnchor` and `$self`).

use std::collections::HashMap;

use serde_json::Value;

use super::resolve::joined;
use super::trail::Trail;
use super::{FileId, Node};
use crate::diagnostic::Pointer;

/// A part of a file that references without an address are relative to: the whole file, or a schema with an `$id`.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) file: FileId,
    pub(super) pointer: Pointer,
    /// What it says that its address is, which need not be where it was read from.
    pub(super) uri: Option<String>,
    /// Names of places in it.
    pub(super) anchors: HashMap<String, Pointer>,
}

/// The resources of all files.
#[derive(Debug, Default)]
pub(super) struct Index {
    resources: Vec<Resource>,
    /// The resource that is the whole file, by file.
    roots: Vec<usize>,
    by_uri: HashMap<String, usize>,
    /// The resource of every object, by address, in those resources that are not the whole of a file.
    inside: HashMap<usize, usize>,
    /// The nearest schema with `$recursiveAnchor` around an object with `$recursiveRef`, by the address of that.
    recursive: HashMap<usize, Pointer>,
    /// How many schemas have each `$dynamicAnchor`; those with `$recursiveAnchor` and an `$id` are counted under the name ``.
    dynamic: HashMap<String, usize>,
}

/// What is in one file.
#[derive(Default)]
pub(super) struct Found {
    /// Addresses that references name, without what is behind `#`.
    pub(super) files: Vec<String>,
    /// The file itself, then the schemas with an `$id`.
    resources: Vec<(Pointer, Option<String>, HashMap<String, Pointer>)>,
    inside: Vec<(usize, usize)>,
    recursive: Vec<(usize, Pointer)>,
    dynamic: Vec<String>,
}

/// Walks over a tree. The depth is bounded by that of the parsers.
pub(super) fn find(root: Node<'_>) -> Found {
    let mut found = Found::default();
    let base = root.get("$self").or_else(|| root.get("$id")).and_then(Node::text);
    found.resources.push((Pointer::root(), base.map(without_fragment), HashMap::new()));
    found.walk(root.value, &Trail::Root, 0, None);
    found
}

fn without_fragment(uri: &str) -> String {
    uri.split('#').next().unwrap_or_default().to_owned()
}

impl Found {
    fn walk<'p>(
        &mut self,
        value: &Value,
        trail: &'p Trail<'p>,
        mut resource: usize,
        mut recursive: Option<&'p Trail<'p>>,
    ) {
        match value {
            Value::Object(members) => {
                let id =
                    || members.get("$id").and_then(Value::as_str).filter(|id| !id.starts_with('#'));
                if let (Trail::Key(..) | Trail::Index(..), Some(id)) = (trail, id()) {
                    let base = self.resources.get(resource).and_then(|(_, uri, _)| uri.as_deref());
                    let uri = joined(base, &without_fragment(id));
                    resource = self.resources.len();
                    self.resources.push((trail.pointer(), Some(uri), HashMap::new()));
                }
                if resource > 0 {
                    self.inside.push((std::ptr::from_ref(value) as usize, resource));
                }
                if members.get("$recursiveAnchor") == Some(&Value::Bool(true)) {
                    recursive = Some(trail);
                    if members.contains_key("$id") {
                        self.dynamic.push(String::new());
                    }
                }
                for (key, member) in members {
                    match (key.as_str(), member) {
                        ("$ref" | "$dynamicRef", Value::String(reference)) => {
                            self.refers(reference)
                        }
                        ("$anchor" | "$dynamicAnchor", Value::String(name)) => {
                            if key == "$dynamicAnchor" {
                                self.dynamic.push(name.clone());
                            }
                            if let Some((_, _, anchors)) = self.resources.get_mut(resource) {
                                anchors.entry(name.clone()).or_insert_with(|| trail.pointer());
                            }
                        }
                        ("$recursiveRef", Value::String(_)) => {
                            let address = std::ptr::from_ref(value) as usize;
                            self.recursive
                                .extend(recursive.map(|anchor| (address, anchor.pointer())));
                        }
                        ("mapping", Value::Object(mapping)) => {
                            mapping
                                .values()
                                .filter_map(Value::as_str)
                                .for_each(|value| self.maps(value));
                        }
                        _ => {}
                    }
                    if member.is_object() || member.is_array() {
                        self.walk(member, &Trail::Key(trail, key), resource, recursive);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if item.is_object() || item.is_array() {
                        self.walk(item, &Trail::Index(trail, index), resource, recursive);
                    }
                }
            }
            _ => {}
        }
    }

    fn refers(&mut self, reference: &str) {
        let uri = reference.split('#').next().unwrap_or_default();
        if !uri.is_empty() && self.files.last().is_none_or(|last| last != uri) {
            self.files.push(uri.to_owned());
        }
    }

    /// `discriminator.mapping` has references and plain names of schemas.
    fn maps(&mut self, value: &str) {
        let uri = value.split('#').next().unwrap_or_default();
        if [".json", ".yaml", ".yml"].iter().any(|extension| uri.ends_with(extension)) {
            self.refers(value);
        }
    }
}

impl Index {
    /// Adds what was found in a file; files are added in their order.
    pub(super) fn add(&mut self, file: FileId, found: Found) {
        let start = self.resources.len();
        self.roots.push(start);
        let none = (Pointer::root(), None, HashMap::new());
        let resources = if found.resources.is_empty() { vec![none] } else { found.resources };
        for (pointer, uri, anchors) in resources {
            if let Some(uri) = &uri {
                self.by_uri.entry(uri.clone()).or_insert(self.resources.len());
            }
            self.resources.push(Resource { file, pointer, uri, anchors });
        }
        self.recursive.extend(found.recursive);
        for name in found.dynamic {
            *self.dynamic.entry(name).or_default() += 1;
        }
        self.inside
            .extend(found.inside.into_iter().map(|(address, number)| (address, start + number)));
    }

    /// The schema that `$recursiveRef` in a node means.
    pub(super) fn recursive(&self, node: Node<'_>) -> Option<&Pointer> {
        self.recursive.get(&node.address())
    }

    /// How many schemas a reference by a dynamic anchor can mean.
    pub(super) fn dynamic(&self, name: &str) -> usize {
        self.dynamic.get(name).copied().unwrap_or_default()
    }

    /// The resource that a node is in.
    pub(super) fn around(&self, node: Node<'_>) -> Option<&Resource> {
        let number = self.inside.get(&node.address()).or_else(|| self.roots.get(node.file.0))?;
        self.resources.get(*number)
    }

    /// The resource that is the whole of a file.
    pub(super) fn whole(&self, file: FileId) -> Option<&Resource> {
        self.resources.get(*self.roots.get(file.0)?)
    }

    /// The resource that says that this is its address.
    pub(super) fn named(&self, uri: &str) -> Option<&Resource> {
        self.resources.get(*self.by_uri.get(uri)?)
    }

    /// An anchor in any resource of a file.
    pub(super) fn anchor(&self, file: FileId, name: &str) -> Option<&Pointer> {
        self.resources
            .iter()
            .filter(|resource| resource.file == file)
            .find_map(|resource| resource.anchors.get(name))
    }
}
