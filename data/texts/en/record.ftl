# record: the words of values, the headings of their tables, the titles of documents

item-group-product = Product
item-group-consumer = For the consumer
item-group-enterprise = Enterprise
item-group-quality = Quality
item-group-circulation = Circulation

stage-infant = infant formula
stage-older_infant = older infant formula
stage-young_child = young child formula
base-milk_based = milk-based
base-soy_based = soy-based
process-wet = wet process
process-dry = dry process
process-wet_dry = wet and dry process
conclusion-pass = passed
conclusion-fail = failed
step-shipping = shipped
step-receiving = received
step-retail_selling = sold at retail
carrier-outer = outer code
carrier-inner = inner code
carrier-case = case code
carrier-pallet = pallet code
recall-level-1 = level 1 recall
recall-level-2 = level 2 recall
recall-level-3 = level 3 recall
coverage-in-shelf-life = products within their shelf life
coverage-since = products made from { $date } on

separator-comma = {", "}
separator-semicolon = {"; "}
value-named = { $name }: { $value }
value-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
value-age = { $from }–{ $to } months
value-age-open = from { $from } months on
value-valid-to = valid to { $date }
value-valid-from-to = valid from { $from } to { $to }
value-number = no. { $number }
value-report-number = report no. { $number }
value-lot = lot { $lot }

column-nutrient = nutrient
column-unit = unit
column-per-100-kj = per 100 kJ
column-per-100-g = per 100 g
column-per-100-ml = per 100 mL
column-material = raw material
column-material-lot = material lot
column-origin = origin
column-certificate-number = certificate
column-certificate-date = date
column-conclusion = result
column-date = date
column-step = step
column-place = place
column-party = party

document-inspection-report = Inspection report { $number } · { $date }
document-raw-material = Certificate of { $material } { $number } · { $date }
document-integrity-certificate = Integrity certificate { $number }

milestone-raw-materials = Raw materials accepted
milestone-produced = Produced ({ $process })
milestone-inspected-pass = Inspected and passed
milestone-inspected-fail = Inspected and failed
