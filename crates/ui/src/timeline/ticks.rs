//! The labels of the time axis: ticks at round times as close as they can be read, and above them the day, month
//! or year that they belong to. Where they are painted is the scrubber's.

#[cfg(test)]
mod tests;

use justbuilt_base::Timestamp;

use super::axis::{Axis, Piece};
use super::date::{DAY, HOUR, MINUTE, SECOND, TimeStyle, day_of_civil};
use crate::tokens::timeline as token;

/// A round time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// When.
    pub time: Timestamp,
    /// How it is written.
    pub label: String,
}

/// Where a day, month or year begins, or comes into view.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// Points from the left edge.
    pub x: f32,
    /// How it is written.
    pub label: String,
}

/// The labels of an axis.
#[derive(Clone, Debug, Default)]
pub struct Ticks {
    /// Round times, from left to right.
    pub ticks: Vec<Tick>,
    /// Days, months or years, from left to right; the first at the left edge.
    pub contexts: Vec<Context>,
}

/// How far ticks are from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Milliseconds of a day, of which whole ones fit into a day.
    Time(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const STEPS: [Step; 38] = [
    Step::Time(1),
    Step::Time(2),
    Step::Time(5),
    Step::Time(10),
    Step::Time(20),
    Step::Time(50),
    Step::Time(100),
    Step::Time(200),
    Step::Time(500),
    Step::Time(SECOND),
    Step::Time(2 * SECOND),
    Step::Time(5 * SECOND),
    Step::Time(10 * SECOND),
    Step::Time(15 * SECOND),
    Step::Time(30 * SECOND),
    Step::Time(MINUTE),
    Step::Time(2 * MINUTE),
    Step::Time(5 * MINUTE),
    Step::Time(10 * MINUTE),
    Step::Time(15 * MINUTE),
    Step::Time(30 * MINUTE),
    Step::Time(HOUR),
    Step::Time(2 * HOUR),
    Step::Time(3 * HOUR),
    Step::Time(6 * HOUR),
    Step::Time(12 * HOUR),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
];

impl Step {
    /// About how long it is, in milliseconds.
    fn length(self) -> i64 {
        match self {
            Self::Time(length) => length,
            Self::Days(days) => days * DAY,
            Self::Months(months) => months * 30 * DAY,
            Self::Years(years) => years * 365 * DAY,
        }
    }

    /// The points its labels need.
    fn room(self) -> f32 {
        match self {
            Self::Time(length) if length < SECOND => token::TICK_ROOM.2,
            Self::Time(length) if length < MINUTE => token::TICK_ROOM.1,
            _ => token::TICK_ROOM.0,
        }
    }

    /// The first such round time at or after a moment, as a count of steps.
    fn first(self, style: &TimeStyle, from: Timestamp) -> i64 {
        let civil = style.civil(from);
        match self {
            Self::Time(length) => {
                let of_day = civil.of_day / length;
                style.day_number(from) * (DAY / length) + of_day
            }
            Self::Days(days) => (style.day_number(from) + MONDAY).div_euclid(days),
            Self::Months(months) => (civil.year * 12 + i64::from(civil.month) - 1).div_euclid(months),
            Self::Years(years) => civil.year.div_euclid(years),
        }
    }

    /// The round time of that count.
    fn at(self, style: &TimeStyle, count: i64) -> Timestamp {
        match self {
            Self::Time(length) => {
                let a_day = DAY / length;
                style.moment_of(count.div_euclid(a_day), count.rem_euclid(a_day) * length)
            }
            Self::Days(days) => style.moment_of(count * days - MONDAY, 0),
            Self::Months(months) => style.moment_of(day_of_civil(0, count * months + 1, 1), 0),
            Self::Years(years) => style.moment_of(day_of_civil(count * years, 1, 1), 0),
        }
    }

    fn label(self, style: &TimeStyle, time: Timestamp) -> String {
        match self {
            Self::Time(length) if length < SECOND => style.millis(time),
            Self::Time(length) if length < MINUTE => style.seconds(time),
            Self::Time(_) => style.minutes(time),
            Self::Days(days) if days < 7 => {
                format!("{} {}", style.weekday_short(time), style.civil(time).day)
            }
            Self::Days(_) => style.day(time),
            Self::Months(_) => style.month_short(time).to_owned(),
            Self::Years(_) => style.civil(time).year.to_string(),
        }
    }

    /// What the ticks belong to.
    fn context(self) -> Option<Self> {
        match self {
            Self::Time(_) => Some(Self::Days(1)),
            Self::Days(_) => Some(Self::Months(1)),
            Self::Months(_) => Some(Self::Years(1)),
            Self::Years(_) => None,
        }
    }
}

/// From 1 January 1970, a Thursday, to the first Monday before it, so that weeks begin on Mondays.
const MONDAY: i64 = 3;

/// The most ticks of one piece: more are only asked for by mistake.
const MOST: usize = 512;

/// The labels of an axis, in a person's style. `now` says which year goes without saying.
pub fn ticks(axis: &Axis, style: &TimeStyle, now: Timestamp) -> Ticks {
    let fits = |step: &Step| step.length() as f64 * axis.scale >= f64::from(step.room());
    let step = STEPS.into_iter().find(fits).unwrap_or(Step::Years(100));
    let mut out = Ticks::default();
    for piece in axis.pieces().iter().filter(|piece| piece.gap.is_none()) {
        for time in within(step, style, piece) {
            out.ticks.push(Tick { time, label: step.label(style, time) });
        }
        if let Some(context) = step.context() {
            contexts(context, axis, piece, style, now, &mut out.contexts);
        }
    }
    out
}

/// The round times inside a piece.
fn within<'a>(step: Step, style: &'a TimeStyle, piece: &Piece) -> impl Iterator<Item = Timestamp> + 'a {
    let (from, to) = piece.time;
    let first = step.first(style, Timestamp(from.floor() as i64));
    (first..)
        .take(MOST)
        .map(move |count| step.at(style, count))
        .skip_while(move |time| (time.0 as f64) < from)
        .take_while(move |time| time.0 as f64 <= to)
}

fn contexts(
    step: Step,
    axis: &Axis,
    piece: &Piece,
    style: &TimeStyle,
    now: Timestamp,
    out: &mut Vec<Context>,
) {
    let label = |time: Timestamp| match step {
        Step::Days(_) => style.weekday_day(time, now),
        Step::Months(_) => style.month_year(time),
        _ => style.civil(time).year.to_string(),
    };
    let mut add = |x: f32, time: Timestamp| {
        let label = label(time);
        if out.last().is_none_or(|last| last.label != label) {
            out.push(Context { x, label });
        }
    };
    add(piece.x.0, Timestamp(piece.time.0.ceil() as i64));
    for time in within(step, style, piece) {
        add(axis.x_of(time), time);
    }
}
