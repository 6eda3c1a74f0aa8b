//! What every page keeps to, looked at as a browser reads it.

use std::collections::BTreeSet;

use dom_query::Document;

use super::*;
use crate::article::{Articles, Outlet};
use crate::report::clock::Clock;
use crate::report::{Findings, Report, sample};

fn written(findings: &Findings) -> String {
    let mut out = Vec::new();
    write(&Desk::of(&Report::of(findings)), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What is wrong with a page, whatever it tells.
fn faults(page: &str) -> Vec<String> {
    let document = Document::from(page);
    let mut faults = Vec::new();
    let all = document.select("*");
    let mut ids = BTreeSet::new();
    let mut level = 0;
    for node in all.nodes() {
        let name = node.node_name().unwrap_or_default().to_string();
        for attribute in node.attrs() {
            let (key, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            if key.starts_with("on") || ["src", "srcset", "style", "action"].contains(&&*key) {
                faults.push(format!("<{name} {key}={value}>"));
            }
            if key == "id" && !ids.insert(value.clone()) {
                faults.push(format!("two ids {value}"));
            }
        }
        if ["script", "link", "img", "iframe", "object", "base", "form", "use"].contains(&&*name) {
            faults.push(format!("<{name}>"));
        }
        if let Some(next) = name.strip_prefix('h').and_then(|n| n.parse::<usize>().ok()) {
            if level + 1 < next {
                faults.push(format!("h{next} below h{level}: {}", node.text()));
            }
            level = next;
        }
    }
    for reference in ["href", "aria-labelledby"] {
        for node in document.select(&format!("[{reference}]")).nodes() {
            let value = node.attr(reference).unwrap_or_default().to_string();
            let is_out = value.starts_with("http://") || value.starts_with("https://");
            if reference == "href" && is_out {
                if node.attr("rel").as_deref() != Some("noreferrer noopener") {
                    faults.push(format!("{value} tells where it was clicked"));
                }
                continue;
            }
            for id in value.split(' ').map(|id| id.strip_prefix('#').unwrap_or(id)) {
                if !ids.contains(id) {
                    faults.push(format!("{reference}={value} leads nowhere"));
                }
            }
        }
    }
    for table in document.select("table").iter() {
        let columns = table.select("thead th[scope=col]").length();
        let rows = table.select("tbody tr");
        let named = rows.iter().all(|row| row.select("th[scope]").length() == 1);
        if columns == 0 || !named {
            faults.push(format!("a table without headers: {:.80}", table.text()));
        }
    }
    faults
}

#[test]
fn a_page_keeps_to_what_screen_readers_and_policies_need() {
    let page = written(&sample::findings());
    assert_eq!(faults(&page), Vec::<String>::new());
    let document = Document::from(&*page);
    for (what, number) in [
        ("html[lang=en]", 1),
        ("h1", 1),
        ("main", 1),
        ("a.skip[href='#stories']", 1),
        ("section.story > h2", 5),
        ("nav a[href^='#story-']", 2),
        ("svg[role=img] > title", 2),
        ("svg[role=img] > desc", 2),
        (".look", 2),
    ] {
        assert_eq!(document.select(what).length(), number, "{what}");
    }
}

#[test]
fn faults_of_a_page_are_found() {
    let cases = [
        ("<h1>a</h1><h3>b</h3>", "h3 below h1: b"),
        ("<p id=a></p><p id=a></p>", "two ids a"),
        ("<a href='#x'>x</a>", "href=#x leads nowhere"),
        ("<a href='https://x.example/'>x</a>", "https://x.example/ tells where it was clicked"),
        ("<p onclick='x'>", "<p onclick=x>"),
        ("<script>x</script>", "<script>"),
        ("<table><tbody><tr><td>x</td></tr></tbody></table>", "a table without headers: x"),
    ];
    for (page, expected) in cases {
        assert_eq!(faults(page), [expected], "{page}");
    }
}

#[test]
fn a_hostile_page_cannot_break_a_report_apart() {
    let mut findings = sample::findings();
    let hostile = format!(
        "</title></style></svg>\"'><script>alert(1)</script><img src=x onerror=alert(1)>\
         <a href=javascript:x>&#60;\u{202e}\u{0}{}",
        "x".repeat(1_000_000)
    );
    let mut articles = findings.articles.as_slice().to_vec();
    for article in &mut articles {
        article.title = Some(hostile.clone());
        article.outlet = Outlet::new(&hostile);
        article.language = Some("\"><script>".to_owned());
        article.url = Some(format!("https://a.example/{}", &hostile[..120]));
    }
    articles[1].url = Some("JavaScript:alert(1)".to_owned());
    findings.articles = Articles::new(articles);
    for entry in &mut findings.timelines[0].entries {
        entry.what.clone_from(&hostile);
        entry.basis.clone_from(&hostile);
        entry.citing = vec![hostile.clone()];
    }
    findings.remarks = vec![hostile.clone()];
    let page = written(&findings);
    assert_eq!(faults(&page), Vec::<String>::new());
    assert!(page.len() < 100_000, "{} bytes", page.len());
    let unprintable = page.chars().find(|c| plain::is_unprintable(*c) && *c != '\n');
    assert_eq!(unprintable, None);
    assert!(!page.to_lowercase().contains("href=\"javascript"));
}

#[test]
fn every_source_has_its_link_or_its_place() {
    let page = written(&sample::findings());
    for part in [
        "<a href=\"https://post.example/ferry_%281%29\" rel=\"noreferrer noopener\" lang=\"\" \
         dir=\"auto\">Ferry runs aground off Port Sorrel</a>; credits Northwire citing the coastguard",
        "<code>b-ledger.txt</code>); identical to it",
        "<code>c-gazette.txt</code>); a shortened copy of it: 44 % remains",
    ] {
        assert!(page.contains(part), "{part}\nis not in\n{page}");
    }
}

#[test]
fn what_is_drawn_is_in_the_table_too() {
    let page = written(&sample::findings());
    let document = Document::from(&*page);
    let story = document.select("#story-1");
    let rows: Vec<String> = story
        .select("table tbody")
        .iter()
        .flat_map(|body| {
            body.select("tr").iter().map(|row| row.text().to_string()).collect::<Vec<_>>()
        })
        .collect();
    let expected = [
        "What happened",
        "15 May 2031 (“on Monday”)The Halvard ran aground on Monday. (at odds with 4 May 2031: The \
         ferry hit a rock late on Sunday.)Harbour Post, Evening Ledger, Coast MailNorthwire, the \
         coastguard",
        "24 May 2031 (“Sunday”)The ferry hit a rock late on Sunday.Sorrel Gazette",
        "Background",
        "32019The Halvard was built in 2019 | by the yard.Evening Ledger",
        "Expected",
        "412–13 May 2031It is to be towed off on 12-13 May.Coast Mail",
        "5 May 2031 (“on Monday”)The Halvard ran aground on Monday.Harbour Post, Evening Ledger, \
         Coast MailNorthwire, the coastguard",
        "4 May 2031 (“Sunday”)The ferry hit a rock late on Sunday.Sorrel Gazette",
    ];
    assert_eq!(rows, expected);
    let drawn: Vec<String> =
        story.select("svg .n").iter().map(|number| number.text().to_string()).collect();
    assert_eq!(drawn, ["2", "1", "4"]);
    assert_eq!(story.select("svg rect.expected").length(), 1);
    assert_eq!(story.select("svg rect.happened").length(), 2);
    assert_eq!(story.select("svg path.own, svg circle.copied, svg rect.copied").length(), 3);
}

#[test]
fn the_readers_clock_is_used_where_the_zone_is_known() {
    let findings = sample::findings();
    let mut out = Vec::new();
    let clock = Clock::of_zone("Europe/Kyiv").unwrap();
    write(&Desk::of(&Report::of(&findings).on(clock)), &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    for part in [
        "6 May 2031, 12:10 (UTC+3; printed as 09:10, UTC)",
        "6 May 2031, 07:53 (zone not stated)",
        "<bdi>Sorrel Gazette</bdi></strong>, 7 May 2031: ",
        "shown in the zone Europe/Kyiv",
        "Times with a zone are drawn in Europe/Kyiv.",
    ] {
        assert!(page.contains(part), "{part}\nis not in\n{page}");
    }
}

#[test]
fn nothing_at_all_is_said_plainly() {
    let mut findings = sample::findings();
    findings.articles = Articles::default();
    findings.stories.clear();
    findings.timelines.clear();
    findings.links.clear();
    let page = written(&findings);
    assert_eq!(faults(&page), Vec::<String>::new());
    assert!(page.contains("<p>No article was found. 1 input became no article"), "{page}");
    assert!(!page.contains("<nav"), "{page}");
}

#[test]
fn the_policy_lets_in_the_style_of_the_page_and_no_other() {
    let page = written(&sample::findings());
    let start = page.find("<style>").unwrap() + "<style>".len();
    let end = page.find("</style>").unwrap();
    let expected = format!("style-src 'sha256-{}'", base64(&sha256(&page.as_bytes()[start..end])));
    assert!(page.contains(&expected), "the digest of the style is now {expected}");
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::new();
    for part in bytes.chunks(3) {
        let digits =
            part.iter().chain([&0; 2]).take(3).fold(0, |sum, b| sum << 8 | usize::from(*b));
        for place in 0..4 {
            let digit = char::from(DIGITS[digits >> (18 - 6 * place) & 63]);
            written.push(if place <= part.len() { digit } else { '=' });
        }
    }
    written
}

/// FIPS 180-4; its constants are the fractions of the roots of the first primes.
fn sha256(bytes: &[u8]) -> [u8; 32] {
    let primes: Vec<u32> = (2..312).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
    let fraction = |root: f64| (root.fract() * f64::from(2.0_f32.powi(32))) as u32;
    let mut state: Vec<u32> = primes[..8].iter().map(|p| fraction(f64::from(*p).sqrt())).collect();
    let rounds: Vec<u32> = primes[..64].iter().map(|p| fraction(f64::from(*p).cbrt())).collect();
    let mut message = bytes.to_vec();
    message.push(0x80);
    message.resize((message.len() + 8).next_multiple_of(64) - 8, 0);
    message.extend((8 * bytes.len() as u64).to_be_bytes());
    for block in message.chunks(64) {
        let word = |four: &[u8]| u32::from_be_bytes([four[0], four[1], four[2], four[3]]);
        let mut words: Vec<u32> = block.chunks(4).map(word).collect();
        for i in 16..64 {
            let (a, b): (u32, u32) = (words[i - 15], words[i - 2]);
            let small = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
            let large = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
            let sum = words[i - 16].wrapping_add(small).wrapping_add(words[i - 7]);
            words.push(sum.wrapping_add(large));
        }
        let mut s = state.clone();
        for (word, round) in words.iter().zip(&rounds) {
            let e = s[4].rotate_right(6) ^ s[4].rotate_right(11) ^ s[4].rotate_right(25);
            let chosen = (s[4] & s[5]) ^ (!s[4] & s[6]);
            let one = s[7].wrapping_add(e).wrapping_add(chosen).wrapping_add(*round);
            let one = one.wrapping_add(*word);
            let a = s[0].rotate_right(2) ^ s[0].rotate_right(13) ^ s[0].rotate_right(22);
            let most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
            s.rotate_right(1);
            s[4] = s[4].wrapping_add(one);
            s[0] = one.wrapping_add(a).wrapping_add(most);
        }
        for (sum, value) in state.iter_mut().zip(&s) {
            *sum = sum.wrapping_add(*value);
        }
    }
    let digest: Vec<u8> = state.iter().flat_map(|word| word.to_be_bytes()).collect();
    digest.try_into().unwrap()
}

#[test]
fn digests_are_as_the_standard_has_them() {
    let cases = [
        ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    ];
    for (text, expected) in cases {
        assert_eq!(base64(&sha256(text.as_bytes())), expected);
    }
}
