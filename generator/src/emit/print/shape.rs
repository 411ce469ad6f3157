//! Where something is to be printed, and how much room it has.

/// `max_width` of rustfmt.
pub const MAX_WIDTH: usize = 100;
/// `tab_spaces` of rustfmt.
pub const TAB: usize = 4;

/// A place on the page.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Columns that the first line may use.
    pub width: usize,
    /// Columns before the block that surrounds the place.
    pub indent: usize,
    /// Columns between `indent` and the place.
    pub offset: usize,
    /// Whether a method chain must stay on one line.
    pub one_line_chain: bool,
    /// Whether what does not fit is printed all the same.
    pub lenient: bool,
}

impl Shape {
    /// The start of a line.
    pub fn indented(indent: usize) -> Self {
        let width = MAX_WIDTH.saturating_sub(indent);
        Self { width, indent, offset: 0, one_line_chain: false, lenient: false }
    }

    /// The same place for text that fits nowhere.
    pub fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }

    /// Further right on the same line.
    pub fn right(self, columns: usize) -> Option<Self> {
        let shape = self.shorter(columns)?;
        Some(Self { offset: shape.offset + columns, ..shape })
    }

    /// Less room at the end of the line.
    pub fn shorter(self, columns: usize) -> Option<Self> {
        match self.width.checked_sub(columns) {
            Some(width) => Some(Self { width, ..self }),
            None if self.lenient => Some(Self { width: 0, ..self }),
            None => None,
        }
    }

    /// The start of a line, `columns` deeper than the surrounding block.
    pub fn block(self, columns: usize) -> Self {
        let indent = self.indent + columns;
        Self { width: MAX_WIDTH.saturating_sub(indent), indent, offset: 0, ..self }
    }

    /// Columns that are taken by what follows on the same line.
    pub fn overhead(self) -> usize {
        MAX_WIDTH.saturating_sub(self.indent + self.offset + self.width)
    }

    /// Whether finished text has room here, and so has what the caller puts behind its last line.
    pub fn fits(self, text: &str) -> bool {
        if self.lenient {
            return true;
        }
        if first_line(text).len() > self.width {
            return false;
        }
        !text.contains('\n')
            || text.lines().skip(1).all(|line| line.len() <= MAX_WIDTH)
                && last_line(text).len() <= self.indent + self.offset + self.width
    }
}

/// The line break that starts a line at a depth.
pub fn line_break(indent: usize) -> String {
    format!("\n{:indent$}", "")
}

/// Text up to the first line break.
pub fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

/// Text after the last line break.
pub fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

/// Whether text is broken over lines.
pub fn is_broken(text: &str) -> bool {
    text.contains('\n')
}

/// Number of line breaks.
pub fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}
