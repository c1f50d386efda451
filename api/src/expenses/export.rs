//! `/expenses.csv`: all expenses with what the latest analysis says of them, as a stream.

use chrono::NaiveDate;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use crate::account::Account;
use crate::app::App;
use crate::files::Csv;
use crate::problem::Problem;
use crate::tags::Tag;

pub(crate) struct Export {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Expenses")]
impl Export {
    /// Export expenses as CSV
    ///
    /// Columns: date, amount, category, description, id, score, p_value, flagged, votes, kind, reason; the last six from
    /// the latest analysis. The file can be imported again. No cell begins a formula.
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
        crate::later()
    }
}
