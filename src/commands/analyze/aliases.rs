//! A file of what merchants are called.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use outlay_analysis::Alias;
use outlay_analysis::merchant::clean;

use crate::csvfile::CsvFile;

/// The aliases in `path`: CSV with the columns `key` and `merchant`, others are ignored. Both are read like descriptions.
///
/// # Errors
/// Names the column that is missing, or the cell that names nothing or says a second time what a key is called.
pub(super) fn read(path: &Path) -> Result<Vec<Alias>> {
    let file = CsvFile::open(path)?;
    let (key, merchant) = (file.column("key")?, file.column("merchant")?);
    let mut aliases = vec![];
    let mut seen: HashSet<String> = HashSet::new();
    file.rows(|record| {
        let cell = |column: usize| record.get(column).unwrap_or_default().to_owned();
        let alias = Alias { key: cell(key), merchant: cell(merchant), learned: false };
        for (column, text) in [(key, &alias.key), (merchant, &alias.merchant)] {
            if clean(text).is_empty() {
                return Err((column, "names no merchant".to_owned()));
            }
        }
        if !seen.insert(clean(&alias.key)) {
            return Err((key, format!("`{}` has a merchant already", alias.key.trim())));
        }
        aliases.push(alias);
        Ok(())
    })?;
    Ok(aliases)
}
