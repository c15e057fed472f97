//! The editor without a face: documents, tabs, project, search, commands, settings, sessions.
