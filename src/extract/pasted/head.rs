//! What stands above an article → its headline, byline and times.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::article::Published;
use crate::extract::furniture::{self, Kind};
use crate::extract::{credits, published};
use crate::temporal::names;

use super::Known;
use super::units::{self, End, Unit};

/// How many units above the article's first paragraph a headline may stand.
const ABOVE: usize = 200;

/// The most that standing far from the article costs a headline.
const FARTHEST: f32 = 0.6;

/// How much less evidence a higher line needs than the best one.
const HIGHER: f32 = 1.2;

/// Evidence a line must have to be taken for the headline (see [`headline`]).
const ENOUGH: f32 = 1.1;

/// The headline: which unit, and its words without the outlet's name behind them.
#[derive(Clone, Debug)]
pub(super) struct Headline {
    /// The unit.
    pub(super) at: usize,
    /// Its words.
    pub(super) words: String,
}

/// Finds the headline of the article whose paragraphs are `body`.
///
/// Evidence, not position: words it shares with the article's opening, a byline or time close
/// below, that the page repeats it, its length, and only then how near it stands.
pub(super) fn headline(units: &[Unit], body: &Range<usize>, known: Known<'_>) -> Option<Headline> {
    if let Some(found) = known.title.and_then(|title| known_headline(units, title)) {
        return Some(found);
    }
    let said = lead_words(units, body);
    let first = body.start.saturating_sub(ABOVE);
    let last = (body.start + 2).min(units.len()).min(body.end);
    let is_name = |at: usize| known.outlet.is_some_and(|name| is_masthead(&units[at], name));
    let found: Vec<Candidate> = (first..last)
        .filter(|at| may_be_headline(units, *at, body.start) && !is_name(*at))
        .map(|at| candidate(units, at, body.start, &said))
        .filter(|found| ENOUGH <= found.evidence)
        .collect();
    // Of equals the later one: it stands nearer to the article.
    let by_evidence =
        |a: &&Candidate, b: &&Candidate| a.evidence.total_cmp(&b.evidence).then(a.at.cmp(&b.at));
    let best = found.iter().max_by(by_evidence)?;
    // What stands between the headline and the article speaks of the same: summaries, captions,
    // links. So the highest line that says as much of the article is the headline.
    let highest = found.iter().find(|found| {
        found.at <= best.at && found.is_on_topic() && best.evidence <= found.evidence + HIGHER
    });
    let at = highest.map_or(best.at, |found| found.at);
    let at = above_summary(units, at, body.start, &said).unwrap_or(at);
    Some(self::at(units, undressed(units, at, first..last)))
}

/// The headline that stands right above a line of the length of a summary, if it has words in
/// common with that or with the article.
fn above_summary(
    units: &[Unit],
    at: usize,
    start: usize,
    said: &BTreeSet<String>,
) -> Option<usize> {
    /// Shorter lines are headlines themselves.
    const SUMMARY: usize = 8;
    let above = at.checked_sub(1).filter(|above| may_be_headline(units, *above, start))?;
    let words = content_words(&units[above].text);
    let summary = content_words(&units[at].text);
    let known = |word: &&String| said.contains(*word) || summary.contains(*word);
    let shared = words.iter().filter(known).count();
    let enough = if units[at].end == End::Sentence { 1 } else { 2 };
    // Right above the byline a summary may say more of the article than its headline does.
    let mut below = units[at + 1..].iter().take(2);
    let signed = below.any(|unit| is_signed(unit) || is_time_line(&unit.text));
    let said_of_it = words.len() <= if signed && 3 <= shared { 4 } else { 2 } * shared;
    let is_headline = enough <= shared && said_of_it && 3 <= units[above].words;
    (SUMMARY <= units[at].words && is_headline).then_some(above)
}

/// A signed headline among the first paragraphs of what was taken for the article, where none
/// stands above them: captions and quotations stand over it.
pub(super) fn headline_inside(units: &[Unit], body: &Range<usize>) -> Option<Headline> {
    /// So much is looked at.
    const FIRST: usize = 12;
    let prose = |range: Range<usize>| -> usize {
        let units = units[range].iter().filter(|unit| unit.is_prose());
        units.map(|unit| unit.words).sum()
    };
    let signed = |at: usize| {
        let below = &units[at + 1..(at + 4).min(body.end)];
        below.iter().any(|unit| is_signed(unit) || is_time_line(&unit.text))
    };
    (body.start + 1..body.end.min(body.start + FIRST))
        .filter(|at| may_be_headline(units, *at, body.start) && signed(*at))
        .filter(|at| 3 * prose(body.start..*at) <= prose(*at + 1..body.end))
        .find(|at| {
            let said = lead_words(units, &(*at + 1..body.end));
            candidate(units, *at, body.start, &said).is_on_topic()
        })
        .map(|at| self::at(units, at))
}

/// The line near by that is this one without what stands before or behind it: a path of sections, a
/// writer, an outlet.
fn undressed(units: &[Unit], at: usize, near: Range<usize>) -> usize {
    /// A shorter line is the name of a section.
    const LETTERS: usize = 15;
    let key = &units[at].key;
    let is_part = |other: &usize| {
        let part = &units[*other].key;
        let inside = key.starts_with(part.as_str()) || key.ends_with(part.as_str());
        let whole = units[*other].end != End::Cut && 3 <= units[*other].words;
        inside && whole && LETTERS <= part.len() && part.len() < key.len()
    };
    near.filter(is_part).max_by_key(|other| units[*other].key.len()).unwrap_or(at)
}

/// What speaks for a line being the headline.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    at: usize,
    evidence: f32,
    /// Its words of weight, and how many of them the article says.
    words: usize,
    shared: usize,
}

impl Candidate {
    /// Whether the article says at least three words of it, and half of them.
    fn is_on_topic(&self) -> bool {
        3 <= self.shared && self.words <= 2 * self.shared
    }
}

/// The headline that stands in this unit.
pub(super) fn at(units: &[Unit], at: usize) -> Headline {
    Headline { at, words: without_outlet(units, at) }
}

/// Finds a headline with its byline and time below it among the first paragraphs of what was taken
/// for the article: what stands above it is the paper's standing words. Returns its unit and the
/// first unit of the article.
pub(super) fn signed_head(units: &[Unit], body: &Range<usize>) -> Option<(usize, usize)> {
    /// Longer articles have standing words below themselves too.
    const FIRST: usize = 12;
    let prose = |range: Range<usize>| -> usize {
        let units = units[range].iter().filter(|unit| unit.is_prose());
        units.map(|unit| unit.words).sum()
    };
    (body.start + 1..body.end.min(body.start + FIRST))
        .find(|at| {
            let unit = &units[*at];
            unit.is(Kind::Byline)
                && unit.words <= 12
                && units.get(at + 1).is_some_and(|time| is_time_line(&time.text))
                && is_open_line(&units[at - 1])
        })
        .map(|byline| (byline - 1, byline + 2))
        .filter(|(headline, below)| {
            body.start < *headline
                && *below < body.end
                && 2 * prose(body.start..*headline) <= prose(*below..body.end)
        })
}

/// Whether a line has the looks of a headline, whatever stands around it.
fn is_open_line(unit: &Unit) -> bool {
    (3..=30).contains(&unit.words)
        && matches!(unit.end, End::Open | End::Sentence)
        && unit.hit.is_none()
        && !unit.is_bullet()
}

/// Whether a line is the outlet's name: `THE HARBOUR POST` where `harbour-post` is known for it.
pub(super) fn is_masthead(unit: &Unit, outlet: &str) -> bool {
    let name = folded(outlet);
    unit.words <= 8 && 2 <= name.len() && folded(&unit.text) == name
}

/// Letters and digits in lower case without accents and without an article in front.
fn folded(name: &str) -> String {
    let folded: String =
        name.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match folded.strip_prefix("the") {
        Some(rest) if 2 <= rest.len() => rest.to_owned(),
        _ => folded,
    }
}

/// Whether a line is a row of section names: `Home / News / Contact`, `Home News Villages`.
fn is_menu(line: &str) -> bool {
    /// Items of a menu are of one or two words; the parts of a headline are longer.
    const LONGEST: usize = 3;
    let parts: Vec<&str> = [" / ", " | ", " · ", " • ", " > ", " » "]
        .iter()
        .map(|mark| line.split(mark).collect::<Vec<_>>())
        .max_by_key(Vec::len)
        .unwrap_or_default();
    let is_path = line.contains(" > ") || line.contains(" » ");
    let fewest = if is_path { 2 } else { 3 };
    let parted = fewest <= parts.len() && parts.iter().all(|part| units::words(part) <= LONGEST);
    let is_section =
        |word: &&str| furniture::hit(word, false).is_some_and(|hit| hit.kind == Kind::Navigation);
    let opens = || line.split_whitespace().take(2).filter(is_section).count() == 2;
    let sections = || line.split_whitespace().filter(is_section).count();
    parted || opens() && line.split_whitespace().count() <= 3 * sections() + 2
}

/// Whether a line is a caption with its credit in brackets: `The quay at noon. (Ana Ruiz)`.
pub(super) fn is_credited_caption(unit: &Unit) -> bool {
    let Some((caption, credit)) = unit.text.rsplit_once('(') else {
        return false;
    };
    credit.ends_with(')')
        && units::end(caption) == End::Sentence
        && credit.split_whitespace().count() <= 6
        && credit.starts_with(char::is_uppercase)
}

fn known_headline(units: &[Unit], title: &str) -> Option<Headline> {
    let key = units::key(title);
    if key.is_empty() {
        return None;
    }
    let at = units.iter().position(|unit| {
        let line = &unit.key;
        *line == key || 20 <= line.len() && key.starts_with(line) && key.len() <= line.len() * 2
    })?;
    Some(Headline { at, words: units[at].text.clone() })
}

fn may_be_headline(units: &[Unit], at: usize, start: usize) -> bool {
    let unit = &units[at];
    let long_enough = 3 <= unit.words || 2 <= unit.words && at + 4 >= start;
    let sentence = unit.end == End::Sentence && (start <= at || 20 <= unit.words);
    long_enough
        && unit.words <= 30
        && !sentence
        && unit.end != End::Cut
        && unit.end != End::Colon
        && unit.hit.is_none_or(|hit| hit.kind == Kind::Label)
        && !unit.is_bullet()
        && !is_time_line(&unit.text)
        && time_at_end(&unit.text).is_none()
        && !is_menu(&unit.text)
        && !is_credited_caption(unit)
}

fn candidate(units: &[Unit], at: usize, start: usize, said: &BTreeSet<String>) -> Candidate {
    let unit = &units[at];
    let words = content_words(&unit.text);
    let shared = words.iter().filter(|word| said.contains(*word)).count();
    // Two words that the article says are a name or a subject.
    let share = shared as f32 / words.len().max(4) as f32;
    let below = &units[at + 1..(at + 5).min(units.len())];
    let signed_below = below.iter().position(|below| is_signed(below) || is_time_line(&below.text));
    let signed = match signed_below {
        Some(lines) => 0.9 - 0.15 * lines as f32,
        None if at < start && below.first().is_some_and(is_bare_name) => 0.6,
        None => 0.0,
    };
    let dated_above = at.checked_sub(1).is_some_and(|above| is_time_line(&units[above].text));
    let dated = if dated_above && signed_below.is_none() { 0.5 } else { 0.0 };
    let repeated = if 1 < unit.said.times { 0.4 } else { 0.0 };
    let length = match unit.words {
        5..=20 => 0.6,
        3..=4 => 0.2,
        0..=2 if signed == 0.0 => -0.3,
        _ => 0.0,
    };
    let sentence = if unit.end == End::Sentence { 0.4 } else { 0.0 };
    let distance = f32::min(0.02 * start.abs_diff(at) as f32, FARTHEST);
    Candidate {
        at,
        evidence: 2.5 * share + signed + dated + repeated + length - distance - sentence,
        words: words.len(),
        shared,
    }
}

/// Whether a line is a person's name and nothing else: two or three capitalised words.
fn is_bare_name(unit: &Unit) -> bool {
    (2..=3).contains(&unit.words)
        && unit.hit.is_none()
        && unit.end == End::Open
        && is_name(&unit.text)
        && unit.text.split_whitespace().all(is_capitalised)
}

fn is_signed(unit: &Unit) -> bool {
    unit.is(Kind::Byline)
        || unit.is(Kind::Published)
        || unit.is(Kind::Updated)
        || unit.is(Kind::Ago)
}

/// The words of the article's first paragraphs.
fn lead_words(units: &[Unit], body: &Range<usize>) -> BTreeSet<String> {
    const PARAGRAPHS: usize = 10;
    let prose = units[body.clone()].iter().filter(|unit| unit.is_prose()).take(PARAGRAPHS);
    prose.flat_map(|unit| content_words(&unit.text)).collect()
}

/// The words that carry meaning: those of four letters or more and those with a digit; pairs of
/// characters in scripts without spaces. Long texts are cut at a hundred.
fn content_words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).take(100) {
        let chars: Vec<char> = word.chars().flat_map(char::to_lowercase).take(40).collect();
        if chars.iter().any(|c| '\u{2e80}' <= *c) {
            words.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if 4 <= chars.len() || chars.iter().any(char::is_ascii_digit) {
            // Inflected words of one stem count as one: `meets`, `meeting`.
            let stem: String = chars.iter().take(6).collect();
            let singular = stem.strip_suffix('s').filter(|stem| 4 <= stem.len());
            words.insert(singular.map(str::to_owned).unwrap_or(stem));
        }
    }
    words
}

/// Cuts ` | Outlet` off a headline where the page also prints it without.
fn without_outlet(units: &[Unit], at: usize) -> String {
    let text = units[at].text.as_str();
    let cut = [" | ", " - ", " – ", " — ", " :: "]
        .iter()
        .filter_map(|mark| text.rfind(mark))
        .max()
        .and_then(|end| text.get(..end));
    match cut {
        Some(short) => {
            let key = units::key(short);
            let printed = units.iter().any(|unit| unit.text.len() <= text.len() && unit.key == key);
            if printed { short.trim().to_owned() } else { text.to_owned() }
        }
        None => text.to_owned(),
    }
}

/// Whether a line says when and nothing else of weight: a date or clock with at most a label.
pub(super) fn is_time_line(line: &str) -> bool {
    is_clock(line)
        || short_with_digit(line)
            && time_of(line).is_some_and(|(range, _)| {
                let around = units::words(&line[..range.start]) + units::words(&line[range.end..]);
                around <= 3
            })
}

/// Whether a line is a time of day alone: `10:51`.
pub(super) fn is_clock(line: &str) -> bool {
    let line = line.trim();
    let marks = line.chars().filter(|c| matches!(c, ':' | '.' | 'h')).count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    marks == 1 && (3..=4).contains(&digits) && line.len() == digits + 1
}

fn short_with_digit(line: &str) -> bool {
    line.len() <= 240 && line.chars().any(char::is_numeric) && line.split_whitespace().count() <= 20
}

/// Finds a publication time in a line that is short enough to be there for it.
fn time_of(line: &str) -> Option<(Range<usize>, Published)> {
    if !short_with_digit(line) {
        return None;
    }
    let (range, published) = published::find(line)?;
    (line.get(..range.start).is_some() && line.get(range.clone()).is_some())
        .then_some((range, published))
}

/// A time that ends its line, with the words before it: `Ana Ruiz Friday, 3 May 2024, 10:00`.
fn time_at_end(line: &str) -> Option<&str> {
    let (range, _) = time_of(line)?;
    (units::words(&line[range.end..]) <= 2).then(|| line[..range.start].trim())
}

/// What a page says of its article's times and author, with the units it was read from.
#[derive(Clone, Debug, Default)]
pub(super) struct Signed {
    /// When it was published.
    pub(super) published: Option<Published>,
    /// When it was changed.
    pub(super) modified: Option<Published>,
    /// Who wrote it, as printed.
    pub(super) byline: Option<String>,
    /// The agency in the author's place: `AFP`.
    pub(super) credits: Vec<crate::article::Credit>,
    /// Units that hold a byline.
    pub(super) byline_at: Vec<usize>,
    /// Units that hold a time.
    pub(super) time_at: Vec<usize>,
}

/// Reads byline and times, first between the headline and the article's first paragraphs, then
/// just above the headline, then just below the article, and last in the head of the page.
pub(super) fn signed(units: &[Unit], head: Option<usize>, body: &Range<usize>) -> Signed {
    let mut signed = Signed::default();
    let from = head.unwrap_or(body.start.saturating_sub(6)).min(body.start);
    let until = (body.start + 3).min(body.end).max(from);
    for at in from..until {
        if Some(at) != head {
            read_unit(units, at, &mut signed);
        }
    }
    for at in (from.saturating_sub(4)..from).rev() {
        if signed.byline.is_none() || signed.published.is_none() {
            read_unit(units, at, &mut signed);
        }
    }
    for at in body.end.saturating_sub(2).max(until)..(body.end + 4).min(units.len()) {
        if signed.published.is_none() && (at < body.end || !is_clock(&units[at].text))
            || is_labelled(&units[at])
        {
            read_unit(units, at, &mut signed);
        }
    }
    if signed.published.is_none() {
        signed.published = (0..from)
            .rev()
            .take(200)
            .filter(|at| units[*at].words <= 10)
            .find_map(|at| time_of(&units[at].text).map(|(_, time)| time));
    }
    signed
}

fn is_labelled(unit: &Unit) -> bool {
    (unit.is(Kind::Published) || unit.is(Kind::Updated)) && unit.words <= 14
}

fn read_unit(units: &[Unit], at: usize, signed: &mut Signed) {
    let unit = &units[at];
    let is_other = |kind| {
        matches!(
            kind,
            Kind::Caption | Kind::Stories | Kind::Prompt | Kind::Advert | Kind::Navigation
        )
    };
    if 30 < unit.words
        || unit.hit.is_some_and(|hit| is_other(hit.kind))
        || unit.is_prose() && !is_signed(unit)
    {
        return;
    }
    let before = read_times(&unit.text, at, signed);
    let author = before.as_deref().unwrap_or(&unit.text);
    let labelled = unit.is(Kind::Byline);
    let beside_time = before.is_some() || neighbour_is_time(units, at);
    let is_author =
        labelled || beside_time || is_newsroom(unit) || credits::agency(author).is_some();
    // `Published in The Post, 13 July` names the paper.
    let is_notice = furniture::hit(author, false)
        .is_some_and(|hit| matches!(hit.kind, Kind::Published | Kind::Updated));
    if signed.byline.is_none() && is_author && !is_notice {
        read_author(author, at, labelled, signed);
    }
}

fn neighbour_is_time(units: &[Unit], at: usize) -> bool {
    let near = [at.checked_sub(1), Some(at + 1)];
    near.into_iter()
        .flatten()
        .filter_map(|near| units.get(near))
        .any(|unit| is_time_line(&unit.text) || is_labelled(unit))
}

/// Reads the times of a line; returns what stands before the first.
fn read_times(line: &str, at: usize, signed: &mut Signed) -> Option<String> {
    let mut rest = line;
    let mut before = None;
    for _ in 0..3 {
        let Some((range, time)) = time_of(rest) else {
            break;
        };
        let label = rest[..range.start].trim();
        let last_words: Vec<&str> = label.split_whitespace().rev().take(3).collect();
        let changed = last_words.iter().any(|word| is_update_word(word)) || is_update_word(label);
        if changed {
            signed.modified.get_or_insert(time);
        } else {
            signed.published.get_or_insert(time);
        }
        if units::words(line) <= 12 || is_update_word(label) {
            signed.time_at.push(at);
        }
        before.get_or_insert_with(|| label.to_owned());
        rest = &rest[range.end..];
    }
    before
}

fn is_update_word(word: &str) -> bool {
    furniture::hit(word, false).is_some_and(|hit| hit.kind == Kind::Updated)
}

/// Takes the author out of a few words, if they are one: `By Ana Ruiz, Associated Press Writer`.
fn read_author(words: &str, at: usize, labelled: bool, signed: &mut Signed) {
    let opening = furniture::hit(words, false).filter(|hit| hit.kind == Kind::Byline);
    let words = opening.and_then(|hit| words.get(hit.opening..)).unwrap_or(words);
    let words = without_time_words(words);
    if let Some(name) = credits::agency(words) {
        let said = signed.credits.iter().any(|credit| credit.name == name);
        if !said {
            signed.credits.extend(credits::of_byline(words));
        }
        signed.byline_at.push(at);
        return;
    }
    let name = words
        .split([',', '|', '@', '/', '•', '·', ';', '('])
        .next()
        .map(|name| name.split(" - ").next().unwrap_or(name).trim())
        .map(|name| if labelled { without_employer(name) } else { name })
        .unwrap_or("");
    let is_paper =
        !labelled && ["The ", "THE ", "Die ", "Les "].iter().any(|the| name.starts_with(the));
    if is_name(name) && !is_paper && (labelled || 2 <= name.split_whitespace().count()) {
        signed.credits.extend(credits::of_byline(words.get(name.len()..).unwrap_or("")));
        let shared = || credits::of_byline(name);
        if signed.credits.is_empty() {
            signed.credits.extend(shared());
            signed.credits.extend(credits::of_author_of(words));
        }
        signed.byline = Some(name.to_owned());
        signed.byline_at.push(at);
    }
}

/// Cuts off whom an author works for, or where: `Ana Ruiz of The Harbour Post`.
fn without_employer(name: &str) -> &str {
    let cut = [" of ", " for ", " at "].iter().filter_map(|word| name.find(word)).min();
    cut.and_then(|at| name.get(..at)).unwrap_or(name)
}

/// Cuts weekdays, `Published`, `on` and separators off the end of an author's name.
fn without_time_words(words: &str) -> &str {
    let mut words = words.trim();
    loop {
        let bare = words.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '.');
        let last = bare.split_whitespace().next_back().unwrap_or("");
        let is_time_word = furniture::hit(last, false)
            .is_some_and(|hit| matches!(hit.kind, Kind::Published | Kind::Updated))
            || names::weekday(last).is_some()
            || matches!(last, "on" | "at" | "On" | "am" | "le" | "el" | "il" | "-");
        if !is_time_word || last.is_empty() {
            return bare.trim();
        }
        words = &bare[..bare.len() - last.len()];
    }
}

/// Whether words look like one to a few persons' names.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capitalised = words.iter().filter(|word| is_capitalised(word)).count();
    let others_join = words.iter().filter(|word| !is_capitalised(word)).all(|word| {
        matches!(
            *word,
            "and"
                | "und"
                | "et"
                | "y"
                | "e"
                | "en"
                | "и"
                | "та"
                | "і"
                | "&"
                | "de"
                | "da"
                | "di"
                | "del"
                | "van"
                | "von"
                | "der"
                | "den"
                | "la"
                | "le"
                | "bin"
                | "al"
                | "in"
        ) || is_desk(word)
    });
    1 <= capitalised
        && words.len() <= 8
        && others_join
        && !name.chars().any(|c| c.is_numeric() || matches!(c, ':' | '?' | '!' | '"'))
}

/// Whether a line is a newsroom in the author's place: `Post newsdesk, agencies`.
fn is_newsroom(unit: &Unit) -> bool {
    let names = |word: &str| matches!(word.trim_end_matches(','), "newsdesk" | "newsroom");
    unit.end == End::Open && unit.words <= 5 && unit.text.split_whitespace().any(names)
}

/// Whether a word names those who write without a name of their own: `Post newsdesk, agencies`.
fn is_desk(word: &str) -> bool {
    matches!(
        word.trim_end_matches(','),
        "agencies"
            | "agency"
            | "correspondent"
            | "correspondents"
            | "desk"
            | "markets"
            | "newsdesk"
            | "newsroom"
            | "politics"
            | "reporter"
            | "reporters"
            | "sports"
            | "staff"
            | "team"
    )
}

fn is_capitalised(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}
