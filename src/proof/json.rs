//! Are two JSON values the same, however they were spelled? One canonical form, by RFC 8785 (JCS).

use std::fmt::{self, Write as _};

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::base::{Error, Result};

/// Reads one value and refuses what two readers may read in two ways: a key given twice.
///
/// # Errors
/// With serde's words and place.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice::<Once>(bytes).map(|once| once.0)
}

/// The one spelling of a value: no white space, keys sorted by their UTF-16 units, numbers as
/// ECMAScript prints them.
///
/// # Errors
/// `invalid_arguments` for an integer that not every reader takes exactly.
pub fn canonical(value: &Value) -> Result<String> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(n) => number(n, out)?,
        Value::String(s) => string(s, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(fields) => object(fields, out)?,
    }
    Ok(())
}

fn object(fields: &Map<String, Value>, out: &mut String) -> Result<()> {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (i, (key, value)) in sorted.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        string(key, out);
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Ok(())
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn number(n: &Number, out: &mut String) -> Result<()> {
    let start = out.len();
    let inexact = || Error::invalid(format!("the number {n} is not exact in every reader of JSON"));
    ecmascript(n.as_f64().filter(|f| f.is_finite()).ok_or_else(inexact)?, out);
    // Two whole numbers that are one to a reader of doubles must not pass for each other.
    if !n.is_f64() && out[start..] != n.to_string() {
        return Err(inexact());
    }
    Ok(())
}

/// `Number::toString` of ECMAScript: the fewest digits that tell the number, and an exponent only
/// below 10⁻⁶ and from 10²¹ on.
fn ecmascript(f: f64, out: &mut String) {
    if f == 0.0 {
        return out.push('0');
    }
    if f < 0.0 {
        out.push('-');
    }
    let (digits, point) = shortest(f.abs());
    let count = i32::try_from(digits.len()).expect("at most 17");
    if count <= point && point <= 21 {
        out.push_str(&digits);
        out.extend(std::iter::repeat_n('0', (point - count).unsigned_abs() as usize));
    } else if 0 < point && point <= 21 {
        let (whole, rest) = digits.split_at(point.unsigned_abs() as usize);
        let _ = write!(out, "{whole}.{rest}");
    } else if -6 < point && point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        out.push_str(&digits);
    } else {
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            let _ = write!(out, ".{rest}");
        }
        let exponent = point - 1;
        let _ = write!(out, "e{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
}

/// The fewest digits of a positive number, and how many of them stand before the decimal point.
/// As serde_json prints it: of two that are as near, the even one, which RFC 8785 asks for and
/// Rust's own printing does not give.
fn shortest(f: f64) -> (String, i32) {
    let printed = Number::from_f64(f).map(|n| n.to_string()).unwrap_or_default();
    let (mantissa, exponent) = printed.split_once('e').unwrap_or((&printed, "0"));
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{rest}");
    let significant = digits.trim_start_matches('0');
    let skipped = digits.len() - significant.len();
    let point = i32::try_from(whole.len()).expect("short") - i32::try_from(skipped).expect("short");
    let exponent: i32 = exponent.trim_start_matches('+').parse().expect("a small integer");
    (significant.trim_end_matches('0').to_owned(), point + exponent)
}

/// A value in which no object has a key twice.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(b.into())
    }

    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(n.into())
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(n.into())
    }

    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(n.into())
    }

    fn visit_str<E>(self, s: &str) -> Result<Value, E> {
        Ok(s.into())
    }

    fn visit_string<E>(self, s: String) -> Result<Value, E> {
        Ok(s.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Once(item)) = from.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((key, Once(value))) = from.next_entry::<String, Once>()? {
            if fields.contains_key(&key) {
                return Err(de::Error::custom(format_args!(
                    "the key `{}` is given twice",
                    key.escape_debug()
                )));
            }
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn of(text: &str) -> String {
        canonical(&parse(text.as_bytes()).unwrap()).unwrap()
    }

    /// RFC 8785, 3.2.2 and 3.2.3.
    #[test]
    fn the_rfc_s_examples() {
        let given = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let wanted = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(of(given), wanted);
        let keys = "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}";
        let order: Vec<char> = of(keys).chars().filter(char::is_ascii_digit).collect();
        assert_eq!(order, ['2', '1', '4', '6', '7', '1', '5', '3'], "2, key 1: 4, 6, 7, 1, 5, 3");
    }

    /// RFC 8785, appendix B.
    #[test]
    fn numbers_are_ecmascript_s() {
        for (bits, text) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let mut out = String::new();
            ecmascript(f64::from_bits(bits), &mut out);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn what_two_readers_may_read_in_two_ways_is_refused() {
        assert!(parse(br#"{"a":1,"b":{"a":1}}"#).is_ok());
        for twice in [r#"{"a":1,"a":1}"#, r#"[{"a":{"b":1,"b":2}}]"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(parse(twice.as_bytes()).unwrap_err().to_string().contains("twice"), "{twice}");
        }
        for broken in ["", "{", "{}x", "{} {}", "\"\\ud800\"", "1e999", "{\"a\":01}"] {
            assert!(parse(broken.as_bytes()).is_err(), "{broken}");
        }
        assert!(canonical(&json!(u64::MAX)).is_err());
        assert!(canonical(&json!([i64::MIN])).is_err());
        assert!(canonical(&json!(9_007_199_254_740_993_u64)).is_err());
        assert_eq!(
            of("[9007199254740992, -3, 11940998643344998000]"),
            "[9007199254740992,-3,11940998643344998000]"
        );
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<f32>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_spelling_does_not_count(value in value()) {
            let form = canonical(&value).unwrap();
            for spelled in [value.to_string(), serde_json::to_string_pretty(&value).unwrap(), form.clone()] {
                prop_assert_eq!(&canonical(&parse(spelled.as_bytes()).unwrap()).unwrap(), &form);
            }
        }

        #[test]
        fn numbers_come_back(f in any::<f64>().prop_filter("finite", |f| f.is_finite())) {
            let mut out = String::new();
            ecmascript(f, &mut out);
            prop_assert_eq!(out.parse::<f64>().unwrap(), f);
        }
    }
}
