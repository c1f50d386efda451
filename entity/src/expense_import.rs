//! What files are compared with, and what entering, undoing and filing change of entries that are there.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::Result;
use crate::entry_kind::Kind;
use crate::expense::{ActiveModel, Column, Entity, Model, storable};
use crate::owned::Owned;

/// Entries a statement changes at a time.
const CHUNK: usize = 1_000;

/// What is set of many entries; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// Category.
    pub category: Option<String>,
    /// Merchant.
    pub merchant: Option<String>,
    /// Kind.
    pub kind: Option<Kind>,
}

impl Owned<Entity> {
    /// Entries of the days `first..=last`, and those whose day a person has moved: they are few, and may have been anywhere.
    /// In order of creation.
    ///
    /// # Errors
    /// The database's.
    pub async fn around<C: ConnectionTrait>(&self, db: &C, first: NaiveDate, last: NaiveDate) -> Result<Vec<Model>> {
        let near = Column::Date.between(storable(first), storable(last)).or(Column::AsImported.is_not_null());
        Ok(self.find().filter(near).order_by_asc(Column::Id).all(db).await?)
    }

    /// All entries, of one bank account where it is named, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn newest<C: ConnectionTrait>(&self, db: &C, account_id: Option<Uuid>) -> Result<Vec<Model>> {
        let mut query = self.find();
        if let Some(id) = account_id {
            query = query.filter(Column::AccountId.eq(id));
        }
        Ok(query.order_by_desc(Column::Date).order_by_desc(Column::Id).all(db).await?)
    }

    /// Those of `ids` that there are.
    ///
    /// # Errors
    /// The database's.
    pub async fn some<C: ConnectionTrait>(&self, db: &C, ids: &[Uuid]) -> Result<Vec<Model>> {
        let mut rows = Vec::with_capacity(ids.len());
        for ids in ids.chunks(CHUNK) {
            rows.extend(self.find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?);
        }
        Ok(rows)
    }

    /// Descriptions with the category they were filed under and how often, by both.
    ///
    /// # Errors
    /// The database's.
    pub async fn filed<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<(String, String, i64)>> {
        let rows = self.find().filter(Column::Category.ne("")).select_only();
        let rows = rows.columns([Column::Description, Column::Category]).expr(Column::Id.count());
        let rows = rows.group_by(Column::Description).group_by(Column::Category);
        let rows = rows.order_by_asc(Column::Description).order_by_asc(Column::Category);
        Ok(rows.into_tuple().all(db).await?)
    }

    /// Sets fields of many entries.
    ///
    /// # Errors
    /// The database's.
    pub async fn file<C: ConnectionTrait>(
        &self,
        db: &C,
        ids: &[Uuid],
        filing: &Filing,
        now: DateTime<Utc>,
    ) -> Result<()> {
        for ids in ids.chunks(CHUNK) {
            let mut change = ActiveModel { updated_at: Set(now), ..Default::default() };
            if let Some(category) = &filing.category {
                change.category = Set(category.clone());
            }
            if let Some(merchant) = &filing.merchant {
                change.merchant = Set(Some(merchant.clone()));
            }
            if let Some(kind) = filing.kind {
                change.kind = Set(kind);
            }
            let update = self.update().set(change).filter(Column::Id.is_in(ids.iter().copied()));
            update.col_expr(Column::Version, Expr::col(Column::Version).add(1)).exec(db).await?;
        }
        Ok(())
    }

    /// Puts what its file and its bank say of an entry in the place of what is stored, if it still belongs to the import
    /// `import_id`: a payment that was pending is booked, or is pending again.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_booking<C: ConnectionTrait>(
        &self,
        db: &C,
        row: Model,
        import_id: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let change = ActiveModel {
            date: Set(row.date),
            minor: Set(row.minor),
            description: Set(row.description),
            category: Set(row.category),
            value_date: Set(row.value_date),
            bank_id: Set(row.bank_id),
            account_id: Set(row.account_id),
            pending: Set(row.pending),
            import_id: Set(row.import_id),
            as_imported: Set(row.as_imported),
            updated_at: Set(now),
            ..Default::default()
        };
        let mut update = self.update().set(change).filter(Column::Id.eq(row.id));
        update = match import_id {
            Some(id) => update.filter(Column::ImportId.eq(id)),
            None => update.filter(Column::ImportId.is_null()),
        };
        update.col_expr(Column::Version, Expr::col(Column::Version).add(1)).exec(db).await?;
        Ok(())
    }

    /// Whether any entry belongs to this bank account.
    ///
    /// # Errors
    /// The database's.
    pub async fn any_of_account<C: ConnectionTrait>(&self, db: &C, account_id: Uuid) -> Result<bool> {
        Ok(self.find().filter(Column::AccountId.eq(account_id)).count(db).await? > 0)
    }
}
