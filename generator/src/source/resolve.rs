//! Where references lead (RFC 3986, RFC 6901, JSON Schema 2020-12 section 8).

use std::borrow::Cow;

use super::index::Resource;
use super::{Node, Sources, load};

/// How many references on the way of one pointer are followed, those on the way of theirs included.
const MOST_STEPS: usize = 64;

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It leads into the network, which is never asked.
    Network,
    /// It leads to a file that cannot be used.
    File {
        /// Its path, for people.
        path: String,
        /// Why, as the rest of a sentence that begins with the path.
        why: String,
    },
    /// It leads to a file that has no such place.
    Nowhere {
        /// The path of that file, for people.
        path: String,
    },
}

impl Sources {
    /// The node to which a reference leads that stands in the object `from`: a JSON pointer into any place of any file, a
    /// name given by `$id`, `$anchor` or `$dynamicAnchor`, or a whole file.
    #[must_use]
    pub fn resolve<'t>(&'t self, from: Node<'t>, reference: &str) -> Option<Node<'t>> {
        self.follow(from, reference, &mut { MOST_STEPS })
    }

    /// The nearest schema around the object `from` that has `$recursiveAnchor: true` (2019-09), which is what `$recursiveRef`
    /// in it means.
    #[must_use]
    pub fn recursive_anchor<'t>(&'t self, from: Node<'t>) -> Option<Node<'t>> {
        self.walk(self.tree(from.file), self.index.recursive(from)?.as_str())
    }

    /// Whether it depends on the way to a `$dynamicRef` which schema it means: several have its `$dynamicAnchor`. With the name
    /// `` it is asked of `$recursiveRef` and `$recursiveAnchor`.
    #[must_use]
    pub fn is_dynamic(&self, anchor: &str) -> bool {
        self.index.dynamic(anchor) > 1
    }

    /// Why [`Sources::resolve`] found nothing.
    #[must_use]
    pub fn obstacle(&self, from: Node<'_>, reference: &str) -> Obstacle {
        let uri = reference.split('#').next().unwrap_or_default();
        if self.resource(from, uri).is_some() {
            let path = self.resource(from, uri).map_or(from.file, |resource| resource.file);
            return Obstacle::Nowhere { path: self.name(path).to_owned() };
        }
        let file = self.file(from.file).and_then(|file| load::target(&file.path, uri));
        match file {
            None => Obstacle::Network,
            Some(path) => {
                let why = match self.paths.get(&path) {
                    Some(Err(why)) => why.clone(),
                    _ => "was not read".to_owned(),
                };
                Obstacle::File { path: path.to_string_lossy().replace('\\', "/"), why }
            }
        }
    }

    fn follow<'t>(
        &'t self,
        from: Node<'t>,
        reference: &str,
        steps: &mut usize,
    ) -> Option<Node<'t>> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = self.resource(from, uri)?;
        let decoded = decoded(fragment);
        let found = self.place(resource, &decoded, steps);
        // A key may have a percent sign of its own.
        found.or_else(|| {
            if decoded == fragment { None } else { self.place(resource, fragment, steps) }
        })
    }

    /// The resource that the part of a reference before `#` names.
    fn resource(&self, from: Node<'_>, uri: &str) -> Option<&Resource> {
        let around = self.index.around(from)?;
        if uri.is_empty() {
            return Some(around);
        }
        let full = joined(around.uri.as_deref(), uri);
        let named = self.index.named(&full).or_else(|| self.index.named(uri));
        named.or_else(|| {
            let path = load::target(&self.file(from.file)?.path, uri)?;
            self.index.whole(self.paths.get(&path)?.as_ref().ok().copied()?)
        })
    }

    /// The place in a resource that the part of a reference behind `#` names.
    fn place<'t>(
        &'t self,
        resource: &Resource,
        fragment: &str,
        steps: &mut usize,
    ) -> Option<Node<'t>> {
        let whole = self.tree(resource.file);
        let root = self.walk(whole, resource.pointer.as_str())?;
        if fragment.is_empty() {
            return Some(root);
        }
        if fragment.starts_with('/') {
            // Many who write an `$id` go on to count from the top of the file.
            let found = self.walk_through(root, fragment, steps);
            return found.or_else(|| {
                if root == whole { None } else { self.walk_through(whole, fragment, steps) }
            });
        }
        let anchor = resource
            .anchors
            .get(fragment)
            .or_else(|| self.index.anchor(resource.file, fragment))?;
        self.walk(whole, anchor.as_str())
    }

    /// The node at a pointer.
    pub(super) fn walk<'t>(&'t self, from: Node<'t>, pointer: &str) -> Option<Node<'t>> {
        pointer.split('/').skip(1).try_fold(from, |node, token| step(node, &unescaped(token)))
    }

    /// The node at a pointer, which may lead through objects that are references themselves.
    fn walk_through<'t>(
        &'t self,
        from: Node<'t>,
        pointer: &str,
        steps: &mut usize,
    ) -> Option<Node<'t>> {
        pointer.split('/').skip(1).try_fold(from, |node, token| {
            let token = unescaped(token);
            step(node, &token).or_else(|| {
                let reference = node.get("$ref").and_then(Node::text)?;
                *steps = steps.checked_sub(1)?;
                let next = self.follow(node, reference, steps);
                step(next?, &token)
            })
        })
    }
}

fn step<'t>(node: Node<'t>, token: &str) -> Option<Node<'t>> {
    if node.value.is_array() { node.item(token.parse().ok()?) } else { node.get(token) }
}

fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// A text without percent-encoding; what does not decode to text stays as it is.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether an address says how to get there, as `https://` and `urn:` do.
pub(super) fn has_scheme(uri: &str) -> bool {
    let Some((scheme, _)) = uri.split_once(':') else { return uri.starts_with("//") };
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// An address relative to another (RFC 3986, section 5.2), as far as names of schemas need it.
pub(super) fn joined(base: Option<&str>, uri: &str) -> String {
    let Some(base) = base.filter(|_| !has_scheme(uri)) else { return uri.to_owned() };
    let authority = base.find("://").map_or(0, |at| at + 3);
    let slash = base.get(authority..).and_then(|rest| rest.find('/')).map(|at| authority + at);
    let start = if authority == 0 { 0 } else { slash.unwrap_or(base.len()) };
    let (origin, path) = base.split_at(start);
    if uri.starts_with('/') {
        return format!("{origin}{uri}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in uri.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let slash = if origin.is_empty() && !base.starts_with('/') { "" } else { "/" };
    format!("{origin}{slash}{}", parts.join("/"))
}
