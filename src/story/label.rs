//! A story → what it is called by: the headline that says most of it, its key names and places.
//!
//! What comes in: a story and the weighted terms of its articles. What goes out: the article whose
//! headline holds most of what the story's voices share, and a [`Label`]. Chosen from what was
//! printed, never made up. Deliberately absent: who told it first, which the order of its origins
//! says. A few µs an article, and for a story of several some of its texts are read again.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleIx, Articles, Body};
use crate::kernel::terms::{Vocabulary, Weighted, term_of};
use crate::kernel::words::for_each_word;
use crate::story::names::Namer;
use crate::story::origins::earliness;
use crate::story::{Origin, Story};

/// Names of a story that are kept, and places.
const KEPT: [usize; 2] = [5, 3];

/// Voices whose texts are read for names: who matters is in most of them.
const VOICES: usize = 12;

/// Words of a headline beyond which saying more is no merit.
const HEADLINE: f64 = 14.0;

/// Whom and where a story tells of, as most of its voices print it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// People, bodies and things, the one in most voices first.
    pub names: Vec<String>,
    /// Places likewise.
    pub places: Vec<String>,
}

/// Gives every story its lead and its label.
pub fn label(
    stories: &mut [Story],
    articles: &Articles,
    weighted: &[Weighted],
    vocabulary: &Vocabulary,
) {
    let terms = Terms { articles, weighted, vocabulary };
    stories.par_iter_mut().for_each(|story| {
        story.lead = terms.lead(story);
        story.label = names(story, articles);
    });
}

#[derive(Clone, Copy)]
struct Terms<'a> {
    articles: &'a Articles,
    weighted: &'a [Weighted],
    vocabulary: &'a Vocabulary,
}

impl Terms<'_> {
    /// The article whose headline holds most of what the voices share; of several the one that was
    /// published first. Headlines in the language that most articles have go before others.
    fn lead(self, story: &Story) -> ArticleIx {
        let first = story.origins[0].kept;
        let titled = |ix: &ArticleIx| title(&self.articles[*ix]).is_some();
        let mut eligible: Vec<ArticleIx> = story.articles().filter(titled).collect();
        let main = main_language(story, self.articles);
        let is_main = |ix: &ArticleIx| {
            let language = self.articles[*ix].language.as_deref();
            language.is_none() || language == main
        };
        if eligible.iter().any(is_main) {
            eligible.retain(is_main);
        }
        if eligible.len() < 2 {
            return eligible.first().copied().unwrap_or(first);
        }
        let shared = self.shared(story);
        let best = eligible.into_iter().max_by(|a, b| {
            let worth = |ix: &ArticleIx| self.worth(&self.articles[*ix], &shared);
            let early = |ix: &ArticleIx| Reverse((earliness(&self.articles[*ix]), *ix));
            worth(a).total_cmp(&worth(b)).then_with(|| early(a).cmp(&early(b)))
        });
        best.unwrap_or(first)
    }

    /// What the voices share: the weights of terms that two or more hold, summed; all of them if
    /// there is one voice only.
    fn shared(self, story: &Story) -> FxHashMap<u32, f64> {
        let mut sums: FxHashMap<u32, (u32, f64)> = FxHashMap::default();
        for origin in &story.origins {
            for (term, weight) in self.weighted[origin.kept.at()].text.terms() {
                let (voices, sum) = sums.entry(*term).or_default();
                *voices += 1;
                *sum += f64::from(*weight);
            }
        }
        let least = u32::from(1 < story.origins.len()) + 1;
        let shared = sums.into_iter().filter(|(_, (voices, _))| least <= *voices);
        shared.map(|(term, (_, sum))| (term, sum)).collect()
    }

    fn worth(self, article: &Article, shared: &FxHashMap<u32, f64>) -> f64 {
        let term = term_of(article.language.as_deref());
        let (mut seen, mut worth, mut words) = (FxHashSet::default(), 0.0, 0.0);
        for_each_word(title(article).unwrap_or_default(), |word| {
            words += 1.0;
            let id = self.vocabulary.id(term(word.text));
            if let Some(id) = id.filter(|id| seen.insert(*id)) {
                worth += shared.get(&id).copied().unwrap_or_default();
            }
        });
        worth * (HEADLINE / f64::max(words, HEADLINE))
    }
}

/// A headline in which something is said.
fn title(article: &Article) -> Option<&str> {
    article.title.as_deref().filter(|title| title.contains(char::is_alphanumeric))
}

/// The language of most of a story's articles, where it is known of any.
fn main_language<'a>(story: &Story, articles: &'a Articles) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for language in story.articles().filter_map(|ix| articles[ix].language.as_deref()) {
        *counts.entry(language).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(language, count)| (*count, Reverse(*language)));
    most.map(|(language, _)| language)
}

/// Nothing of an article that stands alone: its headline says what it tells of, and most of a desk
/// stands alone.
fn names(story: &Story, articles: &Articles) -> Label {
    if story.articles().nth(1).is_none() {
        return Label::default();
    }
    let mut namer = Namer::default();
    let step = story.origins.len().div_ceil(VOICES).max(1);
    for Origin { kept, .. } in story.origins.iter().step_by(step) {
        let article = &articles[*kept];
        let language = article.language.as_deref();
        article.dateline.iter().for_each(|dateline| namer.filed(dateline));
        match article.body {
            Body::Full | Body::Excerpt => namer.read(&article.text.read(), language),
            Body::HeadlineOnly => namer.read(headline(article), language),
        }
    }
    let known = story.articles().flat_map(|ix| signatures(&articles[ix])).collect();
    let named = namer.named(KEPT, &known);
    Label { names: named.names, places: named.places }
}

/// A headline whose capitals say something: not one that gives them to most of its words.
fn headline(article: &Article) -> &str {
    let title = title(article).unwrap_or_default();
    let (mut long, mut capital) = (0, 0);
    for_each_word(title, |word| {
        let counts = !word.opens && 4 <= word.text.len() && !word.digit;
        long += u32::from(counts);
        capital += u32::from(counts && word.capital);
    });
    if long < 2 * capital { "" } else { title }
}

/// Who publishes, writes or feeds an article: named in it, and not what it tells of.
fn signatures(article: &Article) -> Vec<String> {
    let outlet = article.outlet.iter().map(|outlet| outlet.as_str());
    let credits = article.credits.iter().map(|credit| credit.name.as_str());
    let folded = |name: &str| {
        let lower = name.to_lowercase();
        lower.strip_prefix("the ").map_or(lower.clone(), str::to_owned)
    };
    outlet.chain(credits).chain(article.byline.as_deref()).map(folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::terms::TermCounts;

    const TEXT: &str = "The ferry Halvard ran aground off Port Sorrel on Monday and eighty people \
                        were taken off by boats. Captain Ida Holm said the rudder had failed.";

    fn article(key: &str, title: &str, text: &str) -> Article {
        Article {
            title: (!title.is_empty()).then(|| title.to_owned()),
            language: Some("en".to_owned()),
            ..Article::of_text(key, text)
        }
    }

    /// The one story of these articles, each a voice, labelled.
    fn labelled(desk: Vec<Article>) -> (Articles, Story) {
        let articles = Articles::new(desk);
        let counts: Vec<TermCounts> = articles
            .as_slice()
            .iter()
            .map(|it| {
                let title = it.title.as_deref().unwrap_or_default();
                TermCounts::of(title, &it.text.read(), it.language.as_deref())
            })
            .collect();
        let vocabulary = Vocabulary::of(&counts, 1_000.0);
        let weigh = |(it, counts): (&Article, &TermCounts)| {
            Weighted::of(counts, &vocabulary, it.language.as_deref())
        };
        let weighted: Vec<Weighted> = articles.as_slice().iter().zip(&counts).map(weigh).collect();
        let origins = articles.iter().map(|(kept, _)| Origin { kept, copies: Vec::new() });
        let mut stories = vec![Story::of(&articles, origins.collect())];
        label(&mut stories, &articles, &weighted, &vocabulary);
        let story = stories.remove(0);
        (articles, story)
    }

    #[track_caller]
    fn check(headlines: &[(&str, &str)], expected: &str) {
        let desk = headlines.iter().enumerate().map(|(at, (language, title))| Article {
            language: (!language.is_empty()).then(|| (*language).to_owned()),
            ..article(&at.to_string(), title, TEXT)
        });
        let (articles, story) = labelled(desk.collect());
        assert_eq!(articles[story.lead].title.as_deref().unwrap_or_default(), expected);
    }

    #[test]
    fn the_headline_that_says_most_of_what_the_voices_share_leads() {
        check(
            &[
                ("en", "Live updates"),
                ("en", "Ferry Halvard runs aground off Port Sorrel, eighty taken off"),
                ("en", "We felt a jolt"),
                ("en", "Ferry aground"),
            ],
            "Ferry Halvard runs aground off Port Sorrel, eighty taken off",
        );
        // Of equals the first; without a headline anything that has one.
        check(&[("en", "Ferry aground"), ("en", "Aground: ferry")], "Ferry aground");
        check(&[("en", ""), ("en", "Live updates"), ("en", "…")], "Live updates");
        check(&[("en", ""), ("en", "")], "");
    }

    #[test]
    fn the_language_of_most_goes_before_others() {
        check(
            &[
                ("fr", "Port Sorrel: le ferry Halvard aground, Ida Holm, rudder, boats"),
                ("en", "Ferry aground"),
                ("en", "A jolt"),
                ("", "Ferry off Port Sorrel"),
            ],
            "Ferry off Port Sorrel",
        );
    }

    #[test]
    fn a_story_is_labelled_with_whom_and_where_its_voices_tell_of() {
        let other = "Nobody was hurt, Holm said in Port Sorrel. The Harbour Post saw the Halvard. \
                     Rust Weber, Harbour Post, was in Port Sorrel.";
        let mut desk = vec![article("a", "", TEXT), article("b", "", other)];
        desk.push(article(
            "c",
            "",
            "Ida Holm left Port Sorrel, the Harbour Post heard from Rust Weber.",
        ));
        desk[1].outlet = crate::article::Outlet::new("Harbour Post");
        desk[2].byline = Some("Rust Weber".to_owned());
        let (_, story) = labelled(desk);
        assert_eq!(story.label.names, ["Ida Holm", "Halvard"]);
        assert_eq!(story.label.places, ["Port Sorrel"]);
    }
}
