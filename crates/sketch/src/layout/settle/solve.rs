//! Places that fit what was drawn, what they share and the spaces between them best: relaxation, one place at a time.
//!
//! Not here: what is shared.

/// A place: a variable, and how far it is from it, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) off: f64,
}

/// A drawn value and where it is now.
#[derive(Clone, Copy, Debug)]
struct Variable {
    drawn: f64,
    now: f64,
    /// One over its variance.
    worth: f64,
    /// How far it may be off, px.
    reach: f64,
}

/// What holds a variable.
#[derive(Clone, Copy, Debug)]
enum Hold {
    /// A guide it lies on, at this distance.
    Guide(usize, f64),
    /// A space that begins or ends at it; where the other end is, and the part of the way that is known.
    After(usize, usize, f64),
    Before(usize, usize, f64),
}

/// Variables, guides and spaces.
#[derive(Clone, Debug, Default)]
pub(super) struct Problem {
    variables: Vec<Variable>,
    /// Places that are the same, and how sure that is.
    pub(super) guides: Vec<(Vec<Place>, f64)>,
    /// Spaces that are the same, and how sure that is.
    pub(super) spaces: Vec<(Vec<(Place, Place)>, f64)>,
}

impl Problem {
    /// A new variable.
    pub(super) fn place(&mut self, drawn: f64, worth: f64, reach: f64) -> Place {
        self.variables.push(Variable { drawn, now: drawn, worth, reach });
        Place { at: self.variables.len() - 1, off: 0.0 }
    }

    /// Where a place is now.
    pub(super) fn value(&self, place: Place) -> f64 {
        self.variables.get(place.at).map_or(0.0, |variable| variable.now) + place.off
    }

    /// The mean of a list; 0 for none.
    fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
        let count = values.len().max(1) as f64;
        values.sum::<f64>() / count
    }

    /// Where guides and spaces are now.
    fn shared(&self) -> (Vec<f64>, Vec<f64>) {
        let guides = self
            .guides
            .iter()
            .map(|(members, _)| Self::mean(members.iter().map(|place| self.value(*place))))
            .collect();
        let spaces = self
            .spaces
            .iter()
            .map(|(pairs, _)| Self::mean(pairs.iter().map(|(from, to)| self.value(*to) - self.value(*from))))
            .collect();
        (guides, spaces)
    }

    /// Moves all variables, so many times.
    pub(super) fn run(&mut self, sweeps: usize) {
        let mut holds: Vec<Vec<Hold>> = vec![Vec::new(); self.variables.len()];
        let mut hold = |at: usize, hold: Hold| {
            if let Some(list) = holds.get_mut(at) {
                list.push(hold);
            }
        };
        for (guide, (members, _)) in self.guides.iter().enumerate() {
            for place in members {
                hold(place.at, Hold::Guide(guide, place.off));
            }
        }
        for (space, (pairs, _)) in self.spaces.iter().enumerate() {
            for (from, to) in pairs {
                let known = to.off - from.off;
                hold(from.at, Hold::Before(space, to.at, known));
                hold(to.at, Hold::After(space, from.at, known));
            }
        }
        for sweep in 0..sweeps {
            let (guides, spaces) = self.shared();
            for step in 0..self.variables.len() {
                let at = if sweep % 2 == 0 { step } else { self.variables.len() - 1 - step };
                let Some(variable) = self.variables.get(at).copied() else { continue };
                // A place at the edge of what a hand is off is less likely than one well inside.
                let off = (variable.now - variable.drawn).abs() / variable.reach.max(0.01);
                let own = variable.worth * (0.2 + 10.0 * off.min(1.0).powi(6));
                let (mut sum, mut weight) = (own * variable.drawn, own);
                for hold in holds.get(at).into_iter().flatten() {
                    let value = |list: &[f64], at: usize| list.get(at).copied().unwrap_or(0.0);
                    let now = |at: usize| self.variables.get(at).map_or(0.0, |variable| variable.now);
                    let (target, worth) = match *hold {
                        Hold::Guide(guide, off) => (
                            value(&guides, guide) - off,
                            self.guides.get(guide).map_or(0.0, |(_, worth)| *worth),
                        ),
                        Hold::Before(space, to, known) => (
                            now(to) + known - value(&spaces, space),
                            self.spaces.get(space).map_or(0.0, |(_, worth)| *worth),
                        ),
                        Hold::After(space, from, known) => (
                            now(from) - known + value(&spaces, space),
                            self.spaces.get(space).map_or(0.0, |(_, worth)| *worth),
                        ),
                    };
                    sum += target * worth;
                    weight += worth;
                }
                let place = sum / weight.max(1e-9);
                if let Some(variable) = self.variables.get_mut(at)
                    && place.is_finite()
                {
                    variable.now =
                        place.clamp(variable.drawn - variable.reach, variable.drawn + variable.reach);
                }
            }
        }
    }

    /// Puts what all but lies on a guide onto it; the guide that holds the most first.
    pub(super) fn align(&mut self, reach: f64) {
        let mut order: Vec<usize> = (0..self.guides.len()).collect();
        order.sort_by_key(|at| {
            std::cmp::Reverse(self.guides.get(*at).map_or(0, |(members, _)| members.len()))
        });
        let mut done = vec![false; self.variables.len()];
        for guide in order {
            let Some((members, _)) = self.guides.get(guide) else { continue };
            let fixed = members.iter().find(|place| {
                done.get(place.at).copied().unwrap_or(false)
                    || self.variables.get(place.at).is_some_and(|variable| variable.reach == 0.0)
            });
            let meant = match fixed {
                Some(place) => self.value(*place),
                None => Self::mean(members.iter().map(|place| self.value(*place))),
            };
            for place in members {
                let (Some(variable), Some(done)) = (self.variables.get_mut(place.at), done.get_mut(place.at))
                else {
                    continue;
                };
                if !*done && (variable.now + place.off - meant).abs() <= reach {
                    variable.now = meant - place.off;
                    *done = true;
                }
            }
        }
    }
}
