use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use super::*;

const PAGE: &str = "Ferry is back\n\nThe ferry came back to the harbour on Thursday.";

fn desk(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// What is read of a path: keys, and reasons with the source they are told of.
fn read(folder: &TempDir, below: &str, options: &Options) -> Vec<String> {
    let path = folder.path().join(below);
    let root = format!("{}/", folder.path().display());
    open(&path, options)
        .map(|read| match read {
            Ok(raw) => raw.key.to_string(),
            Err(rejected) => {
                let source = rejected.source.to_string();
                format!("{}: {}", source.strip_prefix(&root).unwrap_or("."), rejected.reason)
            }
        })
        .collect()
}

#[test]
fn a_desk_of_every_kind_of_file_is_read() {
    let lines = b"{\"id\":\"own\",\"title\":\"a\"}\n{\"title\":\"b\"}\n";
    let desk = desk(&[
        ("README.md", b"not an article"),
        ("array.json", b"[{\"title\":\"a\"},{\"title\":\"b\"}]"),
        ("broken.jsonl", b"{\"title\":\"a\"}\n{\"title\n{\"title\":\"c\"}\n"),
        ("dawn/page.txt", PAGE.as_bytes()),
        ("empty.txt", b""),
        ("letter.docx", b"PK\x03\x04"),
        ("lines.jsonl", lines),
        ("one.json", b"{\"title\":\"a\"}"),
        ("one.jsonl", b"{\"title\":\"a\"}"),
        ("packed.csv.gz", &packed(b"title,text\na,b\nc\nd,e\n")),
        ("page.html", b"<html><p>Ferry</html>"),
        ("two.md", b"Outlet: A\n\nOne.\n\n---\nOutlet: B\n\nTwo."),
    ]);
    let expected = [
        "array.json#1",
        "array.json#2",
        "broken.jsonl#1",
        "broken.jsonl#2: broken record: line 2, column 7: it ends within a record",
        "broken.jsonl#3",
        "dawn/page.txt",
        "empty.txt: no text in it",
        "letter.docx: not a kind of file that is read: .docx (--via names a program that makes text of it)",
        "own",
        "lines.jsonl#2",
        "one.json",
        "one.jsonl#1",
        "packed.csv.gz#1",
        "packed.csv.gz#2: broken record: line 3: 1 cell where the header has 2",
        "packed.csv.gz#3",
        "page.html",
        "two.md#1",
        "two.md#2",
    ];
    assert_eq!(read(&desk, "", &Options::default()), expected);
}

#[test]
fn a_page_knows_its_file_and_its_folder() {
    let desk = desk(&[("dawn/page.txt", PAGE.as_bytes())]);
    let dawn = desk.path().join("dawn");
    let one = |path: &Path| open(path, &Options::default()).next().unwrap().unwrap();
    let found = one(desk.path());
    assert_eq!((found.key.as_str(), found.folder.as_deref()), ("dawn/page.txt", Some("dawn")));
    assert!(found.source.path.ends_with("/dawn/page.txt"), "{:?}", found.source);
    assert_eq!(found.content, Content::Pasted(PAGE.to_owned()));
    for path in [dawn.clone(), dawn.join("page.txt")] {
        let found = one(&path);
        assert_eq!((found.key.as_str(), found.folder), ("page.txt", None));
    }
}

#[test]
fn what_a_cut_archive_still_holds_is_read() {
    let text =
        (0..20_000).map(|id| format!("{{\"id\":{id},\"title\":\"{}\"}}\n", id * 7919 % 9973));
    let mut bytes = packed(text.collect::<String>().as_bytes());
    bytes.truncate(bytes.len() - 50);
    let desk = desk(&[("a.jsonl.gz", &bytes), ("b.txt.gz", &bytes[..5]), ("c.txt", b"c c")]);
    let read = read(&desk, "", &Options::default());
    let [keys @ .., cut, head, last] = &read[..] else { panic!("{read:?}") };
    assert!(10_000 < keys.len() && keys[17] == "17", "{}", keys.len());
    assert!(cut.starts_with("a.jsonl.gz: could not be read: line "), "{cut}");
    assert!(head.starts_with("b.txt.gz: could not be read: "), "{head}");
    assert_eq!(last, "c.txt");
}

#[test]
fn a_missing_file_is_no_article() {
    let desk = desk(&[]);
    let read = read(&desk, "gone.txt", &Options::default());
    assert!(read[0].starts_with("gone.txt: could not be read: "), "{read:?}");
    assert_eq!(read.len(), 1);
}

#[test]
fn a_mapping_can_be_told_and_overridden() {
    let desk = desk(&[
        ("a.csv", b"kop,titel,tekst,Published At\n1,2,3,4\n"),
        ("b.jsonl", b"{\"headline\":\"a\",\"source\":{\"name\":\"b\"}}\n"),
        ("c.txt", b"c c"),
    ]);
    let told = |options: &Options| {
        let told = mappings(&[desk.path().to_path_buf(), PathBuf::from("-")], options);
        let columns = |it: &Mapping| {
            it.columns.iter().map(|(field, column)| format!("{field}={column}")).collect::<Vec<_>>()
        };
        told.iter().map(|it| columns(it).join(" ")).collect::<Vec<_>>()
    };
    let lines = "title=headline outlet=source.name";
    let automatic = "title=titel text=tekst published=Published At";
    assert_eq!(told(&Options::default()), [automatic, lines]);
    let map = vec![("title".to_owned(), "kop".to_owned())];
    let options = Options { map, ..Options::default() };
    assert_eq!(told(&options), ["title=kop text=tekst published=Published At", lines]);
    assert_eq!(read(&desk, "", &options), ["a.csv#1", "b.jsonl#1", "c.txt"]);
}

#[test]
fn a_column_that_an_export_lacks_is_told_and_costs_no_record() {
    let desk = desk(&[
        ("a.csv", b"headline,teaser\n1,2\n"),
        ("b.jsonl", b"{\"headline\":\"a\"}\n"),
        ("c.json", b"[{\"headline\":\"a\"},{\"kop\":\"a\"}]"),
        ("d.csv", b"kop\na\n"),
        ("e.csv", b"kopp,id\na,1\n"),
    ]);
    let map = vec![("title".to_owned(), "kop".to_owned())];
    let options = Options { map, ..Options::default() };
    let nothing = "e.csv: broken record: no column for a text or a headline, and none called \
                   \"kop\"; it has: kopp, id; name one with --map text=COLUMN";
    let expected = ["a.csv#1", "b.jsonl#1", "c.json#1", "c.json#2", "d.csv#1", nothing];
    assert_eq!(read(&desk, "", &options), expected);

    let mut batches = Batches::open(&[desk.path().to_path_buf()], &options);
    batches.by_ref().for_each(drop);
    let told = batches.unmapped().iter().map(|it| it.message.rsplit_once('/').unwrap().1);
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "a.csv: no column \"kop\" for title; it has: headline, teaser",
            "b.jsonl: no column \"kop\" for title; it has: headline",
        ]
    );
}

#[test]
fn of_every_export_as_many_records_are_read_as_the_limit_says() {
    let lines = "{\"title\":\"ferry\"}\n".repeat(9);
    let table = format!("title\n{}", "ferry\n".repeat(9));
    let desk = desk(&[("a.csv", table.as_bytes()), ("b.jsonl", lines.as_bytes())]);
    let usual = Options::default();
    let limits = Limits { records: 2, ..usual.limits };
    let options = Options { limits, ..usual };
    let why = "more than 2 records: what is behind was not read (--max-records)";
    let expected = ["a", "b"].map(|name| {
        let file = format!("{name}.{}", if name == "a" { "csv" } else { "jsonl" });
        let read = (1..=2).map(|number| format!("{file}#{number}"));
        read.chain([format!("{file}: could not be read: {why}")]).collect::<Vec<_>>()
    });
    assert_eq!(read(&desk, "", &options), expected.concat());
}

#[test]
fn a_folder_that_is_to_be_skipped_is() {
    let desk = desk(&[("a.txt", b"a a"), ("out/report.md", b"b b")]);
    let skip = vec![desk.path().join("out")];
    assert_eq!(read(&desk, "", &Options { skip, ..Options::default() }), ["a.txt"]);
}

#[test]
fn names_hold_nothing_that_steers_a_terminal() {
    let desk = desk(&[("a.jsonl", b"{\"id\":\" a\\u001b[2J\\n \",\"title\":\"t\"}")]);
    assert_eq!(read(&desk, "", &Options::default()), ["a\u{FFFD}[2J"]);
}

#[test]
fn any_bytes_under_any_name_are_read_without_a_panic() {
    let names = ["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv", "a", "a.gz"];
    let pieces: [&[u8]; 14] = [
        b"",
        b"\xEF\xBB\xBF",
        b"\xFF\xFE",
        b"\0",
        b"\"",
        b"{",
        b"[{",
        b"\x1F\x8B\x08",
        b"---\n",
        b"title,text\n",
        b"\xF0\x9F",
        b"<meta charset=",
        b"\r",
        b"Date: 1\n",
    ];
    for name in names {
        for first in pieces {
            for second in pieces {
                let bytes = [first, second, b"x", first].concat();
                let desk = desk(&[(name, &bytes)]);
                assert!(!read(&desk, name, &Options::default()).is_empty(), "{name} {bytes:?}");
            }
        }
    }
}

#[test]
fn records_may_be_handed_to_other_threads() {
    fn is_send(_: impl Send) {}
    is_send(open(Path::new("-"), &Options::default()));
}
