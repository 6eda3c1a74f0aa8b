//! [`Report`] → JSON: every table under the name of its file, a row to a line.
//!
//! The same columns as the CSV files; numbers are numbers, lists are lists, what is unknown is
//! `null`. Nothing is made harmless for spreadsheets. The texts are not repeated: they are in the
//! input, and `clean` prints them.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Map, Value, json};

use super::table::{Cell, Table};
use super::{Report, plain};
use crate::timeline::provenance::{Basis, Provenance};

/// The version of this layout: raised when a name or a meaning changes, not when one is added.
pub const SCHEMA: u32 = 1;

/// Writes everything a report holds.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings;
    let counts = report.counts();
    writeln!(out, "{{\"schema\":{SCHEMA},")?;
    member("recipe", &recipe(report)?, out)?;
    let summary = json!({
        "articles": counts.articles,
        "stories": counts.stories,
        "copies": counts.copies,
        "rejected": counts.rejected,
        "needs_review": counts.to_review,
    });
    member("counts", &summary, out)?;
    let stories = report.stories().rows.zip(&findings.stories);
    let whole = stories.zip(&findings.timelines).map(|((row, story), timeline)| {
        let mut members = object(super::table::STORIES, row);
        members.insert("voices".to_owned(), voices(report, story));
        members.insert("reviews".to_owned(), reviews(report, story));
        members.insert("see_also".to_owned(), see_also(report, story));
        members.insert("provenance".to_owned(), provenance(report, &timeline.provenance));
        members.insert("corrections".to_owned(), corrections(report, timeline));
        Value::Object(members)
    });
    array("stories", whole, out)?;
    for table in [report.articles(), report.links(), report.timeline(), report.rejected()] {
        let Table { name, columns, rows } = table;
        array(name, rows.map(|row| Value::Object(object(columns, row))), out)?;
    }
    write!(out, "\"remarks\":")?;
    value(&report.remarks(), out)?;
    writeln!(out, "}}")
}

/// Writes a value on one line, with nothing in it that a terminal would obey.
pub fn value(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Plain);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

fn recipe(report: &Report<'_>) -> io::Result<Value> {
    let recipe = &report.findings.recipe;
    let choices = serde_json::to_value(recipe).map_err(io::Error::from)?;
    Ok(json!({ "fingerprint": recipe.fingerprint(), "choices": choices }))
}

fn member(name: &str, content: &Value, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\"{name}\":")?;
    value(content, out)?;
    writeln!(out, ",")
}

fn array(name: &str, rows: impl Iterator<Item = Value>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\"{name}\":[")?;
    for (place, row) in rows.enumerate() {
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        value(&row, out)?;
    }
    writeln!(out, "],")
}

pub(crate) fn object(columns: &[&str], row: Vec<Cell<'_>>) -> Map<String, Value> {
    let members = columns.iter().zip(row);
    members.map(|(column, cell)| ((*column).to_owned(), plain_value(cell))).collect()
}

pub(crate) fn plain_value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::String(text.into_owned()),
        Cell::List(members) => Value::from(members),
        Cell::Figure(figure) => {
            serde_json::from_str(&figure).unwrap_or_else(|_| Value::String(figure.into_owned()))
        }
    }
}

fn voices(report: &Report<'_>, story: &crate::story::Story) -> Value {
    let voices = story.origins.iter().map(|origin| {
        let copies = origin.copies.iter().map(|copy| {
            json!({
                "article": report.key(copy.article),
                "of": report.key(origin.kept),
                "closest": report.key(copy.of),
                "relation": copy.relation.as_str(),
            })
        });
        json!({ "kept": report.key(origin.kept), "copies": copies.collect::<Vec<_>>() })
    });
    voices.collect()
}

fn reviews(report: &Report<'_>, story: &crate::story::Story) -> Value {
    let reviews = story.reviews.iter().map(|review| {
        let (here, there) = review.between;
        json!({
            "other": review.other.as_str(),
            "between": [report.key(here), report.key(there)],
            "confidence": review.confidence,
        })
    });
    reviews.collect()
}

fn see_also(report: &Report<'_>, story: &crate::story::Story) -> Value {
    let related = story.related.iter().map(|related| {
        let (here, there) = related.between;
        json!({
            "other": related.other.as_str(),
            "between": [report.key(here), report.key(there)],
            "confidence": related.confidence,
        })
    });
    related.collect()
}

fn provenance(report: &Report<'_>, provenance: &Provenance) -> Value {
    let chains = provenance.chains.iter().map(|chain| {
        let articles: Vec<&str> = chain.articles.iter().map(|ix| report.key(*ix)).collect();
        let evidence = match &chain.basis {
            Basis::Credit(words) => json!({ "credit": words }),
            Basis::Copy(relation) => json!({ "copy": relation.as_str() }),
        };
        json!({ "names": chain.names, "articles": articles, "evidence": evidence })
    });
    json!({
        "independent": provenance.independent,
        "unknown": provenance.unknown,
        "chains": chains.collect::<Vec<_>>(),
    })
}

fn corrections(report: &Report<'_>, timeline: &crate::timeline::Timeline) -> Value {
    let corrections = timeline.corrections.iter().map(|correction| {
        let changes = correction.changes.iter();
        let changes = changes.map(|change| json!({ "was": change.was, "now": change.now }));
        let copies = correction.uncorrected.iter().map(|copy| {
            let old = copy.lacks.iter().filter_map(|at| correction.changes.get(*at));
            let old: Vec<&str> = old.map(|change| change.was.as_str()).collect();
            json!({ "article": report.key(copy.article), "words": old })
        });
        json!({
            "was": report.key(correction.was),
            "now": report.key(correction.now),
            "changes": changes.collect::<Vec<_>>(),
            "uncorrected": copies.collect::<Vec<_>>(),
        })
    });
    corrections.collect()
}

/// JSON on one line in which control and direction characters are written as escapes.
struct Plain;

impl Formatter for Plain {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = {
            let mut places = rest.char_indices();
            places.find(|(_, character)| plain::is_unprintable(*character))
        } {
            let (safe, after) = rest.split_at(at);
            out.write_all(safe.as_bytes())?;
            write!(out, "\\u{:04x}", u32::from(character))?;
            rest = after.get(character.len_utf8()..).unwrap_or("");
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn everything_is_in_it_under_the_names_of_the_tables() {
        let findings = sample::findings();
        let mut out = Vec::new();
        write(&Report::of(&findings), &mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        let cases = [
            ("/schema", json!(1)),
            ("/counts/copies", json!(2)),
            ("/stories/0/origins", json!(2)),
            ("/stories/0/voices/0/copies/1/relation", json!("excerpt")),
            ("/stories/0/reviews/0/other", json!("e-mail.txt")),
            ("/stories/0/see_also/0/other", json!("f.txt")),
            ("/stories/2/first_published", Value::Null),
            ("/articles/1/of", json!("a-post.txt")),
            ("/links/1/jaccard", json!(0.4444)),
            ("/timeline/1/outlets", json!(["Harbour Post", "Evening Ledger", "Coast Mail"])),
            ("/rejected/0/reason", json!("no text in it")),
            ("/remarks/0", json!("id 7 was claimed twice")),
            ("/recipe/fingerprint", json!(findings.recipe.fingerprint())),
        ];
        for (place, expected) in cases {
            assert_eq!(read.pointer(place), Some(&expected), "{place}");
        }
    }

    #[test]
    fn a_terminal_that_shows_it_obeys_nothing() {
        let text = "a\u{1b}[2J\u{7f}\u{85}\u{202e}\u{feff} \"q\" Київ";
        let mut out = Vec::new();
        value(&text, &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(!written.chars().any(plain::is_unprintable), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
