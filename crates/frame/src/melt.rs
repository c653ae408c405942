//! From wide to long: one row for each value.

use std::sync::Arc;

use chunkwise_plan::{Expr, LogicalPlan, col, lit};

use crate::dataframe::{DataFrame, known};
use crate::error::Result;

/// Which columns [`DataFrame::melt`] keeps and which it stacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Melt {
    id_vars: Vec<String>,
    value_vars: Option<Vec<String>>,
    var_name: String,
    value_name: String,
}

impl Default for Melt {
    /// Stacks all columns, as `variable` and `value`.
    fn default() -> Self {
        let (var_name, value_name) = ("variable".to_owned(), "value".to_owned());
        Self { id_vars: Vec::new(), value_vars: None, var_name, value_name }
    }
}

impl Melt {
    /// The columns that stay, repeated for each stacked one.
    #[must_use]
    pub fn id_vars<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        Self { id_vars: columns.into_iter().map(Into::into).collect(), ..self }
    }

    /// The columns to stack; all that do not stay, if not given.
    #[must_use]
    pub fn value_vars<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        Self { value_vars: Some(columns.into_iter().map(Into::into).collect()), ..self }
    }

    /// What the column with the names of the stacked ones is called.
    #[must_use]
    pub fn var_name(self, name: impl Into<String>) -> Self {
        Self { var_name: name.into(), ..self }
    }

    /// What the column with their values is called.
    #[must_use]
    pub fn value_name(self, name: impl Into<String>) -> Self {
        Self { value_name: name.into(), ..self }
    }
}

impl DataFrame {
    /// Stacks columns: a row for each value, with the name of its column beside it. First come the values of the first stacked
    /// column in table order, then those of the next, as in pandas. Streams; the input is read once for each stacked column.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column, or for stacked columns of types that do not go together.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::Melt;
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let long = trips.melt(Melt::default().id_vars(["VendorID"]).value_vars(["fare_amount", "tip_amount"]))?;
    /// assert_eq!(long.columns()?, ["VendorID", "variable", "value"]);
    /// assert_eq!(long.len()?, 2 * trips.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn melt(&self, how: Melt) -> Result<Self> {
        let schema = self.schema()?;
        for name in how.id_vars.iter().chain(how.value_vars.iter().flatten()) {
            known(&schema, name)?;
        }
        let Melt { id_vars, value_vars, var_name, value_name } = how;
        let stacked = match value_vars {
            Some(columns) => columns,
            None => self.columns()?.into_iter().filter(|name| !id_vars.contains(name)).collect(),
        };
        if stacked.is_empty() {
            let kept = id_vars.iter().map(|name| (col(&**name), name.clone()));
            let none = [(lit(None::<&str>), var_name), (lit(None::<&str>), value_name)];
            return Ok(self.project(kept.chain(none).collect())?.head(0));
        }
        let one = |name: &String| {
            let mut exprs: Vec<(Expr, String)> =
                id_vars.iter().map(|name| (col(&**name), name.clone())).collect();
            exprs.push((lit(name.as_str()), var_name.clone()));
            exprs.push((col(&**name), value_name.clone()));
            Ok(Arc::clone(self.project(exprs)?.plan()))
        };
        self.with_plan(LogicalPlan::Concat { inputs: stacked.iter().map(one).collect::<Result<_>>()? })
    }
}
