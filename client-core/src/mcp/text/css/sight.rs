//! Sight: whether a person sees the text of an element.

use std::{cell::OnceCell, rc::Rc};

use super::{
    MIN_FONT, MIN_OPACITY,
    color::{BLACK, Color},
    ground::{Filter, Ground},
    paint::MAX_BLUR,
    style::{Blend, Display, Inherited, LineHeight, Position, Size, Style},
    value::WINDOW,
    variable::Variables,
};
use crate::mcp::text::html::tree::{Document, NodeId};

/// Width of a letter, as a share of the font size: less than that of most letters, and more.
const NARROW: f32 = 0.35;
pub(super) const WIDE: f32 = 0.65;
const MIDDLE: f32 = 0.55;
/// Height of a line, as a share of the font size.
pub(super) const LINE: f32 = 1.15;
/// Share of a line that must be visible.
const MIN_SHARE: f32 = 0.3;
/// Distance in pixels that a reader does not scroll to find a text.
const FAR: f32 = 4000.0;
/// Distance in pixels by which the place of an element beside others may be wrong.
const SLACK: f32 = 500.0;
/// Number of letters and nodes after which the length of a text is not counted on.
pub(super) const MAX_COUNTED: usize = 400;

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
pub(super) struct Clip {
    pub(super) left: f32,
    pub(super) right: f32,
    /// Distance from the top, and where the top is.
    pub(super) height: f32,
    pub(super) top: f32,
    /// `true` if the area is as high as its lines.
    pub(super) fits: bool,
}

/// Containing block of positioned elements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Block {
    pub(super) x: f32,
    pub(super) width: f32,
    /// Distance from the top of the page; `None` where the flow of text decides.
    pub(super) y: Option<f32>,
    pub(super) height: f32,
}

/// Open element: its style, and what is known about its place.
#[derive(Debug, Clone)]
pub(in crate::mcp::text) struct Frame {
    /// Number that no other frame of the document has.
    pub(super) serial: u32,
    /// `true` if the content of the element decided about its place.
    pub(super) measured: bool,
    /// `true` if letters can be read where they are in sight, once that was computed.
    legible: OnceCell<bool>,
    pub(super) style: Rc<Style>,
    pub(super) variables: Option<Rc<Variables>>,
    /// Default colour of text, which tables of old documents go back to.
    pub(super) body: Color,
    /// `true` if nothing inside can be seen.
    pub(super) hidden: bool,
    /// `true` if only the summary inside can be seen.
    pub(super) closed: bool,
    pub(super) opacity: f32,
    pub(super) blur: f32,
    pub(super) scale: (f32, f32),
    pub(super) filter: Filter,
    pub(super) blend: Blend,
    pub(super) ground: Rc<Ground>,
    /// Ground, and style of the element whose background shows in the letters only.
    pub(super) cut: Option<Rc<Style>>,
    /// Indent of the first line of the block.
    pub(super) indent: Size,
    /// Left edge and width of the content.
    pub(super) x: f32,
    pub(super) width: f32,
    /// Known height.
    pub(super) height: Option<f32>,
    /// Distance from the top of the page for positioned elements.
    pub(super) y: Option<f32>,
    /// Distance from where the flow of text would put it.
    pub(super) shift: f32,
    /// Distance inside the flow, for clips.
    pub(super) inner: f32,
    /// `true` if other elements may stand to the left.
    pub(super) loose: bool,
    pub(super) clip: Option<Clip>,
    /// `true` in the rows of a table of fixed layout.
    pub(super) fixed_table: bool,
    /// Clip and block of positioned elements inside.
    pub(super) outer_clip: Option<Clip>,
    pub(super) block: Block,
}

impl Clip {
    pub(super) const NONE: Self =
        Self { left: f32::NEG_INFINITY, right: f32::INFINITY, height: f32::INFINITY, top: 0.0, fits: false };
}

impl Frame {
    /// Returns the frame around the root.
    pub(in crate::mcp::text) fn new() -> Self {
        Self {
            serial: 0,
            measured: false,
            legible: OnceCell::new(),
            style: Rc::new(Style { display: Display::Block, ..Style::default() }),
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
            indent: Size::default(),
            x: 0.0,
            width: WINDOW.0,
            height: Some(WINDOW.1),
            y: None,
            shift: 0.0,
            inner: 0.0,
            loose: false,
            clip: None,
            fixed_table: false,
            outer_clip: None,
            block: Block { x: 0.0, width: WINDOW.0, y: Some(0.0), height: WINDOW.1 },
        }
    }

    /// Returns the frame of an element inside.
    pub(super) fn inside(
        &self,
        (style, variables): (Style, Option<Rc<Variables>>),
        document: &Document,
        id: NodeId,
    ) -> Self {
        let blockified = matches!(self.style.display, Display::Flex | Display::Grid)
            || style.floats
            || matches!(style.position, Position::Absolute | Position::Fixed);
        let display = match style.display {
            Display::Inline if blockified => Display::InlineBlock,
            display => display,
        };
        let style = Rc::new(Style { display, ..style });
        let mut frame = Self { variables, style, legible: OnceCell::new(), measured: false, ..self.clone() };
        frame.paint(self);
        if frame.style.display != Display::Inline {
            frame.indent = frame.style.inherited.indent;
        }
        frame.place(self, document, id);
        if document.name(id) == "body" {
            frame.body = frame.style.inherited.color;
        }
        frame.hidden |= frame.style.unsure || (self.closed && document.name(id) != "summary");
        frame.closed = document.name(id) == "details" && document.attribute(id, "open").is_none();
        frame
    }

    /// Returns `true` if nothing inside can be seen.
    pub(in crate::mcp::text) const fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// Returns `true` if line breaks in the text are kept.
    pub(in crate::mcp::text) fn keeps_lines(&self) -> bool {
        self.style.inherited.pre
    }

    /// Returns `true` if the element begins on a new line, whatever its name.
    pub(in crate::mcp::text) fn is_block(&self) -> bool {
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
            || (style.clip && matches!(style.position, Position::Absolute | Position::Fixed));
        if let Some(ground) = parent.ground.inside(style, self.filter) {
            self.ground = Rc::new(ground);
            self.cut = None;
        } else if style.clips_text {
            self.cut = Some(Rc::clone(style));
        }
    }

    /// Returns the words of a text that a person sees. `flow` is the distance from the top of the page, roughly.
    pub(in crate::mcp::text) fn sees(&self, text: &str, flow: f32) -> Seen {
        if self.hidden || self.closed || !*self.legible.get_or_init(|| self.is_legible()) {
            return Seen::None;
        }
        self.sees_place(&self.style.inherited, text, flow)
    }

    /// Returns `true` if letters are large enough, and stand out from their ground.
    fn is_legible(&self) -> bool {
        let inherited = &self.style.inherited;
        let font = inherited.font * self.scale.0.min(self.scale.1);
        let unreadable = inherited.invisible
            || inherited.no_size
            || inherited.security
            || font < MIN_FONT
            || self.blur * self.scale.0 > font * MAX_BLUR
            || inherited.letter < -0.45 * inherited.font;
        !unreadable && self.stands_out()
    }

    /// Returns the words of a text that are inside of the page and the clip.
    fn sees_place(&self, inherited: &Inherited, text: &str, flow: f32) -> Seen {
        let font = inherited.font;
        let natural = letters(text) as f32 * (WIDE * font + inherited.letter.max(0.0));
        let length = if inherited.nowrap { natural } else { natural.min(self.width.max(font)) }
            * self.scale.0.max(1.0);
        let line = LINE * font;

        // Above the page, or far below it.
        let lines = (natural / self.width.max(1.0)).ceil().max(1.0);
        let (top, room) = match self.y {
            Some(y) => (y, 0.0),
            None if flow + self.shift < 0.0 => (flow + self.shift, 30.0 + flow.max(0.0) / 2.0),
            None => (flow + self.shift, 0.0),
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
        let indent = self.indent.resolve(self.width);
        let indent = if inherited.rtl { -indent } else { indent };
        if indent != 0.0 && self.is_beside(x + indent, length, 0.0) {
            return if inherited.nowrap || indent < 0.0 { Seen::None } else { Seen::Rest };
        }
        if indent < 0.0 && self.first_is_cut(x + indent, text, font) {
            return Seen::Rest;
        }
        if inherited.word < -5.0 * font { Seen::First } else { Seen::All }
    }

    /// Returns `true` if a picture can be seen here.
    pub(in crate::mcp::text) fn sees_picture(&self, flow: f32) -> bool {
        !self.hidden
            && !self.closed
            && !self.style.inherited.invisible
            && self.scale.0.min(self.scale.1) * Inherited::default().font >= MIN_FONT
            && self.sees_place(&Inherited::default(), "xx", flow) != Seen::None
    }

    /// Returns `true` if a negative indent moves most of the first word out of sight.
    fn first_is_cut(&self, x: f32, text: &str, font: f32) -> bool {
        let first = text.split_ascii_whitespace().next().unwrap_or_default();
        let length = first.chars().take(MAX_COUNTED).count() as f32 * MIDDLE * font;
        let edge = self.clip.map_or(0.0, |clip| clip.left.max(0.0));
        x + length - edge < length / 2.0
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

/// Returns the number of letters and blanks of a text, up to a limit.
pub(super) fn letters(text: &str) -> usize {
    let mut letters = 0;
    for word in text.split_ascii_whitespace() {
        letters += word.chars().take(MAX_COUNTED).count() + 1;
        if letters >= MAX_COUNTED {
            return MAX_COUNTED;
        }
    }
    letters
}
