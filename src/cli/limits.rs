//! `--max-…`: how much of anything is read, as typed.

use clap::Args;

use crate::input::{Limits, raised_by};

use super::settings::Problems;

/// Where help lists them.
const HEADING: &str = "Limits";

/// The caps of reading, as typed.
#[derive(Debug, Args)]
pub(super) struct LimitFlags {
    /// Refuse files that are larger, with the reason, and read the others; sizes here are as in
    /// 64MiB, 2GB or 5000 [default: 1TiB]
    #[arg(long, value_name = "SIZE", help_heading = HEADING)]
    max_file_size: Option<String>,

    /// Bytes of one page, message, response of a web archive, or record of XML [default: 64MiB]
    #[arg(long, value_name = "SIZE", help_heading = HEADING)]
    max_page_size: Option<String>,

    /// Lines of one page of text, pasted or in a message [default: 200000]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = HEADING)]
    max_lines: Option<String>,

    /// Bytes of one record of JSON, or line of JSON Lines [default: 64MiB]
    #[arg(long, value_name = "SIZE", help_heading = HEADING)]
    max_record_size: Option<String>,

    /// Bytes of one row of a table [default: 8MiB]
    #[arg(long, value_name = "SIZE", help_heading = HEADING)]
    max_row_size: Option<String>,

    /// Bytes that one packed file may unpack to, all that is packed within it included
    /// [default: 256GiB]
    #[arg(long, value_name = "SIZE", help_heading = HEADING)]
    max_unpacked_size: Option<String>,

    /// Times its own size that a packed file may unpack to, once that is more than 1 GiB
    /// [default: 200]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = HEADING)]
    max_unpacked_ratio: Option<String>,

    /// How often what is packed may be packed again [default: 4]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = HEADING)]
    max_layers: Option<String>,

    /// Files in one archive [default: 1000000]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = HEADING)]
    max_entries: Option<String>,

    /// Records of one file [default: 1000000000]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = HEADING)]
    max_records: Option<String>,

    /// How deep elements of XML, or messages, may lie within each other [default: 256]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = HEADING)]
    max_nesting: Option<String>,
}

/// More than any disk holds, and little enough to be reckoned with.
const MOST_BYTES: u64 = 1 << 50;
/// Programs that read what is nested need some of the stack for each level.
const MOST_NESTED: u64 = 1000;
/// Each layer is unpacked by a reader of its own.
const MOST_LAYERS: u64 = 64;

impl LimitFlags {
    pub(super) fn resolve(&self, problems: &mut Problems) -> Limits {
        let usual = Limits::default();
        let mut size = |name, typed: &Option<String>, usual| match typed {
            Some(typed) => size(name, typed, problems).unwrap_or(usual),
            None => usual,
        };
        let limits = Limits {
            file: size(raised_by::FILE, &self.max_file_size, usual.file),
            page: index(size(raised_by::PAGE, &self.max_page_size, usual.page as u64)),
            record: index(size(raised_by::RECORD, &self.max_record_size, usual.record as u64)),
            row: index(size(raised_by::ROW, &self.max_row_size, usual.row as u64)),
            unpacked: size(raised_by::UNPACKED, &self.max_unpacked_size, usual.unpacked),
            ..usual
        };
        let mut number = |name, typed: &Option<String>, (most, usual)| match typed {
            Some(typed) => number(name, typed, most, problems).unwrap_or(usual),
            None => usual,
        };
        let (lines, layers, nesting) =
            (usual.lines as u64, usual.layers as u64, usual.nesting as u64);
        let (entries, records) = (usual.entries as u64, usual.records as u64);
        Limits {
            lines: index(number(raised_by::LINES, &self.max_lines, (u64::MAX, lines))),
            ratio: number(raised_by::RATIO, &self.max_unpacked_ratio, (u64::MAX, usual.ratio)),
            layers: index(number(raised_by::LAYERS, &self.max_layers, (MOST_LAYERS, layers))),
            entries: index(number(raised_by::ENTRIES, &self.max_entries, (u64::MAX, entries))),
            records: index(number(raised_by::RECORDS, &self.max_records, (u64::MAX, records))),
            nesting: index(number(raised_by::NESTING, &self.max_nesting, (MOST_NESTED, nesting))),
            ..limits
        }
    }
}

fn index(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn size(name: &str, typed: &str, problems: &mut Problems) -> Option<u64> {
    let bytes = bytes(typed).filter(|bytes| (1..=MOST_BYTES).contains(bytes));
    if bytes.is_none() {
        problems.add_with(
            format!("{name} {typed}: not a size"),
            format!("give bytes from 1, with a unit if you like, as in {name} 64MiB or {name} 2GB"),
        );
    }
    bytes
}

fn number(name: &str, typed: &str, most: u64, problems: &mut Problems) -> Option<u64> {
    let count = typed.parse().ok().filter(|count| (1..=most).contains(count));
    if count.is_none() {
        let to = if most == u64::MAX { String::new() } else { format!(" to {most}") };
        problems.add_with(
            format!("{name} {typed}: not a whole number from 1{to}"),
            format!("write it as in {name} 10"),
        );
    }
    count
}

/// A number of bytes as people type it: `64MiB`, `1.5 GB`, `64M` (of 1024), `5000`.
fn bytes(typed: &str) -> Option<u64> {
    let typed = typed.trim();
    let end = typed.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (count, unit) = typed.split_at(end.unwrap_or(typed.len()));
    let (base, power): (u64, u32) = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => (1, 0),
        "kb" => (1000, 1),
        "mb" => (1000, 2),
        "gb" => (1000, 3),
        "tb" => (1000, 4),
        "k" | "kib" => (1024, 1),
        "m" | "mib" => (1024, 2),
        "g" | "gib" => (1024, 3),
        "t" | "tib" => (1024, 4),
        _ => return None,
    };
    let unit = base.pow(power);
    let (whole, part) = count.split_once('.').unwrap_or((count, ""));
    let whole = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    // Three digits behind the point are as much as anybody means.
    let thousandths = match part.len() {
        0 => 0,
        digits @ 1..=3 => part.parse::<u64>().ok()? * 10_u64.pow(3 - u32::try_from(digits).ok()?),
        _ => return None,
    };
    whole.checked_add(unit.checked_mul(thousandths)? / 1000)
}

#[cfg(test)]
mod tests {
    use clap::{Arg, CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        limits: LimitFlags,
    }

    fn resolved(words: &[&str]) -> (Limits, Problems) {
        let words = std::iter::once("x").chain(words.iter().copied());
        let mut problems = Problems::default();
        let limits = Line::try_parse_from(words).unwrap().limits.resolve(&mut problems);
        (limits, problems)
    }

    #[test]
    fn sizes_are_read_as_people_type_them() {
        let cases = [
            ("5000", Some(5000)),
            ("64MiB", Some(64 << 20)),
            ("64 mib", Some(64 << 20)),
            ("2GB", Some(2_000_000_000)),
            ("1.5KB", Some(1500)),
            ("1.25k", Some(1280)),
            ("0.0625 TiB", None),
            ("3T", Some(3 << 40)),
            ("7 bytes", Some(7)),
            ("", None),
            ("MiB", None),
            ("12 parsecs", None),
            ("-1", None),
            ("99999999999999999999", None),
            ("1.2.3", None),
            ("1e6", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(bytes(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn each_limit_is_set_by_the_option_that_a_refusal_names() {
        let set = |words: [&str; 2]| resolved(&words).0;
        let usual = Limits::default();
        for (words, expected) in [
            ([raised_by::FILE, "7KiB"], Limits { file: 7168, ..usual }),
            ([raised_by::PAGE, "7KiB"], Limits { page: 7168, ..usual }),
            ([raised_by::LINES, "7"], Limits { lines: 7, ..usual }),
            ([raised_by::RECORD, "7KiB"], Limits { record: 7168, ..usual }),
            ([raised_by::ROW, "7KiB"], Limits { row: 7168, ..usual }),
            ([raised_by::UNPACKED, "7KiB"], Limits { unpacked: 7168, ..usual }),
            ([raised_by::RATIO, "7"], Limits { ratio: 7, ..usual }),
            ([raised_by::LAYERS, "7"], Limits { layers: 7, ..usual }),
            ([raised_by::ENTRIES, "7"], Limits { entries: 7, ..usual }),
            ([raised_by::RECORDS, "7"], Limits { records: 7, ..usual }),
            ([raised_by::NESTING, "7"], Limits { nesting: 7, ..usual }),
        ] {
            assert_eq!(set(words), expected, "{words:?}");
        }
        assert_eq!(resolved(&[]).0, usual);
    }

    #[test]
    fn help_names_the_limit_that_holds_where_nothing_is_typed() {
        let program = Line::command();
        let mut told = 0;
        for arg in program.get_arguments().filter(|it| it.get_help_heading() == Some(HEADING)) {
            let option = format!("--{}", arg.get_long().unwrap());
            let help = arg.get_help().unwrap().to_string().replace('\n', " ");
            let usual = help.split_once("[default: ").unwrap().1.trim_end_matches(']');
            let (limits, problems) = resolved(&[&option, usual]);
            assert_eq!((limits, problems.is_empty()), (Limits::default(), true), "{help}");
            assert_ne!(resolved(&[&option, "7"]).0, Limits::default(), "{option}");
            told += 1;
        }
        assert_eq!(told, 11);
        let ratio = program.get_arguments().find(|it| it.get_long() == Some("max-unpacked-ratio"));
        let help = ratio.and_then(Arg::get_help).unwrap().to_string();
        assert!(help.contains("once that is more than 1 GiB"), "{help}");
        assert_eq!(bytes("1 GiB"), Some(Limits::default().unpacked_anyway));
    }

    #[test]
    fn what_is_no_limit_is_told_and_the_usual_one_stays() {
        let words = [
            "--max-page-size=0",
            "--max-row-size=big",
            "--max-file-size=2000TiB",
            "--max-nesting=1001",
            "--max-layers=65",
            "--max-lines=0",
            "--max-records=0",
        ];
        let (limits, problems) = resolved(&words);
        assert_eq!(limits, Limits::default());
        let message = problems.settle().unwrap_err().message;
        assert_eq!(message.lines().count(), words.len(), "{message}");
    }
}
