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

/// What a voice or a mention counts that names nobody of the story, beside a typical one.
const OFF_SUBJECT: f64 = 0.1;

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
        let anchor = Anchor::of_article(article);
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
    let Some(Anchor { date: written, .. }) = anchor else {
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
        one.about = voice.map_or(1.0, |typical| OFF_SUBJECT.max(one.about / typical));
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
            let worth = mention.weight * (mention.about + OFF_SUBJECT);
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

#[cfg(test)]
mod tests {
    use jiff::civil::Time;
    use proptest::prelude::*;

    use super::*;
    use crate::article::Precision;
    use crate::link::Relation;
    use crate::story::Copy;

    fn article(name: &str, published: &str, text: &str) -> Article {
        let published = published.parse::<Date>().ok().map(|date| Published {
            at: date.to_datetime(Time::midnight()),
            precision: Precision::Day,
            offset: None,
            words: published.to_owned(),
        });
        Article { published, language: Some("en".to_owned()), ..Article::of_text(name, text) }
    }

    fn alone(articles: &Articles) -> Vec<Origin> {
        articles.iter().map(|(kept, _)| Origin { kept, copies: Vec::new() }).collect()
    }

    fn told(articles: &[(&str, &str)], most: usize) -> Vec<TellingDate> {
        let numbered = articles.iter().enumerate();
        let articles = numbered.map(|(at, (day, text))| article(&format!("{at:03}"), day, text));
        let articles = Articles::new(articles.collect());
        telling_dates(&alone(&articles), &articles, most)
    }

    fn days(articles: &[(&str, &str)], most: usize) -> String {
        let dates = told(articles, most).into_iter().map(|one| one.date.to_string());
        dates.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_days_that_most_name_come_out_in_the_order_of_the_calendar() {
        let reports = [
            ("2025-06-01", "The mill at Orrin burned on 3 May. Its owner came on 9 April."),
            ("2025-06-02", "What the fire of 3 May left in Orrin is ash."),
            ("2025-06-03", "By 20 May the mill of Orrin stood anew. They began on 9 April."),
            ("2025-06-04", "Orrin has not forgotten the third, that is 3 May, at the mill."),
        ];
        assert_eq!(days(&reports, 2), "2025-04-09 2025-05-03");
        assert_eq!(days(&reports, 1), "2025-05-03");
        assert_eq!(days(&reports, 3), "2025-04-09 2025-05-03 2025-05-20");
    }

    #[test]
    fn no_more_dates_are_told_than_there_are() {
        let reports = [("2025-06-01", "The mill burned on 3 May."), ("", "It stood by the river.")];
        assert_eq!(days(&reports, 10), "2025-05-03 2025-06-01");
        assert_eq!(days(&[], 10), "");
        assert_eq!(days(&[("", "It stood by the river.")], 10), "");
        let last = &told(&reports, 10)[1];
        assert_eq!(last.what, "The mill burned on 3 May.");
        assert_eq!(last.articles, [ArticleIx(0)]);
    }

    #[test]
    fn copies_are_one_voice_and_are_all_named() {
        let texts = [
            "The mill at Orrin burned on 3 May.",
            "The mill at Orrin burned on 3 May, says the wire.",
            "The wire says that the mill at Orrin burned on 3 May.",
            "Orrin built its mill again on 9 April.",
            "The mill of Orrin was opened again on 9 April.",
        ];
        let articles =
            texts.iter().enumerate().map(|(at, text)| article(&at.to_string(), "2025-06-01", text));
        let articles = Articles::new(articles.collect());
        let ranked = |voices: &[Origin]| telling_dates(voices, &articles, 1).remove(0);
        assert_eq!(ranked(&alone(&articles)).date.to_string(), "2025-05-03");
        let copies = [1, 2].map(|at| Copy {
            article: ArticleIx(at),
            of: ArticleIx(0),
            relation: Relation::NearDuplicate,
        });
        let mut voices = alone(&articles);
        voices.drain(1..3);
        voices[0].copies = copies.into();
        assert_eq!(ranked(&voices).date.to_string(), "2025-04-09");
        let both = telling_dates(&voices, &articles, 3);
        let fire = both.iter().find(|one| one.date.to_string() == "2025-05-03").unwrap();
        assert_eq!(fire.articles, [0, 1, 2].map(ArticleIx));
    }

    #[test]
    fn a_sentence_that_several_voices_hold_is_heard_once() {
        let sidebar = "The fair of Lund opens on 3 May.";
        let report = |of: &str| format!("{sidebar}\n{of}");
        let texts = [
            report("The mill at Orrin burned down on 9 April."),
            report("Nobody at Orrin was hurt on 9 April."),
            report("It rained."),
        ];
        let reports: Vec<_> = texts.iter().map(|text| ("2025-06-01", text.as_str())).collect();
        assert_eq!(days(&reports, 1), "2025-04-09");
    }

    #[test]
    fn what_is_still_told_later_tells_more_and_what_is_announced_less() {
        let check = |more: &str, less: &str| {
            let reports = [
                ("2025-06-10", format!("The mill at Orrin was then seen on {more}.")),
                ("2025-06-10", format!("The mill at Orrin was then seen on {less}.")),
            ];
            let dates =
                told(&reports.each_ref().map(|(day, text)| (*day, text.as_str())), usize::MAX);
            let score = |text: &str| {
                let found = dates.iter().find(|one| one.what.contains(text));
                found.unwrap_or_else(|| panic!("{text}: {dates:?}")).score
            };
            assert!(score(less) < score(more), "{more} {less}");
        };
        check("2 June 2025", "3 June 2025");
        check("3 June 2025", "11 June 2025");
        check("11 June 2025", "29 June 2025");
        check("1 May 2025", "1 May 2023");
        // A day in figures, and one of the time of which the story is told.
        check("8 June", "Saturday");
        check("12 April 2025", "10 April 2025");
    }

    #[test]
    fn a_day_is_told_by_the_sentences_on_what_the_input_is_about() {
        let aside = "Elsewhere a cow of great age was sold at the market on 9 April.";
        let filler = "It was dry and warm. ".repeat(6);
        let text = |of: &str| format!("{of} {filler}{aside} {filler}");
        let texts = [
            text("They say that Orrin lost its old mill on 3 May, and more."),
            "In Orrin people met.".to_owned(),
            "The mill in Orrin stood.".to_owned(),
        ];
        let reports: Vec<_> = texts.iter().map(|text| ("2025-06-01", text.as_str())).collect();
        let dates = told(&reports, 10);
        let score = |day: &str| dates.iter().find(|one| one.date.to_string() == day).unwrap().score;
        assert!(2.0 * score("2025-04-09") < score("2025-05-03"), "{dates:?}");
    }

    #[test]
    fn a_day_of_publication_that_none_names_is_told_by_the_headline() {
        let titled = Article {
            title: Some("Mill burns".to_owned()),
            ..article("a", "2025-06-01", "It is gone.")
        };
        let articles = Articles::new(vec![titled]);
        let dates = telling_dates(&alone(&articles), &articles, 10);
        let found: Vec<_> = dates.iter().map(|one| (one.date.to_string(), &*one.what)).collect();
        assert_eq!(found, [("2025-06-01".to_owned(), "Mill burns")]);
    }

    #[test]
    fn the_chosen_sentence_is_neither_a_fragment_nor_a_wall() {
        let wall = "stone upon stone ".repeat(30);
        let whole = "On 3 May 2025 the old mill at Orrin burned to the ground.";
        let text = format!("Orrin, 3 May 2025.\n{whole}\nOrrin on 3 May 2025 {wall}.");
        assert_eq!(told(&[("2025-06-01", &text)], 1)[0].what, whole);
        let text = "Orrin, 3 May 2025.";
        assert_eq!(told(&[("2025-06-01", text)], 1)[0].what, text);
    }

    #[test]
    fn both_ends_of_a_stretch_of_days_are_told() {
        let reports = [("2025-06-01", "The fair in Orrin ran from 3 to 9 May.")];
        assert_eq!(days(&reports, 2), "2025-05-03 2025-05-09");
    }

    #[test]
    fn a_long_text_costs_no_more_than_its_length() {
        let text = "The mill at Orrin burned on 3 May. ".repeat(20_000);
        let started = std::time::Instant::now();
        assert_eq!(told(&[("2025-06-01", &text)], 1).len(), 1);
        // Far above what it takes, far below what looking at all others for each would.
        assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn every_date_is_told_in_words_of_an_article(
            texts in prop::collection::vec("([0-9]{1,2} (May|March|июля)[ .]|yesterday|Orrin |\\PC){0,12}", 0..4)
        ) {
            let reports: Vec<_> = texts.iter().map(|text| ("2025-06-01", text.as_str())).collect();
            let dates = told(&reports, 5);
            prop_assert!(dates.len() <= 5);
            prop_assert!(dates.is_sorted_by(|a, b| a.date < b.date));
            for one in dates {
                prop_assert!(one.score.is_finite() && !one.articles.is_empty());
                let what = one.what.trim_end_matches('…');
                prop_assert!(texts.iter().any(|text| text.contains(what)), "{what}");
            }
        }
    }
}
