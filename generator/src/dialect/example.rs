//! Examples of parameters, bodies and answers (OpenAPI 3.2, section 4.19).

use super::Reader;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Example;
use crate::source::Node;

impl<'t> Reader<'t> {
    /// `example` and `examples` of an object. One that is kept elsewhere than in the description is left out.
    pub(super) fn examples(
        self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Example<'t>> {
        let given = |key: &str| node.get(key).filter(|member| !member.value.is_null());
        let alone = given("example").or_else(|| given("x-example"));
        let alone = alone.map(|value| Example { name: None, value });
        let named = given("examples").into_iter().flat_map(Node::members);
        let named = named.filter_map(|(name, member)| {
            let value = self.example(member, diagnostics)?;
            Some(Example { name: Some(name), value })
        });
        alone.into_iter().chain(named).collect()
    }

    /// The value of an Example object. Nothing but examples depends on it, so that nothing worse than a warning comes of it.
    fn example(self, referrer: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Node<'t>> {
        let mut seen = Diagnostics::default();
        let Some(node) = self.follow(referrer, &mut seen) else {
            let why = seen.last_error().map(|error| error.message.as_str()).unwrap_or_default();
            let message = format!("this example is left out: {why}");
            let help = "correct the reference, or remove it";
            diagnostics.warning(Code::LeftOut, referrer, message, help);
            return None;
        };
        node.get("value").or_else(|| node.get("dataValue"))
    }
}
