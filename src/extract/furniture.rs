//! A line of a page → what kind of page furniture it is, if any.
//!
//! The phrases are data (`furniture.csv`: language, kind, where, phrase); this module only looks
//! them up. `where` is `whole` (the line is the phrase), `start` (it begins with these words),
//! `glued` (it begins with these characters; for scripts without spaces), `contains` (the phrase
//! stands anywhere), `hint` (anywhere, but only in a line that is no sentence, or in a quotation
//! block: an article may well speak of a privacy policy) or `both` (a short line begins with what
//! stands before the `…` and holds what stands behind it). What speaks of a
//! paywall (`kinds.csv`) is a prompt too. Deliberately absent: the line's neighbours, which `pasted` weighs.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a phrase says of the line it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An advert or its marker.
    Advert,
    /// Share, subscribe, support us, cookies.
    Prompt,
    /// The readers' comments begin, or one of them is signed.
    Comments,
    /// A list of other stories begins.
    Stories,
    /// One other story is named on this line (`Read more: …`).
    Related,
    /// Section names and controls.
    Navigation,
    /// Tags, copyright, imprint.
    Footer,
    /// A caption or a picture credit.
    Caption,
    /// Whom the article rests on (`Source: …`).
    Source,
    /// A label that opens a paragraph of the article (`Details: …`).
    Label,
    /// Who wrote it (`By …`).
    Byline,
    /// When it was published.
    Published,
    /// When it was changed.
    Updated,
    /// A time told from now (`3 hours ago`).
    Ago,
}

impl Kind {
    fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "advert" => Kind::Advert,
            "prompt" => Kind::Prompt,
            "comments" => Kind::Comments,
            "stories" => Kind::Stories,
            "related" => Kind::Related,
            "navigation" => Kind::Navigation,
            "footer" => Kind::Footer,
            "caption" => Kind::Caption,
            "source" => Kind::Source,
            "label" => Kind::Label,
            "byline" => Kind::Byline,
            "published" => Kind::Published,
            "updated" => Kind::Updated,
            "ago" => Kind::Ago,
            _ => return None,
        })
    }

    /// Whether an opening phrase of this kind means something even where a whole sentence
    /// follows it: prompts and captions are sentences, a section name is not.
    fn opens_sentences(self) -> bool {
        match self {
            Kind::Advert | Kind::Prompt | Kind::Related | Kind::Caption => true,
            Kind::Source | Kind::Label => true,
            Kind::Comments | Kind::Stories | Kind::Navigation | Kind::Footer => false,
            Kind::Byline | Kind::Published | Kind::Updated | Kind::Ago => false,
        }
    }
}

/// A phrase of the table found in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What the phrase says of the line.
    pub kind: Kind,
    /// How many bytes of the line's start the phrase takes; 0 where it stands elsewhere.
    pub opening: usize,
}

/// Finds what a line is by the phrases in it: `whole` before `start` before `contains`.
///
/// `sentence` says whether the line ends as a sentence does. Costs one look-up for each of the
/// first five words and one search for each `contains` phrase in a line of at most 60 words.
pub fn hit(line: &str, sentence: bool) -> Option<Hit> {
    let marked = line.trim();
    let line = without_markup(marked);
    let words = line.split_whitespace().count();
    if line.is_empty() || 400 < line.len() && 60 < words {
        return None;
    }
    let low = line.to_lowercase().replace('\u{2019}', "'");
    let table = table();
    let bare = low.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    if let Some(kind) = table.whole.get(bare) {
        return Some(Hit { kind: *kind, opening: 0 });
    }
    let long_sentence = sentence && 8 <= words && !marked.starts_with('>');
    opening(line, &low, table)
        .filter(|found| !long_sentence || found.kind.opens_sentences())
        .map(|found| Hit { opening: found.opening + marked.len() - line.len(), ..found })
        .or_else(|| both(&low, words, table))
        .or_else(|| within(&low, long_sentence, table))
}

/// Whether a line opens with a phrase that names a source: what [`hit`] may call one, and only
/// that. About 20 ns where it does not.
pub fn opens_with_source(line: &str) -> bool {
    let line = without_markup(line.trim());
    let Some(first) = line.chars().next().and_then(|c| c.to_lowercase().next()) else {
        return false;
    };
    let opens = |phrase: &str| {
        let mut letters = line.chars().flat_map(char::to_lowercase);
        phrase.chars().all(|expected| letters.next() == Some(expected))
    };
    table().sources.get(&first).is_some_and(|phrases| phrases.iter().any(|it| opens(it)))
}

/// A line without the Markdown that opens a quotation block or emphasis.
fn without_markup(line: &str) -> &str {
    let quoted = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    let bare = quoted.trim_start_matches(['*', '_']);
    // A star before a blank is a bullet.
    if bare.starts_with(char::is_whitespace) { quoted } else { bare }
}

/// Finds a pair of phrases of which one opens a short line and the other stands in it.
fn both(low: &str, words: usize, table: &Table) -> Option<Hit> {
    /// Longer lines are paragraphs that tell how to get an app.
    const MOST_WORDS: usize = 25;
    if MOST_WORDS < words {
        return None;
    }
    let holds = |phrase: &str, rest: &str| {
        rest.match_indices(phrase).any(|(at, _)| {
            let before = rest[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric())
        })
    };
    let pair = table.both.iter().find(|(first, second, _)| {
        low.strip_prefix(first.as_str())
            .is_some_and(|rest| ends_word(rest, 0) && holds(second, rest))
    });
    pair.map(|(_, _, kind)| Hit { kind: *kind, opening: 0 })
}

/// Returns the longest opening phrase of the line.
fn opening(line: &str, low: &str, table: &Table) -> Option<Hit> {
    let glued = || {
        table.glued.iter().find(|(phrase, _)| low.starts_with(phrase)).map(|(phrase, kind)| Hit {
            kind: *kind,
            // The phrases of this kind have no letter case, so lowering kept their length.
            opening: phrase.len(),
        })
    };
    let mut found = None;
    for end in word_ends(low).take(5) {
        let prefix = &low[..end];
        let bare = prefix.trim_end_matches([',', '.', ':', '!']);
        let plain = prefix.trim_end_matches(['*', '_']);
        let kind = [prefix, bare, plain].into_iter().find_map(|words| table.start.get(words));
        if let Some(kind) = kind {
            let words = prefix.split_whitespace().count();
            found = Some(Hit {
                kind: *kind,
                opening: word_ends(line).nth(words.saturating_sub(1)).unwrap_or(0),
            });
        }
    }
    found.or_else(glued)
}

/// Yields the byte at which each word of the line ends.
fn word_ends(line: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    line.char_indices().chain([(line.len(), ' ')]).filter_map(move |(at, c)| {
        let ended = inside && c.is_whitespace();
        inside = !c.is_whitespace();
        ended.then_some(at)
    })
}

/// Finds a phrase that may stand anywhere in the line, where a word begins.
fn within(low: &str, long_sentence: bool, table: &Table) -> Option<Hit> {
    let mut before = ' ';
    for (at, c) in low.char_indices() {
        let inside = before.is_alphanumeric() && c.is_alphanumeric() && c < '\u{2e80}';
        before = c;
        if inside {
            continue;
        }
        for (phrase, kind, hint) in table.contains.get(&c).into_iter().flatten() {
            let found = low[at..].starts_with(phrase)
                && match kind {
                    Kind::Caption => credits_a_picture(low, at, phrase.len(), long_sentence),
                    _ => !(*hint && long_sentence) && ends_word(low, at + phrase.len()),
                };
            if found {
                return Some(Hit { kind: *kind, opening: 0 });
            }
        }
    }
    None
}

/// Whether a picture credit stands where one does: at the end, after the caption's own sentence
/// or in brackets. An article may name a photo agency in the middle of a sentence.
fn credits_a_picture(low: &str, at: usize, length: usize, long_sentence: bool) -> bool {
    let after = low[at + length..].split_whitespace().count();
    let before = low[..at].trim_end().chars().next_back();
    let parted =
        matches!(before, None | Some('.' | '!' | '?' | '(' | '[' | '|' | '/' | '\u{201d}' | '"'));
    after <= 8 && (parted || !long_sentence) || low[at..].starts_with(['(', '['])
}

/// Whether a word ends at this byte, or the script has no spaces to end words with.
fn ends_word(low: &str, at: usize) -> bool {
    let after = low[at..].chars().next();
    after.is_none_or(|c| !c.is_alphanumeric() || '\u{2e80}' <= c)
}

#[derive(Debug, Default)]
struct Table {
    whole: BTreeMap<String, Kind>,
    start: BTreeMap<String, Kind>,
    glued: Vec<(String, Kind)>,
    both: Vec<(String, String, Kind)>,
    /// The opening phrases that name a source, by first character.
    sources: BTreeMap<char, Vec<String>>,
    // By first character: the line is walked once, and few phrases are tried at each word.
    contains: BTreeMap<char, Vec<(String, Kind, bool)>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = read_table(include_str!("furniture.csv"));
        for phrase in super::kinds::paywall_phrases() {
            let first = phrase.chars().next().unwrap_or(' ');
            let row = (phrase.to_owned(), Kind::Prompt, true);
            table.contains.entry(first).or_default().push(row);
        }
        table
    })
}

fn read_table(rows: &str) -> Table {
    let mut table = Table::default();
    for row in csv::Reader::from_reader(rows.as_bytes()).records().flatten() {
        let (Some(kind), Some(place), Some(phrase)) =
            (row.get(1).and_then(Kind::named), row.get(2), row.get(3))
        else {
            continue;
        };
        let phrase = phrase.to_owned();
        let first = phrase.chars().next().unwrap_or(' ');
        if kind == Kind::Source {
            table.sources.entry(first).or_default().push(phrase.clone());
        }
        match place {
            "whole" => _ = table.whole.insert(phrase, kind),
            "start" => _ = table.start.insert(phrase, kind),
            "glued" => table.glued.push((phrase, kind)),
            "both" => {
                let pair = phrase.split_once('…');
                let pair = pair.map(|(first, second)| (first.to_owned(), second.to_owned(), kind));
                table.both.extend(pair);
            }
            _ => {
                let row = (phrase, kind, place == "hint");
                table.contains.entry(first).or_default().push(row);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = include_str!("furniture.csv").lines().count() - 1;
        let table = read_table(include_str!("furniture.csv"));
        let contains: usize = table.contains.values().map(Vec::len).sum();
        let read =
            table.whole.len() + table.start.len() + table.glued.len() + contains + table.both.len();
        assert_eq!(read, rows, "a row with an unknown kind, or said twice");
    }

    #[test]
    fn a_source_is_named_where_a_line_opens_and_nowhere_else() {
        let opening = |phrase: &&String| {
            let glued = table().glued.iter().any(|(of, _)| of == *phrase);
            glued || table().start.contains_key(*phrase)
        };
        assert!(table().sources.values().flatten().all(|phrase| opening(&phrase)));
        for (line, expected) in [
            ("Source: dpa", true),
            ("> **SOURCES:** dpa, the mayor", true),
            ("Źródło: PAP", true),
            ("来源：新华社", true),
            ("Sources say the ferry sank.", false),
            ("The source: a spring", false),
            ("", false),
        ] {
            assert_eq!(opens_with_source(line), expected, "{line}");
            let hit = hit(line, true).filter(|hit| hit.kind == Kind::Source);
            assert_eq!(hit.is_some(), expected, "{line}");
        }
    }

    fn check(cases: &[(&str, Option<Kind>)]) {
        for (line, expected) in cases {
            let sentence = line.ends_with(['.', '!', '?']);
            assert_eq!(hit(line, sentence).map(|hit| hit.kind), *expected, "{line:?}");
        }
    }

    #[test]
    fn labels_pairs_and_quotation_blocks_tell_adverts_from_news_of_adverts() {
        check(&[
            ("Advertisement: Lamp oil by the barrel, Quay Stores", Some(Kind::Advert)),
            ("Реклама. Човни та весла, ряд 7", Some(Kind::Advert)),
            ("Advertisement sales fell, the publisher said.", None),
            ("Get the Harbour Post app for tides and timetables!", Some(Kind::Prompt)),
            ("The town will get the app it was promised, the mayor said.", None),
            (
                "> **Post Plus** The tide letter, every day at six. Try it free for a week.",
                Some(Kind::Prompt),
            ),
            ("Passengers may try it free for a week, the company said.", None),
            ("*Tags:* #ferry #harbour", Some(Kind::Footer)),
        ]);
    }

    #[test]
    fn furniture_is_known_by_its_words() {
        let cases = [
            ("Advertisement:", Some(Kind::Advert)),
            ("ADVERTISEMENT", Some(Kind::Advert)),
            ("Support the Harbour Gazette on Patreon!", Some(Kind::Prompt)),
            ("Most read", Some(Kind::Stories)),
            ("Read more: Ferry strike enters second week", Some(Kind::Related)),
            ("Comments (12)", Some(Kind::Comments)),
            ("© 2024 Harbour Gazette. All rights reserved.", Some(Kind::Footer)),
            ("The mayor at the quay. Photo: Ines Varga", Some(Kind::Caption)),
            ("Source: dpa", Some(Kind::Source)),
            ("Читайте также: Паром вернулся в порт", Some(Kind::Related)),
            ("関連記事", Some(Kind::Stories)),
            ("The council met on Tuesday to discuss its privacy policy at length.", None),
            ("The ferry left the harbour at noon, its captain said.", None),
            ("", None),
        ];
        check(&cases);
    }

    #[test]
    fn an_opening_is_measured_in_the_line_as_written() {
        let hit = hit("DETAILS: The ferry left.", true).expect("a label");
        assert_eq!(hit.opening, "DETAILS:".len());
    }
}
