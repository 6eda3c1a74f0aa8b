//! XML → the elements that are asked for, one by one, each with all it holds.
//!
//! In: bytes, which are read once and not kept: memory is that of one record. Out: [`Element`]s
//! whose names are `prefix:name` with the prefix that a vocabulary usually has, whatever this file
//! calls it, and in what charset the file is written. What is not closed, or closed twice, is put
//! right as browsers do. Deliberately absent: the expansion of entities that a file declares itself,
//! and anything that lies outside of the file.

use std::io::{self, BufRead, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::NsReader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::decode;
use super::limits::{self, raised_by};
use super::markup;
use super::stream::{Bytes, Stream};
use crate::article::Reason;

/// What is said of XML whose end is missing.
const CUT: &str = "it ends before its last element does";

/// An element with all that it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name, with the usual prefix of its vocabulary.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Child {
    Text(String),
    Element(Element),
}

/// Why an element is not read.
#[derive(Debug)]
pub(super) enum Broken {
    /// It is broken itself.
    Record(Reason),
    /// Nothing more can be read.
    File(Reason),
}

impl Element {
    /// The elements that lie in it, in order.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Those of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first of that name.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The first at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.first(name))
    }

    /// The value of an attribute that says something.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All text in it, on one line.
    pub(super) fn line(&self) -> Option<String> {
        let mut text = String::new();
        self.text_into(&mut text);
        let words: Vec<&str> = text.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Its line, but for what elements of that name in it say.
    pub(super) fn line_without(&self, name: &str) -> Option<String> {
        let mut text = String::new();
        for child in &self.children {
            match child {
                Child::Text(own) => text.push_str(own),
                Child::Element(element) if element.name == name => {}
                Child::Element(element) => element.text_into(&mut text),
            }
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The text in it as it stands.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.text_into(&mut text);
        text
    }

    /// The line of the first element of that name.
    pub(super) fn line_of(&self, name: &str) -> Option<String> {
        self.first(name)?.line()
    }

    fn text_into(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(own) => text.push_str(own),
                Child::Element(element) => element.text_into(text),
            }
        }
    }

    /// What is in it as markup of a page.
    pub(super) fn markup(&self) -> String {
        let mut markup = String::new();
        self.markup_into(&mut markup);
        markup
    }

    fn markup_into(&self, markup: &mut String) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        for child in &self.children {
            match child {
                Child::Text(text) => markup.push_str(&escaped(text)),
                Child::Element(element) => {
                    let name = element.local_name();
                    markup.push('<');
                    markup.push_str(name);
                    for (name, value) in &element.attributes {
                        let value = escaped(value).replace('"', "&quot;");
                        markup.push_str(&format!(" {name}=\"{value}\""));
                    }
                    markup.push('>');
                    if !["br", "img", "hr", "meta", "link", "input"].contains(&name) {
                        element.markup_into(markup);
                        markup.push_str(&format!("</{name}>"));
                    }
                }
            }
        }
    }

    /// Its name without a prefix.
    pub(super) fn local_name(&self) -> &str {
        self.name.rsplit_once(':').map_or(&self.name, |(_, name)| name)
    }

    fn bytes(&self) -> usize {
        let attributes = self.attributes.iter().map(|(name, value)| name.len() + value.len());
        self.name.len() + attributes.sum::<usize>() + 64
    }
}

/// Reads elements of a file.
pub(super) struct Elements {
    reader: NsReader<Counted>,
    wanted: &'static [&'static str],
    longest: usize,
    deepest: usize,
    /// Languages of the elements that are open.
    languages: Vec<Option<String>>,
    begun: bool,
    ended: bool,
}

impl Elements {
    /// Reads the elements of these names, but none within another.
    pub(super) fn new(stream: Stream, wanted: &'static [&'static str]) -> Elements {
        let limits = *stream.meter.limits();
        let charset = charset(&stream.sample);
        let bytes = Counted {
            bytes: decode::sound(stream, charset),
            line: 1,
            read: 0,
            most: limits.page as u64,
        };
        let mut reader = NsReader::from_reader(bytes);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.expand_empty_elements = true;
        Elements {
            reader,
            wanted,
            longest: limits.page,
            deepest: limits.nesting,
            languages: Vec::new(),
            begun: false,
            ended: false,
        }
    }

    /// The next of the elements; nothing behind the last.
    pub(super) fn next(&mut self) -> Option<Result<Element, Broken>> {
        let mut buffer = Vec::new();
        while !self.ended {
            match self.step(&mut buffer) {
                Ok(Step::Start(element)) => {
                    self.languages.push(element.attribute("xml:lang").map(str::to_owned));
                    if self.wanted.contains(&element.name.as_str()) {
                        let whole = self.whole(element);
                        self.languages.pop();
                        return Some(whole);
                    }
                    if self.deepest < self.languages.len() {
                        return Some(Err(self.too_deep()));
                    }
                }
                Ok(Step::End(_)) => {
                    self.languages.pop();
                }
                Ok(Step::Text(_) | Step::Unknown(_)) => {}
                Ok(Step::Eof) => {
                    self.ended = true;
                    if !self.languages.is_empty() || !self.begun {
                        return Some(Err(self.cut()));
                    }
                }
                Err(broken) => return Some(Err(broken)),
            }
        }
        None
    }

    /// The language of what was read last, or of what it lies in.
    pub(super) fn language(&self) -> Option<&str> {
        self.languages.iter().rev().find_map(Option::as_deref)
    }

    /// Reads what an element holds.
    fn whole(&mut self, element: Element) -> Result<Element, Broken> {
        let begins = self.line();
        let mut size = element.bytes();
        let mut open = vec![element];
        let mut trouble = None;
        let mut buffer = Vec::new();
        loop {
            let step = self.step(&mut buffer)?;
            let Some(innermost) = open.last_mut() else {
                return Err(Broken::Record(Reason::Empty));
            };
            match step {
                Step::Start(element) => {
                    size += element.bytes();
                    open.push(element);
                    if self.deepest < open.len() {
                        return Err(self.too_deep());
                    }
                }
                Step::Text(text) => {
                    size += text.len();
                    if size <= self.longest {
                        match innermost.children.last_mut() {
                            Some(Child::Text(before)) => before.push_str(&text),
                            _ => innermost.children.push(Child::Text(text)),
                        }
                    }
                }
                Step::Unknown(name) => {
                    let line = self.line();
                    let why = format!(
                        "line {line}: the entity &{name}; is not one of XML or HTML, and none is expanded that a file declares"
                    );
                    trouble.get_or_insert(Reason::Malformed(why));
                }
                Step::End(name) => {
                    // What is not open is not closed; what was left open within it is.
                    let Some(at) = open.iter().rposition(|element| element.name == name) else {
                        continue;
                    };
                    while at < open.len() {
                        let Some(closed) = open.pop() else { break };
                        match open.last_mut() {
                            Some(outer) if size <= self.longest => {
                                outer.children.push(Child::Element(closed));
                            }
                            Some(_) => {}
                            None => return self.closed(closed, size, begins, trouble),
                        }
                    }
                }
                Step::Eof => {
                    self.ended = true;
                    return Err(self.cut());
                }
            }
        }
    }

    fn closed(
        &self,
        element: Element,
        size: usize,
        line: usize,
        trouble: Option<Reason>,
    ) -> Result<Element, Broken> {
        let too_long = || {
            let most = limits::bytes(self.longest as u64);
            Reason::Malformed(format!("line {line}: longer than {most} ({})", raised_by::PAGE))
        };
        match trouble.or_else(|| (self.longest < size).then(too_long)) {
            Some(reason) => Err(Broken::Record(reason)),
            None => Ok(element),
        }
    }

    fn step(&mut self, buffer: &mut Vec<u8>) -> Result<Step, Broken> {
        buffer.clear();
        self.reader.get_mut().read = 0;
        let read = self.reader.read_resolved_event_into(buffer);
        let step = match read {
            Ok((_, Event::Eof)) => Step::Eof,
            Ok((space, Event::Start(start) | Event::Empty(start))) => {
                Step::Start(element(&start, &space))
            }
            Ok((space, Event::End(end))) => Step::End(known_name(
                &space,
                end.local_name().as_ref(),
                end.name().prefix().map(|it| it.as_ref().to_owned()),
            )),
            Ok((_, Event::Text(text))) => Step::Text(text.xml10_content().into_owned()),
            Ok((_, Event::CData(text))) => Step::Text(text.xml10_content().into_owned()),
            Ok((_, Event::GeneralRef(reference))) => {
                let name = reference.xml10_content().into_owned();
                match meaning(&name) {
                    Some(text) => Step::Text(text),
                    None => Step::Unknown(name.chars().take(40).collect()),
                }
            }
            Ok((_, Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_))) => {
                Step::Text(String::new())
            }
            Err(error) => {
                self.ended = true;
                let line = self.line();
                return Err(Broken::File(Reason::Unreadable(format!(
                    "line {line}: {}",
                    plain(&error)
                ))));
            }
        };
        self.begun |= matches!(step, Step::Start(_));
        Ok(step)
    }

    fn line(&mut self) -> usize {
        self.reader.get_mut().line
    }

    fn cut(&mut self) -> Broken {
        let line = self.line();
        let what = if self.begun { CUT } else { "no XML in it" };
        Broken::File(Reason::Unreadable(format!("line {line}: {what}")))
    }

    fn too_deep(&mut self) -> Broken {
        self.ended = true;
        let (line, deepest) = (self.line(), self.deepest);
        let raised_by = raised_by::NESTING;
        let why = format!(
            "line {line}: elements within elements, more than {deepest} deep ({raised_by})"
        );
        Broken::File(Reason::Unreadable(why))
    }
}

enum Step {
    Start(Element),
    End(String),
    Text(String),
    /// A reference to an entity that nobody knows.
    Unknown(String),
    Eof,
}

/// What was wrong, in the parser's words on one line.
fn plain(error: &quick_xml::Error) -> String {
    let words = error.to_string();
    // A quote, a comment or a tag that is open at the end is what a cut leaves.
    if words.ends_with("before end of input") {
        return CUT.to_owned();
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

fn element(start: &BytesStart<'_>, space: &ResolveResult<'_>) -> Element {
    let prefix = start.name().prefix().map(|prefix| prefix.as_ref().to_owned());
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false).flatten() {
        let name: &str = attribute.key.as_ref();
        if name != "xmlns" && !name.starts_with("xmlns:") {
            attributes.push((name.to_owned(), markup::unescaped(&attribute.value)));
        }
    }
    let name = known_name(space, start.local_name().as_ref(), prefix);
    Element { name, attributes, children: Vec::new() }
}

/// Vocabularies, and the prefix that stands for each.
const VOCABULARIES: [(&str, &str); 14] = [
    ("http://www.w3.org/2005/Atom", "atom:"),
    ("http://purl.org/atom/ns#", "atom:"),
    ("http://purl.org/rss/1.0/", ""),
    ("http://purl.org/rss/1.0/modules/content/", "content:"),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
    ("http://backend.userland.com/rss2", ""),
    ("http://purl.org/dc/elements/1.1/", "dc:"),
    ("http://purl.org/dc/terms/", "dcterms:"),
    ("http://search.yahoo.com/mrss/", "media:"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner:"),
    ("http://www.w3.org/1999/xhtml", "html:"),
    ("http://iptc.org/std/nar/2006-10-01/", ""),
    ("http://iptc.org/std/NITF/2006-10-18/", ""),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
];

fn known_name(space: &ResolveResult<'_>, local: &str, prefix: Option<String>) -> String {
    let own = || prefix.as_ref().map_or_else(String::new, |prefix| format!("{prefix}:"));
    let known = match space {
        ResolveResult::Bound(Namespace(address)) => {
            let known = VOCABULARIES.iter().find(|(known, _)| *known == *address);
            known.map(|(_, prefix)| (*prefix).to_owned())
        }
        ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
    };
    format!("{}{local}", known.unwrap_or_else(own))
}

/// What a reference means: a character's number, or a name that XML or HTML gives it.
fn meaning(name: &str) -> Option<String> {
    match name.starts_with('#') {
        true => Some(markup::unescaped(&format!("&{name};"))),
        false => resolve_html5_entity(name).map(str::to_owned),
    }
}

/// The charset of XML: what its bytes show, else what it declares, else UTF-8.
fn charset(sample: &[u8]) -> &'static Encoding {
    let head: String = sample.iter().take(200).map(|byte| *byte as char).collect();
    let declaration = head.trim_start_matches(['\u{EF}', '\u{BB}', '\u{BF}']).trim_start();
    let declaration = declaration.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let label = declaration.and_then(|(inside, _)| {
        let (_, value) = inside.split_once("encoding")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        value.trim_start_matches(['"', '\'']).split(['"', '\'']).next()
    });
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    // What could be read as ASCII to find this is not UTF-16, whatever it says.
    let declared = declared.map(|it| if it == UTF_16LE || it == UTF_16BE { UTF_8 } else { it });
    decode::charset(sample, declared)
}

/// Bytes whose lines are counted, and of which only so many may come for one step.
struct Counted {
    bytes: Bytes,
    line: usize,
    read: u64,
    most: u64,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.most < self.read {
            let most = limits::bytes(self.most);
            return Err(io::Error::other(format!(
                "one text or tag longer than {most} ({})",
                raised_by::PAGE
            )));
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(chunk) = self.bytes.fill_buf() {
            let amount = amount.min(chunk.len());
            self.line += memchr::memchr_iter(b'\n', &chunk[..amount]).count();
        }
        self.read += amount as u64;
        self.bytes.consume(amount);
    }
}
