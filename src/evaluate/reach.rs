//! Which pairs of one story the candidate routes brought together at all: what no later step can
//! make good.
//!
//! In: the gold, the texts with their copies, and the pairs of texts that were weighed. Out: two
//! counts. Time and memory grow as the articles and the weighed pairs do, not as the gold pairs.

use std::collections::BTreeMap;

use crate::evaluate::pairwise::pairs;
use crate::evaluate::{Grouping, ratio};

/// How many pairs of one story were brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Pairs of articles that the gold puts into one story.
    pub pairs: u128,
    /// Those of them that are copies of one text, or whose texts were weighed against each other.
    pub reached: u128,
}

impl Reach {
    /// Counts; a text is its kept article and its copies, and a weighed pair names two kept ones.
    pub fn of<'a>(
        gold: &Grouping,
        texts: impl Iterator<Item = (&'a str, Vec<&'a str>)>,
        weighed: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Reach {
        let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
        gold.iter().for_each(|(_, cluster)| *sizes.entry(cluster).or_default() += 1);
        let mut members: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for (kept, copies) in texts {
            let held = members.entry(kept).or_default();
            for id in copies.into_iter().chain([kept]) {
                if let Some(cluster) = gold.cluster(id) {
                    *held.entry(cluster).or_default() += 1;
                }
            }
        }
        let within = members.values().flat_map(|held| held.values()).map(|held| pairs(*held));
        let across = weighed.map(|(left, right)| {
            let (Some(left), Some(right)) = (members.get(left), members.get(right)) else {
                return 0;
            };
            let both = left.iter().filter_map(|(cluster, held)| {
                Some(u128::from(*held) * u128::from(*right.get(cluster)?))
            });
            both.sum()
        });
        Reach {
            pairs: sizes.values().map(|size| pairs(*size)).sum(),
            reached: within.sum::<u128>() + across.sum::<u128>(),
        }
    }

    /// The share of the pairs that were brought together; 1 where there are none.
    pub fn recall(&self) -> f64 {
        ratio(self.reached, self.pairs, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_reached_through_its_copies_or_through_a_weighed_pair_of_their_texts() {
        let gold = "id,cluster\na,flood\nb,flood\nc,flood\nd,flood\ne,fire\nf,fire\ng,vote\n";
        let gold = Grouping::read("gold.csv", gold.as_bytes()).unwrap();
        let texts = [
            // b is a copy of a; x is of no story that is known.
            ("a", vec!["b", "x"]),
            ("c", vec![]),
            ("d", vec![]),
            // A copy of another story's text is no pair of one story.
            ("e", vec!["g"]),
            ("f", vec![]),
        ];
        for (weighed, reached) in [
            (&[][..], 1),
            (&[("a", "c")], 3),
            (&[("a", "c"), ("c", "d")], 4),
            (&[("a", "e"), ("e", "f")], 2),
            (&[("a", "nobody")], 1),
        ] {
            let found = Reach::of(&gold, texts.clone().into_iter(), weighed.iter().copied());
            assert_eq!((found.pairs, found.reached), (7, reached), "{weighed:?}");
        }
    }

    #[test]
    fn nothing_to_reach_is_all_reached() {
        let gold = Grouping::read("gold.csv", b"id,cluster\na,1\nb,2\n").unwrap();
        let none = Reach::of(&gold, [].into_iter(), [].into_iter());
        assert_eq!((none.pairs, none.recall()), (0, 1.0));
    }
}
