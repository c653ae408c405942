//! The text of a bound expression, for error messages.

use arrow::datatypes::Schema;
use chunkwise_plan::{Expr, TypedExpr, TypedKind};

/// The text of `expr` over a batch of this schema: as the user would write it, with the casts that binding added.
pub(super) fn describe(expr: &TypedExpr, schema: &Schema) -> String {
    unbind(expr, schema).to_string()
}

fn unbind(expr: &TypedExpr, schema: &Schema) -> Expr {
    let part = |inner: &TypedExpr| Box::new(unbind(inner, schema));
    match &expr.kind {
        TypedKind::Column(position) => Expr::Column(
            schema
                .fields()
                .get(*position)
                .map_or_else(|| format!("column {position}"), |field| field.name().clone()),
        ),
        TypedKind::Literal(scalar) => Expr::Literal(scalar.clone()),
        TypedKind::Binary { op, left, right } => {
            Expr::Binary { op: *op, left: part(left), right: part(right) }
        }
        TypedKind::Not(inner) => Expr::Not(part(inner)),
        TypedKind::Negate(inner) => Expr::Negate(part(inner)),
        TypedKind::IsNull(inner) => Expr::IsNull(part(inner)),
        TypedKind::IsNotNull(inner) => Expr::IsNotNull(part(inner)),
        TypedKind::InList { expr, list, negated } => {
            Expr::InList { expr: part(expr), list: list.clone(), negated: *negated }
        }
        TypedKind::Cast(inner) => Expr::Cast { expr: part(inner), to: expr.data_type.clone() },
        TypedKind::Case { branches, otherwise } => Expr::Case {
            branches: branches.iter().map(|(when, then)| (*part(when), *part(then))).collect(),
            otherwise: otherwise.as_deref().map(part),
        },
        TypedKind::Call { function, args, parameters } => {
            let constants = parameters.iter().flat_map(|parameters| &parameters.given);
            let constants = constants.map(|constant| Expr::Literal(constant.clone()));
            let args = args.iter().map(|arg| *part(arg)).chain(constants).collect();
            Expr::Call { function: *function, args }
        }
    }
}
