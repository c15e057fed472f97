//! The icon component: a few pictograms by their usual names, and a plain one for all others.
//!
//! Not here: an icon font.

use super::Parts;
use crate::scene::Component;
use kurbo::Rect;
use std::f64::consts::TAU;

/// Lines of a pictogram in a square of 24, as icons are drawn.
type Lines = &'static [&'static [(f64, f64)]];

/// Names, and what is drawn for them.
const KNOWN: &[(&[&str], Lines)] = &[
    (
        &["menu", "hamburger"],
        &[&[(4.0, 6.0), (20.0, 6.0)], &[(4.0, 12.0), (20.0, 12.0)], &[(4.0, 18.0), (20.0, 18.0)]],
    ),
    (&["close", "x", "cancel"], &[&[(6.0, 6.0), (18.0, 18.0)], &[(18.0, 6.0), (6.0, 18.0)]]),
    (&["plus", "add", "new"], &[&[(12.0, 5.0), (12.0, 19.0)], &[(5.0, 12.0), (19.0, 12.0)]]),
    (&["minus", "remove"], &[&[(5.0, 12.0), (19.0, 12.0)]]),
    (&["check", "tick", "done"], &[&[(4.0, 12.5), (9.5, 18.0), (20.0, 6.0)]]),
    (&["chevron-down", "down"], &[&[(6.0, 9.0), (12.0, 15.0), (18.0, 9.0)]]),
    (&["chevron-up", "up"], &[&[(6.0, 15.0), (12.0, 9.0), (18.0, 15.0)]]),
    (&["chevron-right", "right", "next"], &[&[(9.0, 6.0), (15.0, 12.0), (9.0, 18.0)]]),
    (&["chevron-left", "left", "back"], &[&[(15.0, 6.0), (9.0, 12.0), (15.0, 18.0)]]),
    (&["arrow", "arrow-right"], &[&[(4.0, 12.0), (20.0, 12.0)], &[(13.0, 5.0), (20.0, 12.0), (13.0, 19.0)]]),
    (
        &["home", "house"],
        &[
            &[(3.0, 11.0), (12.0, 3.0), (21.0, 11.0)],
            &[(5.0, 10.0), (5.0, 21.0), (19.0, 21.0), (19.0, 10.0)],
            &[(9.5, 21.0), (9.5, 14.0), (14.5, 14.0), (14.5, 21.0)],
        ],
    ),
    (
        &["mail", "email", "envelope"],
        &[
            &[(3.0, 5.0), (21.0, 5.0), (21.0, 19.0), (3.0, 19.0), (3.0, 5.0)],
            &[(3.0, 6.0), (12.0, 13.0), (21.0, 6.0)],
        ],
    ),
    (
        &["trash", "delete", "bin"],
        &[
            &[(4.0, 6.0), (20.0, 6.0)],
            &[(6.0, 6.0), (7.0, 21.0), (17.0, 21.0), (18.0, 6.0)],
            &[(9.0, 6.0), (9.0, 3.0), (15.0, 3.0), (15.0, 6.0)],
        ],
    ),
    (
        &["edit", "pencil"],
        &[
            &[(4.0, 20.0), (4.0, 16.0), (16.0, 4.0), (20.0, 8.0), (8.0, 20.0), (4.0, 20.0)],
            &[(13.0, 7.0), (17.0, 11.0)],
        ],
    ),
    (
        &["filter"],
        &[&[(3.0, 5.0), (21.0, 5.0), (14.0, 13.0), (14.0, 20.0), (10.0, 18.0), (10.0, 13.0), (3.0, 5.0)]],
    ),
    (&["play"], &[&[(7.0, 4.0), (20.0, 12.0), (7.0, 20.0), (7.0, 4.0)]]),
    (
        &["heart", "like"],
        &[&[
            (12.0, 20.5),
            (4.0, 12.5),
            (3.0, 9.0),
            (4.5, 5.5),
            (8.0, 4.5),
            (12.0, 7.5),
            (16.0, 4.5),
            (19.5, 5.5),
            (21.0, 9.0),
            (20.0, 12.5),
            (12.0, 20.5),
        ]],
    ),
    (
        &["download"],
        &[
            &[(12.0, 3.0), (12.0, 15.0)],
            &[(7.0, 10.0), (12.0, 15.0), (17.0, 10.0)],
            &[(4.0, 20.0), (20.0, 20.0)],
        ],
    ),
    (
        &["upload"],
        &[
            &[(12.0, 15.0), (12.0, 3.0)],
            &[(7.0, 8.0), (12.0, 3.0), (17.0, 8.0)],
            &[(4.0, 20.0), (20.0, 20.0)],
        ],
    ),
];

pub(super) fn icon(parts: &mut Parts<'_>, component: &Component) {
    let side = parts.width.min(parts.height);
    let (left, top) = ((parts.width - side) / 2.0, (parts.height - side) / 2.0);
    let scale = side / 24.0;
    let at = |x: f64, y: f64| (left + x * scale, top + y * scale);
    let name = component.text.trim().to_lowercase();
    let thick = (scale * 1.8).clamp(1.0, 6.0);
    let disc = |parts: &mut Parts<'_>, x: f64, y: f64, radius: f64, fill: &str| {
        let (x, y) = at(x, y);
        parts.ellipse(Rect::from_center_size((x, y), (radius * 2.0 * scale, radius * 2.0 * scale)), fill);
        parts.thick(thick);
    };
    let line = |parts: &mut Parts<'_>, points: &[(f64, f64)], fill: &str| {
        let points: Vec<(f64, f64)> = points.iter().map(|(x, y)| at(*x, *y)).collect();
        parts.line(&points, 1.0, fill);
        parts.thick(thick);
    };
    let fill = parts.style.fill.clone();
    if let Some((_, lines)) = KNOWN.iter().find(|(names, _)| names.contains(&name.as_str())) {
        for points in *lines {
            let closed = points.len() > 2 && points.first() == points.last();
            line(parts, points, if closed { &fill } else { "transparent" });
        }
        return;
    }
    match name.as_str() {
        "search" | "find" => {
            disc(parts, 10.5, 10.5, 6.5, &fill);
            line(parts, &[(15.4, 15.4), (21.0, 21.0)], "transparent");
        }
        "user" | "person" | "account" | "profile" => {
            disc(parts, 12.0, 8.0, 4.2, &fill);
            line(
                parts,
                &[
                    (4.0, 21.0),
                    (5.0, 17.5),
                    (8.0, 15.5),
                    (12.0, 15.0),
                    (16.0, 15.5),
                    (19.0, 17.5),
                    (20.0, 21.0),
                ],
                "transparent",
            );
        }
        "settings" | "gear" | "cog" => {
            disc(parts, 12.0, 12.0, 3.2, "transparent");
            disc(parts, 12.0, 12.0, 7.0, "transparent");
            for tooth in 0..8 {
                let angle = TAU * f64::from(tooth) / 8.0;
                let on = |radius: f64| (12.0 + radius * angle.cos(), 12.0 + radius * angle.sin());
                line(parts, &[on(7.0), on(10.2)], "transparent");
            }
        }
        "info" | "help" | "question" => {
            disc(parts, 12.0, 12.0, 9.0, &fill);
            line(parts, &[(12.0, 11.0), (12.0, 16.5)], "transparent");
            line(parts, &[(12.0, 7.4), (12.0, 7.6)], "transparent");
        }
        "bell" | "notification" | "notifications" => {
            line(
                parts,
                &[
                    (4.5, 17.0),
                    (6.0, 15.0),
                    (6.5, 9.0),
                    (9.0, 5.0),
                    (12.0, 4.0),
                    (15.0, 5.0),
                    (17.5, 9.0),
                    (18.0, 15.0),
                    (19.5, 17.0),
                    (4.5, 17.0),
                ],
                &fill,
            );
            line(parts, &[(10.0, 20.0), (12.0, 21.0), (14.0, 20.0)], "transparent");
        }
        "calendar" | "date" => {
            line(parts, &[(4.0, 5.0), (20.0, 5.0), (20.0, 21.0), (4.0, 21.0), (4.0, 5.0)], &fill);
            line(parts, &[(4.0, 10.0), (20.0, 10.0)], "transparent");
            line(parts, &[(8.0, 2.5), (8.0, 6.5)], "transparent");
            line(parts, &[(16.0, 2.5), (16.0, 6.5)], "transparent");
        }
        "image" | "picture" | "photo" => {
            line(parts, &[(3.0, 4.0), (21.0, 4.0), (21.0, 20.0), (3.0, 20.0), (3.0, 4.0)], &fill);
            disc(parts, 8.0, 9.0, 1.8, "transparent");
            line(parts, &[(3.5, 18.0), (9.5, 12.5), (13.0, 16.0), (16.5, 12.5), (20.5, 16.5)], "transparent");
        }
        _ => {
            // A star stands for an icon of any kind.
            let points: Vec<(f64, f64)> = (0..=10)
                .map(|step| {
                    let radius = if step % 2 == 0 { 9.5 } else { 4.0 };
                    let angle = TAU * f64::from(step) / 10.0 - TAU / 4.0;
                    (12.0 + radius * angle.cos(), 12.5 + radius * angle.sin())
                })
                .collect();
            line(parts, &points, &fill);
        }
    }
}
