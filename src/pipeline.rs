//! The stages in order. The only module that knows them all.
//!
//! Articles are read, understood and sketched some at a time, on all cores, and their texts put on
//! a [`Shelf`]; what stays in memory is about 1.4 kB an article, and what telling stories needs of
//! its terms. Whatever the order or batching of the input and the number of threads, equal recipe
//! and equal input give equal findings.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleIx, Articles, Precision, Published, Rejected, Text};
use crate::candidates::sample::{self, Sample, Samples};
use crate::candidates::{CROWD, CandidatePair, Proposed, Route, Sketch, bands, same, terms};
use crate::extract::credits::without_signatures;
use crate::extract::standing::{ShortLines, Standing};
use crate::extract::{self, Purpose, order, outlets};
use crate::input::{self, Batches, DateOrder, Options, Problem, RawDocument, Record};
use crate::kernel::shingle::shingle_hashes_into;
use crate::kernel::terms::{TermCounts, Vocabulary, Weighted};
use crate::kernel::words::word_hashes_into;
use crate::link::copies::{self, Texts};
use crate::link::stories::{self, Affinity};
use crate::link::telling::Printed;
use crate::link::{Link, Measure, Relation};
use crate::recipe::{Recipe, StoryRecipe};
use crate::report::{Findings, wording};
use crate::shelf::{Lost, Parcel, Shelf};
use crate::story::label::label;
use crate::story::origins::origins;
use crate::story::verdicts;
use crate::story::{self, Confidence, Origin, Story};
use crate::timeline::Timeline;
use crate::verdict::{Rulings, Verdicts};

pub mod explain;
pub mod fitting;
pub mod telling;

/// What the pipeline tells whoever waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many records have been read and extracted.
    Read(usize),
    /// All are read; pairs are being compared.
    Comparing,
    /// Groups are being formed and timelines merged.
    Grouping,
}

/// Reads the inputs and finds copies, stories and timelines in them.
///
/// Fails if a text cannot be read a second time as it was, or there is no room to keep it.
pub fn cluster(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Findings, Lost> {
    cluster_ruled(inputs, options, recipe, &Verdicts::default(), progress)
}

/// The same, where editors have decided of some pairs already.
pub fn cluster_ruled(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    verdicts: &Verdicts,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Findings, Lost> {
    let desk = Desk::read(inputs, options, Purpose::Stories, recipe, progress)?;
    desk.findings(recipe, verdicts, progress)
}

/// Two texts that were weighed as reports of one event: the kept articles of two origins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// The smaller.
    pub left: ArticleIx,
    /// The greater.
    pub right: ArticleIx,
    /// How sure it is that they are one story, 0 to 1.
    pub confidence: f64,
}

/// The same as [`cluster`], with every pair that was proposed and worth a thought, linked or not:
/// 16 bytes a pair, for measuring how far a confidence can be believed.
pub fn cluster_weighed(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Findings, Vec<Weighed>), Lost> {
    let desk = Desk::read(inputs, options, Purpose::Stories, recipe, progress)?;
    let mut weighed = Vec::new();
    let mut note = |affinities: &[Affinity], confidence: &Confidence<'_>| {
        let of = |affinity: &Affinity| Weighed {
            left: affinity.left,
            right: affinity.right,
            confidence: confidence.in_pair([affinity.left, affinity.right], affinity.odds),
        };
        weighed.extend(affinities.iter().map(of));
    };
    let findings = desk.findings_noting(recipe, &Verdicts::default(), progress, &mut note)?;
    Ok((findings, weighed))
}

/// Reads the inputs and finds copies in them; each text with its copies is a story of its own.
pub fn copies(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Findings, Arc<Shelf>), Lost> {
    copies_ruled(inputs, options, recipe, &Verdicts::default(), progress)
}

/// The same, where editors have decided of some pairs already.
pub fn copies_ruled(
    inputs: &[PathBuf],
    options: &Options,
    recipe: &Recipe,
    verdicts: &Verdicts,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Findings, Arc<Shelf>), Lost> {
    let desk = Desk::read(inputs, options, Purpose::Copies, recipe, progress)?;
    let shelf = Arc::clone(&desk.shelf);
    Ok((desk.findings(recipe, verdicts, progress)?, shelf))
}

/// Finds copies, stories and timelines among articles that are at hand already.
pub fn cluster_articles(articles: Vec<Article>, recipe: &Recipe) -> Findings {
    let mut desk = Desk::new(&Options::default(), Purpose::Stories, recipe);
    let mut room = Room::default();
    for mut article in articles {
        let text = article.text.read().into_owned();
        let noted = desk.noting.of(&mut article, &text, &mut room);
        desk.articles.push(article);
        desk.notes.push(noted);
    }
    desk.settle();
    desk.findings(recipe, &Verdicts::default(), &|_| {}).expect("a text at hand cannot be lost")
}

/// Articles that were read, and what was noted of each while its text was at hand.
struct Desk {
    noting: Noting,
    shelf: Arc<Shelf>,
    articles: Vec<Article>,
    notes: Vec<Notes>,
    rejected: Vec<Rejected>,
    unmapped: Vec<Problem>,
    remarks: Vec<String>,
    doubts: Doubts,
    date_order: Option<DateOrder>,
}

/// An article that was read, with all that is to be kept of it.
struct Taken {
    article: Article,
    notes: Notes,
    parcel: Option<Parcel>,
    remarks: Vec<String>,
}

/// What was not sure of single articles: the first few by their names, and how many there are.
#[derive(Debug, Default)]
struct Doubts {
    first: BTreeSet<(String, String)>,
    all: usize,
}

impl Doubts {
    /// More are only counted.
    const MOST: usize = 20;

    fn add(&mut self, article: &Article, remarks: Vec<String>) {
        // Days that could change places are settled when all articles are known.
        let undecided = article.undecided.as_ref().map(|two| two.remark());
        for remark in remarks.into_iter().filter(|remark| Some(remark) != undecided.as_ref()) {
            self.all += 1;
            self.first.insert((article.key.as_str().to_owned(), remark));
            if Doubts::MOST < self.first.len() {
                self.first.pop_last();
            }
        }
    }

    fn told(self) -> Vec<String> {
        let more = self.all.saturating_sub(Doubts::MOST);
        let few = self.first.into_iter().map(|(article, remark)| format!("{article}: {remark}"));
        let more = (0 < more).then(|| wording::more_doubts(more));
        few.chain(more).collect()
    }
}

/// What is noted of an article's text.
struct Notes {
    sketch: Sketch,
    lines: ShortLines,
    /// Nothing where only copies are asked for.
    terms: Option<Box<TermCounts>>,
}

/// Room for the words of one article after another.
#[derive(Default)]
struct Room {
    words: Vec<u64>,
    shingles: Vec<u64>,
}

/// What is to be noted of a text.
#[derive(Clone, Copy)]
struct Noting {
    purpose: Purpose,
    width: usize,
}

impl Noting {
    /// Whether a text is read again from what it was first read from: where the line must be kept
    /// anyway and texts are asked for many times, as for stories, the text is kept in its place.
    fn keeps(self, record: &Record) -> bool {
        match (self.purpose, record) {
            (Purpose::Copies, _) | (Purpose::Stories, Record::Place(_)) => true,
            (Purpose::Stories, Record::Line(_)) => false,
        }
    }

    /// Notes what is compared of an article whose text is at hand, and counts its words.
    fn of(self, article: &mut Article, text: &str, room: &mut Room) -> Notes {
        word_hashes_into(text, &mut room.words);
        shingle_hashes_into(&room.words, self.width, &mut room.shingles);
        article.words = u32::try_from(room.words.len()).unwrap_or(u32::MAX);
        let sketch = Sketch::of(&room.words, &room.shingles);
        let title = article.title.as_deref().unwrap_or_default();
        let terms = match self.purpose {
            Purpose::Copies => None,
            // Who signs is a term like others: without them, on two years of one wire, twice as many
            // texts of other outlets found a story among its articles that was none of theirs.
            Purpose::Stories => {
                Some(Box::new(TermCounts::of(title, text, article.language.as_deref())))
            }
        };
        Notes { sketch, terms, lines: ShortLines::of(article, text) }
    }
}

impl Desk {
    fn new(options: &Options, purpose: Purpose, recipe: &Recipe) -> Desk {
        Desk {
            noting: Noting { purpose, width: recipe.copies.width },
            shelf: Shelf::new(options),
            articles: Vec::new(),
            notes: Vec::new(),
            rejected: Vec::new(),
            unmapped: Vec::new(),
            remarks: Vec::new(),
            doubts: Doubts::default(),
            date_order: options.date_order,
        }
    }

    /// Reads every record, extracts the articles, notes what is compared of them, and settles
    /// which of them bears a name that several claim.
    fn read(
        inputs: &[PathBuf],
        options: &Options,
        purpose: Purpose,
        recipe: &Recipe,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Desk, Lost> {
        let mut desk = Desk::new(options, purpose, recipe);
        let mut batches = Batches::open(inputs, options);
        loop {
            let take_in =
                |room: &mut Room, read: input::Read| read.and_then(|raw| desk.take_in(raw, room));
            let Some(mut taken) = batches.next_with(Room::default, take_in) else { break };
            desk.shelf.know(batches.files());
            let taken_in = taken.iter_mut().flatten();
            let mut samples: Vec<_> = taken_in.map(|it| &mut it.notes.sketch.sample).collect();
            sample::side_by_side(&mut samples);
            let articles = taken.iter().flatten().count();
            desk.make_room(articles, batches.to_come() / taken.len().max(1) * articles);
            for outcome in taken {
                match outcome {
                    Ok(taken) => desk.put(taken),
                    Err(reason) => desk.rejected.push(reason),
                }
            }
            progress(Progress::Read(desk.articles.len() + desk.rejected.len()));
            desk.check()?;
        }
        desk.unmapped = batches.unmapped().to_vec();
        desk.settle();
        desk.check()?;
        Ok(desk)
    }

    /// Makes room for so many articles where there is none, and for about as many as are to come:
    /// else all would be moved each time they have become half as many again.
    fn make_room(&mut self, now: usize, to_come: usize) {
        let there = self.articles.len();
        if self.articles.capacity() < there + now {
            let to_come = to_come.min(MOST_TO_COME);
            let more = (now + to_come + to_come / 16).max(there / 2);
            // Where there is no room for so many, it is made as they come.
            let _ = self.articles.try_reserve_exact(more);
            let _ = self.notes.try_reserve_exact(more);
        }
    }

    fn check(&self) -> Result<(), Lost> {
        self.shelf.lost().map_or(Ok(()), Err)
    }

    fn take_in(&self, mut raw: RawDocument, room: &mut Room) -> Result<Taken, Rejected> {
        let record = raw.record.take().filter(|record| self.noting.keeps(record));
        let (mut article, remarks) = extract::extract_with_remarks(raw, self.noting.purpose)?;
        article.text_full = None;
        let text = match std::mem::replace(&mut article.text, Text::Here(String::new())) {
            Text::Here(text) => text,
            Text::Shelved(..) => String::new(),
        };
        let notes = self.noting.of(&mut article, &text, room);
        let parcel = self.shelf.shelve(&mut article, text, record);
        Ok(Taken { article, notes, parcel, remarks })
    }

    fn put(&mut self, taken: Taken) {
        let Taken { mut article, notes, parcel, remarks } = taken;
        self.doubts.add(&article, remarks);
        if let Some(parcel) = parcel {
            self.shelf.keep(&mut article, &parcel);
        }
        self.articles.push(article);
        self.notes.push(notes);
    }

    /// Gives every article a name of its own, puts them in the order of their names, drops the
    /// lines that their outlets print with everything, and gives each outlet one spelling.
    fn settle(&mut self) {
        self.rejected.sort();
        let mut names: Vec<_> =
            self.articles.iter_mut().map(|article| (&mut article.key, &article.source)).collect();
        self.remarks.extend(input::settle(&mut names));
        self.sort();
        self.drop_standing_lines();
        outlets::unify(&mut self.articles);
        self.remarks.extend(order::settle(&mut self.articles, self.date_order));
        self.remarks.extend(std::mem::take(&mut self.doubts).told());
    }

    fn sort(&mut self) {
        let name = |at: u32| {
            let article = &self.articles[at as usize];
            (&article.key, &article.source)
        };
        let count =
            u32::try_from(self.articles.len()).expect("fewer articles than four thousand million");
        let mut order: Vec<u32> = (0..count).collect();
        if order.is_sorted_by_key(|at| name(*at)) {
            return;
        }
        order.par_sort_unstable_by(|a, b| name(*a).cmp(&name(*b)));
        let mut places = vec![0; order.len()];
        for (place, at) in (0..).zip(&order) {
            places[*at as usize] = place;
        }
        drop(order);
        put_in_order(&mut self.articles, places.clone());
        put_in_order(&mut self.notes, places);
    }

    fn drop_standing_lines(&mut self) {
        let standing = Standing::of(self.notes.iter().map(|notes| &notes.lines));
        let lines = self.articles.iter().zip(self.notes.iter().map(|notes| &notes.lines));
        let remarks = standing.by_outlet(lines);
        let remarks = remarks.into_iter().map(|(outlet, n)| wording::standing(outlet.as_str(), n));
        self.remarks.extend(remarks.collect::<Vec<_>>());
        let touched = |(at, notes): (usize, &Notes)| standing.touches(&notes.lines).then_some(at);
        let touched: Vec<usize> = self.notes.iter().enumerate().filter_map(touched).collect();
        let noting = self.noting;
        let shorter = |articles: &[Article], at: usize| {
            let mut article = articles[at].clone();
            let text = standing.without(&article, &article.text.read())?;
            let notes = noting.of(&mut article, &text, &mut Room::default());
            Some((at, article, notes, text))
        };
        for some in touched.chunks(CHUNK) {
            let articles = &self.articles;
            let shorter: Vec<_> = some.par_iter().filter_map(|at| shorter(articles, *at)).collect();
            for (at, mut article, notes, text) in shorter {
                if matches!(article.text, Text::Here(_)) {
                    article.text = Text::Here(text);
                } else {
                    let parcel = self.shelf.shelve(&mut article, text, None);
                    parcel.iter().for_each(|parcel| self.shelf.keep(&mut article, parcel));
                }
                self.articles[at] = article;
                self.notes[at] = notes;
            }
        }
        self.notes.iter_mut().for_each(|notes| notes.lines = ShortLines::default());
    }

    fn findings(
        self,
        recipe: &Recipe,
        verdicts: &Verdicts,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Findings, Lost> {
        self.findings_noting(recipe, verdicts, progress, &mut |_, _| {})
    }

    /// The same; `note` sees the pairs that were weighed.
    fn findings_noting(
        self,
        recipe: &Recipe,
        verdicts: &Verdicts,
        progress: &(dyn Fn(Progress) + Sync),
        note: &mut dyn FnMut(&[Affinity], &Confidence<'_>),
    ) -> Result<Findings, Lost> {
        let Desk {
            noting: Noting { purpose, .. },
            shelf,
            articles,
            notes,
            rejected,
            unmapped,
            mut remarks,
            ..
        } = self;
        let articles = Articles::new(articles);
        let rulings = verdicts.settle(&articles, &rejected);
        progress(Progress::Comparing);
        let (sketches, counts) = sketches_and_counts(notes);
        let copies = Copies::find(&articles, sketches, recipe, &rulings);
        if 0 < copies.crowds {
            remarks.push(wording::crowds(copies.crowds));
        }
        let (links, stories) = match purpose {
            Purpose::Copies => {
                let links = copies.into_links();
                let origins = origins(&articles, &links, recipe.copies.keep, &rulings);
                progress(Progress::Grouping);
                let stories = story::one_each(&articles, origins);
                (links, verdicts::obey(stories, &articles, &[], &rulings))
            }
            Purpose::Stories => {
                let (mut told, origins) = compare(&articles, copies, counts, recipe, &rulings);
                progress(Progress::Grouping);
                let mut stories = told.group(&articles, origins, recipe, &rulings);
                label(&mut stories, &articles, &told.weighted, &told.vocabulary);
                let confidence = Confidence::of(&stories, &told.weighted, &recipe.stories);
                confidence.settle(&mut told.links);
                note(&told.affinities, &confidence);
                (told.links, stories)
            }
        };
        let timelines = match purpose {
            Purpose::Copies => Vec::new(),
            Purpose::Stories => {
                stories.par_iter().map(|story| Timeline::of(story, &articles)).collect()
            }
        };
        shelf.lost().map_or(Ok(()), Err)?;
        let recipe = recipe.clone();
        Ok(Findings {
            recipe,
            articles,
            links,
            stories,
            timelines,
            rulings,
            rejected,
            unmapped,
            remarks,
        })
    }
}

/// The sketches of the articles, and the counts of their terms where those were noted.
fn sketches_and_counts(notes: Vec<Notes>) -> (Vec<Sketch>, Vec<TermCounts>) {
    let mut counts = Vec::new();
    let mut sketch = |notes: Notes| {
        counts.extend(notes.terms.map(|terms| *terms));
        notes.sketch
    };
    let sketches = notes.into_iter().map(&mut sketch).collect();
    (sketches, counts)
}

/// Articles for which room is made ahead.
const MOST_TO_COME: usize = 1 << 21;

/// Articles whose texts are read again at a time.
const CHUNK: usize = 1024;

/// Moves each item to its place: every place is named once.
fn put_in_order<T>(items: &mut [T], mut places: Vec<u32>) {
    for at in 0..items.len() {
        while places[at] as usize != at {
            let place = places[at] as usize;
            items.swap(at, place);
            places.swap(at, place);
        }
    }
}

/// What the copy channel found.
struct Copies {
    sketches: Vec<Sketch>,
    leaders: Vec<ArticleIx>,
    /// Sampled shingles that tell nothing.
    common: FxHashSet<u32>,
    /// For each article how many of its sampled shingles those are.
    discounted: Vec<u32>,
    /// Links between copies and templates, in no order.
    links: Vec<Link>,
    /// Buckets too crowded to compare all with all.
    crowds: usize,
}

impl Copies {
    fn find(
        articles: &Articles,
        mut sketches: Vec<Sketch>,
        recipe: &Recipe,
        rulings: &Rulings,
    ) -> Copies {
        let leaders = same::leaders(&sketches);
        let count = u32::try_from(articles.len()).expect("articles are numbered with 32 bits");
        let mut banded = {
            let is_leader = |ix: usize| leaders[ix].at() == ix;
            bands::pairs(|ix| sketches[ix].bands.as_deref().filter(|_| is_leader(ix)), count)
        };
        banded.drop_chance(&sketches);
        let proposed = same::same_text(&sketches).union(same::same_url(articles));
        for (ix, sketch) in sketches.iter_mut().enumerate() {
            sketch.bands = None;
            // The first article of a text stands for its twins.
            if leaders[ix].at() != ix {
                sketch.sample = Sample::default();
            }
        }
        let (common, discounted) = (FxHashSet::default(), vec![0; sketches.len()]);
        let (crowds, links) = (proposed.crowds + banded.proposed.crowds, Vec::new());
        let mut found = Copies { sketches, leaders, common, discounted, links, crowds };
        let texts = found.texts(articles, recipe).numbered(&banded.likely);
        let mut sizes = vec![0; texts.len()];
        texts.iter().for_each(|text| sizes[*text as usize] += 1);
        let crowd = |ix: ArticleIx| {
            Some(texts[ix.at()]).filter(|text| CROWD < sizes[*text as usize] as usize)
        };
        let spare = banded.take_spare(crowd);
        let thinned: BTreeSet<_> = spare.iter().map(|pair| crowd(pair.left())).collect();
        found.crowds += thinned.len();
        let sampled = sample::pairs(&Samples {
            sketches: &found.sketches,
            texts: &texts,
            sizes: &sizes,
            outlets: &outlets(articles),
        });
        (found.common, found.discounted) = (sampled.common, sampled.discounted);
        let proposed = proposed.union(banded.proposed);
        let proposed = proposed.union(Proposed { pairs: sampled.pairs, crowds: 0 });
        found.verify(articles, proposed.pairs, recipe);
        let parted = found.of_two_sets(spare);
        found.verify(articles, parted, recipe);
        let linked = found.links.iter();
        let linked =
            linked.filter_map(|link| CandidatePair::new(link.left, link.right, link.route));
        let twins = same::twins_of_linked(&linked.collect::<Vec<_>>(), &found.leaders);
        found.verify(articles, twins, recipe);
        let ruled = rulings.iter();
        let ruled = ruled.filter_map(|((a, b), _)| CandidatePair::new(a, b, Route::Verdict));
        found.verify(articles, ruled.collect(), recipe);
        // Of each copy it is asked how it relates to the one that is kept.
        let voices = origins(articles, &found.links, recipe.copies.keep, rulings);
        found.verify(articles, pairs_with_kept(&voices), recipe);
        found.links.par_sort_unstable_by_key(|link| (link.left, link.right));
        found.rule(articles, recipe, rulings);
        found
    }

    /// The links; all else that was kept to find them is let go.
    fn into_links(self) -> Vec<Link> {
        self.links
    }

    fn texts<'a>(&'a self, articles: &'a Articles, recipe: &Recipe) -> Texts<'a> {
        Texts {
            articles,
            sketches: &self.sketches,
            leaders: &self.leaders,
            common: &self.common,
            discounted: &self.discounted,
            width: recipe.copies.width,
        }
    }

    /// The pairs of articles that the links there are do not make one set of like texts.
    fn of_two_sets(&self, pairs: Vec<CandidatePair>) -> Vec<CandidatePair> {
        let mut sets: UnionFind<u32> = UnionFind::new(self.sketches.len());
        for link in self.links.iter().filter(|link| link.relation.is_alike()) {
            sets.union(link.left.0, link.right.0);
        }
        let are_two = |pair: &CandidatePair| !sets.equiv(pair.left().0, pair.right().0);
        pairs.into_iter().filter(are_two).collect()
    }

    /// Adds the links among pairs that are not linked yet.
    fn verify(&mut self, articles: &Articles, mut pairs: Vec<CandidatePair>, recipe: &Recipe) {
        let seen: FxHashSet<_> = self.links.iter().map(|link| (link.left, link.right)).collect();
        pairs.retain(|pair| !seen.contains(&(pair.left(), pair.right())));
        let links = copies::verify(&pairs, &self.texts(articles, recipe), &recipe.copies);
        self.links.extend(links);
    }

    /// Adds the links that rulings make, with the shingles that their articles share.
    fn rule(&mut self, articles: &Articles, recipe: &Recipe, rulings: &Rulings) {
        let mut links = verdicts::ruled(std::mem::take(&mut self.links), rulings);
        let fresh: Vec<usize> =
            (0..links.len()).filter(|at| links[*at].route == Route::Verdict).collect();
        let ends = |at: &usize| [links[*at].left, links[*at].right];
        let counted = self.texts(articles, recipe).over(&fresh, ends, |_, evidence| evidence);
        for (at, evidence) in fresh.into_iter().zip(counted) {
            links[at].evidence = evidence;
        }
        self.links = links;
    }
}

/// A number for the outlet of each article, from one; zero where it is not known.
fn outlets(articles: &Articles) -> Vec<u32> {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut all = Vec::with_capacity(articles.len());
    for (_, article) in articles.iter() {
        let next = u32::try_from(numbers.len() + 1).unwrap_or(u32::MAX);
        let outlet = article.outlet.as_ref();
        all.push(outlet.map_or(0, |outlet| *numbers.entry(outlet.as_str()).or_insert(next)));
    }
    all
}

/// Each copy with the article that is kept in its place.
fn pairs_with_kept(origins: &[Origin]) -> Vec<CandidatePair> {
    let copies = origins
        .iter()
        .flat_map(|origin| origin.copies.iter().map(|copy| (origin.kept, copy.article)));
    copies.filter_map(|(kept, copy)| CandidatePair::new(kept, copy, Route::Kept)).collect()
}

/// What comparing articles brought.
struct Told {
    /// Links of both channels, by left, then right, with all their evidence.
    links: Vec<Link>,
    weighted: Vec<Weighted>,
    vocabulary: Vocabulary,
    /// Scores between kept articles of origins that no template links.
    affinities: Vec<Affinity>,
}

impl Told {
    /// Groups the origins into the stories that they and the rulings make, and says of the links
    /// which lie within one.
    fn group(
        &mut self,
        articles: &Articles,
        origins: Vec<Origin>,
        recipe: &Recipe,
        rulings: &Rulings,
    ) -> Vec<Story> {
        let (weighted, affinities) = (&self.weighted, &self.affinities);
        let stories = story::assemble(articles, origins, weighted, affinities, &recipe.stories);
        let stories = verdicts::obey(stories, articles, affinities, rulings);
        story::relate(&mut self.links, &stories);
        stories
    }
}

/// Finds reports of one event among articles whose copies are known, and which are one voice.
fn compare(
    articles: &Articles,
    mut copies: Copies,
    counts: Vec<TermCounts>,
    recipe: &Recipe,
    rulings: &Rulings,
) -> (Told, Vec<Origin>) {
    let (weighted, vocabulary) = weigh(articles, counts, &recipe.stories);
    // A brief within a long read tells one event of many: it is compared as a voice of its own,
    // and what it is like counts for the long read.
    let whole = copies.links.iter().filter(|link| link.relation != Relation::Excerpt).cloned();
    let voices = origins(articles, &whole.collect::<Vec<_>>(), recipe.copies.keep, rulings);
    let mut affinities = affinities(articles, &voices, &weighted, &recipe.stories);
    let origins = origins(articles, &copies.links, recipe.copies.keep, rulings);
    settle(&mut affinities, &origins, &copies.links);

    let mut links = std::mem::take(&mut copies.links);
    let least = stories::log_odds(recipe.stories.link);
    let told = affinities.iter().filter(|affinity| least <= affinity.odds);
    let told = told.filter(|affinity| rulings.on(affinity.left, affinity.right).is_none());
    links.extend(told.map(stories::link));
    links.sort_by_key(|link| (link.left, link.right));
    let model = &recipe.stories.model;
    let measure = Measure { articles, weighted: &weighted, vocabulary: &vocabulary, model };
    let texts = copies.texts(articles, recipe);
    let evidence = texts.over(
        &links,
        |link| [link.left, link.right],
        |link, shingles| measure.figures(link.left, link.right, shingles),
    );
    for (link, evidence) in links.iter_mut().zip(evidence) {
        link.evidence = evidence;
    }
    // An article is read once for the reasons of all of its links.
    links.par_chunk_by_mut(|one, next| one.left == next.left).for_each(|links| {
        let article = &articles[links[0].left];
        let text = article.text.read();
        let printed = Printed::of(article, without_signatures(&text), measure.vocabulary);
        for link in links {
            link.evidence.telling = measure.telling(&printed, [link.left, link.right]);
        }
    });
    (Told { links, weighted, vocabulary, affinities }, origins)
}

/// Moves affinities to the articles that are kept in the end, the greatest of several, drops
/// those between articles of one origin, and keeps origins apart that a template or a ruling does.
fn settle(affinities: &mut Vec<Affinity>, origins: &[Origin], links: &[Link]) {
    let kept: FxHashMap<ArticleIx, ArticleIx> = origins
        .iter()
        .flat_map(|origin| {
            let copies = origin.copies.iter().map(|copy| copy.article);
            copies.chain([origin.kept]).map(|article| (article, origin.kept))
        })
        .collect();
    let between = |left: ArticleIx, right: ArticleIx| {
        let (left, right) = (kept[&left], kept[&right]);
        (left != right).then(|| (left.min(right), left.max(right)))
    };
    let mut best: BTreeMap<(ArticleIx, ArticleIx), Affinity> = BTreeMap::new();
    for affinity in affinities.iter() {
        if let Some((left, right)) = between(affinity.left, affinity.right) {
            let moved = Affinity { left, right, ..*affinity };
            let known = best.entry((left, right)).or_insert(moved);
            if known.odds < moved.odds {
                *known = moved;
            }
        }
    }
    let never = [Relation::Template, Relation::Different];
    let kept_apart = links.iter().filter(|link| never.contains(&link.relation));
    for (left, right) in kept_apart.filter_map(|link| between(link.left, link.right)) {
        let apart = Affinity { left, right, odds: f64::NEG_INFINITY, priors: 0.0 };
        best.insert((left, right), apart);
    }
    *affinities = best.into_values().collect();
}

/// The weighted terms of every article; its counts are let go one by one.
fn weigh(
    articles: &Articles,
    counts: Vec<TermCounts>,
    recipe: &StoryRecipe,
) -> (Vec<Weighted>, Vocabulary) {
    let vocabulary = Vocabulary::of(&counts, recipe.background);
    let weigh = |(article, counts): (&Article, TermCounts)| {
        Weighted::of(&counts, &vocabulary, article.language.as_deref())
    };
    let weighted = articles.as_slice().par_iter().zip(counts).map(weigh).collect();
    (weighted, vocabulary)
}

/// The time of publication, where at least its day is known.
fn seconds(article: &Article) -> Option<i64> {
    let published = article.published.as_ref();
    published.filter(|p| Precision::Day <= p.precision).map(Published::seconds)
}

/// Pairs of voices, the kept articles of the origins, that share telling terms, and their scores.
fn affinities(
    articles: &Articles,
    origins: &[Origin],
    weighted: &[Weighted],
    recipe: &StoryRecipe,
) -> Vec<Affinity> {
    let voice = |origin: &Origin| terms::Voice {
        article: origin.kept,
        weighted: &weighted[origin.kept.at()],
        seconds: seconds(&articles[origin.kept]),
    };
    let voices: Vec<terms::Voice<'_>> = origins.iter().map(voice).collect();
    let bounds = terms::Bounds {
        probes: recipe.probes,
        postings: recipe.postings,
        nearest: recipe.nearest,
        window: i64::from(recipe.window_days) * 24 * 60 * 60,
    };
    let pairs = terms::pairs(&voices, bounds).pairs;
    stories::affinities(&pairs, articles, weighted, recipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(kind: &str, from: usize, to: usize) -> String {
        (from..to).map(|n| format!("{kind}{n} ")).collect()
    }

    fn copies(articles: Vec<Article>) -> usize {
        let found = cluster_articles(articles, &Recipe::news());
        found.links.iter().filter(|link| link.relation.is_copy()).count()
    }

    #[test]
    fn what_many_unlike_articles_print_makes_none_of_them_a_copy() {
        // Three quarters of each short one, and a fifth of each long one.
        for own in [40, 400] {
            let shared = words("imprint", 0, 120);
            let article = |n: usize| {
                let text = format!("{}{shared}", words(&format!("own{n}x"), 0, own));
                Article::of_text(&format!("{n:02}"), &text)
            };
            assert_eq!(copies((0..30).map(article).collect()), 0, "{own} words of their own");
        }
    }

    #[test]
    fn versions_that_differ_all_over_are_copies_however_many_they_are() {
        let version = |n: usize| {
            let word = |at: usize| {
                if at % 9 == n % 9 { format!("new{n}x{at} ") } else { format!("old{at} ") }
            };
            Article::of_text(&format!("{n:02}"), &(0..300).map(word).collect::<String>())
        };
        let found = cluster_articles((0..30).map(version).collect(), &Recipe::news());
        assert_eq!(found.stories.len(), 1);
    }

    /// How many sets of copies the links make, and how many links between copies there are.
    fn sets_and_links(articles: Vec<Article>) -> (usize, usize) {
        let found = cluster_articles(articles, &Recipe::news());
        let copies: Vec<&Link> =
            found.links.iter().filter(|link| link.relation.is_copy()).collect();
        let mut sets: UnionFind<u32> = UnionFind::new(found.articles.len());
        for link in &copies {
            sets.union(link.left.0, link.right.0);
        }
        (sets.into_labeling().into_iter().collect::<BTreeSet<_>>().len(), copies.len())
    }

    #[test]
    fn of_a_crowd_of_copies_few_pairs_are_compared_and_it_stays_whole() {
        let version = |n: usize| {
            let text = format!("{}update{n} {}", words("old", 0, n), words("old", n, 300));
            Article::of_text(&format!("{n:03}"), &text)
        };
        let (sets, links) = sets_and_links((0..200).map(version).collect());
        assert_eq!(sets, 1);
        assert!((199..1_000).contains(&links), "{links} links");
    }

    #[test]
    fn a_crowd_that_hangs_together_by_few_is_compared_until_it_is_whole() {
        // Three parts in common and three of a camp, so that two camps have a Jaccard index of .48,
        // and one word of its own. The camps come in turn, behind articles that are half of one
        // camp and half of the next.
        const CAMPS: usize = 8;
        let part = |at: usize, camp: usize| {
            let (from, own) = (at * 110, at * 55);
            words("common", from, from + 110) + &words(&format!("camp{camp}x"), own, own + 55)
        };
        let article = |n: usize| {
            let [first, last] = if n + 1 < CAMPS { [n, n + 1] } else { [n % CAMPS; 2] };
            let middle = words("common", 110, 220)
                + &words(&format!("camp{first}x"), 55, 82)
                + &words(&format!("camp{last}x"), 82, 110);
            let text = format!("{}{middle}own{n} {}", part(0, first), part(2, last));
            Article::of_text(&format!("{n:03}"), &text)
        };
        let (sets, _) = sets_and_links((0..20 * CAMPS).map(article).collect());
        assert_eq!(sets, 1);
    }
}
