//! Properties of the group table, against a plain map from key to group.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::UInt32Array;
use arrow::array::{
    Array, BooleanArray, Date32Array, Float32Array, Float64Array, Int8Array, Int64Array, StringArray,
    UInt64Array,
};
use arrow::compute::{concat, take};
use proptest::prelude::*;

use super::*;

/// A key that orders as the table's do: rank of null, NaN and numbers first, then the value.
type Naive = Vec<(u8, i128, String)>;

const NUMBER: u8 = 0;
const NAN: u8 = 1;
const NULL: u8 = 2;

/// The rows' keys in plain form.
fn naive(columns: &[ArrayRef]) -> Vec<Naive> {
    let rows = columns[0].len();
    (0..rows).map(|row| columns.iter().map(|column| naive_value(column, row)).collect()).collect()
}

fn naive_value(column: &ArrayRef, row: usize) -> (u8, i128, String) {
    let none = String::new();
    let any = column.as_any();
    if column.is_null(row) {
        (NULL, 0, none)
    } else if let Some(texts) = any.downcast_ref::<StringArray>() {
        (NUMBER, 0, texts.value(row).to_string())
    } else if let Some(floats) = any.downcast_ref::<Float64Array>() {
        let x = floats.value(row);
        if x.is_nan() { (NAN, 0, none) } else { (NUMBER, (x * 4.0) as i128, none) }
    } else if let Some(floats) = any.downcast_ref::<Float32Array>() {
        (NUMBER, (floats.value(row) * 4.0) as i128, none)
    } else if let Some(bools) = any.downcast_ref::<BooleanArray>() {
        (NUMBER, i128::from(bools.value(row)), none)
    } else if let Some(ints) = any.downcast_ref::<UInt64Array>() {
        (NUMBER, i128::from(ints.value(row)), none)
    } else if let Some(ints) = any.downcast_ref::<Int8Array>() {
        (NUMBER, i128::from(ints.value(row)), none)
    } else if let Some(dates) = any.downcast_ref::<Date32Array>() {
        (NUMBER, i128::from(dates.value(row)), none)
    } else {
        (NUMBER, i128::from(any.downcast_ref::<Int64Array>().unwrap().value(row)), none)
    }
}

/// A column of one of the key types with few different values.
fn column(rows: usize) -> impl Strategy<Value = ArrayRef> {
    let of = move |value| prop::collection::vec(prop::option::weighted(0.9, value), rows);
    let numbers = prop::sample::select(vec![0.0, -0.0, f64::NAN, -f64::NAN, 1.25, -1.25, 1e9]);
    prop_oneof![
        of(prop::sample::select(vec![0i64, 1, 1023, 1024, -1, i64::MAX, i64::MIN]).boxed())
            .prop_map(|v| Arc::new(Int64Array::from(v)) as ArrayRef),
        of(prop::sample::select(vec![0i64, 7, -7]).boxed()).prop_map(|v| Arc::new(
            v.into_iter().map(|x| x.map(|x| x as i8)).collect::<Int8Array>()
        ) as ArrayRef),
        of(prop::sample::select(vec![0i64, 16_000, -3]).boxed()).prop_map(|v| Arc::new(
            v.into_iter().map(|x| x.map(|x| x as i32)).collect::<Date32Array>()
        ) as ArrayRef),
        of(prop::sample::select(vec![0i64, 5, -1]).boxed()).prop_map(|v| Arc::new(
            v.into_iter().map(|x| x.map(|x| x as u64)).collect::<UInt64Array>()
        ) as ArrayRef),
        of(any::<bool>().prop_map(i64::from).boxed()).prop_map(|v| Arc::new(
            v.into_iter().map(|x| x.map(|x| x != 0)).collect::<BooleanArray>()
        ) as ArrayRef),
        prop::collection::vec(prop::option::weighted(0.9, numbers), rows)
            .prop_map(|v| Arc::new(Float64Array::from(v)) as ArrayRef),
        prop::collection::vec(prop::sample::select(vec![0.0f32, -0.0, 2.5, -2.5]), rows)
            .prop_map(|v| Arc::new(Float32Array::from(v)) as ArrayRef),
        prop::collection::vec(prop::option::weighted(0.9, "[ab]{0,2}|a longer text than the others"), rows)
            .prop_map(|v| Arc::new(StringArray::from(v)) as ArrayRef),
    ]
}

fn columns() -> impl Strategy<Value = Vec<ArrayRef>> {
    (1usize..4, 0usize..40).prop_flat_map(|(keys, rows)| prop::collection::vec(column(rows), keys))
}

fn table_for(columns: &[ArrayRef], keep_nulls: bool) -> GroupTable {
    let types: Vec<DataType> = columns.iter().map(|column| column.data_type().clone()).collect();
    GroupTable::new(&types, keep_nulls).unwrap()
}

fn slice(columns: &[ArrayRef], from: usize, to: usize) -> Vec<ArrayRef> {
    columns.iter().map(|column| column.slice(from, to - from)).collect()
}

proptest! {
    #[test]
    fn agrees_with_a_map(columns in columns(), keep_nulls: bool, cut in 0usize..40) {
        let rows = naive(&columns);
        let mut known: BTreeMap<Naive, u32> = BTreeMap::new();
        let mut first = Vec::new();
        let mut expected = Vec::new();
        for (position, key) in rows.iter().enumerate() {
            if !keep_nulls && key.iter().any(|value| value.0 == NULL) {
                expected.push(NO_GROUP);
                continue;
            }
            let next = known.len() as u32;
            let group = *known.entry(key.clone()).or_insert(next);
            if group == next {
                first.push(100 + position as u64);
            }
            expected.push(group);
        }

        let mut table = table_for(&columns, keep_nulls);
        let cut = cut.min(rows.len());
        let (mut groups, mut part) = (Vec::new(), vec![1, 2, 3]);
        for (from, to) in [(0, cut), (cut, rows.len())] {
            table.assign(&slice(&columns, from, to), 100 + from as u64, &mut part).unwrap();
            groups.extend_from_slice(&part);
        }
        prop_assert_eq!(&groups, &expected);
        prop_assert_eq!(table.first_rows(), &first[..]);
        prop_assert_eq!(table.len(), known.len());
        table.find(&columns, &mut part).unwrap();
        prop_assert_eq!(&part, &expected);
        prop_assert!(table.is_empty() || table.size_bytes() > 0);

        let keys = table.keys().unwrap();
        prop_assert_eq!(naive(&keys), by_group(&known));
        for (key, column) in keys.iter().zip(&columns) {
            prop_assert_eq!(key.data_type(), column.data_type());
        }
        let sorted: Vec<u32> = known.values().copied().collect();
        prop_assert_eq!(table.sorted_order().unwrap(), sorted);
    }

    #[test]
    fn finding_adds_nothing(columns in columns(), keep_nulls: bool, cut in 0usize..40) {
        let rows = naive(&columns);
        let cut = cut.min(rows.len());
        let mut table = table_for(&columns, keep_nulls);
        let (mut assigned, mut found) = (Vec::new(), Vec::new());
        table.assign(&slice(&columns, 0, cut), 0, &mut assigned).unwrap();
        let groups = table.len();
        table.find(&columns, &mut found).unwrap();
        prop_assert_eq!(table.len(), groups);
        for (key, &group) in rows.iter().zip(&found) {
            let known = rows[..cut].iter().position(|earlier| earlier == key);
            prop_assert_eq!(group, known.map_or(NO_GROUP, |row| assigned[row]));
        }
    }

    #[test]
    fn merged_tables_agree_with_one(columns in columns(), keep_nulls: bool, cut in 0usize..40) {
        let rows = columns[0].len();
        let cut = cut.min(rows);
        let mut whole = table_for(&columns, keep_nulls);
        whole.assign(&columns, 0, &mut Vec::new()).unwrap();

        // The table of the later rows takes in that of the earlier ones.
        let (mut early, mut late) = (table_for(&columns, keep_nulls), table_for(&columns, keep_nulls));
        early.assign(&slice(&columns, 0, cut), 0, &mut Vec::new()).unwrap();
        late.assign(&slice(&columns, cut, rows), cut as u64, &mut Vec::new()).unwrap();
        let mut map = Vec::new();
        late.assign(&early.keys().unwrap(), u64::MAX >> 1, &mut map).unwrap();
        late.merge_first_rows(&map, early.first_rows());

        let by_position = |table: &GroupTable| {
            let mut order: Vec<u32> = (0..table.len() as u32).collect();
            order.sort_by_key(|&group| table.first_rows()[group as usize]);
            let order = UInt32Array::from(order);
            let keys: Vec<ArrayRef> =
                table.keys().unwrap().iter().map(|key| take(key, &order, None).unwrap()).collect();
            (naive(&keys), take(&UInt64Array::from(table.first_rows().to_vec()), &order, None).unwrap())
        };
        let (merged, whole) = (by_position(&late), by_position(&whole));
        prop_assert_eq!(merged.0, whole.0);
        prop_assert_eq!(&merged.1, &whole.1);
    }
}

fn by_group(known: &BTreeMap<Naive, u32>) -> Vec<Naive> {
    let mut keys: Vec<_> = known.iter().collect();
    keys.sort_by_key(|(_, group)| **group);
    keys.into_iter().map(|(key, _)| key.clone()).collect()
}

#[test]
fn chunks_may_come_out_of_order() {
    let keys = |values: &[i64]| vec![Arc::new(Int64Array::from(values.to_vec())) as ArrayRef];
    let mut table = GroupTable::new(&[DataType::Int64], false).unwrap();
    let mut groups = Vec::new();
    table.assign(&keys(&[5, 6]), 10, &mut groups).unwrap();
    table.assign(&keys(&[7, 6, 5, 6]), 0, &mut groups).unwrap();
    table.assign(&keys(&[5, 7]), 20, &mut groups).unwrap();
    assert_eq!(groups, [0, 2]);
    assert_eq!(table.first_rows(), [2, 1, 0]);
}

#[test]
fn many_groups() {
    for table in [&[DataType::Int64][..], &[DataType::Utf8], &[DataType::Int64, DataType::Utf8]] {
        let ints: ArrayRef = Arc::new(Int64Array::from_iter_values((0..20_000).map(|x| x * 37)));
        let texts: ArrayRef =
            Arc::new(StringArray::from_iter_values((0..20_000).map(|x| format!("key {x}"))));
        let columns: Vec<ArrayRef> = table
            .iter()
            .map(
                |data_type| if *data_type == DataType::Utf8 { Arc::clone(&texts) } else { Arc::clone(&ints) },
            )
            .collect();
        let mut table = table_for(&columns, false);
        let mut groups = Vec::new();
        for _ in 0..2 {
            table.assign(&columns, 0, &mut groups).unwrap();
            assert!(groups.iter().enumerate().all(|(row, &group)| row == group as usize));
        }
        assert_eq!(table.len(), 20_000);
        assert!(table.size_bytes() > 20_000 * 16);
    }
}

#[test]
fn refuses_other_columns() {
    assert!(matches!(GroupTable::new(&[], true), Err(AggError::Keys { .. })));
    let mut table = GroupTable::new(&[DataType::Int64], true).unwrap();
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let error = table.assign(&[texts], 0, &mut Vec::new()).unwrap_err();
    assert!(matches!(error, AggError::Mismatch { .. }));
}

#[test]
fn a_sliced_column_is_read_where_it_is() {
    let whole: ArrayRef = Arc::new(StringArray::from(vec![Some("x"), None, Some("a"), Some("b"), Some("a")]));
    let mut table = GroupTable::new(&[DataType::Utf8], true).unwrap();
    let mut groups = Vec::new();
    table.assign(&[whole.slice(1, 4)], 0, &mut groups).unwrap();
    assert_eq!(groups, [0, 1, 2, 1]);
    let expected: ArrayRef = Arc::new(StringArray::from(vec![None, Some("a"), Some("b")]));
    assert_eq!(concat(&[&table.keys().unwrap()[0]]).unwrap().to_data(), expected.to_data());
    assert_eq!(table.sorted_order().unwrap(), [1, 2, 0]);
}
