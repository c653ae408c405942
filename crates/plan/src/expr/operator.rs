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

    /// Whether this is `and` or `or`.
    pub fn is_logical(self) -> bool {
        matches!(self, Self::And | Self::Or)
    }

    /// How tightly the operator binds in text: more is tighter.
    pub(crate) fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            op if op.is_comparison() => 4,
            Self::Add | Self::Subtract => 6,
            _ => 7,
        }
    }

    /// The operator in words, for messages: "cannot {verb} a and b".
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Subtract => "subtract",
            Self::Multiply => "multiply",
            Self::Divide | Self::FloorDivide | Self::Modulo => "divide",
            Self::And | Self::Or => "combine",
            _ => "compare",
        }
    }
}
