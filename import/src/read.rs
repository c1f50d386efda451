//! Reading a file with what its owner said before about files of its shape.

use outlay_entity::{ConnectionTrait, layout};
use outlay_statement::{Layout, Limits, Reading, Refused};
use uuid::Uuid;

use crate::answers::Answers;

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing of it can be used.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database's.
    #[error(transparent)]
    Stored(#[from] outlay_entity::Error),
    /// The reader broke off.
    #[error("the file could not be read: {0}")]
    Broken(String),
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it holds.
    pub reading: Reading,
    /// The stored layout it was read with.
    pub layout_id: Option<Uuid>,
}

/// Reads a file. Where nothing is said about its columns and a layout is stored for files of its shape, that one is used.
///
/// # Errors
/// [`Error::Refused`] where nothing of the file can be used.
pub async fn read<C: ConnectionTrait>(
    db: &C,
    user_id: Uuid,
    (name, bytes): (&str, &[u8]),
    answers: &Answers,
    limits: Limits,
) -> Result<Read, Error> {
    let reading = blocking(name, bytes, answers, limits).await?;
    let shape = reading.layout.as_ref().map(|layout| layout.fingerprint.as_str());
    let (None, Some(shape)) = (&answers.layout, shape.filter(|shape| !shape.is_empty())) else {
        return Ok(Read { reading, layout_id: None });
    };
    let Some(known) = layout::of(user_id).of_fingerprint(db, shape).await? else {
        return Ok(Read { reading, layout_id: None });
    };
    let Ok(layout) = serde_json::from_value::<Layout>(known.mapping) else {
        return Ok(Read { reading, layout_id: None });
    };
    let mut answers = answers.clone();
    answers.date_order = answers.date_order.or(layout.date_order);
    answers.direction = answers.direction.or(layout.direction.filter(|_| !answers.flip));
    answers.currency = answers.currency.or_else(|| layout.currency.clone());
    answers.layout = Some(layout);
    let mut reading = blocking(name, bytes, &answers, limits).await?;
    reading.notes.insert(0, format!("Read with the layout \u{201c}{}\u{201d}.", known.name));
    Ok(Read { reading, layout_id: Some(known.id) })
}

/// Reading is work for the processor: off the threads that serve requests.
async fn blocking(name: &str, bytes: &[u8], answers: &Answers, limits: Limits) -> Result<Reading, Error> {
    let (name, bytes, options) = (name.to_owned(), bytes.to_vec(), answers.options(limits));
    let read = tokio::task::spawn_blocking(move || outlay_statement::read(&name, &bytes, &options)).await;
    Ok(read.map_err(|e| Error::Broken(e.to_string()))??)
}
