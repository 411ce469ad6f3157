//! Values that stand in no file: what a repair makes of a value that does.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// How many shelves there are; each has twice the room of the one before.
const SHELVES: usize = 32;

type Shelf = Box<[OnceLock<Value>]>;

/// A store that only grows, so that what is in it never moves and can be borrowed as long as the trees.
#[derive(Debug, Default)]
pub(super) struct Kept {
    shelves: [OnceLock<Shelf>; SHELVES],
    taken: AtomicUsize,
}

impl Kept {
    /// Puts a value into the store. A store that is full, which no description that fits into memory can make it, gives null.
    pub(super) fn keep(&self, value: Value) -> &Value {
        let place = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        let shelf = place.ilog2() as usize;
        let slot = self.shelves.get(shelf).and_then(|cell| {
            let room = 1_usize << shelf;
            let shelf =
                cell.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(room).collect());
            shelf.get(place - room)
        });
        slot.map_or(&Value::Null, |slot| slot.get_or_init(|| value))
    }
}
