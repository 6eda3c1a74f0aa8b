//! How far a confidence can be believed: of the pairs that are called 0.8 sure, are eight in ten
//! one story?
//!
//! In: pairs with a confidence, and the gold. Out: a table of ten bins, the expected calibration
//! error (Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017: the
//! mean over bins, weighted by their pairs, of the distance between mean confidence and share of
//! right ones) and the Brier score (Brier, "Verification of forecasts expressed in terms of
//! probability", Monthly Weather Review 78, 1950: the mean squared distance between the confidence
//! and what is so, here over one of the two classes, so that 0 is perfect and ¼ is a coin). Pairs
//! of which the gold does not know both articles are left out.

use crate::evaluate::Grouping;

/// Bins of equal width between 0 and 1: as many as the first of the sources has in its diagrams.
pub const BINS: usize = 10;

/// The confidence from which a pair is a link.
pub const LINKED: f64 = 0.5;

/// Pairs in bins of their confidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reliability {
    bins: [Bin; BINS],
}

/// The pairs of one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub pairs: u64,
    /// How many are one story.
    pub same: u64,
    /// The sum of their confidences.
    pub confidence: f64,
    /// The sum of the squared distances between confidence and truth.
    pub squares: f64,
}

impl Bin {
    /// The mean confidence; nothing where there is no pair.
    pub fn mean_confidence(&self) -> Option<f64> {
        (0 < self.pairs).then(|| self.confidence / self.pairs as f64)
    }

    /// The share that is one story; nothing where there is no pair.
    pub fn share_same(&self) -> Option<f64> {
        (0 < self.pairs).then(|| self.same as f64 / self.pairs as f64)
    }
}

impl Reliability {
    /// Sorts pairs into bins and looks up which of them are one story.
    pub fn of<'a>(
        gold: &Grouping,
        pairs: impl Iterator<Item = (&'a str, &'a str, f64)>,
    ) -> Reliability {
        let mut table = Reliability::default();
        for (left, right, confidence) in pairs {
            if let (Some(left), Some(right)) = (gold.cluster(left), gold.cluster(right)) {
                table.add(confidence, left == right);
            }
        }
        table
    }

    fn add(&mut self, confidence: f64, same: bool) {
        // What is no number is no confidence at all.
        let confidence = if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
        let at = ((confidence * BINS as f64) as usize).min(BINS - 1);
        let truth = if same { 1.0 } else { 0.0 };
        let bin = &mut self.bins[at];
        bin.pairs += 1;
        bin.same += u64::from(same);
        bin.confidence += confidence;
        bin.squares += (confidence - truth).powi(2);
    }

    /// Adds the pairs of another set.
    pub fn join(&mut self, other: &Reliability) {
        for (bin, other) in self.bins.iter_mut().zip(&other.bins) {
            bin.pairs += other.pairs;
            bin.same += other.same;
            bin.confidence += other.confidence;
            bin.squares += other.squares;
        }
    }

    /// The bins: where each begins and ends, and what is in it. The last holds 1 as well.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, &Bin)> {
        let edge = |at: usize| at as f64 / BINS as f64;
        self.bins.iter().enumerate().map(move |(at, bin)| (edge(at), edge(at + 1), bin))
    }

    /// Only the pairs that are links.
    #[must_use]
    pub fn links(&self) -> Reliability {
        let mut links = Reliability::default();
        let linked = self.bins().zip(&mut links.bins).filter(|((from, ..), _)| LINKED <= *from);
        linked.for_each(|((_, _, bin), place)| *place = *bin);
        links
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> u64 {
        self.bins.iter().map(|bin| bin.pairs).sum()
    }

    /// How many of them are one story.
    pub fn same(&self) -> u64 {
        self.bins.iter().map(|bin| bin.same).sum()
    }

    /// The expected calibration error, 0 to 1; nothing where there is no pair.
    pub fn calibration_error(&self) -> Option<f64> {
        let gap = |bin: &Bin| (bin.confidence - bin.same as f64).abs();
        let pairs = self.pairs();
        (0 < pairs).then(|| self.bins.iter().map(gap).sum::<f64>() / pairs as f64)
    }

    /// The Brier score, 0 to 1; nothing where there is no pair.
    pub fn brier(&self) -> Option<f64> {
        let pairs = self.pairs();
        (0 < pairs).then(|| self.bins.iter().map(|bin| bin.squares).sum::<f64>() / pairs as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold() -> Grouping {
        Grouping::read("gold.csv", b"id,cluster\na,1\nb,1\nc,1\nd,2\ne,2\n").unwrap()
    }

    fn table(pairs: &[(&str, &str, f64)]) -> Reliability {
        Reliability::of(&gold(), pairs.iter().copied())
    }

    #[track_caller]
    fn close(found: Option<f64>, by_hand: f64) {
        assert!(found.is_some_and(|found| (found - by_hand).abs() <= 1e-12), "{found:?}");
    }

    #[test]
    fn errors_worked_out_by_hand_come_out() {
        // Of .8 to .9 two, one of them right: too sure by .65. Of .1 one, wrong: too sure by .1. Of
        // .3 one, right: too unsure by .7.
        let pairs = [("a", "b", 0.8), ("a", "d", 0.85), ("b", "e", 0.1), ("a", "c", 0.3)];
        let found = table(&pairs);
        close(found.calibration_error(), (0.65 + 0.1 + 0.7) / 4.0);
        close(found.brier(), (0.04 + 0.7225 + 0.01 + 0.49) / 4.0);
        assert_eq!((found.pairs(), found.same()), (4, 2));
        close(found.links().brier(), (0.04 + 0.7225) / 2.0);
    }

    #[test]
    fn a_bin_holds_its_lower_edge_and_the_last_its_upper_too() {
        for (confidence, place) in
            [(0.0, 0), (0.0999, 0), (0.1, 1), (0.5, 5), (0.899, 8), (0.9, 9), (1.0, 9), (7.0, 9)]
        {
            let found = table(&[("a", "b", confidence)]);
            let filled = found.bins().position(|(_, _, bin)| bin.pairs == 1);
            assert_eq!(filled, Some(place), "{confidence}");
        }
        assert_eq!(table(&[("a", "b", f64::NAN)]).bins().position(|bin| bin.2.pairs == 1), Some(0));
    }

    #[test]
    fn only_pairs_that_the_gold_knows_count_and_without_any_there_is_no_error() {
        let none = table(&[("a", "stranger", 0.9), ("stranger", "b", 0.2)]);
        assert_eq!((none.pairs(), none.calibration_error(), none.brier()), (0, None, None));
    }

    #[test]
    fn two_sets_together_are_as_if_they_were_one() {
        let all = [("a", "b", 0.8), ("a", "d", 0.35), ("d", "e", 0.82), ("c", "e", 0.31)];
        let (mut half, rest) = (table(&all[..2]), table(&all[2..]));
        half.join(&rest);
        assert_eq!((half.pairs(), half.same()), (4, 2));
        close(half.calibration_error(), table(&all).calibration_error().unwrap());
    }
}
