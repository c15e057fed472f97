//! The window: shell, panels, wiring.
