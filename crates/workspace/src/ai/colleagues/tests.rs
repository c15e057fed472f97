//! Personas and prompts kept with their versions, held to the user's rights, imported, and tested on models.

use std::path::Path;

use justbuilt_base::http::FakeAnswer;
use justbuilt_store::Fs as _;

use super::*;
use crate::ai::AiCommand;
use crate::ai::asking::bench::{Bench, anthropic, failing, openai};

impl Bench {
    fn colleagues(&mut self, command: ColleaguesCommand) -> Arc<ColleaguesSnapshot> {
        self.workspace.ai_run(AiCommand::Colleagues(command)).unwrap();
        self.settle().colleagues
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.fs.read(Path::new(path)).unwrap()).unwrap()
    }

    fn put(&self, path: &str, text: &str) {
        let path = Path::new(path);
        self.fs.create_dir_all(path.parent().unwrap()).unwrap();
        self.fs.write(path, text.as_bytes()).unwrap();
    }

    fn failures(&mut self) -> Vec<String> {
        let notices = self.workspace.snapshot().notices.clone();
        notices.iter().map(|notice| format!("{} {}", notice.title, notice.detail)).collect()
    }
}

#[track_caller]
fn persona(snapshot: &ColleaguesSnapshot, slug: &str) -> PersonaItem {
    let found = snapshot.personas.iter().find(|item| item.persona.slug == slug);
    (**found.unwrap_or_else(|| panic!("no persona {slug}"))).clone()
}

fn save(was: Option<&str>, persona: Persona, note: &str) -> ColleaguesCommand {
    ColleaguesCommand::SavePersona {
        was: was.map(str::to_owned),
        persona: Box::new(persona),
        note: note.to_owned(),
        project: false,
    }
}

#[test]
fn a_persona_is_made_changed_and_brought_back() {
    let mut bench = Bench::bare("");
    bench.settle();
    let shown = bench.colleagues(ColleaguesCommand::NewPersona(Some("reviewer".into())));
    let made = persona(&shown, "reviewer-copy");
    assert_eq!((made.source, shown.persona.as_deref()), (Source::User, Some("reviewer-copy")));
    assert_eq!(persona(&shown, "reviewer").source, Source::BuiltIn);
    let first = bench.text("/config/personas/reviewer-copy.md");
    // A comment of the user's stays, and so does what it was.
    bench.put("/config/personas/reviewer-copy.md", &first.replacen("---\n", "---\n# mine\n", 1));
    let changed = Persona { description: "Looks twice.".into(), ..made.persona.clone() };
    let shown = bench.colleagues(save(Some("reviewer-copy"), changed.clone(), "stricter"));
    let item = persona(&shown, "reviewer-copy");
    assert_eq!(item.persona.description, "Looks twice.");
    assert!(bench.text("/config/personas/reviewer-copy.md").contains("# mine"));
    let (version, _, note, text) = &item.versions[0];
    assert_eq!((item.versions.len(), note.as_str()), (1, "stricter"));
    assert!(text.contains(&made.persona.description));
    let version = *version;
    let restore = ColleaguesCommand::RestorePersona { slug: "reviewer-copy".into(), version };
    let shown = bench.colleagues(restore);
    let item = persona(&shown, "reviewer-copy");
    assert_eq!((item.persona.description, item.versions.len()), (made.persona.description, 2));
    // Another name is another file, with the same versions.
    let renamed = Persona { slug: "strict".into(), name: "Strict".into(), ..changed };
    let shown = bench.colleagues(save(Some("reviewer-copy"), renamed, ""));
    assert_eq!(bench.failures(), [""; 0]);
    assert!(!bench.fs.exists(Path::new("/config/personas/reviewer-copy.md")));
    assert_eq!(persona(&shown, "strict").versions.len(), 3);
    let shown = bench.colleagues(ColleaguesCommand::DeletePersona("strict".into()));
    assert!(shown.personas.iter().all(|item| item.persona.slug != "strict"));
    let restore = ColleaguesCommand::RestorePersona { slug: "strict".into(), version: 1 };
    assert_eq!(persona(&bench.colleagues(restore), "strict").source, Source::User);
}

#[test]
fn what_cannot_be_kept_is_said() {
    let mut bench = Bench::bare("");
    for (slug, name, words) in
        [("../../evil", "x", "is no name"), ("x", "", "no name"), ("a/b", "x", "is no name")]
    {
        let bad = Persona { slug: slug.into(), name: name.into(), ..Persona::default() };
        bench.colleagues(save(None, bad, ""));
        let last = bench.failures().pop().unwrap();
        assert!(last.starts_with("The persona was not kept") && last.contains(words), "{last}");
    }
    bench.colleagues(ColleaguesCommand::DeletePersona("reviewer".into()));
    assert!(bench.failures().pop().unwrap().contains("comes with the editor"));
    bench.put("/config/personas/bad.md", "---\npersona: [\n---\n");
    bench.workspace.ai_disk_changed(Some(&["/config/personas/bad.md".into()]));
    let shown = bench.settle().colleagues;
    assert_eq!((shown.problems.len(), shown.personas.len()), (1, 8));
}

#[test]
fn a_project_gives_nobody_more_than_the_user_did() {
    let mut bench = Bench::bare("");
    let own = "---\npersona: 1\nname: Reviewer\ndescription: d\nrights:\n  read: [\"src/**\"]\n---\nMine.\n";
    let theirs = "---\npersona: 1\nname: Reviewer\ndescription: d\nrights:\n  read: [\"**\"]\n  shell: true\n---\nTheirs.\n";
    bench.put("/config/personas/reviewer.md", own);
    bench.put("/p/.justbuilt/personas/reviewer.md", theirs);
    bench.workspace.start(Some("/p".into()));
    let shown = bench.settle().colleagues;
    let item = persona(&shown, "reviewer");
    assert_eq!((item.source, item.held_back), (Source::Project, true));
    let found = bench.workspace.ai.colleagues.found("reviewer").unwrap();
    assert_eq!(found.holder().map(|one| one.rights.read.clone()), Some(vec!["src/**".to_owned()]));
    assert_eq!(bench.workspace.ai.colleagues.held_to("reviewer").len(), 2);
    // Back to the user's own when the project's goes.
    bench.fs.remove(Path::new("/p/.justbuilt/personas/reviewer.md")).unwrap();
    bench.workspace.ai_disk_changed(None);
    assert_eq!(persona(&bench.settle().colleagues, "reviewer").source, Source::User);
}

#[test]
fn imported_rights_are_not_given() {
    let mut bench = Bench::bare("");
    bench.put(
        "/in/helper.md",
        "---\npersona: 1\nname: Helper\ndescription: d\nrights:\n  shell: true\n---\nHi.\n",
    );
    let shown = bench.colleagues(ColleaguesCommand::ImportPersona("/in/helper.md".into()));
    let item = persona(&shown, "helper");
    assert!(!item.persona.rights.shell && item.source == Source::User);
    assert!(bench.failures().pop().unwrap().contains("runs any command as you"));
    bench.colleagues(ColleaguesCommand::ExportPersona {
        slug: "helper".into(),
        format: "claude".into(),
        folder: "/out".into(),
    });
    let out = bench.text("/out/helper.md");
    assert!(out.contains("name: Helper"), "{out}");
}

#[test]
fn a_prompt_is_tested_on_models_side_by_side() {
    let mut bench = Bench::new("");
    let text = "---\nname: greet\ndescription: d\nvariables:\n  - name: who\n    type: text\ncases:\n  - name: one\n    values: {who: Ann}\n    expect: [\"Ann\"]\n    refuse: [\"Bob\"]\n---\nGreet {{ who }}.\n";
    bench.put("/config/prompts/greet.md", text);
    bench.workspace.start(None);
    let shown = bench.settle().colleagues;
    assert!(shown.problems.is_empty(), "{:?}", shown.problems);
    bench.http.add(anthropic("Hello Ann"));
    bench.http.add(openai("Hello Bob"));
    bench.http.add(failing(401, "authentication_error", "no"));
    let models = ["anthropic/a", "openai/b", "openai/c"];
    let models = models.iter().map(|model| {
        let (provider, model) = model.split_once('/').unwrap();
        (provider.to_owned(), model.to_owned())
    });
    let test = ColleaguesCommand::TestPrompt { name: "greet".into(), models: models.collect() };
    let shown = bench.colleagues(test.clone());
    let result = shown.test.clone().unwrap();
    assert!(!result.running && result.cells.iter().all(|cell| cell.done));
    let [good, bad, failed] = result.cells.as_slice() else { panic!("{result:?}") };
    assert_eq!((good.answer.as_str(), good.amiss.len()), ("Hello Ann", 0));
    assert_eq!(bad.amiss, ["the text does not say \"Ann\"", "the text says \"Bob\""]);
    assert!(failed.amiss[0].contains("does not take the key"), "{:?}", failed.amiss);
    assert!(bench.bodies().contains("Greet Ann."));
    // Stopping closes what is open.
    for _ in 0..3 {
        bench.http.add(FakeAnswer::status(200).hold());
    }
    bench.workspace.ai_run(AiCommand::Colleagues(test)).unwrap();
    bench.spawner.run_until_idle();
    assert_eq!(bench.http.open(), 3);
    let shown = bench.colleagues(ColleaguesCommand::StopTest);
    assert_eq!((bench.http.open(), shown.test.clone().unwrap().running), (0, false));
}
