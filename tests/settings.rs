//! What is typed, what a settings file says, and how everything wrong with either is told at once.

use std::fs;

use insta::assert_snapshot;

use crate::cli::{desk, folder, run};

#[test]
fn every_problem_of_a_command_line_is_told_with_what_to_do_about_it() {
    let desk = desk();
    let line = "cluster nowhere dekc --map lede=x --map text --tz Europe/Atlantis --via pdftotext' \
                --date-order week --format-in nwesml --verdicts none.csv --window -1 \
                --threads many --keep oldest --max-page-size big --max-layers 0 --loudly 5 \
                --fromat csv --excel=yes --level";
    let words: Vec<&str> = line.split_whitespace().collect();
    let ended = run(desk.path(), &words, "");
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{}", ended.err);
    assert_snapshot!(ended.err, @r##"
    error: --date-order week: not one of its values
    hint: --date-order is one of day, month
    error: --keep oldest: not one of its values
    hint: --keep is one of earliest, longest
    error: --loudly: no such option
    hint: `copytaster cluster --help` lists the options
    error: --fromat: no such option
    hint: did you mean --format?
    error: --excel=yes: it takes no value
    hint: write --excel
    error: --level: its value is missing
    hint: write it as --level <LEVEL>
    error: nowhere: no such file or folder
    hint: name files and folders that are there, or - for standard input
    error: dekc: no such file or folder
    hint: did you mean desk?
    error: --max-page-size big: not a size
    hint: give bytes from 1, with a unit if you like, as in --max-page-size 64MiB or --max-page-size 2GB
    error: --max-layers 0: not a whole number from 1 to 64
    hint: write it as in --max-layers 10
    error: --map text: not a field and a column
    hint: write it as in --map text=body_copy
    error: --format-in nwesml: no format that is read
    hint: did you mean --format-in newsml?
    error: --via pdftotext': a quote in it is opened and never closed
    hint: write it as in --via "pdftotext -layout - -"
    error: --map lede=x: there is no field "lede"
    hint: fields are id, title, text, text_full, url, published, modified, seen, outlet, language, byline, credit, dateline
    error: --threads many: not a number of threads
    hint: give a whole number from 1 to 1024
    error: --window -1: not a number of days
    hint: give a whole number from 1, as in --window 3
    error: --verdicts none.csv: could not be read: No such file or directory (os error 2)
    hint: name a CSV file with the columns left,right,verdict,because
    error: --tz Europe/Atlantis: not a known zone
    hint: give a name, as in --tz Europe/Kyiv, or hours from UTC, as in --tz +03:00
    "##);
}

#[test]
fn a_problem_of_the_words_hides_none_of_what_they_say() {
    let desk = desk();
    for (words, named) in [
        (&["cluster", "--window", "soon"][..], &["no INPUT", "--window soon"][..]),
        (&["clean", "desk", "--quiet", "--verbose", "--threads", "0"], &["--quiet", "--threads 0"]),
        (&["dates", "desk", "--threads", "1", "--threads", "2"], &["--threads: given more than"]),
        (&["timeline", "desk", "--dates", "-3", "--formt", "csv"], &["--dates -3", "--formt"]),
        (&["explain", "ferry-1", "--in", "nowhere", "--kep", "x"], &["--kep", "missing: <B>"]),
        (&["evaluate", "--worst", "few", "--floor", "x"], &["--worst few", "--floor x", "no GOLD"]),
        (&["man", "clustr"], &["man clustr: no such command"]),
        (&["completions", "bash", "zsh"], &["zsh: one word too many"]),
    ] {
        let ended = run(desk.path(), words, "");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{words:?}: {}", ended.err);
        for name in named {
            assert!(ended.err.contains(&format!("error: {name}")), "{words:?}: {}", ended.err);
        }
    }
}

#[test]
fn settings_in_a_file_hold_unless_something_else_is_typed() {
    let desk = desk();
    let file = "
        window = 3
        quiet = true
        [clean]
        format = \"jsonl\"
        [cluster]
        format = \"json\"
        keep = \"longest\"
        map.text = \"text\"
        max-page-size = \"1MiB\"
    ";
    fs::write(desk.path().join("copytaster.toml"), file).unwrap();
    let chosen = |words: &[&str]| {
        let ended = run(desk.path(), &[&["cluster", "desk"], words].concat(), "");
        assert!(ended.out.starts_with('{'), "{}", ended.err);
        let value: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        let choices = &value["recipe"]["choices"];
        let days = choices["stories"]["window_days"].as_i64().unwrap();
        (days, choices["copies"]["keep"].as_str().unwrap().to_owned(), ended.err)
    };
    let (days, keep, said) = chosen(&[]);
    assert_eq!((days, keep.as_str()), (3, "longest"));
    let told = "settings of copytaster.toml: format = json; keep = longest; map = text=text; \
                max-page-size = 1MiB; quiet; window = 3\n";
    assert_eq!(said, told);
    let (days, keep, said) = chosen(&["--window", "5"]);
    assert_eq!((days, keep.as_str()), (5, "longest"));
    assert!(!said.contains("window"), "{said}");
    let (.., said) = chosen(&["-q"]);
    assert_eq!(said, "");
    let (days, keep, said) = chosen(&["--no-config", "--format", "json"]);
    assert_eq!((days, keep.as_str()), (7, "earliest"));
    assert!(!said.contains("settings"), "{said}");
    // What takes the place of an option takes that of a setting.
    let ended = run(desk.path(), &["cluster", "desk", "--out", "made", "--verbose"], "");
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    assert!(ended.err.contains("2 articles"), "{}", ended.err);
    let ended = run(desk.path(), &["clean", "desk"], "");
    assert!(ended.out.starts_with('{'), "{}", ended.out);
    assert_eq!(ended.err, "settings of copytaster.toml: format = jsonl; quiet\n");
}

#[test]
fn a_mistyped_option_is_told_with_the_one_that_is_meant() {
    let desk = desk();
    for (words, expected) in [
        (&["cluster", "desk", "--ouput", "made"][..], &["--ouput", "did you mean --out?"][..]),
        (&["cluster", "desk", "--output=made"], &["--output", "did you mean --out?"]),
        (&["cluster", "desk", "--widow", "3"], &["--widow", "did you mean --window?"]),
        (&["explain", "ferry-1", "bakery-1", "--ni", "desk"], &["--ni", "did you mean --in?"]),
        (&["clean", "desk", "--zzz"], &["--zzz", "`copytaster clean --help` lists the options"]),
        (&["--quite", "clean", "desk"], &["--quite", "did you mean --quiet?"]),
        (
            &["--zzz"],
            &[
                "--zzz",
                "`copytaster --help` lists the options",
                "no command",
                "`copytaster --help` lists the commands",
            ],
        ),
    ] {
        let ended = run(desk.path(), words, "");
        let told = expected.chunks(2).map(|pair| {
            let what = if pair[0].starts_with("--") { ": no such option" } else { " is named" };
            format!("error: {}{what}\nhint: {}\n", pair[0], pair[1])
        });
        assert!(ended.err.starts_with(&told.collect::<String>()), "{words:?}: {}", ended.err);
        assert_eq!(ended.code, Some(2), "{words:?}");
    }
}

#[test]
fn a_word_in_the_wrong_place_and_a_mistyped_command_are_told_alone() {
    let desk = desk();
    fs::write(desk.path().join("3"), "words").unwrap();
    let behind = "error: --window: no option before the command\n\
                  hint: write it behind the command, as in copytaster cluster --window\n";
    for (words, told) in [
        (&["--window", "3", "cluster", "desk"][..], behind),
        (&["--window=3", "cluster", "desk"], behind),
        (&["clustr", "desk"], "error: clustr: no such command\nhint: did you mean cluster?\n"),
        (
            &["-q", "clustr", "desk", "--zzz"],
            "error: clustr: no such command\nhint: did you mean cluster?\n\
             error: --zzz: no such option\n\
             hint: `copytaster cluster --help` lists the options\n",
        ),
        (
            &["--config", "clustr", "clustr", "desk", "--zzz"],
            "error: clustr: no such command\nhint: did you mean cluster?\nerror: --zzz: no such option\n",
        ),
        (
            &["xyz", "desk"],
            "error: xyz: no such command\nhint: `copytaster --help` lists the commands\n",
        ),
        (
            &["--config", "clean", "cluster", "desk", "--zzz"],
            "error: --zzz: no such option\nhint: `copytaster cluster --help` lists the options\n",
        ),
    ] {
        let ended = run(desk.path(), words, "");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{words:?}: {}", ended.err);
        assert!(ended.err.starts_with(told), "{words:?}: {}", ended.err);
        assert!(!ended.err.contains("INPUT"), "{words:?}: {}", ended.err);
    }
}

#[test]
fn what_a_settings_file_says_twice_is_told_with_what_to_do() {
    let desk = desk();
    let hint = "hint: keep one of the two; an option with several values takes a list, as in map = \
                [\"text=body_copy\", \"outlet=paper\"]\n";
    for (file, place) in [
        ("window = 3\nwindow = 4\n", "line 2: window is set a second time"),
        ("[clean]\nmap.text = \"a\"\nmap.text = \"b\"\n", "line 3: text is set a second time"),
        ("[clean]\nthreads = 1\n[clean]\nraw = true\n", "line 3: clean is set a second time"),
    ] {
        fs::write(desk.path().join("copytaster.toml"), file).unwrap();
        let ended = run(desk.path(), &["clean", "desk"], "");
        assert_eq!(ended.err, format!("error: copytaster.toml, {place}\n{hint}"));
        assert_eq!(ended.code, Some(2));
    }
}

#[test]
fn a_settings_file_that_is_named_is_read_and_its_paths_begin_where_it_lies() {
    let desk = desk();
    fs::create_dir(desk.path().join("settings")).unwrap();
    let verdicts = "left,right,verdict,because\nferry-1,bakery-1,same,one fair\n";
    fs::write(desk.path().join("settings/verdicts.csv"), verdicts).unwrap();
    let file = "via = \"cat\"\n[cluster]\nverdicts = \"verdicts.csv\"\nout = \"../made\"\n";
    fs::write(desk.path().join("settings/mine.toml"), file).unwrap();
    let ended = run(desk.path(), &["cluster", "desk", "--config", "settings/mine.toml"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("2 articles, 1 story"), "{}", ended.err);
    assert!(desk.path().join("made/report.md").exists(), "{}", ended.err);
    // Nobody asked for this one, so it starts no program.
    fs::write(desk.path().join("copytaster.toml"), "via = \"cat\"\n").unwrap();
    let ended = run(desk.path(), &["clean", "desk"], "");
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("copytaster.toml: via: starts a program"), "{}", ended.err);
    for words in [&["man"][..], &["completions", "bash"], &["clean", "desk", "--no-config"]] {
        assert_eq!(run(desk.path(), words, "").code, Some(0), "{words:?}");
    }
}

#[test]
fn every_problem_of_a_settings_file_is_told_with_its_line() {
    let desk = desk();
    let file = "windwo = 3
date_order = \"day\"
quiet = \"yes\"
threads = 1979-05-27
map = [\"lede=x\", 3.5, true]
max-row-size = \"big\"
config = \"other.toml\"
[cluster]
keep = \"longst\"
format = \"text\"
window = [1]
suite = \"x\"
[cluters]
a = 1
";
    fs::write(desk.path().join("copytaster.toml"), file).unwrap();
    let ended = run(desk.path(), &["cluster", "desk", "--threads", "0"], "");
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{}", ended.err);
    assert_snapshot!(ended.err, @r##"
    settings of copytaster.toml: max-row-size = big
    error: copytaster.toml, line 1: no option is called "windwo"
    hint: did you mean window?
    error: copytaster.toml, line 2: no option is called "date_order"
    hint: did you mean date-order?
    error: copytaster.toml, line 3: quiet: a value of this kind (string) is none for it
    hint: write quiet = true
    error: copytaster.toml, line 4: threads: a value of this kind (datetime) is none for it
    hint: write one value: threads = N
    error: copytaster.toml, line 5: map: a value of this kind (array) is none for it
    hint: write it as in map = ["a=b", "c=d"]
    error: copytaster.toml, line 7: no option is called "config"
    hint: the keys are the long options of `copytaster help cluster`, without --
    error: copytaster.toml, line 9: keep = "longst": not one of its values
    hint: keep of `copytaster cluster` is one of earliest, longest; what is for another command alone stands in a table called like it
    error: copytaster.toml, line 10: format = "text": not one of its values
    hint: format of `copytaster cluster` is one of markdown, html, csv, json, jsonl; what is for another command alone stands in a table called like it
    error: copytaster.toml, line 11: window: a value of this kind (array) is none for it
    hint: write one value: window = DAYS
    error: copytaster.toml, line 12: `copytaster cluster` has no option called "suite"
    hint: the keys are the long options of `copytaster help cluster`, without --
    error: copytaster.toml, line 13: no option is called "cluters"
    hint: did you mean cluster?
    error: copytaster.toml: --max-row-size big: not a size
    hint: give bytes from 1, with a unit if you like, as in --max-row-size 64MiB or --max-row-size 2GB
    error: --threads 0: not a number of threads
    hint: give a whole number from 1 to 1024
    "##);
    for (text, told) in [
        (&b"window = = 3\n"[..], "copytaster.toml, line 1: "),
        (b"\nwindow = \"\xFF\"\n", "copytaster.toml: could not be read: "),
    ] {
        fs::write(desk.path().join("copytaster.toml"), text).unwrap();
        let ended = run(desk.path(), &["dates", "desk"], "");
        assert_eq!(ended.code, Some(2), "{}", ended.err);
        assert!(ended.err.starts_with(&format!("error: {told}")), "{}", ended.err);
    }
    let ended = run(desk.path(), &["dates", "desk", "--config", "no.toml"], "");
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.err.starts_with("error: no.toml: could not be read"), "{}", ended.err);
}

#[test]
fn what_is_above_a_limit_is_refused_with_the_option_that_raises_it() {
    let page =
        "Ferry aground off the point\n\n".to_owned() + &"Nobody was hurt. ".repeat(100) + "\n";
    let long = format!("id,text\na,{}\nb,It is late again.\n", "Nobody was hurt. ".repeat(100));
    let nested = format!("<rss>{}{}</rss>", "<a>".repeat(9), "</a>".repeat(9));
    let record = format!("{{\"id\":\"a\",\"text\":\"{}\"}}\n", "word ".repeat(300));
    let mail = format!("MIME-Version: 1.0\nMessage-ID: <a@b.example>\n\n{page}");
    let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{page}");
    let crawl = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{response}\r\n\r\n",
        response.len()
    );
    let files = [
        ("page.txt", &page),
        ("table.csv", &long),
        ("feed.rss", &nested),
        ("r.jsonl", &record),
        ("mail.eml", &mail),
        ("crawl.warc", &crawl),
    ];
    let desk = folder(&files.map(|(name, text)| (name, text.as_str())));
    for (file, option, value, reason) in [
        ("page.txt", "--max-file-size", "1KiB", "longer than 1 KiB, the most that is read"),
        ("page.txt", "--max-page-size", "1kb", "longer than 1000 bytes, the most that one page"),
        ("page.txt", "--max-lines", "1", "more than 1 line, the most that one page may have"),
        ("mail.eml", "--max-lines", "1", "more than 1 line, the most that one page may have"),
        ("crawl.warc", "--max-lines", "1", "more than 1 line, the most that one page may have"),
        ("table.csv", "--max-row-size", "1KiB", "line 2: longer than 1 KiB"),
        ("table.csv", "--max-records", "1", "more than 1 record:"),
        ("feed.rss", "--max-nesting", "8", "more than 8 deep"),
        ("r.jsonl", "--max-record-size", "1KiB", "line 1: longer than 1 KiB"),
    ] {
        let ended = run(desk.path(), &["clean", file, option, value], "");
        assert_eq!(ended.code, Some(3), "{option}: {}", ended.err);
        assert!(ended.err.contains(reason), "{option}: {}", ended.err);
        assert!(ended.err.contains(&format!("({option})")), "{option}: {}", ended.err);
        let ended = run(desk.path(), &["clean", file], "");
        assert!(!ended.err.contains(reason), "{option}: {}", ended.err);
    }
}

#[test]
fn shells_and_man_are_told_of_every_command() {
    let nowhere = folder(&[]);
    for (shell, begins) in [
        ("bash", "_copytaster() {"),
        ("zsh", "#compdef copytaster"),
        ("fish", "# Print an optspec"),
        ("powershell", "\nusing namespace"),
        ("elvish", "\nuse builtin;"),
    ] {
        let ended = run(nowhere.path(), &["completions", shell], "");
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{shell}");
        assert!(ended.out.starts_with(begins), "{shell}: {:.200}", ended.out);
        for name in ["cluster", "explain", "man", "max-page-size", "date-order", "no-config"] {
            assert!(ended.out.contains(name), "{shell}: no {name}");
        }
    }
    for (command, option) in [("", "quiet"), ("cluster", "window"), ("evaluate", "floor")] {
        let words: Vec<&str> = ["man", command].into_iter().filter(|it| !it.is_empty()).collect();
        let ended = run(nowhere.path(), &words, "");
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{command}");
        let name = ["copytaster", command].join("-");
        let title = format!(".TH {} 1", name.trim_end_matches('-'));
        assert!(ended.out.contains(&title), "{title}: {:.300}", ended.out);
        for part in [".SH SYNOPSIS", ".SH OPTIONS", &format!("\\-\\-{option}"), "Example"] {
            assert!(ended.out.contains(part), "{command}: no {part}");
        }
    }
}
