//! Markup of a summary or a newsletter → blocks of text, with what is a heading and what is a link.
//!
//! One pass over the letters, without a tree, so that no nesting is too deep and no page too broken.
//! Deliberately absent: what of a page is its article, which `extract` finds.

use memchr::memchr2;
use quick_xml::escape::resolve_html5_entity;

/// A paragraph, heading, item or cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Its text on one line.
    pub(super) text: String,
    /// Whether it is marked as a heading.
    pub(super) is_heading: bool,
    /// Where its links lead, and the words of each.
    pub(super) links: Vec<(String, String)>,
}

impl Block {
    /// Where it leads, if it is nothing but one link.
    pub(super) fn link(&self) -> Option<&str> {
        let [(address, words)] = &self.links[..] else {
            return None;
        };
        (!words.is_empty() && *words == self.text).then_some(address)
    }
}

/// The text of markup: a line for each block.
pub(super) fn plain(markup: &str) -> String {
    let lines: Vec<String> = blocks(markup).into_iter().map(|block| block.text).collect();
    lines.join("\n")
}

/// The blocks of markup that hold text, in order.
pub(super) fn blocks(markup: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut tags = Tags { quotes: Quotes::Close };
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        reader.text(&rest[..at]);
        rest = &rest[at..];
        let Some((tag, after)) = tags.next(rest) else {
            reader.text("<");
            rest = &rest[1..];
            continue;
        };
        reader.tag(tag);
        rest = after;
        let opens = |element: &&&str| !tag.starts_with('/') && name(tag) == **element;
        if let Some(element) = UNSEEN.iter().find(opens) {
            rest = after_element(rest, element);
        }
    }
    reader.text(rest);
    reader.end_block();
    reader.blocks
}

/// Text with its references resolved: `&amp;`, `&nbsp;`, `&#8217;`.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((meaning, length)) => {
                plain.push_str(&meaning);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// What the reference means that text begins with, and how long it is.
fn reference(text: &str) -> Option<(String, usize)> {
    /// The longest name of a character, and its signs.
    const LONGEST: usize = 34;
    let end = text.bytes().take(LONGEST).position(|letter| letter == b';')?;
    let name = &text[1..end];
    let meaning = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(figures) => u32::from_str_radix(figures, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?.to_string()
        }
        None => resolve_html5_entity(name)?.to_owned(),
    };
    Some((meaning, end + 1))
}

/// Elements whose content nobody sees.
const UNSEEN: [&str; 6] = ["script", "style", "head", "title", "template", "noscript"];

/// Elements that stand in a line of text.
const INLINE: [&str; 27] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u",
    "wbr",
];

/// Whether quotes within tags can be relied on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Close,
    /// One was open at the end of all: from then on a tag ends with its first bracket, so that the
    /// end is not looked for again and again.
    Stray,
}

/// Finds where tags end.
struct Tags {
    quotes: Quotes,
}

impl Tags {
    /// The tag that text begins with, without its brackets, and what stands behind it.
    fn next<'a>(&mut self, text: &'a str) -> Option<(&'a str, &'a str)> {
        if let Some(comment) = text.strip_prefix("<!--") {
            return Some(("!", comment.split_once("-->").map_or("", |(_, after)| after)));
        }
        let opens = |letter: char| letter.is_ascii_alphabetic() || "/!?".contains(letter);
        if !text[1..].starts_with(opens) {
            return None;
        }
        let end = match self.quotes {
            Quotes::Close => end_of_tag(text),
            Quotes::Stray => None,
        };
        let end = end.or_else(|| {
            self.quotes = Quotes::Stray;
            memchr2(b'>', b'<', &text.as_bytes()[1..]).map(|at| at + 1)
        });
        let Some(end) = end else {
            return Some(("!", ""));
        };
        let behind = &text[end..];
        Some((&text[1..end], behind.strip_prefix('>').unwrap_or(behind)))
    }
}

/// Where a tag ends, if no quote in it is left open.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in text.bytes().enumerate().skip(1) {
        match (quote, letter) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

fn name(tag: &str) -> String {
    let name = tag.trim_start_matches('/');
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
    name[..end].to_ascii_lowercase()
}

fn after_element<'a>(text: &'a str, element: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let end = &rest[at..];
        let found = name(&end[1..].chars().take(20).collect::<String>());
        if found == element {
            return end;
        }
        rest = &rest[at + 2..];
    }
    ""
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let (at, _) = lower.match_indices(name).find(|(at, _)| {
        let before = lower[..*at].ends_with(|letter: char| {
            letter.is_ascii_whitespace() || letter == '"' || letter == '\''
        });
        before && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split_ascii_whitespace().next()?,
    };
    Some(unescaped(value).trim().to_owned())
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    block: Block,
    /// Whether white space stands before what comes next.
    spaced: bool,
    /// Headings that are open.
    headings: usize,
    /// Where the open link leads.
    link: Option<String>,
}

impl Reader {
    fn text(&mut self, text: &str) {
        let text = unescaped(text);
        let link_spaced = text.starts_with(char::is_whitespace);
        for (at, word) in text.split_whitespace().enumerate() {
            let space = (0 < at || link_spaced || self.spaced) && !self.block.text.is_empty();
            if space {
                self.block.text.push(' ');
            }
            if self.block.text.is_empty() {
                self.block.is_heading = 0 < self.headings;
            }
            self.block.text.push_str(word);
            if let (Some(_), Some((_, words))) = (&self.link, self.block.links.last_mut()) {
                if space && !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(word);
            }
            self.spaced = false;
        }
        self.spaced |= text.ends_with(char::is_whitespace);
    }

    fn tag(&mut self, tag: &str) {
        let name = name(tag);
        let closes = tag.starts_with('/');
        if name == "a" {
            self.link = if closes { None } else { attribute(tag, "href") };
            self.open_link();
            return;
        }
        if INLINE.contains(&name.as_str()) || name.is_empty() {
            return;
        }
        self.end_block();
        let level = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
        if level.is_some_and(|level| (1..=6).contains(&level)) {
            self.headings = usize::from(!closes);
        }
    }

    fn open_link(&mut self) {
        if let Some(address) = &self.link {
            self.block.links.push((address.clone(), String::new()));
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.spaced = false;
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
        self.open_link();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_a_line_for_each_block() {
        let cases = [
            ("plain &amp; simple", "plain & simple"),
            ("<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree"),
            ("a <b>bold</b>er<i> word</i>", "a bolder word"),
            ("<ul><li>x<li>y</ul>", "x\ny"),
            ("<style>p {}</style><script>if (a < b) '</p>'</script>text", "text"),
            ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
            ("<p title='a > b'>x", "x"),
            ("<p title='never closed>x</p>y", "x\ny"),
            ("it&#8217;s&nbsp;20&#x20AC; &unknown; &#0;", "it’s 20€ &unknown; &#0;"),
            ("<!-- <p>no</p> -->yes<!-- open", "yes"),
            ("<script>never closed", ""),
            ("<", "<"),
            ("", ""),
        ];
        for (markup, expected) in cases {
            assert_eq!(plain(markup), expected, "{markup}");
        }
    }

    #[test]
    fn headings_and_links_are_known() {
        let found = blocks(
            "<h2><a href=\"https://a.example/1?x=1&amp;y=2\">Ferry is back</a></h2>\
             <p>It came back. <a href='/2'>Read more</a></p><a href=/3><div>Third story</div></a>",
        );
        let links: Vec<Option<&str>> = found.iter().map(Block::link).collect();
        assert_eq!(links, [Some("https://a.example/1?x=1&y=2"), None, Some("/3")]);
        assert_eq!(found[1].links, [("/2".to_owned(), "Read more".to_owned())]);
        let headings: Vec<bool> = found.iter().map(|block| block.is_heading).collect();
        assert_eq!(headings, [true, false, false]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(markup in "[<>a-c/!\"'&;#x0-9 =é-]{0,60}") {
            _ = blocks(&markup);
        }
    }
}
