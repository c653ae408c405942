//! Random pipelines over `mixed.csv` of the differential suite: expressions of every kind, and steps that use them.

use arrow::datatypes::DataType;
use chunkwise::{
    AggExpr, AggFunc, Expr, JoinHow, Scalar, SortKey, col, count_all, greatest, least, lit, when,
};
use rand::Rng as _;
use rand_pcg::Pcg64;

/// The types of expressions that are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Float,
    Bool,
    Text,
    Time,
}

pub(crate) const KINDS: [Kind; 5] = [Kind::Int, Kind::Float, Kind::Bool, Kind::Text, Kind::Time];

/// The columns at some point of a pipeline.
pub(crate) type Columns = Vec<(String, Kind)>;

#[derive(Debug)]
pub(crate) enum Step {
    WithColumn(String, Expr),
    Filter(Expr),
    Select(Vec<Expr>),
    Rename(String, String),
    Sort(Vec<SortKey>),
    Head(usize),
    Tail(usize),
    /// The first row of each value.
    Distinct(String),
    /// Keys, aggregates, whether sorted, whether without null keys.
    Group(Vec<String>, Vec<AggExpr>, bool, bool),
    /// With a table of texts and their names: by this column, with that name for what it adds.
    Join(JoinHow, String, String),
    /// With its own first rows.
    Concat(usize),
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

/// Makes expressions and pipelines.
pub(crate) struct Maker(Pcg64);

impl Maker {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Pcg64::new(u128::from(seed), 54))
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() % bound as u64) as usize
    }

    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
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

    /// Some steps that look at one row at a time.
    pub(crate) fn pipeline(&mut self) -> Vec<Step> {
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

    /// Some steps of every kind. No expression in them fails but for the sum of a sum of a sum.
    pub(crate) fn pipeline_of_all(&mut self) -> Vec<Step> {
        let mut columns = start();
        columns.retain(|(name, _)| name != "i");
        (0..2 + self.below(5))
            .map(|at| {
                if self.below(2) == 0 {
                    self.step(&mut columns, at)
                } else {
                    self.wide_step(&mut columns, at)
                }
            })
            .collect()
    }

    /// A step that looks at several rows.
    fn wide_step(&mut self, columns: &mut Columns, at: usize) -> Step {
        let (name, kind) = self.one_of(columns);
        match self.below(8) {
            0 => {
                let second = self.one_of(columns).0;
                Step::Sort(vec![self.sort_key(&name), self.sort_key(&second)])
            }
            1 => Step::Head(self.one_of(&[0, 1, 7, 50, 1_000])),
            2 => Step::Tail(self.one_of(&[1, 7, 50, 1_000])),
            3 => Step::Distinct(name),
            4 => self.group(columns, at),
            5 => self.join(columns, at),
            6 => Step::Concat(self.one_of(&[0, 3, 40])),
            _ => {
                let value = col(&name);
                let expr = match self.below(4) {
                    0 if kind == Kind::Int => value.cumsum(),
                    1 if kind != Kind::Text && kind != Kind::Bool => value.cummax(),
                    2 => value.ffill(),
                    _ => value.shift(self.one_of(&[-2, 1, 3])),
                };
                columns.push((format!("run {at}"), kind));
                Step::WithColumn(format!("run {at}"), expr)
            }
        }
    }

    fn sort_key(&mut self, name: &str) -> SortKey {
        SortKey { expr: col(name), descending: self.below(2) == 0, nulls_first: self.below(2) == 0 }
    }

    /// Groups by one or two columns, and three aggregates.
    fn group(&mut self, columns: &mut Columns, at: usize) -> Step {
        let mut keys: Columns = vec![self.one_of(columns), self.one_of(columns)];
        keys.dedup();
        let mut aggs = vec![count_all().alias(format!("rows {at}"))];
        let mut left = keys.clone();
        left.push((format!("rows {at}"), Kind::Int));
        for place in 0..3 {
            let (name, kind) = self.one_of(columns);
            let (func, kind) = match self.below(6) {
                0 => (AggFunc::Count, Kind::Int),
                1 => (AggFunc::NUnique, Kind::Int),
                2 => (AggFunc::Max, kind),
                3 => (AggFunc::First, kind),
                4 if kind == Kind::Float => (AggFunc::Mean, kind),
                _ if kind == Kind::Int => (AggFunc::Sum, kind),
                _ => (AggFunc::Last, kind),
            };
            let result = format!("agg {at} {place}");
            aggs.push(AggExpr::new(func, name).alias(&result));
            left.push((result, kind));
        }
        *columns = left;
        let keys = keys.into_iter().map(|(name, _)| name).collect();
        Step::Group(keys, aggs, self.below(2) == 0, self.below(2) == 0)
    }

    /// By a text, if there is one.
    fn join(&mut self, columns: &mut Columns, at: usize) -> Step {
        let texts: Columns = columns.iter().filter(|(_, kind)| *kind == Kind::Text).cloned().collect();
        if texts.is_empty() {
            return Step::Head(30);
        }
        use JoinHow::{Anti, Inner, Left, Outer, Right, Semi};
        let how = self.one_of(&[Inner, Left, Right, Outer, Semi, Anti]);
        let name = format!("joined {at}");
        if !matches!(how, Semi | Anti) {
            columns.push((name.clone(), Kind::Text));
        }
        Step::Join(how, self.one_of(&texts).0, name)
    }
}
