//! Work → the same work, with the widest vectors that the processor at hand has.
//!
//! Nothing is computed here: what is handed in is compiled twice, and both ways give the same
//! result, which property tests hold them to. Compilers vectorise loops over bytes by themselves;
//! the one step they do not find, a bit for each of many bytes, is given to the work.

/// Bytes of which the highest bits make one number.
pub(crate) const BLOCK: usize = 64;

/// Something to be computed.
pub(crate) trait Work {
    /// What comes of it.
    type Output;

    /// Computes it. Implementations are `#[inline(always)]`, so that they are compiled with
    /// whatever the caller may use.
    fn run<V: Vectors>(self) -> Self::Output;
}

/// What is done otherwise on each kind of processor.
pub(crate) trait Vectors {
    /// The highest bit of each byte, that of the first byte lowest.
    fn high_bits(bytes: &[u8; BLOCK]) -> u64;
}

/// Any processor.
pub(crate) struct Scalar;

impl Vectors for Scalar {
    #[inline(always)]
    fn high_bits(bytes: &[u8; BLOCK]) -> u64 {
        let eights = bytes.as_chunks::<8>().0.iter().enumerate();
        eights.fold(0, |bits, (place, eight)| {
            let high = u64::from_le_bytes(*eight) >> 7 & 0x0101_0101_0101_0101;
            // Moves the bit of byte i to place 56 + i; no two sums meet.
            bits | (high.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * place)
        })
    }
}

/// Does the work in code that is compiled for AVX2 and BMI where the processor has them, else in
/// code for any processor.
#[inline]
pub(crate) fn widest<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
    {
        #[expect(unsafe_code, reason = "the processor was asked for what the code needs")]
        // SAFETY: the function is safe to call on processors that have the three features.
        return unsafe { wide::run(work) };
    }
    work.run::<Scalar>()
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::{__m256i, _mm256_loadu_si256, _mm256_movemask_epi8};

    use super::{BLOCK, Vectors, Work};

    /// A processor with AVX2. Nothing but [`run`] may name it.
    struct Avx2;

    impl Vectors for Avx2 {
        #[inline(always)]
        fn high_bits(bytes: &[u8; BLOCK]) -> u64 {
            let (low, high) = bytes.split_at(BLOCK / 2);
            // No closures: what calls these instructions must end within `run` to be one of them.
            #[expect(unsafe_code, reason = "loads and instructions of AVX2")]
            // SAFETY: both halves have 32 bytes, which may lie anywhere, and this is reached
            // through `run` alone, which asks for the feature.
            let [low, high] = unsafe {
                [
                    _mm256_movemask_epi8(_mm256_loadu_si256(low.as_ptr().cast::<__m256i>())),
                    _mm256_movemask_epi8(_mm256_loadu_si256(high.as_ptr().cast::<__m256i>())),
                ]
            };
            let (low, high) = (u64::from(low.cast_unsigned()), u64::from(high.cast_unsigned()));
            low | high << 32
        }
    }

    #[target_feature(enable = "avx2,bmi1,bmi2")]
    pub(super) fn run<W: Work>(work: W) -> W::Output {
        work.run::<Avx2>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct HighBits<'a>(&'a [u8; BLOCK]);

    impl Work for HighBits<'_> {
        type Output = u64;

        fn run<V: Vectors>(self) -> u64 {
            V::high_bits(self.0)
        }
    }

    proptest::proptest! {
        #[test]
        fn each_byte_gives_its_highest_bit(bytes in proptest::array::uniform32(0u8..)) {
            let block: [u8; BLOCK] = std::array::from_fn(|at| bytes[at / 2].rotate_left(at as u32));
            let bits = (0..BLOCK).fold(0, |bits, at| bits | u64::from(block[at] >> 7) << at);
            proptest::prop_assert_eq!(HighBits(&block).run::<Scalar>(), bits);
            proptest::prop_assert_eq!(widest(HighBits(&block)), bits);
        }
    }
}
