//! Exact overlap of two texts, found in the plainest way: sets of all 5-word shingles.

/// Words in a shingle.
pub(crate) const WIDTH: usize = 5;
/// Shingles that the shorter text must have before being contained means anything.
const ENOUGH: usize = 20;

/// The words of a text, lower-cased: what the pattern `\w+(?:['’]\w+)*` finds.
pub(crate) fn words(text: &str) -> Vec<String> {
    let letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let signs: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &sign) in signs.iter().enumerate() {
        let inside = || signs.get(at + 1).is_some_and(|&next| letter(next));
        if letter(sign) {
            word.extend(sign.to_lowercase());
        } else if ['\'', '’'].contains(&sign) && !word.is_empty() && inside() {
            word.push(sign);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The hashes of a text's shingles. Invariant: in order, none twice.
pub(crate) struct Shingles(Vec<u64>);

impl Shingles {
    pub(crate) fn of(text: &str) -> Shingles {
        let words = words(text);
        let mut hashes: Vec<u64> =
            words.windows(WIDTH).map(|shingle| hash(&shingle.join(" "))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Shingles(hashes)
    }
}

/// FNV-1a, and a last mixing of its bits.
fn hash(text: &str) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let folded = text.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    let mixed = (folded ^ (folded >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

/// How many shingles two texts share, and have.
pub(crate) struct Overlap {
    pub(crate) shared: usize,
    pub(crate) left: usize,
    pub(crate) right: usize,
}

impl Overlap {
    pub(crate) fn between(left: &Shingles, right: &Shingles) -> Overlap {
        let shared = left.0.iter().filter(|hash| right.0.binary_search(hash).is_ok()).count();
        Overlap { shared, left: left.0.len(), right: right.0.len() }
    }

    pub(crate) fn jaccard(&self) -> f64 {
        self.shared as f64 / (self.left + self.right - self.shared).max(1) as f64
    }

    /// The share of the shorter text that the longer has too.
    pub(crate) fn containment(&self) -> f64 {
        self.shared as f64 / self.left.min(self.right).max(1) as f64
    }

    /// Whether one is a copy of the other; the definition of the product.
    pub(crate) fn is_copy(&self) -> bool {
        let enough = ENOUGH <= self.left.min(self.right);
        0.5 <= self.jaccard() || (enough && 0.7 <= self.containment())
    }
}
