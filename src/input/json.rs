//! JSON Lines, JSON arrays and objects → records, one by one.
//!
//! An object is one record, unless it is an answer that holds a list of them (`articles`,
//! `response.docs`, …): then each of the list is. No file is held whole, however it is laid out;
//! what is broken is told with its line, and reading goes on behind it.

use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::sync::Arc;

use encoding_rs::UTF_8;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Options;
use super::decode;
use super::limits::{self, raised_by};
use super::lines::Mapper;
use super::mapping::{self, Plan};
use super::names::Found;
use super::stream::{Bytes, Stream};
use crate::article::Reason;

/// Members that hold a list of records.
const LISTS: &[&str] = &[
    "articles",
    "results",
    "docs",
    "items",
    "hits",
    "records",
    "stories",
    "entries",
    "news",
    "documents",
    "data",
    "rows",
    "posts",
    "pages",
];
/// Members that hold what holds the list.
const ANSWERS: &[&str] = &["response", "articles", "hits", "data", "result", "results", "feed"];

/// What is said of a file, or a record, whose end is missing.
const CUT: &str = "it ends within a record";

/// A record, or why there is none. An error that ends the file is a fault.
pub(super) type Parsed = Result<Value, Broken>;

/// Why a record is none.
pub(super) enum Broken {
    /// It cannot be parsed.
    Record(Reason),
    /// Nothing more can be read.
    File(Reason),
}

/// The records of a file that is an array, an object, or several of them.
pub(super) fn values(stream: Stream) -> Box<dyn Iterator<Item = Parsed> + Send> {
    let longest = stream.meter.limits().record;
    let scanner = Scanner { bytes: utf8(stream), line: 1, longest };
    let mut document = Document { scanner, inside: Inside::Top, feed: None };
    let mut ended = false;
    let next = move || {
        if ended {
            return None;
        }
        document.next().unwrap_or_else(|error| {
            ended = true;
            let why = format!("line {}: {error}", document.scanner.line);
            Some(vec![Err(Broken::File(Reason::Unreadable(why)))])
        })
    };
    Box::new(std::iter::from_fn(next).flatten())
}

/// The plan of the first record that can be read.
pub(super) fn plan(stream: Stream, options: &Options) -> Option<Plan> {
    let record = values(stream).find_map(Result::ok)?;
    Some(Plan::of(&mapping::flat(&record).0, options))
}

/// The records of such a file with their fields found.
pub(super) fn records(
    stream: Stream,
    options: &Arc<Options>,
) -> impl Iterator<Item = Found> + Send + use<> {
    let mut values = values(stream);
    let mut mapper = Mapper::new(options);
    let found = move || match values.next() {
        Some(parsed) => Some(vec![mapper.found(parsed)]),
        None => Some(mapper.missing()).filter(|missing| !missing.is_empty()),
    };
    std::iter::from_fn(found).flatten()
}

/// Columns that were asked for and have not been met yet.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    /// Each with its field.
    wanted: Vec<(String, String)>,
    seen: BTreeSet<String>,
}

impl Missing {
    pub(super) fn new(options: &Options) -> Missing {
        Missing { wanted: options.map.clone(), seen: BTreeSet::new() }
    }

    /// What another, which began where this one is, has met since.
    pub(super) fn learn(&mut self, other: Missing) {
        self.wanted.retain(|asked_for| other.wanted.contains(asked_for));
        self.seen.extend(other.seen);
    }

    pub(super) fn look_at(&mut self, columns: &[String]) {
        if self.wanted.is_empty() {
            return;
        }
        let names: Vec<String> = columns.iter().map(|it| mapping::normalized(it)).collect();
        self.wanted.retain(|(_, column)| mapping::find(column, columns, &names).is_none());
        // Enough to say what the file has; records may bring new names without end.
        if self.seen.len() < 1000 {
            self.seen.extend(columns.iter().cloned());
        }
    }

    /// What is said of those that no record has, once all are read.
    pub(super) fn told(&mut self) -> Vec<Found> {
        if self.seen.is_empty() {
            return Vec::new();
        }
        let columns: Vec<String> = self.seen.iter().cloned().collect();
        let missing = std::mem::take(&mut self.wanted);
        missing.iter().map(|it| Found::Unmapped(mapping::no_column(it, &columns))).collect()
    }
}

fn utf8(stream: Stream) -> Bytes {
    let charset = decode::wide(&stream.sample).unwrap_or(UTF_8);
    decode::recoded(stream, charset)
}

/// The records of a value's bytes, which begin on that line.
pub(super) fn record_list(bytes: &[u8], line: usize) -> Vec<Parsed> {
    match value(bytes) {
        Ok(Value::Object(object)) => unwrapped(object),
        Ok(_) => {
            let why = format!("line {line}: not an object");
            vec![Err(Broken::Record(Reason::Malformed(why)))]
        }
        Err(error) => vec![Err(Broken::Record(malformed(&error, line)))],
    }
}

/// A value; of one that is not in UTF-8, as JSON has to be, the character set is guessed.
fn value<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    match serde_json::from_slice(bytes) {
        Err(_) if std::str::from_utf8(bytes).is_err() => {
            serde_json::from_str(&decode::text(bytes, None))
        }
        value => value,
    }
}

fn malformed(error: &serde_json::Error, first: usize) -> Reason {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = error.to_string();
    let what = match what.strip_suffix(&place).unwrap_or(&what) {
        _ if error.is_eof() => CUT,
        "recursion limit exceeded" => "values within values, more than 128 deep",
        what => what,
    };
    let line = first + error.line().saturating_sub(1);
    Reason::Malformed(format!("line {line}, column {}: {what}", error.column()))
}

/// An object as a record, or the list of records in it.
fn unwrapped(object: Map<String, Value>) -> Vec<Parsed> {
    let is_list = |value: &Value| {
        value.as_array().is_some_and(|all| all.first().is_some_and(Value::is_object))
    };
    let list = |object: &Map<String, Value>| {
        let named =
            object.iter().find(|(name, value)| LISTS.contains(&name.as_str()) && is_list(value));
        named.map(|(name, _)| name.clone())
    };
    if object.keys().any(|name| mapping::holds_text(name)) {
        return vec![Ok(Value::Object(object))];
    }
    let is_named = |value: &Value| value.as_array().is_some_and(|all| holds_names(all));
    let lists = object.iter().filter(|(_, value)| is_list(value) && !is_named(value));
    let mut lists = lists.map(|(name, _)| name.clone());
    let only = lists.next().filter(|_| lists.next().is_none());
    let mut object = object;
    let found = list(&object).or_else(|| only.filter(|_| !tells_something(&object)));
    if let Some(Value::Array(all)) = found.and_then(|name| object.remove(&name)) {
        return all.into_iter().flat_map(element).collect();
    }
    let answer = object.iter().find_map(|(name, value)| {
        let inner = value.as_object().filter(|_| ANSWERS.contains(&name.as_str()))?;
        list(inner).map(|list| (name.clone(), list))
    });
    if let Some((name, list)) = answer
        && let Some(Value::Object(mut inner)) = object.remove(&name)
        && let Some(Value::Array(all)) = inner.remove(&list)
    {
        return all.into_iter().flat_map(element).collect();
    }
    vec![Ok(Value::Object(object))]
}

/// Whether the objects of a list are writers, tags or the like: they have names, and no headlines.
fn holds_names(list: &[Value]) -> bool {
    let columns = list.first().map(mapping::flat).unwrap_or_default().0;
    let tells = |columns: &[String]| Plan::of(columns, &Options::default()).tells_something();
    let others = columns.iter().filter(|name| !name.eq_ignore_ascii_case("name"));
    tells(&columns) && !tells(&others.cloned().collect::<Vec<_>>())
}

fn tells_something(object: &Map<String, Value>) -> bool {
    let columns: Vec<String> = object.keys().cloned().collect();
    Plan::of(&columns, &Options::default()).tells_something()
}

fn element(value: Value) -> Vec<Parsed> {
    if let Value::Object(object) = value {
        return unwrapped(object);
    }
    vec![Err(Broken::Record(Reason::Malformed("not an object".to_owned())))]
}

/// A JSON text that is read piece by piece.
struct Document {
    scanner: Scanner,
    inside: Inside,
    /// What a JSON Feed says of itself before its items.
    feed: Option<Feed>,
}

/// What a JSON Feed says of all its items.
struct Feed(Vec<(&'static str, Value)>);

impl Feed {
    /// Nothing if it is some other object with a list in it.
    fn of(object: &Map<String, Value>) -> Option<Feed> {
        let version = object.get("version")?.as_str()?;
        if !version.contains("jsonfeed.org/version") {
            return None;
        }
        let members = [("title", "outlet"), ("language", "language"), ("authors", "authors")];
        let said = members.iter().filter_map(|(name, of)| Some((*of, object.get(*name)?.clone())));
        Some(Feed(said.collect()))
    }

    /// Adds what an item does not say itself.
    fn complete(&self, item: &mut Value) {
        let Value::Object(item) = item else {
            return;
        };
        for (name, value) in &self.0 {
            let is_said = item.get(*name).is_some_and(|own| !own.is_null());
            if !is_said {
                item.insert((*name).to_owned(), value.clone());
            }
        }
    }
}

/// Where in a JSON text the next record is looked for.
enum Inside {
    /// Between values of their own.
    Top,
    /// In a list of records, so many objects deep.
    List(usize),
}

impl Document {
    fn next(&mut self) -> io::Result<Option<Vec<Parsed>>> {
        loop {
            let next = self.scanner.peek()?;
            match (&self.inside, next) {
                (Inside::Top, None) => return Ok(None),
                (Inside::Top, Some(b'[')) => {
                    self.scanner.bump();
                    self.inside = Inside::List(0);
                }
                (Inside::Top, Some(b'{')) => {
                    if let Some(records) = self.object()? {
                        return Ok(Some(records));
                    }
                }
                (Inside::List(_), None) => {
                    return Err(io::Error::other("the list of records is not closed"));
                }
                (Inside::List(depth), Some(b']')) => {
                    let depth = *depth;
                    self.scanner.bump();
                    if 0 < depth {
                        self.scanner.value(depth, &mut Vec::new())?;
                    }
                    self.inside = Inside::Top;
                    self.feed = None;
                }
                (Inside::Top, Some(_)) => {
                    return Err(io::Error::other("expected a JSON array or object"));
                }
                (Inside::List(_), Some(b',')) => self.scanner.bump(),
                (Inside::List(_), Some(_)) => {
                    let mut records = self.scanner.records()?;
                    if let Some(feed) = &self.feed {
                        records.iter_mut().flatten().for_each(|item| feed.complete(item));
                    }
                    return Ok(Some(records));
                }
            }
        }
    }

    /// Reads an object: as a record, or up to the list of records in it, which is read then.
    fn object(&mut self) -> io::Result<Option<Vec<Parsed>>> {
        let line = self.scanner.line;
        self.scanner.bump();
        let mut open = vec![(String::new(), Map::new())];
        let mut size = 0;
        loop {
            let step = match self.scanner.peek()? {
                Some(b',') => {
                    self.scanner.bump();
                    Step::On
                }
                Some(b'}') => {
                    self.scanner.bump();
                    let (name, object) = open.pop().unwrap_or_default();
                    let Some((_, outer)) = open.last_mut() else {
                        return Ok(Some(unwrapped(object)));
                    };
                    outer.insert(name, Value::Object(object));
                    Step::On
                }
                Some(_) => self.member(&mut open, &mut size)?,
                None => return Err(io::Error::other(CUT)),
            };
            let broken = match step {
                Step::On if size <= self.scanner.longest => continue,
                Step::On => self.scanner.too_long(line),
                Step::List => {
                    self.feed = open.first().and_then(|(_, object)| Feed::of(object));
                    return Ok(None);
                }
                Step::Broken(reason) => reason,
            };
            self.scanner.value(open.len(), &mut Vec::new())?;
            return Ok(Some(vec![Err(Broken::Record(broken))]));
        }
    }

    /// Reads a member of the innermost of the open objects.
    fn member(
        &mut self,
        open: &mut Vec<(String, Map<String, Value>)>,
        size: &mut usize,
    ) -> io::Result<Step> {
        let (line, depth) = (self.scanner.line, open.len());
        let mut bytes = Vec::new();
        self.scanner.value(0, &mut bytes)?;
        let name: String = match value(&bytes) {
            Ok(name) => name,
            Err(error) => return Ok(Step::Broken(malformed(&error, line))),
        };
        if self.scanner.peek()? != Some(b':') {
            let line = self.scanner.line;
            return Ok(Step::Broken(Reason::Malformed(format!("line {line}: expected `:`"))));
        }
        self.scanner.bump();
        *size += bytes.len();
        bytes.clear();
        let (line, next) = (self.scanner.line, self.scanner.peek()?);
        let Some((_, object)) = open.last_mut() else {
            return Ok(Step::On);
        };
        if next == Some(b'[') {
            self.scanner.bump();
            let is_list = self.scanner.peek()? == Some(b'{') && LISTS.contains(&name.as_str());
            if is_list && !object.keys().any(|name| mapping::holds_text(name)) {
                self.inside = Inside::List(depth);
                return Ok(Step::List);
            }
            bytes.push(b'[');
            self.scanner.value(1, &mut bytes)?;
        } else if next == Some(b'{') && depth < 3 && ANSWERS.contains(&name.as_str()) {
            self.scanner.bump();
            open.push((name, Map::new()));
            return Ok(Step::On);
        } else {
            self.scanner.value(0, &mut bytes)?;
        }
        *size += bytes.len();
        match value(&bytes) {
            Ok(value) => object.insert(name, value),
            Err(error) => return Ok(Step::Broken(malformed(&error, line))),
        };
        Ok(Step::On)
    }
}

/// What came of reading a member.
enum Step {
    /// It belongs to its object.
    On,
    /// It is the list of records.
    List,
    /// It is broken, and its object with it.
    Broken(Reason),
}

/// Bytes of JSON, cut into values without being understood.
struct Scanner {
    bytes: Bytes,
    line: usize,
    /// Bytes that a value may have.
    longest: usize,
}

impl Scanner {
    /// The next byte that is no white space, which is read over.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let chunk = self.bytes.fill_buf()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let next = chunk.iter().position(|byte| !byte.is_ascii_whitespace());
            let blank = next.unwrap_or(chunk.len());
            let found = next.map(|at| chunk[at]);
            self.line += newlines(&chunk[..blank]);
            self.bytes.consume(blank);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Steps over the byte that was peeked at.
    fn bump(&mut self) {
        self.bytes.consume(1);
    }

    /// Reads the value that begins here, or what is left of one so many brackets deep; what is
    /// above the cap is read over.
    fn value(&mut self, depth: usize, into: &mut Vec<u8>) -> io::Result<()> {
        let mut nesting = Nesting { depth, quoted: false, escaped: false, begun: 0 < depth };
        loop {
            let chunk = self.bytes.fill_buf()?;
            if chunk.is_empty() {
                return Err(io::Error::other(CUT));
            }
            let end =
                chunk.iter().enumerate().find_map(|(at, byte)| match nesting.step(*byte)? {
                    End::With => Some(at + 1),
                    End::Before => Some(at),
                });
            let length = end.unwrap_or(chunk.len());
            if into.len() <= self.longest {
                into.extend_from_slice(&chunk[..length]);
            }
            self.line += newlines(&chunk[..length]);
            self.bytes.consume(length);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    fn too_long(&self, line: usize) -> Reason {
        let most = limits::bytes(self.longest as u64);
        Reason::Malformed(format!("line {line}: longer than {most} ({})", raised_by::RECORD))
    }

    /// Reads a value that is a record, or holds some.
    fn records(&mut self) -> io::Result<Vec<Parsed>> {
        let line = self.line;
        let mut bytes = Vec::new();
        self.value(0, &mut bytes)?;
        if self.longest < bytes.len() {
            return Ok(vec![Err(Broken::Record(self.too_long(line)))]);
        }
        Ok(record_list(&bytes, line))
    }
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// Where a value ends: what brackets and strings are open.
struct Nesting {
    depth: usize,
    quoted: bool,
    escaped: bool,
    begun: bool,
}

enum End {
    With,
    Before,
}

impl Nesting {
    /// Whether the value ends here. Its first byte always belongs to it.
    fn step(&mut self, byte: u8) -> Option<End> {
        let first = !std::mem::replace(&mut self.begun, true);
        if self.quoted {
            let closed = byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.quoted = !closed;
            return (closed && self.depth == 0).then_some(End::With);
        }
        match byte {
            b'"' => self.quoted = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' if self.depth <= 1 => {
                let own = first || self.depth == 1;
                return Some(if own { End::With } else { End::Before });
            }
            b']' | b'}' => self.depth -= 1,
            b',' if self.depth == 0 && !first => return Some(End::Before),
            _ if self.depth == 0 && byte.is_ascii_whitespace() => return Some(End::Before),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::input::Content;
    use crate::input::lines::LineFile;
    use crate::input::stream;

    type Reader = fn(Stream, &Arc<Options>) -> Vec<Found>;

    fn lines(stream: Stream, options: &Arc<Options>) -> Vec<Found> {
        let mut lines = LineFile::new(stream, None, options);
        lines.all()
    }

    fn values(stream: Stream, options: &Arc<Options>) -> Vec<Found> {
        records(stream, options).collect()
    }

    /// What is read, each record as its id and each fault as its words.
    fn read(reader: Reader, text: &[u8], map: &[(&str, &str)]) -> Vec<String> {
        let map = map.iter().map(|(field, column)| (field.to_string(), column.to_string()));
        let options = Options { map: map.collect(), ..Options::default() };
        reader(stream::unpack(Cursor::new(text.to_vec())), &Arc::new(options))
            .into_iter()
            .map(|found| match found {
                Found::Record(draft) => draft.id.or(draft.fields.title).unwrap_or_default(),
                Found::Broken(reason) => format!("broken: {reason}"),
                Found::Fault(reason) => format!("fault: {reason}"),
                Found::Unmapped(problem) => format!("{}; {}", problem.message, problem.hint),
            })
            .collect()
    }

    fn check(reader: Reader, text: &str, expected: &[&str]) {
        assert_eq!(read(reader, text.as_bytes(), &[]), expected, "{text}");
    }

    #[test]
    fn arrays_and_answers_hold_records_and_objects_are_some() {
        let a = r#"{"id":"a","text":"One, [two] {three} \" \\"}"#;
        let b = r#"{"id":"b","title":"Two","tags":[{"x":1}],"n":{"m":[]}}"#;
        let cases = [
            (format!("[{a},{b}]"), &["a", "b"][..]),
            (format!(" [ {a} , {b} ] \n"), &["a", "b"]),
            (a.to_owned(), &["a"]),
            (b.to_owned(), &["b"]),
            (format!("{a}{b}\n{a}"), &["a", "b", "a"]),
            ("[]".to_owned(), &[]),
            (format!(r#"{{"status":"ok","articles":[{a},{b}],"n":2}}"#), &["a", "b"]),
            (format!(r#"{{"response":{{"n":2,"docs":[{a},{b}],"m":{{}}}},"z":[1]}}"#), &["a", "b"]),
            (format!(r#"{{"articles":{{"results":[{a}]}}}}{b}"#), &["a", "b"]),
            (format!(r#"{{"hits":{{"hits":[{{"_id":"h","_source":{a}}}]}}}}"#), &["h"]),
            (format!(r#"{{"title":"A feed","version":"1","items":[{a},{b}]}}"#), &["a", "b"]),
            (format!(r#"{{"wires":[{a},{b}],"n":2}}"#), &["a", "b"]),
            (format!(r#"[{{"articles":[{a}]}},{{"articles":[{b}]}}]"#), &["a", "b"]),
            (r#"{"text":"x","id":"t","items":[{"id":"not an article"}]}"#.to_owned(), &["t"]),
            (r#"{"id":"d","data":{"x":1},"title":"t"}"#.to_owned(), &["d"]),
        ];
        for (text, expected) in cases {
            check(values, &text, expected);
        }
    }

    #[test]
    fn a_broken_line_costs_one_record() {
        let text = "\u{FEFF}{\"id\":1,\"title\":\"a\"}\r\n\n{\"id\":2,\n{\"id\":3,\"title\":\"c\"}\n[]\n7\n{\"id\":4}";
        let expected = [
            "1",
            "broken: broken record: line 3, column 8: it ends within a record",
            "3",
            "broken: broken record: line 5: not an object",
            "broken: broken record: line 6: not an object",
            "broken: broken record: no column for a text or a headline; it has: id; name one with --map text=COLUMN",
        ];
        check(lines, text, &expected);
    }

    #[test]
    fn a_record_that_is_no_utf8_is_read_in_the_charset_it_looks_like() {
        let cafe = b"{\"id\":\"caf\xE9\",\"title\":\"Le caf\xE9 du port a ferm\xE9\"}";
        let ferry = "Пором повернувся";
        let lone = [b"{\"id\":\"", ferry.as_bytes(), b"\xFF\",\"title\":\"a\"}"].concat();
        let plain = "{\"id\":\"її\",\"title\":\"a\"}".as_bytes();
        let text = [plain, cafe, plain, &lone].join(&b'\n');
        let expected = ["її", "café", "її", &format!("{ferry}\u{FFFD}")];
        for reader in [lines as Reader, values as Reader] {
            assert_eq!(read(reader, &text, &[]), expected);
        }
    }

    #[test]
    fn lines_hold_answers_too_and_utf16() {
        check(lines, r#"{"articles":[{"id":1,"title":"a"},{"id":2,"title":"b"}]}"#, &["1", "2"]);
        let wide: Vec<u8> = "\u{FEFF}{\"id\":\"é\",\"title\":\"a\"}\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(lines, &wide, &[]), ["é"]);
    }

    #[test]
    fn a_broken_element_costs_one_record() {
        let text = "[{\"id\":1,\"title\":\"a\"},\n{\"id\":2,,},{\"id\":3,\"title\":\"c\"},4]";
        let expected = [
            "1",
            "broken: broken record: line 2, column 9: expected `\"`",
            "3",
            "broken: broken record: line 2: not an object",
        ];
        let read = read(values, text.as_bytes(), &[]);
        assert_eq!(read.len(), 4, "{read:?}");
        assert_eq!(
            (&read[0], &read[2], &read[3]),
            (&"1".to_owned(), &"3".to_owned(), &expected[3].to_owned())
        );
        assert!(read[1].starts_with("broken: broken record: line 2, column "), "{}", read[1]);
    }

    #[test]
    fn what_is_cut_or_no_json_is_told() {
        let cases = [
            (
                "[{\"id\":1,\"title\":\"a\"},{\"id\":2,",
                "fault: could not be read: line 1: it ends within a record",
            ),
            (
                "[{\"id\":1,\"title\":\"a\"}",
                "fault: could not be read: line 1: the list of records is not closed",
            ),
            (
                "[{\"id\":1,\"title\":\"a\"}]\nplain words",
                "fault: could not be read: line 2: expected a JSON array or object",
            ),
        ];
        for (text, expected) in cases {
            check(values, text, &["1", expected]);
        }
        for text in [
            "{",
            "{\"a\"",
            "{\"a\":",
            "[",
            "{\"a\":[",
            "{\"items\":[{}",
            "}",
            "]",
            "\"",
            "{\"a\" 1}",
            "{a:1}",
            "[}",
            "[]]",
        ] {
            let read = read(values, text.as_bytes(), &[]);
            assert!(
                read.iter().all(|it| it.contains("broken") || it.contains("fault")),
                "{text} {read:?}"
            );
            assert!(read.len() <= 2, "{text} {read:?}");
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!(
            "{{\"id\":1,\"title\":\"t\",\"x\":{}{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let text = format!("{deep}\n{{\"id\":2,\"title\":\"t\"}}");
        for reader in [lines as Reader, values as Reader] {
            let read = read(reader, text.as_bytes(), &[]);
            assert!(read[0].contains("more than 128 deep"), "{}", read[0]);
            assert_eq!(read[1..], ["2"]);
        }
    }

    #[test]
    fn a_mapped_column_is_missed_only_if_no_record_has_it() {
        let text = b"{\"id\":1,\"title\":\"a\"}\n{\"id\":2,\"kop\":\"b\"}";
        assert_eq!(read(lines, text, &[("title", "kop")]), ["1", "2"]);
        let kopp =
            "no column \"kopp\" for title; it has: id, kop, title; did you mean --map title=kop?";
        let zzz = "no column \"zzz\" for url; it has: id, kop, title; url is read as without this --map; -v says which column as what";
        for reader in [lines as Reader, values as Reader] {
            let read = read(reader, text, &[("title", "kopp"), ("url", "zzz")]);
            let broken = "broken: broken record: no column for a text or a headline, and none called \"kopp\" or \"zzz\"; it has: id, kop; name one with --map text=COLUMN";
            assert_eq!(read, ["1", broken, kopp, zzz]);
        }
    }

    #[test]
    fn a_records_text_is_kept_as_it_is() {
        let text = r#"{"text": "a\r\nb\u0000"}"#;
        let stream = stream::unpack(Cursor::new(text.as_bytes().to_vec()));
        let found = lines(stream, &Arc::default());
        let [Found::Record(draft)] = &found[..] else { panic!("no record") };
        assert_eq!(draft.content, Content::Clean("a\r\nb\0".to_owned()));
    }
}
