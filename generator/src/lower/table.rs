//! The types found so far: each has a number at once, and a definition as soon as somebody knows it.

use std::rc::Rc;

use crate::ir::{Type, TypeDef, TypeId};

/// All types, by the numbers that they have while they are found.
#[derive(Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
}

/// A type that has a number, and perhaps a definition already.
struct Slot {
    definition: Option<TypeDef>,
    /// The type behind which it stands.
    parent: Option<TypeId>,
    /// The position of the component that it was made for, where it stands behind no other type.
    rank: usize,
    /// Whether it is decided what it is, even if its definition waits in the queue.
    claimed: bool,
    /// The error that was found in it.
    broken: Option<Rc<str>>,
}

impl Table {
    /// A new type, behind another one or at the place of a component.
    pub(super) fn reserve(&mut self, parent: Option<TypeId>, rank: usize) -> TypeId {
        self.slots.push(Slot { definition: None, parent, rank, claimed: false, broken: None });
        TypeId(self.slots.len() - 1)
    }

    /// Notes that it is decided what a type is.
    pub(super) fn claim(&mut self, id: TypeId) {
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.claimed = true;
        }
    }

    pub(super) fn is_claimed(&self, id: TypeId) -> bool {
        self.slots.get(id.0).is_some_and(|slot| slot.claimed)
    }

    pub(super) fn define(&mut self, id: TypeId, definition: TypeDef) {
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.definition = Some(definition);
        }
    }

    /// Notes the error that was found in a type, if there is one.
    pub(super) fn set_broken(&mut self, id: TypeId, why: Option<Rc<str>>) {
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.broken = why;
        }
    }

    /// The definition of a type that is known already.
    pub(super) fn definition(&self, id: TypeId) -> Option<&TypeDef> {
        self.slots.get(id.0).and_then(|slot| slot.definition.as_ref())
    }

    /// The name in a definition that is known already.
    pub(super) fn name_mut(&mut self, id: TypeId) -> Option<&mut String> {
        let slot = self.slots.get_mut(id.0)?;
        slot.definition.as_mut().map(|definition| &mut definition.name)
    }

    /// The types in reading order, each behind the one that it was made for, with what is broken among them.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Vec<Option<Rc<str>>>, Renumbering) {
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); self.slots.len()];
        let mut stack: Vec<usize> = Vec::new();
        for (index, slot) in self.slots.iter().enumerate() {
            match slot.parent {
                Some(parent) => below[parent.0].push(index),
                None => stack.push(index),
            }
        }
        stack.sort_by_key(|index| self.slots[*index].rank);
        stack.reverse();
        let mut numbers = vec![None; self.slots.len()];
        let mut order = Vec::with_capacity(self.slots.len());
        while let Some(index) = stack.pop() {
            stack.extend(below[index].iter().rev());
            if self.slots[index].definition.is_some() {
                numbers[index] = Some(TypeId(order.len()));
                order.push(index);
            }
        }
        let mut slots: Vec<Option<Slot>> = self.slots.into_iter().map(Some).collect();
        let (mut types, mut broken) = (Vec::new(), Vec::new());
        for index in order {
            if let Some(Slot { definition: Some(definition), broken: why, .. }) =
                slots[index].take()
            {
                types.push(definition);
                broken.push(why);
            }
        }
        (types, broken, Renumbering::new(numbers))
    }
}

/// From the numbers that types had while they were found to those in which they are written.
pub(super) struct Renumbering(Vec<Option<TypeId>>);

impl Renumbering {
    /// The new number of each type, if it is kept.
    pub(super) fn new(numbers: Vec<Option<TypeId>>) -> Self {
        Self(numbers)
    }

    /// Replaces the numbers in a type; one that never got a definition is any JSON, and was reported.
    pub(super) fn apply(&self, ty: &mut Type) {
        match ty {
            Type::Named(id) => match self.0.get(id.0).copied().flatten() {
                Some(new) => *id = new,
                None => *ty = Type::Json,
            },
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.apply(inner),
            Type::Tuple(items, rest) => {
                items.iter_mut().for_each(|item| self.apply(item));
                if let Some(rest) = rest {
                    self.apply(rest);
                }
            }
            _ => {}
        }
    }
}
