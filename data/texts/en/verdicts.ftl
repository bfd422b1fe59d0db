# verdicts: what an answer says. A fact that is not known arrives as the word "none".

scan-bucket-first = once
scan-bucket-few = 2 to 5 times
scan-bucket-some = 6 to 19 times
scan-bucket-many = 20 times or more

tone-good = in order
tone-care = look closer
tone-stop = stop using it
tone-calm = not found

verdict-list-separator = {", "}
verdict-enterprise-nameless = the enterprise

verdict-first_query = Found: this is the first query
    .detail = The enterprise has published the traceability record of this can.
    .next = Please compare with the print on the can: production date, expiry date and lot number should be exactly the same.

verdict-seen_before = Found: queried { $bucket }
    .detail = { $first ->
        [none] This query is included. Family or shop staff may have queried it too; this alone means nothing bad.
       *[other] This query is included; the first was on { $first }. Family or shop staff may have queried it too; this alone means nothing bad.
    }
    .next = Please compare with the print on the can: production date, expiry date and lot number should be exactly the same.

verdict-unusually_often = Found, but queried unusually often: { $bucket }
    .detail = { $first ->
        [none] A can is rarely queried this often. Its code may have been copied.
       *[other] The first query was on { $first }. A can is rarely queried this often. Its code may have been copied.
    }
    .next = { $phone ->
        [none] Please compare every line with the print on the can. If anything differs, do not use it yet and ask the enterprise or the shop.
       *[other] Please compare every line with the print on the can. If anything differs, do not use it yet and ask { $enterprise } ({ $phone }) or the shop.
    }

verdict-expired = Found: this can is past its expiry date
    .detail = It was good until { $expiry }.
    .next = Please do not use it any more. If you have just bought it, keep the receipt and take it back to the shop.

verdict-recalled = { $recalled ->
        [can] Please stop using it: this can is being recalled
        [contents] Please stop using it: there are cans inside that are being recalled
       *[lot] Please stop using it: this lot is being recalled
    }
    .detail = { $reason ->
        [none] This is a { $level }, announced by the enterprise on { $announced }.
       *[other] This is a { $level }, announced by the enterprise on { $announced }. Reason: { $reason }.
    }
    .next = { $phone ->
        [none] Please keep the can and the receipt, and ask the enterprise or the shop to take it back.
       *[other] Please keep the can and the receipt, and call { $phone } to return it.
    }

verdict-withdrawn = { $what ->
        [code] Please stop using it: the enterprise has declared this code void
       *[lot] Please stop using it: the enterprise has withdrawn this lot
    }
    .detail = { $reason ->
        [none] The enterprise has given no reason.
       *[other] The enterprise’s reason: { $reason }.
    }
    .next = { $phone ->
        [none] Please keep the can and the receipt, and ask the enterprise or the shop.
       *[other] Please keep the can and the receipt, and ask { $enterprise } ({ $phone }) or the shop.
    }

verdict-under_correction = Found: the enterprise is correcting its information
    .detail = What stands below may still change. Every correction is kept on record.
    .next = Please go by the label on the can for now, and query again in a few days.

verdict-package = { $package ->
        [pallet] Found: this is the code of a pallet
       *[case] Found: this is the code of a case
    }
    .detail = It stands for the whole package and not for one can. The codes inside are listed below.
    .next = To query one can, please scan or type the code on the can.

verdict-archived = Found, but expired long ago
    .detail = Produced on { $production }, good until { $expiry }. It is past the time of keeping; everything else is archived.
    .next = Please do not use it.

verdict-unrecognised = { $kind ->
        [empty] Please type the code
        [rounded] Not found: a spreadsheet has changed this number
        [short] Not found: some characters may be missing
        [long] Not found: there may be some characters too many
        [character] Not found: one character may be wrong
        [check-digit] Not found: one digit may be mistyped
        [barcode] Not found: this is the product’s barcode
       *[other] Not found: this does not look like a traceability code
    }
    .detail = Not found does not mean that something is wrong. Mostly a character is mistyped or missing, or it is another number.
    .next = { $place ->
        [none] Please correct it by the line beside the QR code on the can and query again.
       *[other] Please correct it by the code on the can and query again. Where it is: { $place }.
    }

verdict-no_record = This code was not found
    .detail = { $delivered ->
        [none] It looks like a code of { $enterprise }, which has not delivered any data yet. Not found does not mean that something is wrong.
       *[other] It looks like a code of { $enterprise }, which has not delivered this code. Its latest delivery was on { $delivered }. Not found does not mean that something is wrong.
    }
    .next = { $phone ->
        [none] Please check for a slip. If all is right, query again in a few days or ask the enterprise.
       *[other] Please check for a slip. If all is right, query again in a few days or call the enterprise: { $phone }.
    }

verdict-not_connected = Not found: this product may not be on this platform
    .detail = Imported products and enterprises that are not connected are not on this platform. Not found does not mean that something is wrong.
    .next = Please look for the manufacturer on the can. If it is a connected enterprise, type the code beside the QR code; otherwise ask the manufacturer.

verdict-other_enterprise = This is a code of { $enterprise }
    .detail = You chose { $other }, but this code belongs to { $enterprise }.
    .next = Please look at the brand on the can. If it is from { $enterprise }, choose it and query again; if not, check for a slip.

verdict-ambiguous = Please choose the enterprise
    .detail = This looks like a code of several enterprises: { $candidates }.
    .next = Please look at the brand on the can, choose the enterprise and query again.

verdict-inner_code_given = This is the code inside the can: please type the one outside
    .detail = You typed the inner code of { $enterprise }. Traceability uses the code on the outside of the can.
    .next = { $place ->
        [none] Please find the code beside the QR code on the outside of the can, and query again.
       *[other] Please find the code on the outside of the can, and query again. Where it is: { $place }.
    }

verdict-outer_code_given = This is the code outside the can: please type the one inside
    .detail = You typed the outer code of { $enterprise }, which uses the code inside the can.
    .next = { $place ->
        [none] Please find the code under the lid, and query again.
       *[other] Please find the code inside the can, and query again. Where it is: { $place }.
    }

hint-empty = Nothing was typed yet.
hint-rounded = A spreadsheet wrote the long number as “1.23E+15”, and the last digits are lost. Please type it again from the can.
hint-length = { $enterprise ->
        [none] You typed { $given } characters; the code should have { $length }, such as { $example }.
       *[other] You typed { $given } characters; codes of { $enterprise } have { $length }, such as { $example }.
    }
hint-character = { $alphabet ->
        [digits] Character { $position }, “{ $character }”, is wrong: such codes have digits only, for example { $example }.
       *[other] Character { $position }, “{ $character }”, is wrong: such codes have digits and letters only, for example { $example }.
    }
hint-check-digit = { $enterprise ->
        [none] The length is right, but the check digit is not: one digit may be mistyped.
       *[other] The length is that of a code of { $enterprise }, but the check digit is wrong: one digit may be mistyped.
    }
hint-prefix = { $enterprise ->
        [none] The code should begin with { $prefix }, for example { $example }.
       *[other] Codes of { $enterprise } begin with { $prefix }, for example { $example }.
    }
hint-barcode = { $barcode } is the product’s barcode, the same on every can of the product. The traceability code differs from can to can and stands beside the QR code.
hint-foreign-link = This QR code points to { $host }, which no enterprise has registered on this platform.
hint-nothing = A traceability code has { $min } to { $max } characters: digits, or digits and letters.
