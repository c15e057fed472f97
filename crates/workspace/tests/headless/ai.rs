//! AI colleagues over a network that plays scripts.

mod chat;
