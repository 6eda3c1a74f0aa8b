//! Articles that share a bucket of a band of their signatures.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::article::ArticleIx;
use crate::candidates::radix::sort_by_upper_half;
use crate::candidates::{CandidatePair, PREDECESSORS, Proposed, Route, Sketch, join_sorted};
use crate::kernel::sketch::BANDS;

/// Bands of which two articles share so many are likely to be those of one text: of 32, Jaccard
/// .6 shares four on average, .4 not one.
const LIKELY: usize = 4;

/// Sampled shingles from which on a sample speaks for its text: it stands for some 400 shingles, of
/// which texts of Jaccard one half share 267 and a brief within a long read 280. One in 16 is
/// sampled, so that such a pair has none in common once in 3 × 10⁷. Of templates that share a tenth
/// one in a hundred has none, of which the bands propose three in a thousand.
const SPEAKS: usize = 30;

/// What the bands brought.
#[derive(Debug, Default)]
pub struct Banded {
    /// Every pair that shares a bucket.
    pub proposed: Proposed,
    /// Those that are likely to be copies. Nothing is decided by that but which other pairs are
    /// worth proposing.
    pub likely: Vec<(ArticleIx, ArticleIx)>,
}

/// Bands that a core joins at a time: their keys lie side by side, and are fetched together.
const AT_ONCE: usize = 4;
const _: () = assert!(BANDS.is_multiple_of(AT_ONCE), "every band is joined");

/// Proposes articles that agree in a whole band: a sort-join for each band, 40 bytes an article at
/// a time on each core. Articles without keys are proposed with none.
///
/// A pair of Jaccard .8 is missed once in 10⁷ pairs, one of .5 once in eight
/// ([`crate::kernel::sketch::candidate_probability`]).
pub fn pairs<'a>(keys: impl Fn(usize) -> Option<&'a [u32; BANDS]> + Sync, articles: u32) -> Banded {
    let joined: Vec<Proposed> = (0..BANDS / AT_ONCE)
        .into_par_iter()
        .flat_map_iter(|group| {
            let mut keyed: [Vec<u64>; AT_ONCE] = Default::default();
            for ix in 0..articles {
                let Some(keys) = keys(ix as usize) else { continue };
                for (keyed, key) in keyed.iter_mut().zip(&keys[group * AT_ONCE..]) {
                    keyed.push(u64::from(*key) << 32 | u64::from(ix));
                }
            }
            keyed.map(joined)
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

/// Joins the articles with one key in a band, given as key above article.
fn joined(mut keyed: Vec<u64>) -> Proposed {
    sort_by_upper_half(&mut keyed);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
    let pair = |entry: u64| ((entry >> 32) as u32, ArticleIx(entry as u32));
    let keyed: Vec<(u32, ArticleIx)> = keyed.into_iter().map(pair).collect();
    join_sorted(&keyed, Route::Bands)
}

impl Banded {
    /// Drops pairs whose keys met by chance, which are as many as articles times articles: those of
    /// two long texts that have no sampled shingle in common. About .2 µs a pair, where to
    /// compare two texts takes 20 and more.
    pub fn drop_chance(&mut self, sketches: &[Sketch]) {
        self.proposed.pairs.retain(|pair| {
            !met_by_chance([pair.left(), pair.right()].map(|ix| &sketches[ix.at()]))
        });
    }
}

impl Banded {
    /// Takes out what need not be compared of texts that very many articles print: all pairs of two
    /// articles of one `crowd` but those of each with its [`PREDECESSORS`] nearest by index. Whether
    /// that leaves a crowd in parts is for whoever compares them to see, and the pairs taken out,
    /// ascending, are there to be compared then.
    pub fn take_spare(&mut self, crowd: impl Fn(ArticleIx) -> Option<u32>) -> Vec<CandidatePair> {
        let mut before: FxHashMap<ArticleIx, usize> = FxHashMap::default();
        let mut is_spare = |pair: &CandidatePair| {
            if crowd(pair.left()).is_none_or(|text| crowd(pair.right()) != Some(text)) {
                return false;
            }
            let before = before.entry(pair.right()).or_default();
            *before += 1;
            PREDECESSORS < *before
        };
        let pairs = std::mem::take(&mut self.proposed.pairs);
        let (mut spare, mut kept): (Vec<_>, Vec<_>) =
            pairs.into_iter().rev().partition(|pair| is_spare(pair));
        spare.reverse();
        kept.reverse();
        self.proposed.pairs = kept;
        spare
    }
}

/// Whether keys that two articles share are theirs by chance: the texts are long, and have no
/// sampled shingle in common.
pub fn met_by_chance([left, right]: [&Sketch; 2]) -> bool {
    let (left, right) = (&*left.sample, &*right.sample);
    SPEAKS <= left.len().min(right.len()) && !share_one(left, right)
}

/// Whether two ascending lists have something in common.
fn share_one(left: &[u32], right: &[u32]) -> bool {
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        if a == b {
            return true;
        }
        i += usize::from(a < b);
        j += usize::from(b < a);
    }
    false
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

    #[test]
    fn keys_that_met_by_chance_are_dropped_where_samples_are_long_enough_to_tell() {
        let sketch = |sample: std::ops::Range<u32>| Sketch {
            bands: Some(Box::new([7; BANDS])),
            sample: sample.collect::<Vec<u32>>().into(),
            ..Sketch::default()
        };
        let sketches = [sketch(0..30), sketch(29..80), sketch(30..60), sketch(90..119)];
        let mut banded = pairs(|ix| sketches[ix].bands.as_deref(), 4);
        banded.drop_chance(&sketches);
        let found = banded.proposed.pairs.iter().map(|p| (p.left().0, p.right().0));
        assert_eq!(found.collect::<Vec<_>>(), [(0, 1), (0, 3), (1, 2), (1, 3), (2, 3)]);
    }

    #[test]
    fn each_of_a_crowd_stays_with_its_nearest_and_the_rest_is_spare() {
        let pair =
            |(left, right)| CandidatePair::new(ArticleIx(left), ArticleIx(right), Route::Bands);
        let ends = |pairs: &[CandidatePair]| {
            pairs.iter().map(|pair| (pair.left().0, pair.right().0)).collect::<Vec<_>>()
        };
        // Articles 0 to 5 are of one crowd, 6 and 7 of another; 8 is of none.
        let crowd = |ix: ArticleIx| (ix.0 < 8).then_some(ix.0 / 6);
        let all: Vec<(u32, u32)> = (0..9).flat_map(|l| (l + 1..9).map(move |r| (l, r))).collect();
        let pairs = all.iter().filter_map(|ends| pair(*ends)).collect();
        let proposed = Proposed { pairs, crowds: 0 };
        let mut banded = Banded { proposed, likely: Vec::new() };
        let spare = banded.take_spare(crowd);
        assert_eq!(ends(&spare), [(0, 4), (0, 5), (1, 5)]);
        let kept = all.iter().filter(|ends| ![(0, 4), (0, 5), (1, 5)].contains(ends));
        assert_eq!(ends(&banded.proposed.pairs), kept.copied().collect::<Vec<_>>());
    }
}
