//! Computed style of an element, as far as it decides what is visible.

use super::color::{BLACK, CLEAR, Color};

/// Length, with a share of what percentages refer to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Size {
    pub(super) px: f32,
    pub(super) share: f32,
}

impl Size {
    pub(super) fn resolve(self, whole: f32) -> f32 {
        self.px + self.share * whole
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Display {
    None,
    #[default]
    Inline,
    /// Box among text: its size counts.
    InlineBlock,
    Block,
    /// Box whose children are boxes.
    Flex,
    Grid,
    /// Table or part of one: it grows with its content.
    Table,
    Contents,
}

impl Display {
    /// Returns `true` if width, height and overflow apply.
    pub(super) const fn is_box(self) -> bool {
        matches!(self, Self::InlineBlock | Self::Block | Self::Flex | Self::Grid)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Position {
    #[default]
    Static,
    Relative,
    Sticky,
    Absolute,
    Fixed,
}

/// Picture behind text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Picture {
    #[default]
    None,
    /// Picture of unknown colours.
    Unknown,
    /// Gradient between colours.
    Gradient(Vec<Color>),
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum LineHeight {
    #[default]
    Normal,
    Px(f32),
    Factor(f32),
}

/// Effect of a transformation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transform {
    /// Factors of width and height.
    pub(super) scale: (f32, f32),
    pub(super) x: Size,
    pub(super) y: Size,
    /// Angle in degrees.
    pub(super) turn: f32,
    /// `true` if the back of the element is in front.
    pub(super) back: bool,
}

impl Default for Transform {
    fn default() -> Self {
        Self { scale: (1.0, 1.0), x: Size::default(), y: Size::default(), turn: 0.0, back: false }
    }
}

impl Transform {
    pub(super) fn then(&mut self, next: Self) {
        self.scale = (self.scale.0 * next.scale.0, self.scale.1 * next.scale.1);
        self.x = Size { px: self.x.px + next.x.px, share: self.x.share + next.x.share };
        self.y = Size { px: self.y.px + next.y.px, share: self.y.share + next.y.share };
        self.turn += next.turn;
        self.back ^= next.back;
    }
}

/// Sides in the order top, right, bottom, left.
pub(super) type Sides<T> = [T; 4];

/// Animation that may end, or stand still, in another style.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Animation {
    pub(super) name: String,
    pub(super) keeps_last: bool,
    pub(super) keeps_first: bool,
    pub(super) paused: bool,
    /// Seconds before it begins.
    pub(super) delay: f32,
    pub(super) endless: bool,
}

/// Properties that children inherit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inherited {
    pub(super) color: Color,
    /// Colour of the letters, if it is another one.
    pub(super) fill: Option<Color>,
    /// Outline of the letters: width, and colour if it is another one.
    pub(super) stroke: (f32, Option<Color>),
    pub(super) shadow: Option<Color>,
    pub(super) font: f32,
    pub(super) invisible: bool,
    pub(super) indent: Size,
    pub(super) letter: f32,
    pub(super) word: f32,
    pub(super) line: LineHeight,
    /// Line breaks are kept.
    pub(super) pre: bool,
    pub(super) nowrap: bool,
    pub(super) security: bool,
    pub(super) rtl: bool,
    /// Text stands at the end of the line (1), or in its middle (0.5).
    pub(super) align: f32,
    pub(super) no_size: bool,
}

impl Default for Inherited {
    fn default() -> Self {
        Self {
            color: BLACK,
            fill: None,
            stroke: (0.0, None),
            shadow: None,
            font: super::value::ROOT_FONT,
            invisible: false,
            indent: Size::default(),
            letter: 0.0,
            word: 0.0,
            line: LineHeight::Normal,
            pre: false,
            nowrap: false,
            security: false,
            rtl: false,
            align: 0.0,
            no_size: false,
        }
    }
}

/// Computed style. The default is that of an inline element.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    pub(super) inherited: Inherited,
    pub(super) display: Display,
    /// `true` if the content is not rendered, or replaced by a picture.
    pub(super) no_content: bool,
    pub(super) opacity: f32,
    /// Blur in pixels, share of colour contrast that remains, brightness.
    pub(super) blur: f32,
    pub(super) contrast: f32,
    pub(super) brightness: f32,
    pub(super) inverts: f32,
    pub(super) filter_opacity: f32,
    pub(super) background: Color,
    pub(super) picture: Picture,
    /// `true` if the background is visible in the letters only.
    pub(super) clips_text: bool,
    pub(super) blend: Blend,
    /// `true` if what overflows is not visible, in width and height.
    pub(super) clips: (bool, bool),
    pub(super) width: Option<Size>,
    pub(super) height: Option<Size>,
    pub(super) min: (Option<Size>, Option<Size>),
    pub(super) max: (Option<Size>, Option<Size>),
    /// `None` is automatic.
    pub(super) margin: Sides<Option<Size>>,
    pub(super) padding: Sides<Size>,
    pub(super) border: Sides<f32>,
    /// Borders are drawn.
    pub(super) border_on: Sides<bool>,
    pub(super) border_box: bool,
    pub(super) position: Position,
    pub(super) inset: Sides<Option<Size>>,
    pub(super) transform: Transform,
    pub(super) translate: Transform,
    pub(super) rotate: Transform,
    pub(super) scale: Transform,
    pub(super) zoom: f32,
    /// `true` if a clip leaves nothing, for positioned elements only.
    pub(super) clip: bool,
    pub(super) clip_path: bool,
    /// Radius of a circle in the middle that all is clipped to.
    pub(super) circle: Option<Size>,
    pub(super) table_fixed: bool,
    pub(super) masked: bool,
    pub(super) mask_empty: bool,
    pub(super) floats: bool,
    pub(super) contain_size: bool,
    pub(super) contain_paint: bool,
    pub(super) hides_back: bool,
    /// `true` if the rows of a grid have no height.
    pub(super) no_rows: bool,
    pub(super) flex_none: bool,
    pub(super) animation: Option<Box<Animation>>,
    /// `true` if a value exceeds a limit, so that nothing inside is surely visible.
    pub(super) unsure: bool,
}

/// Blending of text with its ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Blend {
    #[default]
    Normal,
    Multiply,
    Screen,
    Darken,
    Lighten,
    Difference,
    /// Result that is not computed.
    Other,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            inherited: Inherited::default(),
            display: Display::Inline,
            no_content: false,
            opacity: 1.0,
            blur: 0.0,
            contrast: 1.0,
            brightness: 1.0,
            inverts: 0.0,
            filter_opacity: 1.0,
            background: CLEAR,
            picture: Picture::None,
            clips_text: false,
            blend: Blend::Normal,
            clips: (false, false),
            width: None,
            height: None,
            min: (None, None),
            max: (None, None),
            margin: [Some(Size::default()); 4],
            padding: [Size::default(); 4],
            border: [3.0; 4],
            border_on: [false; 4],
            border_box: false,
            position: Position::Static,
            inset: [None; 4],
            transform: Transform::default(),
            translate: Transform::default(),
            rotate: Transform::default(),
            scale: Transform::default(),
            zoom: 1.0,
            clip: false,
            clip_path: false,
            circle: None,
            table_fixed: false,
            masked: false,
            mask_empty: false,
            floats: false,
            contain_size: false,
            contain_paint: false,
            hides_back: false,
            no_rows: false,
            flex_none: false,
            animation: None,
            unsure: false,
        }
    }
}

impl Style {
    /// Returns the style of a child without declarations.
    pub(super) fn child_of(parent: &Self) -> Self {
        Self { inherited: parent.inherited.clone(), ..Self::default() }
    }
}
