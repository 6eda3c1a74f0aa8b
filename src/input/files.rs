//! Inputs → files that are open and whose kind is known, those in archives among them.

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use super::archive::{Archive, Held};
use super::sniff::{self, Kind};
use super::stream::{self, Stream};
use super::walk::{self, Place};
use super::{Filter, Options};
use crate::article::{Reason, Rejected, Source};

/// A file that is open.
pub(super) struct File {
    pub(super) place: Place,
    pub(super) stream: Stream,
    pub(super) kind: Kind,
}

/// The files of the inputs, in the order of their paths; those of an archive in its place.
pub(super) struct Files {
    places: std::vec::IntoIter<Result<Place, Rejected>>,
    /// Archives that are read, the innermost last.
    archives: Vec<Archive>,
    options: Arc<Options>,
}

impl Files {
    /// Finds the files; nothing is opened yet.
    pub(super) fn of(paths: &[PathBuf], options: &Arc<Options>) -> Files {
        let places = walk::places(paths, &options.skip).into_iter();
        Files { places, archives: Vec::new(), options: Arc::clone(options) }
    }

    /// Whether surely nothing more comes.
    pub(super) fn is_over(&self) -> bool {
        self.places.len() == 0 && self.archives.is_empty()
    }

    /// The next file, not yet looked at.
    fn next_stream(&mut self) -> Option<Result<(Place, Stream), Rejected>> {
        while let Some(archive) = self.archives.last_mut() {
            if let Some(entry) = archive.next() {
                return Some(entry);
            }
            self.archives.pop();
        }
        Some(self.places.next()?.and_then(|place| {
            match stream::open(&place.file, &self.options.limits) {
                Ok(stream) => Ok((place, stream)),
                Err(reason) => Err(rejected(&place, reason)),
            }
        }))
    }

    /// What kind of file it is; nothing if it is an archive, whose files come next.
    fn look_at(&mut self, place: Place, mut stream: Stream) -> Result<Option<File>, Rejected> {
        if sniff::is_archive(&place.file, &stream) {
            let opened = Archive::open(&place, stream, self.archives.len());
            match opened.map_err(|reason| rejected(&place, reason))? {
                Held::Files(archive) => {
                    self.archives.push(archive);
                    return Ok(None);
                }
                Held::Document(bytes) => stream = bytes,
            }
        }
        let kind = sniff::kind(&place.file, &stream, self.options.format);
        match (kind, &self.options.filter) {
            (Ok(kind), _) => Ok(Some(File { place, stream, kind })),
            (Err(Reason::UnknownKind(_)), Some(filter)) => {
                let stream = filtered(&**filter, stream).map_err(|why| rejected(&place, why))?;
                Ok(Some(File { place, stream, kind: Kind::Pasted }))
            }
            (Err(reason), _) => Err(rejected(&place, reason)),
        }
    }
}

impl Iterator for Files {
    type Item = Result<File, Rejected>;

    fn next(&mut self) -> Option<Result<File, Rejected>> {
        loop {
            let looked_at = match self.next_stream()? {
                Ok((place, stream)) => self.look_at(place, stream),
                Err(rejected) => Err(rejected),
            };
            if let Some(found) = looked_at.transpose() {
                return Some(found);
            }
        }
    }
}

fn rejected(place: &Place, reason: Reason) -> Rejected {
    Rejected { source: Source { path: Arc::clone(&place.shown), record: None }, reason }
}

/// The text that a filter makes of a file.
fn filtered(filter: &dyn Filter, mut stream: Stream) -> Result<Stream, Reason> {
    let text = filter.text(&mut stream.bytes).map_err(Reason::Unreadable)?;
    if text.trim_ascii().is_empty() {
        return Err(Reason::Empty);
    }
    Ok(stream::unpacked(Cursor::new(text), &stream.meter))
}
