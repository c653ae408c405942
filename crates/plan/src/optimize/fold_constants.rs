//! Computes what is constant: `2 * 60` becomes `120`. Only where the result is beyond doubt what the executor would give:
//! `int64` without overflow, finite floats, booleans, and comparisons of equal kinds. The type stays the same.

use std::cmp::Ordering;

use crate::expr::{BinaryOp, Expr};
use crate::logical::{LogicalPlan, Scan, SortKey};
use crate::scalar::Scalar;

/// Folds the constants in all expressions of a plan.
pub(super) fn apply(plan: &LogicalPlan) -> LogicalPlan {
    match plan.map_inputs(&apply) {
        LogicalPlan::Scan(scan) => {
            LogicalPlan::Scan(Scan { predicate: scan.predicate.clone().map(fold), ..scan })
        }
        LogicalPlan::Filter { input, predicate } => LogicalPlan::Filter { input, predicate: fold(predicate) },
        LogicalPlan::Project { input, exprs } => LogicalPlan::Project { input, exprs: fold_named(exprs) },
        LogicalPlan::Aggregate { input, keys, aggs, sort, dropna } => {
            let aggs = aggs.into_iter().map(|agg| agg.map_exprs(fold)).collect();
            LogicalPlan::Aggregate { input, keys: fold_named(keys), aggs, sort, dropna }
        }
        LogicalPlan::Sort { input, keys } => {
            let keys = keys.into_iter().map(|key| SortKey { expr: fold(key.expr), ..key }).collect();
            LogicalPlan::Sort { input, keys }
        }
        LogicalPlan::Distinct { input, keys, keep } => {
            LogicalPlan::Distinct { input, keys: keys.into_iter().map(fold).collect(), keep }
        }
        LogicalPlan::Expand { input, rows, names } => {
            let rows = rows.into_iter().map(|row| row.into_iter().map(fold).collect()).collect();
            LogicalPlan::Expand { input, rows, names }
        }
        LogicalPlan::Window { input, exprs } => {
            let exprs = exprs.into_iter().map(|window| window.map_exprs(&fold)).collect();
            LogicalPlan::Window { input, exprs }
        }
        other => other,
    }
}

fn fold_named(exprs: Vec<(Expr, String)>) -> Vec<(Expr, String)> {
    exprs.into_iter().map(|(expr, name)| (fold(expr), name)).collect()
}

/// Folds the constants in an expression.
fn fold(expr: Expr) -> Expr {
    expr.transform(&|expr| match fold_one(&expr) {
        Some(value) => Expr::Literal(value),
        None => expr,
    })
}

/// The value of an operation on literals, if it is beyond doubt.
fn fold_one(expr: &Expr) -> Option<Scalar> {
    match expr {
        Expr::Not(inner) => match inner.as_ref() {
            Expr::Literal(Scalar::Bool(value)) => Some(Scalar::Bool(!value)),
            _ => None,
        },
        Expr::Negate(inner) => match inner.as_ref() {
            Expr::Literal(Scalar::Int64(value)) => value.checked_neg().map(Scalar::Int64),
            Expr::Literal(Scalar::Float64(value)) => finite(-value),
            _ => None,
        },
        Expr::Binary { op, left, right } => match (left.as_ref(), right.as_ref()) {
            (Expr::Literal(left), Expr::Literal(right)) => fold_binary(*op, left, right),
            _ => None,
        },
        _ => None,
    }
}

fn fold_binary(op: BinaryOp, left: &Scalar, right: &Scalar) -> Option<Scalar> {
    match (left, right) {
        (Scalar::Bool(left), Scalar::Bool(right)) => match op {
            BinaryOp::And => Some(Scalar::Bool(*left && *right)),
            BinaryOp::Or => Some(Scalar::Bool(*left || *right)),
            BinaryOp::Xor => Some(Scalar::Bool(left != right)),
            _ => compare(op, left.cmp(right)),
        },
        (Scalar::Int64(left), Scalar::Int64(right)) => match op {
            BinaryOp::Add => left.checked_add(*right).map(Scalar::Int64),
            BinaryOp::Subtract => left.checked_sub(*right).map(Scalar::Int64),
            BinaryOp::Multiply => left.checked_mul(*right).map(Scalar::Int64),
            BinaryOp::Divide => fold_floats(op, as_float(*left)?, as_float(*right)?),
            _ => compare(op, left.cmp(right)),
        },
        (Scalar::Float64(left), Scalar::Float64(right)) => fold_floats(op, *left, *right),
        (Scalar::Int64(left), Scalar::Float64(right)) => fold_floats(op, as_float(*left)?, *right),
        (Scalar::Float64(left), Scalar::Int64(right)) => fold_floats(op, *left, as_float(*right)?),
        (Scalar::String(left), Scalar::String(right)) => compare(op, left.cmp(right)),
        _ => None,
    }
}

/// The integer as the float that it is; `None` above 2^53, where it may not be one.
fn as_float(value: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
    (value.unsigned_abs() <= 1 << 53).then_some(value as f64)
}

fn fold_floats(op: BinaryOp, left: f64, right: f64) -> Option<Scalar> {
    match op {
        BinaryOp::Add => finite(left + right),
        BinaryOp::Subtract => finite(left - right),
        BinaryOp::Multiply => finite(left * right),
        BinaryOp::Divide => finite(left / right),
        // NaN, and zeros of different signs, are ordered differently by different kernels.
        _ if left.is_nan() || right.is_nan() || (left == 0.0 && right == 0.0) => None,
        _ => compare(op, left.partial_cmp(&right)?),
    }
}

fn finite(value: f64) -> Option<Scalar> {
    value.is_finite().then_some(Scalar::Float64(value))
}

fn compare(op: BinaryOp, order: Ordering) -> Option<Scalar> {
    let holds = match op {
        BinaryOp::Equal => order.is_eq(),
        BinaryOp::NotEqual => order.is_ne(),
        BinaryOp::Less => order.is_lt(),
        BinaryOp::LessEqual => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        BinaryOp::GreaterEqual => order.is_ge(),
        _ => return None,
    };
    Some(Scalar::Bool(holds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_expr;

    fn check(cases: &[(&str, &str)]) {
        for (text, folded) in cases {
            assert_eq!(fold(parse_expr(text).unwrap()).to_string(), *folded, "{text}");
        }
    }

    #[test]
    fn folds_what_is_certain() {
        check(&[
            ("2 * 60 + 1", "121"),
            ("x > 20 * 60", "x > 1200"),
            ("x / (1 + 1)", "x / 2"),
            ("7 / 2", "3.5"),
            ("1 + 0.5", "1.5"),
            ("0.1 + 0.2", "0.30000000000000004"),
            ("-(3)", "-3"),
            ("not (1 < 2)", "false"),
            ("1.5 >= 1 and 'a' <> 'b'", "true"),
            ("true or x", "true or x"),
            ("case when 1 = 1 then 2 + 3 end", "case when true then 5 end"),
        ]);
    }

    #[test]
    fn leaves_what_is_doubtful() {
        check(&[
            ("9223372036854775807 + 1", "9223372036854775807 + 1"),
            ("-9223372036854775808 - 1", "-9223372036854775808 - 1"),
            ("1 / 0", "1 / 0"),
            ("1e300 * 1e300", "1e300 * 1e300"),
            ("7 % 2", "7 % 2"),
            ("7 // 2", "7 // 2"),
            ("9007199254740993 + 0.5", "9007199254740993 + 0.5"),
            ("0.0 = -0.0", "0.0 = -0.0"),
            ("null and false", "null and false"),
            ("null = null", "null = null"),
            ("18446744073709551615 - 1", "18446744073709551615 - 1"),
            ("date '2015-01-01' < date '2016-01-01'", "date '2015-01-01' < date '2016-01-01'"),
            ("'1' = 1", "'1' = 1"),
            ("true = 1", "true = 1"),
            ("x + 1 + 2", "x + 1 + 2"),
        ]);
    }
}
