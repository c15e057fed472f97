//! What the browser needs and a native build does not: here tree-sitter's types go to any thread as they are.

/// A value that stays on the thread that made it, where threads are told apart by the browser build only.
pub(crate) type OneThread<T> = T;

/// Keeps a value on this thread, where that is asked for.
pub(crate) fn one_thread<T>(value: T) -> OneThread<T> {
    value
}
