//! Tests of the exact sum; hostile inputs with golden answers are in `golden_tests.rs`.

use proptest::prelude::*;

use super::*;

fn sum_of(values: &[f64]) -> ExactSum {
    let mut sum = ExactSum::default();
    sum.add_slice(values);
    sum
}

fn bytes_of(sum: &ExactSum) -> Vec<u8> {
    let mut bytes = Vec::new();
    sum.write_bytes(&mut bytes);
    bytes
}

#[test]
fn sums_of_nothing_and_of_specials() {
    assert_eq!(ExactSum::default().to_f64().to_bits(), 0.0f64.to_bits());
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    assert_eq!(sum_of(&[1.0, inf]).to_f64(), inf);
    assert_eq!(sum_of(&[-inf, 1e300]).to_f64(), -inf);
    assert!(sum_of(&[inf, -inf]).to_f64().is_nan());
    assert!(sum_of(&[nan, 1.0]).to_f64().is_nan());
    assert!(sum_of(&[nan, inf]).mean(2).is_nan());
    assert_eq!(sum_of(&[f64::MAX, f64::MAX]).to_f64(), inf);
    assert_eq!(sum_of(&[f64::MAX, f64::MAX]).mean(2), f64::MAX);
    assert_eq!(sum_of(&[f64::MAX, f64::MAX, -f64::MAX]).to_f64(), f64::MAX);
}

#[test]
fn the_window_overflows_into_the_wide_accumulator() {
    let value = 2.0e12; // near the upper end of the window, where 2^12 of them overflow it
    let sum = sum_of(&vec![value; 10_000]);
    assert_eq!(sum.heap_bytes(), ExactSum::WIDE_BYTES);
    assert_eq!(sum.to_f64(), value * 10_000.0);
    let mut merged = ExactSum::default();
    for _ in 0..1_000 {
        merged.merge(&sum);
    }
    assert_eq!(merged.to_f64(), value * 1e7);
    assert!(merged.wide.is_some());
    let mut back = merged.clone();
    back.merge(&sum_of(&vec![-value; 10_000]));
    assert_eq!(back.to_f64(), value * (1e7 - 1e4));
}

#[test]
fn equal_sums_have_equal_bytes() {
    let through_wide = sum_of(&[1e300, 2.5, -1e300]);
    let direct = sum_of(&[2.5]);
    assert!(through_wide.wide.is_some() && direct.wide.is_none());
    assert_eq!(bytes_of(&through_wide), bytes_of(&direct));
    assert_eq!(bytes_of(&sum_of(&[1e300, -2.5, -1e300])), bytes_of(&sum_of(&[-2.5])));
    assert_eq!(bytes_of(&direct).len(), 17);
    assert!(ExactSum::from_bytes(&[]).is_none());
    assert!(ExactSum::from_bytes(&[0; 16]).is_none());
    assert!(ExactSum::from_bytes(&[WIDE_FLAG; 500]).is_none());
}

/// Values of every kind: any bits, typical ones, and ones that cancel.
fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |x| x.is_finite()),
        4 => -1e6f64..1e6,
        1 => prop::sample::select(vec![0.0, -0.0, 1e300, -1e300, 2e12, -2e12, 5e-324, f64::MAX, -f64::MAX]),
    ]
}

proptest! {
    #[test]
    fn agrees_with_big_integers(values in prop::collection::vec(any_value(), 0..60)) {
        let mut expected = BigInt::ZERO;
        for &x in &values {
            let (mantissa, bit) = mantissa_and_bit(x);
            let number = BigInt::from(mantissa) << bit;
            expected += if x < 0.0 { -number } else { number };
        }
        let sum = sum_of(&values);
        prop_assert_eq!(sum.to_bigint(), expected.clone());
        prop_assert_eq!(sum.to_f64().to_bits(), big_to_f64(&expected, LOWEST_EXPONENT).to_bits());
        let mut one_by_one = ExactSum::default();
        values.iter().for_each(|&x| one_by_one.add(x));
        prop_assert_eq!(bytes_of(&one_by_one), bytes_of(&sum));
    }

    #[test]
    fn merging_parts_gives_the_same_bytes(values in prop::collection::vec(any_value(), 0..60), cut in 0usize..60) {
        let cut = cut.min(values.len());
        let (left, right) = (sum_of(&values[..cut]), sum_of(&values[cut..]));
        let mut merged = right.clone();
        merged.merge(&left);
        prop_assert_eq!(bytes_of(&merged), bytes_of(&sum_of(&values)));
        let revived = ExactSum::from_bytes(&bytes_of(&merged)).unwrap();
        prop_assert_eq!(bytes_of(&revived), bytes_of(&merged));
        prop_assert_eq!(revived.to_f64().to_bits(), merged.to_f64().to_bits());
    }
}
