//! WARC → the pages that a crawler kept, one by one.
//!
//! In: records as ISO 28500 has them, plain or each packed by itself. Out: responses and resources
//! that are pages or text, with the address they were asked for and the time they were found; never
//! is that taken for their time of publication. Memory is that of one page. Requests, pictures,
//! redirects and errors are counted and told in one line at the end. Deliberately absent: `revisit`
//! records, which hold no page, and pages packed by anything but gzip or deflate.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::Content;
use super::html;
use super::limits::{self, Limits, raised_by};
use super::mapping::Field;
use super::names::Found;
use super::stream::{self, Bytes, Line, Meter, Metered, Stream};
use crate::article::Reason;

/// The most bytes of a line of a header.
const HEADER_LINE: usize = 64 << 10;
/// The most lines of a header.
const HEADER_LINES: usize = 1000;

/// How a record begins.
const MARK: &[u8] = b"WARC/";

/// The pages of a file.
pub(super) fn records(stream: Stream) -> impl Iterator<Item = Found> + Send {
    let limits = *stream.meter.limits();
    let mut file = WarcFile {
        bytes: stream.bytes,
        meter: stream.meter,
        limits,
        number: 0,
        begun: false,
        opened: None,
        others: 0,
        ended: false,
    };
    std::iter::from_fn(move || file.next())
}

struct WarcFile {
    bytes: Bytes,
    meter: Meter,
    limits: Limits,
    /// Records that were begun.
    number: usize,
    /// Whether one of them began as records do.
    begun: bool,
    /// The first line of the next record, where it was read already.
    opened: Option<Vec<u8>>,
    /// Records that hold no page.
    others: usize,
    ended: bool,
}

/// Names and values of a header.
#[derive(Debug, Default)]
struct Header(Vec<(String, String)>);

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

impl WarcFile {
    fn next(&mut self) -> Option<Found> {
        while !self.ended {
            match self.record() {
                Ok(Some(found)) => return Some(found),
                Ok(None) => {}
                Err(error) => {
                    self.ended = true;
                    let why = format!("record {}: {error}", self.number);
                    return Some(Found::Fault(Reason::Unreadable(why)));
                }
            }
        }
        let (others, all) = (std::mem::take(&mut self.others), self.number);
        (0 < others).then(|| {
            let what = "are no pages: requests, pictures, redirects, errors";
            let what = format!("{others} of its {all} records {what}");
            Found::Fault(Reason::NoArticle(what))
        })
    }

    /// Reads a record; nothing if it is no page.
    fn record(&mut self) -> io::Result<Option<Found>> {
        let mut line = self.opened.take().unwrap_or_default();
        while line.is_empty() {
            match self.line(&mut line)? {
                Line::None => {
                    self.ended = true;
                    return Ok(None);
                }
                Line::Whole if line.trim_ascii().is_empty() => line.clear(),
                Line::Whole | Line::TooLong => break,
            }
        }
        self.number += 1;
        if !line.starts_with(MARK) {
            return self.found_again();
        }
        self.begun = true;
        let header = self.header()?;
        let length: u64 = header
            .get("Content-Length")
            .and_then(|length| length.parse().ok())
            .ok_or_else(|| io::Error::other("has no Content-Length"))?;
        let kind = header.get("WARC-Type").unwrap_or_default().to_ascii_lowercase();
        let most = self.limits.page as u64;
        let is_wanted = match kind.as_str() {
            "response" => header.get("WARC-Target-URI").is_none_or(|it| !it.starts_with("dns:")),
            "resource" | "conversion" => header.get("Content-Type").is_some_and(is_text),
            _ => false,
        };
        if !is_wanted {
            self.skip(length)?;
            self.others += 1;
            return Ok(None);
        }
        if most < length {
            self.skip(length)?;
            return Ok(Some(self.broken(&too_long(most))));
        }
        let mut block = Vec::new();
        self.bytes.by_ref().take(length).read_to_end(&mut block)?;
        if (block.len() as u64) < length {
            return Err(io::Error::other("is cut: the file ends within it"));
        }
        let page = match kind.as_str() {
            "response" => self.response(&block),
            _ => Ok(Some((block, header.get("Content-Type").unwrap_or_default().to_owned()))),
        };
        Ok(match page {
            Ok(Some((bytes, kind))) => Some(page_of(&header, &bytes, &kind)),
            Ok(None) => {
                self.others += 1;
                None
            }
            Err(error) => Some(self.broken(&error.to_string())),
        })
    }

    /// Looks for the next record where none begins, as behind one whose length is wrong.
    fn found_again(&mut self) -> io::Result<Option<Found>> {
        let mut passed = Vec::new();
        while self.begun {
            if self.line(&mut passed)? == Line::None {
                break;
            }
            if passed.starts_with(MARK) {
                let why = "does not begin with WARC/: what follows was passed over, to the next that does";
                self.opened = Some(passed);
                return Ok(Some(self.broken(why)));
            }
        }
        Err(io::Error::other("does not begin with WARC/"))
    }

    fn broken(&self, why: &str) -> Found {
        Found::Broken(Reason::Malformed(format!("record {}: {why}", self.number)))
    }

    fn line(&mut self, line: &mut Vec<u8>) -> io::Result<Line> {
        stream::line(&mut *self.bytes, line, b'\n', HEADER_LINE)
    }

    fn header(&mut self) -> io::Result<Header> {
        header(&mut *self.bytes)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.bytes.by_ref().take(length), &mut io::sink())?;
        if skipped < length {
            return Err(io::Error::other("is cut: the file ends within it"));
        }
        Ok(())
    }

    /// The body of a response that is a page, with its content type.
    fn response(&self, block: &[u8]) -> io::Result<Option<(Vec<u8>, String)>> {
        let mut block = Cursor::new(block);
        let mut status = Vec::new();
        stream::line(&mut block, &mut status, b'\n', HEADER_LINE)?;
        let status = String::from_utf8_lossy(&status).into_owned();
        let mut words = status.split_whitespace();
        let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/"));
        if !is_http {
            return Err(io::Error::other("is no response of the web"));
        }
        let header = header(&mut block)?;
        let kind = header.get("Content-Type").unwrap_or_default().to_owned();
        if words.next() != Some("200") || !is_text(&kind) {
            return Ok(None);
        }
        let at = usize::try_from(block.position()).unwrap_or(usize::MAX);
        let body = block.into_inner().get(at..).unwrap_or_default();
        let chunked = header.get("Transfer-Encoding").is_some_and(|it| it.contains("chunked"));
        let body = match chunked.then(|| dechunked(body)).flatten() {
            Some(whole) => whole,
            // Many crawlers undo the chunks and leave the header as it was.
            None => body.to_vec(),
        };
        let coding = header.get("Content-Encoding").unwrap_or("identity").to_ascii_lowercase();
        Ok(Some((self.decoded(body, &coding)?, kind)))
    }

    fn decoded(&self, body: Vec<u8>, coding: &str) -> io::Result<Vec<u8>> {
        let bytes: Box<dyn Read> = match coding {
            // As above: what does not begin like gzip was unpacked already.
            "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
                Box::new(MultiGzDecoder::new(Cursor::new(body)))
            }
            "deflate" if body.first() == Some(&0x78) => {
                Box::new(ZlibDecoder::new(Cursor::new(body)))
            }
            "deflate" => Box::new(DeflateDecoder::new(Cursor::new(body))),
            "identity" | "gzip" | "x-gzip" | "none" | "" => return Ok(body),
            "utf-8" => return Ok(body),
            other => {
                let other: String = other.chars().take(20).collect();
                return Err(io::Error::other(format!(
                    "is packed by {other}, which is not unpacked"
                )));
            }
        };
        let most = self.limits.page as u64;
        let mut metered = Metered { inner: bytes, meter: self.meter.clone() }.take(most + 1);
        let mut page = Vec::new();
        metered.read_to_end(&mut page)?;
        if most < page.len() as u64 {
            return Err(io::Error::other(too_long(most)));
        }
        Ok(page)
    }
}

fn too_long(most: u64) -> String {
    format!("longer than {} ({})", limits::bytes(most), raised_by::PAGE)
}

/// Lines of `Name: value` up to an empty one.
fn header(bytes: &mut dyn BufRead) -> io::Result<Header> {
    let mut header = Header::default();
    let mut line = Vec::new();
    for _ in 0..HEADER_LINES {
        match stream::line(bytes, &mut line, b'\n', HEADER_LINE)? {
            Line::None => return Err(io::Error::other("is cut: the file ends within its header")),
            Line::TooLong => continue,
            Line::Whole => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() {
            return Ok(header);
        }
        if text.starts_with([' ', '\t']) {
            if let Some((_, value)) = header.0.last_mut() {
                value.push(' ');
                value.push_str(text.trim());
            }
        } else if let Some((name, value)) = text.split_once(':') {
            header.0.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    Err(io::Error::other(format!("has a header of more than {HEADER_LINES} lines")))
}

/// Whether a content type is that of a page or of plain text.
fn is_text(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["text/html", "application/xhtml+xml", "text/plain"].contains(&kind.as_str())
}

/// What comes of chunks; nothing if they are none.
fn dechunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let size = std::str::from_utf8(&rest[..end]).ok()?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..size)?);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

fn page_of(header: &Header, bytes: &[u8], kind: &str) -> Found {
    let label = kind.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ']));
    let label = label.and_then(|label| label.split([';', '"', ' ']).next());
    let charset = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let mut found = html::page_in(bytes, charset);
    if let Found::Record(draft) = &mut found {
        let url = header.get("WARC-Target-URI").unwrap_or_default().trim_matches(['<', '>']);
        Field::Url.set(draft, url);
        Field::Seen.set(draft, header.get("WARC-Date").unwrap_or_default());
        if kind.trim_start().to_ascii_lowercase().starts_with("text/plain")
            && let Content::Html(text) = &mut draft.content
        {
            draft.content = Content::Pasted(std::mem::take(text));
        }
    }
    found
}
