//! Random CSV files together with the cells that they stand for, as proptest strategies.
//!
//! A test reads [`CsvCase::text`] with the code under test and compares with [`CsvCase::records`]: the file is written
//! from the cells, so no second parser is needed. For bytes that need not make sense, see [`hostile_bytes`].

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Columns of a generated table, at most.
const COLUMNS_MAX: usize = 6;
/// Records of a generated table, at most.
const RECORDS_MAX: usize = 24;

/// A CSV file and what is in it: comma, double quote, a header line.
#[derive(Debug, Clone)]
pub struct CsvCase {
    /// The bytes of the file.
    pub text: Vec<u8>,
    /// The names of the columns, all different and none empty.
    pub header: Vec<String>,
    /// The cells without quoting, record by record; each record has as many as the header.
    pub records: Vec<Vec<String>>,
}

/// What the cells of a generated column hold. Any of them may also be empty or spell null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Integers of 64 bits, small ones and those at the edges.
    Int,
    /// Integers that need an unsigned type.
    Unsigned,
    /// Decimal numbers, exponents, infinities.
    Float,
    /// `true`, `False` and so on.
    Bool,
    /// Digits with leading zeros.
    Code,
    /// Texts with everything that needs quotes, and letters beyond ASCII.
    Text,
    /// Nothing but nulls.
    Null,
    /// Each cell of a kind of its own.
    Mixed,
}

impl ColumnKind {
    /// All of them.
    pub const ALL: [ColumnKind; 8] = [
        ColumnKind::Int,
        ColumnKind::Unsigned,
        ColumnKind::Float,
        ColumnKind::Bool,
        ColumnKind::Code,
        ColumnKind::Text,
        ColumnKind::Null,
        ColumnKind::Mixed,
    ];

    /// The texts of this kind's cells, nulls included (about one in seven).
    pub fn cells(self) -> BoxedStrategy<String> {
        if self == ColumnKind::Null {
            return null_text().boxed();
        }
        prop_oneof![6 => self.values(), 1 => null_text()].boxed()
    }

    /// The texts of this kind's cells, without nulls.
    fn values(self) -> BoxedStrategy<String> {
        match self {
            ColumnKind::Int => integer_text().boxed(),
            ColumnKind::Unsigned => unsigned_text().boxed(),
            ColumnKind::Float => float_text().boxed(),
            ColumnKind::Bool => texts(&["true", "false", "True", "False", "TRUE", "FALSE"]).boxed(),
            ColumnKind::Code => "0[0-9]{1,5}".boxed(),
            ColumnKind::Text => "[ a-zé😀,;\"\r\n]{0,8}".boxed(),
            ColumnKind::Null => null_text().boxed(),
            ColumnKind::Mixed => prop_oneof![
                ColumnKind::Int.values(),
                ColumnKind::Float.values(),
                ColumnKind::Bool.values(),
                ColumnKind::Code.values(),
                ColumnKind::Text.values(),
            ]
            .boxed(),
        }
    }
}

/// Well-formed files: quotes where needed and sometimes where not, LF and CRLF, blank lines, with and without the last
/// line end, from no records on.
///
/// ```
/// use chunkwise_testkit::{csv_case, sample};
/// let case = sample(&csv_case(), 7);
/// assert!(case.records.iter().all(|record| record.len() == case.header.len()));
/// assert_eq!(case.text, sample(&csv_case(), 7).text);
/// ```
pub fn csv_case() -> impl Strategy<Value = CsvCase> {
    vec(select(&ColumnKind::ALL[..]), 1..=COLUMNS_MAX).prop_flat_map(|kinds| csv_case_of(&kinds))
}

/// As [`csv_case`], with columns of the given kinds.
pub fn csv_case_of(kinds: &[ColumnKind]) -> impl Strategy<Value = CsvCase> + use<> {
    let record: Vec<_> = kinds.iter().map(|kind| (kind.cells(), any::<Style>())).collect();
    let columns = kinds.len();
    let header = vec("[a-z ,\"\n]{0,4}", columns).prop_map(|names| {
        names.into_iter().enumerate().map(|(k, name)| format!("c{k}{name}")).collect::<Vec<_>>()
    });
    let lines = (select(vec![LineEnd::Lf, LineEnd::CrLf, LineEnd::Both]), any::<bool>());
    (header, vec((record, any::<u8>()), 0..=RECORDS_MAX), lines).prop_map(
        |(header, rows, (line_end, last))| {
            let mut writer = Writer { text: Vec::new(), line_end, lines: 0 };
            writer.record(header.iter().map(|name| (name.as_str(), Style::Bare)));
            for (record, blank) in &rows {
                if blank % 16 == 0 {
                    writer.end_line();
                }
                writer.record(record.iter().map(|(cell, style)| (cell.as_str(), *style)));
            }
            let mut text = writer.text;
            if !last {
                text.truncate(text.len() - if text.ends_with(b"\r\n") { 2 } else { 1 });
            }
            let records =
                rows.into_iter().map(|(record, _)| record.into_iter().map(|(cell, _)| cell).collect());
            CsvCase { text, header, records: records.collect() }
        },
    )
}

/// Bytes in which everything that means something to a CSV reader is frequent, in any order: quotes opened and left
/// open, ragged records, single CRs, a BOM anywhere, text that is not UTF-8.
pub fn hostile_bytes(pieces_max: usize) -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b",",
        b",",
        b"\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"\"",
        b"\"",
        b"\"\"",
        b"a",
        b"1",
        b" ",
        "é".as_bytes(),
        b"\xc3",
        b"\xef\xbb\xbf",
        b"\0",
        b"0123456789abcdef0123456789abcdef",
    ];
    vec(select(pieces), 0..=pieces_max).prop_map(|pieces| pieces.concat())
}

/// One value of a strategy, the same for the same seed: for tests and benches that want a random table without proptest.
pub fn sample<S: Strategy>(strategy: &S, seed: u64) -> S::Value {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    loop {
        // A strategy with filters may reject what was drawn; the next draw differs.
        if let Ok(tree) = strategy.new_tree(&mut runner) {
            return tree.current();
        }
    }
}

fn texts(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(values).prop_map(str::to_owned)
}

/// The empty text and some of the spellings of null that are read as such by default.
fn null_text() -> impl Strategy<Value = String> {
    texts(&["", "", "", "NA", "NaN", "nan", "null", "NULL", "None", "N/A", "<NA>", "#N/A", "-1.#IND"])
}

fn integer_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (-1000..1000_i64).prop_map(|value| value.to_string()),
        1 => any::<i64>().prop_map(|value| value.to_string()),
        1 => near(&[i64::MIN as i128, i64::MAX as i128, 1 << 53, -(1 << 53), 1 << 31, 1 << 32, 0], i64::MIN.into(), i64::MAX.into()),
    ]
}

fn unsigned_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<u64>().prop_map(|value| value.to_string()),
        near(&[u64::MAX as i128, i64::MAX as i128, 0], 0, u64::MAX.into()),
    ]
}

/// Integers within 2 of one of `centres`, none outside `least..=greatest`.
fn near(centres: &'static [i128], least: i128, greatest: i128) -> impl Strategy<Value = String> {
    (select(centres), -2..=2_i128)
        .prop_map(move |(centre, offset)| (centre + offset).clamp(least, greatest).to_string())
}

fn float_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (-100_000..100_000_i64).prop_map(|cents| format!("{:.2}", cents as f64 / 100.0)),
        2 => any::<f64>().prop_filter("NaN is a spelling of null", |value| !value.is_nan()).prop_map(|value| value.to_string()),
        1 => texts(&[".5", "5.", "1e5", "-1E-7", "+2.5", "inf", "-inf", "Infinity", "-0.0", "4.9e-324", "1.7976931348623157e308",
            "9007199254740993.0", "0.1000000000000000055511151231257827", "179769313486231580793728971405301e276"]),
    ]
}

/// How a cell that could stand bare is written.
#[derive(Debug, Clone, Copy)]
enum Style {
    Bare,
    Quoted,
    /// Quoted up to the last letter or digit, which follows the closing quote.
    QuotedWithTail,
}

impl Arbitrary for Style {
    type Parameters = ();
    type Strategy = BoxedStrategy<Style>;

    fn arbitrary_with((): ()) -> BoxedStrategy<Style> {
        prop_oneof![8 => Just(Style::Bare), 3 => Just(Style::Quoted), 1 => Just(Style::QuotedWithTail)]
            .boxed()
    }
}

#[derive(Debug, Clone, Copy)]
enum LineEnd {
    Lf,
    CrLf,
    /// Now this, now that.
    Both,
}

struct Writer {
    text: Vec<u8>,
    line_end: LineEnd,
    lines: usize,
}

impl Writer {
    fn record<'a>(&mut self, cells: impl ExactSizeIterator<Item = (&'a str, Style)>) {
        let columns = cells.len();
        for (position, (cell, style)) in cells.enumerate() {
            if position > 0 {
                self.text.push(b',');
            }
            // An empty line is no record: the only cell of a record must not be empty and bare.
            self.cell(cell, if columns == 1 && cell.is_empty() { Style::Quoted } else { style });
        }
        self.end_line();
    }

    fn cell(&mut self, cell: &str, style: Style) {
        let tail = cell.len() - cell.ends_with(|c: char| c.is_ascii_alphanumeric()) as usize;
        match style {
            Style::Bare if cell.contains([',', '\r', '\n']) || cell.starts_with('"') => self.quoted(cell),
            Style::Bare => self.text.extend_from_slice(cell.as_bytes()),
            Style::Quoted => self.quoted(cell),
            Style::QuotedWithTail => {
                self.quoted(&cell[..tail]);
                self.text.extend_from_slice(&cell.as_bytes()[tail..]);
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push(b'"');
        self.text.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        self.text.push(b'"');
    }

    fn end_line(&mut self) {
        self.lines += 1;
        let crlf = match self.line_end {
            LineEnd::Lf => false,
            LineEnd::CrLf => true,
            LineEnd::Both => self.lines % 3 == 1,
        };
        self.text.extend_from_slice(if crlf { b"\r\n" } else { b"\n" });
    }
}

#[cfg(test)]
#[path = "table_gen_tests.rs"]
mod tests;
