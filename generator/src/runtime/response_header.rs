//! Documented headers of answers: what their text means.

use std::fmt;
use std::marker::PhantomData;

use http::HeaderMap;
use serde_json::{Map, Value};

use super::codec::{self, Decode, Invalid};

/// A header of answers that the description documents: its name, and how a value is read from its text. Nothing is read before
/// somebody asks, so that a header that is not as documented spoils no answer.
///
/// Where `T` is an `Option`, the header may be missing.
pub struct Header<T> {
    name: &'static str,
    form: Form,
    value: PhantomData<fn() -> T>,
}

/// How a value is written as the text of a header (OpenAPI 3.2, section 4.12.2.2, style `simple`).
#[derive(Clone, Copy, Debug)]
enum Form {
    One,
    List(char),
    Object { explode: bool },
    Json,
}

impl<T> Header<T> {
    /// A header with one value, which its text is.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, form: Form::One, value: PhantomData }
    }

    /// The text is a list, with this between the items.
    #[must_use]
    pub const fn list(self, delimiter: char) -> Self {
        Self { form: Form::List(delimiter), ..self }
    }

    /// The text is an object: `R,100,G,200`, or, if it explodes, `R=100,G=200`.
    #[must_use]
    pub const fn object(self, explode: bool) -> Self {
        Self { form: Form::Object { explode }, ..self }
    }

    /// The text is JSON.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { form: Form::Json, ..self }
    }

    /// The name, in lower case.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The lines of the header as JSON, all values in it as texts; `None` if there is no such line.
    fn texts(&self, headers: &HeaderMap) -> Result<Option<Value>, Invalid> {
        let lines = headers.get_all(self.name).into_iter();
        let lines = lines.map(|line| std::str::from_utf8(line.as_bytes()).map(str::trim));
        let lines: Vec<&str> =
            lines.collect::<Result<_, _>>().map_err(|_| Invalid::new("it is no UTF-8"))?;
        if lines.is_empty() {
            return Ok(None);
        }
        // Several lines are one list (RFC 9110, section 5.3), but those of `Set-Cookie` are one item each.
        let is_cookie = self.name == "set-cookie";
        let items = |delimiter: char| -> Vec<&str> {
            if is_cookie {
                return lines.clone();
            }
            let items = lines.iter().flat_map(|line| line.split(delimiter)).map(str::trim);
            items.filter(|item| !item.is_empty()).collect()
        };
        let text = |text: &str| Value::String(text.to_owned());
        Ok(Some(match self.form {
            Form::One => text(&lines.join(", ")),
            Form::List(delimiter) => items(delimiter).into_iter().map(text).collect(),
            Form::Object { explode: true } => {
                let pair = |item: &&str| {
                    item.split_once('=').map(|(key, value)| (key.to_owned(), text(value)))
                };
                Value::Object(items(',').iter().filter_map(pair).collect())
            }
            Form::Object { explode: false } => {
                // An empty item is the empty value of a name.
                let items: Vec<&str> =
                    lines.iter().flat_map(|line| line.split(',')).map(str::trim).collect();
                let pairs = items.chunks(2).filter_map(|pair| match pair {
                    [key, value] => Some(((*key).to_owned(), text(value))),
                    _ => None,
                });
                Value::Object(pairs.collect::<Map<_, _>>())
            }
            Form::Json => serde_json::from_str(&lines.join(", "))
                .map_err(|error| Invalid::new(error.to_string()))?,
        }))
    }
}

impl<T: Decode> Header<T> {
    fn value(&self, headers: Option<&HeaderMap>) -> Result<T, HeaderError> {
        let error = |is_missing: bool| {
            move |error: Invalid| HeaderError {
                name: self.name,
                is_missing,
                path: error.path(),
                message: error.message().to_owned(),
            }
        };
        match headers.map_or(Ok(None), |headers| self.texts(headers)).map_err(error(false))? {
            Some(value) if matches!(self.form, Form::Json) => {
                codec::decode_value(&value).map_err(error(false))
            }
            Some(texts) => decode(&texts).map_err(error(false)),
            None => {
                let missing = |_| Invalid::new("it is missing");
                codec::decode_value(&Value::Null).map_err(missing).map_err(error(true))
            }
        }
    }
}

/// How many parts of one value are read as texts after all.
const MOST_TEXTS: usize = 64;

/// Reads a value from the texts of its parts, which may stand for numbers and booleans. The description says which do, and so does the
/// type: a part that cannot be read as the one is the other.
fn decode<T: Decode>(texts: &Value) -> Result<T, Invalid> {
    let plain = codec::decode_value(&spelled(texts, true)).or_else(|_| codec::decode_value(texts));
    if plain.is_ok() {
        return plain;
    }
    let mut parts = spelled(texts, false);
    let mut read = codec::decode_value(&parts);
    for _ in 0..MOST_TEXTS {
        let Err(error) = &read else { break };
        let path = error.path();
        let text = part(&mut texts.clone(), &path).cloned();
        match part(&mut parts, &path).zip(text) {
            Some((part, text)) if *part != text => *part = text,
            _ => break,
        }
        read = codec::decode_value(&parts);
    }
    read
}

/// The parts that spell a number or a boolean as what they spell; perhaps only those that spell it as we would.
fn spelled(texts: &Value, is_strict: bool) -> Value {
    let spelled = |part: &Value| spelled(part, is_strict);
    let is_ours = |value: &Value, text: &str| {
        let ours = value.to_string();
        ours == text
    };
    match texts {
        Value::Array(items) => items.iter().map(spelled).collect(),
        Value::Object(members) => {
            let member = |(name, part): (&String, &Value)| (name.clone(), spelled(part));
            Value::Object(members.iter().map(member).collect())
        }
        Value::String(text) => match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_)))
                if !is_strict || is_ours(&value, text) =>
            {
                value
            }
            _ => texts.clone(),
        },
        other => other.clone(),
    }
}

/// The part of a value that a path leads to.
fn part<'v>(value: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    match value {
        Value::Array(items) => {
            let index = path.strip_prefix('[')?.strip_suffix(']')?;
            items.get_mut(index.parse::<usize>().ok()?)
        }
        Value::Object(members) => members.get_mut(path),
        whole => path.is_empty().then_some(whole),
    }
}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header").field("name", &self.name).field("form", &self.form).finish()
    }
}

/// A header that is not as documented. What it says instead may be a secret, and is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    is_missing: bool,
    path: String,
    message: String,
}

impl HeaderError {
    /// The name of the header, in lower case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the header is not there at all, and must be.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.is_missing
    }

    /// The path of the item or property that is wrong, such as `[3]`; empty for the whole value.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header `{}` is not as documented", self.name)?;
        if !self.path.is_empty() {
            write!(f, ", at `{}`", self.path)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for HeaderError {}

/// What a header is asked for by: its name, which gives its text, or a documented [`Header`], which gives a value.
pub trait HeaderKey {
    /// What comes of it.
    type Value<'h>;

    /// Reads the header. There are no headers where there was no answer.
    fn read<'h>(self, headers: Option<&'h HeaderMap>) -> Self::Value<'h>;
}

impl HeaderKey for &str {
    /// The first value, if the header is there and is text.
    type Value<'h> = Option<&'h str>;

    fn read<'h>(self, headers: Option<&'h HeaderMap>) -> Self::Value<'h> {
        headers?.get(self)?.to_str().ok()
    }
}

impl<T: Decode> HeaderKey for Header<T> {
    type Value<'h> = Result<T, HeaderError>;

    fn read<'h>(self, headers: Option<&'h HeaderMap>) -> Self::Value<'h> {
        self.value(headers)
    }
}
