//! The order of the modules in `lib.rs` is the order of their dependencies, and what must not be
//! in the library, or in its kernel, is not.

use std::fs;
use std::path::{Path, PathBuf};

/// Outside the library: may look anywhere, print and exit.
const PROGRAM: [&str; 2] = ["main", "cli"];

/// Paths by which a library prints, exits, or reads what its caller did not give it.
const NOT_IN_LIBRARY: [&str; 20] = [
    "println !",
    "print !",
    "eprintln !",
    "eprint !",
    "dbg !",
    "io :: stdout",
    "io :: stderr",
    "stdout (",
    "stderr (",
    "process :: exit",
    "process :: abort",
    "process :: Command",
    "std :: env",
    "env :: var",
    "env :: args",
    "std :: net",
    "SystemTime",
    "Instant :: now",
    "Zoned :: now",
    "Timestamp :: now",
];

/// Paths by which any part of the program would open a connection, or offer one.
const NETWORK: [&str; 12] = [
    "std :: net",
    "core :: net",
    "unix :: net",
    "windows :: net",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "UnixStream",
    "UnixListener",
    "UnixDatagram",
    "ToSocketAddrs",
    "SocketAddr",
];

/// Paths by which a kernel would be more than a function of its arguments.
const NOT_IN_KERNEL: [&str; 12] = [
    "std :: fs",
    "std :: io",
    "std :: env",
    "std :: time",
    "std :: thread",
    "std :: net",
    "std :: process",
    "rayon",
    "rand",
    "static mut",
    "thread_local !",
    "jiff",
];

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let order = declared(&fs::read_to_string("src/lib.rs").unwrap());
    assert!(order.contains(&"kernel".to_owned()), "lib.rs was not understood: {order:?}");
    let mut faults = Vec::new();
    for source in sources() {
        faults.extend(upward_faults(&source, &order));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_library_never_prints_exits_or_asks_the_clock_or_the_environment() {
    let library = sources()
        .into_iter()
        .filter(|source| !PROGRAM.contains(&source.module()) && !source.path.ends_with("tests.rs"));
    let faults: Vec<String> = library.flat_map(|source| source.uses_of(&NOT_IN_LIBRARY)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_part_of_the_program_opens_a_connection() {
    let sources = sources();
    assert!(PROGRAM.iter().all(|part| sources.iter().any(|source| source.module() == *part)));
    let faults: Vec<String> = sources.iter().flat_map(|source| source.uses_of(&NETWORK)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_kernel_is_a_function_of_its_arguments() {
    let kernel: Vec<Source> =
        sources().into_iter().filter(|file| file.module() == "kernel").collect();
    assert!(!kernel.is_empty());
    let faults: Vec<String> =
        kernel.iter().flat_map(|source| source.uses_of(&NOT_IN_KERNEL)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_way_to_look_downwards_is_seen() {
    let order = ["article", "link", "story"].map(str::to_owned);
    for (file, text, faults) in [
        ("src/link/mod.rs", "use crate::article::Article;", 0),
        ("src/link/mod.rs", "use crate::link::model::Model;", 0),
        ("src/link/mod.rs", "use crate::story::Story;", 1),
        ("src/link/mod.rs", "use crate::{article::A, story::{B, C}, link};", 1),
        ("src/link/mod.rs", "use crate :: /* so */ story::Story;", 1),
        ("src/link/mod.rs", "fn f() { let s = crate::story::Story::new(); }", 1),
        ("src/link/mod.rs", "use super::story::Story;", 1),
        ("src/link/mod.rs", "use super::{article, story};", 1),
        ("src/link/mod.rs", "use super::article::Article;", 0),
        ("src/link/model.rs", "use super::story::Story;", 0),
        ("src/link/model.rs", "use super::super::story::Story;", 1),
        ("src/link/model.rs", "mod tests { use super::super::story::Story; }", 0),
        ("src/link/model.rs", "mod tests { fn f() {} } use super::super::story::S;", 1),
        ("src/link.rs", "mod tests { use super::story; use crate::story::S; }", 1),
        ("src/link.rs", "// crate::story\n/* crate::story */ /// [`crate::story`]\n", 0),
        ("src/link.rs", "const S: &str = \"crate::story \\\" crate::story\";", 0),
        ("src/link.rs", "const S: &str = r#\"a \" crate::story\"#; const C: char = '\"';", 0),
        ("src/link.rs", "fn f<'a>(c: char) { c == '\\''; crate::story::f::<'a>() }", 1),
        ("src/link.rs", "use crate as all;", 1),
        ("src/link.rs", "use crate::*;", 1),
        ("src/link.rs", "use crate::nowhere::X;", 1),
        ("src/link.rs", "pub(crate) fn f() {}", 0),
        ("src/main.rs", "use crate::story::Story;", 0),
        ("src/cli/mod.rs", "use crate::story::Story;", 0),
    ] {
        let source = Source::new(Path::new(file), text);
        assert_eq!(upward_faults(&source, &order).len(), faults, "{file}: {text}");
    }
}

#[test]
fn what_is_forbidden_is_seen_as_code_and_not_as_words() {
    for (text, faults) in [
        ("fn f() { println!(\"a\"); }", 1),
        ("fn f() { std::process::exit(1) }", 1),
        ("// println!(\"a\")\nfn f() { let s = \"println!\"; }", 0),
        ("fn f() { writeln!(out, \"a\"); }", 0),
        ("use std::io::{self, Write};", 0),
        ("fn f() { io::stdout().lock(); }", 2),
        ("use std::{env, fmt};", 1),
        ("mod tests { fn f() { println!(\"a\"); } }", 0),
        ("use std::{fmt, io::{self, Write}};", 0),
    ] {
        let source = Source::new(Path::new("src/link.rs"), text);
        assert_eq!(source.uses_of(&NOT_IN_LIBRARY).len(), faults, "{text}");
    }
}

#[test]
fn a_connection_is_seen_however_it_is_named() {
    for (text, faults) in [
        ("fn f() { std::net::TcpStream::connect(\"a\"); }", 2),
        ("use std::net;", 1),
        ("use std::{fmt, net::UdpSocket};", 2),
        ("use std::os::unix::net::UnixStream;", 2),
        ("use std::os::unix::{ffi::OsStrExt, net};", 1),
        ("fn f(to: impl ToSocketAddrs) {}", 1),
        ("// std::net\nfn f() { let s = \"TcpStream\"; let net = 1; }", 0),
    ] {
        let source = Source::new(Path::new("src/cli/via.rs"), text);
        assert_eq!(source.uses_of(&NETWORK).len(), faults, "{text}");
    }
}

/// The public modules in the order of `lib.rs`.
fn declared(lib: &str) -> Vec<String> {
    let modules = lib.lines().filter_map(|line| {
        let line = line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?;
        line.strip_suffix(';')
    });
    modules.map(str::to_owned).collect()
}

/// A source file, cut into words and signs; comments and the insides of strings are gone.
struct Source {
    path: PathBuf,
    /// Each with its line.
    tokens: Vec<(usize, String)>,
}

fn sources() -> Vec<Source> {
    let mut folders = vec![PathBuf::from("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push(Source::new(&path, &text));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

impl Source {
    fn new(path: &Path, text: &str) -> Source {
        Source { path: path.to_owned(), tokens: tokens(text) }
    }

    /// The names of the modules around its code, outermost first; none in `lib.rs`.
    fn modules(&self) -> Vec<&str> {
        let below = self.path.strip_prefix("src").unwrap();
        let names = below.iter().map(|name| name.to_str().unwrap());
        let names = names.map(|name| name.strip_suffix(".rs").unwrap_or(name));
        names.filter(|name| !["mod", "lib"].contains(name)).collect()
    }

    fn module(&self) -> &str {
        self.modules().first().copied().unwrap_or_default()
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(_, word)| word)
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path.display(), self.tokens[at].0)
    }

    /// Every place where one of some paths stands, each a list of words with blanks between. Unit
    /// tests, at the file's end, may print and time what they measure.
    fn uses_of(&self, paths: &[&str]) -> Vec<String> {
        let mut uses = Vec::new();
        let tests = ["mod", "tests", "{"];
        let begin = |at: &usize| (0..3).all(|ahead| self.word(at + ahead) == tests[ahead]);
        let end = (0..self.tokens.len()).find(begin).unwrap_or(self.tokens.len());
        for at in 0..end {
            for path in paths {
                let mut words = path.split(' ').enumerate();
                let plain = words.all(|(ahead, word)| self.word(at + ahead) == word);
                if plain || self.is_grouped(at, path) {
                    uses.push(format!("{}: {}", self.place(at), path.replace(' ', "")));
                }
            }
        }
        uses
    }

    /// Whether a path of two words stands at `at` as `first::{.., second, ..}`.
    fn is_grouped(&self, at: usize, path: &str) -> bool {
        let Some((first, second)) = path.split_once(" :: ") else {
            return false;
        };
        let opened = [first, "::", "{"];
        let opens = (0..3).all(|ahead| self.word(at + ahead) == opened[ahead]);
        opens && self.heads(at + 2).iter().any(|(_, head)| head == second)
    }

    /// The top-level modules that it names by `crate::` or `super::`, and where.
    fn named(&self) -> Vec<(usize, String)> {
        let mut named = Vec::new();
        // For each open brace, whether it opened a module.
        let mut braces: Vec<bool> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let inline = braces.iter().filter(|opened_module| **opened_module).count();
            let mut depth = self.modules().len() + inline;
            match self.word(at) {
                "{" => braces.push(2 <= at && self.word(at - 2) == "mod"),
                "}" => {
                    braces.pop();
                }
                "crate" if self.word(at + 1) == "as" => named.push((at, "crate as".to_owned())),
                "crate" if self.word(at + 1) == "::" => named.extend(self.heads(at + 2)),
                "super" => {
                    depth = depth.saturating_sub(1);
                    while self.word(at + 1) == "::" && self.word(at + 2) == "super" {
                        at += 2;
                        depth = depth.saturating_sub(1);
                    }
                    if depth == 0 && self.word(at + 1) == "::" {
                        named.extend(self.heads(at + 2));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        named
    }

    /// The first word of a path, or of each path in a group.
    fn heads(&self, at: usize) -> Vec<(usize, String)> {
        if self.word(at) != "{" {
            return vec![(at, self.word(at).to_owned())];
        }
        let (mut heads, mut open, mut next) = (Vec::new(), 1, at + 1);
        let mut fresh = true;
        while 0 < open && next < self.tokens.len() {
            match self.word(next) {
                "{" => open += 1,
                "}" => open -= 1,
                "," if open == 1 => fresh = true,
                word if fresh => {
                    heads.push((next, word.to_owned()));
                    fresh = false;
                }
                _ => {}
            }
            next += 1;
        }
        heads
    }
}

fn upward_faults(source: &Source, order: &[String]) -> Vec<String> {
    let own = source.module();
    if PROGRAM.contains(&own) {
        return Vec::new();
    }
    let rank = |module: &str| order.iter().position(|known| known == module);
    let faults = source.named().into_iter().filter_map(|(at, module)| {
        let fault = match (rank(own), rank(&module)) {
            (Some(own), Some(used)) if used <= own => return None,
            (Some(_), Some(_)) => format!("{own} uses {module}, which is declared below it"),
            (None, _) => format!("{own} is no module of lib.rs"),
            (_, None) => format!("{own} uses {module}, which is no module of lib.rs"),
        };
        Some(format!("{}: {fault}", source.place(at)))
    });
    faults.collect()
}

fn tokens(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let end = token_end(&chars, at);
        let word: String = chars[at..end].iter().collect();
        let skipped = word.trim().is_empty()
            || word.starts_with("//")
            || word.starts_with("/*")
            || word.contains(['"', '\'']);
        if !skipped {
            tokens.push((line, word.clone()));
        }
        line += word.matches('\n').count();
        at = end;
    }
    tokens
}

/// Where the token ends that starts at `at`: a comment, a string, a word, `::`, or one sign.
fn token_end(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied().unwrap_or('\0');
    match chars[at] {
        '/' if next == '/' => run(chars, at, |c| c != '\n'),
        '/' if next == '*' => comment_end(chars, at),
        '"' => string_end(chars, at + 1),
        'r' if next == '"' || next == '#' => raw_string_end(chars, at),
        '\'' => quote_end(chars, at),
        ':' if next == ':' => at + 2,
        c if is_word(c) => run(chars, at, is_word),
        _ => at + 1,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn run(chars: &[char], at: usize, belongs: impl Fn(char) -> bool) -> usize {
    let rest = chars[at..].iter();
    at + rest.take_while(|c| belongs(**c)).count()
}

fn comment_end(chars: &[char], at: usize) -> usize {
    let (mut open, mut at) = (0, at);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => open += 1,
            ('*', '/') => open -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if open == 0 {
            return at;
        }
    }
    chars.len()
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn raw_string_end(chars: &[char], at: usize) -> usize {
    let quote = run(chars, at + 1, |c| c == '#');
    let hashes = quote - at - 1;
    if chars.get(quote) != Some(&'"') {
        // A raw identifier (`r#type`).
        return run(chars, quote, is_word).max(at + 1);
    }
    let mut at = quote + 1;
    while at < chars.len() {
        let closed = chars[at] == '"' && hashes < run(chars, at + 1, |c| c == '#') - at;
        if closed {
            return at + 1 + hashes;
        }
        at += 1;
    }
    chars.len()
}

/// A character, or a lifetime.
fn quote_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        let close = run(chars, at + 3, |c| c != '\'');
        return (close + 1).min(chars.len());
    }
    if chars.get(at + 2) == Some(&'\'') {
        return at + 3;
    }
    run(chars, at + 1, is_word)
}
