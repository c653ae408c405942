//! Types from a sample: the first bytes of a few files.
//!
//! A guess need not be right: a value that does not fit it is a misfit, and the caller infers the whole column. Where the sample
//! was the whole input there is nothing left to guess.

use arrow::datatypes::DataType;
use chunkwise_csv::{FieldIndex, IndexError, IndexRequest, Indexed, Inference, NullSpellings, index};

use crate::buffer::ReadBuffer;
use crate::error::ScanError;
use crate::file;
use crate::options::ReadOptions;
use crate::read_ahead::ReadAhead;
use crate::source::FileMeta;

/// What the sample says about a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guess {
    /// The type that holds all values seen.
    pub(crate) data_type: DataType,
    /// All values were seen.
    pub(crate) is_certain: bool,
    /// Text only because of integers that no type holds: a float further down would make it a float column.
    pub(crate) may_narrow: bool,
}

/// Guesses the types of the columns that `is_open`; `layout_of` has the number of each file's layout.
///
/// Data that cannot be read as records ends the sample and is no error here: whether it matters depends on the query.
pub(crate) fn guess_types(
    files: &[FileMeta],
    layout_of: &[Option<usize>],
    is_open: &[bool],
    nulls: &NullSpellings,
    options: &ReadOptions,
) -> Result<Vec<Guess>, ScanError> {
    let mut sampler = Sampler {
        options,
        nulls,
        buffer: ReadBuffer::default(),
        fields: FieldIndex::default(),
        inferences: vec![Inference::default(); is_open.len()],
    };
    let mut is_whole = vec![false; files.len()];
    if is_open.contains(&true) {
        for file in choose_files(files, layout_of, is_open, options.infer_files) {
            is_whole[file] = sampler.sample(&files[file], is_open)?;
        }
    }
    let mut is_certain = vec![true; is_open.len()];
    let mut is_done = vec![false; layouts(layout_of)];
    for ((file, layout), is_whole) in files.iter().zip(layout_of).zip(is_whole) {
        if let Some(layout) = *layout
            && !is_whole
            && file.data_bytes() > 0
            && !std::mem::replace(&mut is_done[layout], true)
        {
            for (certain, field) in is_certain.iter_mut().zip(&file.layout.field_of_column) {
                *certain &= field.is_none();
            }
        }
    }
    let guesses = sampler.inferences.into_iter().zip(is_certain);
    Ok(guesses
        .map(|(inference, is_certain)| Guess {
            data_type: inference.data_type(),
            is_certain,
            may_narrow: inference.data_type() == DataType::Utf8 && !inference.is_final(),
        })
        .collect())
}

/// Files to sample: `count` of them spread over the table (files of a folder tend to change over time), and one for each column
/// that none of those has.
fn choose_files(
    files: &[FileMeta],
    layout_of: &[Option<usize>],
    is_open: &[bool],
    count: usize,
) -> Vec<usize> {
    let with_data: Vec<usize> = (0..files.len()).filter(|&file| files[file].data_bytes() > 0).collect();
    let count = count.min(with_data.len());
    let spread = |i: usize| if count == 1 { 0 } else { i * (with_data.len() - 1) / (count - 1) };
    let mut chosen: Vec<usize> = (0..count).map(|i| with_data[spread(i)]).collect();
    if chosen.is_empty() {
        return chosen;
    }
    // A column is covered if it needs no guess, or a chosen file has it.
    let mut is_covered: Vec<bool> = is_open.iter().map(|is_open| !is_open).collect();
    let mut is_done = vec![false; layouts(layout_of)];
    let mut cover = |file: usize| -> bool {
        let is_new = layout_of[file].is_some_and(|layout| !std::mem::replace(&mut is_done[layout], true));
        let mut covers_more = false;
        if is_new {
            for (covered, field) in is_covered.iter_mut().zip(&files[file].layout.field_of_column) {
                covers_more |= !std::mem::replace(covered, *covered || field.is_some()) && field.is_some();
            }
        }
        covers_more
    };
    for &file in &chosen {
        cover(file);
    }
    chosen.extend(with_data.into_iter().filter(|&file| cover(file)));
    chosen
}

/// Number of layouts.
fn layouts(layout_of: &[Option<usize>]) -> usize {
    layout_of.iter().flatten().max().map_or(0, |max| max + 1)
}

struct Sampler<'a> {
    options: &'a ReadOptions,
    nulls: &'a NullSpellings,
    buffer: ReadBuffer,
    fields: FieldIndex,
    inferences: Vec<Inference>,
}

impl Sampler<'_> {
    /// Looks at the first records of a file. Whether these are all of it.
    fn sample(&mut self, meta: &FileMeta, is_open: &[bool]) -> Result<bool, ScanError> {
        let mut wanted: Vec<(usize, usize)> = Vec::new();
        for (column, field) in meta.layout.field_of_column.iter().enumerate() {
            if let Some(field) = *field
                && is_open[column]
            {
                wanted.push((field, column));
            }
        }
        wanted.sort_unstable();
        let data_bytes = meta.data_bytes();
        let at_eof = data_bytes <= self.options.infer_bytes as u64;
        let len = if at_eof { data_bytes as usize } else { self.options.infer_bytes };
        let file = file::reopen(meta)?;
        self.buffer.clear(len);
        self.buffer.read_until(&file, &mut ReadAhead::default(), meta, meta.data_start, len)?;

        let fields: Vec<usize> = wanted.iter().map(|&(field, _)| field).collect();
        let limit = self.index_prefix(meta, &fields, at_eof);
        if limit > 0 {
            let (bytes, dialect) = (self.buffer.bytes(), &self.options.dialect);
            for (k, &(_, column)) in wanted.iter().enumerate() {
                self.inferences[column].observe_column(bytes, self.fields.column(k), self.nulls, dialect);
            }
        }
        Ok(at_eof && limit == len)
    }

    /// Indexes as many records as there are without an error and with their end in the buffer; the offset up to which records
    /// are in the index.
    fn index_prefix(&mut self, meta: &FileMeta, wanted: &[usize], at_eof: bool) -> usize {
        let bytes = self.buffer.bytes();
        let mut limit = bytes.len();
        while limit > 0 {
            let request = IndexRequest {
                bytes,
                start: 0,
                limit,
                at_eof,
                fields: meta.layout.fields,
                wanted,
                short_rows: self.options.short_rows,
            };
            limit = match index(&request, &self.options.dialect, &mut self.fields) {
                Ok(Indexed::Done) => return limit,
                // The records before the ragged one are sound.
                Err(IndexError::FieldCount { offset, .. }) if offset < limit => offset,
                // The last record is not complete; how long it is cannot be told.
                Ok(Indexed::NeedMore) | Err(_) if limit > 1 => limit - limit.div_ceil(4),
                Ok(Indexed::NeedMore) | Err(_) => 0,
            };
        }
        0
    }
}
