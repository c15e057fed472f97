//! Whatever the user does, in whatever order, with windows that end or are killed in between: every word that was said
//! stands in a conversation, behind the words it was said to.

use std::collections::HashMap;

use justbuilt_ai::event::FinishReason;

use super::{Machine, Window, text_of, trouble};
use crate::ai::ChatCommand;
use crate::ai::chat::snapshot::Speaker;

/// Numbers that look random (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

/// Words that were said, and the words they were said to.
type Said = HashMap<String, Option<String>>;

/// All that stands in the conversations, with the words it was said to.
fn all(window: &mut Window) -> Said {
    window.chat(ChatCommand::Panel(true));
    let snapshot = window.snapshot();
    let ids: Vec<_> = snapshot.list.iter().chain(&*snapshot.put_away).map(|row| row.id).collect();
    for id in ids {
        window.chat(ChatCommand::Open(id));
    }
    let mut out = Said::new();
    for talk in &window.ws.ai.chat.talks {
        for turn in talk.tree.turns() {
            let parent = turn.parent.and_then(|parent| talk.tree.turn(parent).ok()).map(|turn| turn.text());
            out.insert(turn.text(), parent);
        }
    }
    out
}

fn check(window: &mut Window, said: &Said, seed: u64) {
    let there = all(window);
    for (words, to) in said {
        assert_eq!(there.get(words), Some(to), "seed {seed}: {words:?}");
    }
}

fn run(seed: u64, steps: usize) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut window = Machine::new(&[("/p/a.txt", "a\n")]).start();
    window.chat(ChatCommand::Panel(true));
    let mut said = Said::new();
    let mut count = 0;
    for _ in 0..steps {
        count += 1;
        let open = window.snapshot().open.clone();
        let turns = open.as_ref().map(|open| open.turns.to_vec()).unwrap_or_default();
        let busy = open.as_ref().is_some_and(|open| open.busy.is_some());
        let pick = (!turns.is_empty()).then(|| turns[dice.below(turns.len())].clone());
        let parent = |at: &crate::ai::chat::snapshot::TurnItem| {
            let at = turns.iter().position(|turn| turn.id == at.id).unwrap();
            at.checked_sub(1).map(|at| text_of(&turns[at]))
        };
        match dice.below(14) {
            0..=2 if !busy => {
                let words = format!("question {count}");
                said.insert(words.clone(), turns.last().map(|turn| text_of(turn)));
                window.say(&words);
            }
            3 if !busy => {
                let Some(turn) = pick.filter(|turn| turn.speaker == Speaker::Person) else { continue };
                let words = format!("other words {count}");
                said.insert(words.clone(), parent(&turn));
                window.chat(ChatCommand::Edit { turn: turn.id, text: words });
            }
            4 if !busy => {
                let Some(turn) = pick.filter(|turn| turn.speaker != Speaker::Person) else { continue };
                window.chat(ChatCommand::Retry { turn: turn.id, model: None });
            }
            5 if !busy => {
                let Some(turn) = pick else { continue };
                window.chat(ChatCommand::ShowBranch(turn.id));
            }
            6 if !busy => {
                let Some(turn) = turns.last().cloned() else { continue };
                // Only what was cut is gone on with.
                window.try_chat(ChatCommand::Continue(turn.id)).ok();
            }
            7 if busy => {
                window.chat(ChatCommand::Stop);
            }
            8 => window.chat(ChatCommand::New(None)),
            9 => {
                let list = window.snapshot().list.clone();
                if !list.is_empty() {
                    window.chat(ChatCommand::Open(list[dice.below(list.len())].id));
                }
            }
            10 => {
                let snapshot = window.snapshot();
                match (dice.below(2), snapshot.put_away.first(), snapshot.list.first()) {
                    (0, Some(row), _) => window.chat(ChatCommand::Restore(row.id)),
                    (_, _, Some(row)) => window.chat(ChatCommand::Delete(row.id)),
                    _ => {}
                }
            }
            11 => {
                // What is promised: a kill costs no more than this.
                window.pass(300);
                let machine = if dice.below(2) == 0 { window.close() } else { window.kill() };
                window = machine.start();
                check(&mut window, &said, seed);
            }
            _ if busy => {
                // Only of the answer that was asked for last it is known what it was said to.
                let running = open.as_ref().and_then(|open| open.busy);
                let Some(turn) = turns.iter().find(|turn| Some(turn.id) == running).cloned() else {
                    continue;
                };
                let number = {
                    let talk = window.ws.ai.chat.open_talk().unwrap();
                    talk.busy.as_ref().unwrap().number
                };
                let to = parent(&turn);
                let words = format!("answer {count}");
                let step =
                    |event| crate::ai::asking::Step::Update(justbuilt_ai::client::Update::Event(event));
                let text = justbuilt_ai::event::Event::Text { block: 0, delta: words.clone() };
                let before = text_of(&turn);
                window.ws.chat_answer(number, step(text));
                said.remove(&before);
                said.insert(format!("{before}{words}"), to);
                if dice.below(3) > 0 {
                    let whole = dice.below(3) > 0;
                    let reason = if whole { FinishReason::Stop } else { FinishReason::Length };
                    let event = justbuilt_ai::event::Event::Finish { reason, raw: String::new() };
                    let over = crate::ai::asking::Over {
                        usage: Default::default(),
                        cost: justbuilt_ai::prices::Cost::Unknown,
                        estimated: true,
                        trouble: (!whole).then(|| trouble("too long")),
                        secrets: Vec::new(),
                    };
                    window.ws.chat_answer(number, step(event));
                    window.ws.chat_answer(number, crate::ai::asking::Step::Over(Box::new(over)));
                    window.settle();
                }
            }
            _ => {}
        }
    }
    window.pass(300);
    window = window.kill().start();
    check(&mut window, &said, seed);
}

#[test]
fn nothing_that_was_said_is_ever_lost() {
    for seed in 1..=12 {
        run(seed, 120);
    }
}
