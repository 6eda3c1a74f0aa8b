//! What evidence weighs: the table `model.csv`, read once.
//!
//! `fitted` rows come from labelled news by the method of `tests/fit`, whose README says how they differ
//! from what its command prints; `grid` rows are the best of a coarse grid there; `prior` rows are stated, since no labelled set at hand has both text and dates
//! or outlets. A row is a summand of the
//! log-odds unless its field says otherwise.

use serde::Serialize;

/// How likely it is that two articles which were brought together tell one event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkModel {
    /// Log-odds of two articles with nothing in common.
    pub intercept: f64,
    /// What a likeness of one adds.
    pub likeness: f64,
    /// Parts of text, lead and names in a likeness.
    pub views: [f64; 3],
    /// Words of an article of which half of its story's wording is to be expected: shorter ones
    /// count for more.
    pub words: f64,
    /// What equal headlines add; such as share half of their letter pairs add nothing.
    pub headline: f64,
    /// What publication at one time adds.
    pub near: f64,
    /// What a whole window between two publications takes away.
    pub days: f64,
    /// What a shared outlet takes away.
    pub outlet: f64,
}

/// How likely it is that the two halves of a group tell two events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartingModel {
    /// Log-odds of two halves of one article each that share everything.
    pub intercept: f64,
    /// What the logarithm of the smaller half's articles, counted to twelve, adds.
    pub smaller: f64,
    /// What the logarithm of the likeness between the halves adds.
    pub between: f64,
    /// What the share of each half that its own terms stand in adds.
    pub own: f64,
}

impl LinkModel {
    /// The model that ships with the program.
    pub fn shipped() -> LinkModel {
        let value = |name| shipped("link", name);
        LinkModel {
            intercept: value("intercept"),
            likeness: value("likeness"),
            views: ["text", "lead", "names"].map(value),
            words: value("words"),
            headline: value("headline"),
            near: value("near"),
            days: value("days"),
            outlet: value("outlet"),
        }
    }

    /// How much more an article of so many words counts than a long one, of which all of a
    /// story's wording could be expected.
    pub fn terseness(&self, words: u32) -> f64 {
        (1.0 + self.words / f64::from(words.max(FEWEST_WORDS))).sqrt()
    }
}

/// Articles of fewer words count as if they had so many: two words are no evidence at all.
const FEWEST_WORDS: u32 = 8;

impl PartingModel {
    /// The model that ships with the program.
    pub fn shipped() -> PartingModel {
        let value = |name| shipped("parting", name);
        PartingModel {
            intercept: value("intercept"),
            smaller: value("smaller"),
            between: value("between"),
            own: value("own"),
        }
    }
}

fn shipped(kind: &str, name: &str) -> f64 {
    let rows = include_str!("model.csv").lines().filter(|line| !line.starts_with('#'));
    let mut cells = rows.map(|row| row.split(',').collect::<Vec<_>>());
    let row = cells.find(|cells| cells[..2] == [kind, name]).expect("a row of the shipped table");
    row[2].parse().expect("a number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_says_of_every_number_where_it_comes_from() {
        let rows = include_str!("model.csv").lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            assert!(["fitted", "grid", "prior"].contains(&cells[3]), "{row}");
        }
        assert!(0.0 < LinkModel::shipped().likeness && PartingModel::shipped().between < 0.0);
    }

    #[test]
    fn short_articles_count_for_more_down_to_a_few_words() {
        let model = LinkModel::shipped();
        assert!(model.terseness(300) < 1.1 && 1.3 < model.terseness(20));
        assert!((model.terseness(1) - model.terseness(FEWEST_WORDS)).abs() < 1e-12);
    }
}
