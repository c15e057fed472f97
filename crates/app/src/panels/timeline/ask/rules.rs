//! What is recorded and for how long: the rules of the project, as a form.

use egui::{RichText, Ui};
use justbuilt_ui::fonts;
use justbuilt_ui::widgets::{Checkbox, Input};
use justbuilt_workspace::timeline::{Rules, TimelineCommand};

use super::{Answer, buttons_ui, done, title_ui};
use crate::ctx::Ctx;

/// The rules as they are typed.
pub struct RulesForm {
    rules: Rules,
    exclude: String,
    secrets: String,
    include: String,
    text: String,
    binary: String,
    cap: String,
    days: String,
}

const MIB: u64 = 1 << 20;

impl RulesForm {
    /// The form with the rules as they are.
    pub fn new(rules: &Rules) -> Self {
        let days = rules.detail_days.map(|days| days.to_string()).unwrap_or_default();
        Self {
            exclude: rules.exclude.join(", "),
            secrets: rules.secrets.join(", "),
            include: rules.include.join(", "),
            text: mebibytes(rules.text_limit),
            binary: mebibytes(rules.binary_limit),
            cap: rules.cap.map(mebibytes).unwrap_or_default(),
            days,
            rules: rules.clone(),
        }
    }

    /// The rules as they are typed; none where a number is none.
    fn rules(&self) -> Option<Rules> {
        let none_if_empty = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let cap = match none_if_empty(&self.cap) {
            Some(text) => Some(bytes(&text)?),
            None => None,
        };
        let detail_days = match none_if_empty(&self.days) {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        Some(Rules {
            exclude: globs(&self.exclude),
            secrets: globs(&self.secrets),
            include: globs(&self.include),
            text_limit: bytes(&self.text)?,
            binary_limit: bytes(&self.binary)?,
            cap,
            detail_days,
            ..self.rules.clone()
        })
    }
}

fn globs(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|glob| !glob.is_empty()).map(str::to_owned).collect()
}

fn mebibytes(bytes: u64) -> String {
    let size = bytes as f64 / MIB as f64;
    if size == size.round() { format!("{size}") } else { format!("{size:.2}") }
}

fn bytes(text: &str) -> Option<u64> {
    let size: f64 = text.trim().parse().ok()?;
    (size >= 0.0 && size.is_finite()).then_some((size * MIB as f64) as u64)
}

/// Shows the form.
pub fn rules_ui(ctx: &Ctx<'_>, ui: &mut Ui, form: &mut RulesForm) -> Answer {
    title_ui(ctx, ui, "What is recorded");
    let size = ctx.snapshot.timeline.size.as_ref();
    let words =
        size.map(|size| format!("The history of this project takes {} MiB now.", mebibytes(size.bytes)));
    let words = words.unwrap_or_default();
    let note = |ui: &mut Ui, text: &str| {
        ui.label(RichText::new(text).font(fonts::small()).color(ctx.theme.colors.text_secondary));
    };
    if !words.is_empty() {
        note(ui, &words);
    }
    let field = |ui: &mut Ui, text: &mut String, name: &str, hint: &str| {
        note(ui, name);
        Input::new(text, name).placeholder(hint).show(ui);
    };
    field(ui, &mut form.exclude, "Never recorded (globs, with commas between)", "target/**, *.log");
    field(ui, &mut form.secrets, "Secrets, whose content is never kept", ".env, *.pem");
    field(ui, &mut form.include, "Always recorded", ".env.example");
    field(ui, &mut form.text, "Largest text, in MiB", "8");
    field(ui, &mut form.binary, "Largest other file, in MiB", "1");
    field(ui, &mut form.cap, "Most that the history may take, in MiB; empty for no limit", "no limit");
    field(ui, &mut form.days, "Days after which single keystrokes go; empty for never", "never");
    ui.add(Checkbox::new(&mut form.rules.ignored, "Record files that git ignores"));
    let rules = form.rules();
    done(buttons_ui(ui, "Save", rules.is_some(), false), || {
        rules.map(|rules| TimelineCommand::SetRules(Box::new(rules))).into_iter().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_come_back_as_they_were() {
        let rules = Rules { cap: Some(512 * MIB), detail_days: Some(90), ..Rules::default() };
        assert_eq!(RulesForm::new(&rules).rules(), Some(rules));
        let open = Rules { cap: None, detail_days: None, ..Rules::default() };
        assert_eq!(RulesForm::new(&open).rules(), Some(open));
    }

    #[test]
    fn numbers_that_are_none_are_not_taken() {
        let mut form = RulesForm::new(&Rules::default());
        form.text = "eight".to_owned();
        assert_eq!(form.rules(), None);
        form.text = "-1".to_owned();
        assert_eq!(form.rules(), None);
        form.text = "0.5".to_owned();
        form.exclude = " target/** ,, *.log\n".to_owned();
        let rules = form.rules().unwrap();
        assert_eq!(rules.text_limit, MIB / 2);
        assert_eq!(rules.exclude, ["target/**", "*.log"]);
    }
}
