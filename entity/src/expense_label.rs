//! The label that the latest analysis gave each expense.

use std::collections::{HashMap, HashSet};

use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

use crate::Result;
use crate::owned::{Owned, owned};

const CHUNK: usize = 1000;

/// The label of one expense.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "expense_label")]
pub struct Model {
    /// The expense.
    #[sea_orm(primary_key, auto_increment = false)]
    pub expense_id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// The analysis that gave it.
    pub analysis_id: Uuid,
    /// 0..=1, higher is more irregular.
    pub score: f64,
    /// Probability of a score this high on normal data.
    pub p_value: f64,
    /// Detectors and layers that voted for it.
    pub votes: i32,
    /// Passed Benjamini-Hochberg and the alert budget.
    pub flagged: bool,
    /// Stable name of the main kind, where there is a reason at all.
    pub kind: Option<String>,
    /// First reason; empty where there is none.
    pub reason: String,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// The labels of the expenses in `ids`, by expense; expenses that no analysis has seen are not in it.
    ///
    /// # Errors
    /// The database's.
    pub async fn by_expense<C: ConnectionTrait>(&self, db: &C, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let rows = self.find().filter(Column::ExpenseId.is_in(chunk.iter().copied())).all(db).await?;
            found.extend(rows.into_iter().map(|row| (row.expense_id, row)));
        }
        Ok(found)
    }

    /// Puts `labels` in the place of all there were. Expenses deleted meanwhile are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn replace_all<C: ConnectionTrait>(&self, db: &C, labels: &[Model]) -> Result<()> {
        let mut there = HashSet::with_capacity(labels.len());
        // Expenses first, labels second, as a deletion of an expense does it: in one order, nobody waits in a circle.
        for chunk in labels.chunks(CHUNK) {
            let ids: Vec<Uuid> = chunk.iter().map(|l| l.expense_id).collect();
            there.extend(crate::expense::of(self.user_id).existing(db, &ids).await?);
        }
        self.delete().exec(db).await?;
        for chunk in labels.chunks(CHUNK) {
            let kept = chunk.iter().filter(|label| there.contains(&label.expense_id)).cloned();
            let rows: Vec<ActiveModel> =
                kept.map(|label| Model { user_id: self.user_id, ..label }.into_active_model()).collect();
            if !rows.is_empty() {
                Entity::insert_many(rows).exec_without_returning(db).await?;
            }
        }
        Ok(())
    }
}
