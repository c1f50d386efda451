//! Running statements and beginning transactions.
//!
//! Behind a pooler in transaction mode (PgBouncer) a connection is ours for one transaction at a time. What a session keeps
//! between transactions is then somebody else's: prepared statements, and settings. So there each statement is run in a
//! transaction of its own, and each transaction begins by forgetting what others prepared and by setting its limits. That
//! costs round trips, and needs nothing of the pooler: PgBouncer keeps prepared statements apart from 1.21 on only, and
//! not by default.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt as _, stream};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, StreamTrait, TransactionOptions, TransactionTrait,
};

use crate::Result;

/// A database on which each statement stands for itself.
#[derive(Clone, Debug)]
pub struct Orm {
    connection: DatabaseConnection,
    /// What a transaction begins with behind a pooler; `None` where connections are ours.
    preamble: Option<Arc<str>>,
}

impl Orm {
    pub(super) fn new(connection: DatabaseConnection, preamble: Option<Arc<str>>) -> Self {
        Self { connection, preamble }
    }

    /// True behind a pooler.
    pub(super) fn is_pooled(&self) -> bool {
        self.preamble.is_some()
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite_transaction_mode =
            (self.connection.get_database_backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..Default::default() };
        let transaction = self.connection.begin_with_options(options).await?;
        if let Some(preamble) = &self.preamble {
            transaction.execute_unprepared(preamble).await?;
        }
        Ok(transaction)
    }
}

/// Begins a transaction that may write. On SQLite it takes the write lock at once: a transaction that read first and
/// then wants to write would fail when another one wrote meanwhile.
///
/// # Errors
/// When the database is not there or stays locked.
pub async fn begin(db: &Orm) -> Result<DatabaseTransaction> {
    Ok(db.begin().await?)
}

#[async_trait::async_trait]
impl ConnectionTrait for Orm {
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        if !self.is_pooled() {
            return self.connection.execute_raw(statement).await;
        }
        let transaction = self.begin().await?;
        let done = transaction.execute_raw(statement).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if !self.is_pooled() {
            return self.connection.query_one_raw(statement).await;
        }
        let transaction = self.begin().await?;
        let row = transaction.query_one_raw(statement).await?;
        transaction.commit().await?;
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !self.is_pooled() {
            return self.connection.query_all_raw(statement).await;
        }
        let transaction = self.begin().await?;
        let rows = transaction.query_all_raw(statement).await?;
        transaction.commit().await?;
        Ok(rows)
    }
}

/// Rows as they come. Behind a pooler they are read as a whole first: the connection is wanted back.
impl StreamTrait for Orm {
    type Stream<'a> = Pin<Box<dyn Stream<Item = Result<QueryResult, DbErr>> + Send + 'a>>;

    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    fn stream_raw<'a>(
        &'a self,
        statement: Statement,
    ) -> Pin<Box<dyn Future<Output = Result<Self::Stream<'a>, DbErr>> + 'a + Send>> {
        Box::pin(async move {
            if self.is_pooled() {
                let rows = self.query_all_raw(statement).await?;
                return Ok(stream::iter(rows).map(Ok).boxed());
            }
            Ok(self.connection.stream_raw(statement).await?.boxed())
        })
    }
}
