//! Gold files and predicted groupings → [`Gold`], [`Grouping`]; every fault names its row.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::evaluate::table::{Row, Table};

/// A file of labels that cannot be used: what and where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct BadGold {
    /// Lower case, no full stop: what is wrong, and in which row.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl BadGold {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> BadGold {
        BadGold { message: message.into(), hint: hint.into() }
    }
}

/// What an editor knows to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gold {
    /// Every article with its story: `id,cluster` or `article,story`.
    Groups(Grouping),
    /// Pairs that were judged: `left,right,expected`.
    Pairs(Vec<JudgedPair>),
}

/// Articles by name, each in exactly one cluster.
///
/// Invariant: neither an article nor a cluster is without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping(BTreeMap<String, String>);

/// Two articles and what an editor says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedPair {
    /// The row it stands in.
    pub row: usize,
    /// What the case is called.
    pub case: Option<String>,
    /// One article.
    pub left: String,
    /// The other.
    pub right: String,
    /// Whether they are one story.
    pub expected: Expected,
    /// The editor's reason.
    pub because: Option<String>,
    /// Whether it is known that the program gets it wrong.
    pub known_miss: bool,
}

/// Whether two articles are one story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One story, be it copies or the same event in other words.
    Same,
    /// Two stories, however alike.
    Different,
}

impl Expected {
    /// Reads an answer, or the relation that amounts to one.
    pub fn read(word: &str) -> Option<Expected> {
        match word.to_lowercase().replace([' ', '-'], "_").as_str() {
            "same" | "same_story" | "identical" | "near_duplicate" | "excerpt" | "revision" => {
                Some(Expected::Same)
            }
            "different" | "template" | "related" => Some(Expected::Different),
            _ => None,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Expected::Same => "same",
            Expected::Different => "different",
        }
    }
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
        (!unnamed).then_some(Grouping(clusters))
    }

    /// Reads `id,cluster` or `article,story` (`articles.csv`); further columns are ignored.
    ///
    /// The grouping of an empty report has a header and no rows.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Grouping, BadGold> {
        read_groups(&Table::read(name, bytes)?)
    }

    /// The cluster of an article.
    pub fn cluster(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// Every article with its cluster, by article.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(id, cluster)| (id.as_str(), cluster.as_str()))
    }
}

fn read_groups(table: &Table<'_>) -> Result<Grouping, BadGold> {
    let id = table.column(&["id", "article"]);
    let cluster = table.column(&["cluster", "story"]);
    let (Some(id), Some(cluster)) = (id, cluster) else {
        let wanted = "\"id,cluster\" or \"article,story\", or \"left,right,expected\" for pairs";
        return Err(missing_columns(table, wanted));
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
    let owned = first.into_iter().map(|(id, (_, cluster))| (id.to_owned(), cluster.to_owned()));
    Ok(Grouping::new(owned.collect()).expect("rows without a name are refused above"))
}

fn missing_columns(table: &Table<'_>, wanted: &str) -> BadGold {
    let found = table.columns().join(", ");
    table.fault(
        1,
        &format!("the columns needed are {wanted}"),
        &format!("the columns found are: {found}"),
    )
}

fn read_pairs(table: &Table<'_>) -> Result<Vec<JudgedPair>, BadGold> {
    let columns = ["left", "right", "expected"].map(|name| table.column(&[name]));
    let [Some(left), Some(right), Some(expected)] = columns else {
        return Err(missing_columns(table, "\"left,right,expected\""));
    };
    let words = ["case", "because", "status"].map(|name| table.column(&[name]));
    let mut first: BTreeMap<(&str, &str), (usize, Expected)> = BTreeMap::new();
    let mut pairs = Vec::new();
    for row in table.rows() {
        let optional = words.map(|column| column.map_or("", |column| row.cell(column)));
        let pair = read_pair(table, row, [left, right, expected], optional)?;
        let (left, right) = (row.cell(left), row.cell(right));
        let ends = (left.min(right), left.max(right));
        match first.get(&ends) {
            None => first.insert(ends, (row.number, pair.expected)),
            Some((_, known)) if *known == pair.expected => continue,
            Some((before, known)) => {
                let what = format!(
                    "\"{left}\" and \"{right}\" are {}, and {} in row {before}",
                    pair.expected.as_str(),
                    known.as_str()
                );
                return Err(table.fault(row.number, &what, "drop one of the two"));
            }
        };
        pairs.push(pair);
    }
    Ok(pairs)
}

fn read_pair(
    table: &Table<'_>,
    row: &Row,
    [left, right, expected]: [usize; 3],
    [case, because, status]: [&str; 3],
) -> Result<JudgedPair, BadGold> {
    let (left, right) = (row.cell(left), row.cell(right));
    if left.is_empty() || right.is_empty() {
        let hint = "a pair needs a left and a right article";
        return Err(table.fault(row.number, "an article is not named", hint));
    }
    if left == right {
        let what = format!("\"{left}\" is paired with itself");
        return Err(table.fault(row.number, &what, "name two articles"));
    }
    let Some(expectation) = Expected::read(row.cell(expected)) else {
        let what = format!("column expected: \"{}\" is no answer", row.cell(expected));
        let hint = "say same or different, or a relation: identical, near_duplicate, excerpt, \
                    revision, same_story, template, related";
        return Err(table.fault(row.number, &what, hint));
    };
    let known_miss = match status {
        "" | "holds" => false,
        "known_miss" => true,
        other => {
            let what = format!("column status: \"{other}\" is no status");
            return Err(table.fault(row.number, &what, "say holds or known_miss"));
        }
    };
    let given = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Ok(JudgedPair {
        row: row.number,
        case: given(case),
        left: left.to_owned(),
        right: right.to_owned(),
        expected: expectation,
        because: given(because),
        known_miss,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn groups(text: &str) -> Vec<(String, String)> {
        match Gold::read("gold.csv", text.as_bytes()).unwrap() {
            Gold::Groups(grouping) => grouping.0.into_iter().collect(),
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
        let rows: Vec<_> = pairs.iter().map(|pair| (pair.row, pair.expected)).collect();
        assert_eq!(rows, [(2, Expected::Same), (3, Expected::Different)]);
        assert!(pairs[1].known_miss && !pairs[0].known_miss);
        assert_eq!(pairs[0].because.as_deref(), Some("shortened"));
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
            (
                "left,right\na,b\n",
                "gold.csv, row 1: the columns needed are \"left,right,expected\"",
            ),
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
            prop_assert_eq!(read.0, trimmed);
        }
    }
}
