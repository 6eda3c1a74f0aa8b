//! Writes a made-up corpus with known copies, for benchmarks and for measuring recall.
//!
//! In: how many articles, or a crowd of one kind, and a seed. Out, in a folder: `articles.jsonl`, one
//! article a line (`id,title,text,published,outlet,url`); `truth.csv`, one row a planted pair with its
//! exact overlap; `groups.csv`, the family of every article: articles of two families are no copies.
//! Equal arguments give equal bytes on every machine. Articles have 520 words (3.1 KB) on average in
//! an invented language; nothing of the program under test is used, and nothing beyond `std`.
//!
//! Truth: sets of 5-word shingles over lower-cased words `\w+(?:['’]\w+)*` of the final texts.
//! `same_copy` is `yes` at a Jaccard index of .5 or, with 20 shingles in the shorter text, a
//! containment of .7, both after leaving out an outlet's standing words. All pairs of a family of up
//! to 20 are listed, of greater ones each member with the first and with the one before.
//!
//! Cost: about 100 µs and 40 bytes of memory an article.

mod corpus;

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use corpus::family::{Article, Press};
use corpus::oracle::{Overlap, Shingles};
use corpus::plan::{Kind, Plan, Slot};

const USAGE: &str = "\
Writes a made-up corpus with known copies: articles.jsonl, truth.csv and groups.csv.

Usage: generate (--articles N | --identical N | --boilerplate N | --near N) --out FOLDER [--seed N]

  --articles N     a mixed corpus: a quarter of the articles in families of copies
  --identical N    N identical articles
  --boilerplate N  N unlike articles of 500 words that share 200 words of boilerplate
  --near N         N near-identical copies of one text
  --out FOLDER     where to write; made if it is not there
  --seed N         another corpus for another number [default: 1]

Example: cargo run --release --example generate -- --articles 100000 --out corpus
";

/// Largest family of which every pair is listed.
const ALL_PAIRS: usize = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match Wanted::of(&arguments) {
        Ok(wanted) => write(wanted.plan, &wanted.out).map_err(|error| error.to_string()),
        Err(problem) => Err(format!("{problem}\n\n{USAGE}")),
    };
    let Err(problem) = done else { return ExitCode::SUCCESS };
    // Nowhere is left to say that standard error is closed.
    let _ = writeln!(io::stderr(), "{problem}");
    ExitCode::FAILURE
}

/// What the arguments ask for.
struct Wanted {
    plan: Plan,
    out: PathBuf,
}

impl Wanted {
    fn of(arguments: &[String]) -> Result<Wanted, String> {
        let (mut wanted, mut out, mut seed) = (Vec::new(), None, 1);
        for pair in arguments.chunks(2) {
            let [name, value] = pair else { return Err(format!("{} needs a value", pair[0])) };
            let number = || {
                value.parse::<u32>().map_err(|_| format!("{name} needs a number, not {value:?}"))
            };
            match name.as_str() {
                "--articles" => wanted.push((None, number()?)),
                "--identical" => wanted.push((Some(Kind::IdenticalStorm), number()?)),
                "--boilerplate" => wanted.push((Some(Kind::Crowd), number()?)),
                "--near" => wanted.push((Some(Kind::NearStorm), number()?)),
                "--out" => out = Some(PathBuf::from(value)),
                "--seed" => seed = number()?,
                _ => return Err(format!("unknown option {name}")),
            }
        }
        let out = out.ok_or("--out is missing")?;
        let [(crowd, articles)] = wanted[..] else {
            return Err("exactly one of the corpora is to be chosen".to_owned());
        };
        let (articles, seed) = (articles as usize, u64::from(seed));
        let plan = match crowd {
            None => Plan::mixed(articles, seed),
            Some(kind) => Plan::crowd(kind, articles, seed),
        };
        Ok(Wanted { plan, out })
    }
}

/// Writes the three files of a plan into a folder.
fn write(plan: Plan, folder: &Path) -> Result<(), Box<dyn Error>> {
    let press = Press::new(plan);
    fs::create_dir_all(folder)?;
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let (mut articles, mut groups) = (create("articles.jsonl")?, create("groups.csv")?);
    write_articles(&press, &mut articles, &mut groups)?;
    articles.flush()?;
    groups.flush()?;
    let mut truth = create("truth.csv")?;
    write_truth(&press, &mut truth)?;
    Ok(truth.flush()?)
}

fn write_articles(
    press: &Press,
    articles: &mut impl Write,
    groups: &mut impl Write,
) -> io::Result<()> {
    writeln!(groups, "article,family")?;
    for (place, &slot) in (0..).zip(&press.plan().slots) {
        let id = id(place);
        articles.write_all(line(&id, &press.article(slot)).as_bytes())?;
        let Slot { family, member } = slot;
        if press.plan().families[family as usize].kind.is_apart() {
            writeln!(groups, "{id},f{family}-{member}")?;
        } else {
            writeln!(groups, "{id},f{family}")?;
        }
    }
    Ok(())
}

/// The name of the article at a place, counted from 0.
fn id(place: u32) -> String {
    format!("a{place:07}")
}

/// An article as a line of JSON.
fn line(id: &str, article: &Article) -> String {
    let host: String = article.outlet.chars().filter(char::is_ascii_alphanumeric).collect();
    let url = format!("https://{}.example/2026/{id}", host.to_lowercase());
    let mut line = String::with_capacity(article.text.len() + 400);
    for (name, value) in [
        ("id", id),
        ("title", &article.title),
        ("text", &article.text),
        ("published", &article.published),
        ("outlet", &article.outlet),
        ("url", &url),
    ] {
        line.push_str(if line.is_empty() { "{\"" } else { ",\"" });
        line.push_str(name);
        line.push_str("\":\"");
        for sign in value.chars() {
            match sign {
                '\n' => line.push_str("\\n"),
                '"' | '\\' => line.extend(['\\', sign]),
                _ => line.push(sign),
            }
        }
        line.push('"');
    }
    line.push_str("}\n");
    line
}

/// One member of a family: its name and the shingles of its whole text and of its own words.
struct Member {
    id: String,
    whole: Shingles,
    body: Shingles,
}

fn write_truth(press: &Press, truth: &mut impl Write) -> io::Result<()> {
    let columns = "jaccard,containment,shared,left_shingles,right_shingles,same_copy";
    writeln!(truth, "left,right,kind,{columns}")?;
    let places = press.plan().places();
    let mut places = places.as_slice();
    for (number, family) in (0..).zip(&press.plan().families) {
        let (own, rest) = places.split_at(family.members as usize);
        places = rest;
        if family.members < 2 {
            continue;
        }
        let members = (0..).zip(own).filter_map(|(member, &place)| {
            let article = press.article(Slot { family: number, member });
            let (whole, body) = (Shingles::of(&article.text), Shingles::of(&article.body));
            Some(Member { id: id(place?), whole, body })
        });
        let mut kept: Vec<Member> = Vec::new();
        for member in members {
            for other in &kept {
                write_pair(truth, family.kind, other, &member)?;
            }
            // Of a crowd, only the first and the one before.
            if ALL_PAIRS < family.members as usize && 1 < kept.len() {
                kept.pop();
            }
            kept.push(member);
        }
    }
    Ok(())
}

fn write_pair(truth: &mut impl Write, kind: Kind, left: &Member, right: &Member) -> io::Result<()> {
    let overlap = Overlap::between(&left.whole, &right.whole);
    let same = Overlap::between(&left.body, &right.body).is_copy();
    let (jaccard, containment) = (overlap.jaccard(), overlap.containment());
    let Overlap { shared, left: of_left, right: of_right } = overlap;
    write!(truth, "{},{},{},{jaccard:.6},{containment:.6},", left.id, right.id, kind.name())?;
    writeln!(truth, "{shared},{of_left},{of_right},{}", if same { "yes" } else { "no" })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The three files as text.
    struct Files {
        articles: String,
        groups: String,
        truth: String,
    }

    fn files(plan: Plan) -> Files {
        let press = Press::new(plan);
        let (mut articles, mut groups, mut truth) = (Vec::new(), Vec::new(), Vec::new());
        write_articles(&press, &mut articles, &mut groups).unwrap();
        write_truth(&press, &mut truth).unwrap();
        let [articles, groups, truth] =
            [articles, groups, truth].map(|bytes| String::from_utf8(bytes).unwrap());
        Files { articles, groups, truth }
    }

    /// The rows of a table, cut into cells, without the heading.
    fn rows(table: &str) -> Vec<Vec<&str>> {
        table.lines().skip(1).map(|row| row.split(',').collect()).collect()
    }

    /// Identifier and text of each article, read by another parser than wrote them.
    fn texts(articles: &str) -> BTreeMap<String, String> {
        let read = articles.lines().map(|line| {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let field = |name: &str| article[name].as_str().unwrap().to_owned();
            (field("id"), field("text"))
        });
        read.collect()
    }

    /// Sets of joined words: nothing is hashed.
    fn plain_shingles(text: &str) -> BTreeSet<String> {
        let words = corpus::oracle::words(text);
        words.windows(corpus::oracle::WIDTH).map(|shingle| shingle.join(" ")).collect()
    }

    #[test]
    fn equal_arguments_give_equal_bytes_and_another_seed_another_corpus() {
        let [first, again, other] = [7, 7, 8].map(|seed| files(Plan::mixed(100, seed)));
        assert_eq!(first.articles, again.articles);
        assert_eq!(first.groups, again.groups);
        assert_eq!(first.truth, again.truth);
        assert_ne!(first.articles, other.articles);
    }

    #[test]
    fn the_truth_is_what_comparing_whole_texts_finds() {
        let files = files(Plan::mixed(300, 1));
        let texts = texts(&files.articles);
        let sets: BTreeMap<&String, BTreeSet<String>> =
            texts.iter().map(|(id, text)| (id, plain_shingles(text))).collect();
        for row in rows(&files.truth) {
            let [left, right] = [0, 1].map(|cell| &sets[&row[cell].to_owned()]);
            let shared = left.intersection(right).count();
            let jaccard = shared as f64 / left.union(right).count() as f64;
            let containment = shared as f64 / left.len().min(right.len()) as f64;
            let counts = [shared, left.len(), right.len()].map(|count| count.to_string());
            assert_eq!(row[3..5], [format!("{jaccard:.6}"), format!("{containment:.6}")]);
            assert_eq!(row[5..8], counts, "{row:?}");
        }
    }

    #[test]
    fn articles_of_two_families_are_no_copies_but_for_standing_words() {
        let files = files(Plan::mixed(300, 2));
        let family: BTreeMap<&str, &str> =
            rows(&files.groups).iter().map(|row| (row[0], row[1])).collect();
        // What an outlet adds to its articles makes them alike, and nothing else does.
        let standing: BTreeSet<&str> = rows(&files.truth)
            .iter()
            .filter(|row| ["outlet", "boilerplated"].contains(&row[2]))
            .flat_map(|row| [row[0], row[1]])
            .collect();
        let texts = texts(&files.articles);
        let texts = texts.iter().filter(|(id, _)| !standing.contains(id.as_str()));
        let sets: Vec<(&str, BTreeSet<String>)> =
            texts.map(|(id, text)| (id.as_str(), plain_shingles(text))).collect();
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (_, set)) in sets.iter().enumerate() {
            for shingle in set {
                holders.entry(shingle).or_default().push(at);
            }
        }
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for both in holders.values() {
            for (place, &left) in both.iter().enumerate() {
                for &right in &both[place + 1..] {
                    *shared.entry((left, right)).or_default() += 1;
                }
            }
        }
        assert!(!shared.is_empty());
        for ((left, right), shared) in shared {
            let [(left, of_left), (right, of_right)] = [&sets[left], &sets[right]];
            let overlap = Overlap { shared, left: of_left.len(), right: of_right.len() };
            let apart = family[left] != family[right];
            assert!(!apart || !overlap.is_copy(), "{left} {right}");
        }
    }

    #[test]
    fn the_truth_has_every_kind_and_every_band() {
        let files = files(Plan::mixed(1_000, 3));
        let truth = rows(&files.truth);
        let kinds: BTreeSet<&str> = truth.iter().map(|row| row[2]).collect();
        let planted = "boilerplated brief cut edited embedded identical identical_storm \
                       lookalike near_storm outlet";
        assert_eq!(kinds.into_iter().collect::<Vec<_>>().join(" "), planted);
        let edited = truth.iter().filter(|row| row[2] == Kind::Edited.name());
        let bands: BTreeSet<&str> = edited.map(|row| &row[3][..3]).collect();
        for band in ["0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"] {
            assert!(bands.contains(band), "no pair in the band {band}");
        }
        let unlike = [Kind::Lookalike, Kind::Outlet].map(Kind::name);
        for row in &truth {
            let verdict = match row[2] {
                kind if unlike.contains(&kind) => "no",
                "identical" | "cut" | "identical_storm" | "near_storm" => "yes",
                _ => continue,
            };
            assert_eq!(row[8], verdict, "{row:?}");
        }
    }

    #[test]
    fn every_article_is_listed_once_with_its_family() {
        let plan = Plan::mixed(500, 4);
        let files = files(plan);
        let listed: Vec<String> = rows(&files.groups).iter().map(|row| row[0].to_owned()).collect();
        assert_eq!(listed, texts(&files.articles).into_keys().collect::<Vec<_>>());
        assert_eq!(listed.len(), 500);
    }

    #[test]
    fn a_crowd_is_what_its_option_says() {
        for (kind, least, most) in [
            (Kind::IdenticalStorm, 1.0, 1.0),
            (Kind::NearStorm, 0.6, 0.999),
            (Kind::Crowd, 0.15, 0.3),
        ] {
            let files = files(Plan::crowd(kind, 40, 1));
            let truth = rows(&files.truth);
            // Each with the first and, from the third on, with the one before.
            assert_eq!(truth.len(), 39 + 38);
            for row in truth {
                let jaccard: f64 = row[3].parse().unwrap();
                assert!(least <= jaccard && jaccard <= most, "{row:?}");
                assert_eq!(row[8] == "yes", kind != Kind::Crowd, "{row:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        for (arguments, problem) in [
            ("--articles 10", "--out is missing"),
            ("--out f", "exactly one of the corpora is to be chosen"),
            ("--articles 9 --near 9 --out f", "exactly one of the corpora is to be chosen"),
            ("--articles ten --out f", "--articles needs a number, not \"ten\""),
            ("--articles 10 --out", "--out needs a value"),
            ("--family 1 --out f", "unknown option --family"),
        ] {
            let arguments: Vec<String> = arguments.split(' ').map(str::to_owned).collect();
            assert_eq!(Wanted::of(&arguments).err().as_deref(), Some(problem));
        }
    }
}
