//! `/analyses/{id}/charts`, `/report.xlsx`, `/transactions.csv`: the files an analysis wrote.

use std::collections::BTreeMap;

use outlay_entity::artifact;
use poem_openapi::param::{Header, Path};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::results::absent;
use crate::account::Account;
use crate::app::App;
use crate::etag;
use crate::files::{ChartFile, Csv, File, Media, Workbook};
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
        let files = artifact::of(account.id()).list(self.app.db.orm(), id.0).await?;
        if files.is_empty() {
            return Err(absent(&self.app, &account, id.0, "charts").await?);
        }
        let mut charts: BTreeMap<String, Chart> = BTreeMap::new();
        for file in files {
            let Some((name, form)) = file.name.strip_prefix("charts/").and_then(|file| file.rsplit_once('.')) else {
                continue;
            };
            let chart = charts.entry(name.to_owned()).or_insert_with(|| Chart::named(name));
            let path = Some(format!("/api/v1/analyses/{}/charts/{name}.{form}", id.0));
            match form {
                "svg" => chart.svg = path,
                "png" => chart.png = path,
                _ => {}
            }
        }
        Ok(Found::new(&Charts { items: charts.into_values().collect() }))
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
        let stored = format!("charts/{}", file.0);
        serve(&self.app, &account, id.0, &stored, if_none_match.as_deref()).await
    }

    /// The workbook
    #[oai(path = "/analyses/:id/report.xlsx", method = "get", operation_id = "getReport")]
    async fn report(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Workbook, Problem> {
        serve(&self.app, &account, id.0, "report.xlsx", if_none_match.as_deref()).await
    }

    /// Every expense of the range with its scores
    #[oai(path = "/analyses/:id/transactions.csv", method = "get", operation_id = "getTransactions")]
    async fn transactions(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Csv, Problem> {
        serve(&self.app, &account, id.0, "transactions.csv", if_none_match.as_deref()).await
    }
}

impl Chart {
    fn named(name: &str) -> Self {
        let mut title = name.replace('_', " ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self { name: name.to_owned(), title, svg: None, png: None }
    }
}

/// Serves a stored file under the last part of its name.
async fn serve<M: Media>(
    app: &App,
    account: &Account,
    id: Uuid,
    name: &str,
    if_none_match: Option<&str>,
) -> Result<File<M>, Problem> {
    let shown = name.rsplit('/').next().unwrap_or(name);
    if name.contains('\0') {
        return Err(Problem::not_found("file"));
    }
    match artifact::of(account.id()).get(app.db.orm(), id, name).await {
        Ok(file) => {
            let tag = etag::Tag::of_hash(&file.sha256);
            Ok(File::stored(shown, &file.media_type, file.bytes, &tag, if_none_match))
        }
        Err(outlay_entity::Error::NotFound(_)) => Err(absent(app, account, id, shown).await?),
        Err(error) => Err(error.into()),
    }
}
