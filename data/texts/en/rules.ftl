# rules: what is wrong with a delivery, and what to do about it. Short, polite, for a clerk.

## Files and packages

rule-too_many_files = There are too many files; from “{ $value }” on they were not read. The limit is { $limit }.
    .fix = Please split the delivery.
rule-too_many_lots = There are too many lots; from “{ $value }” on they were not read. The limit is { $limit }.
    .fix = Please split the delivery.
rule-too_many_rows = There are too many rows that are no codes; the limit is { $limit }.
    .fix = Please split the delivery.
rule-rows_per_lot_limit = The lot “{ $value }” has too many codes; the limit is { $limit } at once.
    .fix = Please deliver the lot’s codes in several parts.

## Documents

rule-document_missing = The file “{ $value }” did not come along.
    .fix = Please put it into the ZIP and check that the names are the same.
rule-document_kind = “{ $value }” is not a PDF, OFD, JPG, PNG or WebP, or its name says something else than its content.
    .fix = Please export it again as PDF, OFD, JPG, PNG or WebP; renaming it is not enough.
rule-document_too_large = “{ $value }” is larger than 20 MB.
    .fix = Please scan it at a lower resolution or split it.
rule-document_active = “{ $value }” holds { $what }: opening it may run something, or it carries other files.
    .fix = It was taken as it is, for downloading only. A PDF without scripts and attachments is better.
rule-document_picture_damaged = The picture “{ $value }” cannot be read to its end.
    .fix = Please export it again or take another photo.
rule-document_picture_pixels = The picture “{ $value }” has more than { $limit } million pixels.
    .fix = Please export it at a lower resolution.
rule-brand_mixed_script = The brand “{ $value }” mixes Latin letters with Greek or Cyrillic ones that look alike.
    .fix = Please check each letter; if it is really so, it may stay.
rule-document_unused = No row names the file “{ $value }”; it was not stored.
    .fix = If it is a report or certificate, please name it in its column.

## Cells

rule-number_rounded = “{ $value }” was rounded by a spreadsheet; its last digits are lost.
    .fix = Please format the column as text and export or type it again.

## Identifiers

rule-credit_code_length = A credit code has 18 characters; “{ $value }” has { $characters }.
    .fix = Please copy it from the business licence.
rule-credit_code_alphabet = Character { $position } of the credit code “{ $value }” cannot be “{ $character }”.
    .fix = Please copy it from the business licence; it never has the letters I, O, S, V or Z.
rule-credit_code_check = The check character of the credit code “{ $value }” is “{ $given }” and should be “{ $expected }”.
    .fix = Mostly one character is mistyped: please compare it with the business licence.
rule-credit_code_pilot = The credit code “{ $value }” looks like an early pilot code, whose check character does not match. It was accepted.
    .fix = Please compare it with the business licence once more; if it is right, do nothing.
rule-licence_form = A production licence is SC and 14 digits; “{ $value }” is not.
    .fix = Please copy it from the licence.
rule-licence_check = The last digit of the production licence “{ $value }” is { $given } and should be { $expected }.
    .fix = Mostly one digit is mistyped: please compare it with the licence.
rule-licence_category = The production licence “{ $value }” is of category { $category }, under which no infant formula is made.
    .fix = It should be 129 (infant formula) or 105 (dairy): please check.
rule-licence_expired_since = The site’s production licence was valid to { $value } and has expired.
    .fix = If it was renewed, please deliver the new date.
rule-gtin_length = A GTIN has 8, 12, 13 or 14 digits; “{ $value }” has { $characters }.
    .fix = Please copy it from the package.
rule-gtin_digits = Character { $position } of the GTIN “{ $value }” is “{ $character }”; a GTIN has digits only.
    .fix = Please copy it from the package.
rule-gtin_check_digit = The last digit of the GTIN “{ $value }” is { $given } and should be { $expected }.
    .fix = Mostly one digit is mistyped: please compare it with the package.
rule-sscc_form = An SSCC has 18 digits; “{ $value }” does not.
    .fix = Please copy it from the case’s label, without (00).
rule-sscc_check_digit = The last digit of the SSCC “{ $value }” is { $given } and should be { $expected }.
    .fix = Mostly one digit is mistyped: please compare it with the label.
rule-registration_form = A formula registration number is 国食注字YP and 8 digits; “{ $value }” is not.
    .fix = Please copy it from the registration certificate.
rule-registration_year = The formula registration number “{ $value }” is of { $year }; the first are of { $first }.
    .fix = Please compare it with the registration certificate.

## Enterprise, sites and code rules

rule-website_not_https = The website “{ $value }” is not a link that begins with https://.
    .fix = Please give a link that begins with https://, or leave it empty.
rule-certificate_expired = The integrity certificate was valid to { $value } and has expired.
    .fix = If there is a new one, please deliver it.
rule-certificate_dates_swapped = The integrity certificate’s validity begins ({ $from }) after its end ({ $value }).
    .fix = Please check both dates.
rule-lot_number_pattern_form = The lot number date pattern “{ $value }” cannot be used: { $why }.
    .fix = Please see the format guide, or leave it empty.
rule-code_rule_length = The lengths { $value } are out of bounds; codes have { $min } to { $max } characters.
    .fix = Please correct the shortest and the longest length.
rule-code_rule_lengths_swapped = The shortest length is greater than the longest: { $value }.
    .fix = Please check both numbers.
rule-code_rule_prefix = The prefix “{ $value }” is wrong: it may have capital letters and digits only and must be shorter than the code.
    .fix = Please correct it, or leave it empty.
rule-code_rule_pattern = The QR text pattern “{ $value }” cannot be used: { $why }.
    .fix = Please see the format guide; it needs a group named code.
rule-code_rule_pattern_limit = There are { $value } QR text patterns; the limit is { $limit }.
    .fix = Please join them or remove those not used.
rule-code_rule_example = The example “{ $value }” does not fit this rule.
    .fix = Please check length, characters, prefix and check digit.
rule-code_rule_clash = The QR text pattern also matches “{ $value }”, which is what enterprise { $enterprise } prints.
    .fix = Please make the pattern narrower, for instance by naming your own host in full.
rule-code_rule_overlap = Codes of this form look like those of enterprise { $enterprise }, without a QR text around them.
    .fix = This is allowed; people who type the code are asked for the brand. A prefix of your own avoids the question.

## Products

rule-age_swapped = The age { $value } ends before it begins.
    .fix = Please correct it.
rule-age_outside_stage = The age { $value } does not fit the category, which is for { $min } to { $max } months.
    .fix = Please check the age and the category.
rule-standard_does_not_fit_stage = The standard “{ $value }” does not fit the category, which needs { $standard }.
    .fix = Please check the standard and the category.
rule-shelf_life_bounds = A shelf life of { $value } months is out of bounds; 1 to { $limit } is possible.
    .fix = Please give it in months, such as 24.
rule-health_claim_banned = The label’s text says “{ $value }”, which the label of infant formula must not claim.
    .fix = Please correct the text by the registered label.
rule-origin_vague = “{ $value }” does not name an origin.
    .fix = Please name the country, or the province and city, such as 法国 or 黑龙江省齐齐哈尔市.

## Lots

rule-enterprise_profile_missing = The enterprise’s own data were not delivered yet; no lot can be published.
    .fix = Please deliver the table of the enterprise first, or together with the lot.
rule-lot_unknown = No lot in the table of lots of this delivery belongs to “{ $value }”.
    .fix = Please add it to the table of lots, or check the lot number.
rule-lot_ambiguous = “{ $value }” names no lot, and this delivery holds several.
    .fix = Please give the lot number in each row.
rule-row_twice = “{ $value }” occurs twice with different content, first in { $first }.
    .fix = Please keep the row that is right.
rule-code_rules_limit = With this delivery there would be { $value } code rules; the limit is { $limit }.
    .fix = Please put codes of one form under one rule.
rule-lot_twice = The lot “{ $value }” occurs twice, first in { $first }.
    .fix = Please keep one row.
rule-lot_without_codes = The lot “{ $value }” has no codes that can be stored.
    .fix = Please add them to the table of codes, one row a can.
rule-lot_published_already = The lot “{ $value }” was published; it cannot become a draft.
    .fix = Please leave “Draft” empty, and say under “Reason” why its values change.
rule-product_unknown = There is no product “{ $value }”.
    .fix = Please deliver the product first, or check the reference.
rule-site_unknown = There is no site “{ $value }”.
    .fix = Please deliver the site first, or check the reference.
rule-site_missing = No site is given, and the enterprise has { $count } sites.
    .fix = Please give the site’s reference; if there is none, deliver the site first.
rule-production_date_in_future = The production date { $value } lies after today ({ $today }).
    .fix = Please check the production date.
rule-production_date_too_early = The production date { $value } is too early.
    .fix = Please check the year.
rule-lot_report_missing = The lot “{ $value }” has no inspection report.
    .fix = Every lot needs one: please fill in the report’s columns and put the file into the ZIP.
rule-report_before_production = The report’s date { $value } lies before the production date { $production }.
    .fix = Please check both dates.
rule-report_in_future = The report’s date { $value } lies after today ({ $today }).
    .fix = Please check the report’s date.
rule-lot_inspection_failed = The inspection of the lot “{ $value }” failed; it cannot be published.
    .fix = Please check the conclusion. A failed lot must not be delivered.
rule-differs_from_registration = The { $field ->
        [product_name] product name
        [net_content] net content
        [formula_registration_no] formula registration number
        [gtin] GTIN
       *[expiry_date] expiry date
    } “{ $value }” differs from what is registered: “{ $registered }”.
    .fix = Please check which is wrong; if the product has changed, deliver the product first.
rule-lot_expired_already = The lot “{ $value }” was past its expiry date ({ $expiry }) when it was delivered.
    .fix = Please check the production date; if it is right, do nothing.
rule-licence_expired = The lot was produced on { $production }, but the production licence { $licence } was valid to { $value }.
    .fix = Please check both dates; if the licence was renewed, deliver the new date.
rule-lot_number_date_differs = The lot number “{ $value }” carries the date { $carried }, but the production date is { $production }.
    .fix = Please check the lot number and the production date.
rule-lot_number_unlike_rule = The lot number “{ $value }” is not like the enterprise’s other lot numbers.
    .fix = Please compare it with the can; if it is right, do nothing.
rule-delivery_refused = Nothing of this delivery was stored, because rows that belong to no lot were refused.
    .fix = Please correct these rows and deliver it again.

## Raw materials and circulation

rule-raw_materials_missing = The lot “{ $value }” has no raw materials.
    .fix = Please add its main raw materials, one row each.
rule-raw_materials_limit = There are { $value } raw materials; the limit for a lot is { $limit }.
    .fix = Please deliver the main raw materials only.
rule-origin_missing = The raw material “{ $value }” has no origin.
    .fix = Please name the country, or the province and city.
rule-raw_material_certificate_missing = The certificate of the raw material “{ $value }” has no { $part ->
        [certificate_number] number
        [certificate_date] date
        [conclusion] conclusion
       *[certificate_file] file
    }.
    .fix = Every main raw material needs its certificate: please add it.
rule-raw_material_certificate_in_future = The certificate’s date { $value } lies after today ({ $today }).
    .fix = Please check the certificate’s date.
rule-raw_material_failed = The raw material “{ $value }” failed its inspection.
    .fix = Please check the certificate. A lot made with it must not be delivered.
rule-made_from_form = “{ $value }” does not tell which lot is meant.
    .fix = One a line: an own lot number, or “material|material lot|supplier”; the supplier may be left out.
rule-made_from_limit = This raw material names { $value } lots that it was made from; the limit is { $limit }.
    .fix = Join those that are alike, or deliver it as several raw-material lots.
rule-made_from_without_lot = The raw material “{ $value }” names what it was made from but has no lot number of its own.
    .fix = Give its own lot number, by which others can be traced.
rule-made_from_cycle = What “{ $value }” was made from leads back to itself.
    .fix = Check the column “Made from”: nothing is made from itself.
rule-made_from_depth = What lies behind the lot “{ $value }” has more than { $limit } levels, or too many lots.
    .fix = Check the column “Made from”; if there really are more levels, ask the platform.
rule-made_from_lot_unknown = The lot “{ $value }” that something was made from is neither in this delivery nor published.
    .fix = Correct the number if it is a slip; a lot that was not delivered yet can follow.
rule-circulation_before_production = The date { $value } lies before the production date { $production }.
    .fix = Please check both dates.
rule-circulation_in_future = The date { $value } lies after today ({ $today }).
    .fix = Please check the date.
rule-circulation_limit = There are { $value } steps of circulation; the limit for a lot is { $limit }.
    .fix = Please join them by region.

## Codes

rule-code_missing = The code is empty.
    .fix = Please fill in the code that is printed on the can.
rule-code_too_short = “{ $value }” has { $given } characters; a code has at least { $min }.
    .fix = Please copy it from the can; leading zeros count.
rule-code_too_long = “{ $value }” has { $given } characters; a code has at most { $max }.
    .fix = Please copy it from the can, one code in each cell.
rule-code_character = Character { $position } of “{ $value }” is “{ $character }”; a code has digits and letters only.
    .fix = Please copy it from the can; do not write the link.
rule-code_rule_missing = “{ $value }” cannot be checked, because the enterprise has no code rule for the outer code.
    .fix = Please deliver the table of code rules with at least one for the outer code.
rule-code_length = “{ $value }” has { $given } characters; by the code rule { $rule } it has { $length }, such as { $example }.
    .fix = Please check for characters missing or too many.
rule-code_letters = Character { $position } of “{ $value }”, “{ $character }”, does not fit the code rule { $rule }, such as { $example }.
    .fix = Please check it; mind 0 and O, 1 and I.
rule-code_prefix = “{ $value }” does not begin with { $prefix } as the code rule { $rule } says, such as { $example }.
    .fix = Please check that it is not another kind of code.
rule-code_check_digit = The check digit of “{ $value }” does not fit the code rule { $rule }.
    .fix = Mostly one digit is mistyped: please compare it with the can.
rule-code_twice_in_file = The code “{ $value }” occurs twice, first in { $first }.
    .fix = Each can has one row: please remove the other.
rule-code_in_other_lot = The code “{ $value }” was already published in the lot { $lot }.
    .fix = Please check which lot the can belongs to; a code belongs to one lot only.
rule-code_both_unit_and_package = “{ $value }” is both the code of a can and of a package, first in { $first }.
    .fix = Please check that it stands in the right column.
rule-package_two_parents = “{ $value }” is in two different packages, first in { $first }.
    .fix = Please check the case and pallet codes.

## Sampling results

rule-sampling_file_kind = “{ $value }” is not a table of sampling results.
    .fix = Please upload a CSV or an Excel workbook (.xlsx).
rule-sampling_file_too_large = “{ $value }” is too large; the limit is { $limit } MB.
    .fix = Please split it into several files.
rule-sampling_header_missing = There are no column headings in the first 10 rows of “{ $value }”.
    .fix = Please compare it with the template and keep headings such as “Sample number” and “Product”.
rule-sampling_rows_limit = There are too many rows; from this one on they were not read. The limit is { $limit }.
    .fix = Please split the file.
rule-sampling_notice_url = “{ $value }” is not an address that begins with https://.
    .fix = Please write the whole address of the notice, or leave it empty.
rule-sampling_date_or_lot = In “{ $value }” it is not clear what is the production date and what the lot number.
    .fix = Please write them in the columns “Production date” and “Lot number”.
rule-sampling_dates_swapped = The production date { $value } is later than the publication, { $published }.
    .fix = Please check both dates.
rule-sampling_published_in_future = The date of publication, { $value }, is later than today ({ $today }).
    .fix = Please check the date.
rule-sampling_failure_form = The failure “{ $value }” cannot be understood.
    .fix = Please write “parameter║found║limit”, one on each line, each part at most 200 characters.
rule-sampling_failure_missing = The sample “{ $value }” failed, but no failure is named.
    .fix = Please add what failed, as in the notice.
rule-sampling_failure_with_pass = The sample “{ $value }” passed, but a failure is named.
    .fix = Please compare both cells with the notice.
rule-sampling_failures_limit = The sample “{ $value }” has { $given } failures; the limit is { $limit }.
    .fix = Please check whether several samples were written as one.
rule-sampling_twice = The sample “{ $value }” occurs twice with different content, first in row { $first }.
    .fix = Please keep the right row only.
