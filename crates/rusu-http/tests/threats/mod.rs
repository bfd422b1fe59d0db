//! Hostile files, and what the platform says to them.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use image::{DynamicImage, ImageFormat, RgbImage};
use rusu_core::draft::Entry;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::{Place, Rejection};
use rusu_formats::EntrySink;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use zip::write::SimpleFileOptions;

use crate::common::{PUBLIC_URL, TestApp, zip};

/// What became of a delivery.
#[derive(Debug)]
pub struct Told {
    pub state: String,
    /// The rules of its rejections, in their order.
    pub rules: Vec<String>,
    /// All rejections as they were told.
    pub said: String,
}

impl Told {
    pub fn has(&self, rule: &str) -> bool {
        self.rules.iter().any(|told| told == rule)
    }
}

/// Delivers and processes a file; gives the submission's id.
pub async fn process(app: &TestApp, name: &str, file: Vec<u8>) -> String {
    let reply = app.deliver(&format!("file_name={}", percent_encoded(name)), file).await;
    assert_eq!(reply.status, 202, "{name}: {}", reply.text());
    app.process_all();
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// What becomes of a file.
pub async fn told(app: &TestApp, name: &str, file: Vec<u8>) -> Told {
    let id = process(app, name, file).await;
    let receipt = app.get_own(&format!("/api/v1/submissions/{id}")).await.json();
    let rejections = app.get_own(&format!("/api/v1/submissions/{id}/rejections")).await.json();
    let rules = rejections["rejections"].as_array().unwrap().iter();
    Told {
        state: receipt["state"].as_str().unwrap().to_owned(),
        rules: rules.map(|rejection| rejection["rule"].as_str().unwrap().to_owned()).collect(),
        said: rejections.to_string(),
    }
}

/// Delivers a lot with this file as its report. The path is the report's, where the lot is published.
pub async fn delivered_with(app: &TestApp, name: &str, report: &[u8]) -> (Told, String) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let (number, can) = (format!("THREAT{next}"), format!("69000123457{next:05}"));
    let rows = [
        json!({
            "table": "lots", "lot_number": number, "product_ref": "product-1", "site_ref": "site-1",
            "production_date": "2026-08-01", "report_number": "R-9", "laboratory": "示例检验所",
            "report_date": "2026-08-15", "conclusion": "pass", "report_file": name,
        }),
        json!({
            "table": "raw_materials", "lot_number": number, "material_name": "生牛乳",
            "origin": "黑龙江省齐齐哈尔市", "certificate_number": "C1", "certificate_date": "2026-07-30",
            "conclusion": "pass", "certificate_file": "coa.pdf",
        }),
        json!({"table": "codes", "lot_number": number, "code": can}),
    ];
    let rows = rows.map(|row| row.to_string()).join("\n");
    let files =
        [("rows.jsonl", rows.as_bytes()), (name, report), ("coa.pdf", b"%PDF-1.7 certificate".as_slice())];
    let told = told(app, "lot.zip", zip(&files)).await;
    let answer = app.resolve(json!({"text": can, "enterprise": 1})).await.json();
    let items = answer["record"]["items"].as_array().cloned().unwrap_or_default();
    let report = items.iter().find(|item| item["id"] == "product_inspection_report");
    let url = report.and_then(|item| item["documents"][0]["url"].as_str());
    let path = url.and_then(|url| url.strip_prefix(PUBLIC_URL)).unwrap_or_default().to_owned();
    (told, path)
}

/// PDFs, and what of each acts by itself or carries other files.
pub const PDFS: [(&[u8], &[&str]); 10] = [
    (b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", &[]),
    (b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction 3 0 R>>endobj\n%%EOF\n", &["/OpenAction"]),
    (b"%PDF-1.7\n3 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n%%EOF\n", &["/JavaScript"]),
    (
        b"%PDF-1.7\n<</OpenAction<</S/JavaScript/JS(app.launchURL('http://x'))>>>>\n%%EOF\n",
        &["/JavaScript", "/OpenAction"],
    ),
    (b"%PDF-1.7\n<</S/Launch/F(cmd.exe)>>\n%%EOF\n", &["/Launch"]),
    (b"%PDF-1.7\n<</Names<</EmbeddedFiles 5 0 R>>>>\n%%EOF\n", &["/EmbeddedFile"]),
    (b"%PDF-1.7\n<</Type/EmbeddedFile/Length 5>>stream\nMZ...\nendstream\n%%EOF\n", &["/EmbeddedFile"]),
    (b"%PDF-1.7\n<</S/#4aava#53cript/JS(1)>>\n%%EOF\n", &["/JavaScript"]),
    (b"%PDF-1.4\nGIF89a<script>alert(1)</script><?php system($_GET[0]); ?>\n%%EOF\n", &[]),
    (b"%PDF-1.7\n<</#4fpen#41ction 1 0 R/#4c#61unch 2 0 R>>", &["/OpenAction", "/Launch"]),
];

fn picture(format: ImageFormat) -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(40, 30, image::Rgb([200, 10, 10])));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn png() -> Vec<u8> {
    picture(ImageFormat::Png)
}

pub fn jpeg() -> Vec<u8> {
    picture(ImageFormat::Jpeg)
}

pub fn webp() -> Vec<u8> {
    picture(ImageFormat::WebP)
}

/// A small PNG whose header claims a size.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = png();
    png.splice(16..24, [width.to_be_bytes(), height.to_be_bytes()].concat());
    let mut sum = flate2::Crc::new();
    sum.update(&png[12..29]);
    png.splice(29..33, sum.sum().to_be_bytes());
    png
}

/// A ZIP whose headers claim another unpacked size than there is.
pub fn lying_sizes(content: &[u8], claimed: u32) -> Vec<u8> {
    let mut file = zip(&[("a.pdf", content)]);
    for (signature, offset) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let header = file.windows(4).position(|window| window == signature).unwrap();
        file.splice(header + offset..header + offset + 4, claimed.to_le_bytes());
    }
    file
}

/// A ZIP with two names for the same bytes.
pub fn overlapping() -> Vec<u8> {
    let mut file = zip(&[("a.csv", b"lot_number,code\n"), ("b.csv", b"lot_number,code\n")]);
    let last = file.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    file.splice(last + 42..last + 46, [0; 4]);
    file
}

/// A ZIP with a link to a file outside.
pub fn symlink() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("rows.csv", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet.
pub fn workbook(sheet: &str, shared: &[u8]) -> Vec<u8> {
    const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="codes" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{sheet}</worksheet>"#
    );
    zip(&[
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", shared),
    ])
}

/// The cells of a CSV.
pub fn cells(csv: &str) -> Vec<String> {
    let text = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

pub fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
        })
        .collect()
}

/// A file far larger than memory: a beginning, and then the same again and again.
pub struct Endless {
    beginning: Vec<u8>,
    again: Vec<u8>,
    length: u64,
    position: u64,
    /// Bytes read so far.
    pub read: u64,
}

impl Endless {
    pub fn new(beginning: Vec<u8>, again: Vec<u8>, length: u64) -> Self {
        Self { beginning, again, length, position: 0, read: 0 }
    }

    fn byte(&self, position: u64) -> u8 {
        let position = usize::try_from(position).unwrap();
        let behind = position.wrapping_sub(self.beginning.len());
        self.beginning.get(position).copied().unwrap_or_else(|| self.again[behind % self.again.len()])
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length - self.position).unwrap();
        let count = buffer.len().min(left);
        for slot in &mut buffer[..count] {
            *slot = self.byte(self.position);
            self.position += 1;
        }
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = match to {
            SeekFrom::Start(offset) => offset,
            SeekFrom::Current(by) => self.position.checked_add_signed(by).unwrap(),
            SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
        };
        Ok(self.position)
    }
}

/// Takes what a decoder finds, and keeps the rules.
#[derive(Default)]
pub struct Found {
    pub rules: Vec<String>,
}

impl EntrySink for Found {
    fn entry(&mut self, _: &Place, _: Entry) -> Result<(), StoreFault> {
        Ok(())
    }

    fn reject(&mut self, rejection: Rejection) {
        self.rules.push(rejection.finding.rule.to_string());
    }

    fn document(&mut self, _: &str, _: u64, _: &mut dyn Read) -> Result<(), StoreFault> {
        Ok(())
    }
}

/// Everything that was reported.
#[derive(Clone, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
