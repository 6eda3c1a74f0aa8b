//! [`Statement`]s → groups that tell the same event.
//!
//! In: statements in the order of publication. Out: their indices in groups. Two statements are
//! one event when their times are compatible and they share enough telling words. Sentences of
//! one article are different events, unless they are the same words.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use super::statements::Statement;
use super::{State, WhenPrecision};
use crate::temporal::{Interval, looks_ahead};

const TABLE: &str = include_str!("words/content.csv");

/// Share of the weight of the poorer statement that must be found in the other.
///
/// Both bars were set by hand on sentences of two outlets about one meeting and about two
/// meetings of one person on one day; no larger set with labels was at hand.
const LEAST_CONTAINED: f64 = 0.5;

/// The same where each names two or more that the other does not: two meetings of one minister.
const LEAST_CONTAINED_OTHER_NAMES: f64 = 0.66;

/// Terms that two statements must share: a name and a word are no event yet.
const LEAST_SHARED: usize = 3;

/// Where something other than the words already binds two statements (they open their articles
/// and tell of one day, they look ahead to one day, they recall one year), less need be shared:
/// so many terms, and so much of the weight. Set by hand on a desk of invented outlets.
const LEAST_SHARED_BOUND: usize = 1;
const LEAST_CONTAINED_BOUND: f64 = 0.04;

/// The same for the openings of two articles of one outlet, which may tell of two turns of a story.
const LEAST_CONTAINED_TURNS: f64 = 0.2;

/// The same for two sentences on one day, and for the sentences of two copies of a text.
const LEAST_CONTAINED_SAME_DAY: f64 = 0.35;

/// The same for what was announced without a day and what happened, which also share two names that
/// few sentences of the story hold, and all but one of those that what happened holds: an announcement dwells
/// on what is to be talked about, but whom one is to meet it says.
const LEAST_CONTAINED_ANNOUNCED: f64 = 0.25;

/// The same for what both recall of one day before the story.
const LEAST_CONTAINED_RECALLED: f64 = 0.25;

/// So many terms in common are enough without a name among them.
const MANY: usize = 6;

/// A statement of so few terms tells little but its day.
const BARE: usize = 3;

/// Terms of a statement; a sentence with more is a list.
const MOST_TERMS: usize = 48;

/// Groups that a term leads to on one day. With [`MOST_TERMS`] it bounds the comparisons of a
/// statement, whatever the size of the story.
const MOST_POSTINGS: usize = 12;

/// Statements of a group that another is compared with.
const MOST_COMPARED: usize = 4;

/// Groups the statements that tell the same event; groups in the order of their first statement.
///
/// `two_names` says of two statements whether they name two people or places for one part in an
/// event: then they contradict each other, if all else is the same.
pub(super) fn groups(
    statements: &[Statement],
    two_names: &dyn Fn(&Statement, &Statement) -> bool,
) -> Vec<Group> {
    let (mut terms, weights) = weighed(statements);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let began = statements.iter().filter(|one| one.lead).map(|one| one.interval.start()).min();
    let mut same_words = FxHashMap::<(u64, Interval), usize>::default();
    // A copy printed the next day keeps its "yesterday": the first printing says which day it was.
    let mut same_voice = FxHashMap::<(u64, usize, &str), usize>::default();
    // Sentences of one article are one event only in the same words: nothing else leads to it.
    let alone = statements.iter().all(|one| one.article == statements[0].article);
    let mut postings = Postings::default();
    if !alone {
        mark_met(&mut terms);
    }
    let dated = statements.iter().enumerate().filter(|(_, one)| !one.is_announcement());
    for (at, statement) in dated {
        let known = (terms[at].words, statement.interval);
        let voice = (terms[at].words, statement.origin, statement.basis.as_str());
        let same = same_words.get(&known).or(same_voice.get(&voice)).copied();
        let joined = same.or_else(|| {
            let near = near(statement, &terms[at], &postings);
            best(at, &near, &groups, &|left, right| {
                let bond = Bond::of(&statements[left], &statements[right], began)?;
                likeness(bond, &terms[left], &terms[right])
            })
        });
        let group = joined.unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
        same_words.entry(known).or_insert(group);
        same_voice.entry(voice).or_insert(group);
        if !alone {
            postings.add(statement, &terms[at], group);
        }
    }
    come_true(statements, &terms, &postings, &mut groups);
    groups.iter_mut().for_each(|group| group.sort_unstable());
    let telling = |group: &Vec<usize>| {
        let of = group.iter().map(|&at| weights.telling(&terms[at]));
        of.max().unwrap_or(0)
    };
    let clashes = clashes(statements, &terms, &groups, two_names);
    (0..)
        .zip(groups)
        .map(|(event, group)| Group {
            event,
            clashes: clashes.get(&event).copied(),
            telling: telling(&group),
            statements: group,
        })
        .collect()
}

/// The terms of each statement, weighed by how few statements of the story hold them.
fn weighed(statements: &[Statement]) -> (Vec<Terms>, Weights) {
    let mut room = String::new();
    let mut terms: Vec<Terms> = statements.iter().map(|one| Terms::of(one, &mut room)).collect();
    // Announcements are too many to say what is common in the story.
    let dated = terms.iter().zip(statements).filter(|(_, one)| !one.is_announcement());
    let weights = Weights::of(dated.map(|(terms, _)| terms));
    for terms in &mut terms {
        weights.weigh(&mut terms.terms);
        weights.weigh(&mut terms.opening);
    }
    (terms, weights)
}

/// Adds to each group who announced it without a day: an announcement counts only where it is
/// told that it happened.
fn come_true(
    statements: &[Statement],
    terms: &[Terms],
    postings: &Postings,
    groups: &mut [Vec<usize>],
) {
    for (at, statement) in statements.iter().enumerate().filter(|(_, one)| one.is_announcement()) {
        let near = near(statement, &terms[at], postings);
        let found = best(at, &near, groups, &|left, right| {
            // What only expects it once more does not tell that it came true.
            let come_true = Bond::is_announced(&statements[left], &statements[right])
                && !looks_ahead(&statements[left].what);
            likeness(come_true.then_some(Bond::Announced)?, &terms[left], &terms[right])
        });
        // What was told already cannot be announced any more.
        let told = |group: &Vec<usize>| {
            group.iter().any(|&one| one < at && statements[one].state != State::Expected)
        };
        if let Some(group) = found.filter(|group| !told(&groups[*group])) {
            groups[group].push(at);
        }
    }
}

/// Days that two reports of one event may be apart: one of them errs, or counts from midnight.
const MOST_DAYS_APART: u64 = 3;

/// Shared terms, and the share of the weight, from which two sentences of different days tell the
/// same event: nearly the same words.
const LEAST_SHARED_CLASH: usize = 5;
const LEAST_CONTAINED_CLASH: f64 = 0.75;

/// The same for two sentences of one day that name two for one part in the event.
const LEAST_SHARED_NAMED: usize = 4;
const LEAST_CONTAINED_NAMED: f64 = 0.4;

/// Groups that tell the same on different days, or of different people or places, by different
/// voices: each with the first of them.
fn clashes(
    statements: &[Statement],
    terms: &[Terms],
    groups: &[Vec<usize>],
    two_names: &dyn Fn(&Statement, &Statement) -> bool,
) -> BTreeMap<usize, usize> {
    let voice = |one: &Statement| one.origin;
    if statements.iter().all(|one| voice(one) == voice(&statements[0])) {
        return BTreeMap::new();
    }
    let is_day = |one: &&usize| {
        let one = &statements[**one];
        let told = one.precision == WhenPrecision::Day && one.state == State::Happened;
        told && !one.by_report && !one.dates_the_saying()
    };
    let mut postings = FxHashMap::<u64, Vec<usize>>::default();
    let mut found = BTreeMap::new();
    for (event, group) in groups.iter().enumerate() {
        let Some(&at) = group.iter().find(is_day) else { continue };
        let mut near = FxHashMap::<usize, usize>::default();
        for term in &terms[at].terms {
            let posted = postings.entry(term.hash).or_default();
            posted.iter().for_each(|other| *near.entry(*other).or_default() += 1);
            if posted.len() < MOST_POSTINGS {
                posted.push(event);
            }
        }
        let mut near: Vec<usize> =
            near.into_iter().filter(|(_, n)| LEAST_SHARED_NAMED <= *n).map(|(of, _)| of).collect();
        near.sort_unstable();
        let first = near.into_iter().find(|other| {
            let told = groups[*other].iter().find(is_day);
            told.is_some_and(|told| {
                let [one, other_one] = [*told, at].map(|at| &statements[at]);
                let days =
                    tell_other_days(one, other_one) && tell_the_same(&terms[*told], &terms[at]);
                let names = || {
                    one.interval == other_one.interval
                        && tell_much_the_same(&terms[*told], &terms[at])
                        && two_names(one, other_one)
                };
                apart(statements, &groups[*other], group) && (days || names())
            })
        });
        if let Some(first) = first {
            let first = *found.get(&first).unwrap_or(&first);
            found.insert(event, first);
            found.insert(first, first);
        }
    }
    found
}

fn tell_other_days(left: &Statement, right: &Statement) -> bool {
    let [left, right] = [left.interval, right.interval];
    let days = left.start().duration_until(right.start()).as_hours() / 24;
    left != right && days.unsigned_abs() <= MOST_DAYS_APART
}

fn tell_the_same(left: &Terms, right: &Terms) -> bool {
    // "rose to 302 on Friday" and "rose to 312 on Monday" are two.
    let figures = |of: &Terms, other: &Terms| {
        let missing = |term: &&Term| !other.terms.iter().any(|held| held.hash == term.hash);
        of.terms.iter().filter(|term| term.figure).filter(missing).count()
    };
    if 0 < figures(left, right) && 0 < figures(right, left) {
        return false;
    }
    let shared = shared(&left.terms, &right.terms);
    LEAST_SHARED_CLASH <= shared.count
        && 2 <= shared.names
        && !shared.other_names
        && LEAST_CONTAINED_CLASH <= shared.contained
}

/// Whether they tell the same but for a name.
fn tell_much_the_same(left: &Terms, right: &Terms) -> bool {
    let shared = shared(&left.terms, &right.terms);
    LEAST_SHARED_NAMED <= shared.count && LEAST_CONTAINED_NAMED <= shared.contained
}

/// Whether no voice and no outlet dates both: whoever does tells of two events.
fn apart(statements: &[Statement], left: &[usize], right: &[usize]) -> bool {
    let voice = |at: &usize| Some(&statements[*at]).filter(|one| !one.by_report);
    let voices: FxHashSet<usize> = left.iter().filter_map(voice).map(|one| one.origin).collect();
    let outlets: FxHashSet<u64> =
        left.iter().filter_map(voice).filter_map(|one| one.outlet).collect();
    let heard = |one: &Statement| {
        voices.contains(&one.origin) || one.outlet.is_some_and(|of| outlets.contains(&of))
    };
    right.iter().filter_map(voice).all(|one| !heard(one))
}

/// Statements that tell one event, by their indices.
#[derive(Debug)]
pub(super) struct Group {
    /// Its number.
    pub(super) event: usize,
    /// The number of the first that tells the same of another day or name, if others do.
    pub(super) clashes: Option<usize>,
    pub(super) statements: Vec<usize>,
    /// How many names that the whole story speaks of it holds.
    pub(super) telling: usize,
}

/// Why two statements of two articles may be one event, their words aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bond {
    /// Both open their articles and tell of one day.
    Leads,
    /// The same, but one outlet printed both: each may tell another turn of the story.
    Turns,
    /// Both look ahead to one day, or both recall one month or year.
    Date,
    /// They tell of one day.
    Day,
    /// They stand in copies of one text and tell of one time.
    Copies,
    /// The time of one lies within that of the other.
    Within,
    /// The same, but one looks ahead to it and the other tells that it happened.
    Turned,
    /// Both recall one day before the story.
    Recalled,
    /// One announced it without a day, the other tells that it happened soon after.
    Announced,
}

impl Bond {
    /// Whether the right statement may have announced what the left one tells.
    fn is_announced(left: &Statement, right: &Statement) -> bool {
        left.origin != right.origin
            && !left.is_announcement()
            && left.state != State::Expected
            && left.precision == WhenPrecision::Day
            && compatible(left.interval, right.interval)
    }

    fn of(left: &Statement, right: &Statement, began: Option<Date>) -> Option<Bond> {
        if left.article == right.article || !compatible(left.reach(), right.reach()) {
            return None;
        }
        let equal = left.interval == right.interval;
        if equal && left.origin == right.origin {
            return Some(Bond::Copies);
        }
        let daily = left.precision == WhenPrecision::Day && right.precision == WhenPrecision::Day;
        let alike = (left.state == State::Expected) == (right.state == State::Expected);
        if left.lead && right.lead && daily && alike {
            let turns = left.outlet.is_some() && left.outlet == right.outlet;
            return Some(if turns { Bond::Turns } else { Bond::Leads });
        }
        let ahead = left.state == State::Expected && right.state == State::Expected;
        let old = began.is_some_and(|began| left.interval.end() < began)
            && left.precision < WhenPrecision::Week;
        let recalled = began.is_some_and(|began| left.interval.end() < began) && daily;
        Some(match (equal, ahead || old, daily) {
            (true, true, _) => Bond::Date,
            (true, false, true) if recalled => Bond::Recalled,
            (true, false, true) => Bond::Day,
            _ if alike => Bond::Within,
            _ => Bond::Turned,
        })
    }
}

/// Whether one stretch lies within the other.
fn compatible(left: Interval, right: Interval) -> bool {
    let within = |a: Interval, b: Interval| b.start() <= a.start() && a.end() <= b.end();
    within(left, right) || within(right, left)
}

/// The first days of a stretch: a week is found from any of its days, a year from none but its
/// first week.
fn days(interval: Interval) -> impl Iterator<Item = Date> {
    interval
        .start()
        .series(jiff::Span::new().days(1))
        .take_while(move |day| *day <= interval.end())
        .take(7)
}

impl Statement {
    /// The days that it may tell of: a report without a date may be a day late.
    fn reach(&self) -> Interval {
        let before = self.interval.start().yesterday().ok();
        let before = before.filter(|_| self.by_report);
        before.and_then(|start| Interval::new(start, self.interval.end())).unwrap_or(self.interval)
    }
}

/// What leads and statements that share a rare date are found by, beside their words.
const LEAD: u64 = 0;
const DATE: u64 = 1;

/// The groups that a term leads to on a day, in the order in which they were posted: the first
/// [`MOST_POSTINGS`]. Most terms lead to one, so all of them stand in one list.
#[derive(Default)]
struct Postings {
    /// The places of the first and the last, and how many there are.
    ends: FxHashMap<(u64, Date), (u32, u32, u32)>,
    /// Groups, each with the place of the next.
    groups: Vec<(u32, u32)>,
}

impl Postings {
    /// Posts a group under what a statement of it is found by, on each of its days.
    fn add(&mut self, statement: &Statement, terms: &Terms, group: usize) {
        for day in days(statement.reach()) {
            for term in terms.posted(statement) {
                self.post((term, day), group);
            }
        }
    }

    fn post(&mut self, key: (u64, Date), group: usize) {
        let place = u32::try_from(self.groups.len()).expect("few enough to be in memory");
        let group = u32::try_from(group).expect("no more than postings");
        match self.ends.entry(key) {
            Entry::Vacant(ends) => _ = ends.insert((place, place, 1)),
            Entry::Occupied(mut ends) => {
                let (_, last, count) = ends.get_mut();
                let full = MOST_POSTINGS <= *count as usize;
                if full || self.groups[*last as usize].0 == group {
                    return;
                }
                self.groups[*last as usize].1 = place;
                (*last, *count) = (place, *count + 1);
            }
        }
        self.groups.push((group, place));
    }

    fn of(&self, key: (u64, Date)) -> impl Iterator<Item = usize> {
        let (mut next, _, mut left) = self.ends.get(&key).copied().unwrap_or_default();
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let group;
            (group, next) = self.groups[next as usize];
            Some(group as usize)
        })
    }
}

/// Marks the terms that more than one statement holds: the others lead nowhere.
fn mark_met(terms: &mut [Terms]) {
    let mut met = FxHashMap::<u64, bool>::default();
    for term in terms.iter().flat_map(|terms| &terms.terms) {
        met.entry(term.hash).and_modify(|met| *met = true).or_insert(false);
    }
    for term in terms.iter_mut().flat_map(|terms| &mut terms.terms) {
        term.met = met[&term.hash];
    }
}

/// The groups that share a term with a statement on one of its days, each once.
fn near(statement: &Statement, terms: &Terms, postings: &Postings) -> Vec<usize> {
    let mut shared = FxHashMap::<usize, usize>::default();
    for day in days(statement.reach()) {
        for term in terms.posted(statement) {
            let counts = if term == LEAD || term == DATE { LEAST_SHARED } else { 1 };
            for group in postings.of((term, day)) {
                *shared.entry(group).or_default() += counts;
            }
        }
    }
    let mut near: Vec<(usize, usize)> =
        shared.into_iter().filter(|(_, count)| LEAST_SHARED <= *count).collect();
    near.sort_by_key(|&(group, count)| (std::cmp::Reverse(count), group));
    near.into_iter().take(32).map(|(group, _)| group).collect()
}

/// The group most like a statement, the earliest of equals.
fn best(
    at: usize,
    near: &[usize],
    groups: &[Vec<usize>],
    likeness: &dyn Fn(usize, usize) -> Option<f64>,
) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for &group in near {
        let members = groups[group].iter().take(MOST_COMPARED);
        let most = members.filter_map(|&member| likeness(member, at)).fold(0.0, f64::max);
        let better = best.is_none_or(|(score, known)| {
            score < most || (score - most).abs() <= f64::EPSILON && group < known
        });
        if 0.0 < most && better {
            best = Some((most, group));
        }
    }
    best.map(|(_, group)| group)
}

/// A word of a statement.
#[derive(Clone, Copy, Debug)]
struct Term {
    hash: u64,
    /// A name or a number: here, and once weighed anywhere in the story.
    name: bool,
    /// It is written in digits.
    figure: bool,
    /// Few sentences of the story hold it.
    rare: bool,
    /// Another statement holds it too.
    met: bool,
    weight: f64,
}

impl Term {
    fn new(word: &str, name: bool) -> Term {
        let hash = xxh3_64(stem(word).as_bytes());
        let figure = word.starts_with(|c: char| c.is_ascii_digit());
        Term { hash, name, figure, rare: false, met: false, weight: 0.0 }
    }
}

/// The telling words of a statement.
#[derive(Debug)]
struct Terms {
    /// Each once, by hash.
    terms: Vec<Term>,
    /// A hash of all its words but those of time: equal for equal sentences.
    words: u64,
    /// It is somebody's words.
    quoted: bool,
    /// The same with those of the headline above it; empty where it opens nothing.
    opening: Vec<Term>,
}

impl Terms {
    /// `all` is room for its words.
    fn of(statement: &Statement, all: &mut String) -> Terms {
        let mut terms: Vec<Term> = Vec::with_capacity(MOST_TERMS.min(statement.what.len() / 5));
        all.clear();
        let mut opens = true;
        for (at, word) in statement.what.unicode_word_indices() {
            let dated = |date: &Range<usize>| date.start <= at && at < date.end;
            let first = std::mem::replace(&mut opens, false);
            if statement.dates.iter().any(dated) {
                continue;
            }
            let start = all.len();
            push_lower_case(all, word);
            let lower = &all[start..];
            if MOST_TERMS <= terms.len() || words().stop.contains(lower) {
                all.push(' ');
                continue;
            }
            let number = word.starts_with(|c: char| c.is_ascii_digit());
            let name = !first && word.starts_with(char::is_uppercase);
            terms.push(Term::new(lower, number || name));
            all.push(' ');
        }
        let terms = distinct(terms);
        let words = xxh3_64(all.as_bytes());
        let opening =
            if statement.lead { opening(&terms, &statement.headline) } else { Vec::new() };
        Terms {
            terms, words, quoted: statement.what.starts_with(['"', '“', '«', '„']), opening
        }
    }

    /// What its group is found by.
    fn posted(&self, statement: &Statement) -> impl Iterator<Item = u64> {
        let lead = statement.lead.then_some(LEAD);
        let dated = statement.state == State::Expected || statement.precision < WhenPrecision::Week;
        let words = self.terms.iter().filter(|term| term.met).map(|term| term.hash);
        words.chain(lead).chain(dated.then_some(DATE))
    }
}

fn push_lower_case(text: &mut String, word: &str) {
    if word.is_ascii() {
        let start = text.len();
        text.push_str(word);
        text[start..].make_ascii_lowercase();
    } else {
        text.push_str(&word.to_lowercase());
    }
}

/// The terms of a first sentence and of the headline above it.
fn opening(terms: &[Term], headline: &str) -> Vec<Term> {
    let headline = headline.unicode_words().map(str::to_lowercase);
    let headline = headline.filter(|word| !words().stop.contains(word.as_str()));
    // Every word of a headline may have its capital: it makes no name.
    let headline = headline.map(|word| Term::new(&word, false));
    distinct(terms.iter().copied().chain(headline.take(MOST_TERMS)).collect())
}

/// Terms by hash, each once; a name if it is one anywhere.
fn distinct(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_unstable_by_key(|term| (term.hash, !term.name));
    terms.dedup_by_key(|term| term.hash);
    terms
}

/// What terms weigh in a story: what every sentence holds tells none from another.
struct Weights {
    held: FxHashMap<u64, (usize, bool)>,
    of: usize,
}

impl Weights {
    fn of<'a>(all: impl Iterator<Item = &'a Terms>) -> Weights {
        let mut held = FxHashMap::<u64, (usize, bool)>::default();
        let mut seen = FxHashSet::default();
        for terms in all {
            if !seen.insert(terms.words) {
                continue;
            }
            for term in &terms.terms {
                let (count, named) = held.entry(term.hash).or_default();
                *count += 1;
                *named |= term.name;
            }
        }
        Weights { held, of: seen.len() }
    }

    fn weigh(&self, terms: &mut [Term]) {
        for term in terms {
            let (count, name) = self.held.get(&term.hash).copied().unwrap_or((1, term.name));
            let rare = (1.0 + self.of as f64 / count as f64).ln();
            term.name = name;
            term.rare = self.of >= 5 * count || count <= 2;
            term.weight = if name { 2.0 * rare } else { rare };
        }
    }

    /// How many names that a fifth of the story's sentences hold are in it.
    fn telling(&self, terms: &Terms) -> usize {
        let common = |term: &Term| {
            let held = self.held.get(&term.hash);
            held.is_some_and(|&(count, name)| name && 1 < count && self.of <= 5 * count)
        };
        let names = terms.terms.iter().filter(|term| common(term));
        names.count()
    }
}

/// The share of the lighter statement's weight that both hold, if that is enough for what
/// binds them.
fn likeness(bond: Bond, left: &Terms, right: &Terms) -> Option<f64> {
    let shared = match bond {
        Bond::Leads | Bond::Turns => shared(&left.opening, &right.opening),
        Bond::Date
        | Bond::Day
        | Bond::Copies
        | Bond::Within
        | Bond::Turned
        | Bond::Recalled
        | Bond::Announced => shared(&left.terms, &right.terms),
    };
    let contained = shared.contained;
    let enough = |count: usize, share: f64| count <= shared.count && share <= contained;
    let least = if shared.other_names { LEAST_CONTAINED_OTHER_NAMES } else { LEAST_CONTAINED };
    let named = 0 < shared.names && shared.names < shared.count;
    // Many a word in common is as good as a name.
    let named = named || shared.names == 0 && MANY <= shared.count;
    let alike = match bond {
        Bond::Copies => enough(LEAST_SHARED - 1, LEAST_CONTAINED),
        Bond::Announced => {
            2 <= shared.rare_names
                && shared.left_alone <= 1
                && enough(LEAST_SHARED, LEAST_CONTAINED_ANNOUNCED)
        }
        Bond::Turned => named && enough(LEAST_SHARED, LEAST_CONTAINED_OTHER_NAMES),
        _ if named && enough(LEAST_SHARED, least) => true,
        _ if shared.other_names => false,
        Bond::Leads => 0 < shared.names && enough(LEAST_SHARED_BOUND, LEAST_CONTAINED_BOUND),
        Bond::Turns => 0 < shared.names && enough(LEAST_SHARED_BOUND, LEAST_CONTAINED_TURNS),
        Bond::Date => {
            let bare = |terms: &Terms| terms.terms.len() <= BARE && !terms.quoted;
            bare(left) || bare(right) || enough(LEAST_SHARED_BOUND, LEAST_CONTAINED_BOUND)
        }
        Bond::Recalled => 0 < shared.names && enough(LEAST_SHARED - 1, LEAST_CONTAINED_RECALLED),
        Bond::Day => named && enough(LEAST_SHARED, LEAST_CONTAINED_SAME_DAY),
        Bond::Within => false,
    };
    // What is bound by its date alone is still found.
    alike.then_some(contained.max(f64::MIN_POSITIVE))
}

/// What two lists of terms, each by hash, share.
fn shared(left: &[Term], right: &[Term]) -> Shared {
    let weight = |terms: &[Term]| terms.iter().map(|term| term.weight).sum::<f64>();
    let names = |terms: &[Term]| terms.iter().filter(|term| term.name).count();
    let rare = |terms: &[Term]| terms.iter().filter(|term| term.name && term.rare).count();
    let (mut held, mut count, mut named, mut rare_names) = (0.0, 0, 0, 0);
    let mut rest = right.iter().peekable();
    for term in left {
        while rest.next_if(|other| other.hash < term.hash).is_some() {}
        if rest.next_if(|other| other.hash == term.hash).is_some() {
            held += term.weight;
            count += 1;
            named += usize::from(term.name);
            rare_names += usize::from(term.name && term.rare);
        }
    }
    let lighter = weight(left).min(weight(right));
    Shared {
        count,
        names: named,
        rare_names,
        left_alone: rare(left) - rare_names,
        contained: if 0.0 < lighter { held / lighter } else { 0.0 },
        other_names: 2 + named <= names(left) && 2 + named <= names(right),
    }
}

/// What two statements share.
struct Shared {
    count: usize,
    /// Names and numbers among them.
    names: usize,
    /// Those of them that few sentences of the story hold.
    rare_names: usize,
    /// Names of the left one that few sentences hold, and not the right one.
    left_alone: usize,
    /// Share of the weight of the poorer statement.
    contained: f64,
    /// Each names two or more that the other does not.
    other_names: bool,
}

/// A word without its commonest endings, so that "met" meets "meeting".
fn stem(word: &str) -> &str {
    let bare = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
    let endings = ["ings", "ing", "ies", "ied", "ed", "es", "s", "e"];
    let cut = |word: &str| {
        let found = endings.iter().find_map(|ending| {
            let rest = word.strip_suffix(ending)?;
            (3 <= rest.chars().count()).then_some(rest.len())
        });
        found.unwrap_or(word.len())
    };
    let known = |form: &str| words().verbs.get(form).copied();
    if let Some(verb) = known(bare) {
        return verb;
    }
    let root = &bare[..cut(bare)];
    if let Some(verb) = known(root) {
        return verb;
    }
    // Inflected languages change the end of a name; six letters keep its root.
    let end = root.char_indices().nth(6).map_or(root.len(), |(at, _)| at);
    &root[..end]
}

struct Words {
    stop: FxHashSet<&'static str>,
    /// Forms of a verb → its first form in the table.
    verbs: FxHashMap<&'static str, &'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words { stop: FxHashSet::default(), verbs: FxHashMap::default() };
        for (kind, forms) in super::rows(TABLE) {
            if kind == "stop" {
                words.stop.extend(forms.split(' '));
                continue;
            }
            for verb in forms.split('|') {
                let mut forms = verb.split(' ');
                let first = forms.next().expect("a verb has a first form");
                words.verbs.insert(first, first);
                words.verbs.extend(forms.map(|form| (form, first)));
            }
        }
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_verb_have_one_stem() {
        for forms in [
            ["met", "meets", "meeting"],
            ["arrived", "arrives", "arrival"],
            ["opened", "opens", "opening"],
            ["bridge", "bridges", "bridge's"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
    }
}
