//! Articles that share a bucket of a band of their signatures.

use crate::article::ArticleIx;
use crate::candidates::{Proposed, Route, join_equal};
use crate::kernel::sketch::Signature;

/// Proposes articles that agree in a whole band: sort-join, 8 bytes a band and article.
///
/// A pair of Jaccard .8 is missed once in 10⁷ pairs, one of .5 once in eight
/// ([`crate::kernel::sketch::candidate_probability`]).
pub fn pairs(signatures: &[Option<Signature>]) -> Proposed {
    let sketched = (0..).map(ArticleIx).zip(signatures);
    let keyed = sketched.filter_map(|(ix, signature)| Some((ix, signature.as_ref()?)));
    let mut keyed: Vec<(u32, ArticleIx)> =
        keyed.flat_map(|(ix, signature)| signature.band_keys().map(|key| (key, ix))).collect();
    join_equal(&mut keyed, Route::Bands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::shingle::ShingleSet;

    #[test]
    fn like_texts_are_proposed_and_unlike_and_empty_ones_are_not() {
        let numbers = |from: u64, to: u64| {
            let spread: Vec<u64> = (from..to).collect();
            ShingleSet::of(&spread, 1).map(|set| Signature::of(&set))
        };
        let signatures = [numbers(0, 100), None, numbers(5, 105), numbers(900, 1_000), None];
        let proposed = pairs(&signatures);
        let found: Vec<_> = proposed.pairs.iter().map(|p| (p.left().0, p.right().0)).collect();
        assert_eq!(found, [(0, 2)]);
    }
}
