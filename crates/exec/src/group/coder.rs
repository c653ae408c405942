//! One worker's way from key values to codes: a cache in front of the dictionary that all share, so that only values that are new to
//! the worker are looked up there.

use std::hash::BuildHasher;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::buffer::NullBuffer;
use arrow::row::{RowConverter, Rows};
use chunkwise_scan::{Span, Texts};
use hashbrown::{DefaultHashBuilder, HashTable};

use super::dictionary::{ByteDictionary, Dictionary, IntDictionary, NULL_CODE};
use super::floats::canonical_column;
use super::int::to_ints;
use super::short_keys::{SHORT, ShortKey, ShortKeys};
use crate::agg::AggError;

/// Values that a cache holds at most: what is met first is mostly what is met often.
const CACHED_VALUES: usize = 1 << 17;

/// Texts that are asked for at once.
const BLOCK: usize = 32;

/// Numbers so close to the first one find their code in an array.
const NEAR_VALUES: usize = 1 << 18;

/// Turns the columns of one component of a key into codes.
pub(super) enum Coder {
    Text(TextCoder),
    Int(IntCoder),
    Rows(RowCoder),
}

impl Coder {
    pub(super) fn new(dictionary: &Dictionary, keep_nulls: bool) -> Result<Self, AggError> {
        Ok(match dictionary {
            Dictionary::Text(shared) => Self::Text(TextCoder::new(Arc::clone(shared))),
            Dictionary::Int(shared, _) => Self::Int(IntCoder::new(Arc::clone(shared))),
            Dictionary::Rows(shared, fields) => {
                let converter = RowConverter::new(fields.clone())?;
                let encoded = converter.empty_rows(0, 0);
                Self::Rows(RowCoder { shared: Arc::clone(shared), converter, encoded, keep_nulls })
            }
        })
    }

    /// Appends the code of each row.
    pub(super) fn encode(&mut self, columns: &[ArrayRef], codes: &mut Vec<u32>) -> Result<(), AggError> {
        match (self, columns) {
            (Self::Text(coder), [column]) => coder.encode(column.as_string(), codes),
            (Self::Int(coder), [column]) => coder.encode(column, codes),
            (Self::Rows(coder), columns) => coder.encode(columns, codes),
            _ => Err(AggError::Keys { what: format!("{} columns for one key", columns.len()) }),
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::Text(coder) => {
                coder.short.size_bytes() + coder.long.allocation_size() + coder.bytes.capacity()
            }
            Self::Int(coder) => coder.near.capacity() * size_of::<u32>() + coder.far.allocation_size(),
            Self::Rows(coder) => coder.encoded.size() + coder.converter.size(),
        }
    }
}

pub(super) struct TextCoder {
    shared: Arc<ByteDictionary>,
    /// Also holds spellings of null, with [`NULL_CODE`].
    short: ShortKeys,
    long: HashTable<LongText>,
    /// The texts of `long`, one after the other.
    bytes: Vec<u8>,
    hasher: DefaultHashBuilder,
    /// The texts at hand, and one of them; kept for their capacity.
    spans: Vec<Span>,
    text: Vec<u8>,
}

struct LongText {
    hash: u64,
    start: usize,
    len: u32,
    code: u32,
}

impl TextCoder {
    fn new(shared: Arc<ByteDictionary>) -> Self {
        Self {
            shared,
            short: ShortKeys::default(),
            long: HashTable::new(),
            bytes: Vec::new(),
            hasher: DefaultHashBuilder::default(),
            spans: Vec::new(),
            text: Vec::new(),
        }
    }

    fn encode(&mut self, texts: &StringArray, codes: &mut Vec<u32>) -> Result<(), AggError> {
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        let ends = texts.value_offsets().windows(2);
        match texts.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => spans.extend(ends.map(|ends| Span::new(ends[0] as usize, ends[1] as usize, false))),
            // a null is marked as what needs a closer look
            Some(nulls) => spans.extend(
                ends.zip(nulls)
                    .map(|(ends, is_valid)| Span::new(ends[0] as usize, ends[1] as usize, !is_valid)),
            ),
        }
        let text = |span: Span| (!span.is_escaped()).then(|| span.bytes(texts.value_data()));
        let read = |span: Span, read: &mut Vec<u8>| {
            read.clear();
            read.extend_from_slice(text(span).unwrap_or_default());
            Ok(text(span).is_some())
        };
        let encoded = self.encode_spans(texts.value_data(), &spans, read, codes);
        self.spans = spans;
        match encoded {
            Err(BadText::Other(error)) => Err(error),
            _ => Ok(()),
        }
    }

    /// Appends the code of each text where it lies in the chunk.
    ///
    /// # Errors
    /// [`BadText`] for a text that is not UTF-8: `codes` are of no use then.
    pub(super) fn encode_in_place(&mut self, texts: &Texts<'_>, codes: &mut Vec<u32>) -> Result<(), BadText> {
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        spans.reserve(texts.len());
        texts.each_span(|span| {
            spans.push(span);
            Ok::<(), BadText>(())
        })?;
        let read = |span: Span, read: &mut Vec<u8>| {
            let mut unescaped = Vec::new();
            let text = texts.read(span, &mut unescaped)?;
            read.clear();
            read.extend_from_slice(text.unwrap_or_default());
            Ok(text.is_some())
        };
        let encoded = self.encode_spans(texts.bytes(), &spans, read, codes);
        self.spans = spans;
        encoded
    }

    /// Appends the codes of the texts at `spans` of `bytes`. `read` puts the text of one that is not known yet into a buffer, and says whether
    /// it is a text and not null.
    #[inline(always)]
    fn encode_spans(
        &mut self,
        bytes: &[u8],
        spans: &[Span],
        read: impl Fn(Span, &mut Vec<u8>) -> Result<bool, BadText>,
        codes: &mut Vec<u32>,
    ) -> Result<(), BadText> {
        let start = codes.len();
        codes.resize(start + spans.len(), 0);
        for (spans, codes) in spans.chunks(BLOCK).zip(codes[start..].chunks_mut(BLOCK)) {
            if self.short.is_large() {
                // First all places in the table are asked for, then looked at: the memory answers many questions at once.
                for &span in spans.iter().filter(|&&span| is_usual(span)) {
                    self.short.ask(ShortKey::of(bytes, span.start()..span.end()));
                }
            }
            for (&span, code) in spans.iter().zip(codes) {
                if !is_usual(span) {
                    *code = self.code_of_unusual(|text| read(span, text))?;
                    continue;
                }
                let key = ShortKey::of(bytes, span.start()..span.end());
                *code = match self.short.find(key) {
                    Some(code) => code,
                    None => self.code_of_unread(key, |text| read(span, text))?,
                };
            }
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn code_of_unread(
        &mut self,
        short: ShortKey,
        read: impl Fn(&mut Vec<u8>) -> Result<bool, BadText>,
    ) -> Result<u32, BadText> {
        let mut text = std::mem::take(&mut self.text);
        let code = if read(&mut text)? { self.shared.code_of(&text)? } else { NULL_CODE };
        self.cache(short, code);
        self.text = text;
        Ok(code)
    }

    #[inline(never)]
    fn code_of_unusual(
        &mut self,
        read: impl Fn(&mut Vec<u8>) -> Result<bool, BadText>,
    ) -> Result<u32, BadText> {
        let mut text = std::mem::take(&mut self.text);
        let code = match read(&mut text)? {
            false => NULL_CODE,
            true if text.len() > SHORT => self.code_of_long(&text)?,
            true => {
                let short = ShortKey::of(&text, 0..text.len());
                match self.short.find(short) {
                    Some(code) => code,
                    None => self.code_of_new(short, &text)?,
                }
            }
        };
        self.text = text;
        Ok(code)
    }

    #[cold]
    #[inline(never)]
    fn code_of_new(&mut self, short: ShortKey, text: &[u8]) -> Result<u32, AggError> {
        let code = self.shared.code_of(text)?;
        self.cache(short, code);
        Ok(code)
    }

    fn cache(&mut self, short: ShortKey, code: u32) {
        if self.short.len() < CACHED_VALUES {
            self.short.insert(short, code);
        }
    }

    #[inline(never)]
    fn code_of_long(&mut self, text: &[u8]) -> Result<u32, AggError> {
        let hash = self.hasher.hash_one(text);
        let bytes = &self.bytes;
        let same = |known: &LongText| {
            known.hash == hash && bytes[known.start..].starts_with(text) && known.len as usize == text.len()
        };
        if let Some(known) = self.long.find(hash, same) {
            return Ok(known.code);
        }
        let code = self.shared.code_of(text)?;
        if self.long.len() < CACHED_VALUES && text.len() < CACHED_VALUES {
            let known = LongText { hash, start: self.bytes.len(), len: text.len() as u32, code };
            self.bytes.extend_from_slice(text);
            self.long.insert_unique(hash, known, |known| known.hash);
        }
        Ok(code)
    }
}

/// Whether a text can be looked up as it lies there.
#[inline(always)]
fn is_usual(span: Span) -> bool {
    !span.is_escaped() && span.end() - span.start() <= SHORT
}

/// Why texts could not be encoded where they lie.
pub(crate) enum BadText {
    /// One of them is not UTF-8. Reading the column says which.
    NotUtf8,
    Other(AggError),
}

impl From<chunkwise_scan::ValueError> for BadText {
    fn from(_: chunkwise_scan::ValueError) -> Self {
        Self::NotUtf8
    }
}

impl From<AggError> for BadText {
    fn from(error: AggError) -> Self {
        Self::Other(error)
    }
}

pub(super) struct IntCoder {
    shared: Arc<IntDictionary>,
    /// The lowest number with a place in `near`: 0 if the first one is small, otherwise somewhat below the first one.
    near_from: i64,
    /// The codes of the numbers from `near_from` on, or [`NULL_CODE`] where none is known.
    near: Vec<u32>,
    far: HashTable<(i64, u32)>,
    hasher: DefaultHashBuilder,
}

impl IntCoder {
    fn new(shared: Arc<IntDictionary>) -> Self {
        let hasher = DefaultHashBuilder::default();
        Self { shared, near_from: 0, near: Vec::new(), far: HashTable::new(), hasher }
    }

    fn encode(&mut self, column: &ArrayRef, codes: &mut Vec<u32>) -> Result<(), AggError> {
        let keys = to_ints(column)?;
        if self.near.is_empty() {
            let first = (0..column.len()).find(|&row| column.is_valid(row));
            first.into_iter().for_each(|row| self.place_near(keys[row]));
        }
        codes.reserve(keys.len());
        match column.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => {
                for &key in &keys {
                    codes.push(self.code_of(key)?);
                }
            }
            Some(nulls) => {
                for (&key, valid) in keys.iter().zip(nulls) {
                    codes.push(if valid { self.code_of(key)? } else { NULL_CODE });
                }
            }
        }
        Ok(())
    }

    /// Puts the array where the numbers are, before the first one.
    fn place_near(&mut self, first: i64) {
        let small = (0..NEAR_VALUES as i64).contains(&first);
        self.near_from = if small { 0 } else { first.saturating_sub(512) };
        self.near = vec![NULL_CODE; 1024];
    }

    #[inline(always)]
    fn code_of(&mut self, key: i64) -> Result<u32, AggError> {
        let offset = key.wrapping_sub(self.near_from) as u64;
        match self.near.get(usize::try_from(offset).unwrap_or(usize::MAX)) {
            Some(&code) if code != NULL_CODE => Ok(code),
            _ => self.code_of_far(key, offset),
        }
    }

    #[inline(never)]
    fn code_of_far(&mut self, key: i64, offset: u64) -> Result<u32, AggError> {
        if offset < NEAR_VALUES as u64 {
            let offset = offset as usize;
            if offset >= self.near.len() {
                self.near.resize((offset + 1).next_power_of_two(), NULL_CODE);
            }
            self.near[offset] = self.shared.code_of(key)?;
            return Ok(self.near[offset]);
        }
        let hasher = &self.hasher;
        let hash = hasher.hash_one(key);
        if let Some(known) = self.far.find(hash, |known| known.0 == key) {
            return Ok(known.1);
        }
        let code = self.shared.code_of(key)?;
        if self.far.len() < CACHED_VALUES {
            self.far.insert_unique(hash, (key, code), |known| hasher.hash_one(known.0));
        }
        Ok(code)
    }
}

pub(super) struct RowCoder {
    shared: Arc<ByteDictionary>,
    converter: RowConverter,
    /// The rows of one batch; kept for its capacity.
    encoded: Rows,
    keep_nulls: bool,
}

impl RowCoder {
    fn encode(&mut self, columns: &[ArrayRef], codes: &mut Vec<u32>) -> Result<(), AggError> {
        let columns: Vec<ArrayRef> = columns.iter().map(canonical_column).collect();
        let nulls = columns
            .iter()
            .fold(None, |nulls, column| NullBuffer::union(nulls.as_ref(), column.logical_nulls().as_ref()));
        let nulls = nulls.filter(|_| !self.keep_nulls);
        self.encoded.clear();
        self.converter.append(&mut self.encoded, &columns)?;
        for (row, encoded) in self.encoded.iter().enumerate() {
            let dropped = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
            codes.push(if dropped { NULL_CODE } else { self.shared.code_of(encoded.data())? });
        }
        Ok(())
    }
}
