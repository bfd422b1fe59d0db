//! The operator's desk on stores in memory.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod desk_common;

use desk_common::{Desk, desk};
use jiff::SignedDuration;
use jiff::civil::date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    ANNOUNCEMENT_TITLE_CHARACTERS_MAX, CHECK_FILE_BYTES_MAX, CHECK_FILES_MAX, KEY_LABEL_CHARACTERS_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::portal::{AnnouncementKind, PageNumber, Statement, Words};
use rusu_core::ports::{ObjectKind, ObjectReader, ObjectWriter, PortalReader};
use rusu_intake::{AnnouncementDraft, FsckReport, PortalError, VideoMedia, fsck_portal};
use rusu_testkit::builders::{ENTERPRISE, moment};

const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2mp41 and the film";

fn words(zh: &str) -> Words {
    Words { zh: zh.to_owned(), en: String::new() }
}

fn draft() -> AnnouncementDraft {
    AnnouncementDraft {
        kind: AnnouncementKind::Notice,
        title: words("怎样找到追溯码"),
        summary: words(""),
        body: words("追溯码在罐底。"),
        video: None,
        pinned: false,
        published_at: Some(moment(0)),
    }
}

fn film(desk: &Desk) -> ContentHash {
    let mut upload = desk.desk.begin_video().unwrap();
    MP4.chunks(5).for_each(|piece| upload.write(piece).unwrap());
    upload.finish().unwrap().video
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(20, 10).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn problems(desk: &Desk) -> Vec<String> {
    let mut report = FsckReport::default();
    fsck_portal(desk.registry.as_ref(), desk.objects.as_ref(), &mut report, &mut |_| {}).unwrap();
    report.problems
}

#[test]
fn a_key_opens_the_door_until_it_is_revoked() {
    let Desk { desk, .. } = desk();
    let key = desk.issue_key(" 值班台 ").unwrap();
    assert!(key.starts_with("rusu_op_") && key.len() == "rusu_op_".len() + 43);
    assert_eq!(desk.authenticate(&key).unwrap().as_deref(), Some("值班台"));
    assert_eq!(desk.revoke_keys("值班台").unwrap(), 1);
    assert_eq!(desk.authenticate(&key).unwrap(), None);
}

#[test]
fn a_text_that_is_no_key_opens_nothing() {
    let Desk { desk, .. } = desk();
    let key = desk.issue_key("a").unwrap();
    for text in ["", "rusu_op_", &key[..key.len() - 1], &key.replace("rusu_op_", "rusu_")] {
        assert_eq!(desk.authenticate(text).unwrap(), None, "{text}");
    }
}

#[test]
fn two_keys_of_one_label_differ_and_are_revoked_together() {
    let Desk { desk, .. } = desk();
    assert_ne!(desk.issue_key("a").unwrap(), desk.issue_key("a").unwrap());
    assert_eq!(desk.revoke_keys("a").unwrap(), 2);
}

#[test]
fn a_label_is_accepted_at_the_limit_and_refused_beyond_or_empty() {
    let Desk { desk, .. } = desk();
    assert!(desk.issue_key(&"签".repeat(KEY_LABEL_CHARACTERS_MAX)).is_ok());
    let beyond = desk.issue_key(&"签".repeat(KEY_LABEL_CHARACTERS_MAX + 1));
    assert!(matches!(beyond, Err(PortalError::TooLong { field: "label", .. })));
    assert!(matches!(desk.issue_key("  "), Err(PortalError::Missing { field: "label" })));
}

#[test]
fn revoking_a_label_that_no_key_has_is_told() {
    let Desk { desk, .. } = desk();
    assert!(matches!(desk.revoke_keys("a"), Err(PortalError::Unknown { what: "key", .. })));
}

#[test]
fn an_announcement_is_saved_as_it_was_written() {
    let Desk { desk, registry, .. } = desk();
    let saved = desk.add_announcement(draft()).unwrap();
    assert!(saved.id > 0);
    assert_eq!(registry.announcement(saved.id).unwrap(), Some(saved.clone()));
    assert!(saved.is_visible(moment(0)));
}

#[test]
fn a_draft_is_seen_by_the_operator_only() {
    let Desk { desk, registry, .. } = desk();
    desk.add_announcement(AnnouncementDraft { published_at: None, ..draft() }).unwrap();
    assert_eq!(desk.announcements(PageNumber::FIRST).unwrap().entries.len(), 1);
    assert!(registry.announcements(None, moment(9_999), PageNumber::FIRST).unwrap().entries.is_empty());
}

#[test]
fn an_edited_announcement_keeps_its_number() {
    let Desk { desk, clock, .. } = desk();
    let saved = desk.add_announcement(draft()).unwrap();
    clock.advance(SignedDuration::from_secs(60));
    let edited =
        desk.edit_announcement(saved.id, AnnouncementDraft { title: words("新的题目"), ..draft() }).unwrap();
    assert_eq!((edited.id, edited.title.zh.as_str()), (saved.id, "新的题目"));
    assert!(edited.updated_at > saved.updated_at);
    assert_eq!(desk.announcement(saved.id).unwrap(), edited);
}

#[test]
fn an_announcement_that_does_not_exist_can_be_neither_edited_nor_removed() {
    let Desk { desk, .. } = desk();
    assert!(matches!(desk.edit_announcement(7, draft()), Err(PortalError::Unknown { .. })));
    assert!(matches!(desk.remove_announcement(7), Err(PortalError::Unknown { .. })));
    assert!(matches!(desk.announcement(7), Err(PortalError::Unknown { .. })));
}

#[test]
fn a_removed_announcement_is_gone() {
    let Desk { desk, .. } = desk();
    let id = desk.add_announcement(draft()).unwrap().id;
    desk.remove_announcement(id).unwrap();
    assert!(desk.announcement(id).is_err());
}

#[test]
fn a_chinese_title_and_body_are_needed() {
    let Desk { desk, .. } = desk();
    let english = Words { zh: " ".to_owned(), en: "only English".to_owned() };
    let untitled = desk.add_announcement(AnnouncementDraft { title: english.clone(), ..draft() });
    assert!(matches!(untitled, Err(PortalError::Missing { field: "title" })));
    let empty = desk.add_announcement(AnnouncementDraft { body: english, ..draft() });
    assert!(matches!(empty, Err(PortalError::Missing { field: "body" })));
}

#[test]
fn a_title_is_accepted_at_the_limit_and_refused_beyond() {
    let Desk { desk, .. } = desk();
    let titled = |length| AnnouncementDraft { title: words(&"题".repeat(length)), ..draft() };
    assert!(desk.add_announcement(titled(ANNOUNCEMENT_TITLE_CHARACTERS_MAX)).is_ok());
    let beyond = desk.add_announcement(titled(ANNOUNCEMENT_TITLE_CHARACTERS_MAX + 1));
    assert!(matches!(beyond, Err(PortalError::TooLong { field: "title", .. })));
}

#[test]
fn a_film_stands_for_the_text_of_a_video_and_of_nothing_else() {
    let desk = desk();
    let video = Some(film(&desk));
    let silent = AnnouncementDraft { body: words(""), video, ..draft() };
    let of_kind = |kind| desk.desk.add_announcement(AnnouncementDraft { kind, ..silent.clone() });
    assert!(of_kind(AnnouncementKind::Video).is_ok());
    assert!(matches!(of_kind(AnnouncementKind::Article), Err(PortalError::Missing { field: "body" })));
}

#[test]
fn a_film_that_was_never_uploaded_is_unknown() {
    let Desk { desk, .. } = desk();
    let video = Some(ContentHash([9; 32]));
    let refused = desk.add_announcement(AnnouncementDraft { video, ..draft() });
    assert!(matches!(refused, Err(PortalError::VideoUnknown { .. })));
}

#[test]
fn a_film_arrives_in_pieces_and_is_kept_whole() {
    let desk = desk();
    let mut upload = desk.desk.begin_video().unwrap();
    MP4.chunks(3).for_each(|piece| upload.write(piece).unwrap());
    let film = upload.finish().unwrap();
    assert_eq!((film.media, film.bytes), (VideoMedia::Mp4, MP4.len() as u64));
    let mut kept = Vec::new();
    let mut object = desk.objects.open(ObjectKind::Video, &film.video).unwrap().unwrap();
    std::io::Read::read_to_end(&mut object, &mut kept).unwrap();
    assert_eq!(kept, MP4);
}

#[test]
fn what_is_no_film_leaves_nothing() {
    let desk = desk();
    let mut upload = desk.desk.begin_video().unwrap();
    upload.write(b"GIF89a").unwrap();
    assert!(matches!(upload.finish(), Err(PortalError::VideoKind)));
    let mut upload = desk.desk.begin_video().unwrap();
    assert!(matches!(upload.write(&[0; 64]), Err(PortalError::VideoKind)));
    drop(upload);
    assert!(desk.objects.list(ObjectKind::Video).unwrap().is_empty());
}

#[test]
fn a_logo_is_set_replaced_and_removed() {
    let Desk { desk, registry, objects, .. } = desk();
    let logo = desk.set_logo(ENTERPRISE, &png()).unwrap();
    assert_eq!(registry.logos().unwrap(), [(ENTERPRISE, logo)]);
    assert!(objects.open(ObjectKind::Picture, &logo).unwrap().is_some());
    desk.remove_logo(ENTERPRISE).unwrap();
    assert!(registry.logos().unwrap().is_empty());
}

#[test]
fn an_enterprise_that_does_not_exist_gets_no_logo() {
    let Desk { desk, objects, .. } = desk();
    let stranger = EnterpriseId(999);
    assert!(matches!(desk.set_logo(stranger, &png()), Err(PortalError::Unknown { .. })));
    assert!(matches!(desk.remove_logo(stranger), Err(PortalError::Unknown { .. })));
    assert!(objects.list(ObjectKind::Picture).unwrap().is_empty());
}

#[test]
fn a_refused_picture_leaves_the_old_logo() {
    let Desk { desk, registry, .. } = desk();
    let logo = desk.set_logo(ENTERPRISE, &png()).unwrap();
    assert!(matches!(desk.set_logo(ENTERPRISE, b"%PDF-"), Err(PortalError::PictureKind)));
    assert_eq!(registry.logos().unwrap(), [(ENTERPRISE, logo)]);
}

#[test]
fn a_check_file_is_kept_byte_for_byte() {
    let Desk { desk, registry, .. } = desk();
    desk.put_check_file("MP_verify.txt", " abc123\n").unwrap();
    assert_eq!(registry.check_file("MP_verify.txt").unwrap().unwrap().content, " abc123\n");
    desk.remove_check_file("MP_verify.txt").unwrap();
    assert!(desk.check_files().unwrap().is_empty());
    assert!(matches!(desk.remove_check_file("MP_verify.txt"), Err(PortalError::Unknown { .. })));
}

#[test]
fn a_check_file_needs_a_plain_name_and_a_text() {
    let Desk { desk, .. } = desk();
    assert!(matches!(desk.put_check_file("../a.txt", "a"), Err(PortalError::Form { field: "name", .. })));
    assert!(matches!(desk.put_check_file("a.txt", "\n"), Err(PortalError::Missing { field: "content" })));
    assert!(matches!(desk.put_check_file("a.txt", "a\0"), Err(PortalError::Form { field: "content", .. })));
}

#[test]
fn a_check_files_content_is_accepted_at_the_limit_and_refused_beyond() {
    let Desk { desk, .. } = desk();
    assert!(desk.put_check_file("a.txt", &"a".repeat(CHECK_FILE_BYTES_MAX)).is_ok());
    let beyond = desk.put_check_file("a.txt", &"a".repeat(CHECK_FILE_BYTES_MAX + 1));
    assert!(matches!(beyond, Err(PortalError::TooLong { field: "content", .. })));
}

#[test]
fn check_files_are_taken_to_the_limit_and_replaced_beyond_it() {
    let Desk { desk, .. } = desk();
    for number in 0..CHECK_FILES_MAX {
        desk.put_check_file(&format!("a{number}.txt"), "a").unwrap();
    }
    assert!(matches!(desk.put_check_file("b.txt", "b"), Err(PortalError::CheckFilesLimit { .. })));
    assert!(desk.put_check_file("a0.txt", "b").is_ok());
}

#[test]
fn the_market_share_is_stated_with_its_source_and_taken_back() {
    let Desk { desk, registry, .. } = desk();
    let statement =
        Statement {
            value: "约 99%".to_owned(), source: "示例协会".to_owned(), as_of: date(2026, 6, 30)
        };
    desk.state_market_share(Some(statement.clone())).unwrap();
    assert_eq!(registry.market_share().unwrap(), Some(statement));
    desk.state_market_share(None).unwrap();
    assert_eq!(registry.market_share().unwrap(), None);
}

#[test]
fn a_market_share_without_a_source_or_of_a_day_to_come_is_refused() {
    let Desk { desk, .. } = desk();
    let of = |source: &str, as_of| Statement { value: "99%".to_owned(), source: source.to_owned(), as_of };
    let today = date(2026, 9, 1);
    let nameless = desk.state_market_share(Some(of(" ", today)));
    assert!(matches!(nameless, Err(PortalError::Missing { field: "source" })));
    assert!(desk.state_market_share(Some(of("示例协会", today))).is_ok());
    let future = desk.state_market_share(Some(of("示例协会", date(2026, 9, 2))));
    assert!(matches!(future, Err(PortalError::Future { field: "as_of", .. })));
}

#[test]
fn fsck_finds_nothing_wrong_with_a_portal_in_order() {
    let desk = desk();
    desk.desk.set_logo(ENTERPRISE, &png()).unwrap();
    let video = Some(film(&desk));
    desk.desk.add_announcement(AnnouncementDraft { video, ..draft() }).unwrap();
    assert_eq!(problems(&desk), Vec::<String>::new());
}

#[test]
fn fsck_misses_a_logo_and_a_film_that_are_gone() {
    let desk = desk();
    let logo = desk.desk.set_logo(ENTERPRISE, &png()).unwrap();
    let video = film(&desk);
    desk.desk.add_announcement(AnnouncementDraft { video: Some(video), ..draft() }).unwrap();
    desk.objects.remove(ObjectKind::Picture, &logo).unwrap();
    desk.objects.remove(ObjectKind::Video, &video).unwrap();
    let problems = problems(&desk);
    assert!(
        matches!(&problems[..], [first, second] if first.starts_with("logo") && second.starts_with("film"))
    );
}
