//! [`Drawing`] → inline SVG. A day on which something begins or ends is a column; the days
//! between are a gap, however many. What happened is a filled bar, what is expected a dashed one,
//! and what was expected and happened both.

use std::io::{self, Write};

use jiff::civil::{Date, DateTime};

use super::markup::escaped;
use crate::report::desk::drawing::{Bar, Drawing, Known, Mark, Span, Words};
use crate::report::plain;
use crate::timeline::State;

/// Width of a day, of the gap between days that do not follow each other, and of the margins.
const DAY: i32 = 84;
const GAP: i32 = 30;
const MARGIN: i32 = 12;
/// Heights: of the names of the days, of a lane and its name, of a row of events.
const HEAD: i32 = 44;
const LANE: i32 = 44;
const ROW: i32 = 24;
/// The least width, which a name of a lane needs, and the least of a bar, which its number needs.
const LEAST: i32 = 320;
const BAR: i32 = 28;
/// Characters of the name of a lane.
const NAME: usize = 40;

/// How it is to be read.
pub(super) const KEY: &str = "Articles: filled in their own words, hollow for a copy; a disc at \
     its time, a diamond at a time whose zone is not stated, a band where only the day or the month \
     is known. Events, by their number in the table: filled where they happened, dashed where they \
     are expected, filled within dashes where they were expected and happened. Days without \
     anything are left out (⋯). Background is in the table alone.";

/// Writes the drawing of one story; `number` is the story's.
pub(super) fn write(drawing: &Drawing, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let axis = Axis::of(&drawing.days);
    let rows = rows(&drawing.bars, &axis);
    let lanes = i32::try_from(drawing.lanes.len()).unwrap_or(0);
    let events = HEAD + lanes * LANE;
    let deep = rows.iter().map(|(row, ..)| row + 1).max().unwrap_or(0);
    let height = events + if deep == 0 { 0 } else { 28 + deep * ROW } + MARGIN;
    let width = axis.width;
    writeln!(
        out,
        "<svg role=\"img\" aria-labelledby=\"drawn-{number} drawn-{number}-how\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">"
    )?;
    writeln!(out, "<title id=\"drawn-{number}\">Timeline of story {number}</title>")?;
    writeln!(out, "<desc id=\"drawn-{number}-how\">{}</desc>", described(drawing))?;
    axis.write(height, out)?;
    for (lane, place) in drawing.lanes.iter().zip(0..) {
        let top = HEAD + place * LANE;
        let name = escaped(&plain::shortened(&lane.outlet, NAME));
        writeln!(out, "<text x=\"{MARGIN}\" y=\"{}\" class=\"lane\">{name}</text>", top + 16)?;
        let (y, end) = (top + 30, width - MARGIN);
        writeln!(out, "<path d=\"M{MARGIN} {y}H{end}\" class=\"rail\"/>")?;
        for words in [Words::Copied, Words::Own] {
            for mark in lane.marks.iter().filter(|mark| mark.words == words) {
                writeln!(out, "{}", marked(mark, &axis, y))?;
            }
        }
    }
    if 0 < deep {
        writeln!(out, "<text x=\"{MARGIN}\" y=\"{}\" class=\"lane\">Events</text>", events + 18)?;
    }
    for (row, from, to, bar) in rows {
        barred(bar, (from, to), events + 26 + row * ROW, out)?;
    }
    writeln!(out, "</svg>")
}

/// What somebody hears who does not see it.
fn described(drawing: &Drawing) -> String {
    let lanes = drawing.lanes.iter().map(|lane| escaped(&lane.outlet));
    let lanes: Vec<String> = lanes.collect();
    let bars = drawing.bars.iter().map(|bar| {
        let state = match bar.state {
            State::Happened => "happened",
            State::Expected => "expected",
            State::Both => "expected, then happened",
        };
        format!("{} {state}", bar.number)
    });
    let bars: Vec<String> = bars.collect();
    let mut said = String::new();
    if !lanes.is_empty() {
        said =
            format!("A lane for each outlet, the first to publish first: {}. ", lanes.join(", "));
    }
    if !bars.is_empty() {
        said += &format!("Events by their numbers in the table: {}. ", bars.join(", "));
    }
    said + "The table and the list after it hold everything that is drawn."
}

/// Where the days are.
struct Axis {
    columns: Vec<(Date, i32)>,
    width: i32,
}

impl Axis {
    fn of(days: &[Date]) -> Axis {
        let mut x = MARGIN;
        let mut columns: Vec<(Date, i32)> = Vec::new();
        for day in days {
            let follows = columns.last().map(|(last, _)| last.tomorrow().ok() == Some(*day));
            if follows == Some(false) {
                x += GAP;
            }
            columns.push((*day, x));
            x += DAY;
        }
        Axis { columns, width: (x + MARGIN).max(LEAST) }
    }

    /// Where a moment is on its day.
    fn x(&self, moment: DateTime) -> i32 {
        let day = moment.date();
        let at = self.columns.partition_point(|(column, _)| *column < day);
        let Some((_, x)) = self.columns.get(at) else {
            return self.width - MARGIN;
        };
        let minutes = i32::from(moment.hour()) * 60 + i32::from(moment.minute());
        // The last minute of a day ends it.
        x + if minutes == 24 * 60 - 1 { DAY } else { minutes * DAY / (24 * 60) }
    }

    fn ends(&self, span: Span) -> (i32, i32) {
        (self.x(span.start), self.x(span.end))
    }

    /// The names of the days, and where days are left out.
    fn write(&self, height: i32, out: &mut dyn Write) -> io::Result<()> {
        let mut year = None;
        let mut last: Option<(Date, i32)> = None;
        let bottom = height - MARGIN / 2;
        for (day, x) in &self.columns {
            let middle = x + DAY / 2;
            let left_out = last.filter(|(last, _)| last.tomorrow().ok() != Some(*day));
            if let Some((_, last)) = left_out {
                let middle = (last + DAY + x) / 2;
                writeln!(out, "<text x=\"{middle}\" y=\"17\" class=\"day\">⋯</text>")?;
            }
            let weekday = if year == Some(day.year()) {
                day.strftime("%A").to_string()
            } else {
                day.strftime("%a %Y").to_string()
            };
            let name = day.strftime("%-d %b");
            writeln!(out, "<text x=\"{middle}\" y=\"17\" class=\"day\">{name}</text>")?;
            writeln!(out, "<text x=\"{middle}\" y=\"34\" class=\"weekday\">{weekday}</text>")?;
            let (x, end) = (*x, x + DAY);
            writeln!(out, "<path d=\"M{x} 40V{bottom}M{end} 40V{bottom}\" class=\"grid\"/>")?;
            year = Some(day.year());
            last = Some((*day, x));
        }
        Ok(())
    }
}

/// An article: a disc where its moment is known, a diamond where its zone is not, a band where
/// only days are; filled for its own words, hollow for those of another, and then larger, so that
/// neither hides the other.
fn marked(mark: &Mark, axis: &Axis, y: i32) -> String {
    let (class, radius) = match mark.words {
        Words::Own => ("own", 4),
        Words::Copied => ("copied", 9),
    };
    let (from, to) = axis.ends(mark.span);
    match mark.known {
        Known::Moment => {
            format!("<circle cx=\"{from}\" cy=\"{y}\" r=\"{radius}\" class=\"{class}\"/>")
        }
        Known::Zoneless => {
            let [left, right] = [from - radius - 1, from + radius + 1];
            let [top, bottom] = [y - radius - 1, y + radius + 1];
            format!(
                "<path d=\"M{from} {top}L{right} {y}L{from} {bottom}L{left} {y}Z\" \
                 class=\"{class}\"/>"
            )
        }
        Known::Days => {
            let (x, top, width) = (from + 10 - radius, y - radius, to - from - 20 + 2 * radius);
            format!(
                "<rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{}\" rx=\"{radius}\" \
                 class=\"{class}\"/>",
                2 * radius
            )
        }
    }
}

/// Every bar with its row and its ends: a bar stands in the first row that has room.
fn rows<'a>(bars: &'a [Bar], axis: &Axis) -> Vec<(i32, i32, i32, &'a Bar)> {
    let mut ends: Vec<i32> = Vec::new();
    let mut placed = Vec::new();
    for bar in bars {
        let (from, to) = axis.ends(bar.span);
        let (from, to) = (from + 2, to - 2);
        let to = to.max(from + BAR);
        placed.push((from, to, bar));
    }
    placed.sort_by_key(|(from, to, bar)| (*from, *to, bar.number));
    let rows = placed.into_iter().map(|(from, to, bar)| {
        let free = ends.iter().position(|end| *end < from);
        let row = free.unwrap_or_else(|| {
            ends.push(0);
            ends.len() - 1
        });
        ends[row] = to;
        (i32::try_from(row).unwrap_or(0), from, to, bar)
    });
    rows.collect()
}

fn barred(bar: &Bar, (from, to): (i32, i32), y: i32, out: &mut dyn Write) -> io::Result<()> {
    let class = match bar.state {
        State::Happened => "happened",
        State::Expected => "expected",
        State::Both => "both",
    };
    let (width, height) = (to - from, ROW - 4);
    writeln!(
        out,
        "<rect x=\"{from}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\" class=\"{class}\"/>"
    )?;
    let (middle, line) = ((from + to) / 2, y + 15);
    let number = bar.number;
    writeln!(out, "<text x=\"{middle}\" y=\"{line}\" class=\"n {class}-n\">{number}</text>")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn axis() -> Axis {
        Axis::of(&[date(2031, 5, 5), date(2031, 5, 6), date(2031, 5, 9)])
    }

    #[test]
    fn days_that_follow_each_other_touch_and_others_have_a_gap() {
        let axis = axis();
        let at = |day, hour, minute| axis.x(date(2031, 5, day).at(hour, minute, 0, 0)) - MARGIN;
        let cases = [
            (5, 0, 0, 0),
            (5, 12, 0, DAY / 2),
            (5, 23, 59, DAY),
            (6, 0, 0, DAY),
            (7, 5, 0, 2 * DAY + GAP + 5 * DAY / 24),
            (9, 0, 0, 2 * DAY + GAP),
            (9, 23, 59, 3 * DAY + GAP),
            (20, 0, 0, axis.width - 2 * MARGIN),
        ];
        for (day, hour, minute, expected) in cases {
            assert_eq!(at(day, hour, minute), expected, "{day} May, {hour}:{minute}");
        }
    }

    #[test]
    fn bars_of_one_time_stand_below_each_other() {
        let bar = |number, from: i8, to: i8| Bar {
            number,
            span: Span {
                start: date(2031, 5, from).at(0, 0, 0, 0),
                end: date(2031, 5, to).at(23, 59, 59, 0),
            },
            state: State::Happened,
        };
        let bars = [bar(1, 5, 5), bar(2, 5, 9), bar(3, 6, 6), bar(4, 9, 9)];
        let axis = axis();
        let rows: Vec<_> =
            rows(&bars, &axis).iter().map(|(row, _, _, bar)| (bar.number, *row)).collect();
        assert_eq!(rows, [(1, 0), (2, 1), (3, 0), (4, 0)]);
    }
}
