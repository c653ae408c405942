//! The fused per-chunk chain: filter and columns from the scan, then the streaming operators.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::filter;
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_plan::{Expr, LogicalPlan, Scalar, Scan, TableSource, TypedExpr, bind, col, lit};
use chunkwise_scan::Rows;

use crate::error::ExecError;
use crate::eval::evaluate_predicate;
use crate::join::{Probe, check_streamed};
use crate::morsel::{Chosen, Morsel, pick};
use crate::ops::project::batch_of;
use crate::ops::{Expand, Extend, Filter, MapBatches, Operator, Project};
use crate::ordered::{Chained, Link, WindowStep, chain};
use crate::retype::may_change;
use crate::stage::{built_table, rows_in_memory};
use crate::tables::CsvTable;

/// One table of a pipeline and what happens to each of its chunks before the sink.
pub(crate) struct Branch {
    pub(crate) source: Arc<dyn TableSource>,
    scan: ScanStep,
    operators: Vec<Operator>,
    /// Windows, and the operators behind them.
    windows: Vec<Link>,
    /// Table columns that the sink asks the morsels for itself.
    in_place: Vec<usize>,
}

impl Branch {
    /// Rows of `morsel` that reach the sink, and which rows the scan chose. (Without operators the two are the same rows.)
    pub(crate) fn run(&self, morsel: &Morsel<'_>) -> Result<(RecordBatch, Chosen), ExecError> {
        let (mut batch, chosen) = self.scan.run(morsel)?;
        for operator in &self.operators {
            batch = operator.run(batch)?;
        }
        Ok((batch, chosen))
    }

    /// Whether chunks have to take turns.
    pub(crate) fn is_ordered(&self) -> bool {
        !self.windows.is_empty()
    }

    /// The windows, for those who tell them which chunks come.
    pub(crate) fn windows(&self) -> impl Iterator<Item = &Arc<WindowStep>> {
        self.windows.iter().map(|link| &link.step)
    }

    /// Takes the rows of chunk `sequence`, as far as [`run`](Self::run) has brought them, through the windows. The row of
    /// an error is that of the morsel. `all` says whether they are all rows of the chunk.
    ///
    /// # Errors
    /// [`ExecError::Stopped`] when an earlier chunk has no rows for these to follow.
    pub(crate) fn run_windows(
        &self,
        sequence: u64,
        morsel: &Morsel<'_>,
        batch: RecordBatch,
        all: bool,
    ) -> Result<Chained, ExecError> {
        let mut chained = chain::run(&self.windows, sequence, batch, all)?;
        if let Some(fault) = &mut chained.fault {
            let rows = |first: usize| self.run(&morsel.part(0..first)).map(|(batch, _)| batch.num_rows());
            fault.row = fault.row.and_then(|row| chain::row_before(morsel.rows(), row, rows));
        }
        Ok(chained)
    }

    /// The same branch, whose sink will ask the morsels for `columns` of the table.
    pub(crate) fn with_in_place(mut self, columns: &[usize]) -> Self {
        self.in_place = columns.to_vec();
        self
    }

    /// Table columns that the branch or its sink asks the morsels for.
    pub(crate) fn columns(&self) -> BTreeSet<usize> {
        let mut columns: BTreeSet<usize> = self.scan.columns.iter().chain(&self.in_place).copied().collect();
        if let Some(predicate) = &self.scan.predicate {
            columns.extend(&predicate.columns);
        }
        columns
    }
}

/// What the scan itself does: predicate first, then the other columns for the rows that passed.
struct ScanStep {
    columns: Vec<usize>,
    schema: SchemaRef,
    predicate: Option<ScanPredicate>,
    limit: Option<usize>,
    /// For each of `columns`: its type is a guess. All rows are parsed then, those that do not pass too: what they hold decides
    /// about the type of the result.
    guessed: Vec<bool>,
}

struct ScanPredicate {
    /// Over a batch of just `columns`.
    expr: TypedExpr,
    columns: Vec<usize>,
    schema: SchemaRef,
}

impl ScanStep {
    fn new(scan: &Scan) -> Result<Self, ExecError> {
        let table = scan.source.schema();
        let columns = match &scan.projection {
            Some(columns) => columns.clone(),
            None => (0..table.fields().len()).collect(),
        };
        let schema = Arc::new(table.project(&columns)?);
        let predicate = match &scan.predicate {
            Some(expr) => Some(ScanPredicate::new(bind(expr, &table)?, &table)?),
            None => None,
        };
        let csv = scan.source.as_any().downcast_ref::<CsvTable>();
        let guessed = columns.iter().map(|&column| csv.is_some_and(|csv| may_change(csv, column))).collect();
        Ok(Self { columns, schema, predicate, limit: scan.limit, guessed })
    }

    fn run(&self, morsel: &Morsel<'_>) -> Result<(RecordBatch, Chosen), ExecError> {
        match &self.predicate {
            None => self.unfiltered(morsel),
            Some(predicate) => self.filtered(predicate, morsel),
        }
    }

    fn unfiltered(&self, morsel: &Morsel<'_>) -> Result<(RecordBatch, Chosen), ExecError> {
        let rows = self.limit.map_or(morsel.rows(), |limit| limit.min(morsel.rows()));
        let columns = self
            .columns
            .iter()
            .map(|&column| {
                let wanted = if rows == morsel.rows() { Rows::All } else { Rows::Range(0..rows) };
                morsel.column(column, wanted)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let chosen = if rows == morsel.rows() { Chosen::All } else { Chosen::First(rows) };
        Ok((batch_of(&self.schema, columns, rows)?, chosen))
    }

    fn filtered(
        &self,
        predicate: &ScanPredicate,
        morsel: &Morsel<'_>,
    ) -> Result<(RecordBatch, Chosen), ExecError> {
        let tested = predicate.batch(morsel)?;
        let mask = evaluate_predicate(&predicate.expr, &tested)?;
        let passed = passed_rows(&mask, self.limit);
        let columns = self
            .columns
            .iter()
            .zip(&self.guessed)
            .map(|(&column, &guessed)| -> Result<ArrayRef, ExecError> {
                if passed.len() == morsel.rows() {
                    return morsel.column(column, Rows::All);
                }
                if guessed {
                    return pick(&morsel.column(column, Rows::All)?, Rows::Picked(&passed));
                }
                match predicate.columns.iter().position(|&tested| tested == column) {
                    Some(at) if self.limit.is_none() => Ok(filter(tested.column(at), &mask)?),
                    _ => morsel.column(column, Rows::Picked(&passed)),
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        let batch = batch_of(&self.schema, columns, passed.len())?;
        Ok((batch, Chosen::Picked(passed)))
    }
}

impl ScanPredicate {
    fn new(mut expr: TypedExpr, table: &Schema) -> Result<Self, ExecError> {
        let mut used = BTreeSet::new();
        expr.columns(&mut used);
        let columns: Vec<usize> = used.into_iter().collect();
        expr.remap(&|column| columns.iter().position(|&used| used == column).unwrap_or(column));
        let schema = Arc::new(table.project(&columns)?);
        Ok(Self { expr, columns, schema })
    }

    fn batch(&self, morsel: &Morsel<'_>) -> Result<RecordBatch, ExecError> {
        let columns = self
            .columns
            .iter()
            .map(|&column| morsel.column(column, Rows::All))
            .collect::<Result<Vec<_>, _>>()?;
        batch_of(&self.schema, columns, morsel.rows())
    }
}

/// Numbers of the rows where `mask` is true, at most `limit`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a chunk has fewer rows than bytes, and those fit 31 bits"
)]
fn passed_rows(mask: &BooleanArray, limit: Option<usize>) -> Vec<u32> {
    debug_assert_eq!(mask.null_count(), 0);
    mask.values().set_indices().take(limit.unwrap_or(usize::MAX)).map(|row| row as u32).collect()
}

/// The branches of a plan that has no pipeline breaker, in row order.
///
/// # Errors
/// [`ExecError::Plan`] when an expression does not bind.
pub(crate) fn branches(plan: &LogicalPlan) -> Result<Vec<Branch>, ExecError> {
    match plan {
        LogicalPlan::Scan(scan) => Ok(vec![Branch {
            source: Arc::clone(&scan.source),
            scan: ScanStep::new(scan)?,
            operators: Vec::new(),
            windows: Vec::new(),
            in_place: Vec::new(),
        }]),
        LogicalPlan::Filter { input, predicate } => {
            let schema = input.schema()?;
            extend(branches(input)?, || Ok(Operator::Filter(Filter::new(predicate, &schema)?)))
        }
        LogicalPlan::Project { input, exprs } => {
            let (from, to) = (input.schema()?, plan.schema()?);
            extend(branches(input)?, || Ok(Operator::Project(Project::new(exprs, &from, Arc::clone(&to))?)))
        }
        LogicalPlan::Expand { input, rows, .. } => {
            let (from, to) = (input.schema()?, plan.schema()?);
            extend(branches(input)?, || Ok(Operator::Expand(Expand::new(rows, &from, Arc::clone(&to))?)))
        }
        LogicalPlan::Window { input, exprs } => {
            let from = input.schema()?;
            let (step, needed) = WindowStep::new(exprs, &from, plan.schema()?)?;
            let step = Arc::new(step);
            let mut branches =
                extend(branches(input)?, || Ok(Operator::Extend(Extend::new(needed.clone(), &from))))?;
            for branch in &mut branches {
                branch.windows.push(Link { step: Arc::clone(&step), then: Vec::new() });
            }
            Ok(branches)
        }
        LogicalPlan::MapBatches { input, function, schema } => extend(branches(input)?, || {
            Ok(Operator::MapBatches(MapBatches::new(function.clone(), Arc::clone(schema))))
        }),
        LogicalPlan::Concat { inputs } => {
            let schema = plan.schema()?;
            let mut all = Vec::new();
            for input in inputs {
                let from = input.schema()?;
                let exprs = aligned(&from, &schema);
                all.extend(extend(branches(input)?, || {
                    Ok(Operator::Project(Project::new(&exprs, &from, Arc::clone(&schema))?))
                })?);
            }
            Ok(all)
        }
        LogicalPlan::Join(join) => {
            let streamed = join.input(join.build_side().other());
            let (from, to, built) = (streamed.schema()?, plan.schema()?, built_table(join)?);
            if join.checks(join.build_side().other()) {
                check_streamed(join, rows_in_memory(streamed)?)?;
            }
            extend(branches(streamed)?, || {
                Ok(Operator::Probe(Probe::new(join, &built, &from, Arc::clone(&to))?))
            })
        }
        LogicalPlan::Aggregate { .. }
        | LogicalPlan::Sort { .. }
        | LogicalPlan::TopK { .. }
        | LogicalPlan::Head { .. }
        | LogicalPlan::Tail { .. }
        | LogicalPlan::Slice { .. }
        | LogicalPlan::Sample { .. }
        | LogicalPlan::Distinct { .. } => {
            unreachable!("a breaker below a pipeline is run as a stage of its own first")
        }
    }
}

/// The columns of `to` by name out of `from`; one that `from` lacks is null.
fn aligned(from: &Schema, to: &Schema) -> Vec<(Expr, String)> {
    to.fields()
        .iter()
        .map(|field| {
            let name = field.name();
            let expr = match from.field_with_name(name) {
                Ok(own) if own.data_type() == field.data_type() => col(name),
                Ok(_) => col(name).cast(field.data_type().clone()),
                Err(_) => lit(Scalar::Null).cast(field.data_type().clone()),
            };
            (expr, name.clone())
        })
        .collect()
}

fn extend(
    mut branches: Vec<Branch>,
    operator: impl Fn() -> Result<Operator, ExecError>,
) -> Result<Vec<Branch>, ExecError> {
    for branch in &mut branches {
        let last = branch.windows.last_mut().map_or(&mut branch.operators, |link| &mut link.then);
        last.push(operator()?);
    }
    Ok(branches)
}
