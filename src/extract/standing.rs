//! Lines that an outlet prints with everything: not the article's, though no single page shows it.
//!
//! In: all articles of a run. Out: the same, without their standing lines. The one place in
//! `extract` where articles are held against each other; of what they tell nothing is asked.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::article::{Article, Outlet};

/// Articles of one outlet in which a line must stand to be a standing line.
const LEAST_ARTICLES: u32 = 3;

/// Words up to which a line may be a standing line. Paragraphs of background that an outlet
/// repeats in every follow-up are longer, and say something.
const MOST_WORDS: usize = 30;

/// Drops the lines that stand in three or more otherwise unlike articles of one outlet, and says
/// of which outlets how many were dropped. What is dropped stays in the fuller text.
///
/// Articles that consist mostly of repeated lines are versions of one another, not witnesses for
/// a standing line. Cost: one pass over all lines, 16 bytes a short line.
pub fn drop_standing_lines(articles: &mut [Article]) -> Vec<String> {
    let lines: Vec<Vec<(u64, usize)>> = articles.par_iter().map(short_lines).collect();
    let mut holders: FxHashMap<u64, u32> = FxHashMap::default();
    for (line, _) in lines.iter().flatten() {
        *holders.entry(*line).or_default() += 1;
    }
    let mut witnesses: FxHashMap<u64, u32> = FxHashMap::default();
    for (article, lines) in articles.iter().zip(&lines) {
        let repeated = lines.iter().filter(|(line, _)| LEAST_ARTICLES <= holders[line]);
        let bytes: usize = repeated.clone().map(|(_, bytes)| bytes).sum();
        if 2 * bytes <= article.text.len() {
            repeated.for_each(|(line, _)| *witnesses.entry(*line).or_default() += 1);
        }
    }
    witnesses.retain(|_, count| LEAST_ARTICLES <= *count);
    if witnesses.is_empty() {
        return Vec::new();
    }
    articles.par_iter_mut().for_each(|article| drop_lines(article, &witnesses));
    remarks(articles, &lines, &witnesses)
}

/// The short lines of an article, each once, as a hash with the outlet, and their lengths.
fn short_lines(article: &Article) -> Vec<(u64, usize)> {
    let Some(outlet) = &article.outlet else {
        return Vec::new();
    };
    let short = article.text.lines().filter(|line| line.split_whitespace().count() <= MOST_WORDS);
    let mut lines: Vec<(u64, usize)> =
        short.filter_map(|line| Some((line_hash(outlet, line)?, line.len()))).collect();
    lines.sort_unstable();
    lines.dedup_by_key(|(line, _)| *line);
    lines
}

fn line_hash(outlet: &Outlet, line: &str) -> Option<u64> {
    let line = line.trim();
    let seed = xxh3_64_with_seed(outlet.as_str().as_bytes(), 0);
    (!line.is_empty()).then(|| xxh3_64_with_seed(line.to_lowercase().as_bytes(), seed))
}

fn drop_lines(article: &mut Article, standing: &FxHashMap<u64, u32>) {
    let Some(outlet) = &article.outlet else {
        return;
    };
    let stands =
        |line: &&str| line_hash(outlet, line).is_some_and(|hash| standing.contains_key(&hash));
    if !article.text.lines().any(|line| stands(&line)) {
        return;
    }
    let kept: Vec<&str> = article.text.lines().filter(|line| !stands(line)).collect();
    let text = kept.join("\n");
    // A brief that is printed again and again is still an article.
    if 2 * text.len() < article.text.len() {
        return;
    }
    let before = std::mem::replace(&mut article.text, text);
    article.text_full.get_or_insert(before);
}

fn remarks(
    articles: &[Article],
    lines: &[Vec<(u64, usize)>],
    standing: &FxHashMap<u64, u32>,
) -> Vec<String> {
    use std::collections::{BTreeMap, BTreeSet};
    let mut by_outlet: BTreeMap<&Outlet, BTreeSet<u64>> = BTreeMap::new();
    for (article, lines) in articles.iter().zip(lines) {
        if let Some(outlet) = &article.outlet {
            let found =
                lines.iter().map(|(line, _)| *line).filter(|line| standing.contains_key(line));
            by_outlet.entry(outlet).or_default().extend(found);
        }
    }
    let said = by_outlet.into_iter().filter(|(_, lines)| !lines.is_empty());
    said.map(|(outlet, lines)| match lines.len() {
        1 => format!("1 line that {outlet} prints with many articles counts for none of them"),
        n => format!("{n} lines that {outlet} prints with many articles count for none of them"),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(name: &str, outlet: &str, text: &str) -> Article {
        Article { outlet: Outlet::new(outlet), ..Article::of_text(name, text) }
    }

    fn own(n: u32) -> String {
        (0..40).map(|word| format!("w{n}x{word} ")).collect()
    }

    #[test]
    fn what_an_outlet_prints_with_everything_is_dropped_and_kept_in_the_fuller_text() {
        let masthead = "Independent since 1887";
        let mut desk: Vec<Article> = (0..3)
            .map(|n| article(&n.to_string(), "Courier", &format!("{masthead}\n{}", own(n))))
            .collect();
        desk.push(article("3", "Ledger", &format!("{masthead}\n{}", own(3))));
        let remarks = drop_standing_lines(&mut desk);
        assert_eq!(
            remarks,
            ["1 line that Courier prints with many articles counts for none of them"]
        );
        assert_eq!(desk[0].text, own(0));
        assert!(desk[0].text_full.as_ref().is_some_and(|text| text.starts_with(masthead)));
        assert!(desk[3].text.starts_with(masthead), "another outlet's line stays");
    }

    #[test]
    fn two_articles_are_no_witnesses_and_neither_are_versions_of_one() {
        let twice: Vec<Article> = (0..2)
            .map(|n| article(&n.to_string(), "Courier", &format!("Since 1887\n{}", own(n))))
            .collect();
        let lines: Vec<String> =
            (0..9).map(|n| format!("Sentence {n} of the ferry's story.")).collect();
        let versions: Vec<Article> = (0..4)
            .map(|n| article(&n.to_string(), "Post", &format!("{}\nUpdate {n}.", lines.join("\n"))))
            .collect();
        for mut desk in [twice, versions] {
            let before: Vec<String> = desk.iter().map(|article| article.text.clone()).collect();
            assert_eq!(drop_standing_lines(&mut desk), Vec::<String>::new());
            let after: Vec<String> = desk.iter().map(|article| article.text.clone()).collect();
            assert_eq!(before, after);
        }
    }

    #[test]
    fn an_article_is_never_emptied() {
        let brief = "The road over the pass is closed until further notice.";
        let mut desk: Vec<Article> = (0..3)
            .map(|n| article(&n.to_string(), "Post", &format!("{brief}\n{}", own(n))))
            .collect();
        desk.push(article("3", "Post", brief));
        drop_standing_lines(&mut desk);
        assert_eq!(desk[0].text, own(0));
        assert_eq!(desk[3].text, brief);
    }

    #[test]
    fn long_paragraphs_of_background_stay() {
        let background = own(99);
        let mut desk: Vec<Article> = (0..5)
            .map(|n| {
                article(&n.to_string(), "Post", &format!("{background}\n{}{}", own(n), own(n + 50)))
            })
            .collect();
        drop_standing_lines(&mut desk);
        assert!(desk.iter().all(|article| article.text.starts_with(&background)));
    }
}
