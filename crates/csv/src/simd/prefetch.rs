//! Asking for memory before it is needed.

/// Asks the processor to have `slice[index]` in its cache soon; a hint, which changes nothing else, also if there is no such
/// element. For loops over rows that look at places in a large table: first ask for a block of rows, then look.
#[inline(always)]
pub fn prefetch<T>(slice: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let place = slice.as_ptr().wrapping_add(index);
        // SAFETY: every x86-64 processor has the instruction. It reads nothing that the program could see, and does not fault,
        // whatever the address is.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place.cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (slice, index);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_place_may_be_asked_for() {
        let numbers = [1_u64, 2, 3];
        for index in [0, 2, 3, 1 << 40, usize::MAX] {
            prefetch(&numbers, index);
            prefetch::<u8>(&[], index);
        }
        assert_eq!(numbers, [1, 2, 3]);
    }
}
