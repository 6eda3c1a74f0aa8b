//! [`Report`] → what editors read: the stories with most to decide first, each with its voices,
//! its timeline and what needs a look. Plain text throughout; a writer only marks it up.
//!
//! What would be too long to read is cut to a stated number of lines, and the report says where
//! the rest is: the tables hold everything.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::article::{Article, ArticleIx, ArticleKey, Body, Precision, Published};
use crate::story::{Copy, Origin, Related, Review, Story};
use crate::timeline::provenance::Provenance;
use crate::timeline::{Entry, Kind, State, Timeline};

use super::wording::{self, Sides, count};
use super::{Findings, Report, headline, plain, published_span, table};

use conflicts::Conflict;
use drawing::Drawing;

pub mod conflicts;
pub mod drawing;

/// Stories told in full; the others have a line each.
const STORIES: usize = 200;
/// Stories that have a line each.
const LINES: usize = 1000;
/// Articles that stand alone, and inputs without an article: a line each.
const SINGLES: usize = 200;
/// Articles named in one story.
const TOLD_BY: usize = 60;
/// Entries of one story's timeline.
const ENTRIES: usize = 40;
/// Outlets named at the head of one story.
const OUTLETS: usize = 8;
/// Corrections named in one story, and copies named in one of them.
const CORRECTIONS: usize = 6;
const COPIES: usize = 20;
/// Chains of sources named in one story.
const CHAINS: usize = 12;
/// Verdicts named in one story.
const DECIDED: usize = 10;
/// Background among them, which explains a story and should not bury it.
const BACKGROUND: usize = 5;
/// Characters of a headline or a sentence: enough for any real one, and a bound for a false one.
const WORDS: usize = 400;

/// Everything editors read, from the top.
#[derive(Debug)]
pub struct Desk {
    /// How much was found, in a paragraph.
    pub summary: String,
    /// In whose zone times are shown, where it is the reader's.
    pub clock: Option<String>,
    /// The stories with something to read or to decide.
    pub stories: Vec<Section>,
    /// Stories beyond those told in full.
    pub more: List<Mention>,
    /// Articles that no other article tells.
    pub alone: List<Mention>,
    /// Input that became no article.
    pub rejected: List<Refusal>,
    /// Remarks on the run.
    pub remarks: Vec<String>,
    /// By which recipe it was made.
    pub recipe: String,
}

/// A list that may have been cut, and where its rest is.
#[derive(Debug)]
pub struct List<T> {
    /// The first of them.
    pub shown: Vec<T>,
    /// What is not shown, in a sentence.
    pub rest: Option<String>,
}

/// One story.
#[derive(Debug)]
pub struct Section {
    /// Its number in the report, from 1.
    pub number: usize,
    /// Its key in the tables.
    pub key: String,
    /// The headline that says most of it.
    pub headline: String,
    /// The language of its headline, where that is sure.
    pub language: Option<String>,
    /// Its figures as an overview shows them.
    pub figures: Figures,
    /// How many tell it, how many in their own words, and from when to when.
    pub facts: String,
    /// Whom and where it tells of, and who tells it: what each list is of, and the list.
    pub about: Vec<(&'static str, String)>,
    /// What somebody should look at.
    pub looks: Vec<Look>,
    /// Other stories of the same subject.
    pub see_also: Vec<Neighbour>,
    /// What editors decided of its articles.
    pub decided: Vec<String>,
    /// Who told it, the first one first.
    pub voices: List<Voice>,
    /// What is not sure of that order.
    pub order: Option<String>,
    /// To how many sources it goes back, where that is known.
    pub sources: Option<String>,
    /// From whom who has it, each with what that was read from.
    pub chains: List<Chain>,
    /// What happened, background and what is expected, in this order.
    pub events: List<Event>,
    /// What contradicts itself in them, side by side.
    pub conflicts: List<Conflict>,
    /// What outlets have corrected since.
    pub corrections: List<Corrected>,
    /// The same drawn, where anything is dated.
    pub drawing: Option<Drawing>,
}

/// A text that its outlet has corrected.
#[derive(Debug)]
pub struct Corrected {
    /// Who corrected what, in a sentence.
    pub what: String,
    /// Other outlets' copies that still have the old words; each note says which.
    pub copies: List<Mention>,
}

/// Who has it from whom.
#[derive(Debug)]
pub struct Chain {
    /// The names, from the far end to the outlet.
    pub names: String,
    /// What it was read from.
    pub evidence: String,
}

/// A story in one line of an overview.
#[derive(Debug)]
pub struct Figures {
    /// How many articles.
    pub articles: String,
    /// How many outlets.
    pub outlets: String,
    /// How many told it in their own words.
    pub independent: String,
    /// First publication.
    pub first: String,
}

/// An article as a list names it.
#[derive(Debug)]
pub struct Mention {
    /// Who published it, where that is known.
    pub outlet: Option<String>,
    /// When, where that is known.
    pub when: Option<String>,
    /// Its headline.
    pub headline: String,
    /// The language of its headline, where that is sure.
    pub language: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Where it was read.
    pub source: String,
    /// What more is to say of it.
    pub note: Option<String>,
}

/// One text and its copies.
#[derive(Debug)]
pub struct Voice {
    /// The first or longest of them.
    pub kept: Mention,
    /// The others; each note says what it is to the text it was taken from.
    pub copies: Vec<Mention>,
}

/// Something to decide.
#[derive(Debug)]
pub struct Look {
    /// Which other story is meant: its headline.
    pub other: String,
    /// The language of that, where it is sure.
    pub other_language: Option<String>,
    /// Its number, where it is told in full, and how it is found in the tables.
    pub other_place: Place,
    /// How many tell the other half.
    pub other_size: String,
    /// This story's article of the link between the two.
    pub here: Mention,
    /// The other's.
    pub there: Mention,
    /// What speaks for it, and how much.
    pub evidence: String,
}

/// Another story of the same subject.
#[derive(Debug)]
pub struct Neighbour {
    /// Its headline.
    pub headline: String,
    /// The language of its headline, where that is sure.
    pub language: Option<String>,
    /// Where it is found.
    pub place: Place,
    /// When it was first published, where that is known.
    pub when: Option<String>,
}

/// Where another story is found.
#[derive(Debug)]
pub enum Place {
    /// In this report, under this number.
    Number(usize),
    /// In the tables, under this key.
    Key(String),
}

/// A line of a timeline.
#[derive(Debug)]
pub struct Event {
    /// Which part of the timeline it belongs to.
    pub part: Part,
    /// `background` or `expected`, where it is one.
    pub mark: Option<&'static str>,
    /// When, and the words this was read from.
    pub when: String,
    /// What.
    pub what: String,
    /// The language of that, where all who tell it have one.
    pub language: Option<String>,
    /// The outlets that say so.
    pub who: String,
    /// Whom they cite.
    pub citing: String,
}

/// An input without an article.
#[derive(Debug)]
pub struct Refusal {
    /// Where it was found.
    pub source: String,
    /// Why it is none.
    pub reason: String,
}

impl Desk {
    /// Chooses and words what editors read.
    pub fn of(report: &Report<'_>) -> Desk {
        let findings = report.findings;
        let ranked = report.ranked();
        let (alone, told): (Vec<_>, Vec<_>) =
            ranked.into_iter().partition(|(story, _)| stands_alone(story));
        let in_full = || told.iter().take(STORIES).zip(1..);
        let numbers: Numbers = in_full().map(|((story, _), number)| (&story.key, number)).collect();
        let lines = told.iter().skip(STORIES);
        let lead = |(story, _): &(&Story, &Timeline)| report.line(story);
        let rejected = findings.rejected.iter().map(|rejected| Refusal {
            source: plain::one_line(&rejected.source.to_string()),
            reason: bounded(&rejected.reason.to_string()),
        });
        Desk {
            summary: report.summary(alone.len()),
            clock: wording::clock(&report.clock).map(|clock| bounded(&clock)),
            stories: in_full()
                .map(|((story, timeline), _)| report.section(story, timeline, &numbers))
                .collect(),
            more: List::cut(lines.map(lead), LINES, "stories.csv", "stories"),
            alone: List::cut(alone.iter().map(lead), SINGLES, "articles.csv", "articles"),
            rejected: List::cut(rejected, SINGLES, "rejected.csv", "inputs"),
            remarks: report.remarks().iter().map(|remark| remarked(remark)).collect(),
            recipe: findings.recipe.fingerprint(),
        }
    }
}

/// The number under which a story is told in full.
type Numbers<'a> = BTreeMap<&'a ArticleKey, usize>;

/// Whether there is nothing to read or to decide about a story beyond its one article.
fn stands_alone(story: &Story) -> bool {
    story.reviews.is_empty() && story.articles().nth(1).is_none()
}

impl Place {
    fn of(story: &ArticleKey, numbers: &Numbers<'_>) -> Place {
        match numbers.get(story) {
            Some(number) => Place::Number(*number),
            None => Place::Key(plain::one_line(story.as_str())),
        }
    }
}

impl<T> List<T> {
    fn cut(all: impl Iterator<Item = T>, most: usize, file: &str, noun: &str) -> List<T> {
        let mut shown: Vec<T> = all.collect();
        let left = shown.len().saturating_sub(most);
        shown.truncate(most);
        List { shown, rest: rest(left, file, noun) }
    }
}

fn rest(left: usize, file: &str, noun: &str) -> Option<String> {
    match left {
        0 => None,
        1 => Some(format!("One more is in {file}.")),
        _ => Some(format!("The other {} {noun} are in {file}.", wording::figure(left))),
    }
}

fn bounded(text: &str) -> String {
    plain::shortened(&plain::one_line(text), WORDS)
}

/// A remark names articles, so it may be longer than a headline.
fn remarked(text: &str) -> String {
    plain::shortened(&plain::one_line(text), 5 * WORDS)
}

impl Report<'_> {
    /// The stories with most to decide first: those to be looked at, then those with the most
    /// articles, then with the most outlets, then by key.
    fn ranked(&self) -> Vec<(&Story, &Timeline)> {
        let findings = self.findings;
        let mut ranked: Vec<_> = findings.stories.iter().zip(&findings.timelines).collect();
        ranked.sort_by_cached_key(|(story, _)| {
            (
                story.reviews.is_empty(),
                Reverse(story.articles().count()),
                Reverse(story.outlets(&findings.articles)),
                story.key.clone(),
            )
        });
        ranked
    }

    fn summary(&self, alone: usize) -> String {
        let counts = self.counts();
        let outlets: BTreeSet<_> = {
            let articles = self.findings.articles.as_slice().iter();
            articles.filter_map(|article| article.outlet.as_ref()).collect()
        };
        let articles = count(counts.articles, "article", "articles");
        if counts.articles == 0 {
            let mut sentences = vec!["No article was found.".to_owned()];
            sentences.extend(rejected_sentence(counts.rejected));
            return sentences.join(" ");
        }
        let by = match outlets.len() {
            0 => String::new(),
            outlets => format!(" by {}", count(outlets, "outlet", "outlets")),
        };
        let tell = if counts.articles == 1 { "tells" } else { "tell" };
        let stories = count(counts.stories, "story", "stories");
        let mut sentences = vec![format!("{}{by} {tell} {stories}.", wording::capital(&articles))];
        sentences.extend(match (alone, counts.stories.saturating_sub(alone)) {
            (0, _) => None,
            (1, 0) => Some("It stands alone.".to_owned()),
            (_, 0) => Some("Each stands alone.".to_owned()),
            (1, _) => Some("1 article stands alone.".to_owned()),
            _ => Some(format!("{} articles stand alone.", wording::figure(alone))),
        });
        sentences.push(match counts.copies {
            0 => "No article is a copy of another.".to_owned(),
            1 => "1 article is a copy of another.".to_owned(),
            copies => format!("{} articles are copies of another.", wording::figure(copies)),
        });
        match counts.to_review {
            0 => {}
            1 => sentences.push("1 story needs a look.".to_owned()),
            some => sentences.push(format!("{} stories need a look.", wording::figure(some))),
        }
        sentences.extend(rejected_sentence(counts.rejected));
        sentences.join(" ")
    }

    fn section(&self, story: &Story, timeline: &Timeline, numbers: &Numbers<'_>) -> Section {
        let articles = &self.findings.articles;
        Section {
            number: numbers.get(&story.key).copied().unwrap_or_default(),
            key: plain::one_line(story.key.as_str()),
            headline: bounded(&headline(&articles[story.lead])),
            language: language(&articles[story.lead]),
            figures: self.figures(story),
            facts: self.facts(story),
            about: self.about(story),
            looks: story.reviews.iter().map(|review| self.look(review, numbers)).collect(),
            see_also: story.related.iter().filter_map(|it| self.neighbour(it, numbers)).collect(),
            decided: self.decided(story),
            voices: self.voices(story),
            order: self.doubt_of_order(story),
            sources: wording::sources(&timeline.provenance),
            chains: chains(&timeline.provenance),
            events: self.events(timeline),
            conflicts: self.conflicts(timeline),
            corrections: self.corrections(timeline),
            drawing: self.drawing(story, timeline),
        }
    }

    fn figures(&self, story: &Story) -> Figures {
        let articles = &self.findings.articles;
        let first = published_span(story, articles).map(|(first, _)| self.published(first));
        Figures {
            articles: wording::figure(story.articles().count()),
            outlets: wording::figure(story.outlets(articles)),
            independent: wording::figure(story.origins.len()),
            first: first.unwrap_or_else(|| "no date".to_owned()),
        }
    }

    fn facts(&self, story: &Story) -> String {
        let articles = &self.findings.articles;
        let number = story.articles().count();
        let by = match story.outlets(articles) {
            0 => String::new(),
            outlets => format!(" by {}", count(outlets, "outlet", "outlets")),
        };
        let number = count(number, "article", "articles");
        let voices = voices_in_words(story);
        let span = match published_span(story, articles) {
            None => "No time of publication is known.".to_owned(),
            Some((first, last)) => {
                let (first, last) = (self.published(first), self.published(last));
                if first == last {
                    format!("Published {first}.")
                } else {
                    format!("First published {first}, last {last}.")
                }
            }
        };
        format!("{number}{by}{voices}. {span}")
    }

    fn story(&self, key: &ArticleKey) -> Option<&Story> {
        let stories = &self.findings.stories;
        let found = stories.binary_search_by(|story| story.key.cmp(key));
        found.ok().and_then(|at| stories.get(at))
    }

    /// A time of publication on the clock of this report.
    fn published(&self, published: &Published) -> String {
        wording::published_on(published, &self.clock)
    }

    /// Its day on that clock.
    fn published_day(&self, published: &Published) -> String {
        let read = self.clock.read(published);
        wording::published_day(read.as_ref().unwrap_or(published))
    }

    fn neighbour(&self, related: &Related, numbers: &Numbers<'_>) -> Option<Neighbour> {
        let articles = &self.findings.articles;
        let story = self.story(&related.other)?;
        let when = published_span(story, articles).map(|(first, _)| self.published_day(first));
        let lead = &articles[story.lead];
        Some(Neighbour {
            headline: bounded(&headline(lead)),
            language: language(lead),
            place: Place::of(&related.other, numbers),
            when,
        })
    }

    fn about(&self, story: &Story) -> Vec<(&'static str, String)> {
        let mut outlets = table::tellers(story, &self.findings.articles);
        // Two are seen at a glance below.
        if outlets.len() < 3 {
            outlets.clear();
        }
        let more = outlets.len().saturating_sub(OUTLETS);
        outlets.truncate(OUTLETS);
        if 0 < more {
            outlets.push(format!("{} more", wording::figure(more)));
        }
        let lists = [
            ("Names", story.label.names.join(", ")),
            ("Places", story.label.places.join(", ")),
            ("Outlets", wording::listed(&outlets)),
        ];
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        lists.map(|(of, list)| (of, bounded(&list))).collect()
    }

    fn look(&self, review: &Review, numbers: &Numbers<'_>) -> Look {
        let (here, there) = review.between;
        let other = self.story(&review.other);
        let lead = other.map_or(there, |story| story.lead);
        let because = self.link(here, there).map(|link| self.because(link));
        let confidence = format!("confidence {:.2}", review.confidence);
        let size = |story: &Story| {
            let articles = &self.findings.articles;
            let by = match story.outlets(articles) {
                0 => String::new(),
                outlets => format!(" by {}", count(outlets, "outlet", "outlets")),
            };
            format!("{}{by}", count(story.articles().count(), "article", "articles"))
        };
        Look {
            other_size: other.map(size).unwrap_or_default(),
            other: bounded(&headline(&self.findings.articles[lead])),
            other_language: language(&self.findings.articles[lead]),
            other_place: Place::of(&review.other, numbers),
            here: self.mention(here, None),
            there: self.mention(there, None),
            evidence: match because {
                Some(because) => bounded(&format!("{because} ({confidence})")),
                None => confidence,
            },
        }
    }

    /// The verdicts that hold a story together, or keep articles of others out of it.
    fn decided(&self, story: &Story) -> Vec<String> {
        let Findings { rulings, articles, .. } = self.findings;
        if rulings.is_empty() {
            return Vec::new();
        }
        let members: BTreeSet<ArticleIx> = story.articles().collect();
        let told = |ix: ArticleIx| format!("“{}”", bounded(&headline(&articles[ix])));
        let mine = rulings.iter().filter(|((a, b), _)| members.contains(a) || members.contains(b));
        let said = mine.take(DECIDED).map(|((a, b), verdict)| {
            let (here, there) = if members.contains(&a) { (a, b) } else { (b, a) };
            remarked(&wording::decided(verdict, &told(here), &told(there)))
        });
        said.collect()
    }

    fn voices(&self, story: &Story) -> List<Voice> {
        let mut room = TOLD_BY;
        let mut shown = Vec::new();
        for origin in &story.origins {
            if room == 0 {
                break;
            }
            let copies = origin.copies.iter().take(room - 1);
            shown.push(Voice {
                kept: self.mention(origin.kept, self.noted(origin.kept)),
                copies: copies.map(|copy| self.copy(origin, copy)).collect(),
            });
            room -= 1 + origin.copies.len().min(room - 1);
        }
        let left = story.articles().count().saturating_sub(TOLD_BY);
        List { shown, rest: rest(left, "articles.csv", "articles") }
    }

    /// Whom a text credits, and which text of another day it repeats the wording of.
    fn noted(&self, ix: ArticleIx) -> Option<String> {
        let notes: Vec<String> = self.credited(ix).into_iter().chain(self.template(ix)).collect();
        (!notes.is_empty()).then(|| notes.join("; "))
    }

    /// The agency behind a text, as the text says.
    fn credited(&self, ix: ArticleIx) -> Option<String> {
        let credits = &self.findings.articles[ix].credits;
        let names = credits.iter().map(|credit| match credit.citing.as_slice() {
            [] => credit.name.clone(),
            cited => format!("{} citing {}", credit.name, wording::listed(cited)),
        });
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then(|| bounded(&format!("credits {}", names.join("; "))))
    }

    /// Why an article that reads like another one is no copy of it.
    fn template(&self, ix: ArticleIx) -> Option<String> {
        let others = self.templates.get(&ix)?;
        let first = &self.findings.articles[*others.first()?];
        let dated = first.published.as_ref();
        let dated = dated.map(|published| format!(" of {}", self.published_day(published)));
        let more = match others.len() {
            1 => String::new(),
            more => format!(" and {} more", wording::figure(more - 1)),
        };
        Some(format!(
            "has the wording of “{}”{}{more}, but tells another event",
            bounded(&headline(first)),
            dated.unwrap_or_default(),
        ))
    }

    fn copy(&self, origin: &Origin, copy: &Copy) -> Mention {
        let articles = &self.findings.articles;
        let it = if copy.of == origin.kept {
            "it".to_owned()
        } else {
            match publisher(&articles[copy.of]) {
                Some(outlet) => format!("the text of {outlet}"),
                None => format!("the text in {}", articles[copy.of].source),
            }
        };
        let sides = self.link(copy.article, copy.of).map(|link| {
            let evidence = &link.evidence;
            let (ours, theirs) = if link.left == copy.article {
                (evidence.left, evidence.right)
            } else {
                (evidence.right, evidence.left)
            };
            Sides { shared: evidence.shared, copy: ours, original: theirs }
        });
        let note = wording::copied(copy.relation, sides, &it);
        self.mention(copy.article, Some(note))
    }

    fn line(&self, story: &Story) -> Mention {
        let note = match story.articles().count() {
            1 => {
                let notes: Vec<String> =
                    self.noted(story.lead).into_iter().chain(self.beside(story)).collect();
                (!notes.is_empty()).then(|| notes.join("; "))
            }
            _ => Some(self.facts(story)),
        };
        self.mention(story.lead, note)
    }

    /// The nearest story of the same subject.
    fn beside(&self, story: &Story) -> Option<String> {
        let other = self.story(&story.related.first()?.other)?;
        let told = bounded(&headline(&self.findings.articles[other.lead]));
        Some(format!("see also “{told}”"))
    }

    fn mention(&self, ix: ArticleIx, note: Option<String>) -> Mention {
        let article = &self.findings.articles[ix];
        let lacking = lacking(article).map(str::to_owned);
        let notes: Vec<String> = lacking.into_iter().chain(note).collect();
        Mention {
            outlet: publisher(article),
            when: article.published.as_ref().map(|published| self.published(published)),
            headline: bounded(&headline(article)),
            language: language(article),
            url: article.url.clone(),
            source: plain::one_line(&article.source.to_string()),
            note: (!notes.is_empty()).then(|| plain::one_line(&notes.join("; "))),
        }
    }

    /// What was corrected in a story, and who still has it as it was.
    fn corrections(&self, timeline: &Timeline) -> List<Corrected> {
        let articles = &self.findings.articles;
        let corrected = timeline.corrections.iter().map(|correction| {
            let outlet = publisher(&articles[correction.was]);
            let copies = correction.uncorrected.iter().map(|copy| {
                let still = wording::still(&correction.changes, &copy.lacks);
                self.mention(copy.article, Some(still))
            });
            Corrected {
                what: bounded(&wording::corrected(outlet.as_deref(), correction)),
                copies: List::cut(copies, COPIES, "timeline.csv", "copies"),
            }
        });
        List::cut(corrected, CORRECTIONS, "timeline.csv", "corrections")
    }

    /// What makes it uncertain that the first article listed was the first to be published.
    fn doubt_of_order(&self, story: &Story) -> Option<String> {
        let articles = &self.findings.articles;
        let mut told = story.articles().map(|ix| &articles[ix]);
        let first = told.next()?;
        let doubt = told.find_map(|other| doubt(first, other))?;
        Some(format!("Who was first is not certain: {doubt}."))
    }

    fn events(&self, timeline: &Timeline) -> List<Event> {
        let (entries, left) = shown(timeline);
        List {
            shown: entries.iter().map(|(_, entry)| self.event(entry, timeline)).collect(),
            rest: rest(left, "timeline.csv", "entries"),
        }
    }

    fn event(&self, entry: &Entry, timeline: &Timeline) -> Event {
        let against = entry.conflict_with.and_then(|at| timeline.entries.get(at));
        let mut what = bounded(&entry.what);
        if let Some(against) = against {
            let other = plain::one_line(&against.what);
            let other = plain::shortened(&other, 120);
            what = match against.when {
                Some(when) => format!("{what} (at odds with {}: {other})", wording::when(&when)),
                None => format!("{what} (at odds with: {other})"),
            };
        }
        Event {
            part: part(entry),
            mark: match part(entry) {
                Part::Story => None,
                Part::Background => Some("background"),
                Part::Expected => Some("expected"),
            },
            when: dated(entry),
            what,
            language: self.language(&entry.articles),
            who: self.who(entry),
            citing: bounded(&entry.citing.join(", ")),
        }
    }

    /// Who tells an entry: whoever announced it, then whoever reported it.
    fn who(&self, entry: &Entry) -> String {
        let (ahead, told): (Vec<ArticleIx>, Vec<ArticleIx>) =
            entry.articles.iter().partition(|ix| entry.announced_by.contains(ix));
        let who = match (entry.state, ahead.is_empty()) {
            (State::Both, false) => {
                let (ahead, told) = (self.tellers_at(entry, &ahead), self.tellers_at(entry, &told));
                format!("expected: {ahead}; happened: {told}")
            }
            (State::Both | State::Happened | State::Expected, _) => self.tellers(&entry.articles),
        };
        bounded(&who)
    }

    /// The language of articles, where all have the same.
    fn language(&self, tellers: &[ArticleIx]) -> Option<String> {
        let articles = &self.findings.articles;
        let mut languages = tellers.iter().map(|ix| language(&articles[*ix]));
        let first = languages.next()??;
        languages.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// The same, with the time at which the first of them came out, or the day if that is not the
    /// day of the entry.
    fn tellers_at(&self, entry: &Entry, tellers: &[ArticleIx]) -> String {
        let who = self.tellers(tellers);
        let first = tellers.first().and_then(|ix| self.findings.articles[*ix].published.as_ref());
        let Some(first) = first else { return who };
        let first = self.clock.read(first).unwrap_or_else(|| first.clone());
        let that_day = entry.when.is_some_and(|when| when.start.date() == first.at.date());
        let when = if that_day && first.precision == Precision::Minute {
            first.at.strftime("%H:%M").to_string()
        } else {
            wording::published_day(&first)
        };
        format!("{who}, {when}")
    }

    /// The outlets of articles, each once; a few of the articles where no outlet is known.
    fn tellers(&self, tellers: &[ArticleIx]) -> String {
        let articles = &self.findings.articles;
        let mut who = table::outlets(tellers, articles);
        if who.is_empty() {
            who = tellers.iter().map(|ix| articles[*ix].key.to_string()).take(3).collect();
        }
        who.join(", ")
    }
}

/// The entries that are shown of a timeline, each with its position, and how many are not.
fn shown(timeline: &Timeline) -> (Vec<(usize, &Entry)>, usize) {
    let told = timeline.entries.iter().enumerate();
    let mut entries: Vec<(usize, &Entry)> =
        told.filter(|(_, entry)| entry.kind != Kind::Published).collect();
    let all = entries.len();
    // Where not all can be shown, it is those that the most articles tell, then those that
    // name most of what the story is about.
    entries.sort_by_key(|(at, entry)| (Reverse((entry.articles.len(), entry.telling)), *at));
    let mut background = 0;
    entries.retain(|(_, entry)| {
        background += usize::from(part(entry) == Part::Background);
        part(entry) != Part::Background || background <= BACKGROUND
    });
    entries.truncate(ENTRIES);
    entries.sort_by_key(|(at, entry)| (part(entry), *at));
    let left = all - entries.len();
    (entries, left)
}

fn chains(provenance: &Provenance) -> List<Chain> {
    let shown = provenance.chains.iter().take(CHAINS).map(|chain| Chain {
        names: bounded(&chain.names.join(" → ")),
        evidence: bounded(&wording::basis(&chain.basis)),
    });
    let more = provenance.chains.len().saturating_sub(CHAINS);
    List { shown: shown.collect(), rest: rest(more, "report.json", "chains") }
}

fn rejected_sentence(rejected: usize) -> Option<String> {
    match rejected {
        0 => None,
        1 => Some("1 input became no article and is listed at the end.".to_owned()),
        some => {
            let some = wording::figure(some);
            Some(format!("{some} inputs became no article and are listed at the end."))
        }
    }
}

fn voices_in_words(story: &Story) -> String {
    let voices = story.origins.len();
    let copies = story.articles().count().saturating_sub(voices);
    let are = |copies: usize| match copies {
        1 => "1 is a copy".to_owned(),
        _ => format!("{} are copies", wording::figure(copies)),
    };
    match (voices, copies) {
        (0 | 1, 0) => String::new(),
        (2, 0) => ", both in their own words".to_owned(),
        (_, 0) => ", all in their own words".to_owned(),
        (0 | 1, _) => format!(": 1 text, {}", are(copies)),
        _ => {
            let voices = wording::figure(voices);
            format!(": {voices} told it independently, {}", are(copies))
        }
    }
}

/// The language of an article as a tag that nothing else can hide in.
fn language(article: &Article) -> Option<String> {
    let code = article.language.as_ref()?.to_ascii_lowercase();
    let known = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    known.then_some(code)
}

/// Who published an article, as a list begins with it.
fn publisher(article: &Article) -> Option<String> {
    let outlet = article.outlet.as_ref()?;
    Some(plain::shortened(&plain::one_line(outlet.as_str()), 80))
}

/// What is to be known of an article whose text is not all there.
fn lacking(article: &Article) -> Option<&'static str> {
    match article.body {
        Body::Full => None,
        Body::Excerpt => Some("a teaser only"),
        Body::HeadlineOnly => Some("a headline only"),
    }
}

/// Why one article may not have been published before another, though it is listed before it.
fn doubt(first: &Article, second: &Article) -> Option<&'static str> {
    let (Some(earlier), Some(later)) = (&first.published, &second.published) else {
        return Some("not every article is dated");
    };
    if first.surely_before(second) {
        return None;
    }
    let to_the_minute = |time: &Published| time.precision == Precision::Minute;
    let zones = earlier.zone_known() && later.zone_known();
    Some(if to_the_minute(earlier) && to_the_minute(later) && !zones {
        "a time without its zone may be hours off"
    } else {
        "the dates do not say it"
    })
}

/// The parts of a timeline, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What happened.
    Story,
    /// What is older.
    Background,
    /// What is still to come.
    Expected,
}

fn part(entry: &Entry) -> Part {
    match (entry.kind, entry.state) {
        (_, State::Expected) => Part::Expected,
        (Kind::Background, State::Happened | State::Both) => Part::Background,
        (Kind::Event | Kind::Published, State::Happened | State::Both) => Part::Story,
    }
}

/// When, with the words it was read from where they say it otherwise.
fn dated(entry: &Entry) -> String {
    let Some(when) = entry.when else {
        return "no date".to_owned();
    };
    let when = wording::when(&when);
    let basis = plain::shortened(&plain::one_line(&entry.basis), 60);
    let bare = |words: &str| words.to_lowercase().replace(['–', '—'], "-");
    let said = bare(&when).contains(&bare(&basis));
    if said { when } else { format!("{when} (“{basis}”)") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleIx;
    use crate::link::Relation;
    use crate::report::sample::{self, day, minute};
    use crate::report::{html, markdown};
    use crate::timeline::corrections::{Change, Correction, Uncorrected};

    #[test]
    fn who_was_first_is_doubted_where_clocks_may_differ() {
        let zoneless = "a time without its zone may be hours off";
        let undated = "not every article is dated";
        let coarse = "the dates do not say it";
        let cases = [
            ("one", Some(minute(6, 7, 0, Some(0))), "two", Some(minute(6, 7, 20, Some(0))), None),
            (
                "one",
                Some(minute(6, 7, 0, None)),
                "two",
                Some(minute(6, 17, 0, None)),
                Some(zoneless),
            ),
            ("one", Some(minute(6, 7, 0, None)), "one", Some(minute(6, 17, 0, None)), None),
            ("", Some(minute(6, 7, 0, None)), "", Some(minute(6, 17, 0, None)), Some(zoneless)),
            ("one", Some(minute(6, 7, 0, None)), "two", Some(minute(6, 20, 0, Some(0))), None),
            (
                "one",
                Some(minute(6, 7, 0, None)),
                "two",
                Some(minute(7, 9, 0, None)),
                Some(zoneless),
            ),
            ("one", Some(minute(6, 7, 0, None)), "two", Some(minute(7, 9, 1, None)), None),
            ("one", Some(day(6)), "two", Some(day(6)), Some(coarse)),
            ("one", Some(day(6)), "two", Some(day(7)), Some(coarse)),
            ("one", Some(day(6)), "two", Some(day(8)), Some(coarse)),
            ("one", Some(day(6)), "two", Some(day(9)), None),
            ("one", Some(day(6)), "one", Some(day(7)), None),
            ("one", Some(day(6)), "two", None, Some(undated)),
        ];
        for (one, first, other, second, expected) in cases {
            let mut earlier = sample::article("a", one, "");
            let mut later = sample::article("b", other, "");
            earlier.published.clone_from(&first);
            later.published.clone_from(&second);
            assert_eq!(doubt(&earlier, &later), expected, "{one} {first:?} {other} {second:?}");
        }
    }

    #[test]
    fn a_template_is_named_and_kept_apart() {
        let mut findings = sample::findings();
        findings.links[3].relation = Relation::Template;
        let report = Report::of(&findings);
        let expected =
            "has the wording of “Tugs wait for the tide” of 8 May 2031, but tells another event";
        assert_eq!(report.noted(ArticleIx(3)).as_deref(), Some(expected));
        assert_eq!(report.noted(ArticleIx(1)), None);
    }

    #[test]
    fn a_story_of_many_copies_is_cut_and_says_so() {
        let mut findings = sample::findings();
        let many = (0..500).map(|number| sample::article(&format!("{number:03}"), "Post", "One"));
        findings.articles = crate::article::Articles::new(many.collect());
        findings.links.clear();
        let copies: Vec<_> = (1..400).map(|ix| (ix, Relation::Identical)).collect();
        findings.stories.truncate(1);
        findings.stories[0].origins = vec![sample::origin(0, &copies)];
        findings.stories[0].origins.extend((400..500).map(|ix| sample::origin(ix, &[])));
        findings.stories[0].reviews.clear();
        let desk = Desk::of(&Report::of(&findings));
        let voices = &desk.stories[0].voices;
        let shown: usize = voices.shown.iter().map(|voice| 1 + voice.copies.len()).sum();
        assert_eq!(shown, TOLD_BY);
        assert_eq!(voices.rest.as_deref(), Some("The other 440 articles are in articles.csv."));
    }

    #[test]
    fn many_copies_of_a_corrected_text_are_cut_and_it_is_said() {
        for (copies, shown, rest) in [
            (COPIES, COPIES, None),
            (COPIES + 1, COPIES, Some("One more is in timeline.csv.")),
            (COPIES + 30, COPIES, Some("The other 30 copies are in timeline.csv.")),
        ] {
            let mut findings = sample::findings();
            let copy = || Uncorrected { article: ArticleIx(3), lacks: vec![0] };
            findings.timelines[0].corrections = vec![Correction {
                was: ArticleIx(0),
                now: ArticleIx(1),
                changes: vec![Change { was: "214".to_owned(), now: "124".to_owned() }],
                uncorrected: (0..copies).map(|_| copy()).collect(),
            }];
            let report = Report::of(&findings);
            let desk = Desk::of(&report);
            let told = &desk.stories[0].corrections.shown[0].copies;
            assert_eq!((told.shown.len(), told.rest.as_deref()), (shown, rest), "{copies}");
            for written in [written(markdown::write, &desk), written(html::write, &desk)] {
                let said = rest.is_none_or(|rest| written.contains(rest));
                assert!(said, "{copies}: {written}");
            }
        }
    }

    fn written(
        write: impl Fn(&Desk, &mut dyn std::io::Write) -> std::io::Result<()>,
        desk: &Desk,
    ) -> String {
        let mut out = Vec::new();
        write(desk, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn little_of_the_background_is_shown_and_the_rest_is_pointed_at() {
        let mut findings = sample::findings();
        let many = (0..12).map(|number| {
            let tellers: &[u32] = if 9 <= number { &[0, 3] } else { &[0] };
            let entry = sample::event(&format!("no. {number}"), None, tellers);
            let kind = if number < 2 { Kind::Event } else { Kind::Background };
            Entry { kind, telling: usize::from(number == 5), ..entry }
        });
        findings.timelines[0].entries = many.collect();
        let desk = Desk::of(&Report::of(&findings));
        let events = &desk.stories[0].events;
        let shown: Vec<_> = events.shown.iter().map(|event| event.what.as_str()).collect();
        let expected = ["no. 0", "no. 1", "no. 2", "no. 5", "no. 9", "no. 10", "no. 11"];
        assert_eq!(shown, expected);
        assert_eq!(events.rest.as_deref(), Some("The other 5 entries are in timeline.csv."));
    }

    #[test]
    fn a_long_timeline_keeps_what_most_articles_tell() {
        let mut findings = sample::findings();
        let many = (0..100).map(|number| {
            let tellers: &[u32] = if 60 <= number { &[0, 3] } else { &[0] };
            sample::event(&format!("no. {number}"), None, tellers)
        });
        findings.timelines[0].entries = many.collect();
        let desk = Desk::of(&Report::of(&findings));
        let events = &desk.stories[0].events;
        assert_eq!(events.shown.len(), ENTRIES);
        assert_eq!(events.shown.first().map(|event| event.what.as_str()), Some("no. 60"));
        assert_eq!(events.rest.as_deref(), Some("The other 60 entries are in timeline.csv."));
    }
}
