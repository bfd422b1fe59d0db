//! The way of a recall from plan to end.

use jiff::civil::date;

use super::*;
use crate::sample::recall;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_788_220_800 + seconds).unwrap()
}

fn planned() -> Recall {
    Recall { announced_at: None, planned_at: at(0), updated_at: at(0), ..recall() }
}

fn final_report(recall: &Recall) -> RecallReport {
    RecallReport {
        date: crate::calendar::china_day(recall.updated_at),
        recalled: 3,
        disposed: 3,
        note: String::new(),
        is_final: true,
        reported_at: recall.updated_at,
        reported_by: "enterprise 1".to_owned(),
    }
}

#[test]
fn a_recall_goes_from_plan_to_end_step_by_step() {
    let announced = planned().announced(at(10)).unwrap();
    assert_eq!((announced.state(), announced.is_in_force()), (RecallState::Announced, true));
    let started = announced.started(at(20)).unwrap();
    assert_eq!((started.state(), started.is_in_force()), (RecallState::InProgress, true));
    let reported = started.clone().reported(final_report(&started)).unwrap();
    let ended = reported.completed(at(30)).unwrap();
    assert_eq!(
        (ended.state(), ended.is_in_force(), ended.updated_at),
        (RecallState::Completed, false, at(30))
    );
}

#[test]
fn a_report_says_that_a_recall_has_started() {
    let announced = planned().announced(at(10)).unwrap();
    let reported = announced.clone().reported(final_report(&announced)).unwrap();
    assert_eq!((reported.state(), reported.started_at), (RecallState::InProgress, Some(at(10))));
}

#[test]
fn every_step_is_refused_where_it_makes_no_sense() {
    use RecallStep::{Amend, Announce, Complete, Lift, Look, Report, Revise, Start};
    let announced = planned().announced(at(1)).unwrap();
    let started = announced.clone().started(at(2)).unwrap();
    let lifted = announced.clone().lifted(at(3), "误报".to_owned()).unwrap();
    let cases: [(&Recall, &[RecallStep]); 4] = [
        (&planned(), &[Revise, Announce, Lift]),
        (&announced, &[Amend, Start, Report, Complete, Lift, Look]),
        (&started, &[Amend, Report, Complete, Lift, Look]),
        (&lifted, &[]),
    ];
    for (recall, allowed) in cases {
        for step in RecallStep::ALL {
            let state = recall.state();
            let expected = if allowed.contains(step) {
                Ok(())
            } else {
                Err(RecallRefusal::State { state, step: *step })
            };
            assert_eq!(recall.check_step(*step), expected);
        }
    }
}

#[test]
fn a_recall_without_a_target_is_not_announced() {
    let empty = Recall { targets: Vec::new(), ..planned() };
    assert_eq!(empty.announced(at(1)), Err(RecallRefusal::Target(TargetError::None)));
}

#[test]
fn a_recall_is_completed_with_its_final_report_only() {
    let announced = planned().announced(at(1)).unwrap();
    assert_eq!(announced.clone().completed(at(2)), Err(RecallRefusal::NoFinalReport));
    let progress = RecallReport { is_final: false, ..final_report(&announced) };
    let reported = announced.reported(progress).unwrap();
    assert_eq!(reported.completed(at(2)), Err(RecallRefusal::NoFinalReport));
}

#[test]
fn a_drill_is_never_in_force_nor_public_and_ends_without_a_report() {
    let drill = Recall { is_drill: true, ..planned() }.announced(at(1)).unwrap();
    assert!(drill.is_open() && !drill.is_in_force() && !drill.is_public());
    let seen = drill.seen(at(2)).unwrap().seen(at(9)).unwrap();
    assert_eq!(seen.effective_at, Some(at(2)));
    assert_eq!(seen.completed(at(9)).unwrap().state(), RecallState::Completed);
    assert_eq!(planned().announced(at(1)).unwrap().seen(at(2)), Err(RecallRefusal::NoDrill));
}

#[test]
fn what_is_lifted_says_why() {
    let lifted = planned().announced(at(1)).unwrap().lifted(at(2), "误报".to_owned()).unwrap();
    assert_eq!((lifted.state(), lifted.lifted_why.as_deref()), (RecallState::Lifted, Some("误报")));
}

#[test]
fn only_changes_after_the_notice_are_amendments() {
    let written = Amended { at: at(1), who: "operator".to_owned(), why: String::new() };
    let lot = |number: &str| RecallTarget::Lot(LotNumber::parse(number).unwrap());
    let recall = planned().with_targets(vec![lot("A")], &written).unwrap().announced(at(2)).unwrap();
    assert_eq!(recall.amendments(), []);
    let later = Amended { at: at(3), why: "新增".to_owned(), ..written };
    let amended = recall.amended(vec![lot("B")], &[lot("A")], &later).unwrap();
    let told = amended.amendments();
    assert_eq!((told.len(), told[0].why, told[0].added.len(), told[0].removed.len()), (1, "新增", 1, 1));
    assert_eq!(amended.lots().map(LotNumber::as_str).collect::<Vec<_>>(), ["B"]);
}

#[test]
fn a_clock_that_runs_behind_does_not_take_a_change_back() {
    let announced = planned().announced(at(10)).unwrap();
    assert_eq!(announced.started(at(5)).unwrap().updated_at, at(10));
    assert_eq!(date(2026, 9, 1), crate::calendar::china_day(at(0)));
}
