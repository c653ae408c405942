//! The operators between two expressions.

/// An operator with two sides. What types they take, and what comes out, is in [`bind`](crate::bind).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`; also joins texts.
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`: true division, a float also between integers.
    Divide,
    /// `//`: the quotient rounded down; an integer between integers.
    FloorDivide,
    /// `%`: what `//` leaves.
    Modulo,
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// False if one side is false, whatever the other.
    And,
    /// True if one side is true, whatever the other.
    Or,
    /// True if one side is true and the other false; null if either is.
    Xor,
}

impl BinaryOp {
    /// The operator as SQL writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Modulo => "%",
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::And => "and",
            Self::Or => "or",
            Self::Xor => "xor",
        }
    }

    /// Whether this is `+ - * / // %`.
    pub fn is_arithmetic(self) -> bool {
        matches!(
            self,
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::FloorDivide | Self::Modulo
        )
    }

    /// Whether this is `= <> < <= > >=`.
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual
        )
    }

    /// Whether this is `and`, `or` or `xor`.
    pub fn is_logical(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Xor)
    }

    /// How tightly the operator binds in text: more is tighter.
    pub(crate) fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::Xor => 2,
            Self::And => 3,
            op if op.is_comparison() => 5,
            Self::Add | Self::Subtract => 7,
            _ => 8,
        }
    }

    /// The operator in words, for messages: "cannot {verb} a and b".
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Subtract => "subtract",
            Self::Multiply => "multiply",
            Self::Divide | Self::FloorDivide | Self::Modulo => "divide",
            Self::And | Self::Or | Self::Xor => "combine",
            _ => "compare",
        }
    }
}
