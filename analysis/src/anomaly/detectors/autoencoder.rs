//! Autoencoder: a small network that learns to reproduce normal rows through a narrow layer; what it reproduces badly
//! is odd. Trained with candle; several networks from different starting weights are averaged, because single ones
//! differ much.
//!
//! The starting weights are drawn here (Glorot and Bengio, 2010), since candle cannot seed its own on the CPU. The
//! trained weights are plain numbers and rows are scored without candle, so a stored model scores bit for bit alike.

use candle_core::{Device, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer, ParamsAdamW};
use rand::Rng;
use rand::seq::{SliceRandom, index};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use crate::{Error, Run};

/// Networks averaged.
const NETWORKS: usize = 3;
/// Most rows trained on.
const SAMPLE: usize = 4_096;
/// Rows in a step of training, at most; of few rows a quarter, which learns as well and costs less.
const BATCH: usize = 512;
const LEAST_BATCH: usize = 64;
const EPOCHS: usize = 30;
/// Steps every network gets, however few rows there are.
const LEAST_STEPS: usize = 200;
/// Multiplications all networks may spend on training; bounds wide tables.
const BUDGET: f64 = 6e10;
const LEARNING_RATE: f64 = 4e-3;
/// Standardised values are cut here, lest single rows decide what the network learns.
const CLIP: f64 = 8.0;

/// Trained networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Autoencoder {
    networks: Vec<Vec<Layer>>,
    fitted_rows: u64,
}

/// `max(0, x * weights + bias)`, the last layer without the cut at 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Layer {
    /// Row-major, one row an input.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Autoencoder {
    /// Trains on a sample of the standardised `matrix`.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; [`Error::Invalid`] when candle fails.
    pub fn fit(matrix: &Matrix, run: &Run) -> Result<Self, Error> {
        let n = matrix.rows();
        let mut rows: Vec<usize> = if n > SAMPLE {
            index::sample(&mut run.rng("autoencoder"), n, SAMPLE).into_vec()
        } else {
            (0..n).collect()
        };
        rows.sort_unstable();
        let sample: Vec<f32> = matrix.select(&rows).values().iter().map(|v| v.clamp(-CLIP, CLIP) as f32).collect();
        let networks = (0..NETWORKS)
            .into_par_iter()
            .map(|network| train(&sample, matrix.cols(), network, run))
            .collect::<Result<_, Error>>()?;
        Ok(Self { networks, fitted_rows: rows.len() as u64 })
    }

    /// Rows it was trained on.
    #[must_use]
    pub fn fitted_rows(&self) -> usize {
        self.fitted_rows as usize
    }

    /// Squared error of each column's reconstruction, averaged over the networks.
    #[must_use]
    pub fn errors(&self, row: &[f64]) -> Vec<f64> {
        let mut errors = vec![0.0; row.len()];
        self.reconstruct(row, &mut Pass::default(), |column, error| errors[column] += error);
        errors
    }

    /// Root of the mean squared error of each row's reconstruction, in row order.
    #[must_use]
    pub fn scores(&self, matrix: &Matrix) -> Vec<f64> {
        let cols = matrix.cols();
        let score = |pass: &mut Pass, row: &[f64]| {
            let mut sum = 0.0;
            self.reconstruct(row, pass, |_, error| sum += error);
            (sum / cols as f64).sqrt()
        };
        matrix.values().par_chunks(cols).with_min_len(64).map_init(Pass::default, score).collect()
    }

    /// Tells `error` each column and the squared error of its reconstruction, a network at a time, as parts of the mean.
    fn reconstruct(&self, row: &[f64], pass: &mut Pass, mut error: impl FnMut(usize, f64)) {
        let share = 1.0 / self.networks.len() as f64;
        for network in &self.networks {
            pass.values.clear();
            pass.values.extend(row.iter().map(|v| v.clamp(-CLIP, CLIP) as f32));
            for (l, layer) in network.iter().enumerate() {
                layer.forward(pass, l + 1 < network.len());
            }
            for (column, (given, made)) in row.iter().zip(&pass.values).enumerate() {
                error(column, (given - f64::from(*made)).powi(2) * share);
            }
        }
    }
}

/// The values between two layers, and room for the next ones.
#[derive(Default)]
struct Pass {
    values: Vec<f32>,
    next: Vec<f32>,
}

impl Layer {
    /// Input by input, so that the outputs add up side by side in vector registers.
    fn forward(&self, pass: &mut Pass, cut: bool) {
        pass.next.clone_from(&self.bias);
        for (value, weights) in pass.values.iter().zip(self.weights.chunks_exact(self.bias.len())) {
            pass.next.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
        }
        if cut {
            pass.next.iter_mut().for_each(|sum| *sum = sum.max(0.0));
        }
        std::mem::swap(&mut pass.values, &mut pass.next);
    }
}

/// Widths of the layers: wide enough to bend, narrow in the middle so that it must choose.
fn widths(cols: usize) -> [usize; 5] {
    let outer = (2 * cols).clamp(4, 48);
    let middle = cols.div_ceil(3).clamp(1, 16);
    [cols, outer, middle, outer, cols]
}

fn train(sample: &[f32], cols: usize, network: usize, run: &Run) -> Result<Vec<Layer>, Error> {
    train_candle(sample, cols, network, run).map_err(|e| match run.check() {
        Err(cancelled) => cancelled,
        Ok(()) => Error::Invalid(format!("autoencoder: {e}")),
    })
}

fn train_candle(sample: &[f32], cols: usize, network: usize, run: &Run) -> candle_core::Result<Vec<Layer>> {
    let mut rng = run.rng(&format!("autoencoder/{network}"));
    let device = Device::Cpu;
    let widths = widths(cols);
    let mut layers: Vec<(Var, Var)> = vec![];
    for pair in widths.windows(2) {
        let (weights, bias) = (glorot(pair[0], pair[1], &mut rng), vec![0f32; pair[1]]);
        layers.push((
            Var::from_tensor(&Tensor::from_vec(weights, (pair[0], pair[1]), &device)?)?,
            Var::from_tensor(&Tensor::from_vec(bias, pair[1], &device)?)?,
        ));
    }
    let parameters: Vec<Var> = layers.iter().flat_map(|(w, b)| [w.clone(), b.clone()]).collect();
    let settings = ParamsAdamW { lr: LEARNING_RATE, weight_decay: 1e-4, ..ParamsAdamW::default() };
    let mut optimiser = AdamW::new(parameters, settings)?;

    let n = sample.len() / cols;
    let batch = n.div_ceil(4).clamp(LEAST_BATCH, BATCH).min(n);
    let cost: usize = widths.windows(2).map(|w| w[0] * w[1]).sum::<usize>() * batch * 3;
    let affordable = ((BUDGET / NETWORKS as f64 / cost as f64) as usize).max(20);
    let steps = (EPOCHS * n / batch).max(LEAST_STEPS).min(affordable);
    let mut order: Vec<usize> = vec![];
    for step in 0..steps {
        if run.check().is_err() {
            candle_core::bail!("cancelled");
        }
        if order.len() < batch {
            order = (0..n).collect();
            order.shuffle(&mut rng);
        }
        let picked = order.split_off(order.len() - batch);
        let rows: Vec<f32> = picked.iter().flat_map(|&i| &sample[i * cols..(i + 1) * cols]).copied().collect();
        let input = Tensor::from_vec(rows, (batch, cols), &device)?;
        let mut x = input.clone();
        for (l, (weights, bias)) in layers.iter().enumerate() {
            x = x.matmul(weights)?.broadcast_add(bias)?;
            if l + 1 < layers.len() {
                x = x.relu()?;
            }
        }
        // Learning slows down towards the end, which settles the weights.
        optimiser.set_learning_rate(LEARNING_RATE * (1.0 - 0.9 * step as f64 / steps as f64));
        optimiser.backward_step(&(x - &input)?.sqr()?.mean_all()?)?;
    }
    layers
        .iter()
        .map(|(weights, bias)| Ok(Layer { weights: weights.flatten_all()?.to_vec1()?, bias: bias.to_vec1()? }))
        .collect()
}

fn glorot(inputs: usize, outputs: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let limit = (6.0 / (inputs + outputs) as f32).sqrt();
    (0..inputs * outputs).map(|_| rng.random_range(-limit..limit)).collect()
}
