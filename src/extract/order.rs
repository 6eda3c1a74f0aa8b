//! Dates in figures whose day and month could change places (`07/12/2025`) → the one that is meant.
//!
//! In: the articles of a run, some with such a date. Out: the same with the dates settled, and what is
//! not: by what their outlet writes elsewhere, if that is of one mind, else by the order that the
//! user gave; a date that neither settles stays unknown and is remarked upon. What a single page says
//! (its language, a weekday) was asked before.
//!
//! Cost: a look at the words of each time. Deliberately absent: what other outlets write.

use std::collections::BTreeMap;

use super::published;
use crate::article::{Ambiguous, Article, Precision, Published};
use crate::input::DateOrder;

/// The most articles that a remark names.
const NAMED: usize = 5;

/// Settles the dates of articles that could be either of two days, and says which stay unknown.
pub fn settle(articles: &mut [Article], given: Option<DateOrder>) -> Vec<String> {
    if articles.iter().all(|article| article.undecided.is_none()) {
        return Vec::new();
    }
    let orders = orders(articles);
    let mut unknown = Vec::new();
    for article in articles {
        let Some(two) = article.undecided.take() else {
            continue;
        };
        let outlet = article.outlet.as_ref().map(ToString::to_string);
        let order = outlet.and_then(|outlet| orders.get(&outlet).copied().flatten()).or(given);
        match order {
            Some(DateOrder::Day) => article.published = Some(two.day_first),
            Some(DateOrder::Month) => article.published = Some(two.month_first),
            None => {
                unknown.push(format!("{} (`{}`)", article.key.as_str(), two.day_first.words));
            }
        }
    }
    remark(&unknown).into_iter().collect()
}

/// The order in which each outlet writes its dates; none where it writes both.
fn orders(articles: &[Article]) -> BTreeMap<String, Option<DateOrder>> {
    let mut orders = BTreeMap::new();
    for article in articles {
        let Some(outlet) = &article.outlet else {
            continue;
        };
        let times = [article.published.as_ref(), article.modified.as_deref()];
        for order in times.into_iter().flatten().filter_map(shown) {
            let known = orders.entry(outlet.to_string()).or_insert(Some(order));
            *known = known.filter(|known| *known == order);
        }
    }
    orders
}

/// The order of the figures that a time was read from, if it is one in which days could differ.
fn shown(published: &Published) -> Option<DateOrder> {
    let (left, right) = published::figures_of(&published.words)?;
    let (day, month) = (i64::from(published.at.day()), i64::from(published.at.month()));
    match (left, right) {
        _ if left == right || published.precision < Precision::Day => None,
        _ if (left, right) == (day, month) => Some(DateOrder::Day),
        _ if (left, right) == (month, day) => Some(DateOrder::Month),
        _ => None,
    }
}

fn remark(unknown: &[String]) -> Option<String> {
    let named = unknown.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = match unknown.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!unknown.is_empty()).then(|| {
        format!(
            "not known whether the day or the month comes first: {named}{more}; --date-order says it"
        )
    })
}

impl Ambiguous {
    /// The two days with their words, as a user is told of them.
    pub fn remark(&self) -> String {
        format!(
            "the date `{}` is ambiguous: {} or {}",
            self.day_first.words,
            self.day_first.date(),
            self.month_first.date()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Outlet;
    use crate::extract::published::Reading;

    fn article(outlet: &str, date: &str) -> Article {
        let article = Article { outlet: Outlet::new(outlet), ..Article::of_text(date, "Text.") };
        match published::reading(date) {
            Some(Reading::Clear(time)) => Article { published: Some(time), ..article },
            Some(Reading::Ambiguous(two)) => Article { undecided: Some(Box::new(two)), ..article },
            None => article,
        }
    }

    fn check(dates: &[(&str, &str)], given: Option<DateOrder>, expected: &[&str], remarks: usize) {
        let mut articles: Vec<Article> =
            dates.iter().map(|(outlet, date)| article(outlet, date)).collect();
        let said = settle(&mut articles, given);
        let shown = |article: &Article| {
            article.published.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)
        };
        assert_eq!(articles.iter().map(shown).collect::<Vec<_>>(), expected, "{dates:?}");
        assert_eq!(said.len(), remarks, "{said:?}");
        assert!(articles.iter().all(|article| article.undecided.is_none()));
    }

    #[test]
    fn an_outlet_writes_its_dates_in_one_order() {
        let day = ("Post", "25/03/2025");
        let month = ("Post", "03/25/2025");
        check(&[day, ("Post", "07/12/2025")], None, &["2025-03-25", "2025-12-07"], 0);
        check(&[month, ("Post", "07/12/2025")], None, &["2025-03-25", "2025-07-12"], 0);
        check(&[day, month, ("Post", "07/12/2025")], None, &["2025-03-25", "2025-03-25", "-"], 1);
        check(&[day, ("Star", "07/12/2025")], None, &["2025-03-25", "-"], 1);
        check(&[("Post", "2025-03-25"), ("Post", "07/12/2025")], None, &["2025-03-25", "-"], 1);
    }

    #[test]
    fn the_order_given_holds_where_an_outlet_shows_none() {
        for (order, expected) in [(DateOrder::Day, "2025-12-07"), (DateOrder::Month, "2025-07-12")]
        {
            check(&[("Star", "07/12/2025")], Some(order), &[expected], 0);
        }
        let given = Some(DateOrder::Month);
        check(
            &[("Post", "25/03/2025"), ("Post", "07/12/2025")],
            given,
            &["2025-03-25", "2025-12-07"],
            0,
        );
    }

    #[test]
    fn few_articles_are_named_and_the_others_counted() {
        let mut articles: Vec<Article> =
            (1..=7).map(|day| article("Star", &format!("{day:02}/08/2025"))).collect();
        let said = settle(&mut articles, None);
        assert!(said[0].contains("05/08/2025") && said[0].contains("and 2 more"), "{said:?}");
    }
}
