//! Tests of `calendar.rs`, with chrono as the oracle.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::*;

#[test]
fn days_agree_with_chrono() {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    // A prime step through some 11,000 years, and every day of the years around the leap rules' corners.
    let corners = [-719_900, -719_600, -135_500, -25_600, -400, 0, 10_900, 11_300];
    let dense = corners.into_iter().flat_map(|from| from..from + 800);
    for days in (-2_000_003..2_000_003).step_by(997).chain(dense) {
        let date = epoch + TimeDelta::days(days);
        let expected = Day { year: date.year().into(), month: date.month().into(), day: date.day().into() };
        assert_eq!(day(days), expected, "{days}");
        assert_eq!(day_of_year(days), i64::from(date.ordinal()), "{days}");
        assert_eq!(day_of_week(days), i64::from(date.weekday().num_days_from_monday()), "{days}");
    }
}

#[test]
fn instants_before_the_epoch_belong_to_the_day_they_lie_in() {
    assert_eq!((days_of(-1), time_of_day(-1)), (-1, 86_399_999_999));
    assert_eq!((days_of(0), time_of_day(0)), (0, 0));
    assert_eq!(days_of(i64::MIN), -106_751_992);
    assert_eq!(day(days_of(i64::MIN)), Day { year: -290_308, month: 12, day: 21 });
    assert_eq!(day(days_of(i64::MAX)), Day { year: 294_247, month: 1, day: 10 });
}

#[test]
fn days_and_their_numbers_are_inverse() {
    for days in (-800_000..3_000_000).step_by(97).chain([-719_468, -1, 0, 106_751_991, -106_751_992]) {
        assert_eq!(days_since_1970(day(days)), days);
    }
}

#[test]
fn iso_weeks_around_the_new_year() {
    let week = |year, month, day| {
        let IsoWeek { year, week } = iso_week(days_since_1970(Day { year, month, day }));
        (year, week)
    };
    assert_eq!(week(2021, 1, 3), (2020, 53));
    assert_eq!(week(2021, 1, 4), (2021, 1));
    assert_eq!(week(2018, 12, 31), (2019, 1));
    assert_eq!(week(1969, 12, 31), (1970, 1));
    assert_eq!((days_in_month(1900, 2), days_in_month(2000, 2), days_in_month(2015, 4)), (28, 29, 30));
}
