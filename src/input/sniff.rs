//! What kind of file it is: its name says, and where that says nothing, its beginning.

use std::path::Path;

use super::decode;
use super::mapping;
use super::stream::Stream;
use super::table;
use super::walk;
use crate::article::Reason;

/// A kind of file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text pasted from a page.
    Pasted,
    /// The same with Markdown's marks.
    Markdown,
    /// A saved page.
    Html,
    /// A JSON object on each line.
    JsonLines,
    /// A JSON array or object.
    Json,
    /// Rows under a header.
    Table,
}

/// The kind of a file, or why it is none that is read.
pub(super) fn kind(path: &Path, stream: &Stream) -> Result<Kind, Reason> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let packed = name.strip_suffix(".gz");
    let (named, ending) = if walk::is_stdin(path) {
        (Named::Nothing, String::new())
    } else {
        by_name(packed.unwrap_or(&name))
    };
    if packed.is_some() && stream.is_plain && !stream.sample.is_empty() {
        return Err(Reason::Unreadable("named .gz, but not packed by gzip".to_owned()));
    }
    let head = decode::text(&stream.sample, None);
    let binary = binary(&stream.sample, &head);
    let html = binary.is_none() && begins_as_html(&head);
    if let (Named::Other, false) = (named, html) {
        let packed = if packed.is_some() { ".gz" } else { "" };
        return Err(Reason::UnknownKind(format!("{ending}{packed}")));
    }
    if head.trim().is_empty() && stream.is_short() {
        return Err(stream.failed.clone().map_or(Reason::Empty, Reason::Unreadable));
    }
    if let Some(what) = binary {
        return Err(Reason::UnknownKind(what.to_owned()));
    }
    match named {
        Named::Kind(Kind::Pasted | Kind::Markdown) | Named::Other if html => Ok(Kind::Html),
        Named::Kind(Kind::Json) => Ok(json(&head)),
        Named::Kind(Kind::JsonLines) if is_laid_out(&head) => Ok(Kind::Json),
        Named::Kind(kind) => Ok(kind),
        Named::Nothing | Named::Other => by_beginning(&head),
    }
}

#[derive(Clone, Copy)]
enum Named {
    Kind(Kind),
    Other,
    Nothing,
}

fn by_name(name: &str) -> (Named, String) {
    let Some((_, ending)) = name.rsplit_once('.') else {
        return (Named::Nothing, String::new());
    };
    let is_ending = (1..=8).contains(&ending.len())
        && ending.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && !ending.bytes().all(|letter| letter.is_ascii_digit());
    let named = match ending {
        "txt" | "text" => Named::Kind(Kind::Pasted),
        "md" | "markdown" => Named::Kind(Kind::Markdown),
        "html" | "htm" | "xhtml" => Named::Kind(Kind::Html),
        "jsonl" | "ndjson" => Named::Kind(Kind::JsonLines),
        "json" => Named::Kind(Kind::Json),
        "csv" | "tsv" | "tab" => Named::Kind(Kind::Table),
        _ if is_ending => Named::Other,
        _ => Named::Nothing,
    };
    (named, format!(".{ending}"))
}

fn by_beginning(head: &str) -> Result<Kind, Reason> {
    if begins_as_html(head) || mapping::is_markup(head) {
        return Ok(Kind::Html);
    }
    if begins_as_json(head) {
        return Ok(json(head));
    }
    if head.trim_start().starts_with("<?xml") {
        return Err(Reason::UnknownKind("XML".to_owned()));
    }
    Ok(if table::begins(head) { Kind::Table } else { Kind::Pasted })
}

/// Whether text begins as a whole HTML page does.
fn begins_as_html(head: &str) -> bool {
    let mut rest = head.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some((_, after)) = comment.split_once("-->") else {
            break;
        };
        rest = after.trim_start();
    }
    let xml = rest.starts_with("<?xml");
    let begins = |page: &str, mark: &str| {
        page.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    if xml {
        let after = rest.split_once("?>").map_or("", |(_, after)| after.trim_start());
        return begins(after, "<html") || begins(after, "<!doctype html");
    }
    ["<!doctype html", "<html", "<head>", "<body"].iter().any(|mark| begins(rest, mark))
}

fn begins_as_json(head: &str) -> bool {
    let mut letters = head.chars().filter(|letter| !letter.is_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), next) => matches!(next, Some('"' | '}')),
        (Some('['), next) => matches!(next, Some('{')),
        _ => false,
    }
}

/// Lines of JSON, or JSON over many lines: what the first line is by itself says it.
fn json(head: &str) -> Kind {
    let head = head.trim_start();
    let first = head.lines().next().unwrap_or_default();
    if first.starts_with('[') {
        return Kind::Json;
    }
    let more = head.get(first.len()..).is_some_and(|rest| !rest.trim().is_empty());
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    // A first line that is broken by itself still is one if the next begins a record as well.
    let next = head.lines().skip(1).map(str::trim).find(|line| !line.is_empty());
    let lines = more && (whole || next.is_some_and(|next| next.starts_with("{\"")));
    if lines { Kind::JsonLines } else { Kind::Json }
}

/// Whether what is called JSON Lines is an array, or an object over many lines.
fn is_laid_out(head: &str) -> bool {
    let head = head.trim_start();
    head.starts_with('[') || head.lines().next().is_some_and(|line| line.trim_end() == "{")
}

/// What bytes are that are no text.
fn binary(sample: &[u8], head: &str) -> Option<&'static str> {
    if decode::wide(sample).is_some() {
        return None;
    }
    let known = MAGIC.iter().find(|(magic, _)| sample.starts_with(magic));
    if let Some((_, what)) = known {
        return Some(what);
    }
    // Noise has 11 control characters in a hundred bytes; text has none, or a stray one.
    let controls = head.chars().filter(
        |letter| matches!(letter, '\0'..='\u{8}' | '\u{E}'..='\u{1A}' | '\u{1C}'..='\u{1F}'),
    );
    (head.chars().count() < 50 * controls.count()).then_some("binary data")
}

/// How files begin that are often given for text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP archive or Office document"),
    (b"\xD0\xCF\x11\xE0", "Office document"),
    (b"{\\rtf", "RTF"),
    (b"\x1F\x8B", "packed twice"),
    (b"\x28\xB5\x2F\xFD", "packed by zstd"),
    (b"BZh", "packed by bzip2"),
    (b"\xFD7zXZ", "packed by xz"),
];

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::input::stream;

    fn check(name: &str, bytes: &[u8]) -> Result<Kind, Reason> {
        kind(Path::new(name), &stream::unpack(Cursor::new(bytes.to_vec())))
    }

    #[test]
    fn the_name_decides_where_it_says_something() {
        let cases = [
            ("a.txt", "Title,text\n1,2", Kind::Pasted),
            ("a.MD", "# Headline", Kind::Markdown),
            ("a.htm", "no tags", Kind::Html),
            ("a.json", "{\"title\": 1}", Kind::Json),
            ("a.json", "{\"title\": 1}\n{\"title\": 2}\n", Kind::JsonLines),
            ("a.jsonl", "[{\"title\": 1},\n{\"title\": 2}]", Kind::Json),
            ("a.jsonl", "{broken\n{\"title\": 2}\n", Kind::JsonLines),
            ("a.tsv", "title\ttext", Kind::Table),
            ("a.txt", "\n<!-- saved --><!DOCTYPE html><p>x", Kind::Html),
            ("index.php", "<html><p>x", Kind::Html),
        ];
        for (name, text, expected) in cases {
            assert_eq!(check(name, text.as_bytes()), Ok(expected), "{name} {text}");
        }
    }

    #[test]
    fn the_beginning_decides_where_the_name_says_nothing() {
        let cases = [
            ("{\"id\": 1, \"text\": \"x\"}\n{\"id\": 2, \"text\": \"y\"}\n", Kind::JsonLines),
            (" [ {\"id\": 1}]", Kind::Json),
            ("{\n \"title\": \"x\"\n}", Kind::Json),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">", Kind::Html),
            ("title;text;date\na;b;c", Kind::Table),
            ("id,outlet,text\n1,2,3", Kind::Table),
            ("[Update] Ferry back in port\n\nThe ferry came back.", Kind::Pasted),
            ("Harbour reopens, text and pictures\n\nIt did.", Kind::Pasted),
            ("Title: Harbour\n\nIt did.", Kind::Pasted),
            ("{Correction} An earlier version", Kind::Pasted),
        ];
        for name in ["-", "noending", "Talks in St. Moritz end 12.30"] {
            for (text, expected) in cases {
                assert_eq!(check(name, text.as_bytes()), Ok(expected), "{name} {text}");
            }
        }
    }

    #[test]
    fn what_is_not_read_is_told_with_what_was_seen() {
        let noise: Vec<u8> = (0..4000_u32).map(|at| (at * at / 7 % 251) as u8).collect();
        let cases: [(&str, &[u8], Reason); 8] = [
            ("a.docx", b"PK\x03\x04", Reason::UnknownKind(".docx".to_owned())),
            ("a.tar.gz", b"", Reason::UnknownKind(".tar.gz".to_owned())),
            ("a.txt", &noise, Reason::UnknownKind("binary data".to_owned())),
            (
                "a.csv",
                b"PK\x03\x04",
                Reason::UnknownKind("ZIP archive or Office document".to_owned()),
            ),
            ("a.txt", b"", Reason::Empty),
            ("a.txt", b"\xEF\xBB\xBF", Reason::Empty),
            ("a.csv", b"\xFF\xFE", Reason::Empty),
            ("-", b"<?xml version='1.0'?><rss>", Reason::UnknownKind("XML".to_owned())),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(check(name, bytes), Err(expected), "{name}");
        }
        assert!(matches!(check("a.txt.gz", b"plain"), Err(Reason::Unreadable(_))));
    }

    #[test]
    fn a_stray_zero_makes_no_binary() {
        assert_eq!(check("a.txt", &[&b"\0"[..], &b"word ".repeat(20)].concat()), Ok(Kind::Pasted));
    }
}
