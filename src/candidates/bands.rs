//! Articles that share a bucket of a band of their signatures.

use rayon::prelude::*;

use crate::article::ArticleIx;
use crate::candidates::radix::sort_by_upper_half;
use crate::candidates::{Proposed, Route, join_sorted};
use crate::kernel::sketch::BANDS;

/// Bands of which two articles share so many are likely to be those of one text: of 32, Jaccard
/// .6 shares four on average, .4 not one.
const LIKELY: usize = 4;

/// What the bands brought.
#[derive(Debug, Default)]
pub struct Banded {
    /// Every pair that shares a bucket.
    pub proposed: Proposed,
    /// Those that are likely to be copies. Nothing is decided by that but which other pairs are
    /// worth proposing.
    pub likely: Vec<(ArticleIx, ArticleIx)>,
}

/// Proposes articles that agree in a whole band: a sort-join for each band, 16 bytes an article at
/// a time on each core. Articles without keys are proposed with none.
///
/// A pair of Jaccard .8 is missed once in 10⁷ pairs, one of .5 once in eight
/// ([`crate::kernel::sketch::candidate_probability`]).
pub fn pairs<'a>(keys: impl Fn(usize) -> Option<&'a [u32; BANDS]> + Sync, articles: u32) -> Banded {
    let joined: Vec<Proposed> = (0..BANDS)
        .into_par_iter()
        .map(|band| {
            let keyed = (0..articles)
                .filter_map(|ix| Some(u64::from(keys(ix as usize)?[band]) << 32 | u64::from(ix)));
            let mut keyed: Vec<u64> = keyed.collect();
            sort_by_upper_half(&mut keyed);
            #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
            let pair = |entry: u64| ((entry >> 32) as u32, ArticleIx(entry as u32));
            let keyed: Vec<(u32, ArticleIx)> = keyed.into_iter().map(pair).collect();
            join_sorted(&keyed, Route::Bands)
        })
        .collect();
    let mut banded = Banded::default();
    for one in joined {
        banded.proposed.crowds += one.crowds;
        banded.proposed.pairs.extend(one.pairs);
    }
    banded.proposed.pairs.par_sort_unstable();
    let often = banded.proposed.pairs.chunk_by(|a, b| a == b).filter(|same| LIKELY <= same.len());
    banded.likely = often.map(|same| (same[0].left(), same[0].right())).collect();
    banded.proposed.pairs.dedup();
    banded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::shingle::ShingleSet;
    use crate::kernel::sketch::Signature;

    #[test]
    fn like_texts_are_proposed_and_unlike_and_empty_ones_are_not() {
        let numbers = |from: u64, to: u64| {
            let spread: Vec<u64> = (from..to).collect();
            ShingleSet::of(&spread, 1).map(|set| Signature::of(&set).band_keys())
        };
        let keys = [numbers(0, 100), None, numbers(5, 105), numbers(900, 1_000), None];
        let banded = pairs(|ix| keys[ix].as_ref(), 5);
        let found: Vec<_> =
            banded.proposed.pairs.iter().map(|p| (p.left().0, p.right().0)).collect();
        assert_eq!(found, [(0, 2)]);
        assert_eq!(banded.likely, [(ArticleIx(0), ArticleIx(2))]);
    }
}
