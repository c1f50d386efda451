//! What every handler shares.
/// App.
#[derive(Clone)]
pub struct App {}
