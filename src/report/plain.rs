//! Text from an input → text that is safe to print: no control characters, nothing that turns
//! the direction of what stands beside it.

/// Whether a character must not reach a terminal or a page: a control character, or one that
/// overrides the direction of the text around it. Line ends and tabs count as controls.
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

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
