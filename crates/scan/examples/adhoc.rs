//! adhoc
use chunkwise_scan::*;
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let t = Instant::now();
    let source = CsvSource::open(&args[..1], ReadOptions::default()).unwrap();
    println!("open {:?} {} files {} bytes", t.elapsed(), source.files().len(), source.total_bytes());
    let cols: Vec<usize> = args[1].split(',').map(|c| source.schema().index_of(c).unwrap()).collect();
    for threads in [1, 2] {
        for _ in 0..2 {
            let t = Instant::now();
            let parts = source.partitions(1 << 20);
            let seams = Seams::new();
            let next = std::sync::atomic::AtomicUsize::new(0);
            let rows = std::sync::atomic::AtomicUsize::new(0);
            std::thread::scope(|s| {
                for _ in 0..threads {
                    s.spawn(|| {
                        let mut sc = ChunkScanner::new(&source, &cols);
                        loop {
                            let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            if i >= parts.len() {
                                break;
                            }
                            let c = sc.scan(&parts.get(i), &seams).unwrap();
                            rows.fetch_add(c.rows(), std::sync::atomic::Ordering::Relaxed);
                            if args.len() > 2 {
                                for &col in &cols {
                                    c.column(col, Rows::All).unwrap();
                                }
                            }
                        }
                    });
                }
            });
            let d = t.elapsed();
            println!(
                "{threads} threads: {} rows {d:?} {:.2} GB/s",
                rows.into_inner(),
                source.total_bytes() as f64 / d.as_secs_f64() / 1e9
            );
        }
    }
}
