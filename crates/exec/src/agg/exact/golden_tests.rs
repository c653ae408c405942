//! Sums, means, variances and deviations of hostile inputs, bit for bit as exact arithmetic gives them.
//!
//! `tests/exact_golden.py` makes the golden file, with Python's `fractions`, `math.fsum` and `statistics`.

use super::{ExactSquares, ExactSum, Moments};

const GOLDEN: &str = include_str!("../../../tests/exact_golden.csv");

/// A value of the golden file: 16 hexadecimal digits of its bits, `nan`, or empty for none.
fn bits(text: &str) -> Option<u64> {
    match text {
        "" => None,
        "nan" => Some(f64::NAN.to_bits()),
        digits => Some(u64::from_str_radix(digits, 16).unwrap()),
    }
}

/// The bits of a result, all NaNs alike.
fn result_bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }
}

fn check(name: &str, expected: &[Option<u64>; 4], sum: &ExactSum, squares: &ExactSquares, count: u64) {
    let moments = Moments::of_floats(sum, squares, count, 1);
    let found = [
        Some(sum.to_f64()),
        (count > 0).then(|| sum.mean(count)),
        moments.as_ref().map(Moments::variance),
        moments.as_ref().map(Moments::deviation),
    ];
    let found = found.map(|value| value.map(result_bits));
    assert_eq!(&found, expected, "{name}: sum, mean, variance, deviation");
}

fn of(values: &[f64]) -> (ExactSum, ExactSquares) {
    let (mut sum, mut squares) = (ExactSum::default(), ExactSquares::default());
    sum.add_slice(values);
    values.iter().for_each(|&x| squares.add(x));
    (sum, squares)
}

#[test]
fn hostile_inputs_agree_with_exact_arithmetic() {
    let mut cases = 0;
    for line in GOLDEN.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, sum, mean, variance, deviation, values] = fields[..] else { panic!("not a case: {line}") };
        let expected = [sum, mean, variance, deviation].map(bits);
        let values: Vec<f64> =
            values.split_terminator(' ').map(|v| f64::from_bits(bits(v).unwrap())).collect();
        let count = values.len() as u64;

        let (sum, squares) = of(&values);
        check(name, &expected, &sum, &squares, count);

        // In parts, merged from the back.
        let (mut sum, mut squares) = (ExactSum::default(), ExactSquares::default());
        for part in values.chunks(3).rev() {
            let (part_sum, part_squares) = of(part);
            sum.merge(&part_sum);
            squares.merge(&part_squares);
        }
        check(name, &expected, &sum, &squares, count);
        cases += 1;
    }
    assert!(cases > 100, "{cases} cases");
}
