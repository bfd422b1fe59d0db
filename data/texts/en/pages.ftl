# pages: the words of the consumer pages around an answer

site-name = Rusu
site-skip = Skip to the content
site-nav = Main
site-more = More pages
site-text-large = Large text
site-text-normal = Normal text
site-sample = Sample data: no real product is meant
site-promise = No login. Nobody records who you are.
nav-home = Query
nav-enterprises = Enterprises
nav-how = How to use
nav-scan = Scan
nav-sampling = Sampling
nav-recalls = Recalls
nav-news = News
nav-statistics = Statistics
nav-report = Report a problem
nav-privacy = Privacy

form-heading = Query a can
form-enterprise = Manufacturer
form-enterprise-hint = Name, brand or pinyin initials; leave empty if you do not know
form-code = Traceability code
form-code-hint = The line of digits or letters beside the QR code on the can
form-submit = Query
form-paste = Or paste all that the QR code holds
form-or = Or type
form-suggestions = Manufacturers
form-empty = Please type the traceability code.
form-unknown = No enterprise called “{ $name }” was found. Please try another spelling, or leave the field empty.
form-several = Several enterprises fit “{ $name }”. Please choose one:
form-without = Query without an enterprise

scan-title = Scan
scan-lead = Hold the QR code on the can in front of the camera.
scan-start = Scan the code
scan-photo = Choose a photo
scan-private = Pictures stay in your phone. Nothing is sent.
scan-stop = Stop
scan-torch = Light
scan-cameras = Choose a camera
scan-say-starting = Opening the camera… If your phone asks, please allow it.
scan-say-reading = Looking at the photo…
scan-say-looking = Keep the QR code in the middle, about a hand’s breadth away.
scan-say-found = Found. Querying…
scan-say-slow = This takes a moment. Hold still; more light helps.
scan-say-denied = The camera may not be used. You can allow it in the browser’s settings, choose a photo, or type the code below.
scan-say-no-camera = No camera was found. You can choose a photo, or type the code below.
scan-say-busy = Another app is using the camera. Please close it and try again, choose a photo, or type the code below.
scan-say-insecure = The camera cannot be used at this address. You can choose a photo, or type the code below.
scan-say-unsupported = This browser cannot scan. You can choose a photo, or type the code below.
scan-say-nothing = No QR code found yet. Try the light, wipe the can, choose a photo, or type the code below.
scan-say-photo-nothing = No QR code was found in the photo. Please take another one closer to the code, or type the code below.
scan-say-photo-broken = This photo cannot be opened. Please choose another one, or type the code below.
scan-say-barcode = This is the barcode of the product, not the traceability code. Please scan the QR code on the can.
scan-say-failed = Scanning did not work. You can choose a photo, or type the code below.
scan-type = Type the code

photo-send = Send the photo
photo-private = The photo is sent, read and dropped at once.
photo-title = Read a photo
photo-none = No photo has come. Please choose a photo first, then send it.
photo-nothing = No QR code was found in the photo. Please take another one closer to the code, or type the code below.
photo-broken = This is not a photo that can be opened (JPEG, PNG or WebP). Please choose another one, or type the code below.
photo-large = This photo is too large. Please choose a smaller one, or type the code below.
photo-slow = The photo did not arrive. Please try again with a better signal, or type the code below.
photo-busy = Many people are sending photos just now. Please try again in a while, or type the code below.

embed-title = Trace infant formula
embed-whole = See all 32 items
embed-help = See what to do
embed-by = By Rusu

picture-side-label = Picture of a can: the QR code on its side, the traceability code below it
picture-lid-label = Picture of a can: the QR code on its lid, the traceability code below it
picture-under_lid-label = Picture of a can: the lid is opened, the traceability code is inside it
picture-under_scratch_off-label = Picture of a can: the layer on its side is scratched off, the traceability code is under it
picture-bottom-where = On the bottom
picture-side-where = On the side
picture-lid-where = On the lid
picture-under_lid-where = Open the lid and look inside it
picture-under_scratch_off-where = Scratch off the layer on the side

home-title = Query
home-heading-first = This can of formula:
home-heading-second = where is it from?
home-lead = Type the code on the can to see 32 facts about it: where its ingredients come from, when it was made, its inspection report and more.
home-where-label = Picture of the bottom of a can: the QR code, the traceability code below it, and below that the production date and the lot number
home-how = How to query
home-how-find = Find the code
    .text = Mostly on the bottom or the side of the can: the line of digits or letters beside the QR code.
home-how-type = Type it
    .text = Spaces and hyphens may be left out; capitals and small letters are the same.
home-how-compare = Compare with the can
    .text = Production date, expiry date and lot number should be exactly those printed on the can.
home-enterprises = Connected enterprises
home-enterprises-all = See all { $count }

result-title = Answer
result-groups = Groups
result-given-by = Provided by the enterprise
result-missing = Not provided by the enterprise
result-compare = Compare with the print on the can
result-expiry = Good until
result-again = Query another can
result-call = Call { $phone }
result-scans-first = This is the first query of this product.
result-scans = Queries of this product: { $bucket }
result-scans-since = Queries of this product: { $bucket }, first on { $first }
result-read = Read aloud
result-read-stop = Stop reading
result-share = Share as picture
result-share-hint = Press and hold the picture to save or forward it.
result-share-label = Picture of the answer
result-report = Report a problem
result-sampling = Official sampling
result-sampling-failed = Official sampling found a failure in this lot. Please do not use it yet, and ask the enterprise or the shop.
result-sampling-none = There is no sampling result of this lot here. Only some lots are sampled; not being sampled does not mean that something is wrong.
result-sampling-all = See more sampling results
result-sampling-failure = { $parameter }: found { $found }, limit { $limit }
result-sampling-notice = See the notice
way-farm = Where the ingredients are from
way-origin = { $place }: { $materials }
way-checked = Ingredients checked
way-checked-all = { $count ->
    [one] { $count } certificate, passed
   *[other] { $count } certificates, all passed
}
way-checked-some = { $count ->
    [one] { $count } certificate
   *[other] { $count } certificates
}, { $passed } passed
way-made = Made
way-inspected = Inspected before leaving
way-process-wet = Wet process: milk and the other ingredients are mixed as a liquid, sterilised, thickened and then spray-dried to powder.
way-process-dry = Dry process: powders are mixed by the recipe; no water is added.
way-process-wet_dry = Wet and dry process: the main ingredients are mixed as a liquid and dried to powder, then a few powders are mixed in.
way-map-origins = { $count ->
    [one] { $count } origin
   *[other] { $count } origins
}
way-map-plant = Plant
way-map-shop = Shop
share-asked = Queried on
share-maker = Manufacturer
share-check = Please compare with the print on the can.
share-at = Query at { $address }
group-quality = Quality
group-way = Origin
group-goods = Product
group-feeding = Feeding
group-maker = Enterprise
group-proof = Record

notice-heading = Recall notice
notice-level = Level
notice-announced = Announced
notice-lots = Lots
notice-reason = Reason
notice-instructions = What to do
notice-phone = Phone

package-case = Codes in this case
package-pallet = Codes on this pallet
package-more = These are the first { $count }.
package-none = The codes inside are not published yet.
package-lot = Below is one of the lots in it.

change-corrected = Corrected on { $date }, before: { $old }
change-corrected-why = Corrected on { $date } ({ $why }), before: { $old }
change-added = Added on { $date }
change-added-why = Added on { $date } ({ $why })
change-field-name = common name
change-field-brands = brands
change-field-site = plant
change-field-product = product
change-field-site-name = name of the plant
change-field-state = state of the lot
lot-state-draft = draft
lot-state-published = published
lot-state-under_correction = under correction
lot-state-withdrawn = withdrawn
lot-state-archived = archived
result-amended = On { $date } the enterprise amended what it says about this lot: { $what }
proof-published = The enterprise published this lot on { $at } (UTC+8)
proof-complete = Of the 32 items the enterprise has provided { $filled }; of the { $mandatory } mandatory ones, { $given }.
proof-unchanged = Nothing was corrected since.
proof-changed = What was corrected since:
proof-limits = Every correction keeps the old content, the time and the reason. The enterprise provides this information; it cannot prove that the powder in the can was not exchanged.

unfound-typed = You typed
unfound-example = Codes of { $enterprise } look like this
unfound-example-any = The code looks like this
unfound-again = Correct it and query again
unfound-ask-other = Ask { $enterprise }
unfound-choose = Which brand is on the can?
unfound-where = Where is the code?
unfound-where-can = Bottom or side
    .text = The line of digits or letters beside the QR code is the traceability code.
unfound-where-barcode = Not the barcode
    .text = A product’s barcode is the same on all its cans and cannot be traced.
unfound-where-import = Imported products
    .text = Products made and packed abroad are not on this platform.
unfound-place = Where: { $place }
unfound-enterprises = See which enterprises are connected

enterprises-title = Connected enterprises
enterprises-lead = This platform covers infant formula made in China. Products made and packed abroad are not on it.
enterprises-search = Find an enterprise
enterprises-search-hint = Name, brand, pinyin or pinyin initials
enterprises-submit = Find
enterprises-count = { $count ->
    [one] { $count } enterprise
   *[other] { $count } enterprises
}
enterprises-found = { $count ->
    [one] { $count } enterprise found
   *[other] { $count } enterprises found
}
enterprises-none = “{ $name }” was not found. It may not be connected yet, or be an imported product.
enterprises-all = See all enterprises
enterprises-brands = Brands: { $brands }
enterprises-coverage = Covered: { $coverage }
enterprises-sample = sample
enterprises-group = Part of { $group }

how-title = How to use
how-find-title = First: find the code
how-find = The traceability code is mostly printed on the bottom or the side of the can: a line of 6 to 40 digits or letters beside the QR code. It differs from can to can. The barcode is the same for all cans of a product and is not the code.
how-type-title = Second: type it
how-type = Type the code on the first page. Spaces and hyphens may be left out, capitals and small letters are the same. Add the manufacturer if you know it; otherwise the platform finds it.
how-compare-title = Third: compare with the can
how-compare = Compare production date, expiry date, lot number and net content with the print on the can, line by line. They should be exactly the same. If anything differs, do not use it yet and ask the enterprise or the shop.
how-answers-title = What the answers mean
how-answer-good = Found, and nothing to look out for. Please compare with the can.
how-answer-care = Found, but look closer: queried unusually often, past its expiry date, or the enterprise is correcting its information.
how-answer-stop = This lot is being recalled or was withdrawn. Please stop using it and do what the page says.
how-answer-calm = Not found. That does not mean that something is wrong: mostly a character is mistyped; or the enterprise has not delivered it yet, or the product is not on this platform.
how-scans-title = Number of queries
how-scans = Family or shop staff may have queried it too; a few queries mean nothing bad. If there are unusually many, the code may have been copied: compare the can line by line. Opening the answer again counts as well.
how-help-title = Hard to read?
how-help = Choose “Large text” at the top of the page. It stays so when you come back.

privacy-title = Privacy
privacy-account-title = No login
privacy-account = A query needs no account, no name, no phone number and nothing about your baby.
privacy-count-title = Only a number
privacy-count = For each code the platform keeps how often it was queried and when first. It does not record who asked, or where.
privacy-cookie-title = One small setting
privacy-cookie = If you choose “Large text”, the browser keeps this one setting for a year. There is no other identifier, and no script or picture of anybody else.

missing-title = There is no such page
missing-text = The address may be mistyped, or the page has moved.
refused-title = This request cannot be answered
refused-text = Please go back to the first page and query again.
fault-title = No answer just now
fault-text = Something is wrong on our side and we are working on it. Please try again in a few minutes. It has nothing to do with your formula.
fault-home = Back to the first page
