//! Lines → units: one for each paragraph, heading or scrap of the page, with what can be seen of
//! it alone. Wrapped lines are joined; nothing is judged here.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::extract::furniture::{self, Hit, Kind};

/// A stretch of the page that was one block on the screen.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its lines, by number.
    pub(super) lines: Range<usize>,
    /// Its text, wrapped lines joined by a space.
    pub(super) text: String,
    /// Its length in words; scripts without spaces are converted.
    pub(super) words: usize,
    /// How it ends.
    pub(super) end: End,
    /// Words that have letter case, and those of them that begin in lower case.
    pub(super) cased: (usize, usize),
    /// What phrase of the furniture table stands in it.
    pub(super) hit: Option<Hit>,
    /// Whether blank lines part it from both neighbours.
    pub(super) apart: bool,
    /// How often its text stands on the page, and whether this is the first time.
    pub(super) said: Said,
    /// Its text as it is compared with others (see [`key`]).
    pub(super) key: String,
}

/// How a unit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a full stop, question or exclamation mark of any script.
    Sentence,
    /// With a colon: something follows.
    Colon,
    /// Cut off by an ellipsis, as teasers are.
    Cut,
    /// Without any of them.
    Open,
}

/// How often a text stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// In all.
    pub(super) times: usize,
    /// Up to here, this one included.
    pub(super) nth: usize,
}

impl Unit {
    /// Whether it reads as running text: a sentence of some length, or something too long to be
    /// a heading. The lengths separate article lines from others on the development pages.
    pub(super) fn is_prose(&self) -> bool {
        match self.end {
            End::Sentence | End::Colon => 7 <= self.words,
            End::Cut => 12 <= self.words,
            End::Open => 25 <= self.words && !self.is_titled(),
        }
    }

    /// Whether most of its words are capitalised, as in English headlines and menus.
    pub(super) fn is_titled(&self) -> bool {
        let (cased, lower) = self.cased;
        3 <= cased && lower * 10 < cased * 4
    }

    /// Whether a phrase of one of these kinds stands in it.
    pub(super) fn is(&self, kind: Kind) -> bool {
        self.hit.is_some_and(|hit| hit.kind == kind)
    }

    /// Whether it is an item of a list that the author wrote.
    pub(super) fn is_bullet(&self) -> bool {
        let mut chars = self.text.chars();
        match chars.next() {
            Some('•' | '●' | '▪' | '■' | '‣' | '·' | '*' | '–' | '—' | '-') => true,
            Some(c) if c.is_ascii_digit() => {
                let rest = chars.as_str().trim_start_matches(|c: char| c.is_ascii_digit());
                rest.starts_with(['.', ')'])
            }
            _ => false,
        }
    }
}

/// A text as it is compared with others: NFKC, lower case, letters and digits only.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        key.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
        return key;
    }
    for c in text.nfkc() {
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        }
    }
    key
}

/// Cuts a page's lines into units, in order. Costs one pass over the page.
pub(super) fn units(lines: &[&str]) -> Vec<Unit> {
    let width = wrap_width(lines);
    let mut units: Vec<Unit> = Vec::new();
    let mut blank = true;
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            blank = true;
            if let Some(last) = units.last_mut() {
                last.lines.end = last.lines.end.max(last.lines.start + 1);
            }
            continue;
        }
        let open = units.last_mut().filter(|_| !blank);
        match open {
            Some(last) if continues(lines[at - 1].trim(), line, width) => {
                last.text.push(' ');
                last.text.push_str(line);
                last.lines.end = at + 1;
            }
            _ => units.push(fresh(line, at, blank)),
        }
        blank = false;
    }
    measure(&mut units, lines);
    units
}

fn fresh(line: &str, at: usize, after_blank: bool) -> Unit {
    Unit {
        lines: at..at + 1,
        text: line.to_owned(),
        words: 0,
        end: End::Open,
        cased: (0, 0),
        hit: None,
        apart: after_blank,
        said: Said { times: 1, nth: 1 },
        key: String::new(),
    }
}

fn measure(units: &mut [Unit], lines: &[&str]) {
    for unit in units.iter_mut() {
        unit.words = words(&unit.text);
        unit.end = end(&unit.text);
        unit.cased = cased(&unit.text);
        unit.hit = furniture::hit(&unit.text, unit.end == End::Sentence);
        unit.apart &= lines.get(unit.lines.end).is_none_or(|next| next.trim().is_empty());
        unit.key = key(&unit.text);
    }
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    let nth: Vec<usize> = units
        .iter()
        .map(|unit| {
            let times = times.entry(&unit.key).or_insert(0);
            *times += 1;
            *times
        })
        .collect();
    let said: Vec<Said> = units
        .iter()
        .zip(nth)
        .map(|(unit, nth)| Said { times: times.get(unit.key.as_str()).copied().unwrap_or(1), nth })
        .collect();
    for (unit, said) in units.iter_mut().zip(said) {
        unit.said = said;
    }
}

/// The width at which a page was hard-wrapped, if it was: most of its long lines, by characters, are
/// then so long that the next line's first word would not have fitted. Menus are short lines.
fn wrap_width(lines: &[&str]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.trim_end().chars().count()).collect();
    let widest = lengths.iter().copied().max().unwrap_or(0);
    if !(40..=132).contains(&widest) {
        return None;
    }
    let full: Vec<usize> = (1..lines.len())
        .filter(|at| is_full(lines[at - 1], lines[*at], widest))
        .map(|at| at - 1)
        .collect();
    // Paragraphs of one length look wrapped too, but end in full stops.
    let closed = full.iter().filter(|at| end(lines[**at]) == End::Sentence).count();
    let held: usize = full.iter().map(|at| lengths[*at]).sum();
    let all: usize = lengths.iter().filter(|length| widest <= 2 * **length).sum();
    (4 <= full.len() && 2 * closed <= full.len() && all <= 2 * held).then_some(widest)
}

/// Whether the next line's first word would not have fitted on this one. Editors that wrap a
/// little early, at a hyphen or a wide character, are allowed six columns.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let first = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    0 < first && width <= line.trim_end().chars().count() + 1 + first + 6
}

/// Whether a line goes on with the paragraph of the line above it: the page is hard-wrapped and
/// the line above is full, or a link or line break has cut a sentence in the middle.
fn continues(above: &str, line: &str, width: Option<usize>) -> bool {
    if width.is_some_and(|width| is_full(above, line, width)) {
        return true;
    }
    if end(above) != End::Open || above.split_whitespace().take(4).count() < 4 {
        return false;
    }
    let first = line.chars().next();
    let goes_on = first.is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ')' | '%'));
    goes_on || above.ends_with([',', ';', '(', '“', '„', '«'])
}

/// Counts words. Scripts written without spaces count by characters: two to a word for Han and
/// kana, four for Thai and its kin.
pub(super) fn words(text: &str) -> usize {
    let (mut words, mut han, mut thai, mut inside) = (0, 0, 0, false);
    for c in text.chars() {
        match c {
            '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' => {
                (han, inside) = (han + 1, false);
            }
            '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' => (han, inside) = (han + 1, false),
            '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
                (thai, inside) = (thai + 1, false);
            }
            c if c.is_whitespace() => inside = false,
            c if c.is_alphanumeric() && !inside => (words, inside) = (words + 1, true),
            _ => {}
        }
    }
    words + han / 2 + thai / 4
}

/// Says how a text ends, closing quotes and brackets apart.
pub(super) fn end(text: &str) -> End {
    let bare = text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '”'
                    | '’'
                    | '»'
                    | '“'
                    | '‘'
                    | '›'
                    | ')'
                    | ']'
                    | '」'
                    | '』'
                    | '）'
                    | '】'
                    | '*'
            )
    });
    if bare.ends_with("...") || bare.ends_with('…') {
        return End::Cut;
    }
    match bare.chars().next_back() {
        Some(
            '.' | '!' | '?' | '。' | '！' | '？' | '．' | '｡' | '।' | '॥' | '؟' | '۔' | '։' | '።',
        ) => End::Sentence,
        Some('፧' | '။' | '៕' | '។' | '‽' | '⁇' | '⁈' | '⁉' | '᙮' | '꓿') => {
            End::Sentence
        }
        Some(':' | '：' | ';') => End::Colon,
        _ => End::Open,
    }
}

fn cased(text: &str) -> (usize, usize) {
    let firsts =
        text.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    firsts.fold((0, 0), |(cased, lower), first| {
        if first.is_lowercase() {
            (cased + 1, lower + 1)
        } else if first.is_uppercase() {
            (cased + 1, lower)
        } else {
            (cased, lower)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_in_every_script() {
        let cases = [
            ("The ferry sank.", End::Sentence),
            ("“The ferry sank.”", End::Sentence),
            ("渡轮沉没。", End::Sentence),
            ("नाव डूब गई।", End::Sentence),
            ("هل غرقت العبارة؟", End::Sentence),
            ("کشتی ڈوب گئی۔", End::Sentence),
            ("The mayor said:", End::Colon),
            ("The ferry that sank was bui...", End::Cut),
            ("Ferry sinks off the harbour", End::Open),
            ("", End::Open),
        ];
        for (text, expected) in cases {
            assert_eq!(end(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_are_counted_where_there_are_no_spaces() {
        let cases =
            [("The ferry sank.", 3), ("渡轮沉没了", 2), ("", 0), ("— • —", 0), ("U.S. 3-1", 2)];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph() {
        let page = "The ferry had left the harbour at noon with forty\n\
            passengers on board, and nobody had thought much\n\
            of the wind that had been rising since the early\n\
            morning, when the pilot boats came in again and\n\
            the lamps were lit along the quay.\n\
            \n\
            It sank an hour later.";
        let lines: Vec<&str> = page.lines().collect();
        let found: Vec<Range<usize>> = units(&lines).into_iter().map(|unit| unit.lines).collect();
        assert_eq!(found, [0..5, 6..7]);
    }

    #[test]
    fn headlines_below_each_other_stay_apart() {
        let page = "Ferry sinks off the harbour in a storm\nMayor asks for a second inquiry\nHome";
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(units(&lines).len(), 3);
    }
}
