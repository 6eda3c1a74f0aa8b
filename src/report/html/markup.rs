//! Text from an input → text that a page shows as it is: nothing in it is taken for markup, for
//! an address to be loaded, or for the direction of what stands beside it.

use crate::report::{markdown, plain};

/// Text on one line, every character of markup as its name.
pub(super) fn escaped(text: &str) -> String {
    let line = plain::one_line(text);
    let mut escaped = String::with_capacity(line.len() + line.len() / 8);
    for character in line.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Marks of direction: each text stands in an element with a direction of its own.
            '\u{200E}' | '\u{200F}' | '\u{61C}' => {}
            // Never characters: a parser would complain, and no text needs them.
            '\u{FDD0}'..='\u{FDEF}' => {}
            _ if u32::from(character) & 0xFFFE == 0xFFFE => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The attributes of an element that holds words of an article in this language.
pub(super) fn tongue(language: Option<&str>) -> String {
    format!(" lang=\"{}\" dir=\"auto\"", escaped(language.unwrap_or_default()))
}

/// Words of an article, in an element of their own.
pub(super) fn told(words: &str, language: Option<&str>) -> String {
    format!("<span{}>{}</span>", tongue(language), escaped(words))
}

/// Words as a link, where the address is one that a click may follow.
pub(super) fn linked(words: &str, language: Option<&str>, url: Option<&str>) -> Option<String> {
    let url = escaped(&markdown::link(url?)?);
    let tongue = tongue(language);
    let words = escaped(words);
    Some(format!("<a href=\"{url}\" rel=\"noreferrer noopener\"{tongue}>{words}</a>"))
}

/// A name from an input, set as code.
pub(super) fn code(name: &str) -> String {
    format!("<code>{}</code>", escaped(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_an_input_is_taken_for_markup() {
        let cases = [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onclick='x' &lt;", "&quot; onclick=&#39;x&#39; &amp;lt;"),
            ("two\nlines", "two lines"),
            ("\u{202e}evil\u{200f}\u{61c}\u{7}\u{fffe}\u{1ffff}\u{fdd0}", "evil"),
            ("Київ 東京 \u{1F600}", "Київ 東京 \u{1F600}"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected, "{text:?}");
        }
    }

    #[test]
    fn only_addresses_that_a_click_may_follow_become_links() {
        let cases = [
            (Some("https://a.example/?b=1&c=2"), Some("https://a.example/?b=1&amp;c=2")),
            (Some("https://a.example/\"onclick=x"), Some("https://a.example/%22onclick=x")),
            (Some("javascript:alert(1)"), None),
            (Some("data:text/html,x"), None),
            (Some("file:///etc/passwd"), None),
            (None, None),
        ];
        for (url, expected) in cases {
            let expected = expected.map(|url| {
                format!(
                    "<a href=\"{url}\" rel=\"noreferrer noopener\" lang=\"de\" dir=\"auto\">x</a>"
                )
            });
            assert_eq!(linked("x", Some("de"), url), expected, "{url:?}");
        }
    }
}
