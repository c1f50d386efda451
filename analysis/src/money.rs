//! Money as whole minor units, and its one text form: a plain decimal string.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in minor units (cents) with the number of decimal digits of its currency.
///
/// Serialises as a decimal string such as `"-12.34"`; never as a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    minor: i64,
    digits: u8,
}

/// Why a text is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not of the form `-123.45`.
    #[error("`{given}` is not an amount; write digits with a decimal point, such as 12.34")]
    Malformed {
        /// What was given, shortened.
        given: String,
    },
    /// More decimals than the currency has.
    #[error("`{given}` has more than {digits} decimals, the most this currency has")]
    TooPrecise {
        /// What was given, shortened.
        given: String,
        /// Decimals allowed.
        digits: u8,
    },
    /// Beyond ±9,999,999,999,999 major units.
    #[error("`{given}` is too large; the limit is 13 digits before the decimal point")]
    TooLarge {
        /// What was given, shortened.
        given: String,
    },
}

const MAX_MAJOR_DIGITS: usize = 13;

impl Money {
    /// From minor units, with `digits` decimals (0 to 4).
    #[must_use]
    pub const fn new(minor: i64, digits: u8) -> Self {
        Self { minor, digits }
    }

    /// Rounds `major` (half away from zero) to `digits` decimals; what is not finite becomes zero.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
    pub fn from_major(major: f64, digits: u8) -> Self {
        let scaled = major * 10f64.powi(i32::from(digits));
        Self::new(if scaled.is_finite() { scaled.round() as i64 } else { 0 }, digits)
    }

    /// The amount in minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Decimals of the currency.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// The amount in major units, for statistics.
    #[must_use]
    pub fn major(self) -> f64 {
        self.minor as f64 / 10f64.powi(i32::from(self.digits))
    }

    /// Parses `-123.45` strictly: optional sign, digits, optionally a point and at most `digits` decimals.
    ///
    /// # Errors
    /// [`MoneyError`] names what was given and what is allowed.
    pub fn parse(text: &str, digits: u8) -> Result<Self, MoneyError> {
        let given = || text.chars().take(40).collect::<String>();
        let malformed = || MoneyError::Malformed { given: given() };
        let trimmed = text.trim();
        let (negative, body) = match trimmed.as_bytes().first() {
            Some(b'-') => (true, &trimmed[1..]),
            Some(b'+') => (false, &trimmed[1..]),
            _ => (false, trimmed),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(malformed());
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > usize::from(digits) {
            return Err(MoneyError::TooPrecise { given: given(), digits });
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > MAX_MAJOR_DIGITS {
            return Err(MoneyError::TooLarge { given: given() });
        }
        let text = format!("{whole}{fraction:0<width$}", width = usize::from(digits));
        let minor: i64 = if text.is_empty() { 0 } else { text.parse().map_err(|_| malformed())? };
        Ok(Self::new(if negative { -minor } else { minor }, digits))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10u64.pow(u32::from(self.digits));
        let (sign, abs) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        if self.digits == 0 {
            return write!(f, "{sign}{abs}");
        }
        write!(f, "{sign}{}.{:0width$}", abs / scale, abs % scale, width = usize::from(self.digits))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = u8::try_from(digits).unwrap_or(u8::MAX).min(4);
        Self::parse(&text, digits).map_err(serde::de::Error::custom)
    }
}

/// Decimals of an ISO 4217 currency code (2 unless the standard says otherwise).
#[must_use]
pub fn minor_digits(currency: &str) -> u8 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
    use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
    use serde_json::Value;

    use super::Money;

    impl Type for Money {
        const IS_REQUIRED: bool = true;
        type RawValueType = Self;
        type RawElementValueType = Self;

        fn name() -> std::borrow::Cow<'static, str> {
            "string(decimal)".into()
        }

        fn schema_ref() -> MetaSchemaRef {
            let mut schema = MetaSchema::new_with_format("string", "decimal");
            schema.description = Some("Amount of money in major units as a decimal string");
            schema.pattern = Some(r"^-?\d{1,13}(\.\d{1,4})?$".to_owned());
            MetaSchemaRef::Inline(Box::new(schema))
        }

        fn as_raw_value(&self) -> Option<&Self::RawValueType> {
            Some(self)
        }

        fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
            Box::new(std::iter::once(self))
        }
    }

    impl ParseFromJSON for Money {
        fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
            serde_json::from_value(value.unwrap_or_default()).map_err(ParseError::custom)
        }
    }

    impl ToJSON for Money {
        fn to_json(&self) -> Option<Value> {
            Some(Value::String(self.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_prints_the_same_text() {
        for text in ["0.00", "12.34", "-0.05", "9999999.99"] {
            assert_eq!(Money::parse(text, 2).map(|m| m.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(Money::parse("7", 0).map(|m| m.to_string()).as_deref(), Ok("7"));
        assert_eq!(Money::parse("1.5", 3).map(Money::minor), Ok(1500));
        assert_eq!(Money::parse("1.500", 2).map(Money::minor), Ok(150));
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in ["", "-", ".", "12,3a", "1e3", "NaN", "--1", "1.2.3", "0x10", "１２"] {
            assert!(matches!(Money::parse(text, 2), Err(MoneyError::Malformed { .. })), "{text}");
        }
        assert!(matches!(Money::parse("1.005", 2), Err(MoneyError::TooPrecise { .. })));
        assert!(matches!(Money::parse("12345678901234", 2), Err(MoneyError::TooLarge { .. })));
    }
}
