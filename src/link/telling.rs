//! Two articles → what both name, as an editor would say it: names, days, amounts, a quotation, a
//! source.
//!
//! What comes in: two articles and what was noted of them. What goes out: words as the left one
//! prints them. Only the left text is read; of the right one what was noted is enough. Deliberately
//! absent: any weight in the verdict, which [`crate::link::stories`] has already.

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::kernel::background::{Background, Table};
use crate::kernel::marks::{Mark, for_each_mark};
use crate::kernel::terms::{TermVector, Vocabulary, Weighted, for_each_shared, term_of};
use crate::kernel::words::for_each_word;

/// Names and words that are told.
const NAMED: usize = 5;

/// Days and amounts that are told, each.
const COUNTED: usize = 2;

/// Letters of a quotation that are told.
const QUOTED: usize = 60;

/// The share of articles from which a word before a name is an office or the like, no part of it.
const COMMON: f64 = 0.03;

/// How rare a word is of which that is not known: as one in a thousand articles.
const RARE: f64 = 7.0;

/// The share of articles from which a word counts nothing: "14 and", "3 to".
const FUNCTION: f64 = 0.5;

/// What two articles both name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// Names and then other words, the most telling first.
    pub names: Vec<String>,
    /// Days and amounts.
    pub figures: Vec<String>,
    /// The longest quotation of which some words are in both.
    pub quote: Option<String>,
    /// Whom both credit.
    pub credits: Vec<String>,
}

impl Telling {
    /// Reads the left article for what the right one has as well: about 60 µs.
    pub fn of(ends: [&Article; 2], views: [&Weighted; 2], vocabulary: &Vocabulary) -> Telling {
        let [left, right] = ends;
        let text = left.text.read();
        let title = left.title.as_deref().unwrap_or_default();
        let mut telling = Telling { credits: credits(left, right), ..Telling::default() };
        let shared = Shared::of(left, views, vocabulary);
        let term = term_of(left.language.as_deref());
        let counts_nothing = |words: &str| {
            let mut last = None;
            for_each_word(words, |word| last = Some(term(word.text)));
            last.and_then(|hash| shared.rate(hash)).is_some_and(|rate| FUNCTION <= rate)
        };
        let mut marked = Marked::default();
        for part in [title, &text] {
            for_each_mark(part, |mark, words| {
                let idle = matches!(mark, Mark::Amount(_)) && counts_nothing(words);
                if !idle && views[1].marks.holds(mark) {
                    marked.add(mark, words);
                }
            });
        }
        (telling.figures, telling.quote) = (marked.figures(), marked.quote);
        telling.names = shared.named([title, &text]);
        telling
    }
}

/// Whom both credit, themselves or through another.
fn credits(left: &Article, right: &Article) -> Vec<String> {
    let named = |article: &'_ Article| -> Vec<String> {
        let names = article.credits.iter();
        names.flat_map(|it| std::iter::once(&it.name).chain(&it.citing)).cloned().collect()
    };
    let theirs: Vec<String> = named(right).iter().map(|name| name.to_lowercase()).collect();
    let mut both = named(left);
    both.retain(|name| theirs.contains(&name.to_lowercase()));
    both.sort_unstable();
    both.dedup_by_key(|name| name.to_lowercase());
    both
}

/// Marks of both, as the left article has them.
#[derive(Default)]
struct Marked {
    days: Vec<String>,
    amounts: Vec<String>,
    quote: Option<String>,
}

impl Marked {
    fn add(&mut self, mark: Mark, words: &str) {
        let list = match mark {
            Mark::Day(_) => &mut self.days,
            Mark::Amount(_) => &mut self.amounts,
            Mark::Quote(_) => {
                let longest = self.quote.as_ref().map_or(0, String::len);
                if longest < words.len() {
                    self.quote = Some(words.to_owned());
                }
                return;
            }
        };
        let known = |told: &String| told.eq_ignore_ascii_case(words);
        if list.len() < COUNTED && !list.iter().any(known) {
            list.push(words.to_owned());
        }
    }

    fn figures(&mut self) -> Vec<String> {
        self.quote = self.quote.as_deref().map(cut);
        self.days.drain(..).chain(self.amounts.drain(..)).collect()
    }
}

/// The first words of a quotation.
fn cut(quote: &str) -> String {
    let quote = quote.trim().trim_end_matches([',', '.']);
    let Some((end, _)) = quote.char_indices().nth(QUOTED) else {
        return quote.to_owned();
    };
    let end = quote[..end].rfind(' ').unwrap_or(end);
    format!("{} …", quote[..end].trim_end_matches([',', '.', ';', ' ']))
}

/// The terms of both articles, by number.
struct Shared<'a> {
    /// The product of the weights, over all views.
    weights: FxHashMap<u32, f32>,
    /// Those that are names in both.
    names: FxHashMap<u32, f32>,
    language: Option<&'a str>,
    table: Option<&'static Table>,
    vocabulary: &'a Vocabulary,
}

/// Words with capitals beside each other that both have.
#[derive(Default)]
struct Run {
    words: Vec<(String, u32, Option<f64>)>,
}

/// A name or a word that both have.
struct Phrase {
    shown: String,
    words: Vec<String>,
    score: f32,
}

impl<'a> Shared<'a> {
    fn of(left: &'a Article, views: [&Weighted; 2], vocabulary: &'a Vocabulary) -> Shared<'a> {
        let products = |of: &dyn Fn(&Weighted) -> &TermVector, into: &mut FxHashMap<u32, f32>| {
            let [left, right] = views.map(of);
            for_each_shared(left.terms(), right.terms(), |id, a, b| {
                *into.entry(id).or_default() += a * b;
            });
        };
        let (mut weights, mut names) = (FxHashMap::default(), FxHashMap::default());
        products(&|view| &view.names, &mut names);
        products(&|view| &view.text, &mut weights);
        products(&|view| &view.lead, &mut weights);
        names.iter().for_each(|(id, weight)| *weights.entry(*id).or_default() += weight);
        let language = left.language.as_deref();
        let table = Background::shipped().table(language);
        Shared { weights, names, language, table, vocabulary }
    }

    fn named(&self, parts: [&str; 2]) -> Vec<String> {
        let mut phrases = Vec::new();
        parts.iter().for_each(|part| self.names(part, &mut phrases));
        phrases.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut told = Told::default();
        phrases.into_iter().for_each(|phrase| told.add(phrase));
        if told.shown.len() < NAMED {
            let mut words = Vec::new();
            parts.iter().for_each(|part| self.words(part, &mut words));
            words.sort_by(|a, b| b.score.total_cmp(&a.score));
            words.into_iter().for_each(|word| told.add(word));
        }
        told.shown
    }

    /// The names of a text that both articles have.
    fn names(&self, text: &str, phrases: &mut Vec<Phrase>) {
        let term = term_of(self.language);
        for line in text.lines() {
            let mut run = Run::default();
            for token in line.split_whitespace() {
                let core = token.trim_matches(|c: char| !c.is_alphanumeric());
                let owner = ["'s", "’s"].iter().find_map(|end| core.strip_suffix(end));
                let core = owner.unwrap_or(core);
                if !token.starts_with(char::is_alphanumeric) {
                    phrases.extend(self.phrase(std::mem::take(&mut run)));
                }
                let mut found = None;
                let mut several = false;
                for_each_word(core, |word| {
                    several |= found.is_some();
                    let id = self.vocabulary.id(term(word.text));
                    let rate = self.rate(term(word.text));
                    let named = word.capital && !word.digit;
                    found = Some(
                        id.filter(|id| named && self.names.contains_key(id)).map(|id| (id, rate)),
                    );
                });
                match found.flatten().filter(|_| !several) {
                    Some((id, rate)) => run.words.push((calm(core), id, rate)),
                    None => phrases.extend(self.phrase(std::mem::take(&mut run))),
                }
                // "St.", "J.": no name ends there.
                let short = core.chars().count() <= 2 && token.ends_with('.');
                if owner.is_some() || !token.ends_with(char::is_alphanumeric) && !short {
                    phrases.extend(self.phrase(std::mem::take(&mut run)));
                }
            }
            phrases.extend(self.phrase(run));
        }
    }

    /// The share of articles that hold a word, where the language's words are known; a function
    /// word of another language stands in all.
    fn rate(&self, hash: u64) -> Option<f64> {
        let table = self.table?;
        if table.lists_only() { table.lists(hash).then_some(1.0) } else { Some(table.rate(hash)) }
    }

    /// How telling a word is: by its rarity above all, less by how often it is repeated.
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a share")]
    fn score(&self, id: u32, rate: Option<f64>) -> f32 {
        let rarity = rate.map_or(RARE, |rate| -rate.max(1e-9).ln());
        self.weights[&id].sqrt() * rarity as f32
    }

    fn phrase(&self, mut run: Run) -> Option<Phrase> {
        // "Russian Foreign Minister Sergei Lavrov": an office ends before the name.
        let common = |rate: Option<f64>| rate.is_some_and(|rate| COMMON <= rate);
        if let Some(office) = run.words.iter().rposition(|(_, _, rate)| common(*rate)) {
            if office + 1 < run.words.len() {
                run.words.drain(..=office);
            } else if run.words.len() == 1 {
                return None;
            }
        }
        let scored = run.words.iter().map(|(_, id, rate)| (*id, self.score(*id, *rate)));
        let mut ids: Vec<(u32, f32)> = scored.collect();
        ids.sort_unstable_by_key(|(id, _)| *id);
        ids.dedup_by_key(|(id, _)| *id);
        let score = ids.iter().map(|(_, score)| score).sum();
        let words: Vec<String> = run.words.into_iter().map(|(word, _, _)| word).collect();
        (!words.is_empty()).then(|| Phrase {
            shown: words.join(" "),
            words: words.iter().map(|word| word.to_lowercase()).collect(),
            score,
        })
    }

    /// The other words that both articles have.
    fn words(&self, text: &str, phrases: &mut Vec<Phrase>) {
        let term = term_of(self.language);
        for_each_word(text, |word| {
            let hash = term(word.text);
            let id = self.vocabulary.id(hash).filter(|id| self.weights.contains_key(id));
            if let Some(id) = id.filter(|_| !word.digit) {
                let score = self.score(id, self.rate(hash));
                let words = vec![word.text.to_owned()];
                let shown = if word.capital && !word.opens {
                    capitalized(word.text)
                } else {
                    word.text.to_owned()
                };
                phrases.push(Phrase { shown, words, score });
            }
        });
    }
}

/// What is told already.
#[derive(Default)]
struct Told {
    shown: Vec<String>,
    words: Vec<String>,
}

impl Told {
    /// Adds a phrase that says something new.
    fn add(&mut self, phrase: Phrase) {
        let new = |word: &String| !self.words.iter().any(|known| is_form(known, word));
        if self.shown.len() < NAMED && phrase.words.iter().any(new) {
            self.shown.push(phrase.shown);
            self.words.extend(phrase.words);
        }
    }
}

/// Whether two words are forms of one: "Korea", "Korean".
fn is_form(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let shorter = one.chars().count().min(other.chars().count());
    one == other || 4.max(shorter - 1) <= common
}

/// A word in capitals throughout as it is printed otherwise; initials stay.
fn calm(word: &str) -> String {
    let shouted = 5 < word.chars().count() && !word.chars().any(char::is_lowercase);
    if shouted { capitalized(&word.to_lowercase()) } else { word.to_owned() }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Credit;
    use crate::kernel::terms::TermCounts;

    /// What is told of two English texts.
    fn told(texts: [&str; 2]) -> Telling {
        let article = |text: &str| Article {
            language: Some("en".to_owned()),
            credits: vec![Credit {
                name: "Tass".to_owned(),
                citing: Vec::new(),
                words: String::new(),
            }],
            ..Article::of_text("a", text)
        };
        let articles = texts.map(article);
        let counts: Vec<_> =
            texts.iter().map(|text| TermCounts::of("", text, Some("en"))).collect();
        let vocabulary = Vocabulary::of(&counts, 1_000.0);
        let weighted: Vec<_> =
            counts.iter().map(|counts| Weighted::of(counts, &vocabulary, Some("en"))).collect();
        let ends = [&articles[0], &articles[1]];
        Telling::of(ends, [&weighted[0], &weighted[1]], &vocabulary)
    }

    #[test]
    fn what_both_name_is_told_as_the_left_one_prints_it() {
        let told = told([
            "In Port Sorrel the mill burned on 12 July. Foreign Minister Ida Holm paid $3 million \
             and said: “We will rebuild this old mill within a year.”",
            "Fire took a mill in Port Sorrel. \"We will rebuild this old mill within a year,\" \
             Holm's office said on July 12; Ida Holm has $3m. The Foreign Minister left.",
        ]);
        assert!(told.names.contains(&"Port Sorrel".to_owned()), "{told:?}");
        assert!(told.names.contains(&"Ida Holm".to_owned()), "without the office: {told:?}");
        assert_eq!(told.figures, ["12 July", "$3 million"]);
        assert_eq!(told.quote.as_deref(), Some("We will rebuild this old mill within a year"));
        assert_eq!(told.credits, ["Tass"]);
    }

    #[test]
    fn a_word_is_told_once_in_whatever_form() {
        let told = told([
            "The Korean envoy left Korea. In Norrby the Korean envoy and Ida Holm met.",
            "In Norrby a Korean envoy of Korea met Holm, Ida Holm said.",
        ]);
        let korea = told.names.iter().filter(|name| name.starts_with("Korea"));
        assert_eq!(korea.count(), 1, "{told:?}");
    }

    #[test]
    fn of_two_that_share_nothing_nothing_is_told() {
        let told = told(["Norrby paid.", "It rained at sea."]);
        assert_eq!((told.names, told.figures, told.quote), (vec![], vec![], None));
    }

    #[test]
    fn a_long_quotation_is_cut_between_words() {
        let long = "we will rebuild this old mill within a year, whatever it costs the town";
        assert_eq!(cut(long), "we will rebuild this old mill within a year, whatever it …");
        assert_eq!(cut("it went down,"), "it went down");
    }
}
