//! Steps read as people write them.

use super::*;

fn run(id: &str, args: &[&str]) -> Step {
    Step::Run { id: id.to_owned().into(), args: Args::of(args.iter().copied()) }
}

#[test]
fn commands_take_words_and_quotes() {
    assert_eq!("file.save".parse(), Ok(run("file.save", &[])));
    assert_eq!("  go.line 12:3 ".parse(), Ok(run("go.line", &["12:3"])));
    assert_eq!(r#"file.open "a b.rs" 'c\d' e\ f"#.parse(), Ok(run("file.open", &["a b.rs", r"c\d", "e f"])));
    assert_eq!(r#"find.set """#.parse(), Ok(run("find.set", &[""])));
    assert_eq!("x 'open".parse::<Step>(), Err(StepError::OpenQuote("'open".into())));
    assert_eq!("".parse::<Step>(), Err(StepError::Empty));
}

#[test]
fn keys_and_typing() {
    assert_eq!("keys ctrl+k ctrl+s".parse(), Ok(Step::Keys(vec!["ctrl+k".into(), "ctrl+s".into()])));
    assert_eq!("keys ".parse::<Step>(), Err(StepError::NoKeys));
    assert_eq!("type  two blanks ".parse(), Ok(Step::Type(" two blanks ".into())));
    assert_eq!(r"type a\nb\\n\q".parse(), Ok(Step::Type("a\nb\\n\\q".into())));
    assert_eq!("type".parse(), Ok(Step::Type(String::new())));
}
