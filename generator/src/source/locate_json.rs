//! Where the nodes of a description in JSON stand in its text. JSON can skip what nobody asks for by counting braces, which a
//! parser of YAML cannot; that is several times as fast, and most descriptions have something to be said about.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::Position;
use super::locate::Found;
use crate::diagnostic::Pointer;

/// Fills in the places of the pointers, which have the pointers of all their ancestors beside them.
pub(super) fn walk(text: &str, found: &mut HashMap<&str, Found>) {
    let mut walk = Walk { text, at: 0, path: String::new(), marks: Vec::new(), found };
    walk.value(None);
    let Walk { mut marks, .. } = walk;
    // One pass over the text turns offsets into lines and columns, however long the lines are.
    marks.sort_by_key(|mark| mark.span.start);
    let mut lines = Lines { text, offset: 0, line: 1, column: 1 };
    for Mark { path, span, part } in marks {
        let start = lines.position(span.start);
        let covered = text.get(span).unwrap_or_default();
        let width = if covered.contains('\n') { 1 } else { covered.chars().count().max(1) };
        let position = Position { width, ..start };
        if let Some(entry) = found.get_mut(path.as_str()) {
            match part {
                Part::Key => {
                    entry.first = entry.first.or(Some(position));
                    entry.key = Some(position);
                }
                Part::Scalar => entry.value = Some(position),
                Part::Container => {
                    let below = entry.key.filter(|key| key.line != position.line);
                    entry.value = Some(below.unwrap_or(position));
                }
            }
        }
    }
}

/// What of a node a mark is about. A container has the width of its bracket.
enum Part {
    Key,
    Scalar,
    Container,
}

struct Mark {
    path: String,
    span: Range<usize>,
    part: Part,
}

struct Walk<'w, 'p> {
    text: &'w str,
    at: usize,
    path: String,
    marks: Vec<Mark>,
    found: &'w HashMap<&'p str, Found>,
}

impl Walk<'_, '_> {
    /// The value that begins here, of whose path is asked. The text has been parsed before, so that depth is bounded.
    fn value(&mut self, key: Option<Range<usize>>) {
        self.space();
        let start = self.at;
        self.marks.extend(key.map(|span| Mark { path: self.path.clone(), span, part: Part::Key }));
        let open = self.byte();
        let is_container = matches!(open, Some(b'{' | b'['));
        let (span, part) = if is_container {
            (start..start + 1, Part::Container)
        } else {
            self.skip();
            (start..self.at, Part::Scalar)
        };
        self.marks.push(Mark { path: self.path.clone(), span, part });
        if is_container {
            self.at += 1;
            self.members(open == Some(b'{'));
        }
    }

    fn members(&mut self, is_object: bool) {
        let length = self.path.len();
        for index in 0_usize.. {
            self.space();
            match self.byte() {
                None => return,
                Some(b'}' | b']') => {
                    self.at += 1;
                    return;
                }
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(_) => {}
            }
            let before = self.at;
            let key = is_object.then(|| {
                self.skip();
                before..self.at
            });
            match &key {
                Some(span) => {
                    let key = unquoted(self.text.get(span.clone()).unwrap_or_default());
                    self.path.push_str(Pointer::root().child(key).as_str());
                    self.space();
                    // The colon.
                    self.at += 1;
                }
                None => self.path.push_str(&format!("/{index}")),
            }
            if self.found.contains_key(self.path.as_str()) {
                self.value(key);
            } else {
                self.space();
                self.skip();
            }
            self.path.truncate(length);
            if self.at == before {
                return;
            }
        }
    }

    /// Goes past the value that begins here.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.byte() {
                None => return,
                Some(b'"') => self.string(),
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                    self.at += 1;
                }
                Some(byte) if depth == 0 && (byte == b',' || byte.is_ascii_whitespace()) => return,
                Some(b',' | b':') => {
                    self.at += 1;
                    continue;
                }
                Some(byte) if byte.is_ascii_whitespace() => {
                    self.at += 1;
                    continue;
                }
                // A number, `true`, `false` or `null`.
                Some(_) => {
                    while self.byte().is_some_and(|byte| {
                        !matches!(byte, b',' | b'}' | b']' | b':' | b'"')
                            && !byte.is_ascii_whitespace()
                    }) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.at += 1;
        loop {
            match self.byte() {
                None => return,
                Some(b'"') => {
                    self.at += 1;
                    return;
                }
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
            }
        }
    }

    fn space(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// What a string in JSON says.
fn unquoted(text: &str) -> Cow<'_, str> {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    if inner.contains('\\') {
        serde_json::from_str(text).map_or(Cow::Borrowed(inner), Cow::Owned)
    } else {
        Cow::Borrowed(inner)
    }
}

/// A place that moves on through a text.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
    column: usize,
}

impl Lines<'_> {
    /// The place of an offset that is not before the last one.
    fn position(&mut self, offset: usize) -> Position {
        for c in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.offset = offset;
        Position { line: self.line, column: self.column, width: 1 }
    }
}
