//! Grouping by agreement on average: two groups become one while the mean of all scores between
//! them is high enough (UPGMA, Sokal and Michener 1958). A pair without a score counts as 0.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

/// A pair of places and their score.
pub type Scored = (u32, u32, f64);

/// Groups `0..count` while the best mean is `least` or more, and returns the group of each, named
/// by its smallest member.
///
/// Cost: `e log e` for `e` scored pairs, which is all it remembers: never `count²`.
pub fn average_linkage(count: usize, scored: &[Scored], least: f64) -> Vec<u32> {
    let mut groups = Groups::new(count, scored);
    while groups.merge_best(least) {}
    groups.names()
}

/// Groups `0..count` until `left` groups are left or no pair of them has a score, and returns the
/// group of each likewise.
pub fn average_linkage_to(left: usize, count: usize, scored: &[Scored]) -> Vec<u32> {
    let mut groups = Groups::new(count, scored);
    for _ in left..count {
        if !groups.merge_best(0.0) {
            break;
        }
    }
    groups.names()
}

struct Groups {
    /// Sum of scores to every neighbour; empty for a group that was merged away.
    sums: Vec<FxHashMap<u32, f64>>,
    sizes: Vec<u32>,
    /// Raised at every change, so that what was queued before is known to be stale.
    versions: Vec<u32>,
    parents: Vec<u32>,
    queue: BinaryHeap<Join>,
}

impl Groups {
    fn new(count: usize, scored: &[Scored]) -> Groups {
        let mut groups = Groups {
            sums: vec![FxHashMap::default(); count],
            sizes: vec![1; count],
            versions: vec![0; count],
            parents: (0..).take(count).collect(),
            queue: BinaryHeap::with_capacity(scored.len()),
        };
        for (left, right, score) in scored {
            groups.sums[*left as usize].insert(*right, *score);
            groups.sums[*right as usize].insert(*left, *score);
            groups.push(*left, *right, *score);
        }
        groups
    }

    fn push(&mut self, a: u32, b: u32, sum: f64) {
        let (left, right) = (a.min(b), a.max(b));
        let pairs = f64::from(self.sizes[left as usize]) * f64::from(self.sizes[right as usize]);
        let versions = [self.versions[left as usize], self.versions[right as usize]];
        self.queue.push(Join { mean: sum / pairs, left, right, versions });
    }

    /// Merges the two groups of the greatest mean, if that is `least` or more.
    fn merge_best(&mut self, least: f64) -> bool {
        while let Some(join) = self.queue.pop() {
            if join.mean < least {
                return false;
            }
            if self.is_current(&join) {
                self.merge(join.left, join.right);
                return true;
            }
        }
        false
    }

    fn is_current(&self, join: &Join) -> bool {
        [self.versions[join.left as usize], self.versions[join.right as usize]] == join.versions
    }

    fn merge(&mut self, left: u32, right: u32) {
        let (mut kept, gone) = {
            let from_right = std::mem::take(&mut self.sums[right as usize]);
            let from_left = std::mem::take(&mut self.sums[left as usize]);
            if from_left.len() < from_right.len() {
                (from_right, from_left)
            } else {
                (from_left, from_right)
            }
        };
        for (neighbour, sum) in gone {
            *kept.entry(neighbour).or_default() += sum;
        }
        kept.remove(&left);
        kept.remove(&right);
        self.sizes[left as usize] += self.sizes[right as usize];
        self.parents[right as usize] = left;
        self.versions[left as usize] += 1;
        self.versions[right as usize] += 1;
        for (neighbour, sum) in &kept {
            let back = &mut self.sums[*neighbour as usize];
            back.remove(&right);
            back.insert(left, *sum);
            self.push(left, *neighbour, *sum);
        }
        self.sums[left as usize] = kept;
    }

    /// Each member's group; a parent is always smaller, so one pass in order settles all.
    fn names(mut self) -> Vec<u32> {
        for place in 0..self.parents.len() {
            self.parents[place] = self.parents[self.parents[place] as usize];
        }
        self.parents
    }
}

/// Two groups that may become one; the queue gives the greatest mean first, then the smallest
/// names, so that ties fall the same way in every run.
#[derive(PartialEq)]
struct Join {
    mean: f64,
    left: u32,
    right: u32,
    versions: [u32; 2],
}

impl Eq for Join {}

impl Ord for Join {
    fn cmp(&self, other: &Join) -> Ordering {
        let names = (other.left, other.right).cmp(&(self.left, self.right));
        self.mean.total_cmp(&other.mean).then(names)
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

    #[test]
    fn one_bridge_does_not_marry_two_groups() {
        let scored = [
            (0, 1, 0.9),
            (0, 2, 0.8),
            (1, 2, 0.9), // one story
            (3, 4, 0.9),
            (3, 5, 0.9),
            (4, 5, 0.8), // another
            (2, 3, 0.7), // a link between
        ];
        assert_eq!(average_linkage(7, &scored, 0.4), [0, 0, 0, 3, 3, 3, 6]);
        assert_eq!(average_linkage(7, &scored, 0.05), [0, 0, 0, 0, 0, 0, 6]);
    }

    #[test]
    fn it_stops_at_as_many_groups_as_are_asked_for() {
        let scored = [(0, 1, 0.9), (1, 2, 0.5), (3, 4, 0.1)];
        assert_eq!(average_linkage_to(4, 5, &scored), [0, 0, 2, 3, 4]);
        assert_eq!(average_linkage_to(3, 5, &scored), [0, 0, 0, 3, 4]);
        assert_eq!(average_linkage_to(1, 5, &scored), [0, 0, 0, 3, 3], "no score between the two");
    }

    /// The same by definition: every mean anew at every step.
    fn by_definition(count: u32, scored: &[Scored], least: f64) -> Vec<u32> {
        let mut groups: Vec<Vec<u32>> = (0..count).map(|place| vec![place]).collect();
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for i in 0..groups.len() {
                for j in i + 1..groups.len() {
                    let between = |(a, b, _): &&Scored| {
                        groups[i].contains(a) && groups[j].contains(b)
                            || groups[i].contains(b) && groups[j].contains(a)
                    };
                    let sum: f64 = scored.iter().filter(between).map(|(_, _, score)| score).sum();
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
            let scored: Vec<Scored> = pairs.iter().filter(|((a, b), _)| a < b)
                .map(|((a, b), s)| (*a, *b, f64::from(*s) / 10_007.0 + f64::from(a * 9 + b) * 1e-7))
                .collect();
            proptest::prop_assert_eq!(average_linkage(9, &scored, least), by_definition(9, &scored, least));
        }
    }
}
