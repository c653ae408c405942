//! One text being read: its tokens, the parser over them, and errors with their place in the text.

use sqlparser::ast::{self, Spanned};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

use super::dialect::ExprDialect;
use crate::PlanError;

/// How many tokens a text may have, blanks counted. A tree grows as deep as its text is long, and is walked by recursion.
const MAX_TOKENS: usize = 20_000;

/// The text that is being read.
pub(super) struct Reader<'a> {
    text: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// The tokens of the text. Comments are refused: `a--1` would silently lose its end.
    pub(super) fn tokens(&self) -> Result<Vec<TokenWithSpan>, PlanError> {
        let mut tokens = Tokenizer::new(&ExprDialect, self.text)
            .tokenize_with_location()
            .map_err(|error| self.error_at(error.location, lower_first(&error.message)))?;
        if tokens.len() > MAX_TOKENS {
            return Err(self.too_deep());
        }
        let comment = |token: &&TokenWithSpan| {
            matches!(
                token.token,
                Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
            )
        };
        match tokens.iter().find(comment) {
            Some(comment) => {
                let message =
                    "a comment begins here; to subtract a negative value, put a blank between the signs";
                Err(self.error_at(comment.span.start, message))
            }
            None => {
                without_keywords(&mut tokens);
                Ok(tokens)
            }
        }
    }

    /// Runs `parse` over `tokens`, and checks that it takes all of them.
    pub(super) fn parse_all<T>(
        &self,
        tokens: Vec<TokenWithSpan>,
        parse: impl FnOnce(&mut Parser) -> Result<T, ParserError>,
    ) -> Result<T, PlanError> {
        let mut parser = Parser::new(&ExprDialect).with_tokens_with_locations(tokens);
        if parser.peek_token_ref().token == Token::EOF {
            return Err(self.error_at_end("an expression is missing"));
        }
        let parsed = parse(&mut parser).map_err(|error| self.parser_error(&error))?;
        let next = parser.peek_token_ref();
        if next.token == Token::EOF {
            return Ok(parsed);
        }
        Err(self.error_at(next.span.start, format!("the expression should end before {}", next.token)))
    }

    /// Parses items separated by commas, at least one, up to the end.
    pub(super) fn parse_list<T>(
        &self,
        item: impl Fn(&mut Parser) -> Result<T, ParserError>,
    ) -> Result<Vec<T>, PlanError> {
        self.parse_all(self.tokens()?, |parser| {
            let mut items = vec![item(parser)?];
            while parser.consume_token(&Token::Comma) {
                items.push(item(parser)?);
            }
            Ok(items)
        })
    }

    /// The error for a part of the tree.
    pub(super) fn error_in(&self, part: &ast::Expr, message: impl Into<String>) -> PlanError {
        self.error_at(part.span().start, message)
    }

    pub(super) fn error_at(&self, location: Location, message: impl Into<String>) -> PlanError {
        PlanError::Syntax {
            text: self.text.to_string(),
            position: self.position(location),
            message: message.into(),
        }
    }

    pub(super) fn too_deep(&self) -> PlanError {
        let message = "the expression has too many operators in a row or brackets in each other; `in (..)` replaces \
                       many comparisons";
        self.error_at(Location { line: 1, column: 1 }, message)
    }

    pub(super) fn error_at_end(&self, message: impl Into<String>) -> PlanError {
        self.error_at(Location { line: 0, column: 0 }, message)
    }

    /// The place in characters from 1; sqlparser marks the end of the text, and what it does not know, as line 0.
    fn position(&self, location: Location) -> usize {
        let all = self.text.chars().count();
        if location.line == 0 {
            return all + 1;
        }
        let lines = usize::try_from(location.line - 1).unwrap_or(usize::MAX);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX);
        let before: usize =
            self.text.split_inclusive('\n').take(lines).map(|line| line.chars().count()).sum();
        before.saturating_add(column).clamp(1, all + 1)
    }

    /// sqlparser writes the place at the end of its message; here it becomes a number again.
    fn parser_error(&self, error: &ParserError) -> PlanError {
        let message = match error {
            ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
            ParserError::RecursionLimitExceeded => {
                return self.too_deep();
            }
        };
        let (message, location) = split_location(message);
        let message = lower_first(message).replacen("expected: ", "expected ", 1);
        let message = message.replace("found: EOF", "and the text ends").replace("found: ", "found ");
        self.error_at(location, message)
    }
}

/// Splits ` at Line: 1, Column: 5` off a message.
fn split_location(message: &str) -> (&str, Location) {
    let unknown = (message, Location { line: 0, column: 0 });
    let Some((text, place)) = message.rsplit_once(" at Line: ") else {
        return unknown;
    };
    let Some((line, column)) = place.split_once(", Column: ") else {
        return unknown;
    };
    match (line.parse(), column.trim().parse()) {
        (Ok(line), Ok(column)) => (text, Location { line, column }),
        _ => unknown,
    }
}

/// Takes the special grammar that SQL has for some words away where they are called: `floor(t, '1h')` is a call as any other.
fn without_keywords(tokens: &mut [TokenWithSpan]) {
    for at in 0..tokens.len() {
        let called = tokens.get(at + 1).is_some_and(|next| next.token == Token::LParen)
            && !opens_filter(&tokens[..at]);
        let from_follows =
            tokens[at..].iter().skip(2).filter(|token| !matches!(token.token, Token::Whitespace(_))).nth(1);
        let has_from = matches!(from_follows, Some(TokenWithSpan { token: Token::Word(word), .. }) if word.keyword == Keyword::FROM);
        if let Token::Word(word) = &mut tokens[at].token
            && called
            && match word.keyword {
                Keyword::FLOOR
                | Keyword::CEIL
                | Keyword::WHERE
                | Keyword::IF
                | Keyword::MATCH
                | Keyword::LEFT
                | Keyword::RIGHT => true,
                // `extract(year from t)` is the part of a time.
                Keyword::EXTRACT => !has_from,
                _ => false,
            }
        {
            word.keyword = Keyword::NoKeyword;
        }
    }
}

/// Whether the tokens end in `filter (`: what comes is the clause of an aggregate.
fn opens_filter(before: &[TokenWithSpan]) -> bool {
    let mut words = before.iter().rev().filter(|token| !matches!(token.token, Token::Whitespace(_)));
    let bracket = words.next().is_some_and(|token| token.token == Token::LParen);
    bracket
        && matches!(words.next(), Some(TokenWithSpan { token: Token::Word(word), .. }) if word.value.eq_ignore_ascii_case("filter"))
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
