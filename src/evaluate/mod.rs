//! How well a grouping agrees with a labelled one.
//!
//! In: a gold file ([`Gold`]: articles with the story an editor put them in, or judged pairs) and
//! the grouping of a report ([`Grouping`]). Out: [`GroupScores`] or [`PairScores`], figures with the
//! counts they were divided from, and the mistakes that cost most. An article of the gold that the
//! report does not know stands alone; articles that the gold does not know count for nothing.
//! Several labelled sets make a [`suite`](mod@suite): a row for each, with what the candidate routes
//! reached ([`reach`]) and how far confidences can be believed ([`reliability`]).
//!
//! Everything is counted in integers and divided last, in time that grows as a sort does.
//! Deliberately absent: files, floors and exit codes (`cli` has them), and any look at a text.

pub mod gold;
pub mod contingency;
pub mod bcubed;
pub mod pairwise;
pub mod v_measure;
pub mod mistakes;
pub mod judged;
pub mod reach;
pub mod reliability;
pub mod write;
pub mod suite;

use crate::evaluate::contingency::Contingency;
use crate::evaluate::mistakes::Mistakes;

pub use crate::evaluate::gold::{BadGold, Gold, Grouping};
pub use crate::evaluate::judged::PairScores;

/// A precision and the recall beside it, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrecisionRecall {
    /// How much of what was put together belongs together.
    pub precision: f64,
    /// How much of what belongs together was put together.
    pub recall: f64,
}

impl PrecisionRecall {
    /// The harmonic mean; nothing comes of nothing.
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum == 0.0 { 0.0 } else { 2.0 * self.precision * self.recall / sum }
    }
}

/// What was counted of a grouping beside its gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Articles in the gold.
    pub articles: u64,
    /// Clusters in the gold.
    pub gold_clusters: u64,
    /// Predicted clusters that hold an article of the gold.
    pub predicted_clusters: u64,
    /// Articles of the gold that the prediction does not know: each stands alone.
    pub missing: u64,
    /// Articles of the gold in a predicted cluster that also holds articles outside the gold.
    pub mixed: u64,
}

/// How well a grouping agrees with its gold.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupScores {
    /// What was counted.
    pub counts: Counts,
    /// Averaged over articles.
    pub bcubed: PrecisionRecall,
    /// Averaged over pairs of articles.
    pub pairwise: PrecisionRecall,
    /// The adjusted Rand index: 1 is perfect, 0 is chance.
    pub ari: f64,
    /// Homogeneity as the precision, completeness as the recall; the V-measure is their F1.
    pub v_measure: PrecisionRecall,
    /// Predicted clusters that mix gold ones, worst first.
    pub merges: Mistakes,
    /// Gold clusters that are spread over predicted ones, worst first.
    pub splits: Mistakes,
}

impl GroupScores {
    /// Compares a grouping with its gold and keeps at most `worst` mistakes of each kind.
    pub fn of(gold: &Grouping, predicted: &Grouping, worst: usize) -> GroupScores {
        let table = Contingency::of(gold, predicted);
        GroupScores {
            counts: table.counts(),
            bcubed: bcubed::bcubed(&table),
            pairwise: pairwise::PairCounts::of(&table).precision_recall(),
            ari: pairwise::PairCounts::of(&table).ari(),
            v_measure: v_measure::v_measure(&table),
            merges: mistakes::merges(&table, worst),
            splits: mistakes::splits(&table, worst),
        }
    }

    /// The names of its figures, in the order of [`GroupScores::figures`].
    pub const NAMES: [&'static str; 10] = [
        "bcubed_precision",
        "bcubed_recall",
        "bcubed_f1",
        "pairwise_precision",
        "pairwise_recall",
        "pairwise_f1",
        "ari",
        "homogeneity",
        "completeness",
        "v_measure",
    ];

    /// Every figure under its name.
    pub fn figures(&self) -> Vec<(&'static str, f64)> {
        let values = [
            self.bcubed.precision,
            self.bcubed.recall,
            self.bcubed.f1(),
            self.pairwise.precision,
            self.pairwise.recall,
            self.pairwise.f1(),
            self.ari,
            self.v_measure.precision,
            self.v_measure.recall,
            self.v_measure.f1(),
        ];
        GroupScores::NAMES.into_iter().zip(values).collect()
    }
}

/// `part / whole`, or `of_nothing` where there is no whole.
fn ratio(part: u128, whole: u128, of_nothing: f64) -> f64 {
    if whole == 0 { of_nothing } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grouping(labels: &[(usize, u8)]) -> Grouping {
        let rows = labels.iter().map(|(id, label)| (id.to_string(), label.to_string()));
        Grouping::new(rows.collect()).unwrap()
    }

    fn numbered(labels: &[u8]) -> Grouping {
        let rows: Vec<(usize, u8)> = labels.iter().copied().enumerate().collect();
        grouping(&rows)
    }

    fn figure(scores: &GroupScores, name: &str) -> f64 {
        let figures = scores.figures();
        figures.iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[track_caller]
    fn check(gold: &[u8], predicted: &[u8], expected: &[(&str, f64)]) {
        let scores = GroupScores::of(&numbered(gold), &numbered(predicted), 10);
        for (name, value) in expected {
            let found = figure(&scores, name);
            assert!(
                (found - value).abs() <= 1e-12,
                "{name} of {predicted:?} beside {gold:?}: {found}, by hand {value}"
            );
        }
    }

    #[test]
    fn figures_worked_out_by_hand_come_out() {
        // Gold {0,1,2} {3,4}, predicted {0,1} {2,3,4}: one pair right of the first, one of the
        // second, two wrong, two missed.
        check(
            &[1, 1, 1, 2, 2],
            &[1, 1, 2, 2, 2],
            &[
                ("bcubed_precision", (1.0 + 1.0 + 1.0 / 3.0 + 2.0 / 3.0 * 2.0) / 5.0),
                ("bcubed_recall", (2.0 / 3.0 * 2.0 + 1.0 / 3.0 + 1.0 + 1.0) / 5.0),
                ("pairwise_precision", 2.0 / 4.0),
                ("pairwise_recall", 2.0 / 4.0),
                ("ari", (2.0 - 1.6) / (4.0 - 1.6)),
            ],
        );
        check(
            &[1, 1, 2, 2],
            &[1, 2, 1, 2],
            &[
                ("bcubed_f1", 0.5),
                ("pairwise_f1", 0.0),
                ("ari", (0.0 - 4.0 / 6.0) / (2.0 - 4.0 / 6.0)),
                ("homogeneity", 0.0),
                ("completeness", 0.0),
                ("v_measure", 0.0),
            ],
        );
        check(
            &[1, 1, 2, 2],
            &[1, 1, 1, 1],
            &[
                ("bcubed_precision", 0.5),
                ("bcubed_recall", 1.0),
                ("pairwise_precision", 2.0 / 6.0),
                ("ari", 0.0),
                ("homogeneity", 0.0),
                ("completeness", 1.0),
            ],
        );
        check(
            &[1, 1, 2, 2],
            &[1, 2, 3, 4],
            &[
                ("bcubed_recall", 0.5),
                ("pairwise_precision", 1.0),
                ("pairwise_recall", 0.0),
                ("ari", 0.0),
                ("homogeneity", 1.0),
                ("completeness", 0.5),
                ("v_measure", 2.0 / 3.0),
            ],
        );
    }

    #[test]
    fn one_article_or_one_cluster_or_no_cluster_at_all_is_perfect() {
        for labels in [&[1][..], &[1, 1, 1], &[1, 2, 3]] {
            let scores = GroupScores::of(&numbered(labels), &numbered(labels), 10);
            for (name, value) in scores.figures() {
                assert_eq!(value, 1.0, "{name} of {labels:?} beside itself");
            }
        }
    }

    #[test]
    fn an_empty_report_leaves_every_article_alone() {
        let gold = grouping(&[(0, 1), (1, 1)]);
        let empty = Grouping::read("articles.csv", b"article,story\n").unwrap();
        let scores = GroupScores::of(&gold, &empty, 10);
        assert_eq!((scores.counts.missing, scores.counts.predicted_clusters), (2, 2));
        assert_eq!((scores.bcubed.precision, scores.bcubed.recall), (1.0, 0.5));
        let nothing = GroupScores::of(&empty, &empty, 10);
        assert!(nothing.figures().iter().all(|(_, value)| *value == 1.0));
    }

    #[test]
    fn an_article_that_is_not_predicted_stands_alone_and_a_stranger_only_counts_as_mixed() {
        let gold = grouping(&[(0, 1), (1, 1), (2, 2)]);
        let predicted = grouping(&[(0, 7), (9, 7), (8, 5)]);
        let scores = GroupScores::of(&gold, &predicted, 10);
        let counts =
            Counts { articles: 3, gold_clusters: 2, predicted_clusters: 3, missing: 2, mixed: 1 };
        assert_eq!(scores.counts, counts);
        assert_eq!(scores.bcubed.precision, 1.0);
        assert_eq!(scores.pairwise.recall, 0.0);
    }

    /// The public formulas, one article or one pair at a time, as slowly as they are written.
    fn slowly(gold: &[u8], predicted: &[u8]) -> [f64; 7] {
        let articles = 0..gold.len();
        let (mut bcubed_precision, mut bcubed_recall) = (0.0, 0.0);
        for a in articles.clone() {
            let mates =
                |labels: &[u8]| articles.clone().filter(|b| labels[*b] == labels[a]).count();
            let both =
                articles.clone().filter(|b| gold[*b] == gold[a] && predicted[*b] == predicted[a]);
            let both = both.count() as f64;
            bcubed_precision += both / mates(predicted) as f64 / gold.len() as f64;
            bcubed_recall += both / mates(gold) as f64 / gold.len() as f64;
        }
        let (mut right, mut joined, mut belong, mut pairs) = (0.0, 0.0, 0.0, 0.0);
        for a in articles.clone() {
            for b in a + 1..gold.len() {
                let (same, put) = (gold[a] == gold[b], predicted[a] == predicted[b]);
                right += f64::from(u8::from(same && put));
                joined += f64::from(u8::from(put));
                belong += f64::from(u8::from(same));
                pairs += 1.0;
            }
        }
        let chance = if pairs == 0.0 { 0.0 } else { joined * belong / pairs };
        let most = (joined + belong) / 2.0;
        let ari = if most == chance { 1.0 } else { (right - chance) / (most - chance) };
        let precision = if joined == 0.0 { 1.0 } else { right / joined };
        let recall = if belong == 0.0 { 1.0 } else { right / belong };
        let entropy = |of: &dyn Fn(usize) -> (u8, u8)| -> f64 {
            let terms = articles.clone().map(|a| {
                let mates = articles.clone().filter(|b| of(*b) == of(a)).count();
                -(mates as f64 / gold.len() as f64).ln() / gold.len() as f64
            });
            terms.sum()
        };
        let joint = entropy(&|a| (gold[a], predicted[a]));
        let (of_gold, of_predicted) = (entropy(&|a| (gold[a], 0)), entropy(&|a| (predicted[a], 0)));
        let kept = |all: f64, other: f64| {
            if all == 0.0 { 1.0 } else { 1.0 - (joint - other) / all }
        };
        [
            bcubed_precision,
            bcubed_recall,
            precision,
            recall,
            ari,
            kept(of_gold, of_predicted),
            kept(of_predicted, of_gold),
        ]
    }

    proptest! {
        #[test]
        fn counting_by_cluster_agrees_with_counting_by_pair(
            rows in prop::collection::vec((0u8..6, 0u8..6), 1..40)
        ) {
            let (gold, predicted): (Vec<u8>, Vec<u8>) = rows.into_iter().unzip();
            let scores = GroupScores::of(&numbered(&gold), &numbered(&predicted), 3);
            let found = [
                scores.bcubed.precision,
                scores.bcubed.recall,
                scores.pairwise.precision,
                scores.pairwise.recall,
                scores.ari,
                scores.v_measure.precision,
                scores.v_measure.recall,
            ];
            for (quick, slow) in found.into_iter().zip(slowly(&gold, &predicted)) {
                prop_assert!((quick - slow).abs() <= 1e-9, "{found:?} beside {slow}");
            }
        }

        #[test]
        fn the_names_of_clusters_do_not_matter(
            rows in prop::collection::vec((0u8..6, 0u8..6), 1..40)
        ) {
            let (gold, predicted): (Vec<u8>, Vec<u8>) = rows.into_iter().unzip();
            let renamed: Vec<u8> = predicted.iter().map(|label| 200 - label).collect();
            let scores = GroupScores::of(&numbered(&gold), &numbered(&predicted), 0);
            let again = GroupScores::of(&numbered(&gold), &numbered(&renamed), 0);
            prop_assert_eq!(scores.figures(), again.figures());
        }
    }
}
