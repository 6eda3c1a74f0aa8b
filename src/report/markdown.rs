//! [`Desk`] → Markdown. Decides nothing: it escapes and lays out.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::desk::{Desk, Event, List, Look, Mention, Neighbour, Place, Refusal, Section, Voice};
use super::plain;

/// Stories from which an overview helps.
const OVERVIEW: usize = 3;

/// Writes the editors' read.
pub fn write(desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Stories on the desk\n\n{}", escaped(&desk.summary))?;
    sentence(desk.clock.as_deref(), out)?;
    overview(desk, out)?;
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
    writeln!(
        out,
        "\n---\n\nRecipe `{}`. Equal recipe and equal input give an equal report.",
        desk.recipe
    )
}

fn overview(desk: &Desk, out: &mut dyn Write) -> io::Result<()> {
    if desk.stories.len() < OVERVIEW {
        return Ok(());
    }
    writeln!(out, "\n## At a glance\n")?;
    writeln!(out, "| | Story | Articles | Outlets | Independent | First published | |")?;
    writeln!(out, "| ---: | --- | ---: | ---: | ---: | --- | --- |")?;
    for story in &desk.stories {
        let figures = &story.figures;
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            story.number,
            escaped(&plain::shortened(&story.headline, 100)),
            figures.articles,
            figures.outlets,
            figures.independent,
            escaped(&figures.first),
            if story.looks.is_empty() { "" } else { "needs a look" },
        )?;
    }
    Ok(())
}

fn section(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## {}. {}\n", story.number, escaped(&story.headline))?;
    writeln!(out, "{}", escaped(&story.facts))?;
    let about = story.about.iter().map(|(of, list)| format!("**{of}:** {}", escaped(list)));
    let about: Vec<String> = about.collect();
    if !about.is_empty() {
        writeln!(out, "\n{}", about.join(" · "))?;
    }
    for look in &story.looks {
        writeln!(out, "\n{}", needs_a_look(look))?;
    }
    for decided in &story.decided {
        writeln!(out, "\n**Decided:** {}", escaped(decided))?;
    }
    writeln!(out, "\n**Who told it**\n")?;
    for (voice, number) in story.voices.shown.iter().zip(1..) {
        self::voice(voice, number, out)?;
    }
    sentence(story.voices.rest.as_deref(), out)?;
    sentence(story.order.as_deref(), out)?;
    corrections(story, out)?;
    sources(story, out)?;
    events(&story.events, out)?;
    see_also(&story.see_also, out)?;
    writeln!(out, "\nIn the tables: story {}", code(&story.key))
}

fn see_also(stories: &[Neighbour], out: &mut dyn Write) -> io::Result<()> {
    if stories.is_empty() {
        return Ok(());
    }
    let named = stories.iter().map(|story| {
        let when = story.when.as_ref().map(|when| format!(", {}", escaped(when)));
        format!(
            "*{}* ({}{})",
            escaped(&story.headline),
            place(&story.place),
            when.unwrap_or_default()
        )
    });
    let named: Vec<String> = named.collect();
    writeln!(out, "\n**See also:** {}", named.join("; "))
}

fn place(place: &Place) -> String {
    match place {
        Place::Number(number) => format!("no. {number}"),
        Place::Key(key) => code(key),
    }
}

fn needs_a_look(look: &Look) -> String {
    let place = place(&look.other_place);
    format!(
        "**Needs a look:** is this one story with {place}, *{}* ({})? The evidence did not settle \
         it. What comes nearest in the two:\n\n- here: {}\n- there: {}\n- what speaks for it: {}",
        escaped(&look.other),
        escaped(&look.other_size),
        mention(&look.here),
        mention(&look.there),
        escaped(&look.evidence),
    )
}

fn voice(voice: &Voice, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let marker = format!("{number}. ");
    writeln!(out, "{marker}{}", mention(&voice.kept))?;
    for copy in &voice.copies {
        writeln!(out, "{:indent$}- {}", "", mention(copy), indent = marker.len())?;
    }
    Ok(())
}

fn sources(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    let Some(sources) = &story.sources else {
        return Ok(());
    };
    writeln!(out, "\n**Where it comes from**\n\n{}\n", escaped(sources))?;
    for chain in &story.chains.shown {
        writeln!(out, "- {} ({})", escaped(&chain.names), escaped(&chain.evidence))?;
    }
    sentence(story.chains.rest.as_deref(), out)
}

fn events(events: &List<Event>, out: &mut dyn Write) -> io::Result<()> {
    if events.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n**What happened**\n")?;
    writeln!(out, "| When | What | Who says so | Citing |")?;
    writeln!(out, "| --- | --- | --- | --- |")?;
    for event in &events.shown {
        let mark = event.mark.map(|mark| format!("*{mark}:* ")).unwrap_or_default();
        writeln!(
            out,
            "| {mark}{} | {} | {} | {} |",
            escaped(&event.when),
            escaped(&event.what),
            escaped(&event.who),
            escaped(&event.citing),
        )?;
    }
    sentence(events.rest.as_deref(), out)
}

fn corrections(story: &Section, out: &mut dyn Write) -> io::Result<()> {
    if story.corrections.shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n**Corrected since**\n")?;
    for corrected in &story.corrections.shown {
        writeln!(out, "- {}", escaped(&corrected.what))?;
        for copy in &corrected.copies.shown {
            writeln!(out, "  - {}", mention(copy))?;
        }
        if let Some(rest) = &corrected.copies.rest {
            writeln!(out, "  - {}", escaped(rest))?;
        }
    }
    sentence(story.corrections.rest.as_deref(), out)
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
    writeln!(out, "\n## {heading}\n")?;
    for member in &list.shown {
        writeln!(out, "- {}", line(member))?;
    }
    sentence(list.rest.as_deref(), out)
}

fn sentence(words: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    match words {
        Some(words) => writeln!(out, "\n{}", escaped(words)),
        None => Ok(()),
    }
}

fn mention(article: &Mention) -> String {
    let mut line = match &article.outlet {
        Some(outlet) => format!("**{}**", escaped(outlet)),
        None => "Outlet unknown".to_owned(),
    };
    if let Some(when) = &article.when {
        line.push_str(", ");
        line.push_str(&escaped(when));
    }
    let headline = escaped(&article.headline);
    match article.url.as_deref().and_then(link) {
        Some(url) => _ = write!(line, ": [{headline}]({url})"),
        None => _ = write!(line, ": {headline} ({})", code(&article.source)),
    }
    if let Some(note) = &article.note {
        line.push_str("; ");
        line.push_str(&escaped(note));
    }
    line
}

/// Text with everything that Markdown or HTML would take for markup made plain.
pub fn escaped(text: &str) -> String {
    let line = plain::one_line(text);
    let mut escaped = String::with_capacity(line.len() + line.len() / 8);
    for (at, character) in line.char_indices() {
        let is_markup = match character {
            '&' => is_entity(line.get(at + 1..).unwrap_or("")),
            _ => "\\`*_[]<>|#~".contains(character),
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Whether an ampersand before this would be read as the name of a character.
fn is_entity(rest: &str) -> bool {
    let name = rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '#');
    name.is_some_and(|end| 0 < end && rest[end..].starts_with(';'))
}

/// An address as a link's destination, where it is one that a click may follow: http or https.
pub fn link(url: &str) -> Option<String> {
    let url = url.trim();
    let is = |scheme: &str| {
        let start = url.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && scheme.len() < url.len()
    };
    if !is("http://") && !is("https://") {
        return None;
    }
    let mut written = String::with_capacity(url.len());
    for character in url.chars() {
        let is_plain = !plain::is_unprintable(character)
            && !character.is_whitespace()
            && !"\\`*_[]<>|()\"'".contains(character);
        if is_plain || character == '_' {
            written.push(character);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in character.encode_utf8(&mut bytes).bytes() {
            _ = write!(written, "%{byte:02X}");
        }
    }
    Some(written)
}

/// A name from an input, set as code where its characters allow it.
fn code(name: &str) -> String {
    let name = plain::one_line(name);
    if name.is_empty() || name.contains(['`', '|']) { escaped(&name) } else { format!("`{name}`") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Report, sample};

    fn written(findings: &crate::report::Findings) -> String {
        let mut out = Vec::new();
        write(&Desk::of(&Report::of(findings)), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_small_desk_reads_as_an_editor_would_write_it() {
        let findings = sample::findings();
        let expected = include_str!("sample.md").replace("RECIPE", &findings.recipe.fingerprint());
        assert_eq!(written(&findings), expected);
    }

    #[test]
    fn nothing_from_an_input_is_taken_for_markup() {
        let cases = [
            ("a | b", r"a \| b"),
            ("# not a heading", r"\# not a heading"),
            ("*so* _so_ `so` ~so~", r"\*so\* \_so\_ \`so\` \~so\~"),
            ("[text](javascript:x)", r"\[text\](javascript:x)"),
            ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
            ("&lt;b&#62; R&D; AT&T", r"\&lt;b\&#62; R\&D; AT&T".replace("&#", r"&\#").as_str()),
            ("back\\slash", r"back\\slash"),
            ("two\nlines\r\nand\ttabs", "two lines and tabs"),
            ("\u{202e}evil\u{7}", "evil"),
        ]
        .map(|(text, expected)| (text.to_owned(), expected.to_owned()));
        for (text, expected) in cases {
            assert_eq!(escaped(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn only_addresses_that_a_click_may_follow_become_links() {
        let cases = [
            ("https://a.example/b_c-d?e=f&g=%20#h", Some("https://a.example/b_c-d?e=f&g=%20#h")),
            ("HTTP://a.example/", Some("HTTP://a.example/")),
            ("https://a.example/x_(1)", Some("https://a.example/x_%281%29")),
            ("https://a.example/x) <b>|", Some("https://a.example/x%29%20%3Cb%3E%7C")),
            ("https://a.example/\u{202e}x\n", Some("https://a.example/%E2%80%AEx")),
            ("https://приклад.укр/новини", Some("https://приклад.укр/новини")),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("//a.example", None),
            ("https://", None),
            ("ftp://a.example", None),
            ("\u{1F600}\u{1F600}", None),
        ];
        for (url, expected) in cases {
            assert_eq!(link(url).as_deref(), expected, "{url:?}");
        }
    }

    #[test]
    fn a_hostile_page_cannot_break_a_report_apart() {
        let mut findings = sample::findings();
        let title = format!("\n# Owned\n| a | b |\n<img src=x>\u{202e}{}", "x".repeat(1_000_000));
        let mut articles = findings.articles.as_slice().to_vec();
        articles[0].title = Some(title.clone());
        articles[0].outlet = crate::article::Outlet::new(&title);
        findings.articles = crate::article::Articles::new(articles);
        findings.timelines[0].entries[1].what.clone_from(&title);
        let read = written(&findings);
        assert!(read.len() < 20_000, "{} bytes", read.len());
        assert!(
            !read.contains("\n# Owned")
                && !read.replace(r"\<", "").contains('<')
                && !read.contains('\u{202e}')
        );
        let rows = read.lines().filter(|line| line.starts_with('|'));
        for row in rows {
            assert_eq!(row.replace(r"\|", "").matches('|').count(), 5, "{row}");
        }
    }

    #[test]
    fn a_large_desk_is_cut_and_says_where_the_rest_is() {
        let mut findings = sample::findings();
        let many = (0..250).map(|number| sample::article(&format!("{number:03}"), "", "One"));
        findings.articles = crate::article::Articles::new(many.collect());
        findings.stories = (0..250).map(|ix| sample::alone(ix, &findings.articles)).collect();
        findings.timelines = vec![crate::timeline::Timeline::default(); 250];
        findings.links.clear();
        let read = written(&findings);
        assert!(read.contains("250 articles tell 250 stories. Each stands alone."), "{read}");
        assert_eq!(read.matches("\n- Outlet unknown").count(), 200);
        assert!(read.contains("\nThe other 50 articles are in articles.csv.\n"), "{read}");
    }

    #[test]
    fn nothing_at_all_is_said_plainly() {
        let mut findings = sample::findings();
        findings.articles = crate::article::Articles::default();
        findings.stories.clear();
        findings.timelines.clear();
        findings.links.clear();
        let read = written(&findings);
        let opening = "# Stories on the desk\n\nNo article was found. 1 input became no article";
        assert!(read.starts_with(opening), "{read}");
    }
}
