//! Good files → broken ones, and what became of them.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use copytaster::input;

use super::random::Random;

/// A file: good at first.
#[derive(Clone)]
pub(crate) struct Sample {
    name: String,
    bytes: Vec<u8>,
}

/// Where samples lie below the project.
const FOLDERS: [&str; 2] = ["tests/fixtures", "inputs"];
/// Files in a folder of broken ones.
const IN_FOLDER: usize = 500;

/// Every fixture of the tests and every file of the sample desk.
pub(crate) fn samples(project: &Path) -> io::Result<Vec<Sample>> {
    let samples = FOLDERS.iter().map(|folder| samples_of(&project.join(folder)));
    Ok(samples.collect::<io::Result<Vec<_>>>()?.concat())
}

/// Every file below a folder.
pub(crate) fn samples_of(folder: &Path) -> io::Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for path in files(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("README") {
            samples.push(Sample { name, bytes: fs::read(path)? });
        }
    }
    Ok(samples)
}

/// What is to be made of samples.
#[derive(Clone, Copy)]
pub(crate) struct Making {
    /// How many files.
    pub(crate) count: usize,
    /// The most bytes that one is inflated to.
    pub(crate) largest: usize,
    pub(crate) seed: u64,
}

/// Writes broken files; returns how many bytes they have.
pub(crate) fn write(samples: &[Sample], making: Making, folder: &Path) -> io::Result<usize> {
    let mut bytes = 0;
    for number in 0..making.count {
        let (name, broken) = broken(samples, number, making);
        let folder = folder.join(format!("{:02}", number / IN_FOLDER));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), &broken)?;
        bytes += broken.len();
    }
    Ok(bytes)
}

/// What became of broken files.
pub(crate) struct Account {
    files: usize,
    articles: usize,
    rejected: usize,
    missing: Vec<String>,
}

impl Account {
    /// Whether every file is accounted for.
    pub(crate) fn is_full(&self) -> Result<(), String> {
        if self.missing.is_empty() {
            return Ok(());
        }
        Err(format!("neither an article nor rejected:\n{}", self.missing.join("\n")))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { files, articles, rejected, missing } = self;
        write!(
            out,
            "{files} files: {articles} articles, {rejected} rejections, {} files unaccounted for",
            missing.len()
        )
    }
}

/// Looks for every file of a folder among the sources that a report names.
pub(crate) fn account(folder: &Path, report: &Path) -> io::Result<Account> {
    let mut sources = BTreeSet::new();
    let [articles, rejected] = ["articles.csv", "rejected.csv"].map(|table| {
        let mut rows = csv::Reader::from_path(report.join(table))?;
        let at = rows.headers()?.iter().position(|column| column == "source");
        let mut count = 0;
        for row in rows.records() {
            let row = row?;
            let source = at.and_then(|at| row.get(at)).unwrap_or_default();
            sources.insert(source.to_owned());
            count += 1;
        }
        Ok::<usize, csv::Error>(count)
    });
    let (articles, rejected) = (articles?, rejected?);
    let files = files(folder)?;
    let is_told = |path: &PathBuf| {
        let path = input::shown(path);
        let records = [format!("{path}#"), format!("{path}/")];
        let within = |from: &String| {
            sources.range(from.clone()..).next().is_some_and(|next| next.starts_with(from))
        };
        sources.contains(&path) || records.iter().any(within)
    };
    let missing = files.iter().filter(|path| !is_told(path)).map(|path| input::shown(path));
    let missing = missing.collect();
    Ok(Account { files: files.len(), articles, rejected, missing })
}

/// Every file below a folder, in the order of their paths.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![folder.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A file that is being broken, and all that others are made of.
struct Bench<'a> {
    file: Sample,
    random: Random,
    samples: &'a [Sample],
    largest: usize,
}

/// Something that befalls files.
type Damage = (&'static str, fn(&mut Bench<'_>));

const DAMAGES: [Damage; 18] = [
    ("cut", |bench| bench.cut()),
    ("flipped", |bench| bench.flipped()),
    ("spliced", |bench| bench.spliced()),
    ("salted", |bench| bench.salted()),
    ("huge", |bench| bench.huge()),
    ("nested", |bench| bench.nested()),
    ("recoded", |bench| bench.recoded()),
    ("noise", |bench| bench.noise()),
    ("zeroed", |bench| bench.zeroed()),
    ("shuffled", |bench| bench.shuffled()),
    ("joined", |bench| bench.joined()),
    ("parted", |bench| bench.parted()),
    ("misnamed", |bench| bench.misnamed()),
    ("packed", |bench| bench.packed()),
    ("repacked", |bench| bench.repacked()),
    ("miscounted", |bench| bench.miscounted()),
    ("unquoted", |bench| bench.unquoted()),
    ("turned", |bench| bench.turned()),
];

fn broken(samples: &[Sample], number: usize, making: Making) -> (OsString, Vec<u8>) {
    let mut random = Random::of(&[making.seed, number as u64]);
    let file = random.pick(samples).clone();
    let mut bench = Bench { file, random, samples, largest: making.largest };
    let (damage, harm) = DAMAGES[number % DAMAGES.len()];
    harm(&mut bench);
    if bench.random.chance(0.25) {
        let (_, again) = *bench.random.pick(&DAMAGES);
        again(&mut bench);
    }
    let name = format!("{number:05}-{damage}-{}", bench.file.name);
    (odd(name, &mut bench.random), bench.file.bytes)
}

/// Gives one file in fifty a name that no file should have.
fn odd(name: String, random: &mut Random) -> OsString {
    if !random.chance(0.02) {
        return name.into();
    }
    let odd = match random.below(6) {
        0 => format!("a\nb\r{name}"),
        1 => format!("\u{1b}[31m{name}"),
        2 => format!("\u{202e}txt.exe\u{2066}{name}"),
        3 => format!("=cmd|'\"a\",;{name}"),
        4 => format!("{}{name}", "ї".repeat(60)),
        _ => return not_unicode(&name),
    };
    odd.into()
}

#[cfg(target_os = "linux")]
fn not_unicode(name: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt;

    OsString::from_vec([b"\xFF\xC3", name.as_bytes()].concat())
}

#[cfg(not(target_os = "linux"))]
fn not_unicode(name: &str) -> OsString {
    format!("\u{FFFD}{name}").into()
}

/// Signs and words by which formats are told, opened and closed.
const TOKENS: [&[u8]; 40] = [
    b"<",
    b">",
    b"\"",
    b"'",
    b"&",
    b";",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b"\0",
    b"\r",
    b"\n\n",
    b"\t",
    b"\x0C",
    b"\x1B[2J",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<script>",
    b"</p>",
    b"<!DOCTYPE x [<!ENTITY a \"&b;&b;\">]>",
    b"&#0;",
    b"&#x10FFFF;",
    b"\\u0000",
    b"\\ud800",
    b"\xFF",
    b"\xC3",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xE2\x80\xAE",
    b"\xE2\x80\xA8",
    b"Content-Length: 99999999999999999999\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"--=_x\r\n",
    b"WARC/1.0\r\n",
];

/// What opens something, again and again.
const OPENERS: [&str; 14] = [
    "<div>",
    "<b>",
    "<table><tr><td>",
    "<a href='x'>",
    "<svg><g>",
    "[",
    "{\"a\":",
    "[{\"text\":[",
    "\"",
    "(",
    "> ",
    "<a xmlns='b'>",
    "<![CDATA[",
    "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
];

/// Endings under which files of another kind are found.
const ENDINGS: [&str; 16] = [
    "txt", "md", "html", "mhtml", "eml", "rss", "xml", "nitf", "warc", "json", "jsonl", "csv",
    "tsv", "zip", "gz", "zst",
];

impl Bench<'_> {
    fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.file.bytes
    }

    /// A place in the file, its end included.
    fn place(&mut self) -> usize {
        self.random.below(self.file.bytes.len() + 1)
    }

    fn piece(&mut self) -> std::ops::Range<usize> {
        let length = self.random.log_normal(40.0, 2.0) as usize;
        let from = self.place();
        from..self.file.bytes.len().min(from + length)
    }

    fn cut(&mut self) {
        let at = self.place();
        self.bytes().truncate(at);
    }

    fn flipped(&mut self) {
        let share = self.random.within(0.0005, 0.05);
        for byte in &mut self.file.bytes {
            if self.random.chance(share) {
                *byte ^= 1 << self.random.below(8);
            }
        }
    }

    fn spliced(&mut self) {
        self.cut();
        let other = self.random.pick(self.samples).bytes.clone();
        let from = self.random.below(other.len() + 1);
        self.bytes().extend_from_slice(&other[from..]);
    }

    fn insert(&mut self, piece: &[u8]) {
        let at = self.place();
        self.bytes().splice(at..at, piece.iter().copied());
    }

    fn salted(&mut self) {
        for _ in 0..self.random.between(1, 40) {
            let token = *self.random.pick(&TOKENS);
            self.insert(token);
        }
    }

    /// Inflated by a piece of itself.
    fn huge(&mut self) {
        let doublings = self.random.between(1, 7);
        let size = (self.largest >> doublings.saturating_sub(1)).max(1);
        let piece = self.piece();
        let piece = self.file.bytes[piece].to_vec();
        if !piece.is_empty() {
            self.insert(&piece.repeat(size.div_ceil(piece.len())));
        }
    }

    fn nested(&mut self) {
        let opener = *self.random.pick(&OPENERS);
        let deep = self.random.log_normal(2_000.0, 2.0) as usize;
        let deep = deep.min(self.largest / opener.len());
        self.insert(opener.repeat(deep).as_bytes());
    }

    /// In another character set than it says.
    fn recoded(&mut self) {
        let text = String::from_utf8_lossy(&self.file.bytes).into_owned();
        let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect();
        let in_set = |label: &str| {
            let set = encoding_rs::Encoding::for_label(label.as_bytes());
            set.map_or_else(Vec::new, |set| set.encode(&text).0.into_owned())
        };
        self.file.bytes = match self.random.below(9) {
            0 => wide(u16::to_le_bytes),
            1 => wide(u16::to_be_bytes),
            2 => [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(),
            3 => [b"\xFE\xFF".to_vec(), wide(u16::to_le_bytes)].concat(),
            4 => in_set("windows-1251"),
            5 => in_set("shift_jis"),
            6 => in_set("iso-2022-jp"),
            7 => self.file.bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
            _ => in_set("gb18030"),
        };
    }

    fn noise(&mut self) {
        let keep = self.random.below(200).min(self.file.bytes.len());
        let length = self.random.between(1, 20_000);
        let Bench { file, random, .. } = self;
        file.bytes.truncate(keep);
        file.bytes.extend((0..length).map(|_| random.below(256) as u8));
    }

    fn zeroed(&mut self) {
        let piece = self.piece();
        self.bytes()[piece].fill(0);
    }

    fn shuffled(&mut self) {
        let mut lines: Vec<Vec<u8>> =
            self.file.bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        self.random.shuffle(&mut lines);
        lines.truncate(self.random.between(0, lines.len()));
        self.file.bytes = lines.concat();
    }

    /// All on one line.
    fn joined(&mut self) {
        self.bytes().retain(|byte| !matches!(byte, b'\n' | b'\r'));
    }

    /// A word a line.
    fn parted(&mut self) {
        for byte in self.bytes() {
            if *byte == b' ' {
                *byte = b'\n';
            }
        }
    }

    fn misnamed(&mut self) {
        let stem = self.file.name.split('.').next().unwrap_or_default().to_owned();
        self.file.name = format!("{stem}.{}", self.random.pick(&ENDINGS));
    }

    fn packed(&mut self) {
        for _ in 0..self.random.between(1, 6) {
            self.pack();
        }
    }

    /// Packed, and then broken.
    fn repacked(&mut self) {
        self.pack();
        match self.random.below(3) {
            0 => self.cut(),
            1 => self.flipped(),
            _ => self.zeroed(),
        }
    }

    fn pack(&mut self) {
        let (ending, bytes) = match self.random.below(3) {
            0 => (".gz", gzipped(&self.file.bytes)),
            1 => {
                let level = ruzstd::encoding::CompressionLevel::Fastest;
                (".zst", Ok(ruzstd::encoding::compress_to_vec(&self.file.bytes[..], level)))
            }
            _ => (".zip", self.zipped()),
        };
        self.file.bytes = bytes.expect("memory takes all that is written");
        self.file.name.push_str(ending);
    }

    fn zipped(&mut self) -> io::Result<Vec<u8>> {
        let escape = ["", "", "", "../", "/", "..\\", "C:\\", "dawn/"];
        let escape = *self.random.pick(&escape);
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let usual = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("{escape}{}", self.file.name), usual)?;
        zip.write_all(&self.file.bytes)?;
        if self.random.chance(0.5) {
            let other = self.random.pick(self.samples);
            zip.start_file(format!("other-{}", other.name), usual)?;
            zip.write_all(&other.bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    /// Every number another.
    fn miscounted(&mut self) {
        let numbers = ["0", "-1", "99999999999999999999", "4294967296", "00000", "1e999", "0x7F"];
        let mut bytes = Vec::with_capacity(self.file.bytes.len());
        for run in self.file.bytes.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            if run[0].is_ascii_digit() && self.random.chance(0.3) {
                bytes.extend_from_slice(self.random.pick(&numbers).as_bytes());
            } else {
                bytes.extend_from_slice(run);
            }
        }
        self.file.bytes = bytes;
    }

    /// Without some of the signs that close what is open.
    fn unquoted(&mut self) {
        let Bench { file, random, .. } = self;
        file.bytes.retain(|byte| !b"\"'>]}".contains(byte) || !random.chance(0.3));
    }

    /// From the end to the beginning, line by line.
    fn turned(&mut self) {
        let lines: Vec<&[u8]> = self.file.bytes.split(|byte| *byte == b'\n').rev().collect();
        self.file.bytes = lines.join(&b'\n');
    }
}

fn gzipped(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes)?;
    gzip.finish()
}
