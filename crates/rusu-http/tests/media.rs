//! Logos and films: taken from the operator, given to everybody.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::io::Cursor;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Request, header};
use common::{Reply, TestApp};
use futures_util::stream;
use image::{DynamicImage, ImageFormat, RgbImage};
use rusu_core::limits::{LOGO_SIDE_PIXELS, PICTURE_BYTES_MAX, VIDEO_BYTES_MAX};
use rusu_core::ports::{ObjectKind, ObjectReader as _, ObjectWriter as _};
use serde_json::{Value, json};

fn picture(format: ImageFormat) -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(40, 30, image::Rgb([200, 0, 0])));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// So many bytes that begin as an MP4 does.
fn film(bytes: usize) -> Vec<u8> {
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0".to_vec();
    let filled = (film.len()..bytes).map(|n| u8::try_from(n % 251).unwrap());
    film.extend(filled.collect::<Vec<_>>());
    film
}

impl TestApp {
    /// Sets the first enterprise's logo and tells its address.
    async fn set_logo(&self) -> String {
        let reply = self.operate("PUT", "/enterprises/1/logo", picture(ImageFormat::Png)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.settle();
        reply.json()["logo"].as_str().unwrap().to_owned()
    }

    /// Publishes a film and tells its address.
    async fn show(&self, film: Vec<u8>) -> String {
        let reply = self.operate("POST", "/videos", film).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let video = reply.json()["video"].clone();
        let announcement = json!({"kind": "video", "title": {"zh": "怎样扫码"}, "video": video,
            "published_at": "2020-01-01T00:00:00Z"});
        let reply = self.operate("POST", "/announcements", announcement.to_string()).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let listed = self.get("/api/v1/announcements").await.json();
        listed["announcements"][0]["video"].as_str().unwrap().to_owned()
    }

    async fn get_told(&self, path: &str, told: &[(HeaderName, &str)]) -> Reply {
        let mut request = Request::get(path);
        for (name, value) in told {
            request = request.header(name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn get_range(&self, path: &str, range: &str) -> Reply {
        self.get_told(path, &[(header::RANGE, range)]).await
    }
}

#[tokio::test]
async fn a_logo_becomes_a_square_png_that_everybody_sees() {
    let app = TestApp::default();
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let set = app.operate("PUT", "/enterprises/1/logo", picture(format)).await;
        app.settle();
        let reply = app.get(set.json()["logo"].as_str().unwrap()).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "image/png"), "{format:?}");
        let logo = image::load_from_memory_with_format(&reply.body, ImageFormat::Png).unwrap();
        assert_eq!((logo.width(), logo.height()), (LOGO_SIDE_PIXELS, LOGO_SIDE_PIXELS));
    }
}

#[tokio::test]
async fn the_directory_tells_the_logo_that_was_set() {
    let app = TestApp::default();
    let logo = app.set_logo().await;
    let listed = app.get("/api/v1/enterprises").await.json();
    assert_eq!(listed["enterprises"][0]["logo"], json!(logo));
    assert_eq!(listed["enterprises"][1]["logo"], Value::Null);
}

#[tokio::test]
async fn an_enterprise_is_named_by_number_or_brand() {
    let app = TestApp::default();
    let name = "%E9%A3%9E%E9%B9%A4";
    let reply = app.operate("PUT", &format!("/enterprises/{name}/logo"), picture(ImageFormat::Png)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    for unknown in ["99", "nobody"] {
        let path = format!("/enterprises/{unknown}/logo");
        let reply = app.operate("PUT", &path, picture(ImageFormat::Png)).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "name_unknown"));
        assert_eq!(app.operate("DELETE", &path, Body::empty()).await.problem(), "name_unknown");
    }
}

#[tokio::test]
async fn a_logo_is_kept_for_ever_not_sent_again_and_may_do_nothing() {
    let app = TestApp::default();
    let path = app.set_logo().await;
    let first = app.get(&path).await;
    assert_eq!(first.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    assert!(first.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    let again = app.get_told(&path, &[(header::IF_NONE_MATCH, first.header("etag"))]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_logo_that_was_taken_away_is_not_served() {
    let app = TestApp::default();
    let path = app.set_logo().await;
    assert_eq!(app.operate("DELETE", "/enterprises/1/logo", Body::empty()).await.status, 204);
    app.settle();
    let reply = app.get(&path).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "address_unknown"));
}

#[tokio::test]
async fn a_picture_that_is_no_logo_is_not_served() {
    let app = TestApp::default();
    let mut sink = app.objects.create(ObjectKind::Picture).unwrap();
    sink.write(&picture(ImageFormat::Png)).unwrap();
    let (hash, _) = sink.finish().unwrap();
    for name in [format!("{hash}.png"), format!("{hash}"), "x.png".to_owned(), format!("{hash}.svg")] {
        assert_eq!(app.get(&format!("/logos/{name}")).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_picture_are_refused_as_a_logo() {
    let app = TestApp::default();
    let png = picture(ImageFormat::Png);
    for (bytes, status, code) in [
        (b"GIF89a\x01\0\x01\0".to_vec(), 415, "picture_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), 415, "picture_kind"),
        (Vec::new(), 415, "picture_kind"),
        (png[..png.len() / 2].to_vec(), 422, "picture_damaged"),
    ] {
        let reply = app.operate("PUT", "/enterprises/1/logo", bytes).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (status, code));
    }
    assert!(app.objects.list(ObjectKind::Picture).unwrap().is_empty());
}

#[tokio::test]
async fn a_logo_is_taken_up_to_its_limit() {
    let app = TestApp::default();
    let mut png = picture(ImageFormat::Png);
    png.resize(usize::try_from(PICTURE_BYTES_MAX).unwrap(), 0);
    assert_eq!(app.operate("PUT", "/enterprises/1/logo", png.clone()).await.status, 200);
    png.push(0);
    let reply = app.operate("PUT", "/enterprises/1/logo", png).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "picture_too_large"));
}

#[tokio::test]
async fn a_film_arrives_whole_whatever_its_pieces() {
    let app = TestApp::default();
    let film = film(3 * 1024 * 1024 + 17);
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        film.chunks(70_001).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let reply = app.operate("POST", "/videos", Body::from_stream(stream::iter(pieces))).await;
    let told = reply.json();
    assert_eq!((reply.status.as_u16(), &told["bytes"]), (201, &json!(film.len())));
    assert_eq!(told["media"], "video/mp4");
    let address = app.show(film.clone()).await;
    assert_eq!(address, format!("/videos/{}.mp4", told["video"].as_str().unwrap()));
    assert_eq!(app.get(&address).await.body, film);
}

#[tokio::test]
async fn a_film_is_shown_as_what_it_is() {
    let app = TestApp::default();
    let address = app.show(film(1_000)).await;
    let reply = app.get_told(&address, &[(header::ACCEPT_ENCODING, "br, gzip")]).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "video/mp4"));
    assert_eq!((reply.header("content-length"), reply.header("accept-ranges")), ("1000", "bytes"));
    assert_eq!((reply.header("content-encoding"), reply.header("x-content-type-options")), ("", "nosniff"));
    assert!(reply.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(app.get(&address.replace(".mp4", ".webm")).await.status, 404);
}

#[tokio::test]
async fn a_webm_is_shown_under_its_own_name() {
    let app = TestApp::default();
    let mut film = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm".to_vec();
    film.resize(500, 7);
    let address = app.show(film).await;
    assert!(address.ends_with(".webm"), "{address}");
    assert_eq!(app.get(&address).await.header("content-type"), "video/webm");
}

#[tokio::test]
async fn a_range_of_a_film_is_given_alone() {
    let app = TestApp::default();
    let film = film(700 * 1024);
    let address = app.show(film.clone()).await;
    let end = film.len() - 1;
    for (asked, first, last) in [
        ("bytes=0-", 0, end),
        ("bytes=0-1", 0, 1),
        ("bytes=300000-699999", 300_000, 699_999),
        ("bytes=716000-999999", 716_000, end),
        ("bytes=-100", film.len() - 100, end),
    ] {
        let reply = app.get_range(&address, asked).await;
        assert_eq!(reply.status.as_u16(), 206, "{asked}");
        assert_eq!(reply.header("content-range"), format!("bytes {first}-{last}/{}", film.len()));
        assert_eq!(reply.header("content-length"), (last - first + 1).to_string());
        assert!(reply.body == film[first..=last], "{asked}");
    }
}

#[tokio::test]
async fn a_range_that_a_film_does_not_have_is_refused_with_its_length() {
    let app = TestApp::default();
    let address = app.show(film(1_000)).await;
    for asked in ["bytes=1000-", "bytes=5-4", "bytes=-0", "bytes=x"] {
        let reply = app.get_range(&address, asked).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (416, "range_unknown"), "{asked}");
        assert_eq!(reply.header("content-range"), "bytes */1000");
    }
}

#[tokio::test]
async fn a_range_of_another_film_than_the_one_held_gives_the_whole() {
    let app = TestApp::default();
    let address = app.show(film(1_000)).await;
    let tag = app.get(&address).await.header("etag").to_owned();
    for (held, status) in [(tag.as_str(), 206), ("\"other\"", 200)] {
        let told = [(header::RANGE, "bytes=0-1"), (header::IF_RANGE, held)];
        assert_eq!(app.get_told(&address, &told).await.status.as_u16(), status, "{held}");
    }
}

#[tokio::test]
async fn several_ranges_at_once_give_the_whole() {
    let app = TestApp::default();
    let address = app.show(film(1_000)).await;
    let reply = app.get_range(&address, "bytes=0-1,5-6").await;
    assert_eq!((reply.status.as_u16(), reply.body.len()), (200, 1_000));
}

#[tokio::test]
async fn the_head_of_a_film_tells_its_length() {
    let app = TestApp::default();
    let address = app.show(film(1_000)).await;
    let reply = app.send(Request::head(&address).body(Body::empty()).unwrap()).await;
    assert_eq!((reply.status.as_u16(), reply.body.len()), (200, 0));
    assert_eq!(reply.header("content-length"), "1000");
}

#[tokio::test]
async fn a_film_that_no_announcement_shows_is_not_there() {
    let app = TestApp::default();
    let video = app.operate("POST", "/videos", film(1_000)).await.json()["video"].clone();
    let address = format!("/videos/{}.mp4", video.as_str().unwrap());
    let reply = app.get(&address).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "address_unknown"));
    for name in ["x.mp4", "", &format!("{}.mp4", "0".repeat(64))] {
        assert_eq!(app.get(&format!("/videos/{name}")).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn what_is_no_film_is_refused_however_long_it_is() {
    let app = TestApp::default();
    for bytes in [b"GIF89a".to_vec(), vec![b'x'; 3 * 1024 * 1024]] {
        let reply = app.operate("POST", "/videos", bytes).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (415, "video_kind"));
    }
    assert!(app.objects.list(ObjectKind::Video).unwrap().is_empty());
}

#[tokio::test]
async fn an_empty_film_is_refused() {
    let reply = TestApp::default().operate("POST", "/videos", Body::empty()).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "upload_empty"));
}

#[tokio::test]
async fn a_film_that_breaks_off_leaves_nothing() {
    let app = TestApp::default();
    let broken = stream::iter([Ok(Bytes::from(film(100))), Err(std::io::Error::other("gone"))]);
    let reply = app.operate("POST", "/videos", Body::from_stream(broken)).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "body_broken"));
    assert!(app.objects.list(ObjectKind::Video).unwrap().is_empty());
}

#[tokio::test]
async fn a_film_that_announces_more_than_the_limit_is_refused_unread() {
    let app = TestApp::default();
    let request = Request::post("/api/v1/operator/videos")
        .header(header::AUTHORIZATION, format!("Bearer {}", app.operator_key()))
        .header(header::CONTENT_LENGTH, VIDEO_BYTES_MAX + 1);
    let reply = app.send(request.body(Body::from("x")).unwrap()).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "upload_too_large"));
    assert!(reply.json()["detail_en"].as_str().unwrap().contains("200 MiB"));
}

#[tokio::test]
async fn a_film_that_grows_beyond_the_limit_is_refused_and_leaves_nothing() {
    let app = TestApp::default();
    let head = Bytes::from(film(1024 * 1024));
    let pieces = usize::try_from(VIDEO_BYTES_MAX).unwrap() / head.len() + 1;
    let more = (0..pieces).map(move |_| Ok::<_, std::io::Error>(head.clone()));
    let reply = app.operate("POST", "/videos", Body::from_stream(stream::iter(more))).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "upload_too_large"));
    assert!(app.objects.list(ObjectKind::Video).unwrap().is_empty());
}
