//! Small real PDFs for the invented makers: one page, readable Chinese, marked 示例 SAMPLE.
//!
//! No font is embedded: the Chinese one is the predefined STSong-Light with the predefined
//! character map, for which every reader has a stand-in; letters and digits are Helvetica.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

/// A4 in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;
const LATIN: Name<'_> = Name(b"L");
const HAN: Name<'_> = Name(b"H");
/// Most characters of a value's line.
const LINE_CHARACTERS_MAX: usize = 28;

/// A page with a title and rows of label and value.
pub(crate) fn page(title: &str, issuer: &str, rows: &[(&str, String)]) -> Vec<u8> {
    let mut numbers = 1..;
    let mut next = || Ref::new(numbers.next().unwrap_or(i32::MAX));
    let [catalogue, pages, page, content, latin, han, cid, descriptor] = std::array::from_fn(|_| next());
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(pages).contents(content);
    sheet.resources().fonts().pair(LATIN, latin).pair(HAN, han);
    sheet.finish();
    pdf.stream(content, &drawing(title, issuer, rows));
    pdf.type1_font(latin).base_font(Name(b"Helvetica"));
    pdf.type0_font(han)
        .base_font(Name(b"STSong-Light-UniGB-UCS2-H"))
        .encoding_predefined(Name(b"UniGB-UCS2-H"))
        .descendant_font(cid);
    let mut font = pdf.cid_font(cid);
    font.subtype(CidFontType::Type0)
        .base_font(Name(b"STSong-Light"))
        .font_descriptor(descriptor)
        .default_width(1000.0);
    font.system_info(SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 2 });
    font.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(b"STSong-Light"))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    pdf.finish()
}

fn drawing(title: &str, issuer: &str, rows: &[(&str, String)]) -> Vec<u8> {
    let mut content = Content::new();
    content.set_stroke_rgb(0.75, 0.75, 0.75).set_line_width(1.0);
    content.rect(36.0, 36.0, WIDTH - 72.0, HEIGHT - 72.0).stroke();
    content.set_fill_rgb(0.72, 0.2, 0.1);
    write(&mut content, MARGIN, HEIGHT - 84.0, 15.0, "示例 SAMPLE");
    content.set_fill_rgb(0.1, 0.1, 0.1);
    write(&mut content, MARGIN, HEIGHT - 124.0, 22.0, title);
    write(&mut content, MARGIN, HEIGHT - 150.0, 11.0, issuer);
    let mut top = HEIGHT - 192.0;
    for (label, value) in rows {
        content.set_fill_rgb(0.4, 0.4, 0.4);
        write(&mut content, MARGIN, top, 12.0, label);
        content.set_fill_rgb(0.1, 0.1, 0.1);
        let characters: Vec<char> = value.chars().collect();
        for line in characters.chunks(LINE_CHARACTERS_MAX) {
            write(&mut content, MARGIN + 120.0, top, 12.0, &line.iter().collect::<String>());
            top -= 20.0;
        }
        top -= 6.0;
    }
    content.set_fill_rgb(0.4, 0.4, 0.4);
    write(&mut content, MARGIN, 72.0, 9.0, "本文件为追溯平台的示例数据，企业、产品与批次均为虚构。");
    write(
        &mut content,
        MARGIN,
        58.0,
        9.0,
        "Sample data of the traceability platform: maker, product and lot are invented.",
    );
    content.finish().into_vec()
}

/// One line; the font changes between Chinese and Latin, the reader moves on by itself.
fn write(content: &mut Content, x: f32, y: f32, size: f32, text: &str) {
    content.begin_text().next_line(x, y);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let latin = first.is_ascii();
        let end = rest.find(|c: char| c.is_ascii() != latin).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        if latin {
            content.set_font(LATIN, size).show(Str(run.as_bytes()));
        } else {
            let bytes: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
            content.set_font(HAN, size).show(Str(&bytes));
        }
        rest = tail;
    }
    content.end_text();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_small_pdf_and_always_the_same() {
        let make = || page("检验报告", "示例乳业", &[("批号", "SL2608141A".to_owned())]);
        let bytes = make();
        assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 8_000, "{}", bytes.len());
        assert_eq!(bytes, make());
    }
}
