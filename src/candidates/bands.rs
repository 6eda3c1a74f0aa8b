//! Articles that share a bucket of a band of their signatures.

use rayon::prelude::*;

use crate::article::ArticleIx;
use crate::candidates::{Proposed, Route, distinct, join_equal};
use crate::kernel::sketch::BANDS;

/// Proposes articles that agree in a whole band: a sort-join for each band, 8 bytes an article at
/// a time. Articles without keys are proposed with none.
///
/// A pair of Jaccard .8 is missed once in 10⁷ pairs, one of .5 once in eight
/// ([`crate::kernel::sketch::candidate_probability`]).
pub fn pairs<'a>(
    keys: impl Fn(usize) -> Option<&'a [u32; BANDS]> + Sync,
    articles: u32,
) -> Proposed {
    let joined: Vec<Proposed> = (0..BANDS)
        .into_par_iter()
        .map(|band| {
            let keyed =
                (0..articles).filter_map(|ix| Some((keys(ix as usize)?[band], ArticleIx(ix))));
            join_equal(&mut keyed.collect::<Vec<_>>(), Route::Bands)
        })
        .collect();
    let mut all = Proposed::default();
    for one in joined {
        all.crowds += one.crowds;
        all.pairs.extend(one.pairs);
    }
    distinct(&mut all.pairs);
    all
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
        let proposed = pairs(|ix| keys[ix].as_ref(), 5);
        let found: Vec<_> = proposed.pairs.iter().map(|p| (p.left().0, p.right().0)).collect();
        assert_eq!(found, [(0, 2)]);
    }
}
