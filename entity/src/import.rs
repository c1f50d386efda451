//! Imports: a file on its way into the ledger, and afterwards which file brought which entries. Its file and what undoing
//! it needs are in [`import_part`](crate::import_part). Deleting an import deletes its entries.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Where an import stands; the names never change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// A job reads the file.
    #[sea_orm(string_value = "reading")]
    Reading,
    /// Read and shown; nothing is entered.
    #[sea_orm(string_value = "previewed")]
    Previewed,
    /// A job enters it.
    #[sea_orm(string_value = "entering")]
    Entering,
    /// Entered.
    #[default]
    #[sea_orm(string_value = "committed")]
    Committed,
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Name of the file.
    pub file_name: String,
    /// Entries it brought.
    pub rows: i64,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
    /// Stable name of the file's format.
    pub format: Option<String>,
    /// The bank account its owner chose for it.
    pub account_id: Option<Uuid>,
    /// The layout it is read with.
    pub layout_id: Option<Uuid>,
    /// How its owner wants it read.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub options: Option<Json>,
    /// How many rows are what, as they were counted last.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub counts: Option<Json>,
    /// Goes up with every change.
    pub version: i64,
    /// The job that reads or enters it.
    pub job_id: Option<Uuid>,
    /// When what was uploaded is forgotten, unless it is entered before.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was entered.
    pub committed_at: Option<DateTime<Utc>>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// Notes an import that is entered at once; store its expenses in the same transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn create<C: ConnectionTrait>(
        &self,
        db: &C,
        file_name: &str,
        rows: i64,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        self.create_as(db, Uuid::now_v7(), file_name, rows, now).await
    }

    /// The same, under an id that is known before.
    ///
    /// # Errors
    /// The database's.
    pub async fn create_as<C: ConnectionTrait>(
        &self,
        db: &C,
        id: Uuid,
        file_name: &str,
        rows: i64,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let row = Model { committed_at: Some(now), ..self.row(id, file_name, State::Committed, now) };
        self.insert(db, Model { rows, ..row }).await
    }

    /// The row of an import in `state`, to be filled in and given to [`insert`](Self::insert).
    #[must_use]
    pub fn row(&self, id: Uuid, file_name: &str, state: State, now: DateTime<Utc>) -> Model {
        Model {
            id,
            user_id: self.user_id,
            file_name: file_name.to_owned(),
            rows: 0,
            created_at: now,
            state,
            format: None,
            account_id: None,
            layout_id: None,
            options: None,
            counts: None,
            version: 1,
            job_id: None,
            expires_at: None,
            committed_at: None,
        }
    }

    /// Stores a row.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert<C: ConnectionTrait>(&self, db: &C, row: Model) -> Result<Model> {
        Ok(Entity::insert(row.into_active_model()).exec_with_returning(db).await?)
    }

    /// Stores `row` in the place of the one that has its id and `version`.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn replace<C: ConnectionTrait>(&self, db: &C, row: Model, version: i64) -> Result<Model> {
        let id = row.id;
        let mut change = row.into_active_model().reset_all();
        change.version = sea_orm::Set(version + 1);
        change.id = sea_orm::NotSet;
        let update = self.update().set(change).filter(Column::Id.eq(id)).filter(Column::Version.eq(version));
        let done = update.exec(db).await?.rows_affected;
        let row = self.get(db, id).await?;
        if done == 0 { Err(Error::Stale { current: row.version }) } else { Ok(row) }
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("import"))
    }

    /// Newest first, those older than the id `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, after: Option<Uuid>, limit: u64) -> Result<Vec<Model>> {
        let mut query = self.find();
        if let Some(after) = after {
            query = query.filter(Column::Id.lt(after));
        }
        Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
    }

    /// Forgets uploads that were not entered in time, and all but the newest `most` that wait. Call it inside a
    /// transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget<C: ConnectionTrait>(&self, db: &C, most: u64, now: DateTime<Utc>) -> Result<()> {
        let waiting = Column::State.is_in([State::Reading, State::Previewed]);
        self.delete().filter(waiting.clone()).filter(Column::ExpiresAt.lt(now)).exec(db).await?;
        let many = self.find().filter(waiting).select_only().column(Column::Id).order_by_desc(Column::Id);
        let many: Vec<Uuid> = many.offset(most).limit(1_000).into_tuple().all(db).await?;
        if !many.is_empty() {
            self.delete().filter(Column::Id.is_in(many)).exec(db).await?;
        }
        Ok(())
    }

    /// A file that a job was to enter and did not is shown again, with what stood in its way.
    ///
    /// # Errors
    /// The database's.
    pub async fn wait_again<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        let open = Column::State.is_in([State::Reading, State::Entering]);
        let back = self.update().col_expr(Column::State, Expr::value(State::Previewed));
        let back = back.col_expr(Column::Version, Expr::col(Column::Version).add(1));
        back.filter(Column::Id.eq(id)).filter(open).exec(db).await?;
        Ok(())
    }

    /// Deletes it; its entries go with it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn undo<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("import")),
            _ => Ok(()),
        }
    }
}
