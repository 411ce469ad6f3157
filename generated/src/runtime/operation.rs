//! Operations as data.

use http::Method;

use super::answer::{Answer, Decoded};
use super::check::Rules;
use super::parameter::Argument;
use super::payload::Payload;

/// A request that can be sent: its facts, its values, and what its answers mean.
pub trait Operation: Sync {
    /// What a documented success brings.
    type Success;
    /// What a documented failure brings.
    type Failure;

    /// The facts that are the same for every request.
    const SPEC: &'static Spec;

    /// The values of the parameters, in the order of [`Spec::parameters`].
    fn arguments(&self) -> Vec<Argument>;

    /// The body.
    fn body(&self) -> Payload {
        Payload::none()
    }

    /// The answer as a success; `None` if its status is not documented as one.
    fn success(answer: &Answer) -> Option<Decoded<Self::Success>>;

    /// The answer as a failure; `None` if its status is not documented as one.
    fn failure(_answer: &Answer) -> Option<Decoded<Self::Failure>> {
        None
    }
}

/// The facts of an operation.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Its `operationId`.
    pub id: &'static str,
    /// The method (RFC 9110, section 9).
    pub method: Method,
    /// The path template, such as `/things/{id}`.
    pub path: &'static str,
    /// The parameters.
    pub parameters: &'static [Parameter],
    /// The media types of documented answers.
    pub accept: Option<&'static str>,
    /// The security schemes to satisfy: all of one of these alternatives. None at all: nothing is sent.
    pub security: &'static [&'static [&'static str]],
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// The facts of a parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) joined: bool,
    pub(super) rules: Rules,
}

impl Parameter {
    /// A parameter in the path, style `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self { name, place: Place::Path, joined: true, rules: Rules::new() }
    }

    /// A parameter in the query, style `form`; the items of a list are repeated.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self { name, place: Place::Query, joined: false, rules: Rules::new() }
    }

    /// A parameter in a header, style `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self { name, place: Place::Header, joined: true, rules: Rules::new() }
    }

    /// The items of a list are joined by commas (`explode: false`).
    #[must_use]
    pub const fn joined(self) -> Self {
        Self { joined: true, ..self }
    }

    /// What a value must satisfy.
    #[must_use]
    pub const fn rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }
}
