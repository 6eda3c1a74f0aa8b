//! A saved web page → its article's text, line by line, and what the page says of itself.
//!
//! In: HTML of any quality. Out: every visible line with its role, the *surer* text on which two
//! extractors agree, and the *fuller* one that holds what either kept. Neither extractor is trusted
//! alone: each takes whole sidebars on some pages, and they seldom take the same one.
//!
//! Both run on a thread with a large stack of its own; if one panics, the other decides.
//! Deliberately absent: fetching anything, running scripts, and text hidden from readers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::metadata::{self, About};
use super::{Line, Role, published};
use crate::article::Reason;

use choice::{Choice, choose};
use lines::{Part, Visible, visible};
use opinion::{Opinion, words};
use safety::light;

mod choice;
mod lines;
mod opinion;
mod safety;
#[cfg(test)]
mod tests;

/// Enough for elements nested as deep as `safety` lets through, many times over.
const STACK: usize = 64 << 20;

/// What was read of a page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Every visible line in order, with its role.
    pub lines: Vec<Line>,
    /// The text on which the extractors agree; paragraphs parted by `\n`. Empty if the markup gave
    /// no article: the lines are then to be read as a pasted page.
    pub text: String,
    /// The text that either kept, where it differs.
    pub text_full: Option<String>,
    /// What the page says of itself.
    pub about: About,
}

/// Reads a page; one that shows nothing, or only links, is rejected.
pub fn read(html: &str) -> Result<Page, Reason> {
    thread::scope(|scope| {
        let worker =
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || read_here(html));
        let broken = |what: String| Err(Reason::Unreadable(what));
        match worker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(page)) => page,
            Ok(Err(_)) => broken("the page's markup breaks the parser".to_owned()),
            Err(error) => broken(error.to_string()),
        }
    })
}

fn read_here(html: &str) -> Result<Page, Reason> {
    let light = light(html);
    let document = Document::from(light.html.as_str());
    let visible = visible(&document);
    let mut about = About::of(&document);
    about.add_saver(html);
    if visible.is_empty() && about.body.is_none() {
        return Err(Reason::Empty);
    }
    let elements = metadata::time_elements(&document);
    let opinions = match light.is_flat {
        true => [Opinion::default(), Opinion::default()],
        false => [smoothie(document), trafilatura(&light.html)].map(|text| Opinion::of(&text)),
    };
    let choices = choose(&visible, &opinions, &about);
    let page = assemble(&visible, &choices, about);
    refuse_teasers(&visible, &page)?;
    let mut page = or_for_machines(page);
    if page.text.is_empty() {
        refuse_links(&visible)?;
    }
    let head = || time_near_headline(&page.lines);
    let published = page.about.published.clone().or(elements).or_else(head);
    let byline = page.about.byline.clone();
    page.about.published = published;
    page.about.byline = byline.or_else(|| byline_near_headline(&mut page.lines));
    Ok(page)
}

/// What `dom_smoothie` takes for the article.
fn smoothie(document: Document) -> String {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let read = || {
        let mut reader = Readability::with_document(document, None, Some(config)).ok()?;
        let article = reader.parse().ok()?;
        Some(article.text_content.to_string())
    };
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().unwrap_or_default()
}

/// What `trafilatura` takes for the article.
fn trafilatura(html: &str) -> String {
    let options = trafilatura::Options::default().with_fallback(true).with_exclude_comments(true);
    let read = || {
        let result = trafilatura::extract(html, &options).ok()?;
        let kept = Document::from(result.content_html.as_str());
        let lines = visible(&kept).into_iter().map(|line| line.text);
        Some(lines.collect::<Vec<_>>().join("\n"))
    };
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().unwrap_or_default()
}

/// Gives every line its role and joins the kept ones.
fn assemble(visible: &[Visible], choices: &[Choice], about: About) -> Page {
    let first = choices.iter().position(|choice| *choice == Choice::Sure);
    let mut lines = Vec::with_capacity(visible.len());
    let (mut sure, mut full) = (Vec::new(), Vec::new());
    let title = about.title.as_deref().map(words);
    let mut has_headline = false;
    for (at, (line, choice)) in visible.iter().zip(choices).enumerate() {
        let is_title = title.as_ref().is_some_and(|title| *title == words(&line.text));
        let before = first.is_some_and(|first| at < first);
        let role = match choice {
            _ if is_title && has_headline => Role::Repeated,
            _ if is_title => Role::Headline,
            Choice::Sure => Role::Body,
            // Byline and time are no part of the fuller text either.
            Choice::Fuller if before => role_above(&line.text, &about).unwrap_or(Role::Disputed),
            Choice::Fuller => Role::Disputed,
            Choice::Role(role) => *role,
            Choice::No if before => role_above(&line.text, &about).unwrap_or(role_of(line)),
            Choice::No => role_of(line),
        };
        has_headline |= is_title;
        match role {
            Role::Body => {
                sure.push(line.text.as_str());
                full.push(line.text.as_str());
            }
            Role::Disputed => full.push(line.text.as_str()),
            _ => {}
        }
        lines.push(Line { text: line.text.clone(), role });
    }
    let (text, text_full) = (sure.join("\n"), full.join("\n"));
    Page { lines, text_full: (text_full != text).then_some(text_full), text, about }
}

/// What a line above the article is, that no extractor kept.
fn role_above(text: &str, about: &About) -> Option<Role> {
    const FEW: usize = 14;
    let said = words(text);
    if FEW < said.len() {
        return (about.description.as_deref().map(words) == Some(said)).then_some(Role::Standfirst);
    }
    if published::find(text).is_some() {
        return Some(Role::Time);
    }
    let stands = |name: &str| {
        let names = words(name);
        !names.is_empty() && said.windows(names.len()).any(|window| window == names)
    };
    let byline = about.byline.as_deref().unwrap_or_default();
    byline.split(',').any(stands).then_some(Role::Byline)
}

fn role_of(line: &Visible) -> Role {
    match line.part {
        Part::Navigation => Role::Navigation,
        Part::Caption => Role::Caption,
        Part::Footer => Role::Footer,
        Part::Aside => Role::OtherStories,
        Part::Plain | Part::Heading => Role::Outside,
    }
}

/// Takes the text that a page repeats for machines where its visible lines give none: it is then
/// built by scripts.
fn or_for_machines(mut page: Page) -> Page {
    /// Shorter ones are summaries.
    const FEWEST_WORDS: usize = 40;
    let body = page.about.body.take();
    let Some(body) = body.filter(|body| FEWEST_WORDS <= words(body).len()) else {
        return page;
    };
    if page.text.is_empty() {
        page.lines
            .extend(body.lines().map(|text| Line { text: text.to_owned(), role: Role::Body }));
        page.text = body;
        page.text_full = None;
    }
    page
}

/// Rejects a page most of whose words are links.
fn refuse_links(visible: &[Visible]) -> Result<(), Reason> {
    /// So few are a short page, whatever they link to.
    const FEWEST: usize = 12;
    let links = visible.iter().filter(|line| line.is_link()).count();
    let said: usize = visible.iter().map(|line| line.words).sum();
    let linked: usize = visible.iter().map(|line| line.linked).sum();
    if FEWEST <= links && said <= 2 * linked {
        return Err(Reason::NoArticle(format!("a page of {links} links")));
    }
    Ok(())
}

/// Rejects a page whose text is teasers, each beside the link to its story, where the markup speaks of
/// no article.
fn refuse_teasers(visible: &[Visible], page: &Page) -> Result<(), Reason> {
    /// So few links to stories stand between the paragraphs of articles too.
    const FEWEST: usize = 8;
    /// A link of fewer words is a section's name.
    const HEADLINE: usize = 3;
    let about = &page.about;
    let is_article = |kind: &String| {
        let kind = kind.to_lowercase();
        kind.ends_with("article") || kind.ends_with("posting")
    };
    if about.published.is_some() || about.body.is_some() || about.kinds.iter().any(is_article) {
        return Ok(());
    }
    let is_story =
        |at: usize| visible.get(at).is_some_and(|line| line.is_link() && HEADLINE <= line.words);
    let stories = (0..visible.len()).filter(|at| is_story(*at)).count();
    let is_kept = |at: &usize| page.lines.get(*at).is_some_and(|line| line.role == Role::Body);
    let kept: Vec<usize> = (0..visible.len()).filter(is_kept).collect();
    let beside = |at: &&usize| {
        let near = at.saturating_sub(2)..**at + 2;
        near.into_iter().any(is_story)
    };
    let teasers = kept.iter().filter(beside).count();
    // Paragraphs stand together, teasers apart.
    let together = kept.windows(3).any(|lines| lines[0] + 2 == lines[2]);
    if FEWEST <= stories && !together && 2 * kept.len() <= 3 * teasers {
        return Err(Reason::NoArticle(format!("a page of {stories} links to other stories")));
    }
    Ok(())
}

/// The line above the article that says by whom it is.
fn byline_near_headline(lines: &mut [Line]) -> Option<String> {
    let headline = lines.iter().position(|line| line.role == Role::Headline)?;
    let body = lines.iter().position(|line| line.role == Role::Body)?;
    let between = lines.get_mut(headline..body)?.iter_mut();
    let mut below = between.filter(|line| line.role == Role::Outside);
    below.find_map(|line| {
        let name = metadata::byline(&line.text).filter(|name| *name != line.text)?;
        let capitals = name.split_whitespace().filter(|word| word.starts_with(char::is_uppercase));
        let is_name = (2..=8).contains(&capitals.count());
        is_name.then(|| {
            line.role = Role::Byline;
            name
        })
    })
}

/// The time printed nearest to the headline, above the article.
fn time_near_headline(lines: &[Line]) -> Option<crate::article::Published> {
    let headline = lines.iter().position(|line| line.role == Role::Headline);
    let body = lines.iter().position(|line| line.role == Role::Body)?;
    let from = headline.filter(|at| *at < body).unwrap_or(0);
    let mut times = lines
        .get(from..body)?
        .iter()
        .filter(|line| line.role == Role::Time)
        .filter_map(|line| published::find(&line.text));
    times.next().map(|(_, published)| published)
}
