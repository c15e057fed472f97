//! What is missing, and how it gets installed, on machines made up for it.

use super::*;

#[derive(Default)]
struct Fake {
    commands: &'static [&'static str],
    libraries: &'static [&'static str],
    dpkg: &'static str,
}

impl System for Fake {
    fn has_command(&self, name: &str) -> bool {
        self.commands.contains(&name)
    }
    fn has_library(&self, file: &str) -> bool {
        self.libraries.contains(&file)
    }
    fn installed(&self, packages: &[&str]) -> BTreeSet<String> {
        let all = parse_installed(self.dpkg);
        all.into_iter().filter(|name| packages.contains(&name.as_str())).collect()
    }
}

fn names(system: &Fake, needs: &[&[Need]]) -> Vec<&'static str> {
    missing(system, needs).into_iter().map(|need| need.package).collect()
}

#[test]
fn dpkg_answers_are_read() {
    let answer = "xvfb installed\nclang config-files\nlld not-installed\nlibxi6 installed\nlibc6:amd64 installed\nhalf half-installed\n";
    assert_eq!(parse_installed(answer), ["libc6", "libxi6", "xvfb"].map(str::to_owned).into());
    assert_eq!(parse_installed(""), BTreeSet::new());
}

#[test]
fn only_what_is_absent_is_missing() {
    let system = Fake { commands: &["cc", "git"], dpkg: "fonts-dejavu-core installed\n", ..Fake::default() };
    assert_eq!(names(&system, &[BUILD]), ["pkg-config"]);
    assert_eq!(names(&system, &[BROWSER]), ["chromium"]);
    let system = Fake { commands: &["pkgconf", "cc", "git", "google-chrome"], ..Fake::default() };
    assert_eq!(names(&system, &[BUILD]), Vec::<&str>::new());
    assert_eq!(names(&system, &[BROWSER]), ["fonts-dejavu-core"]);
}

#[test]
fn a_library_counts_by_file_or_by_package() {
    let need = [library("libxi6", "libXi.so.6", "")];
    assert_eq!(names(&Fake::default(), &[&need]), ["libxi6"]);
    assert_eq!(names(&Fake { libraries: &["libXi.so.6"], ..Fake::default() }, &[&need]), Vec::<&str>::new());
    assert_eq!(names(&Fake { dpkg: "libxi6 installed\n", ..Fake::default() }, &[&need]), Vec::<&str>::new());
}

#[test]
fn an_installed_package_without_its_program_is_missing() {
    let system = Fake { dpkg: "xvfb installed\n", ..Fake::default() };
    assert_eq!(names(&system, &[SCREENLESS]), ["xvfb", "xauth"]);
}

#[test]
fn a_need_of_two_tasks_is_named_once() {
    assert_eq!(names(&Fake::default(), &[SCREENLESS, SCREENLESS, WEB]), ["xvfb", "xauth", "clang"]);
}

#[test]
fn nobody_is_asked_as_root_or_on_a_build_server() {
    let all = Rights { apt: true, root: true, ci: true, sudo: true, silent_sudo: true, terminal: true };
    assert_eq!(way(all), Way::Directly);
    assert_eq!(way(Rights { root: false, ..all }), Way::SilentSudo);
    assert_eq!(way(Rights { root: false, silent_sudo: false, ..all }), Way::Tell);
    assert_eq!(way(Rights { root: false, silent_sudo: false, ci: false, ..all }), Way::Sudo);
    assert_eq!(way(Rights { root: false, silent_sudo: false, ci: false, terminal: false, ..all }), Way::Tell);
    assert_eq!(way(Rights { apt: false, ..all }), Way::Tell);
}
