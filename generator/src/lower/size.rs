//! How many properties a request must have, held against how many it can have.

use super::graph;
use super::table::Renumbering;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Access, Api, Field, Struct, Type, TypeId, TypeKind};
use crate::source::Node;

/// Objects with a `minProperties` that nothing but their described properties can fulfil, and where those stand.
#[derive(Default)]
pub(super) struct Sizes<'t> {
    limited: Vec<(Type, Node<'t>)>,
}

impl<'t> Sizes<'t> {
    pub(super) fn note(&mut self, id: TypeId, record: &Struct, node: Node<'t>) {
        if record.additional.is_none() && record.rules.min_items.is_some() {
            self.limited.push((Type::Named(id), node));
        }
    }

    /// Tells of those that no request can fulfil. None could be sent otherwise, also where an answer has enough. What is `readOnly` is sent
    /// where it is the tag of a union, so that all types have to be known.
    pub(super) fn settle(
        self,
        api: &mut Api,
        renumbering: &Renumbering,
        diagnostics: &mut Diagnostics,
    ) {
        graph::mark(api);
        let told = graph::told(&api.types);
        for (mut ty, node) in self.limited {
            renumbering.apply(&mut ty);
            let Type::Named(id) = ty else { continue };
            let definition = api.types.get_mut(id.0).filter(|definition| definition.sent);
            let Some(TypeKind::Struct(record)) = definition.map(|one| &mut one.kind) else {
                continue;
            };
            let is_sent = |field: &&Field| {
                field.access != Access::ReadOnly || told.contains(&(id, field.wire.clone()))
            };
            let most = record.fields.iter().filter(is_sent).count() as u64;
            let Some(least) = record.rules.min_items.filter(|least| *least > most) else {
                continue;
            };
            record.rules.min_items = None;
            let message = format!(
                "values are not checked against `minProperties`: {least} are needed, and a request can have no more than {most} of the described properties"
            );
            let help = "correct the number, or describe the further properties by `additionalProperties`; what is `readOnly` is in no request";
            let place = node.get("minProperties").unwrap_or(node);
            diagnostics.warning(Code::UncheckedKeyword, place, message, help);
        }
    }
}
