//! Gold files and predicted groupings → [`Gold`], [`Grouping`]; every fault names its row.

use std::collections::BTreeMap;

pub use crate::sheet::BadSheet as BadGold;
use crate::sheet::{Row, Table};
use crate::verdict::{self, Verdict};

/// What an editor knows to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gold {
    /// Every article with its story: `id,cluster` or `article,story`.
    Groups(Grouping),
    /// Pairs that were judged: `left,right,verdict`.
    Pairs(Vec<Verdict>),
}

/// Articles by name, each in exactly one cluster.
///
/// Invariant: neither an article nor a cluster is without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    clusters: BTreeMap<String, String>,
    /// The cluster of an article by its file or address, where one article alone has it.
    places: BTreeMap<String, String>,
}

impl Gold {
    /// Reads a gold file of either form; the header says which.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Gold, BadGold> {
        let table = Table::read(name, bytes)?.with_rows()?;
        if table.column(&["left"]).is_some() && table.column(&["right"]).is_some() {
            return read_pairs(&table).map(Gold::Pairs);
        }
        read_groups(&table).map(Gold::Groups)
    }
}

impl Grouping {
    /// Takes articles with their clusters; nothing comes of one without a name.
    pub fn new(clusters: BTreeMap<String, String>) -> Option<Grouping> {
        let unnamed = clusters.iter().any(|(id, cluster)| id.is_empty() || cluster.is_empty());
        (!unnamed).then(|| Grouping { clusters, places: BTreeMap::new() })
    }

    /// Reads `id,cluster` or `article,story` (`articles.csv`); further columns are ignored.
    ///
    /// The grouping of an empty report has a header and no rows.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Grouping, BadGold> {
        read_groups(&Table::read(name, bytes)?)
    }

    /// The cluster of an article, by its name, else by its file or address in the report.
    pub fn cluster(&self, id: &str) -> Option<&str> {
        self.clusters.get(id).or_else(|| self.places.get(id)).map(String::as_str)
    }

    /// Every article with its cluster, by article.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.clusters.iter().map(|(id, cluster)| (id.as_str(), cluster.as_str()))
    }
}

fn read_groups(table: &Table<'_>) -> Result<Grouping, BadGold> {
    let id = table.column(&["id", "article"]);
    let cluster = table.column(&["cluster", "story"]);
    let (Some(id), Some(cluster)) = (id, cluster) else {
        let wanted = "\"id,cluster\" or \"article,story\", or \"left,right,verdict\" for pairs";
        return Err(table.without(wanted));
    };
    let mut first: BTreeMap<&str, (&Row, &str)> = BTreeMap::new();
    for row in table.rows() {
        let (id, cluster) = (row.cell(id), row.cell(cluster));
        if id.is_empty() {
            let hint = "give every row the article it speaks of";
            return Err(table.fault(row.number, "no article in it", hint));
        }
        if cluster.is_empty() {
            let what = format!("no cluster for \"{id}\"");
            let hint = "an article that stands alone needs a cluster of its own; drop the row \
                        if nobody has judged it";
            return Err(table.fault(row.number, &what, hint));
        }
        let (before, known) = *first.entry(id).or_insert((row, cluster));
        if known != cluster {
            let what = format!(
                "\"{id}\" is in cluster \"{cluster}\", and in \"{known}\" in row {}",
                before.number
            );
            return Err(table.fault(
                row.number,
                &what,
                "an article belongs to one story: drop one",
            ));
        }
    }
    let places = places(table, id, cluster);
    let owned = first.into_iter().map(|(id, (_, cluster))| (id.to_owned(), cluster.to_owned()));
    let grouping = Grouping::new(owned.collect()).expect("rows without a name are refused above");
    Ok(Grouping { places, ..grouping })
}

/// The cluster by `source` and `url`, as verdicts may name an article too.
fn places(table: &Table<'_>, id: usize, cluster: usize) -> BTreeMap<String, String> {
    let mut places: BTreeMap<&str, Option<(&str, &str)>> = BTreeMap::new();
    for column in ["source", "url"].into_iter().filter_map(|name| table.column(&[name])) {
        for row in table.rows().iter().filter(|row| !row.cell(column).is_empty()) {
            let here = (row.cell(id), row.cell(cluster));
            let entry = places.entry(row.cell(column)).or_insert(Some(here));
            *entry = entry.filter(|known| *known == here);
        }
    }
    let only = places.into_iter().filter_map(|(name, found)| Some((name, found?.1)));
    only.map(|(name, cluster)| (name.to_owned(), cluster.to_owned())).collect()
}

/// The pairs, each once; nothing comes of a file that says two things of one pair.
fn read_pairs(table: &Table<'_>) -> Result<Vec<Verdict>, BadGold> {
    let read = verdict::rows(table);
    let mut pairs = read.map_err(|faults| faults.into_iter().next().expect("a fault is told"))?;
    let mut first: BTreeMap<(String, String), Verdict> = BTreeMap::new();
    let mut fault = None;
    pairs.retain(|pair| {
        let (left, right) = (pair.left.clone(), pair.right.clone());
        let ends = if left < right { (left, right) } else { (right, left) };
        let Some(before) = first.get(&ends) else {
            first.insert(ends, pair.clone());
            return true;
        };
        if before.ruling != pair.ruling && fault.is_none() {
            let what = format!(
                "\"{}\" and \"{}\" are {}, and {} in row {}",
                pair.left,
                pair.right,
                pair.ruling.as_str(),
                before.ruling.as_str(),
                before.row
            );
            fault = Some(table.fault(pair.row, &what, "drop one of the two"));
        }
        false
    });
    fault.map_or(Ok(pairs), Err)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::verdict::Ruling;

    fn groups(text: &str) -> Vec<(String, String)> {
        match Gold::read("gold.csv", text.as_bytes()).unwrap() {
            Gold::Groups(grouping) => grouping.clusters.into_iter().collect(),
            Gold::Pairs(_) => panic!("read as pairs: {text:?}"),
        }
    }

    #[test]
    fn both_headers_any_line_ends_and_further_columns_are_read() {
        let expected = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        for text in [
            "id,cluster\na,1\nb,2\n",
            "\u{feff}article,story\r\na,1\r\nb,2\r\n",
            "Story;Title;Article\n1;x;a\n2;y;b",
            "article,story,because,status\n\nb,2,so,known_miss\na, 1 ,\na,1\n",
        ] {
            assert_eq!(groups(text), expected, "{text:?}");
        }
    }

    #[test]
    fn judged_pairs_are_read_with_their_relation_words() {
        let text = "case,left,right,expected,because,status\n\
                    cut,a,b,excerpt,shortened,holds\n\
                    ritual,b,c,Template,yearly,known_miss\n\
                    ,b,a,same,,\n";
        let Gold::Pairs(pairs) = Gold::read("pairs.csv", text.as_bytes()).unwrap() else {
            panic!("read as groups");
        };
        let rows: Vec<_> = pairs.iter().map(|pair| (pair.row, pair.ruling)).collect();
        assert_eq!(rows, [(2, Ruling::Same), (3, Ruling::Different)]);
        assert!(pairs[1].known_miss && !pairs[0].known_miss);
        assert_eq!(pairs[0].because.as_deref(), Some("shortened"));
    }

    #[test]
    fn an_article_is_found_by_its_file_or_address_if_one_alone_has_it() {
        let report = "article,story,url,source\na,1,https://x/1,in/a\nb,2,https://x/2,in/b\n\
                      c,2,https://x/2,in/c\n";
        let grouping = Grouping::read("articles.csv", report.as_bytes()).unwrap();
        let cases = [
            ("a", Some("1")),
            ("in/b", Some("2")),
            ("https://x/1", Some("1")),
            ("https://x/2", None),
            ("z", None),
        ];
        for (name, expected) in cases {
            assert_eq!(grouping.cluster(name), expected, "{name}");
        }
    }

    #[test]
    fn a_fault_names_the_row_and_what_stands_there() {
        for (text, message) in [
            ("", "gold.csv: no rows in it"),
            ("id,cluster\n", "gold.csv: no rows in it"),
            (
                "id,cluster\na,1\nb,2\na,3\n",
                "gold.csv, row 4: \"a\" is in cluster \"3\", and in \"1\" in row 2",
            ),
            ("id,cluster\n,1\n", "gold.csv, row 2: no article in it"),
            ("id,cluster\na\n", "gold.csv, row 2: no cluster for \"a\""),
            ("left,right\na,b\n", "gold.csv, row 1: the columns needed are \"left,right,verdict\""),
            (
                "left,right,expected\na,b,maybe\n",
                "gold.csv, row 2: column expected: \"maybe\" is no answer",
            ),
            (
                "left,right,expected,status\na,b,same,broken\n",
                "gold.csv, row 2: column status: \"broken\" is no status",
            ),
            ("left,right,expected\na,a,same\n", "gold.csv, row 2: \"a\" is paired with itself"),
            ("left,right,expected\na,,same\n", "gold.csv, row 2: an article is not named"),
            (
                "left,right,expected\na,b,same\nb,a,related\n",
                "gold.csv, row 3: \"b\" and \"a\" are different, and same in row 2",
            ),
        ] {
            let fault = Gold::read("gold.csv", text.as_bytes()).unwrap_err();
            assert_eq!(fault.to_string(), message, "{text:?}");
        }
    }

    #[test]
    fn missing_columns_are_answered_with_those_found() {
        let fault = Gold::read("gold.csv", b"key,label\na,1\n").unwrap_err();
        assert_eq!(fault.hint, "the columns found are: key, label");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            header in "(id,cluster\n|left,right,expected\n|article;story\r\n)?",
            bytes in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let _ = Gold::read("gold.csv", &[header.as_bytes(), &bytes].concat());
        }

        #[test]
        fn whatever_was_grouped_is_read_back(
            rows in prop::collection::btree_map("[a-z,;\"\n -]{0,6}[a-z]", "[a-z\"]{1,3}", 1..20)
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["id", "cluster"]).unwrap();
            let mut trimmed = BTreeMap::new();
            for (id, cluster) in rows {
                let row = (id.trim().to_owned(), cluster);
                if trimmed.insert(row.0.clone(), row.1.clone()).is_none() {
                    writer.write_record([&row.0, &row.1]).unwrap();
                } else {
                    return Ok(());
                }
            }
            let read = Grouping::read("gold.csv", &writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(read.clusters, trimmed);
        }
    }
}
