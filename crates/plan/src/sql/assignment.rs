//! New columns: `name = EXPR`.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::expr::convert;
use super::reader::Reader;
use crate::PlanError;
use crate::expr::Expr;

/// The name and the expression of `name = EXPR`; the expression may have `=` in it, and the name may stand in
/// double quotes.
///
/// ```
/// use chunkwise_plan::{col, parse_assignment};
/// let (name, expr) = parse_assignment("\"no tip\" = tip_amount = 0")?;
/// assert_eq!((name.as_str(), expr), ("no tip", col("tip_amount").eq(0)));
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// [`PlanError::Syntax`] if the text does not begin with a name and `=`; those of [`parse_expr`](crate::parse_expr).
pub fn parse_assignment(text: &str) -> Result<(String, Expr), PlanError> {
    let reader = Reader::new(text);
    let mut tokens = reader.tokens()?.into_iter().filter(|token| !is_blank(token));
    let name = match tokens.next() {
        Some(TokenWithSpan { token: Token::Word(word), .. }) => word.value,
        Some(other) => return Err(reader.error_at(other.span.start, "write a new column as name = EXPR")),
        None => return Err(reader.error_at_end("write a new column as name = EXPR")),
    };
    match tokens.next() {
        Some(TokenWithSpan { token: Token::Eq, .. }) => {}
        Some(other) => {
            let message = format!(
                "expected = after the name `{name}`; a name with blanks or signs needs double quotes"
            );
            return Err(reader.error_at(other.span.start, message));
        }
        None => return Err(reader.error_at_end(format!("expected = and an expression after `{name}`"))),
    }
    let parsed = reader.parse_all(tokens.collect(), |parser| parser.parse_expr())?;
    Ok((name, convert(&reader, &parsed)?))
}

fn is_blank(token: &TokenWithSpan) -> bool {
    matches!(token.token, Token::Whitespace(_))
}
