//! Dialogs: questions about what cannot be undone, and the about box.

use egui::{Id, Ui};
use justbuilt_ui::widgets::{Answer, Dialog, DialogAnswer, DialogButton, Tone};
use justbuilt_workspace::{Command, Question};

use crate::ctx::Ctx;

/// Shows the open question, if there is one, and sends its answer.
pub fn question_ui(ctx: &Ctx<'_>, ui: &Ui, open: &mut Option<Question>) {
    let Some(question) = open else { return };
    let buttons: Vec<DialogButton<'_>> = question
        .choices
        .iter()
        .enumerate()
        .map(|(index, choice)| DialogButton {
            text: &choice.label,
            kind: match (choice.destructive, index) {
                (true, _) => DialogAnswer::Danger,
                (false, 0) => DialogAnswer::Primary,
                (false, _) => DialogAnswer::Secondary,
            },
        })
        .collect();
    let dialog = Dialog::new(Id::unique("question"), &question.title, &buttons)
        .detail(&question.text)
        .tone(Tone::Warning);
    if let Some(answer) = dialog.show(ui.ctx()) {
        let choice = match answer {
            Answer::Button(index) => Some(index),
            Answer::Cancelled => None,
        };
        ctx.send(Command::Answer { question: question.id, choice });
        *open = None;
        ui.ctx().request_repaint();
    }
}

/// Shows the about box while `open`.
pub fn about_ui(_ctx: &Ctx<'_>, ui: &Ui, open: &mut bool) {
    if !*open {
        return;
    }
    let buttons = [DialogButton { text: "Close", kind: DialogAnswer::Primary }];
    let detail = format!(
        "Version {}. A code editor in pure Rust that remembers everything and can be drawn in. MIT OR Apache-2.0.",
        env!("CARGO_PKG_VERSION")
    );
    if Dialog::new(Id::unique("about"), "Just Built", &buttons).detail(&detail).show(ui.ctx()).is_some() {
        *open = false;
    }
}
