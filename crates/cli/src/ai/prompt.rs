//! stub
use std::process::ExitCode;
#[derive(clap::Args)]
pub struct PromptArgs {}
pub fn run(_: &PromptArgs) -> anyhow::Result<ExitCode> { Ok(ExitCode::SUCCESS) }
