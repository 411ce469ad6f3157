//! A text of JSON (RFC 8259), read into a tree.
//!
//! It accepts what `serde_json` accepts, and no more; where it refuses a text, `serde_json` is asked what is wrong with it. That the two agree is
//! tested.

use super::tree::{Kind, Tree};
use super::tree_builder::{Builder, KEEPS_DIGITS};

/// How deep arrays and objects may lie in one another.
const DEPTH: usize = 127;

/// How many bytes of a text there are for each entry of its tree at least, mostly. With room for that many, they are seldom moved.
const BYTES: usize = 16;

/// For how many bytes of a string that is spelled anew there is room at first.
const ROOM: usize = 4096;

/// Numbers with no exponent and not more bytes than these are none that a double cannot hold.
const SHORT: usize = 300;

/// The tree of a text; `None` if it is no JSON, or has more than 4 GiB.
pub(super) fn parse(text: &str) -> Option<Tree<'_>> {
    u32::try_from(text.len()).ok()?;
    let builder = Builder::new(text, text.len() / BYTES + 1);
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, builder };
    parser.value(DEPTH)?;
    match parser.peek() {
        None => Some(parser.builder.finish()),
        Some(_) => None,
    }
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// How many bytes are behind us.
    at: usize,
    builder: Builder<'t>,
}

impl Parser<'_> {
    /// The next byte that is no white space, which is still before us.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// A value, in which arrays and objects may lie this deep in one another.
    fn value(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            b'"' => self.string(),
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.array(depth.checked_sub(1)?),
            b'n' => {
                self.word("ull")?;
                self.builder.null();
                Some(())
            }
            b't' => {
                self.word("rue")?;
                self.builder.boolean(true);
                Some(())
            }
            b'f' => {
                self.word("alse")?;
                self.builder.boolean(false);
                Some(())
            }
            first => self.number(first),
        }
    }

    fn word(&mut self, rest: &str) -> Option<()> {
        let found = self.bytes.get(self.at..self.at + rest.len())?;
        self.at += rest.len();
        (found == rest.as_bytes()).then_some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        let mut array = self.builder.open(Kind::Array);
        if self.peek()? == b']' {
            self.at += 1;
        } else {
            loop {
                self.builder.item(&mut array);
                self.value(depth)?;
                match self.next()? {
                    b',' => {}
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.builder.close_array(array);
        Some(())
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        let mut object = self.builder.open(Kind::Object);
        if self.peek()? == b'}' {
            self.at += 1;
        } else {
            loop {
                if self.next()? != b'"' {
                    return None;
                }
                self.string()?;
                self.builder.member(&mut object);
                if self.next()? != b':' {
                    return None;
                }
                self.value(depth)?;
                match self.next()? {
                    b',' => {}
                    b'}' => break,
                    _ => return None,
                }
            }
        }
        self.builder.close_object(object);
        Some(())
    }

    /// A number, whose first byte is behind us.
    fn number(&mut self, first: u8) -> Option<()> {
        let start = self.at - 1;
        let first = if first == b'-' { self.byte()? } else { first };
        match first {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return None,
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        let has_exponent = matches!(self.bytes.get(self.at), Some(b'e' | b'E'));
        if has_exponent {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits()?;
        }
        // Whoever keeps all digits keeps those of any number.
        let may_be_too_large = !KEEPS_DIGITS && (has_exponent || self.at - start > SHORT);
        if may_be_too_large && !self.text.get(start..self.at)?.parse::<f64>().ok()?.is_finite() {
            return None;
        }
        self.builder.lying(Kind::Number, start, self.at, false);
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn digits(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Option<()> {
        let start = self.at;
        self.digits();
        (self.at > start).then_some(())
    }

    /// A string, whose first quotation mark is behind us.
    fn string(&mut self) -> Option<()> {
        let start = self.at;
        self.plain();
        let end = self.at;
        match self.byte()? {
            b'"' => {
                self.builder.lying(Kind::String, start, end, false);
                Some(())
            }
            b'\\' => self.escaped(start),
            _ => None,
        }
    }

    /// The rest of a string that began at a place and has a reverse solidus here.
    fn escaped(&mut self, start: usize) -> Option<()> {
        let text = self.text;
        let spelled = self.builder.spelled().len();
        let mut run = text.get(start..self.at - 1)?;
        self.builder.spelled().reserve(ROOM.min(self.bytes.len() - start));
        loop {
            self.builder.spelled().push_str(run);
            let character = match self.byte()? {
                byte @ (b'"' | b'\\' | b'/') => char::from(byte),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => self.character()?,
                _ => return None,
            };
            self.builder.spelled().push(character);
            let start = self.at;
            self.plain();
            run = text.get(start..self.at)?;
            match self.byte()? {
                b'"' => break,
                b'\\' => {}
                _ => return None,
            }
        }
        self.builder.spelled().push_str(run);
        let end = self.builder.spelled().len();
        self.builder.lying(Kind::String, spelled, end, true);
        Some(())
    }

    /// A character by its code, or by the two surrogates of UTF-16.
    fn character(&mut self) -> Option<char> {
        let code = self.code()?;
        if !(0xD800..0xDC00).contains(&code) {
            return char::from_u32(code);
        }
        self.word("\\u")?;
        let low = self.code()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + ((code - 0xD800) << 10) + low)
    }

    fn code(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4)?;
        self.at += 4;
        let digit = |code: u32, byte: &u8| Some(code << 4 | char::from(*byte).to_digit(16)?);
        digits.iter().try_fold(0, digit)
    }

    /// Goes over what stands for itself in a string, eight bytes at a time.
    fn plain(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let (words, tail) = rest.as_chunks();
        let mut behind = 0;
        for word in words {
            let special = special(u64::from_le_bytes(*word));
            if special != 0 {
                self.at += behind + special.trailing_zeros() as usize / 8;
                return;
            }
            behind += word.len();
        }
        let is_plain = |byte: &&u8| **byte >= b' ' && !b"\"\\".contains(byte);
        self.at += behind + tail.iter().take_while(is_plain).count();
    }
}

/// Eight times the same byte.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each of eight bytes that is a quotation mark, a reverse solidus or a control character. The first bit is right; one
/// behind it can be wrong, because a subtraction borrows from the next byte.
fn special(bytes: u64) -> u64 {
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(each(limit)) & !bytes;
    // With this bit changed, a quotation mark is where the blank was, right behind the control characters, and the blank is where it was.
    let quotation_or_control = below(bytes ^ each(b'"' ^ b' '), b' ' + 1);
    let solidus = below(bytes ^ each(b'\\'), 1);
    (quotation_or_control | solidus) & each(0x80)
}
