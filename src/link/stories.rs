//! Candidate pairs → how far two articles tell the same event in their own words.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::article::{Article, ArticleIx, Articles};
use crate::candidates::CandidatePair;
use crate::kernel::terms::{Vocabulary, Weighted, for_each_shared, term_of};
use crate::kernel::words::for_each_word;
use crate::link::{Evidence, Link, Relation, Route, headline_likeness};
use crate::recipe::StoryRecipe;

/// How much two articles are alike: 0 is nothing, 1 the same text; a like headline and times close
/// together can raise it to about one and a half.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affinity {
    /// The smaller.
    pub left: ArticleIx,
    /// The greater.
    pub right: ArticleIx,
    /// How alike.
    pub score: f64,
}

/// Measures each pair and keeps those worth a thought, in the order of the pairs.
///
/// Cost: one pass over both articles' terms, about 1.5 µs a pair; 16 bytes a kept pair.
pub fn affinities(
    pairs: &[CandidatePair],
    articles: &Articles,
    weighted: &[Weighted],
    recipe: &StoryRecipe,
) -> Vec<Affinity> {
    let affinity = |pair: &CandidatePair| {
        let (left, right) = (pair.left(), pair.right());
        let evidence = measure([left, right], articles, weighted);
        let score = score(&evidence, [&articles[left], &articles[right]], recipe);
        (recipe.floor <= score).then_some(Affinity { left, right, score })
    };
    pairs.par_iter().filter_map(affinity).collect()
}

/// The link that an affinity amounts to; its evidence is measured by [`crate::link::Measure`].
pub fn link(affinity: &Affinity, recipe: &StoryRecipe) -> Link {
    Link {
        left: affinity.left,
        right: affinity.right,
        relation: Relation::SameStory,
        confidence: confidence(affinity.score, recipe),
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
) -> Evidence {
    compare([&articles[left], &articles[right]], [&weighted[left.at()], &weighted[right.at()]])
}

/// The same of two articles at hand.
pub fn compare([left, right]: [&Article; 2], [a, b]: [&Weighted; 2]) -> Evidence {
    let hours_apart = left.published.as_ref().zip(right.published.as_ref());
    let hours_apart = hours_apart.and_then(|(left, right)| left.hours_from(right));
    Evidence {
        text: a.text.cosine(&b.text),
        lead: a.lead.cosine(&b.lead),
        names: (!a.names.is_empty() && !b.names.is_empty()).then(|| a.names.cosine(&b.names)),
        headline: headline_likeness(left, right),
        hours_apart,
        ..Evidence::default()
    }
}

/// Weighs the evidence: the mean of the views there are, raised by a like headline and by times
/// of publication close together, lowered by days between and by a shared outlet.
///
/// The views count equally: weights fitted by regression did no better. Headline, days and outlet
/// are priors, since no labelled set at hand has them beside full text.
pub fn score(evidence: &Evidence, [left, right]: [&Article; 2], recipe: &StoryRecipe) -> f64 {
    let [text, lead, names] = recipe.views;
    let names = if evidence.names.is_some() { names } else { 0.0 };
    let sum = text * evidence.text + lead * evidence.lead + names * evidence.names.unwrap_or(0.0);
    let views = sum / (text + lead + names);
    let headline =
        evidence.headline.map_or(0.0, |likeness| (likeness - 0.5).max(0.0) * recipe.headline);
    let window_hours = f64::from(recipe.window_days.max(1)) * 24.0;
    let days = evidence.hours_apart.map_or(1.0, |hours| {
        let near = recipe.near * (-hours / NEAR_HOURS).exp2();
        1.0 + near - recipe.days * (hours / window_hours).min(1.0)
    });
    let outlet =
        if left.outlet.is_some() && left.outlet == right.outlet { recipe.outlet } else { 0.0 };
    (views + headline) * days * (1.0 - outlet)
}

/// The score as a confidence: one half where links begin, and 0.9 a [`StoryRecipe::scale`] above.
pub fn confidence(score: f64, recipe: &StoryRecipe) -> f64 {
    let scale = recipe.scale / 9f64.ln();
    1.0 / (1.0 + (-(score - recipe.link) / scale).exp())
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

    fn evidence(views: f64) -> Evidence {
        Evidence { text: views, lead: views, names: Some(views), ..Evidence::default() }
    }

    fn scored(evidence: &Evidence) -> f64 {
        let article = Article::of_text("a", "");
        score(evidence, [&article, &article], &Recipe::news().stories)
    }

    #[test]
    fn a_score_is_the_mean_of_the_views_there_are() {
        assert!((scored(&evidence(0.4)) - 0.4).abs() < 1e-12);
        let nameless = Evidence { names: None, text: 0.2, ..evidence(0.4) };
        assert!((scored(&nameless) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn a_like_headline_raises_a_score_and_days_and_a_shared_outlet_lower_it() {
        let plain = scored(&evidence(0.4));
        let headline = |likeness| scored(&Evidence { headline: Some(likeness), ..evidence(0.4) });
        assert!(plain < headline(0.9));
        assert!((plain - headline(0.3)).abs() < 1e-12);
        let apart = |hours| scored(&Evidence { hours_apart: Some(hours), ..evidence(0.4) });
        assert!(apart(100.0) < plain && apart(30.0) < apart(3.0) && plain < apart(3.0));
        let outlet = Article { outlet: Outlet::new("Quay"), ..Article::of_text("a", "") };
        let recipe = Recipe::news().stories;
        assert!(score(&evidence(0.4), [&outlet, &outlet], &recipe) < plain);
    }

    #[test]
    fn confidence_is_even_at_the_link_threshold_and_nine_to_one_a_scale_above() {
        let recipe = Recipe::news().stories;
        assert!((confidence(recipe.link, &recipe) - 0.5).abs() < 1e-12);
        assert!((confidence(recipe.link + recipe.scale, &recipe) - 0.9).abs() < 1e-12);
        assert!(confidence(0.0, &recipe) < 0.1);
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
