//! What kind of file it is: how it begins says it where that is plain (a page, a feed, a message,
//! an archive of the web), else its name, and where that says nothing, its beginning again.

use std::path::Path;

use super::decode;
use super::mapping::{self, Problem};
use super::stream::Stream;
use super::table;
use super::walk;
use crate::article::Reason;

/// A kind of file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text pasted from a page.
    Pasted,
    /// The same with Markdown's marks.
    Markdown,
    /// A saved page.
    Html,
    /// A saved page with all that it shows.
    Mhtml,
    /// A message: a newsletter, or an article that was sent.
    Mail,
    /// RSS or Atom.
    Feed,
    /// NewsML-G2 of an agency.
    NewsMl,
    /// NITF of an agency.
    Nitf,
    /// What a crawler kept.
    Warc,
    /// A JSON object on each line.
    JsonLines,
    /// A JSON array or object.
    Json,
    /// Rows under a header.
    Table,
}

impl Kind {
    /// Every kind with the name it is asked for by, and what it is.
    pub const ALL: [(Kind, &str, &str); 12] = [
        (Kind::Pasted, "txt", "pages pasted as text"),
        (Kind::Markdown, "md", "the same with Markdown's marks"),
        (Kind::Html, "html", "a saved web page"),
        (Kind::Mhtml, "mhtml", "a saved web page with all it shows"),
        (Kind::Mail, "eml", "a message or newsletter"),
        (Kind::Feed, "feed", "RSS or Atom"),
        (Kind::NewsMl, "newsml", "NewsML-G2"),
        (Kind::Nitf, "nitf", "NITF"),
        (Kind::Warc, "warc", "what a web crawler kept"),
        (Kind::JsonLines, "jsonl", "a JSON object on each line"),
        (Kind::Json, "json", "JSON: lists, answers, JSON Feed, ninjs"),
        (Kind::Table, "csv", "rows under a header, by comma, semicolon or tab"),
    ];

    /// The kind of that name; endings of file names are names too.
    pub fn named(name: &str) -> Result<Kind, Problem> {
        let name = name.trim().trim_start_matches('.').to_lowercase();
        if let Some((kind, ..)) = Kind::ALL.iter().find(|(_, known, _)| *known == name) {
            return Ok(*kind);
        }
        if let (Named::Kind(kind), _) = by_name(&format!("x.{name}")) {
            return Ok(kind);
        }
        let names = Kind::ALL.map(|(_, name, _)| name);
        let others = ["rss", "atom", "mht", "tsv", "ndjson"];
        let meant = mapping::meant(&name, names.into_iter().chain(others));
        Err(Problem {
            message: format!("--format-in {name}: no format that is read"),
            hint: match meant {
                Some(meant) => format!("did you mean --format-in {meant}?"),
                None => format!("formats are {}", names.join(", ")),
            },
        })
    }
}

/// The kind of a file, or why it is none that is read. A kind that somebody asked for stands
/// before what its name or its beginning says, but makes no text of what is none.
pub(super) fn kind(path: &Path, stream: &Stream, asked: Option<Kind>) -> Result<Kind, Reason> {
    let whole = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (name, packing) = unpacked_name(&whole);
    let (named, ending) = match asked {
        Some(kind) => (Named::Asked(kind), String::new()),
        None if walk::is_stdin(path) => (Named::Nothing, String::new()),
        None => by_name(name),
    };
    if let Some((_, packer)) = packing
        && stream.is_plain
        && !stream.sample.is_empty()
    {
        let (_, ending) = whole.rsplit_once('.').unwrap_or_default();
        let why = format!("named .{ending}, but not packed by {packer}");
        return Err(Reason::Unreadable(why));
    }
    let head = decode::text(&stream.sample, None);
    let plain = match named {
        Named::Asked(_) => None,
        _ => plainly(&stream.sample, &head),
    };
    if let (Named::Other, None) = (named, plain) {
        let packed = packing.map_or("", |(packed, _)| packed);
        return Err(unread(format!("{ending}{packed}")));
    }
    if head.trim().is_empty() && stream.is_short() {
        return Err(stream.failed.clone().map_or(Reason::Empty, Reason::Unreadable));
    }
    if plain == Some(Kind::Warc) {
        return Ok(Kind::Warc);
    }
    if let (false, Some(what)) = (named.is(Kind::Warc), binary(&stream.sample, &head)) {
        return Err(unread(what.to_owned()));
    }
    match (named, plain) {
        (Named::Asked(kind), _) => Ok(kind),
        (Named::Kind(Kind::Json), None) => Ok(json(&head)),
        (Named::Kind(Kind::JsonLines), None) if is_laid_out(&head) => Ok(Kind::Json),
        (_, Some(plain)) => Ok(plain),
        (Named::Kind(kind), None) => Ok(kind),
        (Named::Xml, None) => Err(other_xml(&head, &ending)),
        (Named::Nothing | Named::Other, None) => by_beginning(&head),
    }
}

/// Whether a file is an archive whose files are read one by one, if its name does not say that it
/// is something else which only is packed as one.
pub(super) fn is_archive(path: &Path, stream: &Stream) -> bool {
    let begins = [&b"PK\x03\x04"[..], b"PK\x05\x06"].iter().any(|it| stream.sample.starts_with(it));
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (named, ending) = by_name(unpacked_name(&name).0);
    begins && (walk::is_stdin(path) || ending == ".zip" || !matches!(named, Named::Other))
}

/// A name without the ending that says how it is packed, that ending, and what packs so.
fn unpacked_name(name: &str) -> (&str, Option<(&'static str, &'static str)>) {
    const PACKED: [(&str, &str); 3] = [(".gz", "gzip"), (".zst", "zstd"), (".zstd", "zstd")];
    let packed = PACKED.iter().find(|(ending, _)| name.ends_with(ending));
    match packed {
        Some((ending, packer)) => (&name[..name.len() - ending.len()], Some((ending, packer))),
        None => (name, None),
    }
}

/// That a kind of file is not read, with how it can be if it is a document.
fn unread(what: String) -> Reason {
    let name = what.strip_prefix('.').map_or(&*what, |ending| unpacked_name(ending).0);
    Reason::UnknownKind(match name {
        "pdf" | "PDF" => format!("{what} ({VIA}, as in --via \"pdftotext -layout - -\")"),
        _ if DOCUMENTS.contains(&name) => format!("{what} ({VIA})"),
        _ => what,
    })
}

/// What makes a document one that is read.
const VIA: &str = "--via names a program that makes text of it";
/// Documents of text, by their ending or by what their beginning shows.
const DOCUMENTS: [&str; 11] =
    ["doc", "docm", "docx", "dot", "dotx", "epub", "odt", "pages", "rtf", "Office document", "RTF"];

#[derive(Clone, Copy)]
enum Named {
    Asked(Kind),
    Kind(Kind),
    /// XML of a kind that only its beginning tells.
    Xml,
    Other,
    Nothing,
}

impl Named {
    fn is(self, kind: Kind) -> bool {
        matches!(self, Named::Asked(it) | Named::Kind(it) if it == kind)
    }
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
        "mhtml" | "mht" => Named::Kind(Kind::Mhtml),
        "eml" => Named::Kind(Kind::Mail),
        "rss" | "atom" => Named::Kind(Kind::Feed),
        "nitf" => Named::Kind(Kind::Nitf),
        "newsml" => Named::Kind(Kind::NewsMl),
        "xml" | "rdf" => Named::Xml,
        "warc" => Named::Kind(Kind::Warc),
        "jsonl" | "ndjson" => Named::Kind(Kind::JsonLines),
        "json" => Named::Kind(Kind::Json),
        "csv" | "tsv" | "tab" => Named::Kind(Kind::Table),
        _ if is_ending => Named::Other,
        _ => Named::Nothing,
    };
    (named, format!(".{ending}"))
}

/// The kind of file that begins in a way that no other does.
fn plainly(sample: &[u8], head: &str) -> Option<Kind> {
    if sample.starts_with(b"WARC/") {
        return Some(Kind::Warc);
    }
    if begins_as_html(head) {
        return Some(Kind::Html);
    }
    if let Some((root, _)) = root(head) {
        return match root {
            "rss" | "feed" | "RDF" => Some(Kind::Feed),
            "newsItem" | "newsMessage" | "packageItem" | "knowledgeItem" | "conceptItem"
            | "planningItem" => Some(Kind::NewsMl),
            "nitf" => Some(Kind::Nitf),
            _ => None,
        };
    }
    message(head)
}

/// The first element of XML: its name without a prefix, and what stands behind it.
fn root(head: &str) -> Option<(&str, &str)> {
    let mut rest = head.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let after = if let Some(after) = rest.strip_prefix("<?") {
            after.split_once("?>")?.1
        } else if let Some(after) = rest.strip_prefix("<!--") {
            after.split_once("-->")?.1
        } else if let Some(after) = rest.strip_prefix("<!DOCTYPE") {
            match (after.find('['), after.find('>')) {
                (Some(open), Some(end)) if open < end => {
                    after.split_once(']')?.1.split_once('>')?.1
                }
                _ => after.split_once('>')?.1,
            }
        } else {
            break;
        };
        rest = after.trim_start();
    }
    let rest = rest.strip_prefix('<')?;
    let end = rest.find(|letter: char| letter.is_whitespace() || "/>".contains(letter))?;
    let name = &rest[..end];
    if !name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
        return None;
    }
    Some((name.rsplit_once(':').map_or(name, |(_, name)| name), &rest[end..]))
}

fn other_xml(head: &str, ending: &str) -> Reason {
    Reason::UnknownKind(match root(head) {
        Some((root, _)) => {
            format!("XML whose root is <{}>", root.chars().take(40).collect::<String>())
        }
        None => format!("{ending}, but no XML in it"),
    })
}

/// Whether text begins with the header of a message, and then, of what kind it is.
fn message(head: &str) -> Option<Kind> {
    const OF_MAIL: [&str; 5] =
        ["mime-version", "message-id", "received", "return-path", "snapshot-content-location"];
    let head =
        head.strip_prefix("From ").and_then(|rest| rest.split_once('\n')).map_or(head, |it| it.1);
    let mut names: Vec<String> = Vec::new();
    let mut related = false;
    for line in head.lines() {
        if line.trim().is_empty() {
            break;
        }
        related |= line.to_lowercase().contains("multipart/related");
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue;
        }
        let (name, _) = line.split_once(':')?;
        let is_name = name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
        if !is_name || name.is_empty() {
            return None;
        }
        names.push(name.to_lowercase());
    }
    let has = |name: &str| names.iter().any(|it| it == name);
    let is_page = has("snapshot-content-location")
        || related && !["message-id", "received", "to"].iter().any(|name| has(name));
    let is_message = 2 <= names.len() && OF_MAIL.iter().any(|name| has(name));
    is_message.then_some(if is_page { Kind::Mhtml } else { Kind::Mail })
}

fn by_beginning(head: &str) -> Result<Kind, Reason> {
    if head.trim_start().starts_with("<?xml") {
        return Err(other_xml(head, "XML"));
    }
    if mapping::is_markup(head) {
        return Ok(Kind::Html);
    }
    if begins_as_json(head) {
        return Ok(json(head));
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
    (b"PK\x03\x04", "ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "Office document"),
    (b"{\\rtf", "RTF"),
    (b"BZh", "packed by bzip2"),
    (b"\xFD7zXZ", "packed by xz"),
];

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::input::stream;

    fn check(name: &str, bytes: &[u8]) -> Result<Kind, Reason> {
        kind(Path::new(name), &stream::unpack(Cursor::new(bytes.to_vec())), None)
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
        let cases: [(&str, &[u8], Reason); 11] = [
            ("a.docx", b"PK\x03\x04", unread(".docx".to_owned())),
            ("a.jpg", b"\xFF\xD8", Reason::UnknownKind(".jpg".to_owned())),
            ("a.txt", b"%PDF-1.4", unread("PDF".to_owned())),
            ("a.odt.gz", b"", unread(".odt.gz".to_owned())),
            ("a.tar.gz", b"", Reason::UnknownKind(".tar.gz".to_owned())),
            ("a.txt", &noise, Reason::UnknownKind("binary data".to_owned())),
            ("a.csv", b"PK\x03\x04", Reason::UnknownKind("ZIP archive".to_owned())),
            ("a.txt", b"", Reason::Empty),
            ("a.txt", b"\xEF\xBB\xBF", Reason::Empty),
            ("a.csv", b"\xFF\xFE", Reason::Empty),
            (
                "-",
                b"<?xml version='1.0'?><opml>",
                Reason::UnknownKind("XML whose root is <opml>".to_owned()),
            ),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(check(name, bytes), Err(expected), "{name}");
        }
        assert!(matches!(check("a.txt.gz", b"plain"), Err(Reason::Unreadable(_))));
    }

    #[test]
    fn of_documents_it_is_told_how_they_can_be_read() {
        let told = |what: &str| unread(what.to_owned()).to_string();
        for document in ["PDF", "Office document", "RTF", ".pdf", ".docx", ".doc.gz", ".odt"] {
            assert!(told(document).contains("--via"), "{document}");
        }
        for other in [".jpg", "ZIP archive", "binary data", ".xlsx", ".docs", ".gz"] {
            assert_eq!(told(other), format!("not a kind of file that is read: {other}"));
        }
    }

    #[test]
    fn how_a_file_begins_stands_before_its_name() {
        let mail = "Received: from a\n by b\nSubject: x\n\ntext";
        let saved = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n";
        let cases = [
            ("<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>", Kind::Feed),
            ("\u{FEFF}<feed xmlns='http://www.w3.org/2005/Atom'>", Kind::Feed),
            ("<rdf:RDF xmlns:rdf='x'>", Kind::Feed),
            ("<!DOCTYPE nitf SYSTEM 'x' [<!ENTITY a '>'>]>\n<nitf>", Kind::Nitf),
            ("<newsMessage xmlns='x'>", Kind::NewsMl),
            ("<n:newsItem xmlns:n='x'>", Kind::NewsMl),
            ("WARC/1.0\r\nWARC-Type: response", Kind::Warc),
            (mail, Kind::Mail),
            (saved, Kind::Mhtml),
        ];
        for name in ["a.txt", "a.html", "a.xml", "a.php", "a", "-"] {
            for (text, expected) in cases {
                assert_eq!(check(name, text.as_bytes()), Ok(expected), "{name} {text}");
            }
        }
        // Front matter is no header of a message, and a sentence none either.
        assert_eq!(check("a.txt", b"Received: nothing yet\n\nHe said so."), Ok(Kind::Pasted));
        assert_eq!(check("a.txt", b"Outlet: A\nDate: 1 May\n\ntext"), Ok(Kind::Pasted));
    }

    #[test]
    fn a_stray_zero_makes_no_binary() {
        assert_eq!(check("a.txt", &[&b"\0"[..], &b"word ".repeat(20)].concat()), Ok(Kind::Pasted));
    }
}
