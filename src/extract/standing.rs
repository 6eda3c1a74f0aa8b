//! Lines that an outlet prints with everything: not the article's, though no single page shows it.
//!
//! In: the short lines of all articles of a run. Out: which of them stand in everything, and a
//! text without them. The one place in `extract` where articles are held against each other; of
//! what they tell nothing is asked.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::article::{Article, Outlet};

/// Articles of one outlet in which a line must stand to be a standing line.
const LEAST_ARTICLES: usize = 3;

/// Words up to which a line may be a standing line. Paragraphs of background that an outlet
/// repeats in every follow-up are longer, and say something.
const MOST_WORDS: usize = 30;

/// Words that are an article, however little of a page they are.
const LEAST_WORDS: usize = 25;

/// Bytes that no line of so few words has.
const MOST_BYTES: usize = 600;

/// The short lines of an article, each once, and how long its text is: 8 bytes a line.
#[derive(Clone, Debug, Default)]
pub struct ShortLines {
    lines: Box<[ShortLine]>,
    text_bytes: u32,
}

/// A line: what it amounts to together with its outlet, and in the lowest bits its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct ShortLine(u64);

/// Bits of a [`ShortLine`] that hold its length.
const LENGTH_BITS: u32 = 10;

impl ShortLine {
    fn of(outlet_hash: u64, line: &str) -> Option<ShortLine> {
        // Words have letters and single blanks between them: so few bytes are not too many words.
        let short = !line.is_empty()
            && line.len() <= MOST_BYTES
            && (line.len() < 2 * MOST_WORDS || has_few_words(line));
        let hash = || xxh3_64_with_seed(line.as_bytes(), outlet_hash) >> LENGTH_BITS;
        short.then(|| ShortLine(hash() << LENGTH_BITS | line.len() as u64))
    }

    fn bytes(self) -> u64 {
        self.0 & ((1 << LENGTH_BITS) - 1)
    }
}

impl ShortLines {
    /// The short lines of an article's text; none where its outlet is not known. About 1 µs.
    pub fn of(article: &Article, text: &str) -> ShortLines {
        let text_bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let Some(outlet) = &article.outlet else {
            return ShortLines { lines: Box::default(), text_bytes };
        };
        let hash = outlet_hash(outlet);
        // Room for all of nearly any article, which is then no larger than what it holds.
        let mut lines = Vec::with_capacity(64);
        lines.extend(each_line(text).filter_map(|line| ShortLine::of(hash, line)));
        lines.sort_unstable();
        lines.dedup();
        ShortLines { lines: lines.as_slice().into(), text_bytes }
    }
}

/// Whether a line has at most so many words, single blanks between them. They are counted in so few
/// bytes at a time that a byte counts them, and no further than they are few.
fn has_few_words(line: &str) -> bool {
    let count = |some: &[u8]| some.iter().map(|byte| u8::from(*byte == b' ')).sum::<u8>();
    let mut counts = line.as_bytes().chunks(usize::from(u8::MAX)).map(count).map(usize::from);
    counts.try_fold(0, |all, some| (all + some < MOST_WORDS).then_some(all + some)).is_some()
}

/// The lines of a text: `split`, at the speed of `memchr`.
fn each_line(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut start = 0;
    ends.map(move |end| &text[std::mem::replace(&mut start, end + 1)..end])
}

fn outlet_hash(outlet: &Outlet) -> u64 {
    xxh3_64(outlet.as_str().as_bytes())
}

/// The lines that stand in three or more otherwise unlike articles of one outlet.
#[derive(Debug, Default)]
pub struct Standing(FxHashSet<ShortLine>);

impl Standing {
    /// Finds them among the short lines of all articles.
    ///
    /// Articles that consist mostly of repeated lines are versions of one another, not witnesses
    /// for a standing line. Cost: one sort of all short lines.
    pub fn of<'a>(articles: impl Iterator<Item = &'a ShortLines> + Clone) -> Standing {
        let mut all: Vec<ShortLine> =
            articles.clone().flat_map(|article| article.lines.iter().copied()).collect();
        all.sort_unstable();
        let often = all.chunk_by(|a, b| a == b).filter(|same| LEAST_ARTICLES <= same.len());
        let mut witnesses: FxHashMap<ShortLine, usize> = often.map(|same| (same[0], 0)).collect();
        drop(all);
        if witnesses.is_empty() {
            return Standing::default();
        }
        for article in articles {
            let repeated = article.lines.iter().filter(|line| witnesses.contains_key(line));
            let repeated: Vec<ShortLine> = repeated.copied().collect();
            let bytes: u64 = repeated.iter().map(|line| line.bytes()).sum();
            if 2 * bytes <= u64::from(article.text_bytes) {
                for line in repeated {
                    *witnesses.entry(line).or_default() += 1;
                }
            }
        }
        witnesses.retain(|_, count| LEAST_ARTICLES <= *count);
        Standing(witnesses.into_keys().collect())
    }

    /// A text without the standing lines of its outlet; nothing where it holds none, or little
    /// else: a brief that is printed again and again is still an article.
    pub fn without(&self, article: &Article, text: &str) -> Option<String> {
        let hash = outlet_hash(article.outlet.as_ref()?);
        let stands =
            |line: &&str| ShortLine::of(hash, line).is_some_and(|line| self.0.contains(&line));
        if self.0.is_empty() || !text.split('\n').any(|line| stands(&line)) {
            return None;
        }
        let kept: Vec<&str> = text.split('\n').filter(|line| !stands(line)).collect();
        let kept = kept.join("\n");
        let enough = text.len() <= 2 * kept.len() || LEAST_WORDS <= kept.split([' ', '\n']).count();
        enough.then_some(kept)
    }

    /// Whether an article has any of them.
    pub fn touches(&self, lines: &ShortLines) -> bool {
        !self.0.is_empty() && lines.lines.iter().any(|line| self.0.contains(line))
    }

    /// Of which outlets how many lines count for nothing, by outlet.
    pub fn by_outlet<'a>(
        &self,
        articles: impl Iterator<Item = (&'a Article, &'a ShortLines)>,
    ) -> Vec<(&'a Outlet, usize)> {
        let mut by_outlet: BTreeMap<&Outlet, BTreeSet<ShortLine>> = BTreeMap::new();
        for (article, lines) in articles.filter(|(_, lines)| self.touches(lines)) {
            if let Some(outlet) = &article.outlet {
                let standing = lines.lines.iter().filter(|line| self.0.contains(line));
                by_outlet.entry(outlet).or_default().extend(standing);
            }
        }
        by_outlet.into_iter().map(|(outlet, lines)| (outlet, lines.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_words_are_few_and_more_are_not_however_long_they_are() {
        for letters in [1, 2, 8, 9, 17, 30] {
            let words = |n: usize| vec!["a".repeat(letters); n].join(" ");
            for few in [1, 2, MOST_WORDS] {
                assert!(has_few_words(&words(few)), "{few} of {letters}");
            }
            for many in [MOST_WORDS + 1, MOST_WORDS + 2, 300] {
                assert!(!has_few_words(&words(many)), "{many} of {letters}");
            }
        }
    }

    fn article(outlet: &str, text: &str) -> (Article, String) {
        (Article { outlet: Outlet::new(outlet), ..Article::of_text(outlet, "") }, text.to_owned())
    }

    fn own(n: u32) -> String {
        (0..40).map(|word| format!("w{n}x{word} ")).collect::<String>().trim().to_owned()
    }

    fn without(desk: &[(Article, String)]) -> (Vec<Option<String>>, Vec<usize>) {
        let lines: Vec<ShortLines> =
            desk.iter().map(|(article, text)| ShortLines::of(article, text)).collect();
        let standing = Standing::of(lines.iter());
        let texts = desk.iter().map(|(article, text)| standing.without(article, text)).collect();
        let counted = standing.by_outlet(desk.iter().map(|(article, _)| article).zip(&lines));
        (texts, counted.into_iter().map(|(_, count)| count).collect())
    }

    #[test]
    fn what_an_outlet_prints_with_everything_is_dropped() {
        let masthead = "Independent since 1887";
        let mut desk: Vec<_> =
            (0..3).map(|n| article("Courier", &format!("{masthead}\n{}", own(n)))).collect();
        desk.push(article("Ledger", &format!("{masthead}\n{}", own(3))));
        let (texts, counted) = without(&desk);
        assert_eq!(counted, [1]);
        assert_eq!(texts[0], Some(own(0)));
        assert_eq!(texts[3], None, "another outlet's line stays");
    }

    #[test]
    fn two_articles_are_no_witnesses_and_neither_are_versions_of_one() {
        let twice: Vec<_> =
            (0..2).map(|n| article("Courier", &format!("Since 1887\n{}", own(n)))).collect();
        let lines: Vec<String> =
            (0..9).map(|n| format!("Sentence {n} of the ferry's story.")).collect();
        let versions: Vec<_> = (0..4)
            .map(|n| article("Post", &format!("{}\nUpdate {n}.", lines.join("\n"))))
            .collect();
        for desk in [twice, versions] {
            let (texts, counted) = without(&desk);
            assert!(texts.iter().all(Option::is_none) && counted.is_empty(), "{texts:?}");
        }
    }

    #[test]
    fn an_article_is_never_emptied() {
        let brief = "The road over the pass is closed until further notice.";
        let mut desk: Vec<_> =
            (0..3).map(|n| article("Post", &format!("{brief}\n{}", own(n)))).collect();
        desk.push(article("Post", brief));
        let (texts, _) = without(&desk);
        assert_eq!(texts[0], Some(own(0)));
        assert_eq!(texts[3], None);
    }

    #[test]
    fn long_paragraphs_of_background_stay() {
        let background = own(99);
        let desk: Vec<_> = (0..5)
            .map(|n| article("Post", &format!("{background}\n{}{}", own(n), own(n + 50))))
            .collect();
        assert!(without(&desk).0.iter().all(Option::is_none));
    }
}
