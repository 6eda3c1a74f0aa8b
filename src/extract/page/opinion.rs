//! What one extractor took for the article, asked line by line.

use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64;

/// Lengths of the word sequences remembered: the shorter for lines of three or four words.
const SHORT: usize = 3;
const LONG: usize = 5;

/// The text that an extractor kept.
#[derive(Default)]
pub(super) struct Opinion {
    sequences: FxHashSet<u64>,
    lines: FxHashSet<u64>,
    /// How many words it kept.
    pub(super) words: usize,
}

impl Opinion {
    pub(super) fn of(text: &str) -> Opinion {
        let words = hashed(text);
        let sequences =
            [SHORT, LONG].into_iter().flat_map(|length| words.windows(length).map(hash)).collect();
        Opinion {
            sequences,
            lines: text.lines().map(|line| hash(&hashed(line))).collect(),
            words: words.len(),
        }
    }

    /// Whether it kept a line: most of the line's word sequences, for extractors cut lines
    /// differently; a short line only whole.
    pub(super) fn keeps(&self, line: &str) -> bool {
        let words = hashed(line);
        if words.is_empty() {
            return false;
        }
        let known = |length: usize| {
            words
                .windows(length)
                .filter(|sequence| self.sequences.contains(&hash(sequence)))
                .count()
        };
        if words.len() < LONG {
            let all = SHORT <= words.len() && known(SHORT) == words.len() + 1 - SHORT;
            return all || self.lines.contains(&hash(&words));
        }
        // Three fifths: a line of which an extractor lost a link or a note is still the line.
        3 * (words.len() + 1 - LONG) <= 5 * known(LONG)
    }
}

/// The words of a text in lower case; where words are not parted by blanks, what punctuation parts.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The words of a text as [`words`] has them, by their hashes.
fn hashed(text: &str) -> Vec<u64> {
    let mut lower = String::new();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let hash = |word: &str| {
        if word.is_ascii() {
            lower.clear();
            lower.push_str(word);
            lower.make_ascii_lowercase();
            return xxh3_64(lower.as_bytes());
        }
        xxh3_64(word.to_lowercase().as_bytes())
    };
    words.map(hash).collect()
}

/// A sequence of words, told from any other of them.
fn hash(words: &[u64]) -> u64 {
    // An odd number without a pattern (of the golden ratio) carries each word into all bits.
    words
        .iter()
        .fold(0, |sum: u64, word| (sum.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_kept_if_most_of_it_was() {
        let kept = "The ferry left Port Sample at noon with ninety people aboard.\nShort line\n";
        let opinion = Opinion::of(kept);
        let cases = [
            ("The ferry left Port Sample at noon with ninety people aboard.", true),
            ("the ferry left port sample at noon, with ninety people — aboard!", true),
            ("The ferry left Port Sample at noon with ninety people aboard, owners said.", true),
            ("The ferry left Port Sample, owners said, and nobody else was ready to talk.", false),
            ("Short line", true),
            ("Short", false),
            ("ferry left Port", true),
            ("Port ferry left", false),
            ("", false),
            ("…", false),
        ];
        for (line, expected) in cases {
            assert_eq!(opinion.keeps(line), expected, "{line}");
        }
    }
}
