//! Which pairs deserve an exact comparison. Nothing is verified here.
//!
//! Four routes: the same text or address ([`same`]), a shared bucket of signature bands
//! ([`bands`]), sampled shingles in common ([`sample`]), and telling terms in common ([`terms`]).
//! Each is a function of a *set* of articles, and none squares a crowd: what was bounded is said in
//! [`Proposed::crowds`].

use crate::article::ArticleIx;
use crate::kernel::sample::sample as sampled;
use crate::kernel::shingle::{shingle_hashes_into, word_hashes};
use crate::kernel::sketch::{BANDS, Signature};

pub mod same;
pub mod bands;
pub mod sample;
pub mod terms;
mod radix;

/// What is kept of an article's words to propose it for comparison: about 400 bytes for 500 words.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    /// Equal for equal words; nothing for no words.
    pub key: Option<u128>,
    /// The keys of its signature's bands, where it is long enough for a shingle: let go once joined.
    pub bands: Option<Box<[u32; BANDS]>>,
    /// Its sampled shingles, ascending.
    pub sample: sample::Sample,
}

impl Sketch {
    /// Sketches a text by the hashes of its words and of its shingles, both in its order.
    pub fn of(words: &[u64], shingles: &[u64]) -> Sketch {
        Sketch {
            key: same::text_key(words),
            bands: Signature::of_hashes(shingles).map(|signature| Box::new(signature.band_keys())),
            sample: sampled(shingles).into(),
        }
    }

    /// Sketches a text, with shingles of so many words.
    pub fn of_text(text: &str, width: usize) -> Sketch {
        let words = word_hashes(text);
        let mut shingles = Vec::new();
        shingle_hashes_into(&words, width, &mut shingles);
        Sketch::of(&words, &shingles)
    }
}

/// Two articles worth comparing.
///
/// Invariant: `left < right`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    left: ArticleIx,
    right: ArticleIx,
    route: Route,
}

impl CandidatePair {
    /// The pair of two articles, whichever comes first; nothing of one with itself.
    pub fn new(a: ArticleIx, b: ArticleIx, route: Route) -> Option<CandidatePair> {
        (a != b).then(|| CandidatePair { left: a.min(b), right: a.max(b), route })
    }

    /// The smaller.
    pub fn left(&self) -> ArticleIx {
        self.left
    }

    /// The greater.
    pub fn right(&self) -> ArticleIx {
        self.right
    }

    /// How it was found.
    pub fn route(&self) -> Route {
        self.route
    }
}

/// How a pair was found, from the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// The same text or the same address.
    Same,
    /// A bucket of a band of their signatures.
    Bands,
    /// Sampled shingles they share.
    Sample,
    /// Telling terms they share.
    Terms,
    /// Not by itself: the one is kept of the copies that the other is among.
    Kept,
    /// Not by itself: an editor's verdict names the two.
    Verdict,
}

impl Route {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            Route::Same => "same",
            Route::Bands => "bands",
            Route::Sample => "sample",
            Route::Terms => "terms",
            Route::Kept => "kept",
            Route::Verdict => "verdict",
        }
    }
}

/// What a route proposed.
#[derive(Debug, Default)]
pub struct Proposed {
    /// The pairs, each once, ascending.
    pub pairs: Vec<CandidatePair>,
    /// How many buckets were too crowded to compare all with all.
    pub crowds: usize,
}

impl Proposed {
    /// Pairs of both, each once, by its surest route.
    pub fn union(self, other: Proposed) -> Proposed {
        let mut pairs = self.pairs;
        pairs.extend(other.pairs);
        distinct(&mut pairs);
        Proposed { pairs, crowds: self.crowds + other.crowds }
    }
}

/// Articles in a bucket up to which all pairs are proposed.
///
/// Above it each article is proposed with its [`PREDECESSORS`] nearest predecessors by index, so
/// a crowd of n costs 3 n pairs and stays connected.
pub const CROWD: usize = 64;

/// Nearest predecessors that an article of a crowd is proposed with.
pub const PREDECESSORS: usize = 3;

/// Sorts pairs and keeps each once, by its surest route.
fn distinct(pairs: &mut Vec<CandidatePair>) {
    pairs.sort_unstable();
    pairs.dedup_by_key(|pair| (pair.left, pair.right));
}

/// Joins every group of equal keys in `keyed`, which it sorts. Keys are compared only.
fn join_equal<K: Ord + Copy>(keyed: &mut [(K, ArticleIx)], route: Route) -> Proposed {
    keyed.sort_unstable();
    join_sorted(keyed, route)
}

/// Joins every group of equal keys in `keyed`, which is sorted.
fn join_sorted<K: Ord + Copy>(keyed: &[(K, ArticleIx)], route: Route) -> Proposed {
    let mut proposed = Proposed::default();
    for bucket in keyed.chunk_by(|a, b| a.0 == b.0) {
        let reach = if bucket.len() <= CROWD { CROWD } else { PREDECESSORS };
        proposed.crowds += usize::from(CROWD < bucket.len());
        for (place, (_, right)) in bucket.iter().enumerate() {
            let before = &bucket[place.saturating_sub(reach)..place];
            let pairs =
                before.iter().filter_map(|(_, left)| CandidatePair::new(*left, *right, route));
            proposed.pairs.extend(pairs);
        }
    }
    distinct(&mut proposed.pairs);
    proposed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_joined_in_a_line_and_counted() {
        let crowd = |n: u32| (0..n).map(|ix| (7, ArticleIx(ix))).collect::<Vec<_>>();
        let small = join_equal(&mut crowd(64), Route::Bands);
        assert_eq!((small.pairs.len(), small.crowds), (64 * 63 / 2, 0));
        let large = join_equal(&mut crowd(1_000), Route::Bands);
        assert_eq!((large.pairs.len(), large.crowds), (1_000 * 3 - 6, 1));
    }

    #[test]
    fn a_pair_found_twice_is_proposed_once_by_its_surest_route() {
        let [a, b] = [ArticleIx(1), ArticleIx(2)];
        let by = |route| Proposed {
            pairs: CandidatePair::new(b, a, route).into_iter().collect(),
            crowds: 0,
        };
        let both = by(Route::Bands).union(by(Route::Same));
        assert_eq!(both.pairs.len(), 1);
        assert_eq!(both.pairs[0].route(), Route::Same);
        assert_eq!(CandidatePair::new(a, a, Route::Same), None);
    }
}
