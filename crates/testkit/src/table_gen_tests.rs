//! The generator against the csv crate, and that it makes what it says.

use super::*;

/// Names and records as the csv crate reads them.
fn read(text: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let strings = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let mut reader = csv::ReaderBuilder::new().terminator(csv::Terminator::CRLF).from_reader(text);
    let header = strings(reader.headers().unwrap());
    (header, reader.records().map(|record| strings(&record.unwrap())).collect())
}

proptest! {
    #[test]
    fn the_csv_crate_reads_the_cells_back(case in csv_case()) {
        let (header, records) = read(&case.text);
        prop_assert_eq!(header, case.header);
        prop_assert_eq!(records, case.records);
    }

    #[test]
    fn names_differ(case in csv_case()) {
        let names: std::collections::BTreeSet<_> = case.header.iter().collect();
        prop_assert_eq!(names.len(), case.header.len());
    }

    #[test]
    fn numbers_are_of_their_type(int in ColumnKind::Int.values(), unsigned in ColumnKind::Unsigned.values(), float in ColumnKind::Float.values()) {
        prop_assert!(int.parse::<i64>().is_ok(), "{}", int);
        prop_assert!(unsigned.parse::<u64>().is_ok(), "{}", unsigned);
        prop_assert!(float.parse::<f64>().is_ok_and(|value| !value.is_nan()), "{}", float);
    }
}

#[test]
fn the_cases_hold_what_makes_csv_hard() {
    let texts: Vec<Vec<u8>> = (0..300).map(|seed| sample(&csv_case(), seed).text).collect();
    let some = |test: &dyn Fn(&[u8]) -> bool| assert!(texts.iter().any(|text| test(text)));
    let holds =
        |part: &'static [u8]| move |text: &[u8]| text.windows(part.len()).any(|window| window == part);
    some(&holds(b"\r\n"));
    some(&holds(b"\"\""));
    some(&holds(b"9223372036854775807"));
    some(&holds(b"\n\n"));
    some(&|text| !text.ends_with(b"\n"));
    some(&|text| text.contains(&0xf0));
}

#[test]
fn hostile_bytes_are_as_long_as_asked() {
    assert!((0..100).all(|seed| sample(&hostile_bytes(5), seed).len() <= 5 * 32));
    assert!((0..100).any(|seed| std::str::from_utf8(&sample(&hostile_bytes(50), seed)).is_err()));
}
