//! One key column of text.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};

use super::bytes::ByteKeys;
use super::{Keys, NO_GROUP};
use crate::agg::AggError;

pub(super) struct TextKeys {
    keep_nulls: bool,
    keys: ByteKeys,
    null_group: Option<u32>,
}

impl TextKeys {
    pub(super) fn new(keep_nulls: bool) -> TextKeys {
        TextKeys { keep_nulls, keys: ByteKeys::default(), null_group: None }
    }
}

impl Keys for TextKeys {
    fn assign(&mut self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError> {
        let [column] = columns else { return Err(AggError::Keys { what: "no columns".to_string() }) };
        let texts = column.as_string::<i32>();
        let (bytes, ends) = (texts.value_data(), texts.value_offsets());
        let nulls = texts.nulls().filter(|nulls| nulls.null_count() > 0);
        let Self { keep_nulls, keys, null_group } = self;
        let group_of_null = |keys: &mut ByteKeys| match (&null_group, &keep_nulls) {
            (_, false) => Ok(NO_GROUP),
            (Some(group), true) => Ok(*group),
            (None, true) => {
                let group = keys.add_nameless()?;
                *null_group = Some(group);
                Ok(group)
            }
        };
        keys.assign(bytes, ends, |row| nulls.is_some_and(|nulls| nulls.is_null(row)), out, group_of_null)
    }

    fn find(&self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError> {
        let [column] = columns else { return Err(AggError::Keys { what: "no columns".to_string() }) };
        let texts = column.as_string::<i32>();
        let (bytes, ends) = (texts.value_data(), texts.value_offsets());
        let nulls = texts.nulls().filter(|nulls| nulls.null_count() > 0);
        let of_null = self.null_group.unwrap_or(NO_GROUP);
        for (row, ends) in ends.windows(2).enumerate() {
            let is_null = nulls.is_some_and(|nulls| nulls.is_null(row));
            let range = ends[0] as usize..ends[1] as usize;
            out.push(if is_null { of_null } else { self.keys.find(bytes, range) });
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn keys(&self) -> Result<Vec<ArrayRef>, AggError> {
        let bytes = self.keys.bytes();
        if bytes.len() > i32::MAX as usize {
            return Err(AggError::TooMuchText { bytes: bytes.len() });
        }
        let nulls = self.null_group.map(|null| {
            let valid: Vec<bool> = (0..self.len()).map(|group| group != null as usize).collect();
            NullBuffer::from(valid)
        });
        let offsets = OffsetBuffer::from_lengths(self.keys.iter().map(<[u8]>::len));
        Ok(vec![Arc::new(StringArray::try_new(offsets, Buffer::from(bytes), nulls)?)])
    }

    fn sorted_order(&self) -> Result<Vec<u32>, AggError> {
        let mut order = self.keys.sorted_order();
        if let Some(null) = self.null_group {
            order.retain(|&group| group != null);
            order.push(null);
        }
        Ok(order)
    }

    fn size_bytes(&self) -> usize {
        self.keys.size_bytes()
    }
}
