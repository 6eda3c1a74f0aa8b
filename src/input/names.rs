//! What records are called: their own `id`, else the path of their file and their number in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::limits;
use super::mapping::Draft;
use super::walk::Place;
use super::{Content, Problem, RawDocument, Read, Records};
use crate::article::{ArticleKey, Reason, Rejected, Source, printable};

/// The most remarks that [`settle`] makes before it only counts.
const REMARKS: usize = 20;
/// The most sources that one remark names.
const NAMED: usize = 3;

/// What a reader finds in a file.
#[expect(clippy::large_enum_variant, reason = "nearly all that is found is a record")]
pub(super) enum Found {
    /// A record.
    Record(Draft),
    /// A record that cannot be read, and why.
    Broken(Reason),
    /// Something that concerns the file and not one record of it.
    Fault(Reason),
    /// A column that was asked for and that the file does not have: it is read without.
    Unmapped(Problem),
}

/// Whether a file's records are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    /// Even if there is but one.
    Always,
    /// A single one is named after its file.
    IfSeveral,
}

/// Names the records of a file.
pub(super) struct Namer {
    place: Place,
    waiting: VecDeque<Found>,
    /// Whether its records are numbered, where that is known already.
    numbered: Option<bool>,
    /// Lines that a page may have.
    most_lines: usize,
    count: usize,
    faults: usize,
    unmapped: Vec<Problem>,
}

impl Namer {
    pub(super) fn new(place: Place, numbering: Numbering, most_lines: usize) -> Namer {
        let numbered = (numbering == Numbering::Always).then_some(true);
        let (waiting, unmapped) = (VecDeque::new(), Vec::new());
        Namer { place, waiting, numbered, most_lines, count: 0, faults: 0, unmapped }
    }

    /// One that has named so many more, and noted nothing.
    pub(super) fn ahead(&self, by: usize) -> Namer {
        Namer {
            place: self.place.clone(),
            waiting: VecDeque::new(),
            numbered: self.numbered,
            most_lines: self.most_lines,
            count: self.count + by,
            faults: self.faults,
            unmapped: Vec::new(),
        }
    }

    /// Counts so many records that were named by others.
    pub(super) fn skip(&mut self, records: usize) {
        self.count += records;
    }

    /// How many records it has named.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How much was found, what is no record included.
    pub(super) fn found(&self) -> usize {
        self.count + self.faults
    }

    /// What was asked for and is not in the file, with the file's name.
    pub(super) fn unmapped(&mut self) -> Vec<Problem> {
        mem::take(&mut self.unmapped)
    }

    /// Says of the file itself why it is not read, or no further.
    pub(super) fn rejected(&self, reason: Reason) -> Rejected {
        Rejected { source: Source { path: Arc::clone(&self.place.shown), record: None }, reason }
    }

    /// The next of the records, named. Whether one alone needs a number is known only when a
    /// second has been looked for.
    pub(super) fn next(&mut self, records: &mut Records) -> Option<Read> {
        let mut seen = 0;
        while self.numbered.is_none() {
            match records.next() {
                Some(found) => {
                    seen += usize::from(matches!(found, Found::Record(_) | Found::Broken(_)));
                    self.waiting.push_back(found);
                    self.numbered = (1 < seen).then_some(true);
                }
                None => self.numbered = Some(false),
            }
        }
        loop {
            let found = self.waiting.pop_front().or_else(|| records.next())?;
            if let Some(read) = self.named(found) {
                return Some(read);
            }
        }
    }

    /// Names what was found next; nothing if it is not read but noted.
    pub(super) fn named(&mut self, found: Found) -> Option<Read> {
        Some(match found {
            Found::Record(draft) => {
                self.count += 1;
                match &draft.content {
                    Content::Pasted(page) => limits::refuse_lines(page, self.most_lines),
                    Content::Html(_) | Content::Clean(_) | Content::Excerpt(_) => Ok(()),
                }
                .map_err(|reason| Rejected { source: self.source(), reason })
                .map(|()| self.document(draft))
            }
            Found::Broken(reason) => {
                self.count += 1;
                Err(Rejected { source: self.source(), reason })
            }
            Found::Fault(reason) => {
                self.faults += 1;
                Err(self.rejected(reason))
            }
            Found::Unmapped(Problem { message, hint }) => {
                let message = printable(&format!("{}: {message}", self.place.shown));
                self.unmapped.push(Problem { message, hint });
                return None;
            }
        })
    }

    fn source(&self) -> Source {
        let record = (self.numbered == Some(true)).then_some(self.count);
        Source { path: Arc::clone(&self.place.shown), record }
    }

    fn document(&self, draft: Draft) -> RawDocument {
        let id = draft.id.map(|id| printable(id.trim())).filter(|id| !id.is_empty());
        let source = self.source();
        let key = id.unwrap_or_else(|| {
            Source { path: self.place.name.as_str().into(), record: source.record }.to_string()
        });
        RawDocument {
            key: ArticleKey::new(key),
            source,
            folder: self.place.folder.clone(),
            content: draft.content,
            fields: draft.fields,
            record: draft.record,
        }
    }
}

/// Gives names that several records claim to none of them: each becomes `name@source`.
///
/// Says of each such name who claimed it, in the order of the names. The outcome does not depend
/// on the order of the records, unless two of them have one name *and* one source.
///
/// Cost: where no name is claimed twice, as in most inputs, one sort of 8 bytes a record.
pub fn settle(names: &mut [(&mut ArticleKey, &Source)]) -> Vec<String> {
    let mut hashes: Vec<u64> =
        names.iter().map(|(key, _)| xxh3_64(key.as_str().as_bytes())).collect();
    hashes.sort_unstable();
    if hashes.windows(2).all(|pair| pair[0] != pair[1]) {
        return Vec::new();
    }
    drop(hashes);
    let mut claims: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (key, _)) in names.iter().enumerate() {
        claims.entry(key.as_str().to_owned()).or_default().push(at);
    }
    let mut contested: BTreeSet<String> =
        claims.iter().filter(|(_, by)| 1 < by.len()).map(|(name, _)| name.clone()).collect();
    let remarks = remarks(&contested, &claims, names);
    while !contested.is_empty() {
        let mut touched = BTreeSet::new();
        for name in mem::take(&mut contested) {
            let by = claims.remove(&name).expect("a contested name has its claims");
            let mut told: BTreeMap<&Source, usize> = BTreeMap::new();
            for at in by {
                let source = names[at].1;
                let nth = told.entry(source).or_default();
                *nth += 1;
                let again = if *nth == 1 { String::new() } else { format!("~{nth}") };
                let name = format!("{name}@{}{again}", printable(&source.to_string()));
                claims.entry(name.clone()).or_default().push(at);
                touched.insert(name);
            }
        }
        contested = touched.into_iter().filter(|name| 1 < claims[name].len()).collect();
    }
    for (name, by) in claims {
        for at in by {
            *names[at].0 = ArticleKey::new(name.clone());
        }
    }
    remarks
}

fn remarks(
    contested: &BTreeSet<String>,
    claims: &BTreeMap<String, Vec<usize>>,
    names: &[(&mut ArticleKey, &Source)],
) -> Vec<String> {
    let remark = |name: &String| {
        let by = &claims[name];
        let mut sources: Vec<&Source> = by.iter().map(|at| names[*at].1).collect();
        sources.sort_unstable();
        let mut told: Vec<String> =
            sources.iter().take(NAMED).map(|source| source.to_string()).collect();
        if NAMED < sources.len() {
            told.push(format!("{} more", sources.len() - NAMED));
        }
        let told = told.join(", ");
        format!(
            "{} records claim the id \"{name}\", so each is named after its source too: {told}",
            by.len()
        )
    };
    let mut remarks: Vec<String> = contested.iter().take(REMARKS).map(remark).collect();
    if let more @ 1.. = contested.len().saturating_sub(REMARKS) {
        let ids = if more == 1 { "id is" } else { "ids are" };
        remarks.push(format!("{more} more {ids} claimed by several records"));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, record: usize) -> Source {
        Source { path: path.into(), record: Some(record) }
    }

    fn settled(names: &[(&str, Source)]) -> (Vec<String>, Vec<String>) {
        let mut keys: Vec<ArticleKey> =
            names.iter().map(|(name, _)| ArticleKey::new(*name)).collect();
        let mut pairs: Vec<(&mut ArticleKey, &Source)> =
            keys.iter_mut().zip(names.iter().map(|(_, source)| source)).collect();
        let remarks = settle(&mut pairs);
        (keys.iter().map(ToString::to_string).collect(), remarks)
    }

    #[test]
    fn an_id_claimed_twice_is_given_to_neither_record() {
        let (keys, remarks) = settled(&[
            ("7", source("b.csv", 1)),
            ("8", source("b.csv", 2)),
            ("7", source("a.csv", 4)),
        ]);
        assert_eq!(keys, ["7@b.csv#1", "8", "7@a.csv#4"]);
        assert_eq!(
            remarks,
            [
                "2 records claim the id \"7\", so each is named after its source too: a.csv#4, b.csv#1"
            ]
        );
    }

    #[test]
    fn a_settled_name_contests_no_other() {
        let (keys, remarks) = settled(&[
            ("7", source("a", 1)),
            ("7", source("a", 2)),
            ("7@a#1", source("a", 3)),
            ("7@a#1@a#3", source("a", 4)),
        ]);
        let distinct: BTreeSet<&String> = keys.iter().collect();
        assert_eq!(distinct.len(), 4, "{keys:?}");
        assert_eq!(keys[1], "7@a#2");
        assert_eq!(remarks.len(), 1);
    }

    #[test]
    fn one_name_and_one_source_are_still_parted() {
        let (keys, _) = settled(&[("x", source("a", 1)), ("x", source("a", 1))]);
        assert_eq!(keys, ["x@a#1", "x@a#1~2"]);
    }

    #[test]
    fn many_contested_ids_are_counted_and_not_all_told() {
        let ids: Vec<String> = (0..50).map(|id| id.to_string()).collect();
        let twice: Vec<(&str, Source)> = ids
            .iter()
            .flat_map(|id| [(id.as_str(), source("a", 1)), (id.as_str(), source("b", 1))])
            .collect();
        let (_, remarks) = settled(&twice);
        assert_eq!(remarks.len(), REMARKS + 1);
        assert_eq!(remarks[REMARKS], "30 more ids are claimed by several records");
    }

    #[test]
    fn settling_does_not_look_at_the_order() {
        let names = [("x", source("a", 1)), ("x", source("b", 1)), ("x@a#1", source("c", 1))];
        let (mut forth, remarks) = settled(&names);
        let reversed: Vec<(&str, Source)> = names.iter().rev().cloned().collect();
        let (back, remarks_back) = settled(&reversed);
        forth.reverse();
        assert_eq!((forth, remarks), (back, remarks_back));
    }
}
