//! The columns of a plan, and all the checks on the way to them.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use hashbrown::HashSet;

use super::{LogicalPlan, Scan};
use crate::PlanError;
use crate::aggregate::{AggExpr, bind_agg};
use crate::expr::Expr;
use crate::types::type_name;
use crate::typing::{bind, bind_predicate, common_type, data_type_of};
use crate::window::{WindowExpr, bind_window};

impl LogicalPlan {
    /// The columns that come out. All of them may be null. Checks every expression of the plan on the way.
    ///
    /// # Errors
    /// The first thing that is wrong, from the sources up: see [`bind`](crate::bind) and
    /// [`bind_agg`](crate::bind_agg); [`PlanError::DuplicateName`].
    pub fn schema(&self) -> Result<SchemaRef, PlanError> {
        match self {
            Self::Scan(scan) => scan_schema(scan),
            Self::Filter { input, predicate } => {
                let schema = input.schema()?;
                bind_predicate(predicate, &schema)?;
                Ok(schema)
            }
            Self::Project { input, exprs } => named_schema(exprs, &[], input.schema()?.as_ref()),
            Self::Aggregate { input, keys, aggs, .. } => named_schema(keys, aggs, input.schema()?.as_ref()),
            Self::Sort { input, keys } | Self::TopK { input, keys, .. } => {
                let schema = input.schema()?;
                for key in keys {
                    bind(&key.expr, &schema)?;
                }
                Ok(schema)
            }
            Self::Head { input, .. }
            | Self::Tail { input, .. }
            | Self::Slice { input, .. }
            | Self::Sample { input, .. } => input.schema(),
            Self::Distinct { input, keys, .. } => {
                let schema = input.schema()?;
                for key in keys {
                    bind(key, &schema)?;
                }
                Ok(schema)
            }
            Self::Expand { input, rows, names } => expand_schema(rows, names, input.schema()?.as_ref()),
            Self::Window { input, exprs } => window_schema(exprs, input.schema()?.as_ref()),
            Self::Concat { inputs } => concat_schema(inputs),
            Self::Join(join) => join.schema(),
            Self::MapBatches { input, schema, .. } => {
                input.schema()?;
                Ok(Arc::clone(schema))
            }
        }
    }

    /// Checks every expression of the plan.
    ///
    /// # Errors
    /// Those of [`LogicalPlan::schema`].
    pub fn check(&self) -> Result<(), PlanError> {
        self.schema().map(|_| ())
    }
}

fn scan_schema(scan: &Scan) -> Result<SchemaRef, PlanError> {
    let schema = scan.source.schema();
    if let Some(predicate) = &scan.predicate {
        bind_predicate(predicate, &schema)?;
    }
    let Some(projection) = &scan.projection else {
        return Ok(schema);
    };
    let field = |at: &usize| match schema.fields().get(*at) {
        Some(field) => Ok(Arc::clone(field)),
        None => Err(PlanError::unknown_column(&format!("#{at}"), &schema)),
    };
    let fields = projection.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Schema::new(fields)))
}

/// The columns of a projection or an aggregate.
fn named_schema(exprs: &[(Expr, String)], aggs: &[AggExpr], input: &Schema) -> Result<SchemaRef, PlanError> {
    let mut fields = Vec::with_capacity(exprs.len() + aggs.len());
    for (expr, name) in exprs {
        fields.push(Field::new(name, data_type_of(expr, input)?, true));
    }
    for agg in aggs {
        let typed = bind_agg(agg, input)?;
        fields.push(Field::new(typed.name, typed.output, true));
    }
    unique_names(fields)
}

fn unique_names(fields: Vec<Field>) -> Result<SchemaRef, PlanError> {
    unique(fields)
}

/// The columns of the step before, and those of the windows.
fn window_schema(exprs: &[WindowExpr], input: &Schema) -> Result<SchemaRef, PlanError> {
    let mut fields: Vec<Field> = input.fields().iter().map(|field| field.as_ref().clone()).collect();
    for window in exprs {
        fields.push(Field::new(&window.name, bind_window(window, input)?.output, true));
    }
    unique(fields)
}

fn unique(fields: Vec<Field>) -> Result<SchemaRef, PlanError> {
    let mut seen = HashSet::with_capacity(fields.len());
    if let Some(twice) = fields.iter().find(|field| !seen.insert(field.name().clone())) {
        return Err(PlanError::DuplicateName { name: twice.name().clone() });
    }
    Ok(Arc::new(Schema::new(fields)))
}

/// The named columns, each of a type that holds what every list has in its place.
fn expand_schema(rows: &[Vec<Expr>], names: &[String], input: &Schema) -> Result<SchemaRef, PlanError> {
    let mut fields = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let mut data_type = DataType::Null;
        for expr in rows.iter().filter_map(|row| row.get(at)) {
            let next = data_type_of(expr, input)?;
            data_type = common_type(&data_type, &next).ok_or_else(|| {
                let what = format!("`{name}` would hold {} and {}", type_name(&data_type), type_name(&next));
                PlanError::mismatch(expr, what, "convert them before, as in cast(x as string)")
            })?;
        }
        fields.push(Field::new(name, data_type, true));
    }
    unique_names(fields)
}

/// The union of the inputs' columns by name, in order of first appearance, with types that hold them all.
fn concat_schema(inputs: &[Arc<LogicalPlan>]) -> Result<SchemaRef, PlanError> {
    let mut columns: Vec<(String, DataType)> = Vec::new();
    for input in inputs {
        for field in input.schema()?.fields() {
            match columns.iter_mut().find(|(name, _)| name == field.name()) {
                None => columns.push((field.name().clone(), field.data_type().clone())),
                Some((name, data_type)) => *data_type = stacked_type(name, data_type, field.data_type())?,
            }
        }
    }
    let fields: Vec<Field> =
        columns.into_iter().map(|(name, data_type)| Field::new(name, data_type, true)).collect();
    Ok(Arc::new(Schema::new(fields)))
}

fn stacked_type(name: &str, above: &DataType, below: &DataType) -> Result<DataType, PlanError> {
    common_type(above, below).ok_or_else(|| {
        let what = format!(
            "column `{name}` is {} in one table and {} in another",
            type_name(above),
            type_name(below)
        );
        let column = Expr::Column(name.to_string());
        let hint = format!("convert it before, as in cast({column} as string)");
        PlanError::mismatch(&"concat", what, hint)
    })
}
