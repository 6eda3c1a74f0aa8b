//! A newsletter → the reports it lists, if it surely lists some.
//!
//! It does if it holds three headlines or more, each followed by a text and leading to a page of its
//! own. What stands between them that is no such report (the greeting, the weather) is left out; a
//! message that is one long article with subheadings stays one.

use super::Content;
use super::mapping::{Draft, Field};
use super::markup::{self, Block};
use super::names::Found;

/// The fewest reports of a digest: two may be an article and a hint at another.
const FEWEST: usize = 3;
/// Words of a headline, at least and at most.
const HEADLINE: std::ops::RangeInclusive<usize> = 3..=30;
/// From how many characters on a text is one: a short sentence.
const TEXT: usize = 60;

/// A report in a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    title: String,
    text: String,
    url: String,
}

impl Item {
    /// The report as a record of its own, with what its message says of all.
    pub(super) fn found(self, about: &Draft) -> Found {
        let mut draft = Draft { id: None, content: Content::Excerpt(self.text), ..about.clone() };
        draft.fields.title = None;
        draft.fields.byline = None;
        Field::Title.set(&mut draft, &self.title);
        Field::Url.set(&mut draft, &self.url);
        Found::Record(draft)
    }
}

/// The reports in a newsletter's page.
pub(super) fn of_html(html: &str) -> Option<Vec<Item>> {
    let blocks = markup::blocks(html);
    let heads: Vec<usize> = (0..blocks.len()).filter(|at| is_headline(&blocks[*at])).collect();
    let ends = heads.iter().skip(1).copied().chain([blocks.len()]);
    let items = heads.iter().zip(ends).filter_map(|(head, end)| item(&blocks[*head..end]));
    whole(items.collect())
}

fn is_headline(block: &Block) -> bool {
    let words = block.text.split_whitespace().count();
    HEADLINE.contains(&words) && (block.is_heading || block.link().is_some_and(is_page))
}

fn item(blocks: &[Block]) -> Option<Item> {
    let (head, below) = blocks.split_first()?;
    // The first texts belong to it; what is behind a gap is the foot of the message.
    let texts: Vec<&Block> =
        below.iter().take_while(|block| TEXT <= block.text.chars().count()).collect();
    let more = |block: &&Block| block.text.split_whitespace().count() <= 6;
    let links = |blocks: &[&Block]| {
        let links = blocks.iter().flat_map(|block| &block.links).map(|(address, _)| address);
        links.filter(|address| is_page(address)).cloned().collect::<Vec<_>>()
    };
    let behind: Vec<&Block> = below.iter().skip(texts.len()).take(1).filter(more).collect();
    let url = links(&[head]).into_iter().chain(links(&texts)).chain(links(&behind)).next()?;
    let lines: Vec<&str> = texts.iter().map(|block| without_more(block)).collect();
    (!lines.is_empty()).then(|| Item { title: head.text.clone(), text: lines.join("\n"), url })
}

/// The text of a block without the link behind it that says where there is more.
fn without_more(block: &Block) -> &str {
    let text = block.text.as_str();
    let Some((_, words)) = block.links.last() else {
        return text;
    };
    let before = text.strip_suffix(words.as_str()).map(str::trim_end);
    let is_more = words.split_whitespace().count() <= 4 && !words.is_empty();
    before
        .filter(|before| is_more && before.ends_with(['.', '…', '!', '?', '”', '"']))
        .unwrap_or(text)
}

/// The reports in a newsletter of plain text: each a headline, a text and an address.
pub(super) fn of_text(text: &str) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        match address_line(line) {
            Some(url) => {
                items.extend(text_item(&lines, url));
                lines.clear();
            }
            None => lines.push(line),
        }
    }
    whole(items)
}

/// The address that a line consists of, or ends with after a word or two.
fn address_line(line: &str) -> Option<&str> {
    let at = line.find("https://").or_else(|| line.find("http://"))?;
    let (before, address) = line.split_at(at);
    let address = address.trim_end_matches(['>', ')', ']']);
    let alone = before.split_whitespace().count() <= 4 && !address.contains(char::is_whitespace);
    (alone && is_page(address)).then_some(address)
}

/// The report above an address: the last headline, and the text below it.
fn text_item(lines: &[&str], url: &str) -> Option<Item> {
    let end = lines.iter().rposition(|line| !line.is_empty())? + 1;
    let lines = &lines[..end];
    let is_title = |at: usize| {
        let line = lines[at];
        let begins = at == 0 || lines[at - 1].is_empty();
        let words = line.split_whitespace().count();
        begins && HEADLINE.contains(&words) && !line.ends_with(['.', ',', ':', ';', '!'])
    };
    let title = (0..lines.len()).rev().find(|at| is_title(*at))?;
    let text: Vec<&str> =
        lines[title + 1..].iter().copied().filter(|line| !line.is_empty()).collect();
    let text = text.join(" ");
    let title = lines[title].trim_start_matches(['*', '-', '•', '#', '>', ' ']).to_owned();
    (TEXT <= text.chars().count()).then(|| Item { title, text, url: url.to_owned() })
}

fn is_page(address: &str) -> bool {
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    address.starts_with("http") && path.is_some_and(|(_, path)| 1 < path.len())
}

/// Reports that make a digest: enough, and each of a page of its own.
fn whole(items: Vec<Item>) -> Option<Vec<Item>> {
    let pages: std::collections::BTreeSet<&str> =
        items.iter().map(|item| item.url.as_str()).collect();
    (FEWEST <= items.len() && pages.len() == items.len()).then_some(items)
}
