//! Text without what harms whoever shows it: control characters, marks that turn the direction of
//! writing around, and blanks of no meaning.

/// One line: blanks made single; nothing if nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let text =
        if is_laid_out(text) && !text.contains('\n') { text.to_owned() } else { joined(text) };
    (!text.is_empty()).then_some(text)
}

/// Paragraphs parted by one `\n`, each on one line, empty ones gone.
pub(super) fn paragraphs(text: String) -> String {
    if is_laid_out(&text) {
        return text;
    }
    let lines = text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    let lines: Vec<String> = lines.filter_map(line).collect();
    lines.join("\n")
}

/// Whether a text is laid out so already, as most exports are: a pass without branches over its
/// bytes, and one over the few letters that might be blanks or harm.
fn is_laid_out(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ([first, rest @ ..], Some(last)) = (bytes, bytes.last()) else { return true };
    let blank = |byte: u8| u8::from(byte == b' ') | u8::from(byte == b'\n');
    let control =
        |byte: u8| u8::from(byte < b' ') & u8::from(byte != b'\n') | u8::from(byte == 0x7f);
    // The first bytes of every blank and every mark that is dropped, beyond ASCII.
    let doubtful = |byte: u8| {
        let likely = byte == 0xC2 || byte == 0xD8 || byte == 0xEF || byte == 0xF3;
        u8::from(likely) | u8::from((0xE1..=0xE3).contains(&byte))
    };
    let (mut wrong, mut doubt) = (blank(*first) | blank(*last) | control(*last), 0);
    for (one, next) in bytes.iter().zip(rest) {
        wrong |= blank(*one) & blank(*next) | control(*one);
        doubt |= doubtful(*one);
    }
    if wrong != 0 {
        return false;
    }
    if doubt | doubtful(*last) == 0 {
        return true;
    }
    let letters = bytes.iter().enumerate().filter(|(_, byte)| doubtful(**byte) != 0);
    let mut letters = letters.filter_map(|(at, _)| text.get(at..)?.chars().next());
    letters.all(|letter| is_harmless(letter) && !letter.is_whitespace())
}

fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace()) {
        let mut letters = word.chars().filter(|c| is_harmless(*c)).peekable();
        if letters.peek().is_none() {
            continue;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.extend(letters);
    }
    joined
}

/// Marks that join or part letters within words of their scripts (U+200C, U+200D) stay.
fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        && !matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_become_single_and_harmful_characters_go() {
        let cases = [
            ("  a \t b\u{a0}c ", Some("a b c")),
            ("a\0b\u{202e}c\u{7}", Some("abc")),
            ("so\u{ad}ft", Some("soft")),
            ("می\u{200c}خواهم", Some("می\u{200c}خواهم")),
            ("\u{200b} \u{feff}", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(paragraphs("a  b\r\n\r\n \nc\u{2028}d".to_owned()), "a b\nc\nd");
    }
}
