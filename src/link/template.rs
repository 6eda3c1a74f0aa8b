//! Two articles → whether one is the other's wording telling another event.
//!
//! What comes in: two articles with their texts. What goes out: what was seen of them, and a
//! judgement by the recipe's bounds; how many shingles they share is asked elsewhere. Both texts
//! are read again and gone through in about 60 µs, so only pairs of one outlet or agency and two
//! days are looked at.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::article::Article;
use crate::candidates::same;
use crate::extract::credits_in;
use crate::kernel::words::for_each_word;
use crate::link::headline_likeness;
use crate::recipe::CopyRecipe;

/// What tells yesterday's wording from yesterday's text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    /// Whether both are known to be of one outlet, or credit one agency.
    pub one_voice: bool,
    /// Whether both were published at one address.
    pub same_address: bool,
    /// Whether the days on which they were published differ, where both are known.
    pub other_day: Option<bool>,
    /// What share of the words that only one of them holds are names and figures put in each
    /// other's place.
    pub replaced: f64,
    /// Likeness of the headlines, where both have one.
    pub headline: Option<f64>,
    /// Whether one headline is the other with words put in: that of the same event, edited.
    pub headline_edited: bool,
    /// Distinct numbers in both texts.
    pub figures_shared: usize,
    /// Distinct numbers in the text that has fewer.
    pub figures: usize,
}

impl Signs {
    /// Looks at two articles.
    pub fn of([left, right]: [&Article; 2]) -> Signs {
        let dates = left.published.as_ref().zip(right.published.as_ref());
        let texts = [left.text.read(), right.text.read()];
        let (figures_shared, figures) = shared_figures(&texts[0], &texts[1]);
        Signs {
            one_voice: one_voice(left, right),
            same_address: same_address(left, right),
            other_day: dates.map(|(left, right)| left.date() != right.date()),
            replaced: replaced(&texts[0], &texts[1]),
            headline: headline_likeness(left, right),
            headline_edited: headline_edited(left, right),
            figures_shared,
            figures,
        }
    }

    /// Whether they make a template: one outlet's or agency's, of two days, at two addresses, and
    /// what differs is mostly figures and names, or the headline is nearly the same, and not by
    /// words put in, and the figures below it are not.
    pub fn make_template(&self, recipe: &CopyRecipe) -> bool {
        let apart = self.one_voice && !self.same_address && self.other_day == Some(true);
        let same_head = self.headline.is_some_and(|likeness| recipe.template_headline <= likeness)
            && !self.headline_edited;
        apart && (recipe.template_figures <= self.replaced || same_head && self.other_figures())
    }

    /// Whether two texts with several numbers each have fewer than half of them in common.
    pub fn other_figures(&self) -> bool {
        SEVERAL <= self.figures && 2 * self.figures_shared < self.figures
    }
}

/// Numbers that a text must have for them to tell its event.
const SEVERAL: usize = 4;

/// Whether two articles make a template; texts are looked at only where the rest allows it.
pub fn is_template(articles: [&Article; 2], recipe: &CopyRecipe) -> bool {
    let [left, right] = articles;
    let (Some(a), Some(b)) = (&left.published, &right.published) else {
        return false;
    };
    a.date() != b.date()
        && one_voice(left, right)
        && !same_address(left, right)
        && Signs::of(articles).make_template(recipe)
}

/// Whether two articles are known to be of one outlet.
pub fn one_outlet(left: &Article, right: &Article) -> bool {
    left.outlet.is_some() && left.outlet == right.outlet
}

/// Whether two articles are of one outlet, or credit one agency.
fn one_voice(left: &Article, right: &Article) -> bool {
    if one_outlet(left, right) {
        return true;
    }
    // Where only copies are asked for, what a text credits has not been noted of the article.
    let credits = |article: &Article| {
        let stated = article.credits.iter().cloned();
        stated.chain(credits_in(&article.text.read())).map(|credit| credit.name).collect()
    };
    let [left, right]: [BTreeSet<String>; 2] = [credits(left), credits(right)];
    !left.is_disjoint(&right)
}

/// Whether two articles were published at one address.
pub fn same_address(left: &Article, right: &Article) -> bool {
    let address = |article: &Article| article.url.as_deref().and_then(same::address);
    address(left).is_some_and(|left| Some(left) == address(right))
}

/// Whether one of two headlines holds all words of the other, and more.
///
/// On two years of one wire, three of the four templates by headline that told the same event had
/// such headlines, and none of those that told another.
fn headline_edited(left: &Article, right: &Article) -> bool {
    let title = |article: &Article| article.title.clone().unwrap_or_default();
    let mut surplus = [0i64; 2];
    for (count, _) in balance(&title(left), &title(right)).values() {
        surplus[usize::from(*count < 0)] += count.abs();
    }
    (surplus[0] == 0) != (surplus[1] == 0)
}

/// How many more times the left text has each word than the right, and whether the word is
/// anywhere a name or a figure.
fn balance(left: &str, right: &str) -> BTreeMap<u64, (i64, bool)> {
    let mut balance: BTreeMap<u64, (i64, bool)> = BTreeMap::new();
    for (text, sign) in [(left, 1), (right, -1)] {
        for_each_word(text, |word| {
            let entry = balance.entry(xxh3_64(word.text.as_bytes())).or_default();
            entry.0 += sign;
            entry.1 |= word.digit || word.capital && !word.opens;
        });
    }
    balance
}

/// How many distinct numbers two texts share, and how many the one with fewer has.
fn shared_figures(left: &str, right: &str) -> (usize, usize) {
    // Whole figures, `6,214.8` as one: their parts recur by chance.
    let [left, right] = [left, right].map(|text| {
        let words = text.split_whitespace().filter(|word| word.contains(char::is_numeric));
        words.map(|word| word.trim_matches(|c: char| !c.is_numeric())).collect::<BTreeSet<_>>()
    });
    (left.intersection(&right).count(), left.len().min(right.len()))
}

/// What share of the words that only one of two texts holds are names or hold digits, and stand
/// against others in the other text: what one has too many of was put in, not in another's place.
///
/// Of the templates found on two years of one wire without that condition, a third were the
/// morning's text with the tickers of the companies put in.
fn replaced(left: &str, right: &str) -> f64 {
    let (mut prose, mut figures) = (0, [0i64; 2]);
    for (surplus, figure) in balance(left, right).values() {
        match figure {
            true => figures[usize::from(*surplus < 0)] += surplus.abs(),
            false => prose += surplus.abs(),
        }
    }
    let [left, right] = figures;
    #[expect(clippy::cast_precision_loss, reason = "words of an article")]
    let share = (2 * left.min(right)) as f64 / (prose + left + right).max(1) as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Credit, Outlet};

    #[test]
    fn figures_count_where_they_stand_in_each_others_place() {
        let cases = [
            ("Shares fell 12 points", "Shares fell 31 points", 1.0),
            ("Shares fell 12 points", "Shares rose 31 points", 0.5),
            // Put in, not replaced.
            ("The bank cut its staff", "The bank ( BNK.N ) cut its staff", 0.0),
            ("The bank fell 12", "The bank ( BNK.N ) fell 31", 0.5),
            ("Shares fell", "Shares fell", 0.0),
            ("", "", 0.0),
        ];
        for (left, right, expected) in cases {
            assert!((replaced(left, right) - expected).abs() < 1e-12, "{left} / {right}");
            assert!((replaced(right, left) - expected).abs() < 1e-12, "{right} / {left}");
        }
    }

    #[test]
    fn a_headline_with_words_put_in_is_that_of_the_same_event() {
        let cases = [
            ("Skerry line raises fares", "Skerry Line raises fares and tolls", true),
            ("Diary of 8-10 July", "Diary of 8 July", true),
            ("Shares fall to a low", "Shares rise to a high", false),
            ("Markets wrap", "Markets wrap", false),
        ];
        let titled =
            |title: &str| Article { title: Some(title.to_owned()), ..Article::of_text("a", "") };
        for (left, right, expected) in cases {
            let (left_article, right_article) = (titled(left), titled(right));
            let edited = headline_edited(&left_article, &right_article);
            assert_eq!(edited, expected, "{left} / {right}");
        }
    }

    #[test]
    fn two_outlets_that_credit_one_agency_are_one_voice() {
        let article = |outlet: &str, agency: &str| Article {
            outlet: Outlet::new(outlet),
            credits: vec![Credit {
                name: agency.to_owned(),
                citing: Vec::new(),
                words: String::new(),
            }],
            ..Article::of_text("a", "")
        };
        let post = article("Post", "Northwire");
        assert!(one_voice(&post, &article("Mail", "Northwire")));
        assert!(one_voice(&post, &article("Post", "Southwire")));
        assert!(!one_voice(&post, &article("Mail", "Southwire")));
    }

    #[test]
    fn numbers_are_compared_whole() {
        let cases = [
            ("up 12.5 to 4,018.1", "up 12.6 to 4,018.1 on 3 May", (1, 2)),
            ("(12.5)", "12.5.", (1, 1)),
            ("none", "1 2 3", (0, 0)),
        ];
        for (left, right, expected) in cases {
            assert_eq!(shared_figures(left, right), expected, "{left} / {right}");
        }
    }
}
