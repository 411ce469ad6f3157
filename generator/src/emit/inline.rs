//! Text inside a line of Markdown: links, addresses, tags and code spans.

/// A line in which nothing is a link to an item, a bare address or a tag.
pub fn inline(text: &str) -> String {
    let mut output = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (written, used) = match first {
            '\\' => escaped(rest),
            '`' => code_span(rest),
            '[' => link(rest),
            '!' if rest.starts_with("![") => {
                let (link, used) = link(&rest[1..]);
                (link, used + 1)
            }
            '<' => angle(rest),
            'h' if address(rest) > 0 => {
                let used = address(rest);
                (marked(&rest[..used]), used)
            }
            first => (first.to_string(), first.len_utf8()),
        };
        // Two code spans side by side would be read as one.
        if written.starts_with('`') && output.ends_with('`') && !output.ends_with("\\`") {
            output.push(' ');
        }
        output += &written;
        rest = &rest[used..];
    }
    output
}

/// A backslash with the punctuation that it escapes.
fn escaped(text: &str) -> (String, usize) {
    match text.chars().nth(1) {
        Some(next) if next.is_ascii_punctuation() => (text[..2].to_owned(), 2),
        _ => ("\\\\".to_owned(), 1),
    }
}

/// A code span, or escaped backticks where none is closed on this line.
fn code_span(text: &str) -> (String, usize) {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mut position = ticks;
    while let Some(start) = text[position..].find('`') {
        let start = position + start;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        if run == ticks {
            return (text[..start + run].to_owned(), start + run);
        }
        position = start + run;
    }
    ("\\`".repeat(ticks), ticks)
}

/// A link to an absolute address as it is; one to somewhere else as text; a bracket without a link escaped.
fn link(text: &str) -> (String, usize) {
    let literal = ("\\[".to_owned(), 1);
    let Some(end) = closing(text, '[', ']') else { return literal };
    let Some(target) = text[end + 1..].strip_prefix('(') else { return literal };
    let Some(length) = closing(&text[end + 1..], '(', ')') else { return literal };
    let target = &target[..length - 1];
    let used = end + 1 + length + 1;
    let label = inline_label(&text[1..end]);
    let address = target.split_whitespace().next().unwrap_or_default().trim_matches(['<', '>']);
    if label.is_empty() {
        return (marked(address), used);
    }
    let is_plain = address.chars().all(|c| c.is_ascii_graphic() && !"<>()[]`\\{}|\"".contains(c));
    if is_plain && ["http://", "https://", "mailto:"].iter().any(|start| address.starts_with(start))
    {
        return (format!("[{label}]({address})"), used);
    }
    let address = address.replace('`', "'");
    (if address.is_empty() { label } else { format!("{label} (`{address}`)") }, used)
}

/// The label of a link, in which no other link may stand.
fn inline_label(text: &str) -> String {
    if text.contains("://") {
        return format!("`{}`", text.replace('`', "'"));
    }
    let text: String = text.chars().filter(|c| !"[]!".contains(*c)).collect();
    inline(text.trim())
}

/// Where a bracket closes, counted from the one at the start.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    let mut is_escaped = false;
    for (position, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(position);
                }
            }
            _ => {}
        }
    }
    None
}

/// An address in angle brackets as it is; what could be a tag escaped.
fn angle(text: &str) -> (String, usize) {
    let end = text.find('>').unwrap_or_default();
    let inside = text.get(1..end).unwrap_or_default();
    if address(inside) == inside.len() && !inside.is_empty() {
        return (marked(inside), end + 1);
    }
    match text.chars().nth(1) {
        Some(next) if next.is_ascii_alphabetic() || "/!?".contains(next) => ("\\<".to_owned(), 1),
        _ => ("<".to_owned(), 1),
    }
}

/// How much of a text is an address.
fn address(text: &str) -> usize {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return 0;
    }
    let is_end = |c: char| c.is_whitespace() || !c.is_ascii() || "<>\"`|\\[]*".contains(c);
    let mut end = text.find(is_end).unwrap_or(text.len());
    loop {
        let found = &text[..end];
        let opened = found.matches('(').count();
        let is_trailing = match found.chars().last() {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '_') => true,
            Some(')') => found.matches(')').count() > opened,
            _ => false,
        };
        if !is_trailing {
            break;
        }
        end -= 1;
    }
    if end <= "https://".len() && text[..end].ends_with("://") { 0 } else { end }
}

/// An address as a link, or as code where it is only a template of one.
fn marked(address: &str) -> String {
    let is_link = !address.contains(['{', '}', '<', '>', '`', ' '])
        && address.contains("://")
        && !address.ends_with("://");
    if is_link { format!("<{address}>") } else { format!("`{}`", address.replace('`', "'")) }
}
