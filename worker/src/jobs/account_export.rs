//! The job `account_export`: everything an account has in one zip file: what its owner entered as CSV and JSON, what was
//! found as JSON, and the files as they are.

mod entered;

use std::cell::RefCell;
use std::io::{self, Write};

use outlay_analysis::Progress as _;
use outlay_entity::artifact_chunk::Writer;
use outlay_entity::job::{Problem, Status};
use outlay_entity::queue::Published;
use outlay_entity::result::Part;
use outlay_entity::{analysis, artifact, result};
use serde_json::json;
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use crate::execute::{Failure, Work};

/// Name of the file.
const EXPORT: &str = "export.zip";

/// Analyses listed at a time.
const PAGE: u64 = 100;

/// Where the zip file goes, piece by piece, as it is made.
struct Sink<'a> {
    work: &'a Work,
    file: Writer,
    /// Why the database took no more.
    failed: &'a RefCell<Option<outlay_entity::Error>>,
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.work.wait(self.file.write(&self.work.db, bytes)) {
            let text = error.to_string();
            self.failed.replace(Some(error));
            return Err(io::Error::other(text));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A zip file on its way into the database.
struct Archive<'a>(ZipWriter<StreamWriter<Sink<'a>>>);

impl Archive<'_> {
    fn start(&mut self, name: &str) -> Result<(), Failure> {
        // Sizes stand after each entry and may be large: an entry's size is not known before.
        let options = SimpleFileOptions::default().large_file(true);
        self.0.start_file(name, options).map_err(|e| broken(&e))
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.start(name)?;
        self.0.write_all(bytes).map_err(|e| broken(&e))
    }

    fn json(&mut self, name: &str, value: &serde_json::Value) -> Result<(), Failure> {
        self.add(name, &serde_json::to_vec_pretty(value).map_err(|e| broken(&e))?)
    }
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    tracing::error!(%error, "the export cannot be written");
    Failure::Fail(Problem::new("internal", "Internal error", "The export could not be written."))
}

pub(super) fn run(work: &Work) -> Result<Published, Failure> {
    let failed = RefCell::new(None);
    let written = write(work, &failed);
    // The archive only knows that it could not be written; the database says whether it may be later.
    if let Some(error) = failed.take() {
        return Err(error.into());
    }
    written?;
    Ok(Published { written: vec![EXPORT.to_owned()], ..Published::default() })
}

fn write(work: &Work, failed: &RefCell<Option<outlay_entity::Error>>) -> Result<(), Failure> {
    let file = work.wait(Writer::begin(&work.db, &work.lease, EXPORT, "application/zip"))?;
    let mut archive = Archive(ZipWriter::new_stream(Sink { work, file, failed }));
    entered::add(work, &mut archive)?;
    work.watch.stage("prepare", 1.0);
    found(work, &mut archive)?;
    let sink = archive.0.finish().map_err(|e| broken(&e))?.into_inner();
    Ok(work.wait(sink.file.finish(&work.db))?)
}

/// What was found.
fn found(work: &Work, archive: &mut Archive<'_>) -> Result<(), Failure> {
    let (db, id) = (work.db.orm(), work.job.user_id);
    let mut after = None;
    loop {
        let page = work.wait(analysis::of(id).list(db, Some(Status::Succeeded), after, PAGE))?;
        for (analysis, job) in &page {
            if work.watch.cancelled() {
                return Err(Failure::Stopped);
            }
            let folder = format!("analyses/{}", analysis.id);
            archive.json(
                &format!("{folder}/analysis.json"),
                &json!({"id": analysis.id, "parameters": analysis.params, "finished_at": job.finished_at}),
            )?;
            for (part, _, document) in work.wait(result::of(id).documents(db, analysis.id))? {
                if part != Part::Report {
                    archive.add(&format!("{folder}/{}.json", part.name()), document.as_bytes())?;
                }
            }
            for file in work.wait(artifact::of(id).list(db, analysis.id))? {
                let file = work.wait(artifact::of(id).get(db, analysis.id, &file.name))?;
                archive.add(&format!("{folder}/{}", file.name), &file.bytes)?;
            }
        }
        match page.last() {
            Some((last, _)) => after = Some(last.id),
            None => return Ok(()),
        }
    }
}
