//! What evidence weighs: the table `model.csv`, read once.
//!
//! `fitted` rows come from labelled news by the command of `tests/fit`, as it prints them; `grid` rows are the
//! best of a coarse grid; `prior` rows are stated, since no labelled set with both text and
//! dates or outlets is large enough to fit on. A row is a summand of the log-odds unless its field says otherwise.

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
    /// What a passage that both quote word for word adds.
    pub quotes: f64,
    /// What each of two amounts that both name adds.
    pub amounts: f64,
    /// What a greater share of their figures in both adds, and a smaller takes away.
    pub figures: f64,
    /// What equal headlines add; such as share half of their letter pairs add nothing.
    pub headline: f64,
    /// What publication at one time adds.
    pub near: f64,
    /// What publication at another time takes away.
    pub later: f64,
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

/// How sure it is that two articles tell one event, once it is known which are in one story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfidenceModel {
    /// Log-odds of two articles of two stories that nothing else is known of.
    pub intercept: f64,
    /// What the log-odds of the pair itself add, great ones and those of short texts less.
    pub odds: f64,
    /// What being in one story adds.
    pub together: f64,
}

/// How likely it is that two stories are of one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelatedModel {
    /// Log-odds where nothing else is known.
    pub intercept: f64,
    /// What the log-odds of the two articles that are most alike add.
    pub nearest: f64,
    /// What the mean log-odds of all pairs between the two add.
    pub agreement: f64,
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
            quotes: value("quotes"),
            amounts: value("amounts"),
            figures: value("figures"),
            headline: value("headline"),
            near: value("near"),
            later: value("later"),
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

impl ConfidenceModel {
    /// The model that ships with the program.
    pub fn shipped() -> ConfidenceModel {
        let value = |name| shipped("confidence", name);
        ConfidenceModel {
            intercept: value("intercept"),
            odds: value("odds"),
            together: value("together"),
        }
    }

    /// What the log-odds of a pair, the shorter article of so much terseness, amount to: great
    /// ones grow as their logarithm only, and few words are few witnesses.
    pub fn damped(odds: f64, terseness: f64) -> f64 {
        let damped = if 0.0 < odds { GREAT_ODDS * (1.0 + odds / GREAT_ODDS).ln() } else { odds };
        damped / terseness.powi(2)
    }
}

/// Log-odds from which more are believed by their logarithm only.
const GREAT_ODDS: f64 = 2.0;

impl RelatedModel {
    /// The model that ships with the program.
    pub fn shipped() -> RelatedModel {
        let value = |name| shipped("related", name);
        RelatedModel {
            intercept: value("intercept"),
            nearest: value("nearest"),
            agreement: value("agreement"),
        }
    }

    /// The log-odds that two stories are of one subject.
    pub fn log_odds(&self, nearest: f64, agreement: f64) -> f64 {
        self.intercept + self.nearest * nearest + self.agreement * agreement
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

/// A threshold of grouping that ships with the program.
pub(super) fn threshold(name: &str) -> f64 {
    shipped("grouping", name)
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
        assert!(0.0 < ConfidenceModel::shipped().together && 0.0 < RelatedModel::shipped().nearest);
    }

    #[test]
    fn great_odds_and_those_of_few_words_are_believed_less() {
        let damped = ConfidenceModel::damped;
        assert!((damped(-3.0, 1.0) + 3.0).abs() < 1e-12);
        assert!(damped(9.0, 1.0) - damped(8.0, 1.0) < 0.5 && damped(8.0, 1.0) < damped(9.0, 1.0));
        assert!(damped(4.0, 1.5) < damped(4.0, 1.0) && damped(-4.0, 1.0) < damped(-4.0, 1.5));
    }

    #[test]
    fn short_articles_count_for_more_down_to_a_few_words() {
        let model = LinkModel::shipped();
        assert!(model.terseness(300) < 1.1 && 1.3 < model.terseness(20));
        assert!((model.terseness(1) - model.terseness(FEWEST_WORDS)).abs() < 1e-12);
    }
}
