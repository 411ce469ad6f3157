//! What the style of a parameter, or of a part of a body, cannot say, so that nobody could read it: such a value is refused when a request is made.

use super::merge::Merged;
use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::{Additional, Location, Number, Parameter, Serialization, Style, Types};
use crate::source::Node;

/// How deep objects are looked into whose members are named one within another.
const DEEPEST: usize = 8;

/// Values that have others in them, and are written as JSON within a list.
const NESTED: Types = Types::OBJECT.or(Types::ARRAY);

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
        for part in parts(schemas, nodes) {
            delimiter.check(schemas, &part);
        }
    }
}

/// What stands between items where it cannot be told from the same within them: no percent-encoding sets it apart.
#[derive(Clone, Copy)]
struct Delimiter {
    letter: char,
    name: &'static str,
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
        Some(Self { letter, name })
    }

    /// Tells of an item, or the value of a member, that has the delimiter in it.
    fn check<'t>(self, schemas: &mut Schemas<'t, '_>, part: &[Node<'t>]) {
        let Some(merged) = schemas.merge(part) else { return };
        let Self { letter, name } = self;
        if let Some(values) = &merged.values {
            let has_letter = |text: String| text.contains(letter).then_some(text);
            let text = |value: Node<'_>| {
                value.text().map_or_else(|| value.value.to_string(), str::to_owned)
            };
            let found = values.iter().find_map(|value| Some((*value, has_letter(text(*value))?)));
            if let Some((value, text)) = found {
                let help = "correct the value, or choose another style";
                self.warn(schemas, value, &format!("`{text}` has {name} in it"), help);
            }
            return;
        }
        let kinds = schemas.kinds_of(part);
        let node = part.first().copied().unwrap_or(merged.node);
        if letter == '.' && kinds.contains(Types::NUMBER) && !is_whole(&merged) {
            let help = "write `explode: false`, if the server reads what is separated by commas";
            self.warn(schemas, node, "a number that is no integer has a period in it", help);
        }
        if letter == ',' && !kinds.and(NESTED).is_empty() {
            let what = "a list or an object within the value is written as JSON, which has a comma as soon as there are two things in it";
            let help = "write it as JSON, by `content` of a parameter or `contentType` of a part, if the server reads that";
            self.warn(schemas, node, what, help);
        }
    }

    fn warn(self, schemas: &mut Schemas<'_, '_>, node: Node<'_>, what: &str, help: &str) {
        let message = format!(
            "{what}, and {} is what separates the parts of this value, so that it is refused when it is sent",
            self.name
        );
        schemas.diagnostics.warning(Code::AmbiguousStyle, node, message, help);
    }
}

/// Whether all numbers are integers, whatever their type says.
fn is_whole(merged: &Merged<'_>) -> bool {
    merged.bounds.steps().iter().any(|step| matches!(step, Number::Integer(_)))
}

/// The schemas of each item and each member of a value.
fn parts<'t>(schemas: &mut Schemas<'t, '_>, nodes: &[Node<'t>]) -> Vec<Vec<Node<'t>>> {
    let mut parts: Vec<Vec<Node<'t>>> = Vec::new();
    for one in schemas.alternatives_of(nodes) {
        let further = match one.additional {
            Additional::Schema(node) => vec![node],
            _ => Vec::new(),
        };
        let members = one.properties.into_values().map(|property| property.nodes);
        let all = one.prefix_items.into_iter().chain([one.items, further]).chain(members);
        for part in all.filter(|part| !part.is_empty()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    parts
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
    for one in schemas.alternatives_of(nodes) {
        for (name, property) in &one.properties {
            let problem = match *name {
                "" => "is empty, which in brackets means the next item of a list",
                name if name.contains(['[', ']']) => {
                    "has a bracket in it, and brackets are what names stand in here"
                }
                _ => continue,
            };
            let Some(node) = property.nodes.first() else { continue };
            let message =
                format!("the name `{name}` {problem}, so that it is refused when it is sent");
            let help = "correct the name, or choose another style";
            schemas.diagnostics.warning(Code::AmbiguousStyle, node.key(), message, help);
        }
        names(schemas, &one.items, seen, depth - 1);
        for property in one.properties.into_values() {
            names(schemas, &property.nodes, seen, depth - 1);
        }
    }
}

/// Tells of members that stand on their own under the name of another parameter, or of the member of another one.
pub(super) fn clashes<'t>(schemas: &mut Schemas<'t, '_>, described: &[&Parameter<'t>]) {
    for location in [Location::Query, Location::Cookie] {
        let here = || described.iter().filter(|one| one.location == location);
        let mut known: Vec<(&str, &str)> = Vec::new();
        let is_whole =
            |one: &&&Parameter<'t>| !is_spread(one) && one.serialization.style != Style::DeepObject;
        known.extend(here().filter(is_whole).map(|one| (one.name, one.name)));
        let mut objects: Vec<&Parameter<'t>> = Vec::new();
        for parameter in here().filter(|one| is_spread(one)) {
            let members = members(schemas, parameter);
            if members.is_empty() {
                known.push((parameter.name, parameter.name));
            } else {
                objects.push(parameter);
            }
        }
        for object in objects {
            let members = members(schemas, object);
            let node = object.node.get("name").unwrap_or(object.node);
            for name in &members {
                let Some((_, owner)) = known.iter().find(|(other, _)| other == name) else {
                    continue;
                };
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

/// The members of an object that a request can have, by their names.
fn members<'t>(schemas: &mut Schemas<'t, '_>, parameter: &Parameter<'t>) -> Vec<&'t str> {
    let nodes: Vec<Node<'t>> = parameter.schema.into_iter().collect();
    let mut found: Vec<&'t str> = Vec::new();
    for one in schemas.alternatives_of(&nodes) {
        for (name, property) in one.properties {
            let is_sent = !property.nodes.iter().any(|node| schemas.travel(*node).read_only);
            if is_sent && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}
