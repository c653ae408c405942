//! `join`: a table and three others to join it with, as the join data of the public db-benchmark.
//!
//! For `rows` rows there are keys of three sizes: `id1` with a millionth as many values, `id2` with a thousandth, `id3` with as many.
//! Of the values of a key nine in ten are in both tables of a join, the rest on one side only. In `x` each value of `id3` comes once,
//! those of `id1` and `id2` often; in `small`, `medium` and `big` each value of the last key comes once. `id4` to `id6` are the keys
//! as text.

use super::WriteRow;
use super::draw::Draw;
use super::groupby::push_millionths;
use super::permute::Permutation;

pub(super) const X_HEADER: &str = "id1,id2,id3,id4,id5,id6,v1";
/// The files beside those of `x`, with their headers.
pub(super) const OTHERS: [(&str, &str); 3] = [
    ("join_small.csv", "id1,id4,v2"),
    ("join_medium.csv", "id1,id2,id4,id5,v2"),
    ("join_big.csv", "id1,id2,id3,id4,id5,id6,v2"),
];
/// The smallest key has at least so many values.
const FEWEST: u64 = 10;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    X,
    /// The position in [`OTHERS`].
    Other(usize),
}

pub(super) struct Rows {
    draw: Draw,
    table: Table,
    keys: [Keys; 3],
    /// Mixes the rows that have no match with the others.
    shuffle: Permutation,
    /// The number of the next row, over all files of the table.
    row: u64,
}

/// The values of one key column.
struct Keys {
    /// How many there are on each side.
    values: u64,
    order: Permutation,
}

impl Keys {
    fn new(values: u64, seed: u64, column: u64) -> Self {
        Self { values, order: Permutation::new(values + values / 10, seed ^ (column << 56)) }
    }

    /// The value at a place of the left or the right side: the first nine in ten are on both.
    fn at(&self, place: u64, left: bool) -> u64 {
        let common = self.values - self.values / 10;
        self.order.at(if left || place < common { place } else { place + self.values / 10 }) + 1
    }
}

/// The number of rows of a table when `x` has `rows`.
pub(super) fn rows_of(table: Table, rows: u64) -> u64 {
    match table {
        Table::X | Table::Other(2) => rows,
        Table::Other(at) => key_values(rows)[at].min(rows),
    }
}

fn key_values(rows: u64) -> [u64; 3] {
    [(rows / 1_000_000).max(FEWEST), (rows / 1_000).max(FEWEST), rows.max(1)]
}

impl Rows {
    /// The rows of `table` from number `first` on, of `rows` in `x`.
    pub(super) fn new(draw: Draw, table: Table, seed: u64, rows: u64, first: u64) -> Rows {
        let [few, some, many] = key_values(rows);
        let keys = [Keys::new(few, seed, 1), Keys::new(some, seed, 2), Keys::new(many, seed, 3)];
        let (last, number) = match table {
            Table::X => (many, 4),
            Table::Other(at) => ([few, some, many][at], 5 + at as u64),
        };
        let shuffle = Permutation::new(last, seed ^ (number << 56));
        Rows { draw, table, keys, shuffle, row: first }
    }

    /// Each value of the table's last key comes once, those of the others are drawn.
    fn ids(&mut self) -> ([u64; 3], usize) {
        let (left, columns) = match self.table {
            Table::X => (true, 3),
            Table::Other(at) => (false, at + 1),
        };
        let mut ids = [0; 3];
        for (at, keys) in self.keys.iter().enumerate().take(columns) {
            let last = at + 1 == columns;
            let place =
                if last { self.shuffle.at(self.row % keys.values) } else { self.draw.below(keys.values) };
            ids[at] = keys.at(place, left);
        }
        self.row += 1;
        (ids, columns)
    }
}

impl WriteRow for Rows {
    fn write_row(&mut self, out: &mut Vec<u8>) {
        let (ids, columns) = self.ids();
        let mut text = itoa::Buffer::new();
        for prefix in ["", "id"] {
            for &id in &ids[..columns] {
                out.extend_from_slice(prefix.as_bytes());
                out.extend_from_slice(text.format(id).as_bytes());
                out.push(b',');
            }
        }
        push_millionths(out, self.draw.below(100_000_000));
        out.push(b'\n');
    }
}
