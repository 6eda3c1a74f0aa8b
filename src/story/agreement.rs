//! Grouping by agreement on average: two groups become one while the mean over all pairs between
//! them is high enough (UPGMA, Sokal and Michener 1958).
//!
//! What comes in: pairs that were measured, few of all. What goes out: the group of each place.
//! Pairs that were not measured count as well: their sum is the product of the groups' sums of
//! profiles, which is asked for only when two groups are about to become one. Negative infinity
//! keeps two places, and so the groups that hold them, apart.
//!
//! Cost: `e log e` for `e` measured pairs and a product for each of the merges and for each that
//! is refused; 40 bytes a pair, and the terms of the groups: never `count²`.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use crate::link::profile::{Profile, Sum, likeness};
use crate::recipe::model::LinkModel;

/// A pair of places that was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The one place.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// How far the two agree.
    pub score: f64,
    /// What of that the product of two profiles cannot tell.
    pub priors: f64,
}

/// Groups the profiles while the best mean of log-odds is `least` or more, and returns the group
/// of each, named by its smallest member.
pub fn agree(
    profiles: &[Profile<'_>],
    scored: &[Scored],
    model: &LinkModel,
    least: f64,
) -> Vec<u32> {
    let sums = profiles.iter().map(|_| None).collect();
    let mut groups = Groups::new(profiles.len(), scored, Centres { profiles, model, sums });
    while groups.merge_best(least) {}
    groups.names()
}

/// Groups `0..count`, all of whose pairs were measured, until `left` groups are left or no pair of
/// them has a score above 0, and returns the group of each likewise.
pub fn average_linkage_to(left: usize, count: usize, scored: &[Scored]) -> Vec<u32> {
    let mut groups = Groups::new(count, scored, Measured);
    for _ in left..count {
        if !groups.merge_best(0.0) {
            break;
        }
    }
    groups.names()
}

/// What is known between two groups.
#[derive(Clone, Copy)]
struct Bond {
    score: f64,
    priors: f64,
    pairs: f64,
}

impl Bond {
    fn add(&mut self, other: Bond) {
        // What must be apart stays apart, whatever speaks for it.
        let apart = [self.score, other.score].contains(&f64::NEG_INFINITY);
        self.score = if apart { f64::NEG_INFINITY } else { self.score + other.score };
        self.priors += other.priors;
        self.pairs += other.pairs;
    }

    fn mean(&self) -> f64 {
        self.score / self.pairs
    }
}

/// What the pairs between two groups count for that were not measured.
trait Unmeasured {
    /// The mean over all pairs between two groups.
    fn mean(&mut self, groups: [u32; 2], pairs: f64, bond: &Bond) -> f64;

    /// Notes that the right group became part of the left.
    fn merge(&mut self, left: u32, right: u32);
}

/// Every pair was measured.
struct Measured;

impl Unmeasured for Measured {
    fn mean(&mut self, _: [u32; 2], _: f64, bond: &Bond) -> f64 {
        bond.mean()
    }

    fn merge(&mut self, _: u32, _: u32) {}
}

/// The sum of the profiles of each group of two or more.
struct Centres<'a> {
    profiles: &'a [Profile<'a>],
    model: &'a LinkModel,
    sums: Vec<Option<Sum>>,
}

impl Unmeasured for Centres<'_> {
    fn mean(&mut self, [left, right]: [u32; 2], pairs: f64, bond: &Bond) -> f64 {
        let ends = [left as usize, right as usize];
        let product = match ends.map(|end| self.sums[end].as_ref()) {
            [Some(left), Some(right)] => left.product(right),
            [Some(sum), None] => sum.with(&self.profiles[ends[1]]),
            [None, Some(sum)] => sum.with(&self.profiles[ends[0]]),
            [None, None] => likeness(ends.map(|end| self.profiles[end])),
        };
        let told = self.model.intercept + self.model.likeness * product / pairs;
        told + bond.priors / bond.pairs
    }

    fn merge(&mut self, left: u32, right: u32) {
        let gone = self.sums[right as usize].take();
        let kept = self.sums[left as usize].take();
        let profiles = [left, right].map(|end| &self.profiles[end as usize]);
        let sum = match (kept, gone) {
            (Some(mut kept), Some(gone)) => {
                kept.add(gone);
                kept
            }
            (Some(mut sum), None) => {
                sum.put(profiles[1]);
                sum
            }
            (None, Some(mut sum)) => {
                sum.put(profiles[0]);
                sum
            }
            (None, None) => {
                let mut sum = Sum::of(profiles[0]);
                sum.put(profiles[1]);
                sum
            }
        };
        self.sums[left as usize] = Some(sum);
    }
}

struct Groups<U> {
    /// What is known to every neighbour; empty for a group that was merged away.
    bonds: Vec<FxHashMap<u32, Bond>>,
    sizes: Vec<u32>,
    /// Raised at every change, so that what was queued before is known to be stale.
    versions: Vec<u32>,
    parents: Vec<u32>,
    queue: BinaryHeap<Join>,
    unmeasured: U,
}

impl<U: Unmeasured> Groups<U> {
    fn new(count: usize, scored: &[Scored], unmeasured: U) -> Groups<U> {
        let mut groups = Groups {
            bonds: vec![FxHashMap::default(); count],
            sizes: vec![1; count],
            versions: vec![0; count],
            parents: (0..).take(count).collect(),
            queue: BinaryHeap::with_capacity(scored.len()),
            unmeasured,
        };
        for pair in scored {
            let bond = Bond { score: pair.score, priors: pair.priors, pairs: 1.0 };
            groups.bonds[pair.left as usize].insert(pair.right, bond);
            groups.bonds[pair.right as usize].insert(pair.left, bond);
            groups.push(pair.left, pair.right, bond.mean(), Mean::OfMeasured);
        }
        groups
    }

    fn push(&mut self, a: u32, b: u32, mean: f64, of: Mean) {
        let (left, right) = (a.min(b), a.max(b));
        let versions = [self.versions[left as usize], self.versions[right as usize]];
        self.queue.push(Join { mean, of, left, right, versions });
    }

    /// Merges the two groups of the greatest mean, if that is `least` or more.
    fn merge_best(&mut self, least: f64) -> bool {
        while let Some(join) = self.queue.pop() {
            if join.mean < least {
                return false;
            }
            if !self.is_current(&join) {
                continue;
            }
            let (left, right) = (join.left, join.right);
            let bond = self.bonds[left as usize][&right];
            let pairs =
                f64::from(self.sizes[left as usize]) * f64::from(self.sizes[right as usize]);
            match join.of {
                Mean::OfMeasured if bond.pairs < pairs => {
                    let mean = self.unmeasured.mean([left, right], pairs, &bond);
                    self.push(left, right, mean, Mean::OfAll);
                }
                Mean::OfMeasured | Mean::OfAll => {
                    self.merge(left, right);
                    return true;
                }
            }
        }
        false
    }

    fn is_current(&self, join: &Join) -> bool {
        [self.versions[join.left as usize], self.versions[join.right as usize]] == join.versions
    }

    fn merge(&mut self, left: u32, right: u32) {
        let (mut kept, gone) = {
            let from_right = std::mem::take(&mut self.bonds[right as usize]);
            let from_left = std::mem::take(&mut self.bonds[left as usize]);
            if from_left.len() < from_right.len() {
                (from_right, from_left)
            } else {
                (from_left, from_right)
            }
        };
        for (neighbour, bond) in gone {
            kept.entry(neighbour).and_modify(|known| known.add(bond)).or_insert(bond);
        }
        kept.remove(&left);
        kept.remove(&right);
        self.unmeasured.merge(left, right);
        self.sizes[left as usize] += self.sizes[right as usize];
        self.parents[right as usize] = left;
        self.versions[left as usize] += 1;
        self.versions[right as usize] += 1;
        for (neighbour, bond) in &kept {
            let back = &mut self.bonds[*neighbour as usize];
            back.remove(&right);
            back.insert(left, *bond);
            self.push(left, *neighbour, bond.mean(), Mean::OfMeasured);
        }
        self.bonds[left as usize] = kept;
    }

    /// Each member's group; a parent is always smaller, so one pass in order settles all.
    fn names(mut self) -> Vec<u32> {
        for place in 0..self.parents.len() {
            self.parents[place] = self.parents[self.parents[place] as usize];
        }
        self.parents
    }
}

/// What a mean was taken over: pairs that were not measured seldom raise it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mean {
    OfMeasured,
    OfAll,
}

/// Two groups that may become one; the queue gives the greatest mean first, then the smallest
/// names, so that ties fall the same way in every run.
#[derive(PartialEq)]
struct Join {
    mean: f64,
    of: Mean,
    left: u32,
    right: u32,
    versions: [u32; 2],
}

impl Eq for Join {}

impl Ord for Join {
    fn cmp(&self, other: &Join) -> Ordering {
        let names = (other.left, other.right).cmp(&(self.left, self.right));
        self.mean.total_cmp(&other.mean).then(names).then(self.of.cmp(&other.of))
    }
}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Join) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::terms::weigh;

    fn scored(pairs: &[(u32, u32, f64)]) -> Vec<Scored> {
        let scored = |(left, right, score): &(u32, u32, f64)| Scored {
            left: *left,
            right: *right,
            score: *score,
            priors: 0.0,
        };
        pairs.iter().map(scored).collect()
    }

    /// All pairs of `count` places: those that are named as they score, the others nothing.
    fn all(count: u32, pairs: &[(u32, u32, f64)]) -> Vec<Scored> {
        let named = |left, right| pairs.iter().find(|(a, b, _)| (*a, *b) == (left, right));
        let score = |(left, right)| (left, right, named(left, right).map_or(0.0, |pair| pair.2));
        let every = (0..count).flat_map(|right| (0..right).map(move |left| (left, right)));
        scored(&every.map(score).collect::<Vec<_>>())
    }

    fn average_linkage(count: usize, scored: &[Scored], least: f64) -> Vec<u32> {
        let mut groups = Groups::new(count, scored, Measured);
        while groups.merge_best(least) {}
        groups.names()
    }

    #[test]
    fn one_bridge_does_not_marry_two_groups() {
        let scored = all(
            7,
            &[
                (0, 1, 0.9),
                (0, 2, 0.8),
                (1, 2, 0.9), // one story
                (3, 4, 0.9),
                (3, 5, 0.9),
                (4, 5, 0.8), // another
                (2, 3, 0.7), // a link between
            ],
        );
        assert_eq!(average_linkage(7, &scored, 0.4), [0, 0, 0, 3, 3, 3, 6]);
        assert_eq!(average_linkage(7, &scored, 0.05), [0, 0, 0, 0, 0, 0, 6]);
    }

    #[test]
    fn it_stops_at_as_many_groups_as_are_asked_for() {
        let pairs = scored(&[(0, 1, 0.9), (1, 2, 0.5), (3, 4, 0.1)]);
        assert_eq!(average_linkage_to(4, 5, &pairs), [0, 0, 2, 3, 4]);
        assert_eq!(average_linkage_to(3, 5, &pairs), [0, 0, 0, 3, 4]);
        assert_eq!(average_linkage_to(1, 5, &pairs), [0, 0, 0, 3, 3], "no score between the two");
    }

    #[test]
    fn two_that_must_be_apart_keep_their_groups_apart() {
        let pairs = [(0, 1, 0.9), (2, 3, 0.9), (0, 2, 0.8), (0, 3, 0.8), (1, 2, 0.8)];
        let apart = [pairs.as_slice(), &[(1, 3, f64::NEG_INFINITY)]].concat();
        assert_eq!(average_linkage(4, &all(4, &pairs), 0.5), [0, 0, 0, 0]);
        assert_eq!(average_linkage(4, &all(4, &apart), 0.5), [0, 0, 2, 2]);
    }

    #[test]
    fn pairs_that_were_not_measured_count_by_what_their_texts_share() {
        let ferry = "The ferry Halvard sank off Norrby and its crew was saved by a trawler.";
        let mill = "Fire took the old mill of Sorrel while the brigade waited for its water.";
        let model = LinkModel::shipped();
        let link = |left, right| Scored { left, right, score: 1.0, priors: 0.0 };
        for (last, expected) in [(ferry, vec![0, 0, 0]), (mill, vec![0, 0, 2])] {
            let weighted = weigh(&[ferry, ferry, last]);
            let profiles: Vec<_> = weighted.iter().map(|w| Profile::of(w, &model)).collect();
            assert_eq!(agree(&profiles, &[link(0, 1), link(1, 2)], &model, 0.9), expected);
        }
    }

    /// The same by definition: every mean anew at every step.
    fn by_definition(count: u32, scored: &[Scored], least: f64) -> Vec<u32> {
        let mut groups: Vec<Vec<u32>> = (0..count).map(|place| vec![place]).collect();
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for i in 0..groups.len() {
                for j in i + 1..groups.len() {
                    let between = |pair: &&Scored| {
                        groups[i].contains(&pair.left) && groups[j].contains(&pair.right)
                            || groups[i].contains(&pair.right) && groups[j].contains(&pair.left)
                    };
                    let sum: f64 = scored.iter().filter(between).map(|pair| pair.score).sum();
                    let mean = sum / (groups[i].len() * groups[j].len()) as f64;
                    if best.is_none_or(|(most, _, _)| most + 1e-12 < mean) {
                        best = Some((mean, i, j));
                    }
                }
            }
            match best {
                Some((mean, i, j)) if least <= mean => {
                    let gone = groups.remove(j);
                    groups[i].extend(gone);
                }
                _ => break,
            }
        }
        let mut names = vec![0; count as usize];
        for group in groups {
            let name = *group.iter().min().expect("a group has members");
            group.iter().for_each(|place| names[*place as usize] = name);
        }
        names
    }

    proptest::proptest! {
        #[test]
        fn it_groups_as_the_definition_does(
            pairs in proptest::collection::btree_map((0u32..9, 0u32..9), 1u32..10_000, 0..30),
            least in 0.05f64..0.9,
        ) {
            // Odd denominators keep ties, which either may break its own way, out of the test.
            let pairs: Vec<_> = pairs.iter().filter(|((a, b), _)| a < b)
                .map(|((a, b), s)| (*a, *b, f64::from(*s) / 10_007.0 + f64::from(a * 9 + b) * 1e-7))
                .collect();
            let scored = all(9, &pairs);
            proptest::prop_assert_eq!(average_linkage(9, &scored, least), by_definition(9, &scored, least));
        }
    }
}
