//! Sample: rows drawn by chance, without replacement. Every row has a random number, made of the seed and of its place in the
//! table; the rows with the smallest ones are the sample, in table order. So it depends neither on threads nor on chunks.

use std::sync::Mutex;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use chunkwise_plan::SampleSize;

use crate::config::SORTED_BATCH_ROWS;
use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::gather::gather;
use crate::sink::in_order::InOrder;
use crate::sink::{Sink, batch_bytes};

pub(crate) struct SampleSink {
    size: SampleSize,
    seed: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    order: InOrder,
    /// Rows of the table that have had their turn.
    seen: u64,
    /// Rows that may be in the sample.
    drawn: Vec<Drawn>,
    batches: Vec<RecordBatch>,
    /// Rows with a larger number are not in the sample; `None`: not known yet.
    largest: Option<u64>,
    bytes: usize,
}

/// Orders by its random number, then by its place in the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Drawn {
    number: u64,
    row: u64,
    place: (usize, usize),
}

impl SampleSink {
    pub(crate) fn new(size: SampleSize, seed: u64) -> Self {
        Self { size, seed: mixed(seed), state: Mutex::default() }
    }

    /// The random number of a row: the output of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
    /// generators, 2014) at that place of its sequence.
    fn number(&self, row: u64) -> u64 {
        mixed(self.seed.wrapping_add(row.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// Above this number a row cannot be in the sample. For a fraction: the row's number would have to be among the smallest
    /// ones of a table with at least `row + 1` rows, from which it is eight standard deviations away.
    fn bound(&self, largest: Option<u64>, row: u64) -> u64 {
        match self.size {
            SampleSize::Rows(_) => largest.unwrap_or(u64::MAX),
            SampleSize::Fraction(part) => share_of_u64(upper_share(part, row)),
        }
    }

    fn take(&self, state: &mut State, batch: &RecordBatch) -> Result<(), ExecError> {
        let mut rows: Vec<u32> = Vec::new();
        let number_of_batch = state.batches.len();
        let upper = self.bound(state.largest, state.seen);
        for (at, row) in (0..).zip(state.seen..).take(batch.num_rows()) {
            let number = self.number(row);
            // The bound of the batch's first row is the loosest one, and computed once.
            if number <= upper && number <= self.bound(state.largest, row) {
                state.drawn.push(Drawn { number, row, place: (number_of_batch, rows.len()) });
                rows.push(at);
            }
        }
        state.seen += batch.num_rows() as u64;
        if !rows.is_empty() {
            let batch = take_record_batch(batch, &UInt32Array::from(rows))?;
            state.bytes += batch_bytes(&batch);
            state.batches.push(batch);
        }
        match self.size {
            SampleSize::Rows(n) if state.drawn.len() > n.saturating_mul(2).max(SORTED_BATCH_ROWS) => {
                state.shrink(n)
            }
            _ => Ok(()),
        }
    }
}

impl State {
    /// Forgets all but the `rows` rows with the smallest numbers.
    fn shrink(&mut self, rows: usize) -> Result<(), ExecError> {
        if rows < self.drawn.len() {
            if rows > 0 {
                self.drawn.select_nth_unstable(rows - 1);
            }
            self.drawn.truncate(rows);
        }
        self.largest = self.drawn.iter().map(|drawn| drawn.number).max().or(self.largest);
        self.drawn.sort_unstable_by_key(|drawn| drawn.row);
        let places: Vec<(usize, usize)> = self.drawn.iter().map(|drawn| drawn.place).collect();
        self.batches = gather(&self.batches, &places)?;
        for (at, drawn) in self.drawn.iter_mut().enumerate() {
            drawn.place = (at / SORTED_BATCH_ROWS, at % SORTED_BATCH_ROWS);
        }
        self.bytes = self.batches.iter().map(batch_bytes).sum();
        Ok(())
    }
}

impl Sink for SampleSink {
    fn name(&self) -> &'static str {
        "sample"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        let mut state = lock(&self.state);
        state.order.push(sequence, batch);
        while let Some(batch) = state.order.pop() {
            self.take(&mut state, &batch)?;
        }
        Ok(())
    }

    fn window_end(&self) -> u64 {
        lock(&self.state).order.window_end()
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let mut state = std::mem::take(&mut *lock(&self.state));
        let rows = match self.size {
            SampleSize::Rows(n) => n,
            SampleSize::Fraction(part) => rows_of(part, state.seen),
        };
        state.shrink(rows)?;
        Ok(state.batches)
    }

    fn size_bytes(&self) -> usize {
        let state = lock(&self.state);
        state.bytes + state.order.size_bytes() + state.drawn.capacity() * size_of::<Drawn>()
    }
}

/// The finalizer of SplitMix64.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "row counts far below 2^53")]
fn upper_share(part: f64, row: u64) -> f64 {
    let rows = row as f64 + 1.0;
    part + 8.0 * (part / rows).sqrt() + 64.0 / rows
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at both ends")]
fn share_of_u64(share: f64) -> u64 {
    (share * 2f64.powi(64)) as u64
}

/// `round(part * rows)`, half to even, as pandas.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "row counts far below 2^53; saturates at both ends"
)]
fn rows_of(part: f64, rows: u64) -> usize {
    (part * rows as f64).round_ties_even() as usize
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, AsArray, Int64Array};
    use arrow::datatypes::Int64Type;

    use super::*;

    fn sampled(size: SampleSize, seed: u64, rows: i64, chunk: usize) -> Vec<i64> {
        let sink = SampleSink::new(size, seed);
        let rows: Vec<i64> = (0..rows).collect();
        for (sequence, part) in (0..).zip(rows.chunks(chunk)).collect::<Vec<_>>().into_iter().rev() {
            let column: ArrayRef = Arc::new(Int64Array::from(part.to_vec()));
            sink.push(sequence, RecordBatch::try_from_iter([("n", column)]).unwrap()).unwrap();
        }
        let out = sink.finish().unwrap();
        out.iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().to_vec()).collect()
    }

    #[test]
    fn the_sample_has_its_size_and_depends_on_nothing_but_the_seed() {
        for (size, rows) in [
            (SampleSize::Rows(0), 0),
            (SampleSize::Rows(7), 7),
            (SampleSize::Rows(999), 500),
            (SampleSize::Fraction(0.0), 0),
            (SampleSize::Fraction(0.301), 150), // 150.5, half to even
            (SampleSize::Fraction(1.0), 500),
        ] {
            let whole = sampled(size, 42, 500, 500);
            assert_eq!(whole.len(), rows, "{size:?}");
            assert!(whole.is_sorted_by(|a, b| a < b), "table order, no row twice");
            for chunk in [1, 7, 64] {
                assert_eq!(sampled(size, 42, 500, chunk), whole);
            }
        }
        assert_ne!(sampled(SampleSize::Rows(7), 1, 500, 500), sampled(SampleSize::Rows(7), 2, 500, 500));
    }

    #[test]
    fn rows_are_drawn_evenly() {
        // Every row has the same chance: over many seeds each is drawn about as often (binomial, 6 deviations).
        let mut times = [0u32; 20];
        for seed in 0..2000 {
            for row in sampled(SampleSize::Rows(5), seed, 20, 20) {
                times[usize::try_from(row).unwrap()] += 1;
            }
        }
        assert!(times.iter().all(|&n| n.abs_diff(500) < 120), "{times:?}");
    }

    #[test]
    fn few_rows_are_held_of_many() {
        for size in [SampleSize::Rows(100), SampleSize::Fraction(0.01)] {
            let sink = SampleSink::new(size, 0);
            for sequence in 0..200 {
                let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..2_000));
                sink.push(sequence, RecordBatch::try_from_iter([("n", column)]).unwrap()).unwrap();
            }
            assert!(lock(&sink.state).drawn.len() < SORTED_BATCH_ROWS + 2_000);
            let rows: usize = sink.finish().unwrap().iter().map(RecordBatch::num_rows).sum();
            assert_eq!(rows, if matches!(size, SampleSize::Rows(_)) { 100 } else { 4_000 });
        }
    }
}
