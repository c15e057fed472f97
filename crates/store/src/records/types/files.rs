//! Where people work: projects, their files as history sees them, settings and sessions.

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Fields, not_empty};
use crate::records::{
    Index, IndexKey, Invalid, Owned, Record, RecordId, RecordResult, RecordType, Repository, word::open_words,
};

open_words! {
    /// What kind of place a project is in.
    PlaceKind {
        /// A folder of this machine; the address is its path.
        Folder = "folder",
        /// A workspace in a browser; the address is its name there.
        Browser = "browser",
        /// A folder of a host; the address is its URL.
        Host = "host",
    }
}

/// Where a project is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What kind of place.
    pub kind: PlaceKind,
    /// Where, as that kind writes it. A path is absolute, without links.
    pub address: String,
}

impl Place {
    /// A folder of this machine.
    pub fn folder(path: impl Into<String>) -> Self {
        Self { kind: PlaceKind::Folder, address: path.into() }
    }

    fn key(&self) -> IndexKey {
        IndexKey::new().text(self.kind.as_str()).text(&self.address)
    }
}

/// A folder that somebody works in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// The profile it belongs to; `None` for whoever works on this machine.
    #[serde(default)]
    pub owner: Option<RecordId>,
    /// What it is called.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub description: String,
    /// Where it is.
    pub place: Place,
    /// What its owner has set for it; what is shared with others is in the project's own files.
    #[serde(default)]
    pub settings: Fields,
}

impl Project {
    /// By owner (or zeros) and name.
    pub const BY_OWNER: Index<Self> = Index {
        name: "owner",
        unique: false,
        keys: |record| {
            let owner = record.fields.owner.unwrap_or(RecordId([0; 16]));
            vec![IndexKey::of(owner).text(&record.fields.name)]
        },
    };
    /// By place.
    pub const BY_PLACE: Index<Self> =
        Index { name: "place", unique: true, keys: |record| vec![record.fields.place.key()] };

    /// The key of a place in [`Project::BY_PLACE`].
    pub fn place_key(place: &Place) -> IndexKey {
        place.key()
    }
}

impl RecordType for Project {
    const KIND: &'static str = "project";
    const GROUP: &'static str = "records.projects";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_OWNER, Self::BY_PLACE];
    const OWNED: &'static [Owned] = &[Owned::by::<ProjectFile>()];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)?;
        not_empty("place", &self.place.address)
    }
}

impl Repository<Project> {
    /// The project in a place.
    ///
    /// # Errors
    /// As for [`Repository::get`].
    pub fn at(&self, place: &Place) -> RecordResult<Option<Record<Project>>> {
        self.find_one(&Project::BY_PLACE, &place.key())
    }

    /// The same; where there is none yet, one with no owner, called as the last part of its address.
    ///
    /// # Errors
    /// As for [`Repository::get`] and [`Repository::create`].
    pub fn at_or_new(&self, place: &Place) -> RecordResult<Record<Project>> {
        if let Some(record) = self.at(place)? {
            return Ok(record);
        }
        let trimmed = place.address.trim_end_matches(['/', '\\']);
        let last = trimmed.rsplit(['/', '\\']).next().filter(|name| !name.trim().is_empty());
        self.create(Project {
            owner: None,
            name: last.unwrap_or(&place.address).to_owned(),
            description: String::new(),
            place: place.clone(),
            settings: Fields::new(),
        })
    }
}

/// A file of a project, as history sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectFile {
    /// The project.
    pub project: RecordId,
    /// From the project's folder, with `/`.
    pub path: String,
    /// The last part of the path.
    pub name: String,
    /// Hash of its content among the contents; `None` when it is not kept.
    #[serde(default)]
    pub content: Option<String>,
}

impl ProjectFile {
    /// By project and path.
    pub const BY_PATH: Index<Self> = Index {
        name: "path",
        unique: true,
        keys: |record| vec![IndexKey::of(record.fields.project).text(&record.fields.path)],
    };
}

impl RecordType for ProjectFile {
    const KIND: &'static str = "project-file";
    const GROUP: &'static str = Project::GROUP;
    const INDEXES: &'static [Index<Self>] = &[Self::BY_PATH];
    const OWNERS: &'static [Index<Self>] = &[Self::BY_PATH];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("path", &self.path)
    }
}

/// For whom a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// For everybody on this machine.
    Machine,
    /// For a profile.
    Profile(RecordId),
    /// For a project.
    Project(RecordId),
}

/// A setting that the program keeps for itself; those that people write are in their settings file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// For whom.
    pub scope: Scope,
    /// `editor.font_size`.
    pub key: String,
    /// Its value.
    pub value: serde_json::Value,
}

impl Setting {
    /// By scope and key.
    pub const BY_KEY: Index<Self> = Index {
        name: "key",
        unique: true,
        keys: |record| vec![Self::scope_key(record.fields.scope).text(&record.fields.key)],
    };

    /// The first part of a key in [`Setting::BY_KEY`]; the setting's key is the next.
    pub fn scope_key(scope: Scope) -> IndexKey {
        match scope {
            Scope::Machine => IndexKey::new().text("machine"),
            Scope::Profile(id) => IndexKey::new().text("profile").id(id),
            Scope::Project(id) => IndexKey::new().text("project").id(id),
        }
    }
}

impl RecordType for Setting {
    const KIND: &'static str = "setting";
    const GROUP: &'static str = "records.settings";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_KEY];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("key", &self.key)
    }
}

/// What a window looked like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its project; `None` for a window without one.
    #[serde(default)]
    pub project: Option<RecordId>,
    /// The profile that worked in it.
    #[serde(default)]
    pub profile: Option<RecordId>,
    /// What it is called, if it was given a name.
    #[serde(default)]
    pub name: String,
    /// When it was last in front.
    pub used: Timestamp,
    /// Tabs, docks, places in texts: as the workspace writes them.
    pub state: Fields,
}

impl Session {
    /// By project (or zeros) and the time it was used.
    pub const BY_PROJECT: Index<Self> = Index {
        name: "project",
        unique: false,
        keys: |record| {
            let project = record.fields.project.unwrap_or(RecordId([0; 16]));
            vec![IndexKey::of(project).time(record.fields.used)]
        },
    };
}

impl RecordType for Session {
    const KIND: &'static str = "session";
    const GROUP: &'static str = "records.sessions";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_PROJECT];
}
