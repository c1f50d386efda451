//! What a job does, and what it needs to know for that.
//!
//! A [`Payload`] is stored as JSON with its kind in it. Stored payloads may come from a newer release: fields that are not
//! known are ignored, and fields that are added get `#[serde(default)]`. A kind that is not known is never claimed, and
//! stops nothing that is done to other jobs.

use serde::{Deserialize, Serialize};

/// What a job does; the names never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Analyses an account's expenses.
    Analysis,
    /// Enters the expenses of a large file.
    Import,
    /// Packs everything an account has into one file.
    AccountExport,
    /// Deletes an account and everything it has.
    AccountDeletion,
    /// Deletes what an account need not keep any longer.
    Retention,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Analysis, Self::Import, Self::AccountExport, Self::AccountDeletion, Self::Retention];

    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Analysis => "analysis",
            Self::Import => "import",
            Self::AccountExport => "account_export",
            Self::AccountDeletion => "account_deletion",
            Self::Retention => "retention",
        }
    }

    /// The kind of this name, if this release knows it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a job is given: ids and names, never data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Payload {
    /// The analysis has the id of the job; its row has the parameters.
    Analysis,
    /// The import has the id of the job, and the file is its part; where there is none, one of the job's own files.
    Import {
        /// Name of the file that was uploaded.
        file_name: String,
        /// Leave out rows that cannot be read.
        #[serde(default)]
        skip_refused: bool,
        /// Largest amount in major units, as the operator had it when the file came.
        #[serde(default = "any_amount")]
        max_amount: u64,
    },
    /// Everything of the job's owner.
    AccountExport,
    /// The job's owner.
    AccountDeletion,
    /// Of the job's owner; how long what is kept is the operator's setting.
    Retention,
}

impl Payload {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Analysis => Kind::Analysis,
            Self::Import { .. } => Kind::Import,
            Self::AccountExport => Kind::AccountExport,
            Self::AccountDeletion => Kind::AccountDeletion,
            Self::Retention => Kind::Retention,
        }
    }

    /// What the job is about besides the account, in a name its owner knows.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Import { file_name, .. } => Some(file_name),
            Self::Analysis | Self::AccountExport | Self::AccountDeletion | Self::Retention => None,
        }
    }
}

fn any_amount() -> u64 {
    u64::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import() -> Payload {
        Payload::Import { file_name: "a.csv".to_owned(), skip_refused: false, max_amount: u64::MAX }
    }

    #[test]
    fn what_a_newer_release_added_is_ignored() {
        let known = [
            (r#"{"kind":"analysis","since":"2.0"}"#, Payload::Analysis),
            (r#"{"kind":"import","file_name":"a.csv","sheet":3}"#, import()),
        ];
        for (stored, payload) in known {
            assert_eq!(serde_json::from_str::<Payload>(stored).expect("it can be read"), payload);
        }
        assert!(serde_json::from_str::<Payload>(r#"{"kind":"of_tomorrow"}"#).is_err());
    }

    #[test]
    fn names_and_kinds_belong_together() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).expect("JSON"), kind.name());
        }
        assert_eq!(Kind::parse("of_tomorrow"), None);
        let stored = serde_json::to_value(import()).expect("JSON");
        assert_eq!((&stored["kind"], &stored["file_name"]), (&"import".into(), &"a.csv".into()));
        assert_eq!((import().kind(), import().subject()), (Kind::Import, Some("a.csv")));
    }
}
