//! Whether the words around an expression speak of what is past or of what is to come.

use super::Direction;
use super::grammar::Line;
use super::lexicon::{self, ENGLISH, Sense};
use super::tokens::Form;

/// Cues further than this from an expression speak of something else.
const REACH: usize = 14;

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
    let before = (start.saturating_sub(REACH)..start).rev();
    // "called on them to leave by Friday": what they were asked to do lies ahead.
    let mut infinitive = false;
    for i in before {
        if is_end(line, i) {
            break;
        }
        if infinitive && line.has(i, Sense::Asks) {
            return Direction::Future;
        }
        match cue(line, i) {
            Direction::Unsaid => {}
            // "by Friday" and "until Friday" look ahead from a past that tells of a plan.
            Direction::Past if until && looks_ahead(line, i) => return Direction::Future,
            found => return found,
        }
        infinitive |= is_infinitive(line, i);
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

/// "a blockade for Friday", "put off to Friday".
fn is_arranged_for(line: &Line, start: usize) -> bool {
    let before = start.checked_sub(1);
    let at = before.filter(|&at| line.has(at, Sense::The)).unwrap_or(start);
    line.after(at, Sense::For) || line.language == ENGLISH && line.after(at, Sense::To)
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
    let denied = (at.saturating_sub(4)..at).any(|i| line.has(i, Sense::Past));
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
            let place = word == "takes" && line.word(i + 1) == "place";
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

/// Whether the words around say in so many words that something is still to come.
pub(super) fn cue(line: &Line, i: usize) -> Direction {
    if line.has(i, Sense::Future) && !is_name(line, i) {
        return if is_done(line, i) { Direction::Past } else { Direction::Future };
    }
    if line.tokens[i].form == Form::Lower && lexicon::ends_ahead(line.word(i), line.language) {
        return Direction::Future;
    }
    // "the rules to be published"
    if line.has(i, Sense::Be) && line.after(i, Sense::To) {
        return Direction::Future;
    }
    // "are to resume", "is to be heard"
    if line.has(i, Sense::Being) && is_infinitive(line, i + 1) {
        return Direction::Future;
    }
    // "must be paid", "will be handed"
    if line.after(i, Sense::Be) {
        return Direction::Unsaid;
    }
    if line.has(i, Sense::Past) || is_past_form(line, i) {
        return Direction::Past;
    }
    Direction::Unsaid
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
            !ahead && !stands && matches!(line.word(i + 1), "on" | "in" | "last" | "at")
        }
        "planned" | "expected" | "scheduled" => {
            line.word(before) == "as" || line.word(before) == "previously"
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
    if line.language != ENGLISH || line.tokens[i].form != Form::Lower {
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
    if article && line.tokens.get(i + 1).is_some_and(|next| next.form == Form::Lower) {
        return false;
    }
    let word = line.word(i);
    4 < word.len() && word.ends_with("ed") && !word.ends_with("eed")
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
