//! Documentation comments: Markdown of descriptions made safe for rustdoc and tidy for clippy.
//!
//! Nothing in a description may become a link to an item, a doctest, a tag or a lint. Blocks are read line by line:
//! fences and indented code become `text` fences, list items and quotes get one indentation, everything else is text
//! in which [`inline`] escapes what rustdoc would take for a link or a tag.

use crate::ir::Docs;

use super::inline::inline;

/// A documentation comment in the making.
#[derive(Debug, Default)]
pub struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// Summary and description, or what the role of an undocumented thing says.
    pub fn of(docs: &Docs, role: impl FnOnce() -> String) -> Self {
        let mut doc = Self::default();
        let summary = docs.summary.as_deref().map(sentence).unwrap_or_default();
        let mut description = docs.description.as_deref().map(clean).unwrap_or_default();
        if let [line] = &mut description[..]
            && line.ends_with(char::is_alphanumeric)
        {
            line.push('.');
        }
        let is_repeated = description.first().is_some_and(|line| {
            !summary.is_empty() && line.starts_with(summary.trim_end_matches('.'))
        });
        if !summary.is_empty() && !is_repeated {
            doc.paragraph(&summary);
        }
        if !description.is_empty() {
            doc.blank();
            doc.lines.extend(description);
        }
        if doc.lines.is_empty() {
            doc.paragraph(&role());
        }
        doc
    }

    /// Adds a paragraph of safe Markdown.
    pub fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.blank();
        self.lines.extend(text.lines().map(str::to_owned));
    }

    /// Adds another comment as further paragraphs.
    pub fn append(&mut self, other: Self) {
        if !other.is_empty() {
            self.blank();
            self.lines.extend(other.lines);
        }
    }

    /// Says that the description marks the thing deprecated.
    pub fn deprecated(&mut self, deprecated: bool) {
        if deprecated {
            self.paragraph("Deprecated.");
        }
    }

    /// The comment before an item at a depth.
    pub fn outer(&self, indent: usize) -> String {
        self.marked(&format!("{:indent$}///", ""))
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The comment of a file.
    pub fn inner(&self) -> String {
        self.marked("//!")
    }

    fn blank(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }

    fn marked(&self, mark: &str) -> String {
        let line = |line: &String| match line.trim_end() {
            "" => format!("{mark}\n"),
            line => format!("{mark} {line}\n"),
        };
        self.lines.iter().map(line).collect()
    }
}

/// Documentation on one line, if there is any.
pub fn line(docs: &Docs) -> String {
    let text = docs.summary.as_deref().or(docs.description.as_deref());
    text.map(sentence).unwrap_or_default()
}

/// The first line of documentation as a sentence, if it is short and stands for itself. A title of one word is in the name already.
pub fn short(docs: &Docs) -> Option<String> {
    const LONGEST: usize = 100;
    let title = docs.summary.as_deref().filter(|title| title.trim().contains(' '));
    let text = docs.description.as_deref().or(title)?.trim();
    let first = text.lines().next()?.trim();
    let is_whole = text.lines().nth(1).is_none_or(|next| next.trim().is_empty());
    let is_short = !first.is_empty() && first.chars().count() <= LONGEST && is_whole;
    is_short.then(|| sentence(first))
}

/// The text of a code span: what stands between backticks may hold none.
pub fn code(text: &str) -> String {
    let text: String = tidy(text).chars().map(|c| if c == '`' { '\'' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { " ".to_owned() } else { text }
}

/// A code span of any text, between more backticks than it has in a row.
pub fn span(text: &str) -> String {
    let text = tidy(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space =
        if text.is_empty() || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// One line of text as a sentence.
pub fn sentence(text: &str) -> String {
    let text = tidy(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = paragraph_line(text.trim_start_matches(['#', ' ']));
    match text.chars().last() {
        None => text,
        Some('.' | '!' | '?' | ':' | '。' | '！' | '？') => text,
        Some(_) => text + ".",
    }
}

/// A text as one line that opens no block.
fn paragraph_line(text: &str) -> String {
    let text = inline(text);
    let is_numbered = text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']);
    match text.chars().next() {
        Some('#' | '>' | '-' | '+' | '=' | '|' | '~') => format!("\\{text}"),
        Some('*') if text.starts_with("* ") => format!("\\{text}"),
        Some(first) if first.is_ascii_digit() && is_numbered => {
            let digits = text.find(['.', ')']).unwrap_or_default();
            format!("{}\\{}", &text[..digits], &text[digits..])
        }
        _ => text,
    }
}

/// Text without what no reader sees: controls, marks of direction, tabs and foreign line ends.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let replaced = text.chars().filter_map(|c| match c {
        '\n' => Some(c),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => None,
        '\u{a0}' => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    });
    replaced.collect()
}

/// The lines of a description.
pub fn clean(text: &str) -> Vec<String> {
    let text = unwrap_html(&tidy(text));
    let mut blocks = Blocks::default();
    for line in text.lines() {
        blocks.line(line.trim_end());
    }
    blocks.finish()
}

/// The HTML that descriptions use for paragraphs, as Markdown.
fn unwrap_html(text: &str) -> String {
    const TAGS: [(&str, &str); 14] = [
        ("<br>", "\n"),
        ("<br/>", "\n"),
        ("<br />", "\n"),
        ("<p>", "\n\n"),
        ("</p>", "\n\n"),
        ("<ul>", "\n\n"),
        ("</ul>", "\n\n"),
        ("<li>", "\n- "),
        ("</li>", "\n"),
        ("<code>", "`"),
        ("</code>", "`"),
        ("<b>", "**"),
        ("</b>", "**"),
        ("<hr>", "\n\n"),
    ];
    if !text.contains('<') {
        return text.to_owned();
    }
    TAGS.iter().fold(text.to_owned(), |text, (tag, markdown)| text.replace(tag, markdown))
}

/// An open list item: where it stands in the source, and where its text stands in the comment.
struct Item {
    numbered: bool,
    marker: usize,
    content: usize,
    output: usize,
}

/// The blocks read so far.
#[derive(Default)]
struct Blocks {
    lines: Vec<String>,
    items: Vec<Item>,
    fence: Option<(String, usize)>,
    /// The indented code block that is open: its indentation, and the line of its opening fence.
    indented: Option<(usize, usize)>,
    quoted: bool,
    after_blank: bool,
}

impl Blocks {
    fn line(&mut self, line: &str) {
        let text = line.trim_start_matches(' ');
        let depth = line.len() - text.len();
        if let Some((fence, indent)) = self.fence.take() {
            let is_end = text.starts_with(&fence) && text.trim_start_matches(['`', '~']).is_empty();
            let prefix = self.prefix();
            if is_end {
                self.lines.push(format!("{prefix}{fence}"));
            } else {
                let cut = line.char_indices().take(indent).take_while(|(_, c)| *c == ' ').count();
                self.lines.push(format!("{prefix}{}", &line[cut..]).trim_end().to_owned());
                self.fence = Some((fence, indent));
            }
            return;
        }
        if text.is_empty() {
            self.after_blank = true;
            self.quoted = false;
            if self.indented.is_some() {
                self.lines.push(String::new());
            }
            return;
        }
        if let Some((indent, _)) = self.indented {
            if depth >= indent {
                self.lines.push(line[indent..].to_owned());
                return;
            }
            self.close_indented();
        }
        self.block(text, depth);
        self.after_blank = false;
    }

    fn block(&mut self, text: &str, depth: usize) {
        let fence = text.len() - text.trim_start_matches('`').len();
        let wave = text.len() - text.trim_start_matches('~').len();
        if self.after_blank {
            self.leave(depth);
            if self.items.is_empty() && depth >= 4 {
                self.separate();
                self.indented = Some((depth, self.lines.len()));
                self.lines.push(String::new());
                self.lines.push(text.to_owned());
                return;
            }
        }
        if fence >= 3 && !text[fence..].contains('`') || wave >= 3 {
            self.open_fence(if fence >= 3 { &text[..fence] } else { &text[..wave] }, depth);
        } else if is_rule(text) {
            self.items.clear();
            self.quoted = false;
            self.after_blank = true;
            self.separate();
            self.lines.push("---".to_owned());
            self.lines.push(String::new());
        } else if let Some((marker, rest)) =
            list_item(text).filter(|(marker, _)| self.may_list(marker, depth))
        {
            self.item(marker, rest, depth, text.len() - rest.len());
        } else if let Some(rest) = text.strip_prefix('>') {
            if !self.quoted {
                self.separate();
            }
            self.quoted = true;
            let rest = paragraph_line(rest.trim_start_matches(['>', ' ']));
            self.lines.push(format!("{}> {rest}", self.prefix()).trim_end().to_owned());
        } else {
            self.paragraph(text);
        }
    }

    fn paragraph(&mut self, text: &str) {
        let heading = text.trim_start_matches('#');
        let level = text.len() - heading.len();
        if (1..=6).contains(&level) && heading.starts_with(' ') {
            self.items.clear();
            self.separate();
            let heading = heading.trim().trim_end_matches('#').trim_end();
            self.lines.push(format!("{} {}", &text[..level], inline(heading)));
            self.lines.push(String::new());
            return;
        }
        if self.after_blank {
            self.separate();
        }
        let mark = if self.quoted { "> " } else { "" };
        // A row of a table stays one; what else looks like a marker of a block is none here.
        let text = if text.starts_with('|') { inline(text) } else { paragraph_line(text) };
        self.lines.push(format!("{}{mark}{text}", self.prefix()));
    }

    /// Whether a marker makes an item: inside a text only `1` begins a numbered list (CommonMark, section 5.3).
    fn may_list(&self, marker: &str, depth: usize) -> bool {
        let is_first = marker == "-" || marker == "1." || marker == "1)";
        let is_next = || self.items.iter().any(|item| item.numbered && item.marker >= depth);
        is_first || self.after_blank || self.lines.last().is_none_or(String::is_empty) || is_next()
    }

    fn item(&mut self, marker: &str, rest: &str, depth: usize, width: usize) {
        while self.items.last().is_some_and(|item| depth <= item.marker) {
            self.items.pop();
        }
        let output = self.items.last().map_or(0, |item| item.output);
        let is_top = self.items.is_empty();
        if self.after_blank || is_top && self.lines.last().is_some_and(|line| !is_listed(line)) {
            self.separate();
        }
        self.quoted = false;
        self.lines
            .push(format!("{:output$}{marker} {}", "", paragraph_line(rest)).trim_end().to_owned());
        let content = depth + width;
        let numbered = marker != "-";
        let output = output + marker.len() + 1;
        self.items.push(Item { numbered, marker: depth, content, output });
    }

    fn open_fence(&mut self, fence: &str, depth: usize) {
        if self.items.is_empty() {
            self.separate();
        }
        self.lines.push(format!("{}{fence}text", self.prefix()));
        self.fence = Some((fence.to_owned(), depth));
    }

    /// Leaves the list items to which a line at a depth, after a blank one, does not belong.
    fn leave(&mut self, depth: usize) {
        while self.items.last().is_some_and(|item| depth < item.content.min(item.marker + 2)) {
            self.items.pop();
        }
    }

    fn prefix(&self) -> String {
        let output = self.items.last().map_or(0, |item| item.output);
        " ".repeat(output)
    }

    /// An empty line, unless there is one.
    fn separate(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn close_indented(&mut self) {
        let Some((_, start)) = self.indented.take() else { return };
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        let mut fence = "```".to_owned();
        while self.lines.iter().skip(start).any(|line| line.contains(&fence)) {
            fence.push('`');
        }
        if let Some(line) = self.lines.get_mut(start) {
            *line = format!("{fence}text");
        }
        self.lines.push(fence);
        self.lines.push(String::new());
    }

    fn finish(mut self) -> Vec<String> {
        self.close_indented();
        if let Some((fence, _)) = self.fence.take() {
            self.lines.push(format!("{}{fence}", self.prefix()));
        }
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

fn is_rule(text: &str) -> bool {
    let marks: String = text.split(' ').collect();
    ['-', '*', '_'].iter().any(|mark| marks.len() >= 3 && marks.chars().all(|c| c == *mark))
}

fn is_listed(line: &str) -> bool {
    line.is_empty() || list_item(line.trim_start()).is_some() || line.starts_with("  ")
}

/// The marker of a list item as it is written, and its text.
fn list_item(text: &str) -> Option<(&str, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (marker, rest) = match text.as_bytes().first()? {
        b'-' | b'*' | b'+' => ("-", &text[1..]),
        _ if (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']) => {
            (&text[..=digits], &text[digits + 1..])
        }
        _ => return None,
    };
    let rest = rest.strip_prefix(' ')?;
    Some((marker, rest.trim_start())).filter(|(_, rest)| !rest.is_empty())
}
