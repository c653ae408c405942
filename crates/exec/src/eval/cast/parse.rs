//! Text to other types, by the parsers of the CSV reader: a cast reads a text just as the reader reads a field.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringArray};
use arrow::datatypes::DataType;
use chunkwise_csv::{ColumnSpec, Dialect, FieldIndex, NullSpellings, Rows, Span, parse_column};

use super::misfit;
use crate::eval::error::EvalError;
use crate::eval::value::Context;

/// The texts as values of type `to`. Only null becomes null: the empty text and `NA` are errors.
pub(super) fn parse(ctx: &Context, texts: &StringArray, to: &DataType) -> Result<ArrayRef, EvalError> {
    let offsets = texts.value_offsets();
    let mut empty = None;
    let span_of = |(row, ends): (usize, &[i32])| {
        let (start, end) = (ends[0] as usize, ends[1] as usize);
        // The parsers read an empty field as null: right for null rows (whatever bytes lie under them), wrong for others.
        if texts.is_null(row) {
            return Span::new(start, start, false);
        }
        if start == end && empty.is_none() {
            empty = Some(row);
        }
        Span::new(start, end, false)
    };
    let fields: FieldIndex = offsets.windows(2).enumerate().map(span_of).collect();
    let spec = ColumnSpec {
        data_type: to.clone(),
        guessed: false,
        nulls: Arc::new(NullSpellings::new(&[], false)),
        dialect: Dialect::default(),
        dayfirst: None,
    };
    match (parse_column(texts.value_data(), fields.column(0), Rows::All, &spec), empty) {
        (Ok(array), None) => Ok(array),
        (Ok(_), Some(row)) => Err(misfit(ctx, texts, to, row)),
        (Err(error), empty) => {
            Err(misfit(ctx, texts, to, empty.map_or(error.row, |empty| empty.min(error.row))))
        }
    }
}
