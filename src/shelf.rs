//! Where the texts of a run lie while nobody reads them.
//!
//! In: articles as they were extracted. Out: the same, their texts put where they are found again:
//! at their place in the input, where a line of JSON Lines holds the text and can be read again,
//! else in a file of our own that nobody else sees and that is gone when the run ends. Short runs
//! keep that file in memory. Deliberately absent: any other change to an article.
//!
//! Cost: 24 bytes of memory an article; reading a text of 3 kB again takes about 6 µs.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, Place, Text};
use crate::extract;
use crate::input::{Again, Options, Record};

/// Bytes of texts that are held in memory before they go to a file.
const IN_MEMORY: usize = 64 << 20;

/// The number that places bear which hold a text of our own file.
const OWN_TEXT: u32 = u32::MAX;
/// The number that places bear which hold a line of an input in our own file.
const OWN_LINE: u32 = u32::MAX - 1;

/// A text that could not be put away or found again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// A file of the input is not as it was.
    #[error("{0}: it was changed while it was being read")]
    Changed(Arc<str>),
    /// A file of the input cannot be read any more.
    #[error("{0}: {1}")]
    Unreadable(Arc<str>, String),
    /// There is no room for texts that cannot be read again.
    #[error("texts could not be kept in the folder for temporary files: {0}")]
    NotKept(String),
}

/// The texts of a run.
#[derive(Debug)]
pub struct Shelf {
    again: Again,
    files: RwLock<Vec<(Arc<str>, Arc<File>)>>,
    own: RwLock<Own>,
    /// Where the lines stand of articles that were shortened, by where in our own file their texts
    /// now lie, and how long they are.
    lines: RwLock<FxHashMap<(u64, u32), Place>>,
    lost: Mutex<Option<Lost>>,
}

/// Our own file: in memory up to a limit, then on the disk.
#[derive(Debug)]
struct Own {
    held: Vec<u8>,
    limit: usize,
    file: Option<File>,
    length: u64,
}

/// What is to be written into our own file.
#[derive(Debug)]
pub struct Parcel {
    kind: u32,
    bytes: Vec<u8>,
    /// Where the line stands that the article was read from, if this is not the whole of its text.
    line: Option<Place>,
}

impl Shelf {
    /// An empty shelf for inputs that are read with these options.
    pub fn new(options: &Options) -> Arc<Shelf> {
        Arc::new(Shelf {
            again: Again::new(options),
            files: RwLock::default(),
            own: RwLock::new(Own::up_to(IN_MEMORY)),
            lines: RwLock::default(),
            lost: Mutex::default(),
        })
    }

    /// Makes files known that places name by their number.
    pub fn know(&self, files: &[(Arc<str>, Arc<File>)]) {
        let mut known = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let from = known.len().min(files.len());
        known.extend_from_slice(&files[from..]);
    }

    /// What is to be kept of an article whose text is given; nothing where its place in the input
    /// is enough, which the article then holds.
    pub fn shelve(
        self: &Arc<Shelf>,
        article: &mut Article,
        text: String,
        record: Option<Record>,
    ) -> Option<Parcel> {
        match record {
            Some(Record::Place(place)) => {
                article.text = Text::Shelved(self.clone(), place);
                None
            }
            Some(Record::Line(line)) => {
                Some(Parcel { kind: OWN_LINE, bytes: line.into_vec(), line: None })
            }
            None => {
                let line = self.line_of(article);
                Some(Parcel { kind: OWN_TEXT, bytes: text.into_bytes(), line })
            }
        }
    }

    /// Writes a parcel into our own file, where the article finds its text from now on.
    pub fn keep(self: &Arc<Shelf>, article: &mut Article, parcel: &Parcel) {
        let mut own = self.own.write().unwrap_or_else(PoisonError::into_inner);
        let kept = u32::try_from(parcel.bytes.len())
            .map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))
            .and_then(|length| Ok((length, own.append(&parcel.bytes)?)));
        match kept {
            Ok((length, offset)) => {
                let digest = xxh3_64(&parcel.bytes);
                let place = Place { file: parcel.kind, length, offset, digest };
                if let Some(line) = parcel.line {
                    let mut lines = self.lines.write().unwrap_or_else(PoisonError::into_inner);
                    lines.insert((offset, length), line);
                }
                article.text = Text::Shelved(self.clone(), place);
            }
            Err(error) => self.lose(Lost::NotKept(error.to_string())),
        }
    }

    /// What was lost first, if anything was: nothing that was read since can be relied on.
    pub fn lost(&self) -> Option<Lost> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The line of JSON Lines an article was read from, where it was one; an empty one if it cannot
    /// be read again as it was.
    pub fn line(&self, article: &Article) -> Option<Vec<u8>> {
        self.line_of(article).map(|place| self.bytes(place))
    }

    fn line_of(&self, article: &Article) -> Option<Place> {
        match &article.text {
            Text::Shelved(_, place) if place.file != OWN_TEXT => Some(*place),
            Text::Shelved(_, place) => {
                let lines = self.lines.read().unwrap_or_else(PoisonError::into_inner);
                lines.get(&(place.offset, place.length)).copied()
            }
            Text::Here(_) => None,
        }
    }

    fn bytes(&self, place: Place) -> Vec<u8> {
        let mut bytes = vec![0; place.length as usize];
        let (name, read) = if OWN_LINE <= place.file {
            let own = self.own.read().unwrap_or_else(PoisonError::into_inner);
            ("temporary file".into(), own.read(&mut bytes, place.offset))
        } else {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            let (name, file) = &files[place.file as usize];
            (Arc::clone(name), read_at(file, &mut bytes, place.offset))
        };
        let failed = match read {
            Ok(()) if xxh3_64(&bytes) == place.digest => return bytes,
            Ok(()) => Lost::Changed(name),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Lost::Changed(name),
            Err(error) => Lost::Unreadable(name, error.to_string()),
        };
        self.lose(failed);
        Vec::new()
    }

    fn lose(&self, lost: Lost) {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(lost);
    }
}

impl crate::article::Shelf for Shelf {
    fn text(&self, place: Place) -> String {
        let bytes = self.bytes(place);
        if place.file == OWN_TEXT {
            return String::from_utf8(bytes).unwrap_or_default();
        }
        self.again.content(&bytes).map_or_else(String::new, extract::clean_text)
    }
}

impl Own {
    fn up_to(limit: usize) -> Own {
        Own { held: Vec::new(), limit, file: None, length: 0 }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let offset = self.length;
        match &mut self.file {
            Some(file) => file.write_all(bytes)?,
            None if self.held.len() + bytes.len() <= self.limit => {
                self.held.extend_from_slice(bytes);
            }
            None => {
                let mut file = tempfile::tempfile()?;
                file.write_all(&self.held)?;
                file.write_all(bytes)?;
                self.held = Vec::new();
                self.file = Some(file);
            }
        }
        self.length += bytes.len() as u64;
        Ok(offset)
    }

    fn read(&self, into: &mut [u8], offset: u64) -> io::Result<()> {
        if let Some(file) = &self.file {
            return read_at(file, into, offset);
        }
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let found = self.held.get(from..).and_then(|rest| rest.get(..into.len()));
        into.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, offset)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], mut offset: u64) -> io::Result<()> {
    let mut filled = 0;
    while filled < into.len() {
        let read = std::os::windows::fs::FileExt::seek_read(file, &mut into[filled..], offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        filled += read;
        offset += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::path::Path;

    use super::*;

    const LINE: &str = r#"{"id":"ferry","text":"The ferry came back to the harbour."}"#;
    const TEXT: &str = "The ferry came back to the harbour.";

    /// A shelf that knows a file, and an article whose text lies in the file's second line.
    fn shelved(path: &Path) -> (Arc<Shelf>, Article) {
        fs::write(path, format!("{{}}\n{LINE}\n")).unwrap();
        let shelf = Shelf::new(&Options::default());
        shelf.know(&[("desk.jsonl".into(), Arc::new(File::open(path).unwrap()))]);
        let length = u32::try_from(LINE.len()).unwrap();
        let place = Place { file: 0, length, offset: 3, digest: xxh3_64(LINE.as_bytes()) };
        let mut article = Article::of_text("ferry", "");
        let parcel = shelf.shelve(&mut article, TEXT.to_owned(), Some(Record::Place(place)));
        assert!(parcel.is_none(), "{parcel:?}");
        (shelf, article)
    }

    fn put(shelf: &Arc<Shelf>, text: &str, record: Option<Record>) -> Article {
        let mut article = Article::of_text("ferry", "");
        let parcel = shelf.shelve(&mut article, text.to_owned(), record);
        shelf.keep(&mut article, &parcel.unwrap());
        article
    }

    fn append(path: &Path) {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"{}\n").unwrap();
    }

    #[test]
    fn a_file_that_is_not_as_it_was_is_told_and_never_read_as_if() {
        type Change = fn(&Path);
        let changed = || Some(Lost::Changed("desk.jsonl".into()));
        let cases: &[(&str, Change, Option<Lost>)] = &[
            ("untouched", |_| {}, None),
            ("appended to", append, None),
            ("another in its place", |path| fs::remove_file(path).unwrap(), None),
            ("cut short", |path| fs::write(path, "{}\n{").unwrap(), changed()),
            ("emptied", |path| fs::write(path, "").unwrap(), changed()),
            (
                "written over",
                |path| {
                    fs::write(path, format!("{{}}\n{}\n", LINE.replace("back", "home"))).unwrap();
                },
                changed(),
            ),
            (
                "moved by a byte",
                |path| fs::write(path, format!("{{}}\n {LINE}")).unwrap(),
                changed(),
            ),
        ];
        for (how, change, lost) in cases {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("desk.jsonl");
            let (shelf, article) = shelved(&path);
            change(&path);
            let text = if lost.is_none() { TEXT } else { "" };
            assert_eq!(article.text.read(), text, "{how}");
            let line = if lost.is_none() { LINE } else { "" };
            assert_eq!(shelf.line(&article).unwrap(), line.as_bytes(), "{how}");
            assert_eq!(shelf.lost(), *lost, "{how}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_cannot_be_read_is_told_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(&Options::default());
        shelf.know(&[("desk".into(), Arc::new(File::open(folder.path()).unwrap()))]);
        let place = Place { file: 0, length: 1, offset: 0, digest: 0 };
        let mut article = Article::of_text("ferry", "");
        shelf.shelve(&mut article, String::new(), Some(Record::Place(place)));
        assert_eq!(article.text.read(), "");
        let lost = shelf.lost().unwrap();
        assert!(matches!(&lost, Lost::Unreadable(name, _) if &**name == "desk"), "{lost}");
    }

    #[test]
    fn texts_of_our_own_are_found_again_in_memory_and_on_the_disk() {
        for limit in [0, 1, 1000, 1 << 20] {
            let shelf = Shelf::new(&Options::default());
            *shelf.own.write().unwrap() = Own::up_to(limit);
            let texts = (0..200).map(|n| format!("{n} ").repeat(n % 7));
            let kept: Vec<(String, Article)> =
                texts.map(|text| (text.clone(), put(&shelf, &text, None))).collect();
            let own = shelf.own.read().unwrap();
            assert_eq!(own.file.is_some(), limit < 2000, "{limit}");
            assert!(own.held.len() <= limit, "{limit}: {}", own.held.len());
            drop(own);
            for (text, article) in kept {
                assert_eq!(article.text.read(), text, "{limit}");
                assert_eq!(shelf.line(&article), None, "{limit}");
            }
            assert_eq!(shelf.lost(), None, "{limit}");
        }
    }

    #[test]
    fn a_text_that_was_shortened_still_knows_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let (shelf, whole) = shelved(&folder.path().join("desk.jsonl"));
        let packed = put(&shelf, TEXT, Some(Record::Line(LINE.as_bytes().into())));
        let empty = put(&shelf, "", None);
        for mut article in [whole, packed] {
            let parcel = shelf.shelve(&mut article, "The ferry.".to_owned(), None).unwrap();
            shelf.keep(&mut article, &parcel);
            assert_eq!(article.text.read(), "The ferry.");
            assert_eq!(shelf.line(&article).unwrap(), LINE.as_bytes());
        }
        assert_eq!(shelf.line(&empty), None);
        assert_eq!(shelf.lost(), None);
    }
}
