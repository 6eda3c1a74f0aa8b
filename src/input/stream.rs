//! A file, or standard input → bytes, unpacked, with a sample of their beginning.
//!
//! What is packed by gzip or zstd is unpacked, in as many members as it has, and again if what
//! comes out is packed too. Whatever is read here has a limit, so that no input, however packed,
//! takes all memory or all day.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::limits::{self, Limits, raised_by};
use super::walk;
use super::zstd::Zstd;
use crate::article::Reason;

/// How much of a file's beginning decides on its kind and character set.
const SAMPLE: u64 = 64 << 10;

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
    /// What was unpacked of the file so far.
    pub(super) meter: Meter,
}

impl Stream {
    /// Whether the sample is all there is.
    pub(super) fn is_short(&self) -> bool {
        (self.sample.len() as u64) < SAMPLE
    }
}

/// Opens a file or `-`, and unpacks it if it is packed.
pub(super) fn open(path: &Path, limits: &Limits) -> Result<Stream, Reason> {
    if walk::is_stdin(path) {
        let meter = Meter::new(0, limits);
        let bytes = Measured { inner: io::stdin(), left: limits.file, meter: meter.clone() };
        return Ok(unpacked(bytes, &meter));
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let again = file.try_clone().ok().map(Arc::new);
    let watched = Watched::new(file).map_err(|error| unreadable(&error))?;
    let length = watched.before.len();
    if limits.file < length {
        return Err(Reason::Unreadable(too_long(limits)));
    }
    let stream = unpacked(watched, &Meter::new(length, limits));
    Ok(Stream { file: again.filter(|_| stream.is_plain), ..stream })
}

/// The bytes themselves, or what they unpack to if they begin as gzip or zstd does.
pub(super) fn unpacked(bytes: impl Read + Send + 'static, meter: &Meter) -> Stream {
    let mut layers = 0;
    let mut bytes: Box<dyn Read + Send> = Box::new(bytes);
    loop {
        let (head, _, again) = sampled(bytes, 4);
        let Some(packing) = Packing::of(&head) else {
            return stream(again, layers == 0, meter);
        };
        if layers == meter.limits().layers {
            let again =
                format!("packed again and again, more than {layers} times ({})", raised_by::LAYERS);
            return stream(Failed(Some(io::Error::other(again))), false, meter);
        }
        layers += 1;
        let inner: Box<dyn Read + Send> = match packing {
            Packing::Gzip => Box::new(MultiGzDecoder::new(again)),
            Packing::Zstd => Box::new(Zstd::new(again)),
        };
        let inner = Packed { inner, packing };
        bytes = Box::new(Metered { inner, meter: meter.clone() });
    }
}

fn too_long(limits: &Limits) -> String {
    let most = limits::bytes(limits.file);
    format!("longer than {most}, the most that is read ({})", raised_by::FILE)
}

/// As [`unpacked`], with the usual limits.
#[cfg(test)]
pub(super) fn unpack(bytes: impl Read + Send + 'static) -> Stream {
    unpacked(bytes, &Meter::new(0, &Limits::default()))
}

/// A whole page, if it is not too long to be one.
pub(super) fn whole(bytes: Bytes, cap: usize) -> Result<Vec<u8>, Reason> {
    let mut page = Vec::new();
    let read = bytes.take(cap as u64 + 1).read_to_end(&mut page);
    read.map_err(|error| unreadable(&error))?;
    if cap < page.len() {
        let most = limits::bytes(cap as u64);
        return Err(Reason::Unreadable(format!(
            "longer than {most}, the most that one page may have ({})",
            raised_by::PAGE
        )));
    }
    Ok(page)
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
                Some(Packing::Zstd)
            }
            _ => None,
        }
    }
}

/// What somebody packed, whose faults are told in one way whoever unpacks it.
struct Packed<R> {
    inner: R,
    packing: Packing,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into).map_err(|error| {
            let packer = match self.packing {
                Packing::Gzip => "gzip",
                Packing::Zstd => "zstd",
            };
            match error.kind() {
                io::ErrorKind::UnexpectedEof => {
                    io::Error::other(format!("packed by {packer}, and its end is missing"))
                }
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                    io::Error::other(format!("packed by {packer}, and broken: {error}"))
                }
                _ => error,
            }
        })
    }
}

/// Counts what a file unpacks to, however often and in however many parts it is packed.
#[derive(Clone, Debug)]
pub(super) struct Meter(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    /// Bytes of the file itself.
    packed: AtomicU64,
    unpacked: AtomicU64,
    limits: Limits,
}

impl Meter {
    /// Of a file of that many bytes.
    pub(super) fn new(packed: u64, limits: &Limits) -> Meter {
        let (packed, unpacked) = (AtomicU64::new(packed), AtomicU64::new(0));
        Meter(Arc::new(Counts { packed, unpacked, limits: *limits }))
    }

    /// What is read at most.
    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Counts bytes that were unpacked; an error if they are more than may be.
    pub(super) fn unpack(&self, bytes: usize) -> io::Result<()> {
        let Counts { packed, unpacked, limits } = &*self.0;
        let all = unpacked.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
        if limits.unpacked < all {
            let most = limits::bytes(limits.unpacked);
            let raised_by = raised_by::UNPACKED;
            return Err(io::Error::other(format!("unpacks to more than {most} ({raised_by})")));
        }
        let packed = packed.load(Ordering::Relaxed);
        if limits.unpacked_anyway < all && packed.saturating_mul(limits.ratio) < all {
            let (most, ratio) = (limits::bytes(limits.unpacked_anyway), limits.ratio);
            return Err(io::Error::other(format!(
                "unpacks to more than {most} and {ratio} times its size, as no news does ({})",
                raised_by::RATIO
            )));
        }
        Ok(())
    }
}

/// Bytes that are unpacked and counted.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // Little at a time, so that what is above a cap is not there before it is noticed.
        let room = into.len().min(64 << 10);
        let read = self.inner.read(&mut into[..room])?;
        self.meter.unpack(read)?;
        Ok(read)
    }
}

/// Bytes of which nobody knows how many come, and only so many may.
struct Measured<R> {
    inner: R,
    left: u64,
    meter: Meter,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            return Err(io::Error::other(too_long(self.meter.limits())));
        };
        self.left = left;
        self.meter.0.packed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
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

fn stream(bytes: impl Read + Send + 'static, is_plain: bool, meter: &Meter) -> Stream {
    let (sample, failed, bytes) = sampled(bytes, SAMPLE);
    let bytes = Box::new(BufReader::new(bytes));
    Stream { sample, bytes, file: None, is_plain, failed, meter: meter.clone() }
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

    /// What comes of bytes that unpack to a megabyte, and why no more.
    fn unpacked_within(limits: Limits, bytes: Vec<u8>) -> (usize, String) {
        let mut stream =
            unpacked(Cursor::new(bytes.clone()), &Meter::new(bytes.len() as u64, &limits));
        let mut into = Vec::new();
        let error = stream.bytes.read_to_end(&mut into).err();
        (into.len(), error.map_or_else(String::new, |error| error.to_string()))
    }

    #[test]
    fn no_more_is_unpacked_than_the_caps_allow() {
        let bomb = packed(&vec![b'x'; 1 << 20]);
        let usual = Limits::default();
        assert_eq!(unpacked_within(usual, bomb.clone()), (1 << 20, String::new()));
        let cases = [
            (
                Limits { unpacked: 300 << 10, ..usual },
                "unpacks to more than 300 KiB (--max-unpacked-size)",
            ),
            (
                Limits { unpacked_anyway: 200 << 10, ratio: 20, ..usual },
                "unpacks to more than 200 KiB and 20 times its size, as no news does \
                 (--max-unpacked-ratio)",
            ),
        ];
        for (limits, expected) in cases {
            let (read, error) = unpacked_within(limits, bomb.clone());
            assert_eq!(error, expected);
            assert!(read <= 400 << 10, "{read}");
        }
        let wide = Limits { unpacked_anyway: 200 << 10, ratio: 2000, ..usual };
        assert_eq!(unpacked_within(wide, bomb), (1 << 20, String::new()));
    }

    #[test]
    fn what_is_packed_again_and_again_is_given_up() {
        let mut bytes = b"text".to_vec();
        for layers in 1..=6 {
            bytes = packed(&bytes);
            let (read, error) = unpacked_within(Limits::default(), bytes.clone());
            let expected = if layers <= 4 {
                (4, "")
            } else {
                (0, "packed again and again, more than 4 times (--max-layers)")
            };
            assert_eq!((read, error.as_str()), expected, "{layers}");
        }
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
