//! A line cut into numbers, words and marks, and a cursor that walks over them.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of digits of any script: its value, and how many digits it has.
    Number(i64, usize),
    /// A run of letters; one ideograph.
    Word,
    /// Anything else but blanks.
    Mark(char),
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// Whether a blank stands before it.
    pub(super) spaced: bool,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Cuts a line into tokens; blanks are remembered, not kept.
pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut spaced = true;
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let start = line.len() - rest.len();
        let (length, kind) = piece(rest, first);
        let (text, after) = rest.split_at(length);
        rest = after;
        let Some(kind) = kind else {
            spaced = true;
            continue;
        };
        tokens.push(Token { kind, text, start, spaced });
        spaced = false;
    }
    tokens
}

/// The length of the piece that `rest` begins with, and its kind if it is no blank.
fn piece(rest: &str, first: char) -> (usize, Option<Kind>) {
    if first.is_whitespace() || is_invisible(first) {
        return (first.len_utf8(), None);
    }
    if digit(first).is_some() {
        let digits = || rest.chars().map_while(|c| Some((c, digit(c)?)));
        let length = digits().map(|(c, _)| c.len_utf8()).sum();
        let value =
            digits().fold(0i64, |value, (_, digit)| value.saturating_mul(10).saturating_add(digit));
        return (length, Some(Kind::Number(value, digits().count())));
    }
    if is_ideograph(first) {
        return (first.len_utf8(), Some(Kind::Word));
    }
    if first.is_alphabetic() {
        let length = rest
            .chars()
            .take_while(|&c| (c.is_alphabetic() && !is_ideograph(c)) || is_joined(c))
            .map(char::len_utf8)
            .sum();
        return (length, Some(Kind::Word));
    }
    (first.len_utf8(), Some(Kind::Mark(first)))
}

fn digit(c: char) -> Option<i64> {
    const ZEROS: [char; 6] = ['0', '٠', '۰', '०', '০', '０'];
    let c = u32::from(c);
    let zero = ZEROS.into_iter().map(u32::from).find(|zero| (*zero..zero + 10).contains(&c))?;
    Some(i64::from(c - zero))
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Signs that are no letters but stand inside words of their scripts.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{94d}' | '\u{9cd}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A place among the tokens. Its methods step over what they read and stay where they do not.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(tokens: &'a [Token<'a>], at: usize) -> Cursor<'a> {
        Cursor { tokens, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    /// The token before this place.
    pub(super) fn before(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at.checked_sub(1)?)
    }

    /// The end in bytes of what lies before this place.
    pub(super) fn end(&self) -> usize {
        self.before().map_or(0, Token::end)
    }

    pub(super) fn is_spaced(&self) -> bool {
        self.peek().is_none_or(|token| token.spaced)
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    /// A number of so many digits.
    pub(super) fn number(&mut self, fewest: usize, most: usize) -> Option<i64> {
        let Kind::Number(value, digits) = self.peek()?.kind else {
            return None;
        };
        (fewest..=most).contains(&digits).then(|| {
            self.at += 1;
            value
        })
    }

    /// How many digits the number here has.
    pub(super) fn digits(&self) -> usize {
        match self.peek().map(|token| token.kind) {
            Some(Kind::Number(_, digits)) => digits,
            _ => 0,
        }
    }

    pub(super) fn mark(&mut self, wanted: &[char]) -> Option<char> {
        match self.peek()?.kind {
            Kind::Mark(mark) if wanted.contains(&mark) => {
                self.at += 1;
                Some(mark)
            }
            _ => None,
        }
    }

    /// A word that `meaning` knows.
    pub(super) fn word<T>(&mut self, meaning: impl Fn(&str) -> Option<T>) -> Option<T> {
        let token = self.peek().filter(|token| token.kind == Kind::Word)?;
        let found = meaning(token.text)?;
        self.at += 1;
        Some(found)
    }

    /// One of the words of a table, in any case.
    pub(super) fn one_of(&mut self, table: &[&str]) -> bool {
        let known = |word: &str| {
            let word = word.to_lowercase();
            table.contains(&word.as_str()).then_some(())
        };
        self.word(known).is_some()
    }

    /// What `read` reads from here, or nothing and the cursor stays.
    pub(super) fn maybe<T>(
        &mut self,
        read: impl FnOnce(&mut Cursor<'a>) -> Option<T>,
    ) -> Option<T> {
        let mut ahead = *self;
        let found = read(&mut ahead)?;
        *self = ahead;
        Some(found)
    }
}
