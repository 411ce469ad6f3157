//! Whether a value is valid by its schema (JSON Schema 2020-12, as far as descriptions use it).

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::format;
use super::schema::{Direction, Schemas};
use crate::document::{Additional, Number, Schema, Types};
use crate::source::Node;

/// How deep values are looked into.
const DEEPEST: usize = 96;

/// How many schemas are looked at for one value: alternatives that refer to each other can ask for more than anybody can wait for.
const MOST: usize = 100_000;

/// Keywords whose schemas describe a value that fits them.
const BRANCHES: [&str; 3] = ["if", "then", "else"];

/// What is said where a bound was met. Whether the value fits is then not known, so that it is not used.
const GIVEN_UP: &str = "could not be held against all of its schema, which leads too far";

/// What is wrong with a value, or nothing.
pub(super) type Fit = Result<(), String>;

/// Holds a value against a schema. The error says where in the value something is wrong, and what. Where a
/// discriminator names a member of `oneOf`, it does not count that the value fits others as well: only the tag tells such members apart.
pub(super) fn check<'t>(
    schemas: &Schemas<'t, '_>,
    node: Node<'t>,
    value: &Value,
    direction: Direction,
) -> Fit {
    let check = |by_tag| Validator::new(schemas, direction, by_tag).check(node, value);
    check(false).or_else(|problem| check(true).map_err(|_| problem)).map_err(told)
}

/// The same to the letter.
pub(super) fn check_strictly<'t>(
    schemas: &Schemas<'t, '_>,
    node: Node<'t>,
    value: &Value,
    direction: Direction,
) -> Fit {
    Validator::new(schemas, direction, false).check(node, value).map_err(told)
}

fn told(problem: Problem) -> String {
    match problem.path {
        path if path.is_empty() => format!("it {}", problem.what),
        path => format!("`{path}` {}", problem.what),
    }
}

#[derive(Clone)]
struct Problem {
    path: String,
    what: String,
}

fn problem<T>(what: impl Into<String>) -> Result<T, Problem> {
    Err(Problem { path: String::new(), what: what.into() })
}

/// What is wrong further in.
fn within(step: &str, result: Result<(), Problem>) -> Result<(), Problem> {
    result.map_err(|problem| Problem { path: format!("/{step}{}", problem.path), ..problem })
}

struct Validator<'s, 't> {
    schemas: &'s Schemas<'t, 's>,
    direction: Direction,
    /// Whether it is enough that a value fits the member of `oneOf` that a discriminator names.
    by_tag: bool,
    /// Bases whose discriminator has led to the schema that is looked at, which includes them.
    open: RefCell<Vec<usize>>,
    /// How many schemas may still be looked at.
    left: Cell<usize>,
    /// Whether a bound was met. Nothing is looked at from then on.
    given_up: Cell<bool>,
    /// How often a schema led back to itself with the same value.
    circles: Cell<usize>,
    /// What came of schemas that lead to others, or that they are being looked at: several ways may lead to one, and each of
    /// them doubles the ways beyond it.
    known: RefCell<HashMap<Place, Option<Result<(), Problem>>>>,
    /// The first schema that each value was held against, which includes most of the others.
    outer: RefCell<HashMap<*const Value, Node<'t>>>,
    /// Values that are not part of the one that is looked at; they stay, because a place is where a value is.
    names: RefCell<Vec<Rc<Value>>>,
}

/// A schema, a value, and the bases that have led there.
type Place = (usize, *const Value, Vec<usize>);

impl<'s, 't> Validator<'s, 't> {
    fn new(schemas: &'s Schemas<'t, 's>, direction: Direction, by_tag: bool) -> Self {
        Self {
            schemas,
            direction,
            by_tag,
            open: RefCell::default(),
            left: Cell::new(MOST),
            given_up: Cell::default(),
            circles: Cell::default(),
            known: RefCell::default(),
            outer: RefCell::default(),
            names: RefCell::default(),
        }
    }

    fn check(&self, node: Node<'t>, value: &Value) -> Result<(), Problem> {
        let outcome = self.value(node, value, 0);
        // What was not looked at may stand within `not`, or among alternatives: it says nothing either way.
        if self.given_up.get() { problem(GIVEN_UP) } else { outcome }
    }

    fn value(&self, node: Node<'t>, value: &Value, depth: usize) -> Result<(), Problem> {
        self.outer.borrow_mut().entry(std::ptr::from_ref(value)).or_insert(node);
        let schema = self.schemas.read(node);
        let leads_on = schema.reference.is_some()
            || [&schema.all_of, &schema.any_of, &schema.one_of].iter().any(|list| !list.is_empty());
        if !leads_on {
            return self.look(&schema, value, depth);
        }
        let place = (node.address(), std::ptr::from_ref(value), self.open.borrow().clone());
        match self.known.borrow().get(&place) {
            Some(Some(known)) => return known.clone(),
            Some(None) => {
                self.circles.set(self.circles.get() + 1);
                return problem("fits it if it fits it, which says nothing");
            }
            None => {}
        }
        self.known.borrow_mut().insert(place.clone(), None);
        let before = self.circles.get();
        let outcome = self.look(&schema, value, depth);
        // What was seen from within a circle is not what is seen from elsewhere.
        if self.circles.get() == before {
            self.known.borrow_mut().insert(place, Some(outcome.clone()));
        } else {
            self.known.borrow_mut().remove(&place);
        }
        outcome
    }

    fn look(&self, schema: &Schema<'t>, value: &Value, depth: usize) -> Result<(), Problem> {
        let is_bounded = depth <= DEEPEST && !self.given_up.get();
        let Some(left) = self.left.get().checked_sub(1).filter(|_| is_bounded) else {
            self.given_up.set(true);
            return problem(GIVEN_UP);
        };
        self.left.set(left);
        match schema.boolean {
            Some(true) => return Ok(()),
            Some(false) => return problem("is not allowed"),
            None => {}
        }
        if value.is_null() && schema.nullable {
            return Ok(());
        }
        let deeper = depth + 1;
        if let Some(types) = schema.types {
            let own = Types::of(value);
            if !types.contains(own) {
                return problem(match value.as_str() {
                    // What remains of a number that JSON cannot have.
                    Some(text) if is_infinite(text) && types.contains(Types::INTEGER) => {
                        "is a number that 64 bits cannot hold".to_owned()
                    }
                    _ => format!("is {}", kind(value)),
                });
            }
        }
        if let Some(target) = schema.reference {
            self.value(target, value, deeper)?;
        }
        if let Some(values) = schema.values
            && !values.items().any(|one| same(one.value, value))
        {
            return problem("is none of the values of `enum`");
        }
        if let Some(constant) = schema.constant
            && !same(constant.value, value)
        {
            return problem("is not the value of `const`");
        }
        match value {
            Value::String(text) => self.text(schema, text)?,
            Value::Number(_) => measured(schema, value)?,
            Value::Array(items) => self.items(schema, items, deeper)?,
            Value::Object(members) => self.members(schema, value, members, deeper)?,
            Value::Null | Value::Bool(_) => {}
        }
        self.applicators(schema, value, deeper)
    }

    fn applicators(&self, schema: &Schema<'t>, value: &Value, depth: usize) -> Result<(), Problem> {
        for node in &schema.all_of {
            self.value(*node, value, depth)?;
        }
        let fits = |node: &Node<'t>| {
            // Among alternatives it is the one that is null, as it is where types are made.
            let is_other = !value.is_null() && self.schemas.read(*node).is_bare_null();
            !is_other && self.value(*node, value, depth).is_ok()
        };
        if !schema.any_of.is_empty() && !schema.any_of.iter().any(fits) {
            return problem("fits no member of `anyOf`");
        }
        let tag = schema
            .discriminator
            .as_ref()
            .and_then(|discriminator| value.get(discriminator.property)?.as_str());
        let tagged = schema.discriminator.as_ref().zip(tag);
        let tagged =
            tagged.and_then(|(discriminator, tag)| self.schemas.tagged(discriminator, tag));
        let is_member = |node: &&Node<'t>| tagged == Some(self.schemas.target(**node));
        if !schema.one_of.is_empty() {
            if let Some(node) = schema.one_of.iter().find(is_member).filter(|_| self.by_tag) {
                self.value(*node, value, depth)?;
            } else {
                match schema.one_of.iter().filter(|node| fits(node)).count() {
                    0 => return problem("fits no member of `oneOf`"),
                    1 => {}
                    many => return problem(format!("fits {many} members of `oneOf`")),
                }
            }
        } else if schema.any_of.is_empty()
            && let Some(child) = tag.and_then(|tag| self.schemas.child(schema, tag))
        {
            // A base whose discriminator names one of its children, which says more.
            let address = schema.node.address();
            if !self.open.borrow().contains(&address) {
                self.open.borrow_mut().push(address);
                let outcome = self.value(child, value, depth);
                self.open.borrow_mut().pop();
                outcome?;
            }
        }
        let constraint = |name: &str| {
            schema.constraints.iter().find(|(keyword, _)| *keyword == name).map(|(_, node)| *node)
        };
        if constraint("not").is_some_and(|node| fits(&node)) {
            return problem("fits what `not` rules out");
        }
        if let Some(condition) = constraint("if") {
            let branch = constraint(if fits(&condition) { "then" } else { "else" });
            branch.map_or(Ok(()), |node| self.value(node, value, depth))?;
        }
        Ok(())
    }

    fn text(&self, schema: &Schema<'t>, text: &str) -> Result<(), Problem> {
        let length = text.chars().count() as u64;
        if schema.min_length.is_some_and(|least| length < least) {
            return problem("is too short");
        }
        if schema.max_length.is_some_and(|most| length > most) {
            return problem("is too long");
        }
        if let Some(pattern) = schema.pattern
            && !self.schemas.matches(pattern, text)
        {
            return problem("does not match its pattern");
        }
        match schema.format {
            Some(name) if !format::holds(self.schemas, name, text) => {
                problem(format!("is no `{name}`"))
            }
            _ => Ok(()),
        }
    }

    fn items(&self, schema: &Schema<'t>, items: &[Value], depth: usize) -> Result<(), Problem> {
        let count = items.len() as u64;
        if schema.min_items.is_some_and(|least| count < least) {
            return problem("has too few items");
        }
        if schema.max_items.is_some_and(|most| count > most) {
            return problem("has too many items");
        }
        for (index, item) in items.iter().enumerate() {
            if schema.unique_items && items[..index].iter().any(|other| same(other, item)) {
                return problem("has the same item twice");
            }
            let node = schema.prefix_items.get(index).copied().or(schema.items);
            if let Some(node) = node {
                within(&index.to_string(), self.value(node, item, depth))?;
            }
        }
        Ok(())
    }

    /// Whether a property of a value travels, as far as a schema says, and the one that includes it for this value.
    fn travels(&self, schema: &Schema<'t>, whole: &Value, name: &str) -> bool {
        let outer = self.outer.borrow().get(&std::ptr::from_ref(whole)).copied();
        let nodes: Vec<Node<'t>> = outer.into_iter().chain([schema.node]).collect();
        let schemas = self.schemas.including(&nodes);
        let properties = schemas.iter().flat_map(|schema| &schema.properties);
        let named = properties.filter(|(other, _)| *other == name).map(|(_, node)| *node);
        self.schemas.travels(self.direction, &named.collect::<Vec<_>>())
    }

    fn members(
        &self,
        schema: &Schema<'t>,
        whole: &Value,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Result<(), Problem> {
        let count = members.len() as u64;
        if schema.min_properties.is_some_and(|least| count < least) {
            return problem("has too few properties");
        }
        if schema.max_properties.is_some_and(|most| count > most) {
            return problem("has too many properties");
        }
        for (name, _) in &schema.required {
            if !members.contains_key(*name) && self.travels(schema, whole, name) {
                return problem(format!("lacks `{name}`"));
            }
        }
        for (name, value) in members {
            let mut is_described = false;
            let named = schema.properties.iter().filter(|(other, _)| other == name);
            let patterns = schema.pattern_properties.iter();
            let patterns = patterns.filter(|(pattern, _)| self.schemas.matches(pattern, name));
            for (_, node) in named.chain(patterns) {
                is_described = true;
                within(name, self.value(*node, value, depth))?;
            }
            if let Some(names) = schema.property_names {
                let key = Rc::new(Value::String(name.clone()));
                self.names.borrow_mut().push(Rc::clone(&key));
                within(name, self.value(names, &key, depth))?;
            }
            match schema.additional {
                _ if is_described => {}
                _ if schema.is_unevaluated && self.is_evaluated(schema, whole, name, depth) => {}
                Additional::Closed => return problem(format!("has a property `{name}` too many")),
                Additional::Schema(node) => within(name, self.value(node, value, depth))?,
                Additional::Free | Additional::Unspecified => {}
            }
        }
        Ok(())
    }

    /// Whether a property is described by what holds together with a schema: what it includes, and the alternatives and branches that the value fits.
    fn is_evaluated(&self, schema: &Schema<'t>, whole: &Value, name: &str, depth: usize) -> bool {
        let fits = |node: Node<'t>| self.value(node, whole, depth).is_ok();
        let tag = |property: &str| whole.get(property)?.as_str().map(str::to_owned);
        let mut beside = self.schemas.including_chosen(&[schema.node], fits, tag);
        let conditional = beside.iter().flat_map(|one| &one.constraints);
        let conditional = conditional.filter(|(keyword, _)| BRANCHES.contains(keyword));
        let chosen: Vec<Node<'t>> =
            conditional.map(|(_, node)| *node).filter(|node| fits(*node)).collect();
        beside.extend(self.schemas.including(&chosen));
        beside.iter().any(|one| {
            let matches = |pattern: &str| self.schemas.matches(pattern, name);
            let takes_any = matches!(one.additional, Additional::Free | Additional::Schema(_));
            one.properties.iter().any(|(other, _)| *other == name)
                || one.pattern_properties.iter().any(|(pattern, _)| matches(pattern))
                || (takes_any && one.node != schema.node)
        })
    }
}

/// Whether a number is one that a schema allows.
pub(super) fn number(schema: &Schema<'_>, value: &Value) -> bool {
    measured(schema, value).is_ok()
}

fn measured(schema: &Schema<'_>, value: &Value) -> Result<(), Problem> {
    let Some(exact) = Number::of(value) else { return Ok(()) };
    if schema.minimum.is_some_and(|least| least.excludes(exact, Ordering::Greater)) {
        return problem("is too small");
    }
    if schema.maximum.is_some_and(|most| most.excludes(exact, Ordering::Less)) {
        return problem("is too large");
    }
    let number = exact.as_float();
    if let Some(step) = schema.multiple_of.filter(|step| step.as_float() > 0.0) {
        let quotient = number / step.as_float();
        let rest = match (exact, step) {
            (Number::Integer(number), Number::Integer(step)) => number.checked_rem(step),
            _ => None,
        };
        if rest.is_some_and(|rest| rest != 0) {
            return problem("is no multiple of what it must be");
        }
        if (quotient - quotient.round()).abs() > 1e-9 * quotient.abs().max(1.0) {
            return problem("is no multiple of what it must be");
        }
    }
    let fits = |least: f64, most: f64| number >= least && number <= most;
    if schema.types.is_some_and(|types| types.and(Types::NUMBER) == Types::INTEGER)
        && !is_held(schema, value)
    {
        return problem("is an integer that its type of 64 bits cannot hold");
    }
    let is_small_enough = match schema.format {
        Some("int32") => fits(f64::from(i32::MIN), f64::from(i32::MAX)),
        Some("uint32") => fits(0.0, f64::from(u32::MAX)),
        _ => true,
    };
    if is_small_enough { Ok(()) } else { problem("is out of the range of its format") }
}

/// Whether a text is what YAML leaves of a number that is too large.
fn is_infinite(text: &str) -> bool {
    let is_written_out = text.contains(|c: char| c.is_ascii_digit());
    matches!(text, ".inf" | "-.inf")
        || (is_written_out && text.parse::<f64>().is_ok_and(f64::is_infinite))
}

/// Whether the type that is made of a schema of integers has the value. Half of those without a sign are too large for others.
fn is_held(schema: &Schema<'_>, value: &Value) -> bool {
    let greatest = Number::Integer(i64::MAX.into());
    let is_unsigned = matches!(schema.format, Some("uint64" | "uint"))
        || schema
            .maximum
            .is_some_and(|most| most.value.compare(greatest) == Some(Ordering::Greater));
    match (value.as_i64(), value.as_u64(), value.as_f64()) {
        (Some(_), ..) => true,
        (None, Some(_), _) => is_unsigned,
        // It was written with a fraction or an exponent.
        (None, None, number) => number.is_some_and(|number| number.abs() < 9.2e18),
    }
}

/// Whether two values are equal in the sense of JSON Schema, for which `1.0` is `1`.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}

/// What a value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
