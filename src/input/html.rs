//! A saved page → its markup, decoded. What of it is the article is not asked here.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::decode;
use super::mapping::Draft;
use super::names::Found;
use super::{Content, Fields};
use crate::article::Reason;

/// How far from its beginning a page may declare its charset. Browsers look at 1024 bytes; pages
/// saved by them carry a comment and their styles before it.
const DECLARED_WITHIN: usize = 8 << 10;

/// The page in these bytes.
pub(super) fn page(bytes: &[u8]) -> Found {
    page_in(bytes, None)
}

/// The page in these bytes, which came with word of their charset: that stands before what the
/// page declares.
pub(super) fn page_in(bytes: &[u8], charset: Option<&'static Encoding>) -> Found {
    let markup = decode::text(bytes, charset.or_else(|| declared(bytes)));
    if markup.trim().is_empty() {
        return Found::Broken(Reason::Empty);
    }
    Found::Record(Draft {
        id: None,
        content: Content::Html(markup),
        fields: Fields::default(),
        record: None,
    })
}

/// The charset that a page declares: `<meta charset>`, `http-equiv`, or `<?xml encoding?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARED_WITHIN)];
    let head: String = head.iter().map(|byte| byte.to_ascii_lowercase() as char).collect();
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let metas = head.split("<meta").skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
    let label = metas
        .filter_map(|meta| label(meta, "charset"))
        .next()
        .or_else(|| label(xml?.0, "encoding"))?;
    let charset = Encoding::for_label(label.as_bytes())?;
    // What could be read as ASCII to find this is not UTF-16, whatever it says.
    let wide = charset == UTF_16LE || charset == UTF_16BE;
    Some(if wide { UTF_8 } else { charset })
}

/// The value after `name=`, quoted or not.
fn label<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|letter: char| letter.is_whitespace() || "\"';/>".contains(letter));
    Some(&value[..end.unwrap_or(value.len())])
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_2022_JP, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    use super::*;

    fn check(head: &str, charset: &'static Encoding, body: &str) {
        let markup = format!("{head}<p>{body}</p>");
        let (bytes, _, lossy) = charset.encode(&markup);
        assert!(!lossy, "{head}");
        match page(&bytes) {
            Found::Record(draft) => assert_eq!(draft.content, Content::Html(markup)),
            _ => panic!("{head}"),
        }
    }

    #[test]
    fn a_page_is_read_in_the_charset_it_declares() {
        let meta = |charset| format!("<html><meta charset={charset}>");
        check(&meta("\"windows-1251\""), WINDOWS_1251, "Мост закрыт");
        check(&meta("Shift_JIS"), SHIFT_JIS, "橋は閉鎖");
        check(&meta("iso-2022-jp"), ISO_2022_JP, "橋は閉鎖");
        check(&meta("utf-16"), UTF_8, "Мост закрыт");
        let equiv = "<META http-equiv='Content-Type' content='text/html; charset=windows-1251'>";
        check(equiv, WINDOWS_1251, "Мост");
        check("<?xml version='1.0' encoding='windows-1251'?>", WINDOWS_1251, "Мост");
    }

    #[test]
    fn a_page_that_declares_nothing_or_wrongly_is_still_read() {
        check("<html>", UTF_8, "Café près du port");
        check("<html>", WINDOWS_1252, "Le café près du port a fermé après l’été");
        check("<meta charset=windows-1251>", UTF_8, "Café près du port");
        check("<meta charset=utf-8>", WINDOWS_1252, "Le café près du port a fermé après l’été");
        check("<meta charset=", UTF_8, "plain");
        check("<meta charset", UTF_8, "plain");
    }
}
