//! Rules for what people enter: amounts, days, categories, descriptions. All errors of a request are told at once.

use chrono::{Datelike, NaiveDate};
use outlay_analysis::Money;
use poem_openapi::registry::MetaSchemaRef;
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;

use crate::problem::{FieldError, Problem};

/// Most characters of a category.
pub const MAX_CATEGORY: usize = 100;
/// Most characters of a description.
pub const MAX_DESCRIPTION: usize = 500;

/// An amount as the client wrote it, before it is read in the account's currency.
#[derive(Clone, Debug)]
pub struct Amount(pub String);

impl Type for Amount {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> std::borrow::Cow<'static, str> {
        Money::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        Money::schema_ref()
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromJSON for Amount {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(Self(text)),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl ToJSON for Amount {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.clone()))
    }
}

/// Collects what is wrong with the fields of one request.
#[derive(Default)]
pub struct Rules {
    errors: Vec<FieldError>,
}

impl Rules {
    /// Adds an error.
    pub fn refuse(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Minor units of an amount with `digits` decimals, at most `max` major units either side of zero.
    pub fn amount(&mut self, pointer: &str, amount: &Amount, digits: u8, max: u64) -> i64 {
        let allowed = format!("-{max} to {max} with at most {digits} decimals, as a string such as \"12.34\"");
        match Money::parse(&amount.0, digits) {
            Ok(money) if money.minor().unsigned_abs() <= bound(max, digits) => return money.minor(),
            Ok(_) => self.refuse(
                FieldError::at(pointer, format!("{pointer}: `{}` is too large; the limit is {max}", amount.0))
                    .given(&amount.0)
                    .allowed(allowed),
            ),
            Err(error) => {
                self.refuse(FieldError::at(pointer, format!("{pointer}: {error}")).given(&amount.0).allowed(allowed));
            }
        }
        0
    }

    /// A category: up to 100 characters of any script, `/` and emoji included, without control characters.
    pub fn category(&mut self, pointer: &str, category: &str, required: bool) -> String {
        self.line(pointer, "category", category, required)
    }

    /// The name of something: 1 to 100 characters of any script without control characters.
    pub fn name(&mut self, pointer: &str, name: &str) -> String {
        self.line(pointer, "name", name, true)
    }

    /// A merchant: up to 100 characters of any script without control characters.
    pub fn merchant(&mut self, pointer: &str, merchant: &str) -> String {
        self.line(pointer, "merchant", merchant, false)
    }

    fn line(&mut self, pointer: &str, what: &str, text: &str, required: bool) -> String {
        let text = text.trim();
        let length = text.chars().count();
        if length > MAX_CATEGORY || (required && length == 0) || text.chars().any(char::is_control) {
            let least = u8::from(required);
            let allowed = format!("{least} to {MAX_CATEGORY} characters, none of them a control character");
            let detail = format!("{pointer}: not a {what}; allowed are {allowed}");
            self.refuse(FieldError::at(pointer, detail).given(text).allowed(allowed));
        }
        text.to_owned()
    }

    /// A description: up to 500 characters without NUL.
    pub fn description(&mut self, pointer: &str, description: &str) -> String {
        let description = description.trim();
        if description.chars().count() > MAX_DESCRIPTION || description.contains('\0') {
            let allowed = format!("0 to {MAX_DESCRIPTION} characters, no NUL character (U+0000)");
            let detail = format!("{pointer}: not a description; allowed are {allowed}");
            self.refuse(FieldError::at(pointer, detail).given(description).allowed(allowed));
        }
        description.to_owned()
    }

    /// A day from 1900 to 2199.
    pub fn day(&mut self, pointer: &str, day: NaiveDate) -> NaiveDate {
        if !(1900..2200).contains(&day.year()) {
            let detail = format!("{pointer}: {day} is too far away; allowed are 1900-01-01 to 2199-12-31");
            self.refuse(FieldError::at(pointer, detail).given(day.to_string()).allowed("1900-01-01 to 2199-12-31"));
        }
        day
    }

    /// Passes when nothing was refused.
    ///
    /// # Errors
    /// 422 with everything that is wrong, at most 100 errors.
    pub fn done(mut self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            return Ok(());
        }
        self.errors.truncate(crate::schema::MAX_ERRORS);
        Err(Problem::invalid(self.errors))
    }
}

/// `max` major units in minor units.
#[must_use]
pub fn bound(max: u64, digits: u8) -> u64 {
    max.saturating_mul(10u64.pow(u32::from(digits)))
}

/// Refuses text that a query parameter cannot mean: a NUL character.
///
/// # Errors
/// 422 that names the parameter.
pub fn query_text(name: &str, text: Option<String>) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.contains('\0') => Err(Problem::invalid(vec![
            FieldError::parameter(name, format!("{name}: a NUL character (U+0000) cannot be searched for"))
                .given(text)
                .allowed("text without NUL characters"),
        ])),
        other => Ok(other),
    }
}
