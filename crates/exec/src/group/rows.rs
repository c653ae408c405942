//! Several key columns, or one of any other type: each row is encoded as bytes that are equal if the keys are, and
//! that compare as the keys do, with NaN after all numbers and null last.

use arrow::array::{Array, ArrayRef};
use arrow::buffer::NullBuffer;
use arrow::compute::SortOptions;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};

use super::bytes::ByteKeys;
use super::floats::canonical_column;
use super::{Keys, NO_GROUP};
use crate::agg::AggError;

pub(super) struct RowKeys {
    keep_nulls: bool,
    has_text: bool,
    converter: RowConverter,
    /// The rows of one batch; kept for its capacity.
    encoded: Rows,
    keys: ByteKeys,
}

impl RowKeys {
    pub(super) fn new(types: &[DataType], keep_nulls: bool) -> Result<RowKeys, AggError> {
        let options = SortOptions { descending: false, nulls_first: false };
        let fields: Vec<SortField> =
            types.iter().map(|data_type| SortField::new_with_options(data_type.clone(), options)).collect();
        if fields.is_empty() || !RowConverter::supports_fields(&fields) {
            return Err(AggError::Keys { what: format!("{types:?}") });
        }
        let converter = RowConverter::new(fields)?;
        let encoded = converter.empty_rows(0, 0);
        let has_text = types.contains(&DataType::Utf8);
        Ok(RowKeys { keep_nulls, has_text, converter, encoded, keys: ByteKeys::default() })
    }
}

impl Keys for RowKeys {
    fn assign(&mut self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError> {
        let columns: Vec<ArrayRef> = columns.iter().map(canonical_column).collect();
        let nulls = columns
            .iter()
            .fold(None, |nulls, column| NullBuffer::union(nulls.as_ref(), column.logical_nulls().as_ref()));
        let nulls = nulls.filter(|_| !self.keep_nulls);
        self.encoded.clear();
        self.converter.append(&mut self.encoded, &columns)?;
        for (row, encoded) in self.encoded.iter().enumerate() {
            let dropped = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
            out.push(if dropped { NO_GROUP } else { self.keys.group_of(encoded.data())? });
        }
        Ok(())
    }

    fn find(&self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError> {
        let columns: Vec<ArrayRef> = columns.iter().map(canonical_column).collect();
        let encoded = self.converter.convert_columns(&columns)?;
        // A key with a null that is not kept is not in the table, so that it is not found.
        out.extend(encoded.iter().map(|row| self.keys.find(row.data(), 0..row.data().len())));
        Ok(())
    }

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn keys(&self) -> Result<Vec<ArrayRef>, AggError> {
        let bytes = self.keys.bytes().len();
        // Encoded text is a little longer than the text itself: refused slightly early rather than too late.
        if self.has_text && bytes > i32::MAX as usize {
            return Err(AggError::TooMuchText { bytes });
        }
        let parser = self.converter.parser();
        Ok(self.converter.convert_rows(self.keys.iter().map(|key| parser.parse(key)))?)
    }

    fn sorted_order(&self) -> Result<Vec<u32>, AggError> {
        Ok(self.keys.sorted_order())
    }

    fn size_bytes(&self) -> usize {
        self.keys.size_bytes() + self.encoded.size() + self.converter.size()
    }
}
