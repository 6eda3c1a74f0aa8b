//! A page that was read → what else it is than an article: a stub before a paywall, a live blog, a
//! gallery, a page around a video.
//!
//! In: what the markup says the page is, its headline and address, and its lines with their roles.
//! Out: a [`Mark`], or nothing for a plain article. Words alone never mark a page: each kind also
//! has to have its shape, so that an article *about* a live blog stays one. The words are data
//! (`kinds.csv`). Pages of links to other stories are refused before (`page`, `pasted`).
//!
//! Cost: one pass over the lines; phrases are looked for in the headline, and in short lines of
//! short texts.

use std::sync::OnceLock;

use super::{Line, Role};

/// What a page is, where it is no plain article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Its beginning stands before a paywall.
    Paid,
    /// Several reports below each other, each with its time.
    Live,
    /// Pictures with captions.
    Gallery,
    /// A video with a few words.
    Video,
}

impl Mark {
    /// Whether what there is to read is less than an article.
    pub(super) fn is_partial(self) -> bool {
        match self {
            Mark::Paid | Mark::Gallery | Mark::Video => true,
            Mark::Live => false,
        }
    }

    /// What the table of phrases calls it.
    fn kind(self) -> &'static str {
        match self {
            Mark::Paid => "paid",
            Mark::Live => "live",
            Mark::Gallery => "gallery",
            Mark::Video => "video",
        }
    }

    /// What a user is told of it.
    pub(super) fn remark(self) -> &'static str {
        match self {
            Mark::Paid => "only the beginning of the article: the rest is behind a paywall",
            Mark::Live => "a live blog: several reports, each with its time",
            Mark::Gallery => "a gallery: hardly more text than captions",
            Mark::Video => "a page around a video: hardly any text",
        }
    }
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    /// The kinds that the markup says the page has (`LiveBlogPosting`, `video.other`).
    pub(super) stated: &'a [String],
    /// The headline.
    pub(super) title: Option<&'a str>,
    /// Every line.
    pub(super) lines: &'a [Line],
    /// How many words the article has.
    pub(super) words: usize,
}

/// A longer text before a paywall's words is the whole article of a page that only advertises.
const STUB: usize = 200;
/// A text with fewer words is no article beside a video or pictures.
const FEW: usize = 80;
/// So many reports with their times make a live blog.
const ENTRIES: usize = 4;
/// So many captions are a gallery.
const CAPTIONS: usize = 6;
/// A line that speaks of a paywall is not longer, in words.
const PAYWALL_LINE: usize = 40;
/// It stands at most so many lines below the text.
const BELOW: usize = 12;

/// Says what a page is, where it is no plain article.
pub(super) fn mark(look: Look<'_>) -> Option<Mark> {
    let is_stated = |kinds: &[&str]| {
        look.stated.iter().any(|stated| kinds.iter().any(|kind| stated.eq_ignore_ascii_case(kind)))
    };
    let entries = entries(look.lines);
    if is_stated(&["LiveBlogPosting"])
        || ENTRIES <= entries
        || 2 <= entries && look.is_titled(Mark::Live)
    {
        return Some(Mark::Live);
    }
    if look.words < STUB && is_before_paywall(look.lines) {
        return Some(Mark::Paid);
    }
    let captions = look.lines.iter().filter(|line| line.role == Role::Caption).count();
    let gallery = is_stated(&["ImageGallery", "MediaGallery"]) || look.is_titled(Mark::Gallery);
    if look.words < FEW && (CAPTIONS <= captions || gallery) {
        return Some(Mark::Gallery);
    }
    let is_video = look.stated.iter().any(|stated| stated.starts_with("video."))
        || is_stated(&["VideoObject", "video"]);
    (look.words < FEW && (is_video || look.is_titled(Mark::Video))).then_some(Mark::Video)
}

impl Look<'_> {
    fn is_titled(&self, mark: Mark) -> bool {
        let title = self.title.unwrap_or_default().to_lowercase();
        !title.is_empty() && phrases(mark.kind()).any(|phrase| says(&title, phrase))
    }
}

/// Whether a page stands in place of one that a server did not give: its headline, but for the name
/// of the site, is nothing but an error, and its text is short.
pub(super) fn is_error(title: &str, words: usize) -> bool {
    let title = title.to_lowercase();
    let parts = title.split(['|', '–', '—', '·']).flat_map(|part| part.split(" - "));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    // "Tally – 404" counts something; "404" alone, or "Error 404" beside the name of a site, fails.
    let said = |part: &str| {
        let fails = parts.len() == 1 || part.trim_start().starts_with("error");
        let part = part.trim_matches(|letter: char| !letter.is_alphanumeric());
        let part = part.strip_prefix("error").unwrap_or(part).trim_start();
        let code = part.get(..3).filter(|code| CODES.contains(code));
        let rest = code.map_or(part, |_| &part[3..]);
        let rest = rest.trim_matches(|letter: char| !letter.is_alphanumeric());
        let is_whole = fails && code.is_some() && part.len() == 3;
        is_whole || phrases("error").any(|phrase| phrase == rest)
    };
    words < FEW && parts.iter().any(|part| said(part))
}

/// How servers count their errors.
const CODES: [&str; 12] =
    ["400", "401", "403", "404", "410", "429", "451", "500", "502", "503", "504", "520"];

/// How many reports with a time of their own stand between the article's first line and its last.
fn entries(lines: &[Line]) -> usize {
    let is_body = |line: &Line| line.role == Role::Body;
    let Some(last) = lines.iter().rposition(is_body) else {
        return 0;
    };
    let (mut entries, mut timed) = (0, false);
    for line in &lines[..=last] {
        match line.role {
            Role::Time => timed = true,
            Role::Body if timed => {
                entries += 1;
                timed = false;
            }
            _ => {}
        }
    }
    entries
}

/// Whether a short line in or below the text says that one has to pay to read on.
fn is_before_paywall(lines: &[Line]) -> bool {
    let is_body = |line: &Line| line.role == Role::Body;
    let first = lines.iter().position(is_body).unwrap_or(0);
    let last = lines.iter().rposition(is_body).unwrap_or(first);
    let near = lines.iter().take(last + 1 + BELOW).skip(first);
    near.filter(|line| line.role != Role::Blank).any(|line| is_paywall(&line.text))
}

/// Whether a line says that one has to pay to read on.
fn is_paywall(line: &str) -> bool {
    if PAYWALL_LINE < line.split_whitespace().count() || 400 < line.len() {
        return false;
    }
    let line = line.to_lowercase();
    phrases(Mark::Paid.kind()).any(|phrase| says(&line, phrase))
}

/// The phrases by which a line says so, in lower case.
pub(super) fn paywall_phrases() -> impl Iterator<Item = &'static str> {
    phrases(Mark::Paid.kind())
}

/// Whether a phrase stands in a line where a word begins.
fn says(line: &str, phrase: &str) -> bool {
    line.match_indices(phrase).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() || '\u{2e80}' <= c)
    })
}

/// The phrases of a kind.
fn phrases(kind: &'static str) -> impl Iterator<Item = &'static str> {
    static PHRASES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    let rows = PHRASES.get_or_init(|| include_str!("kinds.csv").lines().skip(1).map(row).collect());
    rows.iter().filter(move |(of, _)| *of == kind).map(|(_, phrase)| *phrase)
}

fn row(line: &'static str) -> (&'static str, &'static str) {
    let mut cells = line.splitn(3, ',');
    let kind = cells.next().unwrap_or_default();
    (kind, cells.nth(1).expect("every row has three columns"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(roles: &[(Role, &str)]) -> Vec<Line> {
        roles.iter().map(|(role, text)| Line { role: *role, text: (*text).to_owned() }).collect()
    }

    fn check(stated: &[&str], title: &str, words: usize, lines: &[Line], expected: Option<Mark>) {
        let stated: Vec<String> = stated.iter().map(|kind| (*kind).to_owned()).collect();
        let look = Look { stated: &stated, title: Some(title), lines, words };
        assert_eq!(mark(look), expected, "{stated:?} {title} {words}");
    }

    #[test]
    fn a_kind_is_told_by_its_shape_and_its_words() {
        let plain =
            lines(&[(Role::Body, "The ferry sank."), (Role::Footer, "Subscribe to read on")]);
        let free =
            lines(&[(Role::Prompt, "Subscribe to read on"), (Role::Body, "The ferry sank.")]);
        let captions = lines(&[(Role::Caption, "The ferry."); CAPTIONS]);
        let entry = [(Role::Time, "10:51"), (Role::Body, "The ferry is seen off the pier.")];
        let entries = lines(&entry.repeat(ENTRIES));
        let two = lines(&entry.repeat(2));
        for (stated, title, words, lines, expected) in [
            (&[][..], "Ferry sinks", STUB - 1, &plain, Some(Mark::Paid)),
            (&[], "Ferry sinks", STUB, &plain, None),
            (&[], "Ferry sinks", 50, &free, None),
            (&[], "Ferry sinks", 900, &entries, Some(Mark::Live)),
            (&[], "Ferry sinks", 900, &two, None),
            (&[], "Ferry sinks: live updates", 900, &two, Some(Mark::Live)),
            (&[], "Ferry sinks: live updates", 900, &free, None),
            (&["LiveBlogPosting"], "Ferry sinks", 900, &free, Some(Mark::Live)),
            (&[], "Ferry sinks", FEW - 1, &captions, Some(Mark::Gallery)),
            (&[], "Ferry sinks", FEW, &captions, None),
            (&[], "Die Fähre: Bildergalerie", 20, &free, Some(Mark::Gallery)),
            (&["video.other"], "Ferry sinks", 20, &free, Some(Mark::Video)),
            (&["VideoObject"], "Ferry sinks", FEW, &free, None),
            (&[], "Watch: ferry sinks", 20, &free, Some(Mark::Video)),
            (&[], "Night watch: ferry sinks", 20, &free, Some(Mark::Video)),
            (&[], "Stopwatch: ferry sinks", 20, &free, None),
        ] {
            check(stated, title, words, lines, expected);
        }
    }

    #[test]
    fn an_error_page_says_nothing_but_the_error() {
        for (title, words, expected) in [
            ("404 Not Found", 9, true),
            ("404", 0, true),
            ("Error 503: Service Unavailable", 20, true),
            ("Page not found - Harbour Gazette", 40, true),
            ("Harbour Gazette | 404 - Page not found", 40, true),
            ("Сторінку не знайдено — Гавань", 12, true),
            ("Just a moment...", 3, true),
            ("404 Not Found", FEW, false),
            ("404 houses lost in fire", 40, false),
            ("Boat not found after storm", 30, false),
            ("Fishing forbidden", 30, false),
            ("Access denied to the pier, says mayor", 30, false),
            ("", 0, false),
        ] {
            assert_eq!(is_error(title, words), expected, "{title}");
        }
    }

    #[test]
    fn paywalls_speak_many_languages() {
        for (line, expected) in [
            ("Subscribe to continue reading", true),
            ("Dieser Artikel ist nur für Abonnenten.", true),
            ("Cet article est réservé aux abonnés", true),
            ("Матеріал доступний лише передплатникам", true),
            ("この記事は有料会員限定です", true),
            ("The ferry is for members of the crew.", false),
            ("", false),
        ] {
            assert_eq!(is_paywall(line), expected, "{line}");
        }
    }
}
