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

/// What stands between items, or between names and values, and how those are written. No item may have it within: it would arrive as two.
struct Delimiter {
    letter: char,
    text: String,
    escape: Escape,
}

impl Delimiter {
    fn new(letter: char, escape: Escape) -> Self {
        Self { letter, text: escape.delimiter(letter), escape }
    }

    /// Adds one after another.
    fn join<T>(
        &self,
        items: &[T],
        output: &mut String,
        add: impl Fn(usize, &T, &mut String) -> Result<(), String>,
    ) -> Result<(), String> {
        for (index, item) in items.iter().enumerate() {
            output.push_str(if index > 0 { &self.text } else { "" });
            add(index, item, output)?;
        }
        Ok(())
    }

    fn item(&self, index: usize, item: &str, output: &mut String) -> Result<(), String> {
        let is_apart = self.escape.push_item(item, &self.text, output);
        if is_apart { Ok(()) } else { Err(self.problem(&format!("item {index}"))) }
    }

    fn name(&self, name: &str, output: &mut String) -> Result<(), String> {
        let is_apart = self.escape.of_names().push_item(name, &self.text, output);
        if is_apart { Ok(()) } else { Err(self.problem(&format!("the name `{name}`"))) }
    }

    fn value(&self, name: &str, value: &str, output: &mut String) -> Result<(), String> {
        let is_apart = self.escape.push_item(value, &self.text, output);
        if is_apart { Ok(()) } else { Err(self.problem(&format!("the value of `{name}`"))) }
    }

    /// Adds names and values in turn.
    fn flat(&self, members: &[(&str, Cow<'_, str>)], output: &mut String) -> Result<(), String> {
        self.join(members, output, |_, (name, value), to| {
            self.name(name, to)?;
            to.push_str(&self.text);
            self.value(name, value, to)
        })
    }

    fn problem(&self, place: &str) -> String {
        let letter = match self.letter {
            ',' => "a comma",
            ' ' => "a blank",
            '|' => "a vertical bar",
            '\t' => "a tab",
            _ => "a period",
        };
        format!(
            "has {letter} in {place}, which would arrive as two, because {letter} is what separates them here"
        )
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
) -> Result<bool, String> {
    if let (Shape::One(text), Style::Simple) = (shape, style) {
        escape.push(text, output);
        return Ok(true);
    }
    let is_matrix = style == Style::Matrix;
    let (lead, delimiter) = match style {
        Style::Matrix => (";", if explode { ';' } else { ',' }),
        Style::Label => (".", if explode { '.' } else { ',' }),
        // OpenAPI 2.0 has delimiters of its own here too.
        other => ("", other.delimiter()),
    };
    let delimiter = Delimiter::new(delimiter, escape);
    let equation = |output: &mut String, value: &dyn Fn(&mut String) -> Result<(), String>| {
        output.push('=');
        let start = output.len();
        value(output)?;
        // An empty value of `matrix` has no equals sign (RFC 6570, section 3.2.7).
        if is_matrix && output.len() == start {
            output.pop();
        }
        Ok(())
    };
    let whole = |output: &mut String, value: &dyn Fn(&mut String) -> Result<(), String>| {
        if !is_matrix {
            return value(output);
        }
        escape.of_names().push(name, output);
        equation(output, value)
    };
    if *shape == Shape::Nothing {
        return Ok(false);
    }
    output.push_str(lead);
    match shape {
        Shape::Nothing => {}
        Shape::One(text) => whole(output, &|output| {
            escape.push(text, output);
            Ok(())
        })?,
        Shape::Items(items) if is_matrix && explode => {
            delimiter.join(items, output, |index, item, to| {
                whole(to, &|to| delimiter.item(index, item, to))
            })?;
        }
        Shape::Items(items) => whole(output, &|output| {
            delimiter.join(items, output, |index, item, to| delimiter.item(index, item, to))
        })?,
        Shape::Members(members) if explode => {
            delimiter.join(members, output, |_, (name, value), to| {
                let start = to.len();
                delimiter.name(name, to)?;
                if to[start..].contains('=') {
                    return Err(format!(
                        "has an equals sign in the name `{name}`, which would end there"
                    ));
                }
                equation(to, &|to| delimiter.value(name, value, to))
            })?;
        }
        Shape::Members(members) => whole(output, &|output| delimiter.flat(members, output))?,
    }
    Ok(true)
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
    shape_pairs(name, argument.shape()?, style, explode, escape)
}

/// The pairs for a value whose shape is known.
pub(super) fn shape_pairs(
    name: &str,
    shape: Shape<'_>,
    style: Style,
    explode: bool,
    escape: Escape,
) -> Result<Vec<(String, String)>, String> {
    let encoded = |name: &str| escape.of_names().apply(name);
    let delimiter = || Delimiter::new(style.delimiter(), escape);
    Ok(match shape {
        Shape::Nothing => Vec::new(),
        Shape::One(text) => vec![(encoded(name), escape.apply(&text))],
        Shape::Items(items) if explode => {
            items.iter().map(|item| (encoded(name), escape.apply(item))).collect()
        }
        Shape::Items(items) => {
            let mut text = String::new();
            let delimiter = delimiter();
            delimiter.join(&items, &mut text, |index, item, to| delimiter.item(index, item, to))?;
            vec![(encoded(name), text)]
        }
        Shape::Members(members) if explode => {
            members.iter().map(|(name, value)| (encoded(name), escape.apply(value))).collect()
        }
        Shape::Members(members) => {
            let mut text = String::new();
            delimiter().flat(&members, &mut text)?;
            vec![(encoded(name), text)]
        }
    })
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
        Argument::Object(members) => members.iter().try_for_each(|(name, value)| {
            // Servers read brackets by pairs, and nothing in them as the next item of a list.
            if name.is_empty() {
                return Err("has a name that is empty, which would arrive as an item".to_owned());
            }
            if name.contains(['[', ']']) {
                return Err(format!(
                    "has a bracket in the name `{name}`, which would arrive as another one"
                ));
            }
            nested(format!("{path}[{name}]"), value, escape, pairs)
        }),
        scalar => {
            pairs.push((escape.of_names().apply(&path), escape.apply(&scalar.text()?)));
            Ok(())
        }
    }
}
