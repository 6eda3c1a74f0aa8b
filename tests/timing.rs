//! Whether work takes linear time, told without believing one reading of a clock that whatever else
//! the machine does makes late.
//!
//! Tests ask no clock but here: what is squared gives the same results, only later.

use std::time::{Duration, Instant};

/// Work that takes no longer is done, whatever it would take on more: what takes squared time on
/// the inputs here takes minutes.
const QUICK: Duration = Duration::from_secs(5);
/// A quarter of the work takes a quarter of the time, or a sixteenth where the time is squared:
/// halfway between the two, as ratios go.
const MOST: f64 = 8.0;

/// Says of work on one `n`th of an input, which the closure does and times, how much longer the
/// whole takes than a quarter if that is more than linear.
pub(crate) fn linear(mut took: impl FnMut(usize) -> Duration) -> Result<(), String> {
    let mut whole = took(1);
    let mut ratios = Vec::new();
    // Other work of the machine makes one of some attempts slow, not all.
    while QUICK < whole && ratios.len() < 3 {
        let quarter = took(4);
        let ratio = whole.as_secs_f64() / quarter.as_secs_f64();
        if ratio <= MOST {
            return Ok(());
        }
        ratios.push(ratio);
        whole = took(1);
    }
    if whole <= QUICK {
        return Ok(());
    }
    Err(format!("{whole:?}, which is {ratios:.1?} times as long as a quarter takes"))
}

/// How long some work takes.
pub(crate) fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

#[test]
fn what_is_slow_and_linear_passes_and_what_is_squared_does_not() {
    let of = |power: i32, seconds: f64| {
        move |n: usize| Duration::from_secs_f64(seconds / (n as f64).powi(power))
    };
    for (power, seconds, passes) in
        [(1, 1.0, true), (2, 4.0, true), (1, 90.0, true), (2, 6.0, false), (3, 90.0, false)]
    {
        assert_eq!(linear(of(power, seconds)).is_ok(), passes, "{power} {seconds}");
    }
    // A pause at the first reading alone, and one at the first of a quarter.
    for late in [0, 1] {
        let mut reading = 0..;
        let linear = linear(|n| {
            let pause = if reading.next() == Some(late) { 60.0 } else { 0.0 };
            Duration::from_secs_f64(20.0 / n as f64 + pause)
        });
        assert_eq!(linear, Ok(()), "{late}");
    }
}
