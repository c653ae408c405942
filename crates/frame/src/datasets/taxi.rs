//! `taxi`: trips shaped like the 2015 New York yellow cab files: columns, spellings, proportions, about 155 bytes a row.
//!
//! Quantiles and proportions were taken from samples of the published files. Amounts are whole cents, distances whole
//! hundredths of a mile, so that every total is the exact sum of its parts.

use super::WriteRow;
use super::draw::Draw;
use crate::format::temporal;

pub(super) const HEADER: &str = "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,\
    pickup_longitude,pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,\
    fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount";

const FIRST_YEAR: i64 = 2015;
const SECONDS_PER_DAY: i64 = 86_400;
/// Neighbouring trips are out of order by at most this many seconds: files are not sorted to the second.
const DISORDER_SECONDS: u64 = 600;

/// Seconds a trip takes.
const DURATION: [i64; 33] = [
    1, 148, 199, 238, 274, 307, 338, 368, 399, 429, 460, 492, 524, 557, 592, 627, 664, 703, 744, 789, 836,
    887, 943, 1005, 1073, 1152, 1242, 1350, 1484, 1661, 1923, 2420, 5400,
];
/// Hundredths of a mile per hour.
const SPEED: [i64; 33] = [
    150, 410, 495, 558, 611, 657, 699, 738, 776, 812, 847, 882, 917, 952, 987, 1023, 1059, 1096, 1136, 1178,
    1221, 1268, 1319, 1377, 1440, 1513, 1599, 1702, 1839, 2020, 2294, 2755, 5200,
];
/// Degrees west times 2^17: the published coordinates are single-precision floats, which have this grid there.
const LONGITUDE: [i64; 33] = [
    9666000, 9681470, 9691464, 9692904, 9693387, 9693804, 9694262, 9694683, 9695074, 9695408, 9695704,
    9695957, 9696193, 9696417, 9696591, 9696799, 9696958, 9697081, 9697270, 9697454, 9697640, 9697802,
    9697972, 9698134, 9698282, 9698493, 9698701, 9699032, 9699409, 9699767, 9700096, 9700472, 9704000,
];
const LONGITUDE_BITS: u32 = 17;
/// Degrees north times 2^18.
const LATITUDE: [i64; 33] = [
    10645000, 10667154, 10672600, 10674286, 10675337, 10676321, 10677267, 10678092, 10678961, 10679655,
    10680216, 10680779, 10681344, 10681977, 10682423, 10682789, 10683309, 10683870, 10684236, 10684720,
    10685168, 10685587, 10686009, 10686423, 10687067, 10687605, 10688339, 10688773, 10689653, 10690446,
    10691653, 10693907, 10711000,
];
const LATITUDE_BITS: u32 = 18;
/// Thousandths of the fare that a card payer tips.
const TIP_SHARE: [i64; 33] = [
    0, 0, 80, 100, 117, 132, 143, 160, 176, 200, 205, 209, 211, 213, 215, 217, 219, 221, 223, 225, 227, 230,
    233, 238, 243, 250, 261, 270, 279, 293, 316, 344, 600,
];
/// Passengers, each with its parts per million.
const PASSENGERS: [(u64, u8); 10] = [
    (705_000, 1),
    (142_200, 2),
    (55_000, 5),
    (42_600, 3),
    (35_100, 6),
    (19_600, 4),
    (10, 7),
    (10, 8),
    (10, 9),
    (470, 0),
];
const RATE_CODES: [(u64, u8); 5] = [(18_000, 2), (2_700, 5), (1_700, 3), (300, 4), (977_300, 1)];
const PAYMENTS: [(u64, u8); 5] = [(620_900, CARD), (375_090, CASH), (2_700, 3), (1_300, 4), (10, 5)];
/// Cents of toll on trips that have one.
const TOLLS: [(u64, i64); 6] =
    [(900_000, 533), (20_000, 1175), (15_000, 975), (10_000, 244), (10_000, 1066), (45_000, 1599)];

const CARD: u8 = 1;
const CASH: u8 = 2;
/// The flat fare between Manhattan and the airport.
const RATE_JFK: u8 = 2;
/// Fares agreed on have no tax.
const RATE_NEGOTIATED: u8 = 5;

/// `yellow_tripdata_2015-01.csv` for file 0, then month by month.
pub(super) fn file_name(file: usize) -> String {
    let (year, month) = (FIRST_YEAR as usize + file / 12, file % 12 + 1);
    format!("yellow_tripdata_{year}-{month:02}.csv")
}

pub(super) struct Rows {
    draw: Draw,
    rows: u64,
    written: u64,
    /// Seconds since 1970-01-01 at which the month starts.
    month_start: i64,
    month_seconds: i64,
}

impl Rows {
    /// `rows` are spread over the month that file `file` stands for.
    pub(super) fn new(draw: Draw, file: usize, rows: u64) -> Rows {
        let month_start = month_start_seconds(file as i64);
        let month_seconds = month_start_seconds(file as i64 + 1) - month_start;
        Rows { draw, rows, written: 0, month_start, month_seconds }
    }

    /// The next pickup, in seconds since 1970-01-01: rising through the month, but for a little disorder.
    fn next_pickup(&mut self) -> i64 {
        let second = (u128::from(self.written) * self.month_seconds as u128 / u128::from(self.rows)) as i64;
        self.written += 1;
        let second = second + self.draw.below(DISORDER_SECONDS) as i64;
        self.month_start + second.min(self.month_seconds - 1)
    }

    fn next_trip(&mut self) -> Trip {
        let pickup = self.next_pickup();
        let draw = &mut self.draw;
        let rate_code = draw.pick(&RATE_CODES);
        let vendor = 1 + u8::from(draw.chance(515_500));
        let (mut seconds, mut miles) = if rate_code == RATE_JFK {
            (1_500 + draw.below(3_000) as i64, 1_550 + draw.below(550) as i64)
        } else {
            let seconds = draw.quantile(&DURATION);
            (seconds, seconds * draw.quantile(&SPEED) / 3_600)
        };
        if vendor == 1 {
            miles = (miles + 5) / 10 * 10; // this vendor's meters count tenths of a mile
        }
        if draw.chance(25) {
            seconds = -seconds; // a few meters in the real files are set back while they run
        }
        let payment = draw.pick(&PAYMENTS);
        let money = Money::of_trip(draw, pickup, seconds.abs(), miles, rate_code, payment);
        Trip { vendor, pickup, dropoff: pickup + seconds, miles, rate_code, payment, money }
    }
}

struct Trip {
    vendor: u8,
    /// Seconds since 1970-01-01.
    pickup: i64,
    dropoff: i64,
    /// Hundredths.
    miles: i64,
    rate_code: u8,
    payment: u8,
    money: Money,
}

/// The amounts of a trip in cents.
struct Money {
    fare: i64,
    extra: i64,
    tax: i64,
    tip: i64,
    tolls: i64,
    surcharge: i64,
}

impl Money {
    fn of_trip(draw: &mut Draw, pickup: i64, seconds: i64, miles: i64, rate_code: u8, payment: u8) -> Money {
        let fare = match rate_code {
            RATE_JFK => 5_200,
            RATE_NEGOTIATED => 1_000 + 500 * draw.below(20) as i64,
            // 2.50 to start, then 0.50 for a fifth of a mile or for a minute of standing: most trips have some of both.
            _ => 250 + 50 * (1 + miles * 7 / 200 + seconds / 100),
        };
        let tip = match payment {
            CARD => card_tip(draw, fare),
            CASH if draw.chance(100) => 100,
            _ => 0,
        };
        let has_toll = draw.chance(if rate_code == RATE_JFK { 600_000 } else { 33_000 });
        let money = Money {
            fare,
            extra: if rate_code == RATE_JFK { 0 } else { extra(pickup) },
            tax: if rate_code == RATE_NEGOTIATED { 0 } else { 50 },
            tip,
            tolls: if has_toll { draw.pick(&TOLLS) } else { 0 },
            surcharge: if draw.chance(943_000) { 30 } else { 0 },
        };
        // Trips without charge and disputed ones are often booked as a refund.
        if payment > CASH && draw.chance(200_000) { money.refund() } else { money }
    }

    fn refund(self) -> Money {
        Money {
            fare: -self.fare,
            extra: -self.extra,
            tax: -self.tax,
            tip: 0,
            tolls: 0,
            surcharge: -self.surcharge,
        }
    }

    fn total(&self) -> i64 {
        self.fare + self.extra + self.tax + self.tip + self.tolls + self.surcharge
    }
}

fn card_tip(draw: &mut Draw, fare: i64) -> i64 {
    let tip = fare * draw.quantile(&TIP_SHARE) / 1_000;
    // A quarter of the passengers type in a round amount.
    if draw.chance(250_000) { (tip + 25) / 50 * 50 } else { tip }
}

/// Cents of extra charge: 1.00 in the rush hour of a working day, 0.50 at night.
fn extra(pickup: i64) -> i64 {
    let hour = pickup.rem_euclid(SECONDS_PER_DAY) / 3_600;
    let weekday = (pickup.div_euclid(SECONDS_PER_DAY) + 3).rem_euclid(7); // Monday is 0
    match hour {
        16..20 if weekday < 5 => 100,
        20.. | 0..6 => 50,
        _ => 0,
    }
}

impl WriteRow for Rows {
    fn write_row(&mut self, out: &mut Vec<u8>) {
        let trip = self.next_trip();
        let draw = &mut self.draw;
        push_digit(out, trip.vendor);
        temporal::push_seconds(out, trip.pickup);
        out.push(b',');
        temporal::push_seconds(out, trip.dropoff);
        out.push(b',');
        push_digit(out, draw.pick(&PASSENGERS));
        push_miles(out, trip.miles);
        let located = !draw.chance(20_000);
        push_position(out, draw, located);
        push_digit(out, trip.rate_code);
        out.extend_from_slice(if draw.chance(9_600) { b"Y," } else { b"N," });
        push_position(out, draw, located);
        push_digit(out, trip.payment);
        let money = trip.money;
        let total = money.total();
        for cents in [money.fare, money.extra, money.tax, money.tip, money.tolls, money.surcharge] {
            push_cents(out, cents);
            out.push(b',');
        }
        push_cents(out, total);
        out.push(b'\n');
    }
}

fn push_digit(out: &mut Vec<u8>, digit: u8) {
    out.extend_from_slice(&[b'0' + digit, b',']);
}

/// Hundredths as `12.30`, `.99`, `.00`, and a comma.
fn push_miles(out: &mut Vec<u8>, hundredths: i64) {
    if hundredths >= 100 {
        out.extend_from_slice(itoa::Buffer::new().format(hundredths / 100).as_bytes());
    }
    out.push(b'.');
    temporal::push_two_digits(out, (hundredths % 100) as u8);
    out.push(b',');
}

/// Cents without needless zeros: `12`, `50.5`, `-0.3`, `11.26`.
fn push_cents(out: &mut Vec<u8>, cents: i64) {
    if cents < 0 {
        out.push(b'-');
    }
    let (whole, rest) = (cents.unsigned_abs() / 100, (cents.unsigned_abs() % 100) as u8);
    out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    if rest > 0 {
        out.extend_from_slice(&[b'.', b'0' + rest / 10]);
        if rest % 10 > 0 {
            out.push(b'0' + rest % 10);
        }
    }
}

/// Longitude and latitude, each with a comma; 0 and 0 where the device had no position.
fn push_position(out: &mut Vec<u8>, draw: &mut Draw, located: bool) {
    if !located {
        out.extend_from_slice(b"0,0,");
        return;
    }
    out.push(b'-');
    push_fraction(out, draw.quantile(&LONGITUDE) as u64, LONGITUDE_BITS);
    push_fraction(out, draw.quantile(&LATITUDE) as u64, LATITUDE_BITS);
}

/// `value` / 2^`bits` with up to 15 decimals, without trailing zeros, and a comma.
fn push_fraction(out: &mut Vec<u8>, value: u64, bits: u32) {
    const DECIMALS: u32 = 15;
    // fraction * 10^15 / 2^bits, as fraction * 5^15 / 2^(bits - 15) to stay within 64 bits; rounded.
    let fraction = (value & ((1 << bits) - 1)) * 5_u64.pow(DECIMALS);
    let shift = bits - DECIMALS;
    let mut decimals = (fraction + (1 << (shift - 1))) >> shift;
    out.extend_from_slice(itoa::Buffer::new().format(value >> bits).as_bytes());
    if decimals > 0 {
        let mut digits = [b'0'; DECIMALS as usize];
        for digit in digits.iter_mut().rev() {
            *digit += (decimals % 10) as u8;
            decimals /= 10;
        }
        let length = digits.iter().rposition(|&digit| digit != b'0').map_or(0, |last| last + 1);
        out.push(b'.');
        out.extend_from_slice(&digits[..length]);
    }
    out.push(b',');
}

/// Seconds from 1970-01-01 to the first of the month, counted in months from January 2015.
fn month_start_seconds(month: i64) -> i64 {
    temporal::days_from_civil(FIRST_YEAR + month / 12, month % 12 + 1, 1) * SECONDS_PER_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_spelt_as_in_the_real_files() {
        assert_eq!(text(|out| push_miles(out, 1630)), "16.30,");
        assert_eq!(text(|out| push_miles(out, 99)), ".99,");
        assert_eq!(text(|out| push_miles(out, 0)), ".00,");
        assert_eq!(text(|out| push_cents(out, 5050)), "50.5");
        assert_eq!(text(|out| push_cents(out, 1126)), "11.26");
        assert_eq!(text(|out| push_cents(out, -30)), "-0.3");
        assert_eq!(text(|out| push_cents(out, 0)), "0");
        assert_eq!(text(|out| push_cents(out, 405)), "4.05");
        assert_eq!(text(|out| push_fraction(out, 73 << 17, 17)), "73,");
    }

    /// The texts are those of the first real rows; the single-precision numbers behind them are exact multiples of the grid.
    #[test]
    fn coordinates_are_single_precision_numbers() {
        for (spelt, bits) in [
            ("73.870964050292969", 17),
            ("74.015357971191406", 17),
            ("40.773609161376953", 18),
            ("40.73681640625", 18),
        ] {
            let value = (spelt.parse::<f64>().unwrap() * f64::from(1_u32 << bits)).round() as u64;
            assert_eq!(text(|out| push_fraction(out, value, bits)), format!("{spelt},"));
        }
    }

    #[test]
    fn extras_follow_the_clock() {
        let monday = temporal::days_from_civil(2015, 1, 5) * SECONDS_PER_DAY;
        assert_eq!(extra(monday + 17 * 3_600), 100);
        assert_eq!(extra(monday - SECONDS_PER_DAY + 17 * 3_600), 0);
        assert_eq!(extra(monday + 23 * 3_600), 50);
        assert_eq!(extra(monday + 5 * 3_600), 50);
        assert_eq!(extra(monday + 9 * 3_600), 0);
    }

    #[test]
    fn months_go_on_past_the_year() {
        assert_eq!(file_name(11), "yellow_tripdata_2015-12.csv");
        assert_eq!(file_name(24), "yellow_tripdata_2017-01.csv");
        assert_eq!(month_start_seconds(14), temporal::days_from_civil(2016, 3, 1) * SECONDS_PER_DAY);
    }
}
