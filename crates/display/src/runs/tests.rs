//! The tree of runs against a plain list of lines.

use justbuilt_testkit::{Random, random_cases};

use super::*;

fn run(random: &mut Random) -> Run {
    let state = *random.pick(&[State::Measured, State::Measured, State::Guessed, State::Hidden]);
    Run::new(random.below(6), 1 + random.below(3) as u32, state)
}

fn flat(runs: &[Run]) -> Vec<Run> {
    runs.iter().flat_map(|run| std::iter::repeat_n(Run { lines: 1, ..*run }, run.lines)).collect()
}

fn check_shape(node: &Node, root: bool) {
    match &node.kids {
        Kids::Runs(runs) => {
            assert!(runs.len() <= MAX && node.height == 0);
            assert!(runs.windows(2).all(|pair| !pair[0].joins(pair[1])));
        }
        Kids::Nodes(nodes) => {
            assert!(nodes.len() <= MAX && nodes.len() >= if root { 2 } else { 1 });
            assert!(nodes.iter().all(|kid| kid.height + 1 == node.height));
            nodes.iter().for_each(|kid| check_shape(kid, false));
        }
    }
}

#[test]
fn splices_match_a_list() {
    random_cases(24, |random| {
        let mut runs = Runs::new(Run::new(10, 1, State::Measured));
        let mut model = flat(&[Run::new(10, 1, State::Measured)]);
        for step in 0..40 {
            let start = random.below(model.len() + 1);
            let end = start + random.below((model.len() - start).min(20) + 1);
            let most = if random.one_in(5) { 200 } else { 6 };
            let new: Vec<Run> = (0..random.below(most)).map(|_| run(random)).collect();
            model.splice(start..end, flat(&new));
            runs.splice(start..end, new);
            let all = Run::sum;
            let sum = model.iter().fold(Sum::default(), |sum, run| sum.plus(all(*run)));
            assert_eq!(runs.sum(), sum);
            assert_eq!(flat(&runs.within(0..model.len())), model);
            check_shape(&runs.0, true);
            if step % 8 == 0 {
                look_ups(&runs, &model);
            }
        }
    });
}

fn look_ups(runs: &Runs, model: &[Run]) {
    let mut before = Sum::default();
    for (line, run) in model.iter().enumerate() {
        assert_eq!(runs.before_line(line), before);
        assert_eq!(Run { lines: 1, ..runs.at_line(line).run }, *run);
        if run.state != State::Hidden {
            let found = runs.at_visible(before.visible);
            assert!(found.before.lines <= line && line < found.before.lines + found.run.lines);
            for row in 0..run.rows as usize {
                let found = runs.at_row(before.rows + row);
                assert!(found.before.lines <= line && line < found.before.lines + found.run.lines);
            }
        }
        before = before.plus(run.sum());
    }
    assert_eq!(runs.before_line(model.len()), before);
    for line in (0..model.len()).rev() {
        let next = (line..model.len()).find(|line| model[*line].state == State::Guessed);
        assert_eq!(runs.next_guessed(line).map(|lines| lines.start), next, "{line}");
    }
}
