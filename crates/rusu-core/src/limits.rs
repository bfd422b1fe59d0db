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
/// Most bytes of one document (PDF, OFD, JPEG, PNG, WebP).
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

/// Most characters of the fields of a signature that are looked at.
pub const SIGNATURE_FIELD_CHARACTERS_MAX: usize = 2_048;
/// Most seconds between the moment that a signature states and ours, to either side.
pub const SIGNATURE_SKEW_SECONDS_MAX: i64 = 300;
/// Seconds for which a nonce is remembered: a request signed 300 s ahead of our clock is good for so long.
pub const SIGNATURE_NONCE_SECONDS: i64 = 2 * SIGNATURE_SKEW_SECONDS_MAX;
/// Fewest characters of a signature's nonce.
pub const SIGNATURE_NONCE_CHARACTERS_MIN: usize = 16;
/// Most characters of a signature's nonce.
pub const SIGNATURE_NONCE_CHARACTERS_MAX: usize = 128;
/// Most signing keys of one enterprise that are in force at once.
pub const SIGNING_KEYS_IN_FORCE_MAX: usize = 16;
/// Most characters of a public key as it is sent: PEM of either algorithm has below 200.
pub const PUBLIC_KEY_CHARACTERS_MAX: usize = 1_000;
/// Most bytes of the JSON that an enterprise sends: an application with all its sites and certificates.
pub const ENTERPRISE_JSON_BYTES_MAX: usize = 256 * 1024;
/// Most plants that an application names.
pub const APPLICATION_SITES_MAX: usize = 50;
/// Most certificates that an application names.
pub const APPLICATION_CERTIFICATES_MAX: usize = 50;
/// Most brands of an enterprise.
pub const BRANDS_MAX: usize = 50;
/// Most characters of a reason that the operator gives.
pub const REASON_CHARACTERS_MAX: usize = 1_000;
/// Most applications that wait; beyond it the answer is "later".
pub const APPLICATIONS_OPEN_MAX: u64 = 10_000;
/// Days after which the contact of a refused application is wiped (PIPL: no longer than its purpose needs).
pub const APPLICATION_CONTACT_DAYS_MAX: i64 = 60;
/// Days after which the contact of an application that nobody decided is wiped.
pub const APPLICATION_UNDECIDED_DAYS_MAX: i64 = 365;
/// Most days ahead that the watch over licences and certificates looks.
pub const PAPER_WATCH_DAYS_MAX: i32 = 3_650;
/// Days ahead that it looks when nobody says otherwise.
pub const PAPER_WATCH_DAYS: i32 = 60;
/// Most entries of one recall's list, those that were taken out included: the largest recall of infant formula so far
/// named 71 lots.
pub const RECALL_TARGETS_MAX: usize = 1_000;
/// Most codes that one recall lists one by one, those that were taken out included; more are a range or a lot.
pub const RECALL_CODES_MAX: usize = 10_000;
/// Most codes of one range that are looked up one by one to count its cans: the largest lot.
pub const RECALL_RANGE_COUNTED_MAX: u64 = 200_000;
/// Most progress reports of one recall: one a day for a year.
pub const RECALL_REPORTS_MAX: usize = 400;
/// Most regions of one recall.
pub const RECALL_REGIONS_MAX: usize = 100;
/// Most characters of a recall's long texts (notice, flow, disposal) in one language.
pub const RECALL_TEXT_CHARACTERS_MAX: usize = 4_000;
/// Most cans of a package that are looked at to see whether one of them is recalled: forty pallets.
pub const RECALL_CONTENTS_LOOKED_MAX: usize = 40_000;
/// Most codes or lots that one bulk check takes.
pub const RECALL_CHECK_MAX: usize = 1_000;
/// Most bytes of a bulk check's JSON: a thousand scanned web addresses of 1 KiB.
pub const RECALL_CHECK_BODY_BYTES_MAX: usize = 1024 * 1024;
/// Most bytes of a recall's JSON: its texts in both languages and `RECALL_CODES_MAX` codes of 40 characters.
pub const RECALL_JSON_BYTES_MAX: usize = 1024 * 1024;
/// Most bulk checks that one process answers at once: each is a thousand looks.
pub const RECALL_CHECKS_AT_ONCE_MAX: usize = 4;
/// Most lots and raw-material lots that one raw material may name as what it was made from.
pub const SOURCES_PER_MATERIAL_MAX: usize = 50;
/// Most levels of raw materials behind a lot (milk → base powder → blend is three), and most levels of a walk.
pub const LINEAGE_LEVELS_MAX: usize = 8;
/// Most lots and raw-material lots in one answer about where goods come from and went to.
pub const LINEAGE_NODES_MAX: usize = 2_000;
/// Most steps from one to another in such an answer.
pub const LINEAGE_EDGES_MAX: usize = 10_000;
/// Most steps of circulation that such an answer shows of one lot; an export has all.
pub const LINEAGE_CIRCULATION_SHOWN_MAX: usize = 20;
/// Most exports that one process writes at once: each may put a whole lot's workbook into a temporary file.
pub const EXPORTS_AT_ONCE_MAX: usize = 2;
/// Rows of one sheet of a workbook, the heading included (ECMA-376; every spreadsheet program has as many).
pub const SHEET_ROWS_MAX: u32 = 1_048_576;
/// Most codes that are declared void by one request; whoever has more withdraws the lot.
pub const VOID_CODES_AT_ONCE_MAX: usize = 10_000;
/// Most void codes of one lot: they are held in memory with it, at about 400 bytes each.
pub const VOID_CODES_PER_LOT_MAX: usize = 50_000;
/// Most ranges of codes in one request.
pub const CODE_RANGES_AT_ONCE_MAX: usize = 100;
/// Most characters of the reason for a change, a withdrawal or a void code.
pub const CHANGE_REASON_CHARACTERS_MAX: usize = 500;
/// Most times that a change of a lot is tried while others change the same lot.
pub const LOT_WRITES_TRIED_MAX: u32 = 8;
/// Most bytes of the JSON with which an enterprise changes a lot: ten thousand codes of forty characters, twice over.
pub const LOT_JSON_BYTES_MAX: usize = 1024 * 1024;
/// Most changes of a lot's values that its sheet shows; an export has all.
pub const LOT_CHANGES_SHOWN_MAX: usize = 200;
/// Most void codes of a lot that its sheet lists; an export has all.
pub const LOT_VOID_CODES_SHOWN_MAX: usize = 1_000;
/// Most codes that one order puts into a package or takes out of it.
pub const PACKAGING_CODES_AT_ONCE_MAX: usize = 1_000;
/// Most changes of packages that are kept of one enterprise (ADR 10): about 400 MB in the registry.
pub const PACKAGING_EVENTS_MAX: u64 = 1_000_000;
/// Most changes of packages that are shown of one code.
pub const PACKAGING_EVENTS_SHOWN_MAX: usize = 100;
/// Most codes that are looked at to show a package's contents, where many were moved out of it.
pub const PACKAGE_CONTENTS_LOOKED_MAX: usize = 2_000;
/// Fewest bytes of a part of a large delivery: below it a part costs more to note than to send again.
pub const UPLOAD_PART_BYTES_MIN: u64 = 64 * 1024;
/// Most bytes of a part of a large delivery: seven seconds of a line with 10 Mbit/s.
pub const UPLOAD_PART_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Most parts of a large delivery.
pub const UPLOAD_PARTS_MAX: usize = 2_048;
/// Most bytes of a manifest: 2,048 hashes of 64 digits with quotes and commas, and the rest.
pub const UPLOAD_MANIFEST_BYTES_MAX: usize = 256 * 1024;
/// Most upload sessions of one enterprise that are not completed.
pub const UPLOAD_SESSIONS_PER_ENTERPRISE_MAX: u64 = 32;
/// Most bytes that the open upload sessions of one enterprise reserve.
pub const UPLOAD_BYTES_PER_ENTERPRISE_MAX: u64 = 8 * 1024 * 1024 * 1024;
/// Most bytes that the open upload sessions of all enterprises reserve: what of the disk they may take.
pub const UPLOAD_BYTES_RESERVED_MAX: u64 = 64 * 1024 * 1024 * 1024;
/// Hours after which an upload session is thrown away: a weekend without network is bridged.
pub const UPLOAD_SESSION_HOURS_MAX: i64 = 72;
/// Most expired upload sessions that are swept at once.
pub const UPLOADS_SWEPT_MAX: usize = 1_000;
/// Most uploads of one enterprise that one process takes at once.
pub const UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX: usize = 8;
/// Fewest bytes a second at which an upload must arrive, looked at every `UPLOAD_PACE_SECONDS`.
pub const UPLOAD_BYTES_PER_SECOND_MIN: u64 = 10 * 1024;
/// Seconds of waiting for a sender over which its pace is measured.
pub const UPLOAD_PACE_SECONDS: i64 = 30;
/// Most submissions of one enterprise that wait to be processed.
pub const SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX: u64 = 200;
/// Most bytes that one enterprise delivers on one day; a first load of the whole country has some 50 GB.
pub const DELIVERED_BYTES_PER_DAY_MAX: u64 = 32 * 1024 * 1024 * 1024;
/// Days for which it is kept how many bytes an enterprise delivered.
pub const DELIVERED_DAYS_KEPT: i64 = 31;
/// Most checks without storing that one process runs at once: each may hold `CHECK_CODES_MAX` codes.
pub const CHECKS_AT_ONCE_MAX: usize = 1;
/// Most codes of one check without storing, at about 150 bytes each.
pub const CHECK_CODES_MAX: usize = 1_000_000;
/// Most pixels of a picture among the documents: a page of A4 with 600 dots an inch has 35 million.
pub const DOCUMENT_PIXELS_MAX: u64 = 40_000_000;
/// Most bytes that a picture among the documents may take in memory while it is read: its pixels with four
/// channels of two bytes, and as much again for the decoder.
pub const DOCUMENT_PICTURE_MEMORY_BYTES_MAX: u64 = 640 * 1024 * 1024;
/// Most characters of an address to which receipts are posted.
pub const WEBHOOK_URL_CHARACTERS_MAX: usize = 500;
/// Most times that a receipt is posted to an enterprise that does not answer: over about fourteen hours.
pub const WEBHOOK_ATTEMPTS_MAX: u32 = 12;
/// Most receipts that are posted in one turn.
pub const WEBHOOKS_DUE_MAX: usize = 100;
/// Most seconds that posting a receipt takes, the look-up of the name included.
pub const WEBHOOK_SECONDS_MAX: u64 = 5;
/// Most bytes of an answer to a posted receipt.
pub const WEBHOOK_ANSWER_BYTES_MAX: u64 = 64 * 1024;
