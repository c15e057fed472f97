//! What was changed: since the last commit where the project is in a git repository, with what is not saved yet; else
//! since the project was opened, as the history knows it. Read in the background; which of them it was is said.

use std::path::Path;

use justbuilt_base::Timestamp;
use justbuilt_timeline::{Moment, Timeline};
use justbuilt_vcs::{Repository, Unsaved, VcsError, Wish};

use super::reading::{MOST_BYTES, between, push_diff};
use super::sources::Sources;

/// Commits whose subjects show the tone of a project.
const SUBJECTS: usize = 12;

/// What was changed, as a unified difference, and since when in words.
pub(super) fn changes(sources: &Sources) -> Result<(String, String), String> {
    match since_commit(sources) {
        Ok(Some(changes)) => told(changes),
        Ok(None) => told(since_opened(sources)?),
        Err(error) => {
            log::warn!("{error}");
            let (text, since) = since_opened(sources)?;
            told((text, format!("{since} ({error})")))
        }
    }
}

fn told((text, since): (String, String)) -> Result<(String, String), String> {
    if text.is_empty() { Err(format!("there are no {since}")) } else { Ok((text, since)) }
}

/// Subjects of the last commits, one a line; `None` where there are none.
pub(super) fn subjects(sources: &Sources) -> Option<String> {
    let repository = repository(sources).ok()??;
    let subjects = repository.subjects(SUBJECTS).ok()?.join("\n");
    (!subjects.is_empty()).then_some(subjects)
}

fn repository(sources: &Sources) -> Result<Option<Box<dyn Repository>>, VcsError> {
    sources.root.as_deref().map_or(Ok(None), |root| sources.vcs.open(root))
}

/// `None` where there is no repository.
fn since_commit(sources: &Sources) -> Result<Option<(String, String)>, VcsError> {
    let (Some(root), Some(repository)) = (&sources.root, repository(sources)?) else { return Ok(None) };
    let since = match repository.head()? {
        None => "changes before the first commit".to_owned(),
        Some(head) => {
            let branch = head.branch.as_ref().map(|branch| format!(" on {branch}")).unwrap_or_default();
            format!("changes since the last commit ({}{branch})", head.short())
        }
    };
    let unsaved: Unsaved = sources
        .open
        .iter()
        .filter(|open| open.saved.is_some())
        .filter_map(|open| Some((open.path.strip_prefix(root).ok()?.to_owned(), open.text.to_string())))
        .collect();
    let scanner = sources.shared.scanner();
    let kept_out = |path: &Path| match &scanner {
        Some(scanner) => {
            scanner.kept_out().why(&path.to_string_lossy().replace('\\', "/")).map(str::to_owned)
        }
        None => Some("secrets cannot be looked for".to_owned()),
    };
    let wish = Wish { unsaved: &unsaved, kept_out: &kept_out, most: MOST_BYTES, cancel: &sources.cancel };
    let diff = justbuilt_vcs::diff(&*repository, &wish)?;
    Ok(Some((diff.text, since)))
}

/// The history knows what was changed since the project was opened; without one, texts that are not saved are compared
/// with their files.
fn since_opened(sources: &Sources) -> Result<(String, String), String> {
    let history = sources.history.as_ref().and_then(|recorder| {
        // What was typed a moment ago may still be on its way.
        recorder.drain();
        recorder.timeline()
    });
    let (text, since) = match history {
        Some(timeline) => {
            let from = start(timeline, sources.began).map_err(|error| error.to_string())?;
            (between(timeline, from, timeline.now())?, "changes since the project was opened")
        }
        None => {
            let mut out = String::new();
            for open in sources.open.iter() {
                if let Some(saved) = &open.saved {
                    push_diff(
                        &mut out,
                        (&open.source, &saved.to_string()),
                        (&open.source, &open.text.to_string()),
                    );
                }
            }
            (out, "changes that are not saved")
        }
    };
    Ok((text, since.to_owned()))
}

fn start(timeline: &Timeline, began: Timestamp) -> justbuilt_timeline::HistoryResult<Moment> {
    timeline.moment_at_time(timeline.active_branch(), began)
}
