//! Which expressions have a value in every row, whatever the values of their columns.

use arrow::datatypes::DataType;

use super::{TypedExpr, TypedKind};
use crate::expr::BinaryOp;

impl TypedExpr {
    /// Whether the expression cannot fail in any row: comparisons, logic, tests and arithmetic of floats cannot; integers may overflow,
    /// texts may not be numbers. Of functions it is not said.
    pub(crate) fn cannot_fail(&self) -> bool {
        let itself = match &self.kind {
            TypedKind::Column(_)
            | TypedKind::Literal(_)
            | TypedKind::Not(_)
            | TypedKind::IsNull(_)
            | TypedKind::IsNotNull(_)
            | TypedKind::InList { .. }
            | TypedKind::Case { .. } => true,
            TypedKind::Binary { op, .. } => !is_arithmetic(*op) || self.data_type == DataType::Float64,
            TypedKind::Negate(_) => self.data_type == DataType::Float64,
            TypedKind::Cast(inner) => {
                let from = &inner.data_type;
                let exact = *from == DataType::Boolean || *from == DataType::Null || from.is_integer();
                exact
                    && (self.data_type == DataType::Float64
                        || matches!(self.data_type, DataType::Decimal128(..)))
            }
            TypedKind::Call { .. } => false,
        };
        itself && self.children().into_iter().all(Self::cannot_fail)
    }
}

fn is_arithmetic(op: BinaryOp) -> bool {
    use BinaryOp::{Add, Divide, FloorDivide, Modulo, Multiply, Subtract};
    matches!(op, Add | Subtract | Multiply | Divide | FloorDivide | Modulo)
}

#[cfg(test)]
mod tests {
    use crate::test_tables::{scan_t, scan_u};
    use crate::{bind, parse_expr};

    #[test]
    fn what_may_fail_is_known() {
        let cannot_fail = |text: &str, schema: &arrow::datatypes::Schema| {
            bind(&parse_expr(text).unwrap(), schema).unwrap().cannot_fail()
        };
        let (t, u) = (scan_t().schema().unwrap(), scan_u().schema().unwrap());
        for text in
            ["a > 1", "a > 1.5 and not s is null", "s in ('x', 'y')", "a between b and c", "a / b > 2"]
        {
            assert!(cannot_fail(text, &t), "{text}");
        }
        assert!(cannot_fail("-b * 2 + 1 > 0", &u));
        for text in ["a + 1 > 2", "a // b = 1", "cast(s as int64) = 1", "length(s) > 1", "-a > 1"] {
            assert!(!cannot_fail(text, &t), "{text}");
        }
    }
}
