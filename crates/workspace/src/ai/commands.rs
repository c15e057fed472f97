//! The AI's commands in the table: palette, keys, command line.

use super::ghost::place::in_indent;
use super::{
    AiCommand, AiPage, ChangeState, ChangesCommand, GhostCommand, GhostSnapshot, InlineCommand, InlineState,
    SemanticCommand, SetupCommand,
};
use crate::command::{
    ArgKind, ArgSpec, Args, Category, CommandError, CommandResult, CommandSpec, When, command,
};
use crate::effect::{Effect, PanelId, PickerKind};
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

use Category::Ai;

/// A provider, as it is added.
const PROVIDER: &[ArgSpec] = &[
    ArgSpec::optional("name", ArgKind::Text, "What it is called; shows the page of providers without it."),
    ArgSpec::optional("base_url", ArgKind::Text, "Its address, mostly with /v1 at the end."),
    ArgSpec::optional("model", ArgKind::Text, "The model that is asked when none is named."),
    ArgSpec::optional("protocol", ArgKind::Text, "As providers.toml calls it; openai-chat without it."),
];

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("ai.chat", "Show conversation", "Shows the conversation with the AI colleagues.", Ai, |ws, _| {
        ws.effect(Effect::FocusPanel(PanelId::Chat))
    })
    .keys(&["ctrl+alt+i"])
    .mac(&["cmd+alt+i"]),
    command("ai.toggle_chat", "Show or hide conversation", "Shows or hides the right dock.", Ai, |ws, _| {
        ws.effect(Effect::TogglePanel(PanelId::Chat))
    })
    .keys(&["ctrl+alt+b"])
    .mac(&["cmd+alt+b"]),
    command(
        "ai.providers",
        "Providers, keys and spending",
        "Who can be asked, with which key, and what was spent.",
        Ai,
        |ws, _| {
            ws.open_ai_page(AiPage::Providers);
            Ok(())
        },
    ),
    command(
        "ai.add_provider",
        "Add a provider",
        "Adds a server that speaks like OpenAI, or another protocol by its name, to those that can be asked.",
        Ai,
        |ws, args| {
            let given = |at: usize, name: &str| args.text(at, name).unwrap_or_default().to_string();
            let (name, base_url) = (given(0, "name"), given(1, "base_url"));
            if name.is_empty() || base_url.is_empty() {
                ws.open_ai_page(AiPage::Providers);
                return Ok(());
            }
            let (model, protocol) = (given(2, "model"), given(3, "protocol"));
            ws.ai_run(AiCommand::Setup(SetupCommand::AddProvider { name, protocol, base_url, model }))
        },
    )
    .args(PROVIDER),
    command("ai.complete", "Complete here", "Asks for text that may come next at the caret.", Ai, |ws, _| {
        let view = ws.active_view_or_err()?;
        ws.ai_run(AiCommand::Ghost(GhostCommand::Ask(view)))
    })
    .keys(&["alt+\\"])
    .when(When::Editor)
    .enabled(|snapshot| snapshot.active_view().is_some_and(|view| view.document.read_only.is_none())),
    ghost(
        "ai.accept",
        "Accept what is offered",
        "Takes the text that is offered at the caret, or goes to the edit that is offered next.",
        |ws, _| ws.ai_run(AiCommand::Ghost(GhostCommand::Accept)),
    )
    .keys(&["tab"])
    .enabled(accepts),
    ghost(
        "ai.accept_word",
        "Accept the next word",
        "Takes the next word of the text that is offered at the caret.",
        |ws, _| ws.ai_run(AiCommand::Ghost(GhostCommand::AcceptWord)),
    )
    .keys(&["ctrl+right"])
    .mac(&["alt+right"])
    .enabled(has_text),
    ghost(
        "ai.accept_line",
        "Accept the next line",
        "Takes the next line of the text that is offered at the caret.",
        |ws, _| ws.ai_run(AiCommand::Ghost(GhostCommand::AcceptLine)),
    )
    .keys(&["ctrl+alt+end"])
    .enabled(has_text),
    ghost(
        "ai.dismiss",
        "Dismiss what is offered",
        "Puts the text that is offered at the caret away.",
        |ws, _| ws.ai_run(AiCommand::Ghost(GhostCommand::Dismiss)),
    )
    .keys(&["escape"])
    .enabled(|snapshot| GhostSnapshot::shown(snapshot).is_some()),
    ghost(
        "ai.next_edit",
        "Go to the next edit",
        "Goes to where the name that was changed still stands, and offers the same change there.",
        |ws, _| ws.ai_run(AiCommand::Ghost(GhostCommand::GoToNext)),
    )
    .keys(&["alt+]"])
    .enabled(|snapshot| GhostSnapshot::shown(snapshot).is_some_and(|ghost| ghost.next.is_some())),
    command("ai.personas", "Personas", "The AI colleagues, and what each may do.", Ai, |ws, _| {
        ws.open_ai_page(AiPage::Personas);
        Ok(())
    }),
    command(
        "ai.inline",
        "Edit in place",
        "Asks for a change of what is selected, or of the line of the caret; it is shown there before it is made.",
        Ai,
        |ws, _| {
            let view = ws.active_view_or_err()?;
            ws.inline_open(view)
        },
    )
    // Ctrl+K begins many sequences: it edits in place when no other key follows.
    .keys(&["ctrl+i", "ctrl+k", "ctrl+k ctrl+i"])
    .when(When::Editor)
    .enabled(|snapshot| snapshot.active_view().is_some()),
    command(
        "ai.inline_keep",
        "Keep the edit in place",
        "Makes what is proposed in place: one step to undo, one node of the timeline.",
        Ai,
        |ws, _| ws.ai_run(AiCommand::Inline(InlineCommand::Keep(None))),
    )
    .keys(&["ctrl+enter"])
    .when(When::EditorOrInline)
    .enabled(is_proposed),
    command(
        "ai.inline_drop",
        "Drop the edit in place",
        "Drops what is proposed in place; other words can be said.",
        Ai,
        |ws, _| ws.ai_run(AiCommand::Inline(InlineCommand::Drop(None))),
    )
    .keys(&["ctrl+backspace"])
    .when(When::Inline)
    .enabled(is_proposed),
    command(
        "ai.show_changes",
        "Review proposed changes",
        "Shows the changes that a colleague proposed last.",
        Ai,
        |ws, _| {
            let set = ws.changes_newest().ok_or(CommandError::NotNow("no changes are proposed"))?;
            ws.ai_run(AiCommand::Changes(ChangesCommand::Show(set)))
        },
    )
    .enabled(|snapshot| !snapshot.ai.changes.is_empty()),
    command(
        "ai.apply_changes",
        "Make the proposed changes",
        "Makes what is kept of the changes that wait for review: one step to undo, one node of the timeline.",
        Ai,
        |ws, _| {
            let set = ws.changes_newest().ok_or(CommandError::NotNow("no changes are proposed"))?;
            ws.ai_run(AiCommand::Changes(ChangesCommand::Apply(set)))
        },
    )
    .enabled(|snapshot| waits(snapshot, &ChangeState::Ready)),
    command(
        "ai.undo_changes",
        "Take the last changes of a colleague back",
        "Takes back, in all files together, the changes that were made last.",
        Ai,
        |ws, _| {
            let set = ws.changes_made_last().ok_or(CommandError::NotNow("no changes were made"))?;
            ws.ai_run(AiCommand::Changes(ChangesCommand::Undo(set)))
        },
    )
    .enabled(|snapshot| waits(snapshot, &ChangeState::Applied)),
    command("ai.prompts", "Prompts", "The templates behind slash commands.", Ai, |ws, _| {
        ws.open_ai_page(AiPage::Prompts);
        Ok(())
    }),
    command("ai.new_chat", "New conversation", "Begins a conversation with AI colleagues.", Ai, |ws, _| {
        ws.chat_new_command()
    }),
    command(
        "ai.context",
        "What goes along",
        "Shows exactly what goes to the model with the next message, and what that costs.",
        Ai,
        |ws, _| {
            let open = ws.chat_open_or_new();
            ws.open_ai_page(AiPage::Context(open));
            Ok(())
        },
    ),
    command(
        "ai.search_meaning",
        "Search by meaning",
        "Finds places of the project by what they mean, with the model that is chosen for embeddings.",
        Ai,
        |ws, args| {
            ws.picker(PickerKind::Meaning)?;
            match args.text(0, "words") {
                Some(words) => ws.ai_run(AiCommand::Semantic(SemanticCommand::Search(words.to_string()))),
                None => Ok(()),
            }
        },
    )
    .args(&[ArgSpec::optional("words", ArgKind::Text, "What is looked for; asks without it.")])
    .enabled(|snapshot| snapshot.project.is_some()),
    command(
        "ai.attach_selection",
        "Send selection to conversation",
        "What is selected goes along with the next message.",
        Ai,
        |ws, _| ws.chat_attach_command(),
    ),
    command("ai.explain", "Explain", "Explains what is selected.", Ai, |ws, _| {
        ws.chat_about_text_command("explain")
    }),
    command("ai.fix", "Fix problem", "Mends what the problems panel lists.", Ai, |ws, _| {
        ws.chat_fix_command()
    }),
    command("ai.tests", "Write tests", "Writes tests for what is selected.", Ai, |ws, _| {
        ws.chat_about_text_command("write-tests")
    }),
    command("ai.document", "Document", "Writes the documentation of what is selected.", Ai, |ws, _| {
        ws.chat_about_text_command("document")
    }),
    command("ai.review_diff", "Review my diff", "Reviews what you have changed.", Ai, |ws, _| {
        ws.chat_prompt_command("review-diff")
    }),
    command(
        "ai.commit_message",
        "Commit message",
        "Writes the message for what you have changed.",
        Ai,
        |ws, _| ws.chat_prompt_command("commit-message"),
    ),
    command("ai.stop", "Stop the answer", "Stops the answer that is coming in.", Ai, |ws, _| {
        ws.chat_stop_command()
    }),
];

/// Whether there are changes in this state.
fn waits(snapshot: &Snapshot, state: &ChangeState) -> bool {
    snapshot.ai.changes.iter().any(|set| set.state == *state)
}

/// Whether the text that is shown has an edit in place to decide about.
fn is_proposed(snapshot: &Snapshot) -> bool {
    let inline = snapshot.ai.inline.as_ref().filter(|inline| {
        !inline.hunks.is_empty() && matches!(inline.state, InlineState::Ready | InlineState::Failed(_))
    });
    inline.is_some_and(|inline| snapshot.active_view().is_some_and(|view| view.id == inline.view))
}

/// A command about what is offered at the caret: its keys mean this only while something is.
const fn ghost(
    id: &'static str,
    title: &'static str,
    help: &'static str,
    run: fn(&mut Workspace, &Args) -> CommandResult,
) -> CommandSpec {
    command(id, title, help, Ai, run).when(When::Editor)
}

fn has_text(snapshot: &Snapshot) -> bool {
    GhostSnapshot::shown(snapshot).is_some_and(|ghost| !ghost.text.is_empty())
}

/// Tab takes what is offered, but where it indents: before the first letter of a line it does so unless the text that is
/// offered begins right there.
fn accepts(snapshot: &Snapshot) -> bool {
    let Some(ghost) = GhostSnapshot::shown(snapshot) else { return false };
    let indents = || snapshot.active_view().is_some_and(|view| in_indent(&view.document.text, ghost.at));
    match ghost.text.chars().next() {
        Some(first) => !first.is_whitespace() || !indents(),
        None => ghost.next.is_some() && !indents(),
    }
}
