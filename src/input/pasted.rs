//! Text pasted from pages → articles: front matter is read, and articles in one file are parted.
//!
//! **Front matter** is the unbroken run of `Key: value` lines at the top of an article whose keys
//! are all known (in any case: `Outlet`, `URL`, `Date`, `Published`, `Updated`, `Title`,
//! `Headline`, `Byline`, `Author`, `Language`, `Id`, `Credit`, `Dateline`). `---` above it makes
//! other keys harmless too, as other programs write them, and `---` must then end it. Without
//! that, a run of two lines or more is front matter; a single line is only if a blank line, `---`
//! or nothing follows it, and its value has the form of its key (a date has digits, an address
//! `://` or `www.`, an id no blanks). So a headline with a colon in it, or
//! `Source: some agency`, is never taken for front matter.
//!
//! **A line of `---` or a form feed parts two articles** if what follows opens like one: with front
//! matter, with a headline that has a byline or a date among the three lines below it and a paragraph
//! further down, or with a menu and then such a head. Where neither writer nor date is said, it
//! parts two pages that both open with a headline or both with a menu and go on in paragraphs,
//! unless the second headline speaks of what the text above speaks of: then it heads a section. Either
//! way this is uncertain and said in a remark. A row of `=`, `*`, `_` or dashes parts only what
//! opens like an article for sure. Otherwise the line stays in the text: nothing is lost.
//!
//! Cost: one pass over the file; below each separator at most [`LOOKED_AT`] lines are looked at.

use std::collections::BTreeSet;

use super::mapping::{Draft, Field};
use super::names::Found;
use super::sniff::Kind;
use super::{Content, Fields};
use crate::article::Reason;

/// The most lines of a front matter, by far.
const MATTER_LINES: usize = 60;
/// The most characters of a line of front matter: a long headline and its key.
const MATTER_LINE: usize = 1000;
/// How many lines that hold something are looked at to see an article open.
const OPENING: usize = 16;
/// How many of them below the headline may be standfirst, byline and time.
const BELOW_HEADLINE: usize = 3;
/// A headline has as many characters, at least and at most.
const HEADLINE: std::ops::RangeInclusive<usize> = 6..=200;
/// A line with a byline or a time has no more characters.
const FURNITURE: usize = 120;
/// How many lines below a separator are looked at: longer menus were not seen.
const LOOKED_AT: usize = 400;
/// How many short lines in a row are a menu.
const MENU: usize = 5;
/// How many paragraphs below a menu make an article where nobody signed it.
const UNSIGNED: usize = 3;
/// From how many characters on a line is a paragraph: three lines of a column.
const PARAGRAPH: usize = 90;
/// From how many characters on a line may be one of a wrapped paragraph.
const WRAPPED: usize = 45;
/// The same where words are written without spaces between them.
const PARAGRAPH_UNSPACED: usize = 40;

/// The articles of a file.
pub(super) fn articles(text: &str, kind: Kind) -> Vec<Found> {
    let text = normal_lines(text);
    let lines: Vec<&str> = text.split('\n').map(|line| unmarked(line, kind)).collect();
    let mut found = Vec::new();
    let mut rest = &lines[..];
    let mut doubts = Vec::new();
    while !rest.is_empty() {
        let matter = front_matter(rest).unwrap_or_default();
        let body = &rest[matter.lines..];
        let mut end = body.len();
        let mut next = Vec::new();
        for (at, line) in body.iter().enumerate().filter(|(_, line)| is_separator(line)) {
            match parting(&body[..at], &body[at..]) {
                Parting::None => continue,
                Parting::Section => {
                    doubts.push(doubt(line, "taken for a break within one article"));
                    continue;
                }
                Parting::Perhaps => next.push(doubt(line, "taken to part two articles")),
                Parting::Sure => {}
            }
            end = at;
            break;
        }
        found.extend(article(&body[..end], matter, std::mem::replace(&mut doubts, next)));
        rest = &body[end..];
        if rest.first().is_some_and(|line| is_separator(line)) && fenced(rest).is_none() {
            rest = &rest[1..];
        }
    }
    if found.is_empty() {
        found.push(Found::Broken(Reason::Empty));
    }
    found
}

fn doubt(line: &str, what: &str) -> String {
    let line = if line == "\u{C}" { "a page break" } else { line.trim() };
    let line: String = line.chars().take(12).collect();
    format!("`{line}` is {what}, though what follows says neither who wrote it nor when")
}

fn article(lines: &[&str], matter: Matter, remarks: Vec<String>) -> Option<Found> {
    let text = lines.join("\n").replace('\u{C}', "");
    let text = text.trim_matches('\n');
    let mut draft = Draft {
        id: None,
        content: Content::Pasted(text.to_owned()),
        fields: Fields { remarks, ..Fields::default() },
        record: None,
    };
    for (field, value) in &matter.values {
        field.set(&mut draft, value);
    }
    if !text.trim().is_empty() {
        return Some(Found::Record(draft));
    }
    if draft.fields.title.is_some() {
        draft.content = Content::Clean(String::new());
        return Some(Found::Record(draft));
    }
    (!matter.values.is_empty()).then_some(Found::Broken(Reason::Empty))
}

/// Text with `\n` alone between its lines, form feeds on lines of their own, and no characters
/// that only steer a terminal.
fn normal_lines(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                normal.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{B}' => normal.push('\n'),
            '\u{C}' => normal.push_str("\n\u{C}\n"),
            '\n' | '\t' => normal.push(letter),
            _ if letter.is_ascii_control() => {}
            _ => normal.push(letter),
        }
    }
    normal
}

/// A line without the mark that makes it a heading in Markdown.
fn unmarked(line: &str, kind: Kind) -> &str {
    if kind != Kind::Markdown {
        return line;
    }
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if (1..=6).contains(&level) && text.starts_with(' ') { text.trim() } else { line }
}

fn is_separator(line: &str) -> bool {
    is_fence(line) || line == "\u{C}" || is_row(line)
}

fn is_fence(line: &str) -> bool {
    let line = line.trim();
    3 <= line.len() && line.bytes().all(|letter| letter == b'-')
}

/// Whether a line is a row of some other sign, as people draw them between two texts.
fn is_row(line: &str) -> bool {
    let mut signs = line.chars().filter(|sign| !sign.is_whitespace());
    let first = signs.next().filter(|sign| matches!(sign, '=' | '*' | '_' | '—' | '–' | '─' | '~'));
    first.is_some_and(|first| {
        let mut others = 0;
        signs.all(|sign| {
            others += 1;
            sign == first
        }) && 2 <= others
    })
}

/// Whether a separator parts two articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parting {
    /// It does.
    Sure,
    /// It seems so.
    Perhaps,
    /// It seems to part two sections of one article.
    Section,
    /// It does not.
    None,
}

/// Whether the first of the lines below parts what they say from what stands above.
fn parting(above: &[&str], lines: &[&str]) -> Parting {
    let Some((first, below)) = lines.split_first() else {
        return Parting::None;
    };
    if fenced(lines).is_some() || front_matter(below).is_some() || opens_with_headline(below) {
        return Parting::Sure;
    }
    let below = Opening::of(below);
    if below.paragraphs == 0 {
        return Parting::None;
    }
    let ruled = |line: &&&str| line.trim().is_empty() || is_separator(line);
    let above = Opening::of(&above[above.iter().take(LOOKED_AT).take_while(ruled).count()..]);
    if above.paragraphs == 0 {
        return Parting::None;
    }
    if below.is_signed() {
        return Parting::Sure;
    }
    if is_row(first) {
        return Parting::None;
    }
    match (above.headline(), below.headline()) {
        (Some(_), Some(headline)) if above.speaks_of(headline) => Parting::Section,
        (Some(_), Some(_)) => Parting::Perhaps,
        _ if above.is_menu() && below.is_menu() => Parting::Perhaps,
        _ => Parting::None,
    }
}

/// What stands at the beginning of a page, up to the next separator.
struct Opening<'a> {
    /// What stands above the first paragraph.
    head: Vec<&'a str>,
    /// The first paragraph and what stands below it.
    text: &'a [&'a str],
    /// How many paragraphs were seen.
    paragraphs: usize,
}

impl<'a> Opening<'a> {
    fn of(lines: &'a [&'a str]) -> Opening<'a> {
        let lines = &lines[..lines.len().min(LOOKED_AT)];
        let end = lines.iter().position(|line| is_separator(line)).unwrap_or(lines.len());
        let lines = &lines[..end];
        let first = (0..lines.len()).find(|at| opens_paragraph(&lines[*at..]));
        let (head, text) = lines.split_at(first.unwrap_or(lines.len()));
        let head = head.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        let paragraphs = (0..text.len()).filter(|at| opens_paragraph(&text[*at..])).count();
        Opening { head, text, paragraphs }
    }

    /// Whether a headline with a byline or a date beside it stands below a menu.
    fn is_signed(&self) -> bool {
        let signed = |line: &&str| is_byline(line) || is_dated(line);
        (0..self.head.len()).filter(|at| is_long_headline(self.head[*at])).any(|at| {
            let near = at.saturating_sub(2)..(at + 1 + BELOW_HEADLINE).min(self.head.len());
            self.head[near].iter().any(signed)
        })
    }

    /// The headline that an article opens with.
    fn headline(&self) -> Option<&'a str> {
        let few = self.head.len() <= BELOW_HEADLINE;
        self.head.first().copied().filter(|line| few && is_long_headline(line))
    }

    fn is_menu(&self) -> bool {
        let short = |line: &&&str| line.split_whitespace().count() <= 3;
        MENU <= self.head.iter().filter(short).count() && UNSIGNED <= self.paragraphs
    }

    /// Whether most words of weight of a headline stand in the text, whatever they end in.
    fn speaks_of(&self, headline: &str) -> bool {
        let stems = |text: &str| -> Vec<String> {
            let words = text.split(|letter: char| !letter.is_alphanumeric());
            let stem = |word: &str| word.to_lowercase().chars().take(STEM).collect::<String>();
            words.filter(|word| STEM <= word.chars().count()).map(stem).collect()
        };
        let said: BTreeSet<String> = self.text.iter().flat_map(|line| stems(line)).collect();
        let asked = stems(headline);
        let known = asked.iter().filter(|stem| said.contains(*stem)).count();
        0 < known && asked.len() <= 2 * known
    }
}

/// How many letters of a word are compared: inflections differ behind them.
const STEM: usize = 5;

/// Whether a line is long enough for a headline that nobody signed: three words, or as many
/// characters as that in scripts without spaces.
fn is_long_headline(line: &str) -> bool {
    is_headline(line)
        && (3 <= line.split_whitespace().count() || line.chars().any(|letter| '\u{2e80}' <= letter))
}

/// Whether a paragraph begins on the first line: on one line, or on several that an editor wrapped.
fn opens_paragraph(lines: &[&str]) -> bool {
    let Some(first) = lines.first() else {
        return false;
    };
    let full = |line: &str| WRAPPED <= line.trim().chars().count();
    let closes =
        |line: &str| line.trim_end_matches(['"', '”', '»', ')']).ends_with(['.', '!', '?']);
    is_paragraph(first)
        || full(first) && {
            let wrapped = lines.iter().take_while(|line| full(line)).take(OPENING).count();
            let last = lines.get(wrapped).filter(|line| !line.trim().is_empty());
            2 <= wrapped && lines[..wrapped].iter().chain(last).any(|line| closes(line.trim()))
        }
}

/// Lines of front matter, and what they say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Matter {
    /// How many lines it takes, with what parts it from the text.
    lines: usize,
    values: Vec<(Field, String)>,
}

fn front_matter(lines: &[&str]) -> Option<Matter> {
    let blank = lines.iter().take(MATTER_LINES).take_while(|line| line.trim().is_empty()).count();
    let lines = &lines[blank..];
    let matter = fenced(lines).or_else(|| bare(lines))?;
    Some(Matter { lines: blank + matter.lines, ..matter })
}

/// Front matter between two lines of `---`.
fn fenced(lines: &[&str]) -> Option<Matter> {
    let (first, rest) = lines.split_first()?;
    let end = rest.iter().take(MATTER_LINES).position(|line| is_fence(line))?;
    if !is_fence(first) {
        return None;
    }
    let mut values = Vec::new();
    for line in &rest[..end] {
        let goes_on = line.starts_with([' ', '\t', '#']) || line.starts_with("- ");
        if line.trim().is_empty() || goes_on {
            continue;
        }
        let (key, value) = key_and_value(line)?;
        values.extend(known(key).map(|field| (field, value.to_owned())));
    }
    values.iter().any(|(_, value)| !value.is_empty()).then_some(Matter { lines: end + 2, values })
}

/// Front matter without a frame.
fn bare(lines: &[&str]) -> Option<Matter> {
    let values: Vec<(Field, String)> =
        lines.iter().take(MATTER_LINES).map_while(|line| known_line(line)).collect();
    let below = &lines[values.len()..];
    let ends = below.first().is_none_or(|line| line.trim().is_empty() || is_separator(line));
    let is_matter = match &values[..] {
        [] => false,
        [(field, value)] => ends && has_form(*field, value),
        _ => true,
    };
    // The lower half of a frame belongs to the front matter, unless it is the upper half of the
    // next one.
    let frame = below.first().is_some_and(|line| is_fence(line));
    let opens_next =
        fenced(below).is_some() || below.get(1).is_some_and(|it| known_line(it).is_some());
    let lines = values.len() + usize::from(frame && !opens_next);
    is_matter.then_some(Matter { lines, values })
}

fn known_line(line: &str) -> Option<(Field, String)> {
    let (key, value) = key_and_value(line)?;
    Some((known(key)?, value.to_owned()))
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let letters =
        |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-' | '.');
    let is_key = key.starts_with(char::is_alphabetic) && key.chars().all(letters);
    let short = key.chars().count() <= 30 && line.chars().count() <= MATTER_LINE;
    let value = value.trim();
    let unquoted =
        ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    (is_key && short).then_some((key, unquoted.unwrap_or(value)))
}

fn known(key: &str) -> Option<Field> {
    Some(match key.trim().to_ascii_lowercase().as_str() {
        "id" => Field::Id,
        "outlet" => Field::Outlet,
        "url" => Field::Url,
        "date" | "published" => Field::Published,
        "updated" => Field::Modified,
        "title" | "headline" => Field::Title,
        "byline" | "author" => Field::Byline,
        "language" => Field::Language,
        "credit" => Field::Credit,
        "dateline" => Field::Dateline,
        _ => return None,
    })
}

/// Whether a lone line is no sentence that happens to begin with the word.
fn has_form(field: Field, value: &str) -> bool {
    match field {
        Field::Url => value.contains("://") || value.starts_with("www."),
        Field::Published | Field::Modified => value.contains(|letter: char| letter.is_numeric()),
        Field::Id => !value.is_empty() && !value.contains(char::is_whitespace),
        Field::Outlet => !value.is_empty(),
        _ => false,
    }
}

fn opens_with_headline(lines: &[&str]) -> bool {
    let mut said = lines
        .iter()
        .take(4 * OPENING)
        .take_while(|line| !is_separator(line))
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .take(OPENING);
    let headline = said.next().is_some_and(is_headline);
    let below: Vec<&str> = said.collect();
    let furniture = &below[..below.len().min(BELOW_HEADLINE)];
    headline
        && furniture.iter().any(|line| is_byline(line) || is_dated(line))
        && (0..below.len()).any(|at| opens_paragraph(&below[at..]))
}

fn is_headline(line: &str) -> bool {
    let ends = line.ends_with(['.', ':', ',', ';']) && !line.ends_with("...");
    let says = line.contains(char::is_alphabetic);
    says && !ends && HEADLINE.contains(&line.chars().count()) && !is_byline(line) && !is_dated(line)
}

/// Words that stand before an author's name, in lower case.
const BY: &[&str] = &[
    "af",
    "autor",
    "autora",
    "av",
    "by",
    "can",
    "da",
    "de",
    "di",
    "door",
    "od",
    "oleh",
    "par",
    "por",
    "przez",
    "text",
    "texte",
    "von",
    "written by",
    "words by",
    "автор",
    "текст",
    "від",
];

fn is_byline(line: &str) -> bool {
    if FURNITURE < line.chars().count() {
        return false;
    }
    let is_name = |rest: &str| {
        let rest = rest.trim_start_matches([':', ' ']);
        let words = rest.split_whitespace().count();
        rest.starts_with(char::is_uppercase) && words <= 14 && !rest.ends_with('.')
    };
    let lower = line.to_lowercase();
    BY.iter().any(|by| {
        let named = lower.strip_prefix(by).filter(|rest| rest.starts_with([' ', ':']));
        // Lower case may be longer or shorter than what it was made of.
        named.is_some() && line.get(by.len()..).is_some_and(is_name)
    })
}

/// Whether a short line tells a day: a year and another number, or a day and a time of day.
fn is_dated(line: &str) -> bool {
    if FURNITURE < line.chars().count() {
        return false;
    }
    let mut numbers = 0;
    let mut year = false;
    for number in line.split(|letter: char| !letter.is_ascii_digit()).filter(|it| !it.is_empty()) {
        numbers += 1;
        year |= number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    }
    let clock = line.as_bytes().windows(4).any(|it| {
        it[0].is_ascii_digit() && it[1] == b':' && it[2].is_ascii_digit() && it[3].is_ascii_digit()
    });
    (year && 2 <= numbers) || (clock && 3 <= numbers)
}

fn is_paragraph(line: &str) -> bool {
    let length = line.chars().count();
    let spaced = line.chars().filter(|letter| *letter == ' ').count();
    PARAGRAPH <= length && length <= 15 * spaced
        || PARAGRAPH_UNSPACED <= length && 15 * spaced < length
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "The ferry returned to the harbour on Thursday after nine days at the yard, \
                        and the first cars rolled off before noon, the company said.";

    /// Each article as `field=value;…|text`.
    fn read(text: &str) -> Vec<String> {
        articles(text, Kind::Pasted)
            .into_iter()
            .map(|found| match found {
                Found::Record(draft) => {
                    let Fields { title, url, published, modified, outlet, byline, .. } =
                        draft.fields;
                    let fields = [draft.id, title, url, published, modified, outlet, byline];
                    let fields: Vec<String> = fields.into_iter().flatten().collect();
                    let text = match draft.content {
                        Content::Pasted(text) => text,
                        other => format!("{other:?}"),
                    };
                    format!("{}|{text}", fields.join(";"))
                }
                Found::Broken(reason) | Found::Fault(reason) => reason.to_string(),
                Found::Unmapped(problem) => problem.message.clone(),
            })
            .collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn front_matter_is_read_with_and_without_a_frame() {
        let expected = &["https://a.example/b;12 July 2025;Harbour Post|Ferry is back\n\nIt is."];
        let matter = "Outlet: Harbour Post\nURL: https://a.example/b\nDate: 12 July 2025\n";
        let text = "Ferry is back\n\nIt is.\n";
        check(&format!("{matter}\n{text}"), expected);
        check(&format!("{matter}{text}"), expected);
        check(&format!("---\n{matter}---\n{text}"), expected);
        check(&format!("\n---\n{matter}tags:\n  - sea\nlayout: post\n---\n\n{text}"), expected);
        check(&format!("{matter}---\n{text}"), expected);
        check(
            &format!("{}\r\n{text}", matter.to_uppercase().replace('\n', "\r\n")),
            &["HTTPS://A.EXAMPLE/B;12 JULY 2025;HARBOUR POST|Ferry is back\n\nIt is."],
        );
        check("Id: 7\n\nText.", &["7|Text."]);
        check("Title: \"Ferry: back\"\nAuthor: 'A. One'\n", &["Ferry: back;A. One|Clean(\"\")"]);
    }

    #[test]
    fn colons_in_an_article_are_no_front_matter() {
        let cases = [
            "Ferry is back: what to know\n\nIt is.",
            "Source: a news agency, citing the company\n\nIt is.",
            "Title: the fight for a crown\n\nIt goes on.",
            "Date: what we know so far\n\nNothing.",
            "Author: I never meant to write\n\nShe says.",
            "Date: 12 July 2025\nFerry is back",
            "Details: the ferry came back\nSource: the company\n\nIt is.",
            "---\nFerry: back\n---\nIt is.",
            "---\nOutlet: Harbour Post\nThe ferry is back\n---\nIt is.",
            "10:51\nFerry is back",
        ];
        for text in cases {
            check(text, &[&format!("|{text}")]);
        }
    }

    #[test]
    fn a_separator_parts_what_opens_like_an_article() {
        let first = format!("Ferry is back\n\n{BODY}");
        let heads = [
            "Bridge closes\n\nBy Jane Doe\n\n",
            "Bridge closes\nThe council decided on Friday\nHarbour Post, 12 July 2025, 07:53\n",
            "Brücke gesperrt\nVon Anna Muster\n",
            "Мост закрыт\n12.07.2025\n",
            "Мост закрыт\nАвтор: Анна Примерова\n",
            "橋は閉鎖された\n2025年7月12日 7:53\n",
        ];
        for head in heads {
            let second = format!("{head}{BODY}");
            let expected = [format!("|{first}"), format!("|{second}")];
            let expected = expected.each_ref().map(String::as_str);
            check(&format!("{first}\n\n---\n\n{second}"), &expected);
            check(
                &format!("{first}\n-----\n{second}\n\n---\n"),
                &[expected[0], &format!("|{second}\n\n---")],
            );
            check(&format!("{first}\n\u{C}{second}"), &expected);
        }
    }

    #[test]
    fn front_matter_below_a_separator_opens_an_article() {
        let matters = [
            "---\nOutlet: Harbour Post\n---\nB is here.",
            "---\nOutlet: Harbour Post\n\nB is here.",
            "---\n\n---\nOutlet: Harbour Post\n---\nB is here.",
            "\u{C}Outlet: Harbour Post\n\nB is here.",
        ];
        for matter in matters {
            check(&format!("A is here.\n\n{matter}"), &["|A is here.", "Harbour Post|B is here."]);
        }
    }

    #[test]
    fn a_separator_that_parts_no_articles_stays() {
        let tails = [
            "Reporting by Jane Doe; editing by John Roe",
            "RECENT NEWS\n10:51\nBridge closes for repairs\n10:20\nFerry is back",
            "Bridge closes\nFerry is back\n12 July 2025",
            BODY,
        ];
        for tail in tails {
            let text = format!("Ferry is back\n\n{BODY}\n---\n{tail}");
            check(&text, &[&format!("|{text}")]);
        }
        let text = format!("Ferry is back\n\n{BODY}\n\u{C}{BODY}");
        check(&text, &[&format!("|Ferry is back\n\n{BODY}\n\n\n{BODY}")]);
    }

    const MENU_LINES: &str = "Harbour Post\nHome\nNews\nSport\nWeather\nOpinion\nSubscribe\n";
    const LONG: &str = "Engineers had looked at the bridge for a week, and what they saw in its \
                        bearings was not to their liking, the council heard on Monday.";

    /// How many articles a separator makes of two texts, and what is remarked.
    fn parted(above: &str, separator: &str, below: &str) -> (usize, Vec<String>) {
        let found = articles(&format!("{above}\n{separator}\n{below}"), Kind::Pasted);
        let remarks = found.iter().filter_map(|found| match found {
            Found::Record(draft) => Some(draft.fields.remarks.clone()),
            Found::Broken(_) | Found::Fault(_) | Found::Unmapped(_) => None,
        });
        (found.len(), remarks.flatten().collect())
    }

    #[test]
    fn pages_with_menus_are_parted_where_somebody_signed_the_second() {
        let first = format!("Ferry is back\n\n{BODY}");
        let heads = [
            format!("{MENU_LINES}Bridge closes for good\nBy Jane Doe\n"),
            format!("{MENU_LINES}12 July 2025, 07:53\nBridge closes for good\n"),
            format!("{MENU_LINES}Bridge closes for good\nIt was old\nMore\n12 Jul, 2025 05:56pm\n"),
        ];
        for head in heads {
            for separator in ["---", "\u{C}", "==========", "* * *"] {
                let below = format!("{head}{LONG}");
                assert_eq!(parted(&first, separator, &below), (2, Vec::new()), "{below}");
            }
        }
    }

    #[test]
    fn what_nobody_signed_is_parted_with_a_remark_if_it_speaks_of_something_else() {
        let ferry = format!("Ferry is back\n\n{BODY}");
        let menu = format!("{MENU_LINES}{BODY}\n{BODY}\n{BODY}");
        let other_menu = format!("{MENU_LINES}{LONG}\n{LONG}\n{LONG}");
        for (above, below, articles, remarks) in [
            (ferry.as_str(), format!("Bridge closes for good\n\n{LONG}"), 2, 1),
            (&ferry, format!("橋は閉鎖された\n\n{LONG}"), 2, 1),
            (&ferry, format!("Nine days without a ferry in the harbour\n\n{LONG}"), 1, 1),
            (&ferry, LONG.to_owned(), 1, 0),
            (&ferry, "Bridge closes for good".to_owned(), 1, 0),
            (&menu, other_menu, 2, 1),
            (&menu, format!("{LONG}\n{LONG}\n{LONG}"), 1, 0),
        ] {
            let (found, said) = parted(above, "---", &below);
            assert_eq!((found, said.len()), (articles, remarks), "{below}\n{said:?}");
        }
        let (found, _) = parted(&ferry, "* * *", &format!("Bridge closes for good\n\n{LONG}"));
        assert_eq!(found, 1, "stars part sections too");
    }

    #[test]
    fn wrapped_paragraphs_are_paragraphs() {
        let wrapped = "The council decided on Friday that the bridge across\n\
            the river will not be opened again before the end of\nthe year, the mayor said.";
        let head = "Bridge closes for good\nBy Jane Doe\n12 July 2025\n\n";
        let first = format!("Ferry is back\n\n{wrapped}");
        assert_eq!(parted(&first, "---", &format!("{head}{wrapped}")).0, 2);
        let links = "Ferry fares to go up again in the autumn, council says\n\
            Harbour to be dredged for the first time in ten years\nMore";
        assert_eq!(parted(&first, "---", &format!("{head}{links}")).0, 1);
    }

    #[test]
    fn lines_end_alike_whatever_ended_them() {
        check("a\r\nb\rc\u{2028}d\u{85}e\0f\u{1b}g", &["|a\nb\nc\nd\nefg"]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for text in ["", " \n\t\r\n", "---", "\u{C}\u{C}"] {
            let found = read(text);
            assert!(found == ["no text in it"] || found == ["|---"], "{text:?} {found:?}");
        }
        check("Outlet: Harbour Post\n\n", &["no text in it"]);
        check("Title: Ferry is back\nDate: 1 May", &["Ferry is back;1 May|Clean(\"\")"]);
    }

    #[test]
    fn headings_of_markdown_lose_their_mark() {
        let Some(Found::Record(draft)) = articles("# Ferry\n\n#tag", Kind::Markdown).pop() else {
            panic!("no article");
        };
        assert_eq!(draft.content, Content::Pasted("Ferry\n\n#tag".to_owned()));
    }

    #[test]
    fn many_separators_take_no_longer_than_their_number() {
        let text = "---\n".repeat(200_000);
        assert_eq!(articles(&text, Kind::Pasted).len(), 1);
        let text = "---\nOutlet: A\n\nText.\n".repeat(50_000);
        assert_eq!(articles(&text, Kind::Pasted).len(), 50_000);
    }
}
