//! Statistics that more than one part needs: [`order`] (median, quantile, median absolute deviation, ranks), the
//! distributions [`normal`], [`student`], [`poisson`] and [`chi_square`], and [`multiple`] testing (Benjamini-Hochberg).
//!
//! Distribution functions and quantiles are those of `statrs`. Its logarithms of tails are logarithms of its tails, which
//! end at zero; evidence is added up from tails far below that, so `ln_sf` of each distribution is our own there, by a
//! series in logarithms. The functions take any finite number and never panic.

mod chi_square;
mod multiple;
mod normal;
mod order;
mod poisson;
mod student;

pub use chi_square::chi_square_sf;
pub use multiple::{adjusted_p_values, largest_passing};
pub use normal::{ln_normal_sf, normal_cdf, normal_quantile, normal_sf};
pub use order::{MAD_TO_SD, median, median_mad, quantile, ranks};
pub use poisson::ln_poisson_sf;
pub use student::{ln_student_sf, student_quantile, student_sf};
