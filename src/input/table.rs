//! CSV, TSV and their like → records, one by one. The first row names the columns.
//!
//! Delimiter, charset and manner of quoting are found in the beginning of the file. Rows are cut
//! here and not by the `csv` crate, because one lone quote would make it take the rest of the file
//! for a single field: here a row that breaks the rules is told with its line, and reading goes
//! on with the line below the one it began on. A file in which that happens so often that it would
//! take for ever is given up, and the line from which on it was not read is told.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io;

use super::decode;
use super::limits::{self, raised_by};
use super::mapping::{Cell, Draft, Plan};
use super::names::Found;
use super::stream::{self, Bytes, Line, Stream};
use super::{Options, Records};
use crate::article::Reason;

/// The most rows' worth of bytes that broken rows may have read again, beside as many as the file
/// held so far: two that ran to their cap, so that only a file that would take hours comes to its
/// end.
const AGAIN: usize = 2;
/// Why a file is left before its end.
const GIVEN_UP: &str = "not read: too many rows above open a quote and never close it";
/// Delimiters, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How a spreadsheet may say the delimiter in the first line.
const SAYS_DELIMITER: &str = "sep=";

/// The records of a table; an error if its columns say nothing of an article.
pub(super) fn records(stream: Stream, options: &Options) -> Result<Records, Reason> {
    let (mut rows, columns) = opened(stream, options)?;
    let plan = Plan::of(&columns, options);
    if !plan.tells_something() {
        return Err(plan.nothing_told());
    }
    let missing: Vec<Found> = plan.missing().map(Found::Unmapped).collect();
    let records = std::iter::from_fn(move || {
        Some(match rows.next()? {
            Ok(row) => match draft(&row, &columns, &plan) {
                Ok(draft) => Found::Record(draft),
                Err(reason) => Found::Broken(reason),
            },
            Err(Fault::Row(reason)) => Found::Broken(reason),
            Err(Fault::File(reason)) => Found::Fault(reason),
        })
    });
    Ok(Box::new(missing.into_iter().chain(records)))
}

/// What the columns of a table are read as.
pub(super) fn plan(stream: Stream, options: &Options) -> Result<Plan, Reason> {
    let (_, columns) = opened(stream, options)?;
    Ok(Plan::of(&columns, options))
}

/// Whether text begins as a table does whose columns are known.
pub(super) fn begins(head: &str) -> bool {
    let first = head.trim_start().lines().next().unwrap_or_default();
    DELIMITERS.iter().any(|delimiter| {
        let columns = cut(first, *delimiter);
        let plan = Plan::of(&columns, &Options::default());
        let known = plan.breadth();
        // A sentence may hold a comma and the word "text"; a header is hardly anything else.
        let is_header = columns.iter().all(|column| column.chars().count() <= 40);
        is_header && plan.tells_something() && 2 <= known && columns.len() <= 3 * known
    })
}

fn opened(stream: Stream, options: &Options) -> Result<(Rows, Vec<String>), Reason> {
    let charset = decode::charset(&stream.sample, None);
    let head = charset.decode(&stream.sample).0.into_owned();
    let mut lines = head.trim_start_matches(['\r', '\n']).lines();
    let first = lines.next().unwrap_or_default();
    let said =
        first.get(..SAYS_DELIMITER.len()).filter(|it| it.eq_ignore_ascii_case(SAYS_DELIMITER));
    let said = said.and_then(|said| first.as_bytes().get(said.len()).copied());
    let delimiter = said.unwrap_or_else(|| delimiter(first, options));
    let mut rows = Rows {
        longest: stream.meter.limits().row,
        bytes: decode::recoded(stream, charset),
        again: VecDeque::new(),
        read: 0,
        read_again: 0,
        line: 0,
        ended: false,
        line_end: if head.contains('\r') && !head.contains('\n') { b'\r' } else { b'\n' },
        cells: Cells::new(delimiter, escapes_by_backslash(&head)),
    };
    if said.is_some() {
        rows.line().map_err(|error| stream::unreadable(&error))?;
    }
    match rows.next() {
        Some(Ok(row)) => Ok((rows, row.cells)),
        Some(Err(Fault::Row(reason) | Fault::File(reason))) => Err(reason),
        None => Err(Reason::Empty),
    }
}

/// The delimiter with which most of the columns are known, or else with which there are most.
fn delimiter(header: &str, options: &Options) -> u8 {
    let rank = |delimiter: u8| {
        let columns = cut(header, delimiter);
        (Plan::of(&columns, options).breadth(), columns.len())
    };
    let likelier = |best: u8, other: u8| {
        if rank(best) < rank(other) { other } else { best }
    };
    DELIMITERS.into_iter().reduce(likelier).unwrap_or(b',')
}

fn cut(header: &str, delimiter: u8) -> Vec<String> {
    let mut cells = Cells::new(delimiter, Escape::Doubled);
    cells.take(header.as_bytes());
    cells.finish()
}

fn escapes_by_backslash(head: &str) -> Escape {
    // `\"` also ends a cell that ends with a backslash; inside a text a letter stands next to it.
    let backslash =
        head.split("\\\"").skip(1).filter(|rest| rest.starts_with(char::is_alphanumeric));
    if backslash.count() <= head.matches("\"\"").count() {
        Escape::Doubled
    } else {
        Escape::Backslash
    }
}

fn draft(row: &Row, columns: &[String], plan: &Plan) -> Result<Draft, Reason> {
    let (has, needs) = (row.cells.len(), columns.len());
    let surplus = row.cells.iter().skip(needs).any(|cell| !cell.trim().is_empty());
    if has < needs || surplus {
        let cells = if has == 1 { "cell" } else { "cells" };
        return Err(Reason::Malformed(format!(
            "line {}: {has} {cells} where the header has {needs}",
            row.line
        )));
    }
    let cells = row.cells.iter().map(|cell| Cell::Text(Cow::Borrowed(cell)));
    plan.draft(&mut cells.collect::<Vec<_>>())
}

/// A row, and the line it begins on.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    line: usize,
    cells: Vec<String>,
}

#[derive(Debug)]
enum Fault {
    Row(Reason),
    File(Reason),
}

/// The rows of a table that hold something.
struct Rows {
    bytes: Bytes,
    /// Lines that were read for a row they did not belong to.
    again: VecDeque<Vec<u8>>,
    /// Bytes that were read for the first time.
    read: usize,
    /// Bytes that broken rows gave back.
    read_again: usize,
    line: usize,
    line_end: u8,
    /// Bytes that a row may have.
    longest: usize,
    ended: bool,
    cells: Cells,
}

impl Rows {
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line = match self.again.pop_front() {
            Some(line) => Some(line),
            None if self.ended => None,
            None => {
                let mut line = Vec::new();
                match stream::line(&mut *self.bytes, &mut line, self.line_end, self.longest)? {
                    Line::None => None,
                    Line::Whole => {
                        self.read += line.len();
                        Some(line)
                    }
                    Line::TooLong => Some(Vec::new()),
                }
            }
        };
        self.line += usize::from(line.is_some());
        Ok(line)
    }

    /// Reads a row that begins with this line. If it is broken, the lines that it took beside the
    /// first are left in `taken`.
    fn row(
        &mut self,
        first: &[u8],
        taken: &mut Vec<Vec<u8>>,
    ) -> io::Result<Result<Vec<String>, Broken>> {
        let mut length = first.len();
        let mut state = self.cells.take(first);
        loop {
            match state {
                State::Closed => return Ok(Ok(self.cells.finish())),
                State::Broken => return Ok(Err(Broken::AfterQuote)),
                State::Open if self.longest < length => return Ok(Err(Broken::Open)),
                State::Open => {}
            }
            let Some(line) = self.line()? else {
                return Ok(Err(Broken::Open));
            };
            let too_long = line.is_empty();
            length += line.len();
            state = if too_long { State::Broken } else { self.cells.take(&line) };
            taken.push(line);
        }
    }

    /// Whether broken rows have had too much read again; then nothing more comes.
    fn is_given_up(&mut self) -> bool {
        let too_much = self.longest.saturating_mul(AGAIN) + self.read < self.read_again;
        if too_much {
            self.end();
        }
        too_much
    }

    fn end(&mut self) {
        self.ended = true;
        self.again.clear();
        self.read_again = 0;
    }

    /// Gives back the lines that a broken row took beside its first, which is line `number`.
    fn give_back(&mut self, number: usize, taken: Vec<Vec<u8>>) {
        self.line = number;
        self.read_again += taken.iter().map(Vec::len).sum::<usize>();
        for line in taken.into_iter().rev() {
            self.again.push_front(line);
        }
        self.cells.clear();
    }
}

enum Broken {
    AfterQuote,
    Open,
}

impl Iterator for Rows {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Result<Row, Fault>> {
        loop {
            if self.is_given_up() {
                let why = format!("from line {} on: {GIVEN_UP}", self.line + 1);
                return Some(Err(Fault::File(Reason::Unreadable(why))));
            }
            let read = self.line();
            let number = self.line;
            let mut taken = Vec::new();
            let row = match read {
                Ok(None) => return None,
                Ok(Some(line)) if line.is_empty() => {
                    let most = limits::bytes(self.longest as u64);
                    let why = format!("line {number}: longer than {most} ({})", raised_by::ROW);
                    return Some(Err(Fault::Row(Reason::Malformed(why))));
                }
                Ok(Some(line)) if line.trim_ascii().is_empty() => continue,
                Ok(Some(line)) => self.row(&line, &mut taken),
                Err(error) => Err(error),
            };
            let broken = match row {
                Ok(Ok(cells)) => {
                    return Some(Ok(Row { line: number, cells }));
                }
                Ok(Err(broken)) => broken,
                Err(error) => {
                    self.end();
                    let why = format!("line {}: {error}", self.line + 1);
                    return Some(Err(Fault::File(Reason::Unreadable(why))));
                }
            };
            self.give_back(number, taken);
            let what = match broken {
                Broken::AfterQuote => "more text follows a closing quote",
                Broken::Open => "a quote is opened and never closed",
            };
            return Some(Err(Fault::Row(Reason::Malformed(format!("line {number}: {what}")))));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    /// `""` within quotes is a quote.
    Doubled,
    /// `\"` is, too.
    Backslash,
}

/// Whether a row is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It is.
    Closed,
    /// A quote is open: it goes on in the next line.
    Open,
    /// It breaks the rules.
    Broken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    Escaped,
    QuoteInQuoted,
    AfterQuoted,
}

/// The cells of a row, cut as its lines come.
struct Cells {
    delimiter: u8,
    escape: Escape,
    at: At,
    cell: Vec<u8>,
    cells: Vec<String>,
}

impl Cells {
    fn new(delimiter: u8, escape: Escape) -> Cells {
        Cells { delimiter, escape, at: At::Start, cell: Vec::new(), cells: Vec::new() }
    }

    fn clear(&mut self) {
        self.at = At::Start;
        self.cell.clear();
        self.cells.clear();
    }

    /// Takes the next line of the row, with its end.
    fn take(&mut self, line: &[u8]) -> State {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        for byte in content {
            if self.step(*byte) == State::Broken {
                return State::Broken;
            }
        }
        if matches!(self.at, At::Quoted | At::Escaped) {
            self.cell.extend_from_slice(&line[content.len()..]);
            self.at = At::Quoted;
            return State::Open;
        }
        State::Closed
    }

    fn step(&mut self, byte: u8) -> State {
        let blank = byte == b' ';
        let next = match self.at {
            At::Quoted if byte == b'"' => At::QuoteInQuoted,
            At::Quoted if byte == b'\\' && self.escape == Escape::Backslash => At::Escaped,
            At::Quoted => self.add(byte, At::Quoted),
            At::Escaped if byte == b'"' || byte == b'\\' => self.add(byte, At::Quoted),
            At::Escaped => {
                self.cell.push(b'\\');
                self.add(byte, At::Quoted)
            }
            At::QuoteInQuoted if byte == b'"' => self.add(byte, At::Quoted),
            _ if byte == self.delimiter => {
                self.end_cell();
                At::Start
            }
            At::QuoteInQuoted | At::AfterQuoted if blank => At::AfterQuoted,
            At::QuoteInQuoted | At::AfterQuoted => return State::Broken,
            At::Start if byte == b'"' => {
                self.cell.clear();
                At::Quoted
            }
            At::Start if blank => self.add(byte, At::Start),
            At::Start | At::Plain => self.add(byte, At::Plain),
        };
        self.at = next;
        State::Closed
    }

    fn add(&mut self, byte: u8, next: At) -> At {
        self.cell.push(byte);
        next
    }

    fn end_cell(&mut self) {
        let cell = String::from_utf8(std::mem::take(&mut self.cell));
        // The sample said UTF-8, or had nothing beyond ASCII: then each cell is judged by itself.
        self.cells.push(cell.unwrap_or_else(|error| decode::text(error.as_bytes(), None)));
    }

    /// The cells of the row that is complete.
    fn finish(&mut self) -> Vec<String> {
        self.end_cell();
        self.at = At::Start;
        std::mem::take(&mut self.cells)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::input::Content;

    fn row_cap() -> usize {
        Options::default().limits.row
    }

    fn read(bytes: &[u8], map: &[(&str, &str)]) -> Vec<String> {
        let map = map.iter().map(|(field, column)| (field.to_string(), column.to_string()));
        let options = Options { map: map.collect(), ..Options::default() };
        let found = match records(stream::unpack(Cursor::new(bytes.to_vec())), &options) {
            Ok(found) => found,
            Err(reason) => return vec![format!("fault: {reason}")],
        };
        found
            .map(|found| match found {
                Found::Record(draft) => {
                    let Content::Clean(text) = draft.content else { panic!("{draft:?}") };
                    format!("{}|{text}", draft.fields.title.unwrap_or_default())
                }
                Found::Broken(reason) => format!("broken: {reason}"),
                Found::Fault(reason) => format!("fault: {reason}"),
                Found::Unmapped(problem) => format!("{}; {}", problem.message, problem.hint),
            })
            .collect()
    }

    #[test]
    fn quotes_that_never_close_end_the_file_and_not_the_day() {
        let endless = "\",y\",\"\n".repeat(20_000);
        for (beginning, end) in [("", ""), ("One,a\n", "\"x\n")] {
            let table = format!("title,text\n{beginning}{endless}{end}");
            let lines = table.lines().count();
            let read = read(table.as_bytes(), &[]);
            let (last, above) = read.split_last().unwrap();
            assert!(50 < above.len() && above.len() < 2_000, "{}", above.len());
            assert!(above.iter().skip(1).all(|told| told.starts_with("broken: ")), "{above:?}");
            let from = above.len() + 2;
            let expected = format!("fault: could not be read: from line {from} on: {GIVEN_UP}");
            assert_eq!((last, from < lines), (&expected, true));
        }
    }

    #[test]
    fn broken_rows_that_cost_little_are_told_to_the_end() {
        let mut table = "title,text\n".to_owned();
        for _ in 0..20_000 {
            table.push_str("One,\"b\nTwo,c\n");
        }
        assert_eq!(read(table.as_bytes(), &[]).len(), 40_000);
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text.as_bytes(), &[]), expected, "{text}");
    }

    #[test]
    fn every_manner_of_writing_a_table_is_read() {
        let expected = &["One|a, b", "Two|c"];
        let cases = [
            "title,text\nOne,\"a, b\"\nTwo,c\n",
            "title,text\r\nOne,\"a, b\"\r\n\r\nTwo,c",
            "title,text\rOne,\"a, b\"\rTwo,c\r",
            "title;text\nOne;a, b\nTwo;c\n",
            "title\ttext\nOne\ta, b\nTwo\tc\n",
            "title|text\nOne|a, b\nTwo|c\n",
            "sep=;\ntitle;text\nOne;a, b\nTwo;c\n",
            "\u{FEFF}\"Title\", \"Text\"\n\"One\", \"a, b\" \nTwo,c,,\n",
            "\nHEADLINE,Body,Mood\nOne,\"a, b\",\nTwo,c,fine\n",
        ];
        for text in cases {
            check(text, expected);
        }
        let wide: Vec<u8> =
            format!("\u{FEFF}{}", cases[4]).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide, &[]), expected);
    }

    #[test]
    fn quotes_hold_lines_delimiters_and_quotes() {
        check("title,text\nOne,\"a\r\nb, \"\"c\"\"\"\n", &["One|a\r\nb, \"c\""]);
        check("title,text\n5\" nails,\"\"\n", &["5\" nails|"]);
        check("title,text\nOne,\"say \\\"so\\\" \\n\"\nTwo,c\n", &["One|say \"so\" \\n", "Two|c"]);
    }

    #[test]
    fn a_row_that_breaks_the_rules_costs_one_record() {
        let quote = "broken: broken record: line 3: a quote is opened and never closed";
        check(
            "title,text\nOne,a\nTwo,\"b\nThree,c\nFour,d\n",
            &["One|a", quote, "Three|c", "Four|d"],
        );
        let after = "broken: broken record: line 2: more text follows a closing quote";
        check(
            "title,text\nOne,\"b\nTwo,c\nThree,\"d\"\nFour,e\n",
            &[after, "Two|c", "Three|d", "Four|e"],
        );
        let short = "broken: broken record: line 2: 1 cell where the header has 2";
        let long = "broken: broken record: line 3: 3 cells where the header has 2";
        check("title,text\nOne\nTwo,b,c\nThree,d\n", &[short, long, "Three|d"]);
        check("title,text\n,\nOne,a", &["broken: no text in it", "One|a"]);
    }

    #[test]
    fn a_table_of_something_else_is_told() {
        let told = "fault: broken record: no column for a text or a headline; it has: id, cluster; \
                    name one with --map text=COLUMN";
        check("id,cluster\n1,2\n", &[told]);
        check("\n\n", &["fault: no text in it"]);
        assert_eq!(read(b"id,kop\n1,2\n", &[("title", "kop")]), ["2|"]);
        let missing =
            "no column \"kopp\" for text; it has: title, kop; did you mean --map text=kop?";
        assert_eq!(read(b"title,kop\na,b\n", &[("text", "kopp")]), [missing, "a|"]);
    }

    #[test]
    fn a_charset_is_found_even_late() {
        let mut bytes = b"title,text\nOne,a\n".to_vec();
        bytes.extend(b"Two,b\n".repeat(20_000));
        bytes.extend(b"Three,Le caf\xE9 du port a ferm\xE9\n");
        let read = read(&bytes, &[]);
        assert_eq!(read.last().map(String::as_str), Some("Three|Le café du port a fermé"));
    }

    #[test]
    fn no_row_takes_all_memory() {
        let mut bytes = b"title,text\nOne,\"".to_vec();
        bytes.extend(b"x".repeat(row_cap() + 10));
        bytes.extend(b"\nTwo,b\n");
        let expected =
            ["broken: broken record: line 2: longer than 8 MiB (--max-row-size)", "Two|b"];
        assert_eq!(read(&bytes, &[]), expected);
        let mut bytes = b"title,text\nOne,\"\n".to_vec();
        bytes.extend(b"Two,b\n".repeat(row_cap() / 3));
        let read = read(&bytes, &[]);
        assert_eq!(read[0], "broken: broken record: line 2: a quote is opened and never closed");
        assert_eq!(read.len(), 1 + row_cap() / 3);
    }

    #[test]
    fn headers_are_told_from_sentences() {
        let cases = [
            ("id,outlet,title,text\n", true),
            ("Headline;Body;Mood\n", true),
            ("title\ttext\n", true),
            ("text\n", false),
            ("Harbour reopens, text and pictures\n", false),
            ("Title: Text, by hand\n", false),
            ("", false),
        ];
        for (head, expected) in cases {
            assert_eq!(begins(head), expected, "{head}");
        }
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            rows in proptest::collection::vec(("[a-z\"',; \r\n\té]{0,12}", "[a-z\"',;\n ]{0,12}x"), 0..8)
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["title", "text"]).unwrap();
            for (title, text) in &rows {
                writer.write_record([title, text]).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let mut stream = stream::unpack(Cursor::new(bytes));
            stream.sample.truncate(10);
            let (rows_read, _) = opened(stream, &Options::default()).unwrap();
            let read: Vec<Vec<String>> = rows_read.map(|row| row.unwrap().cells).collect();
            let expected: Vec<Vec<String>> =
                rows.into_iter().map(|(title, text)| vec![title, text]).collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn no_bytes_make_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read_all(&bytes);
        }
    }

    fn read_all(bytes: &[u8]) {
        let table = [b"title,text\n", bytes].concat();
        if let Ok(found) = records(stream::unpack(Cursor::new(table)), &Options::default()) {
            assert!(found.count() <= bytes.len() + 1);
        }
    }
}
