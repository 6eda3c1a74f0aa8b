//! Bytes → text: in which character set they are written, and what they say in it.
//!
//! A byte order mark decides; then bytes that are valid UTF-8 and more than ASCII, since no
//! other encoding is so by chance; then what the page declares; then what `chardetng` guesses.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::stream::{Bytes, Stream};

/// The text of a whole document, without its byte order mark.
pub(super) fn text(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    charset(bytes, declared).decode(bytes).0.into_owned()
}

/// The character set of a document, or of its beginning.
pub(super) fn charset(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    if let Some(charset) = wide(bytes) {
        return charset;
    }
    if bytes.is_ascii() {
        return declared.unwrap_or(UTF_8);
    }
    let (characters, broken) = utf8_balance(bytes);
    if broken == 0 {
        return UTF_8;
    }
    if let Some(declared) = declared.filter(|declared| *declared != UTF_8) {
        return declared;
    }
    // One broken character does not make a page of another charset; a page of another charset
    // has hardly a sequence that is valid UTF-8.
    if 10 * broken <= characters {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-8 or UTF-16 where a byte order mark says so, UTF-16 where its zeros do.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(bytes) {
        Some((charset, _)) => Some(charset),
        None => utf16_without_mark(bytes),
    }
}

/// As [`recoded`], but what is broken is marked as such: all of it is UTF-8.
pub(super) fn sound(stream: Stream, charset: &'static Encoding) -> Bytes {
    if charset != UTF_8 {
        return recoded(stream, charset);
    }
    in_utf8(stream, UTF_8)
}

/// The bytes of an export as UTF-8, whatever they were written in; without a byte order mark.
///
/// What is taken for UTF-8 is handed on as it is, broken characters and all.
pub(super) fn recoded(stream: Stream, charset: &'static Encoding) -> Bytes {
    if charset != UTF_8 {
        return in_utf8(stream, charset);
    }
    let mut bytes = stream.bytes;
    if Encoding::for_bom(&stream.sample).is_some() {
        let mark = bytes.by_ref().take(3).read_to_end(&mut Vec::new());
        debug_assert!(mark.is_ok(), "the sample has been read");
    }
    bytes
}

fn in_utf8(stream: Stream, charset: &'static Encoding) -> Bytes {
    Box::new(BufReader::new(Recoded {
        inner: stream.bytes,
        decoder: charset.new_decoder(),
        text: [0; 4096],
        waiting: 0..0,
        ended: false,
    }))
}

/// Characters beyond ASCII, and places that are no UTF-8; a character cut by the end is neither.
fn utf8_balance(bytes: &[u8]) -> (usize, usize) {
    let mut characters = 0;
    let mut broken = 0;
    let mut rest = bytes.len();
    for chunk in bytes.utf8_chunks() {
        let beyond = chunk.valid().chars().filter(|letter| !letter.is_ascii());
        characters += beyond.count();
        rest -= chunk.valid().len() + chunk.invalid().len();
        let cut = rest == 0 && is_cut_character(chunk.invalid());
        broken += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (characters, broken)
}

fn is_cut_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// UTF-16 shows in its zeros: spaces and line ends have one, and always on the same side.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len() / 2;
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0);
    let (first, second) = (zeros(0).count(), zeros(1).count());
    // A sentence has a space in every five to ten letters, whatever its script.
    let many = |zeros: usize| 2 <= zeros && pairs <= 20 * zeros;
    let charset = match (many(first), many(second)) {
        (true, false) if 10 * second <= first => UTF_16BE,
        (false, true) if 10 * first <= second => UTF_16LE,
        _ => return None,
    };
    let (text, _) = charset.decode_without_bom_handling(&bytes[..2 * pairs]);
    let odd = text.chars().filter(|letter| *letter == '\u{FFFD}' || is_control(*letter));
    (20 * odd.count() <= pairs).then_some(charset)
}

fn is_control(letter: char) -> bool {
    letter.is_control() && !letter.is_whitespace()
}

/// Bytes of another character set, read as UTF-8.
struct Recoded {
    inner: Bytes,
    decoder: Decoder,
    /// What was decoded and not yet read: the reader's buffer may be too small for a character.
    text: [u8; 4096],
    waiting: Range<usize>,
    ended: bool,
}

impl Read for Recoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.waiting.is_empty() && !self.ended {
            let from = self.inner.fill_buf()?;
            let last = from.is_empty();
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(from, &mut self.text, last);
            self.inner.consume(read);
            self.waiting = 0..written;
            // A decoder that has taken the end must not be asked again.
            self.ended = last && result == CoderResult::InputEmpty;
        }
        let length = into.len().min(self.waiting.len());
        let from = self.waiting.start;
        into[..length].copy_from_slice(&self.text[from..from + length]);
        self.waiting.start += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use encoding_rs::WINDOWS_1251;

    use super::*;
    use crate::input::stream;

    const TEXT: &str = "Мост через реку закрыли в субботу, говорит мэрия. Объезд открыт до утра.";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_charset_of_a_text_is_found() {
        let marked = format!("\u{FEFF}{TEXT}");
        let cases = [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked.as_bytes().to_vec()),
            ("UTF-16LE with a mark", utf16(&marked, u16::to_le_bytes)),
            ("UTF-16BE with a mark", utf16(&marked, u16::to_be_bytes)),
            ("UTF-16LE", utf16(TEXT, u16::to_le_bytes)),
            ("UTF-16BE", utf16(TEXT, u16::to_be_bytes)),
            ("windows-1251", WINDOWS_1251.encode(TEXT).0.into_owned()),
        ];
        for (charset, bytes) in cases {
            assert_eq!(text(&bytes, None), TEXT, "{charset}");
        }
    }

    #[test]
    fn a_declared_charset_counts_where_the_bytes_allow_it() {
        let bytes = WINDOWS_1251.encode(TEXT).0;
        assert_eq!(text(&bytes, Some(WINDOWS_1251)), TEXT);
        assert_eq!(text(&bytes, Some(UTF_8)), TEXT);
        assert_eq!(text(TEXT.as_bytes(), Some(WINDOWS_1251)), TEXT);
    }

    #[test]
    fn one_broken_character_leaves_the_page_what_it_is() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xFF);
        assert_eq!(text(&bytes, None), format!("{TEXT}\u{FFFD}"));
    }

    #[test]
    fn a_sample_cut_within_a_character_is_still_utf8() {
        let bytes = "Café".as_bytes();
        assert_eq!(charset(&bytes[..bytes.len() - 1], None), UTF_8);
    }

    #[test]
    fn zeros_alone_make_no_utf16() {
        for bytes in [&[0; 64][..], b"a\0b", b"plain text with one\0 zero"] {
            assert_eq!(wide(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn recoding_piece_by_piece_is_decoding_at_once() {
        let long = TEXT.repeat(2000);
        let bytes = utf16(&format!("\u{FEFF}{long}"), u16::to_le_bytes);
        let stream = stream::unpack(Cursor::new(bytes));
        let charset = wide(&stream.sample).unwrap();
        let mut read = String::new();
        recoded(stream, charset).read_to_string(&mut read).unwrap();
        assert!(read == long);
    }
}
