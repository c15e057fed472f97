//! Whether a file may be read or written. Both the path that was asked for and the one it really leads to must be
//! allowed, so that no link opens what a rule closes.

use super::{Glob, Guard, Real, Refusal, Resolver, path::normalise};

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Read it.
    Read,
    /// Write, rename or delete it.
    Write,
}

/// Yes, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The path to use, from the root of the project, with `/`, links followed. Use this one and not the one that was
    /// asked for, and do not follow links again.
    pub path: String,
}

/// Folders that nobody writes, and what is in them.
const CLOSED: [&str; 2] = [".git", ".justbuilt"];

impl Guard {
    /// Whether a file may be read or written.
    ///
    /// # Errors
    /// The refusal.
    pub fn file(&self, access: Access, path: &str, resolver: &dyn Resolver) -> Result<Allowed, Refusal> {
        let asked = normalise(path)?;
        self.permits(access, &asked)?;
        let (real, names) = match resolver.resolve(&asked) {
            Real::Inside { path, names } => (path, names),
            Real::Outside => return Err(Refusal::new(path, "leads out of the project through a link")),
            Real::Unknown(why) => {
                return Err(Refusal::new(path, format!("it cannot be told where it leads: {why}")));
            }
        };
        if real.is_empty() {
            return Err(Refusal::new(path, "leads to the project itself, not to a file in it"));
        }
        if real != asked {
            // What is on the disk may have a name that a request may not have; then it is refused as well.
            let real = normalise(&real)?;
            self.permits(access, &real)?;
        }
        if access == Access::Write && names > 1 {
            let why =
                "the file has several names (hard links), and one of them may lie outside: copy it first";
            return Err(Refusal::new(path, why));
        }
        Ok(Allowed { path: real })
    }

    /// By the rules alone, without a look at links.
    fn permits(&self, access: Access, path: &str) -> Result<(), Refusal> {
        let closed = |name: &str| CLOSED.iter().any(|one| super::glob::fold(name) == *one);
        if access == Access::Write && path.split('/').any(closed) {
            return Err(Refusal::new(path, "nobody writes below .git and .justbuilt but the user"));
        }
        if self.deny.iter().any(|glob| glob.covers(path)) {
            return Err(Refusal::new(path, "the rights deny this file"));
        }
        let rules = match access {
            Access::Read => &self.read,
            Access::Write => &self.write,
        };
        let taken = rules.iter().any(|(allow, glob)| !allow && glob.covers(path));
        let given = |(allow, glob): &(bool, Glob)| *allow && glob.matches(path, self.any_case);
        if taken || !rules.iter().any(given) {
            let what = if access == Access::Read { "read" } else { "write" };
            return Err(Refusal::new(path, format!("this persona has no right to {what} this file")));
        }
        self.within.as_ref().map_or(Ok(()), |outer| outer.permits(access, path))
    }
}
