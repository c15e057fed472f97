//! Which GPU to draw with, and what to fall back to. Not the drawing itself: egui-wgpu does that.
//!
//! Order: a real GPU over the native API, then a real GPU over OpenGL, then a software renderer
//! (lavapipe, llvmpipe, WARP). `JUSTBUILT_GPU` narrows the choice to `software`, `gl` or `vulkan`.

use std::sync::Arc;

use egui_wgpu::WgpuSetupCreateNew;
use wgpu::{AdapterInfo, Backend, DeviceType};

/// What to do when nothing can draw.
pub const INSTALL: &str = "Install a Vulkan or OpenGL driver; on Debian and Ubuntu \
    `apt install mesa-vulkan-drivers libegl1 libgl1-mesa-dri` adds software ones that need no GPU";

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GpuChoice {
    /// The best there is.
    #[default]
    Best,
    /// A software renderer: the same picture on every machine.
    Software,
    /// OpenGL only.
    Gl,
    /// Vulkan only.
    Vulkan,
}

impl GpuChoice {
    /// Reads the value of `JUSTBUILT_GPU`; an unknown word means [`GpuChoice::Best`].
    pub fn from_word(word: Option<&str>) -> Self {
        match word.map(str::trim) {
            Some("software") => Self::Software,
            Some("gl") => Self::Gl,
            Some("vulkan") => Self::Vulkan,
            _ => Self::Best,
        }
    }

    fn accepts(self, info: &AdapterInfo) -> bool {
        match self {
            Self::Best => true,
            Self::Software => info.device_type == DeviceType::Cpu,
            Self::Gl => info.backend == Backend::Gl,
            Self::Vulkan => info.backend == Backend::Vulkan,
        }
    }
}

/// Lower is better.
fn rank(info: &AdapterInfo) -> (u8, u8) {
    let device = match info.device_type {
        DeviceType::DiscreteGpu => 0,
        DeviceType::IntegratedGpu => 1,
        DeviceType::VirtualGpu => 2,
        DeviceType::Other => 3,
        DeviceType::Cpu => 4,
    };
    let backend = match info.backend {
        Backend::Metal | Backend::Vulkan | Backend::Dx12 => 0,
        Backend::Gl => 1,
        Backend::BrowserWebGpu => 2,
        Backend::Noop => 3,
    };
    (device, backend)
}

/// Picks the adapter to draw with; `usable` says whether one can present to the window.
///
/// # Errors
/// A sentence for the user when none fits: what was found and what to install.
pub fn pick<'a>(
    adapters: impl IntoIterator<Item = &'a AdapterInfo>,
    choice: GpuChoice,
    usable: impl Fn(usize) -> bool,
) -> Result<usize, String> {
    let infos: Vec<&AdapterInfo> = adapters.into_iter().collect();
    infos
        .iter()
        .enumerate()
        .filter(|(index, info)| choice.accepts(info) && usable(*index))
        .min_by_key(|(index, info)| (rank(info), *index))
        .map(|(index, _)| index)
        .ok_or_else(|| {
            let found: Vec<String> = infos.iter().map(|info| describe(info)).collect();
            let found = if found.is_empty() { "none".to_owned() } else { found.join("; ") };
            format!("no usable graphics adapter (asked for {choice:?}, found {found}). {INSTALL}")
        })
}

/// One line that names an adapter, for the log and the about page.
pub fn describe(info: &AdapterInfo) -> String {
    let kind = match info.device_type {
        DeviceType::Cpu => "software",
        DeviceType::DiscreteGpu => "discrete",
        DeviceType::IntegratedGpu => "integrated",
        DeviceType::VirtualGpu => "virtual",
        DeviceType::Other => "other",
    };
    format!("{} ({:?}, {kind})", info.name, info.backend)
}

/// The wgpu setup for a window or an offscreen picture.
pub fn setup(choice: GpuChoice) -> WgpuSetupCreateNew {
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    // Validation layers cost a second at start; `WGPU_VALIDATION=1` brings them back.
    setup.instance_descriptor.flags = wgpu::InstanceFlags::empty().with_env();
    setup.native_adapter_selector = Some(Arc::new(move |adapters, surface| {
        let infos: Vec<AdapterInfo> = adapters.iter().map(wgpu::Adapter::get_info).collect();
        let usable = |index: usize| match (adapters.get(index), surface) {
            (Some(adapter), Some(surface)) => adapter.is_surface_supported(surface),
            (found, _) => found.is_some(),
        };
        let index = pick(&infos, choice, usable)?;
        if let Some(info) = infos.get(index) {
            log::info!("drawing with {}", describe(info));
        }
        adapters.get(index).cloned().ok_or_else(|| "the graphics adapter went away".to_owned())
    }));
    setup
}

#[cfg(test)]
mod tests;
