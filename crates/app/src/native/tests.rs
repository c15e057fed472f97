//! What is said when no window can be opened.

use super::*;

#[test]
fn a_machine_without_graphics_says_what_to_install() {
    let told = no_graphics("Failed to create surface for any enabled backend: {}");
    assert!(told.contains("any enabled backend") && told.contains("mesa-vulkan-drivers"), "{told}");
    let told = no_graphics(&format!("no usable graphics adapter. {}", gpu::INSTALL));
    assert_eq!(told.matches("mesa-vulkan-drivers").count(), 1, "{told}");
}

#[test]
fn a_machine_without_a_display_says_what_to_set() {
    let told = no_display("os error at /src/linux/mod.rs:788: Failed to open connection to X server");
    assert!(told.contains("(Failed to open connection to X server)") && told.contains("DISPLAY"), "{told}");
    assert!(!told.contains("mod.rs"), "{told}");
}
