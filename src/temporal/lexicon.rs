//! What a word may mean to the grammar of time, by language: tables in, senses out.
//!
//! One grammar serves every language; all that differs between them stands in `words/*.csv`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::names;

const GRAMMAR: &str = include_str!("words/grammar.csv");
const PHRASES: &str = include_str!("words/phrases.csv");

/// A language by its place in the tables.
pub(super) type Language = u8;

/// More languages than the tables have.
const MOST_LANGUAGES: usize = 32;

/// English comes first in the tables, so that it wins where nothing else is said.
pub(super) const ENGLISH: Language = 0;

/// What a word may mean. A word often has several senses; the grammar chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    Month(i8),
    /// Monday is 1.
    Weekday(i8),
    /// Days from today.
    Offset(i32),
    Unit(Unit),
    /// Last (-1), this (0), next (1), before its noun.
    Before(i32),
    /// The same after its noun.
    After(i32),
    Part(&'static str),
    Edge(Edge),
    /// 0 stands for an unknown number ("several").
    Number(u16),
    Ordinal(u8),
    Season(&'static str),
    Ago,
    AgoBefore,
    Earlier,
    Later,
    /// "after".
    Beyond,
    From,
    To,
    Until,
    By,
    Of,
    The,
    On,
    In,
    And,
    Now,
    PastRef,
    FutureRef,
    Every,
    Recurrent(Unit),
    Suffix,
    Festive,
    Masthead,
    Future,
    Past,
    /// "for": what a day is meant for is still to come.
    For,
    /// A verb in the present that tells of a timetable ("opens").
    Schedule,
    /// A verb that asks for or promises what lies ahead ("urged").
    Asks,
    /// "is", "are".
    Being,
    /// "be".
    Be,
    /// "half".
    Half,
    /// "at", before a time of day.
    At,
    /// "uhr", after one.
    Hour,
    /// "GMT", after one.
    Zone,
    /// "that", "same": the one spoken of.
    That,
    /// "latest": the last that is complete.
    Latest,
    /// "recent", before a unit or alone.
    Recent,
    /// "fiscal".
    Fiscal,
    /// "period".
    Period,
    /// May speak of time by itself: the grammar looks closer.
    Perhaps,
    /// The ending of a decade ("1990s", "1990er").
    Decade,
    /// "années", before the first year of a decade.
    Years,
    /// "since": what follows is past.
    Since,
    /// "торік": a year, from that of writing.
    InYear(i32),
    /// "por", between a day and its part.
    During,
    /// "old": what was counted is an age.
    Old,
    /// "these", "another": an article before a counted unit.
    These,
    /// "ended", "ending": what follows is the last such day, or the next.
    Ended(i32),
    /// "its", "both": a year may follow.
    Leads,
    /// Begins the phrases from the first number on, so many of them.
    Opens(u16, u8),
    /// Says nothing of time, only of the language.
    Common,
}

/// Words that mean something together.
#[derive(Debug)]
pub(super) struct Phrase {
    /// All but the first, in lower case.
    pub(super) rest: Vec<&'static str>,
    pub(super) says: Says,
}

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// "more than", "nearly": how near what follows is.
    Near,
    /// "or so": how near what stands before is.
    OrSo,
    /// One of TIMEX3's references.
    Reference(&'static str),
    /// "local time".
    Zone,
    /// Days from the day of writing ("pasado mañana").
    Offset(i32),
    /// A day with a name of its own.
    Named(Named),
}

/// When a day with a name falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Month and day.
    Fixed(i8, i8),
    /// Days from Easter Sunday of the western churches.
    Easter(i32),
    /// The so-manieth weekday (-1 the last) of a month.
    Nth(i8, i8, i8),
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A part of a longer stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Start,
    Middle,
    End,
}

/// A word of the tables.
#[derive(Debug, Default)]
pub(super) struct Entry {
    senses: Vec<(Language, Vec<Sense>)>,
    /// How much it speaks for each language that has it.
    votes: Vec<(Language, u32)>,
}

impl Entry {
    /// What it means in a language.
    pub(super) fn senses(&self, language: Language) -> &[Sense] {
        let found = self.senses.iter().find(|(known, _)| *known == language);
        found.map_or(&[], |(_, senses)| senses)
    }

    fn add(&mut self, language: Language, sense: Sense) {
        match self.senses.iter_mut().find(|(known, _)| *known == language) {
            Some((_, senses)) => senses.push(sense),
            None => self.senses.push((language, vec![sense])),
        }
    }

    fn count_votes(&mut self) {
        let named = |sense: &Sense| matches!(sense, Sense::Month(_) | Sense::Weekday(_));
        let senses = self.senses.iter();
        let votes = senses
            .map(|(language, senses)| (*language, if senses.iter().any(named) { 3 } else { 1 }));
        self.votes = votes.collect();
    }
}

/// Looks a word up in any case.
pub(super) fn entry(word: &str) -> Option<&'static Entry> {
    let lexicon = lexicon();
    if let Some(short) = Short::of(word) {
        return lexicon.short.get(&short).map(|at| &lexicon.entries[*at as usize]);
    }
    let look = |form: &str| lexicon.words.get(form).map(|at| &lexicon.entries[*at as usize]);
    names::with_lower_case(word, look)
}

/// A word of up to 16 bytes of ASCII in lower case, as one number: most words are such, and are
/// found without comparing letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Short(u64, u64);

impl Short {
    fn of(word: &str) -> Option<Short> {
        let bytes = word.as_bytes();
        if 16 < bytes.len() || !word.is_ascii() {
            return None;
        }
        let mut letters = [0; 16];
        for (letter, byte) in letters.iter_mut().zip(bytes) {
            *letter = byte.to_ascii_lowercase();
        }
        let [low, high] =
            [0, 8].map(|from| u64::from_le_bytes(std::array::from_fn(|at| letters[from + at])));
        Some(Short(low, high))
    }
}

/// The language most of whose words are among `entries`; English where none is.
pub(super) fn language_of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Language {
    let mut votes = [0u32; MOST_LANGUAGES];
    // Several hundred words settle it; a longer text need not be counted to its end.
    for entry in entries.take(400) {
        for (language, vote) in &entry.votes {
            votes[usize::from(*language)] += vote;
        }
    }
    let most = votes.iter().copied().max().unwrap_or(0);
    let first = votes.iter().position(|&count| count == most);
    first.map_or(ENGLISH, |at| Language::try_from(at).expect("there are few languages"))
}

/// Whether a word ends as a verb of what is to come does ("rencontrera", "sarà").
pub(super) fn ends_ahead(word: &str, language: Language) -> bool {
    /// Shorter words end so by chance.
    const SHORTEST: usize = 5;
    let endings = &lexicon().endings[usize::from(language)];
    SHORTEST <= word.len() && endings.iter().any(|ending| word.ends_with(ending))
}

/// The code of a language (ISO 639-1).
pub(super) fn code(language: Language) -> &'static str {
    lexicon().languages[usize::from(language)]
}

/// The phrases that a word opens, the longest first.
pub(super) fn phrases(first: u16, count: u8) -> &'static [Phrase] {
    let first = usize::from(first);
    &lexicon().phrases[first..first + usize::from(count)]
}

struct Lexicon {
    entries: Vec<Entry>,
    /// The words of the entries, by their numbers.
    words: FxHashMap<&'static str, u32>,
    /// Those of them that are short.
    short: FxHashMap<Short, u32>,
    phrases: Vec<Phrase>,
    /// Endings of verbs that tell of what is to come, by language.
    endings: [Vec<&'static str>; MOST_LANGUAGES],
    languages: Vec<&'static str>,
}

/// The phrases of one language that begin with one word.
type Opened = BTreeMap<(Language, &'static str), Vec<Phrase>>;

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut words = FxHashMap::<_, Entry>::default();
        let mut languages = Vec::new();
        let mut opened = Opened::new();
        let mut endings = [const { Vec::new() }; MOST_LANGUAGES];
        let tables = [names::TABLE, GRAMMAR, PHRASES].into_iter().flat_map(names::rows);
        for [language, sense, value, forms] in tables {
            let at = languages.iter().position(|known| *known == language);
            let at = at.unwrap_or_else(|| {
                languages.push(language);
                languages.len() - 1
            });
            let at = Language::try_from(at).expect("there are few languages");
            if sense == "future_ending" {
                endings[usize::from(at)].extend(forms.split(' '));
                continue;
            }
            if let Some(says) = says(sense, value) {
                for form in forms.split(' ') {
                    let mut words = form.split('_');
                    let first = words.next().expect("every form has a word");
                    let phrase = Phrase { rest: words.collect(), says };
                    opened.entry((at, first)).or_default().push(phrase);
                }
                continue;
            }
            let sense = parse(sense, value);
            for form in forms.split(' ') {
                words.entry(form).or_default().add(at, sense);
            }
        }
        let phrases = gathered(opened, &mut words);
        let (forms, mut entries): (Vec<&'static str>, Vec<Entry>) = words.into_iter().unzip();
        entries.iter_mut().for_each(Entry::count_votes);
        let short = forms.iter().zip(0..).filter_map(|(form, at)| Some((Short::of(form)?, at)));
        let short = short.collect();
        let words = forms.into_iter().zip(0..).collect();
        Lexicon { entries, words, short, phrases, endings, languages }
    })
}

/// All phrases in one list, each group entered at its first word.
fn gathered(opened: Opened, words: &mut FxHashMap<&'static str, Entry>) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for ((language, first), mut group) in opened {
        group.sort_by_key(|phrase| Reverse(phrase.rest.len()));
        let at = u16::try_from(phrases.len()).expect("there are few phrases");
        let count = u8::try_from(group.len()).expect("few phrases begin with one word");
        words.entry(first).or_default().add(language, Sense::Opens(at, count));
        phrases.extend(group);
    }
    phrases
}

/// What a row of phrases says; nothing if it is a row of words.
fn says(sense: &str, value: &'static str) -> Option<Says> {
    match sense {
        "near" => Some(Says::Near),
        "away" => value.parse().ok().map(Says::Offset),
        "or_so" => Some(Says::OrSo),
        "reference" => Some(Says::Reference(value)),
        "local" => Some(Says::Zone),
        "named" => Some(Says::Named(named(value))),
        _ => None,
    }
}

/// `12-25`, `easter -2`, `nth 4 4 11` (the fourth Thursday of November).
fn named(value: &str) -> Named {
    let numbers: Vec<i8> = value.split([' ', '/']).filter_map(|part| part.parse().ok()).collect();
    match (value.split(' ').next(), numbers.as_slice()) {
        (Some("easter"), [days]) => Named::Easter(i32::from(*days)),
        (Some("nth"), [nth, weekday, month]) => Named::Nth(*nth, *weekday, *month),
        (_, [month, day]) => Named::Fixed(*month, *day),
        _ => unreachable!("the table has a day that is unknown: {value}"),
    }
}

fn parse(sense: &str, value: &'static str) -> Sense {
    let number = || value.parse::<i32>().expect("the value is a number");
    let small = || i8::try_from(number()).expect("the value is a small number");
    match sense {
        "month" => Sense::Month(small()),
        "weekday" => Sense::Weekday(small()),
        "offset" => Sense::Offset(number()),
        "unit" => Sense::Unit(unit(value)),
        "before" => Sense::Before(number()),
        "after" => Sense::After(number()),
        "part" => Sense::Part(value),
        "edge" => Sense::Edge(edge(value)),
        "number" => Sense::Number(number().unsigned_abs() as u16),
        "ordinal" => Sense::Ordinal(small().unsigned_abs()),
        "season" => Sense::Season(value),
        "recurrent" => Sense::Recurrent(unit(value)),
        "ended" => Sense::Ended(number()),
        "in_year" => Sense::InYear(number()),
        other => plain(other),
    }
}

fn plain(sense: &str) -> Sense {
    match sense {
        "ago" => Sense::Ago,
        "ago_before" => Sense::AgoBefore,
        "earlier" => Sense::Earlier,
        "later" => Sense::Later,
        "beyond" => Sense::Beyond,
        "from" => Sense::From,
        "to" => Sense::To,
        "until" => Sense::Until,
        "by" => Sense::By,
        "of" => Sense::Of,
        "the" => Sense::The,
        "on" => Sense::On,
        "in" => Sense::In,
        "and" => Sense::And,
        "now" => Sense::Now,
        "past_ref" => Sense::PastRef,
        "future_ref" => Sense::FutureRef,
        "every" => Sense::Every,
        "suffix" => Sense::Suffix,
        "festive" => Sense::Festive,
        "masthead" => Sense::Masthead,
        "future" => Sense::Future,
        "past" => Sense::Past,
        "for" => Sense::For,
        "schedule" => Sense::Schedule,
        "asks" => Sense::Asks,
        "being" => Sense::Being,
        "be" => Sense::Be,
        "half" => Sense::Half,
        "at" => Sense::At,
        "hour" => Sense::Hour,
        "zone" => Sense::Zone,
        "that" => Sense::That,
        "latest" => Sense::Latest,
        "recent" => Sense::Recent,
        "fiscal" => Sense::Fiscal,
        "period" => Sense::Period,
        "old" => Sense::Old,
        "during" => Sense::During,
        "since" => Sense::Since,
        "decade" => Sense::Decade,
        "years" => Sense::Years,
        "perhaps" => Sense::Perhaps,
        "these" => Sense::These,
        "leads" => Sense::Leads,
        "common" => Sense::Common,
        unknown => unreachable!("the table has a sense that is unknown: {unknown}"),
    }
}

fn unit(value: &str) -> Unit {
    match value {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "night" => Unit::Night,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        unknown => unreachable!("the table has a unit that is unknown: {unknown}"),
    }
}

fn edge(value: &str) -> Edge {
    match value {
        "start" => Edge::Start,
        "middle" => Edge::Middle,
        "end" => Edge::End,
        unknown => unreachable!("the table has an edge that is unknown: {unknown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_understood() {
        assert!(1_500 < lexicon().words.len());
        assert!(entry("Yesterday").is_some());
        assert!(entry("Copytaster").is_none());
    }

    #[test]
    fn the_language_is_told_by_its_small_words() {
        for (text, sample) in [
            ("the talks will be held on Friday", "yesterday"),
            ("зустріч відбулася у суботу", "вчора"),
            ("встреча состоялась в субботу", "вчера"),
            ("das Treffen ist am Freitag", "gestern"),
            ("la réunion est prévue pour mardi", "hier"),
            ("la reunión se celebrará el martes", "ayer"),
            ("l incontro è previsto per il martedì", "ieri"),
            ("a reunião foi na terça-feira", "ontem"),
            ("spotkanie odbyło się w sobotę", "wczoraj"),
        ] {
            let language = language_of(text.split(' ').filter_map(entry));
            let offset = entry(sample).expect("a known word").senses(language);
            assert!(offset.contains(&Sense::Offset(-1)), "{text}");
        }
    }
}
