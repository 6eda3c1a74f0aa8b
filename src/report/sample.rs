//! A small desk for the tests of the report: invented outlets, an invented harbour.

use jiff::civil::{DateTime, date};
use jiff::tz::Offset;

use crate::article::{
    Article, ArticleIx, ArticleKey, Articles, Credit, Outlet, Precision, Published, Reason,
    Rejected, Source,
};
use crate::link::telling::Telling;
use crate::link::{Evidence, Link, Relation, Route};
use crate::recipe::Recipe;
use crate::story::label::Label;
use crate::story::{Copy, Origin, Related, Review, Story};
use crate::timeline::{Entry, Kind, State, Timeline, When, WhenPrecision};
use crate::verdict::Rulings;

use super::Findings;

pub(super) fn article(key: &str, outlet: &str, title: &str) -> Article {
    Article {
        outlet: Outlet::new(outlet),
        title: (!title.is_empty()).then(|| title.to_owned()),
        ..Article::of_text(key, "The ferry Halvard ran aground off Port Sorrel. Nobody was hurt.")
    }
}

pub(super) fn minute(day: i8, hour: i8, minute: i8, hours_east: Option<i8>) -> Published {
    Published {
        at: date(2031, 5, day).at(hour, minute, 0, 0),
        precision: Precision::Minute,
        offset: hours_east.map(Offset::constant),
        words: String::new(),
    }
}

pub(super) fn day(day: i8) -> Published {
    Published {
        at: date(2031, 5, day).at(0, 0, 0, 0),
        precision: Precision::Day,
        offset: None,
        words: String::new(),
    }
}

pub(super) fn alone(ix: u32, articles: &Articles) -> Story {
    Story {
        key: articles[ArticleIx(ix)].key.clone(),
        lead: ArticleIx(ix),
        label: Label::default(),
        origins: vec![origin(ix, &[])],
        reviews: Vec::new(),
        related: Vec::new(),
    }
}

pub(super) fn origin(kept: u32, copies: &[(u32, Relation)]) -> Origin {
    let copies = copies.iter().map(|(article, relation)| Copy {
        article: ArticleIx(*article),
        of: ArticleIx(kept),
        relation: *relation,
    });
    Origin { kept: ArticleIx(kept), copies: copies.collect() }
}

pub(super) fn event(what: &str, when: Option<When>, articles: &[u32]) -> Entry {
    Entry {
        when,
        kind: Kind::Event,
        state: State::Happened,
        what: what.to_owned(),
        articles: articles.iter().map(|ix| ArticleIx(*ix)).collect(),
        first_told: articles.first().map(|ix| ArticleIx(*ix)),
        citing: Vec::new(),
        basis: String::new(),
        announced_by: Vec::new(),
        conflict_with: None,
        version_of: None,
        telling: 0,
    }
}

pub(super) fn days(start: DateTime, end: DateTime) -> Option<When> {
    Some(When { start, end, precision: WhenPrecision::Day })
}

fn link(left: u32, right: u32, relation: Relation, evidence: Evidence) -> Link {
    Link {
        left: ArticleIx(left),
        right: ArticleIx(right),
        relation,
        confidence: if relation.is_copy() { 1.0 } else { 0.61 },
        route: if relation.is_copy() { Route::Bands } else { Route::Terms },
        evidence,
    }
}

fn counts(shared: u32, left: u32, right: u32) -> Evidence {
    Evidence { shared, left, right, text: 0.9, ..Evidence::default() }
}

/// Six articles: a ferry told twice and copied twice, a salvage story that may belong to it, and
/// one that stands alone.
pub(super) fn findings() -> Findings {
    let articles = Articles::new(articles());
    Findings {
        rulings: Rulings::default(),
        recipe: Recipe::news(),
        links: links(),
        stories: stories(&articles),
        timelines: vec![ferry_timeline(), Timeline::default(), Timeline::default()],
        articles,
        rejected: vec![Rejected {
            source: Source { path: "empty|page.txt".into(), record: None },
            reason: Reason::Empty,
        }],
        unmapped: Vec::new(),
        remarks: vec!["id 7 was claimed twice".to_owned()],
    }
}

fn articles() -> Vec<Article> {
    let with = |mut article: Article, published, url: Option<&str>| {
        article.published = published;
        article.url = url.map(str::to_owned);
        article
    };
    let mut ferry = with(
        article("a-post.txt", "Harbour Post", "Ferry runs aground off Port Sorrel"),
        Some(minute(6, 7, 53, None)),
        Some("https://post.example/ferry_(1)"),
    );
    ferry.credits.push(Credit {
        name: "Northwire".to_owned(),
        citing: vec!["the coastguard".to_owned()],
        words: String::new(),
    });
    vec![
        ferry,
        with(
            article("b-ledger.txt", "Evening Ledger", "Stranded: 80 on *Halvard*"),
            Some(minute(6, 9, 10, Some(0))),
            None,
        ),
        with(
            article("c-gazette.txt", "Sorrel Gazette", "Ferry aground"),
            Some(day(7)),
            Some("javascript:alert(1)"),
        ),
        with(article("d-mail.txt", "Coast Mail", "“We felt a jolt”"), Some(day(9)), None),
        with(article("e-mail.txt", "Coast Mail", "Tugs wait for the tide"), Some(day(8)), None),
        article("f.txt", "", ""),
    ]
}

fn links() -> Vec<Link> {
    let told = Evidence {
        text: 0.41,
        telling: Telling {
            names: vec!["Halvard".to_owned(), "Port Sorrel".to_owned()],
            ..Telling::default()
        },
        hours_apart: Some(-0.001),
        ..Evidence::default()
    };
    vec![
        link(0, 1, Relation::Identical, counts(90, 90, 90)),
        link(0, 2, Relation::Excerpt, counts(40, 90, 40)),
        link(0, 3, Relation::SameStory, told.clone()),
        link(3, 4, Relation::SameStory, told),
    ]
}

fn stories(articles: &Articles) -> Vec<Story> {
    let review = |other: &str, here, there| Review {
        other: ArticleKey::new(other),
        between: (ArticleIx(here), ArticleIx(there)),
        confidence: 0.61,
    };
    let ferry = Story {
        key: ArticleKey::new("a-post.txt"),
        lead: ArticleIx(0),
        label: Label {
            names: vec!["Halvard".to_owned(), "Ida Holm".to_owned()],
            places: vec!["Port Sorrel".to_owned()],
        },
        origins: vec![
            origin(0, &[(1, Relation::Identical), (2, Relation::Excerpt)]),
            origin(3, &[]),
        ],
        reviews: vec![review("e-mail.txt", 3, 4)],
        related: vec![Related {
            other: ArticleKey::new("f.txt"),
            between: (ArticleIx(0), ArticleIx(5)),
            confidence: 0.31,
        }],
    };
    let salvage = Story { reviews: vec![review("a-post.txt", 4, 3)], ..alone(4, articles) };
    vec![ferry, salvage, alone(5, articles)]
}

fn ferry_timeline() -> Timeline {
    let on = |day| date(2031, 5, day).at(0, 0, 0, 0);
    let mut aground = event("The Halvard ran aground on Monday.", days(on(5), on(5)), &[0, 1, 3]);
    aground.basis = "on Monday".to_owned();
    aground.citing = vec!["Northwire".to_owned(), "the coastguard".to_owned()];
    aground.conflict_with = Some(2);
    let mut towed = event("It is to be towed off on 12-13 May.", days(on(12), on(13)), &[3]);
    towed.state = State::Expected;
    towed.basis = "12-13 May".to_owned();
    let mut sunday = event("The ferry hit a rock late on Sunday.", days(on(4), on(4)), &[2]);
    sunday.basis = "Sunday".to_owned();
    let mut built = event("The Halvard was built in 2019 | by the yard.", None, &[1]);
    built.kind = Kind::Background;
    built.when = Some(When {
        start: date(2019, 1, 1).at(0, 0, 0, 0),
        end: date(2019, 12, 31).at(0, 0, 0, 0),
        precision: WhenPrecision::Year,
    });
    built.basis = "2019".to_owned();
    let mut out = event("Ferry runs aground off Port Sorrel", days(on(6), on(6)), &[0]);
    out.kind = Kind::Published;
    Timeline { entries: vec![built, aground, sunday, out, towed], ..Timeline::default() }
}
