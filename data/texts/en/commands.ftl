# The command line

command-data-dir-taken = the data directory { $directory } is in use by another rusu: stop that one first, or choose another directory with --data-dir
command-address-taken = the address { $address } is in use: stop the program that has it, or choose another port with --listen 127.0.0.1:0
command-starting-sample = preparing sample data: { $name }
command-try = Codes to try (verdict, enterprise, what to scan or type):
command-sample-keys = Keys of the sample makers (for deliveries; also in { $file }):
command-stopping = stopping: no new requests, those under way are finished; a second signal ends at once
command-stopped = stopped

command-fsck-counts = { $lots } lots, { $parts } parts, { $codes } visible codes, { $invisible } invisible codes, { $documents } documents, { $uploads } logos and films.
command-fsck-clean = The stores agree.
command-fsck-problems = { $count ->
    [one] One problem.
   *[other] { $count } problems.
}

command-key-once = This is the key of { $name }. It is shown this once; the platform does not keep it.
command-recall-lot-unknown = Note: lot { $lot } is not published yet.
command-recall-announced = Recall { $id } is announced for { $count ->
    [one] one lot
   *[other] { $count } lots
}; the next query shows it.
command-lot-state = The state of lot { $lot } is changed; the next query shows it.
command-lot-void = The codes of lot { $lot } are void; the next query shows it.

command-operator-key-once = This is the operator's key for { $label }. It is shown this once; the platform does not keep it.
command-operator-key-revoked = { $count ->
    [one] One key
   *[other] { $count } keys
} of { $label } taken back; it counts from the next request on.
command-logo-set = The logo of { $name } is set.
command-logo-removed = The logo of { $name } is taken away; the initial stands there again.
command-announcement-added = added
command-announcement-changed = changed
command-announcement-removed = Announcement { $id } is removed.
command-announcement-draft = a draft, nobody sees it
command-announcement-visible = people see it since { $at }
command-announcement-future = people will see it from { $at } on
command-announcement-pinned = pinned
command-sampling-imported = Imported: { $added } new, { $replaced } replaced, { $unchanged } unchanged; { $recognised } of them belong to an enterprise of the directory.
command-sampling-would = A trial, nothing was written: { $added } new, { $replaced } replaced, { $unchanged } unchanged; { $recognised } of them belong to an enterprise of the directory.
command-sampling-refused = { $count ->
    [one] One mistake, listed above.
   *[other] { $count } mistakes, listed above.
} Correct the file and import it again; what was imported is not stored twice.
command-sampling-removed = Sampling result { $id } is removed.
command-sampling-template = The workbook to fill in is saved as { $file }
command-complaint-open = open
command-complaint-in_progress = in progress
command-complaint-closed = closed
command-complaint-answered = Complaint { $id } now stands at: { $state }
command-complaints-count = { $count } in all
command-complaint-column-number = no
command-complaint-column-received = received
command-complaint-column-state = state
command-complaint-column-kind = kind
command-complaint-column-text = text
command-complaint-column-enterprise = enterprise
command-complaint-column-code = code
command-complaint-column-verdict = what the platform had answered
command-complaint-column-contact = contact
command-complaint-column-contact-until = contact kept until
command-complaint-column-channel = front door
command-complaint-column-note = note
command-complaint-column-updated = last changed
command-check-file-put = The check file can be reached at /t/{ $name }
command-check-file-removed = Check file { $name } is removed.
command-market-share-stated = The market share is set; the statistics page shows it within a minute.
command-market-share-withdrawn = The market share is taken back.

command-load-done = Done: { $codes } codes stored in { $seconds } s, { $rate } a second.
command-load-progress = { $percent } %, { $codes } codes, { $rate } a second
command-load-left = { $seconds } s left
command-load-settling = bringing the code store into its final form

command-checking = checking { $name }
command-check-good = Nothing wrong: { $rows } rows, { $lots } lots.
command-check-warnings = Nothing wrong, { $warnings } remarks: { $rows } rows, { $lots } lots.
command-check-bad = Mistakes found, nothing was delivered. Correct what is listed above and deliver again.
command-check-only-bad = { $count ->
    [one] One mistake.
   *[other] { $count } mistakes.
}
command-check-left = { $count } more things are for the platform to check, such as products delivered before.
command-left-out = Files left out of the delivery: { $names }
command-delivering = delivering { $name }
command-delivered = The platform has it, submission { $id }
command-waiting = waiting for the platform…
command-agent-later = “{ $name }” was not delivered yet and is tried again: { $why }
command-agent-moved = “{ $name }” is settled and lies at { $to }
command-interrupted = The connection broke; the platform may have it. It is safe to run the same command again: nothing is stored twice.
command-rejections-written = Refused rows are written to { $file }
command-more = { $count } more are not listed; --rejections FILE writes all of them.

command-receipt-submission = submission
command-receipt-state = result
command-receipt-rows = rows
command-receipt-accepted = accepted
command-receipt-rejected = rejected
command-receipt-duplicate = duplicate
command-receipt-warnings = warnings
command-receipt-lot = lot
command-receipt-units = cans
command-place-row = row { $row }
command-place-column = column “{ $column }”
command-value = value
command-problem = problem
command-remedy = what to do
command-error = error
command-warning = warning

command-state-received = received
command-state-processing = being processed
command-state-published = published
command-state-partly_published = partly published
command-state-rejected = rejected
command-state-failed = a fault of the platform; it will be tried again
command-lot-published = published
command-lot-amended = amended
command-lot-draft = stored as a draft, not shown
command-lot-duplicate = known before, unchanged
command-lot-rejected = rejected

command-verdict-first_query = first query
command-verdict-seen_before = seen before
command-verdict-unusually_often = seen unusually often
command-verdict-expired = expired
command-verdict-recalled = recalled
command-verdict-withdrawn = withdrawn
command-verdict-under_correction = under correction
command-verdict-package = a case
command-verdict-archived = expired and archived
command-verdict-unrecognised = no enterprise's format
command-verdict-no_record = no record
command-verdict-not_connected = not connected
command-verdict-other_enterprise = another enterprise's code
command-verdict-ambiguous = fits several enterprises
command-verdict-inner_code_given = inner code given
command-verdict-outer_code_given = outer code given

command-key-made = The private key is in { $file }; keep it safe, the platform never needs it. Register { $public }; the id of the key stands above.
command-application-admitted = Admitted as enterprise { $number }.
command-application-refused = Application { $number } was refused.
