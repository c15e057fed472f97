//! In the browser tree-sitter's parser and language may not leave their thread, and jobs never do: they run in slices
//! between frames. This says so to the compiler, and checks it while running.

use send_wrapper::SendWrapper;

/// A value that stays on the thread that made it.
pub(crate) type OneThread<T> = SendWrapper<T>;

/// Keeps a value on this thread.
pub(crate) fn one_thread<T>(value: T) -> OneThread<T> {
    SendWrapper::new(value)
}
