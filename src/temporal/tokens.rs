//! Text → the tokens that the grammar of time reads: words with their senses, numbers, marks.

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

/// Cuts a text into tokens, with the senses they have in the language it seems to be in.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Language) {
    let mut found: Vec<(Token, Option<&'static Entry>)> = Vec::with_capacity(text.len() / 5);
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
        let token = Token { start: at, end, form, glued, breaks, senses: &[] };
        found.push((token, entry));
        (at, glued, breaks) = (end, true, false);
    }
    let language = lexicon::language_of(found.iter().filter_map(|(_, entry)| *entry));
    let tokens = found.into_iter().map(|(token, entry)| Token {
        senses: entry.map_or(&[], |entry| entry.senses(language)),
        ..token
    });
    (tokens.collect(), language)
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
            let (tokens, _) = tokens(text);
            tokens.iter().map(|token| token.form).collect::<Vec<_>>()
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
        assert_eq!(tokens("na segunda-feira de manhã").0.len(), 4);
        assert_eq!(tokens("mid-July").0.len(), 3);
    }
}
