//! What an analysis found, one row a finding: pages, filters and verdicts read the rows they show and no document.
//!
//! A document that has lists of findings is stored without them ([`split`]); whoever needs the whole puts it together again
//! ([`join`]). A row keeps its finding as JSON, and beside it what is filtered and sorted by.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Rows a statement of a bulk insert.
const CHUNK: usize = 1000;

/// The lists of findings a document may have; their names are those of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum List {
    /// Irregular expenses, months and charges, each by itself.
    #[sea_orm(string_value = "anomalies")]
    Anomalies,
    /// Cases: what belongs together is one.
    #[sea_orm(string_value = "findings")]
    Findings,
}

impl List {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Anomalies, Self::Findings];

    /// Its field in a document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Anomalies => "anomalies",
            Self::Findings => "findings",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub struct Model {
    /// The analysis.
    #[sea_orm(primary_key, auto_increment = false)]
    pub analysis_id: Uuid,
    /// The list it is of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub list: List,
    /// Its place in the list, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: i32,
    /// Its id: the same in every analysis that finds it.
    pub finding_id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Stable name of its kind.
    pub kind: String,
    /// It passed the false discovery rate and the alert budget.
    pub flagged: bool,
    /// It did not, and is worth a look.
    pub in_review: bool,
    /// The finding as JSON.
    pub document: String,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// Which findings of a list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Flagged or not.
    pub flagged: Option<bool>,
    /// For review or not.
    pub in_review: Option<bool>,
    /// Stable name of the kind.
    pub kind: Option<String>,
}

impl Owned<Entity> {
    /// By rank: those of a list that pass `filter`, after the rank `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn page<C: ConnectionTrait>(
        &self,
        db: &C,
        (analysis_id, list): (Uuid, List),
        filter: &Filter,
        after: Option<u32>,
        limit: u64,
    ) -> Result<Vec<Model>> {
        let mut rows = self.filtered(analysis_id, list, filter);
        if let Some(after) = after {
            rows = rows.filter(Column::Rank.gt(i64::from(after)));
        }
        Ok(rows.order_by_asc(Column::Rank).limit(limit).all(db).await?)
    }

    /// How many of a list pass `filter`.
    ///
    /// # Errors
    /// The database's.
    pub async fn count<C: ConnectionTrait>(
        &self,
        db: &C,
        (analysis_id, list): (Uuid, List),
        filter: &Filter,
    ) -> Result<u64> {
        Ok(self.filtered(analysis_id, list, filter).count(db).await?)
    }

    /// The finding of this id in the newest analysis that has it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn newest<C: ConnectionTrait>(&self, db: &C, finding_id: Uuid) -> Result<Model> {
        // Ids of analyses are in the order of time.
        let rows = self.find().filter(Column::FindingId.eq(finding_id)).order_by_desc(Column::AnalysisId);
        rows.order_by_asc(Column::List).one(db).await?.ok_or(Error::NotFound("anomaly"))
    }

    fn filtered(&self, analysis_id: Uuid, list: List, filter: &Filter) -> Select<Entity> {
        let mut rows = self.find().filter(Column::AnalysisId.eq(analysis_id)).filter(Column::List.eq(list));
        if let Some(flagged) = filter.flagged {
            rows = rows.filter(Column::Flagged.eq(flagged));
        }
        if let Some(in_review) = filter.in_review {
            rows = rows.filter(Column::InReview.eq(in_review));
        }
        if let Some(kind) = &filter.kind {
            rows = rows.filter(Column::Kind.eq(kind));
        }
        rows
    }

    /// Puts `rows` in the place of all that an analysis had.
    pub(crate) async fn replace_all<C: ConnectionTrait>(
        &self,
        db: &C,
        analysis_id: Uuid,
        rows: Vec<Model>,
    ) -> Result<()> {
        self.delete().filter(Column::AnalysisId.eq(analysis_id)).exec(db).await?;
        let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
        while rows.peek().is_some() {
            let chunk: Vec<ActiveModel> = rows.by_ref().take(CHUNK).collect();
            Entity::insert_many(chunk).exec_without_returning(db).await?;
        }
        Ok(())
    }

    /// `head` with the lists that were split off.
    pub(crate) async fn join<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, head: &str) -> Result<String> {
        let rows = self.find().filter(Column::AnalysisId.eq(analysis_id));
        let rows = rows.order_by_asc(Column::List).order_by_asc(Column::Rank).all(db).await?;
        join(head, &rows)
    }
}

/// A document without its lists, and their rows.
pub(crate) fn split(user_id: Uuid, analysis_id: Uuid, document: &str) -> Result<(String, Vec<Model>)> {
    let wrong = |why: &dyn std::fmt::Display| Error::corrupt("list of findings", why);
    let mut head: Value = serde_json::from_str(document).map_err(|e| wrong(&e))?;
    let mut rows = Vec::new();
    for list in List::ALL {
        let Some(Value::Array(items)) = head.get_mut(list.name()).map(Value::take) else { continue };
        for (item, place) in items.into_iter().zip(1i32..) {
            let id = item["id"].as_str().and_then(|id| id.parse().ok()).ok_or_else(|| wrong(&"one without an id"))?;
            rows.push(Model {
                analysis_id,
                list,
                rank: item["rank"].as_i64().and_then(|rank| i32::try_from(rank).ok()).unwrap_or(place),
                finding_id: id,
                user_id,
                kind: item["kind"].as_str().unwrap_or_default().to_owned(),
                flagged: item["flagged"].as_bool().unwrap_or_default(),
                in_review: item["in_review"].as_bool().unwrap_or_default(),
                document: item.to_string(),
            });
        }
    }
    Ok((head.to_string(), rows))
}

fn join(head: &str, rows: &[Model]) -> Result<String> {
    let mut document: BTreeMap<String, Value> = serde_json::from_str(head).map_err(|e| Error::corrupt("result", e))?;
    for list in List::ALL {
        if document.get(list.name()) == Some(&Value::Null) {
            let of_list = rows.iter().filter(|row| row.list == list);
            let items = of_list.map(|row| serde_json::from_str(&row.document)).collect::<serde_json::Result<_>>();
            document.insert(list.name().to_owned(), Value::Array(items.map_err(|e| Error::corrupt("finding", e))?));
        }
    }
    serde_json::to_string(&document).map_err(|e| Error::corrupt("result", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_split_is_put_together_again() {
        let id = Uuid::now_v7();
        let item = |rank: u32, kind: &str, flagged: bool| serde_json::json!({"id": id, "rank": rank, "kind": kind, "flagged": flagged, "score": 0.1 + 0.2});
        let document = serde_json::json!({
            "scored": 3, "anomalies": [item(1, "spike", true), item(2, "burst", false)], "notes": [],
        });
        let (head, rows) = split(id, id, &document.to_string()).unwrap();
        assert!(!head.contains("spike") && head.contains("scored"), "{head}");
        let seen: Vec<_> = rows.iter().map(|row| (row.rank, row.kind.as_str(), row.flagged)).collect();
        assert_eq!(seen, [(1, "spike", true), (2, "burst", false)]);
        assert_eq!(serde_json::from_str::<Value>(&join(&head, &rows).unwrap()).unwrap(), document);
        // A document of before has its lists, and no rows.
        assert_eq!(serde_json::from_str::<Value>(&join(&document.to_string(), &[]).unwrap()).unwrap(), document);
        assert!(split(id, id, "{\"anomalies\": [{}]}").is_err());
    }
}
