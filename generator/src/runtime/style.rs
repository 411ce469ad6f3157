//! The styles of OpenAPI: how values become text (OpenAPI 3.2, section 4.12; RFC 6570).

use std::borrow::Cow;

use super::argument::{Argument, Shape};
use super::escape::Escape;

/// How a value becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `blue,black,brown`: the default of paths and headers.
    Simple,
    /// `.blue.black.brown`, in a path.
    Label,
    /// `;color=blue;color=black`, in a path.
    Matrix,
    /// `color=blue&color=black`: the default of queries, cookies and forms.
    Form,
    /// `color=blue%20black`.
    SpaceDelimited,
    /// `color=blue%7Cblack`.
    PipeDelimited,
    /// `color=blue%09black`, which only OpenAPI 2.0 knows.
    TabDelimited,
    /// `color%5BR%5D=100&color%5BG%5D=200`. The specification leaves open what becomes of what is nested deeper: objects go on in the
    /// same way, and lists too, by the indexes of their items.
    DeepObject,
    /// As `form`, but with nothing encoded, in a cookie.
    Cookie,
}

impl Style {
    /// Whether items and members stand on their own unless the description says otherwise.
    pub(super) const fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::Cookie | Self::DeepObject)
    }

    const fn delimiter(self) -> char {
        match self {
            Self::SpaceDelimited => ' ',
            Self::PipeDelimited => '|',
            Self::TabDelimited => '\t',
            _ => ',',
        }
    }
}

/// Adds the text for a place that names no value itself: a path or a header. Whether there is something to send.
pub(super) fn expand(
    name: &str,
    shape: &Shape<'_>,
    style: Style,
    explode: bool,
    escape: Escape,
    output: &mut String,
) -> bool {
    let names = escape.of_names();
    let is_matrix = style == Style::Matrix;
    let (lead, delimiter) = match style {
        Style::Matrix => (";", if explode { ';' } else { ',' }),
        Style::Label => (".", if explode { '.' } else { ',' }),
        // OpenAPI 2.0 has delimiters of its own here too.
        other => ("", other.delimiter()),
    };
    let delimiter = match style {
        Style::Matrix | Style::Label => delimiter.to_string(),
        _ => escape.delimiter(delimiter),
    };
    let delimiter = delimiter.as_str();
    let named = |output: &mut String, name: &str, value: &dyn Fn(&mut String)| {
        names.push(name, output);
        output.push('=');
        let start = output.len();
        value(output);
        // An empty value of `matrix` has no equals sign (RFC 6570, section 3.2.7).
        if is_matrix && output.len() == start {
            output.pop();
        }
    };
    let whole = |output: &mut String, value: &dyn Fn(&mut String)| match is_matrix {
        true => named(output, name, value),
        false => value(output),
    };
    if *shape == Shape::Nothing {
        return false;
    }
    output.push_str(lead);
    match shape {
        Shape::Nothing => {}
        Shape::One(text) => whole(output, &|output| escape.push(text, output)),
        Shape::Items(items) if is_matrix && explode => {
            join(items, delimiter, output, |item, to| {
                whole(to, &|output| escape.push(item, output));
            })
        }
        Shape::Items(items) => whole(output, &|output| {
            join(items, delimiter, output, |item, to| escape.push(item, to));
        }),
        Shape::Members(members) if explode => {
            join(members, delimiter, output, |(name, value), to| {
                named(to, name, &|output| escape.push(value, output));
            });
        }
        Shape::Members(members) => whole(output, &|output| {
            flat(members, delimiter, escape, output);
        }),
    }
    true
}

/// The pairs for a place that is made of pairs: a query, a cookie or a form. Names and values are encoded.
pub(super) fn pairs(
    name: &str,
    argument: &Argument,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Result<Vec<(String, String)>, String> {
    if style == Style::DeepObject {
        let mut pairs = Vec::new();
        nested(name.to_owned(), argument, escape, &mut pairs)?;
        return Ok(pairs);
    }
    Ok(shape_pairs(name, argument.shape()?, style, explode, escape))
}

/// The pairs for a value whose shape is known.
pub(super) fn shape_pairs(
    name: &str,
    shape: Shape<'_>,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Vec<(String, String)> {
    let encoded = |name: &str| escape.of_names().apply(name);
    let delimiter = escape.delimiter(style.delimiter());
    match shape {
        Shape::Nothing => Vec::new(),
        Shape::One(text) => vec![(encoded(name), escape.apply(&text))],
        Shape::Items(items) if explode => {
            items.iter().map(|item| (encoded(name), escape.apply(item))).collect()
        }
        Shape::Items(items) => {
            let mut text = String::new();
            join(&items, &delimiter, &mut text, |item, to| escape.push(item, to));
            vec![(encoded(name), text)]
        }
        Shape::Members(members) if explode => {
            members.iter().map(|(name, value)| (encoded(name), escape.apply(value))).collect()
        }
        Shape::Members(members) => {
            let mut text = String::new();
            flat(&members, &delimiter, escape, &mut text);
            vec![(encoded(name), text)]
        }
    }
}

/// Adds one after another, with a delimiter between them.
fn join<T>(items: &[T], delimiter: &str, output: &mut String, add: impl Fn(&T, &mut String)) {
    for (index, item) in items.iter().enumerate() {
        output.push_str(if index > 0 { delimiter } else { "" });
        add(item, output);
    }
}

/// Adds names and values in turn.
fn flat(members: &[(&str, Cow<'_, str>)], delimiter: &str, escape: Escape, output: &mut String) {
    let names = escape.of_names();
    join(members, delimiter, output, |(name, value), to| {
        names.push(name, to);
        to.push_str(delimiter);
        escape.push(value, to);
    });
}

/// `deepObject`: the way to each scalar in brackets.
fn nested(
    path: String,
    argument: &Argument,
    escape: Escape,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), String> {
    match argument {
        Argument::Absent | Argument::Null => Ok(()),
        Argument::List(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| nested(format!("{path}[{index}]"), item, escape, pairs)),
        Argument::Object(members) => members
            .iter()
            .try_for_each(|(name, value)| nested(format!("{path}[{name}]"), value, escape, pairs)),
        scalar => {
            pairs.push((escape.of_names().apply(&path), escape.apply(&scalar.text()?)));
            Ok(())
        }
    }
}
