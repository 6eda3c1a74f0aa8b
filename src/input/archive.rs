//! An archive → the files in it, in the order of their names, each read as a file of its own.
//!
//! `desk.zip` is read like a folder of that name: `README*`, hidden files and what a browser put
//! beside a page are left out, and a folder in it may name the outlet. An entry is unpacked while it
//! is read; an archive within an archive goes to a temporary file first. Deliberately absent: the
//! writing of any file under a name that an archive gives, encrypted entries, and entries packed by
//! anything but deflate: they are told with the reason.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use tempfile::{SpooledData, SpooledTempFile};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::limits::raised_by;
use super::stream::{self, Bytes, Meter, Metered, Stream};
use super::walk::{self, Place};
use crate::article::{Reason, Rejected, Source, printable};

/// Bytes of an archive without a file of its own that are held in memory.
const IN_MEMORY: usize = 16 << 20;

/// What an archive turned out to be.
pub(super) enum Held {
    /// Files to be read.
    Files(Archive),
    /// One document that its program packs so: all its bytes.
    Document(Stream),
}

/// An archive whose files are read.
pub(super) struct Archive {
    place: Place,
    bytes: Shared,
    zip: ZipArchive<Shared>,
    /// What is told of the archive itself, before its files.
    remark: Option<Reason>,
    /// The names of the files, and which entry each is.
    entries: btree_map::IntoIter<String, usize>,
    meter: Meter,
}

impl Archive {
    /// Reads what an archive says of its files; it lies in so many others.
    pub(super) fn open(place: &Place, stream: Stream, depth: usize) -> Result<Held, Reason> {
        let meter = stream.meter.clone();
        let limits = *meter.limits();
        if limits.layers <= depth {
            return Err(Reason::Unreadable(format!(
                "archives within archives, more than {} deep ({})",
                limits.layers,
                raised_by::LAYERS
            )));
        }
        let file = if stream.is_plain { stream.file.clone() } else { None };
        let bytes = match file {
            Some(file) => Shared::of_file(&file),
            None => Shared::spooled(stream.bytes),
        };
        let bytes = bytes.map_err(|error| stream::unreadable(&error))?;
        let zip = ZipArchive::new(bytes.clone())
            .map_err(|error| Reason::Unreadable(without_list(&error)))?;
        if zip.index_for_name("[Content_Types].xml").or(zip.index_for_name("mimetype")).is_some() {
            return Ok(Held::Document(stream::unpacked(bytes, &meter)));
        }
        if limits.entries < zip.len() {
            let (has, most) = (zip.len(), limits.entries);
            return Err(Reason::Unreadable(format!(
                "an archive of {has} files, more than the {most} that are read ({})",
                raised_by::ENTRIES
            )));
        }
        let entries = entries(&zip);
        let remark = if zip.has_duplicate_names() {
            let why = "several files in it have one name: only the last of them is read";
            Some(Reason::Unreadable(why.to_owned()))
        } else {
            entries.is_empty().then_some(Reason::NoFile)
        };
        let entries = entries.into_iter();
        Ok(Held::Files(Archive { place: place.clone(), bytes, zip, remark, entries, meter }))
    }

    /// The next file of the archive.
    pub(super) fn next(&mut self) -> Option<Result<(Place, Stream), Rejected>> {
        if let Some(reason) = self.remark.take() {
            let source = Source { path: Arc::clone(&self.place.shown), record: None };
            return Some(Err(Rejected { source, reason }));
        }
        let (name, at) = self.entries.next()?;
        let place = match self.place(&name) {
            Ok(place) => place,
            Err(reason) => {
                let source = Source { path: Arc::clone(&self.place.shown), record: None };
                return Some(Err(Rejected { source, reason }));
            }
        };
        Some(match self.stream(at) {
            Ok(stream) => Ok((place, stream)),
            Err(why) => {
                let source = Source { path: place.shown, record: None };
                Err(Rejected { source, reason: Reason::Unreadable(why) })
            }
        })
    }

    /// What an entry is called; a name that leads out of its archive is none.
    fn place(&self, name: &str) -> Result<Place, Reason> {
        let parts: Vec<&str> = name.split(['/', '\\']).collect();
        let leads_out = parts.contains(&"..")
            || name.starts_with(['/', '\\'])
            || name.contains('\0')
            || parts[0].ends_with(':');
        if leads_out {
            let name = printable(name);
            return Err(Reason::Unreadable(format!("\"{name}\" in it leads out of the archive")));
        }
        let parts = parts.into_iter().filter(|part| !part.is_empty() && *part != ".");
        let parts: Vec<String> = parts.map(printable).collect();
        let name = parts.join("/");
        let (_, folders) = parts.split_last().unwrap_or((&name, &[]));
        Ok(Place {
            file: PathBuf::from(&name),
            shown: format!("{}/{name}", self.place.shown).into(),
            name: format!("{}/{name}", self.place.name),
            folder: walk::outlet_folder(folders).or_else(|| self.place.folder.clone()),
        })
    }

    fn stream(&mut self, at: usize) -> Result<Stream, String> {
        let entry = self.zip.by_index_raw(at).map_err(|error| error.to_string())?;
        if entry.encrypted() {
            return Err("it is encrypted".to_owned());
        }
        if entry.is_symlink() {
            return Err("a link, not a file".to_owned());
        }
        let start = entry.data_start().ok_or("the archive does not say where it lies")?;
        let packed = Shared { at: start, ..self.bytes.clone() }.take(entry.compressed_size());
        let unpacked: Box<dyn Read + Send> = match entry.compression() {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(BufReader::new(packed))),
            other => return Err(format!("packed by {other}, which is not unpacked")),
        };
        let whole =
            Whole { inner: unpacked, crc: Crc::new(), size: entry.size(), sum: entry.crc32() };
        let metered = Metered { inner: whole, meter: self.meter.clone() };
        Ok(stream::unpacked(metered, &self.meter))
    }
}

/// Why an archive does not say what is in it.
fn without_list(error: &ZipError) -> String {
    match error {
        // The list stands at the end, so that this is what a cut leaves.
        ZipError::InvalidArchive(_) => {
            "a ZIP archive whose list of files is missing or broken, as if it was cut".to_owned()
        }
        other => format!("as a ZIP archive: {other}"),
    }
}

/// The files of an archive that may be articles, by their names.
fn entries(zip: &ZipArchive<Shared>) -> BTreeMap<String, usize> {
    let named = |at: usize| {
        let entry = zip.by_index_data(at).ok()?;
        let name = entry.name().map_or_else(
            |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
            |name| name.into_owned(),
        );
        (!entry.is_dir()).then_some((name, at))
    };
    let mut entries: BTreeMap<String, usize> = (0..zip.len()).filter_map(named).collect();
    let pages: BTreeSet<String> = entries.keys().filter_map(|name| page_stem(name)).collect();
    entries.retain(|name, _| !is_beside_the_articles(name, &pages));
    entries
}

/// The name of a saved page without its ending.
fn page_stem(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    ["html", "htm"].contains(&ending).then(|| stem.to_owned())
}

/// Whether a folder would be read without this file.
fn is_beside_the_articles(name: &str, pages: &BTreeSet<String>) -> bool {
    let mut parts = name.split(['/', '\\']);
    // What leads out of the archive is told, not passed over as a hidden file.
    if parts.clone().any(|part| part == "..") {
        return false;
    }
    let of_page = name.match_indices("_files/").any(|(at, _)| pages.contains(&name[..at]));
    of_page || parts.any(|part| part == "__MACOSX" || walk::is_beside_the_articles(part))
}

/// Bytes that several read, each where it is.
#[derive(Clone)]
struct Shared {
    bytes: Origin,
    length: u64,
    at: u64,
}

#[derive(Clone)]
enum Origin {
    File(Arc<Mutex<File>>),
    Memory(Arc<Vec<u8>>),
}

impl Shared {
    fn of_file(file: &File) -> io::Result<Shared> {
        let length = file.metadata()?.len();
        let file = Arc::new(Mutex::new(file.try_clone()?));
        Ok(Shared { bytes: Origin::File(file), length, at: 0 })
    }

    /// Bytes that can be read only once, put where they can be read again.
    fn spooled(mut bytes: Bytes) -> io::Result<Shared> {
        let mut spool = SpooledTempFile::new(IN_MEMORY);
        let length = io::copy(&mut bytes, &mut spool)?;
        let bytes = match spool.into_inner() {
            SpooledData::InMemory(held) => Origin::Memory(Arc::new(held.into_inner())),
            SpooledData::OnDisk(file) => Origin::File(Arc::new(Mutex::new(file))),
        };
        Ok(Shared { bytes, length, at: 0 })
    }
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &self.bytes {
            Origin::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(self.at))?;
                file.read(into)?
            }
            Origin::Memory(held) => {
                let from = usize::try_from(self.at).unwrap_or(usize::MAX).min(held.len());
                Cursor::new(&held[from..]).read(into)?
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Bytes of an entry that must be as many as the archive says, and the same.
struct Whole<R> {
    inner: R,
    crc: Crc,
    size: u64,
    sum: u32,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.crc.update(&into[..read]);
        let told = self.size;
        // The count of the sum wraps after 4 GiB.
        let is_whole =
            self.crc.sum() == self.sum && u64::from(self.crc.amount()) == told % (1 << 32);
        if read == 0 && !into.is_empty() && !is_whole {
            return Err(io::Error::other("it is not as the archive says: cut or changed"));
        }
        Ok(read)
    }
}
