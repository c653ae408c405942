//! The lazy table: a plan and the session that will run it. Every method returns a new table and reads nothing.

use std::error::Error as StdError;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_exec::{CsvTable, MemoryTable};
use chunkwise_plan::{
    BatchFunction, Expr, IntoColumn, LogicalPlan, PlanError, Scan, SortKey, col, optimize, output_name,
};

use crate::column::Column;
use crate::error::Result;
use crate::format::dtype_name;
use crate::group_by::GroupBy;
use crate::session::Session;

/// A lazy table, in rows and named columns, as in pandas. Cheap to clone; nothing is read until a result is asked for
/// ([`compute`](Self::compute), [`iter_chunks`](Self::iter_chunks), [`len`](Self::len), …).
///
/// Rows keep the order of the input: files in natural order, records in file order.
#[derive(Debug, Clone)]
pub struct DataFrame {
    session: Arc<Session>,
    plan: Arc<LogicalPlan>,
}

impl DataFrame {
    pub(crate) fn new(session: Arc<Session>, plan: LogicalPlan) -> Self {
        Self { session, plan: Arc::new(plan) }
    }

    /// A table of batches that are in memory already.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`](crate::Error::NoSuchValue) when a batch has another schema than `schema`.
    pub fn from_batches(schema: SchemaRef, batches: Vec<RecordBatch>) -> Result<Self> {
        if let Some(batch) = batches.iter().find(|batch| batch.schema().fields() != schema.fields()) {
            return Err(crate::Error::NoSuchValue(format!(
                "a batch has the columns {:?}, and the table {:?}",
                names(&batch.schema()),
                names(&schema)
            )));
        }
        let source = Arc::new(MemoryTable::new(schema, batches));
        let scan = LogicalPlan::Scan(Scan { source, projection: None, predicate: None, limit: None });
        Ok(Self::new(Session::default_session(), scan))
    }

    /// The session that runs this table's queries.
    #[must_use]
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    pub(crate) fn plan(&self) -> &Arc<LogicalPlan> {
        &self.plan
    }

    /// A table with this session and `plan`, checked. Functions in row order become steps of their own.
    pub(crate) fn with_plan(&self, plan: LogicalPlan) -> Result<Self> {
        let plan = plan.with_windows_lifted()?;
        plan.schema()?;
        Ok(Self::new(Arc::clone(&self.session), plan))
    }

    /// A table with this session and `plan`, which is right if this table is.
    pub(crate) fn unchecked(&self, plan: LogicalPlan) -> Self {
        Self::new(Arc::clone(&self.session), plan)
    }

    /// Names and types of the columns. Types of CSV columns that were not given are guesses until a result is computed.
    ///
    /// # Errors
    /// Never for a table that was built without an error.
    pub fn schema(&self) -> Result<SchemaRef> {
        Ok(self.plan.schema()?)
    }

    /// The names of the columns, in order.
    ///
    /// # Errors
    /// As [`schema`](Self::schema).
    pub fn columns(&self) -> Result<Vec<String>> {
        Ok(names(&*self.schema()?))
    }

    /// Names and types of the columns, with the types as pandas writes them.
    ///
    /// # Errors
    /// As [`schema`](Self::schema).
    pub fn dtypes(&self) -> Result<Vec<(String, &'static str)>> {
        let schema = self.schema()?;
        Ok(schema
            .fields()
            .iter()
            .map(|field| (field.name().clone(), dtype_name(field.data_type())))
            .collect())
    }

    /// Chunks that the files behind this table are cut into, known from their sizes.
    #[must_use]
    pub fn npartitions(&self) -> usize {
        partitions(&self.plan, self.session.chunk_size())
    }

    /// The plan as text: as it was built, and as it will run.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) when the plan does not check.
    pub fn explain(&self) -> Result<String> {
        let optimized = optimize((*self.plan).clone())?;
        Ok(format!("plan\n{}\noptimized\n{}", self.plan.explain(), optimized.explain()))
    }

    /// Keeps the rows where `predicate` is true; null counts as false.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or a predicate that is not boolean.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::col;
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let shared = trips.filter(col("passenger_count").ge(2))?;
    /// assert!(shared.len()? < trips.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter(&self, predicate: Expr) -> Result<Self> {
        self.with_plan(LogicalPlan::Filter { input: Arc::clone(&self.plan), predicate })
    }

    /// Adds a column, or replaces the one of that name in its place.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or types that do not fit.
    pub fn with_column(&self, name: impl Into<String>, expr: Expr) -> Result<Self> {
        self.assign([(name.into(), expr)])
    }

    /// Adds or replaces several columns; later ones may use earlier ones, as with pandas' `assign`.
    ///
    /// # Errors
    /// As [`with_column`](Self::with_column).
    pub fn assign<S: Into<String>>(&self, columns: impl IntoIterator<Item = (S, Expr)>) -> Result<Self> {
        let mut frame = self.clone();
        for (name, expr) in columns {
            let name = name.into();
            let mut exprs: Vec<(Expr, String)> =
                frame.columns()?.into_iter().map(|name| (col(&*name), name)).collect();
            match exprs.iter_mut().find(|(_, existing)| *existing == name) {
                Some(existing) => existing.0 = expr,
                None => exprs.push((expr, name)),
            }
            frame = frame.project(exprs)?;
        }
        Ok(frame)
    }

    /// Just these columns or expressions, in this order. Expressions are named by `alias`, or by their text.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column, types that do not fit, or a name that comes twice.
    pub fn select<E: IntoColumn>(&self, exprs: impl IntoIterator<Item = E>) -> Result<Self> {
        let exprs = exprs.into_iter().map(|expr| {
            let expr = expr.into_column();
            let name = output_name(&expr);
            (expr, name)
        });
        self.project(exprs.collect())
    }

    pub(crate) fn project(&self, exprs: Vec<(Expr, String)>) -> Result<Self> {
        self.with_plan(LogicalPlan::Project { input: Arc::clone(&self.plan), exprs })
    }

    /// All columns but these.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn drop<S: AsRef<str>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Self> {
        let schema = self.schema()?;
        let mut kept = names(&schema);
        for column in columns {
            known(&schema, column.as_ref())?;
            kept.retain(|name| name != column.as_ref());
        }
        self.project(kept.into_iter().map(|name| (col(&*name), name)).collect())
    }

    /// Renames columns, given as (old, new).
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or a name that comes twice.
    pub fn rename<O: AsRef<str>, N: Into<String>>(
        &self,
        columns: impl IntoIterator<Item = (O, N)>,
    ) -> Result<Self> {
        let schema = self.schema()?;
        let mut exprs: Vec<(Expr, String)> =
            names(&schema).into_iter().map(|name| (col(&*name), name)).collect();
        for (old, new) in columns {
            let at = known(&schema, old.as_ref())?;
            exprs[at].1 = new.into();
        }
        self.project(exprs)
    }

    /// The first `n` rows. Reads no more chunks than that takes.
    #[must_use]
    pub fn head(&self, n: usize) -> Self {
        Self::new(Arc::clone(&self.session), LogicalPlan::Head { input: Arc::clone(&self.plan), n })
    }

    /// The last `n` rows.
    #[must_use]
    pub fn tail(&self, n: usize) -> Self {
        Self::new(Arc::clone(&self.session), LogicalPlan::Tail { input: Arc::clone(&self.plan), n })
    }

    /// The rows of all `frames`, one table after the other. Columns are matched by name; one that a table lacks is null there.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) when a column is text in one table and a number in another, or when there is no
    /// table.
    pub fn concat<'a>(frames: impl IntoIterator<Item = &'a Self>) -> Result<Self> {
        let frames: Vec<&Self> = frames.into_iter().collect();
        let Some(first) = frames.first() else {
            return Err(crate::Error::NoSuchValue("concat needs at least one table".to_owned()));
        };
        first.with_plan(LogicalPlan::Concat {
            inputs: frames.iter().map(|frame| Arc::clone(&frame.plan)).collect(),
        })
    }

    /// Sorts by columns or expressions, ascending; see [`sort_by`](Self::sort_by) for directions. Stable; nulls come last.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn sort_values<E: IntoColumn>(&self, by: impl IntoIterator<Item = E>) -> Result<Self> {
        self.sort_by(by.into_iter().map(SortKey::ascending).collect())
    }

    /// Sorts by `keys`. Stable.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn sort_by(&self, keys: Vec<SortKey>) -> Result<Self> {
        self.with_plan(LogicalPlan::Sort { input: Arc::clone(&self.plan), keys })
    }

    /// One column, to reduce or to look at.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn column(&self, name: &str) -> Result<Column> {
        known(&*self.schema()?, name)?;
        Ok(Column::new(self.clone(), name.to_owned()))
    }

    /// Groups the rows by columns or expressions; null keys are dropped and groups come sorted by key, as in pandas.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn groupby<E: IntoColumn>(&self, keys: impl IntoIterator<Item = E>) -> Result<GroupBy> {
        let keys: Vec<(Expr, String)> = keys
            .into_iter()
            .map(|key| {
                let key = key.into_column();
                let name = output_name(&key);
                (key, name)
            })
            .collect();
        GroupBy::new(self.clone(), keys)
    }

    /// Applies `function` to the rows of each chunk. It must work row by row, or its result depends on how the input is cut.
    /// It is called once with no rows to learn what it returns.
    ///
    /// # Errors
    /// What `function` says to a batch without rows.
    pub fn map_partitions<F>(&self, function: F) -> Result<Self>
    where
        F: Fn(RecordBatch) -> std::result::Result<RecordBatch, Box<dyn StdError + Send + Sync>>
            + Send
            + Sync
            + 'static,
    {
        let empty = RecordBatch::new_empty(self.schema()?);
        let schema = function(empty).map_err(chunkwise_exec::ExecError::MapBatches)?.schema();
        let function = BatchFunction(Arc::new(function));
        self.with_plan(LogicalPlan::MapBatches { input: Arc::clone(&self.plan), function, schema })
    }
}

pub(crate) fn names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

/// Position of column `name`, or the error that lists close names.
pub(crate) fn known(schema: &Schema, name: &str) -> Result<usize> {
    Ok(schema.index_of(name).map_err(|_| PlanError::unknown_column(name, schema))?)
}

fn partitions(plan: &LogicalPlan, chunk_bytes: usize) -> usize {
    if let LogicalPlan::Scan(scan) = plan {
        if let Some(csv) = scan.source.as_any().downcast_ref::<CsvTable>() {
            return csv.source().partitions(chunk_bytes).len();
        }
        return scan.source.as_any().downcast_ref::<MemoryTable>().map_or(0, |memory| memory.batches().len());
    }
    plan.inputs().iter().map(|input| partitions(input, chunk_bytes)).sum()
}
