//! stub
use std::process::ExitCode;
#[derive(clap::Args)]
pub struct PersonaArgs {}
pub fn run(_: &PersonaArgs) -> anyhow::Result<ExitCode> { Ok(ExitCode::SUCCESS) }
