//! Whether words of time date what their sentence tells, or only what it is measured against.
//!
//! In: a sentence and where an expression of time stands in it. Out: whether that is a yardstick:
//! "the highest since June", "up from 5.2 in March", "the six months to 30 September", "its 2009
//! forecast". Such days are no days of the event: an entry dated by them would say something that
//! no article says. The words stand in `words/references.csv`.
//! Cost: a bounded number of words around each expression.

use std::ops::Range;
use std::sync::LazyLock;

use super::kinds::Kinds;
use crate::temporal::Grain;

static WORDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::of(include_str!("words/references.csv")));

/// What is said more than so many words before is said of something else.
const REACH: usize = 12;

/// An expression of time in its sentence.
pub(super) struct Mention<'a> {
    pub(super) sentence: &'a str,
    pub(super) span: Range<usize>,
    pub(super) grain: Grain,
    /// It was over before the day of the report.
    pub(super) older: bool,
}

impl Mention<'_> {
    /// Whether it is only what something else is measured against or named after.
    pub(super) fn only_measures(&self) -> bool {
        let before = words_before(&self.sentence[..self.span.start]);
        self.is_end_of_a_count(&before)
            || is_since_the_last(&before)
            || self.is_compared(&before)
            || self.is_from_a_figure(&before)
            || self.is_year_earlier(&before)
            || self.is_what_figures_are_for(&before)
            || self.names_a_thing(&before)
    }

    fn words(&self) -> &str {
        &self.sentence[self.span.clone()]
    }

    fn coarse(&self) -> bool {
        self.grain < Grain::Week
    }

    /// "the quarter ended 31 December", "the six months to September 30".
    fn is_end_of_a_count(&self, before: &[Word]) -> bool {
        let Some(first) = before.first() else { return false };
        let counted = before.get(1).is_some_and(|word| word.is("unit"));
        first.is("ended") || first.is("through") && !first.parted && counted
    }

    /// "from $1.35 billion, or 58 cents a share, a year earlier", "the same month last year", and
    /// what nobody knows the days of: "its fiscal second quarter".
    fn is_year_earlier(&self, before: &[Word]) -> bool {
        let mut words = self.words().split(' ');
        let fiscal = |word: &str| word.eq_ignore_ascii_case("fiscal");
        let ended = self.after().is_some_and(|word| WORDS.is("ended", word)) && self.coarse();
        let named = before.first().is_some_and(|word| fiscal(&word.lower));
        if ended || named || words.clone().any(fiscal) {
            return true;
        }
        let same = before.get(1).is_some_and(|word| word.lower == "same");
        if same && (before[0].is("unit") || before[0].lower == "time") {
            return true;
        }
        let earlier = words.next_back().is_some_and(|last| WORDS.is("earlier", last));
        let held = |at: usize, word: &Word| {
            (word.is("from") || word.is("compared") || word.is("figured"))
                && before[..at].iter().any(|word| word.figure)
        };
        let far = self.coarse() && before.iter().any(|word| word.is("compared"));
        far || earlier
            && self.coarse()
            && before.iter().enumerate().any(|(at, word)| held(at, word))
    }

    /// "slower than in June", "compared with 4 percent in May", "against 12 million a year earlier".
    fn is_compared(&self, before: &[Word]) -> bool {
        let told_apart =
            self.words().rsplit(' ').next().is_some_and(|last| WORDS.is("earlier", last));
        if told_apart && before.first().is_some_and(|word| word.is("away")) {
            return true;
        }
        let mut figure_next = false;
        for (at, word) in clause(before).enumerate() {
            if word.is("beside") && at <= 2 && !figure_next && !word.figure {
                return !before[..at].iter().any(|word| word.figure);
            }
            let level = word.is("level") && figure_next && self.coarse();
            if word.is("compared") || word.is("figured") && figure_next || level {
                return true;
            }
            figure_next = word.figure || figure_next && word.is("lead");
        }
        false
    }

    /// "to 52.8 from 51.8 in June", "up 9 percent from October", "from the lows of early March".
    fn is_from_a_figure(&self, before: &[Word]) -> bool {
        let from = clause(before).position(|word| word.is("from"));
        let Some(at) = from.filter(|at| *at < 9) else { return false };
        let (between, ahead) = (&before[..at], &before[at + 1..]);
        let counted = |word: &Word| word.figure || word.is("money");
        if between.is_empty() {
            // "from May to July" is no yardstick, "rose 2 percent from May" is.
            return ahead.first().is_some_and(counted);
        }
        let behind = self.after().is_some_and(|word| WORDS.is("extreme", word));
        let figure = between.iter().rev().take(4).any(|word| word.figure);
        let extreme = between.iter().any(|word| word.is("extreme"))
            && (self.coarse() || self.older && figure)
            || behind;
        let money = between.iter().any(|word| word.is("money") || word.priced);
        extreme || figure && (self.coarse() || self.older && money)
    }

    /// "Brent for July rose", "data for April": no plan is made for then.
    fn is_what_figures_are_for(&self, before: &[Word]) -> bool {
        let at = usize::from(before.first().is_some_and(|word| word.is("lead")));
        self.coarse()
            && before.get(at).is_some_and(|word| word.is("for") && (at == 0 || !word.parted))
            && !before.iter().take(at + 8).any(|word| word.is("planned"))
    }

    /// "its 2009 forecast", "last year's average", "first-quarter earnings", "overnight lending".
    fn names_a_thing(&self, before: &[Word]) -> bool {
        let words = self.words();
        if words == "overnight" {
            return self.after().is_some_and(|word| WORDS.is("borrowed", word));
        }
        if !self.coarse() {
            return false;
        }
        let rest = &self.sentence[self.span.end..];
        let owns = rest.strip_prefix("'s ").or(rest.strip_prefix("’s "));
        if let Some(thing) = owns {
            return !before.is_empty() && thing.starts_with(char::is_lowercase);
        }
        let Some(thing) = self.after().filter(|word| !WORDS.is("function", &word.to_lowercase()))
        else {
            return false;
        };
        let named = before.len() > 1 && before[0].is("article") && !before[0].parted;
        let joined = words.contains('-') && !words.contains(|c: char| c.is_ascii_digit());
        (named || joined) && thing.starts_with(char::is_alphabetic)
    }

    /// The word right after it, where no mark stands between.
    fn after(&self) -> Option<&str> {
        let rest = self.sentence[self.span.end..].strip_prefix(' ')?;
        let word = rest.split(|c: char| !c.is_alphanumeric()).next()?;
        (!word.is_empty()).then_some(word)
    }
}

/// "its highest since June", "the first time since 2004", "up 70 percent since March".
fn is_since_the_last(before: &[Word]) -> bool {
    let near = clause(before).take(4);
    let Some(at) = near.take_while(|word| !word.figure).position(|word| word.is("since")) else {
        return false;
    };
    clause(&before[at + 1..]).enumerate().any(|(far, word)| {
        let superlative =
            4 < word.lower.len() && word.lower.ends_with("est") && !word.is("no_superlative");
        superlative || word.is("superlative") || far < 4 && word.is("money")
    })
}

/// The words before an expression up to the mark that parts them from it, the nearest first.
fn clause(before: &[Word]) -> impl Iterator<Item = &Word> {
    before.iter().take_while(|word| !word.parted)
}

/// A word before an expression.
struct Word {
    lower: String,
    /// What it is, by the table.
    kinds: &'static [&'static str],
    /// A mark that ends a clause stands after it.
    parted: bool,
    /// It holds a digit.
    figure: bool,
    /// It is a price, a share, or a figure with decimals.
    priced: bool,
}

impl Word {
    fn is(&self, kind: &str) -> bool {
        self.kinds.contains(&kind)
    }
}

fn words_before(text: &str) -> Vec<Word> {
    let pieces = text.split_whitespace().rev().take(REACH);
    let words = pieces.map(|piece| {
        let is_outside = |c: char| !c.is_alphanumeric() && c != '%';
        let begun = piece.trim_start_matches(is_outside);
        let core = begun.trim_end_matches(is_outside);
        let tail = &begun[core.len()..];
        let figure = core.contains(|c: char| c.is_ascii_digit());
        let decimal = core.contains('.') && !core.ends_with('.');
        let lower = core.to_lowercase();
        Word {
            kinds: WORDS.kinds(&lower),
            lower,
            parted: core.is_empty() && piece != "%" || tail.contains([',', ';', ':', '—', ')']),
            figure,
            priced: figure && (decimal || piece.contains(['$', '€', '£', '¥', '%'])),
        }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporal::{Anchor, expressions};

    /// The expressions of a sentence written on Friday 9 October 2026 that only measure.
    fn yardsticks(sentence: &str) -> String {
        let date = jiff::civil::date(2026, 10, 9);
        let found = expressions(sentence, Some(Anchor::day(date)));
        let measures = found.iter().filter(|one| {
            Mention {
                sentence,
                span: one.span.clone(),
                grain: one.grain,
                older: one.interval.is_some_and(|interval| interval.end() < date),
            }
            .only_measures()
        });
        let words: Vec<_> = measures.map(|one| &sentence[one.span.clone()]).collect();
        words.join("|")
    }

    #[test]
    fn days_that_something_is_measured_against_are_no_days_of_the_event() {
        for (sentence, expected) in [
            ("Timber rose on Friday to its highest price since March.", "March"),
            ("It is the first strike at the yard since May 2019.", "May 2019"),
            ("The index is up 70 percent since early March.", "early March"),
            ("Exports shrank in July, but more slowly than in June.", "June"),
            ("Exports fell 4 percent, compared with 7 percent in June.", "June"),
            ("The index rose to 52.8 in July from 51.8 in June.", "June"),
            ("Profit was 40 million in the six months to 30 September.", "30 September"),
            ("Sales fell in the quarter ended 30 June 2026.", "the quarter|30 June 2026"),
            ("The bank cut its 2027 forecast on Friday.", "2027"),
            ("Traffic stayed below last year's average on Friday.", "last year"),
            ("Timber for November gained on Friday.", "November"),
            ("The board left overnight lending rates alone.", "overnight"),
            ("Shares climbed to 11.35, up from $8.45 on Thursday.", "Thursday"),
        ] {
            assert_eq!(yardsticks(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn days_on_which_something_happened_are_not_taken_for_yardsticks() {
        for sentence in [
            "More than 50 people were hurt on Friday.",
            "She has been in prison since March 2021.",
            "Families were moved from 12 villages on Thursday.",
            "The ferry runs from May to July.",
            "A hearing is set for November.",
            "Protesters marched against the mine on Thursday.",
            "The treaty was signed in 2019 after a long dispute.",
            "Fewer than ten boats sailed on Thursday.",
            "The 2004 flood drowned the valley.",
            "The strike lasted from Monday to Thursday.",
        ] {
            assert_eq!(yardsticks(sentence), "", "{sentence}");
        }
    }
}
