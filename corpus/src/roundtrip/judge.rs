//! Whether an example is valid by its own schema, in the opinion of somebody else: the crate `jsonschema`.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use super::dialect::{self, Strictness};
use super::documents::Place;

/// Keywords that say which properties they are about.
const DESCRIBING: [&str; 4] =
    ["properties", "patternProperties", "additionalProperties", "unevaluatedProperties"];

/// What the judge says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The example is valid.
    Valid,
    /// It is not, for this reason.
    Invalid(String),
    /// The schema itself cannot be read.
    Unreadable(String),
}

/// The files of a description, ready for references.
///
/// # Errors
///
/// The validator does not take them.
pub fn registry(files: &[Value]) -> Result<Registry<'_>, String> {
    let mut builder = Registry::new().draft(Draft::Draft202012);
    for (index, file) in files.iter().enumerate() {
        builder = builder.add(dialect::address(index), file).map_err(|error| error.to_string())?;
    }
    builder.prepare().map_err(|error| error.to_string())
}

/// Judges examples of one description.
pub struct Judge<'r> {
    registry: &'r Registry<'r>,
    strictness: Strictness,
    /// The last schema: examples of one schema stand together, and the validators of all of them would fill the memory.
    last: Option<(Place, Result<Validator, String>)>,
}

impl<'r> Judge<'r> {
    /// A judge over the files of a registry.
    #[must_use]
    pub fn new(registry: &'r Registry<'r>, strictness: Strictness) -> Self {
        Self { registry, strictness, last: None }
    }

    /// Judges an example of the schema at a place.
    pub fn judge(&mut self, schema: &Place, example: &Value) -> Verdict {
        match self.validator(schema) {
            Err(error) => Verdict::Unreadable(error.clone()),
            Ok(validator) => match validator.iter_errors(example).next() {
                None => Verdict::Valid,
                Some(error) => {
                    let message: String = error.to_string().chars().take(200).collect();
                    Verdict::Invalid(format!("{}: {message}", error.instance_path().as_str()))
                }
            },
        }
    }

    /// Which properties the schema describes, by JSON pointer to the object that they are in.
    pub fn described(
        &mut self,
        schema: &Place,
        example: &Value,
    ) -> BTreeMap<String, BTreeSet<String>> {
        let mut described: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let Ok(validator) = self.validator(schema) else { return described };
        let evaluation = validator.evaluate(example);
        for entry in evaluation.iter_annotations() {
            let keyword = entry.schema_location.rsplit('/').next().unwrap_or_default();
            if DESCRIBING.contains(&keyword) {
                let names = entry.annotations.value().as_array().into_iter().flatten();
                let names = names.filter_map(Value::as_str).map(str::to_owned);
                let object = entry.instance_location.as_str().to_owned();
                described.entry(object).or_default().extend(names);
            }
        }
        described
    }

    fn validator(&mut self, schema: &Place) -> &Result<Validator, String> {
        let last = self.last.take().filter(|(place, _)| place == schema);
        let (_, validator) = self.last.insert(last.unwrap_or_else(|| {
            let reference =
                format!("{}#{}", dialect::address(schema.file), dialect::encoded(&schema.pointer));
            let validator = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(self.registry)
                .should_validate_formats(self.strictness == Strictness::Formats)
                .build(&json!({ "$ref": reference }))
                .map_err(|error| error.to_string().chars().take(200).collect());
            (schema.clone(), validator)
        }));
        validator
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_knows_what_is_valid_and_what_is_described() {
        let tree = json!({ "components": { "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": { "name": { "type": "string" }, "any": {}, "more": { "$ref": "doc:///0#/components/schemas/Open" } },
            },
            "Open": { "additionalProperties": { "type": ["null", "boolean", "number", "string", "array", "object"] } },
        } } });
        let files = [tree];
        let registry = registry(&files).expect("a registry");
        let mut judge = Judge::new(&registry, Strictness::Remarks);
        let pet = Place { file: 0, pointer: "/components/schemas/Pet".to_owned() };
        assert!(matches!(judge.judge(&pet, &json!({ "name": 1 })), Verdict::Invalid(_)));
        let example = json!({ "name": "a", "any": 1, "b": 2, "more": { "c": 3 } });
        assert_eq!(judge.judge(&pet, &example), Verdict::Valid);
        let described = judge.described(&pet, &example);
        let names =
            |object: &str| described.get(object).into_iter().flatten().cloned().collect::<Vec<_>>();
        assert_eq!(names(""), ["any", "more", "name"]);
        assert_eq!(names("/more"), ["c"]);
        let nobody = Place { file: 0, pointer: "/components/schemas/Nobody".to_owned() };
        assert!(matches!(judge.judge(&nobody, &example), Verdict::Unreadable(_)));
    }
}
