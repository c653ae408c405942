//! `floor FILES…`: mean(total_amount) by payment_type of taxi files, as fast as a machine can without knowing more than
//! one query. Not an engine: 19 fields a record, no quotes, amounts in whole cents below 2³¹, payment types below 256;
//! anything else ends the program with a message. It shows how much of a general engine's time is left to win.
//!
//! Each thread reads 1 MiB at a time into one buffer that it keeps, and counts commas and line feeds in blocks of 64
//! bytes; in a record of 19 fields, separator 10 stands before the payment type and separator 17 before the total.

#![cfg_attr(
    all(unix, target_arch = "x86_64"),
    allow(
        unsafe_code,
        reason = "CPU instructions that only a check at run time allows, and loads of 32 bytes"
    )
)]

#[cfg(not(all(unix, target_arch = "x86_64")))]
fn main() {
    panic!("floor needs Unix and an x86-64 processor");
}

#[cfg(all(unix, target_arch = "x86_64"))]
fn main() {
    floor::main();
}

#[cfg(all(unix, target_arch = "x86_64"))]
mod floor {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8, _pdep_u64,
    };
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    const CHUNK_BYTES: usize = 1 << 20;
    /// A line that starts in a chunk may end this far behind it.
    const LINE_BYTES: usize = 1 << 12;
    const BLOCK_BYTES: usize = 64;

    const FIELDS: usize = 19;
    const PAYMENT: (usize, &str) = (11, "payment_type");
    const TOTAL: (usize, &str) = (18, "total_amount");
    /// Separators from the one before the payment type to the one before the total, and on to the next record's first.
    const PAYMENT_TO_TOTAL: u32 = (TOTAL.0 - PAYMENT.0) as u32;
    const TOTAL_TO_PAYMENT: u32 = FIELDS as u32 - PAYMENT_TO_TOTAL;

    type Groups = [Group; 256];

    #[derive(Clone, Copy, Default)]
    struct Group {
        cents: i64,
        rows: u64,
    }

    struct Chunk<'a> {
        file: &'a File,
        offset: usize,
    }

    pub(super) fn main() {
        let has_all = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        assert!(has_all, "floor needs a processor with AVX2, BMI and POPCNT");
        let open =
            |path: String| File::open(&path).unwrap_or_else(|error| panic!("cannot open {path}: {error}"));
        let files: Vec<File> = std::env::args().skip(1).map(open).collect();
        assert!(!files.is_empty(), "usage: floor FILES…");
        let chunks: Vec<Chunk> = files.iter().flat_map(chunks).collect();

        let next = AtomicUsize::new(0);
        let work = || {
            let mut groups = [Group::default(); 256];
            let mut buffer = vec![0; 1 + CHUNK_BYTES + LINE_BYTES + BLOCK_BYTES];
            while let Some(chunk) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (start, end) = read_records(chunk, &mut buffer);
                // SAFETY: `has_all` was asserted above.
                unsafe { add_records(&buffer, start, end, &mut groups) };
            }
            groups
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let parts: Vec<Groups> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().map(|worker| worker.join().expect("the worker's message is above")).collect()
        });
        for payment in 0..256 {
            let rows: u64 = parts.iter().map(|groups| groups[payment].rows).sum();
            let cents: i64 = parts.iter().map(|groups| groups[payment].cents).sum();
            if rows > 0 {
                println!("{{\"payment_type\":{payment},\"m\":{}}}", cents as f64 / 100.0 / rows as f64);
            }
        }
    }

    fn chunks(file: &File) -> impl Iterator<Item = Chunk<'_>> {
        let bytes = file.metadata().expect("an open file has a size").len() as usize;
        (0..bytes).step_by(CHUNK_BYTES).map(move |offset| Chunk { file, offset })
    }

    /// Reads a chunk, and returns where the lines that start in it begin and end in the buffer.
    fn read_records(chunk: &Chunk, buffer: &mut [u8]) -> (usize, usize) {
        // The byte before the chunk says whether a line starts at its first one.
        let before = usize::from(chunk.offset > 0);
        let wanted = before + CHUNK_BYTES + LINE_BYTES;
        let mut length = 0;
        while length < wanted {
            let offset = (chunk.offset - before + length) as u64;
            match chunk.file.read_at(&mut buffer[length..wanted], offset).expect("the file can be read") {
                0 => break,
                read => length += read,
            }
        }
        let at_end = length < wanted;
        if at_end && buffer[length - 1] != b'\n' {
            buffer[length] = b'\n';
            length += 1;
        }
        let after_line_feed = |from: usize| {
            let found = buffer[from.min(length)..length].iter().position(|&byte| byte == b'\n');
            found.map(|at| from + at + 1)
        };
        let start = after_line_feed(0).expect("a line is shorter than a chunk");
        if chunk.offset == 0 {
            check_header(&buffer[..start]);
        }
        let end = match after_line_feed(before + CHUNK_BYTES - 1) {
            Some(end) => end,
            None if at_end => length,
            None => panic!("a line of more than {LINE_BYTES} bytes"),
        };
        (start, end)
    }

    fn check_header(line: &[u8]) {
        let names: Vec<&str> =
            std::str::from_utf8(line).expect("the header is UTF-8").trim_end().split(',').collect();
        assert_eq!(names.len(), FIELDS, "not a taxi file: {names:?}");
        for (position, name) in [PAYMENT, TOTAL] {
            assert_eq!(names[position], name, "not a taxi file");
        }
    }

    /// Adds the records of `buffer[start..end]`; a block may reach beyond the end, but not beyond the buffer.
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    fn add_records(buffer: &[u8], start: usize, end: usize, groups: &mut Groups) {
        // Separators to pass, from the block's first, before the one that is looked for.
        let mut pass = PAYMENT.0 as u32 - 1;
        let mut payment = None;
        for at in (start..end).step_by(BLOCK_BYTES) {
            let block =
                buffer[at..].first_chunk().expect("the buffer has room for a block after the last line");
            let mut mask = separators(block);
            if end - at < BLOCK_BYTES {
                mask &= (1 << (end - at)) - 1;
            }
            let count = mask.count_ones();
            while pass < count {
                let separator = at + _pdep_u64(1 << pass, mask).trailing_zeros() as usize;
                let field = &buffer[separator + 1..];
                match payment.take() {
                    None => {
                        payment = Some(payment_type(field));
                        pass += PAYMENT_TO_TOTAL;
                    }
                    Some(payment) => {
                        let group: &mut Group = &mut groups[usize::from(payment)];
                        group.cents += i64::from(cents(field));
                        group.rows += 1;
                        pass += TOTAL_TO_PAYMENT;
                    }
                }
            }
            pass -= count;
        }
        let is_complete = payment.is_none() && pass == PAYMENT.0 as u32 - 1;
        assert!(is_complete, "a record does not have {FIELDS} fields");
    }

    /// A bit for each comma and line feed.
    #[target_feature(enable = "avx2")]
    fn separators(block: &[u8; BLOCK_BYTES]) -> u64 {
        let (comma, line_feed) = (_mm256_set1_epi8(b',' as i8), _mm256_set1_epi8(b'\n' as i8));
        let mask = |half: &[u8; 32]| {
            // SAFETY: `half` is 32 readable bytes, and the instruction asks for no alignment.
            let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast::<__m256i>()) };
            let found = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, comma), _mm256_cmpeq_epi8(bytes, line_feed));
            u64::from(_mm256_movemask_epi8(found).cast_unsigned())
        };
        let halves: [&[u8; 32]; 2] =
            [block.first_chunk().expect("half of 64"), block.last_chunk().expect("half of 64")];
        mask(halves[0]) | mask(halves[1]) << 32
    }

    /// A whole number below 256 up to the next comma.
    fn payment_type(field: &[u8]) -> u8 {
        let mut number = None;
        for &byte in field {
            match (byte, number) {
                (b'0'..=b'9', _) => {
                    let Some(longer) = with_digit(number, byte) else { break };
                    number = Some(longer);
                }
                (b',', Some(number)) => {
                    let Ok(payment) = u8::try_from(number) else { break };
                    return payment;
                }
                _ => break,
            }
        }
        panic!("not a payment type: {:?}", shown(field));
    }

    /// An amount with at most two decimals up to the end of the line.
    fn cents(field: &[u8]) -> i32 {
        let is_negative = field[0] == b'-';
        let mut number = None;
        let mut decimals = None;
        for &byte in &field[usize::from(is_negative)..] {
            match (byte, number, decimals) {
                (b'0'..=b'9', _, _) => {
                    let Some(longer) = with_digit(number, byte) else { break };
                    number = Some(longer);
                    decimals = decimals.map(|count| count + 1);
                }
                (b'.', _, None) => decimals = Some(0),
                (b'\n' | b'\r', Some(number), None | Some(0..=2)) => {
                    let scale = [100, 10, 1][decimals.unwrap_or(0)];
                    let Some(cents) = number.checked_mul(scale) else { break };
                    return if is_negative { -cents } else { cents };
                }
                _ => break,
            }
        }
        panic!("not an amount in cents at the end of a line: {:?}", shown(field));
    }

    /// A number, none yet before its first digit, and one more digit; `None` if that is too large.
    fn with_digit(number: Option<i32>, digit: u8) -> Option<i32> {
        number.unwrap_or(0).checked_mul(10)?.checked_add(i32::from(digit - b'0'))
    }

    fn shown(field: &[u8]) -> String {
        String::from_utf8_lossy(&field[..field.len().min(20)]).into_owned()
    }
}
