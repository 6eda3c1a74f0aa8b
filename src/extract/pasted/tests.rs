//! What pasted pages must give, on pages written for it, and how well the labelled pages do.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// A page as a browser pastes it: menu, doubled headline, caption, labels, adverts, sidebar.
const DRESSED: &str = "\
Menu
Eng Por Esp
Support Us

Ferry with forty aboard sinks off Lisbon in a storm

Marta Quill Saturday, 4 May 2024, 07:53
Ferry with forty aboard sinks off Lisbon in a storm
The ferry Dona Clara in March. Photo: dpa

A ferry carrying forty passengers sank off Lisbon on Friday evening after its engine room flooded in heavy seas.

Source: dpa, citing the Portuguese agency Lusa; the Swedish news agency TT

Details: Rescue boats reached the wreck within twenty minutes and brought thirty-eight people ashore at Cascais.

Advertisement:

Two passengers were still missing on Saturday morning, a spokeswoman for the harbour office said.

Harbour workers call off strike, second union still undecided

Divers will go down to the wreck on 6-7 May if the weather allows it.

Background: The Dona Clara was built in 1987 and had passed its last inspection in January.

Support the Harbour Gazette on Patreon!

PortugalFerriesWest Coast
Advertisement:
Storm closes airports across the Azores for a second day
updatedMinister promises inquiry into ageing ferry fleet
All News
RECENT NEWS
10:51
Lighthouse keeper retires after fifty years on the rock
10:20
Ferry with forty aboard sinks off Lisbon in a storm
09:49
Port of Leixoes reports record traffic
© 2024 Harbour Gazette. All rights reserved.
";

fn dressed() -> Pasted {
    read(DRESSED, Known::default()).expect("an article")
}

#[test]
fn an_article_is_found_among_the_furniture() {
    let expected = "\
A ferry carrying forty passengers sank off Lisbon on Friday evening after its engine room flooded in heavy seas.
Rescue boats reached the wreck within twenty minutes and brought thirty-eight people ashore at Cascais.
Two passengers were still missing on Saturday morning, a spokeswoman for the harbour office said.
Divers will go down to the wreck on 6-7 May if the weather allows it.
The Dona Clara was built in 1987 and had passed its last inspection in January.";
    assert_eq!(dressed().text, expected);
}

#[test]
fn what_stands_in_a_list_is_dropped_for_the_reason_of_the_list() {
    let page = DRESSED
        .replace("Eng Por Esp\n", "Eng Por Esp Support Us\nEng Por Esp\n")
        .replace("All News\nRECENT", "All News\nPortugal\nStorm heads for Madeira tonight\nRECENT");
    let page = read(&page, Known::default()).expect("an article");
    let role = |text: &str| page.lines.iter().find(|line| line.text == text).map(|line| line.role);
    assert_eq!(role("Eng Por Esp Support Us"), Some(Role::Navigation));
    assert_eq!(role("Portugal"), Some(Role::OtherStories));
    assert!(!page.lines.iter().any(|line| line.role == Role::Outside));
}

const LOCAL: &str = "The Quayside Messenger\n\
    Home News Harbour Notices Contact\n\
    The Messenger is put through every door between lock and lighthouse on a Friday morning.\n\
    Readers of the Messenger hear the tide times first.\n\n\
    Ferry rams the old lock gate\n\n\
    by Ana Ruiz of The Harbour Post\n\
    21st July 2025\n\n\
    The noon ferry ran into the old lock gate on Monday with sixty people on board and stuck there \
    for two hours.\n\n\
    Photo: Tom Bell. The bow of the ferry between the two halves of the gate.\n\
    The bow of the ferry between the two halves of the gate.\n\n\
    Nobody was hurt, the harbour master said, but the gate will have to be lifted out by a crane \
    that is still in another port.\n\n\
    Advertisement: Lamp oil by the barrel, Quay Stores\n\n\
    The ferry is to sail again on Wednesday, if its bow has been painted by then, and not before.";

#[test]
fn standing_words_above_a_signed_headline_are_not_the_article() {
    let known = Known { title: None, outlet: Some("quayside-messenger") };
    let page = read(LOCAL, known).expect("an article");
    assert_eq!(page.title.as_deref(), Some("Ferry rams the old lock gate"));
    assert_eq!(page.byline.as_deref(), Some("Ana Ruiz"));
    assert_eq!(page.outlet.as_deref(), Some("The Quayside Messenger"));
    let published = page.published.as_ref().map(ToString::to_string);
    assert_eq!(published.as_deref(), Some("2025-07-21"));
    let credits: Vec<&str> = page.credits.iter().map(|credit| credit.name.as_str()).collect();
    assert_eq!(credits, ["The Harbour Post"]);
    let opens: Vec<&str> = page.text.lines().filter_map(|line| line.get(..8)).collect();
    assert_eq!(opens, ["The noon", "Nobody w", "The ferr"]);
}

#[test]
fn a_newsroom_or_an_agency_may_stand_in_the_authors_place_and_a_button_may_not() {
    let cases = [
        ("By Post newsdesk", Some("Post newsdesk"), None),
        ("Post newsdesk, agencies", Some("Post newsdesk"), None),
        (
            "By Post staff and Seaboard News Agency",
            Some("Post staff and Seaboard News Agency"),
            Some("Seaboard News Agency"),
        ),
        ("Log in", None, None),
    ];
    for (line, byline, credit) in cases {
        let page = format!(
            "Ferry rams the old lock gate\n\n{line}\n21 July 2025\n\nThe noon ferry ran into the old \
             lock gate on Monday with sixty people on board.\n\nNobody was hurt, the harbour master \
             said at the lock an hour later.\n\nAdvertisement"
        );
        let read = read(&page, Known::default()).expect("an article");
        let credited = read.credits.first().map(|credit| credit.name.as_str());
        assert_eq!((read.byline.as_deref(), credited), (byline, credit), "{line}");
    }
}

#[test]
fn menus_names_captions_and_summaries_are_no_headlines() {
    let body = "\n\nThe noon ferry ran into the old lock gate on Monday with sixty people on board, \
        the harbour master said.\n\nNobody was hurt, and the gate will be lifted out by a crane from \
        another port on Wednesday.\n\nThe ferry is to sail again when its bow has been painted.";
    let heads = [
        "Home / Ferry / Lock / Gate\n\nFerry rams the old lock gate\n\nMonday 21 July 2025",
        "HARBOUR FERRY POST\n\nFerry rams the old lock gate\nMonday 21 July 2025",
        "Ferry rams the old lock gate\nBy Ana Ruiz\n21 July 2025\n\
            The noon ferry in the gate. (Harbour office)\nThe noon ferry in the gate. (Harbour office)",
        "Ferry rams the old lock gate\n\nHarbour master waits for a crane as sixty people walk home\n\n\
            Ana Ruiz\n21 July 2025\nShare",
    ];
    for head in heads {
        let page = format!("{head}{body}");
        let known = Known { title: None, outlet: Some("harbour-ferry-post") };
        let read = read(&page, known).expect("an article");
        let title = read.title.as_deref();
        assert_eq!(title, Some("Ferry rams the old lock gate"), "{head}");
    }
}

#[test]
fn the_headline_is_the_highest_line_that_speaks_of_the_article() {
    let body = "\n\nThe noon ferry ran into the old lock gate on Monday with sixty people on board, \
        the harbour master said.\n\nNobody was hurt, and the gate will be lifted out by a crane from \
        another port on Wednesday.\n\nThe ferry is to sail again when its bow has been painted.\n\n\
        Advertisement";
    let heads = [
        // Over its summary, a caption and a box of links that say more of the article's words.
        "Harbour news\nFerry rams the old lock gate\nThe noon ferry with sixty people on board sits in \
            the old lock gate until Wednesday\nCrane from another port lifts lock gate out\nPrint",
        "Ferry rams the old lock gate\nSixty people on board a noon ferry wait for a crane.\nPrint",
        // With the path of sections, the writer and the outlet on other lines that repeat it.
        "Home > News > Ferry rams the old lock gate\nPrint\nFerry rams the old lock gate",
        "Ferry rams the old lock gate - Harbour Post\nPrint\nFerry rams the old lock gate\nShare",
        // Far above, behind a gallery.
        &format!("Home\nFerry rams the old lock gate\n{}", "Next slide\nPlay\n".repeat(30)),
    ];
    for head in heads {
        let read = read(&format!("{head}{body}"), Known::default()).expect("an article");
        assert_eq!(read.title.as_deref(), Some("Ferry rams the old lock gate"), "{head}");
    }
    let names = "Old Lock\nNoon Ferry\nSign up\nSections\nMenu";
    let read = read(&format!("{names}{body}"), Known::default()).expect("an article");
    assert_eq!(read.title, None, "two words of the article are a subject");
}

#[test]
fn a_headline_of_few_words_of_the_article_stands_over_a_signed_summary_of_many() {
    let body = "\n\nThe noon ferry ran into the old lock gate on Monday with sixty people on board, \
        the harbour master said.\n\nNobody was hurt, and the gate will be lifted out by a crane from \
        another port on Wednesday.\n\nThe ferry is to sail again when its bow has been painted.";
    let headline = "Ferry rams lock and costs commuters their harbour shortcut all week";
    let summary = "Sixty people on board as the noon boat meets the old gate on Monday";
    let title = |head: &str| read(&format!("{head}{body}"), Known::default()).unwrap().title;
    let signed =
        title(&format!("Harbour > News\n\n{headline}\n\n{summary}\n\nBy Ana Ruiz\n21 July 2025"));
    assert_eq!(signed.as_deref(), Some(headline));
    // What only names the subject of a section is none.
    let section = "News and notices for commuters, builders, teachers and the ferry";
    let signed = title(&format!("{section}\n\n{summary}\n\nBy Ana Ruiz\n21 July 2025"));
    assert_eq!(signed.as_deref(), Some(summary));
}

#[test]
fn a_masthead_and_a_date_above_the_headline_do_not_hide_it() {
    let body = "The noon ferry ran into the old lock gate on Monday with sixty people on board, the \
        harbour master said at the quay.\n\nNobody was hurt, and the gate will be lifted out by a crane \
        from another port on Wednesday, he said.";
    for (head, byline) in [
        (
            "THE HARBOUR POST\nSaturday, 12 July 2025\nFerry rams the old lock gate\nBy Ana Ruiz",
            true,
        ),
        ("The Harbour Post\n12 July 2025, 07:53\nFerry rams the old lock gate\n", false),
    ] {
        for tail in ["", "\n\nAdvertisement\n"] {
            let read =
                read(&format!("{head}\n{body}{tail}"), Known::default()).expect("an article");
            let expected = head.lines().find(|line| line.contains("lock"));
            assert_eq!(read.title.as_deref(), expected, "{head}");
            assert_eq!(read.byline.as_deref(), byline.then_some("Ana Ruiz"), "{head}");
            assert_eq!(read.published.map(|time| time.date().day()), Some(12), "{head}");
            assert_eq!(read.text.lines().count(), 2, "{head}: {}", read.text);
        }
    }
}

#[test]
fn a_signed_headline_below_captions_opens_the_article() {
    let page = "Home\nPrint\n\
        Passengers walk home along the quay after the noon ferry ran aground on Monday with its crew.\n\
        (Harbour office)\n\
        Ferry rams the old lock gate\n\
        Ana Ruiz\n21 July 2025\n\
        The noon ferry ran into the old lock gate on Monday with sixty people on board, the harbour \
        master said at the quay.\n\
        Nobody was hurt, and the gate will be lifted out by a crane from another port on Wednesday, if \
        the weather allows it and the crane arrives before then.\n\
        The ferry is to sail again when its bow has been painted, and not before, he said on Monday.";
    let read = read(page, Known::default()).expect("an article");
    assert_eq!(read.title.as_deref(), Some("Ferry rams the old lock gate"));
    assert!(read.text.starts_with("The noon ferry ran"), "{}", read.text);
    assert_eq!(read.text.lines().count(), 3);
}

#[test]
fn the_head_of_a_page_is_read() {
    let page = dressed();
    assert_eq!(page.title.as_deref(), Some("Ferry with forty aboard sinks off Lisbon in a storm"));
    assert_eq!(page.byline.as_deref(), Some("Marta Quill"));
    let published = page.published.map(|time| time.to_string());
    assert_eq!(published.as_deref(), Some("2024-05-04T07:53"));
    let credits: Vec<(&str, usize)> =
        page.credits.iter().map(|credit| (credit.name.as_str(), credit.citing.len())).collect();
    assert_eq!(credits, [("dpa", 1), ("TT", 0)]);
    assert_eq!(page.outlet, Some("Harbour Gazette".to_owned()));
}

#[test]
fn every_line_has_a_role() {
    let page = dressed();
    assert_eq!(page.lines.len(), DRESSED.split('\n').count());
    let cases = [
        ("The ferry Dona Clara in March. Photo: dpa", Role::Caption),
        ("Advertisement:", Role::Advert),
        ("Support the Harbour Gazette on Patreon!", Role::Prompt),
        ("Harbour workers call off strike, second union still undecided", Role::RelatedHeadline),
        ("PortugalFerriesWest Coast", Role::Footer),
        ("Lighthouse keeper retires after fifty years on the rock", Role::OtherStories),
        ("Port of Leixoes reports record traffic", Role::OtherStories),
        ("Marta Quill Saturday, 4 May 2024, 07:53", Role::Byline),
        ("© 2024 Harbour Gazette. All rights reserved.", Role::Footer),
        ("", Role::Blank),
    ];
    for (text, expected) in cases {
        let line = page.lines.iter().find(|line| line.text == text).expect(text);
        assert_eq!(line.role, expected, "{text:?}");
    }
    let repeated = page.lines.iter().filter(|line| line.role == Role::Repeated).count();
    assert_eq!(repeated, 2, "the headline stands three times");
}

#[test]
fn a_page_of_which_every_line_stands_twice_is_read_as_if_once() {
    let once = dressed();
    for (part, name) in [("\n", "below"), ("\n\n", "apart")] {
        let line = |line: &str| match line.is_empty() {
            true => String::new(),
            false => format!("{line}{part}{line}"),
        };
        let doubled: Vec<String> = DRESSED.split('\n').map(line).collect();
        let page = read(&doubled.join("\n"), Known::default()).unwrap();
        assert_eq!((&page.title, &page.text), (&once.title, &once.text), "{name}");
        let lines = doubled.join("\n").split('\n').count();
        assert_eq!(page.lines.len(), lines, "{name}");
    }
}

#[test]
fn an_agency_in_the_authors_place_is_a_credit() {
    let page = "\
Portugal says ferry captain was warned twice

AFP Published 4 May, 2024 05:56pm
This handout photograph shows the ferry Dona Clara. Photo: AFP
This handout photograph shows the ferry Dona Clara. Photo: AFP

LISBON: Portugal said on Saturday that the captain of a sunken ferry had been warned twice of the coming storm.

The ministry published a recording of two radio calls from the coast guard.

Minister rejects call to resign, opposition plans march in Lisbon

It said the captain had “confirmed both warnings” before he left the harbour.
";
    let read = read(page, Known::default()).expect("an article");
    assert_eq!(read.byline, None);
    assert_eq!(read.credits.len(), 1);
    assert_eq!(read.credits[0].name, "AFP");
    assert_eq!(read.dateline.as_deref(), Some("LISBON"));
    let published = read.published.map(|time| time.to_string());
    assert_eq!(published.as_deref(), Some("2024-05-04T17:56"));
    assert_eq!(read.text.lines().count(), 3);
    assert!(read.text.starts_with("LISBON: Portugal said"));
    assert!(!read.text.contains("Minister rejects"));
    assert!(!read.text.contains("handout"));
}

#[test]
fn a_clean_text_survives_whole() {
    let cases = [
        "The ferry sank on Friday evening off Lisbon.\nForty people were aboard.\n\"We jumped,\" said one.\n\"Cold,\" said another.",
        "Q: When did you hear of it?\nA: At noon, from the radio in the kitchen.\nQ: And then?\nA: Then I ran down to the quay with my brother.\nQ: Alone?\nA: Yes.",
        "Results of the weekend's races in the bay were these, the harbour office said on Sunday:\nDona Clara 3, Santa Rita 1\nMar Alto 2, Estrela 2\nThe last race was called off because of the storm that came in from the west.",
        "The harbour office announced four measures on Monday after the sinking of the ferry:\n- new lamps on the pier\n- two more pilot boats\n- a second inspection each year\nThe minister called them a beginning.",
        "周五晚间，一艘载有四十名乘客的渡轮在里斯本附近沉没，港口办公室表示救援人员已抵达现场。\n两名乘客仍然下落不明。\n部长说，调查将于下周开始，并将公布全部结果。",
        "In the village they still speak of the storm, and of the night the ferry went down with its lamps lit.",
    ];
    for text in cases {
        let read = read(text, Known::default()).expect(text);
        assert_eq!(read.text, text);
    }
}

#[test]
fn an_article_in_another_script_is_found_among_links() {
    let page = "\
首页
新闻
登录
渡轮在里斯本附近沉没 四十人在船上
新华社里斯本5月4日电 周五晚间，一艘载有四十名乘客的渡轮在里斯本附近沉没，港口办公室表示救援人员已抵达现场。
两名乘客仍然下落不明，潜水员将在天气允许时下水搜寻，港口办公室周六上午对记者表示。
部长说，调查将于下周开始，并将公布全部结果，渡轮公司表示愿意配合。
相关新闻
亚速尔群岛机场因风暴关闭
灯塔看守人退休
版权所有";
    let read = read(page, Known::default()).expect("an article");
    assert_eq!(read.text.lines().count(), 3);
    assert_eq!(read.title.as_deref(), Some("渡轮在里斯本附近沉没 四十人在船上"));
    assert_eq!(read.credits[0].name, "Xinhua");
}

#[test]
fn pages_of_several_scripts_and_layouts_are_read() {
    let ukrainian = "Укр\nГоловна\nНовини\nПаром повернувся до гавані після ремонту\n\
        Олена Прикладна — 12 липня 2025, 07:53\n\
        • Паром повернувся до гавані у четвер після дев'яти днів на верфі, повідомила компанія.\n\
        • Перші автомобілі з'їхали на берег ще до полудня, а оркестр гавані зіграв для всіх.\n\
        Читайте також: Міст через річку закрили\nДжерело: Укрінформ\nОстанні новини\n10:51\n\
        Міст через річку закрили на ремонт";
    let arabic = "الرئيسية\nأخبار\nالعبارة تعود إلى الميناء بعد الإصلاح\n12 يوليو 2025\n\
        عادت العبارة إلى الميناء يوم الخميس بعد تسعة أيام في حوض بناء السفن، حسبما ذكرت الشركة.\n\
        نزلت السيارات الأولى قبل الظهر، وعزفت فرقة الميناء لجميع الذين حضروا إلى الرصيف يومها.\n\
        اقرأ أيضا\nإغلاق الجسر فوق النهر";
    let wrapped = "Ferry aground in the old lock\nBy Ana Ruiz, 12 July 2025\n\n\
        The noon ferry ran into the old lock gate on Monday with sixty\n\
        people on board, the harbour master said at the quay, where a\n\
        crowd had gathered to see the gate and the ferry.\n\
        Nobody was hurt, and the gate will be lifted out by a crane from\n\
        another port on Wednesday, if the crane comes at all.";
    for (page, title, paragraphs) in [
        (ukrainian, "Паром повернувся до гавані після ремонту", 2),
        (arabic, "العبارة تعود إلى الميناء بعد الإصلاح", 2),
        (wrapped, "Ferry aground in the old lock", 2),
    ] {
        let read = read(page, Known::default()).expect("an article");
        assert_eq!(read.title.as_deref(), Some(title));
        assert_eq!(read.text.lines().count(), paragraphs, "{}", read.text);
        let published = read.published.map(|time| time.date().to_string());
        assert_eq!(published.as_deref(), Some("2025-07-12"), "{title}");
    }
}

#[test]
fn what_is_no_article_is_told() {
    let links = "Home\nNews\nFerry sinks off Lisbon in a storm\nMinister promises inquiry\n\
        Storm closes airports across the Azores\nLighthouse keeper retires\nMost read\n\
        Port reports record traffic\nContact us";
    let teasers = "Home\nFerry sinks off Lisbon\nForty people were aboard when it went down.\n\
        Storm closes airports\nAll flights were called off until noon on Sunday.\n\
        Keeper retires\nHe spent fifty years on the rock off the coast.\nMost read\nRecord traffic";
    let cases = [("", true), (" \n\t\n\u{feff}", true), (links, false), (teasers, false)];
    for (page, empty) in cases {
        match read(page, Known::default()) {
            Err(Reason::Empty) => assert!(empty, "{page:?}"),
            Err(Reason::NoArticle(_)) => assert!(!empty, "{page:?}"),
            other => panic!("{page:?} gave {other:?}"),
        }
    }
}

#[test]
fn a_headline_alone_has_no_text() {
    for page in ["Ferry sinks off Lisbon", "4 May 2024\nFerry sinks off Lisbon\n"] {
        let read = read(page, Known::default()).expect("a headline");
        assert_eq!(read.title.as_deref(), Some("Ferry sinks off Lisbon"));
        assert_eq!(read.text, "");
    }
}

#[test]
fn readers_comments_are_not_the_article() {
    let mut page = String::from("Ferry sinks off Lisbon in a storm\nBy Marta Quill\n");
    for n in 0..8 {
        page += &format!(
            "The rescuers brought group {n} ashore before midnight, the harbour office said in a statement.\n"
        );
    }
    page += "Comments (30)\n";
    for n in 0..30 {
        page += &format!(
            "reader{n} 2 hours ago\nI have taken this ferry {n} times and it always felt unsafe to me and to my family.\nReply\n"
        );
    }
    let read = read(&page, Known::default()).expect("an article");
    assert_eq!(read.text.lines().count(), 8);
    assert_eq!(read.byline.as_deref(), Some("Marta Quill"));
}

#[test]
fn a_known_title_is_the_headline_wherever_it_stands() {
    let read = read(
        DRESSED,
        Known { title: Some("Port of Leixoes reports record traffic"), outlet: None },
    )
    .expect("an article");
    assert_eq!(read.title.as_deref(), Some("Port of Leixoes reports record traffic"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(page in "(\\PC{0,40}[\n\r ]{0,2}){0,30}", title in "\\PC{0,30}") {
        if let Ok(read) = read(&page, Known { title: Some(&title), outlet: None }) {
            prop_assert!(read.lines.iter().all(|line| !line.text.contains('\n')));
        }
    }

    #[test]
    fn the_words_of_the_text_are_words_of_the_page(
        lines in proptest::collection::vec("[A-Z][a-z]{1,8}( [a-zA-Z0-9:]{1,9}){0,14}[.:]?", 0..40),
    ) {
        let page = lines.join("\n");
        if let Ok(read) = read(&page, Known::default()) {
            let (shared, found, _) = counts(&read.text, &page);
            prop_assert_eq!(shared, found);
        }
    }
}

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("COPYTASTER_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn records(path: &str) -> Vec<Value> {
    let Some(file) = data().and_then(|data| std::fs::read(data.join(path)).ok()) else {
        return Vec::new();
    };
    let mut text = String::new();
    if path.ends_with(".gz") {
        GzDecoder::new(file.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(file).unwrap();
    }
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bag(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    bag
}

/// Words shared, found and true: the counts of precision and recall.
fn counts(found: &str, truth: &str) -> (usize, usize, usize) {
    let (found, truth) = (bag(found), bag(truth));
    let shared = found.iter().map(|(word, n)| truth.get(word).copied().unwrap_or(0).min(*n)).sum();
    (shared, found.values().sum(), truth.values().sum())
}

fn f1((shared, found, truth): (usize, usize, usize)) -> f64 {
    2.0 * shared as f64 / (found + truth).max(1) as f64
}

fn is_held_out(id: &str) -> bool {
    xxhash_rust::xxh3::xxh3_64(id.as_bytes()) % 2 == 1
}

#[test]
#[ignore = "needs the labelled pages"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn labelled_pages_are_read() {
    let pages = records("pages/outlets/pages.jsonl.gz");
    if pages.is_empty() {
        eprintln!("skipped: no labelled pages");
        return;
    }
    let mut spent = std::time::Duration::ZERO;
    let mut halves: [Vec<(f64, f64, f64, String)>; 2] = Default::default();
    let (mut titles, mut nothing) = ([0; 2], 0);
    for page in &pages {
        let (id, body) = (page["id"].as_str().unwrap(), page["body"].as_str().unwrap());
        let half = usize::from(is_held_out(id));
        let started = std::time::Instant::now();
        let pasted = read(page["pasted"].as_str().unwrap(), Known::default());
        spent += started.elapsed();
        let (text, title) = match pasted {
            Ok(pasted) => (pasted.text, pasted.title.unwrap_or_default()),
            Err(_) => {
                nothing += 1;
                Default::default()
            }
        };
        let told = format!("{title}\n{text}");
        let all = counts(&told, body);
        titles[half] +=
            usize::from(units::key(body).starts_with(&units::key(&title)) && !title.is_empty());
        let (shared, found, truth) = all;
        halves[half].push((
            f1(all),
            shared as f64 / found.max(1) as f64,
            shared as f64 / truth.max(1) as f64,
            id.to_owned(),
        ));
    }
    let each = spent.as_micros() as usize / pages.len();
    for (half, name) in halves.iter_mut().zip(["dev", "held out"]) {
        half.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mean = |of: fn(&(f64, f64, f64, String)) -> f64| {
            half.iter().map(of).sum::<f64>() / half.len() as f64
        };
        eprintln!(
            "{name}: {} pages, precision {:.3} recall {:.3} F1 {:.4} median {:.3}",
            half.len(),
            mean(|row| row.1),
            mean(|row| row.2),
            mean(|row| row.0),
            half[half.len() / 2].0
        );
    }
    eprintln!("titles {titles:?}, no article {nothing}, {each} µs a page");
    for (f1, precision, recall, id) in halves[0].iter().take(40) {
        eprintln!("{f1:.2} {precision:.2} {recall:.2} {id}");
    }
}

#[test]
#[ignore = "needs the labelled sets"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn clean_texts_survive() {
    for path in [
        "stories/ecbplus/articles.jsonl",
        "stories/fnc1/articles.jsonl",
        "dates/timebank/articles.jsonl",
        "timelines/crisis_es_it/articles.jsonl",
        "copies/reuters/articles.jsonl.gz",
    ] {
        let mut worst = Vec::new();
        let (mut sum, mut all, mut whole) = (0.0, 0, 0);
        for article in records(path).iter().take(3000) {
            let text = article["text"].as_str().unwrap();
            if units::words(text) == 0 {
                continue;
            }
            let told = match read(text, Known::default()) {
                Ok(pasted) => format!("{}\n{}", pasted.title.unwrap_or_default(), pasted.text),
                Err(_) => String::new(),
            };
            if std::env::var("DROPPED").is_ok() {
                for line in
                    read(text, Known::default()).map(|pasted| pasted.lines).unwrap_or_default()
                {
                    if !matches!(line.role, Role::Body | Role::Headline | Role::Blank) {
                        eprintln!("D {:?} {}", line.role, line.text);
                    }
                }
            }
            let (shared, _, truth) = counts(&told, text);
            let recall = shared as f64 / truth.max(1) as f64;
            (sum, all, whole) = (sum + recall, all + 1, whole + usize::from(shared == truth));
            worst.push((recall, article["id"].as_str().unwrap().to_owned()));
        }
        worst.sort_by(|a, b| a.0.total_cmp(&b.0));
        eprintln!("{path}: {all} texts, recall {:.4}, whole {whole}", sum / f64::from(all));
        eprintln!("   {:?}", &worst[..8.min(worst.len())]);
    }
}

#[test]
#[ignore = "for looking at a page"]
#[expect(clippy::print_stderr, reason = "a measurement")]
fn show() {
    let wanted = std::env::var("PAGE").unwrap_or_default();
    let told = |name: &str, text: &str| {
        eprintln!("##### {name}");
        match read(text, Known::default()) {
            Ok(pasted) => {
                for line in &pasted.lines {
                    if line.role != Role::Blank {
                        let text: String = line.text.chars().take(130).collect();
                        eprintln!("{:>16} {text}", format!("{:?}", line.role));
                    }
                }
                eprintln!(
                    "{:#?}",
                    Pasted { lines: Vec::new(), text: String::new(), text_full: None, ..pasted }
                );
            }
            Err(reason) => eprintln!("{reason}"),
        }
    };
    if let Ok(text) = std::fs::read_to_string(&wanted) {
        return told(&wanted, &text);
    }
    for path in [
        "pages/outlets/pages.jsonl.gz",
        "stories/ecbplus/articles.jsonl",
        "stories/fnc1/articles.jsonl",
        "dates/timebank/articles.jsonl",
        "timelines/crisis_es_it/articles.jsonl",
        "copies/reuters/articles.jsonl.gz",
    ] {
        for record in records(path) {
            if wanted.split(',').any(|id| record["id"] == *id) {
                let text = record["pasted"].as_str().or(record["text"].as_str()).unwrap();
                told(record["id"].as_str().unwrap(), text);
            }
        }
    }
}
