//! The order in which adapters are tried.

use super::*;

fn adapter(name: &str, device_type: DeviceType, backend: Backend) -> AdapterInfo {
    let mut info = AdapterInfo::new(device_type, backend);
    info.name = name.to_owned();
    info
}

#[test]
fn a_real_gpu_comes_before_gl_before_software() {
    let lavapipe = adapter("llvmpipe", DeviceType::Cpu, Backend::Vulkan);
    let gl = adapter("Intel GL", DeviceType::IntegratedGpu, Backend::Gl);
    let vulkan = adapter("Intel", DeviceType::IntegratedGpu, Backend::Vulkan);
    let all = [lavapipe, gl, vulkan];
    assert_eq!(pick(&all, GpuChoice::Best, |_| true), Ok(2));
    assert_eq!(pick(&all, GpuChoice::Best, |i| i != 2), Ok(1), "no Vulkan: GL");
    assert_eq!(pick(&all, GpuChoice::Best, |i| i == 0), Ok(0), "no GPU: software");
    assert_eq!(pick(&all, GpuChoice::Software, |_| true), Ok(0));
    assert_eq!(pick(&all, GpuChoice::Gl, |_| true), Ok(1));
}

#[test]
fn no_adapter_says_what_to_do() {
    let error = pick(&[], GpuChoice::Best, |_| true).unwrap_err();
    assert!(error.contains("found none") && error.contains("mesa-vulkan-drivers"), "{error}");
    let only = [adapter("llvmpipe", DeviceType::Cpu, Backend::Vulkan)];
    let error = pick(&only, GpuChoice::Gl, |_| true).unwrap_err();
    assert!(error.contains("llvmpipe (Vulkan, software)"), "{error}");
}
