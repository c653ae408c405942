//! Pivot tables: groups down, the values of a column across.

use chunkwise_plan::{AggExpr, AggFunc, Expr, Scalar, col, count_all, lit, sum, when};

use crate::balanced::balanced;
use crate::dataframe::{DataFrame, known};
use crate::error::{Error, Result};
use crate::value_text::value_text;

/// What a [`DataFrame::pivot_table`] is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct PivotTable {
    index: Vec<String>,
    columns: String,
    values: Vec<String>,
    aggfunc: AggFunc,
    fill_value: Option<Scalar>,
    column_values: Option<Vec<Scalar>>,
}

impl PivotTable {
    /// A table with a row for each group of `index` and a column for each value of `columns`; in it the mean of `values`.
    #[must_use]
    pub fn new<I: Into<String>, V: Into<String>>(
        index: impl IntoIterator<Item = I>,
        columns: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self {
            index: index.into_iter().map(Into::into).collect(),
            columns: columns.into(),
            values: values.into_iter().map(Into::into).collect(),
            aggfunc: AggFunc::Mean,
            fill_value: None,
            column_values: None,
        }
    }

    /// What is computed of the values, in place of the mean.
    #[must_use]
    pub fn aggfunc(self, aggfunc: AggFunc) -> Self {
        Self { aggfunc, ..self }
    }

    /// What stands where there is nothing, in place of null.
    #[must_use]
    pub fn fill_value(self, value: impl Into<Scalar>) -> Self {
        Self { fill_value: Some(value.into()), ..self }
    }

    /// The values that become columns, in their order: then nothing has to be computed to know the columns.
    #[must_use]
    pub fn column_values<V: Into<Scalar>>(self, values: impl IntoIterator<Item = V>) -> Self {
        Self { column_values: Some(values.into_iter().map(Into::into).collect()), ..self }
    }

    /// The name of a cell's column: that of its value; of several `values` with the name of its own before it.
    fn name(&self, column: &str, value: &Scalar) -> String {
        match self.values.len() {
            1 => value_text(value),
            _ => format!("{column}_{}", value_text(value)),
        }
    }

    /// Whether the aggregate of values that are all null is null, so that pandas leaves out what it is all that there is of.
    fn is_null_of_nothing(&self) -> bool {
        use AggFunc::{All, Any, Count, CountAll, NUnique, Sum};
        !matches!(self.aggfunc, Count | CountAll | Sum | NUnique | Any | All)
    }
}

impl DataFrame {
    /// Groups by `index` and aggregates the `values`, apart for each value of `columns`: pandas' `pivot_table`. The rows come sorted
    /// by `index`, which are the first columns; the columns for values come sorted, too. Of several `values`, columns are
    /// called `value_column`. Rows with a null key are left out.
    ///
    /// Which columns come out depends on the data: the different values of `columns` are computed when this is called, unless
    /// [`column_values`](PivotTable::column_values) tells them.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column or a type that the aggregate does not take; [`Error::BadArgument`] for more than
    /// 10 000 columns; what computing may fail with.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::PivotTable;
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let fares = trips.pivot_table(PivotTable::new(["payment_type"], "VendorID", ["fare_amount"]))?;
    /// assert_eq!(fares.columns()?, ["payment_type", "1", "2"]);
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "it is made for the call")]
    pub fn pivot_table(&self, pivot: PivotTable) -> Result<Self> {
        let schema = self.schema()?;
        for name in pivot.index.iter().chain([&pivot.columns]).chain(&pivot.values) {
            known(&schema, name)?;
        }
        if pivot.index.is_empty() || pivot.values.is_empty() {
            return Err(Error::BadArgument(
                "pivot_table needs a column of index and one of values".to_owned(),
            ));
        }
        let values = match &pivot.column_values {
            Some(values) => values.clone(),
            None => self.pivoted_values(&pivot)?,
        };
        let across = col(&*pivot.columns);
        let mut aggs = Vec::new();
        for name in &pivot.values {
            for value in &values {
                let there = across.clone().eq(value.clone());
                let cell = when(there.clone()).then(col(&**name)).otherwise(Scalar::Null);
                let rows = when(there).then(1).otherwise(0);
                aggs.push(AggExpr::new(pivot.aggfunc, cell).alias(format!("{name} {}", aggs.len())));
                aggs.push(sum(rows).alias(format!("rows {}", aggs.len())));
            }
        }
        let keys = pivot.index.iter().map(|name| col(&**name).alias(format!("key {name}")));
        let groups = self.filter(across.is_not_null())?.groupby(keys)?.agg(aggs.iter().cloned())?;
        let mut exprs: Vec<(Expr, String)> =
            pivot.index.iter().map(|name| (col(format!("key {name}")), name.clone())).collect();
        let mut present: Vec<Expr> = Vec::new();
        for (at, pair) in aggs.chunks(2).enumerate() {
            let [cell, rows] = pair else { continue };
            let value = when(col(&*rows.name).gt(0)).then(col(&*cell.name)).otherwise(Scalar::Null);
            present.push(value.clone().is_not_null());
            let filled = match &pivot.fill_value {
                Some(fill) => value.fillna(fill.clone()),
                None => value,
            };
            let (name, of) = (&pivot.values[at / values.len()], &values[at % values.len()]);
            exprs.push((filled, pivot.name(name, of)));
        }
        let present = balanced(present, Expr::or).unwrap_or_else(|| lit(true));
        groups.filter(present)?.project(exprs)
    }

    /// The values of a pivot table's `columns` that become columns, ascending.
    fn pivoted_values(&self, pivot: &PivotTable) -> Result<Vec<Scalar>> {
        let mut there = pivot.index.iter().map(|name| col(&**name).is_not_null()).fold(lit(true), Expr::and);
        if pivot.is_null_of_nothing() {
            let any = pivot.values.iter().map(|name| col(&**name).is_not_null()).reduce(Expr::or);
            there = any.into_iter().fold(there, Expr::and);
        }
        let columns = [pivot.columns.clone()];
        Ok(self.filter(there)?.sorted_values(&columns)?.into_iter().flatten().collect())
    }

    /// How often each value of `index` comes with each value of `columns`: pandas' `crosstab`. Sorted by both; null is left out.
    ///
    /// Which columns come out depends on the data: the different values of `columns` are computed when this is called.
    ///
    /// # Errors
    /// As [`pivot_table`](Self::pivot_table).
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// println!("{}", trips.crosstab("payment_type", "VendorID")?.compute()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn crosstab(&self, index: &str, columns: &str) -> Result<Self> {
        let rows = self.select([col(index).alias("index"), col(columns).alias("columns")])?;
        let values = rows.dropna(crate::DropNa::any())?.sorted_values(&["columns".to_owned()])?.remove(0);
        let cells = values.iter().enumerate().map(|(at, value)| {
            let there = when(col("columns").eq(value.clone())).then(1).otherwise(0);
            sum(there).alias(format!("cell {at}"))
        });
        let counted = rows.dropna(crate::DropNa::any())?.groupby(["index"])?;
        let groups = counted.agg(cells.chain([count_all().alias("rows")]))?;
        let mut exprs = vec![(col("index"), index.to_owned())];
        for (at, value) in values.iter().enumerate() {
            exprs.push((col(format!("cell {at}")), value_text(value)));
        }
        groups.project(exprs)
    }
}
