//! Each statistic of windows that move over hard values, against the statistic of each window by itself.

use super::*;

const VALUES: [f64; 16] = [
    1.0,
    1e300,
    -1e300,
    0.1,
    0.2,
    f64::INFINITY,
    3.0,
    3.0,
    f64::NAN,
    -0.0,
    1e-300,
    f64::NEG_INFINITY,
    7.5,
    2.5,
    1e16,
    1.0,
];

fn fresh(stat: RollingStat, values: &[f64]) -> Option<f64> {
    let mut window = WindowValues::new(stat);
    values.iter().for_each(|&value| window.add(value));
    window.result()
}

#[test]
fn what_goes_leaves_no_trace() {
    for stat in RollingStat::ALL {
        for rows in 1..=5 {
            let mut window = WindowValues::new(stat);
            for (at, &value) in VALUES.iter().enumerate() {
                if at >= rows {
                    window.remove(VALUES[at - rows]);
                }
                window.add(value);
                let alone = fresh(stat, &VALUES[(at + 1).saturating_sub(rows)..=at]);
                let same = window.result().map(f64::to_bits) == alone.map(f64::to_bits)
                    || window.result() == alone
                    || (window.result().is_some_and(f64::is_nan) && alone.is_some_and(f64::is_nan));
                assert!(same, "{stat:?} of {rows} rows up to {at}: {:?} and {alone:?}", window.result());
            }
        }
    }
}

#[test]
fn statistics_of_few_values() {
    let cases = [
        (RollingStat::Sum, vec![], Some(0.0)),
        (RollingStat::Count, vec![], Some(0.0)),
        (RollingStat::Mean, vec![], None),
        (RollingStat::Min, vec![], None),
        (RollingStat::Median, vec![], None),
        (RollingStat::Std, vec![1.0], None),
        (RollingStat::Var, vec![1.0, 2.0], Some(0.5)),
        (RollingStat::Median, vec![4.0, 1.0, 2.0], Some(2.0)),
        (RollingStat::Median, vec![4.0, 1.0], Some(2.5)),
        (RollingStat::Min, vec![f64::NAN, 2.0], Some(2.0)),
        (RollingStat::Max, vec![1.0, f64::INFINITY], Some(f64::INFINITY)),
        (RollingStat::Sum, vec![0.1; 10], Some(1.0)),
    ];
    for (stat, values, expected) in cases {
        assert_eq!(fresh(stat, &values), expected, "{stat:?} of {values:?}");
    }
    assert!(fresh(RollingStat::Max, &[f64::NAN]).is_some_and(f64::is_nan));
    assert!(fresh(RollingStat::Var, &[f64::INFINITY, 1.0]).is_some_and(f64::is_nan));
}
