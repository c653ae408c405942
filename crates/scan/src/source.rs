//! A table over CSV files: which files, which columns, which types.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use chunkwise_csv::{ColumnSpec, Encoding, NullSpellings};

use crate::columns::Union;
use crate::error::ScanError;
use crate::glob::expand;
use crate::header::{Head, Names, read_head};
use crate::options::{Header, ReadOptions};
use crate::partition::Partitions;
use crate::sample::{Guess, guess_types};

/// Where the table's columns are in files of one header.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Fields of a record.
    pub fields: usize,
    /// For each table column its field, or `None` where these files do not have it.
    pub field_of_column: Vec<Option<usize>>,
}

/// A file of the table, as it was when the table was opened.
#[derive(Debug, Clone)]
pub struct FileMeta {
    /// Its path, as it was named or found.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was last written, where the system knows.
    pub modified: Option<SystemTime>,
    /// Offset of the first byte after byte order mark, skipped lines and header.
    pub data_start: u64,
    /// Where its columns are; shared by all files of the same header.
    pub layout: Arc<Layout>,
}

impl FileMeta {
    /// Number of bytes after the header.
    #[must_use]
    pub fn data_bytes(&self) -> u64 {
        self.bytes.saturating_sub(self.data_start)
    }
}

/// A table over CSV files. Immutable, and cheap to clone.
#[derive(Debug, Clone)]
pub struct CsvSource {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    files: Arc<[FileMeta]>,
    schema: SchemaRef,
    specs: Vec<ColumnSpec>,
    /// Columns whose guess cannot be checked while parsing; see [`CsvSource::is_unsettled`].
    unsettled: Vec<bool>,
    options: Arc<ReadOptions>,
    total_bytes: u64,
}

impl CsvSource {
    /// Finds the files and fixes the schema. Reads each file's size and header, and a bounded sample for the types.
    ///
    /// Columns are matched by header name, in order of first appearance; a column that a file lacks is null there. An empty file
    /// contributes nothing, one with a header only has no rows.
    ///
    /// # Errors
    /// When no file matches or one cannot be read, when a header cannot be understood, when all files are empty, and when an
    /// option contradicts the files or another option. Errors in the data itself are found when it is scanned.
    pub fn open(patterns: &[String], options: ReadOptions) -> Result<Self, ScanError> {
        check_options(&options)?;
        let paths = expand(patterns)?;
        let mut union = Union::default();
        let (mut scratch, mut known, mut known_layout) = (Vec::new(), Vec::new(), 0);
        let mut heads: Vec<(Head, Option<usize>)> = Vec::with_capacity(paths.len());
        for path in &paths {
            let mut head = read_head(path, &options, &mut scratch, &known)?;
            let layout = head.names.take().map(|names| match names {
                Names::Known => known_layout,
                Names::New(names) => {
                    known_layout = union.add(names);
                    known.clear();
                    if options.header == Header::FirstLine {
                        known.extend_from_slice(&scratch[..head.data_start as usize]);
                    }
                    known_layout
                }
            });
            heads.push((head, layout));
        }
        let columns = union.choose(&options)?;
        let no_fields = Arc::new(Layout { fields: 0, field_of_column: vec![None; columns.names.len()] });
        let layout_of: Vec<Option<usize>> = heads.iter().map(|(_, layout)| *layout).collect();
        let files = paths.into_iter().zip(heads).map(|(path, (head, layout))| FileMeta {
            path,
            bytes: head.bytes,
            modified: head.modified,
            data_start: head.data_start,
            layout: Arc::clone(layout.map_or(&no_fields, |layout| &columns.layouts[layout])),
        });
        let files: Arc<[FileMeta]> = files.collect();

        let nulls = NullSpellings::new(&options.na_values, options.keep_default_na);
        // Texts are compared as they are in the file.
        let nulls = Arc::new(match options.dialect.encoding {
            Encoding::Utf8 => nulls,
            Encoding::Latin1 => nulls.in_latin1(),
        });
        let is_open: Vec<bool> = columns.types.iter().map(Option::is_none).collect();
        let guesses = guess_types(&files, &layout_of, &is_open, &nulls, &options)?;
        let unsettled = guesses.iter().map(|guess| guess.may_narrow && !guess.is_certain).collect();
        let specs =
            columns.types.into_iter().zip(guesses).map(|(asked, Guess { data_type, is_certain, .. })| {
                let guessed = asked.is_none() && !is_certain;
                ColumnSpec {
                    data_type: asked.unwrap_or(data_type),
                    guessed,
                    nulls: Arc::clone(&nulls),
                    dialect: options.dialect.clone(),
                    dayfirst: options.dayfirst,
                }
            });
        let specs: Vec<ColumnSpec> = specs.collect();
        let total_bytes = files.iter().map(|file| file.bytes).sum();
        let schema = schema(columns.names.iter().map(String::as_str), &specs);
        let options = Arc::new(options);
        Ok(Self { inner: Arc::new(Inner { files, schema, specs, unsettled, options, total_bytes }) })
    }

    /// The columns and their types; any of them may hold nulls. The path column, if there is one, is the last.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.inner.schema
    }

    /// The files, in table order.
    #[must_use]
    pub fn files(&self) -> &[FileMeta] {
        &self.inner.files
    }

    /// The sizes of all files together.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.inner.total_bytes
    }

    /// Whether the column's type is only what a sample suggests. `false` where it was asked for, and where the sample was the
    /// whole input.
    ///
    /// # Panics
    /// When there is no such column.
    #[must_use]
    pub fn guessed(&self, column: usize) -> bool {
        self.inner.specs[column].guessed
    }

    /// Whether the column's type is a guess that parsing cannot check: text because of integers that no type holds, which a float
    /// further down would turn into a float column (as in pandas). Its values have to be seen before the type is relied on.
    ///
    /// # Panics
    /// When there is no such column.
    #[must_use]
    pub fn is_unsettled(&self, column: usize) -> bool {
        self.inner.unsettled[column]
    }

    /// The same table with types that are known to hold for the whole input, as `(column, type)`: these are no guesses any more.
    ///
    /// # Panics
    /// When there is no such column.
    #[must_use]
    pub fn with_types(&self, types: &[(usize, DataType)]) -> Self {
        let inner = &self.inner;
        let (mut specs, mut unsettled) = (inner.specs.clone(), inner.unsettled.clone());
        for (column, data_type) in types {
            let spec = &mut specs[*column];
            (spec.data_type, spec.guessed) = (data_type.clone(), false);
            unsettled[*column] = false;
        }
        let names = inner.schema.fields().iter().map(|field| field.name().as_str());
        let schema = schema(names, &specs);
        let (files, options, total_bytes) =
            (Arc::clone(&inner.files), Arc::clone(&inner.options), inner.total_bytes);
        Self { inner: Arc::new(Inner { files, schema, specs, unsettled, options, total_bytes }) }
    }

    /// Cuts the files into chunks of `chunk_bytes` (at least 1 byte and at most 1 GiB).
    #[must_use]
    pub fn partitions(&self, chunk_bytes: usize) -> Partitions {
        Partitions::new(Arc::clone(&self.inner.files), chunk_bytes)
    }

    pub(crate) fn spec(&self, column: usize) -> &ColumnSpec {
        &self.inner.specs[column]
    }

    pub(crate) fn options(&self) -> &ReadOptions {
        &self.inner.options
    }

    /// Whether the column says which file a row is from.
    pub(crate) fn is_path(&self, column: usize) -> bool {
        self.inner.options.path_column.is_some() && column + 1 == self.inner.specs.len()
    }
}

fn schema<'a>(names: impl Iterator<Item = &'a str>, specs: &[ColumnSpec]) -> SchemaRef {
    let field = |(name, spec): (&str, &ColumnSpec)| Field::new(name, spec.data_type.clone(), true);
    Arc::new(Schema::new(names.zip(specs).map(field).collect::<Vec<_>>()))
}

fn check_options(options: &ReadOptions) -> Result<(), ScanError> {
    options.dialect.check()?;
    let mut seen = HashSet::new();
    let names = options.names.iter().flatten();
    match names.into_iter().find(|name| !seen.insert(name.as_str())) {
        Some(twice) => Err(ScanError::bad_option(format!("names: {twice:?} is there twice"))),
        None => Ok(()),
    }
}
