//! [`Desk`] → one page that opens without a network and without a script. Decides nothing: it
//! escapes and lays out.
//!
//! Out: HTML with its style inside, under a policy that lets nothing else in; every story with
//! its timeline drawn and as a table that says the same. Headings in order, tables with headers,
//! regions that a keyboard reaches, and nothing said by colour alone.
//! Deliberately absent: scripts, fonts, pictures, and links to anything but the sources.
//! Cost: that of the [`Desk`], a few kilobytes a story, bounded with it.

use std::io::{self, Write};

use super::desk::conflicts::Conflict;
use super::desk::{
    Chain, Desk, Event, List, Look, Mention, Neighbour, Part, Place, Refusal, Section, Voice,
};
use super::plain;
use markup::{code, escaped, linked, told, tongue};

mod drawing;
mod markup;

const STYLE: &str = include_str!("html/style.css");

/// The SHA-256 of the style: nothing else may style the page.
const STYLE_DIGEST: &str = "RUGk2oRZo9/CzvX2nwvO1hc9lAgLAfSQkxuO/f4Bcgc=";

/// Writes the editors' read as a page.
pub fn write(desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    head(out)?;
    writeln!(out, "<a class=\"skip\" href=\"#stories\">Skip to the stories</a>")?;
    writeln!(out, "<header>\n<h1>Stories on the desk</h1>\n<p>{}</p>", escaped(&desk.summary))?;
    sentence(desk.clock.as_deref(), out)?;
    writeln!(out, "</header>")?;
    overview(desk, out)?;
    writeln!(out, "<main id=\"stories\" tabindex=\"-1\">")?;
    for story in &desk.stories {
        section(story, out)?;
    }
    list("More stories", &desk.more, mention, out)?;
    list("Stand alone", &desk.alone, mention, out)?;
    let refusal =
        |refusal: &Refusal| format!("{}: {}", code(&refusal.source), escaped(&refusal.reason));
    list("Not an article", &desk.rejected, refusal, out)?;
    let remarks = List { shown: desk.remarks.iter().collect(), rest: None };
    list("Remarks", &remarks, |remark| escaped(remark), out)?;
    writeln!(out, "</main>")?;
    writeln!(
        out,
        "<footer><p>Recipe {}. Equal recipe and equal input give an equal report.</p></footer>\n\
         </body>\n</html>",
        code(&desk.recipe)
    )
}

fn head(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{STYLE_DIGEST}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Stories on the desk</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    )
}

/// A table's header, the names of its columns.
fn header(columns: &[&str], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<thead role=\"rowgroup\"><tr role=\"row\">")?;
    for column in columns {
        write!(out, "<th scope=\"col\" role=\"columnheader\">{column}</th>")?;
    }
    writeln!(out, "</tr></thead>")
}

/// A cell that says which column it is of where columns do not fit beside each other.
fn cell(column: &str, content: &str, out: &mut dyn Write) -> io::Result<()> {
    if content.is_empty() {
        return write!(out, "<td role=\"cell\"></td>");
    }
    write!(out, "<td role=\"cell\" data-of=\"{column}\">{content}</td>")
}

const OVERVIEW: [&str; 7] =
    ["No.", "Story", "Articles", "Outlets", "Independent", "First published", "Look"];

fn overview(desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    if desk.stories.is_empty() {
        return Ok(());
    }
    writeln!(out, "<nav aria-labelledby=\"glance\">\n<h2 id=\"glance\">At a glance</h2>")?;
    writeln!(out, "<table role=\"table\" aria-labelledby=\"glance\">")?;
    header(&OVERVIEW, out)?;
    writeln!(out, "<tbody role=\"rowgroup\">")?;
    for story in &desk.stories {
        let Section { number, figures, .. } = story;
        let look = if story.looks.is_empty() {
            ""
        } else {
            "<strong class=\"flag\">needs a look</strong>"
        };
        let short = plain::shortened(&story.headline, 100);
        let tongue = tongue(story.language.as_deref());
        let short = escaped(&short);
        write!(out, "<tr role=\"row\">")?;
        cell(OVERVIEW[0], &number.to_string(), out)?;
        write!(
            out,
            "<th scope=\"row\" role=\"rowheader\"><a href=\"#story-{number}\"{tongue}>{short}</a></th>"
        )?;
        cell(OVERVIEW[2], &figures.articles, out)?;
        cell(OVERVIEW[3], &figures.outlets, out)?;
        cell(OVERVIEW[4], &figures.independent, out)?;
        cell(OVERVIEW[5], &escaped(&figures.first), out)?;
        cell(OVERVIEW[6], look, out)?;
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table>\n</nav>")
}

fn section(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    let number = story.number;
    writeln!(
        out,
        "<section class=\"story\" id=\"story-{number}\" aria-labelledby=\"story-{number}-name\">\n\
         <h2 id=\"story-{number}-name\">{number}. {}</h2>",
        told(&story.headline, story.language.as_deref())
    )?;
    writeln!(out, "<p>{}</p>", escaped(&story.facts))?;
    about(story, out)?;
    for look in &story.looks {
        needs_a_look(look, out)?;
    }
    for decided in &story.decided {
        writeln!(out, "<p><strong>Decided:</strong> {}</p>", escaped(decided))?;
    }
    timeline(story, out)?;
    conflicts(&story.conflicts, out)?;
    voices(story, out)?;
    corrections(story, out)?;
    sources(story, out)?;
    see_also(&story.see_also, out)?;
    writeln!(out, "<p class=\"soft\">In the tables: story {}</p>", code(&story.key))?;
    writeln!(out, "<p class=\"back\"><a href=\"#glance\">Back to all stories</a></p>\n</section>")
}

fn about(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    if story.about.is_empty() {
        return Ok(());
    }
    writeln!(out, "<dl class=\"about\">")?;
    for (of, list) in &story.about {
        writeln!(out, "<div><dt>{}</dt> <dd>{}</dd></div>", escaped(of), escaped(list))?;
    }
    writeln!(out, "</dl>")
}

fn needs_a_look(look: &Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<div class=\"look\">\n<h3>Needs a look</h3>\n<p>Is this one story with {}, {} ({})? The \
         evidence did not settle it. What comes nearest in the two:</p>\n<ul>\n<li>here: {}</li>\n\
         <li>there: {}</li>\n<li>what speaks for it: {}</li>\n</ul>\n</div>",
        place(&look.other_place),
        told(&look.other, look.other_language.as_deref()),
        escaped(&look.other_size),
        mention(&look.here),
        mention(&look.there),
        escaped(&look.evidence),
    )
}

const TIMELINE: [&str; 5] = ["No.", "When", "What", "Who says so", "Citing"];

fn timeline(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    let Section { number, events, drawing, .. } = story;
    if drawing.is_none() && events.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>Timeline</h3>")?;
    drawn(story, out)?;
    if events.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "<table role=\"table\">\n<caption>What happened in story {number}</caption>")?;
    header(&TIMELINE, out)?;
    let mut open = None;
    for (event, place) in events.shown.iter().zip(1..) {
        if open != Some(event.part) {
            let end = if open.is_none() { "" } else { "</tbody>\n" };
            writeln!(
                out,
                "{end}<tbody role=\"rowgroup\">\n<tr role=\"row\"><th colspan=\"5\" \
                 scope=\"rowgroup\" role=\"rowheader\" class=\"part\">{}</th></tr>",
                match event.part {
                    Part::Story => "What happened",
                    Part::Background => "Background",
                    Part::Expected => "Expected",
                }
            )?;
            open = Some(event.part);
        }
        row(event, place, out)?;
    }
    writeln!(out, "</tbody></table>")?;
    sentence(events.rest.as_deref(), out)
}

fn row(event: &Event, place: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<tr role=\"row\">")?;
    cell(TIMELINE[0], &place.to_string(), out)?;
    write!(
        out,
        "<th scope=\"row\" role=\"rowheader\" data-of=\"{}\">{}</th>",
        TIMELINE[1],
        escaped(&event.when)
    )?;
    cell(TIMELINE[2], &told(&event.what, event.language.as_deref()), out)?;
    cell(TIMELINE[3], &escaped(&event.who), out)?;
    cell(TIMELINE[4], &escaped(&event.citing), out)?;
    writeln!(out, "</tr>")
}

fn drawn(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    let Section { number, drawing, .. } = story;
    let Some(drawing) = drawing else {
        return Ok(());
    };
    writeln!(
        out,
        "<figure>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" \
         aria-label=\"Drawn timeline of story {number}\">"
    )?;
    drawing::write(drawing, *number, out)?;
    writeln!(out, "</div>\n<figcaption>{}", drawing::KEY)?;
    for note in &drawing.notes {
        write!(out, " {}", escaped(note))?;
    }
    writeln!(out, "</figcaption>\n</figure>")
}

const CONFLICT: [&str; 4] = ["When", "What", "Who says so", "Citing"];

fn conflicts(conflicts: &List<Conflict>, out: &mut dyn Write) -> io::Result<()> {
    if conflicts.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>At odds</h3>")?;
    for (conflict, number) in conflicts.shown.iter().zip(1..) {
        writeln!(
            out,
            "<table role=\"table\">\n<caption>{number}. Told in {} ways that cannot all be \
             true</caption>",
            conflict.sides.len()
        )?;
        header(&CONFLICT, out)?;
        writeln!(out, "<tbody role=\"rowgroup\">")?;
        for side in &conflict.sides {
            write!(
                out,
                "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" data-of=\"{}\">{}</th>",
                CONFLICT[0],
                escaped(&side.when)
            )?;
            cell(CONFLICT[1], &told(&side.what, side.language.as_deref()), out)?;
            cell(CONFLICT[2], &escaped(&side.who), out)?;
            cell(CONFLICT[3], &escaped(&side.citing), out)?;
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    sentence(conflicts.rest.as_deref(), out)
}

fn voices(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h3>Who told it</h3>\n<ol>")?;
    for Voice { kept, copies } in &story.voices.shown {
        write!(out, "<li>{}", mention(kept))?;
        if !copies.is_empty() {
            writeln!(out, "\n<ul>")?;
            for copy in copies {
                writeln!(out, "<li>{}</li>", mention(copy))?;
            }
            write!(out, "</ul>")?;
        }
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ol>")?;
    sentence(story.voices.rest.as_deref(), out)?;
    sentence(story.order.as_deref(), out)
}

fn corrections(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    if story.corrections.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>Corrected since</h3>\n<ul>")?;
    for corrected in &story.corrections.shown {
        write!(out, "<li>{}", escaped(&corrected.what))?;
        let List { shown, rest } = &corrected.copies;
        if !shown.is_empty() {
            writeln!(out, "\n<ul>")?;
            for copy in shown {
                writeln!(out, "<li>{}</li>", mention(copy))?;
            }
            if let Some(rest) = rest {
                writeln!(out, "<li>{}</li>", escaped(rest))?;
            }
            write!(out, "</ul>")?;
        }
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ul>")?;
    sentence(story.corrections.rest.as_deref(), out)
}

fn sources(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    let Some(sources) = &story.sources else {
        return Ok(());
    };
    writeln!(out, "<h3>Where it comes from</h3>\n<p>{}</p>", escaped(sources))?;
    if !story.chains.shown.is_empty() {
        writeln!(out, "<ul>")?;
        for Chain { names, evidence } in &story.chains.shown {
            let (names, evidence) = (escaped(names), escaped(evidence));
            writeln!(out, "<li>{names}\n<blockquote>{evidence}</blockquote></li>")?;
        }
        writeln!(out, "</ul>")?;
    }
    sentence(story.chains.rest.as_deref(), out)
}

fn see_also(stories: &[Neighbour], out: &mut dyn Write) -> io::Result<()> {
    if stories.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>See also</h3>\n<ul>")?;
    for story in stories {
        let when = story.when.as_ref().map(|when| format!(", {}", escaped(when)));
        let headline = told(&story.headline, story.language.as_deref());
        let (place, when) = (place(&story.place), when.unwrap_or_default());
        writeln!(out, "<li>{headline} ({place}{when})</li>")?;
    }
    writeln!(out, "</ul>")
}

fn place(place: &Place) -> String {
    match place {
        Place::Number(number) => format!("<a href=\"#story-{number}\">no. {number}</a>"),
        Place::Key(key) => code(key),
    }
}

fn list<T>(
    heading: &str,
    list: &List<T>,
    line: impl Fn(&T) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    if list.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section class=\"story\">\n<h2>{heading}</h2>\n<ul>")?;
    for member in &list.shown {
        writeln!(out, "<li>{}</li>", line(member))?;
    }
    writeln!(out, "</ul>")?;
    sentence(list.rest.as_deref(), out)?;
    writeln!(out, "</section>")
}

fn sentence(words: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match words {
        Some(words) => writeln!(out, "<p>{}</p>", escaped(words)),
        None => Ok(()),
    }
}

fn mention(article: &Mention) -> String {
    let mut line = match &article.outlet {
        Some(outlet) => format!("<strong><bdi>{}</bdi></strong>", escaped(outlet)),
        None => "Outlet unknown".to_owned(),
    };
    if let Some(when) = &article.when {
        line += ", ";
        line += &escaped(when);
    }
    line += ": ";
    let language = article.language.as_deref();
    line += &match linked(&article.headline, language, article.url.as_deref()) {
        Some(link) => link,
        None => format!("{} ({})", told(&article.headline, language), code(&article.source)),
    };
    if let Some(note) = &article.note {
        line += "; ";
        line += &escaped(note);
    }
    line
}

#[cfg(test)]
mod tests;
