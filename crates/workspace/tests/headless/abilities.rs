//! Faces that cannot do everything: what they lack is said, not silently left undone.

use justbuilt_workspace::{Abilities, Ability, CommandError, CommandTable};

use crate::harness::Machine;

const REASON: &str = "Not possible on a toaster";

fn toaster(lacking: &'static [Ability]) -> Machine {
    let mut machine = Machine::new(&[("/p/a.txt", "one"), ("/q/b.txt", "two")]);
    machine.abilities = Abilities::without(lacking, REASON);
    machine
}

#[test]
fn a_command_that_the_face_cannot_do_says_so() {
    const ALL: &[Ability] = &[
        Ability::PickFolder,
        Ability::PickFiles,
        Ability::PickSavePath,
        Ability::ShowInFileManager,
        Ability::NewWindow,
        Ability::FullScreen,
        Ability::ReadClipboard,
        Ability::Quit,
    ];
    let mut window = toaster(ALL).start(Some("/p"));
    window.open("/p/a.txt");
    let snapshot = window.snapshot();
    let table = CommandTable::standard();
    let impossible: Vec<_> = table.iter().filter(|spec| spec.impossible(&snapshot).is_some()).collect();
    assert!(impossible.len() >= ALL.len(), "{impossible:?}");
    for spec in impossible {
        assert_eq!(spec.impossible(&snapshot), Some(REASON));
        if spec.id == "explorer.show_in_manager" {
            window.step("explorer.select /p/a.txt");
        }
        window.take_effects();
        match window.try_step(spec.id) {
            Err(CommandError::Failed(reason)) => assert_eq!(reason, REASON),
            other => panic!("{}: {other:?}", spec.id),
        }
        let asked: Vec<_> =
            window.take_effects().into_iter().filter(|effect| effect.needs().is_some()).collect();
        assert!(asked.is_empty(), "{} asks the face for {asked:?}", spec.id);
    }
}

#[test]
fn what_needs_no_dialog_works_without_dialogs() {
    let mut window =
        toaster(&[Ability::PickFolder, Ability::PickFiles, Ability::PickSavePath]).start(Some("/p"));
    window.step("project.open_folder /q");
    window.step("file.open b.txt");
    assert_eq!(window.text(), "two");
    window.step("file.save_as /q/c.txt");
    assert_eq!(window.machine.read("/q/c.txt"), "two");
}

#[test]
fn a_face_that_can_do_everything_has_every_command() {
    let mut window = Machine::new(&[]).start(None);
    let snapshot = window.snapshot();
    assert!(CommandTable::standard().iter().all(|spec| spec.impossible(&snapshot).is_none()));
}
