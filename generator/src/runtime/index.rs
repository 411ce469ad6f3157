//! Where the members of a wide object are.

use std::collections::HashSet;

/// How many members are compared at most to see whether a name occurs twice, before all are looked at in another way. Names that were chosen
/// to have the same remainder cannot make an index slow to make.
const COMPARED: usize = 16;

/// The members of an object by their names, each of which can be taken once. Of several with the same name there is the last one.
#[derive(Debug)]
pub(super) struct Index {
    /// For each remainder of a hash, the last member whose name has it, counted from one.
    heads: Vec<usize>,
    /// For each member the one before it with the same remainder.
    links: Vec<usize>,
    taken: Vec<bool>,
}

impl Index {
    /// The index of so many members with these names.
    pub(super) fn new<'t>(count: usize, name: impl Fn(usize) -> &'t str) -> Self {
        let mut index = Self {
            heads: vec![0; count.next_power_of_two()],
            links: Vec::with_capacity(count),
            taken: vec![false; count],
        };
        let mut may_repeat = false;
        for at in 0..count {
            let text = name(at);
            let slot = index.slot(text);
            if !may_repeat {
                let mut same = index.chain(slot);
                may_repeat = same.by_ref().take(COMPARED).any(|other| name(other) == text)
                    || same.next().is_some();
            }
            index.links.push(index.heads[slot]);
            index.heads[slot] = at + 1;
        }
        if may_repeat {
            let mut seen = HashSet::with_capacity(count);
            for at in (0..count).rev() {
                index.taken[at] = !seen.insert(name(at));
            }
        }
        index
    }

    /// Takes the member of a name. It is mostly the one that is guessed.
    pub(super) fn take<'t>(
        &mut self,
        wanted: &str,
        guess: usize,
        name: impl Fn(usize) -> &'t str,
    ) -> Option<usize> {
        let is = |at: &usize| self.is_left(*at) && name(*at) == wanted;
        let at = match is(&guess) {
            true => guess,
            false => self.chain(self.slot(wanted)).find(is)?,
        };
        self.taken[at] = true;
        Some(at)
    }

    /// Whether there is a member that nobody has taken.
    pub(super) fn is_left(&self, at: usize) -> bool {
        self.taken.get(at) == Some(&false)
    }

    /// The members with a remainder, the last one first.
    fn chain(&self, slot: usize) -> impl Iterator<Item = usize> {
        let before = |at: &usize| self.links[*at].checked_sub(1);
        std::iter::successors(self.heads[slot].checked_sub(1), before)
    }

    fn slot(&self, name: &str) -> usize {
        // FNV-1a, whose lower bits are as good as the others.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        hash as usize & (self.heads.len() - 1)
    }
}
