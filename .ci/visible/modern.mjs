// Newer and rarer ways to hide text, and their harmless counterparts. The browser decides which is which.

// Name, style sheet and markup.
const SHEETS = [
  ["layer after unlayered", "@layer a{.x{display:none}} .x{display:block}", "<p class=x>VIS1</p>"],
  ["nested layers", "@layer a.b,a; @layer a.b{.x{opacity:0}}", "<p class=x>HID1</p>"],
  ["layer block order", "@layer one{.x{color:#fff}} @layer two{.x{color:#000}}", "<p class=x>VIS1</p>"],
  ["layer revert-layer", "@layer a{.x{display:none}} @layer b{.x{display:block;display:revert-layer}}", "<p class=x>HID1</p>"],
  ["container fails", ".a{container-type:inline-size;width:200px}@container (min-width:5000px){.x{display:none}}", "<div class=a><p class=x>VIS1</p></div>"],
  ["container by name", ".a{container:box / inline-size}@container box (width > 50px){.x{opacity:0}}", "<div class=a><p class=x>HID1</p></div>"],
  ["nesting ampersand", "p{&.x{visibility:hidden}}", "<p class=x>HID1</p><p>VIS2</p>"],
  ["nesting reversed", ".x{.dark &{color:#fff}}", "<div class=dark><p class=x>HID1</p></div><p class=x>VIS2</p>"],
  ["nesting media", ".x{@media screen{font-size:0}}", "<p class=x>HID1</p>"],
  ["nesting sibling", "h2{+ p{display:none}}", "<h2>VIS1</h2><p>HID2</p>"],
  ["where has no weight", ":where(#i){display:none} p{display:block}", "<p id=i>VIS1</p>"],
  ["is takes weight", ":is(#i,.q) {display:none} p.q{display:block}", "<p class=q>HID1</p>"],
  ["scope with limit", "@scope (.a) to (.b){p{color:#fff}}", "<div class=a><p>HID1</p><div class=b><p>VIS2</p></div></div>"],
  ["scope root", "@scope (.a){:scope{opacity:0}}", "<div class=a>HID1</div>"],
  ["all unset", ".x{display:none}.y{all:unset}", "<p class='x y'>VIS1</p>"],
  ["all revert", ".x{color:#fff}p.x{all:revert}", "<p class=x>VIS1</p>"],
  ["all inherit", ".w{color:#fff}.x{color:#000;all:inherit}", "<div class=w><p class=x>HID1</p></div>"],
  ["all then colour", ".x{all:initial;color:#fff}", "<p class=x>HID1</p>"],
  ["important inline loses", ".x{opacity:0!important}", "<p class=x style='opacity:1!important'>VIS1</p>"],
  ["important order", ".x{opacity:1!important}.x{opacity:0}", "<p class=x>VIS1</p>"],
  ["important both", ".x{opacity:1!important}.x{opacity:0!important}", "<p class=x>HID1</p>"],
  ["attribute contains", "[class*=secret]{display:none}", "<p class=a-secret-b>HID1</p>"],
  ["attribute prefix", "[id^=h]{display:none}", "<p id=hide>HID1</p><p id=show>VIS2</p>"],
  ["attribute dash", "[lang|=en]{display:none}", "<p lang=en-GB>HID1</p><p lang=de>VIS2</p>"],
  ["attribute word", "[title~=b]{display:none}", "<p title='a b'>HID1</p><p title=ab>VIS2</p>"],
  ["attribute unknown", "[zz]{display:none}", "<p zz>HID1</p><p>VIS2</p>"],
  ["language", "p:lang(en){display:none}", "<p lang=en>HID1</p><p lang=fr>VIS2</p>"],
  ["not list", "p:not(.a,.b){display:none}", "<p>HID1</p><p class=a>VIS2</p>"],
  ["nth last", "p:nth-last-child(2){display:none}", "<div><p>VIS1</p><p>HID2</p><p>VIS3</p></div>"],
  ["nth of", "p:nth-child(1 of .k){display:none}", "<div><p>VIS1</p><p class=k>HID2</p><p class=k>VIS3</p></div>"],
  ["only of type", "b:only-of-type{display:none}", "<p><b>HID1</b><i>VIS2</i></p>"],
  ["empty keeps", "p:empty{display:none}", "<p>VIS1</p>"],
  ["root", ":root{color:#fff}", "<p>HID1</p>"],
  ["body child", "body > *{color:#fff}", "<p>HID1</p><div><p>HID2</p></div>"],
  ["has sibling", "p:has(+ b){display:none}", "<p>HID1</p><b>VIS2</b><p>VIS3</p>"],
  ["has not", "div:not(:has(i)){display:none}", "<div>HID1</div><div>VIS2<i>VIS3</i></div>"],
  ["column combinator text", "div{column-count:3;column-width:100px}", "<div>VIS1 VIS2 VIS3</div>"],
  ["print media", "@media print{.x{display:none}}", "<p class=x>VIS1</p>"],
  ["dark media", "@media (prefers-color-scheme:dark){.x{color:#fff}}", "<p class=x>VIS1</p>"],
  ["not dark media", "@media not (prefers-color-scheme:dark){.x{color:#fff}}", "<p class=x>HID1</p>"],
  ["media or", "@media (max-width:100px) or (min-width:200px){.x{opacity:0}}", "<p class=x>HID1</p>"],
  ["media list", "@media tv, screen and (color){.x{opacity:0}}", "<p class=x>HID1</p>"],
  ["media unknown", "@media (frobnicate:1){.x{opacity:0}}", "<p class=x>VIS1</p>"],
  ["media range", "@media (300px < width < 2000px){.x{opacity:0}}", "<p class=x>HID1</p>"],
  ["supports not", "@supports not (display:frob){.x{opacity:0}}", "<p class=x>HID1</p>"],
  ["supports unknown", "@supports (display:frob){.x{opacity:0}}", "<p class=x>VIS1</p>"],
  ["supports selector", "@supports selector(:has(a)){.x{opacity:0}}", "<p class=x>HID1</p>"],
  ["supports and", "@supports (display:grid) and (not (display:inline-grid)){.x{opacity:0}}", "<p class=x>VIS1</p>"],
  ["typed property", "@property --c{syntax:'<color>';inherits:true;initial-value:#fff}.x{color:var(--c)}", "<p class=x>HID1</p>"],
  ["variable cycle", ".x{--a:var(--b);--b:var(--a);color:var(--a)}", "<p class=x>VIS1</p>"],
  ["variable chain", ":root{--a:#fff;--b:var(--a);--c:var(--b)}.x{color:var(--c)}", "<p class=x>HID1</p>"],
  ["variable in calc", ".x{--n:0;font-size:calc(16px * var(--n))}", "<p class=x>HID1</p>"],
  ["variable invalid", ".x{--c:12px;color:var(--c)}", "<p class=x>VIS1</p>"],
  ["variable initial", ".w{--d:none}.x{--d:initial;display:var(--d,block)}", "<div class=w><p class=x>VIS1</p></div>"],
  ["variable space", ".x{--e: ;color:var(--e) #fff}", "<p class=x>HID1</p>"],
  ["font face without glyphs", "@font-face{font-family:none;src:url(data:font/woff2;base64,AAAA)}.x{font-family:none}", "<p class=x>VIS1</p>"],
  ["counter style", "@counter-style c{system:cyclic;symbols:' '}li{list-style:c}", "<ul><li>VIS1</li></ul>"],
  ["namespace", "@namespace url(http://www.w3.org/1999/xhtml);p{display:none}", "<p>HID1</p>"],
  ["charset", "@charset 'utf-8';.x{display:none}", "<p class=x>HID1</p>"],
  ["starting style", "@starting-style{.x{opacity:0}}", "<p class=x>VIS1</p>"],
  ["transition", ".x{transition:opacity 1s;opacity:0}", "<p class=x>HID1</p>"],
  ["first letter", ".x::first-letter{font-size:0}", "<p class=x>VIS1</p>"],
  ["before only", ".x::before{content:'x';display:none}", "<p class=x>VIS1</p>"],
  ["selection", "::selection{color:#fff}", "<p>VIS1</p>"],
];

// Styles of a block of two words.
const STYLES = `
inset:0 auto auto -9999px;position:absolute
inset-inline:auto 0;position:absolute
inset-block-start:-9999px;position:absolute
position:fixed;inset:-5000px auto auto 0
position:sticky;left:-9999px
translate:-9999px 0
translate:0 -9999px
translate:10px 5px
translate:-200vw
rotate:x 90deg
rotate:y 90deg
rotate:90deg
scale:0 1
scale:1.5
offset-path:path("M-9999 0 L-9999 1");position:absolute
margin-block-start:-9999px
margin-inline:-9999px auto
float:left;margin-left:-9999px
float:right
float:left;width:0;overflow:hidden
display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden
line-clamp:1
columns:2
columns:100px;column-gap:50px
vertical-align:super
vertical-align:-9999px
text-transform:uppercase
font-variant:small-caps
font-variant-caps:all-small-caps
writing-mode:vertical-rl
writing-mode:vertical-lr;text-orientation:upright
unicode-bidi:bidi-override;direction:rtl
direction:rtl;text-align:left
clip-path:path("M0 0")
clip-path:path("M0 0 L900 0 L900 90 L0 90 Z")
clip-path:inset(0)
clip-path:circle(50%)
clip-path:xywh(0 0 0 0)
clip-path:rect(0 0 0 0)
mask:url(#nothing)
mask-image:linear-gradient(#000,#000)
mask-image:none
-webkit-mask-image:linear-gradient(black 0,black 100%)
background-clip:text;background:#fff;-webkit-background-clip:text;color:transparent
background:linear-gradient(#fff,#fff);-webkit-background-clip:text;-webkit-text-fill-color:transparent
background:linear-gradient(90deg,navy,teal);-webkit-background-clip:text;-webkit-text-fill-color:transparent
background-image:linear-gradient(#777,#787878);color:#777
background:radial-gradient(#000,#222);color:#fff
background:conic-gradient(#fff,#fefefe);color:#fdfdfd
color:#ededed;background:#eeeeee
color:#000;background:#010101
color:#ff0000;background:#fe0101
color:#f00;background:#00f
color:#767676
color:#c0c0c0
opacity:.15
opacity:.08
opacity:calc(.02 + .03)
opacity:clamp(0,.5,.05)
filter:brightness(0)
filter:grayscale(1)
filter:drop-shadow(0 0 2px red)
filter:contrast(1%)
backdrop-filter:blur(5px)
mix-blend-mode:screen
text-shadow:none;color:transparent
-webkit-text-stroke:1px #fff;color:#fff
-webkit-text-stroke:1px #c00;color:#fff
caret-color:transparent
text-overflow:ellipsis;overflow:hidden;white-space:nowrap;width:0
text-overflow:ellipsis;overflow:hidden;white-space:nowrap
hyphens:auto;width:200px
white-space:pre
tab-size:0
line-height:0
line-height:.01
letter-spacing:.3em
letter-spacing:-.6em
word-spacing:5px
word-spacing:normal
text-indent:2em
text-indent:-2em
text-indent:5em hanging
contain:layout
contain:paint
contain-intrinsic-size:0;content-visibility:auto
aspect-ratio:1/0
height:max-content
height:fit-content;overflow:hidden
max-height:fit-content;overflow:hidden
max-height:none;overflow:hidden
max-height:1lh;overflow:hidden
height:1em;overflow:hidden
height:0.1lh;overflow:hidden
min-height:30px;max-height:0;overflow:hidden
height:calc(1px - 1px);overflow:hidden
width:min(0px,100%);overflow:hidden
width:max(300px,50%);overflow:hidden
width:calc(100% - 100%);overflow:hidden
width:fit-content;overflow:hidden
resize:none;overflow:auto
overflow:hidden;padding:0;border:1px solid
user-select:none
pointer-events:none
cursor:none
appearance:none
will-change:opacity
isolation:isolate
perspective:10px
transform:perspective(100px) translateZ(-50px)
transform:translate3d(-9999px,0,0)
transform:scale3d(0,0,0)
transform:skewX(10deg)
transform:skewY(90deg)
transform:rotate3d(1,0,0,90deg)
transform:rotate(180deg)
transform:scale(.05)
zoom:.05
zoom:50%
font-size:xx-small
font-size:calc(1em * 0.05)
font-size:2.9px
font-size:smaller
font:small-caption
font:1px/1 serif
font-stretch:50%
order:-1
z-index:-1
z-index:-1;position:relative
all:unset
all:initial;display:none
display:block flow
display:inline flow-root
display:table;visibility:hidden
display:ruby-text
display:list-item;list-style:none
display:contents;opacity:0
display:contents;color:#fff
visibility:inherit
forced-color-adjust:none
color-scheme:dark
color:color-mix(in oklab,white 98%,black)
color:oklch(99% 0 0)
color:lab(50 0 0)
color:hsl(0deg 0% 98%)
color:rgb(none none none)
color:rgb(255 255 255 / none)
color:rgb(from black r g b / 0)
color:light-dark(black,white)
color:linktext
color:graytext
color:transparent!important
color:rebeccapurple
color:inherit
background:none
animation:none
`
  .trim()
  .split("\n");

// Elements and attributes.
const MARKUP = {
  "inert": "<div inert>VIS1</div>",
  "contenteditable": "<div contenteditable>VIS1</div>",
  "dir rtl": "<div dir=rtl>VIS1</div>",
  "bdo": "<bdo dir=rtl>VIS1</bdo> <bdi>VIS2</bdi>",
  "marquee": "<marquee scrollamount=0>VIS1</marquee>",
  "wbr": "VIS1<wbr>VIS2",
  "details nested": "<details open><summary>VIS1</summary><details><summary>VIS2</summary>HID3</details></details>",
  "details named": "<details name=a><summary>VIS1</summary><div style='display:block!important'>HID2</div></details>",
  "dialog styled": "<dialog style='display:block'>VIS1</dialog>",
  "popover styled": "<div popover style='display:block;position:static'>VIS1</div>",
  "hidden styled": "<div hidden style='display:block'>VIS1</div>",
  "hidden until found styled": "<div hidden=until-found style='content-visibility:visible'>VIS1</div>",
  "collapsed row": "<table><tr style='visibility:collapse'><td>HID1</td></tr><tr><td>VIS2</td></tr></table>",
  "row of no height": "<table><tr height=0><td>VIS1</td></tr></table>",
  "fixed table": "<table style='table-layout:fixed;width:100px'><tr><td style='width:0;overflow:hidden;padding:0'>HID1</td><td>VIS2</td></tr></table>",
  "rowspan": "<table><tr><td rowspan=2>VIS1</td><td>VIS2</td></tr><tr><td>VIS3</td></tr></table>",
  "caption hidden": "<table><caption style='display:none'>HID1</caption><tr><td>VIS2</td></tr></table>",
  "empty cells": "<table style='empty-cells:hide'><tr><td>VIS1</td></tr></table>",
  "output": "<output>VIS1</output> <label>VIS2</label>",
  "audio": "<audio>HID1</audio>",
  "embed": "<embed>VIS1",
  "rb": "<ruby><rb>VIS1</rb><rp>HID2</rp><rt>VIS3</rt></ruby>",
  "xmp": "<xmp>VIS1</xmp>",
  "plaintext": "<plaintext>VIS1",
  "listing": "<listing>VIS1</listing>",
  "center font": "<center><font face=x size=+1>VIS1</font></center>",
  "big small": "<small><small><small><small>VIS1</small></small></small></small>",
  "font minus": "<font size=-5>VIS1</font>",
  "acronym": "<acronym title=a>VIS1</acronym> <abbr>VIS2</abbr>",
  "body colours": "<div style='background:Canvas;color:CanvasText'>VIS1</div>",
  "link in dark": "<div style='background:#00e'><a href='https://a.example'>HID1</a></div>",
  "link colour": "<div style='color:#fff'><a href='https://a.example'>VIS1</a></div>",
  "anchor without target": "<div style='color:#fff'><a>HID1</a></div>",
  "button white": "<button style='color:#fff;background:#0a0'>VIS1</button>",
  "button unstyled": "<div style='color:#fff'><button>VIS1</button></div>",
  "mark white": "<div style='color:#fff'><mark>VIS1</mark></div>",
  "code in dark": "<pre style='background:#111;color:#eee'><code>VIS1</code></pre>",
  "mso comment": "<!--[if mso]><p>HID1</p><![endif]--><p>VIS2</p>",
  "not mso comment": "<!--[if !mso]><!--><p>VIS1</p><!--<![endif]-->",
  "outlook hidden": "<!--[if !mso]>--><p>VIS1</p><!--<![endif]-->",
  "comment tricks": "<!--><p>VIS1</p>--> <!---><p>VIS2</p>-->",
  "bogus comment": "<p>VIS1</p></ HID2><?php HID3 ?><p>VIS4</p>",
  "cdata": "<p>VIS1<![CDATA[ HID2 ]]></p>",
  "null in tag": "<p style='display:none' \u0001>HID1</p>",
  "slash in tag": "<p/style=display:none/class=x>VIS1</p>",
  "style unquoted": "<p style=display:none>HID1</p>",
  "style with newline": "<p style='display\n:\n none'>HID1</p>",
  "style with comment": "<p style='/**/display/**/:/**/none/**/'>HID1</p>",
  "style with brace": "<p style='{display:none}'>VIS1</p>",
  "style after brace": "<p style='};display:none'>VIS1</p>",
  "style semicolons": "<p style=';;;display:none;;'>HID1</p>",
  "style bad then good": "<p style='color red;display:none'>VIS1</p>",
  "style bad semicolon": "<p style='color red;;display:none'>HID1</p>",
  "style in capitals": "<p style='OPACITY:0'>HID1</p>",
  "style escaped": "<p style='op\\61 city:0'>HID1</p>",
  "style string": "<p style='content:\"a;display:none;\";color:#333'>VIS1</p>",
  "style unclosed string": "<p style='content:\"a;display:none'>VIS1</p>",
  "style deep calc": `<p style='font-size:${"calc(".repeat(40)}0px${")".repeat(40)}'>HID1</p>`,
  "style long value": `<p style='mask-image:${"linear-gradient(transparent,transparent),".repeat(300)}linear-gradient(transparent,transparent)'>HID1</p>`,
  "style far away": `<p style='${"color:#000;".repeat(8000)}display:none'>HID1</p>`,
  "attribute far away": `<style>[data-z]{display:none}</style><p ${Array.from({ length: 80 }, (_, n) => `data-a${n}=1`).join(" ")} data-z=1>HID1</p>`,
  "class far away": `<style>.last{display:none}</style><p class='${"a ".repeat(40000)}last'>HID1</p>`,
  "deep rules": `<style>${"@media screen{".repeat(20)}.x{display:none}${"}".repeat(20)}</style><p class=x>HID1</p>`,
  "variables of many": `<style>.x{${Array.from({ length: 300 }, (_, n) => `--a${n}:#fff;`).join("")}color:var(--a299,#000)}</style><p class=x>HID1</p>`,
  "long variable": `<style>.x{--a:${" ".repeat(3)}/*${"c".repeat(5000)}*/ #fff;color:var(--a)}</style><p class=x>HID1</p>`,
  "many fonts": `<div>${Array.from({ length: 100 }, (_, n) => `<font data-n=${n}>`).join("")}<p style='color:#fff'>HID1</p></div>`,
  "font before block": "<font color=white>HID1<div>HID2</div></font>VIS3",
  "nested forms": "<form><form style='display:none'>VIS1</form></form>",
  "svg text": "<svg width=100 height=30><text y=20>VIS1</text></svg>",
  "math": "<math><mtext>VIS1</mtext></math>",
  "template shadow": "<div><template shadowrootmode=open><slot></slot></template>VIS1</div>",
};

// Mails of companies.
const BENIGN = {
  "dark mode": ["<meta name=color-scheme content='light dark'><style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.bg{background:#111!important}.tx{color:#eee!important}}[data-ogsc] .tx{color:#fff!important}</style>", "<table class=bg bgcolor=#ffffff width=100%><tr><td class=tx style='color:#222'>VIS1 <a class=tx href='https://a.example' style='color:#0a58ca'>VIS2</a></td></tr></table>"],
  "dark newsletter": ["<style>body{background:#121212;color:#e0e0e0}a{color:#8ab4f8}</style>", "<h1>VIS1</h1><p>VIS2 <a href='https://a.example'>VIS3</a></p><p style='color:#9aa0a6;font-size:12px'>VIS4</p>"],
  "coloured buttons": ["", ["#0a66c2", "green", "rgb(200,30,60)", "hsl(280 60% 40%)", "linear-gradient(#f60,#c30)"].map((color, n) => `<a href='https://a.example' style='display:inline-block;background:${color};color:#fff;padding:10px 20px;border-radius:4px'>VIS${n}</a>`).join(" ")],
  "bulletproof button": ["", "<!--[if mso]><v:roundrect href='https://a.example' fillcolor='#f60'><center style='color:#fff'>HID1</center></v:roundrect><![endif]--><!--[if !mso]><!-- --><a href='https://a.example' style='background-color:#ff6600;border-radius:5px;color:#ffffff;display:inline-block;font-size:16px;line-height:44px;text-align:center;width:200px;-webkit-text-size-adjust:none;mso-hide:all'>VIS2</a><!--<![endif]-->"],
  "small print": ["", "<p style='font:11px/14px Arial;color:#999'>VIS1</p><p style='font-size:9px;color:#aaa'>VIS2</p><small style='color:#b0b0b0'>VIS3</small>"],
  "zebra table": ["<style>table{border-collapse:collapse}tr:nth-child(even){background:#f2f2f2}tr:nth-child(odd){background:#fff}th{background:#333;color:#fff}td{color:#444;padding:4px}</style>", "<table><tr><th>VIS1</th><th>VIS2</th></tr><tr><td>VIS3</td><td>VIS4</td></tr><tr><td>VIS5</td><td>VIS6</td></tr></table>"],
  "hero with text": ["", "<div style='background:#203040 url(https://a.example/hero.jpg) no-repeat center/cover;padding:80px 20px;text-align:center'><h1 style='color:#fff;margin:0;text-shadow:0 1px 3px rgba(0,0,0,.5)'>VIS1</h1><p style='color:rgba(255,255,255,.85)'>VIS2</p></div>"],
  "hero without colour": ["", "<table background='https://a.example/h.png'><tr><td style='color:#fff;padding:40px'>VIS1</td></tr></table>"],
  "preheader": ["", "<div style='display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all'>HID1 &nbsp;&zwnj;&nbsp;&zwnj;</div><p>VIS2</p>"],
  "preheader by class": ["<style>.preheader{color:transparent;display:none;height:0;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all;visibility:hidden;width:0}</style>", "<span class=preheader>HID1</span><table class=body><tr><td>VIS2</td></tr></table>"],
  "columns": ["<style>.c{display:inline-block;width:49%;vertical-align:top}@media(max-width:480px){.c{width:100%!important;display:block!important}}</style>", "<div style='font-size:0'><div class=c style='font-size:16px'>VIS1</div><div class=c style='font-size:16px'>VIS2</div></div>"],
  "flex row": ["", "<div style='display:flex;gap:12px;justify-content:space-between;align-items:center'><span>VIS1</span><span style='flex:1'>VIS2</span><strong>VIS3</strong></div>"],
  "grid": ["", "<div style='display:grid;grid-template-columns:1fr 2fr;grid-template-rows:auto auto'><div>VIS1</div><div>VIS2</div><div>VIS3</div></div>"],
  "rounded card": ["", "<div style='background:#f6f8fa;padding:24px'><div style='background:#fff;border:1px solid #e1e4e8;border-radius:12px;overflow:hidden;max-width:560px;margin:0 auto'><div style='padding:16px;background:#24292f;color:#fff'>VIS1</div><div style='padding:16px'>VIS2</div></div></div>"],
  "progress bar": ["", "<div style='background:#eee;height:20px;width:200px'><div style='background:#4caf50;height:20px;width:40%;color:#fff;overflow:hidden'>VIS1</div></div>"],
  "badge": ["", "<p>VIS1 <sup style='background:#d00;color:#fff;border-radius:9px;padding:1px 6px;font-size:10px'>VIS2</sup></p>"],
  "code number": ["", "<div style='letter-spacing:8px;font:700 32px monospace;background:#f4f4f4;padding:16px;text-align:center'>VIS1</div>"],
  "quoted reply": ["", "<div dir=ltr>VIS1</div><br><div class=q><blockquote style='margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex;color:#500050'>VIS2</blockquote></div>"],
  "signature": ["", "<p>VIS1</p><table cellpadding=0 style='font:12px Arial;color:#6b7280'><tr><td style='border-right:2px solid #e5e7eb;padding-right:10px'><img src='https://a.example/l.png' width=60 height=60></td><td style='padding-left:10px'><b style='color:#111827'>VIS2</b><br>VIS3</td></tr></table>"],
  "footer": ["", "<div style='background:#2d3748;padding:20px;text-align:center'><p style='color:#a0aec0;font-size:12px;margin:0'>VIS1 <a href='https://a.example' style='color:#a0aec0;text-decoration:underline'>VIS2</a></p></div>"],
  "sale": ["", "<p><s style='color:#999'>VIS1</s> <span style='color:#e53935;font-weight:700'>VIS2</span></p>"],
  "pull up": ["", "<div style='background:#345;height:80px'></div><div style='background:#fff;margin:-40px auto 0;width:400px;position:relative'>VIS1</div>"],
  "absolute caption": ["", "<div style='position:relative;width:300px;height:120px;background:#456'><span style='position:absolute;bottom:8px;left:8px;color:#fff'>VIS1</span></div>"],
  "alternating direction": ["", "<table dir=rtl width=400><tr><td dir=ltr>VIS1</td><td dir=ltr>VIS2</td></tr></table>"],
  "uppercase heading": ["", "<h3 style='text-transform:uppercase;letter-spacing:2px;color:#718096;font-size:12px'>VIS1</h3>"],
  "variables of a theme": ["<style>:root{--bg:#fff;--fg:#1a202c;--accent:#3182ce}body{background:var(--bg);color:var(--fg)}.b{background:var(--accent);color:var(--bg)}</style>", "<p>VIS1</p><a class=b href='https://a.example'>VIS2</a>"],
  "reset sheet": ["<style>html,body,div,span,p,a,table,td{margin:0;padding:0;border:0;font-size:100%;font:inherit;vertical-align:baseline}body{line-height:1}ol,ul{list-style:none}#outlook a{padding:0}.ExternalClass{width:100%}.ExternalClass *{line-height:100%}img{border:0;height:auto}</style>", "<table><tr><td>VIS1 <a href='https://a.example'>VIS2</a></td></tr></table>"],
  "responsive swap": ["<style>.m{display:none;max-height:0;overflow:hidden}@media only screen and (max-width:600px){.d{display:none!important}.m{display:block!important;max-height:none!important}}</style>", "<div class=d>VIS1</div><div class=m>HID2</div>"],
};

const page = (body, head = "") => `<!DOCTYPE html><html><head><meta charset=utf-8>${head}</head><body>${body}</body></html>`;
const around = (body) => `<p>VIS8 before</p>${body}<p>VIS9 after</p>`;

export const modern = [
  ...SHEETS.map(([name, css, body]) => ({ name: `modern sheet ${name}`, html: page(around(body), `<style>${css}</style>`) })),
  ...STYLES.map((style) => ({ name: `modern style ${style}`, html: page(around(`<div style="${style.replace(/"/g, "&quot;")}">HID1 HID2</div>`)) })),
  ...Object.entries(MARKUP).map(([name, body]) => ({ name: `modern markup ${name}`, html: page(around(body)) })),
];
export const companies = Object.entries(BENIGN).map(([name, [head, body]]) => ({ name: `company ${name}`, html: page(around(body), head) }));
