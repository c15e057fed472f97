//! The workspace as its faces use it: commands in, snapshots and effects out, over files in memory and a clock that
//! stands still. One module a feature.

#[cfg(test)]
mod harness;

#[cfg(test)]
mod abilities;
#[cfg(test)]
mod ai;
mod configuration;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod explorer;
#[cfg(test)]
mod find;
#[cfg(test)]
mod finder;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod large;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod saving;
#[cfg(test)]
mod searching;
#[cfg(test)]
mod sessions;
mod sketches;
#[cfg(test)]
mod tabs;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod views;
