# recalls: states, what a notice tells, refusals, commands

recall-state-planned = not announced yet
recall-state-announced = announced
recall-state-in_progress = in progress
recall-state-completed = completed
recall-state-lifted = lifted

recalls-feed = Recalls of infant formula
recalls-codes = { $count ->
        [one] one code
       *[other] { $count } codes
    }
recalls-codes-name = Codes
recalls-target-lot = lot { $lot }
recalls-target-range = { $first } to { $last }
recalls-target-range-lot = { $first } to { $last } of lot { $lot }
recalls-target-code = code { $code }
recalls-amendments = Changes of the notice
recalls-amended-added = { $date } added: { $added }. Reason: { $why }.
recalls-amended-removed = { $date } taken out: { $removed }. Reason: { $why }.
recalls-amended-both = { $date } added: { $added }; taken out: { $removed }. Reason: { $why }.
recalls-product = Product
recalls-produced = produced { $dates }
recalls-regions = Sold in
recalls-progress = Progress
recalls-progress-text = By { $date }, { $recalled } cans have come back and { $disposed } have been disposed of.
recalls-deadline = Deadline
recalls-finish = The enterprise must finish the recall by { $date }.
recalls-finish-provisional = The enterprise must finish the recall by about { $date }; holidays that are not announced yet may move the day.
recalls-lifted-why = Lifted. Reason: { $why }
recalls-part = Some cans of lot { $lot } are being recalled
recalls-part-text = Please look up the code on the can: the answer says whether this one is among them.

recall-unknown-lot = Lot { $lot } has not been delivered to the platform. The notice is valid all the same; please check the number.
recall-unknown-range = None of the codes from { $first } on has been delivered. The notice is valid all the same; please check.
recall-unknown-codes = { $count } of the codes listed (the list begins with { $first }) have not been delivered. The notice is valid all the same; please check.

problem-recall_state = This cannot be done with the recall now
    .detail = { $state ->
        [planned] The recall is not announced yet (planned), which does not allow this step ({ $step }).
        [announced] The recall is announced (announced), which does not allow this step ({ $step }).
        [in_progress] The recall is in progress (in_progress), which does not allow this step ({ $step }).
        [completed] The recall is completed and cannot be changed any more.
        [lifted] The recall was lifted and cannot be changed any more.
        [unreported] There is no final report. Send a report with is_final true, then complete the recall.
       *[real] This is no drill, and only a drill can be looked up so.
    }
problem-recall_changed = Somebody else has just changed the recall
    .detail = Recall { $id } was changed while you were changing it. Please read it again, then send your change.
problem-recall_targets_missing = Nothing is recalled
    .detail = A recall needs at least one lot, range or code, and a list of codes must not be empty. To end a recall, lift or complete it.
problem-recall_targets_limit = Too many entries
    .detail = A recall has at most { $limit } entries, those taken out included. Please name whole lots or ranges.
problem-recall_codes_limit = Too many single codes
    .detail = A recall lists at most { $limit } codes one by one, those taken out included. Please name whole lots or ranges.
problem-recall_target_twice = An entry is in the list already
    .detail = Entry { $position } of those to add is in the recall's list already.
problem-recall_target_unknown = An entry is not in the list
    .detail = Entry { $position } of those to take out is not in the recall's list. Please give it as it stands there.
problem-recall_reports_limit = Too many reports
    .detail = A recall has at most { $limit } reports.
problem-recall_figures = The report's numbers or its day cannot be right
    .detail = { $kind ->
        [disposed] { $given } cans were disposed of, but only { $bound } came back.
        [backwards] { $given } is less than the { $bound } of the report before. Numbers count from the notice on.
       *[day] The day { $given } is not within { $bound }.
    }
problem-recall_check_limit = Too many at once
    .detail = A check takes at most { $limit } items. Please send several.

command-recall-planned = Recall { $id } is written down, not announced.
command-recall-state = Recall { $id }: { $state }
command-recall-none = There is no recall.
command-recall-drill = drill
command-recall-drill-announced = Drill { $id } has begun; nobody outside sees it.
command-recall-drill-effect = From the notice to a look-up that tells it: { $ms } ms
command-recall-drill-none = No look-up told of the drill within { $seconds } s.
command-recall-drill-targets = Targets known: { $known } / { $all }
command-recall-drill-units = Cans: { $units }
command-recall-drill-missing = Unknown to the platform: { $missing }
command-recall-drill-plan = Missing in the plan: { $fields }
command-recall-unknown-units = cannot be counted
