//! Schemas as contract tests see them: each read once, with all that it includes.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use regress::Regex;
use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::dialect::Reader;
use crate::document::{Discriminator, Document, Schema, Travel, Travels};
use crate::source::Node;

/// How many references and `allOf`s may stand within one another.
const DEEPEST: usize = 64;

/// In which direction a value travels: what is `readOnly` is in no request, and what is `writeOnly` in no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    Request,
    Answer,
}

impl Direction {
    fn carries(self, travel: Travel) -> bool {
        match self {
            Self::Request => !travel.read_only,
            Self::Answer => !travel.write_only,
        }
    }
}

/// What a value was made for: the direction, whether a tag may choose among members of `oneOf`, how deep it is, and its schemas.
pub(super) type Made = (Direction, bool, usize, Vec<usize>);

/// The schemas that were read so far. What is wrong with them has been reported already, when types were made of them.
pub(super) struct Schemas<'t, 'o> {
    reader: Reader<'t>,
    formats: &'o BTreeMap<String, String>,
    read: RefCell<HashMap<usize, Rc<Schema<'t>>>>,
    travels: RefCell<Travels>,
    patterns: RefCell<HashMap<String, Option<Rc<Regex>>>>,
    /// The components by where they stand, which are what tags mean that no mapping explains.
    components: HashMap<usize, &'t str>,
    named: HashMap<&'t str, Node<'t>>,
    /// The values that were made so far, or that there is none.
    pub(super) made: RefCell<HashMap<Made, Option<Value>>>,
}

impl<'t, 'o> Schemas<'t, 'o> {
    pub(super) fn new(
        document: &Document<'t>,
        reader: Reader<'t>,
        formats: &'o BTreeMap<String, String>,
    ) -> Self {
        let components = document.schemas.iter().map(|(key, node)| (node.address(), *key));
        Self {
            reader,
            formats,
            read: RefCell::default(),
            travels: RefCell::default(),
            patterns: RefCell::default(),
            components: components.collect(),
            made: RefCell::default(),
            named: document.schemas.iter().copied().collect(),
        }
    }

    /// One schema.
    pub(super) fn read(&self, node: Node<'t>) -> Rc<Schema<'t>> {
        let known = self.read.borrow().get(&node.address()).cloned();
        known.unwrap_or_else(|| {
            let schema = Rc::new(self.reader.schema(node, &mut Diagnostics::default()));
            self.read.borrow_mut().insert(node.address(), Rc::clone(&schema));
            schema
        })
    }

    /// Whether a property that these schemas describe travels in a direction.
    pub(super) fn travels(&self, direction: Direction, nodes: &[Node<'t>]) -> bool {
        let mut travels = self.travels.borrow_mut();
        nodes.iter().all(|node| direction.carries(travels.of(*node, |node| self.read(node))))
    }

    /// Whether a type of the user stands for the schema, of whose values nothing is known but by examples.
    pub(super) fn is_foreign(&self, schema: &Schema<'_>) -> bool {
        schema.rust_type.is_some()
            || schema.format.is_some_and(|format| self.formats.contains_key(format))
    }

    /// Schemas with everything that their references and `allOf`s include.
    pub(super) fn including(&self, nodes: &[Node<'t>]) -> Vec<Rc<Schema<'t>>> {
        let mut found: Vec<Rc<Schema<'t>>> = Vec::new();
        for node in nodes {
            self.include(*node, 0, &mut found);
        }
        found
    }

    /// The same with those members of their `oneOf`s and `anyOf`s, and those children of bases, for which a value is.
    pub(super) fn including_chosen(
        &self,
        nodes: &[Node<'t>],
        fits: impl Fn(Node<'t>) -> bool,
        tag: impl Fn(&str) -> Option<String>,
    ) -> Vec<Rc<Schema<'t>>> {
        let mut found = self.including(nodes);
        let mut index = 0;
        while let Some(schema) = found.get(index).cloned() {
            let named = schema.discriminator.as_ref().and_then(|discriminator| {
                let tag = tag(discriminator.property)?;
                Some((self.tagged(discriminator, &tag), self.child(&schema, &tag)))
            });
            let (tagged, child) = named.unwrap_or_default();
            let is_member = |node: &Node<'t>| tagged == Some(self.target(*node));
            let members = || schema.one_of.iter().chain(&schema.any_of);
            let is_told = members().any(is_member);
            for node in members() {
                if if is_told { is_member(node) } else { fits(*node) } {
                    self.include(*node, 0, &mut found);
                }
            }
            if let Some(child) = child.filter(|_| members().next().is_none()) {
                self.include(child, 0, &mut found);
            }
            index += 1;
        }
        found
    }

    fn include(&self, node: Node<'t>, depth: usize, found: &mut Vec<Rc<Schema<'t>>>) {
        if depth > DEEPEST || found.iter().any(|known| known.node == node) {
            return;
        }
        let schema = self.read(node);
        found.push(Rc::clone(&schema));
        for node in schema.reference.iter().chain(&schema.all_of) {
            self.include(*node, depth + 1, found);
        }
    }

    /// The name of the component that a schema is or refers to.
    pub(super) fn component(&self, node: Node<'t>) -> Option<&'t str> {
        let mut here = node;
        for _ in 0..DEEPEST {
            if let Some(name) = self.components.get(&here.address()) {
                return Some(name);
            }
            here = self.read(here).reference?;
        }
        None
    }

    /// The schema behind a reference.
    pub(super) fn target(&self, node: Node<'t>) -> Node<'t> {
        let mut here = node;
        for _ in 0..DEEPEST {
            match self.read(here).reference {
                Some(target) => here = target,
                None => break,
            }
        }
        here
    }

    /// The schema that a tag means.
    pub(super) fn tagged(&self, discriminator: &Discriminator<'t>, tag: &str) -> Option<Node<'t>> {
        let mapped = discriminator.mapping.iter().find(|(name, _)| *name == tag);
        match mapped {
            Some((_, target)) => *target,
            None => self.named.get(tag).copied(),
        }
        .map(|node| self.target(node))
    }

    /// The schema that a tag of a base means: one that includes the base.
    pub(super) fn child(&self, base: &Schema<'t>, tag: &str) -> Option<Node<'t>> {
        let child = self.tagged(base.discriminator.as_ref()?, tag)?;
        let includes = self.including(&[child]).iter().any(|schema| schema.node == base.node);
        (child != base.node && includes).then_some(child)
    }

    /// The value of the tag that means a member.
    pub(super) fn tag(
        &self,
        discriminator: &Discriminator<'t>,
        member: Node<'t>,
    ) -> Option<String> {
        let target = self.target(member);
        let mapped = discriminator.mapping.iter().find(|(_, node)| *node == Some(target));
        mapped.map(|(tag, _)| *tag).or_else(|| self.component(member)).map(str::to_owned)
    }

    /// Whether a pattern occurs in a text. One that is no regular expression says nothing.
    pub(super) fn matches(&self, pattern: &str, text: &str) -> bool {
        let known = self.patterns.borrow().get(pattern).cloned();
        let compiled = known.unwrap_or_else(|| {
            let compiled = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern));
            let compiled = compiled.ok().map(Rc::new);
            self.patterns.borrow_mut().insert(pattern.to_owned(), compiled.clone());
            compiled
        });
        compiled.is_none_or(|regex| regex.find(text).is_some())
    }
}
