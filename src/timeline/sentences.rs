//! Text → sentences.

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::temporal::names;

const TABLE: &str = include_str!("words/sentences.csv");

/// Characters after a full stop within which the next word must begin to be of use.
const AHEAD: usize = 16;

/// Why a full stop after a word may end no sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// A name follows ("Gen."): never the end.
    Title,
    /// Written short ("Sept."): the end only before a word that opens sentences.
    Short,
}

/// The sentences of a text in order, in bytes; the ends of lines end them too.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let (mut start, mut judged) = (0, 0);
        while let Some((at, mark)) = next_stop(line, judged) {
            if is_bullet(line, at, mark) {
                push(&mut found, line, start..at, offset);
                start = at;
                judged = at + mark.len_utf8();
                continue;
            }
            // What follows a stop up to its closing marks is judged with it.
            let end = closed(line, at + mark.len_utf8());
            judged = end;
            if ends_here(line, at..end) {
                push(&mut found, line, start..end, offset);
                start = end;
            }
        }
        push(&mut found, line, start..line.len(), offset);
        offset += line.len();
    }
    found
}

fn push(found: &mut Vec<Range<usize>>, line: &str, range: Range<usize>, offset: usize) {
    let part = &line[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    let end = range.start + part.trim_end().len();
    if start < end {
        found.push(offset + start..offset + end);
    }
}

/// The next mark that may end a sentence or open an item, from a byte on that begins a character.
fn next_stop(line: &str, from: usize) -> Option<(usize, char)> {
    let is_letter = |byte: &u8| byte.is_ascii() && !matches!(byte, b'.' | b'!' | b'?' | b'*');
    let mut at = from;
    loop {
        at += line.as_bytes()[at..].iter().take_while(|byte| is_letter(byte)).count();
        let mark = line[at..].chars().next()?;
        if is_stop(mark) || is_bullet(line, at, mark) {
            return Some((at, mark));
        }
        at += mark.len_utf8();
    }
}

/// Whether the next item of a list begins here: "… by train * The pass is shut".
fn is_bullet(line: &str, at: usize, mark: char) -> bool {
    if !matches!(mark, '*' | '•' | '■' | '▪') || !line[..at].ends_with(' ') {
        return false;
    }
    let rest = line[at + mark.len_utf8()..].strip_prefix(' ');
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
}

fn is_stop(mark: char) -> bool {
    matches!(mark, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔' | '።' | '။')
}

/// The end of the stops and closing quotation marks and brackets from `at` on.
fn closed(line: &str, at: usize) -> usize {
    let closing =
        |c: char| is_stop(c) || matches!(c, '"' | '”' | '’' | '»' | '\'' | ')' | ']' | '」' | '』');
    let rest = line[at..].char_indices().find(|(_, c)| !closing(*c));
    rest.map_or(line.len(), |(length, _)| at + length)
}

/// Whether these stops and closing marks end a sentence.
fn ends_here(line: &str, marks: Range<usize>) -> bool {
    let rest = &line[marks.end..];
    let Some(next) = rest.chars().next() else {
        return true;
    };
    let marked = &line[marks.clone()];
    if marked.contains(['。', '！', '？', '।', '؟', '۔', '።', '။']) {
        return true;
    }
    let follows = rest.trim_start();
    let Some(first) = follows.chars().next() else {
        return true;
    };
    if !next.is_whitespace() || first.is_lowercase() {
        return false;
    }
    // The next item of a list.
    if matches!(first, '*' | '•' | '■' | '▪') {
        return true;
    }
    marked != "." || is_end_of_words(&line[..marks.start], first_word(follows))
}

/// Whether a full stop between these words ends a sentence.
fn is_end_of_words(before: &str, next: &str) -> bool {
    // An abbreviation is short; looking further back would cost the whole line each time.
    let word = last_word(before);
    let opens = || is_opener(next);
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    // The last letter of "I/B/E/S." is no initial.
    let coded = before[..before.len() - word.len()].ends_with('/');
    if initial && !coded {
        return opens();
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) && (1..=2).contains(&word.len()) {
        // "am 11. Juli", but "on June 7. October brought rain."
        let head = before[..before.len() - word.len()].trim_end();
        return names::month(next).is_none() || names::month(last_word(head)).is_some();
    }
    match stop_of(word) {
        Some(Stop::Title) => false,
        Some(Stop::Short) => opens(),
        None => true,
    }
}

fn last_word(before: &str) -> &str {
    let mut start = before.len();
    for (at, c) in before.char_indices().rev().take(16) {
        if !(c.is_alphanumeric() || matches!(c, '.' | '-')) {
            break;
        }
        start = at;
    }
    before[start..].trim_start_matches('.')
}

/// The next word, if it begins near enough; looking further would cost the whole line each time.
fn first_word(text: &str) -> &str {
    let mut near = text.char_indices().take(AHEAD);
    let Some((start, _)) = near.find(|(_, c)| c.is_alphanumeric()) else {
        return "";
    };
    let text = &text[start..];
    let end = text.find(|c: char| !c.is_alphanumeric());
    &text[..end.unwrap_or(text.len())]
}

struct Words {
    stops: FxHashMap<&'static str, Stop>,
    openers: Vec<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words { stops: FxHashMap::default(), openers: Vec::new() };
        for (kind, forms) in super::rows(TABLE) {
            for form in forms.split(' ') {
                match kind {
                    "title" => _ = words.stops.insert(form, Stop::Title),
                    "opener" => words.openers.push(form),
                    _ => _ = words.stops.insert(form, Stop::Short),
                }
            }
        }
        words
    })
}

/// Whether a word is written short before a name ("Gen", "Sen").
pub(super) fn is_title(word: &str) -> bool {
    stop_of(word) == Some(Stop::Title)
}

fn stop_of(word: &str) -> Option<Stop> {
    words().stops.get(word.to_lowercase().as_str()).copied()
}

fn is_opener(word: &str) -> bool {
    let word = word.to_lowercase();
    words().openers.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        for (text, expected) in [
            ("He came. She left.", vec!["He came.", "She left."]),
            (
                "Sen. Orla Pike met Gen. Abe Ruiz. They spoke.",
                vec!["Sen. Orla Pike met Gen. Abe Ruiz.", "They spoke."],
            ),
            (
                "The U.S. Senate voted at 5 p.m. Friday. It passed.",
                vec!["The U.S. Senate voted at 5 p.m. Friday.", "It passed."],
            ),
            (
                "He moved to the U.S. The family stayed.",
                vec!["He moved to the U.S.", "The family stayed."],
            ),
            ("J. K. Marlow paid 3.5 million.", vec!["J. K. Marlow paid 3.5 million."]),
            ("“It is over.” He left!", vec!["“It is over.”", "He left!"]),
            (
                "Am 11. Juli kam er an. Dann ging er.",
                vec!["Am 11. Juli kam er an.", "Dann ging er."],
            ),
            (
                "He was born in 1998. Then came school.",
                vec!["He was born in 1998.", "Then came school."],
            ),
            ("彼は来た。彼女は去った。", vec!["彼は来た。", "彼女は去った。"]),
            ("वह आया। वह गया।", vec!["वह आया।", "वह गया।"]),
            ("A line\nanother line", vec!["A line", "another line"]),
            ("Wait... what? Yes", vec!["Wait... what?", "Yes"]),
            ("", vec![]),
        ] {
            let found: Vec<_> = sentences(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_full_stop_is_judged_by_what_stands_near_it() {
        for (marks, expected) in [(0, "The"), (AHEAD - 1, "The"), (AHEAD, "")] {
            let text = format!("{}The bridge", "-".repeat(marks));
            assert_eq!(first_word(&text), expected, "{marks}");
        }
        assert_eq!(first_word("incomprehensibilities abound"), "incomprehensibilities");
    }

    #[test]
    fn a_page_of_nothing_but_stops_is_cut_in_one_pass() {
        let many = 200_000;
        for text in [
            ". ".repeat(many),
            "A. ".repeat(many),
            format!("{} a", ".".repeat(many)),
            format!("{}{}a", ".".repeat(many), " ".repeat(many)),
        ] {
            let started = std::time::Instant::now();
            let found = sentences(&text);
            // Far above what it takes, far below what looking ahead from every stop would.
            assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
            assert!(found.iter().all(|range| range.end <= text.len()));
        }
    }

    proptest! {
        #[test]
        fn every_word_is_in_exactly_one_sentence(text in "([A-Z]?[a-z]{1,4}[.!?”]?[ \\n]?|\\PC){0,30}") {
            let found = sentences(&text);
            let kept: String = found.iter().map(|range| &text[range.clone()]).collect();
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&kept), squeeze(&text));
        }
    }
}
