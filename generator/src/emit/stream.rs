//! A second way to send: the answer is read while it arrives.

use crate::ir::{Operation, Outcome, StatusRange, Stream, StreamKind};

use super::answer;
use super::print::{
    Node, Param, binding, generic, impl_block, signature, slice, statement, text, word,
};
use super::uses::Uses;

/// What the answer is read as.
pub fn ty(stream: &Stream, uses: &mut Uses<'_>) -> Node {
    match &stream.kind {
        StreamKind::Bytes => word(uses.of_runtime("ByteStream")),
        StreamKind::Events
        | StreamKind::TextEvents
        | StreamKind::NamedEvents { .. }
        | StreamKind::WholeEvents => generic(uses.of_runtime("Events"), [uses.ty(&stream.item)]),
        StreamKind::JsonLines | StreamKind::JsonSequence => {
            generic(uses.of_runtime("JsonLines"), [uses.ty(&stream.item)])
        }
    }
}

/// What it does, in words.
pub fn doc(stream: &Stream) -> &'static str {
    match &stream.kind {
        StreamKind::Bytes => "as bytes that are read while they arrive",
        StreamKind::Events
        | StreamKind::TextEvents
        | StreamKind::NamedEvents { .. }
        | StreamKind::WholeEvents => "as events that are read while they arrive",
        StreamKind::JsonLines | StreamKind::JsonSequence => {
            "as JSON values that are read while they arrive"
        }
    }
}

/// `impl Streaming`: what the description says of it, as data.
pub fn implementation(operation: &Operation, stream: &Stream, uses: &mut Uses<'_>) -> String {
    let name = uses.of_runtime("Streaming");
    let ty = ty(stream, uses);
    let spec = uses.of_runtime("StreamSpec");
    let left = binding(
        &format!("const STREAM: &'static {spec} ="),
        &facts(operation, stream, &spec),
        ';',
        4,
    );
    let rest = Param::Named("rest".to_owned(), word(uses.of_runtime("Remainder")));
    let opened = statement(&opening(&stream.kind), "", 8);
    let head = signature("fn open", &[rest], Some(&word("Self::Stream")), 4);
    let body = format!(
        "    {}\n\n    {left}\n\n    {head}\n        {opened}\n    }}\n",
        binding("type Stream =", &ty, ';', 4)
    );
    impl_block("", Some(&name), &format!("{}<'_>", operation.type_name), &body)
}

fn facts(operation: &Operation, stream: &Stream, name: &str) -> Node {
    let texts = |texts: &[String]| slice(texts.iter().map(|one| text(one)).collect::<Vec<_>>());
    let ranges = stream.statuses.iter().map(|status| match status {
        StatusRange::Code(code) => (*code, *code),
        StatusRange::Class(class) => (u16::from(*class) * 100, u16::from(*class) * 100 + 99),
        StatusRange::Default => (0, u16::MAX),
    });
    let ranges = ranges.map(|(first, last)| word(format!("({first}, {last})")));
    // Bytes are bytes, whatever a server calls them, unless the description has something else for the status.
    let is_sole = matches!(operation.success, Outcome::One { .. });
    let is_any = stream.kind == StreamKind::Bytes && is_sole;
    let fields = [
        ("accept", text(&answer::accepted(&stream.media_types))),
        ("statuses", slice(ranges.collect::<Vec<_>>())),
        ("media_types", if is_any { slice([]) } else { texts(&stream.media_types) }),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect();
    Node::Struct(name.to_owned(), fields).borrow()
}

/// What is made of the rest of the answer.
fn opening(kind: &StreamKind) -> Node {
    let name = match kind {
        StreamKind::Bytes => "bytes",
        StreamKind::Events => "events",
        StreamKind::TextEvents => "text_events",
        StreamKind::NamedEvents { texts } => {
            let texts = slice(texts.iter().map(|name| text(name)).collect::<Vec<_>>());
            return word("rest").method("named_events", [texts]);
        }
        StreamKind::WholeEvents => "whole_events",
        StreamKind::JsonLines => "json_lines",
        StreamKind::JsonSequence => "json_sequence",
    };
    word("rest").method(name, [])
}
