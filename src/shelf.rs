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
    lost: Mutex<Option<Lost>>,
}

/// Our own file.
#[derive(Debug)]
enum Own {
    Memory(Vec<u8>),
    File { file: File, length: u64 },
}

/// What is to be written into our own file.
#[derive(Debug)]
pub struct Parcel {
    kind: u32,
    bytes: Vec<u8>,
}

impl Shelf {
    /// An empty shelf for inputs that are read with these options.
    pub fn new(options: &Options) -> Arc<Shelf> {
        Arc::new(Shelf {
            again: Again::new(options),
            files: RwLock::default(),
            own: RwLock::new(Own::Memory(Vec::new())),
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
            Some(Record::Line(line)) => Some(Parcel { kind: OWN_LINE, bytes: line.into_vec() }),
            None => Some(Parcel { kind: OWN_TEXT, bytes: text.into_bytes() }),
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
                article.text = Text::Shelved(self.clone(), place);
            }
            Err(error) => self.lose(Lost::NotKept(error.to_string())),
        }
    }

    /// What was lost first, if anything was: nothing that was read since can be relied on.
    pub fn lost(&self) -> Option<Lost> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The line of JSON Lines an article was read from, where it was one.
    pub fn line(&self, article: &Article) -> Option<Vec<u8>> {
        match &article.text {
            Text::Shelved(_, place) if place.file != OWN_TEXT => Some(self.bytes(*place)),
            Text::Shelved(..) | Text::Here(_) => None,
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
    fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        if let Own::Memory(held) = self {
            if held.len() + bytes.len() <= IN_MEMORY {
                let offset = held.len() as u64;
                held.extend_from_slice(bytes);
                return Ok(offset);
            }
            let mut file = tempfile::tempfile()?;
            file.write_all(held)?;
            *self = Own::File { file, length: held.len() as u64 };
        }
        let Own::File { file, length } = self else {
            return Ok(0);
        };
        let offset = *length;
        file.write_all(bytes)?;
        *length += bytes.len() as u64;
        Ok(offset)
    }

    fn read(&self, into: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Own::Memory(held) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let found = held.get(from..).and_then(|rest| rest.get(..into.len()));
                into.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
            Own::File { file, .. } => read_at(file, into, offset),
        }
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
