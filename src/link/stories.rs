//! Candidate pairs → how far two articles tell the same event in their own words.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::article::{Article, ArticleIx, Articles};
use crate::candidates::CandidatePair;
use crate::kernel::terms::{Vocabulary, Weighted, for_each_shared, term_of};
use crate::kernel::words::for_each_word;
use crate::link::profile::{Profile, likeness};
use crate::link::{Evidence, Link, Relation, Route, headline_likeness};
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
    /// What of it comes from headlines, times and outlets: not from the texts.
    pub priors: f64,
}

/// Measures each pair and keeps those worth a thought, in the order of the pairs.
///
/// Cost: one pass over both articles' terms, about 1.5 µs a pair; 24 bytes a kept pair.
pub fn affinities(
    pairs: &[CandidatePair],
    articles: &Articles,
    weighted: &[Weighted],
    recipe: &StoryRecipe,
) -> Vec<Affinity> {
    let floor = log_odds(recipe.floor);
    let affinity = |pair: &CandidatePair| {
        let (left, right) = (pair.left(), pair.right());
        let ends = [&articles[left], &articles[right]];
        let views = [left, right].map(|ix| &weighted[ix.at()]);
        let likeness = likeness(views.map(|view| Profile::of(view, &recipe.model)));
        // Headlines and times together do not raise what is under the floor to what marries two.
        let told = told(likeness, &recipe.model);
        if told < floor {
            return None;
        }
        let priors = priors(&circumstances(ends), ends, recipe);
        let odds = told + priors;
        (floor <= odds).then_some(Affinity { left, right, odds, priors })
    };
    pairs.par_iter().filter_map(affinity).collect()
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
        ..circumstances(ends)
    }
}

/// How alike the headlines are and how far apart in time two articles came out.
fn circumstances([left, right]: [&Article; 2]) -> Evidence {
    let hours_apart = left.published.as_ref().zip(right.published.as_ref());
    let hours_apart = hours_apart.and_then(|(left, right)| left.hours_from(right));
    Evidence { headline: headline_likeness(left, right), hours_apart, ..Evidence::default() }
}

/// The log-odds that two articles tell one event: their likeness weighed by the model, and what
/// headlines, times and outlets add.
pub fn odds(evidence: &Evidence, ends: [&Article; 2], recipe: &StoryRecipe) -> f64 {
    told(evidence.likeness, &recipe.model) + priors(evidence, ends, recipe)
}

/// What the texts alone say, as log-odds.
fn told(likeness: f64, model: &LinkModel) -> f64 {
    model.intercept + model.likeness * likeness
}

/// What a like headline and times close together add, and days between and a shared outlet take
/// away; where any of them is not known it does neither.
fn priors(evidence: &Evidence, [left, right]: [&Article; 2], recipe: &StoryRecipe) -> f64 {
    let model = &recipe.model;
    let headline =
        evidence.headline.map_or(0.0, |likeness| model.headline * (2.0 * likeness - 1.0).max(0.0));
    let window_hours = f64::from(recipe.window_days.max(1)) * 24.0;
    let time = evidence.hours_apart.map_or(0.0, |hours| {
        model.near * (-hours / NEAR_HOURS).exp2() - model.days * (hours / window_hours).min(1.0)
    });
    let shared = left.outlet.is_some() && left.outlet == right.outlet;
    headline + time - if shared { model.outlet } else { 0.0 }
}

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

/// Terms shown as the reason of a link.
const SHOWN_TERMS: usize = 6;

/// The terms that weigh most in both articles, heaviest first, as the left one has them; terms
/// that stand side by side there are shown as one.
pub fn shared_terms(
    left: &Article,
    weighted: [&Weighted; 2],
    vocabulary: &Vocabulary,
) -> Vec<String> {
    let mut weights: FxHashMap<u32, f32> = FxHashMap::default();
    let views = weighted.map(|w| [&w.text, &w.lead, &w.names]);
    for (left, right) in views[0].iter().zip(views[1]) {
        for_each_shared(left.terms(), right.terms(), |id, a, b| {
            *weights.entry(id).or_default() += a * b;
        });
    }
    let mut ranked: Vec<(u32, f32)> = weights.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked.truncate(SHOWN_TERMS);
    let rank: FxHashMap<u32, usize> =
        ranked.iter().enumerate().map(|(n, (id, _))| (*id, n)).collect();
    let term = term_of(left.language.as_deref());
    let mut shown: BTreeMap<usize, String> = BTreeMap::new();
    let mut run: Option<usize> = None;
    let mut used: BTreeSet<u32> = BTreeSet::new();
    for part in [left.title.as_deref().unwrap_or_default(), &left.text.read()] {
        for_each_word(part, |word| {
            let id = vocabulary.id(term(word.text));
            let place = id.filter(|id| used.insert(*id)).and_then(|id| rank.get(&id).copied());
            let Some(place) = place else {
                run = None;
                return;
            };
            let surface = if word.capital { capitalized(word.text) } else { word.text.to_owned() };
            match run.filter(|_| word.capital && !word.opens).and_then(|run| shown.get_mut(&run)) {
                Some(phrase) => {
                    phrase.push(' ');
                    phrase.push_str(&surface);
                }
                None => {
                    shown.insert(place, surface);
                    run = word.capital.then_some(place);
                }
            }
        });
        run = None;
    }
    shown.into_values().collect()
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Outlet;
    use crate::kernel::terms::TermCounts;
    use crate::recipe::Recipe;

    fn odds_of(evidence: &Evidence) -> f64 {
        let article = Article::of_text("a", "");
        odds(evidence, [&article, &article], &Recipe::news().stories)
    }

    #[test]
    fn a_like_headline_raises_the_odds_and_days_and_a_shared_outlet_lower_them() {
        let plain = Evidence { likeness: 0.4, ..Evidence::default() };
        let headline = |share| odds_of(&Evidence { headline: Some(share), ..plain.clone() });
        assert!(odds_of(&plain) < headline(0.9));
        assert!((odds_of(&plain) - headline(0.3)).abs() < 1e-12);
        let apart = |hours| odds_of(&Evidence { hours_apart: Some(hours), ..plain.clone() });
        assert!(apart(100.0) < odds_of(&plain) && odds_of(&plain) < apart(3.0));
        assert!(apart(30.0) < apart(3.0));
        let outlet = Article { outlet: Outlet::new("Quay"), ..Article::of_text("a", "") };
        let recipe = Recipe::news().stories;
        assert!(odds(&plain, [&outlet, &outlet], &recipe) < odds_of(&plain));
    }

    #[test]
    fn odds_and_probabilities_are_two_ways_to_say_one_thing() {
        for (probability_, odds) in [(0.5, 0.0), (0.9, 9f64.ln()), (0.2, -4f64.ln())] {
            assert!((log_odds(probability_) - odds).abs() < 1e-12);
            assert!((probability(odds) - probability_).abs() < 1e-12);
        }
    }

    #[test]
    fn the_terms_of_a_link_are_shown_as_the_left_article_has_them() {
        let texts = [
            "A fire broke out in Port Sorrel, where Captain Ida Holm said the mill was lost.",
            "The mill is gone after the blaze in Port Sorrel, Ida Holm of the brigade said.",
            "Nothing happened on the council today, and the rain was light.",
        ];
        let counts: Vec<_> = texts.iter().map(|text| TermCounts::of("", text, None)).collect();
        let vocabulary = Vocabulary::of(&counts, 1_000.0);
        let weighted: Vec<_> =
            counts.iter().map(|counts| Weighted::of(counts, &vocabulary, None)).collect();
        let left = Article::of_text("a", texts[0]);
        let shown = shared_terms(&left, [&weighted[0], &weighted[1]], &vocabulary);
        assert!(shown.contains(&"Port Sorrel".to_owned()), "{shown:?}");
        assert!(shown.contains(&"Ida Holm".to_owned()), "{shown:?}");
    }
}
