//! Where the members of a wide object are.

use std::collections::HashSet;

/// How many members are compared at most to see whether a name occurs twice, before all are looked at in another way. Names that were chosen
/// to have the same remainder cannot make that slow.
const COMPARED: usize = 16;

/// The members of an object by the hashes of their names.
#[derive(Debug)]
pub(super) struct Index {
    /// For each remainder of a hash, the last member whose name has it, counted from one.
    heads: Vec<usize>,
    /// The hash of each member, and the member before it with the same remainder, counted from one.
    links: Vec<(u32, usize)>,
}

impl Index {
    pub(super) fn new(hashes: impl ExactSizeIterator<Item = u32>) -> Self {
        let mut heads = vec![0; hashes.len().next_power_of_two()];
        let mut links = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let slot = slot(hash, heads.len());
            links.push((hash, heads[slot]));
            heads[slot] = links.len();
        }
        Self { heads, links }
    }

    /// The member whose name has a hash and is the one.
    pub(super) fn find(&self, hash: u32, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mut chain = self.chain(self.heads[slot(hash, self.heads.len())]);
        chain.find(|at| self.links[*at].0 == hash && is(*at))
    }

    /// Those of the members whose name is that of a later one.
    pub(super) fn repeated<'t>(&self, name: impl Fn(usize) -> &'t str) -> HashSet<usize> {
        let mut repeated = HashSet::new();
        for (at, (hash, before)) in self.links.iter().enumerate() {
            if self.chain(*before).nth(COMPARED).is_some() {
                let mut seen = HashSet::with_capacity(self.links.len());
                return (0..self.links.len()).rev().filter(|at| !seen.insert(name(*at))).collect();
            }
            let same = |other: &usize| self.links[*other].0 == *hash && name(*other) == name(at);
            repeated.extend(self.chain(*before).find(same));
        }
        repeated
    }

    /// From a member, counted from one, all with the same remainder, the last one first.
    fn chain(&self, from: usize) -> impl Iterator<Item = usize> {
        let before = |at: &usize| self.links[*at].1.checked_sub(1);
        std::iter::successors(from.checked_sub(1), before)
    }
}

fn slot(hash: u32, slots: usize) -> usize {
    hash as usize & (slots - 1)
}

/// A number that is mostly another for another name: of its length, its first bytes and its last ones.
pub(super) fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let number = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        }
        _ => bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    };
    // Multiplied by an odd number, the upper bits depend on all others.
    let number = (number ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (number >> 32) as u32
}
