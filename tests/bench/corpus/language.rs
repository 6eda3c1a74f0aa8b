//! An invented language: 200,000 pronounceable words with the frequencies of a real one, the set
//! phrases that every newspaper repeats, and topics with words of their own.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::random::Random;

const WORDS: usize = 200_000;
const PHRASES: usize = 30_000;
const TOPICS: usize = 600;
const WORDS_OF_A_TOPIC: usize = 300;
/// Mandelbrot's shift of Zipf's law: the frequency of rank r is proportional to 1 / (r + 2.7).
const SHIFT: f64 = 2.7;

const ONSETS: [&str; 24] = [
    "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "ch",
    "gr", "sh", "st", "y", "th", "",
];
const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "a", "e", "i", "o"];
const CODAS: [&str; 12] = ["", "", "", "", "", "", "", "", "n", "r", "s", "t"];
const ACCENTED: [&str; 10] = ["á", "é", "í", "ó", "ö", "ü", "ç", "ñ", "š", "å"];

/// The same for every seed: only what is said in it differs.
pub(crate) struct Language {
    words: Vec<String>,
    sampler: Alias,
    phrases: Vec<Vec<u32>>,
    topics: Vec<Vec<u32>>,
}

impl Language {
    /// The language, made when it is first asked for.
    pub(crate) fn shared() -> &'static Language {
        static LANGUAGE: LazyLock<Language> = LazyLock::new(Language::new);
        &LANGUAGE
    }

    fn new() -> Language {
        let random = &mut Random::of(&[0x1a]);
        let sampler = Alias::new((1..=WORDS).map(|rank| 1.0 / (rank as f64 + SHIFT)));
        let mut phrase = |_| {
            let length =
                if random.chance(0.7) { random.between(3, 4) } else { random.between(5, 8) };
            (0..length).map(|_| sampler.draw(random)).collect()
        };
        let phrases = (0..PHRASES).map(&mut phrase).collect();
        // Neither the commonest words, which belong to no topic, nor the rarest, which are names.
        let mut topic_word = |_| random.between(300, 60_000) as u32;
        let topics =
            (0..TOPICS).map(|_| (0..WORDS_OF_A_TOPIC).map(&mut topic_word).collect()).collect();
        Language { words: vocabulary(), sampler, phrases, topics }
    }

    pub(crate) fn spelling(&self, word: u32) -> &str {
        &self.words[word as usize]
    }

    pub(crate) fn word(&self, random: &mut Random) -> u32 {
        self.sampler.draw(random)
    }

    /// A set phrase; the commonest stands in about one article of ten.
    pub(crate) fn phrase(&self, random: &mut Random) -> &[u32] {
        &self.phrases[skewed(random, self.phrases.len(), 3)]
    }

    pub(crate) fn topic(random: &mut Random) -> usize {
        random.below(TOPICS)
    }

    pub(crate) fn topic_word(&self, topic: usize, random: &mut Random) -> u32 {
        self.topics[topic][skewed(random, WORDS_OF_A_TOPIC, 2)]
    }

    /// A word that is rare enough to be somebody's name.
    pub(crate) fn name(random: &mut Random) -> u32 {
        random.between(20_000, WORDS - 1) as u32
    }
}

/// An index that prefers the small ones, the more the higher the power.
fn skewed(random: &mut Random, length: usize, power: usize) -> usize {
    let at = (0..power).fold(1.0, |least: f64, _| least * random.unit());
    (at * length as f64) as usize
}

/// All words, the commonest and shortest first.
fn vocabulary() -> Vec<String> {
    let random = &mut Random::of(&[0x1b]);
    let mut seen = BTreeSet::new();
    let mut words = Vec::with_capacity(WORDS);
    while words.len() < WORDS {
        let syllables = match words.len() {
            0..150 => 1,
            150..800 => 1 + random.below(4) / 3,
            800..20_000 => 2,
            20_000..50_000 => 2 + random.below(4) / 3,
            _ => 3 + random.below(8) / 7,
        };
        let word: String = (0..syllables).map(|_| syllable(random)).collect();
        let short = words.len() < 60 && 3 < word.len();
        let lonely = words.len() < 60 && word.len() < 2;
        if !short && !lonely && seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn syllable(random: &mut Random) -> String {
    let vowel = if random.chance(0.003) { random.pick(&ACCENTED) } else { random.pick(&VOWELS) };
    [random.pick(&ONSETS), vowel, random.pick(&CODAS)].into_iter().copied().collect()
}

/// Draws an index by weight in constant time (Walker 1977, Vose 1991).
struct Alias {
    /// How much of each index's share is its own, and who has the rest.
    shares: Vec<(f64, u32)>,
}

impl Alias {
    fn new(weights: impl Iterator<Item = f64>) -> Alias {
        let weights: Vec<f64> = weights.collect();
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let mut shares: Vec<(f64, u32)> = weights.iter().map(|weight| (weight / mean, 0)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..shares.len()).partition(|&index| shares[index].0 < 1.0);
        while let (Some(poor), Some(&rich)) = (small.pop(), large.last()) {
            shares[poor].1 = rich as u32;
            shares[rich].0 -= 1.0 - shares[poor].0;
            if shares[rich].0 < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        // What rounding left over is whole.
        for index in small.into_iter().chain(large) {
            shares[index] = (1.0, index as u32);
        }
        Alias { shares }
    }

    fn draw(&self, random: &mut Random) -> u32 {
        let index = random.below(self.shares.len());
        let (own, other) = self.shares[index];
        if random.unit() < own { index as u32 } else { other }
    }
}
