//! Every bound of the house, by name. A limit that is not here does not exist.

/// Fewest characters of a trace code after normalisation.
pub const CODE_CHARACTERS_MIN: usize = 6;
/// Most characters of a trace code after normalisation.
pub const CODE_CHARACTERS_MAX: usize = 40;
/// Most bytes of a scanned or typed text; a QR code holds at most 2,953 bytes.
pub const QUESTION_BYTES_MAX: usize = 4_096;
/// Most characters of a lot number (trace item 13).
pub const LOT_NUMBER_CHARACTERS_MAX: usize = 20;
/// Most characters of an enterprise's own reference to a site, product or code rule.
pub const REFERENCE_CHARACTERS_MAX: usize = 40;
/// Most characters of a short text field (names, addresses).
pub const SHORT_TEXT_CHARACTERS_MAX: usize = 200;
/// Most characters of a long text field (ingredients, nutrition facts, feeding instructions).
pub const LONG_TEXT_CHARACTERS_MAX: usize = 8_000;
/// Most characters of an integrity certificate's number (GB/T 33300 leaves its form open).
pub const CERTIFICATE_NUMBER_CHARACTERS_MAX: usize = 64;
/// Most code rules of one enterprise.
pub const CODE_RULES_PER_ENTERPRISE_MAX: usize = 32;
/// Most QR text patterns of one code rule.
pub const TEXT_PATTERNS_PER_RULE_MAX: usize = 8;
/// Most bytes of one pattern of a code rule.
pub const PATTERN_BYTES_MAX: usize = 512;
/// Most lots in one submission.
pub const LOTS_PER_SUBMISSION_MAX: usize = 1_000;
/// Most lots whose codes are made durable together: what a crash leaves to be done again.
pub const LOTS_PER_SYNC_MAX: usize = 64;
/// Most enterprises whose deliveries a load processes at once; each takes about 240 MB for sorting.
pub const LOAD_LANES_MAX: u8 = 32;
/// Most codes in one lot of one submission.
pub const CODES_PER_LOT_MAX: u64 = 20_000_000;
/// Most rows that are neither codes nor lots (master data, raw materials, circulation) in one submission.
pub const OTHER_ROWS_PER_SUBMISSION_MAX: usize = 50_000;
/// Most raw materials of one lot.
pub const RAW_MATERIALS_PER_LOT_MAX: usize = 200;
/// Most circulation events of one lot.
pub const CIRCULATION_EVENTS_PER_LOT_MAX: usize = 1_000;
/// Most files in one submission's ZIP.
pub const FILES_PER_SUBMISSION_MAX: usize = 2_000;
/// Most bytes of one document (PDF, JPEG, PNG).
pub const DOCUMENT_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// Most bytes of one upload.
pub const UPLOAD_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Most bytes that all files of one ZIP may unpack to.
pub const UNPACKED_BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;
/// Most times a file in a ZIP may be larger than its packed form.
pub const COMPRESSION_RATIO_MAX: u64 = 1_000;
/// Most bytes of one line or one cell of a table.
pub const CELL_BYTES_MAX: usize = 64 * 1024;
/// Most bytes of one row or line of a table.
pub const ROW_BYTES_MAX: usize = 1024 * 1024;
/// Most columns of a file that are looked at.
pub const FILE_COLUMNS_MAX: usize = 256;
/// Most bytes that a ZIP's directory is read from.
pub const ZIP_DIRECTORY_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Most bytes that a workbook may unpack to.
pub const WORKBOOK_UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Most bytes that a part of a workbook which is held in memory (shared texts, styles) may unpack to.
pub const WORKBOOK_PART_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Most rejections kept for one submission; the rest is counted.
pub const REJECTIONS_KEPT_MAX: usize = 10_000;
/// Most codes that a package's answer lists at once.
pub const PACKAGE_CONTENTS_SHOWN_MAX: usize = 100;
/// From this count on a query is "seen unusually often".
pub const SCANS_UNUSUAL_MIN: u64 = 20;
/// Most scans held in memory before they are written; beyond it scans are dropped and counted as dropped.
pub const SCANS_PENDING_MAX: usize = 65_536;
/// Most bytes of lot records held in memory by the query side; a record takes about 35 KB, so some
/// 15,000 lots answer without the registry.
pub const RECORDS_CACHED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Most published parts whose lot is remembered by the query side, at about 100 bytes each.
pub const PARTS_CACHED_MAX: usize = 100_000;
/// Most lots that may have been published since the query side last dropped all its records; beyond
/// it they are all dropped again.
pub const LOTS_TOUCHED_MAX: usize = 10_000;
/// Most bytes of answers' parts that are kept as they are sent, in each form (JSON, page): 13,000 and
/// 7,000 lots.
pub const RENDERED_BYTES_MAX: u64 = 192 * 1024 * 1024;
/// Most submissions waiting in one process.
pub const SUBMISSIONS_QUEUED_MAX: usize = 1_000;
/// Most characters of an idempotency key.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 128;
/// Shelf life in months that an infant formula can sensibly declare.
pub const SHELF_LIFE_MONTHS_MAX: u32 = 60;
/// Months after production for which a lot is kept in full (shelf life + 6 months, at least 30).
pub const RETENTION_MONTHS_MIN: u32 = 30;
/// Months after expiry for which a lot's record is still shown.
pub const RETENTION_AFTER_EXPIRY_MONTHS: u32 = 6;
/// Most rows a list answer holds.
pub const PAGE_ROWS_MAX: usize = 100;
/// Most connections of one process to the registry's database.
pub const REGISTRY_CONNECTIONS_MAX: u32 = 8;
/// Most times that a call to the registry is tried while another writer is in its way.
pub const REGISTRY_ATTEMPTS_MAX: u32 = 5;
/// Most bytes of a question's JSON: its text, each byte written as `\u0000`, and the rest.
pub const QUESTION_BODY_BYTES_MAX: usize = 32 * 1024;
/// Most requests of one process under way at once, uploads left out; beyond it the answer is "later".
pub const REQUESTS_AT_ONCE_MAX: usize = 2_048;
/// Most uploads of one process under way at once.
pub const UPLOADS_AT_ONCE_MAX: usize = 32;
/// Most seconds from a request to the head of its answer, uploads left out.
pub const REQUEST_SECONDS_MAX: u64 = 30;
/// Most seconds between two pieces of an upload.
pub const UPLOAD_PAUSE_SECONDS_MAX: u64 = 60;
/// Most characters of an `Authorization` header that are looked at.
pub const AUTHORIZATION_CHARACTERS_MAX: usize = 256;
/// Most characters of a request's id that a gateway in front may hand in.
pub const REQUEST_ID_CHARACTERS_MAX: usize = 64;
/// Most entries on one page of a portal list (news, sampling results, recalls, complaints).
pub const PORTAL_PAGE_ROWS_MAX: usize = 20;
/// Most pages of a portal list that can be asked for.
pub const PAGES_MAX: usize = 5_000;
/// Most recalls that are read to find a lot among them, fifty pages: decades of recalls of one trade.
pub const RECALLS_READ_MAX: usize = 1_000;
/// Most characters of an announcement's title.
pub const ANNOUNCEMENT_TITLE_CHARACTERS_MAX: usize = 100;
/// Most characters of an announcement's summary.
pub const ANNOUNCEMENT_SUMMARY_CHARACTERS_MAX: usize = 300;
/// Most characters of an announcement's text, in one language.
pub const ANNOUNCEMENT_BODY_CHARACTERS_MAX: usize = 20_000;
/// Most bytes of a picture that the operator uploads.
pub const PICTURE_BYTES_MAX: u64 = 1024 * 1024;
/// Most pixels on a side of a picture that is read; a small file can unpack to gigabytes.
pub const PICTURE_SIDE_PIXELS_MAX: u32 = 8_192;
/// Most bytes that a picture may take in memory while it is read.
pub const PICTURE_MEMORY_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Pixels on a side of a stored logo.
pub const LOGO_SIDE_PIXELS: u32 = 128;
/// Most bytes of a film.
pub const VIDEO_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Most bytes of a photo that is sent to be read on the server, where a browser has no script.
pub const PHOTO_BYTES_MAX: u64 = 12 * 1024 * 1024;
/// Most photos that one process reads at once: each may take `PICTURE_MEMORY_BYTES_MAX`.
pub const PHOTOS_AT_ONCE_MAX: usize = 2;
/// Most bytes of a file of sampling results.
pub const SAMPLING_FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Most rows of a file of sampling results.
pub const SAMPLING_ROWS_MAX: usize = 50_000;
/// Most parameters of one sample that did not conform.
pub const SAMPLING_FAILURES_MAX: usize = 20;
/// Most sampling results that a lot's answer shows.
pub const SAMPLING_OF_LOT_MAX: usize = 10;
/// Most characters of a search text.
pub const SEARCH_CHARACTERS_MAX: usize = 100;
/// Most characters of a complaint's text.
pub const COMPLAINT_TEXT_CHARACTERS_MAX: usize = 1_000;
/// Most characters of what a complaint says was typed or scanned: a web address with a code in it.
pub const COMPLAINT_CODE_CHARACTERS_MAX: usize = 1_000;
/// Most characters of a complaint's contact.
pub const COMPLAINT_CONTACT_CHARACTERS_MAX: usize = 100;
/// Days after which a complaint's contact is wiped (PIPL: no longer than its purpose needs).
pub const COMPLAINT_CONTACT_DAYS_MAX: i64 = 60;
/// Fewest seconds between opening the form and sending it: a person needs them, a script does not take them.
pub const COMPLAINT_SECONDS_MIN: i64 = 3;
/// Most seconds between opening the form and sending it.
pub const COMPLAINT_SECONDS_MAX: i64 = 24 * 3_600;
/// Most complaints of one network address in an hour.
pub const COMPLAINTS_PER_ADDRESS_MAX: u32 = 5;
/// Most complaints of all addresses in an hour; beyond it the answer is "later".
pub const COMPLAINTS_PER_HOUR_MAX: u32 = 2_000;
/// Most complaints that are open; beyond it the answer is "later".
pub const COMPLAINTS_OPEN_MAX: u64 = 100_000;
/// Most bytes of a complaint's form or JSON.
pub const COMPLAINT_BODY_BYTES_MAX: usize = 32 * 1024;
/// Most characters of a check file's name without `.txt`.
pub const CHECK_FILE_NAME_CHARACTERS_MAX: usize = 64;
/// Most bytes of a check file.
pub const CHECK_FILE_BYTES_MAX: usize = 1_024;
/// Most check files.
pub const CHECK_FILES_MAX: usize = 100;
/// Most (day, channel) pairs whose queries are counted in memory before they are written: all channels for two months.
pub const QUERY_COUNTS_PENDING_MAX: usize = 1_024;
/// Most photos that arrive at one process at once: 16 × `PHOTO_BYTES_MAX` is what they may take together.
pub const PHOTOS_ARRIVING_MAX: usize = 16;
/// Most seconds that a photo takes to arrive.
pub const PHOTO_SECONDS_MAX: u64 = 180;
/// Minutes in which the links of an answer's page (another language, larger text) lead back to it without counting.
pub const AGAIN_MINUTES_MAX: i64 = 60;
/// Most bytes of the JSON that the operator sends: an announcement in both languages, each character written as `\ud83c\udf7c`.
pub const OPERATOR_JSON_BYTES_MAX: usize = 512 * 1024;
/// Most files of the operator (logos, films, sampling results) that one process takes at once: a logo may need
/// `PICTURE_MEMORY_BYTES_MAX`, a file of sampling results is held in memory.
pub const OPERATOR_UPLOADS_AT_ONCE_MAX: usize = 4;
/// Most characters of an operator key's label.
pub const KEY_LABEL_CHARACTERS_MAX: usize = 64;
