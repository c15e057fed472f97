//! Names of secrets. They are encrypted like the secrets themselves.

/// Bytes a name may have.
pub const MAX_NAME: usize = 255;

/// Why a name cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No character but spaces.
    #[error("the name is empty")]
    Empty,
    /// Longer than [`MAX_NAME`].
    #[error("the name has {bytes} bytes; {MAX_NAME} are possible")]
    Long {
        /// Its bytes.
        bytes: usize,
    },
    /// A line break or another character that does not show.
    #[error("the name has a control character")]
    Control,
    /// Two names that look the same would be two secrets.
    #[error("the name starts or ends with a space")]
    Space,
}

/// Checks the name of a secret.
pub(super) fn check_name(name: &str) -> Result<(), NameError> {
    if name.trim().is_empty() {
        Err(NameError::Empty)
    } else if name.len() > MAX_NAME {
        Err(NameError::Long { bytes: name.len() })
    } else if name.chars().any(char::is_control) {
        Err(NameError::Control)
    } else if name.trim() != name {
        Err(NameError::Space)
    } else {
        Ok(())
    }
}
