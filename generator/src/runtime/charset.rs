//! Texts in the character set that the media type of a body names.

use super::{headers, media_type};

/// The letters of windows-1252 from 80 to 9F in hexadecimal (Encoding Standard of WHATWG, index windows-1252). Those that it leaves open are the
/// control characters of ISO-8859-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Before a text, the bytes of this letter say how those of all others are ordered.
const MARK: char = '\u{feff}';

/// The character set of a text, in lower case.
pub(super) fn of(media_type: &str) -> String {
    media_type::parameter(media_type, "charset").unwrap_or("utf-8").to_ascii_lowercase()
}

/// The bytes of a text that goes out under a media type, or why there are none.
pub(super) fn encode(media_type: &str, text: String) -> Result<Vec<u8>, String> {
    let charset = of(media_type);
    let bytes = match charset.as_str() {
        "utf-8" | "utf8" | "" => Some(text.into_bytes()),
        // The byte order mark says which of the two it is (RFC 2781, section 3.3).
        "utf-16" => Some(utf_16(&format!("{MARK}{text}"), u16::to_be_bytes)),
        "utf-16be" => Some(utf_16(&text, u16::to_be_bytes)),
        "utf-16le" => Some(utf_16(&text, u16::to_le_bytes)),
        "iso-8859-1" | "iso_8859-1" | "latin1" => {
            text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect()
        }
        "windows-1252" => text.chars().map(windows_1252).collect(),
        // Of other letters nobody here knows the bytes.
        other if is_ascii(other) => text.is_ascii().then(|| text.into_bytes()),
        other => {
            return Err(format!(
                "is to be written in the character set `{other}`, and only UTF-8, UTF-16, ISO-8859-1 and windows-1252 are"
            ));
        }
    };
    bytes.ok_or_else(|| format!("has a character that cannot be written in `{charset}`"))
}

/// The text that bytes are in a character set; `None` where nobody here knows it. A mark at the beginning says more than a name (Encoding
/// Standard, section 6.1). What is no text in it is replaced, letter by letter. Of sets that are not known, what they share with ASCII is read.
pub(super) fn decode(charset: &str, bytes: &[u8]) -> Option<String> {
    let charset = match bytes {
        [0xef, 0xbb, 0xbf, ..] => "utf-8",
        [0xfe, 0xff, ..] => "utf-16be",
        [0xff, 0xfe, ..] => "utf-16le",
        _ => &*charset.to_ascii_lowercase(),
    };
    let text = match charset {
        "utf-8" | "utf8" | "us-ascii" | "ascii" | "" => String::from_utf8_lossy(bytes).into_owned(),
        // Without a mark the higher byte comes first (RFC 2781, section 4.3).
        "utf-16" | "utf-16be" => units(bytes, u16::from_be_bytes),
        "utf-16le" => units(bytes, u16::from_le_bytes),
        // Whoever names the one means the other, whose letters stand where texts have no control characters (Encoding Standard).
        "iso-8859-1" | "iso_8859-1" | "latin1" | "windows-1252" => {
            bytes.iter().map(|byte| from_windows_1252(*byte)).collect()
        }
        other if is_ascii(other) && bytes.is_ascii() => String::from_utf8_lossy(bytes).into_owned(),
        _ => return None,
    };
    Some(text.strip_prefix(MARK).map(str::to_owned).unwrap_or(text))
}

/// The same for JSON, which can spell each character in ASCII.
pub(super) fn encode_json(media_type: &str, text: Vec<u8>) -> Result<Vec<u8>, String> {
    if media_type::parameter(media_type, "charset").is_none() {
        return Ok(text);
    }
    let charset = of(media_type);
    if matches!(charset.as_str(), "utf-8" | "utf8" | "") {
        return Ok(text);
    }
    let text = String::from_utf8(text).map_err(|error| format!("is no text: {error}"))?;
    if !is_ascii(&charset) {
        return encode(media_type, text);
    }
    Ok(headers::ascii(&text).into_bytes())
}

/// Whether letters of ASCII are the same bytes in it.
fn is_ascii(charset: &str) -> bool {
    const SETS: [&str; 10] = [
        "us-ascii",
        "ascii",
        "latin1",
        "iso_8859-1",
        "gbk",
        "gb2312",
        "gb18030",
        "big5",
        "euc-jp",
        "euc-kr",
    ];
    let families = ["iso-8859-", "windows-125", "koi8-"];
    SETS.contains(&charset) || families.iter().any(|start| charset.starts_with(start))
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn units(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let pairs = bytes.chunks(2);
    // Half a unit at the end is no letter, and neither is half of a pair of them.
    let units = pairs.map(|pair| match pair {
        [one, two] => unit([*one, *two]),
        _ => 0xfffd,
    });
    let letters = char::decode_utf16(units);
    letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn from_windows_1252(byte: u8) -> char {
    let index = usize::from(byte.wrapping_sub(0x80));
    WINDOWS_1252.get(index).copied().unwrap_or(char::from(byte))
}

fn windows_1252(letter: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(letter)).ok();
    byte.filter(|byte| from_windows_1252(*byte) == letter)
        .or_else(|| (0x80..=0x9f).find(|byte| from_windows_1252(*byte) == letter))
}
