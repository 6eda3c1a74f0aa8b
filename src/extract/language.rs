//! The language of an article: what is sure of it, as an ISO 639-1 code.
//!
//! In: what a record says, what a page claims, the text. Out: a code or nothing. A record is
//! believed before the text, the text before a page's claim: templates carry `lang="en"` into every
//! edition. The detector is believed only where it is sure of itself.

use whatlang::{Lang, detect};

/// So many letters are looked at: more change nothing and cost time.
const ENOUGH: usize = 4_000;

/// The language of a text, where something is sure of it.
pub(super) fn of(field: Option<&str>, claim: Option<&str>, text: &str) -> Option<String> {
    let of_text = || {
        let start: String = text.chars().take(ENOUGH).collect();
        by_letters(&start).map(str::to_owned).or_else(|| detected(&start))
    };
    field.and_then(code).or_else(of_text).or_else(|| claim.and_then(code))
}

/// Letters that only one of two neighbours has: a short Ukrainian text is otherwise easily taken for
/// a Russian one. Texts with letters of a third language that shares them are left to the detector.
fn by_letters(text: &str) -> Option<&'static str> {
    let count = |letters: &str| text.chars().filter(|c| letters.contains(*c)).count();
    let ukrainian = count("іїєґІЇЄҐ");
    let russian = count("ыэёЫЭЁ");
    /// Letters of a name or a quotation, in a text of some length.
    const FEW: usize = 3;
    /// A headline or a sentence has fewer letters.
    const SHORT: usize = 300;
    // Belarusian, the languages of Central Asia and the Caucasus, Serbian and Macedonian.
    if 0 < count("ўЎәғқңөұүһӘҒҚҢӨҰҮҺӏјљњћђџѓќѕЈЉЊЋЂЏЃЌЅ") {
        return None;
    }
    let few = if text.chars().filter(|c| c.is_alphabetic()).count() < SHORT { 1 } else { FEW };
    match (few <= ukrainian, few <= russian) {
        (true, _) if 4 * russian <= ukrainian => Some("uk"),
        (_, true) if 4 * ukrainian <= russian => Some("ru"),
        _ => None,
    }
}

fn detected(text: &str) -> Option<String> {
    let info = detect(text)?;
    info.is_reliable().then(|| code(info.lang().code()))?
}

/// The code of a language given as ISO 639-1 or -3, as a BCP 47 tag, or by its name in English or
/// in itself.
pub(super) fn code(said: &str) -> Option<String> {
    let said = said.trim().to_lowercase();
    if said.is_empty() {
        return None;
    }
    let tag = said.split(['-', '_', ',', ';']).next().unwrap_or_default().trim();
    let known = |row: &&(&str, &str, &str)| row.0 == tag || row.1 == tag;
    let by_name = |row: &&(&str, &str, &str)| row.2.split('|').any(|name| name == said);
    let row = CODES.iter().find(known).or_else(|| CODES.iter().find(by_name));
    row.map(|(code, ..)| (*code).to_owned())
        .or_else(|| Lang::from_code(tag).map(|lang| lang.code().to_owned()))
}

/// ISO 639-1, ISO 639-3, names.
const CODES: &[(&str, &str, &str)] = &[
    ("en", "eng", "english"),
    ("uk", "ukr", "ukrainian|українська"),
    ("ru", "rus", "russian|русский"),
    ("es", "spa", "spanish|español|castilian"),
    ("fr", "fra", "french|français"),
    ("de", "deu", "german|deutsch"),
    ("it", "ita", "italian|italiano"),
    ("pt", "por", "portuguese|português"),
    ("pl", "pol", "polish|polski"),
    ("nl", "nld", "dutch|nederlands"),
    ("tr", "tur", "turkish|türkçe"),
    ("ar", "ara", "arabic|العربية"),
    ("fa", "pes", "persian|farsi|فارسی"),
    ("fa", "fas", ""),
    ("he", "heb", "hebrew|עברית"),
    ("hi", "hin", "hindi|हिन्दी"),
    ("bn", "ben", "bengali|bangla|বাংলা"),
    ("ur", "urd", "urdu|اردو"),
    ("ta", "tam", "tamil"),
    ("te", "tel", "telugu"),
    ("mr", "mar", "marathi"),
    ("gu", "guj", "gujarati"),
    ("kn", "kan", "kannada"),
    ("ml", "mal", "malayalam"),
    ("pa", "pan", "punjabi"),
    ("or", "ori", "oriya|odia"),
    ("si", "sin", "sinhala|sinhalese"),
    ("ne", "nep", "nepali"),
    ("zh", "cmn", "chinese|mandarin|中文"),
    ("zh", "zho", ""),
    ("zh", "chi", ""),
    ("ja", "jpn", "japanese|日本語"),
    ("ko", "kor", "korean|한국어"),
    ("vi", "vie", "vietnamese|tiếng việt"),
    ("th", "tha", "thai|ไทย"),
    ("my", "mya", "burmese"),
    ("km", "khm", "khmer"),
    ("id", "ind", "indonesian|bahasa indonesia"),
    ("jv", "jav", "javanese"),
    ("ms", "msa", "malay"),
    ("tl", "tgl", "tagalog|filipino"),
    ("el", "ell", "greek|ελληνικά"),
    ("cs", "ces", "czech|čeština"),
    ("sk", "slk", "slovak|slovenčina"),
    ("sl", "slv", "slovenian|slovene"),
    ("hr", "hrv", "croatian|hrvatski"),
    ("sr", "srp", "serbian|српски"),
    ("bs", "bos", "bosnian"),
    ("mk", "mkd", "macedonian|македонски"),
    ("bg", "bul", "bulgarian|български"),
    ("ro", "ron", "romanian|română"),
    ("hu", "hun", "hungarian|magyar"),
    ("fi", "fin", "finnish|suomi"),
    ("et", "est", "estonian|eesti"),
    ("lv", "lav", "latvian|latviešu"),
    ("lt", "lit", "lithuanian|lietuvių"),
    ("sv", "swe", "swedish|svenska"),
    ("da", "dan", "danish|dansk"),
    ("nb", "nob", "bokmal|bokmål"),
    ("no", "nor", "norwegian|norsk"),
    ("is", "isl", "icelandic"),
    ("be", "bel", "belarusian|беларуская"),
    ("ka", "kat", "georgian|ქართული"),
    ("hy", "hye", "armenian"),
    ("az", "aze", "azerbaijani"),
    ("kk", "kaz", "kazakh"),
    ("uz", "uzb", "uzbek"),
    ("tk", "tuk", "turkmen"),
    ("ca", "cat", "catalan|català"),
    ("gl", "glg", "galician"),
    ("eu", "eus", "basque"),
    ("ga", "gle", "irish"),
    ("cy", "cym", "welsh"),
    ("sq", "sqi", "albanian|shqip"),
    ("af", "afr", "afrikaans"),
    ("sw", "swa", "swahili"),
    ("am", "amh", "amharic"),
    ("so", "som", "somali"),
    ("ha", "hau", "hausa"),
    ("zu", "zul", "zulu"),
    ("sn", "sna", "shona"),
    ("ak", "aka", "akan"),
    ("eo", "epo", "esperanto"),
    ("la", "lat", "latin"),
    ("yi", "yid", "yiddish"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_said_in_any_way_become_one_code() {
        let cases = [
            ("en", Some("en")),
            ("EN-us", Some("en")),
            ("en_GB", Some("en")),
            ("eng", Some("en")),
            ("English", Some("en")),
            ("Ukrainian", Some("uk")),
            ("zh-Hans-CN", Some("zh")),
            ("Chinese", Some("zh")),
            ("deu", Some("de")),
            ("None", None),
            ("", None),
            ("42", None),
        ];
        for (said, expected) in cases {
            assert_eq!(code(said).as_deref(), expected, "{said}");
        }
    }

    #[test]
    fn ukrainian_and_russian_are_told_apart_by_their_letters() {
        let cases = [
            ("Міст через річку знову відкрили після ремонту", Some("uk")),
            ("Мы были там, где этот мост снова открыли", Some("ru")),
            ("Пором став на якір", Some("uk")),
            ("Паром вернулся в этот порт", Some("ru")),
            // Bulgarian has the hard sign, Belarusian and Kazakh have letters of both.
            (
                "Мостът над реката беше отново отворен след дълъг ремонт, каза кметът пред хората, \
                които бяха дошли на площада, за да видят първите коли.",
                Some("bg"),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(of(None, Some("en"), text).as_deref(), expected, "{text}");
        }
        assert_eq!(by_letters("Мост зноў адкрыты для руху і людзей"), None);
        assert_eq!(by_letters("Көпір қайтадан ашылды және іске қосылды"), None);
    }

    #[test]
    fn a_record_is_believed_before_the_text_and_the_text_before_the_page() {
        let german = "Die Brücke über den Fluss ist nach langer Reparatur wieder geöffnet worden, \
            sagte der Bürgermeister am Dienstag vor den Leuten, die auf dem Platz standen.";
        assert_eq!(of(Some("fr"), Some("en"), german).as_deref(), Some("fr"));
        assert_eq!(of(None, Some("en"), german).as_deref(), Some("de"));
        assert_eq!(of(None, Some("en-GB"), "OK").as_deref(), Some("en"));
        assert_eq!(of(None, None, ""), None);
    }
}
