//! [`Table`] → CSV. Decides nothing but how a cell is written down.

use std::borrow::Cow;
use std::io::{self, Write};

use super::plain;
use super::table::{Cell, Table};

/// For whom the file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// What becomes of text that is dangerous to open.
    pub cells: Cells,
    /// How the file begins and its lines end.
    pub ends: Ends,
}

/// What becomes of text that a spreadsheet would run, or that a terminal would obey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cells {
    /// A formula gets an apostrophe before it; control and direction characters are left out.
    #[default]
    Harmless,
    /// Every character as it came, for programs.
    Raw,
}

/// How a file begins and its lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// LF.
    #[default]
    Plain,
    /// A byte order mark and CRLF, by which Excel knows UTF-8.
    Excel,
}

/// What parts the members of a list within a cell.
const BETWEEN: &str = "; ";

/// Writes a table with its header.
pub fn write(table: Table<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::begin(table.columns, style, out)?;
    for row in table.rows {
        sheet.row(&row)?;
    }
    sheet.end()
}

/// A table that is written as its rows come.
pub struct Sheet<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    cells: Cells,
}

impl<'a> Sheet<'a> {
    /// Writes the header.
    pub fn begin(columns: &[&str], style: Style, out: &'a mut dyn Write) -> io::Result<Sheet<'a>> {
        let terminator = match style.ends {
            Ends::Plain => csv::Terminator::Any(b'\n'),
            Ends::Excel => {
                out.write_all("\u{feff}".as_bytes())?;
                csv::Terminator::CRLF
            }
        };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(out);
        writer.write_record(columns).map_err(io_error)?;
        Ok(Sheet { writer, cells: style.cells })
    }

    /// Writes a row, which has as many cells as there are columns.
    pub fn row(&mut self, row: &[Cell<'_>]) -> io::Result<()> {
        let fields = row.iter().map(|cell| field(cell, self.cells));
        for field in fields {
            self.writer.write_field(field.as_bytes()).map_err(io_error)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(io_error)
    }

    /// Writes what is still held back.
    pub fn end(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn field<'a>(cell: &'a Cell<'_>, cells: Cells) -> Cow<'a, str> {
    let text = match cell {
        Cell::Empty => return Cow::Borrowed(""),
        Cell::Figure(figure) => return Cow::Borrowed(figure),
        Cell::Text(text) => Cow::Borrowed(&**text),
        Cell::List(members) => Cow::Owned(members.join(BETWEEN)),
    };
    match cells {
        Cells::Raw => text,
        Cells::Harmless if is_plain(&text) => text,
        Cells::Harmless => Cow::Owned(harmless(&text)),
    }
}

/// Whether a text is printable ASCII that begins with a letter or a figure: most are.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd =
        bytes.iter().fold(0, |odd, byte| odd | u8::from(*byte < b' ') | u8::from(0x7e < *byte));
    odd == 0 && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
}

fn harmless(text: &str) -> String {
    let kept = plain::several_lines(text);
    if is_formula(text) || is_formula(&kept) { format!("'{kept}") } else { kept }
}

/// Whether a spreadsheet may run a cell: what it begins with, white space aside.
fn is_formula(text: &str) -> bool {
    let begins = |text: &str, starts: &[char]| text.starts_with(starts);
    if is_standard_input(text) {
        return false;
    }
    begins(text, &['\t', '\r', '\n'])
        || begins(text.trim_start(), &['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// `-` and `-#7` are how articles from standard input are named; no spreadsheet can run them,
/// and with an apostrophe they would no longer be found by their name.
fn is_standard_input(text: &str) -> bool {
    let number = text.strip_prefix("-#");
    text == "-" || number.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cells: Vec<Vec<Cell<'_>>>, style: Style) -> String {
        let table =
            Table { name: "sample", columns: &["one", "two"], rows: Box::new(cells.into_iter()) };
        let mut out = Vec::new();
        write(table, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn one(cell: Cell<'_>, cells: Cells) -> String {
        field(&cell, cells).into_owned()
    }

    #[test]
    fn a_formula_is_made_harmless_and_a_figure_is_left() {
        let cases = [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1 for the ferry", "'+1 for the ferry"),
            ("-2 degrees", "'-2 degrees"),
            ("@harbour", "'@harbour"),
            ("\t=1+1", "' =1+1"),
            ("\rcarriage", "'carriage"),
            ("\n=1+1", "'\n=1+1"),
            ("  =1+1", "'  =1+1"),
            ("\u{200b}plain", "\u{200b}plain"),
            ("\u{202e}=1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("a = b", "a = b"),
            ("-", "-"),
            ("-#12", "-#12"),
            ("-#12+A1", "'-#12+A1"),
            ("bell\u{7} and \u{1b}[2J", "bell and [2J"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(one(Cell::Text(text.into()), Cells::Harmless), expected, "{text:?}");
            assert_eq!(one(Cell::Text(text.into()), Cells::Raw), text);
        }
        assert_eq!(one(Cell::Figure("-0.5".into()), Cells::Harmless), "-0.5");
        let list = Cell::List(vec!["=1".into(), "two".into()]);
        assert_eq!(one(list, Cells::Harmless), "'=1; two");
    }

    #[test]
    fn excel_gets_its_mark_and_its_line_ends() {
        let rows = || vec![vec![Cell::Text("a,b".into()), Cell::Empty]];
        let excel = Style { ends: Ends::Excel, ..Style::default() };
        assert_eq!(written(rows(), excel), "\u{feff}one,two\r\n\"a,b\",\r\n");
        assert_eq!(written(rows(), Style::default()), "one,two\n\"a,b\",\n");
    }

    proptest! {
        #[test]
        fn raw_cells_come_back_as_they_were(rows in prop::collection::vec((any::<String>(), any::<String>()), 1..8)) {
            let cells = rows.iter().map(|(left, right)| vec![Cell::Text(left.into()), Cell::Text(right.into())]);
            let raw = Style { cells: Cells::Raw, ends: Ends::Plain };
            let text = written(cells.collect(), raw);
            let back: Vec<(String, String)> = csv::Reader::from_reader(text.as_bytes())
                .deserialize()
                .map(Result::unwrap)
                .collect();
            prop_assert_eq!(back, rows);
        }

        #[test]
        fn a_harmless_cell_never_begins_as_a_formula(text in any::<String>()) {
            let cell = one(Cell::Text((&text).into()), Cells::Harmless);
            prop_assert!(!is_formula(&cell), "{:?} became {:?}", text, cell);
            prop_assert!(!cell.chars().any(|character| character != '\n' && plain::is_unprintable(character)));
        }
    }
}
