//! One declaration of CSS as utilities of Tailwind.
//!
//! Names and scales as documented at <https://tailwindcss.com/docs/styling-with-utility-classes> for version 4.
//!
//! Not here: which elements have which declarations.

use super::super::classes::number;
use super::super::dom::Declaration;
use std::collections::BTreeSet;

/// The utilities that say what the declaration says.
pub(super) fn of(declaration: &Declaration, tokens: &BTreeSet<&str>) -> Vec<String> {
    let property = declaration.property.as_str();
    let value = declaration.value.trim();
    let found = keyword(property, value)
        .map(|name| vec![name])
        .or_else(|| sides(property, value))
        .or_else(|| border(property, value, tokens))
        .or_else(|| valued(property, value, tokens).map(|name| vec![name]));
    found.unwrap_or_else(|| vec![format!("[{property}:{}]", arbitrary(value))])
}

/// A value in brackets: white space is written as `_`.
fn arbitrary(value: &str) -> String {
    let words: Vec<String> = value.split_whitespace().map(|word| word.replace('_', "\\_")).collect();
    words.join("_").replace(",_", ",").replace('"', "'")
}

/// Declarations that have a name of their own.
fn keyword(property: &str, value: &str) -> Option<String> {
    let name = match (property, value) {
        ("display", "none") => "hidden",
        (
            "display",
            "flex" | "grid" | "block" | "inline" | "inline-block" | "inline-flex" | "inline-grid"
            | "contents" | "flow-root" | "table" | "table-row" | "table-cell" | "list-item",
        )
        | ("position", "static" | "relative" | "absolute" | "fixed" | "sticky") => value,
        ("flex-direction", "row") => "flex-row",
        ("flex-direction", "column") => "flex-col",
        ("flex-direction", "row-reverse") => "flex-row-reverse",
        ("flex-direction", "column-reverse") => "flex-col-reverse",
        ("flex-wrap", "wrap") => "flex-wrap",
        ("flex-wrap", "nowrap") => "flex-nowrap",
        ("flex", "1" | "1 1 0" | "1 1 0%" | "1 1 0px") => "flex-1",
        ("flex", "none" | "0 0 auto") => "flex-none",
        ("flex", "auto" | "1 1 auto") => "flex-auto",
        ("flex", "0 1 auto" | "initial") => "flex-initial",
        ("flex-grow", "1") => "grow",
        ("flex-grow", "0") => "grow-0",
        ("flex-shrink", "1") => "shrink",
        ("flex-shrink", "0") => "shrink-0",
        ("font-style", "italic") => "italic",
        ("font-style", "normal") => "not-italic",
        ("text-decoration" | "text-decoration-line", "underline") => "underline",
        ("text-decoration" | "text-decoration-line", "none") => "no-underline",
        ("text-decoration" | "text-decoration-line", "line-through") => "line-through",
        ("text-transform", "uppercase" | "lowercase" | "capitalize") => value,
        ("list-style" | "list-style-type", "none") => "list-none",
        ("list-style" | "list-style-type", "disc") => "list-disc",
        ("list-style" | "list-style-type", "decimal") => "list-decimal",
        ("box-sizing", "border-box") => "box-border",
        ("box-sizing", "content-box") => "box-content",
        ("white-space", "nowrap" | "normal" | "pre" | "pre-line" | "pre-wrap" | "break-spaces") => {
            return Some(format!("whitespace-{value}"));
        }
        ("overflow-wrap", "anywhere" | "break-word") => return Some(format!("wrap-{value}")),
        ("word-break", "break-all") => "break-all",
        ("text-overflow", "ellipsis") => "text-ellipsis",
        ("visibility", "hidden") => "invisible",
        ("appearance", "none") => "appearance-none",
        ("border-collapse", "collapse") => "border-collapse",
        ("border-collapse", "separate") => "border-separate",
        ("table-layout", "fixed") => "table-fixed",
        ("box-shadow", "none") => "shadow-none",
        ("text-align", "left" | "center" | "right" | "justify" | "start" | "end") => {
            return Some(format!("text-{value}"));
        }
        ("text-wrap", "balance" | "pretty" | "wrap" | "nowrap") => return Some(format!("text-{value}")),
        ("overflow", "hidden" | "auto" | "scroll" | "visible" | "clip") => {
            return Some(format!("overflow-{value}"));
        }
        ("overflow-x", "hidden" | "auto" | "scroll" | "visible" | "clip") => {
            return Some(format!("overflow-x-{value}"));
        }
        ("overflow-y", "hidden" | "auto" | "scroll" | "visible" | "clip") => {
            return Some(format!("overflow-y-{value}"));
        }
        ("object-fit", "cover" | "contain" | "fill" | "none" | "scale-down") => {
            return Some(format!("object-{value}"));
        }
        ("cursor", "pointer" | "default" | "text" | "auto") => return Some(format!("cursor-{value}")),
        ("vertical-align", "middle" | "top" | "bottom" | "baseline") => {
            return Some(format!("align-{value}"));
        }
        ("resize", "none") => "resize-none",
        ("resize", "vertical") => "resize-y",
        ("pointer-events", "none") => "pointer-events-none",
        ("isolation", "isolate") => "isolate",
        _ => return aligned(property, value),
    };
    Some(name.to_owned())
}

/// Alignment in flex and grid.
fn aligned(property: &str, value: &str) -> Option<String> {
    let prefix = match property {
        "justify-content" => "justify",
        "justify-items" => "justify-items",
        "justify-self" => "justify-self",
        "align-content" => "content",
        "align-items" => "items",
        "align-self" => "self",
        "place-content" => "place-content",
        "place-items" => "place-items",
        "place-self" => "place-self",
        _ => return None,
    };
    let value = match value {
        "flex-start" | "start" => "start",
        "flex-end" | "end" => "end",
        "space-between" => "between",
        "space-around" => "around",
        "space-evenly" => "evenly",
        "center" | "stretch" | "baseline" | "auto" | "normal" => value,
        _ => return None,
    };
    Some(format!("{prefix}-{value}"))
}

/// A length on the scale of spaces (a quarter of it is 1 px), or in brackets; with the sign before all of it.
fn spaced(prefix: &str, value: &str) -> Option<String> {
    let (sign, size) = match value.strip_prefix('-') {
        Some(size) => ("-", size),
        None => ("", value),
    };
    let px = match pixels(size) {
        Some(px) => px,
        None => {
            if let Some(step) = token_step(size) {
                return Some(format!("{sign}{prefix}-{step}"));
            }
            if let Some(less) = less(size) {
                return Some(format!("{prefix}-[{less}]"));
            }
            return Some(format!("{prefix}-[{}]", arbitrary(value)));
        }
    };
    Some(if px == 1.0 {
        format!("{sign}{prefix}-px")
    } else if px.fract() == 0.0 {
        format!("{sign}{prefix}-{}", number(px / 4.0))
    } else {
        format!("{sign}{prefix}-[{}px]", number(px))
    })
}

/// The step of the scale that a token for a space means.
fn token_step(value: &str) -> Option<String> {
    Some(value.strip_prefix("var(--space-")?.strip_suffix(')')?.replace('-', "."))
}

/// A step of the scale that something is taken off: `calc(--spacing(6)-1px)`.
fn less(value: &str) -> Option<String> {
    let (from, by) = value.strip_prefix("calc(")?.strip_suffix(')')?.split_once(" - ")?;
    let step = token_step(from).or_else(|| pixels(from).map(|px| number(px / 4.0)))?;
    pixels(by)?;
    Some(format!("calc(--spacing({step})-{by})"))
}

fn pixels(value: &str) -> Option<f64> {
    if value == "0" {
        return Some(0.0);
    }
    let (digits, scale) = match value.strip_suffix("px") {
        Some(digits) => (digits, 1.0),
        None => (value.strip_suffix("rem")?, 16.0),
    };
    digits.parse::<f64>().ok().filter(|px| px.is_finite() && *px >= 0.0).map(|px| px * scale)
}

/// A width, height or offset.
fn sized(prefix: &str, value: &str) -> Option<String> {
    let name = match value {
        "auto" | "none" => value,
        "100%" => "full",
        "min-content" => "min",
        "max-content" => "max",
        "fit-content" => "fit",
        "100vw" | "100vh" => "screen",
        "100dvh" => "dvh",
        "50%" => "1/2",
        "25%" => "1/4",
        "75%" => "3/4",
        _ => return spaced(prefix, value),
    };
    Some(format!("{prefix}-{name}"))
}

/// Values for the four sides, as the short form writes them: top, right, bottom, left.
fn four(value: &str) -> Option<[&str; 4]> {
    let parts = parts(value);
    match parts.as_slice() {
        [all] => Some([all, all, all, all]),
        [y, x] => Some([y, x, y, x]),
        [top, x, bottom] => Some([top, x, bottom, x]),
        [top, right, bottom, left] => Some([top, right, bottom, left]),
        _ => None,
    }
}

/// The words of a value; what is in parentheses is one.
fn parts(value: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let between = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c.is_whitespace() && depth == 0
    };
    value.split(between).filter(|part| !part.is_empty()).collect()
}

/// Paddings, margins, offsets and gaps.
fn sides(property: &str, value: &str) -> Option<Vec<String>> {
    let single = match property {
        "padding-top" => "pt",
        "padding-right" => "pr",
        "padding-bottom" => "pb",
        "padding-left" => "pl",
        "padding-inline" => "px",
        "padding-block" => "py",
        "margin-top" => "mt",
        "margin-right" => "mr",
        "margin-bottom" => "mb",
        "margin-left" => "ml",
        "margin-inline" => "mx",
        "margin-block" => "my",
        "row-gap" => "gap-y",
        "column-gap" => "gap-x",
        "top" | "right" | "bottom" | "left" => property,
        _ => "",
    };
    if !single.is_empty() && parts(value).len() == 1 {
        return sized(single, value).map(|name| vec![name]);
    }
    if property == "gap" {
        return match parts(value).as_slice() {
            [gap] => Some(vec![spaced("gap", gap)?]),
            [row, column] => Some(vec![spaced("gap-y", row)?, spaced("gap-x", column)?]),
            _ => None,
        };
    }
    let (all, x, y, each) = match property {
        "padding" => ("p", "px", "py", ["pt", "pr", "pb", "pl"]),
        "margin" => ("m", "mx", "my", ["mt", "mr", "mb", "ml"]),
        "inset" => ("inset", "inset-x", "inset-y", ["top", "right", "bottom", "left"]),
        _ => return None,
    };
    let [top, right, bottom, left] = four(value)?;
    if top == right && top == bottom && top == left {
        return Some(vec![sized(all, top)?]);
    }
    if top == bottom && left == right {
        return Some(vec![sized(y, top)?, sized(x, left)?]);
    }
    if left == right {
        let [above, _, below, _] = each;
        return Some(vec![sized(above, top)?, sized(x, left)?, sized(below, bottom)?]);
    }
    each.iter().zip([top, right, bottom, left]).map(|(name, value)| sized(name, value)).collect()
}

/// A colour of the theme, or in brackets.
fn coloured(prefix: &str, value: &str, tokens: &BTreeSet<&str>) -> String {
    let name = match value.to_ascii_lowercase().as_str() {
        "#fff" | "#ffffff" | "white" => "white".to_owned(),
        "#000" | "#000000" | "black" => "black".to_owned(),
        "transparent" | "inherit" => value.to_ascii_lowercase(),
        "currentcolor" => "current".to_owned(),
        _ => match token(value) {
            Some(token) if tokens.contains(token) && token.starts_with("color-") => {
                token.trim_start_matches("color-").to_owned()
            }
            Some(token) => format!("(--{token})"),
            None => format!("[{}]", arbitrary(value)),
        },
    };
    format!("{prefix}-{name}")
}

/// `color-primary` of `var(--color-primary)`.
fn token(value: &str) -> Option<&str> {
    let name = value.strip_prefix("var(--")?.strip_suffix(')')?;
    (!name.contains([',', '(', ' '])).then_some(name)
}

fn is_line_style(word: &str) -> bool {
    matches!(word, "solid" | "dashed" | "dotted" | "double" | "none" | "hidden")
}

/// Borders: their width, style and colour, for all sides or for one.
fn border(property: &str, value: &str, tokens: &BTreeSet<&str>) -> Option<Vec<String>> {
    let rest = property.strip_prefix("border")?;
    let (side, what) = match rest {
        "" => ("border", ""),
        "-width" | "-color" | "-style" => ("border", rest),
        "-top" => ("border-t", ""),
        "-right" => ("border-r", ""),
        "-bottom" => ("border-b", ""),
        "-left" => ("border-l", ""),
        "-top-width" | "-top-color" => ("border-t", rest.strip_prefix("-top")?),
        "-right-width" | "-right-color" => ("border-r", rest.strip_prefix("-right")?),
        "-bottom-width" | "-bottom-color" => ("border-b", rest.strip_prefix("-bottom")?),
        "-left-width" | "-left-color" => ("border-l", rest.strip_prefix("-left")?),
        _ => return None,
    };
    let width = |value: &str| -> Option<String> {
        let px = pixels(value)?;
        Some(match px {
            1.0 => side.to_owned(),
            px if px.fract() == 0.0 => format!("{side}-{}", number(px)),
            px => format!("{side}-[{}px]", number(px)),
        })
    };
    match what {
        "-width" if !value.contains(' ') => return Some(vec![width(value)?]),
        "-color" if !value.contains(' ') => return Some(vec![coloured(side, value, tokens)]),
        "-style" if is_line_style(value) => return Some(vec![format!("border-{value}")]),
        "" => {}
        _ => return None,
    }
    if matches!(value, "none" | "0") {
        return Some(vec![format!("{side}-0")]);
    }
    let mut names = Vec::new();
    let mut colour = String::new();
    for word in value.split_whitespace() {
        if let Some(name) = width(word).filter(|_| names.is_empty()) {
            names.push(name);
        } else if is_line_style(word) {
            if word != "solid" {
                names.push(format!("border-{word}"));
            }
        } else {
            colour.push_str(word);
        }
    }
    if names.is_empty() {
        return None;
    }
    if !colour.is_empty() {
        names.push(coloured(side, &colour, tokens));
    }
    Some(names)
}

/// Declarations with a value of many.
fn valued(property: &str, value: &str, tokens: &BTreeSet<&str>) -> Option<String> {
    let themed = |prefix: &str, space: &str| {
        let name = token(value).filter(|name| tokens.contains(name))?.strip_prefix(space)?;
        Some(format!("{prefix}-{name}"))
    };
    let bracket = |prefix: &str| Some(format!("{prefix}-[{}]", arbitrary(value)));
    let whole = value.parse::<i32>().ok();
    match property {
        "width" => sized("w", value),
        "height" => sized("h", value),
        "min-width" => sized("min-w", value),
        "max-width" => sized("max-w", value),
        "min-height" => sized("min-h", value),
        "max-height" => sized("max-h", value),
        "flex-basis" => sized("basis", value),
        "flex" => bracket("flex"),
        "flex-grow" => bracket("grow"),
        "flex-shrink" => bracket("shrink"),
        "order" => whole.filter(|order| *order >= 0).map(|order| format!("order-{order}")),
        "z-index" => whole.filter(|z| *z >= 0).map(|z| format!("z-{z}")),
        "opacity" => {
            let share = value.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share))?;
            let percent = (share * 1000.0).round() / 10.0;
            Some(if percent.fract() == 0.0 {
                format!("opacity-{percent}")
            } else {
                format!("opacity-[{value}]")
            })
        }
        "color" => Some(coloured("text", value, tokens)),
        "background-color" => Some(coloured("bg", value, tokens)),
        "background" if value == "none" => Some("bg-transparent".to_owned()),
        "background" if !value.contains(' ') || value.starts_with("rgb") || value.starts_with("hsl") => {
            Some(coloured("bg", value, tokens))
        }
        "accent-color" => Some(coloured("accent", value, tokens)),
        "outline-color" => Some(coloured("outline", value, tokens)),
        "border-radius" => themed("rounded", "radius-").or_else(|| radius(value, tokens)),
        "font-size" => themed("text", "text-").or_else(|| pixels(value).map(|_| format!("text-[{value}]"))),
        "font-family" => themed("font", "font-")
            .or_else(|| token(value).map(|name| format!("font-(family-name:--{name})")))
            .or_else(|| Some(format!("font-[family-name:{}]", arbitrary(value)))),
        "font-weight" => Some(weight(value)),
        "line-height" => Some(leading(value)),
        "letter-spacing" => bracket("tracking"),
        "grid-template-columns" => Some(tracks("grid-cols", value)),
        "grid-template-rows" => Some(tracks("grid-rows", value)),
        "grid-column" => Some(lines("col", value)),
        "grid-row" => Some(lines("row", value)),
        "grid-column-start" => whole.map(|line| format!("col-start-{line}")),
        "grid-column-end" => whole.map(|line| format!("col-end-{line}")),
        "grid-row-start" => whole.map(|line| format!("row-start-{line}")),
        "grid-row-end" => whole.map(|line| format!("row-end-{line}")),
        "aspect-ratio" => match value {
            "1" | "1 / 1" => Some("aspect-square".to_owned()),
            "auto" => Some("aspect-auto".to_owned()),
            value => Some(format!("aspect-[{}]", value.split_whitespace().collect::<String>())),
        },
        "box-shadow" => bracket("shadow"),
        _ => None,
    }
}

fn radius(value: &str, tokens: &BTreeSet<&str>) -> Option<String> {
    let px = pixels(value);
    let name = match px {
        Some(0.0) => Some("none"),
        Some(2.0) => Some("xs"),
        Some(4.0) => Some("sm"),
        Some(6.0) => Some("md"),
        Some(8.0) => Some("lg"),
        Some(12.0) => Some("xl"),
        Some(16.0) => Some("2xl"),
        Some(24.0) => Some("3xl"),
        Some(32.0) => Some("4xl"),
        Some(px) if px >= 999.0 => Some("full"),
        _ => None,
    };
    // A token of that name may be another size.
    match name.filter(|name| !tokens.contains(format!("radius-{name}").as_str())) {
        Some(name) => Some(format!("rounded-{name}")),
        None => Some(format!("rounded-[{}]", arbitrary(value))),
    }
}

fn weight(value: &str) -> String {
    let name = match value {
        "100" => "thin",
        "200" => "extralight",
        "300" => "light",
        "400" | "normal" => "normal",
        "500" => "medium",
        "600" => "semibold",
        "700" | "bold" => "bold",
        "800" => "extrabold",
        "900" => "black",
        other => return format!("font-[{other}]"),
    };
    format!("font-{name}")
}

fn leading(value: &str) -> String {
    let name = match value {
        "1" => "none",
        "1.25" => "tight",
        "1.375" => "snug",
        "1.5" => "normal",
        "1.625" => "relaxed",
        "2" => "loose",
        other => {
            return match pixels(other).filter(|px| px.fract() == 0.0) {
                Some(px) => format!("leading-{}", number(px / 4.0)),
                None => format!("leading-[{}]", arbitrary(other)),
            };
        }
    };
    format!("leading-{name}")
}

fn tracks(prefix: &str, value: &str) -> String {
    let equal = value
        .strip_prefix("repeat(")
        .and_then(|rest| rest.strip_suffix(", minmax(0, 1fr))"))
        .and_then(|count| count.parse::<u16>().ok());
    match equal {
        Some(count) => format!("{prefix}-{count}"),
        None if value == "none" => format!("{prefix}-none"),
        None => format!("{prefix}-[{}]", arbitrary(value)),
    }
}

fn lines(prefix: &str, value: &str) -> String {
    let compact: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if compact == "1 / -1" {
        return format!("{prefix}-span-full");
    }
    let span = compact.strip_prefix("span ").map(|rest| rest.split(" / ").next().unwrap_or(rest));
    match span.and_then(|count| count.parse::<u16>().ok()) {
        Some(count) => format!("{prefix}-span-{count}"),
        None => format!("{prefix}-[{}]", arbitrary(&compact.replace(" / ", "/"))),
    }
}
