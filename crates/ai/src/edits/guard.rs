//! guard placeholder
