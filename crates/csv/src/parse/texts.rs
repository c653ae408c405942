//! Text where it lies: for a column whose values are only looked up, such as a group key, no array is made.

use super::values::{TakeSpan, Values};
use super::{ColumnSpec, Rows, ValueError, ValueErrorKind};
use crate::dialect::Encoding;
use crate::span::{Span, Spans};

/// The texts of the chosen rows of a column, not yet checked: what [`parse_column`](crate::parse_column) would make an array of.
///
/// A user who has met the same bytes before knows what they mean, and need not ask [`Texts::read`] again: equal bytes of unescaped
/// spans are equal texts.
pub struct Texts<'a> {
    values: Values<'a>,
}

impl<'a> Texts<'a> {
    /// The texts of `rows`; `None` when the file's bytes are not those of its texts (another encoding than UTF-8).
    ///
    /// # Panics
    /// Later, when `rows` are not rows of `spans`.
    pub fn new(bytes: &'a [u8], spans: Spans<'a>, rows: Rows<'a>, spec: &'a ColumnSpec) -> Option<Self> {
        let values = Values { bytes, spans, rows, spec };
        (spec.dialect.encoding == Encoding::Utf8).then_some(Self { values })
    }

    /// The chunk in which the texts lie.
    pub fn bytes(&self) -> &'a [u8] {
        self.values.bytes
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hands every span to `take`, in row order, up to the first error.
    ///
    /// # Errors
    /// The first one of `take`.
    #[inline(always)]
    pub fn each_span<E>(&self, take: impl FnMut(Span) -> Result<(), E>) -> Result<(), E> {
        let mut each = Each { take, error: None };
        match (self.values.each_span(&mut each), each.error) {
            (_, Some(error)) => Err(error),
            _ => Ok(()),
        }
    }

    /// The text at `span`, or `None` if it is one of the spellings of null. `unescaped` is where it is put if it is not in the chunk as
    /// it is.
    ///
    /// # Errors
    /// When it is not valid UTF-8; the error's row says nothing.
    #[inline(never)]
    pub fn read<'t>(
        &'t self,
        span: Span,
        unescaped: &'t mut Vec<u8>,
    ) -> Result<Option<&'t [u8]>, ValueError> {
        let text = self.values.text(span, unescaped);
        if self.values.spec.nulls.contains(text) {
            return Ok(None);
        }
        match simdutf8::basic::from_utf8(text) {
            Ok(_) => Ok(Some(text)),
            Err(_) => Err(ValueError { row: 0, kind: ValueErrorKind::NotUtf8 }),
        }
    }
}

struct Each<F, E> {
    take: F,
    error: Option<E>,
}

impl<E, F: FnMut(Span) -> Result<(), E>> TakeSpan for Each<F, E> {
    #[inline(always)]
    fn take(&mut self, span: Span) -> Result<(), super::values::Bad> {
        (self.take)(span).map_err(|error| {
            self.error = Some(error);
            super::values::Bad::NotA
        })
    }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;

    use super::super::testing::spec;
    use super::*;
    use crate::{Dialect, FieldIndex};

    fn read_all(texts: &Texts<'_>) -> Result<Vec<Option<Vec<u8>>>, ValueError> {
        let (mut all, mut unescaped) = (Vec::new(), Vec::new());
        texts.each_span(|span| {
            all.push(texts.read(span, &mut unescaped)?.map(<[u8]>::to_vec));
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn texts_nulls_and_escaped_ones() {
        let bytes = br#"a,NA,x""y",,b"#;
        let spans = [(0, 1, false), (2, 4, false), (5, 10, true), (11, 11, false), (12, 13, false)];
        let index: FieldIndex =
            spans.into_iter().map(|(start, end, escaped)| Span::new(start, end, escaped)).collect();
        let spec = spec(DataType::Utf8);
        let texts = |rows| Texts::new(bytes, index.column(0), rows, &spec).unwrap();
        let expected = [Some(b"a".to_vec()), None, Some(br#"x"y"#.to_vec()), None, Some(b"b".to_vec())];
        assert_eq!(read_all(&texts(Rows::All)).unwrap(), expected);
        assert_eq!(
            read_all(&texts(Rows::Picked(&[2, 4]))).unwrap(),
            [expected[2].clone(), expected[4].clone()]
        );
        assert_eq!(texts(Rows::Range(1..4)).len(), 3);
    }

    #[test]
    fn what_is_not_utf8_is_an_error_and_other_encodings_are_refused() {
        let bytes = b"a,\xff";
        let index: FieldIndex = [Span::new(0, 1, false), Span::new(2, 3, false)].into_iter().collect();
        let utf8 = spec(DataType::Utf8);
        let texts = Texts::new(bytes, index.column(0), Rows::All, &utf8).unwrap();
        assert_eq!(read_all(&texts).unwrap_err().kind, ValueErrorKind::NotUtf8);
        let dialect = Dialect { encoding: Encoding::Latin1, ..Dialect::default() };
        let latin1 = ColumnSpec { dialect, ..utf8 };
        assert!(Texts::new(bytes, index.column(0), Rows::All, &latin1).is_none());
    }
}
