//! Texts in the character set that the media type of a body names.

use super::{headers, media_type};

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
        "utf-16" => Some(utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
        "utf-16be" => Some(utf_16(&text, u16::to_be_bytes)),
        "utf-16le" => Some(utf_16(&text, u16::to_le_bytes)),
        "iso-8859-1" | "iso_8859-1" | "latin1" => {
            text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect()
        }
        // Of other letters nobody here knows the bytes.
        other if is_ascii(other) => text.is_ascii().then(|| text.into_bytes()),
        other => {
            return Err(format!(
                "is to be written in the character set `{other}`, and only UTF-8, UTF-16 and ISO-8859-1 are"
            ));
        }
    };
    bytes.ok_or_else(|| format!("has a character that cannot be written in `{charset}`"))
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
