//! Units → the stretch of the page that is the article: the run of units with the greatest sum.

use std::ops::Range;

use crate::extract::furniture::Kind;

use super::head;
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
            best = Some(Run { units: start..at + 1, worth: sum });
        }
    }
    best.map(|run| Run { units: run.units.start..with_last_paragraph(units, run.units.end), ..run })
}

/// So many reports below each other, each below its time, are a live blog.
const REPORTS: usize = 4;

/// Finds the reports of a live blog, with the words that introduce them, where they are more than the
/// best run holds. A list of headlines with their times is none: paragraphs follow no headline there.
pub(super) fn live(units: &[Unit], best: Option<&Run>) -> Option<Run> {
    let is_report = |unit: &Unit| is_plain_prose(unit) && unit.end == End::Sentence;
    let is_time = |at: usize| units[at].words <= 8 && head::is_time_line(&units[at].text);
    let times: Vec<usize> = (0..units.len()).filter(|at| is_time(*at)).collect();
    // The paragraphs of a report begin at most so far below its time.
    let report = |at: usize| (at + 1..(at + 4).min(units.len())).find(|at| is_report(&units[*at]));
    let is_told = |at: &usize| report(*at).is_some() && !is_comment(units, *at);
    let told: Vec<usize> = times.iter().copied().filter(is_told).collect();
    let (first, last) = (*told.first()?, *told.last()?);
    let between = times.iter().filter(|at| (first..=last).contains(at)).count();
    if told.len() < REPORTS || 3 * told.len() < 2 * between {
        return None;
    }
    let start = (first.saturating_sub(4)..first).find(|at| is_report(&units[*at])).unwrap_or(first);
    let paragraphs = |at: &usize| units.get(*at).is_some_and(is_report);
    let end =
        (report(last)? + 1..).take_while(paragraphs).last().map_or(report(last)? + 1, |at| at + 1);
    let words = |range: Range<usize>| -> usize {
        units[range].iter().filter(|unit| is_report(unit)).map(|unit| unit.words).sum()
    };
    // An article with its readers' letters holds more of the words.
    let is_more = best.is_none_or(|best| 2 * words(best.units.clone()) <= words(start..end));
    is_more.then(|| Run { units: start..end, worth: words(start..end) as f32 })
}

/// Words from which on a line standing alone is a headline rather than a subheading or a name.
pub(super) const HEADLINE: usize = 6;

/// Takes in a last paragraph that one inline headline parts from the others, where no list of
/// headlines and teasers begins with it.
fn with_last_paragraph(units: &[Unit], end: usize) -> usize {
    let is_headline = |at: usize| {
        units.get(at).is_some_and(|unit| {
            unit.end == End::Open && HEADLINE <= unit.words && unit.hit.is_none()
        })
    };
    let is_paragraph = |at: usize| {
        units.get(at).is_some_and(|unit| is_plain_prose(unit) && unit.end == End::Sentence)
    };
    let parted = is_headline(end) && units[end].apart && is_paragraph(end + 1);
    let listed = is_headline(end + 2) || is_paragraph(end + 3);
    if parted && !listed { end + 2 } else { end }
}

/// Whether what readers' comments are signed with stands close by.
fn is_comment(units: &[Unit], at: usize) -> bool {
    let near = at.saturating_sub(2)..(at + 8).min(units.len());
    units[near].iter().any(|unit| unit.is(Kind::Comments) || unit.is(Kind::Ago))
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
        let words = if unit.end == End::Cut { words * 0.3 } else { words };
        return if 1 < unit.said.times { words * 0.1 } else { in_company(units, at, words) };
    }
    match unit.end {
        End::Sentence if 2 <= unit.words => in_company(units, at, words * 0.3),
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

/// What words are worth beside these neighbours: paragraphs stand next to paragraphs, while a
/// teaser stands between two headlines.
fn in_company(units: &[Unit], at: usize, words: f32) -> f32 {
    let mut above = units[..at].iter().rev().filter(|unit| !is_passed_over(unit));
    let mut below = units[at + 1..].iter().filter(|unit| !is_passed_over(unit));
    let near = [above.next(), below.next()];
    let far = [above.next(), below.next()];
    let prose = |units: [Option<&Unit>; 2]| {
        units.into_iter().flatten().filter(|unit| is_plain_prose(unit)).count()
    };
    match (prose(near), prose(far)) {
        (0, _) => words * 0.4 - 3.0,
        (1, 0) => words * 0.8,
        (_, _) => words,
    }
}

/// Whether a unit is running text and no furniture.
pub(super) fn is_plain_prose(unit: &Unit) -> bool {
    unit.is_prose() && unit.hit.is_none_or(|hit| hit.kind == Kind::Label)
}

/// Whether a unit stands between paragraphs without parting them.
fn is_passed_over(unit: &Unit) -> bool {
    unit.is(Kind::Advert) || unit.is(Kind::Related) || unit.is(Kind::Caption)
}
