//! Expressions as SQL text that reads back as the same expression, with no more brackets than needed.

use std::fmt;

use super::{BinaryOp, Expr};
use crate::function::Function;
use crate::scalar::Scalar;
use crate::types::type_name;
use crate::window::write_window;

/// How tightly the kinds of text bind; an operand that binds less than its place needs gets brackets.
/// The operators' own are in [`BinaryOp::precedence`].
const NOT: u8 = 4;
const COMPARISON: u8 = 5;
const NEGATE: u8 = 9;
const ATOM: u8 = 10;

/// Words that cannot stand for a column without quotes.
const RESERVED: &[&str] = &[
    "and", "any", "all", "as", "asc", "between", "by", "case", "cast", "desc", "distinct", "else", "end",
    "exists", "extract", "false", "from", "group", "having", "ilike", "in", "interval", "is", "like",
    "limit", "not", "null", "nulls", "on", "or", "order", "select", "then", "true", "union", "when", "where",
    "with", "xor",
];

/// The name of the column that the expression makes: its alias, the column's own name, or else its text.
///
/// ```
/// use chunkwise_plan::{col, output_name};
/// assert_eq!(output_name(&col("Trip Distance")), "Trip Distance");
/// assert_eq!(output_name(&(col("a") + 1)), "a + 1");
/// assert_eq!(output_name(&(col("a") + 1).alias("b")), "b");
/// ```
pub fn output_name(expr: &Expr) -> String {
    match expr {
        Expr::Column(name) | Expr::Alias { name, .. } => name.clone(),
        other => other.to_string(),
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => write_name(name, f),
            Self::Literal(value) => write!(f, "{value}"),
            Self::Binary { op, left, right } => write_binary(*op, left, right, f),
            Self::Not(expr) => {
                f.write_str("not ")?;
                write_operand(expr, NOT, f)
            }
            Self::Negate(expr) => {
                f.write_str("-")?;
                // Two minus signs would start a comment, and a sign before a number would become part of it.
                let needs =
                    if matches!(**expr, Self::Negate(_) | Self::Literal(_)) { ATOM + 1 } else { NEGATE };
                write_operand(expr, needs, f)
            }
            Self::IsNull(expr) => {
                write_operand(expr, COMPARISON + 1, f)?;
                f.write_str(" is null")
            }
            Self::IsNotNull(expr) => {
                write_operand(expr, COMPARISON + 1, f)?;
                f.write_str(" is not null")
            }
            Self::InList { expr, list, negated } => write_in_list(expr, list, *negated, f),
            Self::Cast { expr, to } => write!(f, "cast({expr} as {})", type_name(to)),
            Self::Case { branches, otherwise } => write_case(branches, otherwise.as_deref(), f),
            Self::Call { function, args } => write_call(*function, args, f),
            Self::Window { function, arg, by } => write_window(*function, arg.as_deref(), by, f),
            Self::Alias { expr, name } => {
                write!(f, "{expr} as ")?;
                write_name(name, f)
            }
        }
    }
}

fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary { op, .. } => op.precedence(),
        Expr::Not(_) => NOT,
        Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::InList { .. } => COMPARISON,
        Expr::Call { function: Function::Like, .. } => COMPARISON,
        Expr::Negate(_) => NEGATE,
        Expr::Alias { .. } => 0,
        // A minus sign in front of a number.
        Expr::Literal(Scalar::Int64(value)) if *value < 0 => NEGATE,
        Expr::Literal(Scalar::Float64(value)) if value.is_sign_negative() => NEGATE,
        _ => ATOM,
    }
}

fn write_operand(expr: &Expr, needed: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if precedence(expr) < needed { write!(f, "({expr})") } else { write!(f, "{expr}") }
}

fn write_binary(op: BinaryOp, left: &Expr, right: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Operators of one kind group to the left, so the right side needs to bind tighter; comparisons do not chain.
    let left_needs = if op.is_comparison() { op.precedence() + 1 } else { op.precedence() };
    write_operand(left, left_needs, f)?;
    write!(f, " {} ", op.symbol())?;
    write_operand(right, op.precedence() + 1, f)
}

fn write_in_list(expr: &Expr, list: &[Scalar], negated: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write_operand(expr, COMPARISON + 1, f)?;
    f.write_str(if negated { " not in (" } else { " in (" })?;
    write_separated(list, f)?;
    f.write_str(")")
}

fn write_case(
    branches: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str("case")?;
    for (condition, value) in branches {
        write!(f, " when {condition} then {value}")?;
    }
    if let Some(value) = otherwise {
        write!(f, " else {value}")?;
    }
    f.write_str(" end")
}

fn write_call(function: Function, args: &[Expr], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let (Function::Like, [text, pattern]) = (function, args) {
        write_operand(text, COMPARISON + 1, f)?;
        f.write_str(" like ")?;
        return write_operand(pattern, COMPARISON + 1, f);
    }
    write!(f, "{}(", function.name())?;
    write_separated(args, f)?;
    f.write_str(")")
}

fn write_separated<T: fmt::Display>(items: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { ", " })?;
        write!(f, "{item}")?;
    }
    Ok(())
}

/// A column's name, in double quotes unless it can stand without.
fn write_name(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
        && !RESERVED.contains(&name.to_lowercase().as_str());
    if plain { f.write_str(name) } else { write!(f, "\"{}\"", name.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::super::{col, lit};

    #[test]
    fn brackets_only_where_needed() {
        let cases = [
            ((col("a") + col("b")) * 2, "(a + b) * 2"),
            (col("a") + col("b") * 2, "a + b * 2"),
            (col("a") - (col("b") - col("c")), "a - (b - c)"),
            (col("a") - col("b") - col("c"), "a - b - c"),
            (col("a").and(col("b").or(col("c"))), "a and (b or c)"),
            (!(col("a").eq(1)), "not a = 1"),
            (col("a").not().eq(true), "(not a) = true"),
            ((col("a").eq(1)).is_null(), "(a = 1) is null"),
            (-(-col("a")), "-(-a)"),
            (-lit(3), "-(3)"),
            (-lit(-3), "-(-3)"),
            (col("a") - -3, "a - -3"),
            (-(col("a") + 1), "-(a + 1)"),
        ];
        for (expr, text) in cases {
            assert_eq!(expr.to_string(), text);
        }
    }

    #[test]
    fn names_are_quoted_where_needed() {
        let cases = [
            ("tip_amount", "tip_amount"),
            ("größe", "größe"),
            ("Trip Distance", "\"Trip Distance\""),
            ("a.b/c", "\"a.b/c\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("1st", "\"1st\""),
            ("Case", "\"Case\""),
            ("", "\"\""),
        ];
        for (name, text) in cases {
            assert_eq!(col(name).to_string(), text);
        }
    }
}
