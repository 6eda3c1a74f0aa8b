//! The visible lines of a parsed page, each with the part of the page it stands in.

use std::mem;

use dom_query::{Document, NodeRef};

/// A line as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visible {
    pub(super) text: String,
    pub(super) part: Part,
    /// How many words it has, and how many of them are links.
    pub(super) words: usize,
    pub(super) linked: usize,
}

impl Visible {
    /// Whether it is a link and hardly anything else.
    pub(super) fn is_link(&self) -> bool {
        0 < self.linked && 4 * self.words <= 5 * self.linked
    }

    /// Whether it reads as a paragraph: long enough, and ended as a sentence is.
    pub(super) fn is_prose(&self) -> bool {
        const FEWEST_WORDS: usize = 12;
        /// Scripts without blanks have no words to count.
        const FEWEST_LETTERS: usize = 60;
        let long = FEWEST_WORDS <= self.words || FEWEST_LETTERS <= self.text.chars().count();
        let ends = [
            '.', '!', '?', '…', '"', '”', '»', '’', '\'', ')', ':', '。', '！', '？', '」', '।',
            '؟',
        ];
        long && self.text.ends_with(ends)
    }
}

/// The part of a page that its markup names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Anything else.
    Plain,
    /// A heading.
    Heading,
    /// `nav`, and controls of forms.
    Navigation,
    /// `figcaption`.
    Caption,
    /// `footer`.
    Footer,
    /// `aside`.
    Aside,
}

/// What ends a line before and after it.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "br",
    "td",
    "th",
    "iframe",
    "video",
    "audio",
    "button",
];

/// What no reader sees.
const UNSEEN: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "head", "title", "object", "canvas", "math",
    "textarea",
];

enum Step<'a> {
    Open(NodeRef<'a>, Part),
    Close(Part),
    /// The end of a link.
    Unlink,
}

/// Lists the lines of a page in its order, blanks within a line made one.
pub(super) fn visible(document: &Document) -> Vec<Visible> {
    let mut lines = Lines::default();
    let mut steps = vec![Step::Open(document.root(), Part::Plain)];
    let mut links = 0usize;
    while let Some(step) = steps.pop() {
        let (node, part) = match step {
            Step::Open(node, part) => (node, part),
            Step::Close(part) => {
                lines.end(part);
                continue;
            }
            Step::Unlink => {
                links = links.saturating_sub(1);
                continue;
            }
        };
        if node.is_text() {
            lines.push(&node.text(), 0 < links);
            continue;
        }
        let name = node.node_name();
        let name = name.as_deref().unwrap_or_default();
        if UNSEEN.contains(&name) || node.has_attr("hidden") {
            continue;
        }
        if name == "a" {
            links += 1;
            steps.push(Step::Unlink);
        }
        let inner = match part_of(name) {
            // The heading of a list of other stories belongs to the list.
            Some(Part::Heading) if part != Part::Plain => part,
            Some(inner) => inner,
            None => part,
        };
        if BLOCKS.contains(&name) {
            lines.end(part);
            steps.push(Step::Close(inner));
        }
        steps.extend(node.children_it(true).map(|child| Step::Open(child, inner)));
    }
    lines.end(Part::Plain);
    lines.done
}

fn part_of(name: &str) -> Option<Part> {
    Some(match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Part::Heading,
        "nav" | "button" | "select" | "option" => Part::Navigation,
        "figcaption" | "caption" => Part::Caption,
        "footer" => Part::Footer,
        "aside" => Part::Aside,
        _ => return None,
    })
}

#[derive(Default)]
struct Lines {
    done: Vec<Visible>,
    open: String,
    words: usize,
    linked: usize,
}

impl Lines {
    fn push(&mut self, text: &str, is_linked: bool) {
        let words = text.split_whitespace().count();
        self.words += words;
        if is_linked {
            self.linked += words;
        }
        for (place, word) in text.split_whitespace().enumerate() {
            let spaced = 0 < place || text.starts_with(char::is_whitespace);
            if spaced && !self.open.is_empty() && !self.open.ends_with(' ') {
                self.open.push(' ');
            }
            self.open.push_str(word);
        }
        if text.ends_with(char::is_whitespace) && !self.open.is_empty() && !self.open.ends_with(' ')
        {
            self.open.push(' ');
        }
    }

    fn end(&mut self, part: Part) {
        let text = mem::take(&mut self.open);
        let text = text.trim();
        let (words, linked) = (mem::take(&mut self.words), mem::take(&mut self.linked));
        if !text.is_empty() {
            self.done.push(Visible { text: text.to_owned(), part, words, linked });
        }
    }
}
