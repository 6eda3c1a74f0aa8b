//! An article as it is printed → the words that a link is explained by.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::kernel::terms::{Vocabulary, Weighted, for_each_shared, term_of};
use crate::kernel::words::for_each_word;

/// Terms shown as the reason of a link.
const SHOWN_TERMS: usize = 6;

/// The words of an article's headline and text, read once for all of its links.
#[derive(Clone, Debug)]
pub struct Printed {
    words: Vec<Word>,
    /// The words side by side, normalised.
    letters: String,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    term: u64,
    /// Where it ends among the letters.
    end: usize,
    capital: bool,
    /// Whether a capital says nothing, or it is the first of the headline or the text.
    opens: bool,
}

impl Printed {
    /// Reads an article: about 15 µs for 500 words.
    pub fn of(article: &Article) -> Printed {
        let text = article.text.read();
        let term = term_of(article.language.as_deref());
        let mut words = Vec::with_capacity(text.len() / 5);
        let mut letters = String::with_capacity(text.len());
        for part in [article.title.as_deref().unwrap_or_default(), &text] {
            let first = words.len();
            for_each_word(part, |word| {
                letters.push_str(word.text);
                let opens = word.opens || first == words.len();
                let (term, end) = (term(word.text), letters.len());
                words.push(Word { term, end, capital: word.capital, opens });
            });
        }
        Printed { words, letters }
    }

    /// The terms that weigh most in both this article, the left one, and another, heaviest first;
    /// terms that stand side by side here are shown as one.
    pub fn shared_terms(&self, weighted: [&Weighted; 2], vocabulary: &Vocabulary) -> Vec<String> {
        let ranked = heaviest(weighted);
        let mut wanted: Vec<Option<u64>> = ranked.iter().map(|id| vocabulary.hash(*id)).collect();
        let mut left = wanted.len();
        let mut shown: BTreeMap<usize, String> = BTreeMap::new();
        let mut run: Option<usize> = None;
        let mut start = 0;
        for word in &self.words {
            let text = &self.letters[start..word.end];
            start = word.end;
            let Some(place) = wanted.iter().position(|term| *term == Some(word.term)) else {
                run = None;
                continue;
            };
            // A term is shown where it stands first.
            wanted[place] = None;
            let surface = if word.capital { capitalized(text) } else { text.to_owned() };
            match run.filter(|_| word.capital && !word.opens).and_then(|run| shown.get_mut(&run)) {
                Some(phrase) => {
                    phrase.push(' ');
                    phrase.push_str(&surface);
                }
                None => {
                    shown.insert(place, surface);
                    run = word.capital.then_some(place);
                }
            }
            left -= 1;
            if left == 0 {
                break;
            }
        }
        shown.into_values().collect()
    }
}

/// The terms that weigh most in both, by number, heaviest first.
fn heaviest(weighted: [&Weighted; 2]) -> Vec<u32> {
    let mut weights: FxHashMap<u32, f32> = FxHashMap::default();
    let views = weighted.map(|w| [&w.text, &w.lead, &w.names]);
    for (left, right) in views[0].iter().zip(views[1]) {
        for_each_shared(left.terms(), right.terms(), |id, a, b| {
            *weights.entry(id).or_default() += a * b;
        });
    }
    let mut ranked: Vec<(u32, f32)> = weights.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked.truncate(SHOWN_TERMS);
    ranked.into_iter().map(|(id, _)| id).collect()
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::terms::TermCounts;

    #[test]
    fn the_terms_of_a_link_are_shown_as_the_left_article_has_them() {
        let texts = [
            "A fire broke out in Port Sorrel, where Captain Ida Holm said the mill was lost.",
            "The mill is gone after the blaze in Port Sorrel, Ida Holm of the brigade said.",
            "Nothing happened on the council today, and the rain was light.",
        ];
        let counts: Vec<_> = texts.iter().map(|text| TermCounts::of("", text, None)).collect();
        let vocabulary = Vocabulary::of(&counts, 1_000.0);
        let weighted: Vec<_> =
            counts.iter().map(|counts| Weighted::of(counts, &vocabulary, None)).collect();
        let left = Article::of_text("a", texts[0]);
        let shown = Printed::of(&left).shared_terms([&weighted[0], &weighted[1]], &vocabulary);
        assert!(shown.contains(&"Port Sorrel".to_owned()), "{shown:?}");
        assert!(shown.contains(&"Ida Holm".to_owned()), "{shown:?}");
    }
}
