//! Two statements of one event → whether they name different people or places for one part in it.
//!
//! "The driver, Jan Kovar, was held" and "the driver, Petr Novak, was held" cannot both be true.
//! Compared are only parts that one event gives to one name: a role that stands right before it
//! ("the captain, …"), whoever it was done by ("won by …"), and where it happened ("collapsed in
//! …"). A contradiction wrongly claimed embarrasses, so names are taken for the same wherever
//! they may be: in other letters or another spelling, shortened, one the initials of the other, or
//! where the article of one speaks of the other name too, as of a town and its county. Deliberately
//! absent: whom somebody met or spoke to, which may be many. The words stand in `words/naming.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::kinds::Kinds;
use super::sentences::is_title;
use crate::temporal::names;

static WORDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::of(include_str!("words/naming.csv")));

/// A name has no more words.
const LONGEST: usize = 4;

/// Names liker than this are two spellings of one.
const ALIKE: f64 = 0.8;

/// So many first letters tell a word in any of its forms ("Norway", "Norwegian").
const ROOT: usize = 4;

/// The names of a statement by the part that they play; none of a part that several play.
pub(super) fn parts_played(what: &str) -> BTreeMap<String, String> {
    let words: Vec<(usize, &str)> = what.unicode_word_indices().take(80).collect();
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for at in 1..words.len() {
        let Some(name) = name_at(what, &words, at) else { continue };
        let Some(part) = part_before(what, &words, at) else { continue };
        found.entry(part).and_modify(|known| *known = None).or_insert(Some(name));
    }
    found.into_iter().filter_map(|(part, name)| Some((part, name?))).collect()
}

/// Whether two names for one part are of two: neither is a form of the other, and neither text
/// speaks of the other's.
pub(super) fn are_two(left: (&str, &str), right: (&str, &str)) -> bool {
    let ((one, of), (other, by)) = (left, right);
    differ(one, other) && !speaks_of(of, other) && !speaks_of(by, one)
}

fn name_at(what: &str, words: &[(usize, &str)], at: usize) -> Option<String> {
    let plain = |at: usize| {
        let word = words[at].1;
        word.starts_with(char::is_uppercase)
            && names::weekday(word).is_none()
            && (names::month(word).is_none() || word.len() <= 3)
    };
    if !plain(at) || plain(at - 1) && joined(what, words, at - 1) {
        return None;
    }
    let mut end = at + 1;
    while end < words.len() && end < at + LONGEST && plain(end) && joined(what, words, end - 1) {
        end += 1;
    }
    let name: Vec<&str> = words[at..end].iter().map(|(_, word)| *word).collect();
    let name = if is_title(name[0]) { &name[1..] } else { &name[..] };
    // Initials may stand for anything.
    let telling = name.iter().any(|word| {
        word.chars().any(char::is_lowercase) && !WORDS.is("generic", &word.to_lowercase())
    });
    telling.then(|| name.join(" "))
}

/// Whether nothing but a blank, or the point of "Mr.", stands between a word and the next.
fn joined(what: &str, words: &[(usize, &str)], at: usize) -> bool {
    let between = &what[words[at].0 + words[at].1.len()..words[at + 1].0];
    between == " " || between == "-" || between == ". " && is_title(words[at].1)
}

/// What part the words before a name give to it.
fn part_before(what: &str, words: &[(usize, &str)], at: usize) -> Option<String> {
    let lower = |at: usize| words[at].1.to_lowercase();
    let between = &what[words[at - 1].0 + words[at - 1].1.len()..words[at].0];
    let before = lower(at - 1);
    if WORDS.is("role", &before) && matches!(between, " " | ", " | " “" | ": ") {
        return Some(before);
    }
    if between != " " {
        return None;
    }
    let article = usize::from(before == "the");
    let link = at.checked_sub(1 + article)?;
    let verb = link.checked_sub(1)?;
    if !joined(what, words, verb) {
        return None;
    }
    let (link, verb) = (lower(link), lower(verb));
    if WORDS.is("by", &link) && WORDS.is("chosen", &verb) {
        return Some(format!("{verb} {link}"));
    }
    // "in" and "near" a town are told of one place.
    (WORDS.is("place", &link) && WORDS.is("happened", &verb)).then(|| "place".to_owned())
}

fn differ(one: &str, other: &str) -> bool {
    let words =
        |name: &str| -> Vec<String> { name.split([' ', '-']).map(str::to_lowercase).collect() };
    let (left, right) = (words(one), words(other));
    let latin = |name: &str| name.chars().any(|c| c.is_ascii_alphabetic());
    let alike = |a: &String, b: &String| {
        let root = |word: &str| word.chars().take(ROOT).collect::<String>();
        a.starts_with(&**b)
            || b.starts_with(&**a)
            || root(a) == root(b)
            || ALIKE <= strsim::jaro_winkler(a, b)
    };
    let initials =
        |words: &[String]| words.iter().filter_map(|word| word.chars().next()).collect::<String>();
    let short =
        |words: &[String], name: &[String]| 1 < words.len() && name.concat() == initials(words);
    latin(one) == latin(other)
        && !left.iter().any(|a| right.iter().any(|b| alike(a, b)))
        && !short(&left, &right)
        && !short(&right, &left)
}

/// Whether a text holds a word of a name in any of its forms.
fn speaks_of(text: &str, name: &str) -> bool {
    let telling = |word: &str| !WORDS.is("generic", word) && 2 < word.chars().count();
    let roots: Vec<String> = name
        .split([' ', '-'])
        .map(str::to_lowercase)
        .filter(|word| telling(word))
        .map(|word| word.chars().take(ROOT + 1).collect())
        .collect();
    let root = |word: &str| word.chars().take(ROOT).collect::<String>();
    text.unicode_words().any(|word| {
        let word = word.to_lowercase();
        roots.iter().any(|known| word.starts_with(known.as_str()) || root(known) == root(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_the_part_that_stands_before_them() {
        for (what, expected) in [
            ("The driver, Jan Kovar, was arrested on Friday.", "driver=Jan Kovar"),
            ("The captain Henrik Sale left the bridge.", "captain=Henrik Sale"),
            ("A slide killed four in Upper Tarn on Friday.", ""),
            ("A hall collapsed in Upper Tarn on Friday.", "place=Upper Tarn"),
            ("The race was won by Ann Berg.", "won by=Ann Berg"),
            ("The driver Jan Kovar and the driver Petr Novak met.", ""),
            ("Mara Quill met Dov Anselm in Tarn.", ""),
            ("The pilot said it burned at IBM.", ""),
        ] {
            let found = parts_played(what);
            let shown: Vec<_> = found.iter().map(|(part, name)| format!("{part}={name}")).collect();
            assert_eq!(shown.join(" "), expected, "{what}");
        }
    }

    #[test]
    fn forms_of_one_name_are_one() {
        for (one, of, other, by, expected) in [
            ("Jan Kovar", "He drove.", "Petr Novak", "He drove.", true),
            ("Jan Kovar", "He drove.", "Kovar", "He drove.", false),
            ("Zelensky", "He spoke.", "Zelenskyy", "He spoke.", false),
            ("Sergei Lavrov", "He spoke.", "Serhiy Lawrow", "He spoke.", false),
            ("Kyiv", "A city.", "Київ", "Місто.", false),
            // A town and its country, of which the town's own report speaks too.
            ("Oslo", "The Norwegian capital.", "Norway", "A country.", false),
            ("Tarn", "Tarn lies near Hask.", "Hask", "A town.", false),
            ("New York", "A city.", "NY", "A city.", false),
        ] {
            assert_eq!(are_two((one, of), (other, by)), expected, "{one} {other}");
        }
    }
}
