//! Units → the stretch of the page that is the article: the run of units with the greatest sum.

use std::ops::Range;

use crate::extract::furniture::Kind;

use super::units::{End, Unit};

/// Words of prose that must stand before the readers' comments for them to be comments on it.
const COMMENTED: f32 = 100.0;

/// What prose counts for once the comments or the footer have begun.
const AFTER_THE_END: f32 = 0.5;

/// The most that the gap between two paragraphs costs, in words: a box of links is no reason to
/// lose the second half of an article.
const WIDEST_GAP: f32 = 60.0;

/// The article's place on the page and how much speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The units it spans.
    pub(super) units: Range<usize>,
    /// The sum of their worths, about the number of words of prose.
    pub(super) worth: f32,
}

/// Finds the run of units worth most. Nothing comes of a page without prose.
///
/// One pass: each unit of prose is worth its words, each other unit costs a little, and what
/// lies between two units of prose costs at most [`WIDEST_GAP`].
pub(super) fn best(units: &[Unit]) -> Option<Run> {
    let mut best: Option<Run> = None;
    let (mut start, mut sum, mut gap) = (0, 0.0, 0.0);
    let mut ended = false;
    for at in 0..units.len() {
        let worth = worth(units, at);
        if ends_articles(&units[at]) && COMMENTED <= sum {
            ended = true;
        }
        if worth <= 0.0 {
            gap = f32::max(gap + worth, -WIDEST_GAP);
            continue;
        }
        if sum + gap <= 0.0 {
            (start, sum) = (at, 0.0);
        } else {
            sum += gap;
        }
        gap = 0.0;
        sum += match ended {
            true if is_comment(units, at) => 0.0,
            true => worth * AFTER_THE_END,
            false => worth,
        };
        if best.as_ref().is_none_or(|best| best.worth < sum) && !(ended && is_comment(units, at)) {
            best = Some(Run {
                units: start..at + 1,
                worth: sum,
            });
        }
    }
    best
}

/// Whether what readers' comments are signed with stands close by.
fn is_comment(units: &[Unit], at: usize) -> bool {
    let near = at.saturating_sub(2)..(at + 8).min(units.len());
    units[near]
        .iter()
        .any(|unit| unit.is(Kind::Comments) || unit.is(Kind::Ago))
}

fn ends_articles(unit: &Unit) -> bool {
    unit.is(Kind::Comments) || unit.is(Kind::Footer)
}

/// What a unit adds to a run that holds it, in words.
///
/// The costs were set on the development half of the labelled pages, in whole steps: a box of
/// links inside an article must cost less than a paragraph, a list of stories more than a teaser.
fn worth(units: &[Unit], at: usize) -> f32 {
    let unit = &units[at];
    if let Some(cost) = unit.hit.and_then(|hit| cost(hit.kind)) {
        return -cost;
    }
    let words = unit.words.min(80) as f32;
    if unit.is_prose() {
        let cut = if unit.end == End::Cut { 0.3 } else { 1.0 };
        return words * cut * company(units, at);
    }
    match unit.end {
        End::Sentence if 2 <= unit.words => words * 0.3 * company(units, at),
        End::Colon => -1.0,
        End::Sentence | End::Cut | End::Open => -4.0,
    }
}

/// What a unit of the kind costs a run; nothing where the kind belongs to the article.
fn cost(kind: Kind) -> Option<f32> {
    match kind {
        Kind::Advert | Kind::Prompt | Kind::Caption | Kind::Related => Some(3.0),
        Kind::Source | Kind::Label => None,
        Kind::Byline | Kind::Published | Kind::Updated => Some(4.0),
        Kind::Navigation | Kind::Ago => Some(6.0),
        Kind::Stories => Some(12.0),
        Kind::Comments | Kind::Footer => Some(30.0),
    }
}

/// How far neighbours bear a unit out: paragraphs stand next to paragraphs, teasers do not.
fn company(units: &[Unit], at: usize) -> f32 {
    let near = [
        at.checked_sub(2),
        at.checked_sub(1),
        Some(at + 1),
        Some(at + 2),
    ];
    let prose = near
        .into_iter()
        .flatten()
        .filter_map(|near| units.get(near))
        .filter(|unit| unit.is_prose() && unit.hit.is_none())
        .count();
    match prose {
        0 => 0.4,
        1 => 0.8,
        _ => 1.0,
    }
}
