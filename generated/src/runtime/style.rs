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

/// The text for a place that names no value itself: a path or a header. `None` if there is nothing to send.
pub(super) fn expand(
    name: &str,
    shape: Shape<'_>,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Option<String> {
    let names = escape.of_names();
    let is_matrix = style == Style::Matrix;
    let (lead, delimiter) = match style {
        Style::Matrix => (";", if explode { ";" } else { "," }),
        Style::Label => (".", if explode { "." } else { "," }),
        _ => ("", ","),
    };
    // An empty value of `matrix` has no equals sign (RFC 6570, section 3.2.7).
    let named = |name: &str, value: String| match value.is_empty() && is_matrix {
        true => names.apply(name),
        false => format!("{}={value}", names.apply(name)),
    };
    let whole = |value: String| if is_matrix { named(name, value) } else { value };
    let text = match shape {
        Shape::Nothing => return None,
        Shape::One(text) => whole(escape.apply(&text)),
        Shape::Items(items) if is_matrix && explode => {
            joined(items.iter().map(|item| whole(escape.apply(item))), delimiter)
        }
        Shape::Items(items) => {
            whole(joined(items.iter().map(|item| escape.apply(item)), delimiter))
        }
        Shape::Members(members) if explode => {
            joined(members.iter().map(|(name, value)| named(name, escape.apply(value))), delimiter)
        }
        Shape::Members(members) => whole(flat(&members, delimiter, escape)),
    };
    Some(format!("{lead}{text}"))
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
            let items = items.iter().map(|item| escape.apply(item));
            vec![(encoded(name), joined(items, &delimiter))]
        }
        Shape::Members(members) if explode => {
            members.iter().map(|(name, value)| (encoded(name), escape.apply(value))).collect()
        }
        Shape::Members(members) => vec![(encoded(name), flat(&members, &delimiter, escape))],
    }
}

fn joined(texts: impl Iterator<Item = String>, delimiter: &str) -> String {
    texts.collect::<Vec<_>>().join(delimiter)
}

/// Names and values in turn.
fn flat(members: &[(&str, Cow<'_, str>)], delimiter: &str, escape: Escape) -> String {
    let names = escape.of_names();
    let texts = members.iter().flat_map(|(name, value)| [names.apply(name), escape.apply(value)]);
    joined(texts, delimiter)
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
