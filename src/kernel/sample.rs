//! Shingles in the order of the text → the few of them that are looked up.
//!
//! In: shingle hashes as they stand in the text. Out: a sample that any other text which holds the
//! same passage draws too, because it depends on nothing but the passage:
//!
//! - every shingle whose hash falls below one sixteenth of the range (Broder 1997, modulus
//!   sampling);
//! - where that leaves a gap, the smallest of every [`WINDOW`] consecutive shingles that hold no
//!   such shingle (robust winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003). So a passage of
//!   32 shingles, which is 36 words, leaves at least one shingle in common, with certainty;
//! - of a text shorter than a window, its four smallest.
//!
//! Cost: linear time, about 1 µs for 530 shingles, of which 41 are drawn: one in 13, four fifths
//! of them by the bound.

use crate::kernel::widest::{Vectors, Work, widest};

/// The sample holds at least one of any so many consecutive shingles.
pub const WINDOW: usize = 32;

/// Smallest shingles that are drawn of a text shorter than a window.
const FEWEST: usize = 4;

/// Hashes below this are drawn wherever they stand: one in sixteen.
const BOUND: u64 = 1 << 60;

/// The distinct shingles drawn, ascending: of each hash the lower 32 bits, which have no part in
/// the drawing by the bound.
pub fn sample(shingle_hashes_in_text_order: &[u64]) -> Vec<u32> {
    let mut drawn = Vec::with_capacity(shingle_hashes_in_text_order.len() / 8 + FEWEST);
    draw(shingle_hashes_in_text_order, |_, value| drawn.push(value));
    drawn.sort_unstable();
    drawn.dedup();
    drawn
}

/// Where in the text a shingle is drawn, and its 32 bits, in the order of the text. A shingle that
/// recurs is there for each place where it is drawn.
pub fn sampled_positions(shingle_hashes_in_text_order: &[u64]) -> Vec<(usize, u32)> {
    let mut drawn = Vec::with_capacity(shingle_hashes_in_text_order.len() / 8 + FEWEST);
    draw(shingle_hashes_in_text_order, |at, value| drawn.push((at, value)));
    drawn
}

fn draw(hashes: &[u64], visit: impl FnMut(usize, u32)) {
    if hashes.len() < WINDOW {
        draw_short(hashes, visit);
    } else {
        widest(Draw { hashes, visit });
    }
}

/// Shingles of which one number says which are below the bound.
const AT_ONCE: usize = u64::BITS as usize;

/// Shingles of a text, at least a window of them, and what those that are drawn are handed to.
struct Draw<'a, F> {
    hashes: &'a [u64],
    visit: F,
}

impl<F: FnMut(usize, u32)> Work for Draw<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let Draw { hashes, mut visit } = self;
        let mut behind = 0;
        for (some, from) in hashes.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
            let small = some.iter().enumerate();
            let mut small =
                small.fold(0u64, |all, (at, hash)| all | u64::from(*hash < BOUND) << at);
            while small != 0 {
                let at = from + small.trailing_zeros() as usize;
                small &= small - 1;
                if behind + WINDOW <= at {
                    draw_gap(hashes, behind..at, &mut visit);
                }
                visit(at, value(hashes[at]));
                behind = at + 1;
            }
        }
        draw_gap(hashes, behind..hashes.len(), &mut visit);
    }
}

/// Draws the smallest of every window within a gap: of equal ones that which is drawn already,
/// else the last.
#[inline(always)]
fn draw_gap(hashes: &[u64], gap: std::ops::Range<usize>, visit: &mut impl FnMut(usize, u32)) {
    let mut drawn: Option<usize> = None;
    for end in gap.start + WINDOW..=gap.end {
        let newest = end - 1;
        let smallest = match drawn.filter(|at| end <= at + WINDOW) {
            Some(at) if hashes[at] <= hashes[newest] => continue,
            Some(_) => newest,
            None => last_smallest(hashes, end - WINDOW..end),
        };
        visit(smallest, value(hashes[smallest]));
        drawn = Some(smallest);
    }
}

/// Where the smallest stands, the last of equal ones.
#[inline(always)]
fn last_smallest(hashes: &[u64], window: std::ops::Range<usize>) -> usize {
    let from = window.start;
    let window = &hashes[window];
    let smallest = window.iter().fold(u64::MAX, |least, hash| least.min(*hash));
    let last = window.iter().rposition(|hash| *hash == smallest);
    from + last.expect("a window is not empty")
}

/// Draws what falls below the bound, and the smallest few.
fn draw_short(hashes: &[u64], mut visit: impl FnMut(usize, u32)) {
    let mut ordered = hashes.to_vec();
    ordered.sort_unstable();
    ordered.dedup();
    let Some(greatest) = ordered.get(FEWEST - 1).or(ordered.last()) else { return };
    let bound = BOUND.max(*greatest);
    for (at, hash) in hashes.iter().enumerate().filter(|(_, hash)| **hash <= bound) {
        visit(at, value(*hash));
    }
}

fn value(hash: u64) -> u32 {
    hash as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kernel::shingle::shingle_hashes_into;
    use crate::kernel::widest::Scalar;

    /// Shingles of a text of words drawn from so many.
    fn shingles(words: &[u64]) -> Vec<u64> {
        let mut hashes = Vec::new();
        shingle_hashes_into(words, 5, &mut hashes);
        hashes
    }

    fn numbers(count: u64) -> Vec<u64> {
        shingles(&(0..count + 4).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect::<Vec<_>>())
    }

    #[test]
    fn one_in_thirteen_is_drawn() {
        let hashes = numbers(1_000_000);
        let bounded = hashes.iter().filter(|hash| **hash < BOUND).count();
        let drawn = sample(&hashes).len();
        assert!((62_000..63_000).contains(&bounded), "{bounded}");
        assert!((77_000..78_500).contains(&drawn), "{drawn}");
    }

    #[test]
    fn of_a_short_text_the_four_smallest_are_drawn() {
        let expected = |n: u64| (1..=n).map(|n| value(7 * n)).collect::<Vec<_>>();
        for (count, drawn) in [(0, 0), (1, 1), (3, 3), (4, 4), (14, 4)] {
            let smallest = (1..=count).rev().map(|n: u64| (n << 60) | (7 * n)).collect::<Vec<_>>();
            assert_eq!(sample(&smallest), expected(drawn), "of {count}");
        }
        // Below the bound, all are.
        let small: Vec<u64> = (1..=20).map(|n| 7 * n).collect();
        assert_eq!(sample(&small), expected(20));
    }

    #[test]
    fn a_text_that_repeats_itself_is_drawn_once_a_window() {
        let same = vec![u64::MAX; 1_000];
        let places: Vec<usize> = sampled_positions(&same).iter().map(|(at, _)| *at).collect();
        assert_eq!(places.len(), 1_000 / WINDOW);
        assert!(places.windows(2).all(|two| two[1] - two[0] == WINDOW));
        assert_eq!(sample(&same), [u32::MAX]);
    }

    proptest::proptest! {
        #[test]
        fn texts_that_share_a_window_share_a_sampled_shingle(
            parts in proptest::collection::vec(proptest::collection::vec(0u64..1 << 20, 0..90), 4),
            passage in proptest::collection::vec(0u64..1 << 20, WINDOW + 4..80),
            above in 0u64..2,
        ) {
            let text = |before: &[u64], after: &[u64]| {
                let hashes = shingles(&[before, &passage, after].concat());
                // Half of the texts have nothing below the bound, so that gaps are long.
                hashes.iter().map(|hash| hash | (above * BOUND)).collect::<Vec<u64>>()
            };
            let (left, right) = (text(&parts[0], &parts[1]), text(&parts[2], &parts[3]));
            let [left, right] = [left, right].map(|h| BTreeSet::from_iter(sample(&h)));
            proptest::prop_assert!(!left.is_disjoint(&right));
        }

        #[test]
        fn every_window_holds_a_place_that_is_drawn_and_places_ascend(
            words in proptest::collection::vec(0u64..12, WINDOW + 4..400),
            above in 0u64..2,
        ) {
            let hashes: Vec<u64> = shingles(&words).iter().map(|h| h | (above * BOUND)).collect();
            let drawn = sampled_positions(&hashes);
            proptest::prop_assert!(drawn.is_sorted());
            let places: BTreeSet<usize> = drawn.iter().map(|(at, _)| *at).collect();
            proptest::prop_assert_eq!(places.len(), drawn.len());
            for start in 0..=hashes.len() - WINDOW {
                proptest::prop_assert!(places.range(start..start + WINDOW).next().is_some());
            }
            let values: BTreeSet<u32> = drawn.iter().map(|(_, value)| *value).collect();
            proptest::prop_assert!(drawn.iter().all(|(at, v)| value(hashes[*at]) == *v));
            proptest::prop_assert_eq!(sample(&hashes), Vec::from_iter(values));
            let mut plain = Vec::new();
            let visit = |at, value| plain.push((at, value));
            Draw { hashes: &hashes, visit }.run::<Scalar>();
            proptest::prop_assert_eq!(drawn, plain);
        }
    }
}
