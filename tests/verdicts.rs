//! What editors decided is obeyed, whatever the articles have in common, and nothing of it is passed
//! over in silence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

/// What the program wrote of the sample desk when it was given verdicts.
struct Run {
    folder: TempDir,
    err: String,
}

impl Run {
    fn of(rows: &str, more: &[&str]) -> Run {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("verdicts.csv");
        fs::write(&file, format!("left,right,verdict,because\n{rows}")).unwrap();
        let mut program = cargo_bin_cmd!("copytaster");
        program.args(["cluster", "inputs", "--verdicts"]).arg(&file).args(more);
        let ended = program.arg("--out").arg(folder.path().join("made")).assert().success();
        let err = String::from_utf8(ended.get_output().stderr.clone()).unwrap();
        Run { folder, err }
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("made").join(name)).unwrap()
    }

    /// The story of each article.
    fn stories(&self) -> BTreeMap<String, String> {
        stories(&self.folder.path().join("made/articles.csv"))
    }

    /// The relation, the route and the reason of a link.
    fn link(&self, left: &str, right: &str) -> [String; 3] {
        let text = self.read("links.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut rows = reader.records().map(Result::unwrap);
        let row = rows.find(|row| &row[0] == left && &row[1] == right);
        let row = row.unwrap_or_else(|| panic!("no link of {left} and {right}"));
        [row[2].to_owned(), row[4].to_owned(), row[row.len() - 1].to_owned()]
    }
}

fn stories(articles: &Path) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(articles).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

const WIRE: &str = "exports/meridian-wire.jsonl#1";
const REPRINT: &str = "morning-ledger/kessel-bridge-collapse.txt";
const CLOSES: [&str; 2] = ["quayside/close-march-11.md", "quayside/close-march-12.md"];

#[test]
fn copies_are_parted_and_templates_put_together_and_the_links_say_who_said_so() {
    let [monday, tuesday] = CLOSES;
    let rows = format!(
        "8871204431,8871204977,different,two treaties\n{monday},{tuesday},same,one week\n\
         {REPRINT},{WIRE},different,\n"
    );
    for level in [&[][..], &["--level", "copies"]] {
        let run = Run::of(&rows, level);
        let stories = run.stories();
        assert_ne!(stories["8871204431"], stories["8871204977"], "{level:?}");
        assert_eq!(stories[monday], stories[tuesday], "{level:?}");
        assert_ne!(stories[WIRE], stories[REPRINT], "{level:?}");
        for (left, right, relation, because) in [
            ("8871204431", "8871204977", "different", "are different stories"),
            (monday, tuesday, "same_story", "are one story"),
            (WIRE, REPRINT, "different", "row 4"),
        ] {
            let [found, route, said] = run.link(left, right);
            assert_eq!([found.as_str(), route.as_str()], [relation, "verdict"], "{level:?}");
            assert!(said.starts_with("an editor decided that the two "), "{said}");
            assert!(said.contains(because), "{said}");
        }
        assert!(run.link("8871204431", "8871204977")[2].contains("row 2): two treaties;"));
    }
    let report = Run::of(&rows, &[]).read("report.md");
    assert!(report.contains("3 verdicts of"), "{report}");
    assert!(report.contains("**Decided:** an editor put “Ansel 40 slips"), "{report}");
}

#[test]
fn a_desk_can_be_turned_over_by_verdicts_and_every_one_of_them_holds() {
    // Of every two neighbours by name the contrary of what the program found.
    let found: Vec<(String, String)> =
        stories(Path::new("reports/articles.csv")).into_iter().collect();
    let contrary = found.windows(2).map(|pair| {
        let verdict = if pair[0].1 == pair[1].1 { "different" } else { "same" };
        (pair[0].0.clone(), pair[1].0.clone(), verdict)
    });
    let contrary: Vec<_> = contrary.step_by(2).collect();
    assert!(contrary.iter().any(|(.., verdict)| *verdict == "different"), "{contrary:?}");
    let rows = contrary.iter().map(|(left, right, verdict)| format!("{left},{right},{verdict},\n"));
    let run = Run::of(&rows.collect::<String>(), &[]);
    let stories = run.stories();
    for (left, right, verdict) in &contrary {
        let together = stories[left] == stories[right];
        assert_eq!(together, *verdict == "same", "{left} and {right} are {verdict}");
    }
    // The same file is gold: by it, nothing is wrong.
    let mut program = cargo_bin_cmd!("copytaster");
    let verdicts = run.folder.path().join("verdicts.csv");
    program.arg("evaluate").arg(verdicts).arg("--against").arg(run.folder.path().join("made"));
    program.args(["--floor", "accuracy=1"]).assert().success();
}

#[test]
fn what_is_not_obeyed_is_told_by_name() {
    let rows = format!(
        "{WIRE},{REPRINT},same,one text\n\
         {REPRINT},8871204431,same,by mistake\n\
         {WIRE},8871204431,different,a bridge and a treaty\n\
         morning-ledger/kessel-bridge.txt,{WIRE},same,\n\
         inputs/morning-ledger/blank-page.txt,{WIRE},same,\n"
    );
    let run = Run::of(&rows, &[]);
    let stories = run.stories();
    assert_ne!(stories[WIRE], stories[REPRINT], "the later rows hold");
    assert_eq!(stories[REPRINT], stories["8871204431"]);
    let report = run.read("report.md").replace('\\', "");
    for told in [
        "row 2, exports/meridian-wire.jsonl#1 and morning-ledger/kessel-bridge-collapse.txt are \
         one story: one text: not obeyed, since what stands below contradicts it: row 3, \
         morning-ledger/kessel-bridge-collapse.txt and 8871204431 are one story: by mistake; row 4, \
         exports/meridian-wire.jsonl#1 and 8871204431 are different stories: a bridge and a treaty",
        "row 5: there is no article morning-ledger/kessel-bridge.txt to obey it on; did you mean \
         morning-ledger/kessel-bridge-collapse.txt?",
        "row 6: inputs/morning-ledger/blank-page.txt became no article: no text in it",
    ] {
        assert!(report.contains(told), "{told}\nis not in the report");
        assert!(run.err.contains(told), "{told}\nis not in: {}", run.err);
    }
}

#[test]
fn a_file_that_is_none_of_verdicts_stops_the_run_with_every_fault() {
    let folder = tempfile::tempdir().unwrap();
    for (text, told) in [
        (Some(""), &["nothing in it", "hint: it needs a row with the columns"][..]),
        (Some("id,cluster\n1,2\n"), &["row 1: the columns needed are", "hint: the columns found"]),
        (
            Some("\u{feff}left;right;verdict\r\na;b;maybe\r\n;b;same\r\n"),
            &["row 2: column verdict: \"maybe\" is no answer", "row 3: an article is not named"],
        ),
        (None, &["could not be read"]),
    ] {
        let file = folder.path().join("verdicts.csv");
        fs::remove_file(&file).ok();
        text.iter().for_each(|text| fs::write(&file, text).unwrap());
        let mut program = cargo_bin_cmd!("copytaster");
        let ended = program.args(["cluster", "inputs", "--verdicts"]).arg(&file).assert().code(2);
        let err = String::from_utf8(ended.get_output().stderr.clone()).unwrap();
        for words in told {
            assert!(err.contains(words), "{text:?}: {words} is not in: {err}");
        }
    }
}

#[test]
fn explain_tells_of_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verdicts.csv");
    fs::write(&file, format!("left,right,verdict,because\n{WIRE},{REPRINT},different,a test\n"))
        .unwrap();
    let explained = |b: &str| {
        let mut program = cargo_bin_cmd!("copytaster");
        program.args(["explain", WIRE, b, "--in", "inputs", "--verdicts"]).arg(&file);
        let ended = program.assert().success();
        String::from_utf8(ended.get_output().stdout.clone()).unwrap()
    };
    let told = explained(REPRINT);
    assert!(told.contains("  an editor decided that the two are different stories"), "{told}");
    assert!(told.contains("row 2): a test\n  two stories, "), "{told}");
}
