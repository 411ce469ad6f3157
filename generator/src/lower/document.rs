//! The document with its references: what `#/components/...` leads to.

use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, ReferenceOr};

use crate::diagnostic::{Code, Diagnostics, Pointer};

/// How long a chain of references may be. Real ones have a step or two.
const LONGEST_CHAIN: usize = 64;

/// The document and its components.
pub(super) struct Document<'d> {
    pub(super) root: &'d OpenAPI,
    pub(super) components: Option<&'d Components>,
}

impl<'d> Document<'d> {
    pub(super) fn new(root: &'d OpenAPI) -> Self {
        Self { root, components: root.components.as_ref() }
    }

    /// Follows references of one kind of component; gives the thing and the pointer at which it stands.
    pub(super) fn resolve<T>(
        &self,
        mut node: &'d ReferenceOr<T>,
        at: &Pointer,
        section: &str,
        table: impl Fn(&'d Components) -> &'d IndexMap<String, ReferenceOr<T>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(&'d T, Pointer)> {
        let mut here = at.clone();
        for _ in 0..LONGEST_CHAIN {
            let reference = match node {
                ReferenceOr::Item(item) => return Some((item, here)),
                ReferenceOr::Reference { reference } => reference,
            };
            let key = component(reference, section);
            let target = key.as_ref().and_then(|key| self.components.map(&table)?.get(key));
            let (Some(key), Some(target)) = (key, target) else {
                unresolved(reference, section, &here, diagnostics);
                return None;
            };
            here = Pointer::root().child("components").child(section).child(key);
            node = target;
        }
        diagnostics.error(
            Code::ReferenceCycle,
            &here,
            "this reference leads back to itself",
            "let one of the references in the circle be a definition",
        );
        None
    }
}

/// The key in a section of `components` that a reference names.
pub(super) fn component(reference: &str, section: &str) -> Option<String> {
    let mut segments =
        Pointer::parse(reference.strip_prefix('#')?).segments().collect::<Vec<_>>().into_iter();
    let fits = segments.next()? == "components" && segments.next()? == section;
    let key = segments.next()?;
    (fits && segments.next().is_none()).then(|| percent_decode(&key))
}

/// A fragment may be percent-encoded (RFC 6901, section 6).
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let code = bytes.get(index + 1..index + 3).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if bytes[index] == b'%' => {
                decoded.push(byte);
                index += 3;
            }
            _ => {
                decoded.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// Reports a reference that leads nowhere, or to a place that cannot be referred to yet.
pub(super) fn unresolved(
    reference: &str,
    section: &str,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let help = if reference.starts_with(&format!("#/components/{section}/")) {
        format!("define it there, or correct the name; `components.{section}` has no such key")
    } else {
        format!("only references to `#/components/{section}/...` are supported here")
    };
    let message = format!("the reference `{reference}` leads nowhere");
    diagnostics.error(Code::UnresolvedReference, &at.child("$ref"), message, help);
}
