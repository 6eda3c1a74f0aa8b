//! Shingles → MinHash signature, and the keys of the bands it is cut into.
//!
//! In: shingle hashes in any order, with or without repeats. Out: a signature that is a function
//! of their set, made by *Fast Similarity Sketching* (Dahlgaard, Knudsen and Thorup, FOCS 2017),
//! in the signature type of `minhash-rs`, whose estimator and band hashes serve it. Banding is
//! that of Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3. A signature
//! only proposes pairs; nothing is decided by it.
//!
//! Cost, of 530 shingles: 1 µs and 512 bytes, and 0.3 µs for the keys. Twice the slots in twice
//! the bands would cost 1 µs more, and twice the memory and the keys to be sorted.

use minhash_rs::prelude::{MinHash, MinHasher};

use crate::kernel::shingle::ShingleSet;
use crate::kernel::widest::{Vectors, Work, widest};

/// Slots of a signature.
pub const SLOTS: usize = 128;
/// Bands a signature is cut into.
pub const BANDS: usize = 32;
/// Slots in a band.
pub const ROWS: usize = SLOTS / BANDS;

/// The MinHash signature of a shingle set: 128 words of 32 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(MinHash<u32, SLOTS>);

impl Signature {
    /// Sketches a set.
    pub fn of(shingles: &ShingleSet) -> Signature {
        Signature(MinHash::from_words(slots(shingles.as_slice())))
    }

    /// Sketches the set of shingles that are hashed but not sorted; nothing of none.
    pub fn of_hashes(shingle_hashes: &[u64]) -> Option<Signature> {
        (!shingle_hashes.is_empty()).then(|| Signature(MinHash::from_words(slots(shingle_hashes))))
    }

    /// Estimates the Jaccard similarity of the sets sketched; standard error at most .045.
    pub fn estimate(&self, other: &Signature) -> f64 {
        self.0.estimate_jaccard_index(&other.0)
    }

    /// One key a band, stable across runs; the band's number is mixed in, so that keys of all
    /// bands can share a table.
    ///
    /// Keys of 32 bits meet by chance: two articles in one band once in 2³² pairs, in any two of
    /// their bands that share a table once in 2³² ÷ 32², four million pairs. Among 100,000
    /// unlike articles that makes about 1,200 needless pairs, among a million 119,000, or
    /// a tenth of a comparison an article; in a table for each band 32 times fewer. What they have in
    /// common by their samples tells such pairs from others.
    pub fn band_keys(&self) -> [u32; BANDS] {
        let hashes = self.0.band_hashes::<BANDS>();
        let mut keys = [0; BANDS];
        for (band, (key, hash)) in (0u64..).zip(keys.iter_mut().zip(hashes)) {
            // The upper half of the product depends on all bits of the hash.
            let mixed = (hash ^ band << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let upper = (mixed >> 32) as u32;
            *key = upper;
        }
        keys
    }
}

/// The words of a signature: of each slot the smallest that any shingle throws into it.
///
/// In rounds 0 to 127 every shingle throws one word into a slot at random, in rounds 128 to 255
/// one into slot 0 to 127, so that every slot is filled in the end. A word begins with the number
/// of its round, so one of a later round is never smaller than one of an earlier: throwing stops
/// after the first round at whose end all slots are filled, and the words are those of all 256
/// rounds, whatever the size of the set. Two or three rounds do for 500 shingles; a few
/// shingles throw some 700 words in all, and none more than 256.
fn slots(shingle_hashes: &[u64]) -> [u32; SLOTS] {
    widest(Throws { shingle_hashes })
}

/// Rounds of throws, until no slot is left to be filled.
struct Throws<'a> {
    shingle_hashes: &'a [u64],
}

impl Work for Throws<'_> {
    type Output = [u32; SLOTS];

    #[inline(always)]
    fn run<V: Vectors>(self) -> [u32; SLOTS] {
        let mut words = [EMPTY; SLOTS];
        // What is made of words that are hashed is spread well enough for one round as it stands.
        for hash in self.shingle_hashes {
            let (slot, word) = ((hash >> 57) as usize, *hash as u32 & WORD);
            words[slot] = words[slot].min(word);
        }
        for (round, [salt, factor]) in ROUNDS.iter().enumerate().skip(1) {
            if words.iter().all(|word| *word != EMPTY) {
                break;
            }
            let fixed = round.checked_sub(SLOTS);
            for hash in self.shingle_hashes {
                let product = u128::from(hash ^ salt) * u128::from(*factor);
                let mixed = (product as u64) ^ (product >> 64) as u64;
                let slot = fixed.unwrap_or((mixed >> 57) as usize);
                let word = (round as u32) << WORD.count_ones() | (mixed as u32 & WORD);
                // Few slots are left to be filled, so that this is guessed right.
                if word < words[slot] {
                    words[slot] = word;
                }
            }
        }
        words
    }
}

/// What no shingle throws before the very last round.
const EMPTY: u32 = u32::MAX;

/// The bits of a word below the number of its round.
const WORD: u32 = 0x00FF_FFFF;

/// Of every round but the first a salt and an odd factor: words of SplitMix64 (Steele, Lea and Flood
/// 2014) from zero.
const ROUNDS: [[u64; 2]; 2 * SLOTS] = {
    let mut rounds = [[0; 2]; 2 * SLOTS];
    let (mut round, mut state) = (0, 0);
    while round < rounds.len() {
        rounds[round] = [split_mix(state), split_mix(state + 1) | 1];
        (round, state) = (round + 1, state + 2);
    }
    rounds
};

const fn split_mix(place: u64) -> u64 {
    let z = (place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// The probability that banding proposes a pair of this Jaccard similarity: 1 − (1 − sʳ)ᵇ.
pub fn candidate_probability(jaccard: f64) -> f64 {
    let rows = i32::try_from(ROWS).expect("a band has four rows");
    let bands = i32::try_from(BANDS).expect("a signature has 32 bands");
    1.0 - (1.0 - jaccard.powi(rows)).powi(bands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::widest::Scalar;
    use crate::kernel::words::word_hash;

    fn numbers(from: u64, to: u64) -> ShingleSet {
        let words: Vec<u64> = (from..to).map(|number| word_hash(&number.to_le_bytes())).collect();
        ShingleSet::of(&words, 1).expect("not empty")
    }

    /// Two sets of `size` numbers each from a range of their own, of which `shared` are in both.
    fn pair(trial: u64, size: u64, shared: u64) -> [ShingleSet; 2] {
        let from = trial * 4 * size;
        let apart = size - shared;
        [numbers(from, from + size), numbers(from + apart, from + apart + size)]
    }

    /// Mean error and root of the mean squared error of estimates over many pairs.
    fn errors(size: u64, shared: u64, estimate: impl Fn(&[ShingleSet; 2]) -> f64) -> [f64; 2] {
        const TRIALS: u32 = 400;
        let exact = shared as f64 / (2 * size - shared) as f64;
        let errors = (0..u64::from(TRIALS)).map(|n| estimate(&pair(n, size, shared)) - exact);
        let sums = errors.fold([0.0, 0.0], |[sum, squares], e| [sum + e, squares + e * e]);
        [sums[0] / f64::from(TRIALS), (sums[1] / f64::from(TRIALS)).sqrt()]
    }

    #[test]
    fn estimates_are_unbiased_and_no_worse_than_those_of_plain_minhash() {
        let fast =
            |[left, right]: &[ShingleSet; 2]| Signature::of(left).estimate(&Signature::of(right));
        let plain = |[left, right]: &[ShingleSet; 2]| {
            let [left, right]: [MinHash<u32, SLOTS>; 2] =
                [left, right].map(|set| set.as_slice().iter().copied().collect());
            left.estimate_jaccard_index(&right)
        };
        // Sets of a few shingles; then those of an article, of Jaccard similarity .1 to .9.
        let ends = [(1, 0), (1, 1), (2, 1), (3, 2), (10, 5)];
        let tenths = (1..=9).map(|tenth| (540, 540 * 2 * tenth / (10 + tenth)));
        for (size, shared) in ends.into_iter().chain(tenths) {
            let exact = shared as f64 / (2 * size - shared) as f64;
            let theory = (exact * (1.0 - exact) / SLOTS as f64).sqrt();
            let [bias, root] = errors(size, shared, fast);
            let [_, crates_own] = errors(size, shared, plain);
            // The mean of 400 errors lies within 4 of its standard errors, and their root within
            // 4 standard errors (1 / √800) of what it estimates.
            assert!(bias.abs() <= 4.0 * theory / 20.0, "{size} {shared}: bias {bias}");
            assert!(root <= theory * 1.15, "{size} {shared}: {root}, {theory} in theory");
            assert!(root <= crates_own * 1.3, "{size} {shared}: {root}, {crates_own} the crate's");
        }
    }

    #[test]
    fn to_stop_early_changes_no_word() {
        for size in [1, 2, 10, 100, 128, 300, 540, 5_000] {
            let set = numbers(7, 7 + size);
            let shingle_hashes = set.as_slice();
            let mut words = [EMPTY; SLOTS];
            for (round, [salt, factor]) in (0u32..).zip(ROUNDS) {
                for hash in shingle_hashes {
                    let product = u128::from(hash ^ salt) * u128::from(factor);
                    let mixed = (product as u64) ^ (product >> 64) as u64;
                    let thrown = if round == 0 { *hash } else { mixed };
                    let at_random = (thrown >> 57) as usize;
                    let slot = (round as usize).checked_sub(SLOTS).unwrap_or(at_random);
                    words[slot] = words[slot].min(round << 24 | thrown as u32 & WORD);
                }
            }
            assert_eq!(slots(shingle_hashes), words, "{size} shingles");
            assert_eq!(Throws { shingle_hashes }.run::<Scalar>(), words, "{size} shingles");
        }
    }

    #[test]
    fn a_signature_is_a_function_of_the_set() {
        let set = numbers(0, 50);
        let mut again = set.as_slice().to_vec();
        again.reverse();
        again.extend_from_within(10..30);
        assert_eq!(Signature::of_hashes(&again), Some(Signature::of(&set)));
        assert_eq!(Signature::of_hashes(&[]), None);
    }

    #[test]
    fn a_key_stays_what_it_was() {
        let keys = Signature::of(&numbers(0, 50)).band_keys();
        assert_eq!(keys[..3], [261_902_375, 1_400_748_839, 4_138_207_246]);
    }

    #[test]
    fn the_more_alike_the_likelier_to_be_proposed() {
        let curve: Vec<f64> =
            (0..=10).map(|s| candidate_probability(f64::from(s) / 10.0)).collect();
        assert!(curve.is_sorted());
        assert!(curve[0] < 1e-9 && curve[1] < 0.01);
        assert!(0.85 < curve[5] && 0.9999 < curve[8]);
    }

    #[test]
    fn equal_sets_share_every_key_and_keys_of_two_bands_differ() {
        let keys = Signature::of(&numbers(0, 50)).band_keys();
        assert_eq!(keys, Signature::of(&numbers(0, 50)).band_keys());
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), BANDS);
    }
}
