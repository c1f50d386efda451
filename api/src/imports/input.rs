//! What a person says about a file: beside it in the form, or afterwards in a patch.

use outlay_entity::{ConnectionTrait, account as bank_account, layout};
use outlay_import::Answers;
use outlay_import::file_layout::FileLayout;
use outlay_statement::{DateOrder, Direction, Layout};
use poem_openapi::types::MaybeUndefined;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{Multipart, Object};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::account::Account;
use crate::me::check_currency;
use crate::problem::{FieldError, Problem};

/// A file of a bank.
#[derive(Multipart)]
#[oai(deny_unknown_fields)]
pub struct ImportInput {
    /// CSV in any layout, OFX, QFX, QIF, CAMT.052/053/054, MT940, XLSX, XLS or ODS; also within .gz or .zip
    pub file: Upload,
    /// Id of the bank account it is of; a file that names its account needs none
    pub account: Option<String>,
    /// Id of the layout to read it with; one that is remembered for files of its shape is used anyway
    pub layout: Option<String>,
    /// `dmy`, `mdy` or `ymd`, where the file does not tell
    pub date_order: Option<String>,
    /// `out_is_negative` or `out_is_positive`, where what is concluded is wrong
    pub direction: Option<String>,
    /// ISO 4217: of a file that names none; of a file with several, the one to take
    pub currency: Option<String>,
}

/// What is said about a file after its preview; fields that are left out stay.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ImportPatch {
    /// The bank account it is of; null for none
    pub account_id: MaybeUndefined<Uuid>,
    /// Order of the dates; null for what is concluded
    pub date_order: MaybeUndefined<DateOrder>,
    /// Which way the money goes; null for what is concluded
    pub direction: MaybeUndefined<Direction>,
    /// ISO 4217: of a file that names none; of a file with several, the one to take
    pub currency: MaybeUndefined<String>,
    /// Of a file with several accounts, the one to take
    pub file_account: MaybeUndefined<String>,
    /// How the columns are read: `preview.layout` with other roles; null for what is concluded
    pub layout: MaybeUndefined<FileLayout>,
    /// Numbers of rows that are left out, such as those that are the same as one entered by hand
    #[oai(validator(max_items = 5000))]
    pub leave_out: Option<Vec<u64>>,
    /// Enter rows that are not booked yet, marked as pending and in no total
    pub pending: Option<bool>,
}

/// What is said about how a file is to be read, and of what account it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) answers: Answers,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) layout_id: Option<Uuid>,
}

impl Said {
    /// What the fields beside an uploaded file say.
    pub(crate) async fn of_form<C: ConnectionTrait>(
        db: &C,
        account: &Account,
        input: &ImportInput,
    ) -> Result<Self, Problem> {
        let mut said = Self {
            answers: Answers {
                date_order: named("/date_order", input.date_order.as_deref(), "`dmy`, `mdy` or `ymd`")?,
                direction: named("/direction", input.direction.as_deref(), "`out_is_negative` or `out_is_positive`")?,
                currency: currency(input.currency.as_deref())?,
                ..Answers::default()
            },
            account_id: id("/account", input.account.as_deref())?,
            layout_id: id("/layout", input.layout.as_deref())?,
        };
        if let Some(id) = said.account_id {
            bank_account::of(account.id()).get(db, id).await?;
        }
        if let Some(id) = said.layout_id {
            let known = layout::of(account.id()).get(db, id).await?;
            let layout: Layout = serde_json::from_value(known.mapping).map_err(|e| Problem::internal(&e))?;
            said.answers.date_order = said.answers.date_order.or(layout.date_order);
            said.answers.direction = said.answers.direction.or(layout.direction);
            said.answers.layout = Some(layout);
        }
        Ok(said)
    }

    /// What a patch changes of it.
    pub(crate) async fn patch<C: ConnectionTrait>(
        &mut self,
        db: &C,
        account: &Account,
        patch: ImportPatch,
    ) -> Result<(), Problem> {
        let answers = &mut self.answers;
        let remapped = !matches!(patch.layout, MaybeUndefined::Undefined);
        change(&mut self.account_id, patch.account_id);
        change(&mut answers.date_order, patch.date_order);
        change(&mut answers.direction, patch.direction);
        change(&mut answers.currency, patch.currency);
        change(&mut answers.account, patch.file_account);
        match patch.layout {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => (answers.layout, self.layout_id) = (None, None),
            MaybeUndefined::Value(layout) => {
                let read = layout.read().ok_or_else(|| {
                    let detail = "/layout: `decimal` and `delimiter` are one character each";
                    Problem::invalid(vec![
                        FieldError::at("/layout", detail).allowed("`,` or `.`; `;`, `,`, `|` or a tab"),
                    ])
                })?;
                answers.layout = Some(read);
            }
        }
        if remapped {
            answers.leave_out.clear(); // other rows may have these numbers now
        }
        if let Some(rows) = patch.leave_out {
            answers.leave_out = rows.into_iter().collect();
        }
        answers.pending = patch.pending.unwrap_or(answers.pending);
        answers.currency = currency(answers.currency.as_deref())?;
        if let Some(id) = self.account_id {
            bank_account::of(account.id()).get(db, id).await?;
        }
        Ok(())
    }
}

fn change<T>(field: &mut Option<T>, patch: MaybeUndefined<T>) {
    match patch {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *field = None,
        MaybeUndefined::Value(value) => *field = Some(value),
    }
}

/// A field of a form; one that is empty says nothing.
fn text(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

fn id(pointer: &str, field: Option<&str>) -> Result<Option<Uuid>, Problem> {
    text(field)
        .map(|text| {
            let detail = || format!("{pointer}: `{}` is no id", crate::problem::shorten(text));
            Uuid::parse_str(text)
                .map_err(|_| Problem::invalid(vec![FieldError::at(pointer, detail()).given(text).allowed("a UUID")]))
        })
        .transpose()
}

/// One of several stable names.
fn named<T: DeserializeOwned>(pointer: &str, field: Option<&str>, allowed: &str) -> Result<Option<T>, Problem> {
    text(field)
        .map(|text| {
            serde_json::from_value(Value::from(text)).map_err(|_| {
                let detail = format!("{pointer}: `{}` is not allowed; {allowed} is", crate::problem::shorten(text));
                Problem::invalid(vec![FieldError::at(pointer, detail).given(text).allowed(allowed)])
            })
        })
        .transpose()
}

fn currency(field: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(code) = text(field).map(str::to_uppercase) else { return Ok(None) };
    match check_currency(&code) {
        None => Ok(Some(code)),
        Some(error) => Err(Problem::invalid(vec![error])),
    }
}
