//! Traits of element names for the construction of the tree.

/// Traits of an element name, as in the HTML standard's section on tree construction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traits(u16);

impl Traits {
    /// Its end tag is not implied by the end of an inline element.
    pub(super) const SPECIAL: u16 = 1;
    /// Elements below it are out of scope for end tags outside.
    pub(super) const SCOPE: u16 = 1 << 1;
    /// Reopened after misnested end tags.
    pub(super) const FORMATTING: u16 = 1 << 2;
    /// Without an end tag.
    pub(super) const VOID: u16 = 1 << 3;
    /// Ends an open paragraph.
    pub(super) const ENDS_PARAGRAPH: u16 = 1 << 4;
    /// Part of a table.
    pub(super) const TABLE_PART: u16 = 1 << 5;
    /// Decides what a table part within does.
    pub(super) const MODE: u16 = 1 << 6;
    /// Formatting outside is not reopened inside.
    pub(super) const MARKER: u16 = 1 << 7;
    /// Ends foreign content such as SVG.
    pub(super) const BREAKOUT: u16 = 1 << 8;
    /// Text and elements directly inside go before the table.
    pub(super) const FOSTERS: u16 = 1 << 9;
    /// Ended by the end or start of others without an end tag of its own.
    pub(super) const IMPLIED: u16 = 1 << 10;
    /// Foreign content, or a place in it that holds HTML.
    pub(super) const FOREIGN: u16 = 1 << 11;

    pub(super) fn new(name: &str) -> Self {
        let mut bits = 0;
        let mut set = |is: bool, bit: u16| {
            if is {
                bits |= bit;
            }
        };
        set(is_special(name), Self::SPECIAL);
        set(
            matches!(
                name,
                "applet"
                    | "caption"
                    | "html"
                    | "table"
                    | "td"
                    | "th"
                    | "marquee"
                    | "object"
                    | "template"
                    | "foreignobject"
                    | "desc"
            ),
            Self::SCOPE,
        );
        set(
            matches!(
                name,
                "a" | "b"
                    | "big"
                    | "code"
                    | "em"
                    | "font"
                    | "i"
                    | "nobr"
                    | "s"
                    | "small"
                    | "strike"
                    | "strong"
                    | "tt"
                    | "u"
            ),
            Self::FORMATTING,
        );
        set(crate::mcp::text::element::is_void(name), Self::VOID);
        set(ends_paragraph(name), Self::ENDS_PARAGRAPH);
        set(
            matches!(name, "caption" | "col" | "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr"),
            Self::TABLE_PART,
        );
        set(
            matches!(
                name,
                "table"
                    | "caption"
                    | "colgroup"
                    | "tbody"
                    | "td"
                    | "tfoot"
                    | "th"
                    | "thead"
                    | "tr"
                    | "template"
            ),
            Self::MODE,
        );
        set(
            matches!(name, "applet" | "caption" | "td" | "th" | "marquee" | "object" | "template"),
            Self::MARKER,
        );
        set(is_breakout(name), Self::BREAKOUT);
        set(matches!(name, "table" | "tbody" | "tfoot" | "thead" | "tr"), Self::FOSTERS);
        set(
            matches!(name, "dd" | "dt" | "li" | "optgroup" | "option" | "p" | "rb" | "rp" | "rt" | "rtc"),
            Self::IMPLIED,
        );
        set(
            matches!(
                name,
                "svg"
                    | "math"
                    | "foreignobject"
                    | "desc"
                    | "annotation-xml"
                    | "mi"
                    | "mo"
                    | "mn"
                    | "ms"
                    | "mtext"
            ),
            Self::FOREIGN,
        );
        Self(bits)
    }

    pub(super) const fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }
}

fn is_special(name: &str) -> bool {
    ends_paragraph(name)
        || crate::mcp::text::element::is_void(name)
        || matches!(
            name,
            "applet"
                | "body"
                | "button"
                | "caption"
                | "colgroup"
                | "frameset"
                | "head"
                | "html"
                | "iframe"
                | "marquee"
                | "noembed"
                | "noframes"
                | "noscript"
                | "object"
                | "script"
                | "select"
                | "style"
                | "table"
                | "tbody"
                | "td"
                | "template"
                | "textarea"
                | "tfoot"
                | "th"
                | "thead"
                | "title"
                | "tr"
                | "foreignobject"
                | "desc"
        )
}

fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "ul"
            | "xmp"
    )
}

fn is_breakout(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "code"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "embed"
            | "font"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "hr"
            | "i"
            | "img"
            | "li"
            | "listing"
            | "menu"
            | "meta"
            | "nobr"
            | "ol"
            | "p"
            | "pre"
            | "ruby"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "strike"
            | "sub"
            | "sup"
            | "table"
            | "tt"
            | "u"
            | "ul"
            | "var"
    )
}
