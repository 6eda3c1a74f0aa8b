//! Inside the article's place → which units are its paragraphs, and what the others are.

use std::ops::Range;

use crate::extract::furniture::Kind;
use crate::extract::{Role, credits};

use super::head;
use super::role_of;
use super::run::HEADLINE;
use super::units::{End, Unit};

/// Units in a row that are no sentences, from which on they are a box of links.
const BOX: usize = 3;

/// Judges every unit of the article's place that has no role from the head of the page yet.
pub(super) fn mark(units: &[Unit], body: Range<usize>, roles: &mut [Role]) {
    for at in body.clone() {
        if roles[at] == Role::Body {
            roles[at] = alone(units, at, &body);
        }
    }
    mark_captions(units, body.clone(), roles);
    mark_galleries(units, body.clone(), roles);
    mark_boxes(units, body.clone(), roles);
    mark_related(units, body, roles);
}

/// What a unit is by its own words.
fn alone(units: &[Unit], at: usize, body: &Range<usize>) -> Role {
    let unit = &units[at];
    if let Some(role) = unit.hit.and_then(|hit| role_of(hit.kind)) {
        return role;
    }
    if unit.words <= 60 && credits::of_signature(&unit.text).is_some() {
        return Role::Credit;
    }
    if 5 <= unit.words && 1 < unit.said.nth {
        return Role::Repeated;
    }
    let doubled = units.get(at + 1).is_some_and(|next| next.text == unit.text);
    if 5 <= unit.words && doubled && (unit.end == End::Open || at <= body.start + 1)
        || is_doubled_caption(units, at)
    {
        return Role::Caption;
    }
    if is_links(&unit.text) {
        return Role::OtherStories;
    }
    if head::is_time_line(&unit.text) {
        return Role::Time;
    }
    if is_video(unit) {
        return Role::RelatedHeadline;
    }
    if is_tags(unit) {
        return Role::Footer;
    }
    Role::Body
}

/// Whether a line stands twice in a row with a credit: once as the picture's title.
pub(super) fn is_doubled_caption(units: &[Unit], at: usize) -> bool {
    let unit = &units[at];
    let next_to = [at.checked_sub(1), Some(at + 1)];
    let doubled = next_to
        .into_iter()
        .flatten()
        .filter_map(|near| units.get(near))
        .any(|near| near.key == unit.key);
    5 <= unit.words && doubled && (head::is_credited_caption(unit) || unit.text.contains(" | "))
}

/// Drops the caption that a credited caption beside it says too.
fn mark_captions(units: &[Unit], body: Range<usize>, roles: &mut [Role]) {
    for at in body.clone() {
        let unit = &units[at];
        let next_to = [at.checked_sub(1), Some(at + 1)];
        let said_beside = next_to.into_iter().flatten().any(|near| {
            body.contains(&near)
                && roles[near] == Role::Caption
                && units[near].key.contains(&unit.key)
        });
        if roles[at] == Role::Body && 5 <= unit.words && said_beside {
            roles[at] = Role::Caption;
        }
    }
}

/// Whether a line in Markdown is links and hardly anything else.
fn is_links(line: &str) -> bool {
    let (mut links, mut linked, mut rest) = (0, 0, line);
    while let Some((before, after)) = rest.split_once("](") {
        let label = before.rsplit('[').next().unwrap_or("");
        (links, linked) = (links + 1, linked + label.split_whitespace().count());
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    2 <= links && line.split_whitespace().count() <= 2 * linked
}

/// Whether a line is tags pasted without the gaps between them: `HarbourFerriesWest Coast`.
pub(super) fn is_tags(unit: &Unit) -> bool {
    let glued = |word: &str| {
        let mut before = ' ';
        word.chars().any(|c| {
            let joint = before.is_lowercase() && c.is_uppercase();
            before = c;
            joint
        })
    };
    let joints = unit.text.split_whitespace().filter(|word| glued(word)).count();
    unit.end == End::Open && unit.words <= 15 && 0 < joints && unit.words <= 6 * joints
}

/// Drops the captions of a gallery: each stands above its counter, `3 of 23`.
fn mark_galleries(units: &[Unit], body: Range<usize>, roles: &mut [Role]) {
    let counters = body.clone().filter(|at| is_counter(&units[*at].text));
    if counters.clone().take(3).count() < 3 {
        return;
    }
    for at in counters {
        roles[at] = Role::Caption;
        if body.start < at && roles[at - 1] == Role::Body {
            roles[at - 1] = Role::Caption;
        }
    }
}

fn is_counter(line: &str) -> bool {
    let mut parts = line.split([' ', '/']).filter(|part| !part.is_empty());
    let is_number = |part: Option<&str>| part.is_some_and(|part| part.parse::<u16>().is_ok());
    line.len() <= 12
        && is_number(parts.next())
        && parts.clone().next_back().is_some_and(|part| part.parse::<u16>().is_ok())
        && parts.count() <= 2
}

/// Whether a line is the title of a video: no sentence, and its length in minutes at the end.
fn is_video(unit: &Unit) -> bool {
    let last = unit.text.rsplit(' ').next().unwrap_or("");
    unit.end == End::Open && 3 <= unit.words && last.contains(':') && head::is_clock(last)
}

/// Drops lists of links: what follows a heading of other stories, and rows of scraps, unless a
/// colon announces them or bullets show that the author wrote them.
fn mark_boxes(units: &[Unit], body: Range<usize>, roles: &mut [Role]) {
    let mut row: Vec<usize> = Vec::new();
    let (mut headed, mut announced) = (false, false);
    for at in body {
        let unit = &units[at];
        match roles[at] {
            Role::OtherStories => headed = true,
            Role::Body if is_scrap(unit) => row.push(at),
            Role::Body => {
                close(&mut row, headed, announced, roles);
                headed = false;
                announced = unit.end == End::Colon;
            }
            _ => {}
        }
    }
    close(&mut row, headed, announced, roles);
}

fn is_scrap(unit: &Unit) -> bool {
    !unit.is_prose() && unit.end == End::Open && !unit.is_bullet() && !unit.is(Kind::Label)
}

fn close(row: &mut Vec<usize>, headed: bool, announced: bool, roles: &mut [Role]) {
    if headed || BOX <= row.len() && !announced {
        for at in row.iter() {
            roles[*at] = Role::OtherStories;
        }
    }
    row.clear();
}

/// Drops the headlines of other stories that stand between paragraphs.
///
/// Such a line is long for a subheading, ends without punctuation and stands apart, in an
/// article whose other lines are sentences; or the page says it again in one of its lists.
fn mark_related(units: &[Unit], body: Range<usize>, roles: &mut [Role]) {
    let kept = |at: &usize| roles[*at] == Role::Body;
    let open = body.clone().filter(kept).filter(|at| is_scrap(&units[*at])).count();
    let all = body.clone().filter(kept).count();
    let rare = open * 4 <= all;
    let spaced = body.clone().filter(|at| units[*at].apart).count() * 2 > body.len();
    for at in body.clone() {
        let unit = &units[at];
        if roles[at] != Role::Body || !is_scrap(unit) || at + 1 == body.end {
            continue;
        }
        let listed = 1 < unit.said.times && 4 <= unit.words;
        let stands_out = if spaced { unit.apart } else { unit.is_titled() };
        if listed || rare && stands_out && HEADLINE <= unit.words && !is_quote(unit) {
            roles[at] = Role::RelatedHeadline;
        }
    }
}

fn is_quote(unit: &Unit) -> bool {
    unit.text.starts_with(['"', '“', '„', '«', '「', '‘'])
}
