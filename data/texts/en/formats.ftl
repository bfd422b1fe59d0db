# formats

# The rejection list

rejections-number = no
rejections-severity = severity
rejections-file = file
rejections-sheet = sheet
rejections-row = row
rejections-column = column
rejections-value = value
rejections-rule = rule
rejections-problem = problem
rejections-remedy = what to do
rejections-error = error
rejections-warning = warning

# The template and the published format

template-instructions = Instructions
template-title = Template for infant formula traceability submissions
template-how =
    Each sheet is one kind of data: headings in the first row, data from the second. Leave sheets that you do not need empty.
    Yellow columns with * must be filled in. Columns may change places; do not rename them.
    Write dates as 2026-08-14. References, lot numbers and codes are text: do not let the spreadsheet turn them into 1.23E+15.
    Put inspection reports and certificates (PDF, OFD, JPG, PNG or WebP) into one ZIP with this workbook; the sheets hold their file names.
sampling-template-title = Template for sampling results
sampling-template-how =
    One row for each sample: headings in the first row, data from the second. A table as the authority published it is read too; its headings may stand in any of the first 10 rows.
    Yellow columns with * must be filled in. Columns may change places; do not rename them.
    Several failures of one sample stand on lines of one cell, or in rows below that hold nothing but the failure.
    A “/” or “—” for nothing may be copied as it is.
template-example = Example: { $example }
template-choice = Please choose from the list

guide-table = Table
guide-column = Column
guide-id = id
guide-required = Required
guide-optional = Optional
guide-form = What to fill in
guide-explanation = Explanation
guide-example = Example
guide-yes = yes
guide-no = no

kind-short = One line of text, at most 200 characters
kind-text = Text
kind-long = Text of several lines
kind-identifier = A number or name, kept character by character
kind-reference = Your own reference, at most 40 characters
kind-lot = A lot number, at most 20 characters
kind-code = A trace code, 6 to 40 digits or letters
kind-date = A date
kind-integer = A whole number
kind-choice = One of: { $words }
kind-file = A file name

# Rules of whole files

rule-file_kind_unknown = It cannot be told what kind of file “{ $value }” is.
    .fix = Please send CSV, XLSX, JSON Lines (.jsonl) or a ZIP of these.
rule-file_is_document = “{ $value }” is a document and not data.
    .fix = Please send a ZIP of the document and the table that holds its file name.
rule-file_old_excel = “{ $value }” is an old Excel file (.xls), or has a password.
    .fix = Please remove the password and save it as “Excel workbook (.xlsx)”.
rule-file_empty = There are no data in “{ $value }”.
    .fix = Please check that it is the right file and that it was saved.
rule-file_damaged = “{ $value }” is damaged and cannot be read further.
    .fix = Please open it in the program that made it, save it again and send it again.
rule-encoding_unknown = The text of “{ $value }” is neither UTF-8 nor GBK or GB18030.
    .fix = Please save it as “CSV UTF-8”.
rule-table_unknown = It cannot be told which table this is: { $value }.
    .fix = The first row should hold the headings of the template. Please download the template and compare.
rule-sheet_ignored = The sheet “{ $value }” is no table of the submission format and was not read.
    .fix = If it holds data to be submitted, give it a name and headings of the template.
rule-workbook_too_large = The workbook “{ $value }” is too large when unpacked.
    .fix = Please send the codes as CSV, or several files.
rule-row_too_long = This row has no end (more than { $limit } bytes).
    .fix = A closing quotation mark is probably missing. Please check the quotation marks of this row and the one before.

# Rules of headings

rule-column_missing = The table “{ $table_en }” lacks the required column “{ $column_en }”.
    .fix = Please add the column as in the template.
rule-column_twice = The column “{ $value }” occurs twice.
    .fix = Please keep one of them.
rule-column_unknown = The column “{ $value }” is not in the submission format and was not read.
    .fix = If its name is misspelt, correct it as in the template; if it is a remark, never mind.

# Rules of rows and cells

rule-cell_missing = “{ $column_en }” is not filled in.
    .fix = Please fill in the cell.
rule-cell_without_heading = “{ $value }” stands in a column without a heading.
    .fix = Please remove it or give the column a heading; in a CSV, look for a comma too many.
rule-cell_undecodable = “{ $value }” holds garbled characters.
    .fix = Please correct the cell and save the whole file as UTF-8 or as GBK.
rule-cell_too_long = The cell has { $given } bytes, the limit is { $limit }.
    .fix = Please shorten it.
rule-cell_fraction = “{ $value }” has a fraction and cannot be a reference.
    .fix = Please format the column as text and type it again.
rule-cell_date = The spreadsheet turned this cell into a date: { $value }.
    .fix = Please format the column as text and type it again.
rule-cell_duration = This cell is a length of time and not what is asked.
    .fix = Please format the column as text and type it again.
rule-cell_boolean = This cell is the logical value { $value }.
    .fix = Please write a text instead.
rule-cell_error = This cell is the error value of a formula.
    .fix = Please correct the formula, or type the value.
rule-date_form = “{ $value }” is no date that is understood.
    .fix = Please write 2026-08-14 (2026/8/14, 2026年8月14日 and 20260814 are understood too).
rule-date_impossible = The date “{ $value }” does not exist, or its year is not between 1990 and 2100.
    .fix = Please correct the date.
rule-integer_form = “{ $value }” is no whole number.
    .fix = Please write digits only, without a unit or a fraction.
rule-integer_range = “{ $value }” is too large, the limit is { $limit }.
    .fix = Please correct the number.
rule-choice_unknown = “{ $value }” is not one of the choices.
    .fix = Please write one of: { $allowed_en }.
rule-text_too_long = The cell has { $given } characters, the limit is { $limit }: { $value }
    .fix = Please shorten it.
rule-text_hidden = “{ $value }” holds invisible characters that change the direction of writing.
    .fix = Please delete it and type it again instead of pasting.
rule-text_control = “{ $value }” holds invisible control characters.
    .fix = Please delete it and type it again instead of pasting.
rule-lot_number_form = “{ $value }” cannot be a lot number.
    .fix = A lot number has at most { $limit } characters and no control characters. Please write it as printed on the can.
rule-reference_form = “{ $value }” cannot be a reference.
    .fix = A reference has at most { $limit } characters and no control characters.
rule-nutrition_form = Line { $line } of the nutrition facts, “{ $value }”, cannot be understood.
    .fix = Please write “name|unit|per 100 kJ|per 100 g|per 100 mL”, with the name, the unit and at least one amount.

# Rules of JSON Lines

rule-json_utf8 = This line is not UTF-8.
    .fix = JSON Lines must be saved as UTF-8.
rule-json_array = “{ $value }” is a JSON array.
    .fix = JSON Lines holds one object a line, without brackets around and commas between them.
rule-json_form = This line is not one whole JSON object (error at byte { $position }): { $value }
    .fix = Please put each object on one line; check quotation marks, commas and braces.
rule-json_table_missing = This line does not say which table it belongs to.
    .fix = Please add "table", such as "table": "lots".
rule-json_table_unknown = There is no table “{ $value }”.
    .fix = Please use a table id of the submission format, such as lots or codes.
rule-json_field_unknown = This table has no field “{ $field }”.
    .fix = Please use the column ids of the submission format.
rule-json_field_twice = The field “{ $field }” occurs twice.
    .fix = Please keep one of them.
rule-json_number = { $value } is a number here and should be a text.
    .fix = Please put it between quotation marks; a number loses leading zeros and digits beyond its precision.
rule-json_value = { $value } is neither a text nor a whole number.
    .fix = Please write a text between quotation marks.

# Rules of ZIP files

rule-zip_too_many_files = The ZIP holds { $value } files, the limit is { $limit }.
    .fix = Please send several deliveries.
rule-zip_overlap = Files of the ZIP “{ $value }” lie over each other.
    .fix = Please pack it again with a usual program.
rule-zip_too_large = The ZIP unpacks to more than { $limit } bytes; it was read as far as “{ $value }”.
    .fix = Please send several deliveries.
rule-zip_ratio = “{ $value }” unpacks to more than { $limit } times its packed size and was not read further.
    .fix = Please check the file; real data do not pack so well.
rule-zip_damaged = “{ $value }” in the ZIP is damaged, or packed in a way that is not supported.
    .fix = Please pack it again as a plain ZIP.
rule-zip_encrypted = “{ $value }” in the ZIP has a password.
    .fix = Please pack it again without a password.
rule-zip_nested = “{ $value }” is a ZIP within the ZIP.
    .fix = Please put its files into the outer ZIP.
rule-zip_name = A file name in the ZIP cannot be read: { $value }.
    .fix = Please rename the file and pack it again.
rule-zip_path_unsafe = The path “{ $value }” leads out of the ZIP.
    .fix = Please pack it again without “..”, drive letters or shortcuts.
rule-document_twice = There are two files named “{ $value }” in the ZIP.
    .fix = Files are matched by their names without folders: please use different names.

## Everything about a lot, exported

export-table-notes = Notes
export-table-steps = Steps
export-table-lots = Lots
export-table-raw_materials = Raw materials
export-table-circulation = Circulation
export-table-void_codes = Void codes
export-table-recalls = Recalls
export-table-changes = Changes
export-table-packages = Packages
export-table-units = Units
export-column-note = Note
export-column-level = Level
export-column-from_kind = From: kind
export-column-from_name = From: name
export-column-from_lot = From: lot
export-column-from_supplier = From: supplier
export-column-to_kind = To: kind
export-column-to_name = To: name
export-column-to_lot = To: lot
export-column-to_supplier = To: supplier
export-column-lot_number = Lot number
export-column-state = State
export-column-reason = Reason
export-column-product_ref = Product reference
export-column-product_name = Product name
export-column-site_ref = Site reference
export-column-production_date = Production date
export-column-expiry_date = Expiry date
export-column-units = Cans
export-column-published_at = Published at
export-column-report_number = Report number
export-column-laboratory = Laboratory
export-column-report_date = Report date
export-column-conclusion = Conclusion
export-column-material_name = Material
export-column-material_lot = Material lot
export-column-supplier = Supplier
export-column-origin = Origin
export-column-certificate_number = Certificate number
export-column-certificate_date = Certificate date
export-column-made_from = Made from
export-column-step = Step
export-column-event_date = Date
export-column-place = Place
export-column-party = Party
export-column-code = Code
export-column-since = Since
export-column-recall = Recall
export-column-recall_level = Recall level
export-column-instructions = Instructions
export-column-contact_phone = Contact phone
export-column-announced_at = Announced at
export-column-field = Value
export-column-old_value = Before
export-column-new_value = After
export-column-who = By
export-column-changed_at = Changed at
export-column-carrier = Carrier
export-column-pallet_code = Pallet code
export-column-outer_code = Outer code
export-column-case_code = Case code
export-column-void = Void
export-cut-off = There are more lots than are listed here: export them one by one.
