//! How is a fraction said exactly? In whole millionths inside, in decimal digits outside, never as a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

const MILLION: u64 = 1_000_000;

/// Millionths: of a dollar for money (micro-USD), of a token for an average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Micro(pub i64);

impl Micro {
    /// `total` shared among `count`, rounded down; 0 among none.
    pub fn share(total: i128, count: u64) -> Self {
        let micro = total.checked_div_euclid(i128::from(count)).unwrap_or(0);
        Self(i64::try_from(micro).unwrap_or(if micro < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Rounded down, for a person: `1,234`.
    pub fn whole(self) -> String {
        grouped(self.0.div_euclid(1_000_000))
    }

    /// For a person: `$1,234.56`; below a dollar `$0.0015`. Rounded down.
    pub fn dollars(self) -> String {
        let (digits, unit) = if self.0.unsigned_abs() < MILLION { (4, 100) } else { (2, 10_000) };
        if (1..100).contains(&self.0) {
            return "<$0.0001".to_owned();
        }
        let shown = self.0.div_euclid(unit);
        let sign = if shown < 0 { "-" } else { "" };
        let (whole, rest) =
            (shown.unsigned_abs() / 10_u64.pow(digits), shown.unsigned_abs() % 10_u64.pow(digits));
        match self.0 {
            0 => "$0".to_owned(),
            _ => format!("{sign}${}.{rest:0width$}", grouped_abs(whole), width = digits as usize),
        }
    }
}

impl Add for Micro {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Micro {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Micro {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self(0), Add::add)
    }
}

/// Without an exponent and without zeros at the end: `-0.0015`, `12`.
impl fmt::Display for Micro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / MILLION, self.0.unsigned_abs() % MILLION);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{rest:06}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// A JSON number, digit by digit as it is printed.
impl Serialize for Micro {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?.serialize(to)
    }
}

/// Reads the one spelling that is written.
impl<'de> Deserialize<'de> for Micro {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(from)?;
        parse(raw.get()).ok_or_else(|| {
            D::Error::custom(format_args!("`{}` is no number of at most six decimals", raw.get()))
        })
    }
}

fn parse(text: &str) -> Option<Micro> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    if rest.len() > 6 || ![whole, rest].iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let padded: i128 = format!("{whole}{rest:0<6}").parse().ok()?;
    let micro = Micro(i64::try_from(if text.starts_with('-') { -padded } else { padded }).ok()?);
    (micro.to_string() == text).then_some(micro)
}

/// `-1,234,567`.
pub fn grouped(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    format!("{sign}{}", grouped_abs(n.unsigned_abs()))
}

fn grouped_abs(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn said_exactly_and_for_people() {
        for (micro, exact, dollars) in [
            (0, "0", "$0"),
            (1, "0.000001", "<$0.0001"),
            (-1, "-0.000001", "-$0.0001"),
            (-1_500, "-0.0015", "-$0.0015"),
            (129_555, "0.129555", "$0.1295"),
            (12_000_000, "12", "$12.00"),
            (1_234_567_891, "1234.567891", "$1,234.56"),
            (-1_234_567_891, "-1234.567891", "-$1,234.57"),
        ] {
            assert_eq!((&*Micro(micro).to_string(), &*Micro(micro).dollars()), (exact, dollars));
        }
        assert_eq!(grouped(-1_234_567), "-1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(Micro::share(-1, 2), Micro(-1), "down, not towards zero");
        assert_eq!(Micro::share(1, 0), Micro(0));
    }

    #[test]
    fn only_its_own_spelling_is_read() {
        for text in ["-0", "01", "1.0", "1e3", "0.0000001", "\"1\"", "null", "9223372036854.775808"]
        {
            assert!(serde_json::from_str::<Micro>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(n in any::<i64>()) {
            let text = serde_json::to_string(&Micro(n)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Micro>(&text).unwrap(), Micro(n));
        }
    }
}
