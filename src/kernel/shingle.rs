//! Word hashes → shingle hashes; the set of them, and how much two sets share.
//!
//! A sketch is made of shingles as they come, in the text's order and with repeats
//! ([`shingle_hashes_into`]: about 1.5 ns each); only what is compared exactly is sorted
//! ([`ShingleSet`]: 8 bytes each, about 3 µs for 500).

pub use crate::kernel::words::word_hashes;

/// Fills `hashes` with the shingles of `width` words each, in the text's order, with repeats; with
/// nothing of fewer words than that.
///
/// A shingle's hash is that of its words with the order of the words mixed in: cyclic polynomial
/// hashing (Cohen 1997), which takes the same time for any width, and a multiplication that
/// spreads it over all bits.
pub fn shingle_hashes_into(word_hashes: &[u64], width: usize, hashes: &mut Vec<u64>) {
    hashes.clear();
    let width = width.max(1);
    let Some((first, entering)) = word_hashes.split_at_checked(width) else { return };
    let mut rolling = first.iter().fold(0, |rolling, word| roll(rolling) ^ word);
    hashes.push(spread(rolling));
    // A word has been rolled once for every word behind it by the time it leaves.
    let turns = (ROLL as usize * width % 64) as u32;
    hashes.extend(entering.iter().zip(word_hashes).map(|(enters, leaves)| {
        rolling = roll(rolling) ^ (enters ^ leaves.rotate_left(turns));
        spread(rolling)
    }));
}

/// Bits by which a word moves with each word behind it: odd, so that no two of up to 64 words of
/// a shingle are moved alike.
const ROLL: u32 = 23;

#[inline]
fn roll(rolling: u64) -> u64 {
    rolling.rotate_left(ROLL)
}

/// Both halves of a product, so that each bit of the hash depends on all bits of the words.
#[inline]
fn spread(rolling: u64) -> u64 {
    // The odd constant of the golden ratio, as in Fibonacci hashing.
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let folded = u128::from(rolling ^ GOLDEN) * u128::from(GOLDEN);
    (folded as u64) ^ ((folded >> 64) as u64)
}

/// The distinct shingles of a text as hashes.
///
/// Invariant: never empty, ascending, distinct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShingleSet(Box<[u64]>);

/// How many times longer a set must be for each shingle of the other to be searched in it: a
/// search takes as long as so many steps of a pass over both.
const UNEVEN: usize = 16;

impl ShingleSet {
    /// The shingles of `width` words each. Nothing comes of fewer words than that: a text too
    /// short to compare is like no other text.
    pub fn of(word_hashes: &[u64], width: usize) -> Option<ShingleSet> {
        let mut hashes = Vec::with_capacity(word_hashes.len());
        shingle_hashes_into(word_hashes, width, &mut hashes);
        ShingleSet::of_hashes(&hashes)
    }

    /// The set of shingles that are hashed already, in any order, with repeats; nothing of none.
    /// Sorting dominates: about 3 µs for 500.
    pub fn of_hashes(shingle_hashes: &[u64]) -> Option<ShingleSet> {
        let mut shingle_hashes = in_order(shingle_hashes);
        shingle_hashes.dedup();
        (!shingle_hashes.is_empty()).then(|| ShingleSet(shingle_hashes.into()))
    }

    /// How many distinct shingles there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "a shingle set is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The shingles, ascending.
    pub fn as_slice(&self) -> &[u64] {
        &self.0
    }

    /// How many shingles the two have in common: one pass over both, about 1.5 ns a shingle.
    pub fn shared(&self, other: &ShingleSet) -> usize {
        let (short, long) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        if UNEVEN * short.len() < long.len() {
            return short.0.iter().filter(|hash| long.0.binary_search(hash).is_ok()).count();
        }
        // Each step of a merge waits for the one before; the steps of two merges do not wait for
        // each other. So the sets are cut in two at the same value, and both halves merged at once.
        let (low, high) = self.0.split_at(self.0.len() / 2);
        let cut = high.first().map_or(other.0.len(), |from| other.0.partition_point(|h| h < from));
        let (other_low, other_high) = other.0.split_at(cut);
        let (mut lower, mut upper) = (Merge::of(low, other_low), Merge::of(high, other_high));
        while lower.goes_on() & upper.goes_on() {
            lower.step();
            upper.step();
        }
        lower.finish() + upper.finish()
    }
}

/// The hashes, ascending. They are spread evenly over their range, so that the upper bits of each
/// say nearly where it belongs: put there, few of them have to move, and not far. Where many have
/// the same upper bits, they are sorted like any numbers.
fn in_order(hashes: &[u64]) -> Vec<u64> {
    if hashes.len() < FEW {
        let mut sorted = hashes.to_vec();
        sorted.sort_unstable();
        return sorted;
    }
    let part = |hash: u64| (hash >> (u64::BITS - PARTS.ilog2())) as usize;
    let mut next = [0u32; PARTS];
    hashes.iter().for_each(|hash| next[part(*hash)] += 1);
    let (mut sum, mut most) = (0, 0);
    for count in &mut next {
        most = most.max(*count);
        sum += std::mem::replace(count, sum);
    }
    let mut sorted = vec![0; hashes.len()];
    for hash in hashes {
        let place = &mut next[part(*hash)];
        sorted[*place as usize] = *hash;
        *place += 1;
    }
    if MOST_IN_PART < most {
        sorted.sort_unstable();
        return sorted;
    }
    for at in 1..sorted.len() {
        let (hash, mut place) = (sorted[at], at);
        while 0 < place && hash < sorted[place - 1] {
            sorted[place] = sorted[place - 1];
            place -= 1;
        }
        sorted[place] = hash;
    }
    sorted
}

/// Hashes below which all are sorted like any numbers.
const FEW: usize = 64;
/// Parts of the range of hashes: their counters stay in the nearest cache.
const PARTS: usize = 1024;
/// Hashes up to which each of a part is moved to its place past those before it.
const MOST_IN_PART: u32 = 32;

/// A pass over two ascending slices that counts what they share.
struct Merge<'a> {
    left: &'a [u64],
    right: &'a [u64],
    i: usize,
    j: usize,
    shared: usize,
}

impl Merge<'_> {
    fn of<'a>(left: &'a [u64], right: &'a [u64]) -> Merge<'a> {
        Merge { left, right, i: 0, j: 0, shared: 0 }
    }

    #[inline]
    fn goes_on(&self) -> bool {
        (self.i < self.left.len()) & (self.j < self.right.len())
    }

    /// No branch depends on which side is smaller: it would be guessed wrong half the time.
    #[inline]
    fn step(&mut self) {
        let (a, b) = (self.left[self.i], self.right[self.j]);
        self.shared += usize::from(a == b);
        self.i += usize::from(a <= b);
        self.j += usize::from(b <= a);
    }

    #[inline]
    fn finish(mut self) -> usize {
        while self.goes_on() {
            self.step();
        }
        self.shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Option<ShingleSet> {
        ShingleSet::of(&word_hashes(text), 3)
    }

    #[test]
    fn a_text_of_fewer_words_than_a_shingle_has_no_set() {
        assert_eq!(set(""), None);
        assert_eq!(set("two words"), None);
        assert_eq!(set("just three words").map(|set| set.len()), Some(1));
    }

    #[test]
    fn the_order_of_words_counts() {
        let one = set("fire at mill").expect("three words");
        let other = set("mill at fire").expect("three words");
        assert_eq!(one.shared(&other), 0);
    }

    proptest::proptest! {
        #[test]
        fn a_set_is_ascending_however_its_hashes_are_spread(
            hashes in proptest::collection::vec(proptest::num::u64::ANY, 1..600),
            alike in 0u32..64,
        ) {
            // The more upper bits are the same, the fewer parts hold them all.
            let hashes: Vec<u64> = hashes.iter().map(|hash| hash >> alike).collect();
            let plain: Vec<u64> =
                hashes.iter().copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            let set = ShingleSet::of_hashes(&hashes).expect("not empty");
            proptest::prop_assert_eq!(set.as_slice(), plain);
        }

        #[test]
        fn a_few_shingles_are_found_among_very_many(
            few in proptest::collection::vec(0u64..4_000, 1..20),
            step in 1u64..5,
        ) {
            let many: Vec<u64> = (0..2_000).map(|n| n * step).collect();
            let expected = few.iter().collect::<std::collections::BTreeSet<_>>();
            let expected = expected.into_iter().filter(|n| many.contains(n)).count();
            let [few, many] = [few, many].map(|hashes| ShingleSet::of_hashes(&hashes).expect("some"));
            proptest::prop_assert_eq!(few.shared(&many), expected);
            proptest::prop_assert_eq!(many.shared(&few), expected);
        }

        #[test]
        fn a_rolled_shingle_is_a_function_of_its_own_words(
            words in proptest::collection::vec(proptest::num::u64::ANY, 0..150),
            width in 0usize..80,
        ) {
            let mut hashes = vec![1];
            shingle_hashes_into(&words, width, &mut hashes);
            let plain: Vec<u64> = words
                .windows(width.max(1))
                .map(|words| spread(words.iter().fold(0, |rolling, word| roll(rolling) ^ word)))
                .collect();
            proptest::prop_assert_eq!(hashes, plain);
        }

        #[test]
        fn shared_counts_what_two_ordinary_sets_share(
            left in proptest::collection::vec(0u64..40, 1..60),
            right in proptest::collection::vec(0u64..40, 1..60),
        ) {
            use std::collections::BTreeSet;
            let sets = [&left, &right].map(|v| ShingleSet::of(v, 1).expect("not empty"));
            let plain = [&left, &right].map(|v| v.iter().collect::<BTreeSet<_>>());
            let shared = sets[0].shared(&sets[1]);
            proptest::prop_assert_eq!(shared, plain[0].intersection(&plain[1]).count());
            proptest::prop_assert_eq!(shared, sets[1].shared(&sets[0]));
        }
    }
}
