//! A file of JSON Lines → chunks of whole lines, parsed on all cores.
//!
//! Memory: one chunk of a MiB for each core at a time, or of one line where a line is longer.
//! Cost: about 3 µs for a record of 3 kB, its text borrowed from the line wherever nothing in it is
//! escaped.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead};
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
use super::limits::{self, raised_by};
use super::mapping::{self, Cell, Draft, Plan};
use super::names::{Found, Namer};
use super::stream::{Bytes, Stream};
use super::{Content, Options, Read, Record};
use crate::article::{Place, Reason};

/// Bytes that are read and parsed at a time for each core.
const CHUNK: usize = 1 << 20;

/// Bytes that are read at a time at most where nobody knows how many come.
const CHUNK_OF_UNKNOWN: usize = 4 << 20;

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
    /// Whether a line was met that holds no record or several.
    is_uneven: bool,
    /// How many bytes the file has, if its bytes are those that are read.
    length: Option<u64>,
    mapper: Mapper,
    /// Bytes that are read at a time, and that a line may have.
    at_a_time: usize,
    longest: usize,
}

/// Reads until there is no more room or nothing more comes.
fn fill(bytes: &mut dyn BufRead, into: &mut [u8], filled: &mut usize) -> io::Result<()> {
    while *filled < into.len() {
        match bytes.read(&mut into[*filled..]) {
            Ok(0) => break,
            Ok(read) => *filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whole lines of a file.
struct Chunk {
    /// What was read, and behind it room for more.
    bytes: Vec<u8>,
    offset: u64,
    /// The number of its file, where that can be read again, and the bytes that a line may have.
    file: Option<u32>,
    longest: usize,
    /// Where each line stands that is not blank, and its number.
    lines: Vec<(Range<usize>, usize)>,
}

impl LineFile {
    /// Reads the lines of a stream, which can be read again under that number if it has one.
    pub(super) fn new(stream: Stream, file: Option<u32>, options: &Arc<Options>) -> LineFile {
        let charset = decode::wide(&stream.sample).unwrap_or(UTF_8);
        let mark = stream.sample.starts_with(b"\xEF\xBB\xBF");
        let whole = stream.file.as_ref().filter(|_| charset == UTF_8);
        let length = whole.and_then(|file| Some(file.metadata().ok()?.len()));
        let all = length.and_then(|length| usize::try_from(length + 1).ok());
        LineFile {
            rest: Vec::new(),
            room: Vec::new(),
            offset: if mark { 3 } else { 0 },
            line: 1,
            ended: false,
            file: file.filter(|_| charset == UTF_8),
            is_uneven: false,
            length,
            bytes: decode::recoded(stream, charset),
            mapper: Mapper::new(options),
            at_a_time: (CHUNK * rayon::current_num_threads()).min(all.unwrap_or(CHUNK_OF_UNKNOWN)),
            longest: options.limits.record,
        }
    }

    /// About how many records are still to come, after so many: as if they were as long as those
    /// read so far. Zero if nobody knows.
    pub(super) fn to_come(&self, read: usize) -> usize {
        let rest = self.length.and_then(|length| length.checked_sub(self.offset)).unwrap_or(0);
        let come = u128::from(rest) * read as u128 / u128::from(self.offset.max(1));
        usize::try_from(come).unwrap_or(usize::MAX)
    }

    /// How the fields of its first record are found.
    pub(super) fn plan(mut self) -> Option<Plan> {
        let (Ok((chunk, _)) | Err((chunk, _))) = self.chunk();
        for (range, number) in &chunk.lines {
            let mut found = Vec::new();
            let line = &chunk.bytes[range.clone()];
            self.mapper.records(line, members(line), *number, &mut found);
            if found.iter().any(|found| matches!(found, Found::Record(_))) {
                return Some(Arc::unwrap_or_clone(self.mapper.plan));
            }
        }
        None
    }

    /// Hands each record of the next chunk to `work`, named, with what `init` makes for some of
    /// them; what comes of them, in the order of the lines. Nothing behind the last.
    ///
    /// A core parses a few lines and does their work while they are near it. For that it must know
    /// how many records stand before them: one a line. Where a line turns out to hold none or
    /// several, as lines of lists may, all of its chunk is done again, and from then on what is
    /// behind waits until what is before is counted. So `work` must do nothing but make its result.
    pub(super) fn next_with<R, T: Send>(
        &mut self,
        namer: &mut Namer,
        init: &(impl Fn() -> R + Sync),
        work: &(impl Fn(&mut R, Read) -> T + Sync),
    ) -> Option<Vec<T>> {
        let Some((mut chunk, broken)) = self.take() else {
            let missing = self.mapper.missing();
            let is_over = missing.is_empty();
            // What an export does not have is noted, and is no record.
            missing.into_iter().for_each(|found| _ = namer.named(found));
            return (!is_over).then(Vec::new);
        };
        let left = self.mapper.options.limits.records.saturating_sub(namer.count());
        let is_too_much = left < chunk.lines.len();
        chunk.lines.truncate(left);
        let foreseen = if self.is_uneven { None } else { self.foreseen(&chunk, namer, init, work) };
        let mut done = foreseen.unwrap_or_else(|| {
            self.is_uneven = true;
            let found = self.parsed(&chunk).into_iter();
            let read: Vec<Read> = found.filter_map(|found| namer.named(found)).collect();
            read.into_par_iter().map_init(init, work).collect()
        });
        self.room = chunk.bytes;
        if is_too_much {
            // One that is not read, so that it is known that there are more.
            namer.skip(1);
            return Some(done);
        }
        done.extend(broken.and_then(|found| namer.named(found)).map(|it| work(&mut init(), it)));
        Some(done)
    }

    /// All that stands in the file, one after another.
    #[cfg(test)]
    pub(super) fn all(&mut self) -> Vec<Found> {
        let mut all = Vec::new();
        while let Some((chunk, broken)) = self.take() {
            all.extend(self.parsed(&chunk));
            all.extend(broken);
            self.room = chunk.bytes;
        }
        all.extend(self.mapper.missing());
        all
    }

    /// The next chunk, and what is wrong behind it; nothing behind the last.
    fn take(&mut self) -> Option<(Chunk, Option<Found>)> {
        if self.ended {
            return None;
        }
        let (chunk, broken) = match self.chunk() {
            Ok((chunk, too_long)) => (chunk, too_long.map(Found::Broken)),
            Err((chunk, error)) => {
                let why = format!("line {}: {error}", self.line);
                (chunk, Some(Found::Fault(Reason::Unreadable(why))))
            }
        };
        if let Some((first, _)) = chunk.lines.first() {
            self.mapper.look_at(&chunk.bytes[first.clone()]);
        }
        Some((chunk, broken))
    }

    /// What comes of the records of a chunk, if each line has one.
    fn foreseen<R, T: Send>(
        &mut self,
        chunk: &Chunk,
        namer: &mut Namer,
        init: &(impl Fn() -> R + Sync),
        work: &(impl Fn(&mut R, Read) -> T + Sync),
    ) -> Option<Vec<T>> {
        let (before, mapper) = (&*namer, &self.mapper);
        let tasks = chunk.lines.par_chunks(TASK).enumerate();
        let tasks = tasks.map_init(init, |room, (task, some)| {
            let (found, missing) = mapper.lines(chunk, some);
            let is_record = |found: &Found| matches!(found, Found::Record(_) | Found::Broken(_));
            let is_even = found.len() == some.len() && found.iter().all(is_record);
            let mut namer = before.ahead(TASK * task);
            let read = found.into_iter().filter_map(|found| namer.named(found));
            is_even.then(|| (read.map(|read| work(room, read)).collect(), missing))
        });
        let tasks = tasks.collect::<Option<_>>()?;
        namer.skip(chunk.lines.len());
        Some(self.joined(tasks))
    }

    /// All that stands on the lines of a chunk, in their order.
    fn parsed(&mut self, chunk: &Chunk) -> Vec<Found> {
        let mapper = &self.mapper;
        let tasks = chunk.lines.par_chunks(TASK).map(|some| mapper.lines(chunk, some));
        let tasks = tasks.collect();
        self.joined(tasks)
    }

    /// What came of all tasks, in their order; learns which columns they met.
    fn joined<T>(&mut self, tasks: Vec<(Vec<T>, Missing)>) -> Vec<T> {
        let mut all = Vec::with_capacity(TASK * tasks.len());
        for (done, missing) in tasks {
            all.extend(done);
            self.mapper.missing.learn(missing);
        }
        all
    }

    /// Reads whole lines: the chunk, and a line that was passed over behind it. An error comes
    /// with what was read before it.
    fn chunk(&mut self) -> Result<(Chunk, Option<Reason>), (Chunk, io::Error)> {
        // Its bytes are there already, whatever they say: they are filled and not cleared.
        let mut bytes = std::mem::take(&mut self.room);
        let mut filled = self.rest.len();
        let mut limit = self.at_a_time.max(filled);
        bytes.resize(limit.max(bytes.len()), 0);
        bytes[..filled].copy_from_slice(&self.rest);
        let mut error = None;
        let mut passed_over = None;
        let end = loop {
            match fill(&mut *self.bytes, &mut bytes[..limit], &mut filled) {
                Ok(()) => self.ended = filled < limit,
                Err(failed) => {
                    self.ended = true;
                    error = Some(failed);
                }
            }
            if self.ended {
                break filled;
            }
            if let Some(last) = memrchr(b'\n', &bytes[..filled]) {
                break last + 1;
            }
            if self.longest < filled {
                let begun = std::mem::take(&mut filled);
                let rest = self.bytes.skip_until(b'\n');
                passed_over = Some(begun + *rest.as_ref().unwrap_or(&0));
                error = rest.err();
                self.ended = error.is_some();
                bytes = Vec::new();
                break 0;
            }
            limit = (2 * filled).max(self.at_a_time).min(self.longest + 1);
            bytes.resize(limit, 0);
        };
        self.rest.clear();
        self.rest.extend_from_slice(&bytes[end..filled]);
        let chunk = self.cut(bytes, end);
        let too_long = passed_over.map(|bytes| {
            let reason = too_long(self.line, self.longest);
            self.line += 1;
            self.offset += bytes as u64;
            reason
        });
        match error {
            Some(error) => Err((chunk, error)),
            None => Ok((chunk, too_long)),
        }
    }

    /// Cuts the first bytes into lines.
    fn cut(&mut self, bytes: Vec<u8>, length: usize) -> Chunk {
        let mut lines = Vec::new();
        let mut start = 0;
        for end in memchr_iter(b'\n', &bytes[..length]).chain([length]) {
            let line = bytes[start..end].trim_ascii_end();
            if !line.trim_ascii_start().is_empty() {
                lines.push((start..start + line.len(), self.line));
            }
            if end < length {
                self.line += 1;
            }
            start = end + 1;
        }
        let (offset, file, longest) = (self.offset, self.file, self.longest);
        let chunk = Chunk { bytes, offset, file, longest, lines };
        self.offset += length as u64;
        chunk
    }
}

fn too_long(line: usize, longest: usize) -> Reason {
    let most = limits::bytes(longest as u64);
    Reason::Malformed(format!("line {line}: longer than {most} ({})", raised_by::RECORD))
}

/// Where the text of a line's only record is found again: the text itself must stand there.
fn record(chunk: &Chunk, range: &Range<usize>, content: &Content) -> Option<Record> {
    let line = &chunk.bytes[range.clone()];
    match content {
        Content::Clean(_) | Content::Excerpt(_) => {}
        Content::Pasted(_) | Content::Html(_) => return None,
    }
    let (Some(file), Ok(length)) = (chunk.file, u32::try_from(line.len())) else {
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
        mapper.records(line, members(line), 0, &mut found);
        if !Arc::ptr_eq(&before, &mapper.plan) {
            *self.last() = mapper;
        }
        match found.pop() {
            Some(Found::Record(draft)) => Some(draft.content),
            Some(Found::Broken(_) | Found::Fault(_) | Found::Unmapped(_)) | None => None,
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

    /// What stands on some lines of a chunk, and which columns that were asked for are not there.
    fn lines(&self, chunk: &Chunk, lines: &[(Range<usize>, usize)]) -> (Vec<Found>, Missing) {
        let mut mapper = self.clone();
        let mut found = Vec::with_capacity(lines.len());
        for ((range, number), members) in lines.iter().zip(each_members(chunk, lines)) {
            let line = &chunk.bytes[range.clone()];
            if chunk.longest < line.len() {
                found.push(Found::Broken(too_long(*number, chunk.longest)));
                continue;
            }
            let before = found.len();
            mapper.records(line, members, *number, &mut found);
            if let [Found::Record(draft)] = &mut found[before..] {
                draft.record = record(chunk, range, &draft.content);
            }
        }
        (found, mapper.missing)
    }

    /// Adds the records on a line, or why there is none, given the members that it was found to
    /// consist of.
    fn records(
        &mut self,
        line: &[u8],
        members: Option<Members<'_>>,
        number: usize,
        into: &mut Vec<Found>,
    ) {
        let Some(mut members) = members else {
            let parsed = json::record_list(line, number);
            into.extend(parsed.into_iter().map(|parsed| self.found(parsed)));
            return;
        };
        self.plan_for(&members.columns());
        into.push(of(self.plan.draft(&mut members.cells())));
    }

    pub(super) fn found(&mut self, parsed: json::Parsed) -> Found {
        match parsed {
            Ok(record) => {
                let (columns, mut cells) = mapping::flat(&record);
                self.plan_for(&columns);
                of(self.plan.draft(&mut cells))
            }
            Err(json::Broken::Record(reason)) => Found::Broken(reason),
            Err(json::Broken::File(reason)) => Found::Fault(reason),
        }
    }

    /// The columns that were asked for and never met, once.
    pub(super) fn missing(&mut self) -> Vec<Found> {
        self.missing.told()
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
    let members: Members<'_> = if is_nested(line) {
        serde_json::from_slice(line).ok()?
    } else {
        sonic_rs::from_slice(line).ok()?
    };
    members.flat()
}

fn is_nested(line: &[u8]) -> bool {
    line.get(1..).is_some_and(|inner| memchr2(b'[', b'{', inner).is_some())
}

/// The [`members`] of each line. Of lines that are plain objects and stand one after another, one
/// parser reads all, in one room for what is escaped.
fn each_members<'a>(chunk: &'a Chunk, lines: &[(Range<usize>, usize)]) -> Vec<Option<Members<'a>>> {
    let line = |at: &Range<usize>| &chunk.bytes[at.clone()];
    let is_plain = |at: &Range<usize>| {
        let line = line(at);
        let is_object = line.starts_with(b"{") && line.ends_with(b"}");
        is_object && line.len() <= chunk.longest && !is_nested(line)
    };
    let plain: Vec<bool> = lines.iter().map(|(at, _)| is_plain(at)).collect();
    let mut all = Vec::with_capacity(lines.len());
    for run in plain.chunk_by(|a, b| a == b) {
        let lines = &lines[all.len()..][..run.len()];
        let at_once = || {
            let span = lines.first()?.0.start..lines.last()?.0.end;
            objects(&chunk.bytes[span], lines.len())
        };
        match run[0].then(at_once).flatten() {
            Some(objects) => all.extend(objects.into_iter().map(Members::flat)),
            None => all.extend(lines.iter().map(|(at, _)| {
                Some(line(at)).filter(|line| line.len() <= chunk.longest).and_then(members)
            })),
        }
    }
    all
}

/// So many objects, if that is what stands there and nothing else. Where each line begins with a
/// brace and ends with one, as many objects as lines are one a line: no object goes on with `{`
/// behind a `}`.
fn objects(bytes: &[u8], count: usize) -> Option<Vec<Members<'_>>> {
    let mut parser = sonic_rs::Deserializer::from_slice(bytes);
    let objects: Result<_, _> = (0..count).map(|_| Members::deserialize(&mut parser)).collect();
    parser.end().and(objects).ok()
}

/// Members up to which a line is looked at as it stands: each is compared with those before it.
const MOST_MEMBERS: usize = 64;

/// The members of an object as they stand on its line, in their order.
struct Members<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

enum Member<'a> {
    Text(Cow<'a, str>),
    Other(Value),
}

impl<'a> Members<'a> {
    fn flat(self) -> Option<Members<'a>> {
        self.is_flat().then_some(self)
    }

    /// Whether it holds words and figures only, each under a name of its own.
    fn is_flat(&self) -> bool {
        let plain = |member: &Member<'_>| match member {
            Member::Text(_) => true,
            Member::Other(value) => !value.is_object() && !value.is_array(),
        };
        let members = &self.0;
        let once = |at: usize| members[..at].iter().all(|(name, _)| *name != members[at].0);
        members.len() <= MOST_MEMBERS
            && members.iter().all(|(_, member)| plain(member))
            && (1..members.len()).all(once)
    }

    fn columns(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| &**name).collect()
    }

    /// What stands in the columns; texts are moved there, not copied.
    fn cells(&mut self) -> Vec<Cell<'_>> {
        let cells = self.0.iter_mut().map(|(_, member)| match member {
            Member::Text(text) => Cell::Text(std::mem::take(text)),
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use proptest::prelude::*;

    use super::*;
    use crate::input::names::Numbering;
    use crate::input::stream::unpack;
    use crate::input::walk;
    use crate::input::{Fields, RawDocument};

    /// Members as they can be compared.
    fn shown(members: Option<Members<'_>>) -> Option<Vec<(String, Value)>> {
        let value = |member: Member<'_>| match member {
            Member::Text(text) => Value::String(text.into_owned()),
            Member::Other(value) => value,
        };
        let shown = |(name, member): (Cow<'_, str>, _)| (name.into_owned(), value(member));
        members.map(|members| members.0.into_iter().map(shown).collect())
    }

    /// Bytes that a line may have in the first property below.
    const LONGEST_AT_ONCE: usize = 40;

    /// All that is known of a record.
    fn told(raw: RawDocument) -> (String, Content, Fields, Option<Record>) {
        (format!("{} {}", raw.key.as_str(), raw.source), raw.content, raw.fields, raw.record)
    }

    /// Something that may stand on a line, whole objects more often than not.
    fn any_line() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            4 => ".{0,12}".prop_map(|text| serde_json::json!({"id": text, "n": 3}).to_string().into()),
            1 => prop::sample::select(vec![
                &b"{\"a\":\"\\n\\u00e9\"}"[..], b"{}", b"{\"a\":{}", b"{\"a\":[1]}", b"{\"a\":", b"1}",
                b",", b"}", b"{", b"{\"a\":\"\xFF\"}", b"{\"a\":1,\"a\":2}", b" ", b"\"x", b"{\"a\":\"x}",
            ])
            .prop_map(<[u8]>::to_vec),
        ];
        prop::collection::vec(part, 1..3).prop_map(|parts| parts.concat())
    }

    proptest::proptest! {
        #[test]
        fn lines_that_are_read_at_once_are_read_as_each_alone(
            made in prop::collection::vec(any_line(), 1..12),
        ) {
            let bytes: Vec<u8> = made.iter().flat_map(|line| [line, &b"\r\n"[..]].concat()).collect();
            let mut lines = Vec::new();
            for (number, line) in made.iter().enumerate() {
                let start = lines.last().map_or(0, |(at, _): &(Range<usize>, usize)| at.end + 2);
                lines.push((start..start + line.len(), number));
            }
            let chunk = Chunk { bytes, offset: 0, file: None, longest: LONGEST_AT_ONCE, lines };
            let at_once = each_members(&chunk, &chunk.lines).into_iter().map(shown);
            let alone = made.iter().map(|line| {
                shown(Some(line).filter(|it| it.len() <= LONGEST_AT_ONCE).and_then(|it| members(it)))
            });
            let [at_once, alone] = [at_once.collect::<Vec<_>>(), alone.collect()];
            prop_assert_eq!(at_once, alone);
        }

        #[test]
        fn records_are_named_alike_whether_their_number_was_foreseen_or_counted(
            made in prop::collection::vec(prop_oneof![
                9 => any_line(),
                1 => Just(br#"{"articles":[{"title":"one"},{"title":"two"}]}"#.to_vec()),
                1 => Just(br#"{"articles":[{"articles":[{"title":"three"}]}]}"#.to_vec()),
            ], 1..80),
            at_a_time in 1..2000_usize,
        ) {
            let bytes: Vec<u8> = made.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
            let named = |is_uneven| {
                let mut lines = line_file(&bytes);
                (lines.at_a_time, lines.is_uneven) = (at_a_time, is_uneven);
                lines.longest = 60;
                let place = walk::Place {
                    file: "desk.jsonl".into(),
                    shown: "desk.jsonl".into(),
                    name: "desk.jsonl".into(),
                    folder: None,
                };
                let mut namer = Namer::new(place, Numbering::Always, 100);
                let next = || lines.next_with(&mut namer, &|| (), &|(), read| read.map(told));
                let told: Vec<_> = std::iter::from_fn(next).flatten().collect();
                (told, namer.count(), namer.found())
            };
            prop_assert_eq!(named(false), named(true));
        }

        #[test]
        fn both_parsers_read_a_line_alike(
            text in ".{0,80}",
            quarters in -1_000_000i32..1_000_000,
            whole in proptest::num::i64::ANY,
            cut in 0usize..200,
        ) {
            let line = serde_json::json!({"text": text, "n": f64::from(quarters) / 4.0, "id": whole, "x": null, "y": true});
            let line = line.to_string();
            let line = line.as_bytes().get(..line.len().min(cut + 40)).unwrap_or_default();
            let plain = serde_json::from_slice::<Members<'_>>(line).ok();
            proptest::prop_assert_eq!(shown(members(line)), shown(plain));
        }
    }

    /// What came of a line: where its record is found again and its id, or why it is none.
    type Outcome = Result<(Vec<u8>, String), String>;

    fn line_file(bytes: &[u8]) -> LineFile {
        LineFile::new(unpack(Cursor::new(bytes.to_vec())), Some(0), &Arc::default())
    }

    fn outcomes(mut lines: LineFile, bytes: &[u8]) -> Vec<Outcome> {
        let found = lines.all().into_iter();
        let outcome = |found| match found {
            Found::Record(draft) => {
                let Some(Record::Place(place)) = draft.record else { panic!("no place") };
                let line = at(bytes, place);
                assert_eq!(xxh3_64(&line), place.digest);
                Ok((line, draft.id.unwrap_or_default()))
            }
            Found::Broken(reason) | Found::Fault(reason) => Err(reason.to_string()),
            Found::Unmapped(problem) => Err(problem.message),
        };
        found.map(outcome).collect()
    }

    fn at(bytes: &[u8], place: Place) -> Vec<u8> {
        let from = usize::try_from(place.offset).unwrap();
        bytes[from..from + place.length as usize].to_vec()
    }

    /// Bytes that a line may have in the property below.
    const LONGEST: usize = 200;

    /// A line, and what is to come of the `number`th line if it is this one.
    fn expected(line: &[u8], number: usize) -> Option<Outcome> {
        let text = std::str::from_utf8(line).unwrap().trim_end();
        if text.is_empty() && line.len() <= LONGEST {
            return None;
        }
        Some(if LONGEST < line.len() {
            Err(format!("broken record: line {number}: longer than 200 bytes (--max-record-size)"))
        } else if let Some((_, rest)) = text.split_once(r#"{"id":""#) {
            Ok((text.into(), rest.split('"').next().unwrap().to_owned()))
        } else {
            Err(format!("broken record: line {number}: not an object"))
        })
    }

    fn made_line() -> impl Strategy<Value = String> {
        let record = |length: std::ops::Range<usize>| {
            // No id that stands for none, as "nan" and "null" do.
            ("[ ]{0,3}", "i[a-z]{0,8}", length, "[ \r]{0,2}").prop_map(
                |(before, id, length, after)| {
                    let text = "é".repeat(length);
                    format!(r#"{before}{{"id":"{id}","text":"x{text}"}}{after}"#)
                },
            )
        };
        prop_oneof![
            6 => record(0..60),
            1 => record(150..900),
            1 => Just("7".to_owned()),
            1 => "[ \t]{0,5}",
        ]
    }

    proptest! {
        #[test]
        fn lines_are_cut_alike_wherever_a_chunk_ends(
            made in prop::collection::vec((made_line(), any::<bool>()), 0..40),
            (mark, closed) in any::<(bool, bool)>(),
            at_a_time in 1..LONGEST,
        ) {
            let mut bytes = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
            let mut awaited = Vec::new();
            for (number, (line, windows)) in (1..).zip(&made) {
                let line = if *windows { format!("{line}\r") } else { line.clone() };
                bytes.extend_from_slice(line.as_bytes());
                if closed || number < made.len() {
                    bytes.push(b'\n');
                }
                awaited.extend(expected(line.as_bytes(), number));
            }
            let mut lines = line_file(&bytes);
            lines.at_a_time = at_a_time;
            lines.longest = LONGEST;
            prop_assert_eq!(outcomes(lines, &bytes), awaited);
        }

        #[test]
        fn any_bytes_are_read_to_their_end_and_each_record_again_as_it_was(
            pieces in prop::collection::vec(any_piece(), 0..60),
            at_a_time in 1..100_usize,
        ) {
            let bytes = pieces.concat();
            let again = Again::new(&Options::default());
            for file in [Some(0), None] {
                let stream = unpack(Cursor::new(bytes.clone()));
                let mut lines = LineFile::new(stream, file, &Arc::default());
                lines.at_a_time = at_a_time;
                lines.longest = 50;
                for found in lines.all().into_iter() {
                    let Found::Record(draft) = found else { continue };
                    let line = match draft.record {
                        Some(Record::Place(place)) => at(&bytes, place),
                        Some(Record::Line(line)) => line.into_vec(),
                        None => continue,
                    };
                    prop_assert_eq!(again.content(&line), Some(draft.content));
                }
            }
        }
    }

    /// What lines of JSON consist of, and what breaks them.
    fn any_piece() -> impl Strategy<Value = Vec<u8>> {
        const KNOWN: &[&str] = &[
            "{\"id\":1,\"text\":\"a\"}",
            "{\"title\":\"a\\u0301\\n\",\"text\":null,\"x\":{\"y\":[1]}}",
            "{\"articles\":[{\"text\":\"a\"},{\"text\":\"b\"}]}",
            "{\"text\":\"<p>a</p>\",\"text\":\"b\"}",
            "{\"text\":\"",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            "\n",
            "\n",
            "\r\n",
            "\\",
            "\u{feff}",
        ];
        prop_oneof![
            8 => prop::sample::select(KNOWN).prop_map(|it| it.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..20),
        ]
    }

    #[test]
    fn a_line_that_never_ends_is_passed_over_and_what_follows_is_found_again() {
        const RECORD: &[u8] = b"{\"id\":\"after\",\"title\":\"a\"}";
        let endless = 200 << 20;
        let bytes = Cursor::new(b"\n{\"title\":\"".to_vec())
            .chain(io::repeat(b'x').take(endless))
            .chain(Cursor::new([b"\n\n", RECORD, b"\n"].concat()));
        let mut lines = LineFile::new(unpack(bytes), Some(0), &Arc::default());
        let found = lines.all();
        let [Found::Broken(reason), Found::Record(draft)] = &found[..] else {
            panic!("{} found", found.len());
        };
        assert_eq!(
            reason.to_string(),
            "broken record: line 2: longer than 64 MiB (--max-record-size)"
        );
        let Some(Record::Place(place)) = draft.record else { panic!("no place") };
        assert_eq!((place.offset, place.length as usize), (endless + 13, RECORD.len()));
        assert!(
            lines.rest.capacity() <= Options::default().limits.record,
            "{}",
            lines.rest.capacity()
        );
    }

    #[test]
    fn lines_in_another_character_set_are_kept_as_they_were_understood() {
        let text = "{\"id\":\"a\",\"text\":\"é\"}\r\n{\"id\":\"b\",\"text\":\"ü\"}";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut lines = line_file(&[b"\xFF\xFE", &wide[..]].concat());
        let kept = lines.all().into_iter().map(|found| match found {
            Found::Record(Draft { record: Some(Record::Line(line)), .. }) => line.into_vec(),
            Found::Record(_) | Found::Broken(_) | Found::Fault(_) | Found::Unmapped(_) => {
                panic!("no line")
            }
        });
        let kept: Vec<Vec<u8>> = kept.collect();
        let expected: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn only_a_line_of_one_record_is_found_again() {
        let two = br#"{"articles":[{"text":"one"},{"text":"two"}]}"#;
        let page = br#"{"title":"a","text":"<p>One.</p><p>Two.</p><p>Three.</p>"}"#;
        for (line, records) in [(&two[..], 2), (page, 1)] {
            let mut lines = line_file(line);
            let found = lines.all();
            let placed = |found: &Found| match found {
                Found::Record(draft) => Some(draft.record.is_some()),
                Found::Broken(_) | Found::Fault(_) | Found::Unmapped(_) => None,
            };
            let placed: Vec<Option<bool>> = found.iter().map(placed).collect();
            assert_eq!(placed, vec![Some(false); records], "{}", String::from_utf8_lossy(line));
        }
    }
}
