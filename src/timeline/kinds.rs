//! A table of two columns, `kind,words` → what a word is.
//!
//! Words are parted by blanks, in the rows of the kind `phrase` by `|`. Deliberately absent: tables that
//! say more of a word than its kinds.

use rustc_hash::FxHashMap;

/// The kind whose rows hold phrases: what they happen to hold does not tell, for one may stand alone.
const PHRASE: &str = "phrase";

/// What words are, by a table.
#[derive(Debug)]
pub(super) struct Kinds(FxHashMap<&'static str, Vec<&'static str>>);

impl Kinds {
    /// Reads a table: a header, then rows of a kind and the words of that kind, in lower case.
    pub(super) fn of(table: &'static str) -> Kinds {
        let mut known: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (kind, words) in super::rows(table) {
            let parting = if kind == PHRASE { '|' } else { ' ' };
            words.split(parting).for_each(|word| known.entry(word).or_default().push(kind));
        }
        Kinds(known)
    }

    /// Whether a word in lower case is of that kind.
    pub(super) fn is(&self, kind: &str, word: &str) -> bool {
        self.kinds(word).contains(&kind)
    }

    /// What a word in lower case is: nothing, for most.
    pub(super) fn kinds(&self, word: &str) -> &[&'static str] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_alone_in_its_row_is_one() {
        let known = Kinds::of("kind,words\nphrase,last week\nphrase,ago\nunit,week\n");
        for (word, kinds) in [
            ("last week", &["phrase"][..]),
            ("last", &[]),
            ("ago", &["phrase"]),
            ("week", &["unit"]),
        ] {
            assert_eq!(known.kinds(word), kinds, "{word}");
        }
    }

    #[test]
    fn a_word_is_what_the_rows_say_that_hold_it() {
        let known = Kinds::of("kind,words\nunit,day week\nphrase,last week|this day\nfrom,day\n");
        for (word, kinds) in [
            ("day", &["unit", "from"][..]),
            ("week", &["unit"]),
            ("last week", &["phrase"]),
            ("last", &[]),
            ("", &[]),
        ] {
            assert_eq!(known.kinds(word), kinds, "{word}");
            for kind in ["unit", "phrase", "from", "kind"] {
                assert_eq!(known.is(kind, word), kinds.contains(&kind), "{kind} {word}");
            }
        }
    }
}
