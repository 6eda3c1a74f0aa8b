//! V-measure: how much of the gold is known once the prediction is known, and the other way round.

use std::collections::BTreeMap;

use crate::evaluate::PrecisionRecall;
use crate::evaluate::contingency::Contingency;

/// Homogeneity (as the precision) and completeness (as the recall) (Rosenberg and Hirschberg 2007).
pub fn v_measure(table: &Contingency<'_>) -> PrecisionRecall {
    let all = information([table.articles.len() as u64].into_iter());
    let gold = information(table.gold.iter().map(|cluster| cluster.size));
    let predicted = information(table.predicted.iter().map(|cluster| cluster.size));
    let joint = information(table.cells.values().copied());
    PrecisionRecall {
        precision: kept(all - gold, predicted - joint),
        recall: kept(all - predicted, gold - joint),
    }
}

/// The sum of `size × ln size`: entropies are differences of these, by the number of articles.
/// Clusters of one size are counted before they are added up, so that no order of clusters can show.
fn information(sizes: impl Iterator<Item = u64>) -> f64 {
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for size in sizes {
        *counts.entry(size).or_default() += size;
    }
    let terms =
        counts.into_iter().map(|(size, articles)| articles as f64 * (size.max(1) as f64).ln());
    terms.sum()
}

/// The share of an entropy that is gone; all of it where there was none.
fn kept(entropy: f64, left: f64) -> f64 {
    if entropy <= 0.0 { 1.0 } else { (1.0 - left / entropy).clamp(0.0, 1.0) }
}
