//! What editors said of the sample desk, row by row.
//!
//! `pairs.csv` says how two articles relate: `identical`, `near_duplicate`, `excerpt`, `revision`,
//! `same_story` (and no copy), `same` (one story, however), `different`, `template` (two stories, and a
//! link that says so), `related` (two stories; a link between them must say so). `stories.csv` puts every article of the desk into
//! its story. `verdicts.csv` has the columns of a file for `--verdicts`, so that a row moves from the desk to
//! the tests as it is: all its rows hold without being told. `extraction.csv` says what the cleaned page must hold or must not; a row with neither
//! says that the page holds no article. `dates.csv` gives the days a text speaks of: `2025-07-11`, or
//! `2025-07-14/2025-07-15`, or a TIMEX3 value; several are parted by `;`, none is an empty cell.
//! `timeline.csv` names entries by words of theirs: when (or the beginning of that), their state, who expected it,
//! what it is at odds with, and at a publication which words of it were corrected since.
//!
//! Articles are named as reports name them. A row with status `known_miss` says what we get wrong; it
//! fails on the day we get it right, and is then changed to `holds`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use copytaster::article::{Article, ArticleIx};
use copytaster::extract::published;
use copytaster::input::Options;
use copytaster::link::Link;
use copytaster::pipeline;
use copytaster::recipe::Recipe;
use copytaster::report::Findings;
use copytaster::temporal::{self, Anchor, Expression};
use copytaster::timeline::{Entry, Kind, Timeline};

#[test]
fn pairs_relate_as_the_desk_says() {
    let desk = desk();
    let words = ["case", "left", "right", "expected", "because", "status"];
    hold(&cases("pairs.csv", &words), |case| desk.pair(case));
}

#[test]
fn verdicts_hold_without_being_told() {
    let desk = desk();
    hold(&cases("verdicts.csv", &["left", "right", "verdict", "because"]), |case| desk.pair(case));
}

#[test]
fn articles_are_in_the_story_the_desk_says() {
    let desk = desk();
    let cases = cases("stories.csv", &["article", "story", "because", "status"]);
    let homes = desk.homes(&cases);
    hold(&cases, |case| desk.story(case, &homes));
}

#[test]
fn timelines_say_what_the_desk_says() {
    let words = ["case", "article", "entry", "when", "state", "expected_by", "at_odds_with"];
    let more = ["still_says", "because", "status"];
    let cases = cases("timeline.csv", &[&words[..], &more].concat());
    hold(&cases, |case| desk().entry(case));
}

#[test]
fn the_desk_names_every_article_once() {
    let cases = cases("stories.csv", &["article", "story", "because", "status"]);
    let mut listed = BTreeSet::new();
    for case in &cases {
        assert!(listed.insert(case.get("article")), "twice: {}", case.get("article"));
    }
    let articles = desk().findings.articles.as_slice().iter();
    assert!(0 < articles.len(), "no article in inputs");
    let unlisted: Vec<&str> =
        articles.map(|article| article.key.as_str()).filter(|key| !listed.contains(key)).collect();
    assert!(unlisted.is_empty(), "not in stories.csv: {}", unlisted.join(", "));
}

#[test]
fn pages_are_cleaned_as_the_desk_says() {
    let desk = desk();
    let words = ["page", "must_contain", "must_not_contain", "because", "status"];
    hold(&cases("extraction.csv", &words), |case| desk.page(case));
}

#[test]
fn words_of_time_mean_the_days_the_desk_says() {
    let words = ["text", "published", "language", "expected", "because", "status"];
    hold(&cases("dates.csv", &words), dates);
}

/// A row of a file of cases.
struct Case {
    file: String,
    row: usize,
    cells: BTreeMap<String, String>,
}

/// What became of a row.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// The program does what the row says.
    Right,
    /// It does not: what it does instead.
    Wrong(String),
    /// The row itself cannot be judged: why.
    Broken(String),
}

impl Case {
    fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The row as a sentence if it fails, with what was found instead.
    fn failure(&self, verdict: Verdict) -> Option<String> {
        let because = match self.get("because") {
            "" => String::new(),
            because => format!(", because {because}"),
        };
        // A file of verdicts has no such column.
        let status = self.cells.get("status").map_or("holds", String::as_str);
        let fault = match (status, verdict) {
            ("holds", Verdict::Right) | ("known_miss", Verdict::Wrong(_)) => return None,
            ("holds", Verdict::Wrong(found)) => format!("{found}{because}"),
            ("known_miss", Verdict::Right) => {
                format!("we are right by now: change the status to holds{because}")
            }
            (_, Verdict::Broken(why)) => why,
            (status, _) => format!("\"{status}\" is no status: say holds or known_miss"),
        };
        let name = match self.get("case") {
            "" => String::new(),
            case => format!(" ({case})"),
        };
        Some(format!("{}, row {}{name}: {fault}", self.file, self.row))
    }
}

/// Judges every row, and fails with a sentence for each that fails.
fn hold(cases: &[Case], judge: impl Fn(&Case) -> Verdict) {
    let failures = cases.iter().filter_map(|case| case.failure(judge(case)));
    let failures: Vec<String> = failures.collect();
    let count = failures.len();
    assert!(failures.is_empty(), "{count} of {} rows fail:\n{}", cases.len(), failures.join("\n"));
}

fn cases(file: &str, columns: &[&str]) -> Vec<Case> {
    let text = fs::read_to_string(format!("tests/cases/{file}"));
    let text = text.unwrap_or_else(|error| panic!("tests/cases/{file}: {error}"));
    parse(file, &text, columns).unwrap_or_else(|fault| panic!("{fault}"))
}

fn parse(file: &str, text: &str, columns: &[&str]) -> Result<Vec<Case>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let found = reader.headers().map_err(|error| format!("{file}: {error}"))?.clone();
    if found.iter().ne(columns.iter().copied()) {
        let found: Vec<&str> = found.iter().collect();
        return Err(format!("{file}: columns {found:?}, not {columns:?}"));
    }
    let mut cases = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|error| format!("{file}, row {}: {error}", at + 2))?;
        let cells = found.iter().zip(&record);
        cases.push(Case {
            file: file.to_owned(),
            row: at + 2,
            cells: cells.map(|(name, cell)| (name.to_owned(), cell.trim().to_owned())).collect(),
        });
    }
    if cases.is_empty() {
        return Err(format!("{file}: no case in it"));
    }
    Ok(cases)
}

/// What the program makes of the sample desk.
struct Desk {
    findings: Findings,
    /// The story of each article, by place.
    story_of: BTreeMap<ArticleIx, usize>,
}

fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let inputs = [PathBuf::from("inputs")];
        assert!(inputs[0].is_dir(), "there is no sample desk: inputs");
        let recipe = Recipe::news();
        let findings = pipeline::cluster(&inputs, &Options::default(), &recipe, &|_| {});
        Desk::of(findings.unwrap())
    })
}

impl Desk {
    fn of(findings: Findings) -> Desk {
        let stories = findings.stories.iter().enumerate();
        let story_of = stories.flat_map(|(at, story)| story.articles().map(move |ix| (ix, at)));
        let story_of = story_of.collect();
        Desk { findings, story_of }
    }

    fn article(&self, name: &str) -> Result<(ArticleIx, &Article), Verdict> {
        let mut articles = self.findings.articles.iter();
        let named =
            |article: &Article| article.key.as_str() == name || article.source.to_string() == name;
        if let Some(found) = articles.find(|(_, article)| named(article)) {
            return Ok(found);
        }
        let mut rejected = self.findings.rejected.iter();
        Err(match rejected.find(|rejected| rejected.source.to_string() == name) {
            Some(rejected) => Verdict::Wrong(format!("{name} was rejected: {}", rejected.reason)),
            None => Verdict::Broken(format!("there is no article {name}")),
        })
    }

    fn story_name(&self, ix: ArticleIx) -> &str {
        let story = self.story_of.get(&ix).map(|at| &self.findings.stories[*at]);
        story.map_or("no story", |story| story.key.as_str())
    }

    fn link(&self, a: ArticleIx, b: ArticleIx) -> Option<&Link> {
        let ends = (a.min(b), a.max(b));
        let mut links = self.findings.links.iter();
        links.find(|link| (link.left, link.right) == ends)
    }

    /// The entry of the timeline that an article tells in these words.
    fn entry(&self, case: &Case) -> Verdict {
        let (ix, _) = match self.article(case.get("article")) {
            Ok(found) => found,
            Err(verdict) => return verdict,
        };
        let timeline = &self.findings.timelines[self.story_of[&ix]];
        let words = case.get("entry");
        let told = |entry: &&Entry| entry.what.contains(words) && entry.articles.contains(&ix);
        let Some(entry) = timeline.entries.iter().find(told) else {
            return Verdict::Wrong(format!("no entry says {words:?}"));
        };
        let names = entry.announced_by.iter().map(|ix| self.findings.articles[*ix].key.as_str());
        let against = entry.conflict_with.map(|at| timeline.entries[at].what.as_str());
        let odds = case.get("at_odds_with");
        let at_odds =
            against.map_or(odds.is_empty(), |what| !odds.is_empty() && what.contains(odds));
        let still = self.still_says(ix, entry, timeline);
        let when = entry.when.map_or("unknown".to_owned(), |when| when.start.to_string());
        let dated = when.starts_with(case.get("when"));
        let found = (entry.state.as_str(), names.collect::<Vec<_>>().join("; "));
        let as_told = found == (case.get("state"), case.get("expected_by").to_owned());
        if as_told && at_odds && dated && still == case.get("still_says") {
            Verdict::Right
        } else {
            Verdict::Wrong(format!(
                "{when}, {found:?}, at odds with {against:?}, still says {still:?}"
            ))
        }
    }

    /// The words that were corrected since and still stand in an article, at its publication.
    fn still_says(&self, ix: ArticleIx, entry: &Entry, timeline: &Timeline) -> String {
        let copies = timeline.corrections.iter().flat_map(|correction| {
            let of_it = correction.uncorrected.iter().filter(|copy| copy.article == ix);
            of_it.flat_map(|copy| copy.lacks.iter().map(|at| correction.changes[*at].was.clone()))
        });
        let copies: Vec<String> = copies.filter(|_| entry.kind == Kind::Published).collect();
        copies.join("; ")
    }

    fn pair(&self, case: &Case) -> Verdict {
        let (left, right) = match (self.article(case.get("left")), self.article(case.get("right")))
        {
            (Ok(left), Ok(right)) => (left.0, right.0),
            (Err(fault), _) | (_, Err(fault)) => return fault,
        };
        let verdict = case.cells.get("verdict");
        let expected = verdict.map_or_else(|| case.get("expected"), String::as_str);
        let together = self.story_of.get(&left) == self.story_of.get(&right);
        let relation = self.relation(left, right);
        let right_so = match expected {
            "same" => together,
            "different" => !together,
            "template" => !together && relation == Some("template"),
            "related" => !together && relation.is_none_or(|word| word == expected),
            "same_story" => together && relation.is_none_or(|word| word == "same_story"),
            "identical" | "near_duplicate" | "excerpt" | "revision" => {
                together && relation == Some(expected)
            }
            other => return Verdict::Broken(format!("\"{other}\" is no relation")),
        };
        if right_so {
            return Verdict::Right;
        }
        Verdict::Wrong(format!(
            "{} and {} should be {expected}; {}, in {} and {}",
            case.get("left"),
            case.get("right"),
            self.link(left, right).map_or("no link".to_owned(), evidence),
            self.story_name(left),
            self.story_name(right),
        ))
    }

    /// How two articles relate, by their link, or by what the story says the copy was taken from.
    fn relation(&self, a: ArticleIx, b: ArticleIx) -> Option<&'static str> {
        if let Some(link) = self.link(a, b) {
            return Some(link.relation.as_str());
        }
        let origins = self.findings.stories.iter().flat_map(|story| &story.origins);
        let mut copies = origins.flat_map(|origin| &origin.copies);
        let copy = copies
            .find(|copy| (copy.article, copy.of) == (a, b) || (copy.article, copy.of) == (b, a));
        copy.map(|copy| copy.relation.as_str())
    }

    /// For each story of the desk, the story of ours that it lives in: the one that holds most of
    /// its articles that are no known miss; each of ours is given away once, the surest first.
    fn homes(&self, cases: &[Case]) -> BTreeMap<String, usize> {
        let mut counts: BTreeMap<(&str, usize), usize> = BTreeMap::new();
        for case in cases {
            let Ok((ix, _)) = self.article(case.get("article")) else {
                continue;
            };
            let Some(story) = self.story_of.get(&ix) else {
                continue;
            };
            let weight = if case.get("status") == "holds" { cases.len() + 1 } else { 1 };
            *counts.entry((case.get("story"), *story)).or_default() += weight;
        }
        let mut surest: Vec<_> = counts.into_iter().collect();
        surest.sort_by_key(|(ends, count)| (usize::MAX - count, *ends));
        let (mut homes, mut taken) = (BTreeMap::new(), BTreeSet::new());
        for ((label, story), _) in surest {
            if !homes.contains_key(label) && taken.insert(story) {
                homes.insert(label.to_owned(), story);
            }
        }
        homes
    }

    fn story(&self, case: &Case, homes: &BTreeMap<String, usize>) -> Verdict {
        let ix = match self.article(case.get("article")) {
            Ok((ix, _)) => ix,
            Err(fault) => return fault,
        };
        let home = homes.get(case.get("story"));
        if home.is_some() && home == self.story_of.get(&ix) {
            return Verdict::Right;
        }
        let home = home.map_or("no story of its own", |at| self.findings.stories[*at].key.as_str());
        Verdict::Wrong(format!(
            "{} should be in {} (which is {home}); it is in {}",
            case.get("article"),
            case.get("story"),
            self.story_name(ix),
        ))
    }

    fn page(&self, case: &Case) -> Verdict {
        let (page, must, must_not) =
            (case.get("page"), case.get("must_contain"), case.get("must_not_contain"));
        let article = self.article(page);
        if must.is_empty() && must_not.is_empty() {
            return match article {
                Err(Verdict::Wrong(_)) => Verdict::Right,
                Err(fault) => fault,
                Ok(_) => Verdict::Wrong(format!("{page} holds no article, but was accepted")),
            };
        }
        let article = match article {
            Ok((_, article)) => article,
            Err(fault) => return fault,
        };
        let title = article.title.as_deref().unwrap_or_default();
        let kept = one_line(&format!("{title}\n{}", article.text.read()));
        if !must.is_empty() && !kept.contains(&one_line(must)) {
            return Verdict::Wrong(format!("{page} lost \"{must}\""));
        }
        if !must_not.is_empty() && kept.contains(&one_line(must_not)) {
            return Verdict::Wrong(format!("{page} kept \"{must_not}\""));
        }
        Verdict::Right
    }
}

fn evidence(link: &Link) -> String {
    let measured = &link.evidence;
    format!(
        "linked as {} by {} (confidence {:.2}; Jaccard {:.2}, contained {:.2} and {:.2}; text {:.2}, \
         lead {:.2}, names {}; terms {})",
        link.relation.as_str(),
        link.route.as_str(),
        link.confidence,
        measured.jaccard(),
        measured.left_contained(),
        measured.right_contained(),
        measured.text,
        measured.lead,
        measured.names.map_or("-".to_owned(), |names| format!("{names:.2}")),
        measured.telling.names.join(" "),
    )
}

fn dates(case: &Case) -> Verdict {
    let (text, published) = (case.get("text"), case.get("published"));
    let anchor = match published {
        "" => None,
        published => match published::read(published) {
            Some(published) => Anchor::of(&published),
            None => return Verdict::Broken(format!("\"{published}\" was not read as a time")),
        },
    };
    let expected = case.get("expected").split(';').map(str::trim);
    let expected: Vec<&str> = expected.filter(|item| !item.is_empty()).collect();
    let found = temporal::expressions(text, anchor);
    // Lengths and habits have no days: they count where the row asks for them.
    let told = found.iter().filter(|expression| {
        expression.interval.is_some() || expected.contains(&expression.value.as_str())
    });
    let told: Vec<&Expression> = told.collect();
    let agree = told.iter().zip(&expected).all(|(expression, item)| means(expression, item));
    if agree && told.len() == expected.len() {
        return Verdict::Right;
    }
    let told: Vec<String> = told
        .iter()
        .map(|expression| {
            let words = text.get(expression.span.clone()).unwrap_or("?");
            format!("\"{words}\" {} {}", expression.value, days(expression))
        })
        .collect();
    Verdict::Wrong(format!(
        "\"{text}\" of {published} speaks of [{}], not of [{}]",
        expected.join("; "),
        told.join("; ")
    ))
}

fn means(expression: &Expression, item: &str) -> bool {
    expression.value == item || days(expression) == item
}

fn days(expression: &Expression) -> String {
    match expression.interval {
        None => String::new(),
        Some(days) if days.start() == days.end() => days.start().to_string(),
        Some(days) => format!("{}/{}", days.start(), days.end()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

mod self_tests {
    //! The runner itself, on rows made up for it.

    use copytaster::article::{ArticleKey, Articles, Reason, Rejected, Source};
    use copytaster::link::{Evidence, Relation, Route};
    use copytaster::story::label::Label;
    use copytaster::story::{Copy, Origin, Story};
    use copytaster::verdict::Rulings;

    use super::*;

    fn article(key: &str, text: &str) -> Article {
        Article {
            source: Source { path: format!("{key}.txt").into(), record: None },
            title: Some(format!("About {key}")),
            ..Article::of_text(key, text)
        }
    }

    fn origin(kept: u32, copies: &[u32]) -> Origin {
        let copies = copies.iter().map(|copy| Copy {
            article: ArticleIx(*copy),
            of: ArticleIx(kept),
            relation: Relation::Excerpt,
        });
        Origin { kept: ArticleIx(kept), copies: copies.collect() }
    }

    fn story(key: &str, origins: Vec<Origin>) -> Story {
        Story {
            key: ArticleKey::new(key),
            lead: origins[0].kept,
            label: Label::default(),
            origins,
            reviews: Vec::new(),
            related: Vec::new(),
        }
    }

    fn link(right: u32, relation: Relation) -> Link {
        Link {
            left: ArticleIx(0),
            right: ArticleIx(right),
            relation,
            confidence: 0.9,
            route: Route::Terms,
            evidence: Evidence::default(),
        }
    }

    /// Stories: a with its cut b, and c beside them; d; e with f, which is a's template.
    fn small_desk() -> Desk {
        let names = ["a", "b", "c", "d", "e", "f"];
        let articles = names.map(|key| article(key, "The mayor\n  resigned on Friday."));
        Desk::of(Findings {
            recipe: Recipe::news(),
            articles: Articles::new(articles.to_vec()),
            links: vec![link(2, Relation::SameStory), link(5, Relation::Template)],
            stories: vec![
                story("a", vec![origin(0, &[1]), origin(2, &[])]),
                story("d", vec![origin(3, &[])]),
                story("e", vec![origin(4, &[]), origin(5, &[])]),
            ],
            timelines: Vec::new(),
            rulings: Rulings::default(),
            rejected: vec![Rejected {
                source: Source { path: "blank.txt".into(), record: None },
                reason: Reason::Empty,
            }],
            unmapped: Vec::new(),
            remarks: Vec::new(),
        })
    }

    fn verdicts(columns: &str, rows: &str, judge: impl Fn(&Case) -> Verdict) -> Vec<Verdict> {
        let words: Vec<&str> = columns.split(',').collect();
        let cases = parse("made-up.csv", &format!("{columns}\n{rows}"), &words).unwrap();
        cases.iter().map(judge).collect()
    }

    fn code(verdict: &Verdict) -> char {
        match verdict {
            Verdict::Right => 'r',
            Verdict::Wrong(_) => 'w',
            Verdict::Broken(_) => 'b',
        }
    }

    fn codes(verdicts: &[Verdict]) -> String {
        verdicts.iter().map(code).collect()
    }

    #[test]
    fn pairs_are_judged_by_link_copy_and_story() {
        let desk = small_desk();
        for (row, expected) in [
            ("a,b,excerpt", 'r'),
            ("b,a,excerpt", 'r'),
            ("a,b,identical", 'w'),
            ("a,b,same_story", 'w'),
            ("a,b,same", 'r'),
            ("a,c,same_story", 'r'),
            ("b,c,same_story", 'r'),
            ("a,c,near_duplicate", 'w'),
            ("a,d,different", 'r'),
            ("a,d,template", 'w'),
            ("a,f,template", 'r'),
            ("a,f,different", 'r'),
            ("a,f,related", 'w'),
            ("a,d,related", 'r'),
            ("a,c,related", 'w'),
            ("e,f,different", 'w'),
            ("a,blank.txt,same", 'w'),
            ("a,nobody,same", 'b'),
            ("a,d,alike", 'b'),
            ("a.txt,d.txt,different", 'r'),
        ] {
            let found = verdicts("left,right,expected", row, |case| desk.pair(case));
            assert_eq!(code(&found[0]), expected, "{row}: {found:?}");
        }
    }

    #[test]
    fn an_article_is_right_where_most_of_its_story_are_and_no_two_stories_share_a_home() {
        let desk = small_desk();
        for (rows, expected) in [
            ("a,x,holds\nb,x,holds\nc,x,holds\nd,y,holds\ne,z,holds\nf,z,holds", "rrrrrr"),
            ("a,x,holds\nb,x,holds\nd,x,known_miss\nc,y,known_miss", "rrww"),
            ("a,x,holds\nb,x,holds\nc,y,holds", "rrw"),
            ("e,x,holds\nf,y,holds", "rw"),
            ("d,x,known_miss\na,x,holds", "wr"),
            ("blank.txt,x,holds\nnobody,x,holds", "wb"),
        ] {
            let words = ["article", "story", "status"];
            let text = format!("article,story,status\n{rows}");
            let cases = parse("made-up.csv", &text, &words).unwrap();
            let homes = desk.homes(&cases);
            let found: Vec<_> = cases.iter().map(|case| desk.story(case, &homes)).collect();
            assert_eq!(codes(&found), expected, "{rows}: {found:?}");
        }
    }

    #[test]
    fn pages_are_judged_by_what_they_keep_whatever_the_line_breaks() {
        let desk = small_desk();
        for (row, expected) in [
            ("a,mayor resigned,", 'r'),
            ("a,About a,council", 'r'),
            ("a,council,", 'w'),
            ("a,,resigned on", 'w'),
            ("a,,", 'w'),
            ("blank.txt,,", 'r'),
            ("blank.txt,,advert", 'w'),
            ("nobody,,", 'b'),
        ] {
            let columns = "page,must_contain,must_not_contain";
            let found = verdicts(columns, row, |case| desk.page(case));
            assert_eq!(code(&found[0]), expected, "{row}: {found:?}");
        }
    }

    #[test]
    fn a_known_miss_fails_on_the_day_it_is_right() {
        for (status, verdict, fails) in [
            ("holds", Verdict::Right, None),
            ("holds", Verdict::Wrong("no link".to_owned()), Some("no link, because yearly")),
            ("known_miss", Verdict::Wrong("no link".to_owned()), None),
            ("known_miss", Verdict::Right, Some("right by now")),
            ("known_miss", Verdict::Broken("no a".to_owned()), Some("no a")),
            ("", Verdict::Right, Some("no status")),
        ] {
            let text = format!("case,because,status\nritual,yearly,{status}\n");
            let cases = parse("made-up.csv", &text, &["case", "because", "status"]).unwrap();
            let failure = cases[0].failure(verdict);
            assert_eq!(failure.is_some(), fails.is_some(), "{status}: {failure:?}");
            if let (Some(failure), Some(words)) = (failure, fails) {
                assert!(failure.starts_with("made-up.csv, row 2 (ritual): "), "{failure}");
                assert!(failure.contains(words), "{failure}");
            }
        }
    }

    #[test]
    fn a_file_of_cases_with_other_columns_or_none_or_no_row_is_refused() {
        for text in ["", "a,b\n", "b,a\n1,2\n", "a\n1\n", "a,b\n1\n"] {
            assert!(parse("made-up.csv", text, &["a", "b"]).is_err(), "{text:?}");
        }
        assert!(parse("made-up.csv", "\u{feff}a,b\r\n1,2\r\n", &["a", "b"]).is_ok());
    }
}
