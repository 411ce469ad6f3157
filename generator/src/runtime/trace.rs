//! Where in a JSON text something is: the path of the value at a place that a parser complained about.
//!
//! It is asked only after a failure, so that reading costs nothing for it.

use serde_json::error::Error;

enum Frame {
    Object(String),
    Array(usize),
}

/// The path of the value that an error is about, such as `certificates[3].status`; empty for the whole text.
pub(super) fn path(body: &[u8], error: &Error) -> String {
    let mut path = path_at(body, offset(body, error.line(), error.column()));
    let message = error.to_string();
    if let Some(name) =
        message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next())
    {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
    path
}

/// How many bytes the parser had seen.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + column
}

fn path_at(body: &[u8], offset: usize) -> String {
    let mut stack: Vec<Frame> = Vec::new();
    let mut at = 0;
    let mut awaits_key = false;
    while at < body.len() {
        let start = at;
        at = token_end(body, at);
        let is_end = at >= offset;
        match body[start] {
            b'{' | b'[' if is_end => break,
            b'{' => {
                stack.push(Frame::Object(String::new()));
                awaits_key = true;
            }
            b'[' => stack.push(Frame::Array(0)),
            b'}' | b']' => {
                stack.pop();
                awaits_key = false;
            }
            b',' => match stack.last_mut() {
                Some(Frame::Array(index)) => *index += 1,
                Some(Frame::Object(_)) => awaits_key = true,
                None => {}
            },
            b'"' if awaits_key => {
                if let Some(Frame::Object(key)) = stack.last_mut() {
                    let text = serde_json::from_slice(&body[start..at]);
                    *key = text.unwrap_or_default();
                }
                awaits_key = false;
            }
            _ => {}
        }
        if is_end {
            break;
        }
    }
    written(&stack)
}

fn token_end(body: &[u8], start: usize) -> usize {
    let rest = &body[start + 1..];
    let length = match body[start] {
        b'"' => {
            let mut escaped = false;
            let end = rest.iter().position(|byte| match byte {
                _ if escaped => {
                    escaped = false;
                    false
                }
                b'\\' => {
                    escaped = true;
                    false
                }
                byte => *byte == b'"',
            });
            end.map_or(rest.len(), |end| end + 1)
        }
        b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => 0,
        _ => rest.iter().position(|byte| b"{}[],:\" \n\r\t".contains(byte)).unwrap_or(rest.len()),
    };
    start + 1 + length
}

fn written(stack: &[Frame]) -> String {
    let mut path = String::new();
    for frame in stack {
        match frame {
            Frame::Object(key) => {
                if !path.is_empty() && !key.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Frame::Array(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
