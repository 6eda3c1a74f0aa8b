//! Articles with the same words, or at the same address.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxBuildHasher, FxHashMap};
use xxhash_rust::xxh3::Xxh3Default;

use crate::article::{Article, ArticleIx, Articles};
use crate::candidates::{CandidatePair, Proposed, Route, Sketch, distinct, join_equal};

/// What a text's words amount to as one number, for finding equal texts; nothing for no words.
pub fn text_key(word_hashes: &[u64]) -> Option<u128> {
    let mut whole = Xxh3Default::new();
    let mut bytes = [0; 512];
    for hashes in word_hashes.chunks(bytes.len() / 8) {
        for (into, hash) in bytes.chunks_exact_mut(8).zip(hashes) {
            into.copy_from_slice(&hash.to_le_bytes());
        }
        whole.update(&bytes[..8 * hashes.len()]);
    }
    (!word_hashes.is_empty()).then(|| whole.digest128())
}

/// Proposes articles whose words are the same; of a crowd each with a few others.
pub fn same_text(sketches: &[Sketch]) -> Proposed {
    let keyed = (0..).map(ArticleIx).zip(sketches);
    let keyed = keyed.filter_map(|(ix, sketch)| Some((sketch.key?, ix)));
    join_equal(&mut keyed.collect::<Vec<_>>(), Route::Same)
}

/// For each article the first with the same words: itself, for most.
pub fn leaders(sketches: &[Sketch]) -> Vec<ArticleIx> {
    let mut first: FxHashMap<u128, ArticleIx> =
        FxHashMap::with_capacity_and_hasher(sketches.len(), FxBuildHasher);
    let leader = |(ix, sketch): (ArticleIx, &Sketch)| match sketch.key {
        Some(key) => *first.entry(key).or_insert(ix),
        None => ix,
    };
    (0..).map(ArticleIx).zip(sketches).map(leader).collect()
}

/// Twins of either side of a pair that are proposed in its place.
const TWINS: usize = 8;

/// Proposes the twins of linked articles with one another, since only the first article of a text
/// has a signature: for each pair at most 64.
pub fn twins_of_linked(linked: &[CandidatePair], leaders: &[ArticleIx]) -> Vec<CandidatePair> {
    let mut twins: FxHashMap<ArticleIx, Vec<ArticleIx>> = FxHashMap::default();
    for (ix, leader) in (0..).map(ArticleIx).zip(leaders).filter(|(ix, leader)| ix != *leader) {
        twins.entry(*leader).or_insert_with(|| vec![*leader]).push(ix);
    }
    let mut proposed = Vec::new();
    for pair in linked {
        let [left, right] = [pair.left(), pair.right()].map(|ix| leaders[ix.at()]);
        let of = |leader| twins.get(leader).map_or(std::slice::from_ref(leader), Vec::as_slice);
        let [left, right] = [of(&left), of(&right)];
        if left.len() + right.len() == 2 {
            continue;
        }
        for a in left.iter().take(TWINS) {
            let twins = right.iter().take(TWINS);
            proposed.extend(twins.filter_map(|b| CandidatePair::new(*a, *b, pair.route())));
        }
    }
    distinct(&mut proposed);
    proposed
}

/// Proposes articles at the same address, whatever its scheme, `www.`, fragment or tracking.
pub fn same_url(articles: &Articles) -> Proposed {
    let key = |article: &Article| {
        let mut hasher = Xxh3Default::new();
        Address::of(article.url.as_deref()?)?.hash(&mut hasher);
        Some(hasher.finish())
    };
    let keyed = articles.iter().filter_map(|(ix, article)| Some((key(article)?, ix)));
    join_equal(&mut keyed.collect::<Vec<_>>(), Route::Same)
}

/// An address without scheme, `www.`, fragment, tracking parameters and closing slash.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Address<'a> {
    host: Cow<'a, str>,
    path: &'a str,
    query: Vec<&'a str>,
}

impl Address<'_> {
    /// Takes a URL apart; nothing comes of the address of a site as a whole.
    pub fn of(url: &str) -> Option<Address<'_>> {
        let url = url.trim();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = path.split_once('/')?;
        let host = match host.split_at_checked(WWW.len()) {
            Some((www, rest)) if www.eq_ignore_ascii_case(WWW) => rest,
            _ => host,
        };
        let is_lower = host.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let host = if is_lower { Cow::Borrowed(host) } else { Cow::Owned(host.to_lowercase()) };
        let path = path.trim_end_matches('/');
        let query: Vec<&str> = query.split('&').filter(|part| !is_tracking(part)).collect();
        (!path.is_empty() || !query.is_empty()).then_some(Address { host, path, query })
    }
}

const WWW: &str = "www.";

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    name.starts_with("utm_") || matches!(name, "" | "fbclid" | "gclid" | "ref" | "cmpid" | "track")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_the_same_without_scheme_tracking_and_slash() {
        let same =
            ["https://www.Ledger.example/a/1/", "http://ledger.example/a/1?utm_source=x#top"];
        assert!(Address::of(same[0]).is_some());
        assert_eq!(Address::of(same[0]), Address::of(same[1]));
        assert_ne!(Address::of("ledger.example/a?id=1"), Address::of("ledger.example/a?id=2"));
        assert_ne!(Address::of("ledger.example/a"), Address::of("ledger.example/A"));
        assert_eq!(Address::of("https://ledger.example/"), None);
        assert_eq!(Address::of("https://ledger.example"), None);
        assert_eq!(Address::of("https://ledger.example/?utm_source=x"), None);
    }

    fn ends(pairs: &[CandidatePair]) -> Vec<(u32, u32)> {
        pairs.iter().map(|pair| (pair.left().0, pair.right().0)).collect()
    }

    fn sketches(keys: &[Option<u128>]) -> Vec<Sketch> {
        keys.iter().map(|key| Sketch { key: *key, ..Sketch::default() }).collect()
    }

    #[test]
    fn equal_texts_are_proposed_and_empty_ones_are_not() {
        let keys = sketches(&[Some(5), None, Some(5), None, Some(5)]);
        assert_eq!(ends(&same_text(&keys).pairs), [(0, 2), (0, 4), (2, 4)]);
        assert_eq!(leaders(&keys).iter().map(|ix| ix.0).collect::<Vec<_>>(), [0, 1, 0, 3, 0]);
        assert_eq!(text_key(&[]), None);
    }

    #[test]
    fn a_crowd_of_equal_texts_costs_a_few_pairs_each() {
        let crowd = sketches(&[Some(5); 1_000]);
        let proposed = same_text(&crowd);
        assert_eq!((proposed.pairs.len(), proposed.crowds), (1_000 * 3 - 6, 1));
    }

    #[test]
    fn what_is_linked_to_one_of_two_twins_is_proposed_with_the_other() {
        let leaders = leaders(&sketches(&[Some(5), Some(7), Some(5), Some(9)]));
        let linked = CandidatePair::new(ArticleIx(0), ArticleIx(1), Route::Bands);
        let proposed = twins_of_linked(&linked.into_iter().collect::<Vec<_>>(), &leaders);
        assert_eq!(ends(&proposed), [(0, 1), (1, 2)]);
        let alone = CandidatePair::new(ArticleIx(1), ArticleIx(3), Route::Bands);
        assert_eq!(twins_of_linked(&alone.into_iter().collect::<Vec<_>>(), &leaders), []);
    }
}
