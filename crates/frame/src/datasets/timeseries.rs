//! `timeseries`: one row a second from 2000-01-01, over all files, as `dask.datasets.timeseries` makes it.

use super::WriteRow;
use super::draw::{self, Draw};
use crate::format::temporal;

pub(super) const HEADER: &str = "timestamp,id,name,x,y";

const NAMES: [&str; 26] = [
    "Alice", "Bob", "Charlie", "Dan", "Edith", "Frank", "George", "Hannah", "Ingrid", "Jerry", "Kevin",
    "Laura", "Michael", "Norbert", "Oliver", "Patricia", "Quinn", "Ray", "Sarah", "Tim", "Ursula", "Victor",
    "Wendy", "Xavier", "Yvonne", "Zelda",
];

/// 2000-01-01 in days since 1970-01-01.
const FIRST_DAY: i64 = 10_957;
const SECONDS_PER_DAY: i64 = 86_400;
/// What ids are spread around.
const MEAN_ID: usize = 1000;

pub(super) struct Rows {
    draw: Draw,
    /// Seconds since 1970-01-01.
    second: i64,
    /// Ids so that a uniformly drawn position is a Poisson-distributed id.
    ids: Vec<u16>,
}

impl Rows {
    /// `first_row` is the number of rows in the files before this one.
    pub(super) fn new(draw: Draw, first_row: u64) -> Rows {
        Rows { draw, second: FIRST_DAY * SECONDS_PER_DAY + first_row as i64, ids: poisson_ids() }
    }
}

impl WriteRow for Rows {
    fn write_row(&mut self, out: &mut Vec<u8>) {
        temporal::push_seconds(out, self.second);
        self.second += 1;
        // One draw serves both: the low 16 bits choose the id, the others the name.
        let bits = self.draw.bits();
        let id = self.ids[(bits & 0xffff) as usize];
        let name = NAMES[(((bits >> 32) * NAMES.len() as u64) >> 32) as usize];
        out.push(b',');
        out.extend_from_slice(itoa::Buffer::new().format(id).as_bytes());
        out.push(b',');
        out.extend_from_slice(name.as_bytes());
        for _ in 0..2 {
            out.push(b',');
            out.extend_from_slice(ryu::Buffer::new().format_finite(self.uniform()).as_bytes());
        }
        out.push(b'\n');
    }
}

impl Rows {
    /// Uniform in [-1, 1), on the grid of 2^-52.
    fn uniform(&mut self) -> f64 {
        (self.draw.bits() >> 11) as f64 * (1.0 / (1_u64 << 52) as f64) - 1.0
    }
}

/// 65,536 ids, each as often as a Poisson distribution with mean [`MEAN_ID`] has it.
fn poisson_ids() -> Vec<u16> {
    const SPREAD: usize = 200; // more than six standard deviations
    // Relative weights outwards from the mean, where exp(-mean) itself would be too small for a double.
    let mut weights = vec![1.0_f64; 2 * SPREAD + 1];
    for step in 1..=SPREAD {
        weights[SPREAD + step] = weights[SPREAD + step - 1] * MEAN_ID as f64 / (MEAN_ID + step) as f64;
        weights[SPREAD - step] = weights[SPREAD - step + 1] * (MEAN_ID - step + 1) as f64 / MEAN_ID as f64;
    }
    draw::slots(&weights).map(|position| (MEAN_ID - SPREAD + position) as u16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_poisson_around_the_mean() {
        let ids = poisson_ids();
        let mean = ids.iter().map(|&id| f64::from(id)).sum::<f64>() / ids.len() as f64;
        let variance = ids.iter().map(|&id| (f64::from(id) - mean).powi(2)).sum::<f64>() / ids.len() as f64;
        assert!((mean - 1000.0).abs() < 0.1, "{mean}");
        assert!((variance - 1000.0).abs() < 5.0, "{variance}");
    }

    #[test]
    fn the_timestamp_goes_on_where_the_file_before_ended() {
        let mut out = Vec::new();
        Rows::new(Draw::new(0, 1), 86_399).write_row(&mut out);
        assert!(out.starts_with(b"2000-01-01 23:59:59,"), "{}", String::from_utf8_lossy(&out));
    }

    #[test]
    fn uniform_values_cover_the_interval() {
        let mut rows = Rows::new(Draw::new(0, 0), 0);
        let values: Vec<f64> = (0..10_000).map(|_| rows.uniform()).collect();
        assert!(values.iter().all(|v| (-1.0..1.0).contains(v)));
        assert!(values.iter().any(|&v| v < -0.99) && values.iter().any(|&v| v > 0.99));
    }
}
