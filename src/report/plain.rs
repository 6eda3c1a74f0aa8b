//! Text from an input → text that is safe to print: no control characters, nothing that turns
//! the direction of what stands beside it.

pub use crate::article::is_unprintable;

/// The text on one line, white space run together, without what must not be printed.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = !line.is_empty();
        } else if !is_unprintable(character) {
            if std::mem::take(&mut gap) {
                line.push(' ');
            }
            line.push(character);
        }
    }
    line
}

/// The text with its line feeds, other white space as spaces, and nothing else unprintable.
pub fn several_lines(text: &str) -> String {
    let kept = text.chars().filter_map(|character| match character {
        '\n' => Some('\n'),
        _ if !is_unprintable(character) => Some(character),
        '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ => None,
    });
    kept.collect()
}

/// The text cut to so many characters, at a space where one is near, with an ellipsis.
pub fn shortened(text: &str, most: usize) -> String {
    let Some((limit, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let head = text.get(..limit).unwrap_or(text);
    let cut = match head.rfind(' ') {
        Some(space) if limit / 2 < space => head.get(..space).unwrap_or(head),
        _ => head,
    };
    format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::printable;

    #[test]
    fn a_line_holds_nothing_that_moves_the_cursor_or_turns_the_text() {
        let cases = [
            ("plain words", "plain words"),
            ("  two\r\n lines\t", "two lines"),
            ("\u{1b}[31mred\u{7}", "[31mred"),
            ("abc\u{202e}def\u{2066}g", "abcdefg"),
            ("a\u{2028}b\u{85}c", "a b c"),
            ("\u{feff}mark", "mark"),
            ("Київ, שלום, 東京", "Київ, שלום, 東京"),
            ("\n\n", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(one_line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn names_and_texts_lose_the_same_characters() {
        let differ = ('\0'..=char::MAX).filter(|letter| !letter.is_whitespace()).find(|letter| {
            let letter = letter.to_string();
            (printable(&letter) == letter) != (one_line(&letter) == letter)
        });
        assert_eq!(differ, None);
        for letter in ['\0', '\u{1b}', '\u{9b}', '\u{61c}', '\u{200e}', '\u{202e}', '\u{feff}'] {
            assert!(is_unprintable(letter), "{letter:?}");
        }
        for letter in ['a', '\u{fffd}', '\u{200d}', '\u{ad}', '\u{a0}'] {
            assert!(!is_unprintable(letter), "{letter:?}");
        }
    }

    #[test]
    fn several_lines_keep_their_ends_and_lose_their_controls() {
        assert_eq!(
            several_lines("one\r\n two\tthree\u{1b}[0m\n\u{202e}four"),
            "one\n two three[0m\nfour"
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_space_and_says_so() {
        let cases = [
            ("short", 10, "short"),
            ("exactly ten", 11, "exactly ten"),
            ("the harbour, was closed", 14, "the harbour…"),
            ("unbrokenunbroken", 4, "unbr…"),
            ("東京東京東京", 3, "東京東…"),
        ];
        for (text, most, expected) in cases {
            assert_eq!(shortened(text, most), expected, "{text:?}");
        }
    }
}
