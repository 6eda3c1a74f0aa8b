//! Candidate pairs → links between copies, each verified exactly on its shingles.

use std::cell::{LazyCell, OnceCell};
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleIx, Articles};
use crate::candidates::sample::MOST_TEXTS;
use crate::candidates::{CandidatePair, Sketch};
use crate::kernel::sample::sampled_positions;
use crate::kernel::shingle::{ShingleSet, shingle_hashes_into, word_hashes};
use crate::link::template::{Wording, is_template, one_outlet, same_address};
use crate::link::{Evidence, Link, Relation};
use crate::recipe::CopyRecipe;

/// The texts of a run as they are compared.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// The articles, with their texts.
    pub articles: &'a Articles,
    /// What is kept of their words.
    pub sketches: &'a [Sketch],
    /// For each the first with the same words, whose shingles are its own.
    pub leaders: &'a [ArticleIx],
    /// Sampled shingles of so many unlike articles that they count for nothing.
    pub common: &'a FxHashSet<u32>,
    /// For each article how many of its sampled shingles those are.
    pub discounted: &'a [u32],
    /// Words of a shingle.
    pub width: usize,
}

/// Pairs of a crowd that are read to see whether it is one text.
const PROBES: usize = 32;

/// Pairs of one neighbourhood that a core takes at a time. Thousands of texts that share a frame
/// have ten pairs an article and more, far apart: parted, both parts read nearly every text.
const TOGETHER: usize = 1 << 17;

/// Pairs of one neighbourhood that a core takes though others are idle.
const FEWEST_TOGETHER: usize = 1 << 14;

/// Words of which text and shingles are in memory at a time, on each core: 30 MiB, unless two
/// texts alone have more.
const MOST_WORDS: usize = 2 << 20;

impl Texts<'_> {
    /// The shingles of an article that tell something: about 20 µs for 500 words.
    pub fn shingles(&self, ix: ArticleIx) -> Option<ShingleSet> {
        self.shingles_of(ix, &self.articles[ix].text.read())
    }

    fn shingles_of(&self, ix: ArticleIx, text: &str) -> Option<ShingleSet> {
        let mut hashes = self.hashes(text);
        if self.is_touched(ix) {
            without_common(&mut hashes, self.common);
        }
        ShingleSet::of_hashes(&hashes)
    }

    /// The shingles of a text in its order.
    fn hashes(&self, text: &str) -> Vec<u64> {
        let mut hashes = Vec::new();
        shingle_hashes_into(&word_hashes(text), self.width, &mut hashes);
        hashes
    }

    /// Whether an article holds shingles that count for nothing.
    pub fn is_touched(&self, ix: ArticleIx) -> bool {
        0 < self.discounted[self.leaders[ix.at()].at()]
    }

    /// For each article the number of the text that it is likely to be a copy of, by the pairs
    /// that are likely copies: its own where there is none.
    ///
    /// Where more than [`MOST_TEXTS`] hang together, some of the pairs are read: if most share but a
    /// frame, one block within which nothing differs beside one that is all each's own, they are
    /// so many unlike articles and not one text.
    pub fn numbered(&self, likely: &[(ArticleIx, ArticleIx)]) -> Vec<u32> {
        let mut texts: UnionFind<u32> = UnionFind::new(self.articles.len());
        for (left, right) in likely {
            texts.union(left.0, right.0);
        }
        let mut groups: BTreeMap<u32, Vec<(ArticleIx, ArticleIx)>> = BTreeMap::new();
        for pair in likely {
            groups.entry(texts.find(pair.0.0)).or_default().push(*pair);
        }
        groups.retain(|_, pairs| MOST_TEXTS <= pairs.len());
        let framed: FxHashSet<u32> = groups
            .into_par_iter()
            .filter(|(_, pairs)| {
                let some: Vec<_> = pairs.iter().step_by(pairs.len().div_ceil(PROBES)).collect();
                let frames = some.iter().filter(|(left, right)| self.is_frame(*left, *right));
                some.len() < 2 * frames.count()
            })
            .map(|(text, _)| text)
            .collect();
        let mut labels = texts.into_labeling();
        for (ix, label) in (0..).zip(&mut labels) {
            if framed.contains(label) {
                *label = ix;
            }
        }
        // An identical twin goes with the first of its text.
        for (ix, leader) in self.leaders.iter().enumerate().filter(|(ix, it)| it.at() != *ix) {
            labels[ix] = labels[leader.at()];
        }
        labels
    }

    /// Whether what two texts do not share is one block of each, and more than a fifth of it.
    fn is_frame(&self, left: ArticleIx, right: ArticleIx) -> bool {
        let [left, right] = [left, right].map(|ix| self.hashes(&self.articles[ix].text.read()));
        let block_of_own = |one: &[u64], other: &[u64]| {
            let other: FxHashSet<u64> = other.iter().copied().collect();
            let own: Vec<bool> = one.iter().map(|hash| !other.contains(hash)).collect();
            let all = own.iter().filter(|own| **own).count();
            let runs = own.chunk_by(|a, b| a == b).filter(|run| run[0]);
            let longest = runs.map(<[bool]>::len).max().unwrap_or(0);
            one.len() < 5 * all && 4 * all <= 5 * longest
        };
        block_of_own(&left, &right) && block_of_own(&right, &left)
    }

    fn same_words(&self, one: ArticleIx, other: ArticleIx) -> bool {
        let key = |ix: ArticleIx| self.sketches[ix.at()].key;
        key(one).is_some() && key(one) == key(other)
    }

    /// Counts the shingles that each two texts share, and hands that on; in the order of the
    /// pairs. A text is read once for all pairs of its neighbourhood that a core takes at a time.
    pub fn over<T: Sync, U: Send>(
        &self,
        pairs: &[T],
        ends: impl Fn(&T) -> [ArticleIx; 2] + Sync,
        with: impl Fn(&T, Evidence) -> U + Sync,
    ) -> Vec<U> {
        self.reading_over(pairs, ends, |pair, evidence, _| with(pair, evidence))
    }

    /// The same, with what the two texts say: those of the first articles with the same words.
    fn reading_over<T: Sync, U: Send>(
        &self,
        pairs: &[T],
        ends: impl Fn(&T) -> [ArticleIx; 2] + Sync,
        with: impl Fn(&T, Evidence, [&Wording<'_>; 2]) -> U + Sync,
    ) -> Vec<U> {
        let order = self.by_neighbourhood(pairs, &ends);
        let share = order.len() / rayon::current_num_threads();
        let most = share.clamp(FEWEST_TOGETHER, TOGETHER);
        let mut done: Vec<(u32, U)> = pieces(&order, (share / 8).clamp(16, TOGETHER), most)
            .into_par_iter()
            .flat_map_iter(|chunk| {
                let mut read: FxHashMap<ArticleIx, Reading<'_>> = FxHashMap::default();
                let mut measured = Vec::with_capacity(chunk.len());
                let mut words = 0;
                let mut last = None;
                for (neighbourhood, at) in chunk {
                    let pair = &pairs[*at as usize];
                    let own = ends(pair);
                    let leaders = own.map(|ix| self.leaders[ix.at()]);
                    if last.replace(*neighbourhood) != Some(*neighbourhood) || MOST_WORDS < words {
                        read.clear();
                        words = 0;
                    }
                    for ix in own.into_iter().chain(leaders) {
                        if let Entry::Vacant(place) = read.entry(ix) {
                            place.insert(Reading::of(&self.articles[ix]));
                            words += self.articles[ix].words as usize;
                        }
                    }
                    let [left, right] = leaders.map(|ix| read[&ix].shingles(self, ix));
                    let wordings = own.map(|ix| &read[&ix].wording);
                    measured.push((*at, with(pair, measure(left, right), wordings)));
                }
                measured
            })
            .collect();
        done.par_sort_unstable_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, measured)| measured).collect()
    }

    /// The pairs by number, each with that of its component, those of one component side by side.
    fn by_neighbourhood<T>(
        &self,
        pairs: &[T],
        ends: &impl Fn(&T) -> [ArticleIx; 2],
    ) -> Vec<(u32, u32)> {
        let mut neighbours: UnionFind<u32> = UnionFind::new(self.articles.len());
        let leaders = |pair: &T| ends(pair).map(|ix| self.leaders[ix.at()].0);
        for [left, right] in pairs.iter().map(leaders) {
            neighbours.union(left, right);
        }
        let key = |(at, pair)| {
            let [left, right] = leaders(pair);
            (neighbours.find(left), left, right, at)
        };
        let mut order: Vec<(u32, u32, u32, u32)> = (0..).zip(pairs).map(key).collect();
        order.par_sort_unstable();
        order.into_iter().map(|(neighbourhood, .., at)| (neighbourhood, at)).collect()
    }
}

/// Pairs, each with its neighbourhood, in pieces of about so many and more: no piece ends within
/// a neighbourhood, unless that has more than the most that are taken at a time.
fn pieces(order: &[(u32, u32)], about: usize, most: usize) -> Vec<&[(u32, u32)]> {
    let mut pieces = Vec::new();
    let (mut from, mut to) = (0, 0);
    for some in order.chunk_by(|a, b| a.0 == b.0).flat_map(|all| all.chunks(most)) {
        to += some.len();
        if about <= to - from || to == order.len() {
            pieces.push(&order[from..to]);
            from = to;
        }
    }
    pieces
}

/// An article whose text is read when something is asked of it.
struct Reading<'a> {
    shingles: OnceCell<Option<ShingleSet>>,
    wording: Wording<'a>,
}

impl<'a> Reading<'a> {
    fn of(article: &'a Article) -> Reading<'a> {
        Reading { shingles: OnceCell::new(), wording: Wording::of(article) }
    }

    fn shingles(&self, texts: &Texts<'_>, ix: ArticleIx) -> Option<&ShingleSet> {
        self.shingles.get_or_init(|| texts.shingles_of(ix, self.wording.text())).as_ref()
    }
}

/// Leaves out the stretches of a text whose sampled shingles tell nothing: a shingle goes with the
/// sampled ones before and behind it, which are 13 apart on average.
fn without_common(hashes: &mut Vec<u64>, common: &FxHashSet<u32>) {
    let places = sampled_positions(hashes);
    let mut kept = Vec::with_capacity(hashes.len());
    let mut places = places.iter().map(|(at, shingle)| (*at, common.contains(shingle))).peekable();
    let mut before: Option<bool> = None;
    for (at, hash) in hashes.iter().enumerate() {
        let here = places.next_if(|(place, _)| *place == at).map(|(_, common)| common);
        let behind = here.or_else(|| places.peek().map(|(_, common)| *common));
        before = here.or(before);
        let common = match (before, behind) {
            (Some(before), Some(behind)) => before && behind,
            (one, other) => one.or(other).unwrap_or(false),
        };
        if !common {
            kept.push(*hash);
        }
    }
    *hashes = kept;
}

/// Verifies pairs and keeps those that are copies or templates, in the order of the pairs.
///
/// Cost: reading both texts, where no other pair of their neighbourhood did, and one pass over
/// both shingle sets: about 1 µs.
pub fn verify(pairs: &[CandidatePair], texts: &Texts<'_>, recipe: &CopyRecipe) -> Vec<Link> {
    let link = |pair: &CandidatePair, evidence: Evidence, wordings: [&Wording<'_>; 2]| {
        let (left, right) = (pair.left(), pair.right());
        let same_words = texts.same_words(left, right);
        let relation = judge(&evidence, same_words, wordings, recipe)?;
        let confidence = if same_words { 1.0 } else { evidence.containment() };
        Some(Link { left, right, relation, confidence, route: pair.route(), evidence })
    };
    let links = texts.reading_over(pairs, |pair| [pair.left(), pair.right()], link);
    links.into_iter().flatten().collect()
}

/// Counts the shingles that two texts share; their terms are not looked at.
fn measure(left: Option<&ShingleSet>, right: Option<&ShingleSet>) -> Evidence {
    let size = |set: Option<&ShingleSet>| set.map_or(0, ShingleSet::len);
    let shared = match (left, right) {
        (Some(left), Some(right)) => left.shared(right),
        _ => 0,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Evidence {
        shared: count(shared),
        left: count(size(left)),
        right: count(size(right)),
        ..Evidence::default()
    }
}

/// Whether and how the evidence makes one text a copy of the other, or a template.
pub fn judge(
    evidence: &Evidence,
    same_words: bool,
    wordings: [&Wording<'_>; 2],
    recipe: &CopyRecipe,
) -> Option<Relation> {
    if same_words {
        return Some(Relation::Identical);
    }
    let [from, to] = recipe.template;
    let alike = evidence.jaccard();
    if from <= alike && alike < to && is_template(wordings, recipe) {
        return Some(Relation::Template);
    }
    judge_copy(evidence, wordings.map(Wording::article), recipe)
}

/// The same of texts that are neither identical nor made on one template.
pub fn judge_copy(
    evidence: &Evidence,
    articles: [&Article; 2],
    recipe: &CopyRecipe,
) -> Option<Relation> {
    let shorter = evidence.left.min(evidence.right) as usize;
    let near = recipe.near <= evidence.jaccard();
    let within = recipe.contained <= evidence.containment() && recipe.least_shingles <= shorter;
    let [left, right] = articles;
    let same_address = LazyCell::new(|| same_address(left, right));
    // Versions of one are of one outlet, or at one address.
    if near && (one_outlet(left, right) || *same_address) || within && *same_address {
        Some(Relation::Revision)
    } else if near {
        Some(Relation::NearDuplicate)
    } else {
        within.then_some(Relation::Excerpt)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{Outlet, Precision, Published};
    use crate::candidates::{Route, same};
    use crate::recipe::Recipe;

    #[test]
    fn no_piece_ends_within_a_neighbourhood_that_is_not_too_large() {
        const MOST: usize = 20;
        let sizes = [1, 2, 5, 3 * MOST + 7, 1, 1, MOST, 4];
        let pairs = (0..).zip(sizes).flat_map(|(number, size)| vec![number; size]);
        let order: Vec<(u32, u32)> = pairs.zip(0..).collect();
        let lengths =
            |about| pieces(&order, about, MOST).iter().map(|it| it.len()).collect::<Vec<_>>();
        assert_eq!(lengths(10), [8 + MOST, MOST, MOST, 7 + 1 + 1 + MOST, 4]);
        assert_eq!(lengths(6), [8, MOST, MOST, MOST, 7, 1 + 1 + MOST, 4]);
        assert_eq!(pieces(&order, 6, MOST).concat(), order);
        assert!(pieces(&[], 16, MOST).is_empty());
    }

    fn numbered(words: std::ops::Range<u32>) -> String {
        let letter = |n: u32| char::from_digit(10 + n % 26, 36).expect("a letter");
        words.map(|n| format!("word{}{} ", letter(n / 26), letter(n))).collect()
    }

    fn relation(left: Article, right: Article) -> Option<Relation> {
        let articles = Articles::new(vec![left, right]);
        let recipe = Recipe::news().copies;
        let sketch =
            |(_, article): (_, &Article)| Sketch::of_text(&article.text.read(), recipe.width);
        let sketches: Vec<Sketch> = articles.iter().map(sketch).collect();
        let texts = Texts {
            articles: &articles,
            sketches: &sketches,
            leaders: &same::leaders(&sketches),
            common: &FxHashSet::default(),
            discounted: &[0, 0],
            width: recipe.width,
        };
        let pair = CandidatePair::new(ArticleIx(0), ArticleIx(1), Route::Bands).expect("two");
        verify(&[pair], &texts, &recipe).first().map(|link| link.relation)
    }

    fn texts(left: &str, right: &str) -> [Article; 2] {
        [Article::of_text("a", left), Article::of_text("b", right)]
    }

    fn check(left: &str, right: &str, expected: Option<Relation>) {
        let [a, b] = texts(left, right);
        assert_eq!(relation(a, b), expected, "{left} / {right}");
    }

    #[test]
    fn texts_are_judged_by_the_shingles_they_share() {
        let whole = numbered(0..100);
        check(&whole, &whole.to_uppercase(), Some(Relation::Identical));
        // 96 shingles each, 64 shared of 128: exactly one half.
        check(&whole, &numbered(32..132), Some(Relation::NearDuplicate));
        check(&whole, &numbered(33..133), None);
        check(&whole, &numbered(0..40), Some(Relation::Excerpt));
        check(&whole, &numbered(500..600), None);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        check("", "", None);
        check("", &numbered(0..50), None);
        // A dozen words within a long text are a phrase, no excerpt.
        check(&numbered(0..100), &numbered(10..22), None);
    }

    #[test]
    fn changed_text_of_one_outlet_or_address_is_a_revision() {
        let of = |outlet: &str, url: Option<&str>| {
            let mut pair = texts(&numbered(0..100), &numbered(5..105));
            for (article, outlet) in pair.iter_mut().zip([outlet, "Sorrel Gazette"]) {
                article.outlet = Outlet::new(outlet);
                article.url = url.map(str::to_owned);
            }
            let [left, right] = pair;
            relation(left, right)
        };
        assert_eq!(of("Harbour Post", None), Some(Relation::NearDuplicate));
        assert_eq!(of("Sorrel Gazette", None), Some(Relation::Revision));
        assert_eq!(of("Harbour Post", Some("https://p.example/1")), Some(Relation::Revision));
        // Two sites' front doors are no address of an article.
        assert_eq!(of("Harbour Post", Some("https://p.example/")), Some(Relation::NearDuplicate));
    }

    #[test]
    fn a_brief_that_its_own_outlet_prints_again_within_a_roundup_is_an_excerpt() {
        let mut pair = texts(&numbered(0..30), &numbered(0..100));
        pair.iter_mut().for_each(|article| article.outlet = Outlet::new("Sorrel Gazette"));
        let [brief, roundup] = pair;
        assert_eq!(relation(brief, roundup), Some(Relation::Excerpt));
    }

    #[test]
    fn yesterdays_wording_with_todays_figures_is_a_template() {
        let report = |rise: u32, close: u32, mood: &str| {
            let filler = numbered(0..40);
            format!(
                "Shares in Norrby rose {rise} points to {close}. {filler} traders {mood} today."
            )
        };
        let on = |text: &str, key: &str, day: i8| Article {
            outlet: Outlet::new("Quay"),
            published: Some(Published {
                at: date(2031, 5, day).at(18, 0, 0, 0),
                precision: Precision::Minute,
                offset: None,
                words: String::new(),
            }),
            ..Article::of_text(key, text)
        };
        let monday = report(12, 4_018, "smiled");
        let tuesday = report(31, 4_049, "smiled");
        assert_eq!(relation(on(&monday, "a", 5), on(&tuesday, "b", 6)), Some(Relation::Template));
        assert_eq!(relation(on(&monday, "a", 5), on(&tuesday, "b", 5)), Some(Relation::Revision));
        let retold = format!("{monday} {}", numbered(200..230));
        assert_eq!(relation(on(&monday, "a", 5), on(&retold, "b", 6)), Some(Relation::Revision));
    }

    #[test]
    fn a_like_headline_over_other_figures_is_a_template_whatever_the_prose() {
        let close = |key: &str, day: i8, prose: &str, figures: [&str; 4]| {
            let [a, b, c, d] = figures;
            let frame = numbered(0..30);
            Article {
                title: Some(format!("Norrby shares on day {day}: the close")),
                outlet: Outlet::new("Quay"),
                published: Some(Published {
                    at: date(2031, 5, day).at(18, 0, 0, 0),
                    precision: Precision::Day,
                    offset: None,
                    words: String::new(),
                }),
                ..Article::of_text(key, &format!("Up {a} to {b}. {frame} {c} and {d}. {prose}"))
            }
        };
        let monday = close("a", 5, &numbered(100..130), ["12.5", "4,018.1", "3.9", "71"]);
        let tuesday = ["31.5", "4,049.6", "4.4", "69"];
        let other = close("b", 6, &numbered(200..230), tuesday);
        assert_eq!(relation(monday.clone(), other.clone()), Some(Relation::Template));
        let headline = Article { title: Some("Mill fire in Lund".to_owned()), ..other };
        assert_eq!(relation(monday, headline), None);
    }
}
