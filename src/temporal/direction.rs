//! Whether the words around an expression speak of what is past or of what is to come.

use super::Direction;
use super::grammar::Line;
use super::lexicon::{self, ENGLISH, Sense};
use super::tokens::Form;

/// Cues further than so many words from an expression speak of something else.
const REACH: usize = 14;

/// No sentence has more tokens: what is further off is not looked at.
const FAR: usize = 120;

/// The direction for the expression of tokens `start..end`.
///
/// The nearest cue before it in its sentence decides; failing that, the nearest one after it.
pub(super) fn direction(line: &Line, start: usize, end: usize) -> Direction {
    if line.is_weekday(start) && is_arranged_for(line, start) || is_scheduled(line, start) {
        return Direction::Future;
    }
    if line.after(start, Sense::Since) {
        return Direction::Past;
    }
    if let Some(found) = right_before(line, start) {
        return found;
    }
    // "for April delivery", "figures for January": the nearest one.
    if line.language == ENGLISH && line.after(start, Sense::For) && line.month_name(start).is_some()
    {
        return Direction::Unsaid;
    }
    let least = matches!(line.word(start.saturating_sub(1)), "least" | "latest");
    let bound = if least { start.saturating_sub(2) } else { start };
    let through = bound.checked_sub(1).is_some_and(|at| line.word(at) == "through");
    // "before Friday" is as often in the past.
    let by = line.after(bound, Sense::By) && line.word(bound - 1) != "before";
    let until = line.after(bound, Sense::Until) || by || through;
    // "U.S." is two words, and its points are none.
    let mut words = 0;
    let before = (start.saturating_sub(2 * REACH)..start).rev().take_while(|&i| {
        words += usize::from(!matches!(line.tokens[i].form, Form::Mark(_)));
        words <= REACH
    });
    // "called on them to leave by Friday": what they were asked to do lies ahead.
    let mut infinitive: Option<usize> = None;
    for i in before {
        if is_end(line, i) {
            break;
        }
        // "agreed to an offer to end it on Friday": what is agreed to is the offer.
        if infinitive.is_some_and(|at| at <= i + 6) && line.has(i, Sense::Asks) {
            return Direction::Future;
        }
        if line.language == ENGLISH {
            // "ahead of elections in November"
            if line.word(i) == "ahead" && line.has(i + 1, Sense::Of) {
                return Direction::Future;
            }
            // "pledged at a summit on Thursday to act": on that day it was pledged.
            let pledged = matches!(line.word(i), "pledged" | "vowed");
            if pledged && infinitive.is_none() && !until {
                return Direction::Past;
            }
        }
        match cue(line, i) {
            Direction::Unsaid => {}
            // "by Friday" and "until Friday" look ahead from a past that tells of a plan.
            Direction::Past if until && looks_ahead(line, i) => return Direction::Future,
            found => return found,
        }
        if is_infinitive(line, i) {
            infinitive = Some(i);
        }
    }
    for i in end..line.tokens.len().min(end + REACH) {
        if is_end(line, i) {
            break;
        }
        match cue(line, i) {
            Direction::Unsaid => {}
            // "the fireworks on Sunday have been dropped"
            Direction::Past if (i..i + 3).any(|i| calls_off(line, i)) => return Direction::Future,
            found => return found,
        }
    }
    if until { Direction::Future } else { Direction::Unsaid }
}

impl Line<'_> {
    /// Whether an expression stands at the head of a sentence with a dash or a colon behind it, as
    /// the date of an item does ("July 18, 1997 - Talks begin", "* 1986: It goes public").
    pub(super) fn heads(&self, start: usize, end: usize) -> bool {
        let opens = start.checked_sub(1).is_none_or(|before| {
            is_end(self, before)
                || matches!(self.form(before), Some(Form::Mark('*' | '•' | '·' | '-' | '–' | '.')))
                    && start.checked_sub(2).is_none_or(|at| self.tokens[at].form != Form::Lower)
        });
        let dash = self.is_dash(end) && !self.is_glued(end) && !self.is_glued(end + 1);
        opens && (dash || self.is_mark(end, ':') && !self.is_glued(end + 1))
    }

    /// Whether a sentence or an item ends between two tokens.
    pub(super) fn ends_between(&self, from: usize, to: usize) -> bool {
        FAR < to - from
            || (from..to).any(|i| is_end(self, i) || self.is_mark(i, '*') || self.is_mark(i, '•'))
    }

    /// How many sentences end between two tokens.
    pub(super) fn sentence_ends(&self, from: usize, to: usize) -> usize {
        if FAR < to - from {
            return 2;
        }
        (from..to).filter(|&i| is_end(self, i)).take(2).count()
    }
}

/// What the words right before an expression say, whatever stands further off: "ahead of Monday",
/// ", reporting on Tuesday" (but "is reporting on Tuesday").
fn right_before(line: &Line, start: usize) -> Option<Direction> {
    if line.language != ENGLISH {
        return None;
    }
    let at = if line.after(start, Sense::The) { start - 1 } else { start };
    if line.after(at, Sense::Of) && 2 <= at && line.word(at - 2) == "ahead" {
        return Some(Direction::Future);
    }
    let at = if line.after(at, Sense::On) { at - 1 } else { at };
    let verb = at.checked_sub(1)?;
    let gerund = line.word(verb).ends_with("ing") && line.tokens[verb].form == Form::Lower;
    let told = gerund
        && verb.checked_sub(1).is_some_and(|at| {
            line.is_mark(at, ',') || matches!(line.word(at), "after" | "since" | "by")
        });
    told.then_some(Direction::Past)
}

/// "a blockade for Friday", "put off to Friday".
fn is_arranged_for(line: &Line, start: usize) -> bool {
    let before = start.checked_sub(1);
    let at = before.filter(|&at| line.has(at, Sense::The)).unwrap_or(start);
    // "from May 14 to Thursday" is no plan.
    let ranged = (at.saturating_sub(8)..at).any(|i| line.has(i, Sense::From));
    line.after(at, Sense::For) || line.language == ENGLISH && line.after(at, Sense::To) && !ranged
}

/// "opens on Friday": the present of a timetable, right before the day.
fn is_scheduled(line: &Line, start: usize) -> bool {
    let mut at = start;
    for sense in [Sense::The, Sense::On, Sense::In] {
        at -= usize::from(line.after(at, sense));
    }
    // "the election is in November"
    if at < start && line.language == ENGLISH && line.after(at, Sense::Being) {
        return true;
    }
    // "did not open on Friday", "was seen to leave on Friday"
    let denied = (at.saturating_sub(5)..at).any(|i| line.has(i, Sense::Past));
    (line.after(at, Sense::Schedule) || is_taking_place(line, at)) && !denied
}

/// "takes place in Oskby on Friday", "opens the hall on Friday": the present of a timetable a few
/// words before the day, in its third person, with nothing that is past or ends between.
fn is_taking_place(line: &Line, at: usize) -> bool {
    const NEAR: usize = 6;
    let before = (at.saturating_sub(NEAR)..at).rev();
    let clause = before.take_while(|&i| !is_end(line, i) && cue(line, i) != Direction::Past);
    line.language == ENGLISH
        && clause.into_iter().any(|i| {
            let word = line.word(i);
            let what = line.word(i + 1);
            let place = word == "takes" && matches!(what, "place" | "over" | "office" | "effect");
            place || word.ends_with('s') && line.has(i, Sense::Schedule)
        })
}

/// Whether "to" and a verb begin at `i`.
fn is_infinitive(line: &Line, i: usize) -> bool {
    let verb = line.tokens.get(i + 1);
    line.language == ENGLISH
        && line.has(i, Sense::To)
        && line.word(i) == "to"
        && verb.is_some_and(|verb| verb.form == Form::Lower && !verb.senses.contains(&Sense::The))
}

/// Whether a word says that something is past or still to come, by itself and the words beside it.
pub(super) fn cue(line: &Line, i: usize) -> Direction {
    if let Some(found) = ahead(line, i) {
        return found;
    }
    // "must be paid", "will be handed"
    if line.after(i, Sense::Be) {
        return Direction::Unsaid;
    }
    // "have until Friday", "will have to leave", but "have closed", "would have closed".
    if is_having(line, i) {
        return Direction::Unsaid;
    }
    if line.has(i, Sense::Past) || is_past_form(line, i) {
        return Direction::Past;
    }
    Direction::Unsaid
}

/// Whether a word says that something is still to come: a part of [`cue`].
pub(super) fn is_ahead(line: &Line, i: usize) -> bool {
    ahead(line, i) == Some(Direction::Future)
}

/// What a word says of what is still to come: `Future`, or `Past` or `Unsaid` where words around it
/// take that back; nothing where it says nothing of it.
fn ahead(line: &Line, i: usize) -> Option<Direction> {
    if line.has(i, Sense::Future) && !is_name(line, i) {
        if is_measure(line, i) {
            return Some(Direction::Unsaid);
        }
        return Some(if is_done(line, i) { Direction::Past } else { Direction::Future });
    }
    if line.tokens[i].form == Form::Lower && lexicon::ends_ahead(line.word(i), line.language) {
        return Some(Direction::Future);
    }
    // "the rules to be published", but "appears to be"
    let seems = || {
        2 <= i
            && matches!(
                line.word(i - 2),
                "appears"
                    | "appear"
                    | "appeared"
                    | "seems"
                    | "seem"
                    | "seemed"
                    | "said"
                    | "believed"
                    | "thought"
                    | "known"
                    | "claims"
                    | "claimed"
                    | "reported"
            )
    };
    let to_be = line.has(i, Sense::Be) && line.after(i, Sense::To) && !seems();
    // "are to resume", "is to be heard"
    let is_to = || line.has(i, Sense::Being) && is_infinitive(line, i + 1);
    (to_be || is_to()).then_some(Direction::Future)
}

/// Whether "have" or "has" is a verb of its own here, and tells of nothing past.
fn is_having(line: &Line, i: usize) -> bool {
    if line.language != ENGLISH || !matches!(line.word(i), "have" | "has") {
        return false;
    }
    let told = |i: usize| line.has(i, Sense::Past) || is_past_form(line, i);
    let bound = line.word(i + 1) == "to" || (i + 1..i + 5).any(|i| line.after(i, Sense::On));
    bound || !(i + 1..i + 4).any(|i| told(i) || is_participle(line, i))
}

/// Past participles of English that end in no "-ed" and are no past tense either.
fn is_participle(line: &Line, i: usize) -> bool {
    matches!(
        line.word(i),
        "been"
            | "become"
            | "begun"
            | "come"
            | "done"
            | "driven"
            | "fallen"
            | "given"
            | "gone"
            | "grown"
            | "known"
            | "made"
            | "risen"
            | "run"
            | "seen"
            | "shown"
            | "spoken"
            | "sunk"
            | "taken"
            | "thrown"
            | "written"
            | "cut"
            | "put"
            | "hit"
            | "set"
            | "lost"
            | "flown"
            | "broken"
            | "chosen"
            | "drawn"
            | "stolen"
            | "sworn"
            | "struck"
            | "had"
            | "read"
    )
}

/// "more than expected", "less-than-expected": what was hoped for is only a measure.
fn is_measure(line: &Line, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).filter(|_| line.language == ENGLISH) else {
        return false;
    };
    let joined = line.is_dash(before).then(|| before.checked_sub(1)).flatten();
    line.word(joined.unwrap_or(before)) == "than"
}

/// "a record set on Friday", "as planned": a plan that was carried out.
fn is_done(line: &Line, i: usize) -> bool {
    let Some(before) = i.checked_sub(1) else {
        return false;
    };
    match line.word(i) {
        "set" => {
            let ahead = matches!(line.word(i + 1), "for" | "to");
            let stands = line.has(before, Sense::Being) || line.has(before, Sense::Past);
            let does = matches!(
                line.word(i + 1),
                "on" | "in" | "last" | "at" | "a" | "an" | "the" | "up" | "off" | "out"
            );
            // "the high set September 19"
            let record = matches!(line.word(before), "high" | "low" | "record" | "peak" | "mark");
            !ahead && !stands && (does || record)
        }
        // "could not be reached"
        "could" => line.word(i + 1) == "not",
        "planned" | "expected" | "scheduled" | "due" | "slated" => {
            let been = line.word(before) == "been" && 1 <= before && line.word(before - 1) == "had";
            been || matches!(line.word(before), "as" | "previously" | "originally" | "had")
        }
        _ => false,
    }
}

/// "May" with a capital is no verb.
fn is_name(line: &Line, i: usize) -> bool {
    line.has(i, Sense::Month(5)) && line.tokens[i].form == Form::Capital
}

/// English verbs in "-ed"; the rest stand in the tables.
fn is_past_form(line: &Line, i: usize) -> bool {
    if line.language != ENGLISH || line.form(i) != Some(Form::Lower) {
        return false;
    }
    let word = line.word(i);
    let agreed = matches!(word, "agreed" | "freed" | "disagreed" | "guaranteed" | "decreed");
    let past = 4 < word.len() && word.ends_with("ed") && !word.ends_with("eed");
    if !past && !agreed {
        return false;
    }
    // "when she is sentenced" tells nothing of the past.
    if line.after(i, Sense::Being) {
        return false;
    }
    // "a still unspecified date" tells nothing either.
    let adverb = i.checked_sub(1).is_some_and(|at| matches!(line.word(at), "still" | "newly"));
    let adjective = i - usize::from(adverb);
    let article = adjective.checked_sub(1).is_some_and(|at| line.is_article(at));
    !article || line.tokens.get(i + 1).is_none_or(|next| next.form != Form::Lower)
}

/// Past verbs of which "by Friday" and "until Friday" say how far what they tell reaches.
fn looks_ahead(line: &Line, i: usize) -> bool {
    matches!(
        line.word(i),
        "said" | "told" | "announced" | "suspended" | "closed" | "shut" | "extended" | "renewed"
    ) || line.has(i, Sense::Asks)
        || calls_off(line, i)
}

/// What is called off was still to come.
fn calls_off(line: &Line, i: usize) -> bool {
    matches!(line.word(i), "cancelled" | "canceled" | "postponed" | "dropped" | "scrapped")
}

fn is_end(line: &Line, i: usize) -> bool {
    if line.is_mark(i, ';') || line.is_mark(i, '!') || line.is_mark(i, '?') {
        return true;
    }
    // A full stop with a capital after it, unless the word before it is an abbreviation.
    let next = line.tokens.get(i + 1);
    let Some(word) = i.checked_sub(1).map(|at| line.tokens[at]) else {
        return false;
    };
    let length = word.end - word.start;
    let whole = match word.form {
        Form::Lower => 1 < length,
        Form::Capital => 4 < length,
        Form::Number(..) | Form::Figure | Form::Mark(_) => true,
    };
    line.is_mark(i, '.')
        && whole
        && next.is_none_or(|next| next.form == Form::Capital && !next.glued)
}
