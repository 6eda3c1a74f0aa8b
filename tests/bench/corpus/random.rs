//! Pseudo-random numbers that are the same on every machine: integers, and of floating point only
//! the four operations, which IEEE 754 fixes to the last bit (`exp` and `ln` it does not).

/// A stream of numbers: `SplitMix64` (Steele, Lea, Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    /// The stream named by some numbers; streams of different names have nothing in common.
    pub(crate) fn of(name: &[u64]) -> Random {
        let mut state = 0x0c09_7a57_e500_0001;
        for part in name {
            state = Random(state ^ part).next();
        }
        Random(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// An index below a length, which is not 0.
    pub(crate) fn below(&mut self, length: usize) -> usize {
        ((u128::from(self.next()) * length as u128) >> 64) as usize
    }

    /// A number between two, both included.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// A number in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two.
    pub(crate) fn within(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A log-normal number with a median and the standard deviation of its logarithm.
    pub(crate) fn log_normal(&mut self, median: f64, deviation: f64) -> f64 {
        // Twelve uniforms add up to a normal number of variance 1, cut off at 6.
        let normal = (0..12).map(|_| self.unit()).sum::<f64>() - 6.0;
        let mut power = 1.0 + normal * deviation / 1024.0;
        for _ in 0..10 {
            power *= power;
        }
        median * power
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
