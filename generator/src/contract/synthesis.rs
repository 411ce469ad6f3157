//! A value for a schema: one of its examples, or one that is made from its keywords.

use std::rc::Rc;

use serde_json::{Map, Number, Value, json};

use super::fit;
use super::schema::{Direction, Schemas};
use super::{format, pattern};
use crate::document::{Additional, Discriminator, Schema, Types};
use crate::source::Node;

/// How deep objects have all their properties; further in they have those that they need.
const FULL: usize = 2;

/// How deep lists and maps have something in them that they need not have.
const FILLED: usize = 6;

/// How deep values can be at most.
const DEEPEST: usize = 16;

/// How many items or properties are made at most because a schema demands them.
const MOST: u64 = 64;

/// How many combinations of members of `oneOf` and `anyOf` are tried for one value.
const TRIES: usize = 24;

/// Makes values for one direction.
pub(super) struct Synthesis<'s, 't> {
    pub(super) schemas: &'s Schemas<'t, 's>,
    pub(super) direction: Direction,
    /// Whether it is enough that a value fits the member of `oneOf` that a discriminator names.
    by_tag: bool,
}

/// What a value must be, with every reference and `allOf` followed.
type Demands<'t> = Vec<Rc<Schema<'t>>>;

impl<'s, 't> Synthesis<'s, 't> {
    /// One for values of a direction.
    pub(super) fn new(schemas: &'s Schemas<'t, 's>, direction: Direction) -> Self {
        Self { schemas, direction, by_tag: false }
    }

    /// A value that is valid by the schema; `None` if none was found.
    pub(super) fn value(&self, node: Node<'t>) -> Option<Value> {
        let by_tag = || Self { by_tag: true, ..*self }.inner(&[node], 0);
        self.inner(&[node], 0).or_else(by_tag)
    }

    /// An example of the description as it travels: without what goes the other way alone, and without properties that nobody describes, of
    /// which types know nothing.
    pub(super) fn directed(&self, node: Node<'t>, value: &Value) -> Value {
        self.travelling(&[node], value, 0)
    }

    fn travelling(&self, nodes: &[Node<'t>], value: &Value, depth: usize) -> Value {
        if depth > DEEPEST {
            return value.clone();
        }
        let fits = |node: Node<'t>| fit::check(self.schemas, node, value, self.direction).is_ok();
        let tag = |property: &str| value.get(property)?.as_str().map(str::to_owned);
        let demands = self.schemas.including_chosen(nodes, fits, tag);
        match value {
            Value::Object(members) => {
                let is_open = demands.iter().all(|schema| schema.properties.is_empty())
                    || demands.iter().any(|schema| {
                        !matches!(schema.additional, Additional::Unspecified)
                            || !schema.pattern_properties.is_empty()
                    });
                let kept = members.iter().filter_map(|(name, value)| {
                    let mut nodes = property(&demands, name);
                    let travels = self.travels(&nodes) && (is_open || !nodes.is_empty());
                    if nodes.is_empty() {
                        nodes = additional(&demands);
                    }
                    travels.then(|| (name.clone(), self.travelling(&nodes, value, depth + 1)))
                });
                Value::Object(kept.collect())
            }
            Value::Array(items) => {
                let nodes: Vec<Node<'t>> =
                    demands.iter().filter_map(|schema| schema.items).collect();
                items.iter().map(|item| self.travelling(&nodes, item, depth + 1)).collect()
            }
            Value::Number(number) if demands.iter().any(|one| one.format == Some("float")) => {
                // More digits than a number of 32 bits has are none that it can keep.
                let single = number.as_f64().map(|number| number as f32).map(|one| one.to_string());
                let exact = single.and_then(|text| text.parse().ok()).and_then(Number::from_f64);
                exact.filter(|_| number.is_f64()).map_or_else(|| value.clone(), Value::Number)
            }
            _ => value.clone(),
        }
    }

    fn travels(&self, nodes: &[Node<'t>]) -> bool {
        self.schemas.travels(self.direction, nodes)
    }

    fn fits(&self, nodes: &[Node<'t>], value: &Value) -> bool {
        let check = if self.by_tag { fit::check } else { fit::check_strictly };
        nodes.iter().all(|node| check(self.schemas, *node, value, self.direction).is_ok())
    }

    fn inner(&self, nodes: &[Node<'t>], depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let addresses = nodes.iter().map(|node| node.address()).collect();
        let key = (self.direction, self.by_tag, depth, addresses);
        if let Some(known) = self.schemas.made.borrow().get(&key) {
            return known.clone();
        }
        let made = self.made(nodes, depth);
        self.schemas.made.borrow_mut().insert(key, made.clone());
        made
    }

    fn made(&self, nodes: &[Node<'t>], depth: usize) -> Option<Value> {
        let demands = self.schemas.including(nodes);
        if demands.iter().any(|schema| schema.boolean == Some(false)) {
            return None;
        }
        for schema in &demands {
            for example in schema.examples.iter().chain(&schema.default) {
                let example = self.travelling(nodes, example.value, depth);
                if !example.is_null() && !is_empty(&example) && self.fits(nodes, &example) {
                    return Some(example);
                }
            }
        }
        if demands.iter().any(|schema| self.schemas.is_foreign(schema)) {
            return None;
        }
        let groups: Vec<Alternatives<'t>> =
            demands.iter().flat_map(|schema| Alternatives::of(schema)).collect();
        // Of what has only what it needs, less fits other alternatives as well.
        let depths = [depth, depth.max(FULL)];
        let depths = if groups.is_empty() || depth >= FULL { &depths[..1] } else { &depths };
        depths.iter().find_map(|depth| {
            let tags = &mut Vec::new();
            self.chosen(nodes, demands.clone(), &groups, tags, *depth, &mut TRIES.clone())
        })
    }

    /// A value for one combination of alternatives that fits all of the schema.
    fn chosen(
        &self,
        nodes: &[Node<'t>],
        demands: Demands<'t>,
        groups: &[Alternatives<'t>],
        tags: &mut Vec<(&'t str, String, bool)>,
        depth: usize,
        tries: &mut usize,
    ) -> Option<Value> {
        let Some((group, rest)) = groups.split_first() else {
            *tries = tries.checked_sub(1)?;
            let mut value = self.plain(&demands, depth)?;
            if let Value::Object(members) = &mut value {
                for (name, tag, is_sent) in tags.iter() {
                    if *is_sent || !property(&demands, name).is_empty() {
                        members.insert((*name).to_owned(), Value::String(tag.clone()));
                    }
                }
            }
            return self.fits(nodes, &value).then_some(value);
        };
        for member in &group.members {
            let mut further = demands.clone();
            for schema in self.schemas.including(&[*member]) {
                if !further.iter().any(|known| known.node == schema.node) {
                    further.push(schema);
                }
            }
            let nested: Vec<Alternatives<'t>> = further[demands.len()..]
                .iter()
                .flat_map(|schema| Alternatives::of(schema))
                .chain(rest.iter().cloned())
                .collect();
            let tag = group.discriminator.as_ref().and_then(|discriminator| {
                // A tag that its member does not describe is sent if the mapping has it.
                let target = Some(self.schemas.target(*member));
                let is_mapped = discriminator.mapping.iter().any(|(_, node)| *node == target);
                let is_sent =
                    is_mapped && further.iter().all(|one| one.additional != Additional::Closed);
                Some((discriminator.property, self.schemas.tag(discriminator, *member)?, is_sent))
            });
            let is_tagged = tag.is_some();
            tags.extend(tag);
            let value = self.chosen(nodes, further, &nested, tags, depth, tries);
            if is_tagged {
                tags.pop();
            }
            if value.is_some() || *tries == 0 {
                return value;
            }
        }
        None
    }

    /// A value for demands without alternatives.
    fn plain(&self, demands: &[Rc<Schema<'t>>], depth: usize) -> Option<Value> {
        let values = demands.iter().find_map(|schema| {
            let constant = schema.constant.map(|constant| vec![constant.value]);
            constant.or_else(|| Some(schema.values?.items().map(|node| node.value).collect()))
        });
        if let Some(values) = values {
            let allowed = |value: &&&Value| {
                !value.is_null()
                    && demands.iter().all(|schema| {
                        let listed = |values: Node<'t>| {
                            values.items().any(|one| fit::same(one.value, value))
                        };
                        schema.values.is_none_or(listed)
                            && schema.types.is_none_or(|types| types.contains(Types::of(value)))
                    })
            };
            return values.iter().find(allowed).map(|value| (*value).clone());
        }
        let types = types(demands)?;
        if types.contains(Types::OBJECT) {
            return self.object(demands, depth);
        }
        if types.contains(Types::ARRAY) {
            return self.array(demands, depth);
        }
        if types.contains(Types::STRING) {
            return self.text(demands).map(Value::String);
        }
        if types.contains(Types::INTEGER) {
            return number(demands, !types.contains(Types::NUMBER));
        }
        Some(if types.contains(Types::BOOLEAN) { Value::Bool(true) } else { Value::Null })
    }

    fn object(&self, demands: &[Rc<Schema<'t>>], depth: usize) -> Option<Value> {
        let mut members = Map::new();
        let is_required = |name: &str| {
            demands.iter().flat_map(|schema| &schema.required).any(|(other, _)| *other == name)
        };
        for (name, _) in demands.iter().flat_map(|schema| &schema.properties) {
            let nodes = property(demands, name);
            if members.contains_key(*name) || !self.travels(&nodes) {
                continue;
            }
            let is_required = is_required(name);
            let is_deprecated =
                || self.schemas.including(&nodes).iter().any(|schema| schema.deprecated);
            if !is_required && (depth >= FULL || is_deprecated()) {
                continue;
            }
            // What all of this object shows need not be shown once more in it.
            let is_again = depth < FULL && self.repeats(&nodes, demands);
            let inside = if is_again { FULL } else { depth + 1 };
            match self.inner(&nodes, inside) {
                Some(value) => members.insert((*name).to_owned(), value),
                None if is_required => return None,
                None => continue,
            };
        }
        let further = || -> Option<Value> {
            let nodes = additional(demands);
            if nodes.is_empty() { Some(json!("text")) } else { self.inner(&nodes, depth + 1) }
        };
        let is_described = |name: &str| !property(demands, name).is_empty();
        for (name, _) in demands.iter().flat_map(|schema| &schema.required) {
            if !members.contains_key(*name) && !is_described(name) {
                members.insert((*name).to_owned(), further()?);
            }
        }
        self.fill(demands, &mut members, depth, further);
        let most = demands.iter().filter_map(|schema| schema.max_properties).min();
        let surplus: Vec<String> =
            members.keys().filter(|name| !is_required(name)).cloned().collect();
        for name in surplus.iter().rev() {
            if most.is_some_and(|most| members.len() as u64 > most) {
                members.shift_remove(name);
            }
        }
        Some(Value::Object(members))
    }

    /// Whether a schema, or one of its alternatives, has properties or items of what it stands in.
    fn repeats(&self, nodes: &[Node<'t>], around: &[Rc<Schema<'t>>]) -> bool {
        let own = self.schemas.including(nodes);
        let members = own.iter().flat_map(|schema| schema.one_of.iter().chain(&schema.any_of));
        let alternatives = members.flat_map(|member| self.schemas.including(&[*member]));
        own.iter().cloned().chain(alternatives).any(|schema| {
            let has_parts = !schema.properties.is_empty() || schema.items.is_some();
            has_parts && around.iter().any(|other| other.node == schema.node)
        })
    }

    /// What a map has, and what an object lacks that must have more properties than it names.
    fn fill(
        &self,
        demands: &[Rc<Schema<'t>>],
        members: &mut Map<String, Value>,
        depth: usize,
        value: impl Fn() -> Option<Value>,
    ) {
        let mut least =
            demands.iter().filter_map(|schema| schema.min_properties).max().unwrap_or_default();
        let is_map = demands.iter().all(|schema| schema.properties.is_empty());
        let is_typed =
            demands.iter().any(|schema| matches!(schema.additional, Additional::Schema(_)));
        let pattern = demands.iter().find_map(|schema| schema.pattern_properties.first());
        if is_map && (is_typed || pattern.is_some()) && depth < FILLED {
            least = least.max(1);
        }
        // What is described comes first: of anything else types may know nothing.
        for (name, _) in demands.iter().flat_map(|schema| &schema.properties) {
            let nodes = property(demands, name);
            let is_missing = !members.contains_key(*name) && self.travels(&nodes);
            if (members.len() as u64) < least
                && is_missing
                && let Some(value) = self.inner(&nodes, depth + 1)
            {
                members.insert((*name).to_owned(), value);
            }
        }
        if !is_map && !is_typed {
            return;
        }
        let mut count = 0;
        while (members.len() as u64) < least.min(MOST) && count < MOST {
            count += 1;
            let (key, value) = match pattern {
                Some((pattern, node)) => {
                    let repeats = u32::try_from(count).unwrap_or(u32::MAX);
                    (pattern::text(pattern, repeats), self.inner(&[*node], depth + 1))
                }
                None if count == 1 => (Some("key".to_owned()), value()),
                None => (Some(format!("key{count}")), value()),
            };
            let (Some(key), Some(value)) = (key, value) else { return };
            members.insert(key, value);
        }
    }

    fn array(&self, demands: &[Rc<Schema<'t>>], depth: usize) -> Option<Value> {
        let least = demands.iter().filter_map(|schema| schema.min_items).max();
        let most = demands.iter().filter_map(|schema| schema.max_items).min();
        let least = least.unwrap_or_default();
        let prefix = demands.iter().map(|schema| schema.prefix_items.len()).max();
        let prefix = prefix.unwrap_or_default();
        // Two items at the top show what stands between them.
        let usual = match depth {
            0 => 2,
            1 if least == 0 => 2,
            _ => u64::from(depth < FILLED),
        };
        let wanted = least.max(prefix as u64).max(usual).min(most.unwrap_or(MOST)).min(MOST);
        let is_unique = demands.iter().any(|schema| schema.unique_items);
        let mut items: Vec<Value> = Vec::new();
        for index in 0..usize::try_from(wanted).unwrap_or_default() {
            let nodes: Vec<Node<'t>> = demands
                .iter()
                .filter_map(|schema| schema.prefix_items.get(index).copied().or(schema.items))
                .collect();
            let inside = if self.repeats(&nodes, demands) { FILLED } else { 0 };
            let item = match nodes.is_empty() {
                true => Some(json!("text")),
                false => self.inner(&nodes, inside.max(depth + 1)),
            };
            let is_twice = item.as_ref().is_some_and(|item| items.contains(item));
            let other = item.as_ref().filter(|_| is_twice);
            let other = other.and_then(|item| self.another(&nodes, item, &items));
            let item = if is_unique && is_twice { other } else { other.or(item) };
            match item {
                Some(item) => items.push(item),
                None if (items.len() as u64) >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    /// A value beside those that are there.
    fn another(&self, nodes: &[Node<'t>], value: &Value, taken: &[Value]) -> Option<Value> {
        let demands = self.schemas.including(nodes);
        let listed = demands.iter().filter_map(|schema| schema.values);
        let listed = listed.flat_map(|values| values.items().map(|node| node.value.clone()));
        let varied = (1..=MOST).map(|count| match value {
            Value::Number(number) => number
                .as_i64()
                .map_or(Value::Null, |number| Value::from(number.saturating_add_unsigned(count))),
            Value::String(text) => Value::String(format!("{text}{count}")),
            _ => Value::Null,
        });
        let mut candidates = listed.chain(varied);
        candidates.find(|candidate| {
            !candidate.is_null() && !taken.contains(candidate) && self.fits(nodes, candidate)
        })
    }

    fn text(&self, demands: &[Rc<Schema<'t>>]) -> Option<String> {
        let least = demands.iter().filter_map(|schema| schema.min_length).max().unwrap_or_default();
        let most = demands.iter().filter_map(|schema| schema.max_length).min();
        let fits = |text: &String| {
            let length = text.chars().count() as u64;
            length >= least
                && most.is_none_or(|most| length <= most)
                && demands.iter().all(|schema| {
                    schema.pattern.is_none_or(|pattern| self.schemas.matches(pattern, text))
                        && schema.format.is_none_or(|name| format::holds(self.schemas, name, text))
                })
        };
        let format = demands.iter().find_map(|schema| schema.format);
        let known = format.and_then(format::example).map(str::to_owned);
        let is_base64 = demands.iter().any(|schema| schema.content_encoding == Some("base64"));
        let encoded = is_base64.then(|| "Ynl0ZXM=".to_owned());
        if let Some(text) = known.into_iter().chain(encoded).find(&fits) {
            return Some(text);
        }
        let patterns = demands.iter().filter_map(|schema| schema.pattern);
        let made = patterns.flat_map(|pattern| {
            let repeats = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 36, 40, 64, 128, 0];
            repeats.into_iter().filter_map(|repeats| pattern::text(pattern, repeats))
        });
        let usual = ["text", "a", "1"].map(str::to_owned);
        // What many patterns like which cannot be read here.
        let odd = ["12345", "Ab1!Ab1!", "Ab1-Ab1-Ab1"].map(str::to_owned);
        let sized = (least <= 65_536).then(|| {
            let length = usize::try_from(least).unwrap_or_default().max(1);
            "text".chars().cycle().take(length).collect::<String>()
        });
        made.chain(usual).chain(sized).chain(odd).find(fits)
    }
}

/// A `oneOf` or an `anyOf`.
#[derive(Clone)]
struct Alternatives<'t> {
    members: Vec<Node<'t>>,
    discriminator: Option<Discriminator<'t>>,
}

impl<'t> Alternatives<'t> {
    fn of(schema: &Schema<'t>) -> impl Iterator<Item = Self> {
        let groups = [&schema.one_of, &schema.any_of];
        let groups = groups.into_iter().filter(|members| !members.is_empty());
        let groups: Vec<Self> = groups
            .map(|members| Self {
                members: members.clone(),
                discriminator: schema.discriminator.clone(),
            })
            .collect();
        groups.into_iter()
    }
}

/// The schemas of a property.
fn property<'t>(demands: &[Rc<Schema<'t>>], name: &str) -> Vec<Node<'t>> {
    let all = demands.iter().flat_map(|schema| &schema.properties);
    all.filter(|(other, _)| *other == name).map(|(_, node)| *node).collect()
}

/// The schemas of what no property describes.
fn additional<'t>(demands: &[Rc<Schema<'t>>]) -> Vec<Node<'t>> {
    let all = demands.iter().filter_map(|schema| match schema.additional {
        Additional::Schema(node) => Some(node),
        _ => None,
    });
    all.collect()
}

/// Whether a value has nothing in it, and shows nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// The types that a value can have: those that are named, or else those that the other keywords speak of.
fn types(demands: &[Rc<Schema<'_>>]) -> Option<Types> {
    let named = demands.iter().filter_map(|schema| schema.types).reduce(Types::and);
    if let Some(named) = named {
        return (!named.is_empty()).then_some(named);
    }
    let any = |is: fn(&Schema<'_>) -> bool| demands.iter().any(|schema| is(schema));
    Some(if any(speaks_of_objects) {
        Types::OBJECT
    } else if any(|schema| schema.items.is_some() || !schema.prefix_items.is_empty()) {
        Types::ARRAY
    } else if any(|schema| schema.minimum.is_some() || schema.maximum.is_some()) {
        Types::INTEGER
    } else {
        Types::STRING
    })
}

fn speaks_of_objects(schema: &Schema<'_>) -> bool {
    !schema.properties.is_empty()
        || !schema.required.is_empty()
        || matches!(schema.additional, Additional::Schema(_) | Additional::Free)
        || !schema.pattern_properties.is_empty()
}

fn number(demands: &[Rc<Schema<'_>>], is_integer: bool) -> Option<Value> {
    let all = |get: for<'a> fn(&'a Schema<'_>) -> Option<f64>| {
        demands.iter().filter_map(move |schema| get(schema))
    };
    let least =
        all(|schema| Some(schema.minimum?.value.as_float())).fold(f64::NEG_INFINITY, f64::max);
    let most = all(|schema| Some(schema.maximum?.value.as_float())).fold(f64::INFINITY, f64::min);
    let step = all(|schema| Some(schema.multiple_of?.as_float())).fold(0.0, f64::max);
    let mut candidates = if is_integer { vec![1.0] } else { vec![1.5, 1.0] };
    candidates.extend([0.0, least, least.ceil(), least + 1.0, most, most.floor(), most - 1.0]);
    candidates.push((least + most) / 2.0);
    if step > 0.0 {
        candidates.extend([
            step,
            (least / step).ceil() * step,
            ((least / step).ceil() + 1.0) * step,
        ]);
        candidates.push((most / step).floor() * step);
    }
    let fits = |value: &Value| {
        demands.iter().all(|schema| fit::number(schema, value))
            && (!is_integer || Types::of(value) == Types::INTEGER)
    };
    // What a float rounds.
    let bounds = demands.iter().flat_map(|schema| [schema.minimum, schema.maximum]).flatten();
    let whole = bounds.filter_map(|bound| bound.value.floor());
    let near = whole.flat_map(|whole| [whole, whole + 1, whole - 1]).filter_map(integer);
    candidates.into_iter().filter(|number| number.is_finite()).map(exact).chain(near).find(fits)
}

/// An integer that JSON can have here.
fn integer(number: i128) -> Option<Value> {
    let unsigned = || u64::try_from(number).map(Value::from);
    i64::try_from(number).map(Value::from).or_else(|_| unsigned()).ok()
}

/// A number, as an integer where it is one.
fn exact(number: f64) -> Value {
    // Within these bounds the conversion is exact.
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
