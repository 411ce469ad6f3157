//! Operations as data.

use super::answer::{Answer, Decoded};
use super::parameter::{Arguments, Parameter};
use super::payload::Payload;

/// A request that can be sent: its facts, its values, and what its answers mean.
pub trait Operation: Sync {
    /// What a documented success brings.
    type Success;
    /// What a documented failure brings.
    type Failure;

    /// The facts that are the same for every request.
    const SPEC: &'static Spec;

    /// Adds the values of the parameters, in the order of [`Spec::parameters`].
    fn arguments(&self, _arguments: &mut Arguments<'_>) {}

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
    /// The method (RFC 9110, section 9), in upper case.
    pub method: &'static str,
    /// The path template, such as `/things/{id}`; it may bring a query, and a fragment, which is never sent.
    pub path: &'static str,
    /// The parameters.
    pub parameters: &'static [Parameter],
    /// The media types of documented answers.
    pub accept: Option<&'static str>,
    /// The security schemes to satisfy: all of one of these alternatives. None at all: nothing is sent. An empty one: nothing has
    /// to be.
    pub security: &'static [&'static [&'static str]],
    /// The operation's own server, absolute or relative to the base. It counts only for a client of a server of the description, so
    /// that a base address of one's own is one for all operations.
    pub server: Option<&'static str>,
}

impl Spec {
    /// The path template without the query that some bring.
    pub(super) fn template(&self) -> &'static str {
        self.path.split(['?', '#']).next().unwrap_or(self.path)
    }
}
