//! What zstd packed → bytes, frame after frame.
//!
//! Costs the window a frame asks for, at most 128 MiB, usually 8. Deliberately absent: dictionaries,
//! which lie in files of their own.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Bytes that are unpacked at a time, at least.
const PIECE: usize = 64 << 10;

/// The bytes of all frames, one after the other.
pub(super) struct Zstd<R> {
    source: BufReader<R>,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: Read> Zstd<R> {
    pub(super) fn new(source: R) -> Zstd<R> {
        Zstd { source: BufReader::new(source), decoder: FrameDecoder::new(), inside: false }
    }

    /// Opens the next frame; there is none at the end.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            let mut magic = [0; 4];
            self.source.read_exact(&mut magic)?;
            if !matches!(magic, [0x50..=0x5F, 0x2A, 0x4D, 0x18]) {
                let header = Cursor::new(magic).chain(&mut self.source);
                let broken = |error| io::Error::new(ErrorKind::InvalidData, error);
                self.decoder.reset(header).map_err(broken)?;
                return Ok(true);
            }
            // A frame of somebody's own, which is passed over.
            let mut length = [0; 4];
            self.source.read_exact(&mut length)?;
            let length = u64::from(u32::from_le_bytes(length));
            if io::copy(&mut self.source.by_ref().take(length), &mut io::sink())? < length {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(false)
    }

    fn check(&self) -> io::Result<()> {
        let said = self.decoder.get_checksum_from_data();
        if said.is_some() && said != self.decoder.get_calculated_checksum() {
            let why = "its checksum does not fit";
            return Err(io::Error::new(ErrorKind::InvalidData, why));
        }
        Ok(())
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if into.is_empty() || 0 < self.decoder.can_collect() {
                return self.decoder.read(into);
            }
            if self.inside && !self.decoder.is_finished() {
                let piece = BlockDecodingStrategy::UptoBytes(PIECE);
                let decoded = self.decoder.decode_blocks(&mut self.source, piece);
                if let Err(error) = decoded {
                    let cut = self.source.fill_buf()?.is_empty();
                    let kind = if cut { ErrorKind::UnexpectedEof } else { ErrorKind::InvalidData };
                    return Err(io::Error::new(kind, error));
                }
                continue;
            }
            if std::mem::take(&mut self.inside) {
                self.check()?;
            }
            self.inside = self.next_frame()?;
            if !self.inside {
                return Ok(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut into = Vec::new();
        Zstd::new(bytes).read_to_end(&mut into).map(|_| into)
    }

    #[test]
    fn frames_are_read_one_after_the_other_and_foreign_ones_passed_over() {
        let long = "The ferry came back to the harbour. ".repeat(20_000);
        let foreign = b"\x53\x2A\x4D\x18\x03\0\0\0abc";
        let bytes = [foreign, &packed(long.as_bytes())[..], foreign, &packed(b"end")].concat();
        let expected = format!("{long}end");
        assert!(unpacked(&bytes).unwrap() == expected.as_bytes());
    }

    #[test]
    fn what_is_cut_or_changed_is_an_error_and_no_panic() {
        let whole = packed("The ferry came back. ".repeat(300).as_bytes());
        for length in 1..whole.len() {
            assert!(unpacked(&whole[..length]).is_err(), "{length}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            _ = unpacked(&changed);
        }
    }
}
