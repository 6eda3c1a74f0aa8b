//! What each step of the kernel costs on one article of wire length: `cargo bench --bench micro`.
//!
//! The text is invented: words of one to four syllables, the short ones much more frequent, with
//! typographic quotes, dashes and accents in about one word in twenty.

use copytaster::candidates::bands;
use copytaster::kernel::sample::sample;
use copytaster::kernel::shingle::{ShingleSet, shingle_hashes_into};
use copytaster::kernel::sketch::{BANDS, Signature};
use copytaster::kernel::words::{for_each_word, word_hashes, word_hashes_into};
use copytaster::temporal::{Anchor, expressions};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const WIDTH: usize = 5;
/// Bytes of an article: the mean of a year of one wire.
const BYTES: usize = 3_100;

/// A small generator of pseudo-random numbers (PCG's multiplier and increment).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound).expect("bounds are small")
    }
}

fn vocabulary(dice: &mut Dice) -> Vec<String> {
    const SYLLABLES: [&str; 24] = [
        "ta", "re", "mon", "li", "ves", "or", "en", "dis", "ka", "pol", "tion", "er", "a", "in",
        "gra", "sed", "ul", "hem", "o", "ster", "vi", "can", "by", "ry",
    ];
    let word = |rank: u64, dice: &mut Dice| {
        let syllables = 1 + dice.below(1 + u64::from(rank.ilog2()) / 3);
        (0..syllables).map(|_| SYLLABLES[dice.below(24)]).collect()
    };
    (1..2_000).map(|rank| word(rank, dice)).collect()
}

/// An article; equal seeds give equal texts.
fn article(seed: u64) -> String {
    let mut dice = Dice(7);
    let words = vocabulary(&mut dice);
    dice.0 = seed;
    let mut text = String::new();
    let mut sentence = 0;
    while text.len() < BYTES {
        // Ranks are spread evenly on a logarithmic scale, as Zipf found them.
        let rank = (1 << dice.below(11)) + dice.below(1 << 10) % (1 << dice.below(11).max(1));
        let word = &words[rank % words.len()];
        match dice.below(60) {
            0 => text.extend(["“", word, "”"]),
            1 => text.extend([word.as_str(), "’s"]),
            2 => text.extend([word.as_str(), " –"]),
            3 if sentence < 3 => text.extend(["é", word]),
            4..=9 => text.extend([word[..1].to_uppercase().as_str(), &word[1..]]),
            10..=13 => text.extend([word.as_str(), ","]),
            _ => text.push_str(word),
        }
        sentence = (sentence + 1) % 20;
        text.push_str(if sentence == 0 { ". " } else { " " });
    }
    text
}

/// Different articles, so that no branch is predicted from the last time round.
const ARTICLES: u64 = 200;

fn each<T>(of: impl Fn(u64) -> T) -> impl FnMut() -> T
where
    T: Clone,
{
    let all: Vec<T> = (0..ARTICLES).map(of).collect();
    let mut next = 0;
    move || {
        next = (next + 1) % all.len();
        all[next].clone()
    }
}

fn words(seed: u64) -> Vec<u64> {
    word_hashes(&article(seed))
}

fn set(seed: u64) -> ShingleSet {
    ShingleSet::of(&words(seed), WIDTH).expect("long enough")
}

#[divan::bench]
fn words_one_by_one(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(each(article)).input_counter(BytesCount::of_str).bench_local_refs(|text| {
        let mut letters = 0;
        for_each_word(black_box(text), |word| letters += word.text.len());
        letters
    });
}

#[divan::bench]
fn words_hashed(bencher: Bencher<'_, '_>) {
    let mut hashes = Vec::new();
    bencher.with_inputs(each(article)).input_counter(BytesCount::of_str).bench_local_refs(|text| {
        word_hashes_into(black_box(text), &mut hashes);
        hashes.len()
    });
}

#[divan::bench]
fn shingle_set(bencher: Bencher<'_, '_>) {
    let count = |words: &Vec<u64>| ItemsCount::new(words.len());
    bencher
        .with_inputs(each(words))
        .input_counter(count)
        .bench_local_refs(|words| ShingleSet::of(words, WIDTH));
}

#[divan::bench]
fn shared(bencher: Bencher<'_, '_>) {
    let pair = |seed| (set(seed), set(seed + 1));
    bencher
        .with_inputs(each(pair))
        .input_counter(|(left, right)| ItemsCount::new(left.len() + right.len()))
        .bench_local_refs(|(left, right)| left.shared(right));
}

#[divan::bench]
fn shingles(bencher: Bencher<'_, '_>) {
    let mut hashes = Vec::new();
    let count = |words: &Vec<u64>| ItemsCount::new(words.len());
    bencher.with_inputs(each(words)).input_counter(count).bench_local_refs(|words| {
        shingle_hashes_into(words, WIDTH, &mut hashes);
        hashes.len()
    });
}

fn shingled(seed: u64) -> Vec<u64> {
    let mut hashes = Vec::new();
    shingle_hashes_into(&words(seed), WIDTH, &mut hashes);
    hashes
}

#[divan::bench]
fn sampled(bencher: Bencher<'_, '_>) {
    let count = |hashes: &Vec<u64>| ItemsCount::new(hashes.len());
    bencher
        .with_inputs(each(shingled))
        .input_counter(count)
        .bench_local_refs(|hashes| sample(hashes));
}

#[divan::bench]
fn signature(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(each(shingled))
        .input_counter(|hashes| ItemsCount::new(hashes.len()))
        .bench_local_refs(|hashes| Signature::of_hashes(hashes));
}

#[divan::bench]
fn band_keys(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(each(|seed| Signature::of(&set(seed))))
        .bench_local_refs(|signature| signature.band_keys());
}

/// The keys of ten thousand unlike articles, as they are joined band by band.
fn keys(seed: u64) -> Vec<[u32; BANDS]> {
    let key = |n: u64| (seed + n).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31) >> 32;
    let article = |n: u64| std::array::from_fn(|band| key(n * 32 + band as u64) as u32);
    (0..10_000).map(article).collect()
}

#[divan::bench(sample_count = 20)]
fn bands(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(each(keys))
        .input_counter(|keys| ItemsCount::new(keys.len()))
        .bench_local_refs(|keys| bands::pairs(|ix| keys.get(ix), keys.len() as u32));
}

/// What news says of time, and what looks like it.
const TIMES: [&str; 16] = [
    "on Friday",
    "11 July",
    "last week",
    "two years ago",
    "nearly three months",
    "in 1996",
    "the third quarter",
    "at 10 p.m. Wednesday",
    "now",
    "$700 million",
    "the latest",
    "will",
    "of the",
    "more than 40",
    "was held",
    "as long as",
];

/// An English article of wire length with a time in every other sentence.
fn dated_article(seed: u64) -> String {
    let mut dice = Dice(seed);
    let mut text = String::new();
    for word in article(seed).split_inclusive(' ') {
        match dice.below(20) {
            0 => text.extend([TIMES[dice.below(16)], " "]),
            1..=5 => text.push_str(["the ", "of ", "a ", "said ", "to "][dice.below(5)]),
            _ => {}
        }
        text.push_str(word);
        if BYTES <= text.len() {
            break;
        }
    }
    text
}

#[divan::bench]
fn times(bencher: Bencher<'_, '_>) {
    let date = "2025-07-12".parse().expect("a day");
    bencher
        .with_inputs(each(dated_article))
        .input_counter(BytesCount::of_str)
        .bench_local_refs(|text| expressions(black_box(text), Some(Anchor::day(date))).len());
}
