//! Inputs as they were given → files to be read, each once, in the order of their paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry, Metadata};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::article::{Reason, Rejected, Source, printable};

/// A file to be read, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where it is opened.
    pub(super) file: PathBuf,
    /// Its path from where the program was started, as the input gave it.
    pub(super) shown: Arc<str>,
    /// Its path below the input: what its records are named after.
    pub(super) name: String,
    /// The folder below the input that may be named after its outlet.
    pub(super) folder: Option<String>,
}

/// Whether a path stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Every file of the inputs, and every input that is none, in the order of their paths.
///
/// A file reached in several ways is read once, under the longest of the names it has below an
/// input, so that the order of the inputs does not matter. Links to folders are followed, but no
/// folder is entered twice.
pub(super) fn places(inputs: &[PathBuf], skip: &[PathBuf]) -> Vec<Result<Place, Rejected>> {
    let mut found = Files::default();
    let skip: Vec<PathBuf> = skip.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for input in inputs {
        if is_stdin(input) {
            found.add(input, input, &[]);
            continue;
        }
        match fs::metadata(input) {
            Ok(data) if data.is_dir() => found.walk(input, &skip),
            data => found.file(input, &[], data),
        }
    }
    found.in_order()
}

#[derive(Default)]
struct Files {
    /// By the path that is the same however the file was reached.
    places: BTreeMap<PathBuf, Place>,
    rejected: BTreeSet<Rejected>,
}

impl Files {
    fn walk(&mut self, root: &Path, skip: &[PathBuf]) {
        let mut entered = BTreeSet::new();
        let mut folders = vec![(root.to_path_buf(), Vec::new())];
        // Links wait until every folder has been entered by its own name.
        let mut links: Vec<(PathBuf, Vec<String>)> = Vec::new();
        let mut empty = true;
        while let Some((folder, below)) = folders.pop().or_else(|| links.pop()) {
            if !folder.canonicalize().is_ok_and(|path| entered.insert(path)) {
                continue;
            }
            let entries = match entries(&folder, skip) {
                Ok(entries) => entries,
                Err(error) => {
                    self.reject(&folder, Reason::Unreadable(error.to_string()));
                    continue;
                }
            };
            for entry in entries.into_iter().rev() {
                let path = entry.path();
                let data = fs::metadata(&path);
                if data.as_ref().is_ok_and(Metadata::is_dir) {
                    let mut below = below.clone();
                    below.push(shown(Path::new(&entry.file_name())));
                    let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                    if link { &mut links } else { &mut folders }.push((path, below));
                } else {
                    empty = false;
                    self.file(&path, &below, data);
                }
            }
        }
        if empty && !self.rejected.iter().any(|it| *it.source.path == *shown(root)) {
            self.reject(root, Reason::NoFile);
        }
    }

    fn file(&mut self, path: &Path, below: &[String], data: std::io::Result<Metadata>) {
        match data.and_then(|data| Ok((data.is_file(), path.canonicalize()?))) {
            Ok((true, canonical)) => self.add(&canonical, path, below),
            Ok((false, _)) => {
                self.reject(path, Reason::Unreadable("neither a file nor a folder".to_owned()));
            }
            Err(error) => self.reject(path, Reason::Unreadable(error.to_string())),
        }
    }

    fn add(&mut self, canonical: &Path, path: &Path, below: &[String]) {
        let mut name = below.to_vec();
        name.push(path.file_name().map_or_else(|| shown(path), |name| shown(Path::new(name))));
        let place = Place {
            file: path.to_path_buf(),
            shown: shown(path).into(),
            name: name.join("/"),
            folder: outlet_folder(below),
        };
        let rank = |place: &Place| (place.name.matches('/').count(), place.shown.clone());
        let better = self.places.get(canonical).is_none_or(|other| {
            let ((depth, name), (other_depth, other_name)) = (rank(&place), rank(other));
            (other_depth, name) < (depth, other_name) || other_depth < depth
        });
        if better {
            self.places.insert(canonical.to_path_buf(), place);
        }
    }

    fn reject(&mut self, path: &Path, reason: Reason) {
        let source = Source { path: shown(path).into(), record: None };
        self.rejected.insert(Rejected { source, reason });
    }

    fn in_order(self) -> Vec<Result<Place, Rejected>> {
        let places = self.places.into_values().map(Ok);
        let mut all: Vec<Result<Place, Rejected>> =
            places.chain(self.rejected.into_iter().map(Err)).collect();
        let path = |found: &Result<Place, Rejected>| match found {
            Ok(place) => PathBuf::from(&*place.shown),
            Err(rejected) => PathBuf::from(&*rejected.source.path),
        };
        all.sort_by_cached_key(path);
        all
    }
}

/// What a folder holds that may be articles or lead to some, in the order of its names.
fn entries(folder: &Path, skip: &[PathBuf]) -> std::io::Result<Vec<DirEntry>> {
    let all: Vec<DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    let names: BTreeSet<PathBuf> = all.iter().map(|entry| entry.file_name().into()).collect();
    let mut kept: Vec<DirEntry> = all
        .into_iter()
        .filter(|entry| !is_beside_the_articles(&entry.file_name().to_string_lossy()))
        .filter(|entry| !is_attachment(&entry.file_name().to_string_lossy(), &names))
        .filter(|entry| !is_skipped(&entry.path(), skip))
        .collect();
    kept.sort_by_key(DirEntry::file_name);
    Ok(kept)
}

pub(super) fn is_beside_the_articles(name: &str) -> bool {
    let readme = name.starts_with("README") || name.to_lowercase().starts_with("readme.");
    name.starts_with('.') || readme
}

/// Whether a browser put this folder beside the page it belongs to.
fn is_attachment(name: &str, names: &BTreeSet<PathBuf>) -> bool {
    let page = |stem: &str| ["html", "htm"].map(|end| PathBuf::from(format!("{stem}.{end}")));
    name.strip_suffix("_files")
        .is_some_and(|stem| page(stem).iter().any(|page| names.contains(page)))
}

fn is_skipped(path: &Path, skip: &[PathBuf]) -> bool {
    !skip.is_empty() && path.canonicalize().is_ok_and(|path| skip.contains(&path))
}

/// A path as it is printed: with forward slashes, without a leading `./`, and safe to print.
pub(super) fn shown(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut root = String::new();
    for part in path.components() {
        match part {
            Component::Prefix(prefix) => root = lossless(&prefix.as_os_str().to_string_lossy()),
            Component::RootDir => root.push('/'),
            Component::CurDir => {}
            Component::ParentDir => parts.push("..".to_owned()),
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
        }
    }
    if parts.is_empty() && root.is_empty() {
        return ".".to_owned();
    }
    printable(&format!("{root}{}", parts.join("/")))
}

fn lossless(prefix: &str) -> String {
    prefix.replace('\\', "/")
}

/// The innermost folder below the input that may be an outlet's: one that is not named after a
/// format, a day, a number, or what newsrooms call any pile of articles.
pub(super) fn outlet_folder(below: &[String]) -> Option<String> {
    below.iter().rev().find(|name| may_be_an_outlet(name)).cloned()
}

fn may_be_an_outlet(name: &str) -> bool {
    let stem = name.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase();
    let begins_with_year = 4 <= name.chars().take_while(char::is_ascii_digit).count();
    2 <= stem.chars().count() && !begins_with_year && !PILES.contains(&stem.as_str())
}

/// What folders of articles are called when they are not called after an outlet.
const PILES: &[&str] = &[
    "archive",
    "article",
    "articles",
    "batch",
    "clean",
    "cluster",
    "clusters",
    "copies",
    "csv",
    "data",
    "dataset",
    "day",
    "desk",
    "dev",
    "download",
    "downloads",
    "event",
    "events",
    "export",
    "exports",
    "feed",
    "feeds",
    "files",
    "folder",
    "gold",
    "group",
    "htm",
    "html",
    "inbox",
    "incoming",
    "input",
    "inputs",
    "json",
    "jsonl",
    "misc",
    "month",
    "news",
    "other",
    "page",
    "pages",
    "part",
    "paste",
    "pasted",
    "pastes",
    "raw",
    "sample",
    "samples",
    "saved",
    "set",
    "stories",
    "story",
    "temp",
    "test",
    "tests",
    "text",
    "texts",
    "tmp",
    "topic",
    "topics",
    "train",
    "tsv",
    "txt",
    "web",
    "week",
];

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn desk(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        folder
    }

    fn names(found: &[Result<Place, Rejected>]) -> Vec<&str> {
        found.iter().map(|it| it.as_ref().map_or("rejected", |it| it.name.as_str())).collect()
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_paths() {
        let desk = desk(&["b/2.txt", "b/1.txt", "a.txt", "b.txt", "B/x.txt", "b/10.txt"]);
        let found = places(&[desk.path().to_path_buf()], &[]);
        assert_eq!(names(&found), ["B/x.txt", "a.txt", "b/1.txt", "b/10.txt", "b/2.txt", "b.txt"]);
    }

    #[test]
    fn what_lies_beside_the_articles_is_left_out() {
        let desk = desk(&[
            "README.md",
            "readme.txt",
            ".hidden.txt",
            ".git/x.txt",
            "out/articles.csv",
            "page.html",
            "page_files/frame.html",
            "other_files/a.txt",
            "readmitted.txt",
        ]);
        let skip = [desk.path().join("./out/../out")];
        let found = places(&[desk.path().to_path_buf()], &skip);
        assert_eq!(names(&found), ["other_files/a.txt", "page.html", "readmitted.txt"]);
    }

    #[test]
    fn a_file_is_read_once_whatever_the_order_of_the_inputs() {
        let desk = desk(&["dawn/a.txt", "b.txt"]);
        let [root, dawn] = [desk.path().to_path_buf(), desk.path().join("dawn")];
        let [a, b] = [dawn.join("a.txt"), root.join("b.txt")];
        let forth = places(&[root.clone(), dawn.clone(), a.clone(), a.clone(), b.clone()], &[]);
        let back = places(&[b, a, dawn, root], &[]);
        assert_eq!(names(&forth), ["b.txt", "dawn/a.txt"]);
        assert_eq!(forth, back);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_in_circles_end() {
        use std::os::unix::fs::symlink;

        let desk = desk(&["z/a.txt"]);
        symlink(desk.path(), desk.path().join("z/loop")).unwrap();
        symlink(desk.path().join("z"), desk.path().join("again")).unwrap();
        symlink(desk.path().join("gone.txt"), desk.path().join("dead.txt")).unwrap();
        let found = places(&[desk.path().to_path_buf()], &[]);
        assert_eq!(names(&found), ["rejected", "z/a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_refused_and_missing_files_told() {
        let desk = desk(&["a.txt"]);
        let empty = desk.path().join("empty");
        fs::create_dir(&empty).unwrap();
        let inputs = ["/dev/null", "no/such/file.txt"].map(PathBuf::from);
        for input in inputs {
            let found = places(&[input], &[]);
            let [Err(rejected)] = &found[..] else { panic!("{found:?}") };
            assert!(matches!(rejected.reason, Reason::Unreadable(_)), "{rejected:?}");
        }
        let found = places(&[empty], &[]);
        let [Err(rejected)] = &found[..] else { panic!("{found:?}") };
        assert_eq!(rejected.reason, Reason::NoFile);
    }

    #[test]
    fn the_folder_of_an_outlet_is_told_from_that_of_a_format_or_a_day() {
        let cases = [
            (&["dawn"][..], Some("dawn")),
            (&["dawn", "2025", "07"], Some("dawn")),
            (&["pasted", "dawn"], Some("dawn")),
            (&["dawn", "2025-07-12-sat"], Some("dawn")),
            (&["story-12"], None),
            (&["html"], None),
            (&["31"], None),
            (&["Правда"], Some("Правда")),
            (&[], None),
        ];
        for (below, expected) in cases {
            let below: Vec<String> = below.iter().map(ToString::to_string).collect();
            assert_eq!(outlet_folder(&below).as_deref(), expected, "{below:?}");
        }
    }

    #[test]
    fn paths_are_printed_alike_however_they_were_typed() {
        let cases = [
            ("./seeds//dawn/x.txt", "seeds/dawn/x.txt"),
            ("seeds/", "seeds"),
            ("../a/./b", "../a/b"),
            ("/a/b", "/a/b"),
            ("./", "."),
            ("a\nb", "a\u{FFFD}b"),
        ];
        for (typed, expected) in cases {
            assert_eq!(shown(Path::new(typed)), expected);
        }
    }
}
