//! A printer for the few shapes of code that are emitted, which breaks lines exactly where rustfmt does.
//!
//! It follows rustfmt with edition 2024 and `use_small_heuristics = "Max"`, so that formatting what was emitted changes
//! nothing. Nothing is parsed and nothing is printed twice, so it costs no more than writing the text.

mod chain;
mod import;
mod item;
mod list;
mod node;
mod shape;

pub use import::{imports, order};
pub use item::{
    Arm, Param, binding, if_all, impl_block, match_arms, match_block, signature, statement,
    type_head, variant,
};
pub use node::{Node, call, generic, local, slice, taken_over, text, word};
pub use shape::MAX_WIDTH;
