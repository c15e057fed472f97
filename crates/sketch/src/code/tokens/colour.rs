//! Names of colours from what they are used for.
//!
//! Not here: where they are used.

use std::collections::BTreeMap;

/// Red, green, blue and alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::code) struct Colour(pub(in crate::code) [u8; 4]);

/// What a colour is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::code) enum Use {
    Text,
    Fill,
    /// The fill of something to press.
    Button,
    /// Behind everything.
    Page,
    Line,
}

impl Colour {
    /// A colour as CSS writes it in numbers; transparent ones and those by name are none, but black and white.
    pub(in crate::code) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(hex) = text.strip_prefix('#') {
            let digits: Vec<u8> = hex
                .chars()
                .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
                .collect::<Option<_>>()?;
            return match digits.as_slice() {
                [r, g, b] => Some(Self([r * 17, g * 17, b * 17, 255])),
                [r, g, b, a] => Some(Self([r * 17, g * 17, b * 17, a * 17])),
                [r, s, g, h, b, c] => Some(Self([r * 16 + s, g * 16 + h, b * 16 + c, 255])),
                [r, s, g, h, b, c, a, d] => Some(Self([r * 16 + s, g * 16 + h, b * 16 + c, a * 16 + d])),
                _ => None,
            };
        }
        if let Some(list) = text.strip_prefix("rgb").map(|rest| rest.trim_start_matches('a')) {
            let list = list.strip_prefix('(')?.strip_suffix(')')?;
            let parts: Vec<&str> = list
                .split(|c: char| c == ',' || c == '/' || c.is_whitespace())
                .filter(|part| !part.is_empty())
                .collect();
            let channel = |part: &str| -> Option<u8> {
                let value: f64 = part.parse().ok()?;
                Some(value.clamp(0.0, 255.0).round() as u8)
            };
            let alpha = |part: &str| -> Option<u8> {
                let value: f64 = match part.strip_suffix('%') {
                    Some(percent) => percent.parse::<f64>().ok()? / 100.0,
                    None => part.parse().ok()?,
                };
                Some((value.clamp(0.0, 1.0) * 255.0).round() as u8)
            };
            return match parts.as_slice() {
                [r, g, b] => Some(Self([channel(r)?, channel(g)?, channel(b)?, 255])),
                [r, g, b, a] => Some(Self([channel(r)?, channel(g)?, channel(b)?, alpha(a)?])),
                _ => None,
            };
        }
        match text.as_str() {
            "white" => Some(Self([255, 255, 255, 255])),
            "black" => Some(Self([0, 0, 0, 255])),
            _ => None,
        }
    }

    pub(in crate::code) fn css(self) -> String {
        let [r, g, b, a] = self.0;
        match a {
            255 => format!("#{r:02x}{g:02x}{b:02x}"),
            a => format!("#{r:02x}{g:02x}{b:02x}{a:02x}"),
        }
    }

    /// Lightness as the eye sees it, strength, and hue in turns; OKLCH, <https://bottosson.github.io/posts/oklab/>.
    fn seen(self) -> (f64, f64, f64) {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b, _] = self.0;
        let (r, g, b) = (linear(r), linear(g), linear(b));
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let light = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let x = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let y = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        let hue = y.atan2(x) / std::f64::consts::TAU;
        (light, x.hypot(y), if hue < 0.0 { hue + 1.0 } else { hue })
    }

    /// How light it looks, 0 to 1.
    pub(in crate::code) fn lightness(self) -> f64 {
        self.seen().0
    }

    /// White words are read on it better than black ones.
    pub(in crate::code) fn dark(self) -> bool {
        self.0[3] > 127 && self.seen().0 < 0.62
    }

    /// Has a hue that one would name.
    pub(in crate::code) fn strong(self) -> bool {
        let (light, strength, _) = self.seen();
        self.0[3] > 127 && strength > 0.09 && light < 0.9
    }

    /// `green-600`, `neutral-300`: a hue and how dark it is.
    fn plain_name(self) -> String {
        let (light, strength, hue) = self.seen();
        let name = if strength < 0.04 {
            "neutral"
        } else {
            match hue * 360.0 {
                h if h < 12.0 => "pink",
                h if h < 38.0 => "red",
                h if h < 75.0 => "orange",
                h if h < 112.0 => "yellow",
                h if h < 165.0 => "green",
                h if h < 210.0 => "teal",
                h if h < 245.0 => "sky",
                h if h < 275.0 => "blue",
                h if h < 310.0 => "violet",
                h if h < 345.0 => "purple",
                _ => "pink",
            }
        };
        let step = (((1.0 - light) * 20.0).round() * 50.0).clamp(0.0, 950.0);
        let alpha =
            if self.0[3] < 255 { format!("-a{}", u32::from(self.0[3]) * 100 / 255) } else { String::new() };
        format!("{name}-{step}{alpha}")
    }
}

/// Of the colours that a good part of all words is set in, the one that stands out most from the page.
fn strongest(seen: &BTreeMap<(Colour, Use), u64>, page: Option<Colour>) -> Option<Colour> {
    let ground = page.map_or(1.0, |page| page.seen().0);
    let words: Vec<(Colour, u64)> = (seen.iter())
        .filter(|((colour, at), _)| *at == Use::Text && !colour.strong())
        .map(|((colour, _), count)| (*colour, *count))
        .collect();
    let all: u64 = words.iter().map(|(_, count)| count).sum();
    let apart = |colour: &Colour| (colour.seen().0 - ground).abs();
    words
        .into_iter()
        .filter(|(_, count)| count * 8 >= all)
        .map(|(colour, _)| colour)
        .max_by(|a, b| apart(a).total_cmp(&apart(b)).then(b.cmp(a)))
}

/// Most words in this colour stand on what is dark on a light page, or light on a dark one.
fn stands_otherwise(
    on: &BTreeMap<(Colour, Colour), u64>,
    colour: Colour,
    page: Option<Colour>,
    primary: Option<Colour>,
) -> bool {
    let dark = page.is_some_and(Colour::dark);
    let of = on.iter().filter(|((words, fill), _)| *words == colour && Some(*fill) != primary);
    let (mut there, mut all) = (0, 0);
    for ((_, fill), count) in of {
        all += count;
        there += if fill.dark() == dark { 0 } else { *count };
    }
    there * 2 > all
}

/// Of the colours on such fills, the one that stands out most, and the one used most of the others.
fn inverse(colours: &[Colour], page: Option<Colour>) -> (Option<Colour>, Option<Colour>) {
    let dark = page.is_some_and(Colour::dark);
    let apart = |colour: &Colour| if dark { -colour.seen().0 } else { colour.seen().0 };
    let most = colours.iter().copied().max_by(|a, b| apart(a).total_cmp(&apart(b)).then(b.cmp(a)));
    (most, colours.iter().copied().find(|colour| Some(*colour) != most))
}

/// Which uses a name is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Any,
    Text,
    Fill,
    Line,
}

/// Names, in the order they are written.
pub(in crate::code) struct Names {
    names: Vec<(String, Colour, For)>,
    /// The fill that `on-primary` stands on.
    primary: Option<Colour>,
}

impl Names {
    /// Names from how often colours are used for what, and which words stand on which fill.
    pub(in crate::code) fn of(
        seen: &BTreeMap<(Colour, Use), u64>,
        on: &BTreeMap<(Colour, Colour), u64>,
    ) -> Self {
        let mut names = Self { names: Vec::new(), primary: None };
        // Those used most first; alike ones in the order of their values.
        let most = |at: &[Use], take: &dyn Fn(Colour) -> bool| -> Vec<Colour> {
            let mut sums: BTreeMap<Colour, u64> = BTreeMap::new();
            for ((colour, used), count) in seen {
                if at.contains(used) && take(*colour) {
                    *sums.entry(*colour).or_default() += count;
                }
            }
            let mut list: Vec<(Colour, u64)> = sums.into_iter().collect();
            list.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
            list.into_iter().map(|(colour, _)| colour).collect()
        };
        let weak = |colour: Colour| !colour.strong();
        let strong = |colour: Colour| colour.strong();
        let page = most(&[Use::Page], &|_| true).first().copied();
        let text = strongest(seen, page).or(most(&[Use::Text], &|_| true).first().copied());
        let primary = most(&[Use::Button], &strong)
            .into_iter()
            .chain(most(&[Use::Text], &strong).into_iter().filter(|colour| Some(*colour) != text))
            .chain(most(&[Use::Fill], &strong))
            .next();
        names.primary = primary;
        names.add("background", page, For::Fill);
        let mut surfaces =
            most(&[Use::Fill, Use::Button], &weak).into_iter().filter(|colour| Some(*colour) != page);
        names.add("surface", surfaces.next(), For::Fill);
        names.add("surface-alt", surfaces.next(), For::Fill);
        names.add("text", text, For::Text);
        let on_primary = primary.and_then(|primary| {
            let stands = on.iter().filter(|((_, fill), _)| *fill == primary);
            stands.max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a))).map(|((colour, _), _)| *colour)
        });
        let other = |colour: Colour| {
            Some(colour) != text && weak(colour) && stands_otherwise(on, colour, page, primary)
        };
        let quiet = |colour: Colour| {
            weak(colour) && Some(colour) != text && Some(colour) != on_primary && !other(colour)
        };
        let mut muted = most(&[Use::Text], &quiet).into_iter();
        names.add("muted", muted.next(), For::Text);
        names.add("subtle", muted.next(), For::Text);
        let (inverse, inverse_muted) = inverse(&most(&[Use::Text], &other), page);
        names.add("inverse", inverse, For::Text);
        names.add("inverse-muted", inverse_muted, For::Text);
        names.add("border", most(&[Use::Line], &weak).first().copied(), For::Line);
        names.add("primary", primary, For::Any);
        names.add("on-primary", on_primary, For::Text);
        let all = [Use::Button, Use::Fill, Use::Line, Use::Text];
        let accent =
            most(&all, &strong).into_iter().find(|colour| Some(*colour) != primary && Some(*colour) != text);
        names.add("accent", accent, For::Any);
        names.rest(seen);
        names
    }

    /// What is used more than once and has no name yet: by hue.
    fn rest(&mut self, seen: &BTreeMap<(Colour, Use), u64>) {
        let mut uses: BTreeMap<Colour, u64> = BTreeMap::new();
        for ((colour, _), count) in seen {
            *uses.entry(*colour).or_default() += count;
        }
        let mut rest: Vec<(String, Colour)> = uses
            .into_iter()
            .filter(|(colour, count)| *count > 1 && !self.names.iter().any(|(_, known, _)| known == colour))
            .map(|(colour, _)| (colour.plain_name(), colour))
            .collect();
        rest.sort();
        let mut taken: Vec<String> = Vec::new();
        for (name, colour) in rest {
            let name = crate::code::names::free(name, "-", &mut taken);
            self.names.push((name, colour, For::Any));
        }
    }

    fn add(&mut self, name: &str, colour: Option<Colour>, used: For) {
        if let Some(colour) = colour {
            self.names.push((name.to_owned(), colour, used));
        }
    }

    pub(in crate::code) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.names.retain(|(name, _, _)| keep(name));
    }

    pub(in crate::code) fn list(&self) -> Vec<(String, String)> {
        self.names.iter().map(|(name, colour, _)| (name.clone(), colour.css())).collect()
    }

    /// The name of a colour that is used so; `fill` is what the element itself is filled with.
    pub(in crate::code) fn name(&self, colour: Colour, at: Use, fill: Option<Colour>) -> Option<&str> {
        let mut known = self.names.iter().filter(|(_, known, _)| *known == colour);
        let on_primary = at == Use::Text && fill.is_some() && fill == self.primary;
        let wanted = match at {
            Use::Text => For::Text,
            Use::Line => For::Line,
            _ => For::Fill,
        };
        let fits = |(name, _, used): &&(String, Colour, For)| match name.as_str() {
            "on-primary" => on_primary,
            "background" => at == Use::Page,
            _ => *used == wanted || *used == For::Any,
        };
        let first = known.clone().find(|entry| on_primary && entry.0 == "on-primary");
        first.or_else(|| known.clone().find(fits)).or_else(|| known.next()).map(|(name, _, _)| name.as_str())
    }
}
