//! `outlay forecast`: forecasts any set of series, with no server.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use outlay_analysis::expense_csv::formula_safe;
use outlay_analysis::forecast::{self, Forecast, Series};
use outlay_analysis::run::Unwatched;

use crate::config::Global;
use crate::csvfile::CsvFile;

/// Arguments of `outlay forecast`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Series as CSV with the columns series, period, value, in time order
    pub series: PathBuf,
    /// Steps ahead, 1 to 1000
    #[arg(long)]
    pub horizon: usize,
    /// Steps of a cycle: 12 for months of a year, 7 for days of a week, 1 for none
    #[arg(long, default_value_t = 1)]
    pub season: usize,
    /// Where to write the forecasts: series, step, mean, lo80, hi80, lo95, hi95, model
    #[arg(long)]
    pub out: PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let series = read(args)?;
    let run = outlay_analysis::Run::new(global.seed, &Unwatched);
    let forecasts = forecast::series(&series, args.season, args.horizon, &run)?;
    warn(&series, &forecasts);
    write(args, &series, &forecasts).with_context(|| format!("{}: cannot be written", args.out.display()))
}

/// Series in the order of their first row.
fn read(args: &Args) -> Result<Vec<Series>> {
    let file = CsvFile::open(&args.series)?;
    let (name, value) = (file.column("series")?, file.column("value")?);
    let mut index = std::collections::HashMap::new();
    let mut series: Vec<Series> = Vec::new();
    file.rows(|row| {
        let key = row[name].trim();
        let text = row[value].trim();
        let number: f64 = match text.parse() {
            Ok(number) if f64::is_finite(number) => number,
            _ => return Err((value, format!("`{}` is not a finite number; write one such as 12.5", cut(text)))),
        };
        let at = match index.get(key) {
            Some(&at) => at,
            None => {
                index.insert(key.to_owned(), series.len());
                series.push(Series { name: key.to_owned(), values: Vec::new() });
                series.len() - 1
            }
        };
        series[at].values.push(number);
        Ok(())
    })?;
    if series.is_empty() {
        bail!("{}: there is a header but no row; give at least one value", args.series.display());
    }
    Ok(series)
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The first few warnings in full, the rest as a number.
fn warn(series: &[Series], forecasts: &[Forecast]) {
    const SHOWN: usize = 5;
    let all: Vec<(&str, &String)> =
        series.iter().zip(forecasts).flat_map(|(s, f)| f.warnings.iter().map(|w| (s.name.as_str(), w))).collect();
    for (name, warning) in all.iter().take(SHOWN) {
        tracing::warn!(series = %name, "{warning}");
    }
    if all.len() > SHOWN {
        tracing::warn!(more = all.len() - SHOWN, "warnings of other series not shown");
    }
}

fn write(args: &Args, series: &[Series], forecasts: &[Forecast]) -> Result<()> {
    let mut out = csv::Writer::from_path(&args.out)?;
    out.write_record(["series", "step", "mean", "lo80", "hi80", "lo95", "hi95", "model"])?;
    for (series, f) in series.iter().zip(forecasts) {
        let name = formula_safe(&series.name);
        for i in 0..f.mean.len() {
            let numbers = [f.mean[i], f.lo80[i], f.hi80[i], f.lo95[i], f.hi95[i]].map(|v| v.to_string());
            let step = (i + 1).to_string();
            let [mean, lo80, hi80, lo95, hi95] = &numbers;
            out.write_record([&*name, &step, mean, lo80, hi80, lo95, hi95, f.model.name()])?;
        }
    }
    out.flush()?;
    Ok(())
}
