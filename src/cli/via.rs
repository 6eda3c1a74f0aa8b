//! `--via COMMAND`: a program of the user's that makes text of files nobody else reads.
//!
//! The command is split into words as a shell would, but no shell runs it, and nothing of a file or
//! its name becomes part of it: the file comes on standard input, its text on standard output. Both
//! are temporary files, so that neither side waits for the other. A program that fails, writes too
//! much or takes too long costs the one file.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::input::{Filter, Limits, Problem, raised_by};

/// How long a program may take for one file.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command that makes text of files.
#[derive(Debug)]
pub(super) struct Via {
    program: String,
    arguments: Vec<String>,
    patience: Duration,
    /// Bytes of text that it may write.
    most: u64,
}

impl Via {
    /// The command as it was typed, or what is wrong with it; its text is a page.
    pub(super) fn new(typed: &str, limits: &Limits) -> Result<Via, Problem> {
        let problem = |why: &str, hint: &str| Problem {
            message: format!("--via {typed}: {why}"),
            hint: format!("{hint} --via \"pdftotext -layout - -\""),
        };
        let Some(words) = shlex::split(typed) else {
            return Err(problem("a quote in it is opened and never closed", "write it as in"));
        };
        let mut words = words.into_iter();
        let Some(program) = words.next() else {
            return Err(problem("it names no program", "write it as in"));
        };
        if !is_there(&program) {
            let why = format!("there is no program {program}");
            return Err(problem(&why, "name one that is installed, or where it lies, as in"));
        }
        let most = limits.page as u64;
        Ok(Via { program, arguments: words.collect(), patience: PATIENCE, most })
    }

    fn run(&self, bytes: &mut dyn Read) -> io::Result<Result<Vec<u8>, String>> {
        let mut input = tempfile::tempfile()?;
        io::copy(bytes, &mut input)?;
        input.flush()?;
        input.rewind()?;
        let (mut output, mut errors) = (tempfile::tempfile()?, tempfile::tempfile()?);
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(input)
            .stdout(Stdio::from(output.try_clone()?))
            .stderr(Stdio::from(errors.try_clone()?))
            .spawn();
        let child = match child {
            Ok(child) => child,
            Err(error) => return Ok(Err(format!("could not be started: {error}"))),
        };
        let status = match self.wait(child, &output)? {
            Ok(status) => status,
            Err(why) => return Ok(Err(why)),
        };
        if !status.success() {
            let told = first_line(&mut errors)?;
            let ended = match status.code() {
                Some(code) => format!("ended with {code}"),
                None => "was ended".to_owned(),
            };
            let told = if told.is_empty() { "it does not say why".to_owned() } else { told };
            return Ok(Err(format!("{ended}: {told}")));
        }
        output.rewind()?;
        let mut text = Vec::new();
        output.take(self.most + 1).read_to_end(&mut text)?;
        Ok(if self.most < text.len() as u64 { Err(self.too_much()) } else { Ok(text) })
    }

    /// Waits for a program to end, but not for ever.
    fn wait(&self, mut child: Child, output: &File) -> io::Result<Result<ExitStatus, String>> {
        let started = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Ok(status));
            }
            let why = if self.most < output.metadata()?.len() {
                self.too_much()
            } else if self.patience <= started.elapsed() {
                format!("took longer than {} seconds", self.patience.as_secs())
            } else {
                thread::sleep(pause);
                pause = (2 * pause).min(Duration::from_millis(50));
                continue;
            };
            // It may have ended meanwhile by itself.
            _ = child.kill();
            child.wait()?;
            return Ok(Err(why));
        }
    }

    fn too_much(&self) -> String {
        format!("wrote more than {} bytes ({})", self.most, raised_by::PAGE)
    }
}

/// Whether there is a program of this name where the system looks for it, as far as that can be
/// told: systems other than Unix look in more places.
fn is_there(program: &str) -> bool {
    if !cfg!(unix) {
        return true;
    }
    // What is named with its place and cannot be run is told when it is started, with the reason.
    if program.contains('/') {
        return Path::new(program).is_file();
    }
    env::var_os("PATH").is_none_or(|folders| is_in(&folders, program))
}

/// Whether one of the folders, as `PATH` lists them, holds a program of this name: the system passes
/// over files that cannot be run.
fn is_in(folders: &OsStr, program: &str) -> bool {
    env::split_paths(folders).any(|folder| is_executable(&folder.join(program)))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

impl Filter for Via {
    fn text(&self, bytes: &mut dyn Read) -> Result<Vec<u8>, String> {
        let ran = self.run(bytes).unwrap_or_else(|error| Err(error.to_string()));
        ran.map_err(|why| format!("{} {why}", self.program))
    }
}

/// What a program said first of what went wrong, safe to print.
fn first_line(errors: &mut File) -> io::Result<String> {
    /// Enough for a sentence.
    const LONGEST: u64 = 400;
    errors.rewind()?;
    let mut told = Vec::new();
    errors.take(LONGEST).read_to_end(&mut told)?;
    let told = String::from_utf8_lossy(&told);
    let line = told.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    Ok(line.chars().filter(|letter| !letter.is_control()).collect())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn new(typed: &str) -> Result<Via, Problem> {
        Via::new(typed, &Limits::default())
    }

    fn check(typed: &str, expected: Result<&str, &str>) {
        let via = Via { patience: Duration::from_secs(1), most: 1 << 20, ..new(typed).unwrap() };
        let text = via.text(&mut &b"bytes of a file"[..]);
        let text = text.map(|text| String::from_utf8(text).unwrap());
        assert_eq!(text.as_deref().map_err(String::as_str), expected, "{typed}");
    }

    #[test]
    fn a_program_makes_text_of_a_file_or_says_why_not() {
        check("cat", Ok("bytes of a file"));
        check("tr 'a-z' 'A-Z'", Ok("BYTES OF A FILE"));
        check("sh -c 'echo broken >&2; echo more >&2; exit 3'", Err("sh ended with 3: broken"));
        check("false", Err("false ended with 1: it does not say why"));
        check("sleep 20", Err("sleep took longer than 1 seconds"));
        check("sh -c 'exec yes'", Err("sh wrote more than 1048576 bytes (--max-page-size)"));
    }

    #[test]
    fn a_program_that_does_not_start_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("totext");
        std::fs::write(&program, "no program").unwrap();
        let via = program.display().to_string();
        let told = new(&format!("{via} x")).unwrap().text(&mut io::empty()).unwrap_err();
        assert!(told.starts_with(&format!("{via} could not be started: ")), "{told}");
    }

    #[test]
    fn a_file_that_cannot_be_run_is_no_program() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("totext");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        for (mode, expected) in [(0o644, false), (0o755, true)] {
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(is_in(folder.path().as_os_str(), "totext"), expected, "{mode:o}");
            assert!(!is_in(folder.path().as_os_str(), "other"));
        }
    }

    #[test]
    fn no_shell_reads_the_command() {
        check("echo $HOME; rm '*'", Ok("$HOME; rm *\n"));
        let wrong = |typed| new(typed).unwrap_err().message;
        assert_eq!(wrong("echo 'a"), "--via echo 'a: a quote in it is opened and never closed");
        assert_eq!(wrong("  "), "--via   : it names no program");
    }
}
