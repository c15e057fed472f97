//! Starting other programs: what they are called, what they print, how they end.

use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command that reads nothing from the terminal.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    command
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end and returns what was printed.
///
/// # Errors
/// When it does not start, fails (with its error output), or prints something other than UTF-8.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command.output().with_context(|| format!("starting {shown}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{shown}: {}\n{}", output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{shown} did not print UTF-8"))
}

/// Prints the command and runs it with its output shown.
///
/// # Errors
/// When it does not start or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    println!("$ {shown}");
    let status = command.status().with_context(|| format!("starting {shown}"))?;
    if !status.success() {
        bail!("{shown}: {status}");
    }
    Ok(())
}

/// Prints the command and runs it; it must end by itself. What it says goes to a file.
///
/// # Errors
/// When it does not start, fails, or is still running after `limit`; then it is ended.
pub fn run_within(command: &mut Command, limit: Duration, words: &Path) -> Result<()> {
    let shown = show(command);
    println!("$ {shown}");
    let file = std::fs::File::create(words)?;
    let mut child = command
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| format!("starting {shown}"))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{shown}: {status}");
            return Ok(());
        }
        if started.elapsed() > limit {
            child.kill().ok();
            child.wait().ok();
            bail!("{shown}: still running after {} s", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether the command starts and ends well; nothing it prints is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Where a program lies in the folders of `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// A command as one would type it.
pub fn show(command: &Command) -> String {
    let mut words =
        vec![Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| quoted(&arg.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    //! What is told about a program that was run.
    use super::*;

    #[test]
    fn commands_are_shown_as_typed() {
        assert_eq!(
            show(command("/usr/bin/apt-get").args(["install", "a b", "it's", ""])),
            r"apt-get install 'a b' 'it'\''s' ''"
        );
    }

    #[test]
    fn failures_carry_what_was_said() {
        let error = output(command("sh").args(["-c", "echo why >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("why") && error.contains('3'), "{error}");
        assert_eq!(output(command("sh").args(["-c", "echo yes"])).unwrap(), "yes\n");
        assert!(output(&mut command("no-such-program-here")).is_err());
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-here").is_none());
    }

    fn words(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("justbuilt-xtask-{}-{name}", std::process::id()))
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let file = words("hangs");
        let error = run_within(command("sleep").arg("60"), Duration::from_millis(50), &file).unwrap_err();
        assert!(error.to_string().contains("still running"), "{error}");
    }

    #[test]
    fn a_program_that_fails_leaves_its_words() {
        let file = words("fails");
        let mut failing = command("sh");
        assert!(
            run_within(failing.args(["-c", "echo no GPU >&2; exit 1"]), Duration::from_secs(60), &file)
                .is_err()
        );
        assert_eq!(std::fs::read_to_string(file).unwrap(), "no GPU\n");
    }
}
