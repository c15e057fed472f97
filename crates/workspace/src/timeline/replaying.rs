//! Replays: the moment that is shown moves by itself, so many times as fast as things happened. Pauses are cut short.
//! Driven by deadlines: the next moment is due when the one before it is shown, and standing still costs nothing.

use std::ops::Range;
use std::time::Duration;

use justbuilt_base::Timestamp;
use justbuilt_timeline::BranchId;

use super::seeking::Target;
use super::snapshot::ReplayState;
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// Between two moments that are shown.
const FRAME: Duration = Duration::from_millis(33);
/// The longest that nothing happens.
const PAUSE: Duration = Duration::from_millis(600);
/// Speeds that are of any use.
const SPEEDS: std::ops::RangeInclusive<f32> = 0.1..=100_000.0;

/// A replay.
pub(super) struct Replay {
    /// How far it has come.
    at: Timestamp,
    range: Range<Timestamp>,
    speed: f32,
    playing: bool,
    /// When it goes on, on the monotonic clock; `None` while a moment is looked up or it stands still.
    due: Option<Duration>,
    /// When it was shown last, on the monotonic clock.
    shown: Duration,
}

fn usable(speed: f32) -> f32 {
    if speed.is_finite() { speed.clamp(*SPEEDS.start(), *SPEEDS.end()) } else { 1.0 }
}

impl Workspace {
    pub(super) fn timeline_replay(
        &mut self,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        speed: f32,
    ) -> CommandResult {
        let history = self.timeline.history().ok_or(CommandError::NotNow("nothing is recorded"))?;
        let shown = self.timeline.view.past().and_then(|past| past.time);
        let first = self.timeline.view.span.as_ref().map(|span| span.start);
        let begin = || history.branch_info(BranchId::MAIN).map_or(Timestamp(0), |branch| branch.created);
        let start = from.or(shown).or(first).unwrap_or_else(begin);
        let end = to.unwrap_or_else(|| history.last_time()).max(start);
        let (range, speed) = (start..end, usable(speed));
        let now = self.platform.clock.elapsed();
        self.timeline.replay = Some(Replay { at: start, range, speed, playing: true, due: None, shown: now });
        self.timeline_show_replay();
        self.timeline_seek(Target::Replay(start))
    }

    pub(super) fn timeline_play(&mut self, playing: bool) -> CommandResult {
        let now = self.platform.clock.elapsed();
        let replay = self.timeline.replay.as_mut().ok_or(CommandError::NotNow("nothing is replayed"))?;
        replay.playing = playing;
        replay.shown = now;
        replay.due = playing.then_some(now);
        self.timeline_show_replay();
        Ok(())
    }

    pub(super) fn timeline_play_speed(&mut self, speed: f32) -> CommandResult {
        let now = self.platform.clock.elapsed();
        let replay = self.timeline.replay.as_mut().ok_or(CommandError::NotNow("nothing is replayed"))?;
        replay.speed = usable(speed);
        if replay.playing && replay.due.is_some() {
            replay.due = Some(now);
        }
        self.timeline_show_replay();
        Ok(())
    }

    /// Ends the replay; the moment stays.
    pub(super) fn timeline_replay_stop(&mut self) {
        if self.timeline.replay.take().is_some() {
            self.timeline_show_replay();
        }
    }

    fn timeline_show_replay(&mut self) {
        self.timeline.view.replay = self.timeline.replay.as_ref().map(|replay| ReplayState {
            playing: replay.playing,
            speed: replay.speed,
            range: replay.range.clone(),
        });
        self.timeline.touch();
        self.touch();
    }

    /// When the replay goes on.
    pub(super) fn timeline_replay_due(&self) -> Option<Duration> {
        self.timeline.replay.as_ref().filter(|replay| replay.playing)?.due
    }

    pub(super) fn timeline_replay_tick(&mut self, now: Duration) {
        if self.timeline_replay_due().is_none_or(|due| due > now) {
            return;
        }
        let Some(replay) = &mut self.timeline.replay else { return };
        let passed = now.saturating_sub(replay.shown).min(PAUSE).mul_f32(replay.speed);
        replay.at = replay.at.plus(passed).min(replay.range.end);
        replay.shown = now;
        replay.due = None;
        let at = replay.at;
        if self.timeline_seek(Target::Replay(at)).is_err() {
            self.timeline_replay_stop();
        }
    }

    /// The moment of the replay is shown; the next thing happened at `next`.
    pub(super) fn timeline_replay_shown(&mut self, next: Option<Timestamp>) {
        let now = self.platform.clock.elapsed();
        let Some(replay) = &mut self.timeline.replay else { return };
        let Some(next) = next.filter(|next| *next <= replay.range.end) else {
            replay.playing = false;
            replay.due = None;
            // Played again it begins anew.
            replay.at = replay.range.start;
            return self.timeline_show_replay();
        };
        if !replay.playing {
            return;
        }
        let wait = next.since(replay.at).div_f32(replay.speed);
        if wait > PAUSE {
            // Nothing happens for long: at once it is shortly before the next thing.
            let lead = i64::try_from(PAUSE.mul_f32(replay.speed).as_millis()).unwrap_or(0);
            replay.at = Timestamp(next.0.saturating_sub(lead));
            replay.shown = now;
        }
        replay.due = Some(now + wait.clamp(FRAME, PAUSE));
    }
}
