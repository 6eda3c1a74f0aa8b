//! Sentence → whom it names for what it says.
//!
//! In: "Rain closed the pass, the Veldt weather service said." Out: "Veldt weather service". Who
//! an article as a whole credits is known to the article.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::sentences::is_title;
use crate::temporal::names;

const TABLE: &str = include_str!("words/attribution.csv");

/// A speaker's name has no more words than this; what is longer is a sentence of its own.
const LONGEST: usize = 8;

/// Whom a sentence names for what it says, each once, in the order of the text.
pub(super) fn attributions(sentence: &str) -> Vec<String> {
    if !may_name(sentence) {
        return Vec::new();
    }
    let pieces = pieces(sentence);
    let mut found: Vec<String> = Vec::new();
    for i in 0..pieces.len() {
        let named = match after_phrase(&pieces, i) {
            Some((end, Phrase::Any)) => source_from(&pieces, end),
            Some((end, Phrase::Name)) => name_from(&pieces, end),
            None if words().said.contains(pieces[i].lower.as_ref()) => speaker(&pieces, i),
            None => None,
        };
        let Some(name) = named else { continue };
        if !found.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            found.push(name);
        }
    }
    found
}

/// Whether a sentence holds a verb of saying or a word that opens a phrase like "according to":
/// most do not, and need not be looked at closer.
fn may_name(sentence: &str) -> bool {
    let Words { opens, gate, .. } = words();
    let tells = |form: &str| opens.contains(form).then_some(());
    sentence.split_whitespace().any(|word| {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        gate.may_pass(core) && names::with_lower_case(core, tells).is_some()
    })
}

/// Which words may be among some, by their first and last letter and their length: most others are
/// told from them without being looked up.
struct Gate(Vec<u64>);

impl Gate {
    fn of<'a>(words: impl Iterator<Item = &'a &'static str>) -> Gate {
        let mut places = vec![0; 1 << 9];
        for place in words.filter_map(|word| Gate::place(word)) {
            places[place / 64] |= 1 << (place % 64);
        }
        Gate(places)
    }

    /// Whether a word in any case may be one of them.
    fn may_pass(&self, word: &str) -> bool {
        Gate::place(word).is_none_or(|place| self.0[place / 64] >> (place % 64) & 1 == 1)
    }

    /// Nothing for a word beyond ASCII, whose length may change with its case. The lowest five bits of a
    /// letter are the same in both cases.
    fn place(word: &str) -> Option<usize> {
        let bytes = word.as_bytes();
        let (first, last) = (usize::from(*bytes.first()?), usize::from(*bytes.last()?));
        let place = (first & 31) << 10 | (last & 31) << 5 | bytes.len().min(31);
        word.is_ascii().then_some(place)
    }
}

/// Whether a sentence is its author's or an unnamed speaker's own talk ("I went back there on
/// Friday"), which reports no event.
pub(super) fn is_personal(sentence: &str, language: Option<&str>) -> bool {
    let Some(selves) = language.and_then(|language| words().selves.get(language)) else {
        return false;
    };
    let is_self = |word: &str| selves.contains(word).then_some(());
    let mut parts = sentence.split(|c: char| !c.is_alphanumeric());
    if !parts.any(|part| names::with_lower_case(part, is_self).is_some()) {
        return false;
    }
    let (mut quoted, mut quotes_self, mut named) = (false, false, 0);
    for (at, word) in sentence.split_whitespace().enumerate() {
        let marks = |word: &str, set: &[char]| word.chars().filter(|c| set.contains(c)).count();
        let straight = marks(word, &['"']);
        quoted = quoted && straight == 0 || word.starts_with(['"', '“', '«', '„']);
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let core = core.split(['\'', '’']).next().unwrap_or(core);
        let personal = names::with_lower_case(core, is_self).is_some();
        if personal && !quoted {
            return true;
        }
        quotes_self |= personal;
        let dated = || names::weekday(core).is_some() || names::month(core).is_some();
        let capital = core.starts_with(char::is_uppercase);
        named += usize::from(0 < at && !personal && capital && !dated());
        quoted &= marks(word, &['”', '»']) == 0 && straight != 2;
        quoted &= !(straight == 1 && word.ends_with(['"', ',', '.', '!', '?', ';']));
    }
    quotes_self && named == 0 && attributions(sentence).is_empty()
}

/// A word with what stands around it.
#[derive(Debug)]
struct Piece<'a> {
    core: &'a str,
    lower: Cow<'a, str>,
    /// A quotation mark or bracket opens before it.
    opens: bool,
    /// A mark after it ends a phrase.
    closes: bool,
    /// That mark is a comma and nothing else.
    comma: bool,
}

impl Piece<'_> {
    fn is_capital(&self) -> bool {
        self.core.starts_with(char::is_uppercase) || self.core == "&"
    }

    /// A word that dates: a number, a weekday, a month, "last".
    fn is_dated(&self) -> bool {
        let weekday = names::weekday(self.core).is_some() && 3 < self.core.len();
        let month = names::month(self.core).is_some() && self.is_capital() && self.core != "May";
        weekday
            || month
            || !self.is_capital() && words().dated.contains(self.lower.as_ref())
            || self.core.bytes().all(|byte| byte.is_ascii_digit())
    }
}

fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let mut pieces = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let aside = aside(&words[at..]);
        if 0 < aside {
            // "( HX.N )" behind a name is no word of it.
            let tail = words[at + aside - 1];
            let last: Option<&mut Piece> = pieces.last_mut();
            if let Some(last) = last.filter(|_| tail.ends_with([',', '.', ';'])) {
                last.closes = true;
                last.comma = tail.ends_with(',');
            }
            at += aside;
            continue;
        }
        pieces.extend(piece(word));
        at += 1;
    }
    pieces
}

/// How many words the brackets that open here hold, if few.
fn aside(words: &[&str]) -> usize {
    const FEW: usize = 4;
    if !words[0].starts_with('(') {
        return 0;
    }
    let closed = words.iter().take(FEW).position(|word| word.contains(')'));
    closed.map_or(0, |at| at + 1)
}

fn piece(word: &str) -> Option<Piece<'_>> {
    if word == "&" {
        let lower = Cow::Borrowed(word);
        return Some(Piece { core: word, lower, opens: false, closes: false, comma: false });
    }
    let start = word.find(|c: char| c.is_alphanumeric())?;
    let mut core = word.trim_matches(|c: char| !c.is_alphanumeric());
    if is_code(core) {
        return None;
    }
    let mut tail = &word[start + core.len()..];
    // The point of "U.S." belongs to it and ends nothing; so does that of "Gen.".
    if let Some(rest) = tail.strip_prefix('.')
        && (core.contains('.') || is_title(core))
    {
        core = &word[start..start + core.len() + 1];
        tail = rest;
    }
    let closes = tail.contains([',', ';', ':', '.', '!', '?', '"', '”', '»', ')', '—', '–']);
    let is_lower = core.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let lower = if is_lower { Cow::Borrowed(core) } else { Cow::Owned(core.to_lowercase()) };
    Some(Piece { core, lower, opens: 0 < start, closes, comma: tail == "," })
}

/// Whether a word is the code of a share ("HASK.N", "3988.HX").
fn is_code(word: &str) -> bool {
    let Some((share, market)) = word.split_once('.') else { return false };
    let upper = |part: &str| part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    2 <= share.len()
        && (1..=3).contains(&market.len())
        && upper(share)
        && market.chars().all(|c| c.is_ascii_uppercase())
}

/// What stands after a phrase that names a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phrase {
    /// All up to the next mark ("according to a state agency").
    Any,
    /// The capitalised words; the sentence goes on after them without a mark ("laut Orbis ist").
    Name,
}

/// The piece after a phrase like "according to" that begins at `i`.
fn after_phrase(pieces: &[Piece], i: usize) -> Option<(usize, Phrase)> {
    let phrases = words().by.get(pieces[i].lower.as_ref())?;
    let fits = |(phrase, _): &&(Vec<&str>, Phrase)| {
        let rest = pieces[i..].iter().map(|piece| piece.lower.as_ref());
        rest.take(phrase.len()).eq(phrase.iter().copied())
    };
    let fitting = phrases.iter().filter(fits);
    let (longest, kind) = fitting.max_by_key(|(phrase, _)| phrase.len())?;
    Some((i + longest.len(), *kind))
}

/// The source that begins at `i` and ends with its phrase or before a verb of saying.
fn source_from(pieces: &[Piece], i: usize) -> Option<String> {
    let mut name = Vec::new();
    for piece in pieces.iter().skip(i).take(LONGEST) {
        let lower = piece.lower.as_ref();
        let goes_on = words().said.contains(lower) || words().after.contains(lower);
        if goes_on && !piece.is_capital() {
            break;
        }
        name.push(piece);
        if piece.closes {
            break;
        }
    }
    tidied(&name)
}

/// The capitalised words from `i` on, an article before them.
fn name_from(pieces: &[Piece], i: usize) -> Option<String> {
    let rest = &pieces[i.min(pieces.len())..];
    let articles = rest.iter().take_while(|piece| words().lead.contains(piece.lower.as_ref()));
    let articles = articles.count();
    let name: Vec<_> = rest[articles..].iter().take_while(|piece| piece.is_capital()).collect();
    let end = name.iter().position(|piece| piece.closes).map_or(name.len(), |at| at + 1);
    tidied(&name[..end.min(LONGEST)])
}

/// Who says what the verb at `verb` says: the words before it, or after it ("said the mayor").
fn speaker(pieces: &[Piece], verb: usize) -> Option<String> {
    let before = verb.checked_sub(1).map(|at| &pieces[at]);
    let passive = before.is_some_and(|piece| {
        matches!(piece.lower.as_ref(), "is" | "was" | "were" | "are" | "be" | "been" | "the" | "to")
    });
    if passive {
        return None;
    }
    // "dismissed it on Monday and said so": whoever did is not named here.
    if before.is_some_and(|piece| matches!(piece.lower.as_ref(), "and" | "but" | "or")) {
        return None;
    }
    if pieces.get(verb + 1).is_some_and(|next| next.lower == "by") {
        return name_from(pieces, verb + 2);
    }
    let appositive = before.is_some_and(|piece| piece.comma);
    if appositive && let Some(name) = before_appositive(pieces, verb) {
        return Some(name);
    }
    if let Some(name) = phrase_before(pieces, verb) {
        return Some(name);
    }
    let bare = before.is_none_or(|piece| piece.closes);
    // "told lawmakers": whoever stands behind is told.
    if !bare || pieces[verb].closes || pieces[verb].lower == "told" {
        return None;
    }
    source_from(pieces, verb + 1).filter(|_| {
        let next = pieces.get(verb + 1);
        next.is_some_and(|next| next.is_capital() || next.lower == "the")
    })
}

/// The phrase that ends at the word before `end`.
fn phrase_before(pieces: &[Piece], end: usize) -> Option<String> {
    let mut start = end;
    while 0 < start && !pieces[start - 1].closes && end - start <= LONGEST {
        start -= 1;
        let lower = pieces[start].lower.as_ref();
        if pieces[start].opens || words().stops.contains(lower) {
            break;
        }
    }
    // "has told": the auxiliary belongs to the verb.
    let tail = pieces[start..end].iter().rev();
    let tail = tail.take_while(|piece| words().tail.contains(piece.lower.as_ref())).count();
    let cut = pieces[start..end - tail]
        .iter()
        .rposition(|piece| !piece.is_capital() && words().clause.contains(piece.lower.as_ref()));
    start += cut.map_or(0, |at| at + 1);
    // "in another move the ministry": the last of two phrases is the subject.
    let article = |piece: &Piece| matches!(piece.lower.as_ref(), "the" | "a" | "an");
    let last =
        (start + 1..end).rev().find(|&at| article(&pieces[at]) && !is_bound(&pieces[at - 1]));
    let mut start = last.unwrap_or(start);
    // "In Oskby Orla Pike said"
    if words().adverbial.contains(pieces[start..end].first().map_or("", |piece| &piece.lower)) {
        start += 1;
    }
    let whole: Vec<_> = pieces[start..end].iter().collect();
    let busy = whole.iter().any(|piece| !piece.is_capital() && piece.lower.ends_with("ed"));
    if whole.len() <= LONGEST && !busy {
        return tidied(&whole);
    }
    // "... and Orla Pike said": the capitalised words right before the verb.
    let names = whole.iter().rev().take_while(|piece| piece.is_capital()).count();
    tidied(&whole[whole.len() - names..])
}

/// Whether a word binds the phrase behind it to the one before ("head of the port authority").
fn is_bound(piece: &Piece) -> bool {
    matches!(piece.lower.as_ref(), "of" | "for" | "at" | "in" | "and")
}

/// "Orla Pike, head of the port authority, said": the name before the two commas.
fn before_appositive(pieces: &[Piece], verb: usize) -> Option<String> {
    let limit = verb.saturating_sub(16);
    let comma = (limit..verb - 1).rev().find(|&at| pieces[at].closes)?;
    if !pieces[comma].comma {
        return None;
    }
    let start = (limit..comma).rev().find(|&at| pieces[at].closes);
    let name: Vec<_> = pieces[start.map_or(limit, |at| at + 1)..=comma].iter().collect();
    let names = name.iter().filter(|piece| piece.is_capital()).count();
    (name.len() <= 5 && 0 < names && names + 1 >= name.len()).then(|| tidied(&name))?
}

/// The words of a name without articles, conjunctions and dates around it; nothing if no name or
/// body is left.
fn tidied(pieces: &[&Piece]) -> Option<String> {
    let mut pieces = pieces;
    while let [first, rest @ ..] = pieces {
        let masthead = rest.first().is_some_and(|next| {
            next.is_capital() && words().masthead.contains(next.lower.as_ref())
        });
        let number = |piece: &&Piece| piece.core.bytes().all(|byte| byte.is_ascii_digit());
        let may = first.core == "May" && rest.first().is_some_and(number);
        let dated = may || first.is_dated() || words().dated.contains(first.lower.as_ref());
        if !words().lead.contains(first.lower.as_ref()) && (!dated || masthead) {
            break;
        }
        pieces = rest;
    }
    while let [rest @ .., last] = pieces {
        // "on Sunday publicly", but "the business daily".
        let adverb = last.lower.ends_with("ly")
            && !last.is_capital()
            && !last.lower.ends_with("daily")
            && last.lower != "weekly"
            && last.lower != "monthly";
        if !adverb && !last.is_dated() && !words().tail.contains(last.lower.as_ref()) {
            break;
        }
        pieces = rest;
    }
    let [first, .., last] = pieces else {
        let [only] = pieces else { return None };
        return known_alone(only).then(|| only.core.to_owned());
    };
    // "his ministry" and "her counterpart" name nobody; "statement of 11 am" is no speaker.
    let owned = words().owners.contains(first.lower.as_ref());
    let capital = pieces.iter().skip(usize::from(owned)).any(|piece| piece.is_capital());
    let body = words().bodies.contains(last.lower.as_ref());
    let known = capital || body && !owned;
    let known = known && !words().nobody.contains(last.lower.as_ref());
    if !known || words().nobody.contains(first.lower.as_ref()) {
        return None;
    }
    let name: Vec<_> = pieces.iter().map(|piece| piece.core).collect();
    Some(name.join(" "))
}

/// Whether one word is a source: a name, or a body like the police.
fn known_alone(piece: &Piece) -> bool {
    let lower = piece.lower.as_ref();
    (piece.is_capital() || words().bodies.contains(lower))
        && !words().nobody.contains(lower)
        && !words().owners.contains(lower)
}

struct Words {
    said: FxHashSet<&'static str>,
    nobody: FxHashSet<&'static str>,
    lead: FxHashSet<&'static str>,
    tail: FxHashSet<&'static str>,
    stops: FxHashSet<&'static str>,
    /// Words that cut a clause off before a speaker: "… is open but the mayor".
    clause: FxHashSet<&'static str>,
    /// Words that end a source: "people who …", "figures released on …".
    after: FxHashSet<&'static str>,
    /// Words that open an adverbial before a speaker.
    adverbial: FxHashSet<&'static str>,
    /// What newspapers are called after a weekday ("Sunday Herald").
    masthead: FxHashSet<&'static str>,
    /// Words that date beside numbers, weekdays and months.
    dated: FxHashSet<&'static str>,
    /// Phrases that name a source after them, by their first word.
    by: FxHashMap<&'static str, Vec<(Vec<&'static str>, Phrase)>>,
    /// The first words of those phrases, and what is in `said`.
    opens: FxHashSet<&'static str>,
    /// What may be among these.
    gate: Gate,
    /// Nouns that are a source without an article or a capital.
    bodies: FxHashSet<&'static str>,
    /// "his", "her", "their".
    owners: FxHashSet<&'static str>,
    /// The pronouns of whoever speaks, by language.
    selves: FxHashMap<&'static str, FxHashSet<&'static str>>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let set = |wanted: &str| {
            let rows = super::rows(TABLE).filter(|(kind, _)| *kind == wanted);
            rows.flat_map(|(_, forms)| forms.split(' ')).collect()
        };
        let mut by = FxHashMap::<_, Vec<_>>::default();
        for (kind, phrases) in super::rows(TABLE) {
            let kind = match kind {
                "by" => Phrase::Any,
                "by_name" => Phrase::Name,
                _ => continue,
            };
            for phrase in phrases.split('|') {
                let phrase: Vec<_> = phrase.split(' ').collect();
                by.entry(phrase[0]).or_default().push((phrase, kind));
            }
        }
        let said: FxHashSet<_> = set("said");
        let opens: FxHashSet<_> = said.iter().chain(by.keys()).copied().collect();
        Words {
            gate: Gate::of(opens.iter()),
            opens,
            said,
            nobody: set("nobody"),
            lead: set("lead"),
            tail: set("tail"),
            stops: set("stop"),
            clause: set("clause"),
            after: set("after"),
            adverbial: set("adverbial"),
            dated: set("dated"),
            masthead: set("masthead"),
            bodies: set("body"),
            owners: set("owner"),
            selves: super::rows(TABLE)
                .filter_map(|(kind, forms)| {
                    let language = kind.strip_prefix("self_")?;
                    Some((language, forms.split(' ').collect()))
                })
                .collect(),
            by,
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn speakers_are_found_before_and_after_what_they_say() {
        for (sentence, expected) in [
            (
                "Rain closed the pass, the Veldt weather service said.",
                vec!["Veldt weather service"],
            ),
            ("VNA reported that the pass was closed.", vec!["VNA"]),
            ("The pass is open, according to a state agency Orbis.", vec!["state agency Orbis"]),
            ("“It is open,” said Orla Pike.", vec!["Orla Pike"]),
            (
                "Orla Pike, head of the port authority, said on Friday that it was open.",
                vec!["Orla Pike"],
            ),
            ("The ministry on Friday said it was open.", vec!["ministry"]),
            ("He said the pass was open.", vec![]),
            ("Snow fell on Friday.", vec![]),
            ("It was said to be open.", vec![]),
            (
                "The pass is open, Orbis reported, citing the Veldt ministry.",
                vec!["Orbis", "Veldt ministry"],
            ),
            ("Laut Orbis ist der Pass offen.", vec!["Orbis"]),
            ("За даними поліції, перевал відкрито.", vec![]),
            ("Tarn Steel Inc ( HX.N ) said on Friday it would close.", vec!["Tarn Steel Inc"]),
            ("Hask & Sons said it would close.", vec!["Hask & Sons"]),
            (
                "It fell, according to a U.S. Mining Office report.",
                vec!["U.S. Mining Office report"],
            ),
            ("Steps announced by Orla Pike on Friday may fail.", vec!["Orla Pike"]),
            ("Shares fell after the Veldt Post reported that it was shut.", vec!["Veldt Post"]),
            ("July 9, 2019 - Tarn Steel confirms the sale.", vec!["Tarn Steel"]),
            ("Last Thursday the Veldt ministry said it was open.", vec!["Veldt ministry"]),
            ("The Sunday Herald reported that it was open.", vec!["Sunday Herald"]),
            ("The Veldt business daily said it was open.", vec!["Veldt business daily"]),
            ("Port Sel in April warned that it was shut.", vec!["Port Sel"]),
            ("In a separate move the government said it was open.", vec!["government"]),
            ("The pass remains shut but noted lorries may pass.", vec![]),
            ("The contract expires on Friday and dealers said it was open.", vec![]),
            (
                "According to a March letter made public on Friday, Orla Pike said so.",
                vec!["Orla Pike"],
            ),
        ] {
            assert_eq!(attributions(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn whoever_is_not_named_is_not_cited() {
        for sentence in [
            "It opens on Monday, according to his ministry.",
            "Her counterpart said that the boats would be handed back.",
            "Its owner says the tanks are intact.",
            "The lorry was empty, according to a statement of 11 am.",
        ] {
            assert_eq!(attributions(sentence), Vec::<String>::new(), "{sentence}");
        }
        assert_eq!(attributions("The port authority said so."), ["port authority"]);
    }

    #[test]
    fn what_an_author_tells_of_himself_is_personal() {
        for (sentence, expected) in [
            ("I went back to Orla Pike on Friday.", true),
            ("“I have to open up at six tomorrow,” he grinned.", true),
            ("“We will meet Orla Pike on Friday,” the envoy said.", false),
            ("\"We leave on Friday,\" said Orla Pike.", false),
            ("\"We had the sale planned for Friday.\"", true),
            ("The Tarn bridge fell on Friday.", false),
        ] {
            assert_eq!(is_personal(sentence, Some("en")), expected, "{sentence}");
        }
        assert!(!is_personal("Most zamknięto we wtorek i w środę.", Some("pl")));
    }

    #[test]
    fn every_word_that_opens_a_name_passes_the_gate_and_most_others_do_not() {
        let Words { opens, gate, .. } = words();
        for word in opens {
            assert!(gate.may_pass(word) && gate.may_pass(&word.to_uppercase()), "{word}");
        }
        let others = "The pass above Veldt was open on Friday and rain fell in the evening there";
        let passed = others.split(' ').filter(|word| gate.may_pass(word)).count();
        assert!(passed <= 3, "{passed}");
    }

    proptest! {
        #[test]
        fn any_text_may_be_asked(text in "(said |according to |[A-Z][a-z]*,? |\\PC){0,30}") {
            for name in attributions(&text) {
                prop_assert!(!name.is_empty());
            }
            is_personal(&text, Some("en"));
        }
    }
}
