//! What belongs together.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Note;
use crate::Money;

/// Groups of descriptions by meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ClusterReport {
    /// Id of the embedding model, empty when there is none.
    pub model: String,
    /// Distinct texts clustered.
    pub texts: u64,
    /// Number of clusters.
    pub k: u32,
    /// Mean silhouette at `k`, -1..=1.
    pub silhouette: f64,
    /// Every k that was tried.
    pub tried: Vec<TriedK>,
    /// Largest spending first.
    pub clusters: Vec<Cluster>,
    /// Every text with its cluster and its place in the picture.
    pub members: Vec<ClusterMember>,
    /// Better categories for single expenses.
    pub suggestions: Vec<CategorySuggestion>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// A number of clusters that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct TriedK {
    /// Number of clusters.
    pub k: u32,
    /// Its mean silhouette.
    pub silhouette: f64,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Cluster {
    /// 0-based, stable across runs where the members are.
    pub id: u32,
    /// Terms that tell it from the others.
    pub label: String,
    /// The same terms, most telling first.
    pub terms: Vec<String>,
    /// Text nearest the centre.
    pub medoid: String,
    /// Distinct texts.
    pub texts: u64,
    /// Expenses.
    pub expenses: u64,
    /// Their sum.
    pub total: Money,
    /// Category most of them have.
    pub main_category: String,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ClusterMember {
    /// Cleaned text.
    pub text: String,
    /// Cluster id, or -1: it belongs nowhere.
    pub cluster: i32,
    /// Cosine distance to the centre, 0..=2.
    pub distance: f64,
    /// Place in the picture.
    pub x: f64,
    /// Place in the picture.
    pub y: f64,
    /// Expenses with this text.
    pub expenses: u64,
}

/// A category that fits an expense better than its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct CategorySuggestion {
    /// The stored expense, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense_id: Option<Uuid>,
    /// 0-based row of the input.
    pub row: u64,
    /// Day of the charge.
    #[serde(default)]
    pub date: NaiveDate,
    /// Description as entered.
    #[serde(default)]
    pub description: String,
    /// Its category now, empty when it has none.
    pub current: String,
    /// The category of its neighbours.
    pub suggested: String,
    /// How often answers as strong as this one were right on the expenses that have a category, 0..=1.
    pub confidence: f64,
}
