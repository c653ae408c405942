//! A result of any size as a table for people: only the rows that will be shown are kept.

use std::collections::VecDeque;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::table::{ShownRows, render_shown};
use super::{BatchSink, FormatError, TableOptions, render_table};

/// Takes a result batch by batch and draws it as [`render_table`] would, in memory for the shown rows alone.
#[derive(Debug)]
pub struct Preview {
    schema: SchemaRef,
    options: TableOptions,
    /// The first `max_rows` rows: the whole result, if it is no longer.
    head: Vec<RecordBatch>,
    /// At least the last half of `max_rows` rows after those.
    tail: VecDeque<RecordBatch>,
    head_rows: usize,
    tail_rows: usize,
    rows: usize,
}

impl Preview {
    /// A preview that shows at most `max_rows` rows.
    #[must_use]
    pub fn new(schema: SchemaRef, max_rows: usize) -> Preview {
        let options = TableOptions { max_rows, ..TableOptions::default() };
        Preview {
            schema,
            options,
            head: Vec::new(),
            tail: VecDeque::new(),
            head_rows: 0,
            tail_rows: 0,
            rows: 0,
        }
    }

    /// Leaves out columns in the middle where lines would have more characters; `None` draws all.
    #[must_use]
    pub fn within(mut self, max_line_chars: Option<usize>) -> Preview {
        self.options.max_line_chars = max_line_chars;
        self
    }

    /// The table as text.
    ///
    /// # Errors
    /// [`FormatError::UnsupportedType`] if a column's type has no text form.
    pub fn render(&self) -> Result<String, FormatError> {
        if self.rows <= self.options.max_rows {
            return render_table(&self.schema, &self.head, &self.options);
        }
        let (first, last) = (self.options.max_rows.div_ceil(2), self.options.max_rows / 2);
        let mut batches = rows_of(self.head.iter(), 0, first);
        // The last rows may begin among the first ones that were kept.
        let kept = self.head.iter().chain(&self.tail);
        batches.extend(rows_of(kept, self.head_rows + self.tail_rows - last, last));
        let shown = ShownRows { head: first, tail: first, end: first + last, cut: true };
        render_shown(&self.schema, &batches, &shown, self.rows, &self.options)
    }
}

impl BatchSink for Preview {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<(), FormatError> {
        self.rows += batch.num_rows();
        let fitting = batch.num_rows().min(self.options.max_rows - self.head_rows);
        if fitting > 0 {
            self.head.push(batch.slice(0, fitting));
            self.head_rows += fitting;
        }
        if fitting == batch.num_rows() {
            return Ok(());
        }
        let rest = batch.slice(fitting, batch.num_rows() - fitting);
        self.tail_rows += rest.num_rows();
        self.tail.push_back(rest);
        while let Some(first) = self.tail.front().map(RecordBatch::num_rows) {
            if self.tail_rows - first < self.options.max_rows / 2 {
                break;
            }
            self.tail.pop_front();
            self.tail_rows -= first;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), FormatError> {
        Ok(())
    }
}

/// `count` rows from row `skip` on, as slices of `batches`.
fn rows_of<'a>(
    batches: impl Iterator<Item = &'a RecordBatch>,
    mut skip: usize,
    mut count: usize,
) -> Vec<RecordBatch> {
    let mut slices = Vec::new();
    for batch in batches {
        let from = skip.min(batch.num_rows());
        let rows = count.min(batch.num_rows() - from);
        skip -= from;
        count -= rows;
        if rows > 0 {
            slices.push(batch.slice(from, rows));
        }
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Int64Array};
    use std::sync::Arc;

    fn numbers(from: i64, to: i64) -> RecordBatch {
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(from..to));
        RecordBatch::try_from_iter([("n", column)]).unwrap()
    }

    #[test]
    fn however_the_rows_come_the_picture_is_that_of_the_whole_table() {
        for rows in 0..24 {
            let whole = numbers(0, rows);
            for max_rows in [1, 4, 5, 20] {
                let options = TableOptions { max_rows, ..TableOptions::default() };
                let expected = render_table(&whole.schema(), std::slice::from_ref(&whole), &options).unwrap();
                for step in [1, 3, 7, 50] {
                    let mut preview = Preview::new(whole.schema(), max_rows);
                    for from in (0..rows).step_by(step) {
                        preview.write_batch(&numbers(from, rows.min(from + step as i64))).unwrap();
                    }
                    assert_eq!(
                        preview.render().unwrap(),
                        expected,
                        "{rows} rows, {max_rows} shown, by {step}"
                    );
                }
            }
        }
    }
}
