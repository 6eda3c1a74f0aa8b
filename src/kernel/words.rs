//! Text → normalised words.
//!
//! A word is a run of letters, digits, marks and `_`, with single apostrophes inside it
//! (`\w+(?:['’]\w+)*`), lower-cased after NFKC normalisation. Scripts that are written without
//! spaces are cut into pairs of characters instead, as search engines do. No word is dropped and
//! none is stemmed.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// One word as it is handed to a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word, normalised.
    pub text: &'a str,
    /// Whether its first letter was a capital.
    pub capital: bool,
    /// Whether it is the first of a sentence or a line, where a capital says nothing.
    pub opens: bool,
    /// Whether it holds a digit.
    pub digit: bool,
}

/// Calls `visit` for every word of `text`, in order; the word's text lives for the call only.
///
/// Nothing is allocated for a word; a text that is not in NFKC is copied once.
pub fn for_each_word(text: &str, mut visit: impl FnMut(Word<'_>)) {
    let text = normalized(text);
    let mut scan =
        Scan { word: String::with_capacity(32), opens: true, capital: false, digit: false };
    let mut chars = text.chars().peekable();
    let mut pending: Option<char> = None;
    while let Some(c) = chars.next() {
        if is_unspaced(c) {
            scan.finish(&mut visit);
            match pending.replace(c) {
                Some(before) => scan.pair(&[before, c], &mut visit),
                // A lone character is a word of its own.
                None if !chars.peek().is_some_and(|next| is_unspaced(*next)) => {
                    scan.pair(&[c], &mut visit);
                }
                None => {}
            }
            continue;
        }
        pending = None;
        if is_word(c) {
            scan.push(c);
        } else if is_apostrophe(c)
            && !scan.word.is_empty()
            && chars.peek().is_some_and(|next| is_word(*next) && !is_unspaced(*next))
        {
            scan.word.push('\'');
        } else {
            scan.finish(&mut visit);
            if matches!(
                c,
                '.' | '!' | '?' | '\n' | ':' | '。' | '！' | '？' | '“' | '"' | '؟' | '۔' | '।'
            ) {
                scan.opens = true;
            }
        }
    }
    scan.finish(&mut visit);
}

fn normalized(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfkc().collect()),
    }
}

struct Scan {
    word: String,
    opens: bool,
    capital: bool,
    digit: bool,
}

impl Scan {
    fn push(&mut self, c: char) {
        if self.word.is_empty() {
            self.capital = c.is_uppercase();
            self.digit = false;
        }
        if c.is_ascii() {
            self.digit |= c.is_ascii_digit();
            self.word.push(c.to_ascii_lowercase());
        } else {
            self.digit |= c.is_numeric();
            self.word.extend(c.to_lowercase());
        }
    }

    fn finish(&mut self, visit: &mut impl FnMut(Word<'_>)) {
        if self.word.is_empty() {
            return;
        }
        visit(Word {
            text: &self.word,
            capital: self.capital,
            opens: self.opens,
            digit: self.digit,
        });
        self.word.clear();
        self.opens = false;
    }

    fn pair(&mut self, chars: &[char], visit: &mut impl FnMut(Word<'_>)) {
        self.word.extend(chars);
        visit(Word { text: &self.word, capital: false, opens: self.opens, digit: false });
        self.word.clear();
        self.opens = false;
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c != 'ʼ' && c.is_alphanumeric() || is_mark(c)
}

/// The combining marks that stand inside words: general accents, and the vowel signs of the
/// scripts of India and south-east Asia that the standard library does not count as letters.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05BD | 0x064B..=0x065F | 0x0900..=0x0903
        | 0x093A..=0x094F | 0x0981..=0x0983 | 0x09BC..=0x09CD | 0x0A01..=0x0A4D | 0x0A81..=0x0ACD
        | 0x0B01..=0x0B57 | 0x0B82..=0x0BCD | 0x0C00..=0x0C56 | 0x0C81..=0x0CD6 | 0x0D00..=0x0D57
        | 0x200D)
}

/// Scripts written without spaces between words: Han, kana, Thai, Lao, Khmer, Myanmar.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E01..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for_each_word(text, |word| found.push(word.text.to_owned()));
        found
    }

    #[test]
    fn words_are_lower_case_runs_with_apostrophes_inside() {
        let cases: [(&str, &[&str]); 8] = [
            ("The mayor’s office won't.", &["the", "mayor's", "office", "won't"]),
            ("'quoted' word-play", &["quoted", "word", "play"]),
            ("Київ: 3,5 млн", &["київ", "3", "5", "млн"]),
            ("ﬁre e\u{301}tude", &["fire", "étude"]),
            ("東京都", &["東京", "京都"]),
            ("A 火 B", &["a", "火", "b"]),
            ("हिन्दी", &["हिन्दी"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_capital_counts_as_opening_only_after_a_stop_or_at_the_start() {
        let mut found = Vec::new();
        for_each_word("Rain fell on Lund. It Ended", |word| {
            found.push((word.text.to_owned(), word.capital, word.opens));
        });
        let expected = [
            ("rain", true, true),
            ("fell", false, false),
            ("on", false, false),
            ("lund", true, false),
            ("it", true, true),
            ("ended", true, false),
        ];
        let found: Vec<_> = found.iter().map(|(w, c, o)| (w.as_str(), *c, *o)).collect();
        assert_eq!(found, expected);
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_words_that_give_themselves(text in ".*") {
            for word in words(&text) {
                proptest::prop_assert!(!word.is_empty());
            }
        }
    }
}
