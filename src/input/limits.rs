//! How much of anything is read: the one place where every cap of reading stands.
//!
//! In: what was asked for, else the defaults. Out: caps that the readers ask. What is above one is
//! refused with the reason, and reading goes on behind it wherever there is a behind.

use memchr::memchr_iter;

use crate::article::Reason;

/// The most that is read of anything. The defaults are far above what newsrooms hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file as it lies on the disk.
    pub file: u64,
    /// Bytes of one page, message, response or XML record: some fifty times a very long saved page.
    pub page: usize,
    /// Lines of one page of text: what is known of each takes a hundred times its letters.
    pub lines: usize,
    /// Bytes of one record of JSON.
    pub record: usize,
    /// Bytes of one row of a table: a quote that is never closed is given up there.
    pub row: usize,
    /// Bytes that one packed file may unpack to, all that is packed within it included.
    pub unpacked: u64,
    /// Times its own size that a packed file may unpack to, once that is more than
    /// [`Limits::unpacked_anyway`].
    pub ratio: u64,
    /// Bytes that a packed file may unpack to however small it is.
    pub unpacked_anyway: u64,
    /// How often what is packed may be packed again.
    pub layers: usize,
    /// Files in one archive.
    pub entries: usize,
    /// Records of one file.
    pub records: usize,
    /// How deep elements of XML may lie within each other.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file: 1 << 40,
            page: 64 << 20,
            lines: 200_000,
            record: 64 << 20,
            row: 8 << 20,
            unpacked: 256 << 30,
            // Deflate reaches 1032 times on zeros, on news some 4 times; lists of the same few
            // lines over and over reach a hundred.
            ratio: 200,
            unpacked_anyway: 1 << 30,
            layers: 4,
            entries: 1_000_000,
            records: 1_000_000_000,
            nesting: 256,
        }
    }
}

/// What raises each cap on the command line, as a refusal names it.
pub mod raised_by {
    /// [`super::Limits::file`].
    pub const FILE: &str = "--max-file-size";
    /// [`super::Limits::page`].
    pub const PAGE: &str = "--max-page-size";
    /// [`super::Limits::lines`].
    pub const LINES: &str = "--max-lines";
    /// [`super::Limits::record`].
    pub const RECORD: &str = "--max-record-size";
    /// [`super::Limits::row`].
    pub const ROW: &str = "--max-row-size";
    /// [`super::Limits::unpacked`].
    pub const UNPACKED: &str = "--max-unpacked-size";
    /// [`super::Limits::ratio`].
    pub const RATIO: &str = "--max-unpacked-ratio";
    /// [`super::Limits::layers`].
    pub const LAYERS: &str = "--max-layers";
    /// [`super::Limits::entries`].
    pub const ENTRIES: &str = "--max-entries";
    /// [`super::Limits::records`].
    pub const RECORDS: &str = "--max-records";
    /// [`super::Limits::nesting`].
    pub const NESTING: &str = "--max-nesting";
}

/// Refuses a text of more lines than a page may have.
pub(super) fn refuse_lines(text: &str, most: usize) -> Result<(), Reason> {
    let count = |end| memchr_iter(end, text.as_bytes()).count();
    let rare = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    if most < count(b'\n').max(count(b'\r')) + text.matches(rare).count() {
        return Err(Reason::Unreadable(format!(
            "more than {}, the most that one page may have ({})",
            counted(most, "line", "lines"),
            raised_by::LINES
        )));
    }
    Ok(())
}

/// A limit as a message says it: `1 line`, `200000 lines`, as it would be typed.
pub(super) fn counted(most: usize, one: &str, many: &str) -> String {
    if most == 1 { format!("1 {one}") } else { format!("{most} {many}") }
}

/// A number of bytes as a message says it: `64 MiB`.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let whole =
        UNITS.iter().find(|(bits, _)| 1 << bits <= count && count.is_multiple_of(1 << bits));
    match whole {
        Some((bits, unit)) => format!("{} {unit}", count >> bits),
        None if count == 1 => "1 byte".to_owned(),
        None => format!("{count} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_more_lines_than_any_page_is_refused() {
        for end in ["\n", "\r", "\r\n", "a\n\n", "\u{b}", "\u{2028}"] {
            let ends = end.matches('\n').count().max(1);
            assert_eq!(refuse_lines(&end.repeat(60 / ends), 60), Ok(()), "{end:?}");
            assert!(refuse_lines(&end.repeat(60 / ends + 1), 60).is_err(), "{end:?}");
        }
    }

    #[test]
    fn a_number_of_bytes_is_told_in_its_largest_whole_unit() {
        let cases = [
            (64 << 20, "64 MiB"),
            (3 << 30, "3 GiB"),
            (1 << 40, "1 TiB"),
            (2048, "2 KiB"),
            (1500, "1500 bytes"),
            (1, "1 byte"),
            (0, "0 bytes"),
        ];
        for (count, expected) in cases {
            assert_eq!(bytes(count), expected);
        }
    }
}
