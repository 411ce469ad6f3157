//! Schemas into types.
//!
//! Lowering a schema says at once what a value of it is, as far as whoever uses it must know; the definitions of named types
//! wait in a queue. So however many types refer to each other, nothing is nested deeper than aliases of aliases are.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::external::{self, Formats};
use super::hierarchy::{self, Hierarchies};
use super::merge::Merged;
use super::name::{self, Scope};
use super::shared::Shared;
use super::size::Sizes;
use super::table::{Renumbering, Table};
use super::unchecked::notes;
use super::upload::{self, Uploads};
use super::xml::Shapes;
use super::{object, scalar, union, values};
use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Reader;
use crate::document::{Document, Parameter, Schema, Travel, Travels, Types};
use crate::ir::{Derives, Docs, Literal, Rules, Type, TypeDef, TypeId, TypeKind, Xml};
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

    /// The only value that there can be. A constructor fills it in where it has to be there, and whatever else is set is refused.
    pub(super) fn constant(only: Literal, ty: Type) -> Self {
        let rules = Rules { constant: Some(only.clone()), ..Rules::default() };
        Self { constant: Some(only), ..Self::ruled(ty, rules) }
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
    /// How values stand in XML.
    pub(super) xml: Shapes<'t>,
    /// Types of the user that stand for formats.
    formats: &'s Formats<'s>,
    types: Table,
    sizes: Sizes<'t>,
    queue: VecDeque<Job<'t>>,
    known: HashMap<Vec<usize>, State>,
    /// The types that were met again while their schemas were being looked at.
    met: HashSet<TypeId>,
    shared: Shared<'t>,
    /// The parts of bodies, where a schema can be that of a file.
    uploads: Uploads,
    /// Components in which nothing is wrong, as they were read: a base is looked at again for each of its children.
    read: HashMap<usize, Rc<Schema<'t>>>,
    /// In which directions the values of schemas travel.
    travels: Travels,
    /// Components that include others, with all that they include, and the error that was found in it.
    pub(super) included: HashMap<usize, (Rc<Merged<'t>>, Option<Rc<str>>)>,
    /// How often schemas were found to include others too deeply.
    pub(super) cut_off: usize,
    /// How many alternatives were joined with what stands around them, within the schema that is being looked at.
    pub(super) unfolded: usize,
    /// The components: where each stands, and what its type is called if it gets one.
    pub(super) components: HashMap<usize, Component<'t>>,
    /// Which components include which by `allOf`, below a discriminator.
    pub(super) hierarchies: Hierarchies<'t>,
    /// The type whose definition is being made: types that are made meanwhile stand behind it.
    parent: Option<TypeId>,
    /// The position of the component that is being looked at.
    rank: usize,
    /// Errors of schemas that were looked at before and are used again, and the last of them.
    replayed: usize,
    last_replayed: Option<Rc<str>>,
    depth: usize,
}

#[derive(Debug)]
pub(super) struct Component<'t> {
    pub(super) key: &'t str,
    pub(super) name: String,
    pub(super) rank: usize,
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
        formats: &'s Formats<'s>,
        scope: &'s mut Scope,
        diagnostics: &'s mut Diagnostics,
    ) -> Self {
        let mut components = HashMap::new();
        for (rank, (key, node)) in document.schemas.iter().enumerate() {
            let mut given = hierarchy::parts(*node).into_iter().map(|part| part.get("x-rust-name"));
            let given = given.find_map(|given| given.and_then(Node::text));
            let name = scope.mint(name::upper(given.unwrap_or(key), "Type"));
            components.insert(node.address(), Component { key, name, rank });
        }
        let mut schemas = Self {
            reader,
            diagnostics,
            scope,
            xml: Shapes::default(),
            formats,
            types: Table::default(),
            sizes: Sizes::default(),
            queue: VecDeque::new(),
            known: HashMap::new(),
            met: HashSet::new(),
            shared: Shared::default(),
            uploads: Uploads::default(),
            read: HashMap::new(),
            travels: Travels::default(),
            included: HashMap::new(),
            cut_off: 0,
            unfolded: 0,
            components,
            hierarchies: Hierarchies::default(),
            parent: None,
            rank: usize::MAX,
            replayed: 0,
            last_replayed: None,
            depth: 0,
        };
        schemas.lend_names(&document.schemas);
        schemas.hierarchies = Hierarchies::find(&mut schemas, document);
        schemas.uploads = upload::find(&mut schemas, document);
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

    /// Lowers a schema. `hint` names the type that is made if the schema needs one of its own.
    pub(super) fn lower(&mut self, node: Node<'t>, hint: &str) -> Lowered {
        self.lower_all(&[node], hint)
    }

    /// Lowers what several schemas together demand of one value.
    pub(super) fn lower_all(&mut self, nodes: &[Node<'t>], hint: &str) -> Lowered {
        let distinct;
        let nodes = match nodes {
            [] | [_] => nodes,
            _ => {
                distinct = self.distinct(nodes);
                distinct.as_slice()
            }
        };
        let key: Vec<usize> = nodes.iter().map(|node| node.address()).collect();
        let Some(first) = nodes.first() else { return Lowered::plain(Type::Json) };
        match self.known.get(&key) {
            Some(State::Done(lowered, why)) => {
                let lowered = Lowered::clone(lowered);
                let why = why.clone();
                self.replay(why);
                return lowered;
            }
            Some(State::Open(Some(id))) => {
                self.met.insert(*id);
                return Lowered::plain(Type::Named(*id));
            }
            Some(State::Open(None)) => {
                let id = self.reserve();
                self.met.insert(id);
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
        if let Some(lowered) =
            inline.and_then(|node| self.shared.find(node, self.uploads.has_body(node))).cloned()
        {
            self.rename(&lowered.ty, hint);
            self.known.insert(key, State::Done(Box::new(lowered.clone()), None));
            return lowered;
        }
        self.known.insert(key.clone(), State::Open(None));
        let before = self.errors();
        let unfolded = std::mem::take(&mut self.unfolded);
        self.depth += 1;
        let mut lowered = match nodes {
            [node] => self.one(*node, hint),
            nodes => self.several(nodes, hint),
        };
        self.depth -= 1;
        self.unfolded = unfolded;
        if let Some(State::Open(Some(id))) = self.known.get(&key) {
            let id = *id;
            lowered = self.recursive(id, lowered, *first, hint);
        }
        let why = self.error_since(before);
        if let (Some(node), None, Type::Named(_)) = (inline, &why, &lowered.ty) {
            self.shared.keep(node, self.uploads.has_body(node), &lowered);
        }
        self.known.insert(key, State::Done(Box::new(lowered.clone()), why));
        lowered
    }

    /// A type that has a second owner is named after the property alone, where that name is free.
    fn rename(&mut self, ty: &Type, hint: &str) {
        let Type::Named(id) = ty else { return };
        let Some(name) = name::part(hint).map(|part| name::upper(part, "Type")) else { return };
        let waiting = self.queue.iter_mut().find(|job| job.id == *id).map(|job| &mut job.name);
        let Some(old) = self.types.name_mut(*id).or(waiting) else { return };
        // One that was named like this, with or without a number, or after something else on purpose, keeps its name.
        if old.len() > name.len() && old.ends_with(&name) && self.scope.mint_exactly(&name) {
            *old = name;
        }
    }

    /// What a schema says.
    pub(super) fn read(&mut self, node: Node<'t>) -> Rc<Schema<'t>> {
        if let Some(schema) = self.read.get(&node.address()) {
            return Rc::clone(schema);
        }
        let before = self.diagnostics.error_count();
        let schema = Rc::new(self.reader.schema(node, self.diagnostics));
        // An error has to come up again for each who needs what is broken.
        if self.components.contains_key(&node.address()) && self.diagnostics.error_count() == before
        {
            self.read.insert(node.address(), Rc::clone(&schema));
        }
        schema
    }

    /// In which directions the values of a schema travel.
    pub(super) fn travel(&mut self, node: Node<'t>) -> Travel {
        let Self { travels, reader, diagnostics, .. } = self;
        travels.of(node, |node| reader.schema(node, diagnostics))
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

    /// Lets an error come up again, where what it was found in is used again.
    pub(super) fn replay(&mut self, why: Option<Rc<str>>) {
        if why.is_some() {
            self.replayed += 1;
            self.last_replayed = why;
        }
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
        let format = merged.format.and_then(|format| self.formats.get(format));
        if let Some(path) = merged.rust_type.or(format) {
            external::check(path, merged.node, self.diagnostics);
            self.note_limits(merged.node, &merged.bounds, merged.types.unwrap_or(Types::ALL));
            self.note_constant(&merged);
            let ty = Type::External(path.to_owned());
            return Lowered { nullable: merged.null == Some(true), ..Lowered::plain(ty) };
        }
        union::drop_constraints(self, &mut merged);
        self.note_constraints(&merged);
        if !merged.groups.is_empty() {
            return union::lower(self, merged, hint);
        }
        if let Some(lowered) = hierarchy::polymorphic(self, &merged, hint) {
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
            let (node, bounds, types) = (merged.node, merged.bounds.clone(), merged.types);
            let lowered = self.typed(merged, hint);
            let unruled = match &lowered.ty {
                Type::File | Type::Base64 => Types::STRING,
                Type::Json => types.unwrap_or(Types::ALL),
                _ => Types::NULL,
            };
            self.note_limits(node, &bounds, unruled);
            lowered
        };
        lowered.nullable |= nullable;
        lowered
    }

    fn typed(&mut self, merged: Merged<'t>, hint: &str) -> Lowered {
        if self.means_file(&merged) {
            return Lowered::plain(Type::File);
        }
        let Some(types) = merged.types.or_else(|| scalar::inferred(&merged)) else {
            if scalar::is_list_of_anything(&merged) {
                self.note_list(&merged);
            }
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

    /// Whether a schema is that of a file, by what it says or by where it stands.
    pub(super) fn means_file(&self, merged: &Merged<'t>) -> bool {
        let stands_in_part = self.uploads.has_part(merged.node);
        scalar::is_file(merged) || (stands_in_part && upload::is_file(merged, self.reader))
    }

    /// Whether a reference in the place of a part is one to a file.
    pub(super) fn is_uploaded(&mut self, node: Node<'t>) -> bool {
        if !self.uploads.has_part(node) {
            return false;
        }
        let merged = self.merge(&[node]);
        merged.is_some_and(|merged| upload::is_file(&merged, self.reader))
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
        self.types.reserve(self.parent, self.rank)
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
            Some(State::Open(Some(id))) if !merged.derived && !self.types.is_claimed(*id) => *id,
            Some(State::Open(None)) if !merged.derived => {
                let id = self.reserve();
                self.known.insert(key, State::Open(Some(id)));
                id
            }
            _ => self.reserve(),
        };
        self.types.claim(id);
        (id, name)
    }

    /// Defines a type that is known at once.
    pub(super) fn define(&mut self, id: TypeId, name: String, merged: &Merged<'t>, kind: TypeKind) {
        let component = self.components.get(&merged.node.address()).filter(|_| !merged.derived);
        let definition = TypeDef {
            name,
            component: component.map(|component| component.key.to_owned()),
            docs: merged.docs.clone(),
            notes: notes(merged.constraints.iter().map(|(keyword, _)| *keyword)),
            deprecated: merged.deprecated,
            kind,
            derives: Derives::default(),
            sent: false,
            received: false,
        };
        self.types.define(id, definition);
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
            self.sizes.note(id, &record, merged.node);
            self.define(id, name, &merged, TypeKind::Struct(record));
            let why = self.error_since(before);
            self.types.set_broken(id, why);
            self.parent = outer;
        }
    }

    /// A schema that has a type of its own, or met itself on the way, through lists, maps or unions, and so gets one. Where it stands within
    /// itself nothing knew its limits yet, so that it has none anywhere.
    fn recursive(&mut self, id: TypeId, lowered: Lowered, node: Node<'t>, hint: &str) -> Lowered {
        let mut named = Lowered { ty: Type::Named(id), constant: None, ..lowered.clone() };
        if self.met.contains(&id) {
            self.note_ruled(node, &lowered, "schema");
            named.rules = Rules::default();
        }
        if lowered.ty == Type::Named(id) {
            if self.types.is_claimed(id) {
                return named;
            }
            let shown = name::shown(hint);
            let message = format!("the schema `{shown}` is defined by itself alone");
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
        named
    }

    /// How values stand in XML, as far as somebody asked.
    pub(super) fn xml(&mut self) -> Xml {
        std::mem::take(&mut self.xml).finish()
    }

    /// The finished types in reading order, with what is broken among them.
    pub(super) fn finish(mut self) -> Finished<'t> {
        self.drain();
        let (types, broken, renumbering) = self.types.finish();
        (types, broken, renumbering, self.sizes)
    }

    /// Whether it is not decided yet what a type is, because it contains itself.
    pub(super) fn is_open(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if !self.types.is_claimed(*id) && self.definition(*id).is_none())
    }

    /// The definition of a type that is known already.
    pub(super) fn definition(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.definition(id)
    }
}

/// What is known when all schemas have been looked at.
type Finished<'t> = (Vec<TypeDef>, Vec<Option<Rc<str>>>, Renumbering, Sizes<'t>);

/// Documentation of a schema, for what uses it.
pub(super) fn schema_docs(schema: &Schema<'_>) -> Docs {
    super::docs(schema.title, schema.description)
}
