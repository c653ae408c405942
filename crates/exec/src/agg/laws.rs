//! The laws that every aggregate keeps: its partial state is an algebra.
//!
//! Merging with an empty state changes nothing, and any way of cutting the rows into parts, merged in any order, gives
//! the bits of one pass. A sum that does not fit fails however it came about.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, DurationMicrosecondArray, Float32Array,
    Float64Array, Int16Array, Int64Array, StringArray, TimestampMicrosecondArray, UInt32Array, UInt64Array,
};
use arrow::compute::{filter, take};
use arrow::datatypes::{DataType, Field};
use proptest::prelude::*;

use super::*;
use crate::group::NO_GROUP;

const GROUPS: usize = 3;

/// Every aggregate with every type that it takes, and the type of its result.
fn kinds() -> Vec<(AggFunc, DataType, DataType)> {
    use AggFunc::*;
    let types: Vec<DataType> = (0..TYPES).map(|kind| array_of(kind, &[]).data_type().clone()).collect();
    let mut kinds = Vec::new();
    for input in &types {
        kinds.extend(
            [Count, CountAll, NUnique, ApproxNUnique].map(|func| (func, input.clone(), DataType::Int64)),
        );
        kinds.extend([Min, Max, First, Last, Mode].map(|func| (func, input.clone(), input.clone())));
        kinds.extend([IdxMin, IdxMax].map(|func| (func, input.clone(), DataType::UInt64)));
        let list = DataType::List(Arc::new(Field::new_list_field(input.clone(), true)));
        kinds.extend([Modes, Collect].map(|func| (func, input.clone(), list.clone())));
        if *input != DataType::Utf8 {
            kinds.extend(
                [Largest { n: 2 }, Smallest { n: 100 }].map(|func| (func, input.clone(), list.clone())),
            );
            let nearest = Quantile { q: 0.3, interpolation: Interpolation::Nearest };
            kinds.push((nearest, input.clone(), input.clone()));
        }
        let quantile = Quantile { q: 0.9, interpolation: Interpolation::Linear };
        match input {
            DataType::Float64 | DataType::Int64 | DataType::UInt64 => {
                kinds.extend([Sum, Prod].map(|func| (func, input.clone(), input.clone())));
                kinds.extend([Median, quantile].map(|func| (func, input.clone(), DataType::Float64)));
                kinds.extend(
                    [Mean, Std { ddof: 1 }, Var { ddof: 0 }, Sem { ddof: 1 }]
                        .map(|func| (func, input.clone(), DataType::Float64)),
                );
            }
            DataType::Duration(_) => {
                kinds.extend([Sum, Mean, Median, quantile].map(|func| (func, input.clone(), input.clone())));
            }
            DataType::Timestamp(..) => {
                kinds.extend([Mean, Median, quantile].map(|func| (func, input.clone(), input.clone())));
            }
            DataType::Boolean => kinds.extend([Any, All].map(|func| (func, input.clone(), input.clone()))),
            _ => {}
        }
    }
    let float = || DataType::Float64;
    kinds.extend([Skew, Kurt, ApproxQuantile { q: 0.9 }].map(|func| (func, float(), float())));
    for input in [DataType::Int64, DataType::Float64] {
        kinds.extend([Cov { ddof: 1 }, Corr].map(|func| (func, input.clone(), float())));
    }
    kinds
}

const TYPES: usize = 10;

/// A column of the `kind`-th type made of seeds, which are spread over what that type can hold.
fn array_of(kind: usize, seeds: &[Option<u64>]) -> ArrayRef {
    let map = seeds.iter().copied();
    match kind {
        0 => Arc::new(map.map(|s| s.map(float)).collect::<Float64Array>()),
        1 => Arc::new(map.map(|s| s.map(|s| float(s) as f32)).collect::<Float32Array>()),
        2 => Arc::new(map.map(|s| s.map(int)).collect::<Int64Array>()),
        3 => Arc::new(map.map(|s| s.map(|s| int(s).unsigned_abs())).collect::<UInt64Array>()),
        4 => Arc::new(map.map(|s| s.map(|s| s as i16)).collect::<Int16Array>()),
        5 => Arc::new(map.map(|s| s.map(|s| s & 1 == 1)).collect::<BooleanArray>()),
        6 => Arc::new(map.map(|s| s.map(|s| format!("text {}", s % 13))).collect::<StringArray>()),
        7 => Arc::new(map.map(|s| s.map(|s| s as i32)).collect::<Date32Array>()),
        8 => Arc::new(map.map(|s| s.map(int)).collect::<DurationMicrosecondArray>()),
        _ => Arc::new(map.map(|s| s.map(int)).collect::<TimestampMicrosecondArray>()),
    }
}

/// Any bits, typical values, and ones that cancel or are special.
fn float(seed: u64) -> f64 {
    match seed % 8 {
        0 => f64::from_bits(seed),
        1 => [0.0, -0.0, f64::NAN, f64::INFINITY, f64::MAX, -f64::MAX, 5e-324][(seed >> 8) as usize % 7],
        2 => -1e100,
        3 => 1e100,
        _ => (seed % 1_000_003) as f64 / 100.0 - 5_000.0,
    }
}

/// Small numbers, and some large enough for a sum to overflow.
fn int(seed: u64) -> i64 {
    if seed.is_multiple_of(16) { seed as i64 } else { (seed % 201) as i64 - 100 }
}

#[derive(Debug)]
struct Case {
    func: AggFunc,
    input: DataType,
    output: DataType,
    array: ArrayRef,
    groups: Option<Vec<u32>>,
}

impl Case {
    fn empty(&self) -> Box<dyn Accumulator> {
        let inputs = vec![&self.input; self.arity()];
        let mut state = accumulator_of(self.func, &inputs, &self.output, "x").unwrap();
        state.resize(GROUPS);
        state
    }

    /// The state of the rows in `from..to`.
    fn part(&self, from: usize, to: usize) -> Box<dyn Accumulator> {
        let mut state = self.empty();
        self.update(&mut *state, from, to);
        state
    }

    fn arity(&self) -> usize {
        if matches!(self.func, AggFunc::Cov { .. } | AggFunc::Corr) { 2 } else { 1 }
    }

    /// The arguments: of two, the second is the same column backwards.
    fn args(&self) -> Vec<ArrayRef> {
        let backwards: UInt32Array = (0..self.array.len() as u32).rev().collect();
        let second = take(&self.array, &backwards, None).unwrap();
        [Arc::clone(&self.array), second].into_iter().take(self.arity()).collect()
    }

    /// The result of one group's rows by themselves, without the nulls.
    fn alone(&self, group: usize) -> String {
        let counts_nulls = matches!(self.func, AggFunc::CountAll | AggFunc::Collect);
        let keep = (0..self.array.len()).map(|row| {
            let here = self.groups.as_ref().map_or(group == 0, |groups| groups[row] as usize == group);
            Some(here && (counts_nulls || self.array.is_valid(row)))
        });
        let keep = keep.collect();
        let args: Vec<ArrayRef> = self.args().iter().map(|array| filter(array, &keep).unwrap()).collect();
        let mut state = self.empty();
        state.update(Groups::One, &args, args[0].len(), 0).unwrap();
        result_of(&*state, 0)
    }

    fn update(&self, state: &mut dyn Accumulator, from: usize, to: usize) {
        let args: Vec<ArrayRef> = self.args().iter().map(|array| array.slice(from, to - from)).collect();
        let groups = match &self.groups {
            None => Groups::One,
            Some(groups) => Groups::Each(&groups[from..to]),
        };
        let before = state.size_bytes();
        state.update(groups, &args, to - from, from as u64).unwrap();
        assert!(state.size_bytes() >= before);
    }
}

fn merged(mut into: Box<dyn Accumulator>, other: &dyn Accumulator) -> Box<dyn Accumulator> {
    // In two parts: groups may go to different places.
    let state = other.state().unwrap();
    let part = |from: usize, groups: usize| -> Vec<ArrayRef> {
        state.iter().map(|column| column.slice(from, groups)).collect()
    };
    let groups: Vec<u32> = (0..GROUPS as u32).collect();
    into.merge(&groups[1..], &part(1, GROUPS - 1)).unwrap();
    into.merge(&groups[..1], &part(0, 1)).unwrap();
    into
}

/// The results' bits, or the error's text.
fn result(state: &dyn Accumulator) -> Result<String, String> {
    let array = state.finish().map_err(|error| error.to_string())?;
    assert_eq!(array.len(), GROUPS);
    Ok(bits_of(&array))
}

/// The bits of one group's result.
fn result_of(state: &dyn Accumulator, group: usize) -> String {
    let array = state.finish().unwrap();
    bits_of(&take(&array, &UInt32Array::from(vec![group as u32]), None).unwrap())
}

fn bits_of(array: &ArrayRef) -> String {
    if let Some(lists) = array.as_list_opt::<i32>() {
        let lists = (0..lists.len()).map(|row| {
            let all: UInt32Array = (0..lists.value_length(row) as u32).collect();
            bits_of(&take(&lists.value(row), &all, None).unwrap())
        });
        return lists.collect();
    }
    // What lies under a null has no meaning.
    let data = filter(array, &arrow::compute::is_not_null(array).unwrap()).unwrap().to_data();
    // Arrow compares and prints floats by value: take the bytes of primitive columns.
    let bytes: Vec<&[u8]> = data.buffers().iter().map(|buffer| buffer.as_slice()).collect();
    let valid: Vec<bool> = (0..array.len()).map(|row| array.is_valid(row)).collect();
    format!("{:?} {bytes:?} {valid:?}", data.data_type())
}

fn cases() -> impl Strategy<Value = Case> {
    let row = (prop::option::weighted(0.85, any::<u64>()), 0u32..=GROUPS as u32);
    let kind = 0..kinds().len();
    (kind, prop::collection::vec(row, 0..30), any::<bool>()).prop_map(|(kind, rows, one_group)| {
        let (func, input, output) = kinds()[kind].clone();
        let seeds: Vec<Option<u64>> = rows.iter().map(|row| row.0).collect();
        let array = (0..TYPES).map(|kind| array_of(kind, &seeds)).find(|array| *array.data_type() == input);
        let groups = rows.iter().map(|row| if row.1 as usize == GROUPS { NO_GROUP } else { row.1 }).collect();
        Case { func, input, output, array: array.unwrap(), groups: (!one_group).then_some(groups) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn every_aggregate_keeps_the_laws(case in cases(), cuts in (0usize..30, 0usize..30)) {
        let rows = case.array.len();
        let what = format!("{:?} of {}", case.func, case.input);
        let whole = case.part(0, rows);
        let expected = result(&*whole);

        prop_assert_eq!(&result(&*merged(case.empty(), &*whole)), &expected, "empty.merge(x), {}", &what);
        prop_assert_eq!(&result(&*merged(case.part(0, rows), &*case.empty())), &expected, "x.merge(empty), {}", &what);

        // (If the sum of one group does not fit, there is nothing to compare for the others.)
        // (The rows of one group alone have other positions.)
        for group in (0..GROUPS).filter(|_| expected.is_ok() && !case.func.gives_row()) {
            prop_assert_eq!(case.alone(group), result_of(&*whole, group), "group {} alone, {}", group, &what);
        }

        let (a, b) = (cuts.0.min(rows), cuts.1.min(rows));
        let (a, b) = (a.min(b), a.max(b));
        let part = |k: usize| match k { 0 => case.part(0, a), 1 => case.part(a, b), _ => case.part(b, rows) };
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
            let left = merged(merged(part(order[0]), &*part(order[1])), &*part(order[2]));
            prop_assert_eq!(&result(&*left), &expected, "(a.b).c, {}", &what);
            let right = merged(part(order[0]), &*merged(part(order[1]), &*part(order[2])));
            prop_assert_eq!(&result(&*right), &expected, "a.(b.c), {}", &what);
        }

        let mut out_of_order = case.empty();
        case.update(&mut *out_of_order, b, rows);
        case.update(&mut *out_of_order, 0, a);
        case.update(&mut *out_of_order, a, b);
        prop_assert_eq!(&result(&*out_of_order), &expected, "batches out of order, {}", &what);
    }
}

#[test]
fn an_overflow_survives_merging_until_it_is_outweighed() {
    let sum_of = |values: [i64; 2]| {
        let array: ArrayRef = Arc::new(Int64Array::from(values.to_vec()));
        let mut state =
            accumulator_of(AggFunc::Sum, &[&DataType::Int64], &DataType::Int64, "sum(x)").unwrap();
        state.resize(GROUPS);
        state.update(Groups::One, std::slice::from_ref(&array), 2, 0).unwrap();
        state
    };
    let too_large = merged(sum_of([1, 1]), &*sum_of([i64::MAX, 1]));
    assert!(matches!(too_large.finish(), Err(AggError::Overflow { .. })));
    let too_large = merged(too_large, &*sum_of([-2, -1]));
    assert_eq!(*too_large.finish().unwrap(), Int64Array::from(vec![i64::MAX, 0, 0]));
    let too_small = merged(sum_of([i64::MIN, -1]), &*sum_of([0, 0]));
    assert!(too_small.finish().is_err());
}

#[test]
fn empty_groups() {
    for (func, input, output) in kinds() {
        let case = Case { func, array: array_of(0, &[]), input, output, groups: None };
        let state = case.empty();
        let array = state.finish().unwrap();
        let expected_nulls = match func {
            AggFunc::Count
            | AggFunc::CountAll
            | AggFunc::NUnique
            | AggFunc::ApproxNUnique
            | AggFunc::Sum
            | AggFunc::Prod
            | AggFunc::Modes
            | AggFunc::Collect
            | AggFunc::Largest { .. }
            | AggFunc::Smallest { .. }
            | AggFunc::Any
            | AggFunc::All => 0,
            _ => GROUPS,
        };
        assert_eq!(array.null_count(), expected_nulls, "{func:?} of {}", case.input);
        assert_eq!(*array.data_type(), case.output, "{func:?} of {}", case.input);
    }
}

#[test]
fn refuses_what_does_not_fit() {
    let error = accumulator_of(AggFunc::Sum, &[&DataType::Utf8], &DataType::Utf8, "sum(name)").err().unwrap();
    assert!(error.to_string().contains("`sum(name)` cannot be computed from string values"), "{error}");
    for (func, input, output) in kinds() {
        let case = Case { func, array: array_of(0, &[]), input, output, groups: None };
        let mut state = case.empty();
        assert!(state.merge(&[0], &[]).is_err(), "{func:?}");
        let wrong: ArrayRef = Arc::new(arrow::array::Time64MicrosecondArray::from(vec![1]));
        assert!(state.merge(&[0], &[wrong]).is_err(), "{func:?}");
    }
}
