//! JSON Lines: one object a line, `{"table": "lots", "lot_number": "…"}`, columns by their ids.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufReader, Read};
use std::sync::Arc;

use rusu_core::limits::{FILE_COLUMNS_MAX, ROW_BYTES_MAX};
use rusu_core::rejection::{Finding, Place};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::Stop;
use crate::bounded::read_line;
use crate::cell::{Cell, trimmed};
use crate::columns::{COLUMNS_MAX, TABLES, table};
use crate::session::{Session, Sheet};

const TABLE_FIELD: &str = "table";

/// Decodes JSON Lines.
///
/// # Errors
/// [`Stop`].
pub(crate) fn decode(source: &mut dyn Read, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let mut reader = BufReader::with_capacity(64 * 1024, source);
    let mut line = Vec::new();
    let mut place = Place::file(name);
    let mut sheets: Vec<Sheet> = TABLES.iter().map(|table| Sheet::by_ids(table, &place)).collect();
    for number in 1.. {
        place.row = Some(number);
        let bytes = match read_line(&mut reader, &mut line, ROW_BYTES_MAX) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => break,
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                session.reject(place, Finding::error("row_too_long", "").with("limit", ROW_BYTES_MAX));
                break;
            }
            Err(_) => return Err(Stop::Unreadable),
        };
        let bytes = if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        let Ok(text) = std::str::from_utf8(bytes) else {
            session
                .reject(place.clone(), Finding::error("json_utf8", String::from_utf8_lossy(excerpt(bytes))));
            continue;
        };
        if number == 1 && text.trim_start().starts_with('[') {
            session.reject_file(name, "json_array");
            break;
        }
        if !trimmed(text).is_empty() {
            decode_line(text, &place, &mut sheets, session)?;
        }
    }
    Ok(())
}

fn decode_line(
    text: &str,
    place: &Place,
    sheets: &mut [Sheet],
    session: &mut Session<'_>,
) -> Result<(), Stop> {
    let Fields(fields) = match serde_json::from_str(text) {
        Ok(fields) => fields,
        Err(error) => {
            let finding = Finding::error("json_form", String::from_utf8_lossy(excerpt(text.as_bytes())));
            session.reject(place.clone(), finding.with("position", error.column()));
            return Ok(());
        }
    };
    let named = fields.iter().find(|(field, _)| field == TABLE_FIELD).map(|(_, value)| value);
    let Some(Value::Text(table_id)) = named else {
        session.reject(place.column(TABLE_FIELD), Finding::error("json_table_missing", ""));
        return Ok(());
    };
    let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.table().id == *table_id) else {
        session.reject(place.column(TABLE_FIELD), Finding::error("json_table_unknown", table_id.as_ref()));
        return Ok(());
    };
    let mut seen = [false; COLUMNS_MAX];
    let mut before = Vec::new();
    for (field, value) in &fields {
        if field == TABLE_FIELD {
            continue;
        }
        let slot = sheet.table().position(field).and_then(|position| seen.get_mut(position));
        let rule = match slot {
            None => "json_field_unknown",
            Some(true) => "json_field_twice",
            Some(slot) => {
                *slot = true;
                continue;
            }
        };
        let finding = Finding::error(rule, value.cell().shown()).with("field", field);
        before.push((Some(Arc::from(field.as_ref())), finding));
    }
    let cells =
        fields.iter().filter_map(|(field, value)| Some((sheet_position(table_id, field)?, value.cell())));
    let number = place.row.unwrap_or_default();
    Ok(sheet.row(number, cells, before, session)?)
}

fn sheet_position(table_id: &str, field: &str) -> Option<usize> {
    table(table_id)?.position(field)
}

fn excerpt(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii().get(..120).unwrap_or(bytes.trim_ascii())
}

/// The fields of one object, in order, repeated ones included.
struct Fields<'de>(Vec<(Cow<'de, str>, Value<'de>)>);

/// A field's value, as far as a table has a use for it.
enum Value<'de> {
    Null,
    Text(Cow<'de, str>),
    Integer(i64),
    /// Rule and how it looks.
    Refused(&'static str, String),
}

impl Value<'_> {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Empty,
            Self::Text(text) => Cell::Text(text),
            Self::Integer(number) => Cell::Integer(*number),
            Self::Refused(rule, shown) => Cell::Refused(rule, shown),
        }
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some(Name(name)) = map.next_key()? {
                    if fields.len() == FILE_COLUMNS_MAX {
                        return Err(de::Error::custom("too many fields"));
                    }
                    fields.push((name, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Text(name) => Ok(Self(name)),
            _ => Err(de::Error::custom("a field's name is a text")),
        }
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        let refused = || Value::Refused("json_number", number.to_string());
        Ok(i64::try_from(number).map_or_else(|_| refused(), Value::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Refused("json_number", number.to_string()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Refused("json_value", value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value<'de>, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Refused("json_value", "[…]".to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value<'de>, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Refused("json_value", "{…}".to_owned()))
    }
}
