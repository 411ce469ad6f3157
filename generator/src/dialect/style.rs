//! `style`, `explode` and `allowReserved`: how values become text.

use super::Reader;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Location, Serialization, Style};
use crate::source::Node;

/// `style` and what goes with it, as it is written.
#[derive(Default)]
pub(super) struct Written<'t> {
    pub(super) style: Option<(&'t str, Node<'t>)>,
    pub(super) explode: Option<bool>,
    pub(super) allow_reserved: bool,
}

/// What holds where nothing is said (OpenAPI 3.2, section 4.12.2.2).
pub(super) fn default_serialization(location: Location) -> Serialization {
    let style = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::QueryString | Location::Cookie => Style::Form,
    };
    Serialization { style, explode: style == Style::Form, allow_reserved: false }
}

impl<'t> Reader<'t> {
    /// How a value becomes text, of what is written and what holds where nothing is.
    pub(super) fn serialization(
        self,
        location: Location,
        written: Written<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Serialization {
        let default = default_serialization(location);
        let style = written
            .style
            .map_or(default.style, |(style, at)| self.style(location, style, at, diagnostics));
        Serialization {
            style,
            explode: written.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie)),
            allow_reserved: written.allow_reserved,
        }
    }

    fn style(
        self,
        location: Location,
        text: &str,
        at: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Style {
        let default = default_serialization(location).style;
        let style = match text {
            "simple" => Style::Simple,
            "label" => Style::Label,
            "matrix" => Style::Matrix,
            "form" => Style::Form,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "deepObject" => Style::DeepObject,
            "cookie" => Style::Cookie,
            _ => {
                let message = format!("`{text}` is no style of a parameter");
                let help = "see `style` in the specification for what a parameter can have";
                diagnostics.error(Code::UnknownValue, at, message, help);
                return default;
            }
        };
        let fits = match location {
            Location::Path => matches!(style, Style::Simple | Style::Label | Style::Matrix),
            Location::Header => style == Style::Simple,
            Location::Cookie => matches!(style, Style::Form | Style::Cookie),
            Location::Query | Location::QueryString => {
                matches!(
                    style,
                    Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
                )
            }
        };
        if fits {
            return style;
        }
        // The plain styles of the places are one and the same to who wrote them.
        if matches!(style, Style::Simple | Style::Form) {
            let message = format!(
                "a parameter that travels here cannot have the style `{text}`; the plain style of the place is taken"
            );
            diagnostics.warning(Code::UnknownValue, at, message, "remove `style`");
        } else {
            let message = format!("a parameter that travels here cannot have the style `{text}`");
            let help = "see `style` in the specification for what goes with `in`";
            diagnostics.error(Code::UnknownValue, at, message, help);
        }
        default
    }
}
