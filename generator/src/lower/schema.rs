//! Schemas into types.
//!
//! Lowering a schema says at once what a value of it is, as far as whoever uses it must know; the definitions of named types
//! wait in a queue. So however many types refer to each other, nothing is nested deeper than aliases of aliases are.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;

use super::merge::Merged;
use super::name::{self, Scope};
use super::shared::Shared;
use super::{object, scalar, union, values};
use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Reader;
use crate::document::{Additional, Document, Parameter, Schema, Types};
use crate::ir::{Base, Derives, Docs, Literal, Rules, Type, TypeDef, TypeId, TypeKind};
use crate::source::Node;

/// How many inline schemas or aliases may stand within one another.
const DEEPEST: usize = 64;

/// What a schema says of a value.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    pub(super) rules: Rules,
    /// The one value that it can have, if there is only one.
    pub(super) constant: Option<Literal>,
}

impl Lowered {
    pub(super) fn plain(ty: Type) -> Self {
        Self { ty, nullable: false, rules: Rules::default(), constant: None }
    }

    pub(super) fn ruled(ty: Type, rules: Rules) -> Self {
        Self { rules, ..Self::plain(ty) }
    }

    /// The type with its null, for places that have no presence.
    pub(super) fn with_null(self) -> Type {
        match self.ty {
            ty @ (Type::Json | Type::Null) => ty,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// The schemas of a description and the types made from them so far.
pub(super) struct Schemas<'t, 's> {
    pub(super) reader: Reader<'t>,
    pub(super) diagnostics: &'s mut Diagnostics,
    pub(super) scope: &'s mut Scope,
    /// Types of the user that stand for formats.
    formats: &'s BTreeMap<String, String>,
    types: Vec<Slot>,
    queue: VecDeque<Job<'t>>,
    known: HashMap<Vec<usize>, State>,
    shared: Shared<'t>,
    /// The components: where each stands, and what its type is called if it gets one.
    components: HashMap<usize, Component<'t>>,
    /// For each component with a discriminator and no `oneOf`: those that include it by `allOf`.
    children: HashMap<usize, Vec<Node<'t>>>,
    /// The type whose definition is being made: types that are made meanwhile stand behind it.
    parent: Option<TypeId>,
    /// The position of the component that is being looked at.
    rank: usize,
    /// Errors of schemas that were looked at before and are used again, and the last of them.
    replayed: usize,
    last_replayed: Option<Rc<str>>,
    depth: usize,
}

struct Component<'t> {
    key: &'t str,
    name: String,
    rank: usize,
}

/// A type that has a number, and perhaps a definition already.
struct Slot {
    definition: Option<TypeDef>,
    /// The type behind which it stands.
    parent: Option<TypeId>,
    /// The position of the component that it was made for, where it stands behind no other type.
    rank: usize,
    /// Whether it is decided what it is, even if its definition waits in the queue.
    claimed: bool,
    /// The error that was found in it.
    broken: Option<Rc<str>>,
}

/// A definition that waits to be made.
struct Job<'t> {
    id: TypeId,
    name: String,
    merged: Box<Merged<'t>>,
}

#[derive(Clone, Debug)]
enum State {
    /// It is being looked at. Whoever meets it again makes it a named type.
    Open(Option<TypeId>),
    /// What it is, and the error that was found in it.
    Done(Box<Lowered>, Option<Rc<str>>),
}

impl<'t, 's> Schemas<'t, 's> {
    /// Claims the names of all components first, in document order, so that no name depends on who refers to whom.
    pub(super) fn new(
        document: &Document<'t>,
        reader: Reader<'t>,
        formats: &'s BTreeMap<String, String>,
        scope: &'s mut Scope,
        diagnostics: &'s mut Diagnostics,
    ) -> Self {
        let mut components = HashMap::new();
        for (rank, (key, node)) in document.schemas.iter().enumerate() {
            let given = node.get("x-rust-name").and_then(Node::text);
            let name = scope.mint(name::upper(given.unwrap_or(key), "Type"));
            components.insert(node.address(), Component { key, name, rank });
        }
        let mut schemas = Self {
            reader,
            diagnostics,
            scope,
            formats,
            types: Vec::new(),
            queue: VecDeque::new(),
            known: HashMap::new(),
            shared: Shared::default(),
            components,
            children: HashMap::new(),
            parent: None,
            rank: usize::MAX,
            replayed: 0,
            last_replayed: None,
            depth: 0,
        };
        schemas.children = union::children(&mut schemas, document);
        for (key, node) in &document.schemas {
            schemas.lower(*node, key);
            schemas.drain();
        }
        schemas
    }

    /// The key of a component, if a node is one.
    pub(super) fn component_name(&self, node: Node<'t>) -> Option<&'t str> {
        self.components.get(&node.address()).map(|component| component.key)
    }

    /// The position of a component among all of them.
    pub(super) fn rank(&self, node: Node<'t>) -> Option<usize> {
        self.components.get(&node.address()).map(|component| component.rank)
    }

    /// The components that include a component with a discriminator.
    pub(super) fn children_of(&self, node: Node<'t>) -> Vec<Node<'t>> {
        self.children.get(&node.address()).cloned().unwrap_or_default()
    }

    /// Lowers a schema. `hint` names the type that is made if the schema needs one of its own.
    pub(super) fn lower(&mut self, node: Node<'t>, hint: &str) -> Lowered {
        self.lower_all(&[node], hint)
    }

    /// Lowers what several schemas together demand of one value.
    pub(super) fn lower_all(&mut self, nodes: &[Node<'t>], hint: &str) -> Lowered {
        let key: Vec<usize> = nodes.iter().map(|node| node.address()).collect();
        let Some(first) = nodes.first() else { return Lowered::plain(Type::Json) };
        match self.known.get(&key) {
            Some(State::Done(lowered, why)) => {
                if let Some(why) = why {
                    self.replayed += 1;
                    self.last_replayed = Some(Rc::clone(why));
                }
                return Lowered::clone(lowered);
            }
            Some(State::Open(Some(id))) => return Lowered::plain(Type::Named(*id)),
            Some(State::Open(None)) => {
                let id = self.reserve();
                self.known.insert(key, State::Open(Some(id)));
                return Lowered::plain(Type::Named(id));
            }
            None => {}
        }
        if self.is_too_deep(*first) {
            return Lowered::plain(Type::Json);
        }
        let inline = match nodes {
            [node] if !self.components.contains_key(&node.address()) => Some(*node),
            _ => None,
        };
        if let Some(lowered) = inline.and_then(|node| self.shared.find(node)).cloned() {
            self.rename(&lowered.ty, hint);
            self.known.insert(key, State::Done(Box::new(lowered.clone()), None));
            return lowered;
        }
        self.known.insert(key.clone(), State::Open(None));
        let before = self.errors();
        self.depth += 1;
        let mut lowered = match nodes {
            [node] => self.one(*node, hint),
            nodes => self.several(nodes, hint),
        };
        self.depth -= 1;
        if let Some(State::Open(Some(id))) = self.known.get(&key) {
            let id = *id;
            lowered = self.recursive(id, lowered, *first, hint);
        }
        let why = self.error_since(before);
        if let (Some(node), None, Type::Named(_)) = (inline, &why, &lowered.ty) {
            self.shared.keep(node, &lowered);
        }
        self.known.insert(key, State::Done(Box::new(lowered.clone()), why));
        lowered
    }

    /// A type that has a second owner is named after the property alone, where that name is free.
    fn rename(&mut self, ty: &Type, hint: &str) {
        let Type::Named(id) = ty else { return };
        let Some(name) = name::part(hint).map(|part| name::upper(part, "Type")) else { return };
        let waiting = self.queue.iter_mut().find(|job| job.id == *id).map(|job| &mut job.name);
        let Some(slot) = self.types.get_mut(id.0) else { return };
        let defined = slot.definition.as_mut().map(|definition| &mut definition.name);
        let Some(old) = defined.or(waiting) else { return };
        // One that was named like this, with or without a number, or after something else on purpose, keeps its name.
        if old.len() > name.len() && old.ends_with(&name) && self.scope.mint_exactly(&name) {
            *old = name;
        }
    }

    /// Lowers an object that parameters of a form describe.
    pub(super) fn form(
        &mut self,
        node: Node<'t>,
        parameters: &[Parameter<'t>],
        hint: &str,
    ) -> Lowered {
        let mut merged = Merged::new(node);
        merged.types = Some(Types::OBJECT);
        for parameter in parameters {
            let Some(schema) = parameter.schema else { continue };
            let property = super::merge::Property { nodes: vec![schema], owner: None };
            merged.properties.insert(parameter.name, property);
            if parameter.required {
                merged.required.insert(parameter.name, parameter.node);
            }
        }
        self.classify(merged, hint)
    }

    /// How far the list of errors is, for [`Schemas::error_since`].
    pub(super) fn errors(&self) -> (usize, usize) {
        (self.diagnostics.error_count(), self.replayed)
    }

    /// An error that came up, or came up again, since the list was as far as `before`.
    pub(super) fn error_since(&self, before: (usize, usize)) -> Option<Rc<str>> {
        let (found, replayed) = self.errors();
        if found > before.0 {
            return Some(self.diagnostics.last_error().map_or("", |error| &error.message).into());
        }
        if replayed > before.1 { self.last_replayed.clone() } else { None }
    }

    fn one(&mut self, node: Node<'t>, hint: &str) -> Lowered {
        let Some(Component { key, rank, .. }) = self.components.get(&node.address()) else {
            return self.described(node, hint);
        };
        // What is made for a component stands with it, whoever asked for it first, and is named after it.
        let (key, rank) = (*key, *rank);
        let outer = (self.parent.take(), std::mem::replace(&mut self.rank, rank));
        let lowered = self.described(node, key);
        (self.parent, self.rank) = outer;
        lowered
    }

    fn described(&mut self, node: Node<'t>, hint: &str) -> Lowered {
        let schema = self.reader.schema(node, self.diagnostics);
        // A child that adds nothing to its base is still one of those that the base stands for.
        let is_child = |schemas: &mut Self, base: Node<'t>| {
            let base = union::target(schemas, base).address();
            schemas.children.get(&base).is_some_and(|children| children.contains(&node))
        };
        if let Some(target) = sole(&schema)
            && !is_child(self, target)
        {
            let lowered = self.lower(target, hint);
            let types = schema.types.map(|types| types.without(Types::NULL));
            // A `type` beside the reference that only repeats what the schema behind it is, changes nothing.
            if types.is_none_or(|types| types.is_empty() || self.kinds(&lowered.ty) == types) {
                let null = match schema.types {
                    Some(types) => types.contains(Types::NULL),
                    None => schema.nullable,
                };
                return Lowered { nullable: lowered.nullable || null, ..lowered };
            }
        }
        match self.merge(&[node]) {
            Some(merged) => self.classify(merged, hint),
            None => Lowered::plain(Type::Json),
        }
    }

    /// The JSON types of the values of a type, where that is one; empty where it is several.
    fn kinds(&self, ty: &Type) -> Types {
        match ty {
            Type::Bool => Types::BOOLEAN,
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => Types::INTEGER,
            Type::F32 | Type::F64 => Types::NUMBER,
            Type::String | Type::Text(_) | Type::Base64 | Type::File | Type::Bytes => Types::STRING,
            Type::List(_) | Type::Tuple(..) => Types::ARRAY,
            Type::Map(_) => Types::OBJECT,
            Type::Named(id) => match self.definition(*id).map(|definition| &definition.kind) {
                // What has no definition yet waits in the queue, in which there are only objects.
                None | Some(TypeKind::Struct(_)) => Types::OBJECT,
                Some(TypeKind::Enum(values)) => match values.base {
                    Base::String => Types::STRING,
                    Base::Integer => Types::INTEGER,
                    Base::Mixed => Types::default(),
                },
                Some(TypeKind::Union(_) | TypeKind::Newtype(_)) => Types::default(),
            },
            Type::Json | Type::Null | Type::Nullable(_) | Type::External(_) => Types::default(),
        }
    }

    fn several(&mut self, nodes: &[Node<'t>], hint: &str) -> Lowered {
        match self.merge(nodes) {
            Some(merged) => self.classify(merged, hint),
            None => Lowered::plain(Type::Json),
        }
    }

    fn is_too_deep(&mut self, node: Node<'t>) -> bool {
        let is_too_deep = self.depth >= DEEPEST;
        if is_too_deep {
            let message = "schemas are nested too deeply here";
            let help =
                "give parts of it names in `components.schemas`, and break circles of references";
            self.diagnostics.error(Code::TooDeep, node, message, help);
        }
        is_too_deep
    }

    /// Decides what a value of a merged schema is.
    pub(super) fn classify(&mut self, merged: Merged<'t>, hint: &str) -> Lowered {
        if self.is_too_deep(merged.node) {
            return Lowered::plain(Type::Json);
        }
        self.depth += 1;
        let lowered = self.decide(merged, hint);
        self.depth -= 1;
        lowered
    }

    fn decide(&mut self, mut merged: Merged<'t>, hint: &str) -> Lowered {
        let format = merged.format.and_then(|format| self.formats.get(format)).map(String::as_str);
        if let Some(path) = merged.rust_type.or(format) {
            let ty = Type::External(path.to_owned());
            return Lowered { nullable: merged.null == Some(true), ..Lowered::plain(ty) };
        }
        union::drop_constraints(self, &mut merged);
        self.note_constraints(&merged);
        if !merged.groups.is_empty() {
            return union::lower(self, merged, hint);
        }
        if let Some(lowered) = union::polymorphic(self, &merged, hint) {
            return lowered;
        }
        self.single(merged, hint)
    }

    /// What a schema without alternatives is.
    pub(super) fn single(&mut self, merged: Merged<'t>, hint: &str) -> Lowered {
        let nullable = merged.null == Some(true) || values::has_null(&merged);
        let mut lowered = if merged.values.is_some() {
            values::lower(self, &merged, hint)
        } else {
            self.typed(merged, hint)
        };
        lowered.nullable |= nullable;
        lowered
    }

    fn typed(&mut self, merged: Merged<'t>, hint: &str) -> Lowered {
        let Some(types) = merged.types.or_else(|| scalar::inferred(&merged)) else {
            return Lowered::plain(Type::Json);
        };
        if merged.never || (types.is_empty() && merged.null != Some(true)) {
            let message =
                "no value can satisfy this schema: what it joins has no JSON type in common";
            let help = "correct the `type` of one of them; any JSON is taken here meanwhile";
            if !merged.never {
                self.diagnostics.warning(Code::ConflictingSchemas, merged.node, message, help);
            }
            return Lowered::plain(Type::Json);
        }
        if types.is_empty() {
            return Lowered { nullable: true, ..Lowered::plain(Type::Null) };
        }
        if types == Types::ALL.without(Types::NULL) {
            return Lowered::plain(Type::Json);
        }
        let mut kinds = types.iter();
        match (kinds.next(), kinds.next()) {
            (Some(only), None) => self.kind(only, merged, hint),
            _ => union::of_kinds(self, &merged, types, hint),
        }
    }

    /// What a schema of one JSON type is.
    pub(super) fn kind(&mut self, kind: Types, merged: Merged<'t>, hint: &str) -> Lowered {
        match kind {
            Types::OBJECT => object::lower(self, merged, hint),
            Types::ARRAY => object::array(self, &merged, hint),
            kind => scalar::lower(kind, &merged, self.diagnostics),
        }
    }

    /// Reserves a type behind the one that is being defined.
    fn reserve(&mut self) -> TypeId {
        let slot = Slot {
            definition: None,
            parent: self.parent,
            rank: self.rank,
            claimed: false,
            broken: None,
        };
        self.types.push(slot);
        TypeId(self.types.len() - 1)
    }

    /// The number and name of the type of a schema that needs one.
    pub(super) fn declare(&mut self, merged: &Merged<'t>, hint: &str) -> (TypeId, String) {
        let address = merged.node.address();
        let component = self.components.get(&address).filter(|_| !merged.derived);
        let name = match component {
            Some(component) => component.name.clone(),
            None => self.scope.mint(name::upper(merged.rust_name.unwrap_or(hint), "Type")),
        };
        let key = vec![address];
        let id = match self.known.get(&key) {
            Some(State::Open(Some(id))) if !merged.derived && !self.types[id.0].claimed => *id,
            Some(State::Open(None)) if !merged.derived => {
                let id = self.reserve();
                self.known.insert(key, State::Open(Some(id)));
                id
            }
            _ => self.reserve(),
        };
        self.types[id.0].claimed = true;
        (id, name)
    }

    /// Defines a type that is known at once.
    pub(super) fn define(&mut self, id: TypeId, name: String, merged: &Merged<'t>, kind: TypeKind) {
        if let Some(slot) = self.types.get_mut(id.0) {
            let component = self.components.get(&merged.node.address()).filter(|_| !merged.derived);
            slot.definition = Some(TypeDef {
                name,
                component: component.map(|component| component.key.to_owned()),
                docs: merged.docs.clone(),
                notes: notes(merged),
                deprecated: merged.deprecated,
                kind,
                derives: Derives::default(),
                sent: false,
                received: false,
            });
        }
    }

    /// Puts the definition of a struct off until nobody is looking at anything.
    pub(super) fn defer(&mut self, id: TypeId, name: String, merged: Merged<'t>) {
        self.queue.push_back(Job { id, name, merged: Box::new(merged) });
    }

    /// Makes all definitions that wait, and those that come up meanwhile.
    pub(super) fn drain(&mut self) {
        while let Some(Job { id, name, merged }) = self.queue.pop_front() {
            let outer = self.parent.replace(id);
            let before = self.errors();
            let record = object::record(self, &name, &merged);
            self.define(id, name, &merged, TypeKind::Struct(record));
            self.types[id.0].broken = self.error_since(before);
            self.parent = outer;
        }
    }

    /// A schema that met itself on the way, through lists, maps or unions: it is a type of its own.
    fn recursive(&mut self, id: TypeId, lowered: Lowered, node: Node<'t>, hint: &str) -> Lowered {
        let named = Lowered { ty: Type::Named(id), constant: None, ..lowered.clone() };
        if lowered.ty == Type::Named(id) {
            if self.types[id.0].claimed {
                return named;
            }
            let message = format!("the schema `{hint}` is defined by itself alone");
            let help = "let one of the schemas in the circle be an object with properties";
            self.diagnostics.error(Code::ReferenceCycle, node, message, help);
            return Lowered::plain(Type::Json);
        }
        let merged = Merged::new(node);
        let name = match self.components.get(&node.address()) {
            Some(component) => component.name.clone(),
            None => self.scope.mint(name::upper(hint, "Type")),
        };
        self.define(id, name, &merged, TypeKind::Newtype(lowered.ty));
        Lowered { rules: Rules::default(), ..named }
    }

    fn note_constraints(&mut self, merged: &Merged<'t>) {
        for (keyword, node) in &merged.constraints {
            self.diagnostics.warning(
                Code::UncheckedKeyword,
                node.key(),
                format!("`{keyword}` is documented, and values are not checked against it"),
                "nothing is wrong with the description; whoever makes a value must see to it",
            );
        }
    }

    /// The finished types in reading order, each behind the one that it was made for, with what is broken among them.
    pub(super) fn finish(mut self) -> (Vec<TypeDef>, Vec<Option<Rc<str>>>, Renumbering) {
        self.drain();
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); self.types.len()];
        let mut stack: Vec<usize> = Vec::new();
        for (index, slot) in self.types.iter().enumerate() {
            match slot.parent {
                Some(parent) => below[parent.0].push(index),
                None => stack.push(index),
            }
        }
        stack.sort_by_key(|index| self.types[*index].rank);
        stack.reverse();
        let mut renumbering = vec![None; self.types.len()];
        let mut order = Vec::with_capacity(self.types.len());
        while let Some(index) = stack.pop() {
            stack.extend(below[index].iter().rev());
            if self.types[index].definition.is_some() {
                renumbering[index] = Some(TypeId(order.len()));
                order.push(index);
            }
        }
        let mut slots: Vec<Option<Slot>> = self.types.into_iter().map(Some).collect();
        let (mut types, mut broken) = (Vec::new(), Vec::new());
        for index in order {
            if let Some(Slot { definition: Some(definition), broken: why, .. }) =
                slots[index].take()
            {
                types.push(definition);
                broken.push(why);
            }
        }
        (types, broken, Renumbering(renumbering))
    }

    /// The definition of a type that is known already.
    pub(super) fn definition(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0).and_then(|slot| slot.definition.as_ref())
    }
}

/// From the numbers that types had while they were found to those in which they are written.
pub(super) struct Renumbering(Vec<Option<TypeId>>);

impl Renumbering {
    /// The new number of each type, if it is kept.
    pub(super) fn new(numbers: Vec<Option<TypeId>>) -> Self {
        Self(numbers)
    }

    /// Replaces the numbers in a type; one that never got a definition is any JSON, and was reported.
    pub(super) fn apply(&self, ty: &mut Type) {
        match ty {
            Type::Named(id) => match self.0.get(id.0).copied().flatten() {
                Some(new) => *id = new,
                None => *ty = Type::Json,
            },
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.apply(inner),
            Type::Tuple(items, rest) => {
                items.iter_mut().for_each(|item| self.apply(item));
                if let Some(rest) = rest {
                    self.apply(rest);
                }
            }
            _ => {}
        }
    }
}

/// The schema that another one is only a name for: its one reference, or the one member of its `allOf`, with nothing beside
/// it but `type` and words about it.
fn sole<'t>(schema: &Schema<'t>) -> Option<Node<'t>> {
    let target = match (schema.reference, schema.all_of.as_slice()) {
        (Some(target), []) => target,
        (None, [member]) => *member,
        _ => return None,
    };
    let says_nothing = schema.format.is_none()
        && schema.values.is_none()
        && schema.constant.is_none()
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.additional == Additional::Unspecified
        && schema.pattern_properties.is_empty()
        && schema.property_names.is_none()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.discriminator.is_none()
        && schema.constraints.is_empty()
        && schema.rust_type.is_none()
        && schema.min_length.is_none()
        && schema.max_length.is_none()
        && schema.pattern.is_none()
        && schema.minimum.is_none()
        && schema.maximum.is_none()
        && schema.multiple_of.is_none()
        && schema.min_items.is_none()
        && schema.max_items.is_none()
        && !schema.unique_items
        && schema.min_properties.is_none()
        && schema.max_properties.is_none();
    says_nothing.then_some(target)
}

/// What the description demands and the type does not, in words.
pub(super) fn notes(merged: &Merged<'_>) -> Vec<String> {
    let mut notes: Vec<String> = merged
        .constraints
        .iter()
        .map(|(keyword, _)| format!("The description has `{keyword}` here, which is not checked."))
        .collect();
    notes.dedup();
    notes
}

/// Documentation of a schema, for what uses it.
pub(super) fn schema_docs(schema: &Schema<'_>) -> Docs {
    super::docs(schema.title, schema.description)
}
