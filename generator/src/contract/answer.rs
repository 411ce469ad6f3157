//! The answers to a request.

use serde_json::Value;

use super::schema::{Direction, Schemas};
use super::synthesis::Synthesis;
use super::{Choice, Choices, WITHOUT, fit, label};
use crate::document::{Content as Described, Media, Operation, Response};
use crate::ir::{self, Format, Outcome, Payload, Reply, ReplyContent, StatusRange};
use crate::source::Node;

/// The answers: first a success, where one is documented, then every example there is.
pub(super) fn replies<'t>(
    schemas: &Schemas<'t, '_>,
    described: &Operation<'t>,
    operation: &ir::Operation,
) -> Result<Choices<Reply>, String> {
    let mut replies = Choices { choices: Vec::new(), remarks: Vec::new() };
    let mut plan = Plan { schemas, described, operation, replies: &mut replies };
    let successes = cases(&operation.success);
    for case in &successes {
        plan.examples(*case, false);
    }
    if plan.replies.choices.is_empty() {
        successes.iter().any(|case| plan.made(*case, false));
    }
    for case in cases(&operation.failure) {
        plan.examples(case, true);
    }
    if plan.replies.choices.is_empty() {
        cases(&operation.failure).iter().any(|case| plan.made(*case, true));
    }
    if replies.choices.is_empty() {
        return Err(match (&operation.success, &operation.failure) {
            (Outcome::Nothing, Outcome::Nothing) => "no answer is documented".to_owned(),
            _ => "no value was found for any documented answer".to_owned(),
        });
    }
    Ok(replies)
}

/// A status and what it brings.
type Case<'o> = (StatusRange, Option<&'o Payload>);

fn cases(outcome: &Outcome) -> Vec<Case<'_>> {
    match outcome {
        Outcome::Nothing => Vec::new(),
        Outcome::One { statuses, payload } => {
            statuses.iter().map(|status| (*status, payload.as_ref())).collect()
        }
        Outcome::Many { cases, .. } => {
            cases.iter().map(|case| (case.status, case.payload.as_ref())).collect()
        }
    }
}

/// A value as what a payload brings.
fn content_of(payload: &Payload, value: Value) -> ReplyContent {
    match payload.root {
        Some(root) => ReplyContent::Xml(value, root),
        None => ReplyContent::Json(value, payload.ty.clone()),
    }
}

struct Plan<'p, 't> {
    schemas: &'p Schemas<'t, 'p>,
    described: &'p Operation<'t>,
    operation: &'p ir::Operation,
    replies: &'p mut Choices<Reply>,
}

impl<'t> Plan<'_, 't> {
    /// A status of a range that means this case and no other one.
    fn status(&self, range: StatusRange, is_failure: bool) -> Option<u16> {
        let documented = |status: u16| {
            let mut all = self.described.responses.iter();
            all.any(|response| response.status == StatusRange::Code(status))
        };
        match range {
            StatusRange::Code(status) => {
                // A redirection is followed, and what is under way has no answer yet.
                (200..=299)
                    .contains(&status)
                    .then_some(status)
                    .or((status >= 400).then_some(status))
            }
            StatusRange::Class(class) => {
                let first = u16::from(class) * 100;
                (class == 2 || class >= 4)
                    .then(|| (first..first + 100).find(|one| !documented(*one)))?
            }
            StatusRange::Default => {
                let is_class = |class: u8| {
                    let mut all = self.described.responses.iter();
                    all.any(|response| response.status == StatusRange::Class(class))
                };
                let mut candidates = if is_failure { (400..600).rev() } else { (200..300).rev() };
                candidates.find(|status| {
                    !documented(*status)
                        && !is_class(u8::try_from(status / 100).unwrap_or_default())
                })
            }
        }
    }

    fn response(&self, range: StatusRange) -> Option<&Response<'t>> {
        let of = |range: StatusRange| {
            self.described.responses.iter().find(|response| response.status == range)
        };
        // Where no success is documented, `default` is one.
        of(range).or_else(|| of(StatusRange::Default))
    }

    fn media(&self, range: StatusRange, payload: &Payload) -> Option<&Media<'t>> {
        let content = &self.response(range)?.content;
        let of_type =
            |media: &&Media<'t>| payload.media_types.iter().any(|one| one == media.media_type);
        content.iter().find(of_type)
    }

    /// The schema of a body: its own, or that of the same media type with other parameters, where the one has the examples and the other
    /// the schema.
    fn schema(&self, range: StatusRange, media: &Media<'t>) -> Option<Node<'t>> {
        let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
        let own = |media: &Media<'t>| match media.schema {
            Some(Described::Schema(schema)) => Some(schema),
            _ => None,
        };
        let others = self.response(range).into_iter().flat_map(|response| &response.content);
        let mut alike = others.filter(|one| essence(one.media_type) == essence(media.media_type));
        own(media).or_else(|| alike.find_map(own))
    }

    /// An answer for each example that is valid.
    fn examples(&mut self, (range, payload): Case<'_>, is_failure: bool) {
        let Some(payload) = payload else { return };
        let Some(status) = self.status(range, is_failure) else { return };
        let Some(media) = self.media(range, payload).cloned() else { return };
        let synthesis = Synthesis::new(self.schemas, Direction::Answer);
        for example in &media.examples.values {
            let words = format!("{status} {}", example.name.unwrap_or_default());
            let name = example.name.map(|name| format!(" `{name}`")).unwrap_or_default();
            let content = match (payload.format, self.schema(range, &media)) {
                (Format::Xml, _) if example.value.text().is_some() => {
                    self.replies.remarks.push(format!(
                        "The example{name} of the answer {status} is written as XML, which is not read here."
                    ));
                    continue;
                }
                (Format::Json | Format::Xml, Some(schema)) => {
                    let value = synthesis.directed(schema, example.value.value);
                    match fit::check(self.schemas, schema, &value, Direction::Answer) {
                        Ok(()) => {
                            if value != *example.value.value {
                                self.replies.remarks.push(format!(
                                    "The example{name} of the answer {status} comes {WITHOUT}."
                                ));
                            }
                            content_of(payload, value)
                        }
                        Err(problem) => {
                            self.replies.remarks.push(format!(
                                "The example{name} of the answer {status} does not fit its schema: {problem}."
                            ));
                            continue;
                        }
                    }
                }
                (Format::Json, _) => {
                    ReplyContent::Json(example.value.value.clone(), payload.ty.clone())
                }
                _ => match example.value.text() {
                    Some(text) => ReplyContent::Text(text.to_owned()),
                    None => continue,
                },
            };
            self.push(&words, status, is_failure, Some((media.media_type, content)));
        }
    }

    /// An answer that is made from its schema. Whether there is one.
    fn made(&mut self, (range, payload): Case<'_>, is_failure: bool) -> bool {
        let Some(status) = self.status(range, is_failure) else { return false };
        let Some(payload) = payload else {
            self.push(&status.to_string(), status, is_failure, None);
            return true;
        };
        let Some(media) = self.media(range, payload).cloned() else { return false };
        let synthesis = Synthesis::new(self.schemas, Direction::Answer);
        let content = match (payload.format, self.schema(range, &media)) {
            (Format::Json | Format::Xml, Some(schema)) => {
                let Some(value) = synthesis.value(schema) else { return false };
                content_of(payload, value)
            }
            (Format::Json, _) => ReplyContent::Json(Value::from("text"), payload.ty.clone()),
            _ => ReplyContent::Text("content".to_owned()),
        };
        self.push(&status.to_string(), status, is_failure, Some((media.media_type, content)));
        true
    }

    fn push(
        &mut self,
        words: &str,
        status: u16,
        is_failure: bool,
        content: Option<(&str, ReplyContent)>,
    ) {
        // A media type that is a range is none that an answer can have.
        let content = content.map(|(media_type, content)| {
            let fixed = match (&content, media_type.contains('*')) {
                (_, false) => media_type,
                (ReplyContent::Json(..), true) => "application/json",
                (ReplyContent::Xml(..), true) => "application/xml",
                (ReplyContent::Text(_), true) => "application/octet-stream",
            };
            (fixed.to_owned(), content)
        });
        let content = content.filter(|_| self.operation.method != "HEAD");
        let value = Reply { status, is_failure, content };
        if !self.replies.choices.iter().any(|choice| choice.value == value) {
            self.replies.choices.push(Choice { label: label(words), value });
        }
    }
}
