//! Texts of a story → whom and where it tells of.
//!
//! A name is a run of words with capitals where a sentence does not make them; a word that opens
//! a sentence counts if it has its capital elsewhere in the story too. Longer forms lend shorter
//! ones their mentions (`Lavrov` is `Sergei Lavrov`), and offices before a name go. What a language
//! needs beside capitals (`of` inside names, offices, words before places) stands in a table; a
//! language without rows goes without. Deliberately absent: lists of people and places, scripts
//! without capitals, and inflection. At most [`WORDS`] words of a text are looked at.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::kernel::background::{Background, Table};
use crate::temporal::names::{month, weekday};

const TABLE: &str = include_str!("words/names.csv");

/// Words of a text that are looked at: who matters is named by then.
const WORDS: usize = 300;

/// Words of a name, beyond which it is a heading.
const LONGEST: usize = 5;

/// Names of a story: people, bodies and things; and places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) names: Vec<String>,
    pub(super) places: Vec<String>,
}

/// What is seen of the names in the texts of one story.
#[derive(Default)]
pub(super) struct Namer {
    voices: u32,
    runs: Vec<Run>,
    /// Words seen without a capital, hashed.
    lower: FxHashSet<u64>,
    /// Words seen with a capital that their place in the sentence does not explain.
    inside: FxHashSet<String>,
    /// Places from which articles were filed, folded.
    filed: FxHashSet<String>,
}

/// Words with capitals beside each other.
struct Run {
    words: Vec<String>,
    voice: u32,
    language: Option<&'static Language>,
    /// Whether the first word opens a sentence.
    opens: bool,
    /// Whether it stands where places stand.
    located: bool,
    /// Whether it stands behind an owner (`Tanner's Row`): then one word may be half of a name.
    owned: bool,
    /// Whether a number follows (`Chapter 11`): likewise.
    numbered: bool,
}

/// A name and what was seen of it.
#[derive(Clone, Default)]
struct Entry {
    forms: BTreeMap<String, u32>,
    voices: FxHashSet<u32>,
    mentions: u32,
    located: u32,
    /// Mentions in capitals throughout, as headings and datelines are.
    shouted: u32,
    first: usize,
}

impl Namer {
    /// Reads a text by a voice of its own.
    pub(super) fn read(&mut self, text: &str, language: Option<&str>) {
        let language = language.and_then(|language| languages().get(language));
        let mut left = WORDS;
        for line in text.lines() {
            left = self.line(line, language, left);
            if left == 0 {
                break;
            }
        }
        self.voices += 1;
    }

    /// Takes in where a text was filed from (`WONSAN, July 12`).
    pub(super) fn filed(&mut self, dateline: &str) {
        let place = dateline.split([',', '(', '-', '–', '—']).next().unwrap_or_default();
        self.filed.insert(place.trim().to_lowercase());
    }

    fn line(&mut self, line: &str, language: Option<&'static Language>, mut left: usize) -> usize {
        let mut walk = Walk { opens: true, ..Walk::default() };
        for token in line.split_whitespace() {
            if left == 0 {
                break;
            }
            left -= 1;
            // Within brackets stand tickers, ages and who wrote it.
            if walk.skips(token) {
                self.end(&mut walk, language);
                continue;
            }
            let piece = Piece::of(token);
            if piece.core.is_empty() || piece.breaks_before {
                self.end(&mut walk, language);
                walk.opens |= piece.breaks_before || piece.core.is_empty();
            }
            if !piece.core.is_empty() {
                self.word(&piece, &mut walk, language);
            }
            if piece.breaks_after {
                self.end(&mut walk, language);
                walk.before = [Before::default(); 2];
            }
            walk.opens |= piece.stops;
        }
        self.end(&mut walk, language);
        left
    }

    fn word(&mut self, piece: &Piece<'_>, walk: &mut Walk, language: Option<&'static Language>) {
        let opens = std::mem::take(&mut walk.opens);
        if !piece.is_name() {
            let core = piece.core;
            walk.numbered = piece.core.starts_with(|c: char| c.is_ascii_digit());
            let kinds = language.map_or(Kinds::default(), |language| language.kinds(core));
            if kinds.particle && !walk.words.is_empty() && walk.joint.len() < 2 {
                walk.joint.push(piece.core.to_owned());
            } else {
                self.end(walk, language);
            }
            let before = Before { place: kinds.place, article: kinds.article };
            walk.before = [walk.before[1], before];
            walk.owned = false;
            if core.starts_with(char::is_lowercase) {
                self.lower.insert(xxh3_64(core.as_bytes()));
            }
            return;
        }
        // "RATE CUTS The bank": a heading ended.
        let heading = 1 < walk.words.len() && walk.words.iter().all(|word| is_shouted(word));
        let opens = opens || heading && !is_shouted(piece.core);
        if heading && !is_shouted(piece.core) {
            self.end(walk, language);
        }
        if walk.words.is_empty() {
            walk.opened = opens;
            let [second, first] = walk.before;
            walk.located = first.place || first.article && second.place;
            walk.owner = std::mem::take(&mut walk.owned);
        }
        if !opens {
            self.inside.insert(piece.core.to_lowercase());
        }
        if walk.words.len() + walk.joint.len() < LONGEST {
            let joint = std::mem::take(&mut walk.joint);
            walk.words.extend(joint);
        } else {
            self.end(walk, language);
        }
        walk.numbered = false;
        walk.words.push(piece.core.to_owned());
        walk.before = [walk.before[1], Before::default()];
        if piece.owns {
            self.end(walk, language);
            walk.owned = true;
        }
    }

    fn end(&mut self, walk: &mut Walk, language: Option<&'static Language>) {
        walk.joint.clear();
        let words = std::mem::take(&mut walk.words);
        if !words.is_empty() {
            let Walk { opened: opens, located, owner: owned, .. } = *walk;
            let numbered = std::mem::take(&mut walk.numbered);
            // "in the Annals of …" is no place.
            let located = located && !words.iter().any(|word| word.starts_with(char::is_lowercase));
            self.runs.push(Run {
                words,
                voice: self.voices,
                language,
                opens,
                located,
                owned,
                numbered,
            });
        }
    }

    /// The names that the most voices have, and of those the most mentioned: at most so many
    /// names and places. `known` are folded names that say nothing here: those of outlets and authors.
    pub(super) fn named(self, most: [usize; 2], known: &FxHashSet<String>) -> Named {
        let least = if 1 < self.voices { 2 } else { 1 };
        let filed = self.filed.clone();
        let mut entries = collapsed(self.entries(), &filed);
        entries.retain(|key, entry| {
            let enough = least <= entry.voices.len() && 2 <= entry.mentions;
            enough && entry.shouted < entry.mentions && !known.contains(key)
        });
        let mut ranked: Vec<(String, Entry)> = entries.into_iter().collect();
        ranked.sort_by_key(|(_, entry)| {
            (Reverse(entry.voices.len()), Reverse(entry.mentions), entry.first)
        });
        let mut named = Named::default();
        for (key, entry) in &ranked {
            let place = entry.is_place() || filed.contains(key);
            let (list, most) =
                if place { (&mut named.places, most[1]) } else { (&mut named.names, most[0]) };
            if list.len() < most {
                list.push(entry.form());
            }
        }
        named
    }

    fn entries(mut self) -> BTreeMap<String, Entry> {
        for run in &mut self.runs {
            run.trim();
        }
        self.runs.retain(|run| !run.words.is_empty());
        let folded = |words: &[String]| words.join(" ").to_lowercase();
        let sure: FxHashSet<String> =
            self.runs.iter().filter(|run| !run.opens).map(|run| folded(&run.words)).collect();
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for (place, run) in self.runs.into_iter().enumerate() {
            let mut words = run.words;
            if run.opens && !sure.contains(&folded(&words)) {
                let first = words[0].to_lowercase();
                let common = run.language.is_some_and(|language| language.is_common(&first));
                let explained = self.lower.contains(&xxh3_64(first.as_bytes()));
                let alone = words.len() == 1 && !self.inside.contains(&first);
                if common || explained || alone {
                    words.remove(0);
                }
            }
            let cut = words.len() == 1 && run.language.is_some_and(|it| it.is_none(&words[0]));
            let half = run.owned || run.numbered;
            if cut || half && words.len() == 1 {
                continue;
            }
            let Some(form) = shown(&words) else { continue };
            let entry = entries.entry(form.to_lowercase()).or_default();
            if entry.forms.is_empty() {
                entry.first = place;
            }
            *entry.forms.entry(form).or_default() += 1;
            entry.voices.insert(run.voice);
            entry.mentions += 1;
            entry.shouted += u32::from(1 < words.len() && words.iter().all(|it| is_shouted(it)));
            entry.located += u32::from(run.located);
        }
        entries
    }
}

impl Run {
    fn trim(&mut self) {
        if let Some(language) = self.language {
            language.trim(&mut self.words);
        }
    }
}

impl Entry {
    fn add(&mut self, other: &Entry) {
        self.voices.extend(&other.voices);
        self.mentions += other.mentions;
        self.located += other.located;
        self.shouted += other.shouted;
        self.first = self.first.min(other.first);
    }

    /// Whether one mention in three stands where places do: of people nobody writes that often "in".
    fn is_place(&self) -> bool {
        let often = 2 <= self.located || self.mentions <= 2;
        often && self.mentions <= 3 * self.located
    }

    /// The form that is most often printed; of several the one that shouts least.
    fn form(&self) -> String {
        let small = |form: &str| form.chars().filter(|c| c.is_lowercase()).count();
        let best = self.forms.iter().max_by_key(|(form, n)| (0 < small(form), **n, small(form)));
        best.map(|(form, _)| form.clone()).unwrap_or_default()
    }
}

/// Lends shorter forms of a name to the longer, and drops offices that the table does not know.
fn collapsed(
    mut entries: BTreeMap<String, Entry>,
    filed: &FxHashSet<String>,
) -> BTreeMap<String, Entry> {
    let words = |key: &str| key.split(' ').count();
    let plain = |key: &str| !key.split(' ').any(|word| word.chars().count() < 3 && word != "st");
    // "foreign minister sergei lavrov" → "sergei lavrov", where both are printed.
    let mut keys: Vec<String> = entries.keys().filter(|key| 3 <= words(key)).cloned().collect();
    keys.sort_by_key(|key| Reverse(words(key)));
    for key in keys {
        let mut tails = key.match_indices(' ').map(|(at, _)| &key[at + 1..]);
        let known = tails.find(|tail| 2 <= words(tail) && entries.contains_key(*tail));
        if let Some(tail) = known.filter(|_| plain(&key)).map(str::to_owned) {
            let longer = entries.remove(&key).expect("it is one of the keys");
            entries.entry(tail).or_default().add(&longer);
        }
    }
    // "lavrov" → the name of several words that ends, or alone begins, with it, if a third of the
    // voices print that too: else it is a name of its own.
    let single: Vec<String> = entries.keys().filter(|key| words(key) == 1).cloned().collect();
    for key in single {
        let voices = entries[&key].voices.len();
        let place = entries[&key].is_place() || filed.contains(&key);
        let may = |name: &str, entry: &Entry| {
            let kind = !place || entry.is_place();
            plain(name) && voices <= 3 * entry.voices.len() && kind
        };
        let rank = |entry: &Entry| (entry.voices.len(), entry.mentions, Reverse(entry.first));
        let is_last = |name: &str| name.strip_suffix(&*key).is_some_and(|it| it.ends_with(' '));
        let ends = entries.iter().filter(|(name, entry)| is_last(name) && may(name, entry));
        let ending = ends.max_by_key(|(_, entry)| rank(entry)).map(|(name, _)| name.clone());
        let is_first = |name: &str| name.strip_prefix(&*key).is_some_and(|it| it.starts_with(' '));
        let mut begins = entries.iter().filter(|(name, entry)| is_first(name) && may(name, entry));
        let only = begins.next().filter(|_| begins.next().is_none()).map(|(name, _)| name.clone());
        if let Some(name) = ending.or(only) {
            let shorter = entries.remove(&key).expect("it is one of the keys");
            entries.entry(name).or_default().add(&shorter);
        }
    }
    entries
}

/// Whether a word is all capitals.
fn is_shouted(word: &str) -> bool {
    1 < word.chars().count() && !word.chars().any(char::is_lowercase)
}

/// A name as it is printed; nothing of a single letter, or of a day or month alone.
fn shown(words: &[String]) -> Option<String> {
    let shouts = 1 < words.len() && words.iter().all(|word| is_shouted(word));
    let calm = |word: &String| {
        let mut chars = word.chars();
        let first = chars.next().into_iter();
        first.chain(chars.flat_map(char::to_lowercase)).collect::<String>()
    };
    let words: Vec<String> =
        words.iter().map(|word| if shouts { calm(word) } else { word.clone() }).collect();
    let form = words.join(" ");
    (2 <= form.chars().count()).then_some(form)
}

/// Where a walk through a line stands.
#[derive(Default)]
struct Walk {
    /// The run so far.
    words: Vec<String>,
    /// Words that may belong inside it.
    joint: Vec<String>,
    /// Whether the next word opens a sentence.
    opens: bool,
    opened: bool,
    located: bool,
    /// Whether an owner ended just before, and whether the run follows one.
    owned: bool,
    owner: bool,
    numbered: bool,
    /// The two words before.
    before: [Before; 2],
    /// Words that may still be within a bracket.
    bracket: usize,
}

/// What a word says of the one behind it.
#[derive(Clone, Copy, Default)]
struct Before {
    place: bool,
    article: bool,
}

/// Words after which a bracket that was never closed counts as closed.
const BRACKET: usize = 40;

impl Walk {
    fn skips(&mut self, token: &str) -> bool {
        if self.bracket == 0 && token.starts_with(['(', '[']) {
            self.bracket = BRACKET;
            self.opens = true;
        }
        let within = 0 < self.bracket;
        self.bracket = self.bracket.saturating_sub(1);
        if token.contains([')', ']']) {
            self.bracket = 0;
        }
        within
    }
}

/// A word with what stands around it.
struct Piece<'a> {
    core: &'a str,
    breaks_before: bool,
    breaks_after: bool,
    stops: bool,
    owns: bool,
}

impl Piece<'_> {
    fn of(token: &str) -> Piece<'_> {
        let no_letter = |c: char| !c.is_alphanumeric();
        let trimmed = token.trim_matches(no_letter);
        let led = token.len() - token.trim_start_matches(no_letter).len();
        let start = if trimmed.is_empty() { 0 } else { led };
        let (before, after) = (&token[..start], &token[start + trimmed.len()..]);
        let owner = ["'s", "’s", "'S", "’S"].iter().find_map(|end| trimmed.strip_suffix(end));
        let core = owner.unwrap_or(trimmed);
        // "St.", "J.", "U.S.": no sentence ends there.
        let short = core.chars().nth(2).is_none() && core.starts_with(char::is_uppercase);
        let abbreviated = after == "." && (short || core.contains('.'));
        let dotted = abbreviated && core.contains('.');
        let core = if dotted { &token[start..start + core.len() + 1] } else { core };
        let after = if abbreviated { "" } else { after };
        Piece {
            core,
            breaks_before: !before.is_empty(),
            breaks_after: !after.is_empty(),
            stops: after.contains(['.', '!', '?', '…', ':', '"', '”', '»']),
            owns: owner.is_some(),
        }
    }

    /// Whether it may be a word of a name: a capital, and no day or month.
    fn is_name(&self) -> bool {
        if !self.core.starts_with(char::is_uppercase) {
            return false;
        }
        let letters = self.core.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c));
        // "U.S.", and no ticker.
        let mut parts = self.core.split('.');
        let dots = parts.all(|part| part.chars().count() < 2) || !self.core.contains('.');
        // "Sun" and "Mar" are names as well as days and months.
        let long = self.core.chars().nth(3).is_some() || self.core == "May";
        let dated = || long && (weekday(self.core).is_some() || month(self.core).is_some());
        letters && dots && !dated()
    }
}

/// What a language needs beside capitals.
#[derive(Default)]
struct Language {
    /// What its small words do beside names.
    small: FxHashMap<&'static str, Kinds>,
    title: FxHashSet<&'static str>,
    /// What companies have behind their names.
    suffix: FxHashSet<&'static str>,
    adjective: Vec<&'static str>,
    /// Whether every noun has a capital, so that one word alone says nothing.
    nouns: bool,
    /// How common its words are.
    words: Option<&'static Table>,
}

/// What a small word does beside names.
#[derive(Clone, Copy, Default)]
struct Kinds {
    /// It may stand inside one.
    particle: bool,
    /// A place follows.
    place: bool,
    /// It may stand between that and the place.
    article: bool,
}

/// The share of articles from which a word is common, and its capital the sentence's.
const COMMON: f64 = 0.1;

impl Language {
    fn is_common(&self, word: &str) -> bool {
        let hash = xxh3_64(word.as_bytes());
        self.words.is_some_and(|words| {
            if words.lists_only() { words.lists(hash) } else { COMMON <= words.rate(hash) }
        })
    }

    fn kinds(&self, word: &str) -> Kinds {
        self.small.get(word).copied().unwrap_or_default()
    }

    /// Cuts offices from before a name, and leaves nothing of what is none in this language.
    fn trim(&self, words: &mut Vec<String>) {
        let office = words.iter().rposition(|word| self.title.contains(&*word.to_lowercase()));
        if let Some(office) = office
            && office + 1 < words.len()
        {
            words.drain(..=office);
        }
        while words.first().is_some_and(|word| self.kinds(word).particle) {
            words.remove(0);
        }
        while 1 < words.len()
            && words.last().is_some_and(|word| self.suffix.contains(&*word.to_lowercase()))
        {
            words.pop();
        }
        if let [only] = words.as_slice()
            && self.is_none(only)
        {
            words.clear();
        }
    }

    /// Whether a word alone is no name, whatever its capital.
    fn is_none(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let adjective = self.adjective.iter().any(|end| word.ends_with(end));
        self.nouns || adjective || self.title.contains(&*lower) || self.is_common(&lower)
    }
}

fn languages() -> &'static FxHashMap<&'static str, Language> {
    static LANGUAGES: OnceLock<FxHashMap<&'static str, Language>> = OnceLock::new();
    LANGUAGES.get_or_init(|| {
        let mut languages: FxHashMap<&str, Language> = FxHashMap::default();
        for row in TABLE.lines().skip(1) {
            let mut cells = row.splitn(3, ',');
            let [kind, language, forms] = [(); 3].map(|()| cells.next().unwrap_or_default());
            let words = Background::shipped().table(Some(language));
            let language = languages.entry(language).or_default();
            language.words = words;
            let forms = forms.split(' ');
            match kind {
                "particle" | "place" | "article" => {
                    for form in forms {
                        let kinds = language.small.entry(form).or_default();
                        kinds.particle |= kind == "particle";
                        kinds.place |= kind == "place";
                        kinds.article |= kind == "article";
                    }
                }
                "title" => language.title.extend(forms),
                "suffix" => language.suffix.extend(forms),
                "adjective" => language.adjective.extend(forms),
                "nouns" => language.nouns = true,
                _ => unreachable!("a test reads every row"),
            }
        }
        languages
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], language: &str, names: &[&str], places: &[&str]) {
        let mut namer = Namer::default();
        texts.iter().for_each(|text| namer.read(text, Some(language)));
        let named = namer.named([5, 3], &FxHashSet::default());
        assert_eq!((named.names, named.places), (owned(names), owned(places)), "{texts:?}");
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_name_is_counted_under_its_full_form_and_without_its_office() {
        let one = "Foreign Minister Orla Pike met Ida Holm in Port Sorrel on Friday. Pike said so.";
        let other =
            "Ms Holm left Port Sorrel. \"It is done,\" Pike said in Port Sorrel's town hall.";
        check(&[one, other], "en", &["Orla Pike", "Ida Holm"], &["Port Sorrel"]);
    }

    #[test]
    fn a_capital_that_a_sentence_makes_names_nobody() {
        let one =
            "Rescuers saved the crew. However, divers of the Bank of Norrby stayed. Norrby paid.";
        let other = "Rescuers came. However, the Bank of Norrby and Norrby paid the divers.";
        check(&[one, other], "en", &["Bank of Norrby", "Norrby"], &[]);
    }

    #[test]
    fn a_dateline_is_a_form_of_its_place() {
        let one = "SANTA ORLA - The mill near Santa Orla burned.";
        check(&[one, "A mill burned in Santa Orla."], "en", &[], &["Santa Orla"]);
    }

    #[test]
    fn a_town_is_not_the_body_that_is_named_after_it() {
        let one =
            "In Norrby the Norrby Trust met. Fog lay in Norrby. Kessel Mill, in the fog, fell.";
        let other = "The Norrby Trust met in Norrby. The Kessel Mill and the Kessel sold it.";
        check(&[one, other], "en", &["Kessel Mill", "Norrby Trust"], &["Norrby"]);
    }

    #[test]
    fn headings_brackets_and_numbers_name_nobody() {
        let one = "(Harbour Wire) - Sun Metals Inc filed for Chapter 11. RATE CUTS The Quay Bank fell. \
                   Sun Metals (SUN.N) and the Quay Bank met. (Reporting by Rust Weber)";
        let other = "A sun rose. Sun Metals sank, RATE CUTS The Quay Bank and Sun Metals said, \
                     Chapter 11 or not. (Reporting by Rust Weber)";
        check(&[one, other], "en", &["Sun Metals", "Quay Bank"], &[]);
    }

    #[test]
    fn where_a_text_was_filed_from_is_a_place() {
        let mut namer = Namer::default();
        namer.read("Port Sorrel paid for Tanner's Row. Port Sorrel, Tanner's Row.", Some("en"));
        namer.filed("PORT SORREL, May 3");
        let named = namer.named([5, 3], &FxHashSet::default());
        assert_eq!((named.names, named.places), (owned(&["Tanner"]), owned(&["Port Sorrel"])));
    }

    #[test]
    fn what_is_no_name_in_a_language_is_none() {
        let german = "Der Kanzler sprach im Rathaus mit Ida Holm. Das Rathaus ist alt.";
        check(&[german, german], "de", &["Ida Holm"], &[]);
        let english = "The Norrish boat and a Norrish crew met May and the U.S. fleet in May.";
        check(&[english, english], "en", &["U.S."], &[]);
    }

    #[test]
    fn every_row_of_the_table_is_of_a_known_kind() {
        assert!(languages()["en"].kinds("near").place && languages()["de"].nouns);
        let rows = TABLE.lines().skip(1).filter(|row| row.split(',').count() == 3);
        assert_eq!(rows.count(), TABLE.lines().count() - 1);
    }

    proptest::proptest! {
        #[test]
        fn any_text_may_be_read(texts in proptest::collection::vec("([A-Z][a-z]*[ .,'’]*|of |\\PC|\n){0,40}", 0..4)) {
            let mut namer = Namer::default();
            texts.iter().for_each(|text| namer.read(text, Some("en")));
            let named = namer.named([5, 3], &FxHashSet::default());
            proptest::prop_assert!(named.names.len() <= 5 && named.places.len() <= 3);
        }
    }
}
