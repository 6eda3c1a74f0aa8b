//! Whom the articles of a story have it from: chains of credits, and how many origins stand at
//! their far ends.
//!
//! In: the voices of a story and what their articles credit. Out: chains such as KCNA → Reuters →
//! Ukrainska Pravda, each with the words it was read from, and how many voices go back to nobody
//! whom another voice goes back to. Deliberately absent: who is quoted for a single statement,
//! which the entries of the timeline say; guesses at what an article does not credit.
//! Cost: linear in the credits of the story.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use crate::article::{Article, ArticleIx, Articles};
use crate::link::Relation;
use crate::story::Story;

/// From whom the articles of a story have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The chains, longest first, each once; equal lengths in the order of their names.
    pub chains: Vec<Chain>,
    /// Origins that have nobody in common: groups of voices of which each credits somebody.
    pub independent: usize,
    /// Voices that neither credit anybody nor are credited: whose word theirs is, is unknown.
    pub unknown: usize,
}

/// Who had it from whom, from the far end to the outlet that printed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// At least two names, the last of them the outlet's.
    pub names: Vec<String>,
    /// Who prints it so, by publication.
    pub articles: Vec<ArticleIx>,
    /// What it was read from.
    pub basis: Basis,
}

/// What a hop of a chain rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The words in which the article credits its source.
    Credit(String),
    /// The article is a copy of the other's, which surely came out before it.
    Copy(Relation),
}

impl Provenance {
    /// Reads it from the credits of all articles of a story.
    pub fn of(story: &Story, articles: &Articles) -> Provenance {
        let mut chains: BTreeMap<Vec<String>, (Vec<ArticleIx>, Basis)> = BTreeMap::new();
        let mut add = |names: Vec<String>, article: ArticleIx, basis: Basis| {
            if names.windows(2).all(|two| !same(&two[0], &two[1])) && 1 < names.len() {
                chains.entry(names).or_insert_with(|| (Vec::new(), basis)).0.push(article);
            }
        };
        for ix in story.articles() {
            let article = &articles[ix];
            let Some(outlet) = &article.outlet else { continue };
            for credit in &article.credits {
                let near = [credit.name.clone(), outlet.to_string()];
                let basis = || Basis::Credit(credit.words.clone());
                if credit.citing.is_empty() {
                    add(near.to_vec(), ix, basis());
                }
                for far in &credit.citing {
                    add([std::slice::from_ref(far), &near[..]].concat(), ix, basis());
                }
            }
        }
        for copy in story.origins.iter().flat_map(|origin| &origin.copies) {
            let [original, taken] = [&articles[copy.of], &articles[copy.article]];
            if let (Some(from), Some(to)) = (&original.outlet, &taken.outlet)
                && taken.credits.is_empty()
                && original.surely_before(taken)
            {
                let names = vec![from.to_string(), to.to_string()];
                add(names, copy.article, Basis::Copy(copy.relation));
            }
        }
        let mut chains: Vec<Chain> = chains
            .into_iter()
            .map(|(names, (articles, basis))| Chain { names, articles, basis })
            .collect();
        chains.sort_by_key(|chain| std::cmp::Reverse(chain.names.len()));
        let (independent, unknown) = origins(story, articles);
        Provenance { chains, independent, unknown }
    }
}

/// How many groups of voices have nobody in common, and how many voices name nobody.
fn origins(story: &Story, articles: &Articles) -> (usize, usize) {
    let count = story.origins.len();
    let mut groups: UnionFind<usize> = UnionFind::new(count);
    let mut heard: BTreeMap<String, usize> = BTreeMap::new();
    let mut names_somebody = vec![false; count];
    for (voice, origin) in story.origins.iter().enumerate() {
        let members = origin.copies.iter().map(|copy| copy.article).chain([origin.kept]);
        for article in members.map(|ix| &articles[ix]) {
            for name in sources(article) {
                names_somebody[voice] = true;
                groups.union(voice, *heard.entry(name).or_insert(voice));
            }
        }
    }
    // An outlet that others credit is an origin though it credits nobody itself.
    for (voice, origin) in story.origins.iter().enumerate() {
        let outlet = articles[origin.kept].outlet.as_ref().map(|outlet| key(outlet.as_str()));
        if let Some(credited) = outlet.and_then(|outlet| heard.get(&outlet)) {
            names_somebody[voice] = true;
            groups.union(voice, *credited);
        }
    }
    let named = (0..count).filter(|voice| names_somebody[*voice]);
    let roots: std::collections::BTreeSet<usize> = named.map(|voice| groups.find(voice)).collect();
    (roots.len(), names_somebody.iter().filter(|named| !**named).count())
}

/// Everybody an article credits, near and far, as names are compared.
fn sources(article: &Article) -> impl Iterator<Item = String> {
    let credits = article.credits.iter();
    let names = credits.flat_map(|credit| credit.citing.iter().chain([&credit.name]));
    let own = |name: &&String| article.outlet.as_ref().is_some_and(|it| same(name, it.as_str()));
    names.filter(move |name| !own(name)).map(|name| key(name))
}

fn key(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether two names are one's: the same, or one the other's short form (`Meridian`, of Meridian
/// Press Agency).
fn same(one: &str, other: &str) -> bool {
    let words = |name: &str| name.split_whitespace().map(key).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    key(&one.concat()) == key(&other.concat()) || one.starts_with(&other) || other.starts_with(&one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Credit, Outlet};
    use crate::story::Origin;

    /// An article with its credits: `Reuters<KCNA` is Reuters, citing KCNA.
    fn article(outlet: &str, credits: &[&str]) -> Article {
        let credit = |words: &&str| {
            let mut names = words.split('<').map(str::to_owned);
            let name = names.next().unwrap_or_default();
            Credit { name, citing: names.collect(), words: (*words).to_owned() }
        };
        Article {
            outlet: Outlet::new(outlet),
            credits: credits.iter().map(credit).collect(),
            ..Article::of_text(outlet, "")
        }
    }

    fn provenance(voices: Vec<Article>) -> Provenance {
        let articles = Articles::new(voices);
        let origins = articles.iter().map(|(kept, _)| Origin { kept, copies: Vec::new() });
        let story = Story::of(&articles, origins.collect());
        Provenance::of(&story, &articles)
    }

    #[test]
    fn chains_lead_from_the_far_source_to_the_outlet() {
        let found = provenance(vec![
            article("Quay Post", &["Orbis<Coast Agency", "Tide Wire"]),
            article("Upland Echo", &["Orbis"]),
            article("Vale News", &["Orbis"]),
        ]);
        let chains: Vec<String> =
            found.chains.iter().map(|chain| chain.names.join(" > ")).collect();
        assert_eq!(
            chains,
            [
                "Coast Agency > Orbis > Quay Post",
                "Orbis > Upland Echo",
                "Orbis > Vale News",
                "Tide Wire > Quay Post",
            ]
        );
        assert_eq!(found.chains[0].basis, Basis::Credit("Orbis<Coast Agency".to_owned()));
    }

    #[test]
    fn voices_that_go_back_to_one_source_are_one_origin() {
        for (voices, independent, unknown) in [
            (vec![article("a", &["Orbis<Coast Agency"]), article("b", &["Tide Wire"])], 2, 0),
            (vec![article("a", &["Orbis<Coast Agency"]), article("b", &["coast-agency"])], 1, 0),
            (vec![article("a", &["Orbis"]), article("b", &[])], 1, 1),
            // What others credit is an origin, and one with them.
            (vec![article("Orbis", &[]), article("b", &["Orbis"])], 1, 0),
            // Nobody is his own source.
            (vec![article("Orbis", &["Orbis"]), article("b", &[])], 0, 2),
            (vec![article("Orbis Press Agency", &["Orbis"]), article("b", &[])], 0, 2),
            (vec![article("a", &[])], 0, 1),
        ] {
            let found = provenance(voices);
            assert_eq!((found.independent, found.unknown), (independent, unknown), "{found:?}");
        }
    }
}
