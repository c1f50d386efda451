//! `/me/jobs`, and what starts them: the export and the deletion of an account, the import of a large file.

use chrono::{TimeDelta, Utc};
use outlay_entity::job::{self, Kind as Stored, Payload, Status as Stage};
use outlay_entity::queue::{self, New};
use outlay_entity::{artifact, begin, import, import_part, session, user};
use poem::Request;
use poem::http::header;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Job;
use crate::account::Account;
use crate::analyses::{RETRY_SECONDS, Status};
use crate::app::App;
use crate::auth::password;
use crate::body::Body;
use crate::etag::Tag as Version;
use crate::files::Archive;
use crate::idempotency::Once;
use crate::imports::{ImportInput, KEPT_DAYS, Said, file_name};
use crate::origin;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::reply::{Accepted, Found};
use crate::tags::Tag;

/// Kinds a person sees under `/me/jobs`; analyses have a place of their own.
const KINDS: [Stored; 3] = [Stored::Import, Stored::AccountExport, Stored::AccountDeletion];
/// Jobs of one account that wait at most, of these kinds and analyses together, are in the settings. Exports go first.
const EXPORT_PRIORITY: i32 = 5;
/// Memory of an export in bytes, besides three copies of the largest file in it.
const EXPORT_MEMORY: u64 = 50_000_000;
/// Times the size of a file that entering it takes: the file, its entries, the plan and what is stored are in memory together.
const IMPORT_MEMORY: u64 = 24;

/// Who really wants to go.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct DeletionInput {
    /// The account's password
    #[oai(validator(max_length = 200))]
    pub password: String,
}

/// A file that a job enters.
struct Large {
    name: String,
    said: Said,
    bytes: Vec<u8>,
}

pub(crate) struct MyJobs {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl MyJobs {
    /// The account's jobs other than analyses, newest first
    #[oai(path = "/me/jobs", method = "get", operation_id = "listMyJobs")]
    async fn list(
        &self,
        account: Account,
        /// Only those in this status
        status: Query<Option<Status>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Job>>, Problem> {
        let limit = page::limit(limit.0)?;
        let filter = job::Filter {
            user_id: Some(account.id()),
            kinds: KINDS.to_vec(),
            status: status.0.map(Into::into),
            after: page::decode::<Uuid>(cursor.as_deref())?,
        };
        let rows = job::list(self.app.db.orm(), &filter, limit + 1).await?;
        Ok(Found::new(&Page::try_cut(rows, limit, |row| row.id, Job::of)?))
    }

    /// How a job goes
    #[oai(path = "/me/jobs/:id", method = "get", operation_id = "getMyJob")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Job>, Problem> {
        let shown = Job::of(job::of(account.id()).get(self.app.db.orm(), id.0).await?)?;
        let reply = Found::new(&shown);
        if shown.status.is_final() {
            return Ok(reply);
        }
        Ok(reply.header(header::RETRY_AFTER, RETRY_SECONDS.to_string()))
    }

    /// Cancel a job
    #[oai(path = "/me/jobs/:id/cancel", method = "post", operation_id = "cancelMyJob")]
    async fn cancel(&self, account: Account, id: Path<Uuid>) -> Result<Accepted<Job>, Problem> {
        let txn = begin(&self.app.db).await?;
        let row = queue::cancel(&txn, account.id(), id.0, Utc::now()).await?;
        txn.commit().await?;
        Ok(Accepted::new(&Job::of(row)?))
    }

    /// Export the account
    ///
    /// Everything the account has as one zip file, made by a job; `Location` is where to ask how it goes.
    #[oai(path = "/me/export", method = "post", operation_id = "exportMe")]
    async fn export(
        &self,
        account: Account,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
    ) -> Result<Accepted<Job>, Problem> {
        let once = Once::new(&self.app, account.id(), key.0, "/me/export", b"")?;
        // The archive goes piece by piece; what it is made of is read file by file.
        let largest = artifact::of(account.id()).largest(self.app.db.orm()).await?;
        let memory_bytes = EXPORT_MEMORY.saturating_add(largest.saturating_mul(3));
        let new = New { priority: EXPORT_PRIORITY, memory_bytes, ..New::of(account.id(), Payload::AccountExport) };
        self.submit(&account, &once, new, None).await
    }

    /// The file of an export
    ///
    /// 409 until the job has succeeded. Kept for some days.
    #[oai(path = "/me/jobs/:id/export.zip", method = "get", operation_id = "getExport")]
    async fn file(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Archive, Problem> {
        let db = self.app.db.orm();
        let row = job::of(account.id()).get(db, id.0).await?;
        if row.kind != Stored::AccountExport.name() {
            return Err(Problem::not_found("export"));
        }
        if !row.status.is_final() {
            let detail = "The export is not ready yet. Ask again in a moment.";
            return Err(Problem::conflict("not-ready", "Not ready yet", detail).retry_after(RETRY_SECONDS));
        }
        let file = artifact::of(account.id()).get(db, row.id, "export.zip").await?;
        let tag = Version::of_hash(&file.sha256);
        let (name, known) = ("outlay-export.zip", if_none_match.as_deref());
        if !file.in_chunks() {
            return Ok(Archive::stored(name, &file.media_type, file.bytes, &tag, known));
        }
        let pieces = pieces(self.app.clone(), account.id(), file.id);
        Ok(Archive::in_pieces(name, &file.media_type, file.size, pieces, &tag, known))
    }

    /// Delete the account
    ///
    /// The account cannot be used any more from now on; a job deletes everything it has.
    #[oai(path = "/me/deletion", method = "post", operation_id = "deleteMe")]
    async fn delete(
        &self,
        account: Account,
        request: &Request,
        input: Body<DeletionInput>,
    ) -> Result<Accepted<Job>, Problem> {
        password::confirm(&self.app, request, &account, "/password", input.0.password).await?;
        let (id, now) = (account.id(), Utc::now());
        let txn = begin(&self.app.db).await?;
        let new = New { origin: origin::current(), ..New::of(id, Payload::AccountDeletion) };
        let row = queue::submit(&txn, new).await?;
        // What is under way would only be deleted.
        let mut filter = job::Filter { user_id: Some(id), ..job::Filter::default() };
        for status in [Stage::Queued, Stage::Running] {
            filter.status = Some(status);
            for other in job::list(&txn, &filter, u64::from(u16::MAX)).await? {
                if other.id != row.id {
                    queue::cancel(&txn, id, other.id, now).await?;
                }
            }
        }
        let change = user::Change { disabled_at: Some(Some(now)), ..Default::default() };
        user::update(&txn, id, None, change, now).await?;
        session::of(id).revoke_all(&txn, now).await?;
        txn.commit().await?;
        self.app.wake.wake();
        Ok(Accepted::new(&Job::of(row)?))
    }

    /// Enter a large file by a job
    ///
    /// As `/imports` with `commit=true`, for files that are too large for that. The import has the id of the job. Where a
    /// question is open or a row cannot be read, the job fails, says so, and the import waits to be looked at as any other.
    #[oai(path = "/import-jobs", method = "post", operation_id = "createImportJob")]
    async fn import(
        &self,
        account: Account,
        /// Leave out rows that cannot be read
        skip_refused: Query<Option<bool>>,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: ImportInput,
    ) -> Result<Accepted<Job>, Problem> {
        let name = file_name(input.file.file_name().unwrap_or_default());
        if input.file.size() as u64 > self.app.settings.max_large_upload {
            return Err(Problem::too_large(self.app.settings.max_large_upload));
        }
        let said = Said::of_form(self.app.db.orm(), &account, &input).await?;
        let bytes = input.file.into_vec().await.map_err(|e| Problem::internal(&e))?;
        let skip_refused = skip_refused.0.unwrap_or_default();
        let hash = Sha256::new_with_prefix(&bytes).chain_update(format!("{name}\0{skip_refused}\0{said:?}")).finalize();
        let once = Once::new(&self.app, account.id(), key.0, "/import-jobs", &hash)?;
        let memory_bytes = (bytes.len() as u64).saturating_mul(IMPORT_MEMORY);
        let max_amount = self.app.settings.max_amount;
        let payload = Payload::Import { file_name: name.clone(), skip_refused, max_amount };
        let new = New { memory_bytes, ..New::of(account.id(), payload) };
        self.submit(&account, &once, new, Some(Large { name, said, bytes })).await
    }
}

/// A stored file as a body that reads its pieces while they are sent.
fn pieces(app: App, user_id: Uuid, artifact_id: Uuid) -> poem::Body {
    let chunks = futures_util::stream::try_unfold(0, move |number| {
        let app = app.clone();
        async move {
            let chunk = artifact::of(user_id).chunk(app.db.orm(), artifact_id, number).await;
            let chunk = chunk.map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(chunk.map(|bytes| (bytes::Bytes::from(bytes), number + 1)))
        }
    });
    poem::Body::from_bytes_stream(chunks)
}

impl MyJobs {
    /// Submits a job, with a file it works on, within the account's limits.
    async fn submit(
        &self,
        account: &Account,
        once: &Once<'_>,
        new: New,
        upload: Option<Large>,
    ) -> Result<Accepted<Job>, Problem> {
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        queue::admit(&txn, account.id(), self.app.settings.limits.queued_per_account).await?;
        let row = queue::submit(&txn, New { origin: origin::current(), ..new }).await?;
        if let Some(file) = upload {
            let (mine, now) = (import::of(account.id()), Utc::now());
            let new = import::Model {
                account_id: file.said.account_id,
                layout_id: file.said.layout_id,
                options: Some(serde_json::to_value(&file.said.answers).map_err(|e| Problem::internal(&e))?),
                job_id: Some(row.id),
                expires_at: Some(now + TimeDelta::days(KEPT_DAYS)),
                ..mine.row(row.id, &file.name, import::State::Entering, now)
            };
            mine.insert(&txn, new).await?;
            import_part::of(account.id()).put(&txn, row.id, import_part::FILE, file.bytes).await?;
        }
        let location = format!("/api/v1/me/jobs/{}", row.id);
        let reply = Accepted::new(&Job::of(row)?);
        once.finish(&txn, &reply, &location).await?;
        txn.commit().await?;
        self.app.wake.wake();
        Ok(reply.header(header::LOCATION, location).header(header::RETRY_AFTER, RETRY_SECONDS.to_string()))
    }
}
