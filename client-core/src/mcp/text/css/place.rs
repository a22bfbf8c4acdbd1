//! Place of an element: an estimate without layout, from what is declared.

use std::{cell::Cell, rc::Rc};

use super::{
    sight::{Block, Clip, Frame, LINE, MAX_COUNTED, WIDE, letters},
    style::{Display, Position, Size, Transform},
    value::WINDOW,
};
use crate::mcp::text::html::tree::{Document, NodeId};

impl Frame {
    /// Returns the negative margins above and below a block, which move all that follows.
    pub(in crate::mcp::text) fn pull(&self) -> (f32, f32) {
        let style = &self.style;
        let in_flow = !matches!(style.position, Position::Absolute | Position::Fixed) && !style.floats;
        let px = |side: usize| style.margin[side].map_or(0.0, |size| size.resolve(self.width).min(0.0));
        if in_flow && self.is_block() { (px(0), px(2)) } else { (0.0, 0.0) }
    }

    /// Estimates the place of the element, and what is cut off.
    pub(super) fn place(&mut self, parent: &Self, document: &Document, id: NodeId) {
        if self.hidden || self.style.display == Display::Contents {
            return;
        }
        let style = Rc::clone(&self.style);
        let style = &*style;
        let measured = Cell::new(false);
        // The cells of a table of fixed layout are as wide as they say.
        let is_cell = parent.fixed_table && matches!(document.name(id), "td" | "th");
        let is_box = style.display.is_box() || is_cell;
        let absolute = matches!(style.position, Position::Absolute | Position::Fixed);
        let fixed = style.position == Position::Fixed;
        let page = Block { x: 0.0, width: WINDOW.0, y: Some(0.0), height: WINDOW.1 };
        let block = if fixed { page } else { parent.block };
        let around = if absolute { block.width } else { parent.width };
        let border = |side: usize| if style.border_on[side] { style.border[side] } else { 0.0 };
        let padding = |side: usize| style.padding[side].resolve(around);
        let margin = |side: usize| style.margin[side].map_or(0.0, |size| size.resolve(around));
        let sizes = is_box || style.display == Display::Table;

        let extra = if style.border_box { padding(1) + padding(3) + border(1) + border(3) } else { 0.0 };
        let bound = |size: Option<Size>| size.map(|size| size.resolve(around));
        let mut width = if sizes { bound(style.width) } else { None };
        if style.flex_none && parent.style.display == Display::Flex {
            width = Some(0.0);
        }
        let limit = if sizes { bound(style.max.0) } else { None };
        let width = match (width, limit) {
            (Some(width), Some(limit)) => Some(width.min(limit)),
            (None, Some(limit)) if is_box => Some(limit.min((around - margin(1) - margin(3)).max(0.0))),
            (width, _) => width,
        }
        .map(|width| width.max(bound(style.min.0).unwrap_or(0.0)));
        let inner_width = width.map_or_else(
            || (around - margin(1) - margin(3) - padding(1) - padding(3) - border(1) - border(3)).max(0.0),
            |width| (width - extra).max(0.0),
        );

        // Horizontal place.
        let font = style.inherited.font;
        let natural = || {
            measured.set(true);
            count(document, id) * WIDE * font
        };
        let estimate = || natural().min(around);
        let mut x = if absolute {
            match (style.inset[3], style.inset[1]) {
                (Some(left), _) => block.x + left.resolve(block.width) + margin(3),
                (None, Some(right)) => {
                    let edge = block.x + block.width - right.resolve(block.width) - margin(1);
                    edge - width.unwrap_or_else(estimate)
                }
                (None, None) => parent.x + margin(3),
            }
        } else {
            parent.x + margin(3)
        };
        if style.position == Position::Relative {
            x += match (style.inset[3], style.inset[1]) {
                (Some(left), _) => left.resolve(around),
                (None, Some(right)) => -right.resolve(around),
                (None, None) => 0.0,
            };
        }
        let mut dy = 0.0;
        if style.display != Display::Inline {
            for moved in [&style.transform, &style.translate] {
                if moved.x.share != 0.0 || moved.x.px != 0.0 {
                    let own = width.unwrap_or_else(|| {
                        if absolute || style.display == Display::InlineBlock {
                            estimate()
                        } else {
                            inner_width
                        }
                    });
                    x += moved.x.resolve(own);
                }
                if moved.y.share != 0.0 || moved.y.px != 0.0 {
                    let lines = (natural() / inner_width.max(1.0)).ceil().max(1.0);
                    dy += moved.y.resolve(lines * LINE * font);
                }
            }
        }

        let scale = style.transform.scale.0 * style.scale.scale.0;
        let turn = (style.transform.turn + style.rotate.turn).to_radians();
        if style.display != Display::Inline && (scale > 1.0 || turn != 0.0) {
            // Around the middle.
            let own = width.unwrap_or(inner_width);
            x -= (scale - 1.0).max(0.0) / 2.0 * own;
            dy -= turn.sin().max(0.0) / 2.0 * own;
        }

        // Vertical place.
        let fixed_height = |size: Option<Size>| -> Option<f32> {
            let size = size?;
            if size.share == 0.0 {
                return Some(size.px);
            }
            let whole = if absolute { Some(block.height) } else { parent.height };
            whole.map(|whole| size.resolve(whole))
        };
        let height = if is_box { fixed_height(style.height) } else { None };
        let mut y = if absolute {
            match (style.inset[0], style.inset[2]) {
                (Some(top), _) => block.y.map(|y| y + top.resolve(block.height) + margin(0)),
                (None, Some(bottom)) => {
                    let lines = LINE * font;
                    block.y.map(|y| y + block.height - bottom.resolve(block.height) - height.unwrap_or(lines))
                }
                (None, None) => parent.y.map(|y| y + margin(0)),
            }
        } else {
            parent.y
        };
        let mut shift = 0.0;
        if absolute && block.y.is_none() {
            shift += match (style.inset[0], style.inset[2]) {
                (Some(top), _) => top.resolve(block.height),
                (None, Some(bottom)) => -bottom.resolve(block.height),
                (None, None) => 0.0,
            };
        }
        if !absolute && style.display != Display::Inline {
            // A negative margin moves what follows, too: see `pull`.
            shift += margin(0).max(0.0);
        }
        if style.position == Position::Relative {
            shift += match (style.inset[0], style.inset[2]) {
                (Some(top), _) => top.resolve(parent.height.unwrap_or(0.0)),
                (None, Some(bottom)) => -bottom.resolve(parent.height.unwrap_or(0.0)),
                (None, None) => 0.0,
            };
        }
        shift += dy;
        let pad = if style.display == Display::Inline { 0.0 } else { padding(0) + border(0) };
        if let Some(y) = &mut y {
            *y += pad + dy;
        }
        let own_shift = if absolute { dy } else { shift };
        self.shift = parent.shift + shift + pad;
        self.inner = if absolute { own_shift } else { parent.inner + shift } + pad;
        self.y = if absolute { y } else { y.map(|y| y + shift) };
        self.x = x + padding(3) + border(3);
        self.width = if style.display == Display::Inline { parent.width } else { inner_width };
        let quirk = document.quirks && style.display == Display::Block;
        self.height = height.or(if quirk { parent.height } else { None });
        self.loose = (parent.loose && !absolute)
            || style.floats
            || matches!(style.display, Display::Table | Display::InlineBlock)
            || matches!(parent.style.display, Display::Flex | Display::Grid);
        if absolute {
            self.loose = false;
        }

        // Clips.
        if absolute {
            self.clip = if fixed { None } else { parent.outer_clip };
        }
        let clips = style.clips.0 || style.clips.1 || style.contain_paint;
        if clips && is_box {
            let limit = fixed_height(style.max.1);
            let mut high = match (height, limit) {
                (Some(height), Some(limit)) => Some(height.min(limit)),
                (height, limit) => height.or(limit),
            };
            if (style.contain_size && high.is_none())
                || (parent.style.no_rows && parent.style.display == Display::Grid)
            {
                high = Some(0.0);
            }
            let high = high.map(|high| high.max(fixed_height(style.min.1).unwrap_or(0.0)));
            let vertical = padding(0) + padding(2) + border(0) + border(2);
            let content = high.map(|high| if style.border_box { (high - vertical).max(0.0) } else { high });
            let bottom = content.map_or(f32::INFINITY, |content| content + padding(2));
            let right = match width {
                Some(_) => self.x + inner_width + padding(1),
                None if style.display == Display::InlineBlock => f32::INFINITY,
                None => self.x + inner_width + padding(1),
            };
            let clip = Clip {
                left: self.x - padding(3),
                right,
                height: bottom,
                top: self.inner,
                fits: high.is_none(),
            };
            let clip = match self.clip {
                Some(outer) => Clip {
                    left: outer.left.max(clip.left),
                    right: outer.right.min(clip.right),
                    // The tighter of the two, from its own top.
                    height: if outer.height - (clip.top - outer.top) < clip.height {
                        outer.height
                    } else {
                        clip.height
                    },
                    top: if outer.height - (clip.top - outer.top) < clip.height {
                        outer.top
                    } else {
                        clip.top
                    },
                    fits: outer.fits || clip.fits,
                },
                None => clip,
            };
            self.clip = Some(clip);
        }
        if let Some(radius) = style.circle.filter(|_| style.display != Display::Inline) {
            let radius = radius.resolve(self.width * std::f32::consts::FRAC_1_SQRT_2);
            let middle = self.x + self.width / 2.0;
            let outer = self.clip.unwrap_or(Clip::NONE);
            let (left, right) = (outer.left.max(middle - radius), outer.right.min(middle + radius));
            self.clip = Some(Clip { left, right, ..outer });
        }
        self.fixed_table = match document.name(id) {
            "table" => style.table_fixed && style.width.is_some(),
            _ => parent.fixed_table && style.display == Display::Table && !is_cell,
        };
        self.measured = measured.get();
        let transforms = style.transform != Transform::default();
        if style.position != Position::Static || transforms {
            self.outer_clip = self.clip;
            self.block =
                Block { x: self.x, width: self.width, y: self.y, height: height.unwrap_or(LINE * font) };
        }
    }
}

/// Returns the number of letters in an element, up to a limit.
fn count(document: &Document, id: NodeId) -> f32 {
    let mut total = 0;
    let mut at = document.first(id);
    let mut nodes = 0;
    while let Some(node) = at {
        nodes += 1;
        if let Some(text) = document.text(node) {
            total += letters(text);
        }
        if total > MAX_COUNTED || nodes > MAX_COUNTED {
            break;
        }
        at = document.first(node);
        let mut last = node;
        while at.is_none() && last != id {
            at = document.next(last);
            if at.is_none() {
                last = document.parent(last).unwrap_or(id);
            }
        }
    }
    total.clamp(1, MAX_COUNTED) as f32
}
