//! Judged pairs beside a grouping: which answers agree.

use crate::evaluate::{Grouping, PrecisionRecall, ratio};
use crate::verdict::{Ruling, Verdict};

/// How well a grouping answers judged pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct PairScores {
    /// Pairs that were judged.
    pub pairs: u64,
    /// One story, and found so.
    pub joined_rightly: u64,
    /// Two stories, found as one.
    pub joined_wrongly: u64,
    /// Two stories, and found so.
    pub parted_rightly: u64,
    /// One story, found as two.
    pub parted_wrongly: u64,
    /// Pairs with an article that the prediction does not know: it stands alone.
    pub missing: u64,
    /// Pairs that are answered wrongly and not marked as known misses.
    pub wrong: Vec<Answer>,
    /// Pairs marked as known misses that are still answered wrongly.
    pub known_misses: Vec<Answer>,
    /// Pairs marked as known misses that are answered rightly by now: the mark can go.
    pub mended: Vec<Answer>,
}

/// A judged pair and what the prediction makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The pair.
    pub pair: Verdict,
    /// Whether the prediction has both in one story.
    pub found: Ruling,
    /// The story of the left, where it is known.
    pub left_story: Option<String>,
    /// The story of the right, where it is known.
    pub right_story: Option<String>,
}

impl PairScores {
    /// The names of its figures, in the order of [`PairScores::figures`].
    pub const NAMES: [&'static str; 4] = ["accuracy", "precision", "recall", "f1"];

    /// Looks every pair up.
    pub fn of(gold: &[Verdict], predicted: &Grouping) -> PairScores {
        let mut scores = PairScores {
            pairs: gold.len() as u64,
            joined_rightly: 0,
            joined_wrongly: 0,
            parted_rightly: 0,
            parted_wrongly: 0,
            missing: 0,
            wrong: Vec::new(),
            known_misses: Vec::new(),
            mended: Vec::new(),
        };
        for pair in gold {
            scores.add(Answer::of(pair, predicted));
        }
        scores
    }

    fn add(&mut self, answer: Answer) {
        let count = match (answer.found, answer.pair.ruling) {
            (Ruling::Same, Ruling::Same) => &mut self.joined_rightly,
            (Ruling::Same, Ruling::Different) => &mut self.joined_wrongly,
            (Ruling::Different, Ruling::Different) => &mut self.parted_rightly,
            (Ruling::Different, Ruling::Same) => &mut self.parted_wrongly,
        };
        *count += 1;
        self.missing += u64::from(answer.left_story.is_none() || answer.right_story.is_none());
        match (answer.pair.known_miss, answer.found == answer.pair.ruling) {
            (false, true) => {}
            (false, false) => self.wrong.push(answer),
            (true, false) => self.known_misses.push(answer),
            (true, true) => self.mended.push(answer),
        }
    }

    /// The share of pairs answered rightly; known misses count as what they are.
    pub fn accuracy(&self) -> f64 {
        let right = self.joined_rightly + self.parted_rightly;
        ratio(u128::from(right), u128::from(self.pairs), 1.0)
    }

    /// Precision and recall of "one story"; 1 where nothing was joined, or nothing belongs together.
    pub fn precision_recall(&self) -> PrecisionRecall {
        let right = u128::from(self.joined_rightly);
        PrecisionRecall {
            precision: ratio(right, right + u128::from(self.joined_wrongly), 1.0),
            recall: ratio(right, right + u128::from(self.parted_wrongly), 1.0),
        }
    }

    /// Every figure under its name.
    pub fn figures(&self) -> Vec<(&'static str, f64)> {
        let both = self.precision_recall();
        let values = [self.accuracy(), both.precision, both.recall, both.f1()];
        PairScores::NAMES.into_iter().zip(values).collect()
    }
}

impl Answer {
    fn of(pair: &Verdict, predicted: &Grouping) -> Answer {
        let story = |id: &str| predicted.cluster(id).map(str::to_owned);
        let (left_story, right_story) = (story(&pair.left), story(&pair.right));
        let together = left_story.is_some() && left_story == right_story;
        Answer {
            pair: pair.clone(),
            found: if together { Ruling::Same } else { Ruling::Different },
            left_story,
            right_story,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Gold;

    fn scores(pairs: &str) -> PairScores {
        let Gold::Pairs(pairs) = Gold::read("pairs.csv", pairs.as_bytes()).unwrap() else {
            panic!("read as groups");
        };
        let predicted = "article,story\na,1\nb,1\nc,2\nd,2\n";
        PairScores::of(&pairs, &Grouping::read("articles.csv", predicted.as_bytes()).unwrap())
    }

    #[test]
    fn every_kind_of_answer_is_counted_and_the_wrong_ones_are_kept() {
        let scores = scores(
            "left,right,expected,status\n\
             a,b,same,\n\
             c,d,different,holds\n\
             a,c,same,known_miss\n\
             a,d,different,known_miss\n\
             b,z,same,\n",
        );
        assert_eq!([scores.joined_rightly, scores.joined_wrongly], [1, 1], "joined");
        assert_eq!([scores.parted_rightly, scores.parted_wrongly], [1, 2], "parted");
        assert_eq!(scores.missing, 1);
        let rows = |answers: &[Answer]| -> Vec<usize> {
            answers.iter().map(|answer| answer.pair.row).collect()
        };
        assert_eq!(rows(&scores.wrong), [3, 6]);
        assert_eq!(rows(&scores.known_misses), [4]);
        assert_eq!(rows(&scores.mended), [5]);
        let expected = [0.4, 0.5, 1.0 / 3.0, 0.4];
        for ((name, value), expected) in scores.figures().into_iter().zip(expected) {
            assert!((value - expected).abs() <= 1e-12, "{name} {value}");
        }
    }

    #[test]
    fn two_articles_that_nobody_predicted_are_not_one_story() {
        let scores = scores("left,right,expected\ny,z,same\n");
        assert_eq!(scores.parted_wrongly, 1);
    }
}
