//! What a character is to the words of a text: letter, apostrophe, or neither.
//!
//! In: one character. Out: its kind, and for the characters of which nearly all text consists its
//! folded form, by comparison with ranges. Normalisation is not done here.

/// What a character is that NFKC leaves alone whatever stands beside it, or turns into characters
/// that stand in no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// A letter, digit or `_`: its one folded character.
    Letter(char),
    /// A character of a script without spaces.
    Unspaced,
    /// An apostrophe.
    Apostrophe,
    /// Nothing that stands in a word.
    Between,
}

/// The kind of a settled character; nothing of one that needs the tables of Unicode.
///
/// Settled are the letters of European, Hebrew and Arabic text, Hangul, kana and Han, and the
/// punctuation that goes with them. Lower-case ASCII is assumed. A few nanoseconds.
#[inline]
pub(super) fn settled(c: char) -> Option<Settled> {
    let plus = |distance: u32| char::from_u32(u32::from(c) + distance).map(Settled::Letter);
    match c {
        'a'..='z' | '0'..='9' | '_' => Some(Settled::Letter(c)),
        '\'' | '’' => Some(Settled::Apostrophe),
        'À'..='Ö' | 'Ø'..='Þ' | 'А'..='Я' | 'Α'..='Ρ' | 'Σ'..='Ϋ' => plus(32),
        'Ѐ'..='Џ' => plus(80),
        'à'..='ö'
        | 'ø'..='ÿ'
        | 'а'..='џ'
        | 'ά'..='ί'
        | 'α'..='ρ'
        | 'σ'..='ώ'
        | 'א'..='ת'
        | 'ء'..='غ'
        | 'ف'..='ي'
        | '가'..='힣' => Some(Settled::Letter(c)),
        'Ā'..='į' | 'Ĵ'..='ķ' | 'Ĺ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ѡ'..='ҁ' | 'Ҋ'..='ԯ' => {
            c.to_lowercase().next().map(Settled::Letter)
        }
        'ぁ'..='ゖ' | 'ァ'..='ー' | '㐀'..='䶿' | '一'..='鿿' => Some(Settled::Unspaced),
        '\u{A0}' | '«' | '»' | '–' | '—' | '‘' | '“' | '”' | '„' | '•' | '…' | '、' | '。'
        | '「' | '」' | '！' | '（' | '）' | '，' | '．' | '：' | '；' | '？' => {
            Some(Settled::Between)
        }
        _ => None,
    }
}

/// Whether a character joins two parts of a word.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Whether a character is a letter, a digit, a mark or `_`.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c != 'ʼ' && c.is_alphanumeric() || is_mark(c)
}

/// Whether a sentence or line may end with this character.
pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\n' | ':' | '。' | '！' | '？' | '“' | '"' | '؟' | '۔' | '।')
}

/// The combining marks that stand inside words: general accents, and the vowel signs of the
/// scripts of India and south-east Asia that the standard library does not count as letters.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05BD | 0x064B..=0x065F | 0x0900..=0x0903
        | 0x093A..=0x094F | 0x0981..=0x0983 | 0x09BC..=0x09CD | 0x0A01..=0x0A4D | 0x0A81..=0x0ACD
        | 0x0B01..=0x0B57 | 0x0B82..=0x0BCD | 0x0C00..=0x0C56 | 0x0C81..=0x0CD6 | 0x0D00..=0x0D57
        | 0x200D)
}

/// Scripts written without spaces between words: Han, kana, Thai, Lao, Khmer, Myanmar.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E01..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use caseless::Caseless;
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

    use super::*;

    #[test]
    fn a_settled_character_is_what_the_tables_of_unicode_say() {
        let mut count = 0;
        for c in (char::MIN..=char::MAX).filter(|c| !c.is_ascii_uppercase()) {
            let kind = settled(c);
            count += usize::from(kind.is_some());
            let is = |c: char| (is_word(c), is_apostrophe(c), is_unspaced(c));
            let expected = match kind {
                None => continue,
                Some(Settled::Letter(_)) => (true, false, false),
                Some(Settled::Apostrophe) => (false, true, false),
                Some(Settled::Unspaced) => (is_word(c), false, true),
                Some(Settled::Between) => (false, false, false),
            };
            let normal: Vec<char> = [c].into_iter().nfkc().collect();
            assert!(normal.iter().all(|c| is(*c) == expected), "{c} {expected:?}");
            if kind != Some(Settled::Between) {
                assert_eq!(is_nfkc_quick([c].into_iter()), IsNormalized::Yes, "{c}");
            }
            if let Some(Settled::Letter(folded)) = kind {
                let full: Vec<char> = [c].into_iter().default_case_fold().nfkc().collect();
                assert_eq!(full, [folded], "{c}");
            }
        }
        assert!(30_000 < count, "{count}");
    }
}
