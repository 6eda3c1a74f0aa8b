//! What no input may do, however it was made: crash, hang, fill the memory, write or read where it
//! should not, print what steers a terminal, or vanish without a word.
//!
//! `tests/fuzz` searches for inputs that do; what it found is kept in `tests/fixtures/findings`, named
//! after its target, and read here. What each broken file is told with, a snapshot says.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use copytaster::extract::{self, Purpose};
use copytaster::input::{self, Limits, Options};
use tempfile::TempDir;

use crate::packing::{gzipped, zipped, zstded};
use crate::timing::{linear, timed};
use damage::Making;

#[path = "fuzz/mangle/damage.rs"]
mod damage;
#[path = "bench/corpus/random.rs"]
mod random;
#[path = "fuzz/targets.rs"]
#[expect(unreachable_pub, reason = "the fuzzer's workspace has it as a library")]
mod targets;

const FERRY: &str = "\
Ferry service returns to Wend harbour

By Mara Lindqvist
14 March 2026, 07:53

The ferry between Wend and the outer islands sailed again on Saturday after a week of storms, and
forty people who had been waiting on the quay since Monday went aboard before dawn.

The harbour master said that the wind had turned in the night. Two moorings that had torn loose on
Wednesday were made fast again by divers from Orrin, who worked until the tide came in.
";

/// A folder of files, each with its content.
fn desk(files: &[(&str, &[u8])]) -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = desk.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    desk
}

/// What becomes of a file or folder, as a user is told it: names below it, and why not.
fn told(path: &Path, options: &Options) -> Vec<String> {
    let root = path.join("x");
    let root = input::shown(&root);
    let root = root.strip_suffix('x').unwrap_or_default().to_owned();
    let read = input::open(path, options);
    read.map(|read| match read.and_then(|raw| extract::extract(raw, Purpose::Stories)) {
        Ok(article) => article.source.to_string().replace(&root, ""),
        Err(rejected) => format!("{}: {}", rejected.source, rejected.reason).replace(&root, ""),
    })
    .collect()
}

#[test]
fn every_finding_of_the_fuzzer_is_read_as_any_other_input() {
    let folder = Path::new("tests/fixtures/findings");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let target = name.split(['-', '.']).next().unwrap();
        let bytes = fs::read(&path).unwrap();
        let linear = linear(|part| timed(|| targets::run(target, &bytes[..bytes.len() / part])));
        assert_eq!(linear, Ok(()), "{name}");
    }
}

#[test]
fn every_target_of_the_fuzzer_reads_every_format() {
    let samples = [
        "page.html",
        "crawl.warc",
        "feed.rss",
        "digest.eml",
        "page.mhtml",
        "newsml-g2.xml",
        "exports/excel-utf8.csv",
        "exports/newsapi.json",
    ];
    for (name, target) in targets::TARGETS {
        let manifest = fs::read_to_string("tests/fuzz/Cargo.toml").unwrap();
        let path = format!("targets/{name}.rs");
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{name} is not built");
        let program = fs::read_to_string(Path::new("tests/fuzz").join(path)).unwrap();
        assert!(program.contains(&format!("run(\"{name}\", bytes)")), "{name}: {program}");
        for sample in samples {
            target(&fs::read(Path::new("tests/fixtures").join(sample)).unwrap());
        }
    }
}

#[test]
fn every_mangled_file_is_an_article_or_told() {
    let folder = tempfile::tempdir().unwrap();
    let [mangled, report] = ["mangled", "report"].map(|name| folder.path().join(name));
    let samples = damage::samples(Path::new("")).unwrap();
    let making = Making { count: 360, largest: 64 << 10, seed: 1 };
    damage::write(&samples, making, &mangled).unwrap();
    let mut program = cargo_bin_cmd!("copytaster");
    let output = program.args(["cluster", "--out"]).args([&report, &mangled]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{:?}: {said}", output.status);
    assert!(!said.contains("panicked"), "{said}");
    let account = damage::account(&mangled, &report).unwrap();
    account.is_full().unwrap();
    // A file that the report does not know is seen to be missing.
    fs::write(mangled.join("late.txt"), FERRY).unwrap();
    let missing = damage::account(&mangled, &report).unwrap().is_full().unwrap_err();
    assert!(missing.ends_with("/mangled/late.txt"), "{missing}");
}

#[test]
fn mangling_is_the_same_each_time() {
    let samples = damage::samples(Path::new("")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let made = ["one", "two"].map(|name| {
        let folder = folder.path().join(name);
        let making = Making { count: 54, largest: 4 << 10, seed: 2 };
        damage::write(&samples, making, &folder).unwrap();
        let mut files: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(folder.join("00"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().into(), fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    });
    assert_eq!(made[0].len(), 54);
    assert!(made[0] == made[1]);
}

/// Limits that small files are above.
fn low() -> Options {
    let limits = Limits { page: 8 << 10, unpacked: 32 << 10, file: 64 << 10, ..Limits::default() };
    Options { limits, ..Options::default() }
}

/// A response that a crawler kept, its body packed.
fn response(body: &[u8]) -> Vec<u8> {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    let length = http.len() + body.len();
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/b\r\n\
         Content-Length: {length}\r\n\r\n{http}"
    );
    [warc.as_bytes(), body, b"\r\n\r\n"].concat()
}

#[test]
fn what_is_packed_to_burst_is_refused_and_the_rest_read() {
    let zeros = vec![b'0'; 1 << 20];
    let layers = |times: usize| (0..times).fold(zeros.clone(), |bytes, _| gzipped(&bytes));
    let desk = desk(&[
        ("a.txt", FERRY.as_bytes()),
        ("b.txt.gz", &gzipped(&zeros)),
        ("c.jsonl.zst", &zstded(&zeros)),
        ("d.zip", &zipped(&[("1.txt", &zeros), ("2.txt", FERRY.as_bytes())])),
        ("e.zip", &zipped(&[("in.zip", &zipped(&[("1.html.gz", &gzipped(&zeros))]))])),
        ("f.warc", &response(&gzipped(&zeros))),
        ("g.html.gz", &layers(7)),
        ("h.txt", &zeros[..70_000]),
        ("i.txt", &zeros[..9_000]),
        ("z.txt", FERRY.as_bytes()),
    ]);
    assert_eq!(
        told(desk.path(), &low()),
        [
            "a.txt",
            "b.txt.gz: could not be read: longer than 8 KiB, the most that one page may have (--max-page-size)",
            "c.jsonl.zst#1: broken record: line 1, column 2: invalid number",
            "c.jsonl.zst: could not be read: line 1: unpacks to more than 32 KiB (--max-unpacked-size)",
            "d.zip/1.txt: could not be read: longer than 8 KiB, the most that one page may have (--max-page-size)",
            "d.zip/2.txt: could not be read: unpacks to more than 32 KiB (--max-unpacked-size)",
            "e.zip/in.zip/1.html.gz: could not be read: longer than 8 KiB, the most that one page may have (--max-page-size)",
            "f.warc#1: broken record: record 1: longer than 8 KiB (--max-page-size)",
            "g.html.gz: could not be read: packed again and again, more than 4 times (--max-layers)",
            "h.txt: could not be read: longer than 64 KiB, the most that is read (--max-file-size)",
            "i.txt: could not be read: longer than 8 KiB, the most that one page may have (--max-page-size)",
            "z.txt",
        ]
    );
}

#[test]
fn a_page_that_unpacks_to_more_than_a_page_is_refused_by_default() {
    let desk = desk(&[("zeros.txt.gz", &gzipped(&vec![b'0'; 65 << 20]))]);
    let told = told(desk.path(), &Options::default());
    let expected =
        "could not be read: longer than 64 MiB, the most that one page may have (--max-page-size)";
    assert_eq!(told, [format!("zeros.txt.gz: {expected}")]);
}

#[test]
fn entities_are_never_expanded_in_any_kind_of_xml() {
    let mut laughs = "<!ENTITY l0 \"ha \">".to_owned();
    for level in 1..30 {
        laughs.push_str(&format!("<!ENTITY l{level} \"&l{0};&l{0};\">", level - 1));
    }
    let document = |root: &str, content: &str| {
        let doctype = format!("<!DOCTYPE x [{laughs}<!ENTITY file SYSTEM \"/etc/passwd\">]>");
        format!("<?xml version=\"1.0\"?>\n{doctype}\n<{root}>{content}</{root}>")
    };
    let rss = |title: &str| {
        document("rss", &format!("<channel><item><title>{title}</title></item></channel>"))
    };
    let newsml = "<itemMeta><itemClass qcode=\"ninat:text\"/></itemMeta><contentMeta>\
                  <headline>&l29;</headline></contentMeta>";
    let nitf =
        "<head><title>x</title></head><body><body.content><p>&l29;</p></body.content></body>";
    let desk = desk(&[
        ("a.atom", document("feed", "<entry><title>&l29;</title></entry>").as_bytes()),
        ("b.xml", document("newsItem", newsml).as_bytes()),
        ("c.xml", document("nitf", nitf).as_bytes()),
        ("d.rss", rss("&l29;").as_bytes()),
        ("e.rss", rss("&file;").as_bytes()),
    ]);
    let told = told(desk.path(), &Options::default());
    let why = "is not one of XML or HTML, and none is expanded that a file declares";
    assert_eq!(
        told,
        [
            format!("a.atom#1: broken record: line 3: the entity &l29; {why}"),
            format!("b.xml: broken record: line 3: the entity &l29; {why}"),
            format!("c.xml: broken record: line 3: the entity &l29; {why}"),
            format!("d.rss#1: broken record: line 3: the entity &l29; {why}"),
            format!("e.rss#1: broken record: line 3: the entity &file; {why}"),
        ]
    );
}

/// Files of what lies so deep within itself, each with a part of what it is told with.
fn nested_files(deep: usize) -> Vec<(&'static str, String, &'static str)> {
    let nested = |open: &str, within: &str, close: &str| {
        format!("{}{within}{}", open.repeat(deep), close.repeat(deep))
    };
    let page = |open: &str| {
        let text = FERRY.replace("\n\n", "</p><p>");
        format!("<html><body>{}<p>{text}</p></body></html>", open.repeat(deep))
    };
    let record = |value: &str| format!("{{\"title\":\"Ferry returns\",\"x\":{value}}}");
    let json = "more than 128 deep";
    vec![
        ("a.json", nested("[", "1", "]"), "a.json: "),
        ("b.json", record(&nested("[", "1", "]")), json),
        ("c.json", record(&nested("{\"a\":", "1", "}")), json),
        ("d.jsonl", record(&nested("[", "1", "]")), json),
        ("e.jsonl", record(&nested("{\"a\":", "1", "}")), json),
        ("f.jsonl", record(&"[".repeat(deep)), ""),
        ("g.json", "{\"articles\":[".repeat(deep), ""),
        ("h.rss", format!("<rss>{}", nested("<a>", "", "</a>")), "more than 256 deep"),
        ("i.xml", format!("<nitf>{}", nested("<a>", "", "</a>")), "more than 256 deep"),
        ("j.xml", format!("<newsItem>{}", nested("<a>", "", "</a>")), "more than 256 deep"),
        ("k.html", page("<div>"), "k.html"),
        ("l.html", page("<b><i>"), "l.html"),
        ("m.html", page("<table><tr><td>"), "m.html"),
        ("n.html", page("<math><a>"), "n.html"),
        ("o.html", format!("<math>{}", page("<tr>")), "o.html"),
        ("p.html", format!("<svg/><math>{}", page("<option>")), "p.html"),
        ("q.html", page("<a><p>"), "q.html"),
        ("r.html", page("<ul><li>"), "r.html"),
        ("s.html", page("<template>"), "s.html"),
        (
            "t.eml",
            format!(
                "MIME-Version: 1.0\nSubject: x\n{}",
                "Content-Type: message/rfc822\n\n".repeat(deep)
            ),
            "messages within messages",
        ),
        (
            "u.eml",
            format!(
                "MIME-Version: 1.0\nSubject: x\n{}",
                "Content-Type: multipart/mixed; boundary=a\n\n--a\n".repeat(deep)
            ),
            "",
        ),
        ("v.txt", nested("(", FERRY, ")"), "v.txt"),
        ("w.txt", format!("{}{FERRY}", "> ".repeat(deep)), "w.txt"),
        ("x.csv", format!("title,text\n{}", nested("\"", "x", "\"")), ""),
    ]
}

#[test]
fn whatever_lies_too_deep_is_told_or_read_flat() {
    const DEEP: usize = 200_000;
    for at in 0..nested_files(1).len() {
        let linear = linear(|part| {
            let (name, text, expected) = nested_files(DEEP / part).swap_remove(at);
            let desk = desk(&[(name, text.as_bytes())]);
            timed(|| {
                let told = told(desk.path(), &Options::default()).join("\n");
                assert!(!told.is_empty() && told.contains(expected), "{name}: {told:.300}");
            })
        });
        assert_eq!(linear, Ok(()), "{}", nested_files(1)[at].0);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_told_and_the_rest_read() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    let desk = desk(&[("a.txt", FERRY.as_bytes()), ("sub/z.txt", FERRY.as_bytes())]);
    let path = |name: &str| desk.path().join(name);
    assert!(Command::new("mkfifo").arg(path("fifo.txt")).status().unwrap().success());
    let _socket = UnixListener::bind(path("socket.txt")).unwrap();
    symlink("/dev/zero", path("device.html")).unwrap();
    symlink("circle.txt", path("circle.txt")).unwrap();
    symlink("gone.txt", path("dead.txt")).unwrap();
    symlink("..", path("sub/up")).unwrap();
    let told = told(desk.path(), &Options::default());
    assert_eq!(
        told,
        [
            "a.txt",
            "circle.txt: could not be read: Too many levels of symbolic links (os error 40)",
            "dead.txt: could not be read: No such file or directory (os error 2)",
            "device.html: could not be read: neither a file nor a folder",
            "fifo.txt: could not be read: neither a file nor a folder",
            "socket.txt: could not be read: neither a file nor a folder",
            "sub/z.txt",
        ]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_told_and_the_rest_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let files = ["a.txt", "shut.txt", "z.txt"].map(|name| (name, FERRY.as_bytes()));
    let desk = desk(&files);
    // A file that opens, and then gives nothing but an error.
    symlink("/proc/self/mem", desk.path().join("mem.txt")).unwrap();
    let shut = desk.path().join("shut.txt");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    let told = told(desk.path(), &Options::default());
    let is_root = fs::read(&shut).is_ok();
    let shut = "shut.txt: could not be read: Permission denied (os error 13)";
    let expected = [
        "a.txt",
        "mem.txt: could not be read: Input/output error (os error 5)",
        if is_root { "shut.txt" } else { shut },
        "z.txt",
    ];
    assert_eq!(told, expected);
}

#[test]
fn links_in_archives_and_names_that_lead_out_of_them_are_refused() {
    let usual = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link.txt", "/etc/passwd", usual).unwrap();
    for name in ["../up.txt", "/root.txt", "C:\\windows.txt", "..\\back.txt", "dawn/fine.txt"] {
        zip.start_file(name, usual).unwrap();
        zip.write_all(FERRY.as_bytes()).unwrap();
    }
    let desk = desk(&[("desk.zip", &zip.finish().unwrap().into_inner())]);
    let out = |name: &str| {
        format!("desk.zip: could not be read: \"{name}\" in it leads out of the archive")
    };
    assert_eq!(
        told(desk.path(), &Options::default()),
        [
            out("../up.txt"),
            out("..\\back.txt"),
            out("/root.txt"),
            out("C:\\windows.txt"),
            "desk.zip/dawn/fine.txt".to_owned(),
            "desk.zip/link.txt: could not be read: a link, not a file".to_owned(),
        ]
    );
    let beside: Vec<_> = fs::read_dir(desk.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
}

#[track_caller]
fn run(folder: &Path, words: &[&str]) -> Output {
    cargo_bin_cmd!("copytaster").current_dir(folder).args(words).output().unwrap()
}

/// What steers a terminal, or turns the direction of writing.
fn steers(text: &str) -> bool {
    let turns = |letter| matches!(letter, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.contains(|letter: char| turns(letter) || (letter.is_control() && letter != '\n'))
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_in_an_input_or_its_name_steers_a_terminal() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let evil = "\u{1b}]0;owned\u{7}\u{202e}\r\u{9b}2J\u{2028}";
    let page =
        FERRY.replace("Mara", &format!("Mara{evil}")).replace("harbour", &format!("{evil}harbour"));
    let warning = "{\"title\":\"x\",\"warning: all is well\\n\\u001b[2J\":1}";
    let desk = desk(&[
        ("desk/plain.txt", page.as_bytes()),
        ("desk/name\nwarning: of two lines\u{1b}[2J.txt", page.as_bytes()),
        ("desk/turned\u{202e}txt.exe", b"x"),
        ("desk/xml.xml", format!("<?xml version=\"1.0\"?><a{evil}b/>").as_bytes()),
        ("desk/table.csv", format!("{evil}id,cluster\n1,2\n").as_bytes()),
        ("desk/lines.jsonl", b"{\"id\":1,\"a\\u001b[2J\\nerror: b\":2}\n"),
        ("desk/cut.json", format!("{{\"{evil}").as_bytes()),
        ("desk/map.json", warning.as_bytes()),
        ("desk/post.zip", &zipped(&[(&format!("../{evil}.txt"), b"x"), (&format!("{evil}.exe"), b"x")])),
        ("desk/record.warc", format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 70\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {evil}\r\n\r\n").as_bytes()),
    ]);
    let bytes = OsStr::from_bytes(b"desk/\xFF\xFEno letters\x1b[31m.txt");
    fs::write(desk.path().join(bytes), FERRY).unwrap();
    for words in [
        &["cluster", "desk", "-v", "--format", "markdown"][..],
        &["cluster", "desk", "-v", "--format", "csv"],
        &["clean", "desk", "-v"],
        &["dates", "desk", "-v"],
        &["explain", "desk/plain.txt", "desk/\u{1b}[2J\u{202e}"],
        &["timeline", "desk", "--dates", "3"],
    ] {
        let output = run(desk.path(), words);
        let [out, err] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
        assert!(!steers(&out), "{words:?}: {out:?}");
        assert!(!steers(&err), "{words:?}: {err:?}");
        assert!(
            !err.lines()
                .any(|line| line.contains("all is well") && line.starts_with("warning: all")),
            "{err}"
        );
    }
}

#[test]
fn nothing_that_opens_a_connection_is_built_in() {
    /// Crates by which programs in Rust reach a network.
    const NETWORK: [&str; 24] = [
        "async-std",
        "attohttpc",
        "curl",
        "h2",
        "hickory-resolver",
        "http-client",
        "hyper",
        "isahc",
        "minreq",
        "mio",
        "native-tls",
        "openssl",
        "quinn",
        "reqwest",
        "rustls",
        "socket2",
        "surf",
        "tokio",
        "trust-dns-resolver",
        "tungstenite",
        "ureq",
        "url-open",
        "webpki",
        "ws",
    ];
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains(&"trafilatura") && names.contains(&"quick-xml"), "{names:?}");
    let found: Vec<&&str> = names.iter().filter(|name| NETWORK.contains(name)).collect();
    assert_eq!(found, Vec::<&&str>::new());
}

#[cfg(unix)]
#[test]
fn a_disk_without_room_leaves_the_earlier_report_as_it_was() {
    use std::process::Command;

    let desk = desk(&[("desk/a.txt", FERRY.as_bytes()), ("desk/b.txt", FERRY.as_bytes())]);
    let first = run(desk.path(), &["cluster", "desk/a.txt", "--out", "made"]);
    assert!(first.status.success());
    let report = || {
        let mut files: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(desk.path().join("made"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = report();
    // No file may have more than 2 blocks of 512 bytes: what is written behind them fails, as it
    // does on a disk that is full.
    let program = assert_cmd::cargo::cargo_bin!("copytaster");
    let output = Command::new("sh")
        .current_dir(desk.path())
        .args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" cluster desk --out made"])
        .arg(program)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("error: made: File too large"), "{said}");
    assert!(report() == before, "{:?}", report().iter().map(|it| &it.0).collect::<Vec<_>>());
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_takes_no_more_is_an_error() {
    let desk = desk(&[("desk/a.txt", FERRY.as_bytes())]);
    for words in [
        &["cluster", "desk", "--format", "csv"][..],
        &["cluster", "desk", "--format", "json"],
        &["cluster", "desk"],
        &["clean", "desk"],
        &["dates", "desk"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut program = std::process::Command::new(assert_cmd::cargo::cargo_bin!("copytaster"));
        let child = program.current_dir(desk.path()).args(words).stdout(full);
        let output = child.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let output = output.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        let why = "error: standard output: No space left on device (os error 28)";
        assert!(said.lines().any(|line| line == why), "{words:?}: {said}");
    }
}
