//! Work → the same work, with the widest vectors that the processor at hand has.
//!
//! Nothing is computed here: what is handed in is compiled twice, and both ways give the same
//! result, which a property test holds them to.

/// Does the work in code that is compiled for AVX2 and BMI where the processor has them, else in
/// code for any processor. What is to profit must be inlined into the work.
#[inline]
pub(crate) fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
    {
        #[expect(unsafe_code, reason = "the processor was asked for what the code needs")]
        // SAFETY: the function is safe to call on processors that have the three features.
        return unsafe { wide(work) };
    }
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn wide<R>(work: impl FnOnce() -> R) -> R {
    work()
}
