//! What editors decided of pairs of articles: CSV → [`Verdicts`] → [`Rulings`] on a run's articles.
//!
//! What comes in: a file with the columns `left,right,verdict,because`, and the articles of a run.
//! What goes out: which pairs are one story and which are two, free of contradictions, and every
//! row that could not be obeyed, with the reason. The same file serves as gold and as test cases,
//! since one function reads it ([`rows`]). Deliberately absent: what a ruling does to copies and
//! stories, which is in `story`, and the words for what is not obeyed, which are in `report`.
//!
//! Near-linear in the rows: about 1 µs each, and one look at all articles if a name is no key.

use std::collections::{BTreeMap, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleIx, Articles, Rejected};
use crate::sheet::{BadSheet, Row, Table};

pub mod apart;

use self::apart::Apart;

/// Whether two articles are one story, as an editor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// One story, be it copies or the same event in other words.
    Same,
    /// Two stories, however alike.
    Different,
}

impl Ruling {
    /// Reads an answer, or the relation that amounts to one.
    pub fn read(word: &str) -> Option<Ruling> {
        match word.to_lowercase().replace([' ', '-'], "_").as_str() {
            "same" | "same_story" | "identical" | "near_duplicate" | "excerpt" | "revision" => {
                Some(Ruling::Same)
            }
            "different" | "template" | "related" => Some(Ruling::Different),
            _ => None,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Ruling::Same => "same",
            Ruling::Different => "different",
        }
    }
}

/// Two articles and what an editor says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The row it stands in.
    pub row: usize,
    /// What the case is called.
    pub case: Option<String>,
    /// One article, as the file names it.
    pub left: String,
    /// The other.
    pub right: String,
    /// Whether they are one story.
    pub ruling: Ruling,
    /// The editor's reason.
    pub because: Option<String>,
    /// Whether it is known that the program gets it wrong without being told.
    pub known_miss: bool,
}

/// Faults of one file that are told at once.
const MOST_FAULTS: usize = 20;

/// Reads the pairs of a file with the columns `left,right,verdict`, and `case,because,status` where
/// they are there; `expected` does for `verdict`. Rows of empty cells, as spreadsheets leave them,
/// are passed over. Fails with every fault, of which there is one at least.
pub fn rows(table: &Table<'_>) -> Result<Vec<Verdict>, Vec<BadSheet>> {
    let (left, right) = (table.column(&["left"]), table.column(&["right"]));
    let ruling = table.column(&["verdict", "expected"]);
    let (Some(left), Some(right), Some(ruling)) = (left, right, ruling) else {
        return Err(vec![table.without("\"left,right,verdict\"")]);
    };
    let words = ["case", "because", "status"].map(|name| table.column(&[name]));
    let (mut verdicts, mut faults) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let optional = words.map(|column| column.map_or("", |column| row.cell(column)));
        let cells = [left, right, ruling].map(|column| row.cell(column));
        if cells.iter().chain(&optional).all(|cell| cell.is_empty()) {
            continue;
        }
        match verdict(table, row, (cells, &table.columns()[ruling]), optional) {
            Ok(verdict) => verdicts.push(verdict),
            Err(fault) if faults.len() < MOST_FAULTS => faults.push(fault),
            Err(_) => {}
        }
    }
    if faults.is_empty() { Ok(verdicts) } else { Err(faults) }
}

fn verdict(
    table: &Table<'_>,
    row: &Row,
    ([left, right, ruling], column): ([&str; 3], &str),
    [case, because, status]: [&str; 3],
) -> Result<Verdict, BadSheet> {
    if left.is_empty() || right.is_empty() {
        let hint = "a pair needs a left and a right article";
        return Err(table.fault(row.number, "an article is not named", hint));
    }
    if left == right {
        let what = format!("\"{left}\" is paired with itself");
        return Err(table.fault(row.number, &what, "name two articles"));
    }
    let Some(read) = Ruling::read(ruling) else {
        let what = format!("column {column}: \"{ruling}\" is no answer");
        let hint = "say same or different, or a relation: identical, near_duplicate, excerpt, \
                    revision, same_story, template, related";
        return Err(table.fault(row.number, &what, hint));
    };
    let known_miss = match status {
        "" | "holds" => false,
        "known_miss" => true,
        other => {
            let what = format!("column status: \"{other}\" is no status");
            return Err(table.fault(row.number, &what, "say holds or known_miss"));
        }
    };
    let given = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Ok(Verdict {
        row: row.number,
        case: given(case),
        left: left.to_owned(),
        right: right.to_owned(),
        ruling: read,
        because: given(because),
        known_miss,
    })
}

/// A file of verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// The file's name, as messages show it.
    file: String,
    given: Vec<Verdict>,
}

impl Verdicts {
    /// Reads a file of verdicts; one with a header and no rows holds none, and that is no fault.
    ///
    /// Fails with every fault that was found, of which there is one at least.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Verdicts, Vec<BadSheet>> {
        let table = Table::read(name, bytes).map_err(|fault| vec![fault])?;
        if table.columns().is_empty() {
            let hint = "it needs a row with the columns left,right,verdict,because";
            return Err(vec![BadSheet::new(format!("{name}: nothing in it"), hint)]);
        }
        Ok(Verdicts { file: name.to_owned(), given: rows(&table)? })
    }

    /// Finds the articles that they speak of, and settles which verdicts are obeyed: all, but for
    /// those that contradict what stands further down in the file.
    ///
    /// Where verdicts contradict each other, at once or through others, the later row holds, as
    /// a correction does, and the earlier one is named among those that are not obeyed.
    pub fn settle(&self, articles: &Articles, rejected: &[Rejected]) -> Rulings {
        let mut rulings = Rulings { file: self.file.clone(), ..Rulings::default() };
        if self.given.is_empty() {
            return rulings;
        }
        let names = Names::of(self, articles);
        let mut settling = Settling::new(articles.len());
        for verdict in self.given.iter().rev() {
            let ends = [&verdict.left, &verdict.right].map(|name| names.find(name));
            let [Some(left), Some(right)] = ends else {
                let strange = [&verdict.left, &verdict.right].into_iter().zip(ends);
                for name in strange.filter(|(_, found)| found.is_none()).map(|(name, _)| name) {
                    let why = names.why_not(name, rejected);
                    rulings.unheeded.push(Unheeded { verdict: verdict.clone(), why });
                }
                continue;
            };
            match settling.add(left, right, verdict) {
                Ok(()) => {}
                Err(why) => rulings.unheeded.push(Unheeded { verdict: verdict.clone(), why }),
            }
        }
        rulings.unheeded.sort_by_key(|unheeded| unheeded.verdict.row);
        names.suggest(&mut rulings.unheeded);
        rulings.obeyed = settling.obeyed;
        rulings
    }
}

/// What verdicts amount to among the articles of a run: no two of them contradict each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulings {
    /// The file they were given in, as messages show it.
    pub file: String,
    /// The verdicts that are obeyed, by their two articles, the smaller first.
    obeyed: BTreeMap<(ArticleIx, ArticleIx), Verdict>,
    /// Rows that are not obeyed, in the order of the file.
    pub unheeded: Vec<Unheeded>,
}

impl Rulings {
    /// Whether nothing was ruled.
    pub fn is_empty(&self) -> bool {
        self.obeyed.is_empty()
    }

    /// How many verdicts are obeyed.
    pub fn len(&self) -> usize {
        self.obeyed.len()
    }

    /// The verdict on two articles, whichever way round.
    pub fn on(&self, one: ArticleIx, other: ArticleIx) -> Option<&Verdict> {
        self.obeyed.get(&(one.min(other), one.max(other)))
    }

    /// Every pair that was ruled on, the smaller article first, with its verdict.
    pub fn iter(&self) -> impl Iterator<Item = ((ArticleIx, ArticleIx), &Verdict)> {
        self.obeyed.iter().map(|(ends, verdict)| (*ends, verdict))
    }

    /// The pairs of one ruling.
    pub fn pairs(&self, ruling: Ruling) -> impl Iterator<Item = (ArticleIx, ArticleIx)> {
        let ruled = self.obeyed.iter().filter(move |(_, verdict)| verdict.ruling == ruling);
        ruled.map(|(ends, _)| *ends)
    }

    /// Sets of `count` articles in which what is one story is joined, and what is two is apart.
    pub fn sets(&self, count: usize) -> Apart {
        let mut sets = Apart::new(count);
        self.pairs(Ruling::Same).for_each(|(a, b)| _ = sets.join(a.0, b.0));
        self.pairs(Ruling::Different).for_each(|(a, b)| _ = sets.part(a.0, b.0));
        sets
    }
}

/// A verdict that is not obeyed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheeded {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not obeyed.
    pub why: Why,
}

/// Why a verdict is not obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no article of this name, and perhaps one of another.
    NoArticle(String, Option<String>),
    /// This input became no article: why.
    Rejected(String, String),
    /// Both names are of this article.
    OneArticle(String),
    /// A later row says the same of the two.
    Repeated(usize),
    /// Later verdicts say otherwise, these together, by row; empty where they are too many to say.
    Contradicted(Vec<Verdict>),
}

/// The articles by the names that a file of verdicts gives them.
struct Names<'a> {
    articles: &'a Articles,
    /// Names that are no key: a place or an address of one article.
    others: FxHashMap<&'a str, Option<ArticleIx>>,
}

impl<'a> Names<'a> {
    /// Looks for names that are no key among places and addresses, in one pass over all articles.
    fn of(verdicts: &'a Verdicts, articles: &'a Articles) -> Names<'a> {
        let given = verdicts.given.iter().flat_map(|verdict| [&verdict.left, &verdict.right]);
        let strange = given.filter(|name| by_key(name, articles).is_none());
        let mut others: FxHashMap<&str, Vec<ArticleIx>> =
            strange.map(|name| (name.as_str(), Vec::new())).collect();
        if !others.is_empty() {
            for (ix, article) in articles.iter() {
                let source = article.source.to_string();
                for name in [Some(&source), article.url.as_ref()].into_iter().flatten() {
                    if let Some(found) = others.get_mut(name.as_str()).filter(|it| it.len() < 2) {
                        found.push(ix);
                    }
                }
            }
        }
        let only = |found: Vec<ArticleIx>| found.first().copied().filter(|_| found.len() == 1);
        let others = others.into_iter().map(|(name, found)| (name, only(found))).collect();
        Names { articles, others }
    }

    fn find(&self, name: &str) -> Option<ArticleIx> {
        by_key(name, self.articles).or_else(|| self.others.get(name).copied().flatten())
    }

    fn why_not(&self, name: &str, rejected: &[Rejected]) -> Why {
        match rejected.iter().find(|rejected| rejected.source.to_string() == name) {
            Some(rejected) => Why::Rejected(name.to_owned(), rejected.reason.to_string()),
            None => Why::NoArticle(name.to_owned(), None),
        }
    }

    /// Offers another name for the first few that there is no article of: it takes a look at
    /// every name there is.
    fn suggest(&self, unheeded: &mut [Unheeded]) {
        let mut offered: BTreeMap<String, Option<String>> = BTreeMap::new();
        for Unheeded { why, .. } in unheeded.iter_mut() {
            let Why::NoArticle(name, meant) = why else { continue };
            if SUGGESTED <= offered.len() && !offered.contains_key(name) {
                return;
            }
            let offer = || nearest(name, self.articles.as_slice()).map(str::to_owned);
            meant.clone_from(offered.entry(name.clone()).or_insert_with(offer));
        }
    }
}

/// Names for which another is offered.
const SUGGESTED: usize = 5;

fn by_key(name: &str, articles: &Articles) -> Option<ArticleIx> {
    let found = articles.as_slice().binary_search_by(|article| article.key.as_str().cmp(name));
    found.ok().map(|at| ArticleIx(u32::try_from(at).expect("articles are numbered with 32 bits")))
}

/// How like a name must be to one that is offered in its place.
const LIKE: f64 = 0.6;

/// The name that may be meant: one that holds what was typed, else the one most like it.
pub fn nearest<'a>(name: &str, articles: &'a [Article]) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let keys = || articles.iter().map(|article| article.key.as_str());
    let held = keys().filter(|key| key.to_lowercase().contains(&lower));
    let like = || {
        let likeness = |key: &str| strsim::normalized_levenshtein(&lower, &key.to_lowercase());
        let like = keys().map(|key| (likeness(key), key)).filter(|(likeness, _)| LIKE <= *likeness);
        like.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, key)| key)
    };
    held.min_by_key(|key| key.len()).or_else(like)
}

/// Verdicts that have been accepted so far, the last of the file first.
struct Settling {
    sets: Apart,
    obeyed: BTreeMap<(ArticleIx, ArticleIx), Verdict>,
    /// Which articles verdicts put beside each: to say by which way two are one story.
    same: FxHashMap<ArticleIx, Vec<ArticleIx>>,
    different: Vec<(ArticleIx, ArticleIx)>,
    explained: usize,
}

/// Contradictions that are explained with all the verdicts behind them: each costs a walk.
const EXPLAINED: usize = 100;

impl Settling {
    fn new(articles: usize) -> Settling {
        Settling {
            sets: Apart::new(articles),
            obeyed: BTreeMap::new(),
            same: FxHashMap::default(),
            different: Vec::new(),
            explained: 0,
        }
    }

    /// Accepts a verdict, unless it says again, or otherwise, what those accepted say.
    fn add(&mut self, left: ArticleIx, right: ArticleIx, verdict: &Verdict) -> Result<(), Why> {
        if left == right {
            return Err(Why::OneArticle(verdict.left.clone()));
        }
        let ends = (left.min(right), left.max(right));
        if let Some(later) = self.obeyed.get(&ends).filter(|it| it.ruling == verdict.ruling) {
            return Err(Why::Repeated(later.row));
        }
        let accepted = match verdict.ruling {
            Ruling::Same => self.sets.join(left.0, right.0),
            Ruling::Different => self.sets.part(left.0, right.0),
        };
        if !accepted {
            return Err(Why::Contradicted(self.against(ends, verdict.ruling)));
        }
        match verdict.ruling {
            Ruling::Same => {
                self.same.entry(left).or_default().push(right);
                self.same.entry(right).or_default().push(left);
            }
            Ruling::Different => self.different.push(ends),
        }
        self.obeyed.insert(ends, verdict.clone());
        Ok(())
    }

    /// The verdicts that together say otherwise of two articles, by row.
    fn against(&mut self, (a, b): (ArticleIx, ArticleIx), ruling: Ruling) -> Vec<Verdict> {
        self.explained += 1;
        if EXPLAINED < self.explained {
            return Vec::new();
        }
        let mut pairs = match ruling {
            Ruling::Different => self.way(a, b),
            Ruling::Same => {
                let joined = |x: ArticleIx, y: ArticleIx| self.sets.are_joined(x.0, y.0);
                let sides = self.different.iter().find_map(|(c, d)| {
                    let straight = joined(a, *c) && joined(b, *d);
                    let crossed = joined(a, *d) && joined(b, *c);
                    straight.then_some((*c, *d)).or(crossed.then_some((*d, *c)))
                });
                let Some((c, d)) = sides else { return Vec::new() };
                [self.way(a, c), vec![(c, d)], self.way(d, b)].concat()
            }
        };
        pairs.iter_mut().for_each(|(x, y)| (*x, *y) = ((*x).min(*y), (*x).max(*y)));
        let mut verdicts: Vec<Verdict> =
            pairs.iter().filter_map(|ends| self.obeyed.get(ends).cloned()).collect();
        verdicts.sort_by_key(|verdict| verdict.row);
        verdicts
    }

    /// The fewest pairs ruled to be one story that lead from one article to another.
    fn way(&self, from: ArticleIx, to: ArticleIx) -> Vec<(ArticleIx, ArticleIx)> {
        let mut came: FxHashMap<ArticleIx, ArticleIx> = FxHashMap::default();
        let mut seen: FxHashSet<ArticleIx> = [from].into_iter().collect();
        let mut waiting = VecDeque::from([from]);
        while let Some(here) = waiting.pop_front().filter(|here| *here != to) {
            for there in self.same.get(&here).into_iter().flatten() {
                if seen.insert(*there) {
                    came.insert(*there, here);
                    waiting.push_back(*there);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = to;
        while let Some(before) = came.get(&at) {
            way.push((*before, at));
            at = *before;
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Reason, Source};

    fn desk(names: &[&str]) -> Articles {
        Articles::new(names.iter().map(|name| Article::of_text(name, "")).collect())
    }

    fn settled(text: &str) -> Rulings {
        let verdicts = Verdicts::read("v.csv", text.as_bytes()).unwrap();
        verdicts.settle(&desk(&["a", "b", "c", "d"]), &[])
    }

    fn obeyed(rulings: &Rulings) -> Vec<usize> {
        let mut rows: Vec<usize> = rulings.iter().map(|(_, verdict)| verdict.row).collect();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn a_file_is_read_as_spreadsheets_save_it() {
        let expected = vec![(2, Ruling::Same, Some("one fire")), (3, Ruling::Different, None)];
        for text in [
            "left,right,verdict,because\na,b,same,one fire\nb,c,different,\n",
            "\u{feff}Left;Right;Verdict;Because\r\na;b;Same;one fire\r\nb;c;DIFFERENT;\r\n;;;\r\n",
            "because\tverdict\tright\tleft\none fire\tsame_story\tb\ta\n\trelated\tc\tb\n",
            "case,left,right,expected,because,status\nx,a,b,excerpt,one fire,known_miss\n,b,c,template,,\n",
        ] {
            let verdicts = Verdicts::read("v.csv", text.as_bytes()).unwrap();
            let read = verdicts.given.iter().map(|v| (v.row, v.ruling, v.because.as_deref()));
            assert_eq!(read.collect::<Vec<_>>(), expected, "{text:?}");
        }
        assert!(Verdicts::read("v.csv", b"left,right,verdict\n").unwrap().given.is_empty());
    }

    #[test]
    fn every_fault_of_a_file_is_told_with_its_row() {
        let cases: [(&str, &[&str]); 4] = [
            ("", &["v.csv: nothing in it"]),
            ("a,b,same\n", &["v.csv, row 1: the columns needed are \"left,right,verdict\""]),
            (
                "left,right,verdict\na,b,perhaps\n\na,,same\na,a,same\n",
                &[
                    "v.csv, row 2: column verdict: \"perhaps\" is no answer",
                    "v.csv, row 4: an article is not named",
                    "v.csv, row 5: \"a\" is paired with itself",
                ],
            ),
            ("left,right,verdict\n\u{e9}", &["v.csv, row 2: an article is not named"]),
        ];
        for (text, expected) in cases {
            let faults = Verdicts::read("v.csv", text.as_bytes()).unwrap_err();
            let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
            assert_eq!(told, expected, "{text:?}");
        }
    }

    #[test]
    fn of_verdicts_that_contradict_each_other_the_later_rows_hold() {
        type Against<'a> = &'a [(usize, &'a [usize])];
        let cases: [(&str, &[usize], Against<'_>); 5] = [
            ("a,b,same\nb,c,same\nc,d,different\n", &[2, 3, 4], &[]),
            ("a,b,same\nb,a,different\n", &[3], &[(2, &[3])]),
            // All three together: the last two rows are obeyed.
            ("a,b,same\nb,c,same\na,c,different\n", &[3, 4], &[(2, &[3, 4])]),
            ("a,c,different\nd,b,same\na,d,same\nb,c,same\n", &[3, 4, 5], &[(2, &[3, 4, 5])]),
            ("a,b,different\nb,c,same\na,c,same\n", &[3, 4], &[(2, &[3, 4])]),
        ];
        for (rows, expected, against) in cases {
            let rulings = settled(&format!("left,right,verdict\n{rows}"));
            assert_eq!(obeyed(&rulings), expected, "{rows:?}");
            let told = rulings.unheeded.iter().map(|unheeded| match &unheeded.why {
                Why::Contradicted(by) => {
                    (unheeded.verdict.row, by.iter().map(|verdict| verdict.row).collect())
                }
                other => panic!("{other:?}"),
            });
            let against = against.iter().map(|(row, by)| (*row, by.to_vec()));
            let told: Vec<(usize, Vec<usize>)> = told.collect();
            assert_eq!(told, against.collect::<Vec<_>>(), "{rows:?}");
        }
    }

    #[test]
    fn an_article_is_found_by_its_name_its_place_or_its_address() {
        let article = |name: &str, url: &str| Article {
            url: Some(url.to_owned()),
            source: Source { path: format!("in/{name}").into(), record: None },
            ..Article::of_text(name, "")
        };
        let desk = [article("a", "https://x/1"), article("b", "https://x/2")];
        let articles = Articles::new(desk.to_vec());
        for pair in ["a,b", "in/a,b", "https://x/2,a", "in/b,https://x/1"] {
            let text = format!("left,right,verdict\n{pair},same\n");
            let rulings = Verdicts::read("v.csv", text.as_bytes()).unwrap();
            assert_eq!(rulings.settle(&articles, &[]).len(), 1, "{pair}");
        }
        // One address of two articles names neither.
        let twins = [("a", "https://x/1"), ("b", "https://x/1"), ("c", "https://x/2")];
        let twins = Articles::new(twins.map(|(name, url)| article(name, url)).to_vec());
        let text = "left,right,verdict\nhttps://x/1,c,same\n";
        let rulings = Verdicts::read("v.csv", text.as_bytes()).unwrap().settle(&twins, &[]);
        assert!(rulings.is_empty() && rulings.unheeded.len() == 1);
    }

    #[test]
    fn whoever_is_not_there_is_named_with_the_one_that_may_be_meant() {
        let articles = desk(&["harbour/ferry.txt", "ledger/ferry-aground.txt"]);
        let source = Source { path: "blank.txt".into(), record: None };
        let rejected = [Rejected { source, reason: Reason::Empty }];
        let text = "left,right,verdict\n\
                    ledger/ferry-agruond.txt,harbour/ferry.txt,same\n\
                    zzz,blank.txt,same\n\
                    harbour/ferry.txt,ledger/ferry-aground.txt,same\n\
                    harbour/ferry.txt,ledger/ferry-aground.txt,same\n";
        let rulings =
            Verdicts::read("v.csv", text.as_bytes()).unwrap().settle(&articles, &rejected);
        let why: Vec<&Why> = rulings.unheeded.iter().map(|unheeded| &unheeded.why).collect();
        let meant = Some("ledger/ferry-aground.txt".to_owned());
        assert_eq!(
            why,
            [
                &Why::NoArticle("ledger/ferry-agruond.txt".to_owned(), meant),
                &Why::NoArticle("zzz".to_owned(), None),
                &Why::Rejected("blank.txt".to_owned(), "no text in it".to_owned()),
                &Why::Repeated(5),
            ]
        );
        assert_eq!(obeyed(&rulings), [5]);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_what_is_obeyed_never_contradicts_itself(
            rows in proptest::collection::vec((0usize..5, 0usize..5, proptest::bool::ANY), 0..20),
            tail in proptest::collection::vec(proptest::num::u8::ANY, 0..20),
        ) {
            let names = ["a", "b", "c", "d", "e"];
            let row = |(a, b, same): &(usize, usize, bool)| {
                format!("{},{},{}\n", names[*a], names[*b], if *same { "same" } else { "different" })
            };
            let paired = rows.iter().filter(|(a, b, _)| a != b).map(row).collect::<String>();
            let text = format!("left,right,verdict\n{paired}");
            _ = Verdicts::read("v.csv", &[text.as_bytes(), &tail].concat());
            let articles = desk(&names);
            let rulings = Verdicts::read("v.csv", text.as_bytes()).unwrap().settle(&articles, &[]);
            let sets = rulings.sets(articles.len());
            for ((a, b), verdict) in rulings.iter() {
                let (joined, parted) = (sets.are_joined(a.0, b.0), sets.are_parted(a.0, b.0));
                proptest::prop_assert_eq!(joined, verdict.ruling == Ruling::Same);
                proptest::prop_assert_eq!(parted, verdict.ruling == Ruling::Different);
            }
            let given = rows.iter().filter(|(a, b, _)| a != b).count();
            proptest::prop_assert_eq!(given, rulings.len() + rulings.unheeded.len());
        }
    }
}
