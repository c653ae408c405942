//! Columns for the values of a column: one for each, which says where it is.

use arrow::datatypes::DataType;
use chunkwise_plan::{Expr, Scalar, col};

use crate::compute::compute_all;
use crate::dataframe::{DataFrame, known};
use crate::error::{Error, Result};
use crate::value_text::value_text;

/// More different values than this in a column that becomes columns are taken for a mistake.
const MAX_COLUMNS: usize = 10_000;

/// Which columns [`DataFrame::get_dummies`] takes apart, and how the new ones are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dummies {
    columns: Option<Vec<String>>,
    prefix_sep: String,
    drop_first: bool,
    dummy_na: bool,
}

impl Default for Dummies {
    /// All columns of text; names such as `color_red`.
    fn default() -> Self {
        Self { columns: None, prefix_sep: "_".to_owned(), drop_first: false, dummy_na: false }
    }
}

impl Dummies {
    /// The columns to take apart; without, all columns of text.
    #[must_use]
    pub fn columns<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        Self { columns: Some(columns.into_iter().map(Into::into).collect()), ..self }
    }

    /// What stands between the column's name and the value in the new names.
    #[must_use]
    pub fn prefix_sep(self, text: impl Into<String>) -> Self {
        Self { prefix_sep: text.into(), ..self }
    }

    /// Leaves out the column of the first value, which the others tell.
    #[must_use]
    pub fn drop_first(self, drop_first: bool) -> Self {
        Self { drop_first, ..self }
    }

    /// Adds a column for null, with `nan` for its value's name.
    #[must_use]
    pub fn dummy_na(self, dummy_na: bool) -> Self {
        Self { dummy_na, ..self }
    }
}

impl DataFrame {
    /// Replaces columns by one column for each of their values, in the order of the values: true where the value is, false
    /// elsewhere and for null. They stand after the other columns, as in pandas.
    ///
    /// Which columns come out depends on the data: the different values are computed when this is called.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column; [`Error::BadArgument`] for one with more than 10 000 different values; what
    /// computing may fail with.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::Dummies;
    /// let trips = chunkwise::read_csv(pattern).open()?.select(["VendorID", "fare_amount"])?;
    /// let dummies = trips.get_dummies(Dummies::default().columns(["VendorID"]))?;
    /// assert_eq!(dummies.columns()?, ["fare_amount", "VendorID_1", "VendorID_2"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_dummies(&self, how: Dummies) -> Result<Self> {
        let schema = self.schema()?;
        let texts = schema.fields().iter().filter(|field| field.data_type() == &DataType::Utf8);
        let taken_apart: Vec<String> = match how.columns {
            Some(columns) => columns,
            None => texts.map(|field| field.name().clone()).collect(),
        };
        for name in &taken_apart {
            known(&schema, name)?;
        }
        let values = self.sorted_values(&taken_apart)?;
        let others = self.columns()?.into_iter().filter(|name| !taken_apart.contains(name));
        let mut exprs: Vec<(Expr, String)> = others.map(|name| (col(&*name), name)).collect();
        for (name, values) in taken_apart.iter().zip(values) {
            let named = |text: &str| format!("{name}{}{text}", how.prefix_sep);
            let mut columns = Vec::with_capacity(values.len() + 1);
            for value in values {
                let text = value_text(&value);
                columns.push((col(&**name).eq(value).fillna(false), named(&text)));
            }
            if how.dummy_na {
                columns.push((col(&**name).is_null(), named("nan")));
            }
            exprs.extend(columns.into_iter().skip(usize::from(how.drop_first)));
        }
        self.project(exprs)
    }

    /// The different values of each of `columns`, ascending, without null and NaN; computed in one pass.
    pub(crate) fn sorted_values(&self, columns: &[String]) -> Result<Vec<Vec<Scalar>>> {
        let distinct = columns.iter().map(|name| self.groupby([&**name])?.agg([]));
        let tables = compute_all(distinct.collect::<Result<Vec<Self>>>()?)?;
        let is_value = |value: &Scalar| !matches!(value, Scalar::Float64(float) if float.is_nan());
        columns
            .iter()
            .zip(tables)
            .map(|(name, table)| {
                if table.num_rows() > MAX_COLUMNS {
                    return Err(Error::BadArgument(format!(
                        "column `{name}` has {} different values, and each would become a column (at most {MAX_COLUMNS})",
                        table.num_rows()
                    )));
                }
                Ok(table.values(name)?.into_iter().filter(is_value).collect())
            })
            .collect()
    }
}
