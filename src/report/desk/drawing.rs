//! [`Story`] and [`Timeline`] → what is drawn of them: a lane an outlet with what it published
//! when, and the events that the story tells, by the day.
//!
//! Days are what counts: those on which something begins or ends, not the weeks between them.
//! Deliberately absent: background, which may be decades old, what has no date, and coordinates,
//! which are the writer's. All of it is in the table too.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use crate::article::{ArticleIx, Precision, Published};
use crate::story::Story;
use crate::timeline::{Entry, State, Timeline, WhenPrecision};

use super::super::clock::Clock;
use super::super::wording::{self, count};
use super::{Part, Report, TOLD_BY, part, publisher, shown};

/// Lanes drawn; more would not be told apart.
const LANES: usize = 12;
/// Days drawn: what a reader can still scroll through.
const DAYS: usize = 31;

/// What is drawn of one story.
#[derive(Debug)]
pub struct Drawing {
    /// The days that something begins or ends on, in order.
    pub days: Vec<Date>,
    /// The outlets, the first to publish first.
    pub lanes: Vec<Lane>,
    /// The events, as the table numbers them.
    pub bars: Vec<Bar>,
    /// In whose zone, and what is not drawn: sentences.
    pub notes: Vec<String>,
}

/// What one outlet published.
#[derive(Debug)]
pub struct Lane {
    /// Its name.
    pub outlet: String,
    /// Its articles, the first one first.
    pub marks: Vec<Mark>,
}

/// One article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When it came out.
    pub span: Span,
    /// What is known of that.
    pub known: Known,
    /// Whose words it has.
    pub words: Words,
}

/// What is known of a time of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// The moment.
    Moment,
    /// The time on a clock of which the zone is not known.
    Zoneless,
    /// The day or the month alone.
    Days,
}

/// Whose words an article has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Words {
    /// Its own.
    Own,
    /// Those of another.
    Copied,
}

/// One event.
#[derive(Debug)]
pub struct Bar {
    /// Its number in the table, from 1.
    pub number: usize,
    /// When.
    pub span: Span,
    /// Whether it has happened.
    pub state: State,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// From.
    pub start: DateTime,
    /// To; equal to `start` for a moment.
    pub end: DateTime,
}

impl Span {
    /// Whole days, the last one included.
    fn days(start: Date, end: Date) -> Span {
        let end = end.max(start).at(23, 59, 59, 0);
        Span { start: start.at(0, 0, 0, 0), end }
    }

    fn ends(self) -> [Date; 2] {
        [self.start.date(), self.end.date()]
    }
}

impl Report<'_> {
    /// What is drawn of a story; nothing where nothing of it is dated.
    pub(super) fn drawing(&self, story: &Story, timeline: &Timeline) -> Option<Drawing> {
        let mut axis = Axis::default();
        let mut notes = Vec::new();
        let (clock, note) = self.common_clock(story);
        notes.extend(note);
        let (lanes, marks_left) = self.lanes(story, &clock, &mut axis);
        let (bars, bars_left) = bars(timeline, &mut axis);
        if axis.days.is_empty() {
            return None;
        }
        if 0 < marks_left {
            let articles = count(marks_left, "article is", "articles are");
            notes.push(format!("{} not drawn.", wording::capital(&articles)));
        }
        if 0 < bars_left {
            let events = count(bars_left, "entry is", "entries are");
            notes.push(format!("{} in the table alone.", wording::capital(&events)));
        }
        Some(Drawing { days: axis.days.into_iter().collect(), lanes, bars, notes })
    }

    /// The clock on which times with a zone are drawn: the reader's, else the one they all have,
    /// else UTC, which is said.
    fn common_clock(&self, story: &Story) -> (Clock, Option<String>) {
        if let Clock::Reader(_, zone) = &self.clock {
            return (self.clock.clone(), Some(format!("Times with a zone are drawn in {zone}.")));
        }
        let articles = &self.findings.articles;
        let zones: BTreeSet<Offset> = {
            let published = story.articles().filter_map(|ix| articles[ix].published.as_ref());
            let minutes = published.filter(|published| published.precision == Precision::Minute);
            minutes.filter_map(|published| published.offset).collect()
        };
        if zones.len() < 2 {
            let note = zones.first().map(|zone| wording::zone(*zone));
            return (
                Clock::Pages,
                note.map(|zone| format!("Times with a zone are drawn in {zone}.")),
            );
        }
        let utc = Clock::Reader(TimeZone::UTC, "UTC".to_owned());
        (utc, Some("Times with a zone are drawn in UTC.".to_owned()))
    }

    /// A lane for each of the first outlets, and how many articles are in none.
    fn lanes(&self, story: &Story, clock: &Clock, axis: &mut Axis) -> (Vec<Lane>, usize) {
        let articles = &self.findings.articles;
        let mut dated: Vec<(Mark, ArticleIx)> = Vec::new();
        let mut left = 0;
        for origin in &story.origins {
            let copies = origin.copies.iter().map(|copy| (copy.article, Words::Copied));
            for (ix, words) in std::iter::once((origin.kept, Words::Own)).chain(copies) {
                match &articles[ix].published {
                    Some(published) if dated.len() < TOLD_BY => {
                        dated.push((mark(published, words, clock), ix));
                    }
                    Some(_) | None => left += 1,
                }
            }
        }
        dated.sort_unstable();
        let mut lanes: Vec<Lane> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (mark, ix) in dated {
            let outlet = publisher(&articles[ix]).unwrap_or_else(|| "Outlet unknown".to_owned());
            let place = places.get(&outlet).copied();
            let room = place.is_some() || lanes.len() < LANES;
            if !room || !axis.takes(mark.span) {
                left += 1;
                continue;
            }
            let place = place.unwrap_or_else(|| {
                lanes.push(Lane { outlet: outlet.clone(), marks: Vec::new() });
                lanes.len() - 1
            });
            places.insert(outlet, place);
            lanes[place].marks.push(mark);
        }
        (lanes, left)
    }
}

/// The days that are drawn.
#[derive(Debug, Default)]
struct Axis {
    days: BTreeSet<Date>,
}

impl Axis {
    /// Makes room for a stretch, unless there is none left.
    fn takes(&mut self, span: Span) -> bool {
        let new: BTreeSet<Date> =
            span.ends().into_iter().filter(|day| !self.days.contains(day)).collect();
        let fits = self.days.len() + new.len() <= DAYS;
        if fits {
            self.days.extend(new);
        }
        fits
    }
}

fn mark(published: &Published, words: Words, clock: &Clock) -> Mark {
    let read = clock.read(published);
    let published = read.as_ref().unwrap_or(published);
    let date = published.date();
    let (span, known) = match published.precision {
        Precision::Month => (Span::days(date.first_of_month(), date.last_of_month()), Known::Days),
        Precision::Day => (Span::days(date, date), Known::Days),
        Precision::Minute => {
            let span = Span { start: published.at, end: published.at };
            (span, if published.zone_known() { Known::Moment } else { Known::Zoneless })
        }
    };
    Mark { span, known, words }
}

/// The events that are shown and drawn, and how many are shown alone.
fn bars(timeline: &Timeline, axis: &mut Axis) -> (Vec<Bar>, usize) {
    let (entries, _) = shown(timeline);
    let mut bars = Vec::new();
    let mut left = 0;
    for ((_, entry), number) in entries.iter().zip(1..) {
        match span(entry) {
            Some(span) if axis.takes(span) => bars.push(Bar { number, span, state: entry.state }),
            Some(_) | None => left += 1,
        }
    }
    (bars, left)
}

fn span(entry: &Entry) -> Option<Span> {
    let when = entry.when.filter(|_| part(entry) != Part::Background)?;
    Some(match when.precision {
        WhenPrecision::Minute => Span { start: when.start, end: when.end.max(when.start) },
        WhenPrecision::Year | WhenPrecision::Month | WhenPrecision::Week | WhenPrecision::Day => {
            Span::days(when.start.date(), when.end.date())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{self, day, minute};

    #[test]
    fn a_date_without_a_time_never_becomes_midnight() {
        let clock = Clock::of_zone("+03:00").unwrap();
        let cases = [
            (day(6), "2031-05-06T00:00:00", "2031-05-06T23:59:59", Known::Days),
            (
                minute(6, 22, 10, Some(0)),
                "2031-05-07T01:10:00",
                "2031-05-07T01:10:00",
                Known::Moment,
            ),
            (
                minute(6, 22, 10, None),
                "2031-05-06T22:10:00",
                "2031-05-06T22:10:00",
                Known::Zoneless,
            ),
        ];
        for (published, start, end, known) in cases {
            let mark = mark(&published, Words::Own, &clock);
            let [found_start, found_end] =
                [mark.span.start, mark.span.end].map(|end| end.to_string());
            assert_eq!((found_start.as_str(), found_end.as_str(), mark.known), (start, end, known));
        }
    }

    #[test]
    fn a_lane_is_an_outlet_and_events_have_the_numbers_of_the_table() {
        let findings = sample::findings();
        let report = Report::of(&findings);
        let drawing = report.drawing(&findings.stories[0], &findings.timelines[0]).unwrap();
        let lanes: Vec<_> =
            drawing.lanes.iter().map(|lane| (lane.outlet.as_str(), lane.marks[0].words)).collect();
        let expected = [
            ("Harbour Post", Words::Own),
            ("Evening Ledger", Words::Copied),
            ("Sorrel Gazette", Words::Copied),
            ("Coast Mail", Words::Own),
        ];
        assert_eq!(lanes, expected);
        let bars: Vec<_> = drawing.bars.iter().map(|bar| (bar.number, bar.state)).collect();
        let expected = [(1, State::Happened), (2, State::Happened), (4, State::Expected)];
        assert_eq!(bars, expected);
        let days: Vec<i8> = drawing.days.iter().map(|day| day.day()).collect();
        assert_eq!(days, [4, 5, 6, 7, 9, 12, 13]);
        let notes = ["Times with a zone are drawn in UTC.", "1 entry is in the table alone."];
        assert_eq!(drawing.notes, notes);
    }

    #[test]
    fn a_drawing_is_cut_to_what_can_be_read() {
        let mut findings = sample::findings();
        let days = (0..400).map(|more| {
            let at =
                jiff::civil::date(2031, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().days(9 * more);
            sample::event("so", sample::days(at, at), &[0])
        });
        findings.timelines[0].entries = days.collect();
        let many = (0..40).map(|number| {
            let name = format!("{number:02}");
            let published = Some(minute(6, 7, number, None));
            crate::article::Article { published, ..sample::article(&name, &name, "One") }
        });
        findings.articles = crate::article::Articles::new(many.collect());
        findings.stories[0].origins = (0..40).map(|ix| sample::origin(ix, &[])).collect();
        let report = Report::of(&findings);
        let drawing = report.drawing(&findings.stories[0], &findings.timelines[0]).unwrap();
        assert_eq!((drawing.lanes.len(), drawing.days.len(), drawing.bars.len()), (12, 31, 30));
        let notes = ["28 articles are not drawn.", "10 entries are in the table alone."];
        assert_eq!(drawing.notes, notes);
    }

    #[test]
    fn nothing_is_drawn_of_what_has_no_date() {
        let findings = sample::findings();
        let report = Report::of(&findings);
        assert!(report.drawing(&findings.stories[2], &Timeline::default()).is_none());
    }
}
