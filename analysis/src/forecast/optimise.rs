//! Minimisation without derivatives, for likelihoods of a few smoothing parameters.
//!
//! Nelder and Mead (1965), "A simplex method for function minimization", The Computer Journal 7, 308-313, with the
//! usual coefficients 1, 2, 1/2, 1/2. argmin and nlopt were considered: a dependency for eighty lines, and neither
//! keeps the vertices on the stack, which is what makes a fit of a hundred observations take microseconds.

/// Most parameters a minimisation may have.
pub(crate) const MAX_PARAMETERS: usize = 6;

/// A point: the first `n` entries count.
pub(crate) type Point = [f64; MAX_PARAMETERS];

/// Smallest value of `f` found in the unit cube of `n` dimensions, and where.
///
/// Starts at `start` with a simplex of edge `step`; stops after `max_evaluations` or when the values of the simplex
/// agree to `tolerance` (absolute). Points outside the cube are moved to its faces before they are evaluated.
/// `f` may return infinity; never NaN.
pub(crate) fn minimise(
    n: usize,
    start: Point,
    step: f64,
    (max_evaluations, tolerance): (usize, f64),
    mut f: impl FnMut(&Point) -> f64,
) -> (f64, Point) {
    debug_assert!((1..=MAX_PARAMETERS).contains(&n));
    let inside = |mut p: Point| {
        p[..n].iter_mut().for_each(|x| *x = x.clamp(0.0, 1.0));
        p
    };
    let mut simplex: Vec<(f64, Point)> = Vec::with_capacity(n + 1);
    let start = inside(start);
    simplex.push((f(&start), start));
    for i in 0..n {
        let mut p = start;
        p[i] += if p[i] + step <= 1.0 { step } else { -step };
        let p = inside(p);
        simplex.push((f(&p), p));
    }
    let mut evaluations = n + 1;
    loop {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (simplex[0].0, simplex[n].0);
        if evaluations >= max_evaluations || (worst - best).abs() <= tolerance || best == f64::INFINITY {
            return simplex[0];
        }
        let mut centre = [0.0; MAX_PARAMETERS];
        for (_, p) in &simplex[..n] {
            for i in 0..n {
                centre[i] += p[i] / n as f64;
            }
        }
        let along = |by: f64| {
            let mut p = centre;
            for i in 0..n {
                p[i] += by * (simplex[n].1[i] - centre[i]);
            }
            inside(p)
        };
        let reflected = along(-1.0);
        let value = f(&reflected);
        evaluations += 1;
        if value < best {
            let expanded = along(-2.0);
            let further = f(&expanded);
            evaluations += 1;
            simplex[n] = if further < value { (further, expanded) } else { (value, reflected) };
        } else if value < simplex[n - 1].0 {
            simplex[n] = (value, reflected);
        } else {
            let contracted = if value < worst { along(-0.5) } else { along(0.5) };
            let nearer = f(&contracted);
            evaluations += 1;
            if nearer < worst.min(value) {
                simplex[n] = (nearer, contracted);
            } else {
                let best_point = simplex[0].1;
                for vertex in &mut simplex[1..] {
                    for (x, best) in vertex.1.iter_mut().zip(best_point).take(n) {
                        *x = best + 0.5 * (*x - best);
                    }
                    vertex.0 = f(&vertex.1);
                }
                evaluations += n;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_minimum_of_a_curved_valley_and_of_a_corner() {
        // Rosenbrock's function scaled so that its minimum (1, 1) lies at (0.5, 0.5).
        let valley = |p: &Point| {
            let (x, y) = (2.0 * p[0], 2.0 * p[1]);
            (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2)
        };
        let (value, at) = minimise(2, [0.1, 0.9, 0.0, 0.0, 0.0, 0.0], 0.2, (600, 1e-14), valley);
        assert!(value < 1e-8 && (at[0] - 0.5).abs() < 1e-3 && (at[1] - 0.5).abs() < 1e-3, "{value} at {at:?}");
        let (_, at) = minimise(1, [0.5; 6], 0.2, (100, 1e-12), |p| p[0]);
        assert!(at[0] < 1e-6);
    }
}
