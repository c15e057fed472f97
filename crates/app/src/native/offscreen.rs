//! Runs the editor without a window and takes its picture: `justbuilt screenshot`, tests, benches.
//! Not a second renderer: the same shell, the same egui-wgpu, a texture in place of a surface.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use egui::{Event, FullOutput, RawInput, Rect, Vec2};
use egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor, WgpuConfiguration, WgpuSetup};
use web_time::Instant;

use super::gpu::{self, GpuChoice};
use crate::face::Face;

/// How long to wait for the GPU before giving up.
const GPU_TIMEOUT: Duration = Duration::from_secs(60);

/// Size of an offscreen window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screen {
    /// Width and height in physical pixels.
    pub pixels: [u32; 2],
    /// Physical pixels per logical point.
    pub scale: f32,
}

impl Screen {
    /// The size in points.
    pub fn points(self) -> Vec2 {
        Vec2::new(self.pixels[0] as f32, self.pixels[1] as f32) / self.scale
    }
}

/// What one frame cost on the CPU.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrameCost {
    /// Input, logic and building the paint list.
    pub paint_list: Duration,
    /// How many shapes the paint list has.
    pub shapes: usize,
    /// egui wants the next frame after this long (`Duration::MAX`: not by itself).
    pub repaint_after: Duration,
}

/// A face of the editor with an egui context, and no window.
pub struct Offscreen<F> {
    /// The egui context, for queries.
    pub ctx: egui::Context,
    /// The editor.
    pub face: F,
    screen: Screen,
    started: Instant,
    frames: u64,
    /// Seconds that every frame advances, or `None` for the real clock.
    fixed_step: Option<f64>,
    output: Option<FullOutput>,
    gpu: Option<RenderState>,
}

impl<F: Face> Offscreen<F> {
    /// `ctx` is the context that `face` was made with.
    pub fn new(ctx: egui::Context, face: F, screen: Screen) -> Self {
        ctx.set_pixels_per_point(screen.scale);
        Self {
            ctx,
            face,
            screen,
            started: Instant::now(),
            frames: 0,
            fixed_step: None,
            output: None,
            gpu: None,
        }
    }

    /// Makes egui's time advance by `seconds` a frame, whatever the real clock says.
    #[must_use]
    pub fn with_fixed_step(mut self, seconds: f64) -> Self {
        self.fixed_step = Some(seconds);
        self
    }

    /// The screen this renders to.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Runs one frame with these events. Textures are uploaded when a picture is taken.
    pub fn frame(&mut self, events: Vec<Event>) -> FrameCost {
        self.frame_with(events, egui::Modifiers::NONE)
    }

    /// Like [`Self::frame`], with modifier keys held.
    pub fn frame_with(&mut self, events: Vec<Event>, _modifiers: egui::Modifiers) -> FrameCost {
        let time = match self.fixed_step {
            Some(step) => self.frames as f64 * step,
            None => self.started.elapsed().as_secs_f64(),
        };
        self.frames += 1;
        let mut raw = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, self.screen.points())),
            time: Some(time),
            max_texture_side: Some(8192),
            events,
            ..RawInput::default()
        };
        if let Some(viewport) = raw.viewports.get_mut(&egui::ViewportId::ROOT) {
            viewport.native_pixels_per_point = Some(self.screen.scale);
            viewport.focused = Some(true);
        }
        let begin = Instant::now();
        let face = &mut self.face;
        face.input(&self.ctx, &mut raw);
        let mut ran_logic = false;
        let output = self.ctx.run_ui(raw, |ui| {
            if !ran_logic {
                face.logic(ui.ctx());
                ran_logic = true;
            }
            face.ui(ui);
        });
        let paint_list = begin.elapsed();
        let repaint_after = output
            .viewport_output
            .get(&egui::ViewportId::ROOT)
            .map_or(Duration::MAX, |viewport| viewport.repaint_delay);
        let cost = FrameCost { paint_list, shapes: output.shapes.len(), repaint_after };
        match &mut self.output {
            Some(pending) => pending.append(output),
            None => self.output = Some(output),
        }
        cost
    }

    /// Makes triangles of the paint lists since the last picture, as is done before the graphics card; how many
    /// vertices they have. The next picture shows what is painted after this.
    pub fn tessellate(&mut self) -> usize {
        let Some(output) = &mut self.output else { return 0 };
        let triangles = self.ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let vertices = |clipped: &egui::ClippedPrimitive| match &clipped.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
            egui::epaint::Primitive::Callback(_) => 0,
        };
        triangles.iter().map(vertices).sum()
    }

    /// Runs frames until nothing moves: no repaint is wanted and no background task runs, or until
    /// `limit` is over. Returns whether it came to rest.
    pub fn settle(&mut self, limit: Duration) -> bool {
        let begin = Instant::now();
        let mut quiet = 0;
        while begin.elapsed() < limit {
            let cost = self.frame(Vec::new());
            if self.face.is_busy() {
                quiet = 0;
                std::thread::yield_now();
            } else if cost.repaint_after >= Duration::from_millis(200) {
                quiet += 1;
                if quiet >= 3 {
                    return true;
                }
            } else {
                quiet = 0;
            }
        }
        false
    }

    /// The text of copy commands and the like that the last frames asked for.
    pub fn take_platform_commands(&mut self) -> Vec<egui::OutputCommand> {
        self.output
            .as_mut()
            .map(|output| std::mem::take(&mut output.platform_output.commands))
            .unwrap_or_default()
    }

    /// The GPU that pictures are drawn with; set up at the first call.
    ///
    /// # Errors
    /// When there is no usable graphics adapter; the message says what to install.
    pub fn gpu(&mut self) -> anyhow::Result<RenderState> {
        if let Some(gpu) = &self.gpu {
            return Ok(gpu.clone());
        }
        let choice = std::env::var("JUSTBUILT_GPU").ok();
        let choice = choice.as_deref().map_or(GpuChoice::Software, |word| GpuChoice::from_word(Some(word)));
        let config = |choice| WgpuConfiguration {
            wgpu_setup: WgpuSetup::CreateNew(gpu::setup(choice)),
            ..WgpuConfiguration::default()
        };
        let create = |choice| {
            let config = config(choice);
            let instance = pollster::block_on(config.wgpu_setup.new_instance());
            pollster::block_on(RenderState::create(&config, &instance, None, RendererOptions::PREDICTABLE))
        };
        // A software renderer gives the same picture everywhere; without one any GPU will do.
        let state = create(choice)
            .or_else(|_| create(GpuChoice::Best))
            .map_err(|error| anyhow!("{error}"))
            .context("setting up the GPU")?;
        self.gpu = Some(state.clone());
        Ok(state)
    }

    /// Draws the last frame and reads it back.
    ///
    /// # Errors
    /// No GPU, or the GPU did not answer.
    pub fn picture(&mut self) -> anyhow::Result<image::RgbaImage> {
        let gpu = self.gpu()?;
        if self.output.is_none() {
            self.frame(Vec::new());
        }
        let Some(output) = self.output.take() else {
            return Err(anyhow!("no frame was painted"));
        };
        let FullOutput { shapes, mut textures_delta, pixels_per_point, .. } = output;
        let triangles = self.ctx.tessellate(shapes, pixels_per_point);
        let screen = ScreenDescriptor { size_in_pixels: self.screen.pixels, pixels_per_point };
        let mut renderer = gpu.renderer.write();
        for (id, images) in std::mem::take(&mut textures_delta.set) {
            for image in images {
                renderer.update_texture(&gpu.device, &gpu.queue, id, &image);
            }
        }
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let user_buffers =
            renderer.update_buffers(&gpu.device, &gpu.queue, &mut encoder, &triangles, &screen);
        let texture = target(&gpu, self.screen);
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: Some("offscreen"),
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &view,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                            store: wgpu::StoreOp::Store,
                        },
                        depth_slice: None,
                    })],
                    ..Default::default()
                })
                .forget_lifetime();
            renderer.render(&mut pass, &triangles, &screen);
        }
        gpu.queue.submit(user_buffers.into_iter().chain(std::iter::once(encoder.finish())));
        for id in std::mem::take(&mut textures_delta.free) {
            renderer.free_texture(&id);
        }
        read_back(&gpu, &texture)
    }
}

impl<F> Drop for Offscreen<F> {
    fn drop(&mut self) {
        // egui insists that textures are uploaded or given up on purpose.
        if let Some(output) = &mut self.output {
            output.textures_delta.clear();
        }
    }
}

fn target(gpu: &RenderState, screen: Screen) -> wgpu::Texture {
    let [width, height] = screen.pixels;
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("offscreen"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: gpu.target_format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    })
}

/// Copies the texture to memory: 4 bytes a pixel, red first, rows without padding.
fn read_back(gpu: &RenderState, texture: &wgpu::Texture) -> anyhow::Result<image::RgbaImage> {
    let (width, height) = (texture.width(), texture.height());
    let row = width * 4;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("offscreen"),
        size: u64::from(padded) * u64::from(height),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(padded),
                rows_per_image: None,
            },
        },
        wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
    );
    let submission = gpu.queue.submit(std::iter::once(encoder.finish()));
    let slice = buffer.slice(..);
    let (sender, receiver) = std::sync::mpsc::channel();
    slice.map_async(wgpu::MapMode::Read, move |result| drop(sender.send(result)));
    gpu.device
        .poll(wgpu::PollType::Wait { submission_index: Some(submission), timeout: Some(GPU_TIMEOUT) })
        .context("waiting for the GPU")?;
    receiver.recv().context("waiting for the GPU")?.context("reading the picture back")?;
    let mapped = slice.get_mapped_range().context("reading the picture back")?;
    let mut pixels = Vec::with_capacity(row as usize * height as usize);
    for line in mapped.chunks_exact(padded as usize) {
        pixels.extend_from_slice(line.get(..row as usize).unwrap_or_default());
    }
    image::RgbaImage::from_raw(width, height, pixels).ok_or_else(|| anyhow!("the picture has the wrong size"))
}
