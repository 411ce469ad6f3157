//! The examples of a description: those of request and response bodies, and those of components.

use serde_json::Value;

use super::documents::{Documents, Place};

/// The methods that a path item names; others stand in `additionalOperations` (3.2).
const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// One example.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it is an example of.
    pub site: Site,
    /// Which of the examples there, such as `examples/cat`.
    pub label: String,
    /// The schema that describes it, if there is one.
    pub schema: Option<Place>,
    /// The example itself.
    pub value: Value,
}

/// What an example is one of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Site {
    /// The body of a request.
    Request {
        /// Method in upper case, and path.
        operation: (String, String),
        /// The media type; in 2.0 the example does not say.
        media: Option<String>,
    },
    /// The body of an answer.
    Response {
        /// Method in upper case, and path.
        operation: (String, String),
        /// The key of `responses`.
        status: String,
        /// The media type, if the example says it.
        media: Option<String>,
    },
    /// A body of a webhook, by its name, which a client neither sends nor receives; the component that describes it, if it
    /// is one.
    Webhook(String, Option<String>),
    /// A component, by its key.
    Component(String),
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let any = |media: &Option<String>| media.clone().unwrap_or_default();
        match self {
            Self::Request { operation: (method, path), media } => {
                write!(f, "{method} {path} request {}", any(media))
            }
            Self::Response { operation: (method, path), status, media } => {
                write!(f, "{method} {path} {status} {}", any(media))
            }
            Self::Webhook(name, _) => write!(f, "webhook {name}"),
            Self::Component(key) => write!(f, "component {key}"),
        }
    }
}

/// All examples in document order: first those of operations, then those of components.
#[must_use]
pub fn collect(documents: &Documents) -> Vec<Example> {
    let mut collector = Collector { documents, found: Vec::new() };
    let root = documents.root();
    for (path, item) in documents.members(&root.join("paths")) {
        if path.starts_with('/') {
            collector.path_item(&path, &documents.follow(item));
        }
    }
    for (name, item) in documents.members(&root.join("webhooks")) {
        collector.webhook(&name, &documents.follow(item));
    }
    let schemas = [root.join("components").join("schemas"), root.join("definitions")];
    for (key, schema) in schemas.iter().flat_map(|place| documents.members(place)) {
        collector.schema(&Site::Component(key), &schema);
    }
    collector.found
}

struct Collector<'d> {
    documents: &'d Documents,
    found: Vec<Example>,
}

impl Collector<'_> {
    fn path_item(&mut self, path: &str, item: &Place) {
        let documents = self.documents;
        let shared = documents.items(&item.join("parameters"));
        let named = METHODS.iter().filter_map(|method| {
            Some((method.to_ascii_uppercase(), documents.member(item, method)?))
        });
        let others = documents.members(&item.join("additionalOperations"));
        for (method, operation) in named.chain(others) {
            self.operation((method, path.to_owned()), &operation, &shared);
        }
    }

    fn operation(&mut self, id: (String, String), operation: &Place, shared: &[Place]) {
        let documents = self.documents;
        if let Some(body) = documents.member(operation, "requestBody") {
            self.content(&documents.follow(body), |media, _| Site::Request {
                operation: id.clone(),
                media: Some(media),
            });
        }
        // The body of 2.0 is a parameter, whose schema may have an example.
        let own = documents.items(&operation.join("parameters"));
        for parameter in own.iter().chain(shared).map(|place| documents.follow(place.clone())) {
            if documents.text(&parameter, "in") == Some("body") {
                let site = Site::Request { operation: id.clone(), media: None };
                self.schema(&site, &parameter.join("schema"));
            }
        }
        for (status, response) in documents.members(&operation.join("responses")) {
            let response = documents.follow(response);
            let site = |media: Option<String>| Site::Response {
                operation: id.clone(),
                status: status.clone(),
                media,
            };
            self.content(&response, |media, _| site(Some(media)));
            // In 2.0 the schema and the examples by media type stand in the answer itself.
            if let Some(schema) = documents.member(&response, "schema") {
                self.schema(&site(None), &schema);
                for (media, example) in documents.members(&response.join("examples")) {
                    self.add(&site(Some(media)), "examples", Some(&schema), &example);
                }
            }
        }
    }

    fn webhook(&mut self, name: &str, item: &Place) {
        let documents = self.documents;
        for operation in METHODS.iter().filter_map(|method| documents.member(item, method)) {
            let body = documents.follow(operation.join("requestBody"));
            self.content(&body, |_, schema| {
                Site::Webhook(name.to_owned(), documents.component(schema))
            });
        }
    }

    /// `content` of a body.
    fn content(&mut self, body: &Place, site: impl Fn(String, Option<&Place>) -> Site) {
        let documents = self.documents;
        for (media, place) in documents.members(&body.join("content")) {
            let place = documents.follow(place);
            let schema = documents.member(&place, "schema");
            let site = site(media, schema.as_ref());
            if let Some(schema) = &schema {
                self.schema(&site, schema);
            }
            if let Some(example) = documents.member(&place, "example") {
                self.add(&site, "example", schema.as_ref(), &example);
            }
            for (name, example) in documents.members(&place.join("examples")) {
                let example = documents.follow(example);
                for key in ["value", "dataValue"] {
                    if let Some(value) = documents.member(&example, key) {
                        self.add(&site, &format!("examples/{name}"), schema.as_ref(), &value);
                    }
                }
            }
        }
    }

    /// What stands in the schema itself.
    fn schema(&mut self, site: &Site, schema: &Place) {
        let documents = self.documents;
        if let Some(example) = documents.member(schema, "example") {
            self.add(site, "schema/example", Some(schema), &example);
        }
        for (index, example) in documents.items(&schema.join("examples")).iter().enumerate() {
            self.add(site, &format!("schema/examples/{index}"), Some(schema), example);
        }
    }

    fn add(&mut self, site: &Site, label: &str, schema: Option<&Place>, example: &Place) {
        let Some(value) = self.documents.get(example) else { return };
        self.found.push(Example {
            site: site.clone(),
            label: label.to_owned(),
            schema: schema.cloned(),
            value: value.clone(),
        });
    }
}
