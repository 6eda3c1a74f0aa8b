//! Articles with the same words, or at the same address.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::article::{ArticleIx, Articles};
use crate::candidates::{Proposed, Route, join_equal};

/// What a text's words amount to as one number, for finding equal texts; nothing for no words.
pub fn text_key(word_hashes: &[u64]) -> Option<u128> {
    let bytes: Vec<u8> = word_hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
    (!bytes.is_empty()).then(|| xxh3_128(&bytes))
}

/// Proposes articles whose words are the same. An article is proposed with the first of its
/// text only, so that a thousand equal texts cost a thousand pairs.
pub fn same_text(text_keys: &[Option<u128>]) -> Proposed {
    let mut first: FxHashMap<u128, ArticleIx> = FxHashMap::default();
    let mut keyed = Vec::new();
    for (ix, key) in (0..).map(ArticleIx).zip(text_keys) {
        if let Some(key) = key {
            match first.get(key) {
                Some(leader) => keyed.push((*leader, ix)),
                None => {
                    first.insert(*key, ix);
                }
            }
        }
    }
    let pairs = keyed
        .into_iter()
        .filter_map(|(leader, ix)| crate::candidates::CandidatePair::new(leader, ix, Route::Same));
    Proposed { pairs: pairs.collect(), crowds: 0 }
}

/// Proposes articles at the same address, whatever its scheme, `www.`, fragment or tracking.
pub fn same_url(articles: &Articles) -> Proposed {
    let keyed = articles.iter().filter_map(|(ix, article)| {
        Some((xxh3_64(address(article.url.as_deref()?)?.as_bytes()), ix))
    });
    join_equal(&mut keyed.collect::<Vec<_>>(), Route::Same)
}

/// An address without scheme, `www.`, fragment, tracking parameters and closing slash; nothing
/// for the address of a site as a whole.
pub fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/')?;
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = path.trim_end_matches('/');
    let kept: Vec<&str> = query.split('&').filter(|part| !is_tracking(part)).collect();
    let query = kept.join("&");
    (!path.is_empty() || !query.is_empty()).then(|| format!("{host}/{path}?{query}"))
}

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
        assert_eq!(address(same[0]), address(same[1]));
        assert_ne!(address("ledger.example/a?id=1"), address("ledger.example/a?id=2"));
        assert_eq!(address("https://ledger.example/"), None);
        assert_eq!(address("https://ledger.example"), None);
    }

    #[test]
    fn equal_texts_cost_one_pair_each_and_empty_ones_none() {
        let keys = [Some(5), None, Some(5), None, Some(5)];
        let pairs = same_text(&keys).pairs;
        let pairs: Vec<_> = pairs.iter().map(|pair| (pair.left().0, pair.right().0)).collect();
        assert_eq!(pairs, [(0, 2), (0, 4)]);
        assert_eq!(text_key(&[]), None);
    }
}
