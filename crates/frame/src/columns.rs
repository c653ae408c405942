//! Choosing and changing columns: by type, by name, all at once.

use arrow::datatypes::{DataType, Field};
use chunkwise_plan::{Expr, Scalar, col};

use crate::dataframe::{DataFrame, known};
use crate::dtype_filter::DtypeFilter;
use crate::error::Result;

impl DataFrame {
    /// The columns of these types. A type is named as in pandas or here (`int64`, `string`, `float`, …), or stands for several:
    /// `number`, `integer`, `floating`, `datetime`, `object`.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type that does not exist.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let numbers = trips.select_dtypes(["number"], [])?;
    /// assert!(numbers.columns()?.contains(&"fare_amount".to_owned()));
    /// assert_eq!(trips.select_dtypes([], ["number"])?.columns()?.len() + numbers.columns()?.len(), trips.columns()?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn select_dtypes<'a>(
        &self,
        include: impl IntoIterator<Item = &'a str>,
        exclude: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self> {
        let (include, exclude) = (DtypeFilter::parse_all(include)?, DtypeFilter::parse_all(exclude)?);
        let is_wanted = |field: &&std::sync::Arc<Field>| {
            (include.is_empty() || include.has(field.data_type())) && !exclude.has(field.data_type())
        };
        let schema = self.schema()?;
        self.select(schema.fields().iter().filter(is_wanted).map(|field| field.name().as_str()))
    }

    /// All columns with `prefix` before their names.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn add_prefix(&self, prefix: &str) -> Result<Self> {
        self.rename_all(|name| format!("{prefix}{name}"))
    }

    /// All columns with `suffix` after their names.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn add_suffix(&self, suffix: &str) -> Result<Self> {
        self.rename_all(|name| format!("{name}{suffix}"))
    }

    fn rename_all(&self, rename: impl Fn(&str) -> String) -> Result<Self> {
        let columns = self.columns()?;
        self.project(columns.into_iter().map(|name| (col(&*name), rename(&name))).collect())
    }

    /// For each value whether it is null; columns keep their names.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let nulls = trips.isna()?.sum()?; // one row: how many nulls each column has
    /// assert_eq!(nulls.columns()?, trips.columns()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn isna(&self) -> Result<Self> {
        self.map_columns(|_, column| Ok(column.is_null()))
    }

    /// For each value whether it is not null; columns keep their names.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn notna(&self) -> Result<Self> {
        self.map_columns(|_, column| Ok(column.is_not_null()))
    }

    /// `value` in place of every null of every column.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) when a column is of a type that cannot hold the value; [`fillna_columns`](Self::fillna_columns) fills
    /// some of them.
    pub fn fillna(&self, value: impl Into<Scalar>) -> Result<Self> {
        let value = value.into();
        self.map_columns(|_, column| Ok(column.fillna(value.clone())))
    }

    /// A value for each of some columns, in place of its nulls.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column, or one of a type that cannot hold its value.
    pub fn fillna_columns<S: AsRef<str>, V: Into<Scalar>>(
        &self,
        values: impl IntoIterator<Item = (S, V)>,
    ) -> Result<Self> {
        self.change(values, |column, value| column.fillna(value.into()))
    }

    /// Columns as other types. A value that does not fit is an error when the result is computed.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column, or a type that the column's cannot be made into.
    pub fn astype<S: AsRef<str>>(&self, types: impl IntoIterator<Item = (S, DataType)>) -> Result<Self> {
        self.change(types, Expr::cast)
    }

    /// Replaces some columns by what `change` makes of them and of what is given beside their names.
    fn change<S: AsRef<str>, V>(
        &self,
        changes: impl IntoIterator<Item = (S, V)>,
        change: impl Fn(Expr, V) -> Expr,
    ) -> Result<Self> {
        let schema = self.schema()?;
        let mut changed = Vec::new();
        for (name, value) in changes {
            let name = name.as_ref();
            known(&schema, name)?;
            changed.push((name.to_owned(), change(col(name), value)));
        }
        self.assign(changed)
    }

    /// Every column replaced by what `change` makes of it.
    fn map_columns(&self, change: impl Fn(&Field, Expr) -> Result<Expr>) -> Result<Self> {
        let schema = self.schema()?;
        let changed = schema.fields().iter().map(|field| {
            let expr = change(field, col(field.name()))?;
            Ok((expr, field.name().clone()))
        });
        self.project(changed.collect::<Result<_>>()?)
    }
}
