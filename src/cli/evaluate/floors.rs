//! Floors: figures below which the program must not fall.
//!
//! In: `--floor FIGURE=VALUE`, and files with the columns `set,measure,floor` and, where the floors
//! shall hold for one gold only, its digest in `gold`. Out: what lies below.

use std::path::Path;

use crate::cli::failure::{Exit, Failure};
use crate::cli::settings::{Problems, nearest};
use crate::evaluate::suite::SetScores;
use crate::evaluate::{GroupScores, PairScores};

/// A figure and the value below which it must not fall.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Floor {
    /// The set it is held for; none means every set.
    pub(super) set: Option<String>,
    pub(super) figure: &'static str,
    pub(super) least: f64,
    /// The digest of the gold it was set on, where that is said.
    pub(super) gold: Option<String>,
}

/// The figures of a set, or of a report, which has no name.
pub(super) struct Measured<'a> {
    pub(super) set: Option<&'a str>,
    pub(super) gold: Option<&'a str>,
    pub(super) figures: Vec<(&'static str, f64)>,
}

/// Reads every floor of the command line; names every one that cannot be read.
pub(super) fn typed(floors: &[String], problems: &mut Problems) -> Vec<Floor> {
    let mut read = Vec::new();
    for floor in floors {
        let parts = floor.split_once('=').ok_or_else(|| {
            ("no value in it".to_owned(), "write it as in --floor bcubed_f1=0.9".to_owned())
        });
        match parts.and_then(|(name, value)| limit(name, value)) {
            Ok((figure, least)) => read.push(Floor { set: None, figure, least, gold: None }),
            Err((fault, hint)) => problems.add_with(format!("--floor {floor}: {fault}"), hint),
        }
    }
    read
}

/// Reads a file of floors, and names every row that cannot be read.
pub(super) fn listed(path: &Path, bytes: &[u8]) -> Result<Vec<Floor>, Failure> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let broken = |error: csv::Error| {
        Failure::could_not(format!("{}: {error}", path.display())).hint("save it as CSV again")
    };
    let header = reader.headers().map_err(broken)?.clone();
    let place = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
    let (Some(set), Some(measure), Some(floor)) = (place("set"), place("measure"), place("floor"))
    else {
        let found: Vec<&str> = header.iter().collect();
        let message =
            format!("{}, row 1: the columns needed are \"set,measure,floor\"", path.display());
        let hint = format!("the columns found are: {}", found.join(", "));
        return Err(Failure::could_not(message).hint(hint));
    };
    let gold = place("gold");
    let (mut floors, mut problems) = (Vec::new(), Problems::default());
    for row in reader.into_records() {
        let row = row.map_err(broken)?;
        let number = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let named = if cell(set).is_empty() {
            Err(("no set in it".to_owned(), "say which set the floor is for".to_owned()))
        } else {
            limit(cell(measure), cell(floor))
        };
        match named {
            Ok((figure, least)) => {
                let gold = gold.map(cell).filter(|gold| !gold.is_empty()).map(str::to_owned);
                floors.push(Floor { set: Some(cell(set).to_owned()), figure, least, gold });
            }
            Err((fault, hint)) => {
                problems.add_with(format!("{}, row {number}: {fault}", path.display()), hint);
            }
        }
    }
    problems.settle()?;
    Ok(floors)
}

/// A figure and its value, or what is wrong with them and what to do about it.
fn limit(name: &str, value: &str) -> Result<(&'static str, f64), (String, String)> {
    let name = name.trim().to_lowercase().replace('-', "_");
    let known =
        || GroupScores::NAMES.into_iter().chain([SetScores::REACH]).chain(PairScores::NAMES);
    let Some(figure) = known().find(|known| *known == name) else {
        let fault = format!("no figure is called \"{name}\"");
        return Err((fault, did_you_mean(&name, known())));
    };
    match value.trim().parse::<f64>() {
        Ok(least) if (-1.0..=1.0).contains(&least) => Ok((figure, least)),
        Ok(_) | Err(_) => {
            let fault = format!("\"{value}\" is no value for a figure");
            Err((fault, "figures lie between 0 and 1 (ari: -1 and 1)".to_owned()))
        }
    }
}

/// The nearest name where one is near, else all of them.
fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => format!("the figures are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// Refuses floors of figures that are not measured here; `source` holds `what`.
pub(super) fn check_kind(
    floors: &[Floor],
    given: &[&'static str],
    (source, what): (&str, &str),
) -> Result<(), Failure> {
    let strange = floors.iter().filter(|floor| !given.contains(&floor.figure));
    let faults: Vec<String> = strange
        .map(|floor| {
            let figure = floor.figure;
            format!("--floor {figure}: {source} holds {what}, which have no such figure")
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    let hint = format!("its figures are {}", given.join(", "));
    Err(Failure::usage(faults.join("\n")).hint(hint))
}

/// Names every floor that is missed; a floor of a set that was not measured is one.
pub(super) fn hold(floors: &[Floor], measured: &[Measured<'_>]) -> Result<(), Failure> {
    let mut below: Vec<String> = Vec::new();
    for floor in floors {
        let mut held =
            measured.iter().filter(|one| floor.set.is_none() || floor.set.as_deref() == one.set);
        let mut met = false;
        for one in &mut held {
            met = true;
            match stale(floor, one) {
                None => below.extend(missed(floor, one)),
                Some(stale) if below.contains(&stale) => {}
                Some(stale) => below.push(stale),
            }
        }
        if !met && let Some(set) = &floor.set {
            let figure = floor.figure;
            below.push(format!("{set}: was not measured, so its floor for {figure} does not hold"));
        }
    }
    if below.is_empty() {
        return Ok(());
    }
    Err(Failure { message: below.join("\n"), hints: Vec::new(), exit: Exit::GateFailed })
}

/// Says that the gold is not the one that the floor was set on.
fn stale(floor: &Floor, measured: &Measured<'_>) -> Option<String> {
    let (set, was, is) = (measured.set?, floor.gold.as_deref()?, measured.gold?);
    (was != is).then(|| {
        format!("{set}: its gold is {is}, its floors are for {was}: measure, and set them anew")
    })
}

fn missed(floor: &Floor, measured: &Measured<'_>) -> Option<String> {
    let (name, value) = measured.figures.iter().find(|(name, _)| *name == floor.figure)?;
    (*value < floor.least).then(|| {
        let set = measured.set.map_or(String::new(), |set| format!("{set}: "));
        let value = beside(*value, floor.least);
        format!("{set}{name} is {value}, below its floor of {}", floor.least)
    })
}

/// Four decimals, or all where four would make it look as if it held.
fn beside(value: f64, floor: f64) -> String {
    let short = format!("{value:.4}");
    match short.parse::<f64>() {
        Ok(read) if read < floor => short,
        Ok(_) | Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Floor>, Failure> {
        listed(Path::new("floors.csv"), text.as_bytes())
    }

    fn measured(set: &'static str, f1: f64) -> Measured<'static> {
        Measured {
            set: Some(set),
            gold: Some("c0ffee"),
            figures: vec![("bcubed_f1", f1), ("ari", 0.5)],
        }
    }

    #[test]
    fn a_figure_that_rounds_up_to_its_floor_is_printed_in_full() {
        assert_eq!(beside(0.89999, 0.9), "0.89999");
        assert_eq!(beside(0.8971, 0.9), "0.8971");
    }

    #[test]
    fn every_row_that_cannot_be_read_is_named_at_once() {
        let failure = read(
            "\u{feff}set,measure,floor,because\n\
             desk,bcubed_f1,0.7,\n\
             desk,bcubed,0.7,\n\
             ,ari,0.7,\n\
             desk,ari,high,\n",
        );
        let failure = failure.unwrap_err();
        assert_eq!(
            failure.message,
            "floors.csv, row 3: no figure is called \"bcubed\"\n\
             floors.csv, row 4: no set in it\n\
             floors.csv, row 5: \"high\" is no value for a figure"
        );
        assert!(failure.advice().starts_with("did you mean bcubed_f1?"));
        let failure = read("name,measure,floor\n").unwrap_err();
        assert!(failure.message.contains("row 1: the columns needed are \"set,measure,floor\""));
    }

    #[test]
    fn each_set_is_held_to_its_own_floors_and_the_floor_itself_holds() {
        let floors = read("set,measure,floor\ndesk,bcubed_f1,0.7\nundated,bcubed_f1,0.8\n");
        let floors = floors.unwrap();
        for (desk, undated, below) in [
            (0.7, 0.8, &[][..]),
            (0.69, 0.8, &["desk: bcubed_f1 is 0.6900, below its floor of 0.7"]),
            (0.8, 0.7, &["undated: bcubed_f1 is 0.7000, below its floor of 0.8"]),
        ] {
            let held = hold(&floors, &[measured("desk", desk), measured("undated", undated)]);
            let message = held.err().map(|failure| (failure.message, failure.exit));
            let expected = (!below.is_empty()).then(|| (below.join("\n"), Exit::GateFailed));
            assert_eq!(message, expected, "{desk} {undated}");
        }
    }

    #[test]
    fn floors_for_another_gold_do_not_hold_whatever_is_measured() {
        for (gold, message) in [
            ("c0ffee", None),
            ("", None),
            (
                "7ea",
                Some(
                    "desk: its gold is c0ffee, its floors are for 7ea: measure, and set them anew",
                ),
            ),
        ] {
            let rows =
                format!("set,measure,floor,gold\ndesk,bcubed_f1,0.7,{gold}\ndesk,ari,0.4,{gold}\n");
            let held = hold(&read(&rows).unwrap(), &[measured("desk", 0.8)]);
            assert_eq!(held.err().map(|failure| failure.message).as_deref(), message);
        }
    }

    #[test]
    fn a_floor_without_a_set_holds_for_all_and_one_of_an_unmeasured_set_is_missed() {
        let all = typed(&["bcubed_f1=0.75".to_owned()], &mut Problems::default());
        let failure = hold(&all, &[measured("a", 0.7), measured("b", 0.8)]).unwrap_err();
        assert_eq!(failure.message, "a: bcubed_f1 is 0.7000, below its floor of 0.75");
        let gone = read("set,measure,floor\nlost,ari,0.1\n").unwrap();
        let failure = hold(&gone, &[measured("a", 0.7)]).unwrap_err();
        assert_eq!(failure.message, "lost: was not measured, so its floor for ari does not hold");
    }
}
