//! Work → the same work, with the widest vectors that the processor at hand has.
//!
//! Nothing is computed here: what is handed in is compiled twice, and both ways give the same
//! result, which property tests hold them to.

/// Something to be computed.
pub(crate) trait Work {
    /// What comes of it.
    type Output;

    /// Computes it. Implementations are `#[inline(always)]`, so that they are compiled with
    /// whatever the caller may use.
    fn run(self) -> Self::Output;
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
        return unsafe { wide(work) };
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn wide<W: Work>(work: W) -> W::Output {
    work.run()
}
