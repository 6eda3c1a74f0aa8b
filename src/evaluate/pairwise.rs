//! Pairs of articles: which were put together, which belong together, which are both.

use crate::evaluate::contingency::Contingency;
use crate::evaluate::{PrecisionRecall, ratio};

/// Pairs of articles, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairCounts {
    /// Pairs there are.
    pub all: u128,
    /// Pairs that were put together.
    pub joined: u128,
    /// Pairs that belong together.
    pub belong: u128,
    /// Pairs that were put together and belong together.
    pub right: u128,
}

/// Pairs among so many articles.
pub fn pairs(articles: u64) -> u128 {
    let articles = u128::from(articles);
    articles * articles.saturating_sub(1) / 2
}

impl PairCounts {
    /// Counts pairs by the sizes of clusters and of what they share.
    pub fn of(table: &Contingency<'_>) -> PairCounts {
        PairCounts {
            all: pairs(table.articles.len() as u64),
            joined: table.predicted.iter().map(|cluster| pairs(cluster.size)).sum(),
            belong: table.gold.iter().map(|cluster| pairs(cluster.size)).sum(),
            right: table.cells.values().map(|shared| pairs(*shared)).sum(),
        }
    }

    /// Precision and recall; 1 where no pair was put together, or none belongs together.
    pub fn precision_recall(&self) -> PrecisionRecall {
        PrecisionRecall {
            precision: ratio(self.right, self.joined, 1.0),
            recall: ratio(self.right, self.belong, 1.0),
        }
    }

    /// The adjusted Rand index (Hubert and Arabie 1985); 1 where chance alone is perfect.
    pub fn ari(&self) -> f64 {
        let [all, joined, belong, right] =
            [self.all, self.joined, self.belong, self.right].map(u128::cast_signed);
        // Everything times 2 × all, so that it stays whole.
        let by_chance = joined * belong;
        let most = (joined + belong) * all - 2 * by_chance;
        if most == 0 {
            return 1.0;
        }
        (2 * (right * all - by_chance)) as f64 / most as f64
    }
}
