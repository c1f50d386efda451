//! `/layouts`: how files of a shape are read, remembered from corrections.

use chrono::{DateTime, Utc};
use outlay_entity::{begin, layout};
use outlay_import::file_layout::FileLayout;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields::Rules as Checks;
use crate::problem::Problem;
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// How files of one bank and one kind of export are read.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Layout {
    /// Id
    pub id: Uuid,
    /// Name
    pub name: String,
    /// Files that were entered with it as it was corrected
    pub uses: u32,
    /// Its columns, and what was said about them
    pub mapping: Option<FileLayout>,
    /// When it was first remembered
    pub created_at: DateTime<Utc>,
    /// When it was last changed
    pub updated_at: DateTime<Utc>,
}

/// The layouts of a person.
#[derive(Object)]
pub struct Layouts {
    /// Newest first
    pub items: Vec<Layout>,
}

/// Another name.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct LayoutPatch {
    /// Name, 1 to 100 characters
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
}

pub(crate) struct LayoutsApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Imports")]
impl LayoutsApi {
    /// List layouts
    ///
    /// One is remembered when a file is entered whose reading was corrected; the next file of the same shape is read so.
    #[oai(path = "/layouts", method = "get", operation_id = "listLayouts")]
    async fn list(&self, account: Account) -> Result<Found<Layouts>, Problem> {
        let rows = layout::of(account.id()).all(self.app.db.orm()).await?;
        Ok(Found::new(&Layouts { items: rows.into_iter().map(Layout::of).collect() }))
    }

    /// Export a layout
    ///
    /// `mapping` is what `PATCH /imports/{id}` takes as `layout`.
    #[oai(path = "/layouts/:id", method = "get", operation_id = "getLayout")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Layout>, Problem> {
        let row = layout::of(account.id()).get(self.app.db.orm(), id.0).await?;
        Ok(Found::new(&Layout::of(row)))
    }

    /// Rename a layout
    #[oai(path = "/layouts/:id", method = "patch", operation_id = "updateLayout")]
    async fn update(
        &self,
        account: Account,
        id: Path<Uuid>,
        patch: Body<LayoutPatch>,
    ) -> Result<Found<Layout>, Problem> {
        let mut checks = Checks::default();
        let name = checks.name("/name", &patch.name);
        checks.done()?;
        let txn = begin(&self.app.db).await?;
        let row = layout::of(account.id()).rename(&txn, id.0, &name, Utc::now()).await?;
        txn.commit().await?;
        Ok(Found::new(&Layout::of(row)))
    }

    /// Forget a layout
    #[oai(path = "/layouts/:id", method = "delete", operation_id = "deleteLayout")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        layout::of(account.id()).remove(&txn, id.0).await?;
        txn.commit().await?;
        Ok(Done::default())
    }
}

impl Layout {
    fn of(row: layout::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            uses: u32::try_from(row.uses).unwrap_or_default(),
            mapping: serde_json::from_value(row.mapping).ok(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
