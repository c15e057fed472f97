//! Code in answers: found by its fences, put at the caret, or read as edits and handed over for review.

use justbuilt_ai::conversation::TurnId;
use justbuilt_ai::request::Part;

use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The last line before it that is not empty: perhaps the name of its file.
    pub before: String,
    /// Behind the fence's mark.
    pub info: String,
    /// What is in it.
    pub code: String,
}

/// The fenced blocks of a text (<https://spec.commonmark.org/0.31.2/#fenced-code-blocks>), also indented ones, as in
/// lists. One that is not closed ends with the text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut before = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((indent, mark, length, info)) = fence(line) else {
            if !line.trim().is_empty() {
                before = line.trim();
            }
            continue;
        };
        let mut code = String::new();
        for line in lines.by_ref() {
            if let Some((_, closing, count, "")) = fence(line)
                && closing == mark
                && count >= length
            {
                break;
            }
            let blank = line.bytes().take_while(|byte| *byte == b' ').count().min(indent);
            code.push_str(line.get(blank..).unwrap_or_default());
            code.push('\n');
        }
        out.push(Block { before: before.to_owned(), info: info.to_owned(), code });
        before = "";
    }
    out
}

/// Indentation, mark, how many of them, and what stands behind.
fn fence(line: &str) -> Option<(usize, char, usize, &str)> {
    let body = line.trim_start();
    let mark = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = body.chars().take_while(|c| *c == mark).count();
    let info = body.get(length..)?.trim();
    let fits = length >= 3 && !(mark == '`' && info.contains('`'));
    fits.then_some((line.len() - body.len(), mark, length, info))
}

impl Workspace {
    fn chat_block(&mut self, turn: TurnId, block: usize) -> Result<Block, CommandError> {
        let talk = self.ai.chat.open_talk()?;
        let found = talk.tree.turn(turn).map_err(|error| CommandError::Failed(error.to_string()))?;
        let texts = found.parts.iter().filter_map(|part| match part {
            Part::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        let found = texts.flat_map(blocks).nth(block);
        found.ok_or(CommandError::NotNow("the answer has no such block of code"))
    }

    /// Puts a block at the caret, in the place of what is selected.
    pub(super) fn chat_insert_code(&mut self, turn: TurnId, block: usize) -> CommandResult {
        let block = self.chat_block(turn, block)?;
        let view = self.active_view_or_err()?;
        let whole_line = {
            let (_, text, selections) = self.active_selections()?;
            let head = selections.primary();
            let line = text.line_content(text.line_of(head.from()));
            head.is_empty() && text.slice(line).trim().is_empty()
        };
        // Within a line the end of the block's last line would break it.
        let code = if whole_line { block.code.as_str() } else { block.code.trim_end_matches('\n') };
        self.paste(view, code)
    }

    /// Reads the edits of an answer, or of one block of it, and shows them for review.
    pub(super) fn chat_apply_code(&mut self, turn: TurnId, block: Option<usize>) -> CommandResult {
        let id = self.ai.chat.open_talk()?.id;
        let there = self.ai.chat.talk(id).and_then(|talk| talk.notes.get(&turn)?.changes);
        if let Some(set) = there.filter(|_| block.is_none()) {
            // They were read already, and perhaps decided about.
            return self.ai_run(crate::ai::AiCommand::Changes(crate::ai::ChangesCommand::Show(set)));
        }
        let text = match block {
            Some(block) => {
                let block = self.chat_block(turn, block)?;
                format!("{}\n```{}\n{}```\n", block.before, block.info, block.code)
            }
            None => {
                let talk = self.ai.chat.or_err(id)?;
                let mut text = talk.text_of(turn);
                let proposed = talk.notes.get(&turn).map_or_else(Vec::new, |note| note.proposed.clone());
                proposed.iter().for_each(|one| text.push_str(&one.block));
                text
            }
        };
        let talk = self.ai.chat.or_err(id)?;
        let question = talk.question_of(turn);
        let of = |turn: TurnId| {
            talk.notes.get(&turn).map(|note| note.seen.clone()).filter(|seen| !seen.is_empty())
        };
        let seen = of(turn).or_else(|| question.and_then(of)).unwrap_or_default();
        let nothing = || {
            CommandError::Failed("there is no edit in it that names its file: insert it instead".to_owned())
        };
        let origin = self.chat_origin(id, turn).ok_or_else(nothing)?;
        let set = self.changes_propose(&text, seen, origin).ok_or_else(nothing)?;
        self.chat_came_out(id, turn, set);
        self.chat_touch(false);
        self.ai_run(crate::ai::AiCommand::Changes(crate::ai::ChangesCommand::Show(set)))
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn blocks_are_found_by_their_fences() {
        let text = "Some text\n\nsrc/a.rs\n```rust\nfn a() {}\n```\n- in a list:\n  ~~~~ text\n  ```\n  x\n    y\n  ~~~~\n```\nopen\n";
        let found = blocks(text);
        let codes: Vec<&str> = found.iter().map(|block| block.code.as_str()).collect();
        assert_eq!(codes, ["fn a() {}\n", "```\nx\n  y\n", "open\n"]);
        assert_eq!((found[0].before.as_str(), found[0].info.as_str()), ("src/a.rs", "rust"));
        assert_eq!(blocks("`` ` `` no fence, ```nor` this\n"), []);
    }
}
