//! Expressions and types: what is laid out by its width.

use super::shape::{MAX_WIDTH, Shape, TAB, breaks, first_line, is_broken, line_break};
use super::{chain, list};

/// An expression or a type.
#[derive(Clone, Debug)]
pub enum Node {
    /// A path or number: one word.
    Word(String),
    /// A string literal.
    Text(String),
    /// `callee(arguments)`.
    Call(String, Vec<Node>),
    /// `name<arguments>`.
    Generic(String, Vec<Node>),
    /// `[items]` or `vec![items]`, by what stands before the bracket.
    Array(&'static str, Vec<Node>),
    /// `path { field: value }`; without a value the shorthand.
    Struct(String, Vec<(String, Option<Node>)>),
    /// `(items)`.
    Tuple(Vec<Node>),
    /// `(items)` of types.
    TupleType(Vec<Node>),
    /// `&node` or `&mut node`, by its prefix.
    Borrow(&'static str, Box<Node>),
    /// `node?`.
    Try(Box<Node>),
    /// `node.link().link()`.
    Chain(Box<Node>, Vec<Link>),
    /// `place = value`.
    Assign(String, Box<Node>),
}

/// One link of a chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// `.name` or `.await`.
    pub name: String,
    /// The arguments of a method; `None` is a field.
    pub arguments: Option<Vec<Node>>,
    /// Whether `?` follows.
    pub fallible: bool,
}

/// A path, a name or a number.
pub fn word(text: impl Into<String>) -> Node {
    Node::Word(text.into())
}

/// The name of an argument or a variable for a field: its own, but for those that `clippy::disallowed_names` refuses.
pub fn local(field: &str) -> String {
    if ["foo", "baz", "quux"].contains(&field) { format!("{field}_") } else { field.to_owned() }
}

/// The value of a field that an argument or a variable has; nothing is needed where they are called the same.
pub fn taken_over(field: &str) -> Option<Node> {
    let local = local(field);
    (local != field).then(|| word(local))
}

/// A string literal of a text.
pub fn text(value: &str) -> Node {
    Node::Text(literal(value))
}

/// A call of a function.
pub fn call(callee: impl Into<String>, arguments: impl Into<Vec<Node>>) -> Node {
    Node::Call(callee.into(), arguments.into())
}

/// A type with arguments.
pub fn generic(name: impl Into<String>, arguments: impl Into<Vec<Node>>) -> Node {
    Node::Generic(name.into(), arguments.into())
}

/// A reference to an array.
pub fn slice(items: impl Into<Vec<Node>>) -> Node {
    Node::Array("", items.into()).borrow()
}

impl Node {
    /// `&self`.
    pub fn borrow(self) -> Self {
        Self::Borrow("&", Box::new(self))
    }

    /// `&mut self`.
    pub fn borrow_mut(self) -> Self {
        Self::Borrow("&mut ", Box::new(self))
    }

    /// `self.name`.
    pub fn field(self, name: &str) -> Self {
        self.link(name, None)
    }

    /// `self.name(arguments)`.
    pub fn method(self, name: &str, arguments: impl Into<Vec<Node>>) -> Self {
        self.link(name, Some(arguments.into()))
    }

    /// `self?`.
    pub fn tried(self) -> Self {
        match self {
            Self::Chain(root, mut links) => {
                if let Some(last) = links.last_mut() {
                    last.fallible = true;
                }
                Self::Chain(root, links)
            }
            node => Self::Try(Box::new(node)),
        }
    }

    fn link(self, name: &str, arguments: Option<Vec<Node>>) -> Self {
        let link = Link { name: format!(".{name}"), arguments, fallible: false };
        match self {
            Self::Chain(root, mut links) => {
                links.push(link);
                Self::Chain(root, links)
            }
            node => Self::Chain(Box::new(node), vec![link]),
        }
    }

    /// The node on one line.
    pub fn flat(&self) -> String {
        match self {
            Self::Word(text) | Self::Text(text) => text.clone(),
            Self::Call(callee, arguments) => format!("{callee}({})", flat_list(arguments)),
            Self::Generic(name, arguments) => format!("{name}<{}>", flat_list(arguments)),
            Self::Array(prefix, items) => format!("{prefix}[{}]", flat_list(items)),
            Self::TupleType(items) if items.len() == 1 => format!("({},)", flat_list(items)),
            Self::Tuple(items) | Self::TupleType(items) => format!("({})", flat_list(items)),
            Self::Struct(path, fields) if fields.is_empty() => format!("{path} {{}}"),
            Self::Struct(path, fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| match value {
                        Some(value) => format!("{name}: {}", value.flat()),
                        None => name.clone(),
                    })
                    .collect();
                format!("{path} {{ {} }}", fields.join(", "))
            }
            Self::Borrow(prefix, node) => format!("{prefix}{}", node.flat()),
            Self::Try(node) => format!("{}?", node.flat()),
            Self::Chain(root, links) => {
                links.iter().fold(root.flat(), |text, link| text + &link.flat())
            }
            Self::Assign(place, value) => format!("{place} = {}", value.flat()),
        }
    }

    /// The node at a place as rustfmt prints it; `None` where rustfmt gives up and leaves what it finds.
    pub fn layout(&self, shape: Shape) -> Option<String> {
        let flat = self.flat();
        // The bounds of `impl Into<..>` are measured without their keyword.
        let bound = matches!(self, Self::Generic(name, _) if name.starts_with("impl "));
        let shape = if bound { Shape { width: shape.width + 5, ..shape } } else { shape };
        if flat.len() + if self.is_tight() { 2 } else { 0 } <= shape.width {
            return Some(flat);
        }
        match self {
            Self::Word(_) => shape.lenient.then_some(flat),
            Self::Text(_) => Some(flat),
            Self::Call(callee, _) if callee.len() > shape.width && !shape.lenient => None,
            Self::Call(callee, arguments) => list::layout(callee, "(", arguments, ")", shape),
            Self::Generic(name, arguments) => {
                let rest = shape.right(name.len())?;
                if matches!(&arguments[..], [Self::Word(word)] if word.starts_with('\'')) {
                    return shape.lenient.then_some(flat);
                }
                list::layout_types("", ["<", ">"], arguments, rest)
                    .map(|rest| format!("{name}{rest}"))
            }
            Self::Array(prefix, items) => list::layout(prefix, "[", items, "]", shape),
            Self::Tuple(items) => list::layout("", "(", items, ")", shape),
            Self::TupleType(items) => list::layout_types("", ["(", ")"], items, shape),
            Self::Struct(path, fields) => layout_fields(path, fields, shape),
            Self::Borrow(prefix, node) => {
                node.layout(shape.right(prefix.len())?).map(|node| format!("{prefix}{node}"))
            }
            Self::Try(node) => node.layout(shape.shorter(1)?).map(|node| node + "?"),
            Self::Chain(root, links) => chain::layout(root, links, shape),
            Self::Assign(place, value) => assign(&format!("{place} ="), value, shape),
        }
    }

    /// Whether rustfmt asks up to two columns too many of the node, as it does of a chain that ends with `?`.
    fn is_tight(&self) -> bool {
        match self {
            Self::Call(_, arguments) => arguments.iter().any(Self::is_tight),
            Self::Borrow(_, node) | Self::Try(node) | Self::Assign(_, node) => node.is_tight(),
            Self::Chain(_, links) => links.last().is_some_and(|link| link.fallible),
            _ => false,
        }
    }

    /// Whether rustfmt counts the node among the simple ones, of which several share a line.
    pub fn is_simple(&self) -> bool {
        match self {
            Self::Word(text) => !text.contains("::"),
            Self::Text(_) => true,
            Self::Borrow(_, node) | Self::Try(node) => node.is_simple(),
            Self::Chain(root, links) => {
                root.is_simple() && links.iter().all(|link| link.arguments.is_none())
            }
            _ => false,
        }
    }

    /// Whether the node, as the only argument, may start on the line of the callee and end on another.
    pub fn may_overflow(&self) -> bool {
        match self {
            Self::Call(..) | Self::Array(..) | Self::Tuple(_) | Self::Struct(..) => true,
            Self::Borrow(_, node) | Self::Try(node) => node.may_overflow(),
            Self::Chain(_, links) => links.last().is_some_and(|link| link.arguments.is_some()),
            _ => false,
        }
    }

    /// Whether the node is a call of a method.
    pub fn is_method(&self) -> bool {
        match self {
            Self::Borrow(_, node) | Self::Try(node) => node.is_method(),
            Self::Chain(_, links) => links.last().is_some_and(|link| link.arguments.is_some()),
            _ => false,
        }
    }
}

impl Link {
    fn flat(&self) -> String {
        let mark = if self.fallible { "?" } else { "" };
        match &self.arguments {
            Some(arguments) => format!("{}({}){mark}", self.name, flat_list(arguments)),
            None => format!("{}{mark}", self.name),
        }
    }

    /// The link at a place.
    pub fn layout(&self, shape: Shape) -> Option<String> {
        let mark = if self.fallible { "?" } else { "" };
        let shape = shape.shorter(mark.len())?;
        match &self.arguments {
            Some(arguments) => list::layout(&self.name, "(", arguments, ")", shape),
            None => Some(self.name.clone()),
        }
        .map(|text| text + mark)
    }
}

fn flat_list(nodes: &[Node]) -> String {
    nodes.iter().map(Node::flat).collect::<Vec<_>>().join(", ")
}

fn layout_fields(path: &str, fields: &[(String, Option<Node>)], shape: Shape) -> Option<String> {
    let inner = shape.block(TAB);
    let field = inner.shorter(1)?;
    let start = line_break(inner.indent);
    let mut output = format!("{path} {{");
    for (name, value) in fields {
        output += &start;
        output += name;
        if let Some(value) = value {
            output += ":";
            match field.right(name.len() + 2).and_then(|shape| value.layout(shape)) {
                Some(value) => output = output + " " + &value,
                None => {
                    let deeper =
                        Shape { lenient: shape.lenient, ..Shape::indented(inner.indent + TAB) };
                    output = output + &line_break(deeper.indent) + &value.layout(deeper)?;
                }
            }
        }
        output += ",";
    }
    Some(output + &line_break(shape.indent) + "}")
}

/// Text up to and with `=` or `:`, followed by a node on the same line or, where that is better, on the next.
pub fn assign(left: &str, right: &Node, shape: Shape) -> Option<String> {
    let beside = shape.right(left.len() + 1).unwrap_or(Shape {
        width: 0,
        offset: shape.offset + left.len() + 1,
        ..shape
    });
    let first = right.layout(beside);
    if let Some(text) = first.as_ref().filter(|text| !is_broken(text) && text.len() <= beside.width)
    {
        return Some(format!("{left} {text}"));
    }
    let indent = shape.indent + TAB;
    let below = Shape { indent, offset: 0, width: MAX_WIDTH.saturating_sub(indent), ..shape };
    let below = below.shorter(beside.overhead())?;
    match (first, right.layout(below)) {
        (Some(first), Some(second)) if below.fits(&second) && is_better(&second, &first) => {
            Some(format!("{left}{}{second}", line_break(indent)))
        }
        (None, Some(second)) => Some(format!("{left}{}{second}", line_break(indent))),
        (Some(first), _) => Some(format!("{left} {first}")),
        (None, None) => None,
    }
}

/// Whether a layout on the next line is better than one on the same line.
pub fn is_better(next: &str, same: &str) -> bool {
    let opens =
        |bracket| first_line(same).ends_with(bracket) && !first_line(next).ends_with(bracket);
    !is_broken(next) || breaks(same) > breaks(next) + 1 || opens('(') || opens('{') || opens('[')
}

/// A string literal in ASCII: raw where that saves backslashes. ASCII keeps widths exact and hides nothing.
pub fn literal(value: &str) -> String {
    let plain = value.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if plain && (value.contains('\\') || value.contains('"')) && !value.contains("\"##") {
        let fence = match (value.contains("\"#"), value.contains('"')) {
            (true, _) => "##",
            (_, true) => "#",
            _ => "",
        };
        return format!("r{fence}\"{value}\"{fence}");
    }
    let mut output = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => output.push_str("\\\""),
            '\\' => output.push_str("\\\\"),
            '\n' => output.push_str("\\n"),
            '\r' => output.push_str("\\r"),
            '\t' => output.push_str("\\t"),
            ' '..='~' => output.push(character),
            _ => output.extend(character.escape_unicode()),
        }
    }
    output + "\""
}
