//! Items, members and statements, each as text at a depth, without the indentation of its first line.

use super::list;
use super::node::{Node, assign, is_better};
use super::shape::{MAX_WIDTH, Shape, TAB, first_line, is_broken, last_line, line_break};

/// One parameter of a function.
#[derive(Clone, Debug)]
pub enum Param {
    /// `self`, `&self` or `mut self`.
    Receiver(&'static str),
    /// `name: type`.
    Named(String, Node),
}

/// The first lines of a function up to and with its opening brace.
pub fn signature(prefix: &str, params: &[Param], output: Option<&Node>, indent: usize) -> String {
    let flat: Vec<String> = params.iter().map(Param::flat).collect();
    let arrow = output.map(|output| format!(" -> {}", output.flat())).unwrap_or_default();
    let line = format!("{prefix}({}){arrow}", flat.join(", "));
    if indent + line.len() + 2 <= MAX_WIDTH {
        return line + " {";
    }
    if params.is_empty() && indent + line.len() <= MAX_WIDTH {
        return line + &line_break(indent) + "{";
    }
    // rustfmt leaves a signature in which one name is too long, and the space before its brace goes.
    broken(prefix, params, output, indent).unwrap_or(line + "{")
}

fn broken(prefix: &str, params: &[Param], output: Option<&Node>, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent);
    let inner = shape.block(TAB).shorter(1)?;
    let arrow = match output {
        Some(output) => format!(" -> {}", output.layout(shape.right(3)?)?),
        None => String::new(),
    };
    let mut text = format!("{prefix}(");
    for param in params {
        text = text + &line_break(inner.indent) + &param.layout(inner) + ",";
    }
    text = match params {
        [] => text + ")" + &line_break(indent) + arrow.trim_start(),
        _ => text + &line_break(indent) + ")" + &arrow,
    };
    if last_line(&text).len() + 2 > shape.width {
        return Some(text + &line_break(indent) + "{");
    }
    Some(text + " {")
}

impl Param {
    fn flat(&self) -> String {
        match self {
            Self::Receiver(text) => (*text).to_owned(),
            Self::Named(name, ty) => format!("{name}: {}", ty.flat()),
        }
    }

    fn layout(&self, shape: Shape) -> String {
        match self {
            Self::Receiver(text) => (*text).to_owned(),
            Self::Named(name, ty) => {
                let ty = shape.shorter(name.len() + 2).and_then(|shape| ty.layout(shape));
                ty.map_or_else(|| self.flat(), |ty| format!("{name}: {ty}"))
            }
        }
    }
}

/// `left = right;` of a constant or an associated type, or a field `left: right,`: text with its last character.
pub fn binding(left: &str, right: &Node, end: char, indent: usize) -> String {
    let shape = Shape::indented(indent);
    let shape = Shape { width: shape.width.saturating_sub(1), ..shape };
    let text = assign(left, right, shape).or_else(|| assign(left, right, shape.lenient()));
    text.unwrap_or_else(|| format!("{left} {}", right.flat())) + &end.to_string()
}

/// An expression as a statement with its semicolon, or as the value of a block without one.
pub fn statement(node: &Node, end: &str, indent: usize) -> String {
    let shape = Shape::indented(indent);
    let shape = Shape { width: shape.width.saturating_sub(end.len()), ..shape };
    let text = node.layout(shape).or_else(|| node.layout(shape.lenient()));
    text.unwrap_or_else(|| node.flat()) + end
}

/// `if let pattern = node && .. { value } else { otherwise }`, for two conditions or more.
pub fn if_all(
    conditions: &[(String, Node)],
    value: &Node,
    otherwise: &Node,
    indent: usize,
) -> String {
    let inner = indent + TAB;
    let line = |(index, (pattern, node)): (usize, &(String, Node))| {
        let (start, indent) = if index == 0 { ("if", indent) } else { ("&&", inner) };
        let left = format!("{start} let {pattern} =");
        let shape = Shape::indented(indent);
        let text = assign(&left, node, shape).or_else(|| assign(&left, node, shape.lenient()));
        text.unwrap_or_else(|| format!("{left} {}", node.flat()))
    };
    let lines: Vec<String> = conditions.iter().enumerate().map(line).collect();
    let (start, end) = (line_break(inner), line_break(indent));
    let (value, otherwise) = (statement(value, "", inner), statement(otherwise, "", inner));
    let head = lines.join(&start);
    format!("{head}{end}{{{start}{value}{end}}} else {{{start}{otherwise}{end}}}")
}

/// A variant `name(type),` of an enum.
pub fn variant(name: &str, payload: Option<&Node>, indent: usize) -> String {
    let Some(payload) = payload else { return format!("{name},") };
    let line = format!("{name}({}),", payload.flat());
    let shape = Shape::indented(indent);
    if line.len() <= shape.width {
        return line;
    }
    let shape = Shape { width: shape.width.saturating_sub(1), ..shape };
    let items = list::layout_types(name, ["(", ")"], std::slice::from_ref(payload), shape);
    items.map_or(line, |items| items + ",")
}

/// `pub struct Name<'c> {` or `pub enum Name {` at depth 0.
pub fn type_head(kind: &str, name: &str, lifetime: &str) -> String {
    let head = format!("pub {kind} {name}{lifetime}");
    match lifetime.trim_matches(['<', '>']) {
        _ if head.len() + 2 <= MAX_WIDTH => head + " {",
        inner if inner.is_empty() || head.len() <= MAX_WIDTH => head + "\n{",
        inner => format!("pub {kind} {name}<\n    {inner},\n> {{"),
    }
}

/// `impl Trait for Name {` at depth 0, with what stands between the braces.
pub fn impl_block(generics: &str, of: Option<&str>, target: &str, body: &str) -> String {
    let head = match of {
        Some(of) => format!("impl{generics} {of} for {target}"),
        None => format!("impl{generics} {target}"),
    };
    let open = match of {
        Some(of) if head.len() + 2 > MAX_WIDTH => {
            let close = if body.is_empty() { "\n}\n" } else { "" };
            let open = format!("impl{generics} {of}\n    for {}\n{{", long_target(target, 8));
            if body.is_empty() {
                return open + close;
            }
            open
        }
        None if head.len() + 2 > MAX_WIDTH => {
            format!("impl{generics}\n    {}\n{{", long_target(target, 4))
        }
        _ if body.is_empty() => return head + " {}\n",
        _ => head + " {",
    };
    format!("{open}\n{}\n}}\n", body.trim_end_matches('\n'))
}

/// A target that may be too long for a line of its own.
fn long_target(target: &str, before: usize) -> String {
    match target.split_once("<'_>") {
        Some((name, "")) if target.len() + before > MAX_WIDTH => {
            format!("{name}<\n        '_,\n    >")
        }
        _ => target.to_owned(),
    }
}

/// One arm of a match.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its patterns.
    pub cases: Vec<String>,
    /// What must hold besides.
    pub guard: Option<Node>,
    /// What it gives.
    pub body: Node,
}

/// A match over statuses, indexes or strings.
pub fn match_block(head: &str, arms: &[(Vec<String>, Node)], indent: usize) -> String {
    let arm = |(cases, body): &(Vec<String>, Node)| Arm {
        cases: cases.clone(),
        guard: None,
        body: body.clone(),
    };
    match_arms(head, &arms.iter().map(arm).collect::<Vec<_>>(), indent)
}

/// A match in which arms may have guards.
pub fn match_arms(head: &str, arms: &[Arm], indent: usize) -> String {
    let inner = Shape::indented(indent + TAB);
    let lay = |shape: Shape| arms.iter().map(|arm| arm.layout(shape)).collect();
    let arms: Option<Vec<String>> = lay(inner);
    let arms = arms.or_else(|| lay(inner.lenient())).unwrap_or_default();
    let start = line_break(inner.indent);
    format!("match {head} {{{start}{}{}}}", arms.join(&start), line_break(indent))
}

impl Arm {
    fn layout(&self, shape: Shape) -> Option<String> {
        let cases = alternatives(&self.cases, shape.shorter(5)?)?;
        let Some(guard) = &self.guard else { return arm(cases, &self.body, shape) };
        let used = last_line(&cases).len() + " if ".len();
        let beside = shape.right(used).and_then(|shape| shape.shorter(" => {".len()));
        let same = beside.and_then(|shape| guard.layout(shape));
        if let Some(guard) = same.as_ref().filter(|text| !is_broken(text)) {
            return arm(format!("{cases} if {guard}"), &self.body, shape);
        }
        let indent = shape.indent + TAB;
        let below = Shape { lenient: shape.lenient, ..Shape::indented(indent) };
        let start = line_break(indent);
        // Behind a short pattern a guard may break; behind another one it gets a line of its own.
        let guard = match same.filter(|_| last_line(&cases).len() <= TAB) {
            Some(guard) => format!(" if {guard}"),
            None => {
                let below = below.right("if ".len())?.shorter(" =>".len())?;
                format!("{start}if {}", guard.layout(below)?)
            }
        };
        let body = statement(&self.body, "", indent);
        let close = line_break(shape.indent);
        Some(format!("{cases}{guard} =>{close}{{{start}{body}{close}}}"))
    }
}

fn arm(cases: String, body: &Node, shape: Shape) -> Option<String> {
    if matches!(body, Node::Word(word) if word == "{}") {
        return Some(format!("{cases} => {{}}"));
    }
    let used = match is_broken(&cases) {
        true => last_line(&cases).len() - shape.indent,
        false => cases.len(),
    };
    let beside = shape.right(used + 4).and_then(|shape| shape.shorter(1));
    let first = beside.and_then(|beside| body.layout(beside));
    let budget = beside.map_or(0, |shape| shape.width);
    if let Some(text) = first.as_ref().filter(|text| !is_broken(text) && text.len() <= budget) {
        return Some(format!("{cases} => {text},"));
    }
    let indent = shape.indent + TAB;
    let second = body.layout(Shape { lenient: shape.lenient, ..Shape::indented(indent) });
    let extend = !matches!(body, Node::Assign(..) | Node::Word(_) | Node::Text(_));
    let below = |text: String| {
        format!("{cases} => {{{}{text}{}}}", line_break(indent), line_break(shape.indent))
    };
    match (first, second) {
        (Some(first), Some(second)) if is_better(&second, &first) => Some(below(second)),
        (Some(first), _) if extend && first_line(&first).len() <= budget => {
            Some(format!("{cases} => {first},"))
        }
        (Some(first), Some(second)) if is_broken(&first) => Some(below(second)),
        (None, Some(second)) => Some(below(second)),
        (Some(first), None) => Some(format!("{cases} => {first},")),
        (None, None) => None,
        (Some(first), Some(_)) => Some(format!("{cases} => {first},")),
    }
}

/// `a | b | c`: short ones filled into lines, others one a line.
fn alternatives(cases: &[String], shape: Shape) -> Option<String> {
    let flat = cases.join(" | ");
    if flat.len() <= shape.width || cases.len() < 2 {
        return Some(flat);
    }
    let start = line_break(shape.indent);
    if cases.iter().any(|case| case.len() > 20 || case.contains("..")) {
        return Some(cases.join(&format!("{start}| ")));
    }
    let mut text = String::new();
    let mut used = 0;
    for case in cases {
        if used == 0 {
            used = case.len();
        } else if used + 3 + case.len() > shape.width {
            text = text + &start + "| ";
            used = 2 + case.len();
        } else {
            text += " | ";
            used += 3 + case.len();
        }
        text += case;
    }
    Some(text)
}
