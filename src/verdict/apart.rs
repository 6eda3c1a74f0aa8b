//! Sets that grow by joining, some of which must stay apart.

use petgraph::unionfind::UnionFind;
use rustc_hash::{FxHashMap, FxHashSet};

/// Sets of numbered things of which some must stay apart.
///
/// Invariant: two sets that must stay apart are never one, whatever is joined in whatever order.
#[derive(Clone, Debug)]
pub struct Apart {
    sets: UnionFind<u32>,
    /// The name under which a set stands in `apart`, by its representative.
    names: FxHashMap<u32, u32>,
    /// The sets that each set must stay apart from. Where two become one the longer list stays
    /// and the shorter is moved, so that all moves together are near-linear.
    apart: FxHashMap<u32, FxHashSet<u32>>,
}

impl Apart {
    /// `0..count`, each a set of its own.
    pub fn new(count: usize) -> Apart {
        Apart {
            sets: UnionFind::new(count),
            names: FxHashMap::default(),
            apart: FxHashMap::default(),
        }
    }

    /// Whether two are in one set.
    pub fn are_joined(&self, a: u32, b: u32) -> bool {
        self.sets.equiv(a, b)
    }

    /// Whether the sets of two must stay apart.
    pub fn are_parted(&self, a: u32, b: u32) -> bool {
        let name = |ix| self.names.get(&self.sets.find(ix));
        let lists = name(a).zip(name(b));
        lists.is_some_and(|(a, b)| self.apart.get(a).is_some_and(|list| list.contains(b)))
    }

    /// Whether the set of one must stay apart from any other.
    pub fn is_parted(&self, a: u32) -> bool {
        self.names.contains_key(&self.sets.find(a))
    }

    /// Keeps the sets of two apart from now on; nothing comes of it if they are one already,
    /// which is said.
    pub fn part(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.sets.find_mut(a), self.sets.find_mut(b));
        if a == b {
            return false;
        }
        // A set's name is one of its members, so no two sets have one.
        let [a, b] = [a, b].map(|set| *self.names.entry(set).or_insert(set));
        self.apart.entry(a).or_default().insert(b);
        self.apart.entry(b).or_default().insert(a);
        true
    }

    /// Makes the sets of two one, unless they must stay apart; says whether they are one.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.sets.find_mut(a), self.sets.find_mut(b));
        if a == b {
            return true;
        }
        let names = [a, b].map(|set| self.names.get(&set).copied());
        let name = match names {
            [Some(one), Some(other)] if self.apart[&one].contains(&other) => return false,
            [Some(one), Some(other)] => Some(self.merge(one, other)),
            [one, other] => one.or(other),
        };
        self.sets.union(a, b);
        if let Some(name) = name {
            let set = self.sets.find_mut(a);
            self.names.insert(set, name);
        }
        true
    }

    /// The set of each, by one number a set.
    pub fn labels(&self) -> Vec<u32> {
        self.sets.clone().into_labeling()
    }

    /// Makes one list of two; returns the name it stands under.
    fn merge(&mut self, one: u32, other: u32) -> u32 {
        let (longer, shorter) = if self.apart[&one].len() < self.apart[&other].len() {
            (other, one)
        } else {
            (one, other)
        };
        for third in self.apart.remove(&shorter).unwrap_or_default() {
            let theirs = self.apart.entry(third).or_default();
            theirs.remove(&shorter);
            theirs.insert(longer);
            self.apart.entry(longer).or_default().insert(third);
        }
        longer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_stay_apart_is_never_joined_through_others() {
        let mut sets = Apart::new(5);
        assert!(sets.part(0, 2));
        assert!(sets.join(0, 1) && sets.join(2, 3));
        assert!(!sets.join(1, 3) && sets.are_parted(3, 1) && !sets.are_joined(0, 2));
        assert!(sets.join(1, 4) && sets.are_parted(4, 2));
        assert!(!sets.part(0, 4), "they are one already");
        assert!(sets.is_parted(4) && !Apart::new(1).is_parted(0));
    }

    proptest::proptest! {
        #[test]
        fn it_says_of_every_pair_what_the_definition_says(
            steps in proptest::collection::vec((0u8..3, 0u32..8, 0u32..8), 0..40),
        ) {
            let mut sets = Apart::new(8);
            let mut label: Vec<u32> = (0..8).collect();
            let mut apart: Vec<(u32, u32)> = Vec::new();
            for (kind, a, b) in steps {
                let (one, other) = (label[a as usize], label[b as usize]);
                let parted = |x: u32, y: u32| apart.iter().any(|(p, q)| {
                    let ends = (label[*p as usize], label[*q as usize]);
                    ends == (x, y) || ends == (y, x)
                });
                if kind == 0 {
                    proptest::prop_assert_eq!(sets.part(a, b), one != other);
                    if one != other {
                        apart.push((a, b));
                    }
                } else {
                    let may = one == other || !parted(one, other);
                    proptest::prop_assert_eq!(sets.join(a, b), may);
                    if may {
                        label.iter_mut().filter(|it| **it == other).for_each(|it| *it = one);
                    }
                }
            }
            for a in 0..8u32 {
                for b in 0..8u32 {
                    let joined = label[a as usize] == label[b as usize];
                    proptest::prop_assert_eq!(sets.are_joined(a, b), joined);
                    let parted = apart.iter().any(|(p, q)| {
                        let ends = [label[*p as usize], label[*q as usize]];
                        let sought = [label[a as usize], label[b as usize]];
                        ends == sought || ends == [sought[1], sought[0]]
                    });
                    proptest::prop_assert_eq!(sets.are_parted(a, b), parted);
                }
            }
        }
    }
}
