//! How fast a chunk is indexed and parsed, on one core: `cargo run --release -p chunkwise-csv --example index_speed`.
#![allow(clippy::print_stdout, reason = "an example that reports")]

use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use arrow::datatypes::{DataType, TimeUnit};
use chunkwise_csv::*;

const FIELDS: usize = 19;
const CHUNK_BYTES: usize = 1 << 20;
const ROUNDS: usize = 300;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plain = rows(false)?;
    let quoted = rows(true)?;
    println!(
        "chunks of {CHUNK_BYTES} bytes, {} bytes a row",
        plain.len() / plain.iter().filter(|&&byte| byte == b'\n').count()
    );
    let all: Vec<usize> = (0..FIELDS).collect();
    for (name, bytes) in [("plain", &plain), ("one field quoted", &quoted)] {
        for wanted in [&[][..], &[11, 18], &[1, 2, 11, 15, 18], &all] {
            measure_index(name, bytes, wanted)?;
        }
    }
    measure_parse(&plain, 18, DataType::Float64)?;
    measure_parse(&plain, 5, DataType::Float64)?;
    measure_parse(&plain, 11, DataType::Int64)?;
    measure_parse(&plain, 1, DataType::Timestamp(TimeUnit::Microsecond, None))?;
    measure_parse(&plain, 8, DataType::Utf8)?;
    Ok(())
}

fn request<'a>(bytes: &'a [u8], wanted: &'a [usize]) -> IndexRequest<'a> {
    let short_rows = ShortRows::Error;
    IndexRequest { bytes, start: 0, limit: bytes.len(), at_eof: true, fields: FIELDS, wanted, short_rows }
}

fn measure_index(name: &str, bytes: &[u8], wanted: &[usize]) -> Result<(), IndexError> {
    let (dialect, mut fields) = (Dialect::default(), FieldIndex::default());
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        index(&request(bytes, wanted), &dialect, &mut fields)?;
        best = best.min(begin.elapsed().as_secs_f64());
    }
    let speed = bytes.len() as f64 / best / 1e9;
    println!("index, {name}, {} wanted: {speed:.2} GB/s ({} records)", wanted.len(), fields.records());
    Ok(())
}

fn measure_parse(bytes: &[u8], field: usize, data_type: DataType) -> Result<(), Box<dyn std::error::Error>> {
    let (dialect, mut fields) = (Dialect::default(), FieldIndex::default());
    index(&request(bytes, &[field]), &dialect, &mut fields)?;
    let spec = ColumnSpec {
        data_type,
        guessed: true,
        nulls: Arc::new(NullSpellings::pandas()),
        dialect,
        dayfirst: None,
    };
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        parse_column(bytes, fields.column(0), Rows::All, &spec)?;
        best = best.min(begin.elapsed().as_secs_f64());
    }
    let ns = best * 1e9 / fields.records() as f64;
    println!("parse {} field {field}: {ns:.1} ns a value", spec.data_type);
    Ok(())
}

/// Rows like those of the 2015 yellow cab files; values vary in length, as real ones do.
fn rows(quoted: bool) -> Result<Vec<u8>, std::fmt::Error> {
    let mut text = String::with_capacity(CHUNK_BYTES + 256);
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    while text.len() < CHUNK_BYTES {
        let flag = if quoted { "\"N\"" } else { "N" };
        let time = (random(28) + 1, random(24), random(60), random(60));
        write!(text, "{},2015-01-{:02} {:02}:{:02}:{:02},", random(2) + 1, time.0, time.1, time.2, time.3)?;
        write!(text, "2015-01-{:02} {:02}:{:02}:{:02},", time.0, time.1, time.2, random(60))?;
        write!(text, "{},{}.{:02},", random(6) + 1, random(20), random(100))?;
        write!(text, "-73.9{},40.7{},1,{flag},", random(10_u64.pow(13)), random(10_u64.pow(13)))?;
        write!(text, "-73.9{},40.7{},{},", random(10_u64.pow(13)), random(10_u64.pow(13)), random(4) + 1)?;
        let (fare, tip) = (random(60), random(1000));
        writeln!(
            text,
            "{fare},0.5,0.5,{}.{:02},0,0.3,{}.{}",
            tip / 100,
            tip % 100,
            fare + tip / 100,
            random(100)
        )?;
    }
    Ok(text.into_bytes())
}
