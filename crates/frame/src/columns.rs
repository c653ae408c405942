//! Choosing and changing columns: by type, by name, all at once.

use arrow::datatypes::{DataType, Field};
use chunkwise_plan::{Expr, Scalar, close_names, col, parse_data_type};

use crate::dataframe::{DataFrame, known};
use crate::error::{Error, Result};

impl DataFrame {
    /// The columns of these types. A type is named as in pandas or here (`int64`, `string`, `float`, …), or stands for several:
    /// `number`, `integer`, `floating`, `datetime`, `object`.
    ///
    /// # Errors
    /// [`Error::Plan`] for a type that does not exist.
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
        let include: Vec<Kind> = include.into_iter().map(Kind::parse).collect::<Result<_>>()?;
        let exclude: Vec<Kind> = exclude.into_iter().map(Kind::parse).collect::<Result<_>>()?;
        let is_wanted = |field: &&std::sync::Arc<Field>| {
            let is_of = |kinds: &[Kind]| kinds.iter().any(|kind| kind.has(field.data_type()));
            (include.is_empty() || is_of(&include)) && !is_of(&exclude)
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
    /// [`Error::Plan`] when a column is of a type that cannot hold the value; [`fillna_columns`](Self::fillna_columns) fills
    /// some of them.
    pub fn fillna(&self, value: impl Into<Scalar>) -> Result<Self> {
        let value = value.into();
        self.map_columns(|_, column| Ok(column.fillna(value.clone())))
    }

    /// A value for each of some columns, in place of its nulls.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column, or one of a type that cannot hold its value.
    pub fn fillna_columns<S: AsRef<str>, V: Into<Scalar>>(
        &self,
        values: impl IntoIterator<Item = (S, V)>,
    ) -> Result<Self> {
        self.change(values, |column, value| column.fillna(value.into()))
    }

    /// Columns as other types. A value that does not fit is an error when the result is computed.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column, or a type that the column's cannot be made into.
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

/// A type, or several under one name.
enum Kind {
    Number,
    Integer,
    Float,
    Moment,
    One(DataType),
}

impl Kind {
    fn parse(name: &str) -> Result<Self> {
        Ok(match name.trim().to_lowercase().as_str() {
            "number" | "numeric" => Self::Number,
            "integer" => Self::Integer,
            "floating" => Self::Float,
            "datetime" | "datetime64" => Self::Moment,
            "category" | "datetimetz" => {
                return Err(Error::BadArgument(format!(
                    "select_dtypes: no column can be of the type {name}"
                )));
            }
            _ => Self::One(parse_data_type(name).map_err(|error| with_kinds(error, name))?),
        })
    }

    fn has(&self, data_type: &DataType) -> bool {
        match self {
            // As in pandas, where differences of times count as numbers.
            Self::Number => data_type.is_numeric() || matches!(data_type, DataType::Duration(_)),
            Self::Integer => data_type.is_integer(),
            Self::Float => data_type.is_floating(),
            Self::Moment => matches!(data_type, DataType::Timestamp(..) | DataType::Date32),
            Self::One(one) => one == data_type,
        }
    }
}

/// The error for a type that does not exist, with the names that only stand for several types among the close ones.
fn with_kinds(error: chunkwise_plan::PlanError, name: &str) -> Error {
    let close = close_names(name, ["number", "integer", "floating", "datetime"]);
    match close.first() {
        Some(kind) => Error::BadArgument(format!("there is no type `{name}`; did you mean `{kind}`?")),
        None => error.into(),
    }
}
