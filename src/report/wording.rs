//! Counts, times and evidence in plain words.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::Offset;

use crate::article::{Article, Precision, Published};
use crate::input::Problem;
use crate::link::telling::Telling;
use crate::link::{Evidence, Link, Relation};
use crate::timeline::corrections::{Change, Correction};
use crate::timeline::provenance::{Basis, Provenance};
use crate::timeline::{Entry, Kind, Timeline, When, WhenPrecision};
use crate::verdict::{Ruling, Unheeded, Verdict, Why};

use super::clock::Clock;

/// `no articles`, `1 article`, `21,445 articles`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", figure(number)),
    }
}

/// A number with its thousands parted.
pub fn figure(number: usize) -> String {
    let digits = number.to_string();
    let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// The same with a capital, for the start of a sentence.
pub fn capital(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Who corrected what, and whether a copy still has it as it was.
pub fn corrected(outlet: Option<&str>, correction: &Correction) -> String {
    let changed: Vec<String> = correction
        .changes
        .iter()
        .map(|Change { was, now }| format!("“{was}” to “{now}”"))
        .collect();
    let who = outlet.unwrap_or("Its outlet");
    let copies = match correction.uncorrected.len() {
        0 => "No copy of another outlet has the old words.",
        1 => "One copy still has the old words:",
        _ => "These copies still have the old words:",
    };
    format!("{who} changed {}. {copies}", listed(&changed))
}

/// The old words that still stand in a copy.
pub fn still(changes: &[Change], lacks: &[usize]) -> String {
    let old: Vec<String> = lacks
        .iter()
        .filter_map(|at| changes.get(*at))
        .map(|Change { was, now }| format!("“{was}”, now “{now}”"))
        .collect();
    format!("still says {}", listed(&old))
}

/// The old words that still stand in a copy whose publication an entry is: `214 (now 124)`.
pub fn uncorrected(timeline: &Timeline, entry: &Entry) -> Vec<String> {
    if entry.kind != Kind::Published {
        return Vec::new();
    }
    let mut old = Vec::new();
    for correction in &timeline.corrections {
        let copies = correction.uncorrected.iter();
        for copy in copies.filter(|copy| entry.articles.contains(&copy.article)) {
            let lacks = copy.lacks.iter().filter_map(|at| correction.changes.get(*at));
            old.extend(lacks.map(|Change { was, now }| format!("{was} (now {now})")));
        }
    }
    let mut told = BTreeSet::new();
    old.retain(|change: &String| told.insert(change.clone()));
    old
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A share in per cent, rounded down, so that `100 %` means all; `all` is said in that case.
pub fn share(part: u32, whole: u32) -> String {
    if whole <= part {
        return "all".to_owned();
    }
    let percent = u64::from(part) * 100 / u64::from(whole);
    match percent {
        0 if 0 < part => "under 1 %".to_owned(),
        _ => format!("{percent} %"),
    }
}

/// A time of publication as the page said it: `12 July 2025, 07:53 (zone not stated)`.
pub fn published(published: &Published) -> String {
    match published.precision {
        Precision::Month => month(published.date()),
        Precision::Day => day(published.date()),
        Precision::Minute => {
            let zone = match published.offset {
                Some(offset) => zone(offset),
                None => "zone not stated".to_owned(),
            };
            format!("{}, {} ({zone})", day(published.date()), published.at.strftime("%H:%M"))
        }
    }
}

/// The same on the reader's clock, with what the page said where that differs: `13 July 2025,
/// 01:53 (UTC+3; printed as 12 July 2025, 22:53, UTC)`.
pub fn published_on(published: &Published, clock: &Clock) -> String {
    let said = self::published(published);
    let (Some(read), Some(offset)) = (clock.read(published), published.offset) else {
        return said;
    };
    let printed = published.at.strftime("%H:%M");
    let printed = if read.date() == published.date() {
        format!("{printed}, {}", zone(offset))
    } else {
        format!("{}, {printed}, {}", day(published.date()), zone(offset))
    };
    match self::published(&read).strip_suffix(')') {
        Some(read) => format!("{read}; printed as {printed})"),
        None => said,
    }
}

/// In whose zone times are shown; nothing is to be said where each is as its page has it.
pub fn clock(clock: &Clock) -> Option<String> {
    match clock {
        Clock::Pages => None,
        Clock::Reader(_, zone) => Some(format!(
            "Times of publication are shown in the zone {zone} where their own is known, with what \
             the page says where that differs. Times without a zone and dates without a time are as \
             printed; what the articles tell of is on the clock of whoever tells it."
        )),
    }
}

/// The day of a publication, or its month where no more is known.
pub fn published_day(published: &Published) -> String {
    match published.precision {
        Precision::Month => month(published.date()),
        Precision::Day | Precision::Minute => day(published.date()),
    }
}

/// A zone by its hours from UTC: `UTC+3`.
pub fn zone(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// A day, never with a time of day: `12 July 2025`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn month(date: Date) -> String {
    date.strftime("%B %Y").to_string()
}

/// When something happened: `11 July 2025`, `14–15 July 2025`, `week of 7 July 2025`, `2024`.
pub fn when(when: &When) -> String {
    let (start, end) = (when.start.date(), when.end.date());
    match when.precision {
        WhenPrecision::Year if start.year() == end.year() => start.year().to_string(),
        WhenPrecision::Year => format!("{}–{}", start.year(), end.year()),
        WhenPrecision::Month => span(&month(start), &month(end)),
        WhenPrecision::Week => format!("week of {}", day(start)),
        WhenPrecision::Day => days(start, end),
        WhenPrecision::Minute => {
            let moment = |date, time: String| format!("{}, {time}", day(date));
            span(
                &moment(start, when.start.strftime("%H:%M").to_string()),
                &moment(end, when.end.strftime("%H:%M").to_string()),
            )
        }
    }
}

fn days(start: Date, end: Date) -> String {
    if start.first_of_month() == end.first_of_month() && start != end {
        return format!("{}–{}", start.day(), day(end));
    }
    if start.year() == end.year() && start != end {
        return format!("{} – {}", start.strftime("%-d %B"), day(end));
    }
    span(&day(start), &day(end))
}

fn span(start: &str, end: &str) -> String {
    if start == end { start.to_owned() } else { format!("{start} – {end}") }
}

/// Which of a link's two articles was published first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The left one, surely.
    Left,
    /// The right one, surely.
    Right,
    /// What is known of their times leaves it open.
    Unknown,
}

impl First {
    /// Asks it of the left and the right one.
    pub fn of(left: &Article, right: &Article) -> First {
        match (left.surely_before(right), right.surely_before(left)) {
            (true, _) => First::Left,
            (_, true) => First::Right,
            _ => First::Unknown,
        }
    }

    /// `the left came first`, in the words for the two; nothing where it is not known.
    pub fn said(self, left: &str, right: &str) -> Option<String> {
        match self {
            First::Left => Some(format!("{left} came first")),
            First::Right => Some(format!("{right} came first")),
            First::Unknown => None,
        }
    }
}

/// Why two articles are linked, in words; `left` and `right` are the link's own two sides.
pub fn because(link: &Link, first: First) -> String {
    let evidence = &link.evidence;
    match link.relation {
        Relation::Identical => "identical text".to_owned(),
        Relation::NearDuplicate => shared(evidence),
        Relation::Revision => {
            let first = first.said("the left", "the right");
            let first = first.map_or_else(String::new, |first| format!("; {first}"));
            format!("same outlet or address{first}; {}", shared(evidence))
        }
        Relation::Excerpt => contained(evidence),
        Relation::Template => {
            format!("one outlet's or agency's wording for events of two days; {}", shared(evidence))
        }
        Relation::SameStory => told_alike(evidence),
        Relation::Different if 0 < evidence.shared => {
            format!("{}; {}", shared(evidence), told_alike(evidence))
        }
        Relation::Different => told_alike(evidence),
        Relation::Related => format!("same subject, another event; {}", told_alike(evidence)),
    }
}

fn shared(evidence: &Evidence) -> String {
    let union = (evidence.left + evidence.right).saturating_sub(evidence.shared);
    format!(
        "{} of the shingles are shared ({} of {union})",
        share(evidence.shared, union),
        evidence.shared
    )
}

fn contained(evidence: &Evidence) -> String {
    let (shorter, longer, whole) = if evidence.left <= evidence.right {
        ("left", "right", evidence.left)
    } else {
        ("right", "left", evidence.right)
    };
    format!(
        "{} of the {shorter} lies within the {longer} ({} of {whole} shingles)",
        share(evidence.shared, whole),
        evidence.shared
    )
}

fn joined<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// What two articles share, in the order in which an editor would ask.
fn told_alike(evidence: &Evidence) -> String {
    let Telling { names, figures, quote, credits } = &evidence.telling;
    let mut parts = Vec::new();
    if !names.is_empty() || !figures.is_empty() {
        parts.push(format!("shares {}", joined(names.iter().chain(figures))));
    }
    parts.extend(quote.as_ref().map(|quote| format!("both quote “{quote}”")));
    if !credits.is_empty() {
        parts.push(format!("both credit {}", listed(credits)));
    }
    let lead = format!("{:.2} of the lead", evidence.lead);
    parts.push(format!("{lead}, {:.2} of the text", evidence.text));
    let headline = evidence.headline.filter(|likeness| 0.5 <= *likeness);
    parts.extend(headline.map(|likeness| format!("{likeness:.2} of the headlines")));
    parts.join("; ")
}

/// What a copy is to the text it was taken from (`it`): `identical to it`, `a shortened copy of
/// it: 40 % remains`. The link is the one between the two, where it is known.
pub fn copied(relation: Relation, link: Option<Sides>, it: &str) -> String {
    match (relation, link) {
        (Relation::Identical, _) => format!("identical to {it}"),
        (Relation::Revision, None) => format!("a revision of {it}"),
        (Relation::Revision, Some(sides)) => {
            format!("a revision of {it}: {} unchanged", sides.alike())
        }
        (Relation::NearDuplicate, None) => format!("nearly the same as {it}"),
        (Relation::NearDuplicate, Some(sides)) => {
            format!("nearly the same as {it}: {} shared", sides.alike())
        }
        (Relation::Excerpt, None) => format!("shares a long passage with {it}"),
        (Relation::Excerpt, Some(sides)) if sides.copy <= sides.original => {
            // A tenth of a text is no shortened copy of it; either may have been there first.
            if 4 * sides.shared < sides.original {
                let held = share(sides.shared, sides.copy);
                format!("a brief, {held} of which stands in {it}")
            } else {
                let kept = share(sides.shared, sides.original);
                format!("a shortened copy of {it}: {kept} remains")
            }
        }
        (Relation::Excerpt, Some(sides)) => {
            let held = share(sides.shared, sides.original);
            format!("a longer text that holds {held} of {it}")
        }
        (Relation::Template, _) => format!("the wording of {it} for another event"),
        (Relation::SameStory, _) => format!("tells the same as {it}"),
        (Relation::Different, _) => format!("another story than {it}, as an editor decided"),
        (Relation::Related, _) => format!("tells of the same subject as {it}"),
    }
}

/// The counts of a link, seen from a copy and its original.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    /// Shingles in both.
    pub shared: u32,
    /// Shingles of the copy.
    pub copy: u32,
    /// Shingles of the original.
    pub original: u32,
}

impl Sides {
    fn alike(self) -> String {
        share(self.shared, (self.copy + self.original).saturating_sub(self.shared))
    }
}

/// To how many sources a story goes back; nothing where it names none.
pub fn sources(provenance: &Provenance) -> Option<String> {
    let known = match provenance.independent {
        0 => return None,
        1 => "It goes back to 1 source".to_owned(),
        some => format!("It goes back to {} sources that have nobody in common", figure(some)),
    };
    let unknown = match provenance.unknown {
        0 => ".".to_owned(),
        1 => "; 1 text names none, so whose word it is, is unknown.".to_owned(),
        some => format!("; {} texts name none, so whose word they are is unknown.", figure(some)),
    };
    Some(known + &unknown)
}

/// What a chain of sources was read from.
pub fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Credit(words) => format!("“{words}”"),
        Basis::Copy(_) => "a copy that came out later and credits nobody".to_owned(),
    }
}

/// What is said of groups of like texts that were too large.
pub fn crowds(groups: usize) -> String {
    let groups = match groups {
        1 => "1 group of like texts was".to_owned(),
        n => format!("{n} groups of like texts were"),
    };
    format!(
        "{groups} too large to compare all with all: each article was compared with a few of its group"
    )
}

/// Of how many more articles something is not sure than are named.
pub fn more_doubts(n: usize) -> String {
    format!(
        "{} of this kind; `copytaster clean` tells each",
        count(n, "more remark", "more remarks")
    )
}

/// That an export does not have a column that was asked for.
pub fn unmapped(problem: &Problem) -> String {
    format!("{}: it was read without that column", problem.message)
}

/// What is said of lines that an outlet prints with everything.
pub fn standing(outlet: &str, lines: usize) -> String {
    match lines {
        1 => format!("1 line that {outlet} prints with many articles counts for none of them"),
        n => format!("{n} lines that {outlet} prints with many articles count for none of them"),
    }
}

/// What an editor decided of two articles, called `the two` or by their names, where, and why.
pub fn ruled(file: &str, verdict: &Verdict, them: &str) -> String {
    let (row, reason) = (verdict.row, reason(verdict));
    format!("an editor decided that {them} {} ({file}, row {row}){reason}", are(verdict.ruling))
}

fn are(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Same => "are one story",
        Ruling::Different => "are different stories",
    }
}

/// The same of two articles by their headlines, for whoever reads their story.
pub fn decided(verdict: &Verdict, here: &str, there: &str) -> String {
    let reason = reason(verdict);
    match verdict.ruling {
        Ruling::Same => format!("an editor put {here} and {there} into one story{reason}"),
        Ruling::Different => format!("an editor keeps {here} apart from {there}{reason}"),
    }
}

fn reason(verdict: &Verdict) -> String {
    verdict.because.as_ref().map_or_else(String::new, |because| format!(": {because}"))
}

/// How many verdicts of a file were obeyed.
pub fn obeyed(file: &str, verdicts: usize) -> String {
    match verdicts {
        1 => format!("1 verdict of {file} is obeyed"),
        n => format!("{} verdicts of {file} are obeyed", figure(n)),
    }
}

/// Which verdict is not obeyed, and why: what was found, and what to do about it.
pub fn unheeded(file: &str, unheeded: &Unheeded) -> String {
    let Unheeded { verdict, why } = unheeded;
    let at = format!("{file}, row {}", verdict.row);
    match why {
        Why::NoArticle(name, None) => format!("{at}: there is no article {name} to obey it on"),
        Why::NoArticle(name, Some(meant)) => {
            format!("{at}: there is no article {name} to obey it on; did you mean {meant}?")
        }
        Why::Rejected(name, why) => format!("{at}: {name} became no article: {why}"),
        Why::OneArticle(name) => format!("{at}: both names are of one article, {name}"),
        Why::Repeated(later) => format!("{at}: says the same as row {later}"),
        Why::Contradicted(by) => {
            let said = |verdict: &Verdict| {
                let Verdict { row, left, right, ruling, .. } = verdict;
                format!("row {row}, {left} and {right} {}{}", are(*ruling), reason(verdict))
            };
            let against = match by.as_slice() {
                [] => "by rows below it".to_owned(),
                by => by.iter().map(said).collect::<Vec<_>>().join("; "),
            };
            let said = said(verdict);
            format!("{file}, {said}: not obeyed, since what stands below contradicts it: {against}")
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::ArticleIx;
    use crate::link::Route;

    #[test]
    fn numbers_agree_with_their_nouns() {
        let cases = [
            (0, "no articles"),
            (1, "1 article"),
            (2, "2 articles"),
            (999, "999 articles"),
            (21_445, "21,445 articles"),
            (1_000_000, "1,000,000 articles"),
        ];
        for (number, expected) in cases {
            assert_eq!(count(number, "article", "articles"), expected);
        }
    }

    #[test]
    fn all_is_said_of_all_only() {
        let cases = [
            (0, 10, "0 %"),
            (1, 1000, "under 1 %"),
            (996, 1000, "99 %"),
            (1000, 1000, "all"),
            (84, 100, "84 %"),
        ];
        for (part, whole, expected) in cases {
            assert_eq!(share(part, whole), expected, "{part} of {whole}");
        }
    }

    #[test]
    fn times_are_as_precise_as_the_page() {
        let at = date(2025, 3, 4).at(7, 5, 0, 0);
        let time = |precision, offset| Published { at, precision, offset, words: String::new() };
        let minutes = |minutes: i32| Offset::from_seconds(minutes * 60).ok();
        let cases = [
            (time(Precision::Month, None), "March 2025"),
            (time(Precision::Day, None), "4 March 2025"),
            (time(Precision::Minute, None), "4 March 2025, 07:05 (zone not stated)"),
            (time(Precision::Minute, minutes(0)), "4 March 2025, 07:05 (UTC)"),
            (time(Precision::Minute, minutes(180)), "4 March 2025, 07:05 (UTC+3)"),
            (time(Precision::Minute, minutes(-210)), "4 March 2025, 07:05 (UTC-3:30)"),
        ];
        for (time, expected) in cases {
            assert_eq!(published(&time), expected);
        }
    }

    #[test]
    fn the_readers_clock_shows_what_was_printed_where_it_differs() {
        let at = date(2025, 3, 4).at(22, 5, 0, 0);
        let time = |precision, offset| Published { at, precision, offset, words: String::new() };
        let east = Offset::from_seconds(3_600).ok();
        let clock = Clock::of_zone("+02:00").unwrap();
        let cases = [
            (time(Precision::Day, None), "4 March 2025"),
            (time(Precision::Minute, None), "4 March 2025, 22:05 (zone not stated)"),
            (time(Precision::Minute, east), "4 March 2025, 23:05 (UTC+2; printed as 22:05, UTC+1)"),
            (
                time(Precision::Minute, Some(Offset::UTC)),
                "5 March 2025, 00:05 (UTC+2; printed as 4 March 2025, 22:05, UTC)",
            ),
            (time(Precision::Minute, Some(Offset::constant(2))), "4 March 2025, 22:05 (UTC+2)"),
        ];
        for (time, expected) in cases {
            assert_eq!(published_on(&time, &clock), expected);
            assert_eq!(published_on(&time, &Clock::Pages), published(&time));
        }
    }

    #[test]
    fn stretches_of_time_are_said_shortly() {
        use WhenPrecision::{Day, Month, Week, Year};
        let cases = [
            ("2025-07-11", "2025-07-11", Day, "11 July 2025"),
            ("2025-07-14", "2025-07-15", Day, "14–15 July 2025"),
            ("2025-06-30", "2025-07-02", Day, "30 June – 2 July 2025"),
            ("2024-12-31", "2025-01-02", Day, "31 December 2024 – 2 January 2025"),
            ("2025-07-07", "2025-07-13", Week, "week of 7 July 2025"),
            ("2025-07-01", "2025-07-31", Month, "July 2025"),
            ("2025-07-01", "2025-08-31", Month, "July 2025 – August 2025"),
            ("2024-01-01", "2024-12-31", Year, "2024"),
            ("2022-01-01", "2024-12-31", Year, "2022–2024"),
        ];
        let at = |day: &str| day.parse::<Date>().unwrap().at(0, 0, 0, 0);
        for (start, end, precision, expected) in cases {
            let stretch = When { start: at(start), end: at(end), precision };
            assert_eq!(when(&stretch), expected);
        }
    }

    #[test]
    fn a_link_says_why_in_words() {
        let counts = |shared, left, right| Evidence { shared, left, right, ..Evidence::default() };
        let told = Evidence {
            text: 0.414,
            headline: Some(0.62),
            lead: 0.4,
            telling: Telling {
                names: ["Port Sorrel", "Halvard"].map(String::from).to_vec(),
                figures: vec!["12 July".to_owned()],
                quote: Some("it went down".to_owned()),
                credits: vec!["Reuters".to_owned()],
            },
            ..Evidence::default()
        };
        let cases = [
            (Relation::Identical, counts(9, 9, 9), "identical text"),
            (
                Relation::NearDuplicate,
                counts(84, 92, 92),
                "84 % of the shingles are shared (84 of 100)",
            ),
            (
                Relation::Revision,
                counts(50, 50, 100),
                "same outlet or address; 50 % of the shingles are shared (50 of 100)",
            ),
            (
                Relation::Excerpt,
                counts(40, 40, 400),
                "all of the left lies within the right (40 of 40 shingles)",
            ),
            (
                Relation::Excerpt,
                counts(30, 400, 40),
                "75 % of the right lies within the left (30 of 40 shingles)",
            ),
            (
                Relation::SameStory,
                told,
                "shares Port Sorrel, Halvard, 12 July; both quote “it went down”; both credit Reuters; \
                 0.40 of the lead, 0.41 of the text; 0.62 of the headlines",
            ),
            (Relation::SameStory, Evidence::default(), "0.00 of the lead, 0.00 of the text"),
        ];
        for (relation, evidence, expected) in cases {
            let link = Link {
                left: ArticleIx(0),
                right: ArticleIx(1),
                relation,
                confidence: 1.0,
                route: Route::Same,
                evidence,
            };
            assert_eq!(because(&link, First::Unknown), expected);
        }
    }

    #[test]
    fn a_revision_says_which_came_first_where_that_is_sure() {
        let on = |day: Option<i8>| Article {
            published: day.map(|day| Published {
                at: date(2031, 5, day).at(9, 0, 0, 0),
                precision: Precision::Day,
                offset: Some(Offset::UTC),
                words: String::new(),
            }),
            ..Article::of_text("a", "")
        };
        let link = Link {
            left: ArticleIx(0),
            right: ArticleIx(1),
            relation: Relation::Revision,
            confidence: 1.0,
            route: Route::Same,
            evidence: Evidence { shared: 50, left: 50, right: 100, ..Evidence::default() },
        };
        for (left, right, expected) in [
            (Some(3), Some(4), "same outlet or address; the left came first; 50 % of the"),
            (Some(4), Some(3), "same outlet or address; the right came first; 50 % of the"),
            (Some(4), Some(4), "same outlet or address; 50 % of the"),
            (Some(4), None, "same outlet or address; 50 % of the"),
        ] {
            let said = because(&link, First::of(&on(left), &on(right)));
            assert!(said.starts_with(expected), "{left:?} {right:?}: {said}");
        }
    }

    #[test]
    fn a_copy_says_what_it_is_to_its_original() {
        let sides = |shared, copy, original| Some(Sides { shared, copy, original });
        let cases = [
            (Relation::Identical, sides(9, 9, 9), "identical to it"),
            (Relation::Excerpt, sides(82, 82, 100), "a shortened copy of it: 82 % remains"),
            (Relation::Excerpt, sides(25, 30, 100), "a shortened copy of it: 25 % remains"),
            (Relation::Excerpt, sides(24, 24, 100), "a brief, all of which stands in it"),
            (Relation::Excerpt, sides(40, 400, 40), "a longer text that holds all of it"),
            (Relation::Revision, sides(90, 100, 90), "a revision of it: 90 % unchanged"),
            (Relation::NearDuplicate, None, "nearly the same as it"),
        ];
        for (relation, link, expected) in cases {
            assert_eq!(copied(relation, link, "it"), expected);
        }
    }
}
