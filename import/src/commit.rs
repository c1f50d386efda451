//! Entering a file as a whole, for requests and for jobs: what it would do, what stands in the way, and the entering.
//!
//! A plan is made outside the transaction where it is large, and holds there only if what it was made from is the same
//! ([`Planned::holds`]); else it is made again.

use chrono::{DateTime, Utc};
use outlay_entity::expense_state::State;
use outlay_entity::{ConnectionTrait, account, expense, import, layout, rule};
use outlay_statement::{Refused, RowRefused};
use uuid::Uuid;

use crate::plan::{self, Plan};
use crate::preview::{OpenQuestion, Preview};
use crate::read::{Error, Read};
use crate::{Answers, Bounds, enter, known};

/// What its owner wants done with a file.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The owner.
    pub user_id: Uuid,
    /// Name of the file.
    pub name: String,
    /// What was said about it.
    pub answers: Answers,
    /// The bank account it is of.
    pub account_id: Option<Uuid>,
    /// What the ledger takes.
    pub bounds: Bounds,
    /// Leave out rows that cannot be read.
    pub skip_refused: bool,
}

/// What entering a file would do.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Row by row.
    pub plan: Plan,
    /// As it is shown.
    pub preview: Preview,
    layout_id: Option<Uuid>,
    made_from: MadeFrom,
}

/// What of the database a plan was made from.
#[derive(Clone, Debug, PartialEq)]
struct MadeFrom {
    entries: State,
    accounts: Vec<account::Model>,
    rules: Vec<rule::Model>,
}

/// Why a file is not entered.
#[derive(Clone, Debug)]
pub enum Obstacle {
    /// Questions that only a person can answer.
    Open(Vec<OpenQuestion>),
    /// Rows that cannot be read, and nobody said that they are to be left out.
    Rows(Vec<RowRefused>),
    /// There is nothing to enter.
    Nothing(String),
}

impl Obstacle {
    /// What it is and what to do, for a person.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Open(_) => {
                "The file leaves something open that only you can say; nothing was stored. Answer it beside \
                              the file, or with PATCH on its preview."
                    .to_owned()
            }
            Self::Rows(rows) => format!(
                "{} of the file cannot be read; nothing was stored. Mend them, or enter the others with \
                 skip_refused=true.",
                if rows.len() == 1 { "One row".to_owned() } else { format!("{} rows", rows.len()) }
            ),
            Self::Nothing(text) => text.clone(),
        }
    }
}

impl MadeFrom {
    async fn load<C: ConnectionTrait>(db: &C, user_id: Uuid) -> outlay_entity::Result<Self> {
        Ok(Self {
            entries: expense::of(user_id).state(db).await?,
            accounts: account::of(user_id).all(db).await?,
            rules: rule::of(user_id).all(db).await?,
        })
    }
}

/// Plans what was read, against the ledger as `db` has it.
///
/// # Errors
/// [`Error::Refused`] where nothing of the file fits the ledger.
pub async fn planned<C: ConnectionTrait>(db: &C, wish: &Wish, read: Read) -> Result<Planned, Error> {
    let made_from = MadeFrom::load(db, wish.user_id).await?;
    let known = known::load(db, wish.user_id, plan::days(&read.reading)).await?;
    let (bounds, account_id, answers) = (wish.bounds.clone(), wish.account_id, wish.answers.clone());
    let layout_id = read.layout_id;
    // Work for the processor: off the threads that serve requests.
    let made = tokio::task::spawn_blocking(move || {
        let plan = plan::plan(read.reading, &known, &bounds, account_id, &answers)?;
        let preview = Preview::of(&plan, &bounds);
        Ok::<_, Refused>((plan, preview))
    });
    let (plan, preview) = made.await.map_err(|e| Error::Broken(e.to_string()))??;
    Ok(Planned { plan, preview, layout_id, made_from })
}

impl Planned {
    /// What stands in the way of entering it.
    #[must_use]
    pub fn obstacle(&self, wish: &Wish) -> Option<Obstacle> {
        let plan = &self.plan;
        if !plan.questions.is_empty() {
            return Some(Obstacle::Open(self.preview.questions.clone()));
        }
        if !plan.refused.is_empty() && !wish.skip_refused {
            return Some(Obstacle::Rows(plan.refused.clone()));
        }
        if !plan.rows.is_empty() {
            return None;
        }
        Some(Obstacle::Nothing(match plan.skipped.first() {
            Some(row) => format!(
                "No payment of the file can be entered. {} rows are left out, such as line {}: {}.",
                plan.skipped.len(),
                row.place.line,
                row.reason
            ),
            None => "There is no payment in the file. Export it again and choose a period with payments.".to_owned(),
        }))
    }

    /// Whether the ledger is as it was when this was planned. Ask inside the transaction, once it is [locked](enter::lock).
    ///
    /// # Errors
    /// The database's.
    pub async fn holds<C: ConnectionTrait>(&self, db: &C, user_id: Uuid) -> outlay_entity::Result<bool> {
        Ok(MadeFrom::load(db, user_id).await? == self.made_from)
    }

    /// Enters it as the import `row`, inside the transaction, and remembers what was said about files of its shape.
    ///
    /// # Errors
    /// The database's; [`outlay_entity::Error::Stale`] where the import was changed meanwhile.
    pub async fn enter<C: ConnectionTrait>(
        &self,
        db: &C,
        wish: &Wish,
        row: import::Model,
        now: DateTime<Utc>,
    ) -> outlay_entity::Result<import::Model> {
        let layout_id = self.remember(db, wish, now).await?.or(self.layout_id);
        let row = import::Model { layout_id, account_id: wish.account_id, ..row };
        enter::enter(db, row, &self.plan, &wish.bounds, now).await
    }

    /// Keeps a corrected layout for the next file of the same shape.
    async fn remember<C: ConnectionTrait>(
        &self,
        db: &C,
        wish: &Wish,
        now: DateTime<Utc>,
    ) -> outlay_entity::Result<Option<Uuid>> {
        let answers = &wish.answers;
        let Some(found) = self.plan.layout.as_ref().filter(|f| answers.last() && !f.fingerprint.is_empty()) else {
            return Ok(None);
        };
        let mapping = serde_json::to_value(answers.lasting(found));
        let mapping = mapping.map_err(|e| outlay_entity::Error::Corrupt { what: "layout", why: e.to_string() })?;
        let name: String = wish.name.chars().take(100).collect();
        let kept = layout::of(wish.user_id).remember(db, (&found.fingerprint, &name), mapping, now).await?;
        Ok(Some(kept.id))
    }
}
