//! A page made light and shallow enough for the parsers.
//!
//! Saved pages carry megabytes that no reader sees, and broken or hostile ones nest their elements
//! by the hundred thousand, which makes recursive parsers overflow their stack. One pass over the
//! bytes takes out the former and measures the latter.

/// How deep elements may nest. Of 509 saved pages the deepest had 54.
const DEEPEST: usize = 300;
/// How many elements a page may have: the extractors' time grows faster than their number. Of 509
/// saved pages the richest had 9,878.
const MOST_ELEMENTS: usize = 30_000;
/// How much of a light page is read, in bytes. Of 509 saved pages the longest had 1 MB.
const LONGEST: usize = 2 << 20;
/// A tag longer than this carries a picture in its attributes.
const LONGEST_TAG: usize = 4 << 10;

/// A page without scripts, styles, drawings, comments, and pictures within tags.
pub(super) struct Light {
    /// What is left.
    pub(super) html: String,
    /// Whether that is too deep or too rich in elements for the extractors; it is then a flat
    /// sequence of lines.
    pub(super) is_flat: bool,
}

/// Makes a page light, and flat if it must be.
pub(super) fn light(html: &str) -> Light {
    let mut light = String::with_capacity(html.len().min(LONGEST));
    let mut measure = Measure::default();
    for piece in (Pieces { rest: html }) {
        let room = LONGEST.saturating_sub(light.len());
        if room == 0 {
            break;
        }
        match piece {
            Piece::Text(text) if room < text.len() => {
                let fits = text.char_indices().take_while(|(at, c)| at + c.len_utf8() <= room);
                light.extend(fits.map(|(_, c)| c));
                break;
            }
            Piece::Text(text) => light.push_str(text),
            Piece::Tag(tag) => {
                measure.add(&tag);
                tag.push_to(&mut light);
            }
        }
    }
    let is_flat = measure.is_too_much();
    if is_flat {
        light = flattened(&light);
    }
    Light { html: light, is_flat }
}

/// The page as lines: each tag of a block is a break, all others go.
fn flattened(html: &str) -> String {
    const INLINE: &[&str] = &[
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins",
        "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "wbr",
    ];
    let mut flat = String::with_capacity(html.len());
    for piece in (Pieces { rest: html }) {
        match piece {
            Piece::Text(text) => flat.push_str(text),
            Piece::Tag(tag) if INLINE.contains(&tag.name.as_str()) => {}
            Piece::Tag(tag) if tag.name == "meta" || tag.name == "title" => tag.push_to(&mut flat),
            Piece::Tag(_) => flat.push_str("<br>"),
        }
    }
    flat
}

#[derive(Default)]
struct Measure {
    depth: usize,
    deepest: usize,
    elements: usize,
}

impl Measure {
    fn add(&mut self, tag: &Tag<'_>) {
        // These have no end, or may leave it out.
        const UNNESTED: &[&str] = &[
            "a", "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li",
            "link", "meta", "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
            "tbody", "thead", "html", "head", "body",
        ];
        if tag.is_end {
            self.depth = match UNNESTED.contains(&tag.name.as_str()) {
                true => self.depth,
                false => self.depth.saturating_sub(1),
            };
            return;
        }
        self.elements += 1;
        if !UNNESTED.contains(&tag.name.as_str()) && !tag.source.ends_with("/>") {
            self.depth += 1;
            self.deepest = self.deepest.max(self.depth);
        }
    }

    fn is_too_much(&self) -> bool {
        DEEPEST < self.deepest || MOST_ELEMENTS < self.elements
    }
}

enum Piece<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
}

struct Tag<'a> {
    /// In lower case.
    name: String,
    is_end: bool,
    source: &'a str,
}

impl Tag<'_> {
    fn push_to(&self, html: &mut String) {
        if self.source.len() <= LONGEST_TAG || self.name == "meta" {
            html.push_str(self.source);
            return;
        }
        html.push_str(if self.is_end { "</" } else { "<" });
        html.push_str(&self.name);
        html.push('>');
    }
}

/// Text and tags of a page in order; what no reader sees is stepped over.
struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(comment) = self.rest.strip_prefix("<!--") {
                self.rest = after(comment, "-->");
                continue;
            }
            let Some((tag, rest)) = tag(self.rest) else {
                let first = self.rest.chars().next().map_or(0, char::len_utf8);
                let length = self
                    .rest
                    .get(first..)
                    .and_then(|rest| rest.find('<'))
                    .map_or(self.rest.len(), |at| at + first);
                let (text, rest) = self.rest.split_at(length);
                self.rest = rest;
                return Some(Piece::Text(text));
            };
            self.rest = rest;
            if !tag.is_end && is_unseen(&tag) {
                self.rest = after_end(rest, &tag.name);
                continue;
            }
            return Some(Piece::Tag(tag));
        }
    }
}

fn is_unseen(tag: &Tag<'_>) -> bool {
    if tag.source.ends_with("/>") && tag.name == "svg" {
        return false;
    }
    match tag.name.as_str() {
        "style" | "svg" => true,
        "script" => !tag.source.to_ascii_lowercase().contains("ld+json"),
        _ => false,
    }
}

/// The tag that `html` begins with, and what follows it.
fn tag(html: &str) -> Option<(Tag<'_>, &str)> {
    let inner = html.strip_prefix('<')?;
    let (is_end, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = inner
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':')
        .unwrap_or(inner.len());
    let name = inner.get(..length)?.to_ascii_lowercase();
    let mut quote = None;
    let mut end = html.len();
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                end = at + 1;
                break;
            }
            (None, b'"' | b'\'') if html.as_bytes().get(at.wrapping_sub(1)) == Some(&b'=') => {
                quote = Some(byte);
            }
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    let (source, rest) = html.split_at_checked(end)?;
    let tag = Tag { name, is_end, source };
    Some((tag, rest))
}

fn after<'a>(html: &'a str, end: &str) -> &'a str {
    html.split_once(end).map_or("", |(_, rest)| rest)
}

/// What follows the end tag of that name, in any case.
fn after_end<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some((_, tail)) = rest.split_once("</") {
        let is_it = tail.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_it {
            return after(tail, ">");
        }
        rest = tail;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reader_sees_goes_and_the_rest_stays() {
        let page = "<p>One<script>let a = '<p>';</script> two<!-- <b> -->\
            <STYLE>p {}</Style><script type=\"application/ld+json\">{}</script> < three</p>";
        let light = light(page);
        assert_eq!(
            light.html,
            "<p>One two<script type=\"application/ld+json\">{}</script> < three</p>"
        );
        assert!(!light.is_flat);
    }

    #[test]
    fn pictures_within_tags_go() {
        let picture = format!("<p>a<img src=\"data:{}\" alt='>'>b", "A".repeat(9_000));
        assert_eq!(light(&picture).html, "<p>a<img>b");
    }

    #[test]
    fn no_more_than_so_much_is_read() {
        for page in ["ї".repeat(LONGEST), "<br>".repeat(LONGEST / 2), "a<br>".repeat(LONGEST)] {
            assert!(light(&page).html.len() <= LONGEST + LONGEST_TAG);
        }
    }

    #[test]
    fn a_page_nested_too_deep_becomes_flat() {
        let deep = |n| format!("{}<b>t</b> u{}", "<div>".repeat(n), "</div>".repeat(n));
        assert!(!light(&deep(DEEPEST - 1)).is_flat);
        let flat = light(&deep(DEEPEST + 1));
        assert!(flat.is_flat);
        assert!(flat.html.contains("<br>t u<br>"));
    }

    #[test]
    fn paragraphs_that_are_never_closed_are_not_deep() {
        assert!(!light(&"<p>one<li>two<td>three".repeat(2_000)).is_flat);
    }

    #[test]
    fn a_page_that_breaks_off_is_read_as_far_as_it_goes() {
        for page in ["<", "</", "<p", "<p title='", "<!--", "<script>", "<style", "a <b"] {
            assert!(light(page).html.len() <= page.len(), "{page}");
        }
    }
}
