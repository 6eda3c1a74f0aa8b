//! A message → the article in it, or the articles of a digest; a page saved as MHTML → the page.
//!
//! Of a message with several forms of its text the page is taken, else the plain text. What was
//! forwarded, attached or below the line that mail programs put there, is read in place of the
//! message around it. A newsletter's sender is the outlet; a person's is their domain. MHTML says
//! where the page was and when it was *saved*. Deliberately absent: attachments of other kinds.

use std::borrow::Cow;

use mail_parser::{Message, MessageParser, MessagePart, PartType};
use memchr::memmem;

use super::decode;
use super::digest;
use super::limits::{Limits, raised_by};
use super::mapping::{Draft, Field};
use super::names::Found;
use super::{Content, Fields};
use crate::article::Reason;

/// The page in MHTML.
pub(super) fn page(bytes: &[u8], limits: &Limits) -> Found {
    let (bytes, remark) = mended(bytes);
    let message = match parsed(&bytes, limits) {
        Ok(message) => message,
        Err(reason) => return Found::Broken(reason),
    };
    let Some((part, html)) = pages(&message).next() else {
        return Found::Broken(Reason::NoArticle("MHTML without a page in it".to_owned()));
    };
    if html.trim().is_empty() {
        return Found::Broken(Reason::Empty);
    }
    let mut draft = draft(Content::Html(html.to_owned()));
    let snapshot = text_of(&message, "Snapshot-Content-Location");
    let own = part.headers.iter().find(|it| it.name().eq_ignore_ascii_case("Content-Location"));
    let own = own.and_then(|header| header.value().as_text()).map(str::to_owned);
    let address = snapshot.or(own).or_else(|| text_of(&message, "Content-Location"));
    if let Some(address) = address.filter(|it| it.trim().starts_with("http")) {
        Field::Url.set(&mut draft, &address);
    }
    Field::Seen.set(&mut draft, &date(&message).unwrap_or_default());
    draft.fields.remarks.extend(remark.map(str::to_owned));
    Found::Record(draft)
}

/// The articles in a message.
pub(super) fn articles(bytes: &[u8], limits: &Limits) -> Vec<Found> {
    let (bytes, remark) = mended(bytes);
    let mut found = match parsed(&bytes, limits) {
        Ok(message) => of_message(&message, FORWARDED),
        Err(reason) => vec![Found::Broken(reason)],
    };
    // What breaks off is the last that was read.
    if let (Some(Found::Record(last)), Some(remark)) = (found.last_mut(), remark) {
        last.fields.remarks.push(remark.to_owned());
    }
    found
}

/// How often what was forwarded may have been forwarded before.
const FORWARDED: usize = 4;

fn parsed<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Message<'a>, Reason> {
    // A message within a message is dropped within the drop of the other.
    let within = bytes.windows(14).filter(|it| it.eq_ignore_ascii_case(b"message/rfc822")).count();
    if limits.nesting < within {
        let most = limits.nesting;
        return Err(Reason::Malformed(format!(
            "messages within messages, more than {most} ({})",
            raised_by::NESTING
        )));
    }
    // Mail programs keep messages with a line before their header.
    let bytes = match bytes.strip_prefix(b"From ") {
        Some(rest) => memchr::memchr(b'\n', rest).map_or(bytes, |at| &rest[at + 1..]),
        None => bytes,
    };
    let message = MessageParser::default().parse(bytes);
    let message = message.filter(|message| !message.headers().is_empty());
    message.ok_or_else(|| Reason::Malformed("no header of a message in it".to_owned()))
}

/// A message as it can be parsed: its letters a byte each where they were saved two bytes wide, and
/// its parts closed where its end is missing.
fn mended(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<&'static str>) {
    let bytes = match decode::wide(bytes) {
        Some(charset) => Cow::Owned(charset.decode(bytes).0.into_owned().into_bytes()),
        None => Cow::Borrowed(bytes),
    };
    let open = open_boundaries(&bytes);
    if open.is_empty() {
        return (bytes, None);
    }
    let mut whole = bytes.into_owned();
    for boundary in open.iter().rev() {
        whole.extend_from_slice(b"\r\n--");
        whole.extend_from_slice(boundary);
        whole.extend_from_slice(b"--\r\n");
    }
    (Cow::Owned(whole), Some("the message breaks off: it was cut, or not received to its end"))
}

/// The boundaries between parts that are begun and never closed, the outermost first.
fn open_boundaries(bytes: &[u8]) -> Vec<Vec<u8>> {
    /// More parts within parts are no message that anybody wrote.
    const MOST: usize = 16;
    let mut open: Vec<Vec<u8>> = Vec::new();
    for at in memmem::find_iter(bytes, b"boundary=").take(MOST) {
        let value = &bytes[at + 9..];
        // A boundary between quotation marks may hold blanks (RFC 2046).
        let (value, ends) = match value.strip_prefix(b"\"") {
            Some(quoted) => (quoted, &b"\"\r\n"[..]),
            None => (value, &b"; \t\r\n"[..]),
        };
        let end = value.iter().take(71).position(|byte| ends.contains(byte));
        let boundary = &value[..end.unwrap_or(0)];
        let [begin, close] = ["", "--"].map(|end| [b"--", boundary, end.as_bytes()].concat());
        let is_begun = || memmem::find(value, &begin).is_some();
        let is_closed = || memmem::find(value, &close).is_some();
        if !boundary.is_empty()
            && is_begun()
            && !is_closed()
            && !open.iter().any(|it| it == boundary)
        {
            open.push(boundary.to_vec());
        }
    }
    open
}

fn draft(content: Content) -> Draft {
    Draft { id: None, content, fields: Fields::default(), record: None }
}

/// The parts of a message that are pages, the main one first.
fn pages<'a>(message: &'a Message<'_>) -> impl Iterator<Item = (&'a MessagePart<'a>, &'a str)> {
    let bodies = message.html_bodies().chain(message.parts.iter());
    bodies.filter_map(|part| match &part.body {
        PartType::Html(html) => Some((part, html.as_ref())),
        _ => None,
    })
}

fn text_of(message: &Message<'_>, header: &str) -> Option<String> {
    let values = message.headers().iter().filter(|it| it.name().eq_ignore_ascii_case(header));
    let mut texts = values.filter_map(|it| it.value().as_text());
    texts.next().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn date(message: &Message<'_>) -> Option<String> {
    let raw = message.header_raw("Date")?;
    // What stands in brackets is the zone's name again.
    let words = raw.split('(').next().unwrap_or_default();
    Some(words.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|it| !it.is_empty())
}

fn of_message(message: &Message<'_>, depth: usize) -> Vec<Found> {
    let attached = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(inner) => Some(inner),
        _ => None,
    });
    if let Some(inner) = attached.filter(|_| 0 < depth) {
        return of_message(inner, depth - 1);
    }
    let sender = Sender::of(message);
    let mut about = draft(Content::Clean(String::new()));
    for (field, value) in [
        (Field::Id, message.message_id().map(str::to_owned)),
        (Field::Title, message.subject().map(|subject| without_marks(subject).to_owned())),
        (Field::Published, date(message)),
        (Field::Outlet, sender.outlet),
        (Field::Byline, sender.byline),
        (Field::Language, text_of(message, "Content-Language")),
    ] {
        field.set(&mut about, value.as_deref().unwrap_or_default());
    }
    if let Some((_, html)) = pages(message).next() {
        return match digest::of_html(html) {
            Some(items) => items.into_iter().map(|item| item.found(&about)).collect(),
            None => {
                let page = titled(html, about.fields.title.as_deref().unwrap_or_default());
                one(about, Content::Html(page))
            }
        };
    }
    let text = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    let text = text.unwrap_or_default();
    let (about, text) = match forwarded(text) {
        Some((inner, rest)) => (inner, rest),
        None => (about, text),
    };
    match digest::of_text(text) {
        Some(items) => items.into_iter().map(|item| item.found(&about)).collect(),
        None => one(about, Content::Pasted(without_signature(text).to_owned())),
    }
}

fn one(about: Draft, content: Content) -> Vec<Found> {
    let (Content::Html(text)
    | Content::Pasted(text)
    | Content::Clean(text)
    | Content::Excerpt(text)) = &content;
    if text.trim().is_empty() {
        return vec![Found::Broken(Reason::Empty)];
    }
    vec![Found::Record(Draft { content, ..about })]
}

/// A page that bears the message's subject where it has no title of its own.
fn titled(html: &str, title: &str) -> String {
    let head: String = html.chars().take(8000).collect::<String>().to_lowercase();
    if head.contains("<title") || title.is_empty() {
        return html.to_owned();
    }
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    format!("<title>{title}</title>{html}")
}

/// What a sender is to an article.
#[derive(Default)]
struct Sender {
    outlet: Option<String>,
    byline: Option<String>,
}

impl Sender {
    fn of(message: &Message<'_>) -> Sender {
        let from = message.from().and_then(|from| from.first());
        let name = from.and_then(|from| from.name()).map(|name| name.trim().trim_matches('"'));
        let address = from.and_then(|from| from.address()).unwrap_or_default();
        let is_list =
            ["List-Id", "List-Unsubscribe", "List-Post", "Precedence"].iter().any(|header| {
                message.headers().iter().any(|it| it.name().eq_ignore_ascii_case(header))
            });
        Sender::named(name, address, is_list)
    }

    fn named(name: Option<&str>, address: &str, is_list: bool) -> Sender {
        /// What newsletters are sent from, in place of a person's name.
        const DESKS: [&str; 18] = [
            "alert",
            "alerts",
            "briefing",
            "contact",
            "desk",
            "digest",
            "editor",
            "hello",
            "info",
            "mail",
            "mailer",
            "media",
            "news",
            "newsletter",
            "newsletters",
            "noreply",
            "press",
            "updates",
        ];
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        let local: String =
            local.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect();
        let is_desk = is_list || DESKS.contains(&local.as_str()) || local.contains("noreply");
        let domain = (!domain.is_empty()).then(|| domain.trim().to_owned());
        let name = name.map(str::trim).filter(|name| !name.is_empty() && !name.contains('@'));
        match (name, is_desk) {
            (Some(name), true) => {
                Sender { outlet: Some(without_suffix(name).to_owned()), byline: None }
            }
            (Some(name), false) => Sender { outlet: domain, byline: Some(name.to_owned()) },
            (None, _) => Sender { outlet: domain, byline: None },
        }
    }
}

/// A newsletter's name without the word for it: `Morning Ledger Newsletter`.
fn without_suffix(name: &str) -> &str {
    const WORDS: [&str; 6] =
        ["newsletter", "newsletters", "alert", "alerts", "news alerts", "breaking news"];
    let lower = name.to_lowercase();
    let cut = WORDS.iter().filter_map(|word| lower.strip_suffix(word)).map(str::len).min();
    let kept = cut
        .and_then(|cut| name.get(..cut))
        .map(|kept| kept.trim_end_matches([' ', '-', '–', '|', ':']));
    kept.filter(|kept| 3 <= kept.chars().count()).unwrap_or(name)
}

/// A subject without what replying and forwarding put before it, in some languages.
fn without_marks(subject: &str) -> &str {
    const MARKS: [&str; 12] =
        ["fwd:", "fw:", "re:", "wg:", "aw:", "tr:", "rv:", "i:", "vs:", "vb:", "пер:", "doorst:"];
    let mut rest = subject.trim();
    while let Some(mark) = MARKS
        .iter()
        .find(|mark| rest.get(..mark.len()).is_some_and(|start| start.to_lowercase() == **mark))
    {
        rest = rest[mark.len()..].trim_start();
    }
    if rest.is_empty() { subject.trim() } else { rest }
}

/// The message below the line that says it was forwarded, and what it says of itself.
fn forwarded(text: &str) -> Option<(Draft, &str)> {
    const LINES: [&str; 6] = [
        "forwarded message",
        "original message",
        "begin forwarded",
        "weitergeleitete nachricht",
        "message transféré",
        "mensaje reenviado",
    ];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let lower = line.trim().to_lowercase();
        let is_mark = lower.chars().count() <= 60 && LINES.iter().any(|mark| lower.contains(mark));
        if is_mark && let Some(found) = below_mark(&text[at..]) {
            return Some(found);
        }
    }
    None
}

fn below_mark(text: &str) -> Option<(Draft, &str)> {
    let mut about = draft(Content::Clean(String::new()));
    let mut rest = text.trim_start();
    let mut fields = 0;
    while let Some((line, after)) = rest.split_once('\n') {
        let Some((name, value)) = line.split_once(':').filter(|(name, _)| !name.contains(' '))
        else {
            break;
        };
        let value = value.trim();
        match name.trim().trim_matches('*').to_lowercase().as_str() {
            "from" | "von" | "de" => {
                let (name, address) = value.split_once('<').unwrap_or((value, ""));
                let sender = Sender::named(
                    Some(name.trim().trim_matches('"')),
                    address.trim_end_matches('>'),
                    false,
                );
                Field::Outlet.set(&mut about, &sender.outlet.unwrap_or_default());
                Field::Byline.set(&mut about, &sender.byline.unwrap_or_default());
            }
            "date" | "sent" | "datum" | "gesendet" | "fecha" => {
                Field::Published.set(&mut about, &value.replace(" at ", " "));
            }
            "subject" | "betreff" | "objet" | "asunto" => {
                Field::Title.set(&mut about, without_marks(value));
            }
            _ => {}
        }
        fields += 1;
        rest = after;
    }
    (2 <= fields && !rest.trim().is_empty()).then_some((about, rest))
}

/// A text without what stands below the line `-- `.
fn without_signature(text: &str) -> &str {
    let mark = ["\n-- \n", "\n-- \r\n"].iter().filter_map(|mark| text.find(mark)).min();
    mark.map_or(text, |at| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_open_until_it_is_closed_blanks_in_it_or_not() {
        let cases = [
            ("boundary=\"a b\"\r\n\r\n--a b\r\nText\r\n--a b--\r\n", 0),
            ("boundary=\"a b\"\r\n\r\n--a b\r\nText\r\n", 1),
            ("boundary=ab; charset=utf-8\r\n\r\n--ab\r\nText\r\n--ab--\r\n", 0),
            ("boundary=ab\r\n\r\n--ab\r\nText\r\n", 1),
        ];
        for (message, open) in cases {
            assert_eq!(open_boundaries(message.as_bytes()).len(), open, "{message}");
        }
    }
}
