//! Text → the tokens that the grammar of time reads: words with their senses, numbers, marks.

use std::borrow::Cow;
use std::cell::RefCell;
use std::mem;
use std::ops::Range;

use super::lexicon::{self, Entry, Language, Sense};

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) form: Form,
    /// Nothing stands between it and the token before.
    pub(super) glued: bool,
    /// A line ends between it and the token before.
    pub(super) breaks: bool,
    pub(super) senses: &'static [Sense],
}

/// What a piece of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A word in lower case, or in a script without case.
    Lower,
    /// A word that begins with a capital letter.
    Capital,
    /// A whole number: its value, and how many digits it was written with.
    Number(u32, u8),
    /// A number with points, commas, colons or slashes in it, or too long to be a date's.
    Figure,
    /// Any other mark.
    Mark(char),
}

impl Token {
    pub(super) fn is_word(&self) -> bool {
        matches!(self.form, Form::Lower | Form::Capital)
    }
}

/// The tokens of a text, with the senses they have in the language it seems to be in.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) all: Vec<Token>,
    /// Those that the tables know, by their places in the text.
    known: Vec<(usize, &'static Entry)>,
    pub(super) language: Language,
}

/// Room of more tokens than this is not kept for the next text.
const KEPT: usize = 1 << 16;

thread_local! {
    // Of all that is made for a text the tokens are by far the greatest: made anew for each, they
    // cost as much as reading it.
    static ROOM: RefCell<Tokens> = RefCell::default();
}

impl Drop for Tokens {
    fn drop(&mut self) {
        if self.all.capacity() <= KEPT {
            let (all, known) = (mem::take(&mut self.all), mem::take(&mut self.known));
            // A thread that ends keeps nothing.
            let _ = ROOM.try_with(|room| {
                let mut room = room.borrow_mut();
                (room.all, room.known) = (all, known);
            });
        }
    }
}

impl Tokens {
    /// Cuts a text into tokens.
    pub(super) fn of(text: &str) -> Tokens {
        let mut tokens = ROOM.try_with(RefCell::take).unwrap_or_default();
        tokens.all.clear();
        tokens.known.clear();
        tokens.read(text);
        tokens.language = language_of(&tokens.known);
        for (at, entry) in &tokens.known {
            tokens.all[*at].senses = entry.senses(tokens.language);
        }
        tokens
    }

    fn read(&mut self, text: &str) {
        let mut at = 0;
        let (mut glued, mut breaks) = (false, true);
        while let Some(first) = text[at..].chars().next() {
            if first.is_whitespace() {
                breaks |= first == '\n';
                glued = false;
                at += first.len_utf8();
                continue;
            }
            let (end, form, entry) = piece(text, at, first);
            self.known.extend(entry.map(|entry| (self.all.len(), entry)));
            self.all.push(Token { start: at, end, form, glued, breaks, senses: &[] });
            (at, glued, breaks) = (end, true, false);
        }
    }

    /// The tokens of a stretch of the text, as if it stood alone: in the language that the stretch
    /// seems to be in.
    pub(super) fn within(&self, stretch: &Range<usize>) -> (Cow<'_, [Token]>, Language) {
        let place = |at: usize| self.all.partition_point(|token| token.start < at);
        let (from, to) = (place(stretch.start), place(stretch.end));
        let entry = |at: usize| self.known.partition_point(|(place, _)| *place < at);
        let known = &self.known[entry(from)..entry(to)];
        let language = language_of(known);
        let mut tokens = Cow::Borrowed(&self.all[from..to]);
        if language != self.language {
            for (at, entry) in known {
                tokens.to_mut()[at - from].senses = entry.senses(language);
            }
        }
        (tokens, language)
    }
}

fn language_of(known: &[(usize, &'static Entry)]) -> Language {
    lexicon::language_of(known.iter().map(|(_, entry)| *entry))
}

fn piece(text: &str, at: usize, first: char) -> (usize, Form, Option<&'static Entry>) {
    if first.is_ascii_digit() {
        let end = figure_end(text, at);
        return (end, number(&text[at..end]), None);
    }
    // The ordinal signs count as letters, but no word begins with one: "1º maggio".
    if !first.is_alphabetic() || matches!(first, 'º' | 'ª') {
        return (at + first.len_utf8(), Form::Mark(first), None);
    }
    let end = word_end(text, at);
    let (end, entry) = match compound(text, at, end) {
        Some((end, entry)) => (end, Some(entry)),
        None => (end, lexicon::entry(&text[at..end])),
    };
    let form = if first.is_uppercase() { Form::Capital } else { Form::Lower };
    (end, form, entry)
}

fn word_end(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[at..];
    let plain = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let at = at + plain;
    if bytes.get(plain).is_none_or(u8::is_ascii) {
        return at;
    }
    let mut rest = text[at..].char_indices();
    // Combining accents (U+0300 to U+036F) belong to the letter before them.
    let belongs = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    let end = rest.find(|(_, c)| !belongs(*c));
    end.map_or(text.len(), |(length, _)| at + length)
}

/// A known word that has a hyphen or an apostrophe in it (`segunda-feira`, `aujourd'hui`).
fn compound(text: &str, at: usize, end: usize) -> Option<(usize, &'static Entry)> {
    let joint = text[end..].chars().next()?;
    if !matches!(joint, '-' | '\'' | '’') {
        return None;
    }
    let second = end + joint.len_utf8();
    text[second..].chars().next().filter(|c| c.is_alphabetic())?;
    let end = word_end(text, second);
    // No entry is longer; this keeps chains of hyphens from being read over and over.
    (end - at <= 40).then(|| lexicon::entry(&text[at..end])).flatten().map(|entry| (end, entry))
}

/// The end of a number with whatever points, commas, colons and slashes stand between its digits.
fn figure_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while end < bytes.len() {
        let inner = matches!(bytes[end], b'.' | b',' | b':' | b'/')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[end].is_ascii_digit() && !inner {
            break;
        }
        end += 1;
    }
    end
}

fn number(digits: &str) -> Form {
    match digits.parse() {
        Ok(value) if digits.len() <= 4 => Form::Number(value, digits.len() as u8),
        _ => Form::Figure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_points_or_commas_are_figures() {
        let forms = |text| {
            let tokens = Tokens::of(text);
            tokens.all.iter().map(|token| token.form).collect::<Vec<_>>()
        };
        assert_eq!(forms("11"), [Form::Number(11, 2)]);
        assert_eq!(forms("10,000"), [Form::Figure]);
        assert_eq!(forms("11."), [Form::Number(11, 2), Form::Mark('.')]);
        assert_eq!(forms("11.5 May"), [Form::Figure, Form::Capital]);
        assert_eq!(forms("20255"), [Form::Figure]);
        let expected = [Form::Number(14, 2), Form::Mark('-'), Form::Number(15, 2)];
        assert_eq!(forms("14-15"), expected);
    }

    #[test]
    fn a_known_compound_is_one_word() {
        assert_eq!(Tokens::of("na segunda-feira de manhã").all.len(), 4);
        assert_eq!(Tokens::of("mid-July").all.len(), 3);
    }
}
