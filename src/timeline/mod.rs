//! [`Story`] → [`Timeline`]: what was published when, what happened when, who says so, and what
//! is still expected.
//!
//! Nothing is generated: every entry is a sentence of an article, and every date shows the words
//! it was read from. Nothing is left out for length: what reads a timeline cuts it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{ArticleIx, Articles, Credit, Precision, Published};
use crate::link::Relation;
use crate::story::Story;
use crate::temporal::Anchor;

use corrections::{Correction, corrections};
use merging::groups;
use provenance::Provenance;
use statements::{Statement, statements};

pub mod corrections;
pub mod provenance;
pub mod salience;
mod attribution;
mod conflicts;
mod kinds;
mod merging;
mod naming;
mod references;
mod sentences;
mod statements;

/// What happened longer than this before a story's first article is its background: a weekly's
/// "last week" still belongs to the story.
const STORY_DAYS: i32 = 7;

/// An entry shows at most so much of a sentence.
const MOST_CHARACTERS: usize = 300;

/// What happened in a story and what was published of it.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The entries: by start, then end, then first teller; undated last.
    pub entries: Vec<Entry>,
    /// From whom the articles have it.
    pub provenance: Provenance,
    /// What outlets have corrected in it, and which copies still have the old words.
    pub corrections: Vec<Correction>,
}

/// One thing that happened, is expected, or was published.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When, where that is known.
    pub when: Option<When>,
    /// What sort of thing.
    pub kind: Kind,
    /// Whether it has happened.
    pub state: State,
    /// The sentence, or the headline of a publication.
    pub what: String,
    /// Every article that tells it, by publication.
    pub articles: Vec<ArticleIx>,
    /// Those of them that announce it: for them it was still to come.
    pub announced_by: Vec<ArticleIx>,
    /// The first of them to tell it, where times say so.
    pub first_told: Option<ArticleIx>,
    /// Whom they cite for it, each once, in order of telling.
    pub citing: Vec<String>,
    /// The words its date was read from.
    pub basis: String,
    /// The entry (position in `entries`) that tells the same event and contradicts it, in a figure
    /// or in the day; of several the next, and the first again after the last.
    pub conflict_with: Option<usize>,
    /// For a publication: the article it copies or revises.
    pub version_of: Option<ArticleIx>,
    /// How many names that the whole story speaks of it holds; nothing for a publication.
    pub telling: usize,
}

/// When something happened: two ends on the clock of whoever said so, and what is known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// From.
    pub start: DateTime,
    /// To; equal to `start` for a moment or a single day.
    pub end: DateTime,
    /// How much of both is known.
    pub precision: WhenPrecision,
}

/// How much of an entry's time is known, from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhenPrecision {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The week.
    Week,
    /// The day.
    Day,
    /// The minute.
    Minute,
}

impl WhenPrecision {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            WhenPrecision::Year => "year",
            WhenPrecision::Month => "month",
            WhenPrecision::Week => "week",
            WhenPrecision::Day => "day",
            WhenPrecision::Minute => "minute",
        }
    }
}

/// What sort of thing an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An article came out.
    Published,
    /// Something happened, or will.
    Event,
    /// Something older than the story.
    Background,
}

impl Kind {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Published => "published",
            Kind::Event => "event",
            Kind::Background => "background",
        }
    }
}

/// Whether an event has happened, as the articles tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Still to come when told.
    Expected,
    /// Past when told.
    Happened,
    /// Announced by one, reported by another.
    Both,
}

impl State {
    /// The word that reports print.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Expected => "expected",
            State::Happened => "happened",
            State::Both => "both",
        }
    }
}

impl Timeline {
    /// Merges what the articles of a story tell.
    ///
    /// Cost: linear in the sentences of the story, each compared with a bounded number of others.
    pub fn of(story: &Story, articles: &Articles) -> Timeline {
        let order = publications(story, articles);
        let all: Vec<_> = order.iter().map(|teller| teller.ix).collect();
        let first = first_of(&all, articles);
        let publications = order.iter().map(|teller| (None, published(teller, first, articles)));
        let mut all: Vec<(Option<usize>, Entry)> = publications.collect();
        let superseded = superseded(story, articles);
        let corrections = corrections(story, &superseded, articles);
        // A copy with words that were taken back is as little to go by as the version it took.
        let uncorrected = corrections.iter().flat_map(|one| &one.uncorrected);
        let mut outdated: BTreeSet<ArticleIx> = uncorrected.map(|copy| copy.article).collect();
        outdated.extend(superseded.keys());
        all.extend(events(&order, &outdated, articles));
        all.sort_by_key(|(_, entry)| rank(entry, articles));
        Timeline {
            entries: set_at_odds(all),
            provenance: Provenance::of(story, articles),
            corrections,
        }
    }
}

/// The entries, those of one event that contradict each other set against one another in a ring.
fn set_at_odds(all: Vec<(Option<usize>, Entry)>) -> Vec<Entry> {
    let mut rings: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let numbered = all.iter().enumerate();
    numbered.for_each(|(at, (event, _))| {
        event.iter().for_each(|event| rings.entry(*event).or_default().push(at));
    });
    let mut entries: Vec<Entry> = all.into_iter().map(|(_, entry)| entry).collect();
    for ring in rings.values().filter(|ring| 1 < ring.len()) {
        for (at, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            entries[*at].conflict_with = Some(*next);
        }
    }
    entries
}

/// An article of the story, and the article it was copied from or revises.
#[derive(Clone, Copy, Debug)]
struct Teller {
    ix: ArticleIx,
    /// The number of its voice in the story.
    origin: usize,
    /// Other voices tell the story too: what this one announces may have come true in them.
    with_others: bool,
    of: Option<ArticleIx>,
}

/// The articles of a story by publication, unknown times last, then by key.
fn publications(story: &Story, articles: &Articles) -> Vec<Teller> {
    let mut order: Vec<Teller> = Vec::new();
    let with_others = 1 < story.origins.len();
    for (number, origin) in story.origins.iter().enumerate() {
        order.push(Teller { ix: origin.kept, origin: number, with_others, of: None });
        order.extend(origin.copies.iter().map(|copy| Teller {
            ix: copy.article,
            origin: number,
            with_others,
            of: Some(copy.of),
        }));
    }
    order.sort_by_key(|teller| {
        let seconds = articles[teller.ix].published.as_ref().map(Published::seconds);
        (seconds.is_none(), seconds, teller.ix)
    });
    order
}

/// The versions of an article that its outlet has changed since, each with the one that stands: the
/// latest, where times of change or of publication tell which that is.
fn superseded(story: &Story, articles: &Articles) -> BTreeMap<ArticleIx, ArticleIx> {
    let last_touched = |ix: ArticleIx| {
        let article = &articles[ix];
        article.modified.as_deref().or(article.published.as_ref()).map(Published::seconds)
    };
    let copies = story.origins.iter().flat_map(|origin| &origin.copies);
    let revisions = copies.filter(|copy| copy.relation == Relation::Revision);
    let mut versions: BTreeMap<ArticleIx, BTreeSet<ArticleIx>> = BTreeMap::new();
    revisions.for_each(|copy| {
        versions.entry(copy.of).or_insert_with(|| [copy.of].into()).insert(copy.article);
    });
    let standing = |versions: BTreeSet<ArticleIx>| {
        let timed: Vec<_> =
            versions.into_iter().filter_map(|ix| Some((last_touched(ix)?, ix))).collect();
        let last = timed.iter().max().copied();
        let older = timed.into_iter().filter_map(move |(touched, ix)| {
            let (latest, standing) = last?;
            (touched < latest).then_some((ix, standing))
        });
        older.collect::<Vec<_>>()
    };
    versions.into_values().flat_map(standing).collect()
}

/// The publication of an article, `first` being the one that told the story before all others.
fn published(teller: &Teller, first: Option<ArticleIx>, articles: &Articles) -> Entry {
    let article = &articles[teller.ix];
    let when = article.published.as_ref().map(|published| When {
        start: published.at,
        end: published.at,
        precision: match published.precision {
            Precision::Month => WhenPrecision::Month,
            Precision::Day => WhenPrecision::Day,
            Precision::Minute => WhenPrecision::Minute,
        },
    });
    let what = article.title.clone().unwrap_or_else(|| {
        let text = article.text.read();
        let first = text.lines().find(|line| !line.trim().is_empty());
        first.unwrap_or("").to_owned()
    });
    Entry {
        when,
        kind: Kind::Published,
        state: State::Happened,
        what: cut(&what),
        articles: vec![teller.ix],
        announced_by: Vec::new(),
        first_told: first.filter(|first| *first == teller.ix),
        citing: statements::citing("", &article.credits),
        basis: article.published.as_ref().map_or_else(String::new, |one| one.words.clone()),
        conflict_with: None,
        version_of: teller.of,
        telling: 0,
    }
}

/// A credit as it is cited: `Reuters`, or `Reuters, citing KCNA`.
fn credited(credit: &Credit) -> String {
    if credit.citing.is_empty() {
        return credit.name.clone();
    }
    format!("{}, citing {}", credit.name, credit.citing.join(" and "))
}

/// The article that told it before all others, where the times bear that out: the only one, if
/// it has a time, else the one that surely came out before every other.
fn first_of(tellers: &[ArticleIx], articles: &Articles) -> Option<ArticleIx> {
    let (first, others) = tellers.split_first()?;
    let earliest = &articles[*first];
    earliest.published.as_ref()?;
    let sure = others.iter().all(|other| earliest.surely_before(&articles[*other]));
    sure.then_some(*first)
}

/// What the articles tell, each with the number of its event where it has several entries.
fn events(
    order: &[Teller],
    outdated: &BTreeSet<ArticleIx>,
    articles: &Articles,
) -> Vec<(Option<usize>, Entry)> {
    let own: Vec<Option<Anchor>> =
        order.iter().map(|teller| Anchor::of_article(&articles[teller.ix])).collect();
    let mut anchors: Vec<Option<Anchor>> = Vec::new();
    for (teller, anchor) in order.iter().zip(&own) {
        anchors.resize(anchors.len().max(teller.origin + 1), None);
        anchors[teller.origin] = anchors[teller.origin].or(*anchor);
    }
    let mut statements: Vec<Statement> = order
        .iter()
        .zip(own)
        .flat_map(|(teller, own)| {
            let article = &articles[teller.ix];
            // A copy without a date says "yesterday" of the day that its original meant.
            statements(*teller, article, own.or(anchors[teller.origin]))
        })
        .collect();
    keep_first_printings(&mut statements);
    let began = order.iter().find_map(|teller| {
        let published = articles[teller.ix].published.as_ref()?;
        Anchor::of(published).map(|anchor| anchor.date)
    });
    let stands = |at: &usize| !outdated.contains(&statements[*at].article);
    let mut found: Vec<Found> = Vec::new();
    let two_names =
        |left: &Statement, right: &Statement| conflicts::two_names(left, right, articles);
    for group in groups(&statements, &two_names) {
        // What an outlet has corrected is no contradiction of what it says now.
        let (standing, corrected): (Vec<usize>, Vec<usize>) =
            group.statements.iter().partition(|at| stands(at));
        let mut parts = conflicts::parts(&statements, standing, articles);
        if let Some(first) = parts.first_mut() {
            first.extend(corrected);
            first.sort_unstable();
        }
        let number = (1 < parts.len()).then_some(group.event).or(group.clashes);
        for part in parts {
            let told: Vec<&Statement> = part.iter().map(|&at| &statements[at]).collect();
            let standing: Vec<&Statement> =
                part.iter().filter(|at| stands(at)).map(|&at| &statements[at]).collect();
            // The wording of a version that was changed later is shown only if no other tells it.
            let worded = if standing.is_empty() { &told } else { &standing };
            let best = worded.iter().min_by_key(|one| wording(one));
            let best = best.expect("a group has a statement");
            found.push(Found {
                event: number,
                entry: Entry { telling: group.telling, ..event(&told, best, began, articles) },
                lead: told.iter().any(|one| one.lead),
                by_report: told.iter().all(|one| one.by_report),
            });
        }
    }
    keep_one_by_report(&mut found);
    found.into_iter().map(|found| (found.event, found.entry)).collect()
}

/// Gives what is printed again the day and the state of its first printing: a copy of the next
/// day keeps its "yesterday", and what it announces may be over.
fn keep_first_printings(statements: &mut [Statement]) {
    let mut first: FxHashMap<(usize, u64, String), usize> = FxHashMap::default();
    for at in 0..statements.len() {
        let one = &statements[at];
        if one.by_report {
            continue;
        }
        let key = (one.origin, xxh3_64(one.what.as_bytes()), one.basis.clone());
        let known = *first.entry(key).or_insert(at);
        let (interval, state, anchored) =
            (statements[known].interval, statements[known].state, statements[known].anchored);
        if known != at && anchored {
            statements[at].interval = interval;
            statements[at].state = state;
        }
    }
}

/// An event or background, and what decides whether it stays.
struct Found {
    /// The number of its event, where other entries may tell the same.
    event: Option<usize>,
    entry: Entry,
    /// It opens an article.
    lead: bool,
    /// Only the reports are dated, not what they tell.
    by_report: bool,
}

/// A first sentence that names no day is the story's main event only where no other first
/// sentence tells it with its date: the one most told stays then, the earliest of equals.
fn keep_one_by_report(found: &mut Vec<Found>) {
    let dated = found.iter().any(|one| {
        one.lead
            && !one.by_report
            && one.entry.kind == Kind::Event
            && one.entry.state != State::Expected
    });
    let of_report = found.iter().enumerate().filter(|(_, one)| one.by_report);
    let kept = of_report.min_by_key(|(at, one)| (Reverse(one.entry.articles.len()), *at));
    let kept = kept.map(|(at, _)| at).filter(|_| !dated);
    let mut at = 0;
    found.retain(|one| {
        at += 1;
        !one.by_report || kept == Some(at - 1)
    });
}

/// One entry for statements that tell the same event, in the order of publication, in the words
/// of the best of them.
fn event(told: &[&Statement], best: &Statement, began: Option<Date>, articles: &Articles) -> Entry {
    let mut tellers: Vec<ArticleIx> = Vec::new();
    let mut citing: Vec<String> = Vec::new();
    let reports =
        |ix: ArticleIx| told.iter().any(|one| one.article == ix && one.state != State::Expected);
    let (mut told_by, mut cited) = (FxHashSet::default(), FxHashSet::default());
    for one in told {
        if told_by.insert(one.article) {
            tellers.push(one.article);
        }
        for name in &one.citing {
            if cited.insert(name.to_ascii_lowercase()) {
                citing.push(name.clone());
            }
        }
    }
    // Whether something was still to come is only known of a report whose day is.
    let anchored = told.iter().any(|one| one.anchored);
    let states = told.iter().filter(|one| one.anchored == anchored);
    let expected = states.clone().filter(|one| one.state == State::Expected);
    let (expected, all) = (expected.count(), states.count());
    let state = if expected == 0 {
        State::Happened
    } else if expected == all {
        State::Expected
    } else {
        State::Both
    };
    Entry {
        when: Some(When {
            start: best.interval.start().to_datetime(Time::midnight()),
            end: best.interval.end().to_datetime(Time::midnight()),
            precision: best.precision,
        }),
        kind: kind(best, state, began),
        state,
        what: cut(&best.what),
        first_told: first_of(&tellers, articles),
        announced_by: tellers.iter().copied().filter(|ix| !reports(*ix)).collect(),
        articles: tellers,
        citing,
        basis: best.basis.clone(),
        conflict_with: None,
        version_of: None,
        telling: 0,
    }
}

/// Which of several wordings is shown, the least first: one that reports rather than announces,
/// that dates what it tells, that stands at the head of its article,
/// that is precise in time, of a readable length, and then the shorter.
fn wording(one: &Statement) -> (bool, bool, usize, Reverse<WhenPrecision>, bool, usize) {
    let length = one.what.chars().count();
    let readable = (40..=MOST_CHARACTERS).contains(&length);
    (
        one.state == State::Expected,
        one.by_report,
        if one.lead { one.place } else { usize::MAX },
        Reverse(one.precision),
        !readable,
        length,
    )
}

/// What is older than the story by more than a week, or only known to the month, is background,
/// unless it is still to come.
fn kind(one: &Statement, state: State, began: Option<Date>) -> Kind {
    if state != State::Happened {
        return Kind::Event;
    }
    let old = began.is_some_and(|began| {
        let story = began.checked_sub(Span::new().days(STORY_DAYS)).unwrap_or(Date::MIN);
        one.interval.end() < story
    });
    if old || one.labelled || one.precision < WhenPrecision::Week {
        Kind::Background
    } else {
        Kind::Event
    }
}

/// A text of at most [`MOST_CHARACTERS`], cut between words.
fn cut(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) else {
        return text.to_owned();
    };
    let whole = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", text[..whole].trim_end())
}

/// By start, then end, then first teller; undated last.
fn rank(
    entry: &Entry,
    articles: &Articles,
) -> (bool, Option<(DateTime, DateTime)>, i64, ArticleIx, Kind) {
    let when = entry.when.map(|when| (when.start, when.end));
    let teller = entry.articles[0];
    let told = articles[teller].published.as_ref().map_or(i64::MAX, Published::seconds);
    (when.is_none(), when, told, teller, entry.kind)
}

/// The rows of a table of two columns, without its header.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().skip(1).map(|line| line.split_once(',').expect("every row has two columns"))
}

#[cfg(test)]
mod tests {
    use jiff::tz::Offset;

    use super::*;
    use crate::article::{Article, ArticleKey, Outlet};
    use crate::story::label::Label;
    use crate::story::{Copy, Origin};

    fn article(outlet: &str, at: &str, text: &str) -> Article {
        let precision = if at.contains('T') { Precision::Minute } else { Precision::Day };
        let day = || at.parse::<Date>().ok().map(|day| day.to_datetime(Time::midnight()));
        let at = at.parse().ok().or_else(day);
        Article {
            outlet: Outlet::new(outlet),
            title: Some(format!("Headline of {outlet}")),
            published: at.map(|at| Published {
                at,
                precision,
                offset: Some(Offset::UTC),
                words: String::new(),
            }),
            ..Article::of_text(outlet, text)
        }
    }

    /// A story in which every article is its own voice.
    fn story(articles: &Articles) -> Story {
        let origins = articles.iter().map(|(ix, _)| Origin { kept: ix, copies: Vec::new() });
        Story {
            key: ArticleKey::new("story"),
            lead: ArticleIx(0),
            label: Label::default(),
            origins: origins.collect(),
            reviews: Vec::new(),
            related: Vec::new(),
        }
    }

    fn timeline(articles: Vec<Article>) -> (Articles, Timeline) {
        let articles = Articles::new(articles);
        let timeline = Timeline::of(&story(&articles), &articles);
        (articles, timeline)
    }

    fn events(timeline: &Timeline) -> Vec<&Entry> {
        let entries = timeline.entries.iter();
        entries.filter(|entry| entry.kind != Kind::Published).collect()
    }

    fn days(entry: &Entry) -> String {
        let when = entry.when.unwrap();
        format!("{} {} {}", when.start.date(), when.end.date(), when.precision.as_str())
    }

    const ORBIS: &str = "VELDT, May 7 (Orbis) - Trade envoy Mara Quill landed in Port Sel on \
        Friday 9 May after a stop in Tarn.\nQuill is expected to attend the river summit in \
        Hask on 12-13 May, the trade ministry said.\nThe river treaty was signed in 2019.";

    const HERALD: &str = "Mara Quill met harbour chief Dov Anselm in Port Sel on Saturday, the \
        Port Sel radio reported.\nTrade envoy Mara Quill had landed in Port Sel on Friday.\n\
        She will stay until Sunday.";

    #[test]
    fn contradictions_stand_side_by_side_and_corrections_do_not() {
        let told = |dead: &str, day: &str| {
            format!("A slide above Port Sel killed {dead} miners of the Anselm pit on {day}.")
        };
        let said = |day: &str| {
            format!(
                "A slide above Port Sel killed 14 miners of the Anselm pit, police said on {day}."
            )
        };
        for (voices, expected) in [
            (vec![told("14", "Friday"), told("17", "Friday")], "14>17 17>14"),
            (vec![told("14", "Friday"), told("14", "Thursday")], "14>14 14>14"),
            (vec![told("14", "Friday"), told("at least 12", "Friday")], "14>"),
            // The day on which it was said is none on which it happened.
            (vec![said("Friday"), said("Thursday")], "14> 14>"),
        ] {
            let names = ["a", "b", "c"];
            let articles = voices
                .iter()
                .zip(names)
                .map(|(text, name)| article(name, "2025-05-10T07:00", text));
            let (_, timeline) = timeline(articles.collect());
            let figure = |entry: &Entry| {
                entry.what.split(' ').find(|word| word.parse::<u8>().is_ok()).unwrap().to_owned()
            };
            let shown: Vec<_> = events(&timeline)
                .iter()
                .map(|entry| {
                    let against = entry.conflict_with.map(|at| figure(&timeline.entries[at]));
                    format!("{}>{}", figure(entry), against.unwrap_or_default())
                })
                .collect();
            assert_eq!(shown.join(" "), expected, "{voices:?}");
        }
    }

    #[test]
    fn what_one_announced_without_a_day_and_another_reports_is_one_entry_in_two_states() {
        let announced = "Trade envoy Mara Quill landed in Port Sel on Friday, where she is to meet the \
            harbour chief.\nIn Port Sel Mara Quill will meet her hosts.\nOrbis reported \
            that in talks with harbour chief Dov Anselm the sides will discuss the ferry.\nShe \
            will also speak of the river treaty.";
        let told = "Mara Quill on Saturday met prime minister Ada Brandt Vos in Port Sel.\nEarlier on \
            Saturday Quill met with harbour chief Dov Anselm in the old customs house.";
        let (_, timeline) = timeline(vec![
            article("a", "2025-05-10T07:00", announced),
            article("b", "2025-05-10T18:00", told),
        ]);
        let found: Vec<_> = events(&timeline)
            .iter()
            .map(|entry| {
                let ahead: Vec<_> = entry.announced_by.iter().map(|ix| ix.0).collect();
                let tellers: Vec<_> = entry.articles.iter().map(|ix| ix.0).collect();
                let what: Vec<_> = entry.what.split(' ').take(5).collect();
                format!("{} {tellers:?} {ahead:?} {}", entry.state.as_str(), what.join(" "))
            })
            .collect();
        assert_eq!(
            found,
            [
                "happened [0] [] Trade envoy Mara Quill landed",
                "both [0, 1] [0] Earlier on Saturday Quill met",
                "happened [1] [] Mara Quill on Saturday met",
            ]
        );
    }

    #[test]
    fn a_timeline_tells_what_happened_what_is_expected_and_who_says_so() {
        let (_, timeline) = timeline(vec![
            article("a-orbis", "2025-05-10T07:00", ORBIS),
            article("b-herald", "2025-05-10T18:00", HERALD),
        ]);
        let found: Vec<_> = events(&timeline)
            .iter()
            .map(|entry| {
                let tellers: Vec<_> = entry.articles.iter().map(|ix| ix.0).collect();
                let state = entry.state.as_str();
                format!("{} {state} {tellers:?} {}", days(entry), entry.citing.join("; "))
            })
            .collect();
        assert_eq!(
            found,
            [
                "2019-01-01 2019-12-31 year happened [0] ",
                "2025-05-09 2025-05-09 day happened [0, 1] ",
                "2025-05-10 2025-05-10 day happened [1] Port Sel radio",
                "2025-05-11 2025-05-11 day expected [1] ",
                "2025-05-12 2025-05-13 day expected [0] trade ministry",
            ]
        );
        let landed = events(&timeline)[1];
        assert_eq!(landed.first_told, Some(ArticleIx(0)));
        assert_eq!(landed.basis, "Friday 9 May");
        assert_eq!(events(&timeline)[0].kind, Kind::Background);
    }

    #[test]
    fn two_openings_of_one_outlet_may_be_two_turns_of_a_story() {
        let told = |second: &str| {
            let mut articles = vec![
                article(
                    "a",
                    "2025-05-10T07:00",
                    "Shares of Tarn Steel rose on Saturday in Port Sel after a report of a bid.",
                ),
                article(
                    second,
                    "2025-05-10T18:00",
                    "The Veldt ministry lent money to banks on Saturday, those of Tarn among them.",
                ),
            ];
            // The headlines of the other tests are all alike.
            articles.iter_mut().for_each(|article| article.title = None);
            let (_, timeline) = timeline(articles);
            events(&timeline).len()
        };
        assert_eq!(told("a"), 2);
        assert_eq!(told("b"), 1);
    }

    #[test]
    fn what_was_told_before_is_not_announced_any_more() {
        let announced =
            "Rain fell on Friday.\nIn Port Sel Mara Quill will meet harbour chief Dov Anselm.";
        let told = "Mara Quill met harbour chief Dov Anselm in Port Sel on Saturday.";
        for (first, second, expected) in
            [(announced, told, State::Both), (told, announced, State::Happened)]
        {
            let (_, timeline) = timeline(vec![
                article("a", "2025-05-10T07:00", first),
                article("b", "2025-05-10T18:00", second),
            ]);
            let met = events(&timeline).into_iter().find(|entry| entry.what.contains("met"));
            assert_eq!(met.unwrap().state, expected, "{first}");
        }
    }

    #[test]
    fn who_goes_on_speaking_is_cited_and_so_is_who_bears_a_sentence_out() {
        for (text, expected) in [
            (
                "\"It is shut,\" said Orla Pike. \"The Tarn port will open again on Monday.\"",
                "Orla Pike|Orla Pike",
            ),
            (
                "Mara Quill met Dov Anselm on Saturday. Quill was received by Anselm, the trade ministry said.",
                "trade ministry",
            ),
            (
                "Mara Quill met Dov Anselm on Saturday. Ada Brandt of Veldt was received by Ila Vos, the trade ministry said.",
                "",
            ),
        ] {
            let (_, timeline) = timeline(vec![article("a", "2025-05-10T18:00", text)]);
            let cited: Vec<_> =
                events(&timeline).iter().map(|entry| entry.citing.join("; ")).collect();
            assert_eq!(cited.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn the_days_of_a_comparison_are_no_events() {
        let text = "Timber closed on Friday at its highest price since March. \
            Exports fell, compared with a rise of 4 percent in February.";
        let (_, timeline) = timeline(vec![article("a", "2025-05-10", text)]);
        let told: Vec<_> = events(&timeline).iter().map(|entry| days(entry)).collect();
        assert_eq!(told, ["2025-05-09 2025-05-09 day"]);
    }

    #[test]
    fn a_copy_that_lacks_a_correction_is_named_and_contradicts_nothing() {
        let telling = |count: u32| {
            format!("A slide above Port Sel killed {count} miners of the Anselm pit on Friday.")
        };
        let corrected = format!("Correction: the figure was wrong.\n{}", telling(124));
        let mut now = article("a", "2025-05-10T09:00", &corrected);
        now.modified = article("m", "2025-05-10T18:05", "").published.map(Box::new);
        let was = article("a", "2025-05-10T09:00", &telling(214));
        let reprint = article("c", "2025-05-11T09:00", &telling(214));
        let articles = Articles::new(vec![now, was, reprint]);
        let copy = |ix, relation| Copy { article: ArticleIx(ix), of: ArticleIx(0), relation };
        let copies = vec![copy(1, Relation::Revision), copy(2, Relation::NearDuplicate)];
        let origins = vec![Origin { kept: ArticleIx(0), copies }];
        let timeline = Timeline::of(&Story { origins, ..story(&articles) }, &articles);
        let [correction] = &timeline.corrections[..] else { panic!("{:?}", timeline.corrections) };
        let [change] = &correction.changes[..] else { panic!("{correction:?}") };
        assert_eq!((change.was.as_str(), change.now.as_str()), ("214", "124"));
        let copies: Vec<_> = correction.uncorrected.iter().map(|copy| copy.article).collect();
        assert_eq!(copies, [ArticleIx(2)]);
        let told = events(&timeline);
        assert_eq!(told.len(), 1);
        assert!(told[0].what.contains("124") && told[0].conflict_with.is_none(), "{told:?}");
    }

    #[test]
    fn of_three_versions_the_latest_stands() {
        let at =
            |key: &str, hour: u8| article(key, &format!("2025-05-10T{hour:02}:00"), "It fell.");
        for hours in [[9, 12, 15], [9, 15, 12], [15, 9, 12], [12, 15, 9]] {
            let versions = ["a", "b", "c"].iter().zip(hours).map(|(key, hour)| at(key, hour));
            let articles = Articles::new(versions.collect());
            let copy = |ix| {
                let [article, of] = [ix, 0].map(ArticleIx);
                Copy { article, of, relation: Relation::Revision }
            };
            let origins = vec![Origin { kept: ArticleIx(0), copies: vec![copy(1), copy(2)] }];
            let found = superseded(&Story { origins, ..story(&articles) }, &articles);
            let last = hours.iter().position(|hour| *hour == 15).unwrap();
            let standing: Vec<usize> = found.values().map(|ix| ix.at()).collect();
            assert_eq!(standing, [last, last], "{hours:?}");
        }
    }

    #[test]
    fn two_meetings_of_one_envoy_on_one_day_are_two_events() {
        let (_, timeline) = timeline(vec![
            article("a", "2025-05-10", "Mara Quill met harbour chief Dov Anselm on Saturday."),
            article("b", "2025-05-10", "Mara Quill met Queen Ila Brandt on Saturday."),
            article(
                "c",
                "2025-05-11",
                "On Saturday, envoy Mara Quill met with Dov Anselm, the harbour chief of Port Sel.",
            ),
        ]);
        let tellers: Vec<_> = events(&timeline).iter().map(|entry| &entry.articles).collect();
        assert_eq!(tellers, [&vec![ArticleIx(0), ArticleIx(2)], &vec![ArticleIx(1)]]);
    }

    #[test]
    fn an_event_announced_and_then_reported_is_one_entry_in_two_states() {
        let (_, timeline) = timeline(vec![
            article("a", "2025-05-10", "The Tarn bridge will reopen to lorries on Monday."),
            article("b", "2025-05-13", "The Tarn bridge reopened to lorries on Monday at last."),
        ]);
        let [entry] = events(&timeline)[..] else {
            panic!("one event: {timeline:?}");
        };
        assert_eq!(entry.state, State::Both);
        assert_eq!(entry.articles, [ArticleIx(0), ArticleIx(1)]);
        assert!(entry.what.contains("reopened"), "{}", entry.what);
    }

    #[test]
    fn a_copy_printed_the_next_day_adds_its_article_and_no_event() {
        let text = "The Tarn bridge fell yesterday.";
        let articles =
            Articles::new(vec![article("a", "2025-05-10", text), article("b", "2025-05-11", text)]);
        let copy = Copy { article: ArticleIx(1), of: ArticleIx(0), relation: Relation::Identical };
        let story = Story {
            origins: vec![Origin { kept: ArticleIx(0), copies: vec![copy] }],
            ..story(&articles)
        };
        let timeline = Timeline::of(&story, &articles);
        let [entry] = events(&timeline)[..] else {
            panic!("one event: {timeline:?}");
        };
        assert_eq!(days(entry), "2025-05-09 2025-05-09 day");
        assert_eq!(entry.articles, [ArticleIx(0), ArticleIx(1)]);
        let published: Vec<_> =
            timeline.entries.iter().filter(|e| e.kind == Kind::Published).collect();
        assert_eq!(published[1].version_of, Some(ArticleIx(0)));
    }

    #[test]
    fn what_three_outlets_open_with_on_one_day_is_one_event() {
        let (_, timeline) = timeline(vec![
            article(
                "a",
                "2025-05-10T09:00",
                "Divers are searching the Sel for a driver. Part of the Tarn Bridge came down this morning.",
            ),
            article(
                "b",
                "2025-05-10T18:00",
                "A span of the Tarn Bridge dropped into the River Sel on Saturday, police said.",
            ),
            article("c", "2025-05-11T06:00", "The valley wakes up without its Tarn Bridge."),
        ]);
        let [entry] = events(&timeline)[..] else {
            panic!("one event: {timeline:?}");
        };
        assert_eq!(entry.articles, [0, 1, 2].map(ArticleIx));
        assert_eq!(days(entry), "2025-05-10 2025-05-10 day");
        assert!(entry.what.starts_with("A span"), "{}", entry.what);
    }

    #[test]
    fn a_story_whose_openings_name_no_day_has_one_event_of_the_day_of_the_report() {
        let (_, timeline) = timeline(vec![
            article("a", "2025-05-10", "Rates in Veldt stay put. The board meets again on 7 June."),
            article("b", "2025-05-10", "No change to the rates in Veldt, the board said."),
        ]);
        let found = events(&timeline);
        assert_eq!(found[0].basis, "date of the report");
        assert_eq!(found[0].articles, [ArticleIx(0), ArticleIx(1)]);
        assert_eq!(days(found[0]), "2025-05-10 2025-05-10 day");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_copy_without_a_date_tells_the_days_of_its_original() {
        let articles = Articles::new(vec![
            article("a", "2025-05-10", "The Tarn bridge fell on Friday, May 9, and took a lorry."),
            article("b", "", "The Tarn bridge fell on Friday 9 May and took a lorry with it."),
        ]);
        let copy =
            Copy { article: ArticleIx(1), of: ArticleIx(0), relation: Relation::NearDuplicate };
        let story = Story {
            origins: vec![Origin { kept: ArticleIx(0), copies: vec![copy] }],
            ..story(&articles)
        };
        let timeline = Timeline::of(&story, &articles);
        let [entry] = events(&timeline)[..] else {
            panic!("one event: {timeline:?}");
        };
        assert_eq!(entry.articles, [ArticleIx(0), ArticleIx(1)]);
    }

    #[test]
    fn a_corrected_figure_is_shown_and_not_the_one_it_replaced() {
        let telling = |count: u32| {
            format!(
                "Ferry Halvard struck a rock off Tarn on Saturday and {count} people were saved."
            )
        };
        let corrected = format!("An earlier version was wrong.\n{}", telling(124));
        let mut later = article("a-later", "2025-05-10T09:00", &corrected);
        later.modified = article("m", "2025-05-10T18:05", "").published.map(Box::new);
        let articles = vec![later, article("b-first", "2025-05-10T09:00", &telling(214))];
        let articles = Articles::new(articles);
        let copy = Copy { article: ArticleIx(1), of: ArticleIx(0), relation: Relation::Revision };
        let origins = vec![Origin { kept: ArticleIx(0), copies: vec![copy] }];
        let timeline = Timeline::of(&Story { origins, ..story(&articles) }, &articles);
        let told = events(&timeline);
        assert_eq!(told.len(), 1);
        assert!(told[0].what.contains("124"), "{}", told[0].what);
    }

    #[test]
    fn two_outlets_looking_ahead_to_one_day_tell_one_event() {
        let (_, timeline) = timeline(vec![
            article("a", "2025-05-10", "It rained on Friday. Sentencing is set for 14 June."),
            article(
                "b",
                "2025-05-10",
                "It rained on Friday. Judge Ila Brandt will pass sentence on Saturday 14 June; the \
                 law allows twelve years.",
            ),
        ]);
        let ahead = events(&timeline);
        let ahead: Vec<_> = ahead.iter().filter(|entry| entry.state == State::Expected).collect();
        assert_eq!(ahead.len(), 1, "{ahead:?}");
        assert_eq!(ahead[0].articles, [ArticleIx(0), ArticleIx(1)]);
    }

    #[test]
    fn who_was_first_is_said_only_where_the_times_bear_it_out() {
        let check = |first: &str, second: &str, zones: bool, expected: Option<u32>| {
            let mut articles = vec![article("a", first, "Rain."), article("b", second, "Rain.")];
            for article in &mut articles {
                if let Some(published) = article.published.as_mut().filter(|_| !zones) {
                    published.offset = None;
                }
            }
            let (_, timeline) = timeline(articles);
            let told = timeline.entries.iter().filter(|entry| entry.kind == Kind::Published);
            let told = told.filter_map(|entry| entry.first_told).next();
            assert_eq!(told, expected.map(ArticleIx), "{first} {second}");
        };
        check("2025-05-10T07:00", "2025-05-10T07:01", true, Some(0));
        check("2025-05-10T07:01", "2025-05-10T07:00", true, Some(1));
        check("2025-05-10T07:00", "2025-05-10T07:00", true, None);
        check("2025-05-10T07:00", "2025-05-10T12:59", false, None);
        check("2025-05-10T07:00", "2025-05-11T09:00", false, None);
        check("2025-05-10T07:00", "2025-05-11T09:01", false, Some(0));
        check("2025-05-10", "2025-05-10", true, None);
        check("2025-05-10", "2025-05-10T23:00", true, None);
        check("2025-05-10", "2025-05-11", true, Some(0));
        check("2025-05-10", "", true, None);
    }

    #[test]
    fn a_story_of_very_many_copies_costs_no_more_than_each_of_them() {
        let copies = (0..15_000).map(|number| {
            let at = if number == 0 { "2025-05-10T07:00" } else { "2025-05-10T08:00" };
            article(&format!("outlet-{number:05}"), at, "The Tarn bridge fell on Friday.")
        });
        let articles = Articles::new(copies.collect());
        let started = std::time::Instant::now();
        let timeline = Timeline::of(&story(&articles), &articles);
        // Far above what it takes, far below what looking at all others for each would.
        let took = started.elapsed();
        assert!(took.as_secs() < 20, "{took:?}");
        assert_eq!(events(&timeline)[0].articles.len(), articles.len());
    }

    #[test]
    fn a_timeline_leaves_no_event_and_no_background_out() {
        let told: String =
            (0..40).map(|at| format!("Works number {at} opened in {}. ", 1900 + at)).collect();
        let background = article("a", "2025-05-10", &told);
        let report = |number: usize| {
            let day = format!("2025-05-{:02}", 10 + number % 18);
            let text = format!("Envoy {number} met chief {number}{number} of Tarn on {day}.");
            article(&format!("b-{number:03}"), "2025-05-28", &text)
        };
        let reports = (0..150).map(report);
        let (_, timeline) = timeline(reports.chain([background]).collect());
        let of = |kind| events(&timeline).iter().filter(|entry| entry.kind == kind).count();
        assert_eq!(of(Kind::Background), 40);
        assert!(100 < of(Kind::Event), "{}", of(Kind::Event));
    }

    #[test]
    fn undated_articles_come_last_and_tell_no_days() {
        let (_, timeline) = timeline(vec![
            article("a", "", "The bridge fell on Saturday."),
            article("b", "2025-05-10", "The bridge fell on Friday."),
        ]);
        let last = timeline.entries.last().unwrap();
        assert_eq!((last.when, last.kind), (None, Kind::Published));
        assert_eq!(events(&timeline).len(), 1);
    }

    #[test]
    fn an_article_without_dates_tells_of_the_day_it_came_out() {
        let (_, timeline) = timeline(vec![article("a", "2025-05-10", "A bridge fell. It rained.")]);
        assert_eq!(events(&timeline)[0].what, "A bridge fell.");
        assert_eq!(days(events(&timeline)[0]), "2025-05-10 2025-05-10 day");
    }

    #[test]
    fn long_sentences_are_cut_between_words() {
        let long = format!("{} on Saturday.", "stones ".repeat(100).trim());
        let (_, timeline) = timeline(vec![article("a", "2025-05-10", &long)]);
        let what = &events(&timeline)[0].what;
        assert!(what.ends_with("stones…") && what.chars().count() <= MOST_CHARACTERS + 1);
    }

    #[test]
    fn a_story_of_many_articles_costs_no_more_than_its_sentences() {
        let sentence = |article: usize, at: usize| {
            format!("Envoy {article} met chief {at} of the Tarn {} works on Saturday. ", at % 7)
        };
        let articles = (0..300).map(|number| {
            let text: String = (0..20).map(|at| sentence(number, at)).collect();
            article(&format!("outlet-{number:03}"), "2025-05-10", &text)
        });
        let articles = Articles::new(articles.collect());
        let started = std::time::Instant::now();
        let timeline = Timeline::of(&story(&articles), &articles);
        // Far above what it takes, far below what comparing all pairs would.
        let took = started.elapsed();
        assert!(took.as_secs() < 20, "{took:?}");
        assert_eq!(events(&timeline).len(), 20);
    }

    /// Prints what the timelines of an archive cost, each article a story of its own.
    #[test]
    #[ignore = "prints figures over data that is not in the repository"]
    #[expect(clippy::print_stdout, reason = "it exists to print")]
    fn timeline_cost() {
        let data = std::env::var("COPYTASTER_DATA").unwrap_or("../shared/data".into());
        let path = std::path::Path::new(&data).join("copies/reuters/articles.jsonl.gz");
        let Ok(packed) = std::fs::File::open(&path) else {
            println!("skipped: no {}", path.display());
            return;
        };
        let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(packed));
        let mut articles = Vec::new();
        for line in std::io::BufRead::lines(lines) {
            let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let published = record["published"].as_str().unwrap_or("");
            let text = record["text"].as_str().unwrap_or("");
            articles.push(article("orbis", published.get(..10).unwrap_or(""), text));
        }
        let started = std::time::Instant::now();
        let found = articles.iter().map(|article| {
            let anchor = article.published.as_ref().and_then(Anchor::of);
            crate::temporal::expressions(&article.text.read(), anchor).len()
        });
        let found: usize = found.sum();
        println!("{} articles, {found} expressions: {:?}", articles.len(), started.elapsed());
        let articles = Articles::new(articles);
        let whole = story(&articles);
        let started = std::time::Instant::now();
        let mut entries = 0;
        for origin in whole.origins {
            let story = Story {
                key: ArticleKey::new("story"),
                lead: origin.kept,
                label: Label::default(),
                origins: vec![origin],
                reviews: Vec::new(),
                related: Vec::new(),
            };
            entries += Timeline::of(&story, &articles).entries.len();
        }
        println!("{entries} entries: {:?}", started.elapsed());
    }
}
