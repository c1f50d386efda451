//! Accounts.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{IntoActiveModel, QuerySelect, Set};

use crate::{Error, Result};

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Role {
    /// See and change its own data.
    #[sea_orm(string_value = "user")]
    User,
    /// Look after the jobs of all.
    #[sea_orm(string_value = "operator")]
    Operator,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique, lower case.
    pub email: String,
    /// As entered.
    pub phone: Option<String>,
    /// Argon2id in PHC format.
    pub password_hash: String,
    /// ISO 4217 code of all its amounts.
    pub currency: String,
    /// Display name.
    pub name: String,
    /// As entered.
    pub gender: Option<String>,
    /// As entered.
    pub date_of_birth: Option<NaiveDate>,
    /// What it may do.
    pub role: Role,
    /// Since when it cannot sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Goes up with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a new account is made of.
#[derive(Clone, Debug)]
pub struct New {
    /// Stored in lower case.
    pub email: String,
    /// As entered.
    pub phone: Option<String>,
    /// Argon2id in PHC format.
    pub password_hash: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Display name.
    pub name: String,
    /// As entered.
    pub gender: Option<String>,
    /// As entered.
    pub date_of_birth: Option<NaiveDate>,
    /// What it may do.
    pub role: Role,
}

/// The stored form of an address.
#[must_use]
pub fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Makes an account.
///
/// # Errors
/// [`Error::Taken`] when the address has one.
pub async fn create<C: ConnectionTrait>(db: &C, new: New, now: DateTime<Utc>) -> Result<Model> {
    let row = Model {
        id: Uuid::now_v7(),
        email: normal_email(&new.email),
        phone: new.phone,
        password_hash: new.password_hash,
        currency: new.currency,
        name: new.name,
        gender: new.gender,
        date_of_birth: new.date_of_birth,
        role: new.role,
        disabled_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let made = Entity::insert(row.into_active_model()).exec_with_returning(db).await;
    made.map_err(|e| Error::taken(e, "account"))
}

/// The account of an address, in whatever case it is written.
///
/// # Errors
/// The database's.
pub async fn by_email<C: ConnectionTrait>(db: &C, email: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Email.eq(normal_email(email))).one(db).await?)
}

/// The account of an id.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound("account"))
}

/// What changes of an account; what is `None` stays, and an inner `None` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Display name.
    pub name: Option<String>,
    /// Telephone number.
    pub phone: Option<Option<String>>,
    /// Gender.
    pub gender: Option<Option<String>>,
    /// Date of birth.
    pub date_of_birth: Option<Option<NaiveDate>>,
    /// ISO 4217 code of all its amounts.
    pub currency: Option<String>,
    /// Argon2id in PHC format.
    pub password_hash: Option<String>,
    /// Since when it cannot sign in.
    pub disabled_at: Option<Option<DateTime<Utc>>>,
    /// What it may do.
    pub role: Option<Role>,
}

impl From<Change> for ActiveModel {
    fn from(change: Change) -> Self {
        fn set<T: Into<sea_orm::Value>>(value: Option<T>) -> sea_orm::ActiveValue<T> {
            value.map_or(sea_orm::NotSet, Set)
        }
        Self {
            name: set(change.name),
            phone: set(change.phone),
            gender: set(change.gender),
            date_of_birth: set(change.date_of_birth),
            currency: set(change.currency),
            password_hash: set(change.password_hash),
            disabled_at: set(change.disabled_at),
            role: set(change.role),
            ..Default::default()
        }
    }
}

/// Stores `change`, if the account still has `version` (`None`: whatever it has), and gives the new row.
///
/// # Errors
/// [`Error::Stale`], [`Error::NotFound`], [`Error::Taken`] for the address of another account.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    version: Option<i64>,
    change: Change,
    now: DateTime<Utc>,
) -> Result<Model> {
    let mut update = Entity::update_many()
        .set(ActiveModel { updated_at: Set(now), ..change.into() })
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id));
    if let Some(version) = version {
        update = update.filter(Column::Version.eq(version));
    }
    let done = update.exec(db).await.map_err(|e| Error::taken(e, "account"))?;
    let row = get(db, id).await?;
    if done.rows_affected == 0 { Err(Error::Stale { current: row.version }) } else { Ok(row) }
}

/// Locks the account against others that lock it, for the length of the transaction. On SQLite a transaction that writes
/// is alone anyway.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn lock<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<()> {
    let mut query = Entity::find_by_id(id).select_only().column(Column::Id);
    if db.get_database_backend() == sea_orm::DbBackend::Postgres {
        // Rows that refer to the account can still be written.
        query = query.lock(sea_orm::sea_query::LockType::NoKeyUpdate);
    }
    let found: Option<Uuid> = query.into_tuple().one(db).await?;
    found.map(drop).ok_or(Error::NotFound("account"))
}

/// Deletes the account and everything it owns.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<()> {
    match Entity::delete_by_id(id).exec(db).await?.rows_affected {
        0 => Err(Error::NotFound("account")),
        _ => Ok(()),
    }
}
