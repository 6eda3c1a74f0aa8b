//! Headlines → how like each other they are, ready to be compared with many.
//!
//! Deliberately absent: what headlines say; that is asked of their terms.

use xxhash_rust::xxh3::xxh3_64;

use crate::article::Article;

/// A headline in lower case and without blanks, as the pairs of letters in it.
#[derive(Clone, Debug)]
pub struct Headline {
    /// Each pair as often as it occurs, ascending.
    pairs: Box<[u64]>,
    bytes: usize,
    digest: u64,
}

impl Headline {
    /// The headline of an article that has one.
    pub fn of(article: &Article) -> Option<Headline> {
        let lower = article.title.as_ref()?.to_lowercase();
        let letters: String = lower.chars().filter(|letter| !letter.is_whitespace()).collect();
        let pair = |(one, next)| u64::from(u32::from(one)) << 32 | u64::from(u32::from(next));
        let mut pairs: Vec<u64> = letters.chars().zip(letters.chars().skip(1)).map(pair).collect();
        pairs.sort_unstable();
        let digest = xxh3_64(letters.as_bytes());
        Some(Headline { pairs: pairs.into(), bytes: letters.len(), digest })
    }

    /// How like another it is, 0 to 1, by the pairs that both have (Sørensen–Dice), as
    /// [`strsim::sorensen_dice`] counts them: one pass over both.
    pub fn likeness(&self, other: &Headline) -> f64 {
        if self.digest == other.digest && self.bytes == other.bytes {
            return 1.0;
        }
        if self.bytes < 2 || other.bytes < 2 {
            return 0.0;
        }
        let (mut i, mut j, mut both) = (0, 0, 0u32);
        while let (Some(a), Some(b)) = (self.pairs.get(i), other.pairs.get(j)) {
            both += u32::from(a == b);
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
        #[expect(clippy::cast_precision_loss, reason = "headlines are short")]
        let all = (self.bytes + other.bytes - 2) as f64;
        f64::from(2 * both) / all
    }
}

/// How like the headlines of two articles are, where both have one.
pub fn likeness(articles: [&Article; 2]) -> Option<f64> {
    let [one, other] = articles.map(Headline::of);
    Some(one?.likeness(&other?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headline(title: &str) -> Option<Headline> {
        let title = (!title.is_empty()).then(|| title.to_owned());
        Headline::of(&Article { title, ..Article::of_text("a", "") })
    }

    proptest! {
        #[test]
        fn headlines_are_as_like_as_the_library_says(
            one in "([aAbB é]|ferry |İ|\\PC){1,12}",
            other in "([aAbB é]|Ferry |İ|\\PC){1,12}",
        ) {
            let found = headline(&one).unwrap().likeness(&headline(&other).unwrap());
            let expected = strsim::sorensen_dice(&one.to_lowercase(), &other.to_lowercase());
            prop_assert!((found - expected).abs() < 1e-12, "{one}|{other}: {found} {expected}");
        }
    }

    #[test]
    fn an_article_without_a_headline_has_none_to_compare() {
        assert!(headline("").is_none());
    }
}
