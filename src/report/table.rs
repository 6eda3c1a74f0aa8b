//! [`Report`] → tables: the columns that other programs rely on, one row at a time.
//!
//! Rows are made as they are asked for, so that a report on a large archive needs no second copy
//! of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::article::{ArticleIx, Articles, Outlet};
use crate::link::Link;
use crate::story::Story;
use crate::story::origins::earliness;
use crate::timeline::{Entry, Timeline, When, WhenPrecision};

use super::{Report, headline, published_span, wording};

/// A table: its name, its columns, its rows.
pub struct Table<'a> {
    /// What its rows are, and its file without `.csv`.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Its rows, each as long as `columns`.
    pub rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Empty,
    /// Words, some of which may come from an input.
    Text(Cow<'a, str>),
    /// Several of them.
    List(Vec<String>),
    /// A number, or a word of ours that no input can change.
    Figure(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    pub(crate) fn text(words: impl Into<Cow<'a, str>>) -> Cell<'a> {
        match words.into() {
            words if words.is_empty() => Cell::Empty,
            words => Cell::Text(words),
        }
    }

    pub(crate) fn known(words: Option<impl Into<Cow<'a, str>>>) -> Cell<'a> {
        words.map_or(Cell::Empty, Cell::text)
    }

    pub(crate) fn shown(known: Option<impl fmt::Display>) -> Cell<'a> {
        Cell::known(known.map(|known| known.to_string()))
    }

    pub(crate) fn count(number: usize) -> Cell<'a> {
        Cell::Figure(number.to_string().into())
    }

    /// A measured number with so many decimals; nothing where there is no number.
    pub(crate) fn measured(number: f64, decimals: usize) -> Cell<'a> {
        if !number.is_finite() {
            return Cell::Empty;
        }
        let written = Some(number).filter(|_| decimals == 4).and_then(with_four_decimals);
        let written = written.unwrap_or_else(|| format!("{number:.decimals$}"));
        let is_zero = !written.contains(|digit: char| ('1'..='9').contains(&digit));
        Cell::Figure(match written.strip_prefix('-') {
            Some(positive) if is_zero => positive.to_owned().into(),
            _ => written.into(),
        })
    }
}

/// A share with four decimals as formatting writes it, which takes five times as long; nothing of
/// other numbers, and of a share so near the middle of two that it may be rounded either way.
fn with_four_decimals(share: f64) -> Option<String> {
    let exact = share * 1e4;
    let rounded = exact.round();
    let is_sure = (0.0..=1.0).contains(&share) && (exact - rounded).abs() < 0.499;
    let of_ten_thousand = rounded as u32;
    is_sure.then(|| format!("{}.{:04}", of_ten_thousand / 10_000, of_ten_thousand % 10_000))
}

/// The columns of `stories.csv`.
pub const STORIES: &[&str] = &[
    "story",
    "headline",
    "first_published",
    "last_published",
    "articles",
    "outlets",
    "origins",
    "needs_review",
    "copies",
    "lead",
    "names",
    "places",
    "told_by",
];

/// The columns of `articles.csv`.
pub const ARTICLES: &[&str] =
    &["article", "story", "relation", "of", "outlet", "published", "title", "url", "source"];

/// The columns of `links.csv`.
pub const LINKS: &[&str] = &[
    "left",
    "right",
    "relation",
    "confidence",
    "route",
    "jaccard",
    "containment",
    "left_contained",
    "right_contained",
    "shared_shingles",
    "text",
    "lead",
    "names",
    "headline",
    "hours_apart",
    "because",
];

/// The columns of `timeline.csv`.
pub const TIMELINE: &[&str] = &[
    "story",
    "start",
    "end",
    "precision",
    "kind",
    "state",
    "what",
    "outlets",
    "articles",
    "first_told",
    "citing",
    "basis",
    "conflict_with",
    "version_of",
    "announced_by",
    "uncorrected",
];

/// The columns of `rejected.csv`.
pub const REJECTED: &[&str] = &["source", "reason"];

impl<'a> Report<'a> {
    /// Every table, in the order in which they are written.
    pub fn tables(&'a self) -> [Table<'a>; 5] {
        [self.stories(), self.articles(), self.links(), self.timeline(), self.rejected()]
    }

    /// One row for each story, by key. `origins` counts its voices: a text and its copies are
    /// one. `needs_review` is `yes` or empty. `headline` is that of `lead`, the article whose
    /// headline says most of the story; `told_by` are its outlets, the first to tell it first.
    pub fn stories(&'a self) -> Table<'a> {
        let rows = self.findings.stories.iter().map(|story| self.story_row(story));
        Table { name: "stories", columns: STORIES, rows: Box::new(rows) }
    }

    /// One row for each article, by key. `relation` and `of` stand at copies only: what it is to
    /// the article of its set that it is closest to, and which one of the set is kept.
    pub fn articles(&'a self) -> Table<'a> {
        let rows = self.findings.articles.iter().map(|(ix, _)| self.article_row(ix));
        Table { name: "articles", columns: ARTICLES, rows: Box::new(rows) }
    }

    /// One row for each link, by left, then right.
    pub fn links(&'a self) -> Table<'a> {
        let rows = self.findings.links.iter().map(|link| self.link_row(link));
        Table { name: "links", columns: LINKS, rows: Box::new(rows) }
    }

    /// One row for each timeline entry, by story, in the order of the timeline.
    pub fn timeline(&'a self) -> Table<'a> {
        let findings = self.findings;
        let told = findings.stories.iter().zip(&findings.timelines);
        let rows = told.flat_map(move |(story, timeline)| {
            let entries = timeline.entries.iter();
            entries.map(move |entry| self.entry_row(story, timeline, entry))
        });
        Table { name: "timeline", columns: TIMELINE, rows: Box::new(rows) }
    }

    /// One row for each input that became no article, by source.
    pub fn rejected(&'a self) -> Table<'a> {
        let rows = self.findings.rejected.iter().map(|rejected| {
            vec![Cell::text(rejected.source.to_string()), Cell::text(rejected.reason.to_string())]
        });
        Table { name: "rejected", columns: REJECTED, rows: Box::new(rows) }
    }

    fn story_row(&self, story: &'a Story) -> Vec<Cell<'a>> {
        let articles = &self.findings.articles;
        let span = published_span(story, articles);
        vec![
            Cell::text(story.key.as_str()),
            Cell::text(headline(&articles[story.lead])),
            Cell::shown(span.map(|(first, _)| first)),
            Cell::shown(span.map(|(_, last)| last)),
            Cell::count(story.articles().count()),
            Cell::count(story.outlets(articles)),
            Cell::count(story.origins.len()),
            Cell::text(if story.reviews.is_empty() { "" } else { "yes" }),
            Cell::count(story.articles().count() - story.origins.len()),
            Cell::text(self.key(story.lead)),
            Cell::List(story.label.names.clone()),
            Cell::List(story.label.places.clone()),
            Cell::List(tellers(story, articles)),
        ]
    }

    fn article_row(&self, ix: ArticleIx) -> Vec<Cell<'a>> {
        let article = &self.findings.articles[ix];
        let place = self.place(ix);
        let story = place.and_then(|place| self.findings.stories.get(place.story));
        let copy = place.and_then(|place| place.copy);
        vec![
            Cell::text(article.key.as_str()),
            // The grouping leaves nobody out; should it ever, the article stands for itself.
            Cell::text(story.map_or(&article.key, |story| &story.key).as_str()),
            Cell::known(copy.map(|(_, copy)| copy.relation.as_str())),
            Cell::known(copy.map(|(kept, _)| self.key(kept))),
            Cell::known(article.outlet.as_ref().map(Outlet::as_str)),
            Cell::shown(article.published.as_ref()),
            Cell::known(article.title.as_deref()),
            Cell::known(article.url.as_deref()),
            Cell::text(article.source.to_string()),
        ]
    }

    fn link_row(&self, link: &'a Link) -> Vec<Cell<'a>> {
        let evidence = &link.evidence;
        let shared = usize::try_from(evidence.shared).unwrap_or(usize::MAX);
        let maybe = |number: Option<f64>, decimals| {
            number.map_or(Cell::Empty, |number| Cell::measured(number, decimals))
        };
        vec![
            Cell::text(self.key(link.left)),
            Cell::text(self.key(link.right)),
            Cell::text(link.relation.as_str()),
            Cell::measured(link.confidence, 4),
            Cell::text(link.route.as_str()),
            Cell::measured(evidence.jaccard(), 4),
            Cell::measured(evidence.containment(), 4),
            Cell::measured(evidence.left_contained(), 4),
            Cell::measured(evidence.right_contained(), 4),
            Cell::count(shared),
            Cell::measured(evidence.text, 4),
            Cell::measured(evidence.lead, 4),
            maybe(evidence.names, 4),
            maybe(evidence.headline, 4),
            maybe(evidence.hours_apart, 2),
            Cell::text(self.because(link)),
        ]
    }

    fn entry_row(
        &self,
        story: &'a Story,
        timeline: &'a Timeline,
        entry: &'a Entry,
    ) -> Vec<Cell<'a>> {
        let articles = &self.findings.articles;
        let keys = entry.articles.iter().map(|ix| self.key(*ix).to_owned());
        let when = entry.when;
        let conflict = entry.conflict_with.and_then(|at| timeline.entries.get(at));
        vec![
            Cell::text(story.key.as_str()),
            Cell::known(when.map(|when| moment(&when, when.start))),
            Cell::known(when.map(|when| moment(&when, when.end))),
            Cell::known(when.map(|when| when.precision.as_str())),
            Cell::text(entry.kind.as_str()),
            Cell::text(entry.state.as_str()),
            Cell::text(entry.what.as_str()),
            Cell::List(outlets(&entry.articles, articles)),
            Cell::List(keys.collect()),
            Cell::known(entry.first_told.map(|ix| self.key(ix))),
            Cell::List(entry.citing.clone()),
            Cell::text(entry.basis.as_str()),
            Cell::known(conflict.map(named)),
            Cell::known(entry.version_of.map(|ix| self.key(ix))),
            Cell::List(entry.announced_by.iter().map(|ix| self.key(*ix).to_owned()).collect()),
            Cell::List(wording::uncorrected(timeline, entry)),
        ]
    }

    pub(super) fn key(&self, ix: ArticleIx) -> &'a str {
        self.findings.articles[ix].key.as_str()
    }
}

/// The outlets that tell a story, each once, the first to publish first.
pub(super) fn tellers(story: &Story, articles: &Articles) -> Vec<String> {
    let mut told: Vec<ArticleIx> = story.articles().collect();
    told.sort_by_key(|ix| (earliness(&articles[*ix]), *ix));
    let mut names: Vec<&str> =
        told.iter().filter_map(|ix| articles[*ix].outlet.as_ref()).map(Outlet::as_str).collect();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().map(str::to_owned).collect()
}

/// The outlets of articles, each once, in the order of telling.
pub(super) fn outlets(tellers: &[ArticleIx], articles: &Articles) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for outlet in tellers.iter().filter_map(|ix| articles[*ix].outlet.as_ref()) {
        if !names.iter().any(|name| name == outlet.as_str()) {
            names.push(outlet.to_string());
        }
    }
    names
}

/// An entry as another one refers to it: its day and its words.
fn named(entry: &Entry) -> String {
    match entry.when {
        Some(when) => format!("{}: {}", moment(&when, when.start), entry.what),
        None => entry.what.clone(),
    }
}

/// One end of a stretch of time in ISO 8601, as precise as is known.
fn moment(when: &When, end: jiff::civil::DateTime) -> String {
    let format = match when.precision {
        WhenPrecision::Year => "%Y",
        WhenPrecision::Month => "%Y-%m",
        WhenPrecision::Week | WhenPrecision::Day => "%Y-%m-%d",
        WhenPrecision::Minute => "%Y-%m-%dT%H:%M",
    };
    end.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::csv::{self, Style};
    use crate::report::sample;

    fn written(choose: impl for<'a> Fn(&'a Report<'a>) -> Table<'a>) -> String {
        let findings = sample::findings();
        let report = Report::of(&findings);
        let mut out = Vec::new();
        csv::write(choose(&report), Style::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_story_has_a_row_with_its_figures() {
        let expected = "\
story,headline,first_published,last_published,articles,outlets,origins,needs_review,copies,lead,names,places,told_by
a-post.txt,Ferry runs aground off Port Sorrel,2031-05-06T07:53,2031-05-09,4,4,2,yes,2,a-post.txt,Halvard; Ida Holm,Port Sorrel,Harbour Post; Evening Ledger; Sorrel Gazette; Coast Mail
e-mail.txt,Tugs wait for the tide,2031-05-08,2031-05-08,1,1,1,yes,0,e-mail.txt,,,Coast Mail
f.txt,The ferry Halvard ran aground off Port Sorrel. Nobody was hurt.,,,1,0,1,,0,f.txt,,,
";
        assert_eq!(written(|report| report.stories()), expected);
    }

    #[test]
    fn every_article_has_a_row_and_copies_say_of_what() {
        let expected = "\
article,story,relation,of,outlet,published,title,url,source
a-post.txt,a-post.txt,,,Harbour Post,2031-05-06T07:53,Ferry runs aground off Port Sorrel,https://post.example/ferry_(1),a-post.txt
b-ledger.txt,a-post.txt,identical,a-post.txt,Evening Ledger,2031-05-06T09:10Z,Stranded: 80 on *Halvard*,,b-ledger.txt
c-gazette.txt,a-post.txt,excerpt,a-post.txt,Sorrel Gazette,2031-05-07,Ferry aground,javascript:alert(1),c-gazette.txt
d-mail.txt,a-post.txt,,,Coast Mail,2031-05-09,“We felt a jolt”,,d-mail.txt
e-mail.txt,e-mail.txt,,,Coast Mail,2031-05-08,Tugs wait for the tide,,e-mail.txt
f.txt,f.txt,,,,,,,f.txt
";
        assert_eq!(written(|report| report.articles()), expected);
    }

    #[test]
    fn a_copy_is_of_the_kept_article_even_if_another_is_closer() {
        let mut findings = sample::findings();
        findings.stories[0].origins[0].copies[1].of = ArticleIx(1);
        let report = Report::of(&findings);
        let row = report.articles().rows.nth(2).unwrap();
        assert_eq!(row[3], Cell::text("a-post.txt"));
    }

    #[test]
    fn a_link_has_a_row_with_what_was_measured_and_why() {
        let expected = "\
left,right,relation,confidence,route,jaccard,containment,left_contained,right_contained,shared_shingles,text,lead,names,headline,hours_apart,because
a-post.txt,b-ledger.txt,identical,1.0000,bands,1.0000,1.0000,1.0000,1.0000,90,0.9000,0.0000,,,,identical text
a-post.txt,c-gazette.txt,excerpt,1.0000,bands,0.4444,1.0000,0.4444,1.0000,40,0.9000,0.0000,,,,all of the right lies within the left (40 of 40 shingles)
a-post.txt,d-mail.txt,same_story,0.6100,terms,0.0000,0.0000,0.0000,0.0000,0,0.4100,0.0000,,,0.00,\"shares Halvard, Port Sorrel; 0.00 of the lead, 0.41 of the text\"
d-mail.txt,e-mail.txt,same_story,0.6100,terms,0.0000,0.0000,0.0000,0.0000,0,0.4100,0.0000,,,0.00,\"shares Halvard, Port Sorrel; 0.00 of the lead, 0.41 of the text\"
";
        assert_eq!(written(|report| report.links()), expected);
    }

    #[test]
    fn a_timeline_entry_is_as_precise_as_is_known() {
        let expected = "\
story,start,end,precision,kind,state,what,outlets,articles,first_told,citing,basis,conflict_with,version_of,announced_by,uncorrected
a-post.txt,2019,2019,year,background,happened,The Halvard was built in 2019 | by the yard.,Evening Ledger,b-ledger.txt,b-ledger.txt,,2019,,,,
a-post.txt,2031-05-05,2031-05-05,day,event,happened,The Halvard ran aground on Monday.,Harbour Post; Evening Ledger; Coast Mail,a-post.txt; b-ledger.txt; d-mail.txt,a-post.txt,Northwire; the coastguard,on Monday,2031-05-04: The ferry hit a rock late on Sunday.,,,
a-post.txt,2031-05-04,2031-05-04,day,event,happened,The ferry hit a rock late on Sunday.,Sorrel Gazette,c-gazette.txt,c-gazette.txt,,Sunday,,,,
a-post.txt,2031-05-06,2031-05-06,day,published,happened,Ferry runs aground off Port Sorrel,Harbour Post,a-post.txt,a-post.txt,,,,,,
a-post.txt,2031-05-12,2031-05-13,day,event,expected,It is to be towed off on 12-13 May.,Coast Mail,d-mail.txt,d-mail.txt,,12-13 May,,,,
";
        assert_eq!(written(|report| report.timeline()), expected);
    }

    #[test]
    fn what_was_rejected_has_a_row_with_the_reason() {
        let expected = "source,reason\nempty|page.txt,no text in it\n";
        assert_eq!(written(|report| report.rejected()), expected);
    }

    #[test]
    fn a_measured_number_is_never_minus_zero_and_never_no_number() {
        let cases = [
            (-0.00001, Cell::Figure("0.0000".into())),
            (-0.5, Cell::Figure("-0.5000".into())),
            (f64::NAN, Cell::Empty),
            (f64::INFINITY, Cell::Empty),
        ];
        for (number, expected) in cases {
            assert_eq!(Cell::measured(number, 4), expected);
        }
    }

    #[test]
    fn four_decimals_are_rounded_as_formatting_rounds_them() {
        // Shares of counted shingles, the middle of two among them, and what lies next to each.
        let counted =
            (1..=640u32).flat_map(|all| (0..=all).map(move |n| f64::from(n) / f64::from(all)));
        let middles = (0..10_000u32).map(|n| (f64::from(n) + 0.5) / 1e4);
        for share in counted.chain(middles) {
            for share in [share.next_down(), share, share.next_up()] {
                let expected = format!("{share:.4}").trim_start_matches('-').to_owned();
                assert_eq!(Cell::measured(share, 4), Cell::Figure(expected.into()), "{share:?}");
            }
        }
    }
}
