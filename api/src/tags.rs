//! Sections of the OpenAPI document.

use poem_openapi::Tags;

/// One section a group of resources.
#[derive(Tags)]
pub enum Tag {
    /// Sign in and out
    Auth,
    /// The signed-in account
    Account,
    /// Single expenses, their export and their categories
    Expenses,
    /// Files of banks, the accounts they are of, and how they are read and filed
    Imports,
    /// Monthly budgets
    Budgets,
    /// Jobs that analyse expenses
    Analyses,
    /// What an analysis found
    Results,
    /// Verdicts on anomalies
    Feedback,
    /// Merchants behind descriptions and what they are called
    Merchants,
    /// What analyses learned
    Models,
    /// For those who run the installation
    Operators,
}
