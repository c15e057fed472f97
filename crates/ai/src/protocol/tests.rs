//! The protocols against recorded traffic: every row of the services whose protocols are spoken here, whole, split
//! and cut at every byte. Where there is no corpus these say so and pass.

mod encoding;
mod garbage;
mod recorded;
mod rows;
