//! A record and its bytes: JSON, `{"id": …, "kind": "project", "schema": [1, 0], "created": …, "updated": …,
//! "fields": {…}}`, times in milliseconds since 1970. Readable without this program, on purpose.

use std::fmt;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Index, Owned, RecordId,
    error::{Invalid, RecordError, RecordResult},
    remainder::Remainder,
};

/// The version of what a record says. A new field with a default is a new minor version, anything that an older
/// program would misread a new major one, with a [`Migration`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Schema(pub u32, pub u32);

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// Changes the fields of a record from one major version to the next; `Err` says why it cannot.
pub type Migration = fn(&mut Map<String, Value>) -> Result<(), String>;

/// A type of record. Its fields have `#[serde(default)]` where a minor version has added them, and no
/// `skip_serializing`: what is not written is taken for unknown and kept.
pub trait RecordType:
    Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// What it is called, within its group and to people: `project`.
    const KIND: &'static str;
    /// The namespace in the store. What belongs to a record is in the same one, so that both go in one step.
    const GROUP: &'static str;
    /// What this version writes.
    const SCHEMA: Schema = Schema(1, 0);
    /// The first goes from major version 1 to 2, and so on up to [`RecordType::SCHEMA`].
    const MIGRATIONS: &'static [Migration] = &[];
    /// The ways to find it.
    const INDEXES: &'static [Index<Self>] = &[];
    /// Those of the indexes whose keys begin with the id of what it belongs to.
    const OWNERS: &'static [Index<Self>] = &[];
    /// What belongs to it and is deleted with it.
    const OWNED: &'static [Owned] = &[];

    /// What is wrong with it, looked at before it is written.
    ///
    /// # Errors
    /// The first field that cannot be kept.
    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<T> {
    /// Its id, for good.
    pub id: RecordId,
    /// When it was first written.
    pub created: Timestamp,
    /// When it was last written.
    pub updated: Timestamp,
    /// Of what was last written, or of this version if that is newer.
    pub schema: Schema,
    /// What it says.
    pub fields: T,
    pub(super) unknown: Remainder,
}

impl<T: RecordType> Record<T> {
    /// A record that is not in the store yet.
    pub(super) fn new(id: RecordId, now: Timestamp, fields: T) -> Self {
        let unknown = Remainder::Nothing;
        Self { id, created: now, updated: now, schema: T::SCHEMA, fields, unknown }
    }

    /// The record in `bytes`, which are kept under `id`; and whether it was migrated.
    pub(super) fn decode(id: RecordId, bytes: &[u8]) -> RecordResult<(Self, bool)> {
        let damaged = |reason: String| RecordError::Damaged { kind: T::KIND, id, reason };
        let value: Value = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        let Value::Object(mut envelope) = value else { return Err(damaged("it is no object".into())) };
        let schema = field::<Schema>(&envelope, "schema").map_err(damaged)?;
        if schema.0 > T::SCHEMA.0 {
            return Err(RecordError::Newer { kind: T::KIND, id, found: schema, known: T::SCHEMA });
        }
        let kind = field::<String>(&envelope, "kind").map_err(damaged)?;
        let own = field::<RecordId>(&envelope, "id").map_err(damaged)?;
        if kind != T::KIND || own != id {
            return Err(damaged(format!("it is the {kind} {own}")));
        }
        let created = field(&envelope, "created").map_err(damaged)?;
        let updated = field(&envelope, "updated").map_err(damaged)?;
        let Some(Value::Object(mut fields)) = envelope.remove("fields") else {
            return Err(damaged("it has no fields".into()));
        };
        migrate::<T>(schema.0, &mut fields).map_err(damaged)?;
        let migrated = schema.0 < T::SCHEMA.0;
        let read = Value::Object(fields);
        let fields = T::deserialize(&read).map_err(|error| damaged(error.to_string()))?;
        let known = serde_json::to_value(&fields).map_err(|error| damaged(error.to_string()))?;
        let unknown = Remainder::of(&read, &known);
        let schema = if migrated { T::SCHEMA } else { schema.max(T::SCHEMA) };
        Ok((Self { id, created, updated, schema, fields, unknown }, migrated))
    }

    /// The bytes to keep.
    pub(super) fn encode(&self) -> RecordResult<Vec<u8>> {
        let invalid = |field, reason| RecordError::Invalid { kind: T::KIND, field, reason };
        self.fields.check().map_err(|Invalid { field, reason }| invalid(field, reason))?;
        let wrong = |error: serde_json::Error| invalid("a field", format!("cannot be written: {error}"));
        let mut fields = serde_json::to_value(&self.fields).map_err(wrong)?;
        // A number that JSON has no way to write would be lost, and with it the record.
        let read_back = T::deserialize(&fields);
        if !read_back.is_ok_and(|read| read == self.fields) {
            return Err(invalid("a field", "would not be read back as it is".into()));
        }
        self.unknown.put_back(&mut fields);
        let envelope = serde_json::json!({
            "id": self.id,
            "kind": T::KIND,
            "schema": self.schema,
            "created": self.created,
            "updated": self.updated,
            "fields": fields,
        });
        serde_json::to_vec(&envelope).map_err(wrong)
    }
}

fn field<V: DeserializeOwned>(envelope: &Map<String, Value>, name: &str) -> Result<V, String> {
    let value = envelope.get(name).ok_or_else(|| format!("it has no {name}"))?;
    V::deserialize(value).map_err(|error| format!("its {name} is wrong: {error}"))
}

fn migrate<T: RecordType>(found: u32, fields: &mut Map<String, Value>) -> Result<(), String> {
    for version in found..T::SCHEMA.0 {
        let step = usize::try_from(version).ok().and_then(|version| version.checked_sub(1));
        let migration = step.and_then(|step| T::MIGRATIONS.get(step));
        let migration = migration.ok_or_else(|| format!("nothing leads on from schema {version}"))?;
        migration(fields).map_err(|reason| format!("schema {version} could not be brought on: {reason}"))?;
    }
    Ok(())
}
