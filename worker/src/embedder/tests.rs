//! Reference: a NumPy forward pass in double precision over the published weights (BERT with exact GELU, mean pooling,
//! L2 norm), token ids by the `tokenizers` package. Skipped, with a message, where the model is not installed.

use super::*;

const REFERENCE: [(&str, [f32; 8]); 5] = [
    ("coffee shop", [-0.015267, 0.001686, 0.017274, 0.091712, -0.013652, 0.011672, 0.083231, -0.042248]),
    ("starbucks espresso", [-0.024817, -0.001404, -0.024226, 0.101879, 0.020586, 0.025746, 0.0636, 0.012476]),
    ("monthly rent payment", [0.029863, 0.008698, 0.006669, 0.051351, -0.061312, -0.009783, 0.004795, -0.062421]),
    ("☕ قهوة المدينة", [-0.018123, 0.139632, -0.051235, -0.010645, -0.128495, 0.000837, 0.126962, -0.102983]),
    ("", [-0.118838, 0.048299, -0.002548, -0.011011, 0.051951, 0.010292, 0.115433, 0.000701]),
];

fn installed() -> Option<Embedder> {
    match Embedder::open(&default_directory()) {
        Ok(embedder) => Some(embedder),
        Err(missing) => {
            eprintln!("skipped: {missing}");
            None
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&t| t.to_owned()).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[test]
fn agrees_with_the_reference_vectors() {
    let Some(mut embedder) = installed() else { return };
    let vectors = embedder.embed(&owned(&REFERENCE.map(|(text, _)| text))).expect("vectors");
    let row = |i: usize| &vectors.values[i * DIM..(i + 1) * DIM];
    for (i, (text, expected)) in REFERENCE.iter().enumerate() {
        for (found, expected) in row(i).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{text}: {:?}", &row(i)[..8]);
        }
        assert!((cosine(row(i), row(i)) - 1.0).abs() < 1e-5);
    }
    assert!((cosine(row(0), row(1)) - 0.63951).abs() < 1e-4);
    assert!((cosine(row(0), row(2)) - 0.054932).abs() < 1e-4);
    assert_eq!(vectors.model, MODEL_ID);
}

/// Whole vectors by the same reference, in `reference.json`: what sentence-transformers gives to six digits.
#[test]
fn whole_vectors_point_where_the_reference_does() {
    #[derive(serde::Deserialize)]
    struct Reference {
        text: String,
        vector: Vec<f32>,
    }
    let Some(mut embedder) = installed() else { return };
    let reference: Vec<Reference> = serde_json::from_str(include_str!("reference.json")).expect("JSON");
    let texts: Vec<String> = reference.iter().map(|r| r.text.clone()).collect();
    let vectors = embedder.embed(&texts).expect("vectors");
    for (found, expected) in vectors.values.chunks_exact(DIM).zip(&reference) {
        let near = cosine(found, &expected.vector);
        assert!(near > 0.999_99, "{}: {near}", expected.text);
    }
}

#[test]
fn a_vector_depends_on_its_text_alone() {
    let Some(mut embedder) = installed() else { return };
    let many: Vec<String> = (0..500).map(|i| format!("shop number {} in town {}", i % 97, i)).collect();
    let together = embedder.embed(&many).expect("vectors");
    for i in [0, 7, 250, 499] {
        let alone = embedder.embed(&many[i..=i]).expect("a vector");
        assert_eq!(alone.values, together.values[i * DIM..(i + 1) * DIM], "{}", many[i]);
    }
}

#[test]
fn bounds_what_it_reads_and_stops_when_asked() {
    let Some(mut embedder) = installed() else { return };
    let texts = owned(&[&"coffee ".repeat(20_000), "", "\u{0}\u{202e}👩‍👩‍👧"]);
    let vectors = embedder.embed(&texts).expect("vectors");
    assert!(vectors.values.iter().all(|v| v.is_finite()));
    assert_eq!(embedder.embed(&[]).expect("nothing").values.len(), 0);
    assert_eq!(embedder.embed_while(&texts, |_| false), Err(EmbedError::Cancelled));
}
