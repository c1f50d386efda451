//! `/rules`: what is set of new entries, and on request of those that are there. [`past`] tries a rule on them.

mod past;

use chrono::{DateTime, Utc};
use outlay_analysis::{EntryKind, Money, merchant};
use outlay_entity::{ConnectionTrait, account as bank_account, begin, expense, rule};
use outlay_import::rules::check_pattern;
use poem::http::header;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

pub use self::past::{RuleChange, RuleTest};
use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields::{Amount, MAX_DESCRIPTION, Rules as Checks};
use crate::idempotency::Once;
use crate::problem::{FieldError, Problem};
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// A rule: entries that fit everything it names get everything it sets.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Rule {
    /// Id
    pub id: Uuid,
    /// Lower goes first; the first rule that sets a field wins
    pub position: i32,
    /// The description has a word that begins with each of these, in any case and order
    pub words: Option<String>,
    /// The description matches this regular expression, in any case
    pub pattern: Option<String>,
    /// Smallest amount, whatever its sign
    pub min: Option<Money>,
    /// Largest amount, whatever its sign
    pub max: Option<Money>,
    /// Only entries of this bank account
    pub account_id: Option<Uuid>,
    /// The category it sets, where the file has none
    pub category: Option<String>,
    /// The merchant it sets
    pub merchant: Option<String>,
    /// The kind it sets
    pub kind: Option<EntryKind>,
    /// When it was made
    pub created_at: DateTime<Utc>,
    /// When it was last changed
    pub updated_at: DateTime<Utc>,
}

/// The rules of a person.
#[derive(Object)]
pub struct Rules {
    /// In order
    pub items: Vec<Rule>,
}

/// A rule as it shall be. It names at least one of `words`, `pattern`, `min`, `max`, `account_id`, and sets at least one of
/// `category`, `merchant`, `kind`.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct RuleInput {
    /// Lower goes first; at the end when left out
    pub position: Option<i32>,
    /// The description has a word that begins with each of these, in any case and order
    pub words: Option<String>,
    /// The description matches this regular expression, in any case
    #[oai(validator(max_length = 500))]
    pub pattern: Option<String>,
    /// Smallest amount, whatever its sign
    pub min: Option<Amount>,
    /// Largest amount, whatever its sign
    pub max: Option<Amount>,
    /// Only entries of this bank account
    pub account_id: Option<Uuid>,
    /// The category it sets, where the file has none
    pub category: Option<String>,
    /// The merchant it sets
    pub merchant: Option<String>,
    /// The kind it sets
    pub kind: Option<EntryKind>,
}

/// A rule that would always do what was done to one entry.
#[derive(Object)]
pub struct RuleOffer {
    /// The rule
    pub rule: RuleInput,
    /// What it would change
    pub test: RuleTest,
}

pub(crate) struct RulesApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Imports")]
impl RulesApi {
    /// List rules, in order
    #[oai(path = "/rules", method = "get", operation_id = "listRules")]
    async fn list(&self, account: Account) -> Result<Found<Rules>, Problem> {
        let rows = rule::of(account.id()).all(self.app.db.orm()).await?;
        Ok(Found::new(&Rules { items: rows.into_iter().map(|row| Rule::of(row, &account)).collect() }))
    }

    /// Try a rule on what is there, before it is saved
    ///
    /// Which entries it is about and what it would change of them; nothing is changed.
    #[oai(path = "/rules/test", method = "post", operation_id = "testRule")]
    async fn test(&self, account: Account, input: Body<RuleInput>) -> Result<Found<RuleTest>, Problem> {
        let db = self.app.db.orm();
        let new = self.checked(db, &account, &input).await?;
        let row = new.row(account.id(), 0, Utc::now());
        Ok(Found::new(&past::test(db, &account, &row).await?))
    }

    /// Add a rule
    ///
    /// It holds for files that are entered from now on; with `apply=true` for what is there too.
    #[oai(path = "/rules", method = "post", operation_id = "createRule")]
    async fn create(
        &self,
        account: Account,
        /// Apply it to what is there
        apply: Query<Option<bool>>,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: Body<RuleInput>,
    ) -> Result<Created<Rule>, Problem> {
        let new = self.checked(self.app.db.orm(), &account, &input).await?;
        let meant = format!("{}\0{:?}", input.to_json_string(), apply.0);
        let once = Once::new(&self.app, account.id(), key.0, "/rules", meant.as_bytes())?;
        let (txn, now) = (begin(&self.app.db).await?, Utc::now());
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let row = rule::of(account.id()).create(&txn, new, now).await?;
        if apply.0.unwrap_or_default() {
            past::apply(&txn, &account, &row, now).await?;
        }
        let location = format!("/api/v1/rules/{}", row.id);
        let reply = Created::new(&Rule::of(row, &account));
        once.finish(&txn, &reply, &location).await?;
        txn.commit().await?;
        Ok(reply.header(header::LOCATION, location))
    }

    /// Read a rule
    #[oai(path = "/rules/:id", method = "get", operation_id = "getRule")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Rule>, Problem> {
        let row = rule::of(account.id()).get(self.app.db.orm(), id.0).await?;
        Ok(Found::new(&Rule::of(row, &account)))
    }

    /// Replace a rule
    #[oai(path = "/rules/:id", method = "put", operation_id = "replaceRule")]
    async fn replace(&self, account: Account, id: Path<Uuid>, input: Body<RuleInput>) -> Result<Found<Rule>, Problem> {
        let txn = begin(&self.app.db).await?;
        let new = self.checked(&txn, &account, &input).await?;
        let row = rule::of(account.id()).replace(&txn, id.0, None, new, Utc::now()).await?;
        txn.commit().await?;
        Ok(Found::new(&Rule::of(row, &account)))
    }

    /// Apply a rule to what is there
    #[oai(path = "/rules/:id/apply", method = "post", operation_id = "applyRule")]
    async fn apply(&self, account: Account, id: Path<Uuid>) -> Result<Found<RuleTest>, Problem> {
        let txn = begin(&self.app.db).await?;
        let row = rule::of(account.id()).get(&txn, id.0).await?;
        let done = past::apply(&txn, &account, &row, Utc::now()).await?;
        txn.commit().await?;
        Ok(Found::new(&done))
    }

    /// Remove a rule
    ///
    /// What it has set stays.
    #[oai(path = "/rules/:id", method = "delete", operation_id = "deleteRule")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        rule::of(account.id()).remove(&txn, id.0).await?;
        txn.commit().await?;
        Ok(Done::default())
    }

    /// The rule that would always file entries as this one
    ///
    /// For offering "always" after a correction: the words of its merchant, its category and kind, and what that would
    /// change.
    #[oai(path = "/expenses/:id/always", method = "get", operation_id = "offerRule")]
    async fn offer(&self, account: Account, id: Path<Uuid>) -> Result<Found<RuleOffer>, Problem> {
        let db = self.app.db.orm();
        let row = expense::of(account.id()).get(db, id.0).await?;
        let words = merchant::clean(&row.description);
        let rule = RuleInput {
            words: Some(words).filter(|words| !words.is_empty()),
            category: Some(row.category).filter(|category| !category.is_empty()),
            merchant: row.merchant,
            kind: Some(row.kind.into()),
            ..RuleInput::default()
        };
        let new = self.checked(db, &account, &rule).await?;
        let test = past::test(db, &account, &new.row(account.id(), 0, Utc::now())).await?;
        Ok(Found::new(&RuleOffer { rule, test }))
    }
}

/// A field that says something.
fn text(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

impl RulesApi {
    /// What is stored of `input`, once everything about it is right.
    async fn checked<C: ConnectionTrait>(
        &self,
        db: &C,
        account: &Account,
        input: &RuleInput,
    ) -> Result<rule::New, Problem> {
        let (mut checks, digits, max) = (Checks::default(), account.digits(), self.app.settings.max_amount);
        let new = rule::New {
            position: input.position,
            words: text(&input.words).map(|words| checks.description("/words", words)),
            pattern: text(&input.pattern).map(str::to_owned),
            min_minor: input.min.as_ref().map(|min| checks.amount("/min", min, digits, max)),
            max_minor: input.max.as_ref().map(|max_| checks.amount("/max", max_, digits, max)),
            account_id: input.account_id,
            category: text(&input.category).map(|category| checks.category("/category", category, true)),
            merchant: text(&input.merchant).map(|merchant| checks.merchant("/merchant", merchant)),
            kind: input.kind.map(Into::into),
        };
        if let Some(Err(why)) = new.pattern.as_deref().map(check_pattern) {
            let why = why.lines().last().unwrap_or_default().trim().to_owned();
            let detail = format!("/pattern: not a regular expression: {why}");
            let given = new.pattern.clone().unwrap_or_default();
            checks
                .refuse(FieldError::at("/pattern", detail).given(given).allowed("a regular expression, such as ^acme"));
        }
        let names = new.words.is_some()
            || new.pattern.is_some()
            || new.min_minor.is_some()
            || new.max_minor.is_some()
            || new.account_id.is_some();
        if !names {
            let allowed = format!("one of words (up to {MAX_DESCRIPTION} characters), pattern, min, max, account_id");
            checks
                .refuse(FieldError::at("", format!("the rule is about every entry: name {allowed}")).allowed(allowed));
        }
        if new.category.is_none() && new.merchant.is_none() && new.kind.is_none() {
            let allowed = "one of category, merchant, kind";
            checks.refuse(FieldError::at("", format!("the rule sets nothing: set {allowed}")).allowed(allowed));
        }
        checks.done()?;
        if let Some(id) = new.account_id {
            bank_account::of(account.id()).get(db, id).await?;
        }
        Ok(new)
    }
}

impl Rule {
    fn of(row: rule::Model, account: &Account) -> Self {
        Self {
            id: row.id,
            position: row.position,
            words: row.words,
            pattern: row.pattern,
            min: row.min_minor.map(|minor| account.money(minor)),
            max: row.max_minor.map(|minor| account.money(minor)),
            account_id: row.account_id,
            category: row.category,
            merchant: row.merchant,
            kind: row.kind.map(Into::into),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
