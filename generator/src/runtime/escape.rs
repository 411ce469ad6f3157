//! Which characters of a value are percent-encoded, and where.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Everything but the unreserved and the reserved characters (RFC 6570, section 3.2.3); the number sign would begin a fragment.
const LITERAL: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Reserved characters that leave a value within its segment of the path.
const PATH: &AsciiSet = &LITERAL.add(b'/').add(b'?').add(b'[').add(b']');

/// Reserved characters that leave a value within its pair of the query.
const QUERY: &AsciiSet = &LITERAL.add(b'&').add(b'[').add(b']');

/// The same within a pair of a form, where a plus sign is a space.
const FORM_RESERVED: &AsciiSet = &QUERY.add(b'+');

/// What a form encodes; a space becomes a plus sign (URL Standard, section 5.2).
const FORM: &AsciiSet = &UNRESERVED.add(b'~').remove(b'*');

/// Everything that the value of a cookie cannot have (RFC 6265, section 4.1.1).
const COOKIE: &AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// How a text is made fit for its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// It stays as it is.
    None,
    /// All but unreserved characters are encoded.
    Unreserved,
    /// As in a template: what no address can have is encoded, and what is encoded already stays so.
    Literal,
    /// `allowReserved` in the path.
    Path,
    /// `allowReserved` in the query.
    Query,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// `allowReserved` in a form.
    FormReserved,
    /// Only what no cookie can have is encoded.
    Cookie,
}

impl Escape {
    /// The text as it travels.
    pub(super) fn apply(self, text: &str) -> String {
        let mut output = String::with_capacity(text.len());
        self.push(text, &mut output);
        output
    }

    /// Adds the text as it travels.
    pub(super) fn push(self, text: &str, output: &mut String) {
        match self {
            Self::None => output.push_str(text),
            Self::Unreserved => output.extend(utf8_percent_encode(text, UNRESERVED)),
            Self::Cookie => output.extend(utf8_percent_encode(text, COOKIE)),
            Self::Form => {
                for (index, word) in text.split(' ').enumerate() {
                    output.push_str(if index > 0 { "+" } else { "" });
                    output.extend(utf8_percent_encode(word, FORM));
                }
            }
            Self::Literal => reserved(text, LITERAL, output),
            Self::Path => reserved(text, PATH, output),
            Self::Query => reserved(text, QUERY, output),
            Self::FormReserved => reserved(text, FORM_RESERVED, output),
        }
    }

    /// Adds the text of an item. Whether it is told apart from the delimiter that stands between items.
    pub(super) fn push_item(self, item: &str, delimiter: &str, output: &mut String) -> bool {
        let start = output.len();
        self.push(item, output);
        if delimiter.starts_with('%') {
            let item = output.split_off(start);
            // What is percent-encoded already stays so where reserved characters do, in upper or lower case; and to a reader of forms a
            // plus sign is a blank.
            let is_apart = !item.to_ascii_uppercase().contains(delimiter);
            let item = if delimiter == "%20" { item.replace('+', "%2B") } else { item };
            output.push_str(&item);
            return is_apart;
        }
        if !output[start..].contains(delimiter) {
            return true;
        }
        let is_reserved = matches!(delimiter, "," | ";");
        if self.of_names() == self || !is_reserved {
            return false;
        }
        // What is allowed does not leave an item any more than it leaves the value.
        let item = output.split_off(start);
        output.push_str(&item.replace(delimiter, &Self::Unreserved.apply(delimiter)));
        true
    }

    /// How names are encoded where values are encoded so: what is reserved is only ever allowed in values.
    pub(super) fn of_names(self) -> Self {
        match self {
            Self::Path | Self::Query | Self::Literal | Self::FormReserved => Self::Unreserved,
            other => other,
        }
    }

    /// The delimiter of a list, which is itself encoded where an address cannot have it.
    pub(super) fn delimiter(self, delimiter: char) -> String {
        match (self, delimiter) {
            (_, ',' | ';' | '.') => delimiter.to_string(),
            (escape, other) => escape.of_names().apply(other.encode_utf8(&mut [0; 4])),
        }
    }
}

/// Encodes what is in the set; what is encoded already stays as it is.
fn reserved(text: &str, set: &'static AsciiSet, output: &mut String) {
    if !text.as_bytes().contains(&b'%') {
        return output.extend(utf8_percent_encode(text, set));
    }
    let mut parts = text.split('%');
    output.extend(utf8_percent_encode(parts.next().unwrap_or_default(), set));
    for part in parts {
        let is_encoded = part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        output.push_str(if is_encoded { "%" } else { "%25" });
        output.extend(utf8_percent_encode(part, set));
    }
}
