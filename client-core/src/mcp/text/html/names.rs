//! Traits of element names for the construction of the tree.

/// Traits of an element name, as in the HTML standard's section on tree construction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::mcp::text) struct Traits(u32);

impl Traits {
    /// Its end tag is not implied by the end of an inline element.
    pub(super) const SPECIAL: u32 = 1;
    /// Elements below it are out of scope for end tags outside.
    pub(super) const SCOPE: u32 = 1 << 1;
    /// Reopened after misnested end tags.
    pub(super) const FORMATTING: u32 = 1 << 2;
    /// Without an end tag.
    pub(in crate::mcp::text) const VOID: u32 = 1 << 3;
    /// Ends an open paragraph.
    pub(super) const ENDS_PARAGRAPH: u32 = 1 << 4;
    /// Part of a table.
    pub(super) const TABLE_PART: u32 = 1 << 5;
    /// Decides what a table part within does.
    pub(super) const MODE: u32 = 1 << 6;
    /// Formatting outside is not reopened inside.
    pub(super) const MARKER: u32 = 1 << 7;
    /// Ends foreign content such as SVG.
    pub(super) const BREAKOUT: u32 = 1 << 8;
    /// Text and elements directly inside go before the table.
    pub(super) const FOSTERS: u32 = 1 << 9;
    /// Ended by the end or start of others without an end tag of its own.
    pub(super) const IMPLIED: u32 = 1 << 10;
    /// Foreign content, or a place in it that holds HTML.
    pub(super) const FOREIGN: u32 = 1 << 11;

    /// Begins on a new line.
    pub(in crate::mcp::text) const BLOCK: u32 = 1 << 12;
    /// Has an empty line around it.
    pub(in crate::mcp::text) const PARAGRAPH: u32 = 1 << 13;
    /// Is about the document, and no text of it.
    pub(in crate::mcp::text) const ABOUT: u32 = 1 << 14;
    /// Writes more than its content.
    pub(in crate::mcp::text) const WRITES: u32 = 1 << 15;
    /// Its start or its end has a rule of its own.
    pub(super) const RULED: u32 = 1 << 16;

    pub(super) fn new(name: &str) -> Self {
        let mut bits = 0;
        let mut set = |is: bool, bit: u32| {
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
        let element = |is: fn(&str) -> bool| is(name);
        set(element(crate::mcp::text::element::is_block), Self::BLOCK);
        set(element(crate::mcp::text::element::is_paragraph), Self::PARAGRAPH);
        set(element(crate::mcp::text::element::is_about), Self::ABOUT);
        set(element(crate::mcp::text::element::writes), Self::WRITES);
        set(
            matches!(
                name,
                "html"
                    | "body"
                    | "head"
                    | "frameset"
                    | "frame"
                    | "style"
                    | "script"
                    | "link"
                    | "meta"
                    | "base"
                    | "title"
                    | "template"
                    | "form"
            ),
            Self::RULED,
        );
        Self(bits)
    }

    pub(in crate::mcp::text) const fn has(self, bit: u32) -> bool {
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
