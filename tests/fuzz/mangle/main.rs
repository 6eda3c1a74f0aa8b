//! Makes ten thousand broken files of good ones, and checks that a report accounts for each.
//!
//! In: how many, and where to; the samples are the fixtures of the tests and the sample desk, or the
//! files of a folder. Out:
//! folders of files that are cut, flipped, spliced, nested, inflated, wrongly encoded, wrongly named,
//! packed and broken again. With `--check`, a verdict on a report of them: every file must be the
//! source of an article or of a rejection. Equal arguments give equal bytes.

mod damage;
#[path = "../../bench/corpus/random.rs"]
mod random;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use damage::Making;

const USAGE: &str = "\
Makes broken files of good ones, and checks that a report accounts for each.

Usage: mangle --files N --out FOLDER [--of FOLDER] [--seed N] [--largest BYTES]
       mangle --check FOLDER --report FOLDER

  --files N        how many
  --out FOLDER     where to write them; made if it is not there
  --of FOLDER      the good files [default: those of the tests and the sample desk]
  --seed N         other files for another number [default: 1]
  --largest BYTES  the most that one is inflated to [default: 4194304]
  --check FOLDER   the broken files
  --report FOLDER  what `copytaster cluster --out` made of them

Example:
  cargo run --release --example mangle -- --files 10000 --out mangled
  cargo run --release -- cluster mangled --out report
  cargo run --release --example mangle -- --check mangled --report report
";

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let done = Wanted::of(std::env::args().skip(1))
        .map_err(|problem| format!("{problem}\n\n{USAGE}").into());
    let Err(problem) = done.and_then(|wanted| wanted.done(&mut io::stdout().lock())) else {
        return ExitCode::SUCCESS;
    };
    // Nowhere is left to say that standard error is closed.
    let _ = writeln!(io::stderr(), "{problem}");
    ExitCode::FAILURE
}

/// What the arguments ask for.
enum Wanted {
    Files { of: Option<PathBuf>, making: Making, out: PathBuf },
    Check { folder: PathBuf, report: PathBuf },
}

impl Wanted {
    fn of(mut words: impl Iterator<Item = String>) -> Outcome<Wanted> {
        let (mut count, mut largest, mut seed) = (None, 4 << 20, 1);
        let [mut out, mut of, mut folder, mut report] = [None, None, None, None];
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--files" => count = Some(value()?.parse()?),
                "--largest" => largest = value()?.parse()?,
                "--seed" => seed = value()?.parse()?,
                "--of" => of = Some(PathBuf::from(value()?)),
                "--out" => out = Some(PathBuf::from(value()?)),
                "--check" => folder = Some(PathBuf::from(value()?)),
                "--report" => report = Some(PathBuf::from(value()?)),
                _ => return Err(format!("what is `{word}`?").into()),
            }
        }
        match (count, out, folder, report) {
            (Some(count), Some(out), None, None) => {
                Ok(Wanted::Files { of, making: Making { count, largest, seed }, out })
            }
            (None, None, Some(folder), Some(report)) => Ok(Wanted::Check { folder, report }),
            _ => Err("either --files and --out, or --check and --report".into()),
        }
    }

    fn done(self, out: &mut dyn Write) -> Outcome<()> {
        match self {
            Wanted::Files { of, making, out: folder } => {
                let project = || damage::samples(Path::new(env!("CARGO_MANIFEST_DIR")));
                let samples = of.map_or_else(project, |of| damage::samples_of(&of))?;
                let bytes = damage::write(&samples, making, &folder)?;
                writeln!(out, "{} files, {bytes} bytes: {}", making.count, folder.display())?;
            }
            Wanted::Check { folder, report } => {
                let account = damage::account(&folder, &report)?;
                writeln!(out, "{account}")?;
                account.is_full()?;
            }
        }
        Ok(())
    }
}
