//! Two articles → an [`Explanation`]: what was measured, what it amounts to, what became of them.
//!
//! Written as plain text for a terminal, or as JSON with the same content. The words are made in
//! `reasons` and [`super::wording`]; nothing is decided here.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::article::{Article, ArticleIx};
use crate::link::passages::{self, Passage};
use crate::link::routes::Sight;
use crate::link::stories::SEVERAL_FIGURES;
use crate::link::telling::Telling;
use crate::link::template::{Signs, Wording};
use crate::link::{Evidence, Link, Relation, Route};
use crate::recipe::Recipe;
use crate::verdict::Ruling;

use super::reasons::{Case, beside, template_range};
use super::table::Cell;
use super::wording::{capital, count, figure};
use super::{Findings, Report, json, plain, wording};

/// Everything that was measured on two articles.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What they have in common.
    pub evidence: Evidence,
    /// What the routes go by.
    pub sight: Sight,
    /// Distinct shingles of each that count for nothing, standing in many unlike articles.
    pub discounted: [u32; 2],
}

/// What became of two articles among all others.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    /// The link between the two, if there is one.
    link: Option<Link>,
    /// The story of each.
    stories: [String; 2],
    /// The article that is kept in the place of each, where it is a copy.
    kept: [Option<String>; 2],
    /// From the first to the second over the fewest links, inside a story that both are in.
    chain: Vec<Hop>,
    /// Whether an editor is asked if their two stories are one.
    asked: bool,
    /// What editors decided of the two, or of others in their two stories.
    ruled: Option<String>,
}

/// A link of a chain, and the article it leads to.
#[derive(Clone, Debug)]
struct Hop {
    relation: Relation,
    confidence: f64,
    to: String,
}

impl Placed {
    /// Looks two articles up in what was found.
    pub fn of(findings: &Findings, ends: [ArticleIx; 2]) -> Placed {
        let report = Report::of(findings);
        let places = ends.map(|ix| report.place(ix));
        let story = |at: usize| {
            let story = places[at].and_then(|place| findings.stories.get(place.story));
            story.map_or_else(|| report.key(ends[at]).to_owned(), |story| story.key.to_string())
        };
        let kept = places.map(|place| Some(report.key(place?.copy?.0).to_owned()));
        let stories = [story(0), story(1)];
        let asked = places[0].and_then(|place| findings.stories.get(place.story));
        let asked = asked.is_some_and(|story| {
            story.reviews.iter().any(|review| review.other.as_str() == stories[1])
        });
        let chain = if stories[0] == stories[1] { chain(&report, ends) } else { Vec::new() };
        let link = report.link(ends[0], ends[1]).cloned();
        let told = places.map(|place| place.map(|place| place.story));
        let ruled = ruled(&report, ends, told);
        Placed { link, stories, kept, chain, asked, ruled }
    }

    /// What became of them, in sentences; by themselves they are so sure to be one story.
    fn sentences(&self, relation: Option<Relation>, alone: f64) -> Vec<String> {
        let mut said: Vec<String> = self.ruled.iter().cloned().collect();
        let parted = self.link.as_ref().filter(|link| link.relation == Relation::Different);
        if parted.is_none() {
            said.push(self.linked(relation, alone));
        }
        let [a, b] = &self.stories;
        if a != b {
            let asked = if self.asked { "; an editor is asked whether they are one" } else { "" };
            said.push(format!("two stories, {a} and {b}{asked}"));
        } else if self.chain.is_empty() {
            said.push(format!("one story, {a}, by what all of it shares: no chain of links"));
        } else {
            let hops = self
                .chain
                .iter()
                .map(|hop| format!("—{} {:.2}→ {}", hop.relation.as_str(), hop.confidence, hop.to));
            said.push(format!("one story, {a}: A {}", hops.collect::<Vec<_>>().join(" ")));
        }
        for (name, kept) in ["A", "B"].iter().zip(&self.kept) {
            if let Some(kept) = kept {
                said.push(format!("{name} counts as a copy of {kept}"));
            }
        }
        said
    }

    fn linked(&self, relation: Option<Relation>, alone: f64) -> String {
        if let Some(link) = &self.link {
            let (name, route) = (link.relation.as_str(), link.route.as_str());
            let (alone, here) = (format!("{alone:.2}"), format!("{:.2}", link.confidence));
            let told = matches!(link.relation, Relation::SameStory | Relation::Related);
            let why = if told && alone != here {
                format!(
                    " ({alone} for the two alone; whether one story holds both, and how long they \
                     are, counts too)"
                )
            } else {
                String::new()
            };
            return format!("linked as {name}, found by {route}, confidence {here}{why}");
        }
        match relation {
            None => "not linked".to_owned(),
            Some(Relation::SameStory) if self.kept.iter().any(Option::is_some) => {
                "not linked: a copy is compared by the article that is kept in its place".to_owned()
            }
            Some(Relation::SameStory) => {
                "not linked: others are nearer, or a template keeps them apart".to_owned()
            }
            Some(_) => "not linked: no route brought the two together".to_owned(),
        }
    }
}

/// What an editor decided of two articles, or else of two others that keeps their stories apart.
fn ruled(report: &Report<'_>, ends: [ArticleIx; 2], stories: [Option<usize>; 2]) -> Option<String> {
    let rulings = &report.findings.rulings;
    if let Some(verdict) = rulings.on(ends[0], ends[1]) {
        return Some(wording::ruled(&rulings.file, verdict, "the two"));
    }
    let story = |ix| report.place(ix).map(|place| place.story);
    let [left, right] = stories;
    let between = rulings.iter().find(|((a, b), verdict)| {
        let here = [story(*a), story(*b)];
        verdict.ruling == Ruling::Different && (here == [left, right] || here == [right, left])
    });
    let ((a, b), verdict) = between?;
    let them = format!("{} and {}, which are in these stories,", report.key(a), report.key(b));
    Some(wording::ruled(&rulings.file, verdict, &them))
}

/// The fewest links of a story that lead from one article of it to another.
fn chain(report: &Report<'_>, [from, to]: [ArticleIx; 2]) -> Vec<Hop> {
    let story = |ix| report.place(ix).map(|place| place.story);
    let inside = |link: &&Link| {
        !matches!(link.relation, Relation::Template | Relation::Different | Relation::Related)
            && story(link.left) == story(from)
            && story(link.right) == story(from)
    };
    let mut beside: BTreeMap<ArticleIx, Vec<(ArticleIx, &Link)>> = BTreeMap::new();
    for link in report.findings.links.iter().filter(inside) {
        beside.entry(link.left).or_default().push((link.right, link));
        beside.entry(link.right).or_default().push((link.left, link));
    }
    let mut came: BTreeMap<ArticleIx, (ArticleIx, &Link)> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(here) = waiting.pop_front().filter(|_| !came.contains_key(&to)) {
        for (there, link) in beside.get(&here).into_iter().flatten() {
            if *there != from && !came.contains_key(there) {
                came.insert(*there, (here, link));
                waiting.push_back(*there);
            }
        }
    }
    let mut hops = Vec::new();
    let mut at = to;
    while let Some((before, link)) = came.get(&at) {
        let to = report.key(at).to_owned();
        hops.push(Hop { relation: link.relation, confidence: link.confidence, to });
        at = *before;
    }
    hops.reverse();
    hops
}

/// Why two articles are what they are to each other.
#[derive(Clone, Debug)]
pub struct Explanation {
    articles: [Vec<(&'static str, Cell<'static>)>; 2],
    relation: Option<Relation>,
    verdict: String,
    evidence: Vec<(&'static str, Vec<Piece>)>,
    passages: Vec<(usize, [String; 2])>,
    more_passages: usize,
    routes: Vec<(Route, bool, String)>,
    placed: Vec<String>,
    flips: Vec<String>,
}

/// A piece of evidence.
#[derive(Clone, Debug)]
struct Piece {
    what: &'static str,
    /// The number or word as it is, for programs.
    value: Cell<'static>,
    /// As it is shown.
    shown: String,
    /// What it is held against, and whether it passes.
    needed: Option<(String, bool)>,
}

impl Piece {
    fn said(what: &'static str, value: Cell<'static>, shown: String) -> Piece {
        Piece { what, value, shown, needed: None }
    }

    fn least(what: &'static str, number: f64, least: f64) -> Piece {
        let (shown, least_shown) = beside(number, least);
        let needed = Some((format!("{least_shown} or more"), least <= number));
        Piece { what, value: Cell::measured(number, 4), shown, needed }
    }

    fn maybe_least(what: &'static str, number: Option<f64>, least: f64) -> Piece {
        let unknown = Piece {
            needed: Some((format!("{least:.2} or more"), false)),
            ..Piece::said(what, Cell::Empty, "not known".to_owned())
        };
        number.map_or(unknown, |number| Piece::least(what, number, least))
    }

    fn wanted(what: &'static str, holds: Option<bool>, wanted: bool) -> Piece {
        let yes = |holds: bool| if holds { "yes" } else { "no" };
        let shown = holds.map_or("not known", yes);
        Piece {
            what,
            value: Cell::known(holds.map(yes)),
            shown: shown.to_owned(),
            needed: Some((yes(wanted).to_owned(), holds == Some(wanted))),
        }
    }

    fn cosine(what: &'static str, number: Option<f64>) -> Piece {
        let shown = number.map_or_else(|| "not known".to_owned(), |it| format!("{it:.2}"));
        Piece::said(what, number.map_or(Cell::Empty, |it| Cell::measured(it, 4)), shown)
    }
}

/// Passages that are shown; more help nobody.
const PASSAGES: usize = 5;
/// Characters of a passage that are shown in a terminal.
const PASSAGE: usize = 240;

impl Explanation {
    /// Explains what two articles are to each other: `A` and `B` in every sentence.
    pub fn of(
        articles: [&Article; 2],
        measured: Measured,
        placed: &Placed,
        recipe: &Recipe,
    ) -> Explanation {
        let signs = Signs::of(articles.map(Wording::of).each_ref());
        let Measured { evidence, sight, discounted } = measured;
        let texts = articles.map(|article| article.text.read());
        let passages = passages::shared(&texts[0], &texts[1]);
        let case = Case { articles, evidence: &evidence, sight: &sight, signs: &signs, recipe };
        let relation = case.relation();
        let text = |passage: &Passage| {
            let [a, b] = [&texts[0][passage.left.clone()], &texts[1][passage.right.clone()]];
            (passage.words, [a, b].map(plain::one_line))
        };
        Explanation {
            articles: [
                described(articles[0], evidence.left, discounted[0]),
                described(articles[1], evidence.right, discounted[1]),
            ],
            relation,
            verdict: case.verdict(),
            evidence: vec![
                ("As copies", as_copies(&case)),
                ("As a template", as_template(&case)),
                ("As reports of one event", as_stories(&case)),
            ],
            passages: passages.iter().take(PASSAGES).map(text).collect(),
            more_passages: passages.len().saturating_sub(PASSAGES),
            routes: case.routes(),
            placed: placed.sentences(relation, case.score()),
            flips: case.flips(),
        }
    }

    /// Writes it as plain text.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (name, facts) in ["A", "B"].iter().zip(&self.articles) {
            for (place, (what, cell)) in facts.iter().enumerate() {
                let shown = match cell {
                    Cell::Empty => continue,
                    Cell::Text(words) | Cell::Figure(words) => plain::one_line(words),
                    Cell::List(words) => plain::one_line(&words.join("; ")),
                };
                match place {
                    0 => writeln!(out, "{name}  {shown}")?,
                    _ => writeln!(out, "   {what:<10} {shown}")?,
                }
            }
            writeln!(out)?;
        }
        writeln!(out, "{}.", capital(&self.verdict))?;
        self.write_evidence(out)?;
        self.write_passages(out)?;
        writeln!(out, "\nHow they are found")?;
        for (route, found, why) in &self.routes {
            let found = if *found { "yes" } else { "no" };
            writeln!(out, "  {:<7} {found:<4} {}", route.as_str(), plain::one_line(why))?;
        }
        said("In this input", &self.placed, out)?;
        said("What would change it", &self.flips, out)
    }

    fn write_evidence(&self, out: &mut dyn Write) -> io::Result<()> {
        for (title, pieces) in &self.evidence {
            writeln!(out, "\n{title:<42} {:<14} {:<26} passes", "found", "needed")?;
            for piece in pieces {
                let (needed, passes) = match &piece.needed {
                    Some((needed, true)) => (needed.as_str(), "yes"),
                    Some((needed, false)) => (needed.as_str(), "no"),
                    None => ("", ""),
                };
                let shown = plain::one_line(&piece.shown);
                let line = format!("  {:<40} {shown:<14} {needed:<26} {passes}", piece.what);
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    fn write_passages(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.passages.is_empty() {
            return writeln!(out, "\nNo passage of five words or more is in both.");
        }
        writeln!(out, "\nPassages in both")?;
        for (words, [text, _]) in &self.passages {
            let words = count(*words, "word", "words");
            writeln!(out, "  {words}: “{}”", plain::shortened(text, PASSAGE))?;
        }
        match self.more_passages {
            0 => Ok(()),
            more => writeln!(out, "  and {} more", figure(more)),
        }
    }

    /// Writes it as JSON, an object on one line.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::value(&self.object(), out)?;
        writeln!(out)
    }

    fn object(&self) -> Value {
        let [a, b] = self.articles.clone().map(|facts| {
            let (columns, row): (Vec<&str>, Vec<Cell<'_>>) = facts.into_iter().unzip();
            Value::Object(json::object(&columns, row))
        });
        let evidence = self.evidence.iter().flat_map(|(title, pieces)| {
            pieces.iter().map(move |piece| {
                let needed = piece.needed.as_ref();
                json!({
                    "of": title,
                    "what": piece.what,
                    "value": json::plain_value(piece.value.clone()),
                    "needed": needed.map(|(needed, _)| needed),
                    "passes": needed.map(|(_, passes)| passes),
                })
            })
        });
        let passages =
            self.passages.iter().map(|(words, [a, b])| json!({ "words": words, "a": a, "b": b }));
        let routes = self.routes.iter().map(|(route, found, why)| {
            json!({ "route": route.as_str(), "found": found, "because": why })
        });
        json!({
            "schema": json::SCHEMA,
            "a": a,
            "b": b,
            "relation": self.relation.map(Relation::as_str),
            "verdict": self.verdict,
            "evidence": evidence.collect::<Vec<_>>(),
            "passages": passages.collect::<Vec<_>>(),
            "more_passages": self.more_passages,
            "routes": routes.collect::<Vec<_>>(),
            "in_this_input": self.placed,
            "to_change_it": self.flips,
        })
    }
}

fn said(title: &str, sentences: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{title}")?;
    sentences.iter().try_for_each(|said| writeln!(out, "  {}", plain::one_line(said)))
}

fn described(
    article: &Article,
    shingles: u32,
    discounted: u32,
) -> Vec<(&'static str, Cell<'static>)> {
    let discounted = (0 < discounted).then_some(discounted);
    vec![
        ("article", Cell::text(article.key.to_string())),
        ("headline", Cell::known(article.title.clone())),
        ("outlet", Cell::shown(article.outlet.as_ref())),
        ("published", Cell::known(article.published.as_ref().map(wording::published))),
        ("words", Cell::count(article.words as usize)),
        ("shingles", Cell::count(shingles as usize)),
        ("common", discounted.map_or(Cell::Empty, |n| Cell::count(n as usize))),
    ]
}

fn as_copies(case: &Case<'_>) -> Vec<Piece> {
    let (evidence, recipe) = (case.evidence, &case.recipe.copies);
    let union = (evidence.left + evidence.right).saturating_sub(evidence.shared);
    let shared = Cell::count(evidence.shared as usize);
    let of = format!("{} of {}", figure(evidence.shared as usize), figure(union as usize));
    let shorter = evidence.left.min(evidence.right) as usize;
    let least = recipe.least_shingles;
    vec![
        Piece::said("shingles in both", shared, of),
        Piece::least("Jaccard, for a near-duplicate", evidence.jaccard(), recipe.near),
        Piece::least(
            "share of A in B, for an excerpt",
            evidence.left_contained(),
            recipe.contained,
        ),
        Piece::least(
            "share of B in A, for an excerpt",
            evidence.right_contained(),
            recipe.contained,
        ),
        Piece {
            needed: Some((format!("{least} or more"), least <= shorter)),
            ..Piece::said(
                "shingles of the shorter, for an excerpt",
                Cell::count(shorter),
                figure(shorter),
            )
        },
    ]
}

fn as_template(case: &Case<'_>) -> Vec<Piece> {
    let (signs, recipe) = (case.signs, &case.recipe.copies);
    let [from, to] = recipe.template;
    let alike = case.evidence.jaccard();
    let figures = format!("{} of {}", signs.figures_shared, signs.figures);
    vec![
        Piece::wanted("one outlet or agency", Some(signs.one_voice), true),
        Piece::wanted("one address", Some(signs.same_address), false),
        Piece::wanted("published on two days", signs.other_day, true),
        Piece {
            needed: Some((template_range(recipe), from <= alike && alike < to)),
            ..Piece::cosine("Jaccard", Some(alike))
        },
        Piece::least(
            "figures and names among what differs",
            signs.replaced,
            recipe.template_figures,
        ),
        Piece::maybe_least(
            "  or: likeness of the headlines",
            signs.headline,
            recipe.template_headline,
        ),
        Piece::wanted("      one of them edited", Some(signs.headline_edited), false),
        Piece {
            needed: Some(("under half, of 4 or more".to_owned(), signs.other_figures())),
            ..Piece::said("      and numbers in both", Cell::text(figures.clone()), figures)
        },
    ]
}

fn as_stories(case: &Case<'_>) -> Vec<Piece> {
    let (evidence, recipe) = (case.evidence, &case.recipe.stories);
    let hours = evidence.hours_apart;
    let shown = hours.map_or_else(|| "not known".to_owned(), |hours| format!("{hours:.1}"));
    let window = format!("{} or less", figure(recipe.window_days.unsigned_abs() as usize * 24));
    let Telling { names, figures, quote, credits } = &evidence.telling;
    let terms: Vec<String> = names.iter().chain(figures).cloned().collect();
    let listed = |words: &[String]| {
        if words.is_empty() { "none".to_owned() } else { wording::listed(words) }
    };
    let quoted = quote.clone().unwrap_or_else(|| "nothing".to_owned());
    let marks = evidence.marks;
    let counted =
        |what: &'static str, n: u32| Piece::said(what, Cell::count(n as usize), figure(n as usize));
    vec![
        Piece::cosine("likeness of the texts", Some(evidence.text)),
        Piece::cosine("of the leads", Some(evidence.lead)),
        Piece::cosine("of names and numbers", evidence.names),
        Piece::cosine("of the headlines", evidence.headline),
        Piece {
            needed: Some((window, case.sight.within_window)),
            ..Piece::said(
                "hours apart",
                hours.map_or(Cell::Empty, |hours| Cell::measured(hours, 2)),
                shown,
            )
        },
        Piece::cosine("all of it weighed", Some(evidence.likeness)),
        Piece::least("confidence", case.score(), recipe.link),
        Piece::said("telling terms in both", Cell::List(terms.clone()), listed(&terms)),
        counted("amounts in both", marks.amounts),
        Piece {
            needed: Some((
                format!("of {SEVERAL_FIGURES} or more in each"),
                SEVERAL_FIGURES <= marks.fewer_figures,
            )),
            ..Piece::said(
                "figures in both",
                Cell::count(marks.figures as usize),
                format!("{} of {}", marks.figures, marks.fewer_figures),
            )
        },
        counted("days of the calendar in both", marks.days),
        Piece::said("words that both quote", Cell::text(quoted.clone()), quoted.clone()),
        Piece::said("credited in both", Cell::List(credits.clone()), listed(credits)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn what_became_of_two_articles_is_said_with_the_links_between_them() {
        let findings = sample::findings();
        let check = |ends: [u32; 2], relation, expected: &[&str]| {
            let placed = Placed::of(&findings, ends.map(ArticleIx));
            assert_eq!(placed.sentences(relation, 0.55), expected, "{ends:?}");
        };
        check(
            [0, 1],
            Some(Relation::Identical),
            &[
                "linked as identical, found by bands, confidence 1.00",
                "one story, a-post.txt: A —identical 1.00→ b-ledger.txt",
                "B counts as a copy of a-post.txt",
            ],
        );
        check(
            [2, 3],
            None,
            &[
                "not linked",
                "one story, a-post.txt: A —excerpt 1.00→ a-post.txt —same_story 0.61→ d-mail.txt",
                "A counts as a copy of a-post.txt",
            ],
        );
        check(
            [3, 4],
            Some(Relation::SameStory),
            &[
                "linked as same_story, found by terms, confidence 0.61 (0.55 for the two alone; whether \
                 one story holds both, and how long they are, counts too)",
                "two stories, a-post.txt and e-mail.txt; an editor is asked whether they are one",
            ],
        );
        check(
            [0, 4],
            Some(Relation::SameStory),
            &[
                "not linked: others are nearer, or a template keeps them apart",
                "two stories, a-post.txt and e-mail.txt; an editor is asked whether they are one",
            ],
        );
    }
}
