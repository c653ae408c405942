//! The grammar of expressions: sqlparser's generic one, but for the points listed here.
//!
//! - `xor` stands between `or` and `and`, as in MySQL (sqlparser's generic dialect lets it bind tighter than `=`);
//! - `a ** b` is `power(a, b)`, grouped to the right and binding tighter than a sign, as in Python.

use std::any::TypeId;

use sqlparser::ast;
use sqlparser::dialect::{Dialect, GenericDialect, Precedence};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

/// The dialect of expressions.
#[derive(Debug)]
pub(super) struct ExprDialect;

/// Binds tighter than a sign and `*`, less than `::`.
const POWER: u8 = 45;
/// Between `or`, 5, and `and`, 10.
const XOR: u8 = 7;

impl Dialect for ExprDialect {
    fn dialect(&self) -> TypeId {
        TypeId::of::<GenericDialect>()
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        GenericDialect.is_delimited_identifier_start(ch)
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        GenericDialect.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        GenericDialect.is_identifier_part(ch)
    }

    fn supports_string_escape_constant(&self) -> bool {
        GenericDialect.supports_string_escape_constant()
    }

    fn allow_extract_custom(&self) -> bool {
        GenericDialect.allow_extract_custom()
    }

    fn allow_extract_single_quotes(&self) -> bool {
        GenericDialect.allow_extract_single_quotes()
    }

    fn supports_interval_options(&self) -> bool {
        GenericDialect.supports_interval_options()
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        GenericDialect.supports_filter_during_aggregation()
    }

    fn supports_window_function_null_treatment_arg(&self) -> bool {
        GenericDialect.supports_window_function_null_treatment_arg()
    }

    fn supports_group_by_expr(&self) -> bool {
        GenericDialect.supports_group_by_expr()
    }

    fn supports_comma_separated_trim(&self) -> bool {
        GenericDialect.supports_comma_separated_trim()
    }

    fn prec_value(&self, precedence: Precedence) -> u8 {
        match precedence {
            Precedence::Xor => XOR,
            other => GenericDialect.prec_value(other),
        }
    }

    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        is_power(parser).then_some(Ok(POWER))
    }

    fn parse_infix(
        &self,
        parser: &mut Parser,
        base: &ast::Expr,
        _precedence: u8,
    ) -> Option<Result<ast::Expr, ParserError>> {
        if !is_power(parser) {
            return None;
        }
        parser.advance_token();
        parser.advance_token();
        // One less, so that a second `**` belongs to the exponent.
        Some(parser.parse_subexpr(POWER - 1).map(|exponent| call("power", [base.clone(), exponent])))
    }
}

/// Whether two stars without a blank between them come next.
fn is_power(parser: &Parser) -> bool {
    let [first, second] = parser.peek_tokens_ref();
    first.token == Token::Mul && second.token == Token::Mul && first.span.end == second.span.start
}

fn call<const N: usize>(name: &str, args: [ast::Expr; N]) -> ast::Expr {
    let unnamed = |arg| ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(arg));
    ast::Expr::Function(ast::Function {
        name: ast::ObjectName::from(vec![ast::Ident::new(name)]),
        uses_odbc_syntax: false,
        parameters: ast::FunctionArguments::None,
        args: ast::FunctionArguments::List(ast::FunctionArgumentList {
            duplicate_treatment: None,
            args: args.into_iter().map(unnamed).collect(),
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}
