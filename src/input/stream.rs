//! A file, or standard input → bytes, unpacked, with a sample of their beginning.
//!
//! Whatever is read here has a limit, so that no input, however packed, takes all memory.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::walk;
use crate::article::Reason;

/// The most bytes of one page, pasted text or HTML: some fifty times a very long saved page.
pub(super) const PAGE_CAP: usize = 64 << 20;
/// The most bytes of one record of an export.
pub(super) const RECORD_CAP: usize = 64 << 20;
/// The most bytes that a packed file may unpack to.
const UNPACKED_CAP: u64 = 4 << 30;
/// How much of a file's beginning decides on its kind and character set.
const SAMPLE: u64 = 64 << 10;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Bytes to be read in order.
pub(super) type Bytes = Box<dyn BufRead + Send>;

/// An input that was opened: all its bytes, and a copy of the first of them.
pub(super) struct Stream {
    pub(super) sample: Vec<u8>,
    pub(super) bytes: Bytes,
    /// The file, if its bytes are those of the stream and can be read again.
    pub(super) file: Option<Arc<File>>,
    /// Whether the bytes are as they lay in the file, not unpacked.
    pub(super) is_plain: bool,
    /// What went wrong while the sample was read, if anything: it will again.
    pub(super) failed: Option<String>,
}

impl Stream {
    /// Whether the sample is all there is.
    pub(super) fn is_short(&self) -> bool {
        (self.sample.len() as u64) < SAMPLE
    }
}

/// Opens a file or `-`, and unpacks it if it is packed.
pub(super) fn open(path: &Path) -> Result<Stream, Reason> {
    if walk::is_stdin(path) {
        return Ok(unpack(io::stdin()));
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let again = file.try_clone().ok().map(Arc::new);
    let watched = Watched::new(file).map_err(|error| unreadable(&error))?;
    let stream = unpack(watched);
    Ok(Stream { file: again.filter(|_| stream.is_plain), ..stream })
}

/// The bytes themselves, or what they unpack to if they begin as gzip does.
pub(super) fn unpack(bytes: impl Read + Send + 'static) -> Stream {
    let (head, _, bytes) = sampled(bytes, GZIP.len() as u64);
    if head != GZIP {
        return stream(bytes, true);
    }
    let inner = MultiGzDecoder::new(bytes);
    stream(Capped { inner, left: UNPACKED_CAP }, false)
}

/// A whole page, if it is not too long to be one.
pub(super) fn whole(bytes: Bytes, cap: usize) -> Result<Vec<u8>, Reason> {
    let mut page = Vec::new();
    let read = bytes.take(cap as u64 + 1).read_to_end(&mut page);
    read.map_err(|error| unreadable(&error))?;
    if cap < page.len() {
        let why = format!("longer than {} MiB, the most that one page may have", cap >> 20);
        return Err(Reason::Unreadable(why));
    }
    Ok(page)
}

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// There was none.
    None,
    /// It was read.
    Whole,
    /// It was longer than the cap, and was passed over.
    TooLong,
}

/// Reads up to and with the next `end` into `line`, which it empties first.
pub(super) fn line(
    bytes: &mut dyn BufRead,
    line: &mut Vec<u8>,
    end: u8,
    cap: usize,
) -> io::Result<Line> {
    line.clear();
    let read = bytes.take(cap as u64 + 1).read_until(end, line)?;
    if read == 0 {
        return Ok(Line::None);
    }
    if read <= cap || line.last() == Some(&end) {
        return Ok(Line::Whole);
    }
    line.clear();
    line.shrink_to_fit();
    bytes.skip_until(end)?;
    Ok(Line::TooLong)
}

/// Why bytes could not be read, in the words of whoever tried.
pub(super) fn unreadable(error: &io::Error) -> Reason {
    Reason::Unreadable(error.to_string())
}

fn stream(bytes: impl Read + Send + 'static, is_plain: bool) -> Stream {
    let (sample, failed, bytes) = sampled(bytes, SAMPLE);
    let bytes = Box::new(BufReader::new(bytes));
    Stream { sample, bytes, file: None, is_plain, failed }
}

/// The first bytes, and all of them again. An error that is met waits behind what was read.
fn sampled(
    mut bytes: impl Read + Send + 'static,
    length: u64,
) -> (Vec<u8>, Option<String>, impl Read + Send + 'static) {
    let mut sample = Vec::new();
    let error = bytes.by_ref().take(length).read_to_end(&mut sample).err();
    let failed = error.as_ref().map(io::Error::to_string);
    let again = Cursor::new(sample.clone()).chain(Failed(error)).chain(bytes);
    (sample, failed, again)
}

/// An error that waits to be read, once.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A file that is watched while it is read: one that is written to meanwhile, or cut short, is
/// told at its end, since nobody knows what was read of it.
struct Watched {
    file: File,
    before: Metadata,
}

impl Watched {
    fn new(file: File) -> io::Result<Watched> {
        Ok(Watched { before: file.metadata()?, file })
    }
}

fn is_same(before: &Metadata, after: &Metadata) -> bool {
    before.len() == after.len() && before.modified().ok() == after.modified().ok()
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        if read == 0 && !into.is_empty() && !is_same(&self.before, &self.file.metadata()?) {
            return Err(io::Error::other("it was changed while it was being read"));
        }
        Ok(read)
    }
}

/// Bytes of which only so many may come.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            return Err(io::Error::other("unpacks to more than 4 GiB"));
        };
        self.left = left;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(text).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn packed_and_plain_bytes_read_alike() {
        let members = [packed(b"one\n"), packed(b"two\n")].concat();
        for bytes in [members, b"one\ntwo\n".to_vec()] {
            let stream = unpack(Cursor::new(bytes));
            assert_eq!(stream.sample, b"one\ntwo\n");
            assert_eq!(whole(stream.bytes, 8).unwrap(), b"one\ntwo\n");
        }
    }

    #[test]
    fn bytes_before_a_cut_are_read_and_the_cut_is_told() {
        let mut bytes = packed("line\n".repeat(5000).as_bytes());
        bytes.truncate(bytes.len() - 9);
        let mut stream = unpack(Cursor::new(bytes));
        let mut text = Vec::new();
        let mut lines = 0;
        let error = loop {
            match line(&mut *stream.bytes, &mut text, b'\n', 100) {
                Ok(Line::Whole) => lines += 1,
                Ok(end) => panic!("{end:?} after {lines} lines"),
                Err(error) => break error,
            }
        };
        assert!(0 < lines, "{error}");
    }

    #[test]
    fn no_more_is_unpacked_than_the_cap() {
        let mut bytes = Capped { inner: io::repeat(b'x'), left: 1000 };
        let mut into = Vec::new();
        assert!(bytes.read_to_end(&mut into).is_err());
        assert!(into.len() <= 1000);
    }

    #[test]
    fn a_page_above_the_cap_is_refused() {
        let page = |length: usize| whole(Box::new(Cursor::new(vec![b'x'; length])), 10);
        assert_eq!(page(10).map(|page| page.len()), Ok(10));
        assert!(matches!(page(11), Err(Reason::Unreadable(_))));
    }

    #[test]
    fn a_line_above_the_cap_is_passed_over() {
        let mut bytes = Cursor::new(b"ab\nabcd\nabcdef\nx".to_vec());
        let mut text = Vec::new();
        let mut next = || {
            let end = line(&mut bytes, &mut text, b'\n', 4).unwrap();
            (end, String::from_utf8(text.clone()).unwrap())
        };
        assert_eq!(next(), (Line::Whole, "ab\n".to_owned()));
        assert_eq!(next(), (Line::Whole, "abcd\n".to_owned()));
        assert_eq!(next(), (Line::TooLong, String::new()));
        assert_eq!(next(), (Line::Whole, "x".to_owned()));
        assert_eq!(next(), (Line::None, String::new()));
    }
}
