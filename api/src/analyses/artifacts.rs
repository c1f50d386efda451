//! `/analyses/{id}/charts`, `/report.xlsx`, `/transactions.csv`: the files an analysis wrote.

use poem_openapi::param::{Header, Path};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::files::{ChartFile, Csv, Workbook};
use crate::problem::Problem;
use crate::reply::Found;
use crate::tags::Tag;

/// The charts of an analysis.
#[derive(Object)]
pub struct Charts {
    /// By name
    pub items: Vec<Chart>,
}

/// A chart and where its pictures are.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Chart {
    /// Name, such as `monthly_trends`
    pub name: String,
    /// The name as a title
    pub title: String,
    /// Path of the SVG file
    pub svg: Option<String>,
    /// Path of the PNG file
    pub png: Option<String>,
}

pub(crate) struct Artifacts {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Results")]
impl Artifacts {
    /// List charts
    #[oai(path = "/analyses/:id/charts", method = "get", operation_id = "listCharts")]
    async fn charts(&self, account: Account, id: Path<Uuid>) -> Result<Found<Charts>, Problem> {
        crate::later()
    }

    /// A chart
    #[oai(path = "/analyses/:id/charts/:file", method = "get", operation_id = "getChart")]
    async fn chart(
        &self,
        account: Account,
        id: Path<Uuid>,
        /// Name of the chart with `.svg` or `.png`
        file: Path<String>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<ChartFile, Problem> {
        crate::later()
    }

    /// The workbook
    #[oai(path = "/analyses/:id/report.xlsx", method = "get", operation_id = "getReport")]
    async fn report(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Workbook, Problem> {
        crate::later()
    }

    /// Every expense of the range with its scores
    #[oai(path = "/analyses/:id/transactions.csv", method = "get", operation_id = "getTransactions")]
    async fn transactions(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Csv, Problem> {
        crate::later()
    }
}
