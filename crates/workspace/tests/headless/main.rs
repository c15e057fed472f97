//! The workspace as its faces use it: commands in, snapshots and effects out, over files in memory and a clock that
//! stands still. One module a feature.

mod harness;

mod disk;
mod editing;
mod find;
mod large;
mod opening;
mod saving;
mod sessions;
mod tabs;
mod views;
