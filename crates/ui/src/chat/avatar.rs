//! The picture of who speaks: a shape and a hue that go with the slug, and a character or two. The shape is there as the
//! hue alone says nothing to who cannot tell it.

use egui::{Align, Color32, Painter, Rect, Shape, pos2, vec2};

use super::data::Speaker;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{alpha, radius};
use crate::{fonts, paint};

/// A number that goes with a slug, the same on every machine and in every version.
fn number(slug: &str) -> usize {
    let hash =
        slug.bytes().fold(0xcbf2_9ce4_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) as usize
}

/// The hue of a persona.
pub fn hue(slug: &str, theme: &Theme) -> Color32 {
    let hues = theme.colors.hues();
    hues.get(number(slug) % hues.len()).copied().unwrap_or(theme.colors.accent)
}

/// Up to two initials of a name.
pub fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(2).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// Paints who speaks into a square.
pub fn paint_avatar(painter: &Painter, rect: Rect, speaker: &Speaker, theme: &Theme) {
    let colors = &theme.colors;
    match speaker {
        Speaker::Person => {
            painter.circle_filled(rect.center(), rect.width() / 2.0, colors.border_control);
            paint::icon(painter, rect.center(), Icon::User, rect.width() * 0.6, colors.text);
        }
        Speaker::Tools => {
            painter.circle_filled(rect.center(), rect.width() / 2.0, colors.raised);
            paint::icon(painter, rect.center(), Icon::Wrench, rect.width() * 0.55, colors.text_secondary);
        }
        Speaker::Persona { slug, name, avatar } => {
            let hue = hue(slug, theme);
            let fill = hue.gamma_multiply(alpha::TINT * 1.4);
            let half = rect.width() / 2.0;
            let center = rect.center();
            let line = egui::Stroke::new(1.25, hue);
            match (number(slug) / 8) % 4 {
                0 => {
                    painter.circle(center, half - 0.5, fill, line);
                }
                1 => {
                    painter.rect(
                        rect.shrink(0.5),
                        f32::from(radius::SMALL),
                        fill,
                        line,
                        egui::StrokeKind::Inside,
                    );
                }
                shape => {
                    let corners = if shape == 2 { 6 } else { 4 };
                    let turn = if shape == 2 { std::f32::consts::FRAC_PI_6 } else { 0.0 };
                    let points = (0..corners).map(|corner| {
                        let angle = turn + std::f32::consts::TAU * corner as f32 / corners as f32;
                        center + vec2(angle.cos(), angle.sin()) * (half + 0.5)
                    });
                    painter.add(Shape::convex_polygon(points.collect(), fill, line));
                }
            }
            let letters = match avatar.chars().count() {
                1 | 2 => avatar.clone(),
                _ => initials(name),
            };
            let size = if letters.chars().count() > 1 { rect.width() * 0.42 } else { rect.width() * 0.52 };
            let place = Rect::from_center_size(pos2(center.x, center.y), rect.size());
            paint::text(painter, place, Align::Center, &letters, fonts::ui_semibold(size), hue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_two_words() {
        assert_eq!(initials("Senior Reviewer of code"), "SR");
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials("—"), "");
    }

    #[test]
    fn a_slug_keeps_its_hue() {
        let theme = Theme::dark();
        assert_eq!(hue("reviewer", &theme), hue("reviewer", &theme));
        let slugs = ["ada", "reviewer", "architect", "tester", "writer", "debugger", "mentor", "designer"];
        let hues: std::collections::HashSet<_> = slugs.iter().map(|slug| hue(slug, &theme)).collect();
        assert!(hues.len() >= 4, "{hues:?}");
    }
}
