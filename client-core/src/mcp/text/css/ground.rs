//! Ground of a text, and whether letters stand out from it.

use super::{
    MIN_OPACITY,
    color::{Color, WHITE, is_same, over},
    style::{Blend, Picture, Style},
};

/// Colours behind a text. Without any, they are unknown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ground {
    colors: Vec<Color>,
    unknown: bool,
    /// `true` inside an element with a background: the white of an empty page takes no part in blending.
    declared: bool,
}

impl Default for Ground {
    fn default() -> Self {
        Self { colors: vec![WHITE], unknown: false, declared: false }
    }
}

/// Maximum number of colours of a gradient that are compared with the text.
const MAX_COLORS: usize = 8;

/// Effects of filters on colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Filter {
    pub(super) contrast: f32,
    pub(super) brightness: f32,
    pub(super) inverts: f32,
}

impl Filter {
    pub(super) const NONE: Self = Self { contrast: 1.0, brightness: 1.0, inverts: 0.0 };

    fn apply(self, color: Color) -> Color {
        if self == Self::NONE {
            return color;
        }
        let channel = |c: f32| {
            let c = c * (1.0 - self.inverts) + (1.0 - c) * self.inverts;
            ((c * self.brightness - 0.5) * self.contrast + 0.5).clamp(0.0, 1.0)
        };
        [channel(color[0]), channel(color[1]), channel(color[2]), color[3]]
    }
}

impl Ground {
    /// Returns the ground inside an element.
    pub(super) fn inside(&self, style: &Style, filter: Filter) -> Option<Self> {
        let has_color = style.background[3] > 0.0;
        if style.clips_text || (!has_color && style.picture == Picture::None) {
            return None;
        }
        let mut ground = Self { declared: true, ..self.clone() };
        if has_color {
            let color = filter.apply(style.background);
            ground.colors.iter_mut().for_each(|below| *below = over(color, *below));
            ground.unknown &= color[3] < 1.0 - MIN_OPACITY;
        }
        match &style.picture {
            Picture::None => {}
            // The colour that was declared for when the picture is missing counts.
            Picture::Unknown => ground.unknown = style.background[3] < 1.0 - MIN_OPACITY,
            Picture::Gradient(stops) => {
                let below = ground.colors.clone();
                ground.colors = stops
                    .iter()
                    .take(MAX_COLORS)
                    .flat_map(|stop| below.iter().map(|below| over(filter.apply(*stop), *below)))
                    .take(MAX_COLORS)
                    .collect();
            }
        }
        Some(ground)
    }

    /// Returns `true` if text of this colour stands out.
    pub(super) fn shows(&self, color: Color, opacity: f32, filter: Filter, blend: Blend) -> bool {
        let mut color = filter.apply(color);
        color[3] *= opacity;
        if color[3] < MIN_OPACITY {
            return false;
        }
        if self.unknown || blend == Blend::Other {
            return true;
        }
        let blend = if self.declared { blend } else { Blend::Normal };
        self.colors.iter().any(|&ground| !is_same(over(blended(color, ground, blend), ground), ground))
    }

    /// Returns `true` if letters that are cut out of an element's background stand out.
    pub(super) fn shows_cut(&self, style: &Style, opacity: f32, filter: Filter) -> bool {
        let stops: &[Color] = match &style.picture {
            Picture::Unknown => return true,
            Picture::Gradient(stops) => stops,
            Picture::None => &[],
        };
        stops.iter().chain([&style.background]).any(|&stop| self.shows(stop, opacity, filter, Blend::Normal))
    }
}

fn blended(top: Color, ground: Color, blend: Blend) -> Color {
    let channel = |i: usize| {
        let (a, b) = (top[i], ground[i]);
        match blend {
            Blend::Normal | Blend::Other => a,
            Blend::Multiply => a * b,
            Blend::Screen => a + b - a * b,
            Blend::Darken => a.min(b),
            Blend::Lighten => a.max(b),
            Blend::Difference => (a - b).abs(),
        }
    };
    [channel(0), channel(1), channel(2), top[3]]
}
