//! Random pipelines of operators that look at one row at a time give the same rows, or the same error, whole and in chunks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod support;

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, TimeUnit};
use chunkwise::{DataFrame, Expr, Result, Scalar, Session, col, greatest, least, lit, when};
use rand::Rng as _;
use rand_pcg::Pcg64;
use support::{fixture, rows};

const PIPELINES: u64 = 300;
const WHOLE: usize = 1 << 20;
const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// The types of expressions that are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Float,
    Bool,
    Text,
    Time,
}

const KINDS: [Kind; 5] = [Kind::Int, Kind::Float, Kind::Bool, Kind::Text, Kind::Time];

/// The columns at some point of a pipeline.
type Columns = Vec<(String, Kind)>;

#[derive(Debug)]
enum Step {
    WithColumn(String, Expr),
    Filter(Expr),
    Select(Vec<Expr>),
    Rename(String, String),
}

/// The columns of `mixed.csv` that are used. `i` has the ends of the range of integers, so sums of it fail in some rows.
fn start() -> Columns {
    let columns = [
        ("id", Kind::Int),
        ("small", Kind::Int),
        ("i", Kind::Int),
        ("x", Kind::Float),
        ("y", Kind::Float),
        ("flag", Kind::Bool),
        ("key", Kind::Text),
        ("text", Kind::Text),
        ("when", Kind::Time),
    ];
    columns.map(|(name, kind)| (name.to_owned(), kind)).to_vec()
}

fn table(threads: usize, chunk: usize) -> DataFrame {
    let session = Session::builder().threads(threads).chunk_size(chunk).build();
    open(&session)
}

fn open(session: &Arc<Session>) -> DataFrame {
    session.read_csv(fixture("pandas/inputs/mixed.csv")).dtype("when", TIMESTAMP).open().unwrap()
}

/// Makes expressions and pipelines.
struct Maker(Pcg64);

impl Maker {
    fn new(seed: u64) -> Self {
        Self(Pcg64::new(u128::from(seed), 54))
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() % bound as u64) as usize
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// An expression of a kind over these columns, of so many levels at most.
    fn expr(&mut self, kind: Kind, columns: &Columns, depth: usize) -> Expr {
        if depth == 0 || self.below(5) == 0 {
            return self.leaf(kind, columns);
        }
        let depth = depth - 1;
        if self.below(6) == 0 {
            let condition = self.expr(Kind::Bool, columns, depth);
            let (a, b) = (self.expr(kind, columns, depth), self.expr(kind, columns, depth));
            return match self.below(7) {
                0 => when(condition).then(a).otherwise(b),
                1 => when(condition).then(a).end(),
                2 => a.where_(condition, b),
                3 => a.mask(condition, b),
                4 => greatest([a, b]),
                5 => least([a, b]),
                _ => a.fillna(b),
            };
        }
        match kind {
            Kind::Int => self.int(columns, depth),
            Kind::Float => self.float(columns, depth),
            Kind::Bool => self.truth(columns, depth),
            Kind::Text => self.text(columns, depth),
            Kind::Time => {
                self.expr(Kind::Time, columns, depth)
                    + lit(Scalar::Duration(self.below(9) as i64 * 1_000_001))
            }
        }
    }

    /// A column of the kind, or else a constant.
    fn leaf(&mut self, kind: Kind, columns: &Columns) -> Expr {
        let fitting: Vec<&String> =
            columns.iter().filter(|(_, found)| *found == kind).map(|(name, _)| name).collect();
        if !fitting.is_empty() && self.below(4) > 0 {
            return col(self.one_of(&fitting));
        }
        match kind {
            Kind::Int => lit(self.one_of(&[0_i64, 1, -1, 2, -3, 7, 100])),
            Kind::Float => lit(self.one_of(&[0.0, -0.0, 0.5, -2.5, 1e300, f64::INFINITY, f64::NAN])),
            Kind::Bool => lit(self.one_of(&[true, false])),
            Kind::Text => lit(self.one_of(&["", "a", "é", "🦀", "b\n"])),
            Kind::Time => lit(Scalar::Timestamp(self.one_of(&[0, -1, 1_451_606_399_500_000]))),
        }
    }

    fn int(&mut self, columns: &Columns, depth: usize) -> Expr {
        let a = self.expr(Kind::Int, columns, depth);
        match self.below(9) {
            0 => a + self.expr(Kind::Int, columns, depth),
            1 => a - self.expr(Kind::Int, columns, depth),
            2 => a * self.one_of(&[-1_i64, 2, 3]),
            3 => a.floor_div(self.one_of(&[-7_i64, 2, 10])),
            4 => a % self.one_of(&[-7_i64, 2, 10]),
            5 => self.expr(Kind::Text, columns, depth).str().len(),
            6 => self.expr(Kind::Bool, columns, depth).cast(DataType::Int64),
            7 => self.expr(Kind::Time, columns, depth).dt().year(),
            _ => self.expr(Kind::Time, columns, depth).dt().dayofweek(),
        }
    }

    fn float(&mut self, columns: &Columns, depth: usize) -> Expr {
        let a = self.expr(Kind::Float, columns, depth);
        match self.below(10) {
            8 => a.clip(-2.5, self.expr(Kind::Float, columns, depth)),
            9 => a.pow(self.one_of(&[2.0, 0.5, -1.0])),
            0 => a + self.expr(Kind::Float, columns, depth),
            1 => a - self.expr(Kind::Int, columns, depth),
            2 => a * self.expr(Kind::Float, columns, depth),
            3 => a / self.expr(Kind::Float, columns, depth),
            4 => self.expr(Kind::Int, columns, depth) / self.expr(Kind::Int, columns, depth),
            5 => a.abs().sqrt(),
            6 => a.round(1),
            _ => a % self.expr(Kind::Float, columns, depth),
        }
    }

    fn truth(&mut self, columns: &Columns, depth: usize) -> Expr {
        let kind = self.one_of(&KINDS);
        let (a, b) = (self.expr(kind, columns, depth), self.expr(kind, columns, depth));
        match self.below(10) {
            9 => self.expr(Kind::Bool, columns, depth).xor(self.expr(Kind::Bool, columns, depth)),
            0 => a.eq(b),
            1 => a.lt(b),
            2 => a.ge(b),
            3 => a.is_null(),
            4 => a.is_not_null(),
            5 => self.expr(Kind::Bool, columns, depth).and(self.expr(Kind::Bool, columns, depth)),
            6 => self.expr(Kind::Bool, columns, depth).or(self.expr(Kind::Bool, columns, depth)),
            7 => !self.expr(Kind::Bool, columns, depth),
            _ => self.expr(Kind::Int, columns, depth).is_in([1, 2, -3]),
        }
    }

    fn text(&mut self, columns: &Columns, depth: usize) -> Expr {
        let a = self.expr(Kind::Text, columns, depth);
        match self.below(6) {
            0 => a + self.expr(Kind::Text, columns, depth),
            1 => a.str().upper(),
            2 => a.str().slice(1, Some(3)),
            3 => a.str().replace("a", "é"),
            4 => self.expr(Kind::Int, columns, depth).cast(DataType::Utf8),
            _ => a.str().strip(),
        }
    }

    /// Some steps, and the columns that they leave.
    fn pipeline(&mut self) -> Vec<Step> {
        let mut columns = start();
        (0..=self.below(5)).map(|at| self.step(&mut columns, at)).collect()
    }

    fn step(&mut self, columns: &mut Columns, at: usize) -> Step {
        match self.below(6) {
            0 | 1 => Step::Filter(self.expr(Kind::Bool, columns, 3)),
            2 => self.select(columns, at),
            3 => {
                let at_column = self.below(columns.len());
                let (old, new) = (columns[at_column].0.clone(), format!("renamed {at}"));
                columns[at_column].0.clone_from(&new);
                Step::Rename(old, new)
            }
            _ => {
                let kind = self.one_of(&KINDS);
                let expr = self.expr(kind, columns, 4);
                let name = if self.below(3) == 0 { self.one_of(columns).0 } else { format!("added {at}") };
                match columns.iter_mut().find(|(known, _)| *known == name) {
                    Some(column) => column.1 = kind,
                    None => columns.push((name.clone(), kind)),
                }
                Step::WithColumn(name, expr)
            }
        }
    }

    /// Some of the columns, in another order, and an expression.
    fn select(&mut self, columns: &mut Columns, at: usize) -> Step {
        let mut kept: Columns = columns.iter().filter(|_| self.below(3) > 0).cloned().collect();
        kept.reverse();
        let kind = self.one_of(&KINDS);
        let name = format!("selected {at}");
        let mut exprs: Vec<Expr> = kept.iter().map(|(name, _)| col(name)).collect();
        exprs.push(self.expr(kind, columns, 3).alias(&name));
        kept.push((name, kind));
        *columns = kept;
        Step::Select(exprs)
    }
}

fn apply(frame: &DataFrame, steps: &[Step]) -> Result<DataFrame> {
    steps.iter().try_fold(frame.clone(), |frame, step| match step {
        Step::WithColumn(name, expr) => frame.with_column(name, expr.clone()),
        Step::Filter(predicate) => frame.filter(predicate.clone()),
        Step::Select(exprs) => frame.select(exprs.clone()),
        Step::Rename(old, new) => frame.rename([(old, new)]),
    })
}

/// The rows as one batch, or the message of the error.
fn outcome(frame: &DataFrame, steps: &[Step]) -> Result<RecordBatch, String> {
    let table = apply(frame, steps).unwrap_or_else(|error| panic!("{error}: {steps:#?}")).compute();
    table.map(|table| rows(&table)).map_err(|error| error.to_string())
}

#[test]
fn whole_and_chunked() {
    let whole = table(1, WHOLE);
    // Fewer bytes than a record, some records, many.
    let cut: Vec<DataFrame> = [(2, 29), (4, 150), (3, 1_000), (1, 333), (2, 5_000)]
        .map(|(threads, chunk)| table(threads, chunk))
        .into();
    let (mut failed, mut empty) = (0, 0);
    for seed in 0..PIPELINES {
        let mut maker = Maker::new(seed);
        let steps = maker.pipeline();
        let expected = outcome(&whole, &steps);
        failed += u64::from(expected.is_err());
        empty += u64::from(expected.as_ref().is_ok_and(|batch| batch.num_rows() == 0));
        for frame in [maker.one_of(&cut), maker.one_of(&cut)] {
            let found = outcome(&frame, &steps);
            let session = frame.session();
            let (threads, chunk) = (session.threads(), session.chunk_size());
            assert_eq!(found, expected, "seed {seed}, {threads} threads, chunks of {chunk}: {steps:#?}");
        }
    }
    // The pipelines are such that the comparison says something.
    assert!((1..PIPELINES / 4).contains(&failed), "{failed} pipelines fail");
    assert!(empty < PIPELINES / 3, "{empty} pipelines have no rows");
}
