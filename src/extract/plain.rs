//! Text without what harms whoever shows it: control characters, marks that turn the direction of
//! writing around, and blanks of no meaning.

use std::ops::Range;

use crate::kernel::widest::{Vectors, Work, widest};

/// One line: blanks made single; nothing if nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let mut joined = String::with_capacity(text.len());
    if is_laid_out(text) && !text.contains('\n') {
        joined.push_str(text);
    } else {
        join(text, &mut joined);
    }
    (!joined.is_empty()).then_some(joined)
}

/// Paragraphs parted by one `\n`, each on one line, empty ones gone.
pub(super) fn paragraphs(text: String) -> String {
    if is_laid_out(&text) {
        return text;
    }
    let mut joined = String::with_capacity(text.len());
    for line in text.split('\n') {
        if is_laid_out(line) {
            paragraph(&mut joined, |joined| joined.push_str(line));
            continue;
        }
        for part in line.split(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
            paragraph(&mut joined, |joined| join(part, joined));
        }
    }
    joined
}

/// Puts a paragraph behind the others, if there is anything in it.
fn paragraph(text: &mut String, put: impl FnOnce(&mut String)) {
    let before = text.len();
    if 0 < before {
        text.push('\n');
    }
    let start = text.len();
    put(text);
    if text.len() == start {
        text.truncate(before);
    }
}

/// Whether a text is laid out so already, as most exports are: a pass over its bytes that compilers
/// vectorise, and a look at the letters of those stretches that may hold a blank or a harm.
fn is_laid_out(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_blank = |byte: &u8| matches!(*byte, b' ' | b'\n');
    if bytes.first().is_some_and(is_blank) || bytes.last().is_some_and(is_blank) {
        return false;
    }
    widest(Blocks(text))
}

/// The blocks of a text.
struct Blocks<'a>(&'a str);

impl Work for Blocks<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors>(self) -> bool {
        blocks_are_laid_out(self.0)
    }
}

#[inline(always)]
fn blocks_are_laid_out(text: &str) -> bool {
    let bytes = text.as_bytes();
    for start in (0..bytes.len()).step_by(BLOCK) {
        let doubt = match bytes[start..].first_chunk() {
            Some(block) => doubt(block),
            None => {
                let mut padded = [b'x'; BLOCK + BEHIND];
                padded[..bytes.len() - start].copy_from_slice(&bytes[start..]);
                doubt(&padded)
            }
        };
        let end = bytes.len().min(start + BLOCK);
        if doubt.wrong != 0 || doubt.letters != 0 && !letters_are_harmless(text, start..end) {
            return false;
        }
    }
    true
}

/// Whether the doubtful characters that begin in this stretch are no blanks and do no harm.
#[inline(never)]
fn letters_are_harmless(text: &str, stretch: Range<usize>) -> bool {
    let block = text.as_bytes()[stretch.clone()].iter().zip(stretch);
    let firsts = block.filter(|(byte, _)| is_doubtful(**byte) != 0);
    let mut letters = firsts.filter_map(|(_, at)| text.get(at..)?.chars().next());
    letters.all(|letter| is_harmless(letter) && !letter.is_whitespace())
}

const BLOCK: usize = 64;
/// Bytes behind a block that are looked at too: a letter's last may stand there.
const BEHIND: usize = 2;

/// What a look at the bytes of a block leaves open.
struct Doubt {
    /// Two blanks side by side, or a control character.
    wrong: u8,
    /// A byte that some blanks and harms beyond ASCII begin with.
    letters: u8,
}

/// The bytes are looked at together with the two behind each, as slices of one length, which is
/// what lets compilers vectorise it.
#[inline(always)]
fn doubt(block: &[u8; BLOCK + BEHIND]) -> Doubt {
    let (first, second, third) = (&block[..BLOCK], &block[1..=BLOCK], &block[BEHIND..]);
    let is_blank = |byte: u8| u8::from(byte == b' ') | u8::from(byte == b'\n');
    let (mut wrong, mut letters) = (0, 0);
    for at in 0..BLOCK {
        let bytes = [first[at], second[at], third[at]];
        let [byte, next, _] = bytes;
        wrong |= u8::from(byte < b' ') & u8::from(byte != b'\n') | u8::from(byte == 0x7f);
        wrong |= is_blank(byte) & is_blank(next);
        letters |= is_doubtful(byte) & (is_punctuation(bytes) ^ 1);
    }
    Doubt { wrong, letters }
}

/// Whether a byte begins any blank or any mark that is dropped, beyond ASCII.
#[inline(always)]
fn is_doubtful(byte: u8) -> u8 {
    let alone = u8::from(byte == 0xC2) | u8::from(byte == 0xD8);
    let alone = alone | u8::from(byte == 0xEF) | u8::from(byte == 0xF3);
    alone | u8::from(0xE1 <= byte) & u8::from(byte <= 0xE3)
}

/// Whether three bytes are a quotation mark, a dash or dots, U+2010 to U+2027, which stand in
/// every article.
#[inline(always)]
fn is_punctuation([first, second, third]: [u8; 3]) -> u8 {
    let row = u8::from(first == 0xE2) & u8::from(second == 0x80);
    row & u8::from(third.wrapping_sub(0x90) <= 0x17)
}

/// Puts a line behind a text, its blanks made single, without what does harm.
fn join(line: &str, text: &mut String) {
    let start = text.len();
    let mut gap = false;
    let mut put = |gap: bool, part: &str| {
        if gap && start < text.len() {
            text.push(' ');
        }
        text.push_str(part);
    };
    let mut rest = line;
    loop {
        let plain = plain_words(rest);
        if 0 < plain {
            put(std::mem::take(&mut gap), &rest[..plain]);
            rest = &rest[plain..];
        }
        let Some(letter) = rest.chars().next() else { return };
        let (head, tail) = rest.split_at(letter.len_utf8());
        rest = tail;
        if letter.is_whitespace() {
            gap = true;
        } else if is_harmless(letter) {
            put(std::mem::take(&mut gap), head);
        }
    }
}

/// The bytes at the head of a text that are visible ASCII, or single blanks between such.
fn plain_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_visible = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    let mut end = 0;
    loop {
        if is_visible(end) {
            end += 1;
        } else if 0 < end && bytes.get(end) == Some(&b' ') && is_visible(end + 1) {
            end += 2;
        } else {
            return end;
        }
    }
}

/// Marks that join or part letters within words of their scripts (U+200C, U+200D) stay.
fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        && !matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line whose blanks are made single, letter by letter.
    fn joined(text: &str) -> String {
        let words = text.split(char::is_whitespace);
        let words = words.map(|word| word.chars().filter(|c| is_harmless(*c)).collect::<String>());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    proptest::proptest! {
        #[test]
        fn what_is_laid_out_is_left_as_it_is_by_the_slow_way_too(
            words in proptest::collection::vec("[a-z]{1,9}|[ \\n]|«|“é|\u{200b}|\u{a0}|\t|\u{2028}|\u{2010}|\u{2027}", 0..60),
            blank in "[ \n]",
        ) {
            let text = words.join(&blank);
            let lines = text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
            let lines = lines.map(joined).filter(|line| !line.is_empty());
            let slow = lines.collect::<Vec<_>>().join("\n");
            proptest::prop_assert_eq!(is_laid_out(&text), slow == text);
            proptest::prop_assert_eq!(paragraphs(text), slow);
        }
    }

    #[test]
    fn blanks_become_single_and_harmful_characters_go() {
        let cases = [
            ("  a \t b\u{a0}c ", Some("a b c")),
            ("a\0b\u{202e}c\u{7}", Some("abc")),
            ("so\u{ad}ft", Some("soft")),
            ("می\u{200c}خواهم", Some("می\u{200c}خواهم")),
            ("\u{200b} \u{feff}", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(paragraphs("a  b\r\n\r\n \nc\u{2028}d".to_owned()), "a b\nc\nd");
    }
}
