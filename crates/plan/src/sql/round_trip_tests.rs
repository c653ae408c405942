//! The text of any expression reads back as that expression.

use arrow::datatypes::DataType;
use proptest::prelude::*;

use super::parse_expr;
use crate::expr::{BinaryOp, Expr, col, lit};
use crate::function::Function;
use crate::scalar::Scalar;
use crate::window::WindowFunction;

fn literal() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        Just(Scalar::Null),
        any::<bool>().prop_map(Scalar::Bool),
        any::<i64>().prop_map(Scalar::Int64),
        (1 << 63..=u64::MAX).prop_map(Scalar::UInt64),
        any::<f64>().prop_filter("finite", |value| value.is_finite()).prop_map(Scalar::Float64),
        "[a-z' \"%_\\\\-]{0,6}".prop_map(Scalar::String),
        (-100_000..100_000_i32).prop_map(Scalar::Date),
        (-1_i64 << 52..1 << 52).prop_map(Scalar::Timestamp),
        any::<i64>().prop_map(Scalar::Duration),
    ]
}

fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof!["[a-zA-Zé_ ./\"-]{1,5}".prop_map(col), literal().prop_map(lit)];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let op = prop::sample::select(vec![
            BinaryOp::Add,
            BinaryOp::Subtract,
            BinaryOp::Multiply,
            BinaryOp::Divide,
            BinaryOp::FloorDivide,
            BinaryOp::Modulo,
            BinaryOp::Equal,
            BinaryOp::Less,
            BinaryOp::And,
            BinaryOp::Or,
            BinaryOp::Xor,
        ]);
        let call = prop::sample::select(vec![
            Function::Year,
            Function::Concat,
            Function::Floor,
            Function::Strip,
            Function::Coalesce,
            Function::Date,
        ]);
        prop_oneof![
            (op, boxed.clone(), boxed.clone())
                .prop_map(|(op, left, right)| Expr::Binary { op, left, right }),
            boxed.clone().prop_map(Expr::Not),
            boxed.clone().prop_map(Expr::Negate),
            boxed.clone().prop_map(Expr::IsNull),
            boxed.clone().prop_map(Expr::IsNotNull),
            (boxed.clone(), prop::collection::vec(literal(), 1..3), any::<bool>())
                .prop_map(|(expr, list, negated)| Expr::InList { expr, list, negated }),
            boxed.clone().prop_map(|expr| Expr::Cast { expr, to: DataType::Float64 }),
            (prop::collection::vec((inner.clone(), inner.clone()), 1..3), prop::option::of(boxed))
                .prop_map(|(branches, otherwise)| Expr::Case { branches, otherwise }),
            (any::<bool>(), -3..4_i64, inner.clone()).prop_map(|(keyed, rows, arg)| Expr::Window {
                function: WindowFunction::Shift(rows + i64::from(rows >= 0)),
                arg: Some(Box::new(arg)),
                by: if keyed { vec![col("k")] } else { Vec::new() },
            }),
            (call, inner.clone()).prop_map(|(function, arg)| Expr::Call { function, args: vec![arg] }),
            (inner.clone(), inner)
                .prop_map(|(text, pattern)| Expr::Call { function: Function::Like, args: vec![text, pattern] })
                .prop_filter("a constant pattern may read as a cheaper test", |like| {
                    !matches!(like, Expr::Call { args, .. } if matches!(args[1], Expr::Literal(Scalar::String(_))))
                }),
        ]
    })
}

proptest! {
    #[test]
    fn texts_read_back(expr in expression()) {
        let text = expr.to_string();
        let read = parse_expr(&text).map_err(|error| TestCaseError::fail(format!("{text}\n{error}")))?;
        prop_assert_eq!(&read, &expr, "{}", text);
    }
}
