//! BCubed: for each article, how much of its cluster belongs there; averaged over articles.

use std::collections::BTreeMap;

use crate::evaluate::contingency::{Cluster, Contingency};
use crate::evaluate::{PrecisionRecall, ratio};

/// BCubed precision and recall (Bagga and Baldwin 1998).
pub fn bcubed(table: &Contingency<'_>) -> PrecisionRecall {
    let cells = || table.cells.iter();
    PrecisionRecall {
        precision: average(cells().map(|((_, at), shared)| (table.predicted[*at], *shared))),
        recall: average(cells().map(|((at, _), shared)| (table.gold[*at], *shared))),
    }
}

/// The sum of `shared² / size` over the cells, by the number of articles. Cells of clusters of one
/// size are added up before they are divided, so that no order of clusters can show.
fn average<'a>(cells: impl Iterator<Item = (Cluster<'a>, u64)>) -> f64 {
    let mut squares: BTreeMap<u64, u128> = BTreeMap::new();
    let mut articles = 0u64;
    for (cluster, shared) in cells {
        *squares.entry(cluster.size).or_default() += u128::from(shared) * u128::from(shared);
        articles += shared;
    }
    let sums = squares.into_iter().map(|(size, sum)| ratio(sum, u128::from(size), 0.0));
    match articles {
        0 => 1.0,
        articles => sums.sum::<f64>() / articles as f64,
    }
}
