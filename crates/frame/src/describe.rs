//! `describe`: the usual statistics of each column, one below the other.

use arrow::datatypes::{DataType, Field};
use chunkwise_plan::{
    AggExpr, AggFunc, DURATION, Expr, LogicalPlan, Scalar, col, count, first, lit, max, mean, min, nunique,
    quantile, std,
};

use crate::dataframe::DataFrame;
use crate::dtype_filter::DtypeFilter;
use crate::error::{Error, Result};

/// What [`DataFrame::describe_with`] shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Describe {
    percentiles: Vec<f64>,
    include: Include,
    exclude: Vec<String>,
    approximate: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Include {
    /// Numbers and times; all columns, if there are none.
    Default,
    All,
    Types(Vec<String>),
}

impl Default for Describe {
    /// As pandas: numbers and times, or else everything; the quartiles.
    fn default() -> Self {
        Self {
            percentiles: vec![0.25, 0.5, 0.75],
            include: Include::Default,
            exclude: Vec::new(),
            approximate: false,
        }
    }
}

impl Describe {
    /// The percentiles to show, as parts from 0 to 1; they come out in order.
    #[must_use]
    pub fn percentiles(self, percentiles: impl IntoIterator<Item = f64>) -> Self {
        Self { percentiles: percentiles.into_iter().collect(), ..self }
    }

    /// All columns.
    #[must_use]
    pub fn include_all(self) -> Self {
        Self { include: Include::All, ..self }
    }

    /// The columns of these types, named as for [`DataFrame::select_dtypes`].
    #[must_use]
    pub fn include<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { include: Include::Types(types.into_iter().map(Into::into).collect()), ..self }
    }

    /// Not the columns of these types.
    #[must_use]
    pub fn exclude<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { exclude: types.into_iter().map(Into::into).collect(), ..self }
    }

    /// Percentiles of numbers by a sketch of bounded memory instead of exactly; their names then begin with `~`. Exact ones hold
    /// all values of the described columns.
    #[must_use]
    pub fn approximate(self, approximate: bool) -> Self {
        Self { approximate, ..self }
    }

    fn wants(&self, field: &Field, is_any_counted: bool) -> Result<bool> {
        let data_type = field.data_type();
        let included = match &self.include {
            Include::All => true,
            // What is excluded by name is all that is left out, as in pandas.
            Include::Default if !self.exclude.is_empty() => true,
            Include::Default => !is_any_counted || Kind::of(data_type) != Kind::Category,
            Include::Types(types) => DtypeFilter::parse_all(types)?.has(data_type),
        };
        Ok(included && !DtypeFilter::parse_all(&self.exclude)?.has(data_type))
    }
}

/// What can be said of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Duration,
    /// A date or a timestamp: no standard deviation.
    Moment,
    /// Everything else: how many different values, and the most frequent one.
    Category,
}

impl Kind {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Duration(_) => Self::Duration,
            DataType::Timestamp(..) | DataType::Date32 => Self::Moment,
            numeric if numeric.is_numeric() => Self::Number,
            _ => Self::Category,
        }
    }
}

/// A line of the description.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Line {
    Count,
    Unique,
    Top,
    Freq,
    Mean,
    Std,
    Min,
    Percentile(f64),
    Max,
}

/// A described column: its place among the columns of the table, which names its statistics on the way.
struct Described {
    name: String,
    kind: Kind,
    at: usize,
}

impl Described {
    fn has(&self, line: Line) -> bool {
        match line {
            Line::Count => true,
            Line::Unique | Line::Top | Line::Freq => self.kind == Kind::Category,
            Line::Std => matches!(self.kind, Kind::Number | Kind::Duration),
            _ => self.kind != Kind::Category,
        }
    }

    /// The name of a statistic between the steps of the plan.
    fn stat(&self, line: Line) -> String {
        format!("{line:?} {}", self.at)
    }

    /// How the statistic is computed; the most frequent value is not an aggregate.
    fn aggregate(&self, line: Line, approximate: bool) -> Option<AggExpr> {
        let column = || col(&*self.name);
        let agg = match line {
            Line::Count => count(column()),
            Line::Unique => nunique(column()),
            Line::Mean => mean(column()),
            // Durations have no deviation of their own; their microseconds have.
            Line::Std if self.kind == Kind::Duration => std(column().cast(DataType::Int64)),
            Line::Std => std(column()),
            Line::Min => min(column()),
            Line::Max => max(column()),
            Line::Percentile(q) if approximate && self.kind == Kind::Number => {
                AggExpr::new(AggFunc::ApproxQuantile { q }, column())
            }
            Line::Percentile(q) => quantile(column(), q),
            Line::Top | Line::Freq => return None,
        };
        self.has(line).then(|| agg.alias(self.stat(line)))
    }

    /// The cell of a line: floats for a column of numbers, texts for all others, since they are of different types.
    fn cell(&self, line: Line) -> Expr {
        let to = if self.kind == Kind::Number { DataType::Float64 } else { DataType::Utf8 };
        let value = match (self.has(line), self.kind, line) {
            (false, ..) => lit(Scalar::Null),
            (true, Kind::Duration, Line::Std) => {
                col(self.stat(line)).floor().cast(DataType::Int64).cast(DURATION)
            }
            (true, ..) => col(self.stat(line)),
        };
        value.cast(to)
    }
}

impl DataFrame {
    /// Count, mean, standard deviation, minimum, quartiles and maximum of each column of numbers or times; of a table without
    /// such columns count, number of different values, most frequent value and how often it comes. One row for each statistic,
    /// named in the column `statistic`; the lines and their order are those of pandas.
    ///
    /// The statistics of numbers are floats; those of other columns are texts, since a count stands above a time.
    ///
    /// # Errors
    /// [`Error::BadArgument`] for a table without columns.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?.select(["fare_amount", "tip_amount"])?;
    /// let described = trips.describe()?;
    /// assert_eq!(described.columns()?, ["statistic", "fare_amount", "tip_amount"]);
    /// assert_eq!(described.len()?, 8);
    /// # Ok(())
    /// # }
    /// ```
    pub fn describe(&self) -> Result<Self> {
        self.describe_with(&Describe::default())
    }

    /// As [`describe`](Self::describe), with other columns or percentiles.
    ///
    /// # Errors
    /// [`Error::BadArgument`] when no column is left, or for a percentile that is not between 0 and 1 or comes twice; [`Error::Plan`]
    /// for a type that does not exist.
    pub fn describe_with(&self, how: &Describe) -> Result<Self> {
        let columns = self.described(how)?;
        let lines = lines(&columns, &how.percentiles)?;
        let aggregates = columns
            .iter()
            .flat_map(|column| lines.iter().filter_map(|line| column.aggregate(*line, how.approximate)));
        let mut parts = vec![self.agg(aggregates)?];
        for column in columns.iter().filter(|column| column.kind == Kind::Category) {
            // pandas takes the first of equally frequent values, so it is that of the value counts.
            let top = self.value_counts([col(&*column.name).alias("value")])?.head(1);
            let [value, freq] = [Line::Top, Line::Freq].map(|line| column.stat(line));
            parts.push(top.rename([("value", value), ("count", freq)])?);
        }
        let row = match parts.as_slice() {
            [only] => only.clone(),
            // Tables of one row, or of none, with different columns: together one row.
            several => {
                let stacked = Self::concat(several)?;
                let names = stacked.columns()?;
                stacked.agg(names.iter().map(|name| first(&**name).alias(name)))?
            }
        };
        let rows = lines.iter().map(|line| {
            let cells = columns.iter().map(|column| column.cell(*line));
            [lit(label(*line, how.approximate))].into_iter().chain(cells).collect()
        });
        let names =
            ["statistic".to_owned()].into_iter().chain(columns.iter().map(|column| column.name.clone()));
        row.with_plan(LogicalPlan::Expand {
            input: std::sync::Arc::clone(row.plan()),
            rows: rows.collect(),
            names: names.collect(),
        })
    }

    fn described(&self, how: &Describe) -> Result<Vec<Described>> {
        let schema = self.schema()?;
        let is_counted = |field: &std::sync::Arc<Field>| Kind::of(field.data_type()) != Kind::Category;
        let is_any_counted = schema.fields().iter().any(is_counted);
        let mut columns = Vec::new();
        for (at, field) in schema.fields().iter().enumerate() {
            if how.wants(field, is_any_counted)? {
                columns.push(Described { name: field.name().clone(), kind: Kind::of(field.data_type()), at });
            }
        }
        if columns.is_empty() {
            return Err(Error::BadArgument("describe: there is no column of the wanted types".to_owned()));
        }
        Ok(columns)
    }
}

/// The lines in pandas' order: those of the columns with the fewest lines first.
fn lines(columns: &[Described], percentiles: &[f64]) -> Result<Vec<Line>> {
    let mut percentiles = percentiles.to_vec();
    if let Some(wrong) = percentiles.iter().find(|part| !(0.0..=1.0).contains(*part)) {
        return Err(Error::BadArgument(format!(
            "describe: a percentile is between 0 and 1, and not {wrong}"
        )));
    }
    percentiles.sort_unstable_by(f64::total_cmp);
    if let Some([twice, _]) = percentiles.array_windows().find(|[a, b]| a == b) {
        return Err(Error::BadArgument(format!("describe: the percentile {twice} is there twice")));
    }
    let has_moments = columns.iter().any(|column| column.kind == Kind::Moment);
    let mut lines = vec![Line::Count, Line::Unique, Line::Top, Line::Freq, Line::Mean];
    // A column of times has no deviation, so its shorter list has it at the end.
    lines.extend((!has_moments).then_some(Line::Std));
    lines.push(Line::Min);
    lines.extend(percentiles.into_iter().map(Line::Percentile));
    lines.push(Line::Max);
    lines.extend(has_moments.then_some(Line::Std));
    lines.retain(|line| columns.iter().any(|column| column.has(*line)));
    Ok(lines)
}

fn label(line: Line, approximate: bool) -> String {
    match line {
        Line::Count => "count".to_owned(),
        Line::Unique => "unique".to_owned(),
        Line::Top => "top".to_owned(),
        Line::Freq => "freq".to_owned(),
        Line::Mean => "mean".to_owned(),
        Line::Std => "std".to_owned(),
        Line::Min => "min".to_owned(),
        Line::Max => "max".to_owned(),
        // Without the last digits, which come from writing a decimal as a binary float.
        Line::Percentile(part) => {
            let percent = (part * 1e10).round() / 1e8;
            format!("{}{percent}%", if approximate { "~" } else { "" })
        }
    }
}
