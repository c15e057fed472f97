//! Embeds the store: a typed record with an index, a value of a small tool, and a secret.
//! `cargo run -p justbuilt-examples --example records`

use std::sync::Arc;

use justbuilt_base::{Clock, SystemClock};
use justbuilt_store::namespace::ProjectNamespaces;
use justbuilt_store::records::types::{Place, Project};
use justbuilt_store::records::{IndexKey, Page, Records};
use justbuilt_store::vault::{MemoryKeychain, Opening};
use justbuilt_store::{Entropy, Kv, MemoryKv, SystemEntropy, Vault, VaultPlatform};

#[expect(clippy::print_stdout, reason = "an example prints what it does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `SledKv::open(folder)?` keeps it on disk. All that comes from outside is handed in.
    let kv: Arc<dyn Kv> = Arc::new(MemoryKv::new());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);

    let records = Records::new(Arc::clone(&kv), Arc::clone(&clock), Arc::clone(&entropy));
    let projects = records.of::<Project>()?;
    let project = projects.at_or_new(&Place::folder("/code/editor"))?;
    projects.update(project.id, |project| project.description = "A native editor".into())?;
    for record in projects.find(&Project::BY_OWNER, &IndexKey::new(), &Page::first(10))?.records {
        println!("{}  {}: {}", record.id, record.fields.name, record.fields.description);
    }

    let tool = ProjectNamespaces::new(Arc::clone(&kv), Arc::clone(&clock), project.id).namespace("lint")?;
    tool.set("last-run", b"clean")?;
    println!("{}", tool.export()?);

    // `SystemKeychain::new("My program")` is the real one.
    let keychain = Arc::new(MemoryKeychain::new());
    let vault = Vault::new(kv, VaultPlatform { keychain: Some(keychain), entropy, clock });
    vault.create(Opening::Keychain)?;
    vault.set("openai/work", &"sk-example".into())?;
    println!("{:?}", vault.get("openai/work")?);
    Ok(())
}
