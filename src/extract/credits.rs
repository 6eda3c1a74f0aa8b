//! The words in which an article says where it comes from → [`Credit`]s and the dateline.
//!
//! In: a source line, a byline, a first paragraph, a closing signature: places where agencies sign.
//! Out: credits under one spelling each (`agencies.csv`: name, aliases parted by `|`).
//! Deliberately absent: who is quoted inside the article, which the timeline asks.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::article::Credit;

/// Words that part an agency from the one it quotes.
const CITING: &[&str] = &[
    "citing",
    "quoting",
    "with reference to",
    "referring to",
    "unter berufung auf",
    "citant",
    "citando a",
    "citando",
    "со ссылкой на",
    "ссылаясь на",
    "з посиланням на",
    "із посиланням на",
    "зі посиланням на",
    "посилаючись на",
    "powołując się na",
    "援引",
];

/// Words in capitals that open a paragraph with a colon and are no place.
const NO_PLACE: &[&str] = &[
    "ANALYSIS",
    "BREAKING",
    "CORRECTION",
    "CORRECTED",
    "EDITOR",
    "EXCLUSIVE",
    "EXPLAINER",
    "FACTBOX",
    "LIVE",
    "NOTE",
    "OPINION",
    "PHOTOS",
    "READ",
    "REVIEW",
    "TIMELINE",
    "UPDATE",
    "UPDATED",
    "VIDEO",
    "WARNING",
    "WATCH",
    "QUESTION",
    "ANSWER",
    "ALSO",
    "MORE",
    "RELATED",
];

/// Words that open the note in which an agency's own people sign.
const SIGNATURES: &[&str] = &[
    "reporting by",
    "additional reporting by",
    "writing by",
    "editing by",
    "compiled by",
    "with inputs from",
    "with input from",
    "with agency inputs",
    "inputs from",
    "with agencies",
    "with material from",
    "with files from",
    "mit material von",
    "avec afp",
    "avec reuters",
    "con información de",
    "con informazioni",
];

/// The agency whose name the whole text is, under one spelling.
pub fn agency(text: &str) -> Option<&'static str> {
    let bare = bare(text);
    let Aliases { names, longest, .. } = aliases();
    if *longest < bare.len() {
        return None;
    }
    names.get(bare).copied()
}

/// Reads what follows the label of a source line: `Reuters, citing KCNA; TASS`.
pub fn of_source_line(text: &str) -> Vec<Credit> {
    text.split([';', '；'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .flat_map(of_source)
        .collect()
}

fn of_source(part: &str) -> Vec<Credit> {
    let (first, cited) = split_citing(part);
    let citing = names(cited);
    let mut credits: Vec<Credit> = names(first)
        .into_iter()
        .map(|name| Credit { name, citing: Vec::new(), words: part.to_owned() })
        .collect();
    if let Some(last) = credits.last_mut() {
        last.citing = citing;
    }
    credits
}

/// Parts `Reuters, citing KCNA` into who tells it and who is quoted.
fn split_citing(part: &str) -> (&str, &str) {
    CITING
        .iter()
        .filter_map(|word| {
            let at = find_caseless(part, word)?;
            Some((at, at + word.len()))
        })
        .min()
        .and_then(|(at, end)| Some((part.get(..at)?, part.get(end..)?)))
        .unwrap_or((part, ""))
}

/// Returns the agencies a few words name or, where they name none, the words themselves.
fn names(text: &str) -> Vec<String> {
    let known = agencies_in(text);
    if !known.is_empty() {
        return known.into_iter().map(str::to_owned).collect();
    }
    let parts: Vec<&str> = text
        .split(',')
        .map(bare)
        .filter(|name| !name.is_empty() && name.split_whitespace().count() <= 12)
        .collect();
    let is_name = |part: &&str| !part.starts_with(char::is_lowercase);
    // `Harbour office, statement of noon` names one source, and says when it spoke.
    let some_are_names = parts.first().is_some_and(is_name);
    parts.into_iter().filter(|part| !some_are_names || is_name(part)).map(str::to_owned).collect()
}

/// Finds the agencies named in a short text, each once, in its order; where two names overlap
/// the longer counts (`Associated Press of Pakistan`).
pub fn agencies_in(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (at, first) in text.char_indices() {
        for (alias, name) in aliases().by_letter.get(&first).into_iter().flatten() {
            if text[at..].starts_with(alias) && stands_alone(text, at, alias.len()) {
                found.push((at, std::cmp::Reverse(alias.len()), *name));
            }
        }
    }
    found.sort_unstable();
    let mut names = Vec::new();
    let mut covered = 0;
    for (at, length, name) in found {
        if covered <= at {
            covered = at + length.0;
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The opening of a report: where it was filed from, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// Place and day, as written: `MOSCOW, July 12`.
    pub words: String,
    /// The agency that signs in it.
    pub credit: Option<Credit>,
}

/// Reads the dateline that opens a first paragraph: `MOSCOW: …`, `MOSCOW, July 12 (Reuters) - …`,
/// `Berlin (dpa) - …`, `新华社北京7月12日电 …`.
///
/// A place in capitals is enough; in other spellings only an agency in brackets proves it.
pub fn dateline(paragraph: &str) -> Option<Dateline> {
    filed_in_chinese(paragraph).or_else(|| {
        let (head, mark) = opening(paragraph)?;
        let (place, signed) = match head.split_once(['(', '（']) {
            Some((place, rest)) => (place, rest.split([')', '）']).next().unwrap_or("")),
            None => (head, ""),
        };
        let place = place.trim().trim_end_matches([',', '/']).trim_end();
        let known = agencies_in(signed).into_iter().next();
        let by = known.or_else(|| Some(signed.trim()).filter(|signed| is_signer(signed)));
        let named = match (known, mark) {
            (Some(_), _) => place.split_whitespace().count() <= 7,
            (None, ':') => signed.is_empty() && is_place_in_capitals(place),
            (None, _) => (signed.is_empty() || by.is_some()) && opens_in_capitals(place),
        };
        (named && (known.is_some() || !place.is_empty())).then(|| Dateline {
            words: place.to_owned(),
            credit: by.map(|name| credit(name, &format!("({signed})"))),
        })
    })
}

/// Whether what stands in brackets behind a place can be an agency that no table knows.
fn is_signer(signed: &str) -> bool {
    (1..=4).contains(&signed.split_whitespace().count())
        && signed.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && !signed.contains(char::is_numeric)
}

/// Cuts off what stands before the first dash or colon, if that comes soon enough.
fn opening(paragraph: &str) -> Option<(&str, char)> {
    let mut before = ' ';
    for (at, c) in paragraph.char_indices().take(90) {
        let next = paragraph[at + c.len_utf8()..].chars().next()?;
        let parts = match c {
            '—' | '–' | '―' => true,
            '-' => before.is_whitespace() || before == ')',
            ':' => next.is_whitespace(),
            _ => false,
        };
        if parts {
            return Some((paragraph[..at].trim(), c)).filter(|(head, _)| !head.is_empty());
        }
        before = c;
    }
    None
}

/// Whether the words are one place in capitals: `MOSCOW`, `NEW DELHI`.
fn is_place_in_capitals(place: &str) -> bool {
    let words: Vec<&str> = place.split_whitespace().collect();
    (1..=3).contains(&words.len())
        && words.iter().all(|word| is_capitals(word))
        && 4 <= place.chars().filter(|c| c.is_alphabetic()).count()
        && !NO_PLACE.contains(&words[0])
}

/// Whether the words open with a place in capitals: `MOBILE, Ala.`, `BEIJING, July 12`.
fn opens_in_capitals(place: &str) -> bool {
    let words: Vec<&str> = place.split_whitespace().collect();
    (1..=7).contains(&words.len())
        && is_capitals(words[0])
        && 3 <= words[0].chars().filter(|c| c.is_alphabetic()).count()
        && !NO_PLACE.contains(&words[0].trim_end_matches(','))
        && words.iter().all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()))
}

fn is_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

fn filed_in_chinese(paragraph: &str) -> Option<Dateline> {
    let start = paragraph.trim_start_matches(['（', '(', '【', ' ', '　']);
    let (at, end) = start.char_indices().take(30).find(|(_, c)| matches!(c, '电' | '電'))?;
    let words = &start[..at + end.len_utf8()];
    let name = agencies_in(words).into_iter().next()?;
    Some(Dateline { words: words.to_owned(), credit: Some(credit(name, words)) })
}

/// Reads a line on which an article only says whose it is: `AFP`, `— Reuters`, `(dpa)`,
/// `Reporting by …; Editing by …`, `With inputs from PTI`. Nothing else is on such a line.
///
/// A signature that names no agency gives an empty list, not nothing: it is one all the same.
pub fn of_signature(line: &str) -> Option<Vec<Credit>> {
    if let Some(name) = agency(line) {
        return Some(vec![credit(name, line)]);
    }
    let inner = line.trim().trim_start_matches(['(', '[', '—', '-', '–', '/', '*', ' ']);
    let signed = SIGNATURES.iter().any(|words| starts_caseless(inner, words));
    if signed {
        return Some(of_names(line));
    }
    let mut parts = inner.split(['/', ',', '+', '&']).map(bare);
    let opens_with_agency = parts.next().is_some_and(|part| agency(part).is_some());
    let mut all_sign = || parts.all(|part| agency(part).is_some() || is_initials(part));
    (opens_with_agency && all_sign()).then(|| of_names(line))
}

/// A text without the notes at its end in which an agency's own people sign, "(Reporting by …;
/// editing by …)": whom a story names are not those who wrote it down.
pub fn without_signatures(text: &str) -> &str {
    /// Longer notes say more than who signs.
    const LONGEST: usize = 500;
    let mut rest = text.trim_end();
    while let Some(open) = rest.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        let note = rest[open + 1..].trim_start();
        let signs = SIGNATURES.iter().any(|words| starts_caseless(note, words));
        if !signs || LONGEST < note.len() {
            break;
        }
        rest = rest[..open].trim_end();
    }
    rest
}

/// Whether these are the initials with which desks sign: `ec`, `dw`.
fn is_initials(part: &str) -> bool {
    (1..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_lowercase())
}

/// Reads the agencies out of a byline: `Ana Ruiz, Associated Press Writer`, and those that only
/// their own names show to be agencies: `Post staff and Seaboard News Agency`.
pub fn of_byline(byline: &str) -> Vec<Credit> {
    let known = of_names(byline);
    if !known.is_empty() {
        return known;
    }
    byline
        .split([',', '/', ';', '&'])
        .flat_map(|part| part.split(" and "))
        .map(bare)
        .filter(|part| AGENCY_TAILS.iter().any(|tail| part.ends_with(tail)))
        .map(|name| credit(name, byline))
        .collect()
}

/// How the names of agencies end.
const AGENCY_TAILS: &[&str] =
    &[" Press Agency", " News Agency", " News Service", " Newswire", " Press Association"];

/// The outlet that a byline names behind its author: `Ana Ruiz of The Harbour Post`.
pub fn of_author_of(byline: &str) -> Option<Credit> {
    let (_, outlet) = byline.split_once(" of ")?;
    let name = bare(outlet.split([',', '|', '(']).next()?);
    let capitals = |word: &str| word.starts_with(char::is_uppercase);
    let words: Vec<&str> = name.split_whitespace().collect();
    ((2..=5).contains(&words.len()) && words.iter().all(|word| capitals(word)))
        .then(|| credit(name, byline))
}

fn of_names(words: &str) -> Vec<Credit> {
    agencies_in(words).into_iter().map(|name| credit(name, words.trim())).collect()
}

fn credit(name: &str, words: &str) -> Credit {
    Credit { name: name.to_owned(), citing: Vec::new(), words: words.trim().to_owned() }
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a name found in a text is no part of a longer word. Scripts without spaces have no
/// word borders to ask for.
fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let inner = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < '\u{3000}');
    !inner(text[..at].chars().next_back()) && !inner(text[at + length..].chars().next())
}

/// Finds lower-case words in a text whatever its case; the place counts bytes of the text.
fn find_caseless(text: &str, words: &str) -> Option<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .find(|at| starts_caseless(&text[*at..], words) && stands_alone(text, *at, words.len()))
}

fn starts_caseless(text: &str, words: &str) -> bool {
    let first_is_other = match (text.as_bytes().first(), words.as_bytes().first()) {
        (Some(a), Some(b)) => a.is_ascii() && b.is_ascii() && a.to_ascii_lowercase() != *b,
        _ => false,
    };
    let is_it = |start: &str| {
        if start.is_ascii() {
            start.eq_ignore_ascii_case(words)
        } else {
            start.to_lowercase() == words
        }
    };
    !first_is_other && text.get(..words.len()).is_some_and(is_it)
}

#[derive(Debug)]
struct Agency {
    name: &'static str,
    aliases: Vec<&'static str>,
}

fn table() -> &'static [Agency] {
    static TABLE: OnceLock<Vec<Agency>> = OnceLock::new();
    TABLE.get_or_init(|| {
        include_str!("agencies.csv")
            .lines()
            .skip(1)
            .filter_map(|row| row.split_once(','))
            .map(|(name, aliases)| Agency { name, aliases: aliases.split('|').collect() })
            .collect()
    })
}

/// What agencies are called.
#[derive(Debug, Default)]
struct Aliases {
    /// The agency of every alias.
    names: FxHashMap<&'static str, &'static str>,
    /// Aliases and their agencies, by their first letter.
    by_letter: FxHashMap<char, Vec<(&'static str, &'static str)>>,
    /// How many bytes the longest has.
    longest: usize,
}

fn aliases() -> &'static Aliases {
    static ALIASES: OnceLock<Aliases> = OnceLock::new();
    ALIASES.get_or_init(|| {
        let mut all = Aliases::default();
        for agency in table() {
            for alias in &agency.aliases {
                all.names.entry(*alias).or_insert(agency.name);
                all.longest = all.longest.max(alias.len());
                if let Some(first) = alias.chars().next() {
                    all.by_letter.entry(first).or_default().push((*alias, agency.name));
                }
            }
        }
        all
    })
}

/// Each name once, where it stands first; what it cites is kept from where it is said.
pub(super) fn once_each(credits: impl Iterator<Item = Credit>) -> Vec<Credit> {
    let mut once: Vec<Credit> = Vec::new();
    for credit in credits {
        match once.iter_mut().find(|said| said.name == credit.name) {
            Some(said) if said.citing.is_empty() => said.citing = credit.citing,
            Some(_) => {}
            None => once.push(credit),
        }
    }
    once
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(credits: &[Credit]) -> String {
        let told: Vec<String> = credits
            .iter()
            .map(|credit| match credit.citing.as_slice() {
                [] => credit.name.clone(),
                citing => format!("{} < {}", credit.name, citing.join(" + ")),
            })
            .collect();
        told.join("; ")
    }

    #[test]
    fn those_who_sign_at_the_end_are_no_part_of_the_text() {
        let cases = [
            ("The mill burned. (Reporting by Ana Ruiz; Editing by Tom Bell )", "The mill burned."),
            (
                "It fell (ABC.N). (Additional reporting by A B) (editing by C D)\n",
                "It fell (ABC.N).",
            ),
            ("He left (writing by hand).", "He left (writing by hand)."),
            ("The mill burned (in part)", "The mill burned (in part)"),
            ("(Reporting by Ana Ruiz)", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(without_signatures(text), expected, "{text}");
        }
        let long = format!("It rained. (Reporting by {})", "Ana Ruiz, ".repeat(60));
        assert_eq!(without_signatures(&long), long);
    }

    #[test]
    fn a_source_line_says_who_cites_whom() {
        let cases = [
            (
                "dpa, citing the Swedish agency TT; state-owned news agency Xinhua",
                "dpa < TT; Xinhua",
            ),
            ("Reuters, AFP", "Reuters; AFP"),
            ("Harbour Gazette, quoting the port office", "Harbour Gazette < the port office"),
            ("РИА Новости со ссылкой на порт", "RIA Novosti < порт"),
            ("Associated Press of Pakistan", "APP"),
            ("Harbour office, statement of noon", "Harbour office"),
            ("", ""),
        ];
        for (line, expected) in cases {
            assert_eq!(told(&of_source_line(line)), expected, "{line:?}");
        }
    }

    #[test]
    fn a_dateline_is_a_place_in_capitals_or_signed() {
        let cases = [
            ("LISBON: The ferry sank.", Some(("LISBON", None))),
            ("LISBON, May 3 (Reuters) - The ferry sank.", Some(("LISBON, May 3", Some("Reuters")))),
            ("LISBON (AP) — The ferry sank.", Some(("LISBON", Some("AP")))),
            ("Lissabon (dpa) - Die Fähre sank.", Some(("Lissabon", Some("dpa")))),
            ("MOBILE, Ala. - The ferry sank.", Some(("MOBILE, Ala.", None))),
            ("新华社里斯本5月3日电 渡轮沉没。", Some(("新华社里斯本5月3日电", Some("Xinhua")))),
            (
                "PORT ELLERY, May 3 (Seaboard) - The ferry sank.",
                Some(("PORT ELLERY, May 3", Some("Seaboard"))),
            ),
            ("ANA (aged 3) - a ferry - sank.", None),
            ("WATCH: The ferry sinks.", None),
            ("Q: Did the ferry sink?", None),
            ("The ferry — a wreck already — sank.", None),
            ("NASA said the ferry - a wreck - sank.", None),
            ("", None),
        ];
        for (paragraph, expected) in cases {
            let found = dateline(paragraph);
            let found = found.as_ref().map(|line| {
                (line.words.as_str(), line.credit.as_ref().map(|credit| credit.name.as_str()))
            });
            assert_eq!(found, expected, "{paragraph:?}");
        }
    }

    #[test]
    fn a_byline_names_agencies_and_other_outlets() {
        let cases = [
            ("Ana Ruiz, Associated Press Writer", "AP"),
            ("Post staff and Seaboard News Agency", "Seaboard News Agency"),
            ("Ana Ruiz and Tom Bell", ""),
        ];
        for (byline, expected) in cases {
            assert_eq!(told(&of_byline(byline)), expected, "{byline:?}");
        }
        let cases = [
            ("Ana Ruiz of The Harbour Post", Some("The Harbour Post")),
            ("Ana Ruiz of the city desk", None),
            ("Ana Ruiz", None),
        ];
        for (byline, expected) in cases {
            let name = of_author_of(byline).map(|credit| credit.name);
            assert_eq!(name.as_deref(), expected, "{byline:?}");
        }
    }

    #[test]
    fn a_signature_stands_alone_on_its_line() {
        let cases = [
            ("AFP", Some("AFP")),
            ("— Reuters", Some("Reuters")),
            ("AFP/ec/dw", Some("AFP")),
            ("(Reporting by Ana Ruiz in Lisbon; Editing by Tom Bell)", Some("")),
            ("With inputs from PTI", Some("PTI")),
            ("Reuters reported the sinking first.", None),
            ("Ana Ruiz", None),
        ];
        for (line, expected) in cases {
            let found = of_signature(line).map(|credits| told(&credits));
            assert_eq!(found.as_deref(), expected, "{line:?}");
        }
    }
}
