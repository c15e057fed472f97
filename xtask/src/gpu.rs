//! Which Vulkan drivers the system has, and how programs are told to take the one that needs no GPU.

use std::path::PathBuf;

/// Where drivers register themselves.
const FOLDERS: &[&str] = &["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];

/// The registered drivers, sorted.
pub fn drivers() -> Vec<PathBuf> {
    let entries = FOLDERS.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    found.sort();
    found
}

/// Mesa's Vulkan in software (lavapipe), if it is there for this processor.
pub fn software_driver() -> Option<PathBuf> {
    choose(&drivers(), std::env::consts::ARCH)
}

fn choose(drivers: &[PathBuf], arch: &str) -> Option<PathBuf> {
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lavapipe = || drivers.iter().filter(|path| name(path).starts_with("lvp_icd"));
    let exact = lavapipe().find(|path| name(path).contains(arch));
    exact.or_else(|| lavapipe().find(|path| name(path) == "lvp_icd.json")).cloned()
}

/// Variables with which a program draws in software, the same on every machine. Empty without lavapipe.
pub fn software_variables() -> Vec<(&'static str, String)> {
    let Some(driver) = software_driver() else { return Vec::new() };
    let driver = driver.to_string_lossy().into_owned();
    vec![
        ("VK_DRIVER_FILES", driver.clone()),
        ("VK_ICD_FILENAMES", driver),
        ("WGPU_BACKEND", "vulkan".to_owned()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    //! The choice among drivers.
    use super::*;

    #[test]
    fn lavapipe_of_this_processor_is_chosen() {
        let all = ["intel_icd.x86_64.json", "lvp_icd.i686.json", "lvp_icd.x86_64.json", "lvp_icd.json"]
            .map(PathBuf::from);
        assert_eq!(choose(&all, "x86_64"), Some(PathBuf::from("lvp_icd.x86_64.json")));
        assert_eq!(choose(&all, "aarch64"), Some(PathBuf::from("lvp_icd.json")));
        assert_eq!(choose(&all[..1], "x86_64"), None);
    }
}
