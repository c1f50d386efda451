use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const QIF: &str = "!Type:Bank\nD13/1/2026\nT-1.00\nPShop\n^\n";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("written")
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a file");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

fn read_any(bytes: &[u8]) -> Result<Reading, Refused> {
    crate::read("x", bytes, &Options::default())
}

#[test]
fn each_file_is_read_on_its_own_and_named() {
    let other = QIF.replace("Shop", "Cafe");
    let files: [(&str, &[u8]); 5] = [
        ("../../etc/a.qif", QIF.as_bytes()),
        ("__MACOSX/._a.qif", b"x"),
        ("b.qif", other.as_bytes()),
        ("terms.pdf", b"%PDF-1.7"),
        ("empty.qif", b"!Type:Bank\n^\n"),
    ];
    let reading = read_any(&zipped(&files)).expect("payments");
    let told: Vec<_> = reading
        .statements
        .iter()
        .flat_map(|s| &s.entries)
        .map(|e| (e.place.part.as_str(), e.description.as_str()))
        .collect();
    assert_eq!(told, [("../../etc/a.qif", "Shop"), ("b.qif", "Cafe")]);
    assert_eq!(reading.skipped.iter().map(|s| s.given.as_str()).collect::<Vec<_>>(), ["terms.pdf", "empty.qif"]);
    assert_eq!(read_any(&gz(QIF.as_bytes())).expect("payments").format, "qif");
}

#[test]
fn bombs_and_archives_in_archives_are_refused() {
    let bomb = gz(&vec![b'0'; 64 << 20]);
    let refused = read_any(&bomb).expect_err("refused");
    assert_eq!(refused.code, "too_large", "{refused}");
    let zeros = vec![b'0'; 5 << 20];
    let many: Vec<(String, &[u8])> = (0..20).map(|i| (format!("{i}.qif"), zeros.as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    assert!(read_any(&zipped(&many)).is_err());
    let names: Vec<String> = (0..300).map(|i| format!("{i}.qif")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), QIF.as_bytes())).collect();
    assert_eq!(read_any(&zipped(&files)).expect_err("refused").code, "too_large");
    for nested in [gz(&gz(QIF.as_bytes())), zipped(&[("a.zip", &zipped(&[("a.qif", QIF.as_bytes())]))])] {
        let refused = read_any(&nested).expect_err("refused");
        assert!(refused.text.contains("archive within an archive"), "{refused}");
    }
}

#[test]
fn damaged_archives_say_so() {
    let mut half = gz(QIF.as_bytes());
    half.truncate(half.len() / 2);
    assert_eq!(read_any(&half).expect_err("refused").code, "damaged");
    let mut broken = zipped(&[("a.qif", QIF.as_bytes())]);
    let end = broken.len() - 30;
    broken.truncate(end);
    assert_eq!(read_any(&broken).expect_err("refused").code, "damaged");
    let refused =
        read_any(&zipped(&[("a.qif", QIF.as_bytes()), ("b.xml", b"<?xml version='1.0'?><a/>")])).expect_err("refused");
    assert!(refused.text.starts_with("b.xml: "), "{refused}");
    assert_eq!(read_any(&zipped(&[("a.pdf", b"%PDF")])).expect_err("refused").code, "no_entries");
}
