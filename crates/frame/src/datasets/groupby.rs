//! `groupby`: keys with few and with many distinct values, as the G1 data of the public db-benchmark.

use super::WriteRow;
use super::draw::Draw;

pub(super) const HEADER: &str = "id1,id2,id3,id4,id5,id6,v1,v2,v3";

/// Distinct values of the small keys; the large ones have this many times fewer values than there are rows.
const GROUPS: u64 = 100;
const MICROS: u64 = 1_000_000;

pub(super) struct Rows {
    draw: Draw,
    large_groups: u64,
}

impl Rows {
    /// `all_rows` is the number of rows over all files.
    pub(super) fn new(draw: Draw, all_rows: u64) -> Rows {
        Rows { draw, large_groups: (all_rows / GROUPS).max(1) }
    }
}

impl WriteRow for Rows {
    fn write_row(&mut self, out: &mut Vec<u8>) {
        let mut one_to = |bound: u64| self.draw.below(bound) + 1;
        push_code(out, one_to(GROUPS), 3);
        push_code(out, one_to(GROUPS), 3);
        push_code(out, one_to(self.large_groups), 10);
        push_integer(out, one_to(GROUPS));
        push_integer(out, one_to(GROUPS));
        push_integer(out, one_to(self.large_groups));
        push_integer(out, one_to(5));
        push_integer(out, one_to(15));
        push_millionths(out, self.draw.below(100 * MICROS));
        out.push(b'\n');
    }
}

/// A number of millionths as a decimal with six places.
pub(super) fn push_millionths(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number / MICROS).as_bytes());
    out.push(b'.');
    push_padded(out, number % MICROS, 6);
}

/// `id` and the number with leading zeros, then a comma.
fn push_code(out: &mut Vec<u8>, number: u64, digits: usize) {
    out.extend_from_slice(b"id");
    push_padded(out, number, digits);
    out.push(b',');
}

fn push_integer(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    out.push(b',');
}

fn push_padded(out: &mut Vec<u8>, number: u64, digits: usize) {
    let mut buffer = itoa::Buffer::new();
    let text = buffer.format(number);
    out.extend_from_slice(&b"0000000000"[..digits.saturating_sub(text.len())]);
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_width() {
        let mut out = Vec::new();
        push_code(&mut out, 7, 3);
        push_code(&mut out, 100, 3);
        push_code(&mut out, 42, 10);
        assert_eq!(out, b"id007,id100,id0000000042,");
    }
}
