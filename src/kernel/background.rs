//! How common a word is in news at large: what makes the terms of two lone articles comparable.
//!
//! Two tables ship with the program. `background.tsv` holds document frequencies counted over
//! labelled and unlabelled news of 2005 to 2017: 22,218 English articles (articles of one
//! labelled story counted once; 31,492 words), 791 Spanish and 411 Italian ones (5,811 and 6,771
//! words; the rate is that of the topic that uses a word second least, since only four crises
//! were at hand). Words in fewer than five articles are left out. `function_words.tsv` lists the
//! words without content of 42 more languages, from stopwords-iso (MIT), Ukrainian enlarged.
//! Counts are figures: no sentence can be had from them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::kernel::words::word_hashes;

/// How common words are, by language.
#[derive(Debug)]
pub struct Background {
    languages: BTreeMap<&'static str, Table>,
}

/// How common the words of one language are.
#[derive(Debug, Default)]
pub struct Table {
    articles: u32,
    counts: FxHashMap<u64, u32>,
    lists_only: bool,
}

/// Of a language of which only a list of function words is known: articles it stands for, and in
/// how many of them a function word stands.
const LISTED: (u32, u32) = (1_000, 400);

impl Background {
    /// The tables that ship with the program, read once: about 10 ms and 2 MB.
    pub fn shipped() -> &'static Background {
        static SHIPPED: OnceLock<Background> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            Background::parse(include_str!("background.tsv"), include_str!("function_words.tsv"))
        })
    }

    fn parse(counts: &'static str, function_words: &'static str) -> Background {
        let mut languages: BTreeMap<&str, Table> = BTreeMap::new();
        for line in counts.lines() {
            let mut cells = line.split('\t');
            if let (Some(language), Some(word), Some(Ok(count))) =
                (cells.next(), cells.next(), cells.next().map(str::parse))
            {
                let table = languages.entry(language).or_default();
                if word == "*" {
                    table.articles = count;
                } else {
                    table.counts.insert(hash_of_word(word), count);
                }
            }
        }
        for line in function_words.lines() {
            if let Some((language, words)) = line.split_once('\t') {
                let table = languages.entry(language).or_default();
                (table.articles, table.lists_only) = (LISTED.0, true);
                let rows = words.split(' ').map(hash_of_word);
                table.counts.extend(rows.map(|hash| (hash, LISTED.1)));
            }
        }
        Background { languages }
    }

    /// The table of a language; English where the language is unknown, nothing where it is known
    /// but has none.
    pub fn table(&self, language: Option<&str>) -> Option<&Table> {
        self.languages.get(language.unwrap_or(Background::UNKNOWN))
    }

    /// The language that a text of unknown language is taken for.
    pub const UNKNOWN: &str = "en";

    /// The languages whose words are counted and not only listed.
    pub fn counting(&self) -> impl Iterator<Item = &'static str> {
        let tables = self.languages.iter();
        tables.filter(|(_, table)| !table.lists_only).map(|(language, _)| *language)
    }
}

/// The hash of a listed word as texts have it, case-folded; of one that texts have in pieces, as
/// it is listed.
fn hash_of_word(listed: &str) -> u64 {
    if listed.is_ascii() {
        return xxh3_64(listed.as_bytes());
    }
    match word_hashes(listed)[..] {
        [hash] => hash,
        _ => xxh3_64(listed.as_bytes()),
    }
}

impl Table {
    /// Whether the language's words are known only as far as they are function words.
    pub fn lists_only(&self) -> bool {
        self.lists_only
    }

    /// Whether a word is listed.
    pub fn lists(&self, word: u64) -> bool {
        self.counts.contains_key(&word)
    }

    /// The share of articles that hold the word; a word that is not listed counts as standing in
    /// half as many articles as the rarest listed.
    pub fn rate(&self, word: u64) -> f64 {
        let listed = self.counts.get(&word).map_or(UNLISTED, |count| f64::from(*count));
        listed / f64::from(self.articles.max(1))
    }
}

/// Words in fewer than five articles are not listed: about two and a half on average.
const UNLISTED: f64 = 2.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_what_their_documentation_says() {
        let shipped = Background::shipped();
        let size = |language| {
            let table = shipped.table(Some(language)).expect("a table");
            (table.articles, table.counts.len())
        };
        assert_eq!(size("en"), (22_218, 31_492));
        assert_eq!(size("es"), (791, 5_811));
        assert_eq!(size("it"), (411, 6_771));
        assert_eq!(shipped.languages.len(), 3 + 42);
    }

    #[test]
    fn listed_words_are_found_as_texts_have_them() {
        let lists = |language, word: &str| {
            let table = Background::shipped().table(Some(language)).expect("a table");
            table.lists(word_hashes(word)[0])
        };
        assert!(lists("de", "daß") && lists("de", "DASS"));
        assert!(lists("el", "τους") && lists("el", "ΤΟΥΣ"));
    }

    #[test]
    fn common_words_have_greater_rates_than_rare_ones() {
        let english = Background::shipped().table(None).expect("English");
        let rate = |word: &str| english.rate(xxh3_64(word.as_bytes()));
        assert!(0.8 < rate("the"));
        assert!(rate("earthquake") < rate("government"));
        assert!(rate("qzqzqz") < rate("earthquake"));
    }
}
