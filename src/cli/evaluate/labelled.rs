//! Folders → labelled sets: where the articles lie, and where it is said what is right.
//!
//! A set is a folder with a gold file: `gold_clusters.csv`, `gold_stories.csv` or `gold.csv`, or
//! else the one `gold*.csv` that has columns for article and story. Its articles are what is called
//! `articles.*`, or the folder `articles`; or else everything in it but tables of labels, dotfiles
//! and READMEs. Nothing here looks at what a set is about.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::settings::Problems;

/// The names a gold file may have, the surest first.
const GOLD: [&str; 3] = ["gold_clusters.csv", "gold_stories.csv", "gold.csv"];

/// How deep below the folder of a suite its sets may lie.
const DEPTH: usize = 3;

/// A folder with articles and what is right about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labelled {
    /// What it is called in tables and floors.
    pub(super) name: String,
    /// What says what is right.
    pub(super) gold: PathBuf,
    /// What holds the articles.
    pub(super) articles: Vec<PathBuf>,
}

/// Finds the sets: each of `folders`, and every labelled folder below each of `suites`.
pub(super) fn find(folders: &[PathBuf], suites: &[PathBuf]) -> Result<Vec<Labelled>, Failure> {
    let (mut sets, mut problems) = (Vec::new(), Problems::default());
    for folder in folders {
        match gold_in(folder) {
            Ok(Some(gold)) => add(own_name(folder), folder, gold, (&mut sets, &mut problems)),
            Ok(None) => problems.add_with(
                format!("{}: no gold in it", folder.display()),
                "a labelled folder holds articles and gold_clusters.csv (columns id,cluster)"
                    .to_owned(),
            ),
            Err(problem) => problem.tell(&mut problems),
        }
    }
    for suite in suites {
        let before = sets.len();
        below(suite, suite, DEPTH, (&mut sets, &mut problems));
        if sets.len() == before && problems.is_empty() {
            problems.add_with(
                format!("{}: no labelled folder in it", suite.display()),
                "a labelled folder holds articles and gold_clusters.csv (columns id,cluster)"
                    .to_owned(),
            );
        }
    }
    problems.settle()?;
    tell_apart(&mut sets);
    Ok(sets)
}

/// Sets that share a name are called by their whole paths.
fn tell_apart(sets: &mut [Labelled]) {
    let names: Vec<String> = sets.iter().map(|set| set.name.clone()).collect();
    for set in sets.iter_mut() {
        if 1 < names.iter().filter(|name| **name == set.name).count() {
            let folder = set.gold.parent().unwrap_or(&set.gold);
            set.name = folder.display().to_string();
        }
    }
}

/// The sets in a folder and below it; a set has no sets in it.
fn below(folder: &Path, suite: &Path, depth: usize, out: (&mut Vec<Labelled>, &mut Problems)) {
    let (sets, problems) = out;
    match gold_in(folder) {
        Ok(Some(gold)) => add(name_below(folder, suite), folder, gold, (sets, problems)),
        Ok(None) if 0 < depth => {
            let entries = match entries(folder) {
                Ok(entries) => entries,
                Err(error) => return unreadable(folder, &error).tell(problems),
            };
            for entry in entries.iter().filter(|entry| entry.is_dir()) {
                below(entry, suite, depth - 1, (&mut *sets, &mut *problems));
            }
        }
        Ok(None) => {}
        Err(problem) => problem.tell(problems),
    }
}

fn add(name: String, folder: &Path, gold: PathBuf, out: (&mut Vec<Labelled>, &mut Problems)) {
    let (sets, problems) = out;
    match articles_in(folder, &gold) {
        Ok(articles) if articles.is_empty() => problems.add_with(
            format!("{}: a gold, but no articles", folder.display()),
            "put them into articles.jsonl, articles.csv or a folder articles beside it".to_owned(),
        ),
        Ok(articles) => sets.push(Labelled { name, gold, articles }),
        Err(error) => unreadable(folder, &error).tell(problems),
    }
}

/// What is wrong, and what to do about it.
struct Problem {
    message: String,
    hint: Option<&'static str>,
}

impl Problem {
    fn tell(self, problems: &mut Problems) {
        match self.hint {
            Some(hint) => problems.add_with(self.message, hint.to_owned()),
            None => problems.add(self.message),
        }
    }
}

fn unreadable(folder: &Path, error: &io::Error) -> Problem {
    Problem { message: format!("{}: could not be read: {error}", folder.display()), hint: None }
}

/// The gold of a folder, if it has one.
fn gold_in(folder: &Path) -> Result<Option<PathBuf>, Problem> {
    let entries = entries(folder).map_err(|error| unreadable(folder, &error))?;
    for name in GOLD {
        let gold = folder.join(name);
        if gold.is_file() {
            return Ok(Some(gold));
        }
    }
    let is_gold = |path: &&PathBuf| {
        let name = name_of(path);
        name.starts_with("gold") && name.ends_with(".csv") && is_labels(path)
    };
    let found: Vec<&PathBuf> = entries.iter().filter(is_gold).collect();
    match found[..] {
        [] => Ok(None),
        [gold] => Ok(Some(gold.clone())),
        _ => {
            let names: Vec<String> = found.iter().map(|path| name_of(path)).collect();
            let folder = folder.display();
            Err(Problem {
                message: format!("{folder}: several files may be its gold: {}", names.join(", ")),
                hint: Some("call the right one gold_clusters.csv"),
            })
        }
    }
}

/// What holds the articles of a set.
fn articles_in(folder: &Path, gold: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = entries(folder)?;
    let named = |path: &&PathBuf| {
        let name = name_of(path);
        name.starts_with("articles.") || (name == "articles" && path.is_dir())
    };
    let articles: Vec<PathBuf> = entries.iter().filter(named).cloned().collect();
    if !articles.is_empty() {
        return Ok(articles);
    }
    let other = |path: &PathBuf| {
        let name = name_of(path);
        let labels = path == gold || name.starts_with("gold") || is_labels(path);
        !labels && !name.starts_with("readme")
    };
    Ok(entries.into_iter().filter(other).collect())
}

/// Whether a file is a table that gives each article a story, and not its text.
fn is_labels(path: &Path) -> bool {
    if !path.is_file() || !name_of(path).ends_with(".csv") {
        return false;
    }
    // A header is short; what follows it is of no interest.
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start));
    if read.is_err() {
        return false;
    }
    let start = String::from_utf8_lossy(&start).to_lowercase();
    let header = start.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let columns: Vec<&str> =
        header.split([',', ';', '\t']).map(|column| column.trim().trim_matches('"')).collect();
    let has = |names: &[&str]| names.iter().any(|name| columns.contains(name));
    has(&["id", "article"])
        && has(&["cluster", "story"])
        && !has(&["text", "body", "title", "headline"])
}

/// What lies in a folder, by name, dotfiles aside.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !name_of(&path).starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// A folder's last name, whatever way it is pointed at.
fn own_name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| folder.display().to_string())
}

/// The way from the folder of the suite, with the slashes of every system turned one way.
fn name_below(folder: &Path, suite: &Path) -> String {
    let way = folder.strip_prefix(suite).unwrap_or(folder);
    let parts: Vec<_> = way.iter().map(|part| part.to_string_lossy()).collect();
    if parts.is_empty() { own_name(folder) } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: &str = "id,cluster\na,1\n";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// The sets of a suite: name, gold, articles.
    fn sets(files: &[(&str, &str)]) -> Vec<(String, String, Vec<String>)> {
        let folder = folder(files);
        let found = find(&[], &[folder.path().to_owned()]).unwrap();
        let row = |set: Labelled| {
            let articles = set.articles.iter().map(|path| name_of(path)).collect();
            (set.name, name_of(&set.gold), articles)
        };
        found.into_iter().map(row).collect()
    }

    #[test]
    fn sets_are_found_by_their_shape_wherever_they_lie() {
        let found = sets(&[
            ("b/gold_clusters.csv", LABELS),
            ("b/gold_topics.csv", LABELS),
            ("b/split.csv", "id,split\na,train\n"),
            ("b/articles.jsonl.gz", ""),
            ("a/deep/gold-mine.csv", LABELS),
            ("a/deep/one.txt", "x"),
            ("a/deep/two.html", "x"),
            ("a/deep/other.csv", "article;story\na;1\n"),
            ("a/deep/README.md", "x"),
            ("a/deep/.hidden", "x"),
            ("a/nothing/gold_dates.csv", "article,start,end\n"),
            ("c/gold.csv", LABELS),
            ("c/articles/one.txt", "x"),
            ("c/notes.txt", "x"),
            ("d/gold.csv", LABELS),
            ("d/export.csv", "id,story,text\na,1,x\n"),
        ]);
        let row = |name: &str, gold: &str, articles: &[&str]| {
            (name.to_owned(), gold.to_owned(), articles.iter().map(|a| (*a).to_owned()).collect())
        };
        assert_eq!(
            found,
            [
                row("a/deep", "gold-mine.csv", &["one.txt", "two.html"]),
                row("b", "gold_clusters.csv", &["articles.jsonl.gz"]),
                row("c", "gold.csv", &["articles"]),
                row("d", "gold.csv", &["export.csv"]),
            ]
        );
    }

    #[test]
    fn what_is_no_set_is_told_with_what_is_missing_and_all_at_once() {
        let folder = folder(&[
            ("bare/one.txt", "x"),
            ("two/gold_a.csv", LABELS),
            ("two/gold_b.csv", LABELS),
            ("lone/gold.csv", LABELS),
        ]);
        let at = |name: &str| folder.path().join(name);
        let failure = find(&[at("bare"), at("two"), at("lone"), at("gone")], &[]).unwrap_err();
        for words in [
            "bare: no gold in it",
            "two: several files may be its gold: gold_a.csv, gold_b.csv",
            "lone: a gold, but no articles",
            "gone: could not be read",
        ] {
            assert!(failure.message.contains(words), "{words}: {}", failure.message);
        }
        let failure = find(&[], &[at("bare")]).unwrap_err();
        assert!(failure.message.ends_with("bare: no labelled folder in it"));
    }

    #[test]
    fn two_sets_of_one_name_are_called_by_their_paths() {
        let folder = folder(&[
            ("a/desk/gold.csv", LABELS),
            ("a/desk/articles.csv", "x"),
            ("b/desk/gold.csv", LABELS),
            ("b/desk/articles.csv", "x"),
        ]);
        let at = |name: &str| folder.path().join(name);
        let found = find(&[at("a/desk"), at("b/desk")], &[]).unwrap();
        assert_eq!(found[1].name, at("b/desk").display().to_string());
        assert_eq!(find(&[at("b/desk")], &[]).unwrap()[0].name, "desk");
    }
}
