//! Tests of menus.
