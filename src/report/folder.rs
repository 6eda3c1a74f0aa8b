//! [`Report`] → a folder of files, replaced when all of them are written.
//!
//! Only files that this program makes are touched, and only in a folder that is new, empty, or
//! was filled by an earlier run: what other people keep is left alone.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::csv::Style;
use super::desk::Desk;
use super::table::Table;
use super::{Report, csv, html, markdown, table};

/// The editors' read.
pub const REPORT: &str = "report.md";
/// The same as a page.
pub const PAGE: &str = "report.html";

/// Every file that this program makes or has made: those that a run does not write are stale.
const OURS: &[&str] =
    &[REPORT, PAGE, "stories.csv", "articles.csv", "links.csv", "timeline.csv", "rejected.csv"];

/// What a folder is to a report that is to be written into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not exist, or there is nothing in it.
    Free,
    /// An earlier run filled it.
    Earlier,
    /// There are files in it and none is a report's.
    Foreign,
    /// It is no folder.
    NoFolder,
}

/// Looks at a folder before anything is written.
pub fn state(folder: &Path) -> io::Result<State> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Free),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(State::NoFolder),
        Err(error) => return Err(error),
    };
    if is_earlier(folder) {
        return Ok(State::Earlier);
    }
    for entry in entries {
        if !entry?.file_name().to_string_lossy().starts_with('.') {
            return Ok(State::Foreign);
        }
    }
    Ok(State::Free)
}

/// Whether a table begins as ours does: a name alone proves nothing.
fn is_earlier(folder: &Path) -> bool {
    let begins = |name: &str, columns: &[&str]| {
        let Ok(file) = File::open(folder.join(name)) else {
            return false;
        };
        let header = columns.join(",");
        let mut opening = String::new();
        let limit = u64::try_from(header.len() + 3).unwrap_or(u64::MAX);
        let read = file.take(limit).read_to_string(&mut opening);
        read.is_ok() && opening.trim_start_matches('\u{feff}').starts_with(&header)
    };
    begins("stories.csv", table::STORIES) || begins("articles.csv", table::ARTICLES)
}

/// Writes a report into a folder, which is created; returns where the editors' read is.
pub fn write(report: &Report<'_>, folder: &Path, style: Style) -> io::Result<PathBuf> {
    // The stories come first: by them the next run knows the folder, should this one be stopped.
    let mut written = write_tables(report.tables(), folder, style)?;
    let read = folder.join(REPORT);
    let desk = Desk::of(report);
    written.push(Beside::write(&read, |out| markdown::write(&desk, out))?);
    written.push(Beside::write(&folder.join(PAGE), |out| html::write(&desk, out))?);
    replace(folder, &written)?;
    Ok(read)
}

/// Writes what is known when only copies were looked for; returns where the articles are.
pub fn write_copies(report: &Report<'_>, folder: &Path, style: Style) -> io::Result<PathBuf> {
    let tables = [report.articles(), report.links(), report.rejected()];
    let written = write_tables(tables, folder, style)?;
    replace(folder, &written)?;
    Ok(folder.join("articles.csv"))
}

fn write_tables<'a>(
    tables: impl IntoIterator<Item = Table<'a>>,
    folder: &Path,
    style: Style,
) -> io::Result<Vec<Beside>> {
    fs::create_dir_all(folder)?;
    let mut written = Vec::new();
    for table in tables {
        let path = folder.join(format!("{}.csv", table.name));
        written.push(Beside::write(&path, |out| csv::write(table, style, out))?);
    }
    Ok(written)
}

/// Moves what was written to its place, and removes what an earlier run wrote and this one did not.
fn replace(folder: &Path, written: &[Beside]) -> io::Result<()> {
    for file in written {
        fs::rename(&file.beside, &file.path)?;
    }
    remove_parts(folder)?;
    remove_stale(folder, written)
}

/// Removes what runs that were stopped left beside the files they were writing.
fn remove_parts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_part = |ours: &&str| {
            name.strip_prefix('.')
                .and_then(|name| name.strip_prefix(*ours))
                .is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".part"))
        };
        if OURS.iter().any(is_part) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn remove_stale(folder: &Path, written: &[Beside]) -> io::Result<()> {
    let is_stale = |path: &PathBuf| written.iter().all(|file| file.path != *path);
    for stale in OURS.iter().map(|name| folder.join(name)).filter(is_stale) {
        match fs::remove_file(stale) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// A file that was written beside its place, so that nobody ever reads half of it, nor one report
/// beside half of another. Gone when dropped, unless it was moved there.
struct Beside {
    beside: PathBuf,
    path: PathBuf,
}

impl Beside {
    fn write(
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Beside> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let mut out = BufWriter::new(File::create(&beside)?);
        let file = Beside { beside, path: path.to_owned() };
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(file)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // What counts is why it could not be written, not whether the remains could be removed.
        _ = fs::remove_file(&self.beside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_stopped_run_left_is_cleared_and_what_others_hide_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let findings = sample::findings();
        let report = Report::of(&findings);
        write(&report, folder.path(), Style::default()).unwrap();
        for name in [".articles.csv.17.part", ".articles.csv", ".notes.csv.1.part"] {
            fs::write(folder.path().join(name), "half").unwrap();
        }
        write(&report, folder.path(), Style::default()).unwrap();
        let left = names(folder.path());
        assert!(!left.contains(&".articles.csv.17.part".to_owned()), "{left:?}");
        assert!(left.contains(&".articles.csv".to_owned()), "{left:?}");
        assert!(left.contains(&".notes.csv.1.part".to_owned()), "{left:?}");
    }

    #[test]
    fn a_folder_is_made_and_a_second_run_changes_no_byte_and_clears_what_is_stale() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("new/reports");
        let findings = sample::findings();
        let report = Report::of(&findings);
        assert_eq!(state(&folder).unwrap(), State::Free);
        let read = write(&report, &folder, Style::default()).unwrap();
        let first = fs::read(&read).unwrap();
        fs::write(folder.join("report.html"), "of an older version").unwrap();
        fs::write(folder.join(".report.html.7.part"), "half").unwrap();
        fs::write(folder.join("notes.txt"), "an editor's own").unwrap();
        assert_eq!(state(&folder).unwrap(), State::Earlier);
        write(&report, &folder, Style::default()).unwrap();
        assert_eq!(fs::read(&read).unwrap(), first);
        let expected = [
            "articles.csv",
            "links.csv",
            "notes.txt",
            "rejected.csv",
            "report.html",
            "report.md",
            "stories.csv",
            "timeline.csv",
        ];
        assert_eq!(names(&folder), expected);
        assert!(fs::read_to_string(folder.join(PAGE)).unwrap().starts_with("<!DOCTYPE html>"));
        write_copies(&report, &folder, Style::default()).unwrap();
        assert_eq!(names(&folder), ["articles.csv", "links.csv", "notes.txt", "rejected.csv"]);
    }

    #[test]
    fn an_earlier_report_is_known_by_what_is_in_it() {
        let excel = Style { ends: csv::Ends::Excel, ..Style::default() };
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".hidden"), "").unwrap();
        assert_eq!(state(folder.path()).unwrap(), State::Free);
        fs::write(folder.path().join("stories.csv"), "title,author\n").unwrap();
        assert_eq!(state(folder.path()).unwrap(), State::Foreign);
        let findings = sample::findings();
        write(&Report::of(&findings), folder.path(), excel).unwrap();
        assert_eq!(state(folder.path()).unwrap(), State::Earlier);
        assert_eq!(state(&folder.path().join("stories.csv")).unwrap(), State::NoFolder);
    }

    #[test]
    fn what_cannot_be_written_leaves_no_remains() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.md");
        fs::write(&path, "earlier").unwrap();
        let written = Beside::write(&path, |out| writeln!(out, "new")).unwrap();
        let failed =
            Beside::write(&path.with_file_name("a.csv"), |_| Err(io::Error::other("full")));
        assert_eq!(failed.err().unwrap().to_string(), "full");
        drop(written);
        assert_eq!(fs::read_to_string(&path).unwrap(), "earlier");
        assert_eq!(names(folder.path()), ["report.md"]);
    }
}
