//! Two texts → the passages that stand in both, longest first.
//!
//! What comes in: the texts as they are. What goes out: runs of at least [`LEAST_WORDS`] words,
//! as [`crate::kernel::words`] normalises them, with their places in either text. Deliberately
//! absent: any judgement; two texts may share passages and be no copies.
//!
//! A suffix automaton of the right text (Blumer et al. 1985) tells for each word of the left how
//! long a run that ends there stands in the right: linear in both texts, whatever repeats in
//! them. About 0.2 µs and 150 bytes a word of the right text.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::kernel::words::for_each_word;

/// Words that a run must have to be called a passage: those of a shingle.
pub const LEAST_WORDS: usize = 5;

/// Words of a text that are looked at; what stands behind them is left aside, so that memory is
/// bounded. The longest articles of a newsroom have a tenth of it.
const MOST_WORDS: usize = 200_000;

/// A run of words that stands in both texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// How many words it has.
    pub words: usize,
    /// Its bytes in the left text.
    pub left: Range<usize>,
    /// Its bytes in the right text.
    pub right: Range<usize>,
}

/// The passages that two texts share: longest first, then as they stand in the left one.
///
/// No two overlap in the left text: of two that would, the longer keeps the words. One passage of
/// the right may be found several times in the left.
pub fn shared(left: &str, right: &str) -> Vec<Passage> {
    let (left, right) = (located(left), located(right));
    let automaton = Automaton::of(&right);
    let mut runs = automaton.runs(&left);
    runs.sort_by_key(|run| (std::cmp::Reverse(run.words), run.left));
    let mut passages = apart(runs);
    passages.sort_by_key(|run| (std::cmp::Reverse(run.words), run.left));
    let passage = |run: Run| {
        let bytes = |words: &[Located], from: usize| {
            words[from].bytes.start..words[from + run.words - 1].bytes.end
        };
        Passage { words: run.words, left: bytes(&left, run.left), right: bytes(&right, run.right) }
    };
    passages.into_iter().map(passage).collect()
}

/// A word by its hash, and where it stands.
struct Located {
    hash: u64,
    bytes: Range<usize>,
}

/// The words of a text with their places.
///
/// The kernel's words have none, since normalising may change how long a text is. A stretch
/// without white space is cut into words by itself, and each word found again in it.
fn located(text: &str) -> Vec<Located> {
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(skipped) = text[from..].find(|c: char| !c.is_whitespace()) {
        let start = from + skipped;
        let length = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
        let bounded = (length.min(LONGEST_STRETCH)..=length)
            .find(|length| text.is_char_boundary(start + length));
        let length = bounded.unwrap_or(length);
        let mut cursor = Cursor { text: &text[start..start + length], at: 0, lost: false };
        for_each_word(cursor.text, |word| {
            let found = cursor.find(word.text);
            let bytes = start + found.start..start + found.end;
            words.push(Located { hash: xxh3_64(word.text.as_bytes()), bytes });
        });
        from = start + length;
        if MOST_WORDS <= words.len() {
            words.truncate(MOST_WORDS);
            break;
        }
    }
    words
}

/// Bytes of a stretch without white space that are cut into words together.
const LONGEST_STRETCH: usize = 64 << 10;

/// How far behind the last word the next one is looked for, in characters.
const GAP: usize = 64;

/// Finds the words of a stretch again, one after the other.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
    lost: bool,
}

impl Cursor<'_> {
    /// The bytes of the next word. Where it is written in other characters than it is normalised
    /// to, the rest of the stretch stands for it and for all that follow.
    fn find(&mut self, word: &str) -> Range<usize> {
        let rest = self.at..self.text.len();
        if self.lost {
            return rest;
        }
        let starts = self.text[self.at..].char_indices().take(GAP);
        for (skipped, _) in starts {
            let start = self.at + skipped;
            if let Some(length) = match_length(&self.text[start..], word) {
                let found = &self.text[start..start + length];
                // Words of scripts without spaces are pairs that overlap by a character.
                let again = if found.is_ascii() || found.chars().count() != 2 {
                    0
                } else {
                    found.chars().next_back().map_or(0, char::len_utf8)
                };
                self.at = start + length - again;
                return start..start + length;
            }
        }
        self.lost = true;
        rest
    }
}

/// The bytes of the word at the start of a text, in whatever case and with whatever apostrophe.
fn match_length(text: &str, word: &str) -> Option<usize> {
    let mut sought = word.chars();
    let mut wanted = sought.next();
    for (at, c) in text.char_indices() {
        if wanted.is_none() {
            return Some(at);
        }
        if matches!(c, '’' | 'ʼ') && wanted == Some('\'') {
            wanted = sought.next();
            continue;
        }
        for lower in c.to_lowercase() {
            if wanted != Some(lower) {
                return None;
            }
            wanted = sought.next();
        }
    }
    wanted.is_none().then_some(text.len())
}

/// A run of words in both, by the places of its first words.
#[derive(Clone, Copy, Debug)]
struct Run {
    words: usize,
    left: usize,
    right: usize,
}

/// Runs without what longer ones hold of them already.
fn apart(runs: Vec<Run>) -> Vec<Run> {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for run in runs {
        let (start, end) = (run.left, run.left + run.words);
        let before = taken.range(..=start).next_back().map_or(0, |(_, end)| *end);
        let after = taken.range(start..).next().map_or(usize::MAX, |(start, _)| *start);
        let (from, to) = (start.max(before), end.min(after));
        if from + LEAST_WORDS <= to {
            taken.insert(from, to);
            kept.push(Run { words: to - from, left: from, right: run.right + from - start });
        }
    }
    kept
}

/// The smallest automaton that knows every run of words of a text.
struct Automaton {
    states: Vec<State>,
    steps: FxHashMap<(u32, u64), u32>,
}

struct State {
    /// Words of the longest run that leads here.
    length: usize,
    /// The state of the longest shorter ending that leads elsewhere; the first state's is itself.
    link: u32,
    /// Where the first run that leads here ends: the place of its last word.
    end: usize,
    /// The words that lead on from here.
    next: Vec<u64>,
}

impl Automaton {
    fn of(words: &[Located]) -> Automaton {
        let first = State { length: 0, link: 0, end: 0, next: Vec::new() };
        let mut automaton = Automaton { states: vec![first], steps: FxHashMap::default() };
        let mut last = 0;
        for (place, word) in words.iter().enumerate() {
            last = automaton.extend(last, word.hash, place);
        }
        automaton
    }

    fn state(&self, at: u32) -> &State {
        &self.states[at as usize]
    }

    fn add(&mut self, state: State) -> u32 {
        let at =
            u32::try_from(self.states.len()).expect("two states a word, and words are bounded");
        self.states.push(state);
        at
    }

    fn step(&mut self, from: u32, word: u64, to: u32) {
        if self.steps.insert((from, word), to).is_none() {
            self.states[from as usize].next.push(word);
        }
    }

    /// Adds the word at a place behind the state of all words before it.
    fn extend(&mut self, last: u32, word: u64, place: usize) -> u32 {
        let length = self.state(last).length + 1;
        let here = self.add(State { length, link: 0, end: place, next: Vec::new() });
        let mut from = Some(last);
        while let Some(at) = from.filter(|at| !self.steps.contains_key(&(*at, word))) {
            self.step(at, word, here);
            from = (at != 0).then(|| self.state(at).link);
        }
        if let Some(at) = from {
            let known = self.steps[&(at, word)];
            let link = self.parted(at, word, known);
            self.states[here as usize].link = link;
        }
        here
    }

    /// The state for the runs that end in `word` behind `at`, parted from longer ones that lead
    /// to `known` too.
    fn parted(&mut self, at: u32, word: u64, known: u32) -> u32 {
        let length = self.state(at).length + 1;
        if self.state(known).length == length {
            return known;
        }
        let State { link, end, ref next, .. } = self.states[known as usize];
        let next = next.clone();
        let copy = self.add(State { length, link, end, next: Vec::new() });
        for word in next {
            let to = self.steps[&(known, word)];
            self.step(copy, word, to);
        }
        let mut from = Some(at);
        while let Some(at) = from.filter(|at| self.steps.get(&(*at, word)) == Some(&known)) {
            self.step(at, word, copy);
            from = (at != 0).then(|| self.state(at).link);
        }
        self.states[known as usize].link = copy;
        copy
    }

    /// The runs of these words that the automaton knows and that go no further at either end.
    fn runs(&self, words: &[Located]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let (mut at, mut length) = (0, 0);
        for (place, word) in words.iter().enumerate() {
            let before = length;
            while at != 0 && !self.steps.contains_key(&(at, word.hash)) {
                at = self.state(at).link;
                length = self.state(at).length;
            }
            match self.steps.get(&(at, word.hash)) {
                Some(next) => {
                    at = *next;
                    length += 1;
                }
                None => length = 0,
            }
            if length == before + 1 && LEAST_WORDS < length {
                runs.pop();
            }
            if LEAST_WORDS <= length {
                let left = place + 1 - length;
                runs.push(Run { words: length, left, right: self.state(at).end + 1 - length });
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(left: &str, right: &str) -> Vec<(usize, String, String)> {
        let text = |passage: Passage| {
            let (left, right) = (&left[passage.left], &right[passage.right]);
            (passage.words, left.to_owned(), right.to_owned())
        };
        shared(left, right).into_iter().map(text).collect()
    }

    #[test]
    fn passages_stand_as_each_text_has_them_and_the_longest_first() {
        let left = "The ferry ran aground. Later, all of its 80 PASSENGERS were taken off. Fog!";
        let right = "All of its “80” passengers were taken off, and the ferry ran aground - later";
        let expected = [
            (
                8,
                "all of its 80 PASSENGERS were taken off",
                "All of its “80” passengers were taken off",
            ),
            (5, "The ferry ran aground. Later", "the ferry ran aground - later"),
        ];
        let found = texts(left, right);
        let found: Vec<_> = found.iter().map(|(n, l, r)| (*n, l.as_str(), r.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn fewer_words_than_a_shingle_are_no_passage() {
        assert_eq!(texts("one two three four", "one two three four"), []);
        assert_eq!(texts("one two three four five", "five one two three four five").len(), 1);
        assert_eq!(texts("", ""), []);
    }

    #[test]
    fn a_word_belongs_to_the_longer_of_two_passages() {
        // `d e` ends the first run and opens the second, which is the longer.
        let left = "z a b c d e f g h i y";
        let right = "z a b c d e x d e f g h i q";
        let found: Vec<_> = texts(left, right).into_iter().map(|(n, l, _)| (n, l)).collect();
        assert_eq!(found, [(6, "z a b c d e".to_owned())]);
        let right = "z a b c d e x c d e f g h i y q";
        let found: Vec<_> = texts(left, right).into_iter().map(|(n, l, _)| (n, l)).collect();
        assert_eq!(found, [(8, "c d e f g h i y".to_owned())]);
    }

    #[test]
    fn words_are_found_again_whatever_normalising_made_of_them() {
        let cases = [
            ("x The mayor’s ofﬁce was closed x", "y The mayor's office was closed y"),
            ("x 東京都知事選挙 x", "y 東京都知事選挙 y"),
            ("x İzmir’de bir iki üç dört x", "y İzmir'de bir iki üç dört y"),
            ("x ban-an-a na an nab x", "y Ban-an-a na an nab y"),
        ];
        for (left, right) in cases {
            let found = texts(left, right);
            assert_eq!(found.len(), 1, "{left}");
            let (left_text, right_text) = (&found[0].1, &found[0].2);
            assert_eq!(left_text, left.trim_matches(['x', ' ']), "{left}");
            assert_eq!(right_text, right.trim_matches(['y', ' ']), "{right}");
        }
    }

    #[test]
    fn what_repeats_without_end_takes_no_longer_than_what_does_not() {
        let same = "a ".repeat(60_000);
        let found = shared(&same, &same);
        assert_eq!(found.iter().map(|p| p.words).collect::<Vec<_>>(), [60_000]);
        let woven: String = (0..20_000).map(|n| format!("a b a w{n} ")).collect();
        assert_eq!(shared(&woven, &woven).len(), 1);
        let other: String = (0..20_000).map(|n| format!("a b a v{n} ")).collect();
        assert_eq!(shared(&woven, &other), []);
    }

    proptest::proptest! {
        #[test]
        fn no_longer_run_is_shared_than_the_first_passage(
            left in "([abc] ){0,60}", right in "([abc] ){0,60}",
        ) {
            let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let (a, b) = (words(left.trim()), words(right.trim()));
            let run = |i: usize, j: usize| {
                a[i..].iter().zip(&b[j..]).take_while(|(a, b)| a == b && !a.is_empty()).count()
            };
            let places = (0..a.len()).flat_map(|i| (0..b.len()).map(move |j| (i, j)));
            let longest = places.map(|(i, j)| run(i, j)).max().unwrap_or(0);
            let found = shared(&left, &right);
            let expected = if longest < LEAST_WORDS { 0 } else { longest };
            proptest::prop_assert_eq!(found.first().map_or(0, |p| p.words), expected);
            for passage in found {
                let (l, r) = (&left[passage.left], &right[passage.right]);
                proptest::prop_assert_eq!(l, r);
                proptest::prop_assert_eq!(l.split(' ').count(), passage.words);
            }
        }

        #[test]
        fn any_text_shares_passages_with_any_other(left in ".*", right in ".*") {
            let both = format!("{left} {right}");
            for passage in shared(&both, &right) {
                proptest::prop_assert!(both.get(passage.left).is_some());
                proptest::prop_assert!(right.get(passage.right).is_some());
            }
        }
    }
}
