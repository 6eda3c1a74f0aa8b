//! Sorts entries of a 32-bit key above a 32-bit number that come in the order of their numbers, by
//! the key: stable passes, no comparison of more than a few.

/// Entries from which on they are sorted in parts: more are not near enough to a core to be moved
/// three times.
const MANY: usize = 1 << 19;

/// Sorts entries by their keys; equal keys keep their order. About 8 ns an entry, where comparing
/// takes 25 and more; twice the memory of the entries.
pub(super) fn sort_by_upper_half(entries: &mut Vec<u64>) {
    if MANY <= entries.len() {
        *entries = sorted_by_upper_half(|| entries.iter().copied(), 0);
        return;
    }
    let mut other = vec![0; entries.len()];
    // The 2,048 counters stay in the nearest cache.
    for shift in [32, 43, 54] {
        move_by_digit::<2048>(entries, &mut other, shift);
        std::mem::swap(entries, &mut other);
    }
}

/// Entries of a part up to which they are compared.
const FEW: usize = 1 << 10;

/// The entries by their keys, of which the upper `fixed` bits are the same; equal keys keep their
/// order. The entries are gone through twice. About 8 ns an entry however many there are, since
/// parts of a 256th of them are sorted near a core; little memory beside the entries.
pub(super) fn sorted_by_upper_half<I: Iterator<Item = u64>>(
    entries: impl Fn() -> I,
    fixed: u32,
) -> Vec<u64> {
    let shift = u64::BITS - 8 - fixed;
    let part = |entry: u64| (entry >> shift) as usize % 256;
    let mut next = [0; 256];
    entries().for_each(|entry| next[part(entry)] += 1);
    let count = begin(&mut next);
    let mut sorted = vec![0; count];
    entries().for_each(|entry| {
        let place = &mut next[part(entry)];
        sorted[*place] = entry;
        *place += 1;
    });
    let (mut from, mut room) = (0, Vec::new());
    for to in next {
        let part = &mut sorted[from..to];
        from = to;
        if part.len() <= FEW {
            part.sort_unstable();
            continue;
        }
        room.resize(room.len().max(part.len()), 0);
        let room = &mut room[..part.len()];
        // What the parts do not tell of 32 bits are 24 and less.
        move_by_digit::<4096>(part, room, 32);
        move_by_digit::<4096>(room, part, 44);
    }
    sorted
}

/// Moves entries to their places by the digit that starts at a bit, one of so many; those of one
/// digit keep their order.
fn move_by_digit<const DIGITS: usize>(from: &[u64], to: &mut [u64], shift: u32) {
    let digit = |entry: u64| (entry >> shift) as usize % DIGITS;
    let mut next = [0; DIGITS];
    for entry in from {
        next[digit(*entry)] += 1;
    }
    begin(&mut next);
    for entry in from {
        let place = &mut next[digit(*entry)];
        to[*place] = *entry;
        *place += 1;
    }
}

/// Makes how many there are of each into where they begin; how many there are of all.
fn begin(counts: &mut [usize]) -> usize {
    let mut sum = 0;
    for count in counts {
        sum += std::mem::replace(count, sum);
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expected(entries: &[u64]) -> Vec<u64> {
        let mut sorted = entries.to_vec();
        sorted.sort_by_key(|entry| entry >> 32);
        sorted
    }

    fn check(entries: &[u64], fixed: u32) {
        let expected = expected(entries);
        let mut sorted = entries.to_vec();
        sort_by_upper_half(&mut sorted);
        assert!(sorted == expected);
        assert!(sorted_by_upper_half(|| entries.iter().copied(), fixed) == expected);
    }

    #[test]
    fn many_entries_come_in_order_whatever_bits_of_their_keys_are_the_same() {
        const COUNT: u64 = MANY as u64 + 7;
        // Two of each key, and keys of which parts are much larger than others.
        let spread = |n: u64| (n % (COUNT / 2)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        for (count, fixed) in [(COUNT, 0), (COUNT, 3), (100_000, 1), (100_000, 9)] {
            let below = |key: u64| (key << fixed & u64::from(u32::MAX)) >> fixed;
            let even: Vec<u64> = (0..count).map(|n| below(spread(n)) << 32 | n).collect();
            check(&even, fixed);
            let uneven: Vec<u64> =
                (0..count).map(|n| below(spread(n) >> (n % 3 * 8)) << 32 | n).collect();
            check(&uneven, fixed);
        }
    }

    proptest! {
        #[test]
        fn entries_come_in_the_order_of_their_keys_and_then_as_they_stood(
            keys in prop::collection::vec(any::<u32>(), 0..400),
            few in any::<bool>(),
        ) {
            let key = |key: u32| u64::from(if few { key % 7 } else { key });
            let entries = (0u64..).zip(&keys).map(|(at, of)| key(*of) << 32 | at);
            check(&entries.collect::<Vec<_>>(), 0);
        }
    }
}
