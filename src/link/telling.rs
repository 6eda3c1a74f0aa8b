//! Two articles → what both name, as an editor would say it: names, days, amounts, a quotation, a
//! source.
//!
//! What comes in: two articles and what was noted of them. What goes out: words as the left one
//! prints them. Only the left text is read; of the right one what was noted is enough. Deliberately
//! absent: any weight in the verdict, which [`crate::link::stories`] has already.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::Article;
use crate::kernel::background::{Background, Table};
use crate::kernel::marks::{Mark, for_each_mark};
use crate::kernel::terms::{TermVector, Vocabulary, Weighted, for_each_shared, term_of};
use crate::kernel::words::for_each_word;

/// Names and words that are told.
const NAMED: usize = 5;

/// Days and amounts that are told, each.
const COUNTED: usize = 2;

/// Words up to which words with capitals beside each other are one name: a headline is none.
const LONGEST_NAME: usize = 6;

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

/// An article as it is printed, read once for all of its links.
#[derive(Debug)]
pub struct Printed<'a> {
    article: &'a Article,
    marks: Vec<(Mark, &'a str)>,
    names: Vec<Name<'a>>,
    /// Every word that is no figure, where it stands first.
    words: Vec<Word>,
    /// Those words side by side.
    letters: String,
}

/// A word with a capital that may be of a name.
#[derive(Clone, Copy, Debug)]
struct Name<'a> {
    shown: &'a str,
    id: u32,
    /// The share of articles that hold it, where that is known.
    rate: Option<f64>,
    /// Something stands before it that is no part of the name.
    parted: bool,
}

/// The number of a word, and the share of articles that hold it, where that is known.
type Known = (u32, Option<f64>);

#[derive(Clone, Copy, Debug)]
struct Word {
    id: u32,
    rate: Option<f64>,
    /// Where it ends among the letters.
    end: usize,
    capital: bool,
}

/// The shares of articles that hold the words of a language.
#[derive(Clone, Copy)]
struct Rates(Option<&'static Table>);

impl Rates {
    /// The share of articles that hold a word, where the language's words are known; a function
    /// word of another language stands in all.
    fn of(self, hash: u64) -> Option<f64> {
        let table = self.0?;
        if table.lists_only() { table.lists(hash).then_some(1.0) } else { Some(table.rate(hash)) }
    }
}

impl<'a> Printed<'a> {
    /// Reads an article whose text is given: about 60 µs for 500 words.
    pub fn of(article: &'a Article, text: &'a str, vocabulary: &Vocabulary) -> Printed<'a> {
        let language = article.language.as_deref();
        let (term, rates) = (term_of(language), Rates(Background::shipped().table(language)));
        let counts_nothing = |words: &str| {
            let mut last = None;
            for_each_word(words, |word| last = Some(term(word.text)));
            last.and_then(|hash| rates.of(hash)).is_some_and(|rate| FUNCTION <= rate)
        };
        let (marks, names, words) = (Vec::new(), Vec::new(), Vec::new());
        let mut printed = Printed { article, marks, names, words, letters: String::new() };
        let mut known = FxHashSet::default();
        for part in [article.title.as_deref().unwrap_or_default(), text] {
            for_each_mark(part, |mark, words| {
                if !matches!(mark, Mark::Amount(_)) || !counts_nothing(words) {
                    printed.marks.push((mark, words));
                }
            });
            let id_and_rate = |hash| Some((vocabulary.id(hash)?, rates.of(hash)));
            part.lines().for_each(|line| printed.read_names(line, &|word| id_and_rate(term(word))));
            for_each_word(part, |word| {
                let hash = term(word.text);
                if word.digit || !known.insert(hash) {
                    return;
                }
                if let Some((id, rate)) = id_and_rate(hash) {
                    printed.letters.push_str(word.text);
                    let (end, capital) = (printed.letters.len(), word.capital && !word.opens);
                    printed.words.push(Word { id, rate, end, capital });
                }
            });
        }
        printed
    }

    fn read_names(&mut self, line: &'a str, known: &dyn Fn(&str) -> Option<Known>) {
        let mut parted = true;
        for token in line.split_whitespace() {
            let core = token.trim_matches(|c: char| !c.is_alphanumeric());
            let owner = ["'s", "’s"].iter().find_map(|end| core.strip_suffix(end));
            let shown = owner.unwrap_or(core);
            if shown.starts_with(|c: char| c.is_ascii() && !c.is_ascii_uppercase()) {
                parted = true;
                continue;
            }
            parted |= !token.starts_with(char::is_alphanumeric);
            let (mut words, mut found) = (0, None);
            for_each_word(shown, |word| {
                words += 1;
                found = known(word.text).filter(|_| word.capital && !word.digit);
            });
            match found.filter(|_| words == 1) {
                Some((id, rate)) => {
                    self.names.push(Name { shown, id, rate, parted });
                    parted = false;
                }
                None => parted = true,
            }
            // "St.", "J.": no name ends there.
            let short = shown.chars().count() <= 2 && token.ends_with('.');
            parted |= owner.is_some() || !token.ends_with(char::is_alphanumeric) && !short;
        }
    }
}

impl Telling {
    /// What the right one of two articles has of the left one, as that prints it: about 10 µs.
    pub fn of(left: &Printed<'_>, right: &Article, views: [&Weighted; 2]) -> Telling {
        let mut marked = Marked::default();
        let shared = left.marks.iter().filter(|(mark, _)| views[1].marks.holds(*mark));
        shared.for_each(|(mark, words)| marked.add(*mark, words));
        let figures = marked.figures();
        let names = Shared::of(views).named(left);
        Telling { names, figures, quote: marked.quote, credits: credits(left.article, right) }
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
struct Shared {
    /// The product of the weights, over all views.
    weights: FxHashMap<u32, f32>,
    /// Those that are names in both.
    names: FxHashMap<u32, f32>,
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

impl Shared {
    fn of(views: [&Weighted; 2]) -> Shared {
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
        Shared { weights, names }
    }

    fn named(&self, left: &Printed<'_>) -> Vec<String> {
        let mut phrases = self.names(left);
        phrases.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut told = Told::default();
        phrases.into_iter().for_each(|phrase| told.add(phrase));
        if told.shown.len() < NAMED {
            let mut words = self.words(left);
            words.sort_by(|a, b| b.score.total_cmp(&a.score));
            words.into_iter().for_each(|word| told.add(word));
        }
        told.shown
    }

    /// The names of the left article that both have.
    fn names(&self, left: &Printed<'_>) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        let mut run = Run::default();
        for name in &left.names {
            let shared = self.names.contains_key(&name.id);
            if name.parted || !shared || LONGEST_NAME <= run.words.len() {
                phrases.extend(self.phrase(std::mem::take(&mut run)));
            }
            if shared {
                run.words.push((calm(name.shown), name.id, name.rate));
            }
        }
        phrases.extend(self.phrase(run));
        phrases
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

    /// The other words of the left article that both have.
    fn words(&self, left: &Printed<'_>) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        let mut start = 0;
        for word in &left.words {
            let text = &left.letters[std::mem::replace(&mut start, word.end)..word.end];
            if self.weights.contains_key(&word.id) {
                let score = self.score(word.id, word.rate);
                let shown = if word.capital { capitalized(text) } else { text.to_owned() };
                phrases.push(Phrase { shown, words: vec![text.to_owned()], score });
            }
        }
        phrases
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
        let printed = Printed::of(&articles[0], texts[0], &vocabulary);
        Telling::of(&printed, &articles[1], [&weighted[0], &weighted[1]])
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
