//! Sight: whether a person sees the text of an element.

use std::rc::Rc;

use super::{
    MIN_FONT, MIN_OPACITY,
    cascade::Styles,
    color::{BLACK, Color},
    ground::{Filter, Ground},
    paint::MAX_BLUR,
    style::{Blend, Display, LineHeight, Position, Size, Style},
    value::WINDOW,
    variable::Variables,
};
use crate::mcp::text::html::tree::{Document, NodeId};

/// Width of a letter, as a share of the font size: less than that of most letters, and more.
const NARROW: f32 = 0.35;
const WIDE: f32 = 0.65;
/// Height of a line, as a share of the font size.
const LINE: f32 = 1.15;
/// Share of a line that must be visible.
const MIN_SHARE: f32 = 0.3;
/// Distance in pixels that a reader does not scroll to find a text.
const FAR: f32 = 4000.0;
/// Distance in pixels by which the place of an element beside others may be wrong.
const SLACK: f32 = 500.0;
/// Number of letters and nodes after which the length of a text is not counted on.
const MAX_COUNTED: usize = 400;

/// Visible words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mcp::text) enum Seen {
    All,
    /// First word of the block.
    First,
    /// All words but the first of the block.
    Rest,
    None,
}

/// Area outside of which content is cut off. Missing bounds are infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Clip {
    left: f32,
    right: f32,
    /// Distance from the top, and where the top is.
    height: f32,
    top: f32,
    /// `true` if the area is as high as its lines.
    fits: bool,
}

/// Containing block of positioned elements.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Block {
    x: f32,
    width: f32,
    /// Distance from the top of the page; `None` where the flow of text decides.
    y: Option<f32>,
    height: f32,
}

/// Open element: its style, and what is known about its place.
#[derive(Debug, Clone)]
pub(in crate::mcp::text) struct Frame {
    style: Style,
    variables: Option<Rc<Variables>>,
    /// Default colour of text, which tables of old documents go back to.
    body: Color,
    /// `true` if nothing inside can be seen.
    hidden: bool,
    /// `true` if only the summary inside can be seen.
    closed: bool,
    opacity: f32,
    blur: f32,
    scale: (f32, f32),
    filter: Filter,
    blend: Blend,
    ground: Rc<Ground>,
    /// Ground, and style of the element whose background shows in the letters only.
    cut: Option<Rc<Style>>,
    /// Left edge and width of the content.
    x: f32,
    width: f32,
    /// Known height.
    height: Option<f32>,
    /// Distance from the top of the page for positioned elements.
    y: Option<f32>,
    /// Distance from where the flow of text would put it.
    shift: f32,
    /// Distance inside the flow, for clips.
    inner: f32,
    /// `true` if other elements may stand to the left.
    loose: bool,
    clip: Option<Clip>,
    /// Clip and block of positioned elements inside.
    outer_clip: Option<Clip>,
    block: Block,
}

impl Frame {
    /// Returns the frame around the root.
    pub(in crate::mcp::text) fn new() -> Self {
        Self {
            style: Style { display: Display::Block, ..Style::default() },
            variables: None,
            body: BLACK,
            hidden: false,
            closed: false,
            opacity: 1.0,
            blur: 0.0,
            scale: (1.0, 1.0),
            filter: Filter::NONE,
            blend: Blend::Normal,
            ground: Rc::default(),
            cut: None,
            x: 0.0,
            width: WINDOW.0,
            height: Some(WINDOW.1),
            y: None,
            shift: 0.0,
            inner: 0.0,
            loose: false,
            clip: None,
            outer_clip: None,
            block: Block { x: 0.0, width: WINDOW.0, y: Some(0.0), height: WINDOW.1 },
        }
    }

    /// Returns the frame of an element inside.
    pub(in crate::mcp::text) fn enter(
        &self,
        styles: &mut Styles<'_>,
        document: &Document,
        id: NodeId,
    ) -> Self {
        let mut variables = self.variables.clone();
        let style = styles.style(id, &self.style, self.body, &mut variables);
        let mut frame = Self { variables, style, ..self.clone() };
        frame.paint(self);
        frame.place(self, document, id);
        if document.name(id) == "body" {
            frame.body = frame.style.inherited.color;
        }
        frame.hidden |= self.closed && document.name(id) != "summary";
        frame.closed = document.name(id) == "details" && document.attribute(id, "open").is_none();
        frame
    }

    /// Returns `true` if nothing inside can be seen.
    pub(in crate::mcp::text) const fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// Returns `true` if line breaks in the text are kept.
    pub(in crate::mcp::text) const fn keeps_lines(&self) -> bool {
        self.style.inherited.pre
    }

    /// Returns `true` if the element begins on a new line, whatever its name.
    pub(in crate::mcp::text) const fn is_block(&self) -> bool {
        matches!(self.style.display, Display::Block | Display::Flex | Display::Grid)
    }

    /// Returns the width and height of the element, if they are declared.
    pub(in crate::mcp::text) fn size(&self) -> (Option<f32>, Option<f32>) {
        let px = |size: Option<Size>| size.filter(|size| size.share == 0.0).map(|size| size.px);
        (px(self.style.width).or(px(self.style.max.0)), px(self.style.height).or(px(self.style.max.1)))
    }

    /// Computes opacity and ground.
    fn paint(&mut self, parent: &Self) {
        let style = &self.style;
        let blockified = matches!(parent.style.display, Display::Flex | Display::Grid)
            || style.floats
            || matches!(style.position, Position::Absolute | Position::Fixed);
        if self.style.display == Display::Inline && blockified {
            self.style.display = Display::InlineBlock;
        }
        let style = &self.style;
        if style.display == Display::None {
            self.hidden = true;
            return;
        }
        if style.display == Display::Contents {
            return;
        }
        self.opacity = parent.opacity * style.opacity * style.filter_opacity;
        self.blur = parent.blur + style.blur;
        self.filter = Filter {
            contrast: parent.filter.contrast * style.contrast,
            brightness: parent.filter.brightness * style.brightness,
            inverts: (parent.filter.inverts - style.inverts).abs(),
        };
        if style.blend != Blend::Normal {
            self.blend = style.blend;
        }
        let is_box = style.display != Display::Inline;
        if is_box {
            let (mut x, mut y) = (1.0, 1.0);
            for part in [&style.transform, &style.scale, &style.rotate] {
                x *= part.scale.0;
                y *= part.scale.1;
            }
            self.scale = (parent.scale.0 * x, parent.scale.1 * y);
        }
        self.scale = (self.scale.0 * style.zoom, self.scale.1 * style.zoom);
        let back = style.transform.back ^ style.rotate.back;
        self.hidden |= self.opacity < MIN_OPACITY
            || self.scale.0 * self.scale.1 <= 0.0
            || (style.no_content && is_box)
            || (style.hides_back && back && is_box)
            || style.clip_path
            || style.mask_empty
            || (style.clip && matches!(style.position, Position::Absolute | Position::Fixed))
            || self.filter.contrast < 0.02;
        if let Some(ground) = parent.ground.inside(style, self.filter) {
            self.ground = Rc::new(ground);
            self.cut = None;
        } else if style.clips_text {
            self.cut = Some(Rc::new(style.clone()));
        }
    }

    /// Estimates the place of the element, and what is cut off.
    fn place(&mut self, parent: &Self, document: &Document, id: NodeId) {
        if self.hidden || self.style.display == Display::Contents {
            return;
        }
        let style = &self.style;
        let is_box = style.display.is_box();
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
        let estimate = || -> f32 { (count(document, id) * WIDE * font).min(around) };
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
                    let lines = (count(document, id) * WIDE * font / inner_width.max(1.0)).ceil().max(1.0);
                    dy += moved.y.resolve(lines * LINE * font);
                }
            }
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
            shift += margin(0);
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
        let transforms = self.style.transform != super::style::Transform::default();
        if self.style.position != Position::Static || transforms {
            self.outer_clip = self.clip;
            self.block =
                Block { x: self.x, width: self.width, y: self.y, height: height.unwrap_or(LINE * font) };
        }
    }

    /// Returns the words of a text that a person sees. `flow` is the distance from the top of the page, roughly.
    pub(in crate::mcp::text) fn sees(&self, text: &str, flow: f32) -> Seen {
        if self.hidden || self.closed {
            return Seen::None;
        }
        let inherited = &self.style.inherited;
        let font = inherited.font * self.scale.0.min(self.scale.1);
        let unreadable = inherited.invisible
            || inherited.no_size
            || inherited.security
            || font < MIN_FONT
            || self.blur * self.scale.0 > font * MAX_BLUR
            || inherited.letter < -0.45 * inherited.font;
        if unreadable || !self.stands_out() {
            return Seen::None;
        }
        let font = inherited.font;
        let letters = text.split_ascii_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
        let natural = letters.min(MAX_COUNTED) as f32 * (WIDE * font + inherited.letter.max(0.0));
        let length = if inherited.nowrap { natural } else { natural.min(self.width.max(font)) };
        let line = LINE * font;

        // Above the page, or far below it.
        let lines = (natural / self.width.max(1.0)).ceil().max(1.0);
        let (top, room) = match self.y {
            Some(y) => (y, 0.0),
            None => (flow + self.shift, flow * 0.5 + if self.shift < 0.0 { 30.0 } else { 0.0 }),
        };
        if top + room + lines * line <= 1.0 || self.y.unwrap_or(self.shift) > FAR {
            return Seen::None;
        }
        if self.inner_is_cut(line, font) {
            return Seen::None;
        }

        // Beside the page, or outside of the clip.
        let align = if inherited.rtl { 1.0 - inherited.align } else { inherited.align };
        let free = (self.width - length).max(0.0);
        let x = self.x + align * free;
        let slack = if self.loose && self.x < 0.0 { SLACK } else { 0.0 };
        if self.is_beside(x, length, slack) {
            return Seen::None;
        }
        let indent = inherited.indent.resolve(self.width);
        let indent = if inherited.rtl { -indent } else { indent };
        if indent != 0.0 && self.is_beside(x + indent, length, 0.0) {
            return if inherited.nowrap || indent < 0.0 { Seen::None } else { Seen::Rest };
        }
        if inherited.word < -5.0 * font { Seen::First } else { Seen::All }
    }

    /// Returns `true` if a picture can be seen here.
    pub(in crate::mcp::text) fn sees_picture(&self, flow: f32) -> bool {
        let place = Self {
            style: Style {
                inherited: super::style::Inherited {
                    invisible: self.style.inherited.invisible,
                    ..Default::default()
                },
                ..Style::default()
            },
            ..self.clone()
        };
        place.sees("xx", flow) != Seen::None
    }

    fn inner_is_cut(&self, line: f32, font: f32) -> bool {
        let Some(clip) = self.clip else { return false };
        let high = match self.style.inherited.line {
            LineHeight::Normal => line,
            LineHeight::Px(px) => px,
            LineHeight::Factor(factor) => factor * font,
        };
        let down = self.inner - clip.top;
        clip.height - down < MIN_SHARE * line
            || down + line < line * MIN_SHARE
            || (clip.fits && clip.height.is_infinite() && high < MIN_SHARE * line)
    }

    /// Returns `true` if a line of this length is outside of the page or the clip.
    fn is_beside(&self, x: f32, length: f32, slack: f32) -> bool {
        if x + length + slack <= 1.0 || x >= WINDOW.0 - 2.0 {
            return true;
        }
        let Some(clip) = self.clip else { return false };
        let narrow = NARROW * self.style.inherited.font;
        x + length <= clip.left + 1.0 || clip.right - x.max(clip.left) < narrow.min(4.0)
    }

    fn stands_out(&self) -> bool {
        let inherited = &self.style.inherited;
        let shows = |color: Color| self.ground.shows(color, self.opacity, self.filter, self.blend);
        shows(inherited.fill.unwrap_or(inherited.color))
            || inherited.shadow.is_some_and(shows)
            || (inherited.stroke.0 >= 0.5 && shows(inherited.stroke.1.unwrap_or(inherited.color)))
            || self
                .cut
                .as_deref()
                .is_some_and(|style| self.ground.shows_cut(style, self.opacity, self.filter))
    }
}

/// Returns the number of letters in an element, up to a limit.
fn count(document: &Document, id: NodeId) -> f32 {
    let mut letters = 0;
    let mut at = document.first(id);
    let mut nodes = 0;
    while let Some(node) = at {
        nodes += 1;
        if let Some(text) = document.text(node) {
            letters += text.split_ascii_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
        }
        if letters > MAX_COUNTED || nodes > MAX_COUNTED {
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
    letters.clamp(1, MAX_COUNTED) as f32
}
