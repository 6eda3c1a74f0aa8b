//! The fuller text of an article → what of it a timeline reads besides the surer one.
//!
//! Of what one extractor alone kept hardly anything is the article's: on 379 saved pages one word in
//! forty within the surer text and one in a hundred below it, and above it there are captions and
//! other stories' teasers. What remains is a summary: it stands right above the surer text, is
//! prose, ends in no picture's credit, and speaks of what the headline speaks of. So held, seven
//! words in ten of saved pages and eight of pasted ones are the article's.

use std::collections::BTreeSet;

/// How many lines above the text may belong to a summary.
const LINES: usize = 2;
/// A summary has at least and at most so many words.
const WORDS: [usize; 2] = [12, 80];
/// Shorter words tell nothing.
const TELLING: usize = 4;
/// Telling words of the headline that a summary holds too.
const SHARED: usize = 2;

/// The lines of a summary above the text, if there is one.
pub(super) fn beside(title: Option<&str>, text: &str, full: Option<&str>) -> Option<Box<str>> {
    let first = text.lines().next()?;
    let full: Vec<&str> = full?.lines().collect();
    // The surer text leaves out a label or a dateline in front of its first line.
    let begins = full.iter().position(|line| line.ends_with(first))?;
    let named = telling(title?);
    let above = full[..begins].iter().rev().take(LINES).take_while(|line| is_prose(line));
    let mut kept: Vec<&str> = above
        .copied()
        .filter(|line| SHARED <= telling(line).intersection(&named).count())
        .collect();
    kept.reverse();
    (!kept.is_empty()).then(|| kept.join("\n").into())
}

/// Whether it is as long as a sentence and ends as one; pictures' credits end in brackets.
fn is_prose(line: &str) -> bool {
    let ends = ['.', '!', '?', '…', '"', '”', '»', '’', '।', '؟'];
    let [fewest, most] = WORDS;
    line.ends_with(ends) && (fewest..=most).contains(&line.split_whitespace().count())
}

fn telling(line: &str) -> BTreeSet<String> {
    let words = line.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| TELLING <= word.chars().count()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "Ferry runs aground off Gull Rock";
    const TEXT: &str = "The Corrin Star hit a rock in fog.\nNobody was hurt.";
    const SUMMARY: &str =
        "All 124 passengers of the ferry that ran onto Gull Rock on Tuesday have been rescued.";

    #[test]
    fn a_summary_above_the_text_is_kept_and_nothing_else() {
        let other =
            "The council of Fennick voted on Tuesday to close the last swimming pool in town.";
        let caption = "The ferry on Gull Rock on Tuesday, seen from a helicopter of the guard (Photo: I. Ro).";
        let short = "Ferry on Gull Rock.";
        for (full, expected) in [
            (format!("{SUMMARY}\n{TEXT}"), Some(SUMMARY)),
            (format!("{other}\n{SUMMARY}\nDESK — {TEXT}"), Some(SUMMARY)),
            (format!("{SUMMARY}\n{short}\n{TEXT}"), None),
            (format!("{}\n{TEXT}", &caption[..caption.len() - 1]), None),
            (format!("{other}\n{TEXT}"), None),
            (format!("{TEXT}\n{SUMMARY}"), None),
            (TEXT.replace('\n', &format!("\n{SUMMARY}\n")), None),
            (TEXT.to_owned(), None),
            (SUMMARY.to_owned(), None),
        ] {
            assert_eq!(beside(Some(TITLE), TEXT, Some(&full)).as_deref(), expected, "{full}");
        }
        assert_eq!(beside(None, TEXT, Some(&format!("{SUMMARY}\n{TEXT}"))), None);
        assert_eq!(beside(Some(TITLE), TEXT, None), None);
    }
}
