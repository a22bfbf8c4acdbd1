//! Names of HTML elements and attributes, by the evidence that they give for markup.

/// Evidence of an element's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Element without an end tag that is a line or a word of its own: evidence by itself.
    Break,
    /// Name that no other format uses: evidence by itself, unless it stands between blanks like a word.
    Layout,
    /// Common name, such as `b` or `code`: evidence together with its end tag.
    Common,
    /// Name that XML and placeholders use as well: evidence with attributes only.
    Other,
}

/// Length of the longest name of an element.
const LONGEST: usize = 11;

/// Returns the class of an element, by its name in any case.
pub(super) fn class(name: &str) -> Option<Class> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    Some(match std::str::from_utf8(lower).ok()? {
        "br" | "hr" | "wbr" => Class::Break,
        "p" | "div" | "span" | "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "ul" | "ol"
        | "li" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "html"
        | "font" | "center" | "strong" | "pre" => Class::Layout,
        "a" | "abbr" | "address" | "article" | "aside" | "b" | "big" | "body" | "button" | "caption"
        | "cite" | "code" | "colgroup" | "del" | "details" | "dfn" | "dir" | "em" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "header" | "i" | "ins" | "kbd" | "label"
        | "legend" | "main" | "mark" | "nav" | "q" | "s" | "samp" | "section" | "small" | "strike"
        | "style" | "script" | "sub" | "summary" | "sup" | "tt" | "u" | "var" | "bdi" | "bdo" | "hgroup"
        | "nobr" | "acronym" => Class::Common,
        "applet" | "area" | "audio" | "base" | "basefont" | "bgsound" | "blink" | "canvas" | "col"
        | "data" | "datalist" | "dialog" | "embed" | "frame" | "frameset" | "head" | "iframe" | "image"
        | "img" | "includetail" | "input" | "isindex" | "keygen" | "link" | "listing" | "map" | "marquee"
        | "math" | "menu" | "menuitem" | "meta" | "meter" | "multicol" | "nextid" | "noembed"
        | "noframes" | "noscript" | "object" | "optgroup" | "option" | "output" | "param" | "picture"
        | "plaintext" | "portal" | "progress" | "rb" | "rp" | "rt" | "rtc" | "ruby" | "search" | "select"
        | "slot" | "source" | "spacer" | "svg" | "template" | "textarea" | "time" | "title" | "track"
        | "video" | "xmp" => Class::Other,
        _ => return None,
    })
}

/// Returns `true` for an attribute of HTML that has a value, by its name in lower case.
pub(super) fn is_attribute(name: &str) -> bool {
    name.starts_with("data-")
        || name.starts_with("aria-")
        || name.starts_with("mso-")
        || name.starts_with("xml")
        || matches!(
            name,
            "accept"
                | "accept-charset"
                | "accesskey"
                | "action"
                | "align"
                | "alink"
                | "alt"
                | "axis"
                | "background"
                | "bgcolor"
                | "border"
                | "bordercolor"
                | "cellpadding"
                | "cellspacing"
                | "char"
                | "charset"
                | "cite"
                | "class"
                | "clear"
                | "code"
                | "color"
                | "cols"
                | "colspan"
                | "content"
                | "contenteditable"
                | "coords"
                | "data"
                | "datetime"
                | "dir"
                | "download"
                | "draggable"
                | "enctype"
                | "face"
                | "for"
                | "frame"
                | "headers"
                | "height"
                | "hidden"
                | "href"
                | "hreflang"
                | "hspace"
                | "http-equiv"
                | "id"
                | "itemprop"
                | "itemtype"
                | "label"
                | "lang"
                | "language"
                | "link"
                | "loading"
                | "marginheight"
                | "marginwidth"
                | "media"
                | "method"
                | "name"
                | "onclick"
                | "onerror"
                | "onload"
                | "popover"
                | "rel"
                | "rev"
                | "role"
                | "rows"
                | "rowspan"
                | "rules"
                | "scheme"
                | "scope"
                | "shape"
                | "size"
                | "sizes"
                | "span"
                | "src"
                | "srcset"
                | "start"
                | "style"
                | "summary"
                | "tabindex"
                | "target"
                | "text"
                | "title"
                | "translate"
                | "type"
                | "usemap"
                | "valign"
                | "value"
                | "vlink"
                | "vspace"
                | "width"
                | "wrap"
        )
}

/// Returns `true` for an attribute of HTML that needs no value.
pub(super) fn is_switch(name: &str) -> bool {
    matches!(
        name,
        "autofocus"
            | "autoplay"
            | "border"
            | "checked"
            | "compact"
            | "controls"
            | "default"
            | "defer"
            | "disabled"
            | "download"
            | "hidden"
            | "inert"
            | "ismap"
            | "itemscope"
            | "loop"
            | "multiple"
            | "muted"
            | "nohref"
            | "noresize"
            | "noshade"
            | "novalidate"
            | "nowrap"
            | "open"
            | "popover"
            | "readonly"
            | "required"
            | "reversed"
            | "selected"
    )
}

/// Returns `true` for an attribute that can hide the element.
pub(super) fn can_hide(name: &str) -> bool {
    matches!(
        name,
        "style"
            | "class"
            | "id"
            | "hidden"
            | "popover"
            | "inert"
            | "color"
            | "bgcolor"
            | "width"
            | "height"
            | "size"
    )
}
