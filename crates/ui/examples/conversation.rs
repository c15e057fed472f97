//! Times frames of a conversation of 200 messages into which an answer comes in at 1,000 tokens a second, CPU only:
//! `cargo run --release -p justbuilt-ui --example conversation`. Says at the end whether anything is painted once it rests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Id, RawInput, Rect, pos2, vec2};
use justbuilt_syntax::{Highlight, Languages, Syntax};
use justbuilt_text::Text;
use justbuilt_ui::Theme;
use justbuilt_ui::chat::{Assets, MessageList, MessageState, Part, Speaker, State, Turn};

/// Messages before the answer begins.
const MESSAGES: u64 = 200;
/// Bytes that come in with each frame: 1,000 tokens of 4 bytes a second, at 60 frames a second.
const BYTES: usize = 4_000 / 60;
/// Frames that are timed.
const FRAMES: usize = 1_200;

struct Colours(Arc<Languages>);

impl Assets for Colours {
    fn highlight(&mut self, language: &str, code: &str) -> Vec<(std::ops::Range<usize>, Highlight)> {
        let Some(id) = self.0.by_name(language) else { return Vec::new() };
        let text = Text::from(code);
        let mut syntax = Syntax::new(&self.0, id, &text);
        syntax.try_parse(Duration::from_millis(60));
        syntax.snapshot().highlights(&text, 0..code.len())
    }

    fn picture(&mut self, _: &egui::Context, _: &Arc<[u8]>) -> Option<egui::TextureHandle> {
        None
    }
}

fn sample(number: u64) -> String {
    let code = format!(
        "```rust\n/// Adds {number} to all of them.\nfn add_{number}(values: &mut [i64]) -> usize {{\n    for value in \
values.iter_mut() {{\n        *value += {number}; // one by one\n    }}\n    values.len()\n}}\n```\n\n"
    );
    format!(
        "Answer **{number}** has some `code`, a [link](https://example.com/{number}) and a list:\n\n- one of them\n- \
another, with *emphasis*\n\n{code}Then a sentence that is long enough to be wrapped in a dock of four hundred points, and \
another one after it.\n\n"
    )
}

fn turn(id: u64, text: &str, state: State) -> Arc<Turn> {
    let speaker = match id % 2 {
        0 => Speaker::Person,
        _ => Speaker::Persona { slug: "ada".into(), name: "Ada".into(), avatar: String::new() },
    };
    let parts = vec![Part::Text(text.into())];
    Arc::new(Turn { id, revision: text.len() as u64, speaker, parts, state, ..Turn::default() })
}

struct Window {
    ctx: egui::Context,
    turns: Vec<Arc<Turn>>,
    messages: MessageState,
    colours: Colours,
    time: f64,
}

impl Window {
    /// Runs a frame; times of paint list and tessellation, and whether another frame is wanted.
    fn frame(&mut self) -> (Duration, Duration, bool) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(420.0, 900.0))),
            time: Some(self.time),
            ..RawInput::default()
        };
        let (turns, messages, colours) = (&self.turns, &mut self.messages, &mut self.colours);
        let start = Instant::now();
        let output = self.ctx.run_ui(input, |ui| {
            MessageList::new(Id::unique("messages"), turns).show(ui, messages, colours);
        });
        let painted = start.elapsed();
        let viewport = output.viewport_output.get(&egui::ViewportId::ROOT);
        let again = viewport.is_some_and(|viewport| viewport.repaint_delay < Duration::from_secs(3_600));
        let start = Instant::now();
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(primitives.len());
        let mut textures = output.textures_delta;
        textures.clear();
        (painted, start.elapsed(), again)
    }
}

fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

#[expect(clippy::print_stdout, reason = "this is the output of the program")]
fn main() {
    let ctx = egui::Context::default();
    justbuilt_ui::install(&ctx, &Theme::dark());
    let languages = Arc::new(Languages::new());
    let mut turns: Vec<_> = (0..MESSAGES).map(|id| turn(id, &sample(id), State::Whole)).collect();
    turns.push(turn(MESSAGES + 1, "", State::Writing));
    let messages = MessageState::default();
    let mut window = Window { ctx, turns, messages, colours: Colours(languages), time: 0.0 };
    let begun = Instant::now();
    window.frame();
    println!("opening it: {:.1} ms, grammar included", begun.elapsed().as_secs_f64() * 1_000.0);
    for _ in 0..10 {
        window.frame();
    }
    let answer: String = (0..).map(sample).take(FRAMES * BYTES / 400 + 1).collect();
    let (mut painted, mut tessellated) = (Vec::new(), Vec::new());
    for frame in 1..=FRAMES {
        let text = answer.get(..frame * BYTES).unwrap_or(&answer);
        if let Some(last) = window.turns.last_mut() {
            *last = turn(MESSAGES + 1, text, State::Writing);
        }
        let (paint, tessellate, _) = window.frame();
        painted.push(paint);
        tessellated.push(tessellate);
    }
    for (name, times) in [("paint list", &mut painted), ("tessellation", &mut tessellated)] {
        let [p50, p95, most] = [50, 95, 100].map(|percent| percentile(times, percent));
        println!("{name:<14} p50 {p50:.3} ms  p95 {p95:.3} ms  most {most:.3} ms");
    }
    if let Some(last) = window.turns.last_mut() {
        *last = turn(MESSAGES + 1, &answer, State::Whole);
    }
    let again = (0..120).filter(|_| window.frame().2).count();
    println!(
        "frames that asked for another one after the end: {again} of 120 (those of the last change among them)"
    );
}
