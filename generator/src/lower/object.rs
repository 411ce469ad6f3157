//! Objects and arrays.

use super::discriminator;
use super::merge::{Merged, Property};
use super::name;
use super::schema::{Lowered, Schemas, schema_docs};
use super::unchecked::notes;
use crate::diagnostic::Code;
use crate::document::{Additional, Schema, Travel};
use crate::ir::{Access, Field, Presence, Rules, Struct, Type};
use crate::source::Node;

/// Items of a tuple at most; longer ones are lists of any JSON.
const LONGEST_TUPLE: usize = 12;

/// Lists and maps within one another at most: what is written for them grows with the depth.
const DEEPEST_LIST: usize = 8;

/// An object: one with properties gets a type of its own, any other is a map.
pub(super) fn lower<'t>(schemas: &mut Schemas<'t, '_>, merged: Merged<'t>, hint: &str) -> Lowered {
    let is_closed = merged.additional == Additional::Closed && merged.pattern_properties.is_empty();
    if !merged.properties.is_empty() || !merged.required.is_empty() || is_closed {
        let (id, name) = schemas.declare(&merged, hint);
        schemas.defer(id, name, merged);
        return Lowered::plain(Type::Named(id));
    }
    let mut rules = merged.bounds.map(merged.node, schemas.diagnostics);
    let value = match further(schemas, &merged, &format!("{hint} value")) {
        None => Lowered::plain(Type::Json),
        Some(value) => value,
    };
    rules.items = inner(&value.rules);
    let ty = shallow(schemas, merged.node, value.with_null());
    Lowered::ruled(Type::Map(Box::new(ty)), rules)
}

/// What properties beside the named ones are, if there may be any that are to be kept.
fn further<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, hint: &str) -> Option<Lowered> {
    let mut values: Vec<Lowered> = Vec::new();
    // Names that match different patterns have limits of their own, and nothing tells here which pattern a name matches.
    let mut differ = false;
    let mut keep = |value: Lowered| {
        differ |= values.first().is_some_and(|known| known.rules != value.rules);
        if values.iter().all(|known| known.ty != value.ty || known.nullable != value.nullable) {
            values.push(value);
        }
    };
    match merged.additional {
        Additional::Schema(node) => keep(schemas.lower(node, hint)),
        Additional::Free => keep(Lowered::plain(Type::Json)),
        // A property that comes later in the life of an API matches no pattern. A map is what its patterns say.
        Additional::Unspecified
            if !merged.pattern_properties.is_empty() && !merged.properties.is_empty() =>
        {
            keep(Lowered::plain(Type::Json));
        }
        Additional::Closed | Additional::Unspecified => {}
    }
    for (_, node) in &merged.pattern_properties {
        keep(schemas.lower(*node, hint));
    }
    let is_one = values.len() == 1;
    if differ || !is_one {
        let nodes = merged.pattern_properties.iter().map(|(_, node)| *node);
        let further = match merged.additional {
            Additional::Schema(node) => Some(node),
            _ => None,
        };
        for node in nodes.chain(further) {
            let value = schemas.lower(node, hint);
            schemas.note_ruled(node, &value, "property");
        }
    }
    let value = values.pop()?;
    match (is_one, differ) {
        (true, false) => Some(value),
        (true, true) => Some(Lowered { rules: Rules::default(), ..value }),
        // Names that match different patterns have values of different types: what they have in common is JSON.
        (false, _) => Some(Lowered::plain(Type::Json)),
    }
}

/// An array: a list of equal items, or a tuple.
pub(super) fn array<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, hint: &str) -> Lowered {
    let mut rules = merged.bounds.array(merged.node, schemas.diagnostics);
    let closed = merged.items.iter().any(|node| node.value.as_bool() == Some(false));
    let item = match merged.items.as_slice() {
        [] => Lowered::plain(Type::Json),
        nodes => schemas.lower_all(nodes, &format!("{hint} item")),
    };
    let first = merged.prefix_items.len();
    if closed {
        let most = first as u64;
        rules.max_items = Some(rules.max_items.map_or(most, |max| max.min(most)));
    }
    if first == 0 {
        return list_of(schemas, merged, rules, item);
    }
    let lower = |(index, nodes): (usize, &Vec<Node<'t>>)| {
        schemas.lower_all(nodes, &format!("{hint} item {}", index + 1))
    };
    let items: Vec<Lowered> = merged.prefix_items.iter().enumerate().map(lower).collect();
    // A tuple that may be shorter than its items, or is very long, is read as a list of what its items have in common.
    let is_whole = merged.bounds.min_items.is_some_and(|min| min >= first as u64);
    if !is_whole || first > LONGEST_TUPLE {
        return mixed_list(schemas, merged, rules, items, (!closed).then_some(item));
    }
    let is_ruled = items.iter().any(|item| !item.rules.is_empty());
    let each =
        if is_ruled { items.iter().map(|item| item.rules.clone()).collect() } else { Vec::new() };
    let items: Vec<Type> = items.into_iter().map(Lowered::with_null).collect();
    if rules.unique_items {
        schemas.note_unchecked(merged.node.key(), "uniqueItems");
    }
    let is_full = merged.bounds.max_items.is_some_and(|max| max <= first as u64);
    if closed || is_full {
        let rules = Rules { first: each, ..Rules::default() };
        return Lowered::ruled(Type::Tuple(items, None), rules);
    }
    // Of the rules, those are left that the first items do not fulfil by being there.
    let rules = Rules {
        min_items: rules.min_items.filter(|min| *min > first as u64),
        max_items: rules.max_items,
        first: each,
        items: inner(&item.rules),
        ..Rules::default()
    };
    Lowered::ruled(Type::Tuple(items, Some(Box::new(item.with_null()))), rules)
}

/// A list of what the items of a tuple have in common: their type and their limits, if those are the same for all, or else any JSON.
fn mixed_list<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    rules: Rules,
    mut items: Vec<Lowered>,
    further: Option<Lowered>,
) -> Lowered {
    let nodes = merged.prefix_items.iter().chain([&merged.items]);
    let nodes: Vec<Option<Node<'t>>> = nodes.map(|nodes| nodes.first().copied()).collect();
    let count = items.len();
    items.extend(further);
    let types: Vec<Type> = items.iter().cloned().map(Lowered::with_null).collect();
    let is_same = types.windows(2).all(|pair| pair[0] == pair[1]);
    if is_same && items.windows(2).all(|pair| pair[0].rules == pair[1].rules) {
        let item = items.remove(0);
        return list_of(schemas, merged, rules, item);
    }
    for (index, item) in items.iter().enumerate() {
        if let Some(node) = nodes.get(index.min(count)).copied().flatten() {
            schemas.note_ruled(node, item, "item");
        }
    }
    let ty = if is_same { types.into_iter().next() } else { None };
    Lowered::ruled(Type::List(Box::new(ty.unwrap_or(Type::Json))), rules)
}

/// An array of equal items that are known.
pub(super) fn list<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    item: Lowered,
) -> Lowered {
    let rules = merged.bounds.array(merged.node, schemas.diagnostics);
    list_of(schemas, merged, rules, item)
}

fn list_of<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    rules: Rules,
    item: Lowered,
) -> Lowered {
    let rules = Rules { items: inner(&item.rules), ..rules };
    let ty = shallow(schemas, merged.node, item.with_null());
    Lowered::ruled(Type::List(Box::new(ty)), rules)
}

/// The type of an item, unless there are more lists and maps in it than anybody means.
fn shallow<'t>(schemas: &mut Schemas<'t, '_>, node: Node<'t>, ty: Type) -> Type {
    let mut depth = 0;
    let mut inner = &ty;
    while let Type::List(item) | Type::Map(item) | Type::Nullable(item) = inner {
        depth += 1;
        inner = item;
    }
    if depth < DEEPEST_LIST {
        return ty;
    }
    let message = "lists and maps are nested too deeply here";
    let help = "give what is inside a name in `components.schemas`, as an object with properties";
    schemas.diagnostics.error(Code::TooDeep, node, message, help);
    Type::Json
}

/// The fields of an object.
pub(super) fn record<'t>(schemas: &mut Schemas<'t, '_>, name: &str, merged: &Merged<'t>) -> Struct {
    let mut scope = super::fields();
    let mut fields: Vec<Field> = Vec::with_capacity(merged.properties.len());
    for (wire, property) in &merged.properties {
        let required = merged.required.contains_key(wire);
        if let Some(field) = field(schemas, name, wire, property, required) {
            let name = scope.mint(field.name.clone());
            fields.push(Field { name, ..field });
        }
    }
    let hint = format!("{name} value");
    let further = further(schemas, merged, &hint);
    let mut rules = merged.bounds.map(merged.node, schemas.diagnostics);
    // So many are always there.
    let always = fields.iter().filter(|field| is_always(field)).count() as u64;
    rules.min_items = rules.min_items.filter(|min| *min > always);
    rules.items = further.as_ref().and_then(|value| inner(&value.rules));
    // A property that must be there and that nobody describes is one of the further ones, and still must be there.
    for wire in merged.required.keys().filter(|wire| !merged.properties.contains_key(**wire)) {
        let value = match merged.tag.as_ref().filter(|tag| tag.property == *wire) {
            Some(tag) => discriminator::value(schemas, tag, &name::within(name, wire)),
            None => further.clone().unwrap_or_else(|| Lowered::plain(Type::Json)),
        };
        fields.push(Field {
            name: scope.mint(name::lower(wire, "field")),
            wire: (*wire).to_owned(),
            presence: presence(true, value.nullable && value.ty != Type::Json),
            ty: value.ty,
            boxed: false,
            rules: value.rules,
            constant: value.constant,
            default: None,
            deprecated: false,
            access: Access::Both,
            notes: Vec::new(),
            docs: super::docs(None, None),
        });
    }
    let additional = further.map(|value| (scope.mint("additional".to_owned()), value.with_null()));
    Struct { fields, additional, rules: Box::new(rules) }
}

/// Whether every value of an object has a property, in whatever direction it travels.
fn is_always(field: &Field) -> bool {
    let is_required = matches!(field.presence, Presence::Required | Presence::RequiredNullable);
    is_required && field.access == Access::Both
}

fn field<'t>(
    schemas: &mut Schemas<'t, '_>,
    owner: &str,
    wire: &str,
    property: &Property<'t>,
    mut required: bool,
) -> Option<Field> {
    let nodes = &property.nodes;
    if nodes.iter().any(|node| node.value.as_bool() == Some(false)) && !required {
        return None;
    }
    let owner = property.owner.as_deref().unwrap_or(owner);
    let lowered = schemas.lower_all(nodes, &name::within(owner, wire));
    let mut docs = super::docs(None, None);
    let (mut deprecated, mut default) = (false, None);
    let mut travel = Travel::default();
    let mut unchecked = Vec::new();
    for node in nodes {
        let schema = schemas.reader.schema(*node, schemas.diagnostics);
        if docs == super::docs(None, None) {
            docs = schema_docs(&schema);
        }
        deprecated |= schema.deprecated;
        default = default.or_else(|| super::default::lower(schemas, &schema));
        let target = schema.reference.or(schema.all_of.first().copied());
        let behind = target.map(|node| schemas.reader.schema(node, schemas.diagnostics));
        unchecked.extend(unchecked_of(&schema));
        // A named type says itself what is not checked of it.
        if let Some(behind) = behind.as_ref().filter(|_| !matches!(lowered.ty, Type::Named(_))) {
            unchecked.extend(unchecked_of(behind));
        }
        travel = travel.and(schemas.travel(*node));
    }
    let access = match (travel.read_only, travel.write_only) {
        (true, true) => {
            if let Some(node) = nodes.first() {
                let message = format!(
                    "`{wire}` is `readOnly` and `writeOnly` at once, so that it would be nowhere; it is taken as one that may be absent"
                );
                let help = "leave the one that is meant";
                schemas.diagnostics.warning(Code::ConflictingSchemas, *node, message, help);
            }
            required = false;
            Access::Both
        }
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        (false, false) => Access::Both,
    };
    let nullable = lowered.nullable && lowered.ty != Type::Json && lowered.ty != Type::Null;
    Some(Field {
        name: name::lower(wire, "field"),
        wire: wire.to_owned(),
        presence: presence(required, nullable),
        ty: lowered.ty,
        boxed: false,
        rules: lowered.rules,
        constant: lowered.constant.filter(|_| !nullable),
        default,
        deprecated,
        access,
        notes: notes(unchecked.into_iter()),
        docs,
    })
}

/// The keywords of a schema against which no value is checked.
fn unchecked_of<'t>(schema: &Schema<'t>) -> impl Iterator<Item = &'t str> {
    let names = schema.property_names.map(|_| "propertyNames");
    let keywords: Vec<&'t str> = schema.constraints.iter().map(|(keyword, _)| *keyword).collect();
    keywords.into_iter().chain(names)
}

fn presence(required: bool, nullable: bool) -> Presence {
    match (required, nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

pub(super) fn inner(rules: &Rules) -> Option<Box<Rules>> {
    (!rules.is_empty()).then(|| Box::new(rules.clone()))
}
