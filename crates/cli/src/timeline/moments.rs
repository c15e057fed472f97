//! Moments as they are written on the command line: a node's number, `branch`, `branch@time`, `branch~N`, `step:N`.

use anyhow::{Context as _, bail};
use justbuilt_base::Timestamp;
use justbuilt_timeline::history::Stride;
use justbuilt_timeline::{Moment, NodeId, Step, Timeline};

use super::project::Project;
use super::times;

/// How moments are written, for help texts.
pub const HELP: &str = "a node's number, a branch, BRANCH@TIME (2026-01-31, 14:30, \"2026-01-31 14:30:05\", 2026-01-31T14:30:05Z, 10m; local time without a Z), BRANCH~N (N nodes back), BRANCH^N (N keystrokes back), or step:N";

/// The moment that `text` means; an empty branch is the active one.
pub fn parse(project: &Project, text: &str) -> anyhow::Result<Moment> {
    let timeline = &project.timeline;
    if let Some(step) = text.strip_prefix("step:") {
        let step = step.parse().with_context(|| format!("‘{step}’ is no step"))?;
        return Ok(Moment::new(timeline.active_branch(), Step(step)));
    }
    if let Ok(id) = text.trim_start_matches('#').parse::<u64>() {
        let node = timeline.node_of(NodeId(id)).with_context(|| format!("there is no node {id}"))?;
        return Ok(node.moment());
    }
    if let Some((branch, time)) = text.split_once('@') {
        let time = times::parse(time, project.now).with_context(|| format!("‘{time}’ is no time"))?;
        return Ok(timeline.moment_at_time(branch_of(timeline, branch)?, time)?);
    }
    for (mark, by) in [('~', Stride::Node), ('^', Stride::Keystroke)] {
        if let Some((branch, count)) = text.split_once(mark) {
            let count: usize = if count.is_empty() { 1 } else { count.parse().context("N is a number")? };
            let mut moment = timeline.head(branch_of(timeline, branch)?);
            if by == Stride::Node
                && let Some(last) = timeline.node_at(moment)
            {
                moment = Moment::new(moment.branch, last.step);
            }
            for _ in 0..count {
                match timeline.previous_moment(moment, by, None)? {
                    Some(previous) => moment = previous,
                    None => bail!("the history does not go back so far"),
                }
            }
            return Ok(moment);
        }
    }
    Ok(timeline.head(branch_of(timeline, text)?))
}

/// The branch of that name; the active one for an empty name, `now` and `HEAD`.
pub fn branch_of(timeline: &Timeline, name: &str) -> anyhow::Result<justbuilt_timeline::BranchId> {
    match timeline.branch_named(name) {
        Ok(branch) => Ok(branch.id),
        Err(_) if matches!(name, "" | "now" | "HEAD") => Ok(timeline.active_branch()),
        Err(error) => Err(error.into()),
    }
}

/// When a moment was, for people.
pub fn told(project: &Project, moment: Moment) -> String {
    let time = project.timeline.time_of(moment).ok().flatten().unwrap_or(Timestamp(0));
    let branch =
        project.timeline.branch_info(moment.branch).map_or_else(|_| moment.branch.to_string(), |b| b.name);
    format!("{branch}, {}", times::both(time, project.now))
}
