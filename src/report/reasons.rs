//! What was measured on two articles → the verdict on them, and what would change it, in words.
//!
//! The articles are `A` and `B` here, as `explain` names them. Every threshold comes from the
//! recipe; what must change is counted with the formulas that judge.

use crate::article::Article;
use crate::kernel::sketch::BANDS;
use crate::link::copies::{judge, judge_copy};
use crate::link::routes::Sight;
use crate::link::stories::{odds, probability};
use crate::link::template::{Signs, Wording};
use crate::link::{Evidence, Relation, Route};
use crate::recipe::{CopyRecipe, Recipe};

use super::wording::{First, count, figure, share};

/// Two articles with everything that was measured on them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    pub(super) articles: [&'a Article; 2],
    pub(super) evidence: &'a Evidence,
    pub(super) sight: &'a Sight,
    pub(super) signs: &'a Signs,
    pub(super) recipe: &'a Recipe,
}

impl Case<'_> {
    /// How likely it is that both tell one event.
    pub(super) fn score(&self) -> f64 {
        probability(odds(self.evidence, self.articles, &self.recipe.stories))
    }

    /// What the evidence amounts to.
    pub(super) fn relation(&self) -> Option<Relation> {
        let copies = &self.recipe.copies;
        let wordings = self.articles.map(Wording::of);
        let judged = judge(self.evidence, self.sight.same_words, wordings.each_ref(), copies);
        let told = self.recipe.stories.link <= self.score() && self.sight.within_window;
        judged.or(told.then_some(Relation::SameStory))
    }

    /// The verdict in one sentence, without a capital and a full stop.
    pub(super) fn verdict(&self) -> String {
        let evidence = self.evidence;
        match self.relation() {
            Some(Relation::Identical) => "identical: the words are the same".to_owned(),
            Some(Relation::NearDuplicate) => format!("a near-duplicate: {}", in_both(evidence)),
            Some(Relation::Revision) => format!(
                "a revision, one outlet's or address's text changed: {}; {}",
                in_both(evidence),
                self.first()
            ),
            Some(Relation::Excerpt) => format!("an excerpt: {}", in_each(evidence)),
            Some(Relation::Template) => format!(
                "a template, one outlet's or agency's wording for events of two days, shown and never merged: {}",
                in_both(evidence)
            ),
            Some(Relation::SameStory | Relation::Related) => {
                let link = self.recipe.stories.link;
                let (score, least) = beside(self.score(), link);
                format!("no copy, but told of one event: a confidence of {score}, from {least} on")
            }
            Some(Relation::Different) | None => self.nothing(),
        }
    }

    fn nothing(&self) -> String {
        let (score, least) = beside(self.score(), self.recipe.stories.link);
        if self.score() < self.recipe.stories.link {
            return format!(
                "no copy, and not told of one event: a confidence of {score}, under {least}"
            );
        }
        let window = self.window();
        format!(
            "no copy, and not compared as reports of one event, being published more than {window} \
             apart: a confidence of {score}, from {least} on"
        )
    }

    fn window(&self) -> String {
        let days = usize::try_from(self.recipe.stories.window_days).unwrap_or(0);
        count(days, "day", "days")
    }

    fn first(&self) -> String {
        let [a, b] = self.articles;
        let first = First::of(a, b).said("A", "B");
        first.unwrap_or_else(|| "which came first is not known".to_owned())
    }

    /// For each route whether the pair lies on it, and why.
    pub(super) fn routes(&self) -> Vec<(Route, bool, String)> {
        let sight = self.sight;
        let same = match (sight.same_words, sight.same_address) {
            (true, _) => "the words are the same",
            (false, true) => "the address is the same",
            (false, false) => "neither the words nor the addresses are the same",
        };
        let (bands, why_bands) = self.bands();
        let (sample, why_sample) = self.sample();
        let (terms, why_terms) = self.terms();
        vec![
            (Route::Same, sight.same_words || sight.same_address, same.to_owned()),
            (Route::Bands, bands, why_bands),
            (Route::Sample, sample, why_sample),
            (Route::Terms, terms, why_terms),
        ]
    }

    fn bands(&self) -> (bool, String) {
        let Some(bands) = self.sight.bands else {
            let short = match (self.evidence.left, self.evidence.right) {
                (0, 0) => "both texts are",
                (0, _) => "A is",
                _ => "B is",
            };
            return (false, format!("{short} too short for a shingle"));
        };
        let jaccard = self.evidence.jaccard();
        let chance = percent(self.sight.probability);
        let agree = match bands {
            0 => format!("none of {BANDS} bands agrees"),
            1 => format!("1 of {BANDS} bands agrees"),
            _ => format!("{bands} of {BANDS} bands agree"),
        };
        let chance =
            format!("{chance} of the pairs with Jaccard {jaccard:.2} agree in one or more");
        (0 < bands, format!("{agree}; {chance}"))
    }

    fn sample(&self) -> (bool, String) {
        let sight = self.sight;
        let found = sight.enough <= sight.sampled;
        let of = count(sight.sample as usize, "sampled shingle", "sampled shingles");
        let why = format!(
            "{} of {of} of the shorter in both; {} or more bring two together",
            figure(sight.sampled as usize),
            figure(sight.enough as usize)
        );
        (found, why)
    }

    fn terms(&self) -> (bool, String) {
        let stories = &self.recipe.stories;
        if !self.sight.within_window {
            return (false, format!("published more than {} apart", self.window()));
        }
        // What both name is listed among the evidence: it may be too light to be looked up by.
        let of = format!("of the {} heaviest terms of each", stories.probes);
        let nearest = stories.nearest;
        match self.sight.probes {
            0 => (false, format!("none {of} is in both")),
            1 => (true, format!("1 {of} is in both; compared unless {nearest} others share more")),
            n => {
                (true, format!("{n} {of} are in both; compared unless {nearest} others share more"))
            }
        }
    }

    /// What would have to be otherwise for the verdict to be another.
    pub(super) fn flips(&self) -> Vec<String> {
        match self.relation() {
            Some(Relation::Identical) => {
                vec!["a changed word would make them near-duplicates or a revision".to_owned()]
            }
            Some(Relation::NearDuplicate | Relation::Revision) => self.without_copies(),
            Some(Relation::Excerpt) => {
                let mut flips = self.without_copies();
                flips.extend(self.until_near());
                flips
            }
            Some(Relation::Template) => self.no_template(),
            Some(Relation::SameStory | Relation::Related) => {
                let mut flips = self.until_copies();
                let (score, least) = beside(self.score(), self.recipe.stories.link);
                flips
                    .push(format!("a confidence under {least} would not link them: it is {score}"));
                flips
            }
            Some(Relation::Different) | None => {
                let mut flips = self.until_copies();
                flips.extend(self.until_story());
                flips
            }
        }
    }

    fn until_copies(&self) -> Vec<String> {
        self.until_near().into_iter().chain(self.until_excerpt()).collect()
    }

    fn until_near(&self) -> Option<String> {
        let (evidence, near) = (self.evidence, self.recipe.copies.near);
        let shorter = evidence.left.min(evidence.right);
        if shorter == 0 {
            return Some("a text shorter than a shingle is a copy of its equals only".to_owned());
        }
        let needed = shared_for_jaccard(near, evidence);
        if shorter < needed {
            let most = Evidence { shared: shorter, ..evidence.clone() };
            return Some(format!(
                "near-duplicates they could not be: with all of the shorter in the longer Jaccard \
                 would be {:.2}, under {near:.2}",
                most.jaccard()
            ));
        }
        Some(format!(
            "{} would make them near-duplicates: {} are shared, {} are needed",
            count(
                (needed - evidence.shared) as usize,
                "more shared shingle",
                "more shared shingles"
            ),
            figure(evidence.shared as usize),
            figure(needed as usize),
        ))
    }

    fn until_excerpt(&self) -> Option<String> {
        let (evidence, copies) = (self.evidence, &self.recipe.copies);
        let shorter = evidence.left.min(evidence.right);
        if shorter == 0 {
            return None;
        }
        let (part, whole) = if evidence.left <= evidence.right { ("A", "B") } else { ("B", "A") };
        if (shorter as usize) < copies.least_shingles {
            return Some(format!(
                "with {} shingles or more, {part} could be an excerpt of {whole}: it has {}",
                copies.least_shingles,
                figure(shorter as usize)
            ));
        }
        let needed = shared_for_containment(copies.contained, shorter);
        let more = needed.saturating_sub(evidence.shared) as usize;
        (0 < more).then(|| {
            format!(
                "{} would make {part} an excerpt of {whole}: {} are shared, {} are needed",
                count(more, "more shared shingle", "more shared shingles"),
                figure(evidence.shared as usize),
                figure(needed as usize),
            )
        })
    }

    fn until_story(&self) -> Option<String> {
        let (score, least) = beside(self.score(), self.recipe.stories.link);
        if self.score() < self.recipe.stories.link {
            return Some(format!("a confidence of {least} would link them: it is {score}"));
        }
        let window = self.window();
        Some(format!(
            "published at most {window} apart, or compared over a longer --window, they would be \
             linked"
        ))
    }

    /// How many of the shared shingles could go before they were no copies, and what of a
    /// template they lack.
    fn without_copies(&self) -> Vec<String> {
        let (evidence, copies) = (self.evidence, &self.recipe.copies);
        let shorter = evidence.left.min(evidence.right);
        let near = shared_for_jaccard(copies.near, evidence);
        let within = if copies.least_shingles <= shorter as usize {
            shared_for_containment(copies.contained, shorter)
        } else {
            near
        };
        let least = near.min(within);
        let lost = evidence.shared.saturating_sub(least) + 1;
        let mut flips = vec![format!(
            "without {} of the {} shared shingles they would be no copies",
            figure(lost as usize),
            figure(evidence.shared as usize)
        )];
        flips.extend(self.until_template());
        flips
    }

    fn until_template(&self) -> Option<String> {
        let (signs, copies) = (self.signs, &self.recipe.copies);
        let [from, to] = copies.template;
        let alike = self.evidence.jaccard();
        let open = signs.one_voice && !signs.same_address && signs.other_day == Some(true);
        (open && from <= alike && alike < to).then(|| {
            format!(
                "if {:.2} of the words that differ were names and figures in each other's place \
                 they would be a template: it is {:.2}",
                copies.template_figures, signs.replaced
            )
        })
    }

    fn no_template(&self) -> Vec<String> {
        let copies = &self.recipe.copies;
        let otherwise = judge_copy(self.evidence, self.articles, copies);
        let what = match otherwise {
            Some(Relation::Revision) => "a revision",
            Some(Relation::Excerpt) => "an excerpt",
            Some(_) => "near-duplicates",
            None => "no copies",
        };
        let mut flips = vec![format!("if both were of one day they would be {what}")];
        let needed = shared_for_jaccard(copies.template[1], self.evidence);
        if needed <= self.evidence.left.min(self.evidence.right) {
            let more = (needed - self.evidence.shared) as usize;
            let more = count(more, "more shared shingle", "more shared shingles");
            flips.push(format!("{more} would make the later one a revision of the earlier"));
        }
        flips
    }
}

/// The fewest shared shingles with which two texts of these sizes have this Jaccard.
fn shared_for_jaccard(least: f64, evidence: &Evidence) -> u32 {
    let reaches = |shared: u32| least <= Evidence { shared, ..evidence.clone() }.jaccard();
    let both = evidence.left.saturating_add(evidence.right);
    fewest(least * f64::from(both) / (1.0 + least), reaches)
}

/// The fewest shared shingles with which so much of a text of this size is shared.
fn shared_for_containment(least: f64, size: u32) -> u32 {
    fewest(least * f64::from(size), |shared| least <= f64::from(shared) / f64::from(size.max(1)))
}

/// The least number near a guess for which something holds, whatever rounding did to the guess.
fn fewest(guess: f64, holds: impl Fn(u32) -> bool) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let guess = guess as u32;
    let from = guess.saturating_sub(1);
    (from..=guess + 2).find(|shared| holds(*shared)).unwrap_or(guess + 2)
}

fn in_both(evidence: &Evidence) -> String {
    let union = (evidence.left + evidence.right).saturating_sub(evidence.shared);
    let (shared, all) = (figure(evidence.shared as usize), figure(union as usize));
    let share = share(evidence.shared, union);
    format!("{share} of the shingles are in both ({shared} of {all})")
}

fn in_each(evidence: &Evidence) -> String {
    let [of_a, of_b] = [evidence.left, evidence.right].map(|whole| share(evidence.shared, whole));
    format!("{of_a} of A is in B, {of_b} of B in A")
}

/// A measured number and its threshold with as many decimals as it takes to tell them apart.
pub(super) fn beside(number: f64, threshold: f64) -> (String, String) {
    for decimals in 2..6 {
        let (number_shown, shown) =
            (format!("{number:.decimals$}"), format!("{threshold:.decimals$}"));
        if number_shown != shown || number.total_cmp(&threshold).is_eq() {
            return (number_shown, format!("{threshold:.2}"));
        }
    }
    (format!("{number:.6}"), format!("{threshold:.2}"))
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if 99.0 < percent {
        "over 99 %".to_owned()
    } else if percent < 1.0 {
        "under 1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// What the rule for templates asks of the share of shingles in both.
pub(super) fn template_range(recipe: &CopyRecipe) -> String {
    let [from, to] = recipe.template;
    format!("{from:.2} or more, under {to:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::stories::log_odds;
    use crate::link::telling::Telling;

    fn counts(shared: u32, left: u32, right: u32) -> Evidence {
        Evidence { shared, left, right, ..Evidence::default() }
    }

    /// What a case of two undated articles says.
    fn check<T>(evidence: &Evidence, within_window: bool, say: impl Fn(&Case<'_>) -> T) -> T {
        let articles = ["a", "b"].map(|name| Article::of_text(name, ""));
        let articles = [&articles[0], &articles[1]];
        let sight = Sight { bands: Some(0), within_window, ..Sight::default() };
        let signs = Signs::of(articles.map(Wording::of).each_ref());
        let recipe = Recipe::news();
        say(&Case { articles, evidence, sight: &sight, signs: &signs, recipe: &recipe })
    }

    #[test]
    fn a_verdict_is_one_sentence_with_its_figures() {
        let model = Recipe::news().stories.model;
        let told = |confidence: f64| {
            let likeness = (log_odds(confidence) - model.intercept) / model.likeness;
            Evidence { likeness, ..counts(0, 50, 50) }
        };
        let cases = [
            (
                counts(84, 92, 92),
                true,
                "a near-duplicate: 84 % of the shingles are in both (84 of 100)",
            ),
            (counts(48, 50, 400), true, "an excerpt: 96 % of A is in B, 12 % of B in A"),
            (
                told(0.61),
                true,
                "no copy, but told of one event: a confidence of 0.61, from 0.50 on",
            ),
            (
                told(0.19),
                true,
                "no copy, and not told of one event: a confidence of 0.19, under 0.50",
            ),
            (
                told(0.61),
                false,
                "no copy, and not compared as reports of one event, being published more than \
                 7 days apart: a confidence of 0.61, from 0.50 on",
            ),
        ];
        for (evidence, within_window, expected) in cases {
            assert_eq!(check(&evidence, within_window, |case| case.verdict()), expected);
        }
    }

    #[test]
    fn what_the_heaviest_terms_say_does_not_deny_what_the_table_lists() {
        let named = || Evidence {
            telling: Telling { names: vec!["Wend".to_owned()], ..Telling::default() },
            ..counts(0, 50, 50)
        };
        let cases = [
            (0, (false, "none of the 30 heaviest terms of each is in both")),
            (
                1,
                (
                    true,
                    "1 of the 30 heaviest terms of each is in both; compared unless 60 others share more",
                ),
            ),
            (
                12,
                (
                    true,
                    "12 of the 30 heaviest terms of each are in both; compared unless 60 others share more",
                ),
            ),
        ];
        for (probes, (found, why)) in cases {
            let told = check(&named(), true, |case| {
                let sight = Sight { probes, ..*case.sight };
                Case { sight: &sight, ..*case }.terms()
            });
            assert_eq!(told, (found, why.to_owned()));
        }
    }

    #[test]
    fn what_would_change_a_verdict_is_counted() {
        let cases: [(Evidence, &[&str]); 5] = [
            (
                counts(60, 150, 150),
                &[
                    "40 more shared shingles would make them near-duplicates: 60 are shared, 100 \
                     are needed",
                    "45 more shared shingles would make A an excerpt of B: 60 are shared, 105 are \
                     needed",
                    "a confidence of 0.50 would link them: it is 0.00",
                ],
            ),
            (
                counts(0, 15, 400),
                &[
                    "near-duplicates they could not be: with all of the shorter in the longer \
                     Jaccard would be 0.04, under 0.50",
                    "with 20 shingles or more, A could be an excerpt of B: it has 15",
                    "a confidence of 0.50 would link them: it is 0.00",
                ],
            ),
            (
                counts(100, 150, 150),
                &["without 1 of the 100 shared shingles they would be no copies"],
            ),
            (
                counts(40, 400, 40),
                &[
                    "without 13 of the 40 shared shingles they would be no copies",
                    "near-duplicates they could not be: with all of the shorter in the longer \
                     Jaccard would be 0.10, under 0.50",
                ],
            ),
            (
                counts(0, 0, 90),
                &[
                    "a text shorter than a shingle is a copy of its equals only",
                    "a confidence of 0.50 would link them: it is 0.00",
                ],
            ),
        ];
        for (evidence, expected) in cases {
            assert_eq!(check(&evidence, true, |case| case.flips()), expected);
        }
    }

    #[test]
    fn a_number_is_never_shown_as_the_threshold_that_it_misses() {
        let cases = [(0.19, "0.19"), (0.25, "0.25"), (0.249, "0.249"), (0.2501, "0.2501")];
        for (number, expected) in cases {
            assert_eq!(beside(number, 0.25), (expected.to_owned(), "0.25".to_owned()));
        }
    }

    proptest::proptest! {
        #[test]
        fn as_many_shingles_as_are_needed_are_enough_and_one_fewer_is_not(
            left in 1u32..500, right in 1u32..500, near in 0.05f64..1.0,
        ) {
            let shorter = left.min(right);
            let holds = |shared| near <= counts(shared, left, right).jaccard();
            let first = (0..=shorter).find(|shared| holds(*shared));
            let needed = shared_for_jaccard(near, &counts(0, left, right));
            proptest::prop_assert_eq!(first.unwrap_or(needed), needed);
            proptest::prop_assert!(first.is_some() || shorter < needed);
            let within = (0..=shorter).find(|n| near <= f64::from(*n) / f64::from(shorter));
            proptest::prop_assert_eq!(within, Some(shared_for_containment(near, shorter)));
        }
    }
}
