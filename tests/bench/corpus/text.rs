//! Texts in the invented language: composing, editing, cutting, embedding and writing them down.

use super::language::Language;
use super::random::Random;

/// What an article is about: the words and names that it keeps using.
pub(crate) struct Subject {
    topic: usize,
    names: Vec<u32>,
}

impl Subject {
    pub(crate) fn new(random: &mut Random) -> Subject {
        let topic = Language::topic(random);
        Subject {
            topic,
            names: (0..random.between(3, 8)).map(|_| Language::name(random)).collect(),
        }
    }
}

/// Paragraphs of sentences.
#[derive(Clone)]
pub(crate) struct Text(Vec<Vec<Sentence>>);

#[derive(Clone)]
struct Sentence {
    words: Vec<Word>,
    end: &'static str,
    quoted: bool,
}

#[derive(Clone, Copy)]
struct Word {
    token: Token,
    /// What follows it before the next blank.
    after: &'static str,
}

#[derive(Clone, Copy)]
enum Token {
    Common(u32),
    Name(u32),
    /// Without a comma or point inside: every rule for words cuts it alike.
    Figure(u32),
}

/// A language and a subject, as much as choosing the next words needs.
#[derive(Clone, Copy)]
pub(crate) struct Voice<'a> {
    pub(crate) language: &'a Language,
    pub(crate) subject: &'a Subject,
}

impl Voice<'_> {
    /// Composes a text of so many words, at least 4, in 5 to 15 paragraphs if it is long enough.
    pub(crate) fn compose(self, length: usize, random: &mut Random) -> Text {
        let usual = (length / 40).clamp(5, 15).min(length.div_ceil(25));
        let paragraph = length.div_ceil(usual).max(8);
        let mut paragraphs = Vec::new();
        let mut left = length;
        while 0 < left {
            let mut wanted = (paragraph * random.between(70, 130) / 100).min(left);
            // A few last words would make no paragraph.
            if left < wanted + 12 {
                wanted = left;
            }
            left -= wanted;
            paragraphs.push(self.paragraph(wanted, random));
        }
        Text(paragraphs)
    }

    fn paragraph(self, length: usize, random: &mut Random) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let mut left = length;
        while 0 < left {
            let mut wanted = random.between(7, 32).min(left);
            if left < wanted + 5 {
                wanted = left;
            }
            left -= wanted;
            sentences.push(self.sentence(wanted, random));
        }
        sentences
    }

    fn sentence(self, length: usize, random: &mut Random) -> Sentence {
        let mut words = Vec::with_capacity(length + 8);
        while words.len() < length {
            self.continue_with(&mut words, random);
        }
        words.truncate(length);
        let end = *random.pick(&[".", ".", ".", ".", ".", ".", ".", ".", ".", "?", "!"]);
        Sentence { words, end, quoted: random.chance(0.06) }
    }

    /// Adds the next word, name, figure or set phrase.
    fn continue_with(self, words: &mut Vec<Word>, random: &mut Random) {
        let choice = random.unit();
        if choice < 0.02 {
            let phrase = self.language.phrase(random).iter();
            words.extend(phrase.map(|&word| Word { token: Token::Common(word), after: "" }));
            return;
        }
        let token = self.token(choice, random);
        let after = match random.below(1000) {
            0..55 => ",",
            55..58 => " –",
            58..60 => " —",
            60..64 => ";",
            64..68 if !matches!(token, Token::Figure(_)) => "’s",
            _ => "",
        };
        words.push(Word { token, after });
    }

    fn token(self, choice: f64, random: &mut Random) -> Token {
        match choice {
            ..0.045 => Token::Name(*random.pick(&self.subject.names)),
            0.045..0.06 if random.chance(0.3) => Token::Figure(random.between(1950, 2026) as u32),
            0.045..0.06 => Token::Figure(random.log_normal(25.0, 2.0) as u32 + 1),
            0.06..0.22 => Token::Common(self.language.topic_word(self.subject.topic, random)),
            _ => Token::Common(self.language.word(random)),
        }
    }

    /// A copy with a share of its words edited: of ten edits six replace a word, two take it out and
    /// two add one. At least one word is replaced unless the rate is 0.
    pub(crate) fn edit(self, text: &Text, rate: f64, random: &mut Random) -> Text {
        let mut edited = text.clone();
        let mut edits = 0;
        for sentence in edited.sentences() {
            let mut words = Vec::with_capacity(sentence.words.len() + 2);
            for &word in &sentence.words {
                if !random.chance(rate) {
                    words.push(word);
                    continue;
                }
                edits += 1;
                let choice = random.unit();
                match random.below(10) {
                    0..6 => words.push(Word { token: self.token(choice, random), ..word }),
                    6..8 => {}
                    _ => {
                        words.push(word);
                        words.push(Word { token: self.token(choice, random), after: "" });
                    }
                }
            }
            sentence.words = words;
        }
        edited.tidy();
        if edits == 0 && 0.0 < rate {
            let sentence = edited.sentences().next().expect("a text has a sentence");
            let at = random.below(sentence.words.len());
            sentence.words[at].token = Token::Name(Language::name(random));
        }
        edited
    }
}

impl Text {
    fn sentences(&mut self) -> impl Iterator<Item = &mut Sentence> {
        self.0.iter_mut().flatten()
    }

    pub(crate) fn length(&self) -> usize {
        self.0.iter().flatten().map(|sentence| sentence.words.len()).sum()
    }

    /// Leaves out what edits have emptied, but not the last sentence.
    fn tidy(&mut self) {
        let keep = self.0.first().and_then(|paragraph| paragraph.first()).cloned();
        for paragraph in &mut self.0 {
            paragraph.retain(|sentence| !sentence.words.is_empty());
        }
        self.0.retain(|paragraph| !paragraph.is_empty());
        if let (true, Some(mut sentence)) = (self.0.is_empty(), keep) {
            sentence.words.push(Word { token: Token::Figure(1), after: "" });
            self.0.push(vec![sentence]);
        }
    }

    /// Exchanges a share of the sentences with the next in their paragraphs.
    pub(crate) fn reorder(&mut self, share: f64, random: &mut Random) {
        for paragraph in &mut self.0 {
            for at in 1..paragraph.len() {
                if random.chance(share) {
                    paragraph.swap(at - 1, at);
                }
            }
        }
    }

    /// Drops a share of the paragraphs, but never all.
    pub(crate) fn drop_paragraphs(&mut self, share: f64, random: &mut Random) {
        for at in (0..self.0.len()).rev() {
            if 1 < self.0.len() && random.chance(share) {
                self.0.remove(at);
            }
        }
    }

    /// The first words of a text; if the cut falls into a sentence, it ends in dots.
    pub(crate) fn beginning(&self, length: usize) -> Text {
        let mut left = length;
        let mut paragraphs = Vec::new();
        for paragraph in &self.0 {
            let mut sentences = Vec::new();
            for sentence in paragraph {
                if left == 0 {
                    break;
                }
                let mut cut = sentence.clone();
                if left < cut.words.len() {
                    cut.words.truncate(left);
                    cut.end = "…";
                }
                left -= cut.words.len();
                sentences.push(cut);
            }
            if !sentences.is_empty() {
                paragraphs.push(sentences);
            }
        }
        Text(paragraphs)
    }

    /// Puts another text between two of its paragraphs, or before or after all.
    pub(crate) fn embed(&mut self, other: Text, random: &mut Random) {
        let at = random.between(0, self.0.len());
        self.0.splice(at..at, other.0);
    }

    /// Replaces about a share of the sentences, in runs, by those of another text.
    pub(crate) fn replace_runs(&mut self, share: f64, other: Text, random: &mut Random) {
        let mut others = other.0.into_iter().flatten();
        let mut replacing = random.chance(share);
        for sentence in self.sentences() {
            // Runs of four sentences on average keep most shingles of the kept ones whole.
            if random.chance(0.25) {
                replacing = random.chance(share);
            }
            if let (true, Some(new)) = (replacing, others.next()) {
                *sentence = new;
            }
        }
    }

    /// Writes the first sentence down without its end.
    pub(crate) fn headline(mut self, language: &Language) -> String {
        let mut page = String::new();
        if let Some(sentence) = self.sentences().next() {
            (sentence.end, sentence.quoted) = ("", false);
            sentence.write(language, &mut page);
        }
        page
    }

    /// Writes the text down, its paragraphs parted by line ends.
    pub(crate) fn write(&self, language: &Language) -> String {
        let mut page = String::with_capacity(self.length() * 7);
        for (number, paragraph) in self.0.iter().enumerate() {
            if 0 < number {
                page.push('\n');
            }
            for (number, sentence) in paragraph.iter().enumerate() {
                if 0 < number {
                    page.push(' ');
                }
                sentence.write(language, &mut page);
            }
        }
        page
    }
}

impl Sentence {
    fn write(&self, language: &Language, page: &mut String) {
        if self.quoted {
            page.push('“');
        }
        for (at, word) in self.words.iter().enumerate() {
            if 0 < at {
                page.push(' ');
            }
            match word.token {
                Token::Common(common) if 0 < at => page.push_str(language.spelling(common)),
                Token::Common(word) | Token::Name(word) => {
                    capitalise(language.spelling(word), page);
                }
                Token::Figure(figure) => page.push_str(&figure.to_string()),
            }
            if at + 1 < self.words.len() {
                page.push_str(word.after);
            }
        }
        page.push_str(self.end);
        if self.quoted {
            page.push('”');
        }
    }
}

/// Adds a word with its first letter as a capital.
pub(crate) fn capitalise(word: &str, page: &mut String) {
    let mut letters = word.chars();
    page.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    page.push_str(letters.as_str());
}

/// The share of words to edit for a copy at about some Jaccard index: (1 - rate)^5 of the shingles
/// stay whole, and where a share `s` of both texts' shingles is common the index is s / (2 - s).
pub(crate) fn edit_rate(jaccard: f64) -> f64 {
    let whole = 2.0 * jaccard / (1.0 + jaccard);
    let (mut least, mut most) = (0.0, 1.0);
    for _ in 0..40 {
        let rate: f64 = (least + most) / 2.0;
        let kept = 1.0 - rate;
        if whole < kept * kept * kept * kept * kept {
            least = rate;
        } else {
            most = rate;
        }
    }
    least
}
