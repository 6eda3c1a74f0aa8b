//! A file of JSON Lines → chunks of whole lines, parsed on all cores.
//!
//! Memory: one chunk of 4 MiB at a time, or of one line where a line is longer. Cost: about 4 µs
//! for a record of 3 kB, its text borrowed from the line wherever nothing in it is escaped.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encoding_rs::UTF_8;
use memchr::{memchr_iter, memchr2, memrchr};
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::decode;
use super::json::{self, Missing};
use super::mapping::{self, Cell, Draft, Plan};
use super::names::Found;
use super::stream::{Bytes, RECORD_CAP, Stream};
use super::{Content, Options, Record};
use crate::article::{Place, Reason};

/// Bytes that are read and parsed at a time.
const CHUNK: usize = 4 << 20;

/// Lines that one core parses at a time.
const TASK: usize = 32;

/// A file of JSON Lines that is being read.
pub(super) struct LineFile {
    bytes: Bytes,
    /// What was read behind the last whole line.
    rest: Vec<u8>,
    /// Room of the chunk before, used again.
    room: Vec<u8>,
    /// Where `rest` begins in the file, and on which line.
    offset: u64,
    line: usize,
    ended: bool,
    /// The number of the file among those that can be read again, if this is one.
    file: Option<u32>,
    mapper: Mapper,
}

/// Whole lines of a file.
struct Chunk {
    bytes: Vec<u8>,
    offset: u64,
    /// Where each line stands that is not blank, and its number.
    lines: Vec<(Range<usize>, usize)>,
}

impl LineFile {
    /// Reads the lines of a stream, which can be read again under that number if it has one.
    pub(super) fn new(stream: Stream, file: Option<u32>, options: &Arc<Options>) -> LineFile {
        let charset = decode::wide(&stream.sample).unwrap_or(UTF_8);
        let mark = stream.sample.starts_with(b"\xEF\xBB\xBF");
        LineFile {
            rest: Vec::new(),
            room: Vec::new(),
            offset: if mark { 3 } else { 0 },
            line: 1,
            ended: false,
            file: file.filter(|_| charset == UTF_8),
            bytes: decode::recoded(stream, charset),
            mapper: Mapper::new(options),
        }
    }

    /// How the fields of its first record are found.
    pub(super) fn plan(mut self) -> Option<Plan> {
        let (Ok((chunk, _)) | Err((chunk, _))) = self.chunk();
        for (range, number) in &chunk.lines {
            let mut found = Vec::new();
            self.mapper.records(&chunk.bytes[range.clone()], *number, &mut found);
            if found.iter().any(|found| matches!(found, Found::Record(_))) {
                return Some(Arc::unwrap_or_clone(self.mapper.plan));
            }
        }
        None
    }

    /// The records of the next chunk, in the order of the lines; nothing behind the last.
    pub(super) fn next(&mut self) -> Option<Vec<Found>> {
        if self.ended {
            return self.mapper.missing.next().map(|reason| vec![Found::Fault(reason)]);
        }
        let (chunk, broken) = match self.chunk() {
            Ok((chunk, too_long)) => (chunk, too_long.map(Found::Broken)),
            Err((chunk, error)) => {
                let why = format!("line {}: {error}", self.line);
                (chunk, Some(Found::Fault(Reason::Unreadable(why))))
            }
        };
        let mut found = self.parsed(&chunk);
        self.room = chunk.bytes;
        found.extend(broken);
        Some(found)
    }

    fn parsed(&mut self, chunk: &Chunk) -> Vec<Found> {
        if let Some((first, _)) = chunk.lines.first() {
            self.mapper.look_at(&chunk.bytes[first.clone()]);
        }
        let (prepared, file) = (&self.mapper, self.file);
        let tasks = chunk.lines.par_chunks(TASK).map(|lines| {
            let mut mapper = prepared.clone();
            let mut found = Vec::with_capacity(lines.len());
            for (range, number) in lines {
                let line = &chunk.bytes[range.clone()];
                let before = found.len();
                mapper.records(line, *number, &mut found);
                if let [Found::Record(draft)] = &mut found[before..] {
                    draft.record = record(chunk, range, &draft.content, file);
                }
            }
            (found, mapper)
        });
        let tasks: Vec<(Vec<Found>, Mapper)> = tasks.collect();
        let mut all = Vec::with_capacity(chunk.lines.len());
        for (found, mapper) in tasks {
            all.extend(found);
            self.mapper.missing.learn(mapper.missing);
        }
        all
    }

    /// Reads whole lines: the chunk, and a line that was passed over behind it. An error comes
    /// with what was read before it.
    fn chunk(&mut self) -> Result<(Chunk, Option<Reason>), (Chunk, io::Error)> {
        let mut bytes = std::mem::take(&mut self.room);
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut error = None;
        let mut too_long = None;
        let mut limit = CHUNK.max(bytes.len());
        let end = loop {
            let wanted = limit - bytes.len();
            bytes.reserve(wanted);
            match self.bytes.by_ref().take(wanted as u64).read_to_end(&mut bytes) {
                Ok(read) => self.ended = read < wanted,
                Err(failed) => {
                    self.ended = true;
                    error = Some(failed);
                }
            }
            if self.ended {
                break bytes.len();
            }
            if let Some(last) = memrchr(b'\n', &bytes) {
                break last + 1;
            }
            if RECORD_CAP < bytes.len() {
                error = self.bytes.skip_until(b'\n').err();
                self.ended = error.is_some();
                too_long =
                    Some(Reason::Malformed(format!("line {}: longer than 64 MiB", self.line)));
                bytes.clear();
                break 0;
            }
            limit = 2 * bytes.len().max(CHUNK);
        };
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        let chunk = self.cut(bytes);
        self.line += usize::from(too_long.is_some());
        match error {
            Some(error) => Err((chunk, error)),
            None => Ok((chunk, too_long)),
        }
    }

    fn cut(&mut self, bytes: Vec<u8>) -> Chunk {
        let mut lines = Vec::new();
        let mut start = 0;
        for end in memchr_iter(b'\n', &bytes).chain([bytes.len()]) {
            let line = bytes[start..end].trim_ascii_end();
            if !line.trim_ascii_start().is_empty() {
                lines.push((start..start + line.len(), self.line));
            }
            if end < bytes.len() {
                self.line += 1;
            }
            start = end + 1;
        }
        let chunk = Chunk { offset: self.offset, lines, bytes };
        self.offset += chunk.bytes.len() as u64;
        chunk
    }
}

/// Where the text of a line's only record is found again: the text itself must stand there.
fn record(
    chunk: &Chunk,
    range: &Range<usize>,
    content: &Content,
    file: Option<u32>,
) -> Option<Record> {
    let line = &chunk.bytes[range.clone()];
    match content {
        Content::Clean(_) | Content::Excerpt(_) => {}
        Content::Pasted(_) | Content::Html(_) => return None,
    }
    let (Some(file), Ok(length)) = (file, u32::try_from(line.len())) else {
        return Some(Record::Line(line.into()));
    };
    let offset = chunk.offset + range.start as u64;
    Some(Record::Place(Place { file, length, offset, digest: xxh3_64(line) }))
}

/// Reads lines again, one at a time, on any core.
#[derive(Debug)]
pub struct Again(Mutex<Mapper>);

impl Again {
    /// Reads as these options say.
    pub fn new(options: &Options) -> Again {
        Again(Mutex::new(Mapper::new(&Arc::new(options.clone()))))
    }

    /// The content of the one record on a line, as its first reading found it.
    pub fn content(&self, line: &[u8]) -> Option<Content> {
        let mut mapper = self.last().clone();
        let before = Arc::clone(&mapper.plan);
        let mut found = Vec::with_capacity(1);
        mapper.records(line, 0, &mut found);
        if !Arc::ptr_eq(&before, &mapper.plan) {
            *self.last() = mapper;
        }
        match found.pop() {
            Some(Found::Record(draft)) => Some(draft.content),
            Some(Found::Broken(_) | Found::Fault(_)) | None => None,
        }
    }

    fn last(&self) -> MutexGuard<'_, Mapper> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds the fields of records; remembers how it did for the last one.
#[derive(Clone, Debug)]
pub(super) struct Mapper {
    options: Arc<Options>,
    plan: Arc<Plan>,
    missing: Missing,
}

impl Mapper {
    pub(super) fn new(options: &Arc<Options>) -> Mapper {
        Mapper {
            plan: Arc::new(Plan::of(&[], options)),
            missing: Missing::new(options),
            options: Arc::clone(options),
        }
    }

    /// Prepares for records like this one.
    fn look_at(&mut self, line: &[u8]) {
        if let Some(members) = members(line) {
            self.plan_for(&members.columns());
        }
    }

    fn plan_for<S: AsRef<str>>(&mut self, columns: &[S]) {
        if !self.plan.is_for(columns) {
            let columns: Vec<String> = columns.iter().map(|it| it.as_ref().to_owned()).collect();
            self.missing.look_at(&columns);
            self.plan = Arc::new(Plan::of(&columns, &self.options));
        }
    }

    /// Adds the records on a line, or why there is none.
    fn records(&mut self, line: &[u8], number: usize, into: &mut Vec<Found>) {
        let Some(members) = members(line) else {
            let parsed = json::record_list(line, number);
            into.extend(parsed.into_iter().map(|parsed| self.found(parsed)));
            return;
        };
        self.plan_for(&members.columns());
        into.push(of(self.plan.draft(&members.cells())));
    }

    pub(super) fn found(&mut self, parsed: json::Parsed) -> Found {
        match parsed {
            Ok(record) => {
                let (columns, cells) = mapping::flat(&record);
                self.plan_for(&columns);
                of(self.plan.draft(&cells))
            }
            Err(json::Broken::Record(reason)) => Found::Broken(reason),
            Err(json::Broken::File(reason)) => Found::Fault(reason),
        }
    }

    /// A column that was asked for and never met.
    pub(super) fn missing(&mut self) -> Option<Found> {
        self.missing.next().map(Found::Fault)
    }
}

fn of(draft: Result<Draft, Reason>) -> Found {
    match draft {
        Ok(draft) => Found::Record(draft),
        Err(reason) => Found::Broken(reason),
    }
}

/// The members of a line's object, if they are words and figures only.
///
/// `sonic-rs` reads strings with vectors, twice as fast as `serde_json`, but descends into what is
/// nested as deep as it goes: lines with more brackets than two are left to the other, and so is
/// the wording of what is wrong.
fn members(line: &[u8]) -> Option<Members<'_>> {
    let inner = line.get(1..)?;
    let is_nested = memchr2(b'[', b'{', inner).is_some();
    let members: Members<'_> = if is_nested {
        serde_json::from_slice(line).ok()?
    } else {
        sonic_rs::from_slice(line).ok()?
    };
    members.is_flat().then_some(members)
}

/// The members of an object as they stand on its line, in their order.
struct Members<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

enum Member<'a> {
    Text(Cow<'a, str>),
    Other(Value),
}

impl<'a> Members<'a> {
    /// Whether it holds words and figures only, each under a name of its own.
    fn is_flat(&self) -> bool {
        let plain = |member: &Member<'_>| match member {
            Member::Text(_) => true,
            Member::Other(value) => !value.is_object() && !value.is_array(),
        };
        let members = &self.0;
        let once = |at: usize| members[..at].iter().all(|(name, _)| *name != members[at].0);
        members.len() <= 64
            && members.iter().all(|(_, member)| plain(member))
            && (1..members.len()).all(once)
    }

    fn columns(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| &**name).collect()
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        let cells = self.0.iter().map(|(_, member)| match member {
            Member::Text(text) => Cell::Text(text),
            Member::Other(value) => Cell::Json(value),
        });
        cells.collect()
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(16);
                while let Some(Name(name)) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Member<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a value")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Member::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Member::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Member::Other(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Member::Other(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Member::Other(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Member::Other(value.into()))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::Null))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, all: A) -> Result<Self::Value, A::Error> {
                let all = Vec::deserialize(SeqAccessDeserializer::new(all))?;
                Ok(Member::Other(Value::Array(all)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let map = Map::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Member::Other(Value::Object(map)))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
