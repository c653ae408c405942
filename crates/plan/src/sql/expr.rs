//! sqlparser's expression trees as [`Expr`]s.

use sqlparser::ast::{self, BinaryOperator, CastKind, Ident, Spanned, UnaryOperator, Value};

use super::reader::Reader;
use super::{call, literal};
use crate::PlanError;
use crate::expr::{BinaryOp, Expr, col};
use crate::function::Function;
use crate::scalar::Scalar;
use crate::types::parse_data_type;

/// How deep a tree may be: everything after this walks it by recursion, also on the smaller stacks of worker threads.
const MAX_DEPTH: usize = 250;

/// Converts a tree.
pub(super) fn convert(reader: &Reader, parsed: &ast::Expr) -> Result<Expr, PlanError> {
    Converter { reader, depth: 0 }.expr(parsed)
}

/// Where in the tree the conversion is.
#[derive(Clone, Copy)]
pub(super) struct Converter<'a> {
    pub(super) reader: &'a Reader<'a>,
    depth: usize,
}

impl Converter<'_> {
    pub(super) fn expr(self, parsed: &ast::Expr) -> Result<Expr, PlanError> {
        let below = Converter { depth: self.depth + 1, ..self };
        if below.depth > MAX_DEPTH {
            // Without the exact place: to find it would walk the tree by recursion.
            return Err(self.reader.too_deep());
        }
        below.any(parsed)
    }

    fn boxed(self, parsed: &ast::Expr) -> Result<Box<Expr>, PlanError> {
        self.expr(parsed).map(Box::new)
    }

    fn any(self, parsed: &ast::Expr) -> Result<Expr, PlanError> {
        match parsed {
            ast::Expr::Identifier(name) => Ok(col(name.value.as_str())),
            ast::Expr::CompoundIdentifier(parts) => Err(self.dotted(parsed, parts)),
            ast::Expr::Nested(inner) => self.expr(inner),
            ast::Expr::Value(value) => Ok(Expr::Literal(literal::value(self.reader, value)?)),
            ast::Expr::TypedString(typed) => {
                Ok(Expr::Literal(literal::typed_string(self.reader, parsed, typed)?))
            }
            ast::Expr::Interval(interval) => {
                Ok(Expr::Literal(literal::interval(self.reader, parsed, interval)?))
            }
            ast::Expr::UnaryOp { op, expr } => self.unary(parsed, *op, expr),
            ast::Expr::BinaryOp { left, op, right } => self.binary(parsed, left, op, right),
            ast::Expr::IsNull(inner) => Ok(Expr::IsNull(self.boxed(inner)?)),
            ast::Expr::IsNotNull(inner) => Ok(Expr::IsNotNull(self.boxed(inner)?)),
            ast::Expr::IsTrue(inner) => Ok(or_false(self.expr(inner)?)),
            ast::Expr::IsNotTrue(inner) => Ok(or_false(self.expr(inner)?).not()),
            ast::Expr::IsFalse(inner) => Ok(or_false(self.expr(inner)?.not())),
            ast::Expr::IsNotFalse(inner) => Ok(or_false(self.expr(inner)?.not()).not()),
            ast::Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            ast::Expr::Between { expr, negated, low, high } => {
                let within = self.expr(expr)?.between(self.expr(low)?, self.expr(high)?);
                Ok(if *negated { within.not() } else { within })
            }
            ast::Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
                let like = like(self.expr(expr)?, self.expr(pattern)?);
                Ok(if *negated { like.not() } else { like })
            }
            ast::Expr::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                let like = like(self.expr(expr)?.str().lower(), lowered(self.expr(pattern)?));
                Ok(if *negated { like.not() } else { like })
            }
            ast::Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr,
                data_type,
                format: None,
                ..
            } => Ok(self.expr(expr)?.cast(parse_data_type(&data_type.to_string())?)),
            ast::Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            other => match call::convert(self, other)? {
                Some(call) => Ok(call),
                None => Err(self.unsupported(other)),
            },
        }
    }

    /// The error for a part of SQL that the engine does not have.
    pub(super) fn unsupported(self, parsed: &ast::Expr) -> PlanError {
        self.reader.error_in(parsed, format!("`{parsed}` is not supported"))
    }

    fn dotted(self, parsed: &ast::Expr, parts: &[Ident]) -> PlanError {
        let name = parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        let message = format!("a name with a dot in it needs double quotes: \"{name}\"");
        self.reader.error_in(parsed, message)
    }

    fn unary(self, parsed: &ast::Expr, op: UnaryOperator, inner: &ast::Expr) -> Result<Expr, PlanError> {
        match op {
            UnaryOperator::Not => Ok(self.expr(inner)?.not()),
            UnaryOperator::Plus => self.expr(inner),
            UnaryOperator::Minus => match inner {
                ast::Expr::Value(ast::ValueWithSpan { value: Value::Number(digits, _), .. }) => {
                    let place = inner.span().start;
                    Ok(Expr::Literal(literal::number(self.reader, place, digits, true)?))
                }
                _ => Ok(-self.expr(inner)?),
            },
            _ => Err(self.unsupported(parsed)),
        }
    }

    fn binary(
        self,
        parsed: &ast::Expr,
        left: &ast::Expr,
        op: &BinaryOperator,
        right: &ast::Expr,
    ) -> Result<Expr, PlanError> {
        let op = match op {
            BinaryOperator::Plus => BinaryOp::Add,
            BinaryOperator::Minus => BinaryOp::Subtract,
            BinaryOperator::Multiply => BinaryOp::Multiply,
            BinaryOperator::Divide => BinaryOp::Divide,
            BinaryOperator::DuckIntegerDivide | BinaryOperator::MyIntegerDivide => BinaryOp::FloorDivide,
            BinaryOperator::Modulo => BinaryOp::Modulo,
            BinaryOperator::Eq => BinaryOp::Equal,
            BinaryOperator::NotEq => BinaryOp::NotEqual,
            BinaryOperator::Lt => BinaryOp::Less,
            BinaryOperator::LtEq => BinaryOp::LessEqual,
            BinaryOperator::Gt => BinaryOp::Greater,
            BinaryOperator::GtEq => BinaryOp::GreaterEqual,
            BinaryOperator::And => BinaryOp::And,
            BinaryOperator::Or => BinaryOp::Or,
            BinaryOperator::Xor => BinaryOp::Xor,
            BinaryOperator::StringConcat => {
                let args = vec![self.expr(left)?, self.expr(right)?];
                return Ok(Expr::Call { function: Function::Concat, args });
            }
            other => {
                return Err(self.reader.error_in(parsed, format!("the operator {other} is not supported")));
            }
        };
        Ok(Expr::Binary { op, left: self.boxed(left)?, right: self.boxed(right)? })
    }

    fn in_list(self, expr: &ast::Expr, list: &[ast::Expr], negated: bool) -> Result<Expr, PlanError> {
        let constant = |item: &ast::Expr| match self.expr(item)? {
            Expr::Literal(value) => Ok(value),
            _ => {
                let message = "a list takes constants; compare with = and `or` to test other values";
                Err(self.reader.error_in(item, message))
            }
        };
        let list = list.iter().map(constant).collect::<Result<Vec<_>, _>>()?;
        Ok(Expr::InList { expr: self.boxed(expr)?, list, negated })
    }

    /// `case x when 1 then ..` is `case when x = 1 then ..`.
    fn case(
        self,
        operand: Option<&ast::Expr>,
        conditions: &[ast::CaseWhen],
        otherwise: Option<&ast::Expr>,
    ) -> Result<Expr, PlanError> {
        let operand = operand.map(|operand| self.expr(operand)).transpose()?;
        let branch = |branch: &ast::CaseWhen| -> Result<(Expr, Expr), PlanError> {
            let condition = self.expr(&branch.condition)?;
            let condition = match &operand {
                Some(operand) => operand.clone().eq(condition),
                None => condition,
            };
            Ok((condition, self.expr(&branch.result)?))
        };
        let branches = conditions.iter().map(branch).collect::<Result<Vec<_>, _>>()?;
        let otherwise = otherwise.map(|value| self.boxed(value)).transpose()?;
        Ok(Expr::Case { branches, otherwise })
    }
}

/// The condition with null as false.
fn or_false(condition: Expr) -> Expr {
    Expr::Call { function: Function::Coalesce, args: vec![condition, Expr::Literal(Scalar::Bool(false))] }
}

/// The pattern in small letters.
fn lowered(pattern: Expr) -> Expr {
    match pattern {
        Expr::Literal(Scalar::String(text)) => Expr::from(text.to_lowercase()),
        other => other.str().lower(),
    }
}

/// `text like pattern`, by a cheaper test where the only wildcards are `%` at the ends of a constant.
fn like(text: Expr, pattern: Expr) -> Expr {
    let Expr::Literal(Scalar::String(constant)) = &pattern else {
        return Expr::Call { function: Function::Like, args: vec![text, pattern] };
    };
    let open_start = constant.starts_with('%');
    let open_end = constant.len() > 1 && constant.ends_with('%');
    let core = &constant[usize::from(open_start)..constant.len() - usize::from(open_end)];
    if core.is_empty() != constant.is_empty() || core.contains(['%', '_', '\\']) {
        return Expr::Call { function: Function::Like, args: vec![text, pattern] };
    }
    match (open_start, open_end) {
        (false, false) => text.eq(core),
        (false, true) => text.str().starts_with(core),
        (true, false) => text.str().ends_with(core),
        (true, true) => text.str().contains(core),
    }
}
