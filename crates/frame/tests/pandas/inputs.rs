//! The tables of `data-fixtures/pandas/inputs`, under each of the settings at which every case runs.

#![allow(dead_code, reason = "each area uses a part of it")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chunkwise::{DataFrame, Session, sql};
use chunkwise_testkit::fixture;
use serde_json::Value;

/// Bytes per chunk and threads: chunks that are smaller than most records, chunks of some records, one chunk.
const SETTINGS: [(usize, usize); 4] = [(48, 4), (700, 2), (4_000, 3), (1 << 20, 1)];

/// The same for tables of one row or none, which may be cut into single bytes.
const SMALL_SETTINGS: [(usize, usize); 4] = [(1, 4), (2, 2), (30, 3), (1 << 20, 1)];

/// Tables whose values do not tell the type, or not all of it: it is given. Elsewhere it is for times only, which are not guessed.
const TYPED: [&str; 4] = ["empty", "one_row", "all_null", "numbers"];

/// The tables as one setting reads them.
pub(crate) struct Inputs {
    /// What a failure says about the setting.
    pub(crate) setting: String,
    tables: BTreeMap<String, DataFrame>,
}

/// The tables under each setting.
pub(crate) static INPUTS: LazyLock<Vec<Inputs>> = LazyLock::new(|| {
    let types: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("pandas/inputs/types.json")).unwrap()).unwrap();
    SETTINGS
        .into_iter()
        .zip(SMALL_SETTINGS)
        .map(|((bytes, threads), (small_bytes, small_threads))| {
            let session = Session::builder().chunk_size(bytes).threads(threads).build();
            let small = Session::builder().chunk_size(small_bytes).threads(small_threads).build();
            let table = |(name, types): (&String, &Value)| {
                let session = if ["empty", "one_row"].contains(&name.as_str()) { &small } else { &session };
                (name.clone(), open(session, name, types))
            };
            Inputs {
                setting: format!("chunks of {bytes} bytes on {threads} threads"),
                tables: types.as_object().unwrap().iter().map(table).collect(),
            }
        })
        .collect()
});

fn open(session: &Arc<Session>, name: &str, types: &Value) -> DataFrame {
    let mut read = session.read_csv(fixture(format!("pandas/inputs/{name}.csv")));
    if name == "numbers" {
        read = read.keep_default_na(false); // `nan` is a value there
    }
    for (column, kind) in types.as_object().unwrap() {
        let kind = kind.as_str().unwrap();
        if TYPED.contains(&name) || ["timestamp", "date", "duration"].contains(&kind) {
            read = read.dtype(column, sql::parse_data_type(kind).unwrap());
        }
    }
    read.open().unwrap()
}

impl Inputs {
    /// The table `inputs/<name>.csv`.
    pub(crate) fn table(&self, name: &str) -> DataFrame {
        self.tables[name].clone()
    }

    /// 200 rows of every type, with nulls, ties, -0.0, extremes, unicode.
    pub(crate) fn mixed(&self) -> DataFrame {
        self.table("mixed")
    }

    /// The columns of `mixed`, and no row.
    pub(crate) fn empty(&self) -> DataFrame {
        self.table("empty")
    }

    /// The columns of `mixed`, and one row.
    pub(crate) fn one_row(&self) -> DataFrame {
        self.table("one_row")
    }

    /// The columns of `mixed`; all but `id` have nulls only.
    pub(crate) fn all_null(&self) -> DataFrame {
        self.table("all_null")
    }

    /// Pairs for arithmetic, with NaN and infinities.
    pub(crate) fn numbers(&self) -> DataFrame {
        self.table("numbers")
    }

    /// Texts for `.str`, and texts of numbers and days.
    pub(crate) fn texts(&self) -> DataFrame {
        self.table("texts")
    }

    /// Sorted by `n` and by `t`, with ties.
    pub(crate) fn ordered(&self) -> DataFrame {
        self.table("ordered")
    }
}

#[test]
fn types_are_those_that_pandas_is_given() {
    let types: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("pandas/inputs/types.json")).unwrap()).unwrap();
    for inputs in INPUTS.iter() {
        for (name, types) in types.as_object().unwrap() {
            let found = inputs.table(name).compute().unwrap();
            let expected = types.as_object().unwrap();
            assert_eq!(found.num_columns(), expected.len(), "{name}");
            for field in found.schema().fields() {
                let kind = sql::parse_data_type(expected[field.name()].as_str().unwrap()).unwrap();
                assert_eq!(*field.data_type(), kind, "{name}.{}, {}", field.name(), inputs.setting);
            }
        }
    }
}
