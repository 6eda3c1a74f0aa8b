//! Candidate pairs → how far two articles tell the same event in their own words.

use rayon::prelude::*;

use crate::article::{Article, ArticleIx, Articles, Precision};
use crate::candidates::CandidatePair;
use crate::kernel::marks::SharedMarks;
use crate::kernel::terms::Weighted;
use crate::link::headlines::{self, Headline};
use crate::link::profile::{Against, Profile, likeness};
use crate::link::{Evidence, Link, Relation, Route};
use crate::recipe::StoryRecipe;
use crate::recipe::model::LinkModel;

/// How likely it is that two articles tell one event, as log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affinity {
    /// The smaller.
    pub left: ArticleIx,
    /// The greater.
    pub right: ArticleIx,
    /// The log-odds; negative infinity where the two must not be one story.
    pub odds: f64,
    /// What of it is not likeness: marks, headlines, times and outlets.
    pub priors: f64,
}

/// Measures each pair and keeps those worth a thought, in the order of the pairs.
///
/// Cost: one pass over the right article's terms, about 0.5 µs a pair; 24 bytes a kept pair, and
/// on each core 4 bytes a word of the input.
pub fn affinities(
    pairs: &[CandidatePair],
    articles: &Articles,
    weighted: &[Weighted],
    recipe: &StoryRecipe,
) -> Vec<Affinity> {
    let floor = log_odds(recipe.floor);
    let titles: Vec<Option<Headline>> = articles.as_slice().par_iter().map(Headline::of).collect();
    let affinity = |pair: &CandidatePair, likeness: f64| {
        let (left, right) = (pair.left(), pair.right());
        let ends = [&articles[left], &articles[right]];
        // Likeness decides whether a pair counts: nothing else raises what is under the floor to what
        // marries two, or hides what speaks against it.
        let told = told(likeness, &recipe.model);
        if told < floor {
            return None;
        }
        let both = titles[left.at()].as_ref().zip(titles[right.at()].as_ref());
        let headline = both.map(|(one, other)| one.likeness(other));
        let marks = weighted[left.at()].marks.shared(&weighted[right.at()].marks);
        let priors = priors(&Evidence { marks, ..circumstances(ends, headline) }, ends, recipe);
        Some(Affinity { left, right, odds: told + priors, priors })
    };
    let profile = |ix: ArticleIx| Profile::of(&weighted[ix.at()], &recipe.model);
    // What is proposed with one article is compared with it in one go.
    let found: Vec<Vec<Affinity>> = pairs
        .par_chunk_by(|one, next| one.left() == next.left())
        .map_init(Against::default, |against, pairs| {
            let others: Vec<Profile<'_>> = pairs.iter().map(|pair| profile(pair.right())).collect();
            let likenesses = against.likenesses(&profile(pairs[0].left()), &others);
            let measured = pairs.iter().zip(likenesses);
            measured.filter_map(|(pair, likeness)| affinity(pair, likeness)).collect()
        })
        .collect();
    found.into_iter().flatten().collect()
}

/// The link that an affinity amounts to; its evidence is measured by [`crate::link::Measure`].
pub fn link(affinity: &Affinity) -> Link {
    Link {
        left: affinity.left,
        right: affinity.right,
        relation: Relation::SameStory,
        confidence: probability(affinity.odds),
        route: Route::Terms,
        evidence: Evidence::default(),
    }
}

/// Measures how alike the terms and headlines of two articles are, and how far apart in time
/// they came out; their shingles are not looked at.
pub fn measure(
    [left, right]: [ArticleIx; 2],
    articles: &Articles,
    weighted: &[Weighted],
    model: &LinkModel,
) -> Evidence {
    compare(
        [&articles[left], &articles[right]],
        [&weighted[left.at()], &weighted[right.at()]],
        model,
    )
}

/// The same of two articles at hand.
pub fn compare(ends: [&Article; 2], views: [&Weighted; 2], model: &LinkModel) -> Evidence {
    let [a, b] = views;
    Evidence {
        text: a.text.cosine(&b.text),
        lead: a.lead.cosine(&b.lead),
        names: (!a.names.is_empty() && !b.names.is_empty()).then(|| a.names.cosine(&b.names)),
        likeness: likeness(views.map(|view| Profile::of(view, model))),
        marks: a.marks.shared(&b.marks),
        ..circumstances(ends, headlines::likeness(ends))
    }
}

/// How alike the headlines of two articles are, and how far apart in time they came out.
fn circumstances([left, right]: [&Article; 2], headline: Option<f64>) -> Evidence {
    let hours_apart = left.published.as_ref().zip(right.published.as_ref());
    let hours_apart = hours_apart.and_then(|(left, right)| left.hours_from(right));
    Evidence { headline, hours_apart, ..Evidence::default() }
}

/// The log-odds that two articles tell one event: their likeness weighed by the model, and what
/// marks, headlines, times and outlets add.
pub fn odds(evidence: &Evidence, ends: [&Article; 2], recipe: &StoryRecipe) -> f64 {
    told(evidence.likeness, &recipe.model) + priors(evidence, ends, recipe)
}

/// What the texts alone say, as log-odds.
fn told(likeness: f64, model: &LinkModel) -> f64 {
    model.intercept + model.likeness * likeness
}

/// What shared quotations, amounts and figures, a like headline and times close together add, and
/// other figures, hours and days between and a shared outlet take away; where any of them is not
/// known it does neither.
fn priors(evidence: &Evidence, [left, right]: [&Article; 2], recipe: &StoryRecipe) -> f64 {
    let model = &recipe.model;
    let headline =
        evidence.headline.map_or(0.0, |likeness| model.headline * (2.0 * likeness - 1.0).max(0.0));
    let window_hours = f64::from(recipe.window_days.max(1)) * 24.0;
    let mut published = [left, right].into_iter().filter_map(|article| article.published.as_ref());
    let vague = published.any(|published| published.precision == Precision::Day);
    let time = evidence.hours_apart.map_or(0.0, |hours| {
        // Where only the day is known, they may have come out half a day nearer to each other.
        let hours = if vague { (hours - 12.0).max(0.0) } else { hours };
        let near = (-hours / NEAR_HOURS).exp2();
        let days = model.days * (hours / window_hours).min(1.0);
        model.near * near - model.later * (1.0 - near) - days
    });
    let shared = left.outlet.is_some() && left.outlet == right.outlet;
    let SharedMarks { quotes, amounts, .. } = evidence.marks;
    let quotes = model.quotes * f64::from(quotes.min(MOST_QUOTES));
    let amounts = model.amounts * f64::from(amounts.min(MOST_AMOUNTS));
    let figures =
        figures(&evidence.marks).map_or(0.0, |share| model.figures * (share - USUAL_SHARE));
    quotes + amounts + figures + headline + time - if shared { model.outlet } else { 0.0 }
}

/// Quotations in both that count, and amounts: more say no more.
pub const MOST_QUOTES: u32 = 1;

/// The same of amounts.
pub const MOST_AMOUNTS: u32 = 2;

/// What share of the figures of two articles is in both, counted up to three in five; nothing where
/// one of them has few figures.
pub fn figures(marks: &SharedMarks) -> Option<f64> {
    let share = f64::from(marks.figures) / f64::from(marks.fewer_figures);
    (SEVERAL_FIGURES <= marks.fewer_figures).then(|| share.min(MOST_FIGURES))
}

/// Figures that each of two articles must have for them to tell its event.
///
/// This and the next two were set by hand on two labelled sets of news and sets of our own with
/// market reports of adjacent days; what the share weighs is fitted.
pub const SEVERAL_FIGURES: u32 = 4;

/// A share of figures in both beyond which more say no more.
const MOST_FIGURES: f64 = 0.6;

/// A share of figures in both that speaks neither for one event nor for two.
pub const USUAL_SHARE: f64 = 0.35;

/// The log-odds of a probability.
pub fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The probability of log-odds.
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Hours after which the weight of having come out together is halved: most outlets tell an
/// event within half a day of one another, and tomorrow's market report follows after a whole.
const NEAR_HOURS: f64 = 12.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Outlet, Published};
    use crate::recipe::Recipe;

    fn odds_of(evidence: &Evidence) -> f64 {
        let article = Article::of_text("a", "");
        odds(evidence, [&article, &article], &Recipe::news().stories)
    }

    #[test]
    fn a_like_headline_and_shared_marks_raise_the_odds_and_days_and_a_shared_outlet_lower_them() {
        let plain = Evidence { likeness: 0.4, ..Evidence::default() };
        let headline = |share| odds_of(&Evidence { headline: Some(share), ..plain.clone() });
        assert!(odds_of(&plain) < headline(0.9));
        assert!((odds_of(&plain) - headline(0.3)).abs() < 1e-12);
        let marks = |quotes, amounts| {
            let marks = SharedMarks { quotes, amounts, ..SharedMarks::default() };
            odds_of(&Evidence { marks, ..plain.clone() })
        };
        assert!(
            marks(0, 0) < marks(1, 0) && marks(0, 0) < marks(0, 1) && marks(0, 1) < marks(0, 2)
        );
        assert!((marks(1, 2) - marks(9, 9)).abs() < 1e-12, "more say no more");
        let figures = |figures, fewer_figures| {
            let marks = SharedMarks { figures, fewer_figures, ..SharedMarks::default() };
            odds_of(&Evidence { marks, ..plain.clone() })
        };
        assert!(figures(0, 4) < figures(0, 3) && figures(0, 3) < figures(2, 4));
        assert!(figures(0, 4) < figures(1, 4) && figures(1, 4) < figures(2, 4));
        assert!((figures(0, 3) - figures(3, 3)).abs() < 1e-12, "few figures tell no event");
        assert!((figures(6, 10) - figures(10, 10)).abs() < 1e-12, "more say no more");
        let apart = |hours| odds_of(&Evidence { hours_apart: Some(hours), ..plain.clone() });
        assert!(apart(100.0) < odds_of(&plain) && odds_of(&plain) < apart(3.0));
        assert!(apart(30.0) < apart(3.0));
        // Tomorrow's market report has most words of today's.
        assert!(apart(24.0) + 1.0 < odds_of(&plain));
        let outlet = Article { outlet: Outlet::new("Quay"), ..Article::of_text("a", "") };
        let recipe = Recipe::news().stories;
        assert!(odds(&plain, [&outlet, &outlet], &recipe) < odds_of(&plain));
    }

    #[test]
    fn a_day_without_an_hour_is_given_half_a_day() {
        let recipe = Recipe::news().stories;
        let of = |precision, hours| {
            let at = jiff::civil::date(2026, 3, 18).at(0, 0, 0, 0);
            let published = Published { at, precision, offset: None, words: String::new() };
            let article = Article { published: Some(published), ..Article::of_text("a", "") };
            let evidence = Evidence { hours_apart: Some(hours), ..Evidence::default() };
            odds(&evidence, [&Article::of_text("b", ""), &article], &recipe)
        };
        assert!((of(Precision::Day, 24.0) - of(Precision::Minute, 12.0)).abs() < 1e-12);
        assert!((of(Precision::Day, 8.0) - of(Precision::Minute, 0.0)).abs() < 1e-12);
    }

    #[test]
    fn odds_and_probabilities_are_two_ways_to_say_one_thing() {
        for (probability_, odds) in [(0.5, 0.0), (0.9, 9f64.ln()), (0.2, -4f64.ln())] {
            assert!((log_odds(probability_) - odds).abs() < 1e-12);
            assert!((probability(odds) - probability_).abs() < 1e-12);
        }
    }
}
