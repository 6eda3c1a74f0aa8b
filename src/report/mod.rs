//! [`Findings`] → rows of strings → files. The writers decide nothing.
//!
//! A [`Report`] looks at the findings from two sides: as tables for programs ([`table`], written
//! as CSV or JSON), and as the [`desk`]'s read for editors (written as Markdown and as HTML). Every
//! word that depends on a number is in [`wording`]; what came from an input passes [`plain`] before it is
//! printed.
//!
//! Deliberately absent: the time of the run and anything else that would make two reports on the
//! same input differ.

use std::collections::BTreeMap;

use crate::article::{Article, ArticleIx, Articles, Published, Rejected};
use crate::input::Problem;
use crate::link::{Link, Relation};
use crate::recipe::Recipe;
use crate::story::{Copy, Story};
use crate::timeline::Timeline;
use crate::verdict::Rulings;

use clock::Clock;

pub mod plain;
pub mod wording;
pub mod clock;
pub mod table;
pub mod desk;
pub mod csv;
pub mod json;
pub mod markdown;
pub mod html;
pub mod folder;
mod reasons;
pub mod explain;
#[cfg(test)]
mod sample;

/// Everything one run found: what a report is made of.
#[derive(Debug)]
pub struct Findings {
    /// The choices it was found with.
    pub recipe: Recipe,
    /// The articles.
    pub articles: Articles,
    /// The verified links, by left, then right.
    pub links: Vec<Link>,
    /// The stories, by key.
    pub stories: Vec<Story>,
    /// One timeline for each story, in the same order.
    pub timelines: Vec<Timeline>,
    /// What editors decided of its articles, and which of their verdicts are not obeyed.
    pub rulings: Rulings,
    /// What became no article, by source.
    pub rejected: Vec<Rejected>,
    /// Every `--map` whose column an export does not have: its records were read as without it.
    pub unmapped: Vec<Problem>,
    /// Remarks on the run as a whole: crowded buckets, ids that were claimed twice.
    pub remarks: Vec<String>,
}

/// How much was found, for the line that ends a run and the paragraph that opens a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Articles accepted.
    pub articles: usize,
    /// Stories, those of one article included.
    pub stories: usize,
    /// Articles that are a copy of another.
    pub copies: usize,
    /// Inputs that became no article.
    pub rejected: usize,
    /// Stories that somebody should look at.
    pub to_review: usize,
}

/// Findings with what is needed to find one's way in them.
#[derive(Debug)]
pub struct Report<'a> {
    findings: &'a Findings,
    places: Vec<Option<Place>>,
    /// Articles that share a wording with others, and those others, by key.
    templates: BTreeMap<ArticleIx, Vec<ArticleIx>>,
    clock: Clock,
}

/// Where an article stands among the stories.
#[derive(Clone, Copy, Debug)]
struct Place {
    story: usize,
    /// For a copy: the kept article of its origin, and the copy itself.
    copy: Option<(ArticleIx, Copy)>,
}

impl<'a> Report<'a> {
    /// Looks up where every article stands.
    pub fn of(findings: &'a Findings) -> Report<'a> {
        let mut places = vec![None; findings.articles.len()];
        let mut put = |ix: ArticleIx, place| {
            if let Some(slot) = places.get_mut(ix.at()) {
                *slot = Some(place);
            }
        };
        for (story, told) in findings.stories.iter().enumerate() {
            for origin in &told.origins {
                put(origin.kept, Place { story, copy: None });
                for copy in &origin.copies {
                    let copy = Some((origin.kept, *copy));
                    put(copy.map_or(origin.kept, |(_, copy)| copy.article), Place { story, copy });
                }
            }
        }
        let templates = templates(&findings.links);
        Report { findings, places, templates, clock: Clock::Pages }
    }

    /// The same with the times of publication on this clock, where editors read them; the tables
    /// keep them as printed.
    pub fn on(self, clock: Clock) -> Report<'a> {
        Report { clock, ..self }
    }

    /// How much was found.
    pub fn counts(&self) -> Counts {
        let is_copy = |place: &&Option<Place>| place.is_some_and(|place| place.copy.is_some());
        let stories = &self.findings.stories;
        Counts {
            articles: self.findings.articles.len(),
            stories: stories.len(),
            copies: self.places.iter().filter(is_copy).count(),
            rejected: self.findings.rejected.len(),
            to_review: stories.iter().filter(|story| !story.reviews.is_empty()).count(),
        }
    }

    fn place(&self, ix: ArticleIx) -> Option<Place> {
        self.places.get(ix.at()).copied().flatten()
    }

    /// Why two articles are linked, in words.
    fn because(&self, link: &Link) -> String {
        let articles = &self.findings.articles;
        let first = wording::First::of(&articles[link.left], &articles[link.right]);
        let because = wording::because(link, first);
        let rulings = &self.findings.rulings;
        match rulings.on(link.left, link.right) {
            Some(verdict) => {
                format!("{}; {because}", wording::ruled(&rulings.file, verdict, "the two"))
            }
            None => because,
        }
    }

    /// Remarks on the run as a whole; what became of verdicts first.
    fn remarks(&self) -> Vec<String> {
        let Findings { rulings, unmapped, remarks, .. } = self.findings;
        let obeyed = (!rulings.is_empty()).then(|| wording::obeyed(&rulings.file, rulings.len()));
        let unheeded = rulings.unheeded.iter().map(|it| wording::unheeded(&rulings.file, it));
        let unmapped = unmapped.iter().map(wording::unmapped);
        obeyed.into_iter().chain(unheeded).chain(unmapped).chain(remarks.iter().cloned()).collect()
    }

    /// The link between two articles, whichever way round.
    fn link(&self, one: ArticleIx, other: ArticleIx) -> Option<&'a Link> {
        let sought = (one.min(other), one.max(other));
        let links = &self.findings.links;
        let found = links.binary_search_by_key(&sought, |link| (link.left, link.right));
        found.ok().and_then(|at| links.get(at))
    }
}

fn templates(links: &[Link]) -> BTreeMap<ArticleIx, Vec<ArticleIx>> {
    let mut templates: BTreeMap<ArticleIx, Vec<ArticleIx>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.relation == Relation::Template) {
        templates.entry(link.left).or_default().push(link.right);
        templates.entry(link.right).or_default().push(link.left);
    }
    for others in templates.values_mut() {
        others.sort_unstable();
    }
    templates
}

/// Characters of a headline that has to be made from the text.
const HEADLINE: usize = 90;

/// What an article is called: its headline, else how its text begins, else its key.
fn headline(article: &Article) -> String {
    if let Some(title) = &article.title
        && !plain::one_line(title).is_empty()
    {
        return title.clone();
    }
    let opening: String = article.text.read().chars().take(4 * HEADLINE).collect();
    match plain::one_line(&opening).as_str() {
        "" => article.key.to_string(),
        opening => plain::shortened(opening, HEADLINE),
    }
}

/// The first and the last publication of a story, where any is known.
fn published_span<'a>(
    story: &Story,
    articles: &'a Articles,
) -> Option<(&'a Published, &'a Published)> {
    let known = || story.articles().filter_map(|ix| articles[ix].published.as_ref());
    let first = known().min_by_key(|published| published.seconds())?;
    let last = known().max_by_key(|published| published.seconds())?;
    Some((first, last))
}
