//! Articles as one story → its most telling dates, each with a sentence that tells it.
//!
//! In: the voices of a whole input. Out: [`TellingDate`]s in order. A date is telling if many
//! voices name it, in sentences on what the input is about, above all long after it (Kessler et
//! al. 2012 count the sentences that name a date; Tran et al. 2015 add how long they look back).
//! What the input is about is told by its names: those that stand in many more of its articles than
//! in news at large. Copies are one voice, and a sentence that several voices hold, as a sidebar, is
//! heard once. Deliberately absent: which events there are (that is [`Timeline`](super::Timeline)),
//! dates that no article names and on which none came out, and any word that is not an article's.
//!
//! Cost: two passes over each text, what [`expressions`] costs and about as much for its words;
//! 16 bytes for each distinct word of the input, about 60 for each day that an article names.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::cut;
use super::sentences::sentences;
use crate::article::{Article, ArticleIx, Articles, Published};
use crate::kernel::background::Background;
use crate::kernel::terms::term_of;
use crate::kernel::words::{Word, for_each_word};
use crate::story::Origin;
use crate::story::origins::earliness;
use crate::temporal::{Anchor, Grain, expressions};

/// Articles whose words are counted at a time.
const CHUNK: usize = 256;

/// Names that say what an input is about. Measured on two languages and four crises: 20 to 100
/// do alike, all words instead of names a little worse.
const NAMES: usize = 30;

/// Sentences before and behind one in which a name of the story makes it one of the story: the
/// sentence with the date leaves out whom the one before named.
const REACH: usize = 2;

/// What a mention counts that names the day in figures: `11 July`, not `yesterday` or `Friday`,
/// which every report has of something.
const IN_FIGURES: f64 = 2.0;

/// What an end of a stretch of days counts beside a day.
const END_OF_STRETCH: f64 = 0.5;

/// What a voice's coming out on a day counts beside its naming it.
const PUBLISHED: f64 = 0.5;

/// Days before the first publication from which on a date is background, and what it counts.
const BACKGROUND: (i32, f64) = (60, 0.3);

/// A sentence of the chosen ones has at least and at most so many words, if there is such a one.
const WORDS: std::ops::RangeInclusive<usize> = 8..=60;

/// A date on which much of a story turned.
#[derive(Clone, Debug, PartialEq)]
pub struct TellingDate {
    /// The day.
    pub date: Date,
    /// How telling it is beside the others of the same input: comparable with nothing else.
    pub score: f64,
    /// The sentence that tells of it; of a day on which articles came out and that none names,
    /// the headline of one, else its first sentence.
    pub what: String,
    /// The articles that name it, or came out on it if none does, and their copies: by key.
    pub articles: Vec<ArticleIx>,
}

/// The dates on which most of a story turned, at most so many, by date.
///
/// There are fewer if the articles name no more days and came out on no more.
pub fn telling_dates(voices: &[Origin], articles: &Articles, most: usize) -> Vec<TellingDate> {
    let mut order: Vec<&Origin> = voices.iter().collect();
    order.sort_by_key(|voice| (earliness(&articles[voice.kept]), voice.kept));
    let subject = Subject::of(&order, articles);
    let read = |voice: &&Origin| Voice::of(&articles[voice.kept], &subject);
    let mut heard: Vec<Voice> = order.par_iter().map(read).collect();
    drop_repeated(&mut heard);
    level(&mut heard);
    let mut ranked: Vec<(Date, Day)> = days(&heard).into_iter().collect();
    ranked.sort_by(|(a, left), (b, right)| right.score.total_cmp(&left.score).then(a.cmp(b)));
    ranked.truncate(most);
    ranked.sort_by_key(|(date, _)| *date);
    let told = ranked.iter().map(|(date, day)| TellingDate {
        date: *date,
        score: day.score,
        what: day.what(&order, articles),
        articles: day.articles(&order),
    });
    told.collect()
}

/// What an input is about: its names, and how much each says.
#[derive(Debug, Default)]
struct Subject(FxHashMap<u64, f64>);

/// How often a word stands in texts.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    articles: u32,
    times: u32,
    as_name: u32,
}

impl Subject {
    /// The names that stand in the most articles, weighed by how many more that is than in news at
    /// large: each one's part in the divergence of the two (Kullback and Leibler 1951).
    fn of(voices: &[&Origin], articles: &Articles) -> Subject {
        let mut words: FxHashMap<u64, Seen> = FxHashMap::default();
        let mut languages: BTreeSet<Option<&str>> = BTreeSet::new();
        for some in voices.chunks(CHUNK) {
            let counted: Vec<_> =
                some.par_iter().map(|voice| counts(&articles[voice.kept])).collect();
            for (hash, seen) in counted.into_iter().flatten() {
                let all = words.entry(hash).or_default();
                all.articles += 1;
                all.times = all.times.saturating_add(seen.times);
                all.as_name = all.as_name.saturating_add(seen.as_name);
            }
            languages.extend(some.iter().map(|voice| articles[voice.kept].language.as_deref()));
        }
        let tables: Vec<_> =
            languages.iter().filter_map(|it| Background::shipped().table(*it)).collect();
        let rate = |hash| tables.iter().map(|table| table.rate(hash)).fold(0.0, f64::max);
        #[expect(clippy::cast_precision_loss, reason = "articles are counted in millions at most")]
        let all = voices.len() as f64;
        let mut names: Vec<(u64, f64)> = words
            .into_iter()
            .filter(|(_, seen)| 2 <= seen.articles && seen.times <= seen.as_name.saturating_mul(2))
            .map(|(hash, seen)| {
                let share = f64::from(seen.articles) / all;
                (hash, share * (share / rate(hash).max(f64::MIN_POSITIVE)).ln())
            })
            .filter(|(_, weight)| 0.0 < *weight)
            .collect();
        names.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        names.truncate(NAMES);
        Subject(names.into_iter().collect())
    }

    /// How much of it is in some words, and how many words there are.
    fn within(&self, text: &str, term: &impl Fn(&str) -> u64) -> (f64, usize) {
        let (mut sum, mut words) = (0.0, 0);
        for_each_word(text, |word| {
            words += 1;
            sum += self.0.get(&term(word.text)).copied().unwrap_or(0.0);
        });
        (sum, words)
    }
}

/// How often each word stands in an article, figures left out.
fn counts(article: &Article) -> FxHashMap<u64, Seen> {
    let term = term_of(article.language.as_deref());
    let mut words: FxHashMap<u64, Seen> = FxHashMap::default();
    let title = article.title.as_deref().unwrap_or_default();
    for (text, is_title) in [(title, true), (&*article.text.read(), false)] {
        for_each_word(text, |word| {
            if !word.digit {
                let seen = words.entry(term(word.text)).or_default();
                seen.times = seen.times.saturating_add(1);
                // Headlines capitalise what they like.
                let is_name = !is_title && is_as_name(&word);
                seen.as_name = seen.as_name.saturating_add(u32::from(is_name));
            }
        });
    }
    words
}

/// Whether a word is written as names are; in scripts without capitals all are.
fn is_as_name(word: &Word) -> bool {
    let first = word.text.chars().next();
    word.capital && !word.opens || first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

/// What one voice says of days.
#[derive(Debug, Default)]
struct Voice {
    published: Option<Date>,
    /// How much of it is about the subject, a typical one having 1.
    about: f64,
    mentions: Vec<Mention>,
}

/// A day that a sentence names.
#[derive(Clone, Debug)]
struct Mention {
    date: Date,
    /// How telling the way is in which it is named.
    weight: f64,
    /// How much the sentence and those around it are about the subject.
    about: f64,
    /// Where the sentence stands in its text.
    at: (usize, usize),
    /// The sentence has neither too few nor too many words.
    fits: bool,
    /// The sentence, so that it is heard once.
    digest: u64,
}

impl Voice {
    fn of(article: &Article, subject: &Subject) -> Voice {
        let text = &*article.text.read();
        let anchor = article.published.as_ref().and_then(Anchor::of);
        let expressions = expressions(text, anchor);
        let term = term_of(article.language.as_deref());
        let sentences = sentences(text);
        let measured: Vec<(f64, usize)> =
            sentences.iter().map(|one| subject.within(&text[one.clone()], &term)).collect();
        let abouts: Vec<f64> = measured.iter().map(|(sum, words)| sum / root(words + 5)).collect();
        let mut left = expressions.as_slice();
        let mut mentions = Vec::new();
        for (place, sentence) in sentences.iter().enumerate() {
            let before = left.partition_point(|one| one.span.end <= sentence.start);
            let within = left[before..].partition_point(|one| one.span.end <= sentence.end);
            let around = place.saturating_sub(REACH)..(place + REACH + 1).min(abouts.len());
            let about = abouts[around].iter().copied().fold(0.0, f64::max);
            let digest = xxh3_64(text[sentence.clone()].as_bytes());
            for one in left[before..before + within].iter().filter(|one| one.grain == Grain::Day) {
                let Some(interval) = one.interval else {
                    continue;
                };
                let ends = [interval.start(), interval.end()];
                let (days, part) = if ends[0] == ends[1] {
                    (&ends[..1], 1.0)
                } else {
                    (&ends[..], END_OF_STRETCH)
                };
                let figures = text[one.span.clone()].bytes().any(|byte| byte.is_ascii_digit());
                let part = if figures { part * IN_FIGURES } else { part };
                mentions.extend(days.iter().map(|date| Mention {
                    date: *date,
                    weight: part * looking_back(anchor, *date),
                    about,
                    at: (sentence.start, sentence.end),
                    fits: WORDS.contains(&measured[place].1),
                    digest,
                }));
            }
            left = &left[before + within..];
        }
        let (sum, words) =
            measured.iter().fold((0.0, 20), |all, one| (all.0 + one.0, all.1 + one.1));
        let about = sum / root(words).powi(2);
        let published = article.published.as_ref().filter(|_| anchor.is_some());
        Voice { published: published.map(Published::date), about, mentions }
    }
}

fn root(count: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "words of one text")]
    let count = count as f64;
    count.sqrt()
}

/// What naming a day counts by how long before the article it was: what is still told weeks or
/// months later turned the story; what is announced may not come.
fn looking_back(anchor: Option<Anchor>, date: Date) -> f64 {
    let Some(Anchor { date: written }) = anchor else {
        return 1.0;
    };
    match (written - date).get_days() {
        ..-14 => 0.05,
        -14..0 => 0.1,
        0..=7 => 1.0,
        8..=400 => 2.0,
        401.. => 1.0,
    }
}

/// Leaves each sentence to the first voice that holds it.
fn drop_repeated(voices: &mut [Voice]) {
    let mut heard: FxHashSet<u64> = FxHashSet::default();
    for voice in voices {
        voice.mentions.retain(|mention| !heard.contains(&mention.digest));
        heard.extend(voice.mentions.iter().map(|mention| mention.digest));
    }
}

/// Measures what is about the subject by what is typical of the input; where nothing can be known
/// of it, all are alike.
fn level(voices: &mut [Voice]) {
    let all = voices.iter().flat_map(|voice| &voice.mentions).map(|mention| mention.about);
    let (mention, voice) =
        (median(all.collect()), median(voices.iter().map(|voice| voice.about).collect()));
    for one in voices {
        one.about = voice.map_or(1.0, |typical| one.about / typical);
        for said in &mut one.mentions {
            said.about = mention.map_or(1.0, |typical| said.about / typical);
        }
    }
}

/// The one in the middle, if it is more than nothing.
fn median(mut all: Vec<f64>) -> Option<f64> {
    let middle = all.len() / 2;
    all.sort_by(f64::total_cmp);
    all.get(middle).copied().filter(|one| 0.0 < *one)
}

/// What is said of a day.
#[derive(Debug, Default)]
struct Day {
    score: f64,
    /// The voices that name it.
    named_by: BTreeSet<usize>,
    /// The voices that came out on it.
    published: Vec<usize>,
    /// The best of what names it: how good, in which voice, where.
    best: Option<(f64, usize, (usize, usize))>,
}

fn days(voices: &[Voice]) -> BTreeMap<Date, Day> {
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    for (number, voice) in voices.iter().enumerate() {
        let mut said: BTreeMap<Date, f64> = BTreeMap::new();
        for mention in &voice.mentions {
            // A sentence that names nobody of the story counts a little all the same.
            let worth = mention.weight * (mention.about + 0.1);
            let most = said.entry(mention.date).or_default();
            *most = most.max(worth);
            let worth = if mention.fits { worth } else { worth / 10.0 };
            let worth = worth * voice.about;
            let day = days.entry(mention.date).or_default();
            if day.best.is_none_or(|(best, ..)| best < worth) {
                day.best = Some((worth, number, mention.at));
            }
        }
        for (date, worth) in said {
            let day = days.entry(date).or_default();
            day.score += worth * voice.about;
            day.named_by.insert(number);
        }
        if let Some(date) = voice.published {
            let day = days.entry(date).or_default();
            day.score += PUBLISHED * voice.about;
            day.published.push(number);
        }
    }
    let first = voices.iter().filter_map(|voice| voice.published).min();
    for (date, day) in &mut days {
        if first.is_some_and(|first| BACKGROUND.0 < (first - *date).get_days()) {
            day.score *= BACKGROUND.1;
        }
    }
    days
}

impl Day {
    fn what(&self, voices: &[&Origin], articles: &Articles) -> String {
        if let Some((_, number, (from, to))) = self.best {
            let text = articles[voices[number].kept].text.read();
            return cut(text.get(from..to).unwrap_or_default());
        }
        let Some(article) = self.published.first().map(|number| &articles[voices[*number].kept])
        else {
            return String::new();
        };
        article.title.as_deref().map_or_else(
            || {
                let text = article.text.read();
                let first = sentences(&text).into_iter().next();
                first.map_or_else(String::new, |first| cut(&text[first]))
            },
            cut,
        )
    }

    fn articles(&self, voices: &[&Origin]) -> Vec<ArticleIx> {
        let numbers: Vec<usize> = if self.named_by.is_empty() {
            self.published.clone()
        } else {
            self.named_by.iter().copied().collect()
        };
        let mut all: Vec<ArticleIx> = Vec::new();
        for voice in numbers.into_iter().map(|number| voices[number]) {
            all.push(voice.kept);
            all.extend(voice.copies.iter().map(|copy| copy.article));
        }
        all.sort_unstable();
        all
    }
}
