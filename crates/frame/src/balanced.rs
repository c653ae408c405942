//! Many expressions as one, without depth: a table may have thousands of columns.

use chunkwise_plan::Expr;

/// `parts` combined two by two, then the pairs, and so on, in their order; `None` of nothing.
pub(crate) fn balanced(
    parts: impl IntoIterator<Item = Expr>,
    combine: impl Fn(Expr, Expr) -> Expr,
) -> Option<Expr> {
    let mut level: Vec<Expr> = parts.into_iter().collect();
    while level.len() > 1 {
        let mut parts = level.into_iter();
        let mut next = Vec::with_capacity(parts.len().div_ceil(2));
        while let Some(left) = parts.next() {
            next.push(match parts.next() {
                Some(right) => combine(left, right),
                None => left,
            });
        }
        level = next;
    }
    level.pop()
}

#[cfg(test)]
mod tests {
    use chunkwise_plan::col;

    use super::*;

    #[test]
    fn keeps_the_order_and_little_depth() {
        let names = |count: usize| (0..count).map(|at| col(format!("c{at}")));
        assert_eq!(balanced(names(0), Expr::and), None);
        let five = balanced(names(5), |left, right| left + right).unwrap();
        assert_eq!(five.to_string(), "c0 + c1 + (c2 + c3) + c4");
        fn depth(expr: &Expr) -> usize {
            match expr {
                Expr::Binary { left, right, .. } => 1 + depth(left).max(depth(right)),
                _ => 0,
            }
        }
        assert_eq!(depth(&balanced(names(1000), Expr::and).unwrap()), 10);
    }
}
