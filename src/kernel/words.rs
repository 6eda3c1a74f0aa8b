//! Text → normalised words, and their hashes.
//!
//! In: a text. Out: its words in order, as text with what is known of each ([`for_each_word`]) or
//! as hashes alone ([`word_hashes_into`]).
//!
//! A word is a run of letters, digits, marks and `_`, with single apostrophes inside it
//! (`\w+(?:['’]\w+)*`), after NFKC, then case-folded as Unicode has it in full (`ß` as `ss`, `ς`
//! as `σ`) and brought to NFKC again. Scripts that are written without spaces are cut into pairs
//! of characters instead, as search engines do. No word is dropped and none is stemmed.
//!
//! Normalisation is a matter of a *stretch*: a run of ASCII letters and digits, `_`, apostrophes
//! and characters beyond ASCII, between other ASCII characters. So a mark that stands behind a
//! space or an `=` combines with nothing, and a text with a few accents costs no more than its
//! accented words.
//!
//! Cost: for an article of 3.1 KB of which one word in sixteen is not ASCII
//! 3.5 µs for the hashes, 7 µs for the words as text.

use std::borrow::Cow;

use caseless::Caseless;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
use xxhash_rust::xxh3::xxh3_64;

use crate::kernel::letters::{Settled, is_apostrophe, is_stop, is_unspaced, is_word, settled};
use crate::kernel::widest::{BLOCK, Vectors, Work, widest};

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
pub fn for_each_word(text: &str, visit: impl FnMut(Word<'_>)) {
    widest(EachWord { text, visit });
}

/// A text, and what its words are handed to.
struct EachWord<'a, F> {
    text: &'a str,
    visit: F,
}

impl<F: FnMut(Word<'_>)> Work for EachWord<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let EachWord { text, mut visit } = self;
        let lower = text.to_ascii_lowercase();
        let mut scan = Scan::default();
        let mut behind = 0;
        for_each_stretch::<V>(text.as_bytes(), |stretch| {
            let between = &text.as_bytes()[behind..stretch.start];
            scan.opens |= behind == 0 || between.iter().any(|byte| is_stop(char::from(*byte)));
            behind = stretch.end;
            if !stretch.plain {
                scan.cut(&text[stretch.start..stretch.end], &mut visit);
                return;
            }
            let word = &lower[stretch.start..stretch.end];
            visit(Word {
                text: word,
                capital: text.as_bytes()[stretch.start].is_ascii_uppercase(),
                opens: std::mem::take(&mut scan.opens),
                digit: word.bytes().any(|byte| byte.is_ascii_digit()),
            });
        });
    }
}

/// The hashes of the words of a text, in order: see [`word_hashes_into`].
pub fn word_hashes(text: &str) -> Vec<u64> {
    let mut hashes = Vec::with_capacity(text.len() / 5);
    word_hashes_into(text, &mut hashes);
    hashes
}

/// Fills `hashes` with [`word_hash`] of each word of a text, the words of [`for_each_word`] in
/// their order.
pub fn word_hashes_into(text: &str, hashes: &mut Vec<u64>) {
    hashes.clear();
    widest(HashWords { text, hashes });
}

/// A text, and where the hashes of its words go.
struct HashWords<'a> {
    text: &'a str,
    hashes: &'a mut Vec<u64>,
}

impl Work for HashWords<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let HashWords { text, hashes } = self;
        let mut scan = Scan::default();
        for_each_stretch::<V>(text.as_bytes(), |stretch| {
            let length = stretch.end - stretch.start;
            let first = text.as_bytes()[stretch.start..].first_chunk();
            match first {
                Some(first) if stretch.plain && length <= SHORT => {
                    let word = u128::from_le_bytes(*first) & SHORTEST[length];
                    hashes.push(short_hash(in_lower_case(word), length));
                }
                _ => hash_other(&text[stretch.start..stretch.end], &mut scan, hashes),
            }
        });
    }
}

/// Bytes up to which a word is hashed by two multiplications; all but one word in a thousand.
const SHORT: usize = 16;

/// Masks of the first bytes of sixteen, from none to all.
const SHORTEST: [u128; SHORT + 1] = {
    let mut masks = [u128::MAX; SHORT + 1];
    let mut length = 0;
    while length < SHORT {
        masks[length] = !(u128::MAX << (8 * length));
        length += 1;
    }
    masks
};

/// ASCII letters, digits and apostrophes, with small letters for capitals.
#[inline(always)]
fn in_lower_case(word: u128) -> u128 {
    const LETTERS: u128 = u128::MAX / 0xFF * 0x40;
    word | (word & LETTERS) >> 1
}

/// The hash of a word: of one longer than 16 bytes xxh3, of others a folded product of its two
/// halves, as wyhash and xxh3 themselves mix short input, but by one way for all lengths: the
/// processor guesses the way wrong for every second word otherwise.
pub fn word_hash(word: &[u8]) -> u64 {
    if SHORT < word.len() {
        return xxh3_64(word);
    }
    let mut padded = [0; SHORT];
    padded[..word.len()].copy_from_slice(word);
    short_hash(u128::from_le_bytes(padded), word.len())
}

/// The hash of a word of so many bytes, at most 16, with zeros behind them.
#[inline(always)]
fn short_hash(word: u128, length: usize) -> u64 {
    // The first words of SplitMix64 from one: no word has bytes that make a half of them zero.
    const SALTS: [u64; 3] = [0x910A_2DEC_8902_5CC1, 0xBEEB_8DA1_658E_EC67, 0xF893_A2EE_FB32_555E];
    let (low, high) = (word as u64, (word >> 64) as u64);
    let product = u128::from(low ^ SALTS[0]) * u128::from(high ^ SALTS[1] ^ length as u64);
    let mixed = (product as u64) ^ (product >> 64) as u64;
    let product = u128::from(mixed ^ SALTS[2]) * u128::from(SALTS[0]);
    (product as u64) ^ (product >> 64) as u64
}

/// Hashes the words of a stretch that is long, holds more than letters, digits and apostrophes, or
/// lies at the very end of the text.
#[inline(never)]
fn hash_other(stretch: &str, scan: &mut Scan, hashes: &mut Vec<u64>) {
    let before = hashes.len();
    let settled = hash_settled(stretch, &mut scan.word, hashes);
    scan.word.clear();
    if !settled {
        hashes.truncate(before);
        scan.cut(stretch, &mut |word| hashes.push(word_hash(word.text.as_bytes())));
    }
}

/// What lies between two ASCII characters that stand in no word, less apostrophes at its ends and
/// cut at double ones: a word if it is plain, else text to be normalised and cut.
#[derive(Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    /// Whether it is of ASCII letters, digits and apostrophes alone.
    plain: bool,
}

/// Calls `visit` for every stretch of a text, in order.
///
/// Sixty-four bytes at a time become three masks of 64 bits in loops that compilers vectorise, as
/// in simdjson (Langdale and Lemire 2019); the masks are walked from edge to edge.
#[inline(always)]
fn for_each_stretch<V: Vectors>(bytes: &[u8], mut visit: impl FnMut(Stretch)) {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    // At least one space stands behind the text, so that its last stretch ends.
    let mut last = [b' '; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut walk = Walk::default();
    for place in 0..=blocks.len() {
        let block = blocks.get(place).unwrap_or(&last);
        let next = bytes.get((place + 1) * BLOCK).is_some_and(|byte| in_word(*byte) != 0);
        walk.block(&Masks::of::<V>(block), next, &mut visit);
    }
}

/// The highest bit where a byte can stand in a word.
#[inline(always)]
fn in_word(byte: u8) -> u8 {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    flag(letter | digit | (byte == b'_') | (0x80 <= byte))
}

/// Of 64 bytes, which can stand in a word, which are apostrophes, which are neither ASCII letters
/// nor digits but stand in a word.
struct Masks {
    word: u64,
    apostrophe: u64,
    odd: u64,
}

impl Masks {
    #[inline(always)]
    fn of<V: Vectors>(block: &[u8; BLOCK]) -> Masks {
        Masks {
            word: V::high_bits(&each(block, in_word)),
            apostrophe: V::high_bits(&each(block, |byte| flag(byte == b'\''))),
            odd: V::high_bits(&each(block, |byte| byte | flag(byte == b'_'))),
        }
    }
}

#[inline(always)]
fn each(block: &[u8; BLOCK], of: impl Fn(u8) -> u8) -> [u8; BLOCK] {
    let mut all = [0; BLOCK];
    for (into, byte) in all.iter_mut().zip(block) {
        *into = of(*byte);
    }
    all
}

/// The highest bit, or none.
#[inline(always)]
fn flag(is: bool) -> u8 {
    u8::from(is) << 7
}

/// Where the walk over the blocks stands.
#[derive(Default)]
struct Walk {
    /// Where the block begins.
    base: usize,
    /// Where the open stretch began, if the last block ended within one.
    start: usize,
    inside: bool,
    /// Whether the open stretch is plain so far.
    plain: bool,
    /// Whether the last byte of the block before can stand in a word.
    word: bool,
}

impl Walk {
    #[inline(always)]
    fn block(&mut self, masks: &Masks, next: bool, visit: &mut impl FnMut(Stretch)) {
        let after_word = masks.word << 1 | u64::from(self.word);
        let before_word = masks.word >> 1 | u64::from(next) << 63;
        let within = masks.word | masks.apostrophe & after_word & before_word;
        let shifted = within << 1 | u64::from(self.inside);
        let (mut starts, mut ends) = (within & !shifted, !within & shifted);
        // A bit that is added where a stretch starts is carried to its end over plain bytes alone.
        let open = u64::from(self.plain);
        let (plain, carried) = (within & !masks.odd).overflowing_add(starts | open);
        if !self.inside {
            let from;
            (from, starts) = pop(starts);
            self.start = self.base + from as usize;
        }
        while ends != 0 {
            let (end, from);
            (end, ends) = pop(ends);
            let plain = plain >> end & 1 == 1;
            visit(Stretch { start: self.start, end: self.base + end as usize, plain });
            (from, starts) = pop(starts);
            self.start = self.base + from as usize;
        }
        self.plain = carried;
        self.inside = within >> 63 == 1;
        self.word = masks.word >> 63 == 1;
        self.base += BLOCK;
    }
}

/// The place of the lowest bit, and the others; 64 of none.
#[inline(always)]
fn pop(mask: u64) -> (u32, u64) {
    (mask.trailing_zeros(), mask & mask.wrapping_sub(1))
}

/// Hashes the words of a stretch if all its characters are settled; false, with some of the words
/// hashed, if one is not. `word` is room for a word, empty.
fn hash_settled(stretch: &str, word: &mut String, hashes: &mut Vec<u64>) -> bool {
    let (mut joined, mut run) = (false, Run::default());
    for (at, c) in stretch.char_indices() {
        let Some(kind) = settled(c.to_ascii_lowercase()) else { return false };
        if let Settled::Letter(letter) = kind {
            run.end(stretch, at, hashes);
            if std::mem::take(&mut joined) {
                word.push('\'');
            }
            word.push(letter);
            continue;
        }
        if kind == Settled::Apostrophe && !joined && !word.is_empty() {
            joined = true;
            continue;
        }
        joined = false;
        if !word.is_empty() {
            hashes.push(word_hash(word.as_bytes()));
            word.clear();
        }
        if kind == Settled::Unspaced {
            run.add(stretch, at, c, hashes);
        } else {
            run.end(stretch, at, hashes);
        }
    }
    if !word.is_empty() {
        hashes.push(word_hash(word.as_bytes()));
    }
    run.end(stretch, stretch.len(), hashes);
    true
}

/// A run of characters of a script without spaces.
#[derive(Default)]
struct Run {
    /// Where its last character stands.
    last: Option<usize>,
    paired: bool,
}

impl Run {
    fn add(&mut self, stretch: &str, at: usize, c: char, hashes: &mut Vec<u64>) {
        if let Some(last) = self.last.replace(at) {
            hashes.push(word_hash(&stretch.as_bytes()[last..at + c.len_utf8()]));
            self.paired = true;
        }
    }

    /// A lone character is a word of its own.
    fn end(&mut self, stretch: &str, at: usize, hashes: &mut Vec<u64>) {
        if let Some(last) = self.last.take()
            && !std::mem::take(&mut self.paired)
        {
            hashes.push(word_hash(&stretch.as_bytes()[last..at]));
        }
    }
}

/// Cuts stretches that are not ASCII, by the tables of Unicode.
#[derive(Default)]
struct Scan {
    word: String,
    folded: String,
    opens: bool,
    capital: bool,
    digit: bool,
}

impl Scan {
    /// Visits the words of a stretch.
    fn cut(&mut self, stretch: &str, visit: &mut impl FnMut(Word<'_>)) {
        let stretch = normalized(stretch);
        let mut chars = stretch.chars().peekable();
        let mut pending: Option<char> = None;
        while let Some(c) = chars.next() {
            if is_unspaced(c) {
                self.finish(visit);
                match pending.replace(c) {
                    Some(before) => self.pair(&[before, c], visit),
                    // A lone character is a word of its own.
                    None if !chars.peek().is_some_and(|next| is_unspaced(*next)) => {
                        self.pair(&[c], visit);
                    }
                    None => {}
                }
                continue;
            }
            pending = None;
            if is_word(c) {
                self.push(c);
            } else if is_apostrophe(c)
                && !self.word.is_empty()
                && chars.peek().is_some_and(|next| is_word(*next) && !is_unspaced(*next))
            {
                self.word.push('\'');
            } else {
                self.finish(visit);
                self.opens |= is_stop(c);
            }
        }
        self.finish(visit);
    }

    fn push(&mut self, c: char) {
        if self.word.is_empty() {
            self.capital = c.is_uppercase();
            self.digit = false;
        }
        self.digit |= if c.is_ascii() { c.is_ascii_digit() } else { c.is_numeric() };
        self.word.push(c);
    }

    fn finish(&mut self, visit: &mut impl FnMut(Word<'_>)) {
        if self.word.is_empty() {
            return;
        }
        self.folded.clear();
        if self.word.is_ascii() {
            self.word.make_ascii_lowercase();
            self.folded.push_str(&self.word);
        } else {
            self.folded.extend(self.word.chars().default_case_fold().nfkc());
        }
        visit(Word {
            text: &self.folded,
            capital: self.capital,
            opens: std::mem::take(&mut self.opens),
            digit: self.digit,
        });
        self.word.clear();
    }

    fn pair(&mut self, chars: &[char], visit: &mut impl FnMut(Word<'_>)) {
        self.word.extend(chars);
        let opens = std::mem::take(&mut self.opens);
        visit(Word { text: &self.word, capital: false, opens, digit: false });
        self.word.clear();
    }
}

fn normalized(text: &str) -> Cow<'_, str> {
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfkc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::widest::Scalar;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for_each_word(text, |word| found.push(word.text.to_owned()));
        found
    }

    #[test]
    fn words_are_lower_case_runs_with_apostrophes_inside() {
        let cases: [(&str, &[&str]); 12] = [
            ("The mayor’s office won't.", &["the", "mayor's", "office", "won't"]),
            ("'quoted' word-play", &["quoted", "word", "play"]),
            ("Київ: 3,5 млн", &["київ", "3", "5", "млн"]),
            ("ﬁre e\u{301}tude", &["fire", "étude"]),
            ("Maße MASSE ΟΔΌΣ", &["masse", "masse", "οδόσ"]),
            ("İstanbul Ϊ\u{301} ΐ", &["i\u{307}stanbul", "ΐ", "ΐ"]),
            ("don''t x' 'tis O’’Neil", &["don", "t", "x", "tis", "o", "neil"]),
            ("a_b =\u{338} rock ʼn’ roll", &["a_b", "\u{338}", "rock", "n", "roll"]),
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
        fn fast_and_plain_find_the_same_words(text in anything()) {
            let plain = plain_words(&text);
            proptest::prop_assert_eq!(&words(&text), &plain);
            let hashes: Vec<u64> = plain.iter().map(|word| word_hash(word.as_bytes())).collect();
            proptest::prop_assert_eq!(word_hashes(&text), hashes);
        }

        #[test]
        fn code_for_wide_vectors_and_code_for_any_processor_find_the_same_words(text in anything()) {
            let mut any = Vec::new();
            HashWords { text: &text, hashes: &mut any }.run::<Scalar>();
            proptest::prop_assert_eq!(word_hashes(&text), any);
        }

        #[test]
        fn a_word_hashes_alike_whatever_stands_behind_it(word in "[a-z0-9_]{1,20}", more in ".*") {
            let text = format!("{word} {more}");
            proptest::prop_assert_eq!(word_hashes(&text)[0], word_hash(word.as_bytes()));
        }

        #[test]
        fn a_word_is_its_own_only_word(text in anything()) {
            for word in words(&text).iter().filter(|word| !word.contains('ʼ')) {
                proptest::prop_assert_eq!(&words(word), std::slice::from_ref(word));
            }
        }
    }

    /// Text of the kinds that newsrooms print, of the characters that break rules, and of any.
    fn anything() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::{Strategy, any, prop_oneof};
        let piece = prop_oneof![
            8 => "[a-zA-Z0-9_]{1,12}",
            6 => "[ '.,\n-]{1,2}",
            2 => "[’‘“”–…ʼ'«»\u{A0}]{1,2}",
            3 => "[A-Za-zÀ-ÿĀ-ž]{1,8}",
            3 => "[Ѐ-ӿΆ-ώ]{1,8}",
            2 => "[一-鿿ぁ-ヿ。，가-힣]{1,5}",
            1 => "[ก-๛က-႟אء-ي]{1,5}",
            2 => "[a-zÀ-ÿ\u{300}-\u{330}\u{345}\u{3099}\u{200D}\u{AD}]{1,5}",
            1 => "[ßẞİıŉſǅΐΰςﬁﬀ①½²Ⅷ´≠ªﾞｶＡ＇．]{1,3}",
            1 => "[क-्]{1,5}",
            1 => any::<char>().prop_map(String::from),
            1 => "[a-z ]{50,70}",
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    /// The definition, character by character.
    fn plain_words(text: &str) -> Vec<String> {
        let parts = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_' && c != '\'';
        text.split(parts).flat_map(plain_words_of_stretch).collect()
    }

    fn plain_words_of_stretch(stretch: &str) -> Vec<String> {
        let chars: Vec<char> = stretch.nfkc().collect();
        let letter = |at: usize| chars.get(at).is_some_and(|c| is_word(*c) && !is_unspaced(*c));
        let unspaced = |at: usize| chars.get(at).is_some_and(|c| is_unspaced(*c));
        let (mut found, mut at) = (Vec::new(), 0);
        while at < chars.len() {
            let start = at;
            if unspaced(at) {
                while unspaced(at) {
                    at += 1;
                }
                let run: Vec<String> =
                    chars[start..at].windows(2).map(|pair| pair.iter().collect()).collect();
                let lone = at - start == 1;
                found.extend(if lone { vec![chars[start].to_string()] } else { run });
            } else if letter(at) {
                while letter(at) || is_apostrophe(chars[at]) && letter(at + 1) {
                    at += 1;
                    if at == chars.len() {
                        break;
                    }
                }
                let plain = |c: &char| if is_apostrophe(*c) { '\'' } else { *c };
                let word: String = chars[start..at].iter().map(plain).collect();
                found.push(word.chars().default_case_fold().nfkc().collect());
            } else {
                at += 1;
            }
        }
        found
    }

    #[test]
    fn a_word_may_lie_across_the_ends_of_blocks() {
        for before in 0..140 {
            for (word, found) in [("Harbour's", "harbour's"), ("Mühle’s", "mühle's"), ("ox", "ox")]
            {
                let text = format!("{}{word}", " ".repeat(before));
                assert_eq!(words(&text), [found], "after {before}");
                let text = format!("{} {word}", "x".repeat(before));
                assert_eq!(words(&text).last().map(String::as_str), Some(found));
                assert_eq!(word_hashes(&text).last(), Some(&word_hash(found.as_bytes())));
            }
        }
    }

    #[test]
    fn a_word_may_be_longer_than_blocks_and_words_more_than_wait() {
        let long = format!("É{}", "X".repeat(150));
        assert_eq!(word_hashes(&long), [word_hash(long.to_lowercase().as_bytes())]);
        let many: Vec<String> = (0..1_000).map(|n| format!("w{n}")).collect();
        let hashes: Vec<u64> = many.iter().map(|word| word_hash(word.as_bytes())).collect();
        assert_eq!(word_hashes(&many.join(" ")), hashes);
    }

    #[test]
    fn sentences_open_across_stretches_of_any_kind() {
        let opening = |text: &str| {
            let mut found = Vec::new();
            for_each_word(text, |word| {
                if word.opens {
                    found.push(word.text.to_owned());
                }
            });
            found
        };
        assert_eq!(opening("Ärger über Öl. Über alles"), ["ärger", "über"]);
        assert_eq!(opening("– Nein. “No” he said… Ja, 1.5"), ["nein", "no", "ja", "5"]);
        assert_eq!(opening("火事だ。消せ"), ["火事", "消せ"]);
    }
}
