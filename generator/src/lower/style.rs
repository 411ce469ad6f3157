//! What the style of a parameter, or of a part of a body, cannot say, so that nobody could read it: such a value is refused when a request is made.

use serde_json::Value;

use super::merge::{Merged, Property};
use super::rules::Bounds;
use super::schema::Schemas;
use super::xml::kinds;
use crate::diagnostic::{self, Code};
use crate::document::{Additional, Location, Number, Parameter, Serialization, Style, Types};
use crate::ir::Bound;
use crate::source::Node;

/// How deep objects are looked into whose members are named one within another.
const DEEPEST: usize = 8;

/// How many lists and objects are looked into that have only one thing in them.
const MOST_NESTED: usize = 32;

/// What becomes of a delimiter within an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// All parts of a value are in one header, and nothing is encoded there.
    Header,
    /// Nothing is encoded.
    Plain,
    /// Commas and semicolons are encoded.
    Encoded,
}

/// Tells of values of a parameter that are refused when they are sent.
pub(super) fn check<'t>(schemas: &mut Schemas<'t, '_>, described: &Parameter<'t>) {
    let (Some(schema), None) = (described.schema, &described.content) else { return };
    let place = match described.location {
        Location::Header => Place::Header,
        Location::Cookie if described.serialization.style == Style::Cookie => Place::Plain,
        _ => Place::Encoded,
    };
    check_in(schemas, &[schema], described.serialization, place);
}

/// The same for what has a style in some place.
pub(super) fn check_in<'t>(
    schemas: &mut Schemas<'t, '_>,
    nodes: &[Node<'t>],
    serialization: Serialization,
    place: Place,
) {
    if serialization.style == Style::DeepObject {
        names(schemas, nodes, &mut Vec::new(), DEEPEST);
    } else if let Some(delimiter) = Delimiter::of(serialization, place) {
        delimiter.check(schemas, nodes);
    }
}

/// What stands between items where it cannot be told from the same within them: no percent-encoding sets it apart.
#[derive(Clone, Copy)]
struct Delimiter {
    letter: char,
    name: &'static str,
    /// Whether an equals sign ends the names of members, and is not encoded within them.
    ends_names: bool,
}

impl Delimiter {
    fn of(serialization: Serialization, place: Place) -> Option<Self> {
        let Serialization { style, explode, .. } = serialization;
        let is_joined = place == Place::Header || !explode;
        let (letter, name) = match style {
            Style::Label if explode => ('.', "a period"),
            Style::SpaceDelimited if is_joined => (' ', "a blank"),
            Style::PipeDelimited if is_joined => ('|', "a vertical bar"),
            Style::TabDelimited if is_joined => ('\t', "a tab"),
            _ if is_joined && place != Place::Encoded => (',', "a comma"),
            _ => return None,
        };
        Some(Self { letter, name, ends_names: explode && place == Place::Header })
    }

    /// Tells of a value that has the delimiter in an item, or in the name or the value of a member.
    fn check<'t>(self, schemas: &mut Schemas<'t, '_>, nodes: &[Node<'t>]) {
        let mut known: Vec<Vec<Node<'t>>> = Vec::new();
        for one in possible(schemas, nodes) {
            if let Some(values) = &one.values {
                let members = |value: &Node<'t>| value.members().map(|(_, member)| member);
                let parts = values.iter().flat_map(|value| value.items().chain(members(value)));
                self.check_values(schemas, parts);
                continue;
            }
            let members = sent(schemas, &one);
            for (name, nodes) in &members {
                self.check_name(schemas, name, nodes);
            }
            let members = members.into_iter().map(|(_, nodes)| nodes).chain(further(&one));
            let parts = one.prefix_items.into_iter().chain([one.items]).chain(members);
            for part in parts {
                if !part.is_empty() && !known.contains(&part) {
                    self.check_part(schemas, &part);
                    known.push(part);
                }
            }
        }
    }

    /// Tells of an item, or the value of a member, that has the delimiter in it.
    fn check_part<'t>(self, schemas: &mut Schemas<'t, '_>, part: &[Node<'t>]) {
        let Some(node) = part.first().copied() else { return };
        for one in possible(schemas, part) {
            if let Some(values) = &one.values {
                self.check_values(schemas, values.iter().copied());
                continue;
            }
            let kinds = kinds(&one);
            if self.letter == '.' && kinds.contains(Types::NUMBER) && has_fraction(&one.bounds) {
                let help =
                    "write `explode: false`, if the server reads what is separated by commas";
                self.warn(schemas, node, "a number that is no integer has a period in it", help);
            }
            if self.letter == ',' && has_comma(schemas, &one, &mut Vec::new()) {
                let what = "a list or an object within the value is written as JSON, which has a comma as soon as there are two things in it";
                let help = "write it as JSON, by `content` of a parameter or `contentType` of a part, if the server reads that";
                self.warn(schemas, node, what, help);
            }
        }
    }

    /// Tells of the first of several values that has the delimiter in it.
    fn check_values<'t>(
        self,
        schemas: &mut Schemas<'t, '_>,
        values: impl Iterator<Item = Node<'t>>,
    ) {
        let mut texts = values.map(|value| (value, text(value.value)));
        if let Some((value, text)) = texts.find(|(_, text)| text.contains(self.letter)) {
            let help = "correct the value, or choose another style";
            self.warn(schemas, value, &format!("`{text}` has {} in it", self.name), help);
        }
    }

    fn check_name<'t>(self, schemas: &mut Schemas<'t, '_>, name: &str, nodes: &[Node<'t>]) {
        let Some(node) = nodes.first() else { return };
        let help = "correct the name, or choose another style";
        if name.contains(self.letter) {
            let what = format!("the name `{name}` has {} in it", self.name);
            self.warn(schemas, node.key(), &what, help);
        } else if self.ends_names && name.contains('=') {
            let message = format!(
                "the name `{name}` has an equals sign in it, which is where a name ends here, so that it is refused when it is sent"
            );
            schemas.diagnostics.warning(Code::AmbiguousStyle, node.key(), message, help);
        }
    }

    fn warn(
        self,
        schemas: &mut Schemas<'_, '_>,
        place: impl Into<diagnostic::Place>,
        what: &str,
        help: &str,
    ) {
        let message = format!(
            "{what}, and {} is what separates the parts of this value, so that it is refused when it is sent",
            self.name
        );
        schemas.diagnostics.warning(Code::AmbiguousStyle, place, message, help);
    }
}

/// The text of a value as the styles write it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // A fraction that is none has no period there.
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string())
        }
        other => other.to_string(),
    }
}

/// The alternatives of a value, those left out that no value can be, and of the values of each those that it cannot have.
fn possible<'t>(schemas: &mut Schemas<'t, '_>, nodes: &[Node<'t>]) -> Vec<Merged<'t>> {
    let mut found = schemas.alternatives_of(nodes);
    found.retain(|one| !one.never && !one.types.is_some_and(Types::is_empty));
    for one in &mut found {
        if let (Some(values), Some(types)) = (&mut one.values, one.types) {
            values.retain(|value| types.contains(Types::of(value.value)));
        }
    }
    found
}

/// The members of an object that a request can have, and that have names.
fn sent<'t>(schemas: &mut Schemas<'t, '_>, one: &Merged<'t>) -> Vec<(&'t str, Vec<Node<'t>>)> {
    if !may_be_object(one) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, Property { nodes, .. }) in &one.properties {
        let is_read_only = nodes.iter().any(|node| schemas.travel(*node).read_only);
        if !is_read_only && schemas.merge(nodes).is_some_and(|merged| !merged.never) {
            found.push((*name, nodes.clone()));
        }
    }
    found
}

/// The schemas of members that have any other name.
fn further<'t>(one: &Merged<'t>) -> Vec<Vec<Node<'t>>> {
    if !may_be_object(one) {
        return Vec::new();
    }
    let additional = match one.additional {
        Additional::Schema(node) => Some(node),
        _ => None,
    };
    let patterns = one.pattern_properties.iter().map(|(_, node)| *node);
    patterns.chain(additional).map(|node| vec![node]).collect()
}

fn may_be_object(one: &Merged<'_>) -> bool {
    let kinds = kinds(one);
    kinds.is_empty() || kinds.contains(Types::OBJECT)
}

/// Whether a number within bounds can be no integer.
fn has_fraction(bounds: &Bounds<'_>) -> bool {
    let is_whole = |number: Number| matches!(number, Number::Integer(_));
    let steps = bounds.steps();
    if steps.iter().any(|step| is_whole(*step)) {
        return false;
    }
    let (Some(least), Some(most)) = (bounds.minimum, bounds.maximum) else { return true };
    if least.value == most.value {
        return !is_whole(least.value);
    }
    let Some((step, others)) = steps.split_first() else { return true };
    let step = step.as_float();
    // Of two multiples in a row one is no integer, or the step would be one.
    let (first, last) =
        ((least.value.as_float() / step).ceil(), (most.value.as_float() / step).floor());
    let is_out =
        |multiple: f64, bound: Bound| bound.exclusive && multiple * step == bound.value.as_float();
    let first = if is_out(first, least) { first + 1.0 } else { first };
    let last = if is_out(last, most) { last - 1.0 } else { last };
    others.iter().all(|other| other.as_float() == step)
        && (first < last || first == last && (first * step).fract() != 0.0)
}

/// Whether the JSON of a list or an object can have a comma in it. What free texts have in them does not count.
fn has_comma<'t>(
    schemas: &mut Schemas<'t, '_>,
    one: &Merged<'t>,
    seen: &mut Vec<Vec<Node<'t>>>,
) -> bool {
    if let Some(values) = &one.values {
        return values.iter().any(|value| text(value.value).contains(','));
    }
    let kinds = kinds(one);
    let mut within: Vec<Vec<Node<'t>>> = Vec::new();
    if kinds.contains(Types::ARRAY) {
        let first = one.prefix_items.len() as u64;
        let is_closed = one.items.iter().any(|node| node.value.as_bool() == Some(false));
        let most = one.bounds.max_items.unwrap_or(u64::MAX);
        match if is_closed { most.min(first) } else { most } {
            0 => {}
            1 => within.push(one.prefix_items.first().unwrap_or(&one.items).clone()),
            _ => return true,
        }
    }
    if kinds.contains(Types::OBJECT) {
        let named = sent(schemas, one);
        let is_map = one.properties.is_empty() && one.required.is_empty();
        let is_open = match one.additional {
            Additional::Free | Additional::Schema(_) => true,
            Additional::Unspecified => is_map,
            Additional::Closed => false,
        };
        let required = one.required.keys().filter(|name| !one.properties.contains_key(*name));
        let count = (named.len() + required.count()) as u64 + u64::from(one.tag.is_some());
        let is_counted = !is_open && one.pattern_properties.is_empty();
        let most = one.bounds.max_properties.unwrap_or(u64::MAX);
        match if is_counted { most.min(count) } else { most } {
            0 => {}
            1 if named.iter().any(|(name, _)| name.contains(',')) => return true,
            1 => within.extend(named.into_iter().map(|(_, nodes)| nodes).chain(further(one))),
            _ => return true,
        }
    }
    for nodes in within {
        if nodes.is_empty() || seen.len() >= MOST_NESTED || seen.contains(&nodes) {
            continue;
        }
        seen.push(nodes.clone());
        if possible(schemas, &nodes).iter().any(|one| has_comma(schemas, one, seen)) {
            return true;
        }
    }
    false
}

/// Tells of names that cannot stand in the brackets of `deepObject`: those of what is within them stand in further ones.
fn names<'t>(
    schemas: &mut Schemas<'t, '_>,
    nodes: &[Node<'t>],
    seen: &mut Vec<Vec<Node<'t>>>,
    depth: usize,
) {
    if depth == 0 || nodes.is_empty() || seen.iter().any(|known| known == nodes) {
        return;
    }
    seen.push(nodes.to_vec());
    for one in possible(schemas, nodes) {
        let members = sent(schemas, &one);
        for (name, nodes) in &members {
            let problem = match *name {
                "" => "is empty, which in brackets means the next item of a list",
                name if name.contains(['[', ']']) => {
                    "has a bracket in it, and brackets are what names stand in here"
                }
                _ => continue,
            };
            let Some(node) = nodes.first() else { continue };
            let message =
                format!("the name `{name}` {problem}, so that it is refused when it is sent");
            let help = "correct the name, or choose another style";
            schemas.diagnostics.warning(Code::AmbiguousStyle, node.key(), message, help);
        }
        let members = members.into_iter().map(|(_, nodes)| nodes).chain(further(&one));
        for part in one.prefix_items.into_iter().chain([one.items]).chain(members) {
            names(schemas, &part, seen, depth - 1);
        }
    }
}

/// Tells of members that stand on their own under the name of another parameter, or of the member of another one.
pub(super) fn clashes<'t>(schemas: &mut Schemas<'t, '_>, described: &[&Parameter<'t>]) {
    for location in [Location::Query, Location::Cookie] {
        let here = || described.iter().filter(|one| one.location == location);
        let mut known: Vec<(&str, &str)> = Vec::new();
        let mut objects: Vec<(&Parameter<'t>, Vec<&'t str>)> = Vec::new();
        for parameter in here() {
            let is_own = if is_spread(parameter) {
                objects.push((parameter, members(schemas, parameter)));
                may_be_whole(schemas, parameter)
            } else {
                parameter.content.is_some() || parameter.serialization.style != Style::DeepObject
            };
            if is_own {
                known.push((parameter.name, parameter.name));
            }
        }
        for (object, members) in objects {
            let node = object.node.get("name").unwrap_or(object.node);
            for name in &members {
                // A parameter is either its members or under its own name.
                let is_same =
                    |(other, owner): &&(&str, &str)| other == name && *owner != object.name;
                let Some((_, owner)) = known.iter().find(is_same) else { continue };
                let message = format!(
                    "the member `{name}` of `{}` is sent on its own, and so is what `{owner}` sends under the same name; which is which cannot be told",
                    object.name
                );
                let help = "give one of them another name, or describe the object in a style that keeps its members together";
                schemas.diagnostics.warning(Code::DuplicateParameter, node, message, help);
            }
            known.extend(members.iter().map(|name| (*name, object.name)));
        }
    }
}

/// Whether the members of an object stand on their own beside other parameters.
fn is_spread(parameter: &Parameter<'_>) -> bool {
    let Serialization { style, explode, .. } = parameter.serialization;
    parameter.content.is_none() && explode && !matches!(style, Style::DeepObject)
}

/// Whether a value can be something else than an object, which is sent under the name of the parameter.
fn may_be_whole<'t>(schemas: &mut Schemas<'t, '_>, parameter: &Parameter<'t>) -> bool {
    let Some(schema) = parameter.schema else { return true };
    possible(schemas, &[schema]).iter().any(|one| kinds(one) != Types::OBJECT)
}

/// The names of the members that a request can have.
fn members<'t>(schemas: &mut Schemas<'t, '_>, parameter: &Parameter<'t>) -> Vec<&'t str> {
    let nodes: Vec<Node<'t>> = parameter.schema.into_iter().collect();
    let mut found: Vec<&'t str> = Vec::new();
    for one in possible(schemas, &nodes) {
        for (name, _) in sent(schemas, &one) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}
