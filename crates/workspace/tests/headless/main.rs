//! The workspace as its faces use it: commands in, snapshots and effects out, over files in memory and a clock that
//! stands still. One module a feature.

#[cfg(test)]
mod harness;

#[cfg(test)]
mod disk;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod find;
#[cfg(test)]
mod large;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod saving;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod tabs;
#[cfg(test)]
mod views;
