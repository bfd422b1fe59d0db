//! Strata as files.

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;

use super::*;

fn key(text: &str) -> Key {
    Key::of(&TraceCode::parse(text).unwrap())
}

fn stratum(directory: &Path, texts: &[&str]) -> Stratum {
    let entry = Entry { part: PartNo(1), carrier: Carrier::Outer, parent: None };
    let mut keys: Vec<Key> = texts.iter().map(|text| key(text)).collect();
    keys.sort_unstable();
    let path = directory.join("1.stratum");
    let mut writer = StratumWriter::create(&path, EnterpriseId(7), None).unwrap();
    keys.iter().for_each(|key| writer.piece(Piece::point(*key, entry)).unwrap());
    let written = writer.finish().unwrap();
    Stratum::fresh(&written.path, written.filter).unwrap()
}

#[test]
fn a_code_with_a_tail_is_found_whatever_stands_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    let texts = [
        "RS6WRKUQRJSXQJ6FS5U7ZQVL7",
        "AOV0AV6YBBYDTF7UG39PJ4B48MUPN0L1UG394571",
        "BBBBBB",
        "ZZZZZZ",
        "0127523143972845344901241291054111115473",
        "1360268235163632245306101611897182889880",
    ];
    let stratum = stratum(directory.path(), &texts);
    for text in texts {
        let key = key(text);
        assert!(stratum.may_have_point(key.hash()), "{text}");
        assert!(
            stratum.find(&key, key.hash()).unwrap().is_some(),
            "{text} {:?}",
            stratum.area_of_points().candidates(&key)
        );
    }
}
