//! Group keys as tuples of codes: what the workers of one query share, and what each has of its own.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::SortOptions;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use chunkwise_scan::Texts;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::coder::{BadText, Coder};
use super::dictionary::{Dictionary, SortedKeys};
use super::int::IntKeys;
use super::tuples::{MAX_WIDTH, Scope, Seeds, TupleTable, tuple_table};
use crate::agg::AggError;

/// The dictionaries of a query's group keys. A key column has one; columns that are too many, or of unusual types, share one.
pub(crate) struct KeyCodes {
    components: Vec<Component>,
    keep_nulls: bool,
    seeds: Seeds,
}

struct Component {
    columns: Range<usize>,
    dictionary: Dictionary,
}

impl KeyCodes {
    /// For key columns of these types, of which there is at least one. Without `keep_nulls` rows with a null in any key are in no group.
    ///
    /// # Errors
    /// [`AggError::Keys`] if a type cannot be grouped by.
    pub(crate) fn new(types: &[DataType], keep_nulls: bool) -> Result<Self, AggError> {
        let mut components = Vec::new();
        let mut at = 0;
        while at < types.len() {
            let is_last = components.len() + 1 == MAX_WIDTH;
            let end = if is_last { types.len() } else { at + 1 };
            components.push(Component { columns: at..end, dictionary: dictionary(&types[at..end])? });
            at = end;
        }
        if components.is_empty() {
            return Err(AggError::Keys { what: "no columns".to_string() });
        }
        Ok(Self { components, keep_nulls, seeds: Seeds::random() })
    }

    /// The positions of the key columns that are encoded together.
    pub(crate) fn components(&self) -> impl Iterator<Item = Range<usize>> {
        self.components.iter().map(|component| component.columns.clone())
    }

    /// Codes in a tuple.
    pub(crate) fn width(&self) -> usize {
        self.components.len()
    }

    /// One worker's coder.
    pub(crate) fn coder(&self) -> Result<KeyCoder, AggError> {
        let coders =
            self.components.iter().map(|component| Coder::new(&component.dictionary, self.keep_nulls));
        let coders: Vec<Coder> = coders.collect::<Result<_, _>>()?;
        Ok(KeyCoder { codes: vec![Vec::new(); coders.len()], coders, tuples: Vec::new() })
    }

    /// An empty table of tuples.
    pub(crate) fn table(&self, scope: Scope) -> Box<dyn TupleTable> {
        tuple_table(self.width(), self.keep_nulls, self.seeds, scope)
    }

    /// The keys of each component, ascending.
    pub(crate) fn sorted(&self) -> Result<Vec<SortedKeys>, AggError> {
        self.components.par_iter().map(|component| component.dictionary.sorted()).collect()
    }

    pub(crate) fn size_bytes(&self) -> usize {
        self.components.iter().map(|component| component.dictionary.size_bytes()).sum()
    }
}

fn dictionary(types: &[DataType]) -> Result<Dictionary, AggError> {
    match types {
        [DataType::Utf8] => return Ok(Dictionary::Text(Arc::default())),
        [only] if IntKeys::supports(only) => return Ok(Dictionary::Int(Arc::default(), only.clone())),
        _ => {}
    }
    let options = SortOptions { descending: false, nulls_first: false };
    let field = |data_type: &DataType| SortField::new_with_options(data_type.clone(), options);
    let fields: Vec<SortField> = types.iter().map(field).collect();
    if RowConverter::supports_fields(&fields) {
        return Ok(Dictionary::Rows(Arc::default(), fields));
    }
    Err(AggError::Keys { what: format!("{types:?}") })
}

/// Turns the keys of batches into tuples of codes.
pub(crate) struct KeyCoder {
    coders: Vec<Coder>,
    /// For each component, the codes of the rows.
    codes: Vec<Vec<u32>>,
    tuples: Vec<u32>,
}

impl KeyCoder {
    /// Encodes the columns of a component.
    pub(crate) fn encode(&mut self, component: usize, columns: &[ArrayRef]) -> Result<(), AggError> {
        let codes = &mut self.codes[component];
        codes.clear();
        self.coders[component].encode(columns, codes)
    }

    /// Encodes the texts of a component that takes them.
    pub(crate) fn encode_in_place(&mut self, component: usize, texts: &Texts<'_>) -> Result<(), BadText> {
        let codes = &mut self.codes[component];
        codes.clear();
        match &mut self.coders[component] {
            Coder::Text(coder) => coder.encode_in_place(texts, codes),
            _ => Err(AggError::Keys { what: "a column that is not text".to_string() }.into()),
        }
    }

    /// The tuples of the rows, one after the other, when all components have been encoded.
    pub(crate) fn tuples(&mut self) -> &[u32] {
        match self.codes.as_slice() {
            [only] => only,
            codes => {
                interleave(codes, &mut self.tuples);
                &self.tuples
            }
        }
    }

    pub(crate) fn size_bytes(&self) -> usize {
        let codes: usize = self.codes.iter().map(Vec::capacity).sum();
        let coders: usize = self.coders.iter().map(Coder::size_bytes).sum();
        (codes + self.tuples.capacity()) * size_of::<u32>() + coders
    }
}

fn interleave(columns: &[Vec<u32>], tuples: &mut Vec<u32>) {
    let (width, rows) = (columns.len(), columns.first().map_or(0, Vec::len));
    tuples.clear();
    tuples.resize(width * rows, 0);
    for (at, column) in columns.iter().enumerate() {
        for (tuple, &code) in tuples.chunks_exact_mut(width).zip(column) {
            tuple[at] = code;
        }
    }
}
