//! The AI's part as the face sees it: one value a part, each shared until it changes.

use std::sync::Arc;

use super::{
    ChangesSnapshot, ChatSnapshot, ColleaguesSnapshot, GhostSnapshot, InlineSnapshot, SemanticSnapshot,
    SetupSnapshot,
};
use crate::ids::{ChangeSetId, ConversationId};

/// The AI's part at one moment.
#[derive(Clone, Debug, Default)]
pub struct AiSnapshot {
    /// Providers, keys, models, money.
    pub setup: Arc<SetupSnapshot>,
    /// Personas and prompts.
    pub colleagues: Arc<ColleaguesSnapshot>,
    /// Conversations.
    pub chat: Arc<ChatSnapshot>,
    /// Change sets, the newest first.
    pub changes: Arc<[Arc<ChangesSnapshot>]>,
    /// The edit in place that is under way.
    pub inline: Option<Arc<InlineSnapshot>>,
    /// What is offered at the caret.
    pub ghost: Option<Arc<GhostSnapshot>>,
    /// The search by meaning.
    pub semantic: Arc<SemanticSnapshot>,
}

/// A tab of the AI's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AiPage {
    /// Providers, keys, models and what was spent.
    Providers,
    /// Personas: the list and the editor of one.
    Personas,
    /// Prompts: the list and the editor of one.
    Prompts,
    /// What exactly goes out with the next message of a conversation, and why.
    Context(ConversationId),
    /// The review of a change set.
    Changes(ChangeSetId),
}
