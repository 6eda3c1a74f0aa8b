//! A CSV file as a person made it → rows with named columns and the numbers a spreadsheet shows.
//!
//! Gold files and verdicts are such files: comma, semicolon or tab, with or without a byte order
//! mark, any line ends. Deliberately absent: exports of articles, which `input` reads, and what
//! the columns mean. The whole file is in memory, about twice.

use csv::{ByteRecord, ReaderBuilder};
use thiserror::Error;

/// A file that cannot be used: what and where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct BadSheet {
    /// Lower case, no full stop: what is wrong, and in which row.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl BadSheet {
    /// What is wrong, and what to do about it.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> BadSheet {
        BadSheet { message: message.into(), hint: hint.into() }
    }
}

/// A file of rows under a header.
pub struct Table<'a> {
    name: &'a str,
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// One row and its number: the header's is 1, empty lines count.
pub struct Row {
    /// Its number, from 1.
    pub number: usize,
    cells: Vec<String>,
}

impl Row {
    /// The cell of a column, trimmed; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| {
            let cell = cell.trim();
            without_formula_guard(cell)
        })
    }
}

/// Reports put an apostrophe before a cell that a spreadsheet would run as a formula.
fn without_formula_guard(cell: &str) -> &str {
    let formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    match cell.strip_prefix('\'').map(str::trim_start) {
        Some(guarded) if guarded.starts_with(formula) => guarded,
        _ => cell,
    }
}

impl<'a> Table<'a> {
    /// Reads comma, semicolon or tab separated UTF-8, with or without a byte order mark.
    pub fn read(name: &'a str, bytes: &[u8]) -> Result<Table<'a>, BadSheet> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = str::from_utf8(bytes).map_err(|error| {
            let row = 1 + newlines(&bytes[..error.valid_up_to()]);
            BadSheet::new(format!("{name}, row {row}: not UTF-8 text"), "save it as \"CSV UTF-8\"")
        })?;
        let text = text.replace("\r\n", "\n");
        let mut table = Table { name, columns: Vec::new(), rows: Vec::new() };
        let mut rows = records(name, &text)?.into_iter();
        if let Some(header) = rows.next() {
            let cells = header.cells.iter();
            table.columns = cells.map(|cell| cell.trim().to_lowercase()).collect();
        }
        table.rows = rows.collect();
        Ok(table)
    }

    /// That there is a row in it.
    pub fn with_rows(self) -> Result<Table<'a>, BadSheet> {
        if self.rows.is_empty() {
            return Err(BadSheet::new(
                format!("{}: no rows in it", self.name),
                "it needs a header and a row for each article or pair",
            ));
        }
        Ok(self)
    }

    /// Its rows, the header aside.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The names of its columns, in lower case.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The first of some names that is a column.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let mut places = names.iter().filter_map(|name| {
            let mut columns = self.columns.iter();
            columns.position(|column| column == name)
        });
        places.next()
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        self.name
    }

    /// That columns are missing: which are needed, and which there are.
    pub fn without(&self, wanted: &str) -> BadSheet {
        self.fault(
            1,
            &format!("the columns needed are {wanted}"),
            &format!("the columns found are: {}", self.columns.join(", ")),
        )
    }

    /// A fault in a row.
    pub fn fault(&self, row: usize, what: &str, hint: &str) -> BadSheet {
        BadSheet::new(format!("{}, row {row}: {what}", self.name), hint)
    }
}

fn records(name: &str, text: &str) -> Result<Vec<Row>, BadSheet> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let (mut rows, mut record, mut end, mut number) = (Vec::new(), ByteRecord::new(), 0, 0);
    loop {
        let rest = &text.as_bytes()[end..];
        let empty = rest.iter().take_while(|byte| **byte == b'\n').count();
        let more = reader.read_byte_record(&mut record).map_err(|error| {
            BadSheet::new(format!("{name}, row {}: {error}", number + 1), "save it as CSV again")
        })?;
        if !more {
            return Ok(rows);
        }
        number += 1 + empty;
        end =
            usize::try_from(reader.position().byte()).map_or(text.len(), |end| end.min(text.len()));
        let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
        rows.push(Row { number, cells: cells.collect() });
    }
}

/// What parts the cells of the header: the most frequent of those in use, a comma in doubt.
fn delimiter(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or_default();
    let count = |byte: u8| header.bytes().filter(|other| *other == byte).count();
    let mut best = b',';
    for other in [b';', b'\t'] {
        if count(best) < count(other) {
            best = other;
        }
    }
    best
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let table = Table::read("t.csv", text.as_bytes()).unwrap();
        let rows = table.rows.iter().map(|row| {
            let cells = (0..row.cells.len()).map(|at| row.cell(at).to_owned());
            (row.number, cells.collect())
        });
        rows.collect()
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        for (text, expected) in [
            ("a,b\n1,2\n3,4\n", vec![2, 3]),
            ("a,b\r\n1,2\r\n\r\n3,4\r\n", vec![2, 4]),
            ("\u{feff}a,b\n\n\n1,\"two\nlines\"\n3,4", vec![4, 5]),
            ("\na,b\n1,2", vec![3]),
        ] {
            let numbers: Vec<usize> = cells(text).into_iter().map(|(number, _)| number).collect();
            assert_eq!(numbers, expected, "{text:?}");
        }
    }

    #[test]
    fn commas_semicolons_and_tabs_part_cells() {
        for text in ["a,b\n1,x;y\n", "a;b\n1;x;y\n", "a\tb\n1\tx;y\n"] {
            assert_eq!(cells(text)[0].1[0], "1", "{text:?}");
        }
    }

    #[test]
    fn the_apostrophe_that_guards_against_formulas_is_no_part_of_a_name() {
        let rows = cells("a,b\n'-#1,'tis\n");
        assert_eq!(rows[0].1, ["-#1", "'tis"]);
    }

    #[test]
    fn a_file_in_another_encoding_names_the_row() {
        let fault = Table::read("t.csv", b"id,cluster\na,1\n\xE9,2\n").err().unwrap();
        assert_eq!(fault.to_string(), "t.csv, row 3: not UTF-8 text");
    }
}
