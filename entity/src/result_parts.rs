//! Which parts of several analyses are ready, for lists.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;
use sea_orm::{QueryFilter, QuerySelect};

use crate::result::{Column, Entity, Part};
use crate::{Owned, Result};

impl Owned<Entity> {
    /// The parts that are ready of each analysis of `ids`, in order; analyses without any are not in it.
    ///
    /// # Errors
    /// The database's.
    pub async fn parts_of<C: ConnectionTrait>(&self, db: &C, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Part>>> {
        let rows = self.find().filter(Column::AnalysisId.is_in(ids.iter().copied()));
        let rows = rows.select_only().columns([Column::AnalysisId, Column::Part]);
        let rows: Vec<(Uuid, Part)> = rows.into_tuple().all(db).await?;
        let mut parts: HashMap<Uuid, Vec<Part>> = HashMap::new();
        for (id, part) in rows {
            parts.entry(id).or_default().push(part);
        }
        parts.values_mut().for_each(|parts| parts.sort_unstable());
        Ok(parts)
    }
}
