//! A change set whose answer is still coming: planned again and again with what came, at most a few times a second and
//! never twice at once.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_text::Text;

use crate::ai::{ChangeOrigin, ChangeState};
use crate::ids::ChangeSetId;
use crate::workspace::Workspace;

/// Between two looks at what came.
const EVERY: Duration = Duration::from_millis(300);

/// What came of an answer.
pub(crate) struct Stream {
    answer: Arc<str>,
    pub seen: Vec<(String, Text)>,
    /// When it is planned next, on the monotonic clock.
    pub due: Option<Duration>,
}

impl Workspace {
    /// Begins the change set of an answer that is to come. [`Workspace::changes_stream`] says what came of it,
    /// [`Workspace::changes_finish`] that it is whole. `None` without a project.
    #[cfg_attr(not(test), expect(dead_code, reason = "conversations will use it"))]
    pub(crate) fn changes_begin(
        &mut self,
        seen: Vec<(String, Text)>,
        origin: ChangeOrigin,
    ) -> Option<ChangeSetId> {
        let id = self.changes_new(origin)?;
        let set = self.ai.changes.set_mut(id)?;
        set.stream = Some(Stream { answer: Arc::from(""), seen, due: None });
        Some(id)
    }

    /// All that came of the answer of a change set so far.
    #[cfg_attr(not(test), expect(dead_code, reason = "conversations will use it"))]
    pub(crate) fn changes_stream(&mut self, id: ChangeSetId, answer: &str) {
        let now = self.platform.clock.elapsed();
        let Some(stream) = self.ai.changes.set_mut(id).and_then(|set| set.stream.as_mut()) else { return };
        // Only whole lines are read: nothing new, nothing to do.
        let lines = |text: &str| text.rfind('\n').map_or(0, |at| at + 1);
        if lines(answer) == lines(&stream.answer) && !stream.answer.is_empty() {
            return;
        }
        stream.answer = Arc::from(answer);
        stream.due = stream.due.or(Some(now + EVERY));
    }

    /// The answer of a change set is whole, or ends here. `None` when there are no edits in it: then the set is gone.
    #[cfg_attr(not(test), expect(dead_code, reason = "conversations will use it"))]
    pub(crate) fn changes_finish(&mut self, id: ChangeSetId, answer: &str) -> Option<ChangeSetId> {
        let seen = self.ai.changes.set_mut(id)?.stream.take()?.seen;
        self.changes_plan(id, Arc::from(answer), seen, false);
        self.ai.changes.set_mut(id).map(|set| set.id)
    }

    /// Plans what came.
    pub(super) fn changes_stream_tick(&mut self, now: Duration) {
        let due: Vec<ChangeSetId> = self
            .ai
            .changes
            .sets
            .iter()
            .filter(|set| set.planning.as_ref().is_none_or(justbuilt_base::TaskHandle::is_finished))
            .filter(|set| set.stream.as_ref().and_then(|stream| stream.due).is_some_and(|due| due <= now))
            .map(|set| set.id)
            .collect();
        for id in due {
            let Some(set) = self.ai.changes.set_mut(id) else { continue };
            let Some(stream) = &mut set.stream else { continue };
            stream.due = None;
            let (answer, seen) = (Arc::clone(&stream.answer), stream.seen.clone());
            set.state = ChangeState::Planning;
            self.changes_plan(id, answer, seen, true);
        }
    }
}
