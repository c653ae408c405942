//! A result as a table for people: names and types on top, numbers to the right, the middle of long tables left out.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float32Type, Float64Type, Schema};
use comfy_table::{Cell, CellAlignment, Table, presets};

use super::sizes::with_commas;
use super::{Cells, FormatError, dtype_name};

/// Stands where rows, columns or the rest of a text are left out.
const ELLIPSIS: &str = "…";
/// The longest float that is shown in full.
const FLOAT_CHARS: usize = 12;

/// How much of a table to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableOptions {
    /// Rows to show; of a longer table the first and the last ones, half each.
    pub max_rows: usize,
    /// Characters of a single cell; longer texts are cut.
    pub max_cell_chars: usize,
    /// Characters of a line; of a wider table the columns in the middle are left out. `None`: all columns.
    pub max_line_chars: Option<usize>,
}

impl Default for TableOptions {
    fn default() -> Self {
        TableOptions { max_rows: 20, max_cell_chars: 50, max_line_chars: None }
    }
}

/// Draws a table. Its last line tells the true number of rows and columns: `[1,234 rows x 5 columns]`.
///
/// Floats are shown in their shortest exact form if that has at most 12 characters, else rounded to six decimals (more
/// for small numbers, so that at least eight digits are left). A rounded number keeps its zeros: `2.0` is 2,
/// `2.000000` is near it.
///
/// # Errors
/// [`FormatError::UnsupportedType`] for a type that no column of a table has.
///
/// ```
/// use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
/// use chunkwise::format::{TableOptions, render_table};
/// use std::sync::Arc;
///
/// let name: ArrayRef = Arc::new(StringArray::from(vec!["Alice", "Bob"]));
/// let x: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5774), None]));
/// let batch = RecordBatch::try_from_iter([("name", name), ("std(x)", x)])?;
/// let text = render_table(&batch.schema(), &[batch], &TableOptions::default())?;
/// assert_eq!(text, "\
/// ┌────────┬─────────┐
/// │ name   ┆  std(x) │
/// │ string ┆ float64 │
/// ╞════════╪═════════╡
/// │ Alice  ┆  0.5774 │
/// │ Bob    ┆    null │
/// └────────┴─────────┘
/// [2 rows x 2 columns]
/// ");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render_table(
    schema: &Schema,
    batches: &[RecordBatch],
    options: &TableOptions,
) -> Result<String, FormatError> {
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    render_shown(schema, batches, &shown_rows(rows, options.max_rows), rows, options)
}

/// Draws the shown ones of the rows in `batches`, which are all or part of a table of `rows` rows.
pub(super) fn render_shown(
    schema: &Schema,
    batches: &[RecordBatch],
    shown: &ShownRows,
    rows: usize,
    options: &TableOptions,
) -> Result<String, FormatError> {
    let columns = schema.fields().len();
    let mut texts = Vec::with_capacity(columns);
    for column in 0..columns {
        texts.push(column_texts(schema, batches, column, shown, options)?);
    }
    let count = |count: usize, noun: &str| {
        format!("{} {noun}{}", with_commas(count), if count == 1 { "" } else { "s" })
    };
    let footer = format!("[{} x {}]\n", count(rows, "row"), count(columns, "column"));
    if columns == 0 {
        return Ok(footer);
    }
    let table = draw(&texts, shown, options);
    Ok(format!("{table}\n{footer}"))
}

/// Which of the rows at hand are shown: the first `head` and those from `tail` on. With `cut`, rows are left out between.
pub(super) struct ShownRows {
    pub(super) head: usize,
    pub(super) tail: usize,
    pub(super) end: usize,
    pub(super) cut: bool,
}

impl ShownRows {
    fn are_all(&self) -> bool {
        !self.cut
    }

    fn contains(&self, row: usize) -> bool {
        row < self.head || row >= self.tail
    }
}

fn shown_rows(rows: usize, max_rows: usize) -> ShownRows {
    if rows <= max_rows {
        return ShownRows { head: rows, tail: rows, end: rows, cut: false };
    }
    ShownRows { head: max_rows.div_ceil(2), tail: rows - max_rows / 2, end: rows, cut: true }
}

/// A column as it is shown: its head of two lines, and the cells of the shown rows.
struct ColumnTexts {
    head: String,
    alignment: CellAlignment,
    cells: Vec<String>,
}

impl ColumnTexts {
    /// Stands for columns that are left out.
    fn ellipsis(rows: usize) -> ColumnTexts {
        ColumnTexts {
            head: ELLIPSIS.to_owned(),
            alignment: CellAlignment::Left,
            cells: vec![ELLIPSIS.to_owned(); rows],
        }
    }

    /// Characters of its widest line.
    fn width(&self) -> usize {
        (self.head.lines().chain(self.cells.iter().map(String::as_str)))
            .map(|line| line.chars().count())
            .max()
            .unwrap_or_default()
    }
}

fn column_texts(
    schema: &Schema,
    batches: &[RecordBatch],
    column: usize,
    shown: &ShownRows,
    options: &TableOptions,
) -> Result<ColumnTexts, FormatError> {
    let field = schema.field(column);
    let mut cells = Vec::new();
    let mut first = 0;
    for batch in batches {
        let array = batch.column(column);
        let texts = HumanCells::new(field.name(), array)?;
        let rows = (0..array.len()).filter(|row| shown.contains(first + row));
        cells.extend(rows.map(|row| texts.text(row, options.max_cell_chars)));
        first += array.len();
    }
    let name = cut(&one_line(field.name()), options.max_cell_chars);
    let alignment = if field.data_type().is_numeric() { CellAlignment::Right } else { CellAlignment::Left };
    Ok(ColumnTexts { head: format!("{name}\n{}", dtype_name(field.data_type())), alignment, cells })
}

/// The cells of one array as people read them.
struct HumanCells<'a> {
    cells: Cells<'a>,
    array: &'a dyn Array,
}

impl<'a> HumanCells<'a> {
    fn new(column: &str, array: &'a dyn Array) -> Result<HumanCells<'a>, FormatError> {
        Ok(HumanCells { cells: Cells::new(column, array)?, array })
    }

    fn text(&self, row: usize, max_chars: usize) -> String {
        if self.cells.is_null(row) {
            return "null".to_owned();
        }
        let mut bytes = Vec::new();
        self.cells.push(row, &mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match self.array.data_type() {
            DataType::Float64 => readable_float(self.array.as_primitive::<Float64Type>().value(row), text),
            DataType::Float32 => {
                readable_float(self.array.as_primitive::<Float32Type>().value(row).into(), text)
            }
            DataType::Utf8 | DataType::List(_) => cut(&one_line(&text), max_chars),
            _ => text,
        }
    }
}

/// `exact` if it is short, else the value rounded.
fn readable_float(value: f64, exact: String) -> String {
    let size = value.abs();
    if exact.len() <= FLOAT_CHARS || !size.is_finite() || size >= 1e15 {
        return exact;
    }
    if size < 1e-4 {
        return format!("{value:.7e}");
    }
    // Zeros after the point carry nothing: eight digits of 0.00123 take ten decimals.
    let leading_zeros = if size < 1.0 { (-size.log10().floor()) as usize - 1 } else { 0 };
    let decimals = if leading_zeros > 0 { 8 + leading_zeros } else { 6 };
    let rounded = format!("{value:.decimals$}");
    if rounded.len() < exact.len() { rounded } else { exact }
}

/// Control characters as escapes, so that a cell stays on one line and cannot steer the terminal.
fn one_line(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

fn cut(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max_chars.saturating_sub(1)).collect();
    kept + ELLIPSIS
}

fn draw(columns: &[ColumnTexts], shown: &ShownRows, options: &TableOptions) -> Table {
    let rows = shown.head + (shown.end - shown.tail);
    let ellipsis = ColumnTexts::ellipsis(rows);
    let columns = shown_columns(columns, &ellipsis, options.max_line_chars);
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    let cell = |text: &str, column: &ColumnTexts| Cell::new(text).set_alignment(column.alignment);
    table.set_header(columns.iter().map(|column| cell(&column.head, column)));
    for row in 0..rows {
        if row == shown.head && !shown.are_all() {
            table.add_row(columns.iter().map(|column| cell(ELLIPSIS, column)));
        }
        table.add_row(columns.iter().map(|column| cell(&column.cells[row], column)));
    }
    if rows == shown.head && !shown.are_all() {
        table.add_row(columns.iter().map(|column| cell(ELLIPSIS, column)));
    }
    table
}

/// The columns that fit into a line, taken from both ends; at least the first one.
fn shown_columns<'a>(
    columns: &'a [ColumnTexts],
    ellipsis: &'a ColumnTexts,
    max_line_chars: Option<usize>,
) -> Vec<&'a ColumnTexts> {
    const FRAME: usize = 1; // the line on the left
    const AROUND_CELL: usize = 3; // a blank on both sides and the line on the right
    let line = |columns: &[&ColumnTexts]| {
        FRAME + columns.iter().map(|column| column.width() + AROUND_CELL).sum::<usize>()
    };
    let all: Vec<&ColumnTexts> = columns.iter().collect();
    let Some(max) = max_line_chars.filter(|&max| line(&all) > max) else { return all };
    for kept in (1..columns.len()).rev() {
        let (head, tail) = (kept.div_ceil(2), columns.len() - kept / 2);
        let some: Vec<&ColumnTexts> =
            columns[..head].iter().chain([ellipsis]).chain(&columns[tail..]).collect();
        if line(&some) <= max || kept == 1 {
            return some;
        }
    }
    all
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
