//! `/expenses.csv`: all expenses with what the latest analysis says of them, as a stream.

use std::collections::HashMap;

use bytes::Bytes;
use chrono::NaiveDate;
use outlay_analysis::expense_csv::formula_safe;
use outlay_entity::{account as bank_account, expense, expense_list};
use poem::Body;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::fields;
use crate::files::Csv;
use crate::problem::Problem;
use crate::tags::Tag;

const COLUMNS: [&str; 13] = [
    "date",
    "amount",
    "kind",
    "category",
    "description",
    "account",
    "id",
    "score",
    "p_value",
    "flagged",
    "votes",
    "anomaly",
    "reason",
];
const PAGE: u64 = 2_000;

pub(crate) struct Export {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Expenses")]
impl Export {
    /// Export expenses as CSV
    ///
    /// Columns: date, amount, kind, category, description, account, id, score, p_value, flagged, votes, anomaly, reason; the
    /// last six from the latest analysis. The file can be imported again. No cell begins a formula.
    #[oai(path = "/expenses.csv", method = "get", operation_id = "exportExpenses")]
    async fn export(
        &self,
        account: Account,
        /// First day
        from: Query<Option<NaiveDate>>,
        /// Last day
        to: Query<Option<NaiveDate>>,
        /// Exactly this category
        category: Query<Option<String>>,
    ) -> Result<Csv, Problem> {
        let filter = expense_list::Filter {
            from: from.0,
            to: to.0,
            category: fields::query_text("category", category.0)?,
            ..Default::default()
        };
        let accounts = bank_account::of(account.id()).all(self.app.db.orm()).await?;
        let names = accounts.into_iter().map(|account| (account.id, account.name)).collect();
        let start = Writer { app: self.app.clone(), account, names, filter, after: None, begun: false, done: false };
        let chunks = futures_util::stream::unfold(start, |writer| async move { writer.next().await });
        Ok(Csv::streamed("expenses.csv", "text/csv; charset=utf-8", Body::from_bytes_stream(chunks)))
    }
}

/// Writes page by page while the client reads: memory does not grow with the account.
struct Writer {
    app: App,
    account: Account,
    /// Of bank accounts.
    names: HashMap<Uuid, String>,
    filter: expense_list::Filter,
    after: Option<expense_list::Cursor>,
    begun: bool,
    done: bool,
}

impl Writer {
    async fn next(mut self) -> Option<(Result<Bytes, std::io::Error>, Self)> {
        if self.done {
            return None;
        }
        let chunk = self.chunk().await.map_err(|problem| std::io::Error::other(problem.to_string()));
        self.done |= chunk.is_err();
        Some((chunk, self))
    }

    async fn chunk(&mut self) -> Result<Bytes, Problem> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        if !self.begun {
            self.begun = true;
            csv.write_record(COLUMNS).map_err(|e| Problem::internal(&e))?;
        }
        let page = expense_list::Page {
            sort: expense_list::Sort::Date,
            descending: false,
            after: self.after.take(),
            limit: PAGE,
        };
        let listed = expense::of(self.account.id()).list(self.app.db.orm(), &self.filter, &page).await?;
        for (row, label) in listed.rows {
            let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
            let record = [
                row.date.to_string(),
                self.account.money(row.minor).to_string(),
                row.kind.name().to_owned(),
                formula_safe(&row.category).into_owned(),
                formula_safe(&row.description).into_owned(),
                formula_safe(row.account_id.and_then(|id| self.names.get(&id)).map_or("", String::as_str)).into_owned(),
                row.id.to_string(),
                number(label.as_ref().map(|l| l.score)),
                number(label.as_ref().map(|l| l.p_value)),
                label.as_ref().map(|l| l.flagged.to_string()).unwrap_or_default(),
                label.as_ref().map(|l| l.votes.to_string()).unwrap_or_default(),
                label.as_ref().and_then(|l| l.kind.clone()).unwrap_or_default(),
                label.map(|l| formula_safe(&l.reason).into_owned()).unwrap_or_default(),
            ];
            csv.write_record(&record).map_err(|e| Problem::internal(&e))?;
        }
        self.done = listed.next.is_none();
        self.after = listed.next;
        csv.into_inner().map(Bytes::from).map_err(|e| Problem::internal(&e))
    }
}
