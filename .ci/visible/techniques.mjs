// Ways to hide text from people, each in a mail of its own. Words are labelled for people: HID is meant to be hidden, VIS
// to be visible. The browser decides.

import { modern } from "./modern.mjs";

// Styles of a block.
const STYLES = `
display:none
display:none ! important
DISPLAY : None !important
display:n\\6fne
displ\\61y:none
display:/* x */none
display:block;display:none
display:table-column
display:table-column-group
visibility:hidden
visibility:collapse
content-visibility:hidden
opacity:0
opacity:0%
opacity:1%
opacity:.01
opacity:0.05
opacity:calc(0)
opacity:calc(1% * 2)
opacity:-1
-webkit-opacity:0
opacity:max(0,0.02)
filter:opacity(0)
filter:opacity(0%)
filter:opacity(2%)
-webkit-filter:opacity(0)
filter:blur(20px)
filter:blur(1em)
filter:contrast(0)
filter:brightness(0) opacity(0)
filter:invert(1)
mask:linear-gradient(transparent,transparent)
-webkit-mask:linear-gradient(transparent,transparent)
mask-image:linear-gradient(transparent,transparent)
-webkit-mask-image:linear-gradient(transparent,transparent)
mask-image:linear-gradient(rgba(0,0,0,0),rgba(0,0,0,.02))
mask-image:radial-gradient(transparent,transparent)
mask-image:linear-gradient(#000,#000);mask-size:0 0;mask-repeat:no-repeat
font-size:0
font-size: 0px
font-size:0.0em
font-size:1px
font-size:1pt
font-size:0.01em
font-size:0.1%
font-size:0.05rem
font-size:.1vw
font-size:.1vh
font-size:.1vmin
font-size:1e-9px
font-size:calc(0px)
font-size:calc(1px * 0)
font-size:calc(16px - 16px)
font-size:min(0px,1em)
font-size:clamp(0px,0.5px,1px)
font-size:max(0px,.5px)
font-size:0.1mm
font-size:0.02cm
font-size:1q
font-size:0.01in
font-size:.05pc
font-size:.05ex
font-size:.05ch
font-size:.01lh
font:0/0 a
font:0.01em a
font:.1% a
font: normal 0px Arial
font:italic bold 1px/1 Arial
font-size-adjust:0
line-height:0;font-size:0.1em;mso-line-height-rule:exactly
max-height:0;overflow:hidden
max-height:0;overflow:clip
max-height:0;overflow:auto
max-height:0;overflow:scroll
max-height:0px;overflow-y:hidden
max-height:0;overflow-x:hidden
max-height:0;overflow:hidden auto
height:0;overflow:hidden
height:0px;overflow:hidden;border:0
height:1px;overflow:hidden
height:2px;overflow:hidden
height:calc(0px);overflow:hidden
height:0em;overflow:hidden
height:0vh;overflow:hidden
height:.1mm;overflow:hidden
height:100px;max-height:0;overflow:hidden
block-size:0;overflow:hidden
max-block-size:0;overflow:hidden
inline-size:0;overflow:hidden
width:0;overflow:hidden
width:1px;overflow:hidden
width:1px;height:1px;overflow:hidden
max-width:0;overflow:hidden
max-width:1px;max-height:1px;overflow:hidden
max-inline-size:0;overflow:clip
width:0;overflow:hidden;white-space:nowrap
line-height:0;overflow:hidden
line-height:1px;overflow:hidden
height:0;overflow:hidden;padding-top:10px
height:10px;padding-top:40px;overflow:hidden;box-sizing:border-box
height:0;contain:paint
contain:strict
contain:size;overflow:hidden
color:#fff
color:#FFFFFF
color:#ffff
color:#fffffffe
color:#fefefe
color:#fafafa
color:white
color:WHITE
color:snow
color:ivory
color:rgb(255,255,255)
color:rgb(100%,100%,100%)
color:rgb(255 255 255)
color:rgba(255,255,255,1)
color:rgba(0,0,0,.04)
color:rgb(0 0 0 / 3%)
color:hsl(0,0%,100%)
color:hsl(120deg 100% 100%)
color:hwb(0 100% 0%)
color:lab(100% 0 0)
color:lch(100% 0 0)
color:oklab(1 0 0)
color:oklch(1 0 0)
color:color(srgb 1 1 1)
color:color(display-p3 1 1 1)
color:color-mix(in srgb, white, white)
color:color-mix(in srgb, white 99%, black)
color:light-dark(white,black)
color:canvas
color:Field
color:rgb(calc(250 + 5),255,255)
color:rgb(from white r g b)
color:white;background:white
color:#fff;background-color:#fff
color:#000;background:#000
color:#123456;background:#123456
color:#123456;background:linear-gradient(#123456,#123456)
color:red;background:rgb(255,0,0)
color:#777;background:#7a7a7a
background:currentcolor
background-color:currentColor
color:navy;background-color:rgb(0 0 128)
color:transparent
color:#0000
color:#00000000
color:rgb(0 0 0 / 0)
color:rgb(0 0 0 / 0%)
color:rgba(0, 0, 0, 0)
color:hsl(0 0% 0%/0)
color:hsla(0,0%,0%,0)
color:hwb(0 0% 100% / 0)
color:lab(0 0 0 / 0)
color:oklch(0 0 0/0)
color:color(srgb 0 0 0 / 0)
color:color-mix(in srgb, transparent, transparent)
-webkit-text-fill-color:transparent
-webkit-text-fill-color:white
-webkit-text-fill-color:#fff0
-webkit-text-security:disc
-webkit-text-security:circle
-webkit-text-security:square
mix-blend-mode:screen
mix-blend-mode:lighten
text-indent:-9999px
text-indent:-100em
text-indent:-200vw
text-indent:-1000%
text-indent:calc(-1 * 9999px)
text-indent:9999px;overflow:hidden;white-space:nowrap
text-indent:100%;white-space:nowrap;overflow:hidden
text-indent:9999px;white-space:nowrap
position:absolute;left:-9999px
position:absolute;left:-100%
position:absolute;left:-100vw
position:absolute;left:-200em
position:absolute;left:9999px
position:absolute;left:100%
position:absolute;left:120vw
position:absolute;right:100%
position:absolute;right:-9999px
position:absolute;top:-9999px
position:absolute;top:-100vh
position:absolute;top:-10in
position:absolute;bottom:100%
position:absolute;bottom:9999px
position:absolute;inset:-9999px auto auto -9999px
position:absolute;inset-inline-start:-9999px
position:absolute;inset-block-start:-9999px
position:fixed;left:-9999px
position:fixed;top:-500px
position:fixed;top:-50em
position:relative;left:-9999px
position:relative;right:9999px
position:relative;top:-9999px
position:relative;left:-150vw
position:sticky;left:0;margin-left:-9999px
margin:-9999px
margin-left:-9999px
margin:0 0 0 -9999px
margin-left:-300vw
margin-left:200%
margin-inline-start:-9999px
margin-inline:-9999px 0
margin-top:-9999px
margin-block-start:-9999px
padding-left:9999px;overflow:hidden
padding-left:9999px
padding-inline-start:200%
border-left:2000px solid white
width:9999px;text-align:right
transform:scale(0)
transform:scale(0,0)
transform:scale(0, 1)
transform:scaleX(0)
transform:scaleY(0)
transform:scale(.01)
transform:scale(1%)
transform:scale3d(0,0,0)
transform:translateX(-9999px)
transform:translate(-9999px,0)
transform:translate(-300%)
transform:translateX(-100vw)
transform:translateY(-9999px)
transform:translate3d(-9999px,0,0)
transform:matrix(0,0,0,0,0,0)
transform:matrix(1,0,0,0,0,0)
transform:matrix(1,0,0,1,-9999,0)
transform:matrix3d(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1)
transform:rotateY(90deg)
transform:rotateX(90deg)
transform:rotateX(.25turn)
transform:rotateY(100grad)
transform:rotate3d(0,1,0,90deg)
transform:rotateY(180deg);backface-visibility:hidden
-webkit-transform:scale(0)
scale:0
scale:0 1
scale:.01
rotate:y 90deg
rotate:x 90deg
translate:-9999px
translate:-200vw 0
zoom:0.01
zoom:1%
clip:rect(0,0,0,0);position:absolute
clip:rect(0 0 0 0);position:absolute
clip:rect(0px,0px,0px,0px);position:fixed
clip:rect(1px,1px,1px,1px);position:absolute
clip-path:inset(100%)
clip-path:inset(50%)
clip-path:inset(0 100% 0 0)
clip-path:inset(100% 0 0 0)
clip-path:inset(0 0 0 100%)
-webkit-clip-path:inset(100%)
clip-path:circle(0)
clip-path:circle(0px)
clip-path:circle(0%)
clip-path:circle(0 at 50% 50%)
clip-path:ellipse(0 0)
clip-path:ellipse(0px 50px)
clip-path:polygon(0 0,0 0,0 0)
clip-path:polygon(0 0,100% 0,100% 0)
clip-path:polygon(0px 0px, 0px 0px, 0px 0px, 0px 0px)
clip-path:path("M0 0")
clip-path:rect(0 0 0 0)
clip-path:xywh(0 0 0 0)
--x:1;display:var(--y,none)
--x:none;display:var(--x)
--c:#fff;color:var(--c)
--a:var(--b);--b:0;opacity:var(--a)
--s:0px;font-size:calc(var(--s) * 2)
letter-spacing:-1em
letter-spacing:-16px
all:initial;display:none
display:none;all:unset;display:none
content:url(https://img.example/a.png)
`.trim().split("\n");

const page = (body, head = "") => `<!DOCTYPE html><html><head><meta charset=utf-8>${head}</head><body>${body}</body></html>`;
const around = (hidden) => `<p>VIS1 before</p>${hidden}<p>VIS2 after</p>`;

// Rules of a sheet, with the element they hide.
const RULES = [
  ["class", ".x{display:none}", '<p class="x">HID1 text</p>'],
  ["id", "#x{display:none}", "<p id=x>HID1 text</p>"],
  ["tag", "section{display:none}", "<section>HID1 text</section>"],
  ["universal", ".w *{display:none}", "<div class=w><p>HID1 text</p></div>"],
  ["attribute", "[data-x]{display:none}", "<p data-x=1>HID1 text</p>"],
  ["attribute value", '[title="a b"]{opacity:0}', '<p title="a b">HID1 text</p>'],
  ["attribute prefix", "[title^=ab]{visibility:hidden}", "<p title=abc>HID1 text</p>"],
  ["attribute suffix", "[title$=bc]{visibility:hidden}", "<p title=abc>HID1 text</p>"],
  ["attribute part", "[title*=b]{font-size:0}", "<p title=abc>HID1 text</p>"],
  ["attribute word", "[title~=b]{font-size:0}", "<p title='a b'>HID1 text</p>"],
  ["attribute case", "[title=ABC i]{font-size:0}", "<p title='abc'>HID1 text</p>"],
  ["descendant", "div.a p span{display:none}", "<div class=a><p><span>HID1</span> VIS3</p></div>"],
  ["child", "div.a > p{color:#fff}", "<div class=a><p>HID1 text</p></div>"],
  ["sibling", "h2 + p{display:none}", "<h2>VIS3</h2><p>HID1</p><p>VIS4</p>"],
  ["later sibling", "h2 ~ p.q{display:none}", "<h2>VIS3</h2><p>VIS4</p><p class=q>HID1</p>"],
  ["not", "p.k:not(.v){display:none}", "<p class=k>HID1</p><p class='k v'>VIS3</p>"],
  ["is", ":is(.a,.b) i{opacity:0}", "<p class=b><i>HID1</i> VIS3</p>"],
  ["where", ":where(.a) i{opacity:0}", "<p class=a><i>HID1</i> VIS3</p>"],
  ["first child", ".a :first-child{display:none}", "<div class=a><p>HID1</p><p>VIS3</p></div>"],
  ["last child", ".a p:last-child{display:none}", "<div class=a><p>VIS3</p><p>HID1</p></div>"],
  ["nth child", ".a p:nth-child(2n){display:none}", "<div class=a><p>VIS3</p><p>HID1</p><p>VIS4</p></div>"],
  ["nth of type", ".a p:nth-of-type(2){display:none}", "<div class=a><b>VIS3</b><p>VIS4</p><p>HID1</p></div>"],
  ["only child", ".a p:only-child{display:none}", "<div class=a><p>HID1</p></div>"],
  ["has", "div:has(> b){color:transparent}", "<div>HID1 <b>HID2</b></div>"],
  ["nested rule", ".a{color:#000; .b{display:none} & i{opacity:0}}", "<div class=a>VIS3 <b class=b>HID1</b> <i>HID2</i></div>"],
  ["nested tag", ".a{color:#000; span{display:none}}", "<div class=a>VIS3 <span>HID1</span></div>"],
  ["media screen", "@media screen{.x{display:none}}", "<p class=x>HID1</p>"],
  ["media width", "@media (min-width:400px){.x{display:none}}", "<p class=x>HID1</p>"],
  ["media range", "@media (width > 400px){.x{display:none}}", "<p class=x>HID1</p>"],
  ["media not print", "@media not print{.x{display:none}}", "<p class=x>HID1</p>"],
  ["media light", "@media (prefers-color-scheme: light){.x{display:none}}", "<p class=x>HID1</p>"],
  ["supports", "@supports (display:grid){.x{display:none}}", "<p class=x>HID1</p>"],
  ["layer", "@layer a{.x{display:none}}", "<p class=x>HID1</p>"],
  ["layer order", "@layer a,b; @layer b{.x{display:none}} @layer a{.x{display:block}}", "<p class=x>HID1</p>"],
  ["layer important", "@layer a{.x{display:none!important}} .x{display:block!important}", "<p class=x>HID1</p>"],
  ["scope", "@scope (.a){p{display:none}}", "<div class=a><p>HID1</p></div><p>VIS3</p>"],
  ["container", ".a{container-type:inline-size}@container (min-width:100px){.x{display:none}}", "<div class=a><p class=x>HID1</p></div>"],
  ["important", ".x{display:none!important}", "<p class=x style='display:block'>HID1</p>"],
  ["specificity", "#i{display:none} p.x{display:block}", "<p id=i class=x>HID1</p>"],
  ["order", ".x{display:block}.x{display:none}", "<p class=x>HID1</p>"],
  ["inherit visibility", ".x{visibility:hidden}", "<div class=x><p>HID1</p><p style='visibility:visible'>VIS3</p></div>"],
  ["inherit keyword", ".x{opacity:0.3}.x p{opacity:inherit}.x i{opacity:inherit}", "<div class=x><p><i>HID1</i></p></div>"],
  ["inherit size", ".x{font-size:10%}", "<div class=x><p style='font-size:50%'>HID1</p></div>"],
  ["inherit em", ".x{font-size:.3em}", "<div class=x><div class=x><div class=x>HID1</div></div></div>"],
  ["inherit colour", ".x{color:#fff}", "<div class=x><p>HID1</p><p style='color:#000'>VIS3</p></div>"],
  ["root variable", ":root{--hide:none}.x{display:var(--hide)}", "<p class=x>HID1</p>"],
  ["variable fallback", ".x{display:var(--nope, var(--nope2, none))}", "<p class=x>HID1</p>"],
  ["variable override", ":root{--c:#000}.w{--c:#fff}.x{color:var(--c)}", "<div class=w><p class=x>HID1</p></div><p class=x>VIS3</p>"],
  ["keyframes", "@keyframes k{to{opacity:0}}.x{animation:k 1ms forwards}", "<p class=x>HID1</p>"],
  ["keyframes paused", "@keyframes k{from{opacity:0}to{opacity:1}}.x{animation:k 9s paused both}", "<p class=x>HID1</p>"],
  ["keyframes delay", "@keyframes k{from{opacity:0}to{opacity:1}}.x{animation:k 1s 9999s both}", "<p class=x>HID1</p>"],
  ["screen reader class", ".sr-only{position:absolute;width:1px;height:1px;padding:0;margin:-1px;overflow:hidden;clip:rect(0,0,0,0);white-space:nowrap;border:0}", "<p class=sr-only>HID1 text</p>"],
  ["visually hidden class", ".visually-hidden{clip-path:inset(50%);height:1px;overflow:hidden;position:absolute;white-space:nowrap;width:1px}", "<p class=visually-hidden>HID1 text</p>"],
  ["first line", "p.x::first-line{color:#fff}", "<p class=x>HID1 short</p>"],
  ["comment in selector", ".x/**/{display:none}", "<p class=x>HID1</p>"],
  ["escape in selector", ".\\78{display:none}", "<p class=x>HID1</p>"],
  ["html comment in sheet", "<!-- .x{display:none} -->", "<p class=x>HID1</p>"],
  ["broken rule before", ".y{color:red;} } .z{ .x{display:none}", "<p class=x>VIS3</p>"],
  ["bad rule before", "@foo{bar} .y:nope{color:red} .x{display:none}", "<p class=x>HID1</p>"],
  ["unclosed", ".x{display:none", "<p class=x>HID1</p>"],
  ["grid rows", ".g{display:grid;grid-template-rows:0fr}.g>div{overflow:hidden;min-height:0}", "<div class=g><div>HID1</div></div>"],
  ["flex none", ".g{display:flex}.g>div{flex:0 0 0px;overflow:hidden;width:0}", "<div class=g><div>HID1</div><b>VIS3</b></div>"],
];

// Elements and attributes.
const MARKUP = [
  ["hidden", "<div hidden>HID1</div>"],
  ["hidden until found", "<div hidden=until-found>HID1</div>"],
  ["hidden in span", "<p>VIS3 <span hidden>HID1</span></p>"],
  ["template", "<template>HID1</template>"],
  ["script", "<script>HID1</script>"],
  ["style", "<style>HID1</style>"],
  ["title in body", "<title>HID1</title>"],
  ["comment", "<!-- HID1 --><!--[if mso]><p>HID2</p><![endif]-->"],
  ["datalist", "<datalist><option>HID1</option></datalist>"],
  ["details", "<details><summary>VIS3</summary>HID1<p>HID2</p></details>"],
  ["details without summary", "<details>HID1</details>"],
  ["dialog", "<dialog>HID1</dialog>"],
  ["popover", "<div popover>HID1</div>"],
  ["meter", "<meter value=1>HID1</meter>"],
  ["progress", "<progress value=1>HID1</progress>"],
  ["ruby", "<ruby>VIS3<rp>HID1</rp><rt>VIS4</rt></ruby>"],
  ["iframe", "<iframe>HID1</iframe>"],
  ["video", "<video>HID1</video><audio>HID2</audio><canvas>HID3</canvas>"],
  ["noembed", "<noembed>HID1</noembed>"],
  ["noframes", "<noframes>HID1</noframes>"],
  ["select", "<select><option>first<option>HID1</select>"],
  ["input hidden", "<input type=hidden value=HID1>"],
  ["font white", "<font color=white>HID1</font>"],
  ["font white hex", '<font color="#fff">HID1</font>'],
  ["font white bare", "<font color=FFFFFF>HID1</font>"],
  ["cell on cell", '<table><tr><td bgcolor="#000000"><font color="#000000">HID1</font></td></tr></table>'],
  ["row colour", '<table><tr bgcolor=navy><td style="color:navy">HID1</td></tr></table>'],
  ["table colour", '<table bgcolor="#eeeeee"><tr><td style="color:#eee">HID1</td></tr></table>'],
  ["parent background", '<div style="background:#336699"><p style="color:#369">HID1</p></div>'],
  ["grandparent background", '<div style="background:#000"><div><span style="color:black">HID1</span></div></div>'],
  ["white inside grey inside", '<div style="background:#000"><div style="background:#fff"><span style="color:#fff">HID1</span></div></div>'],
  ["opacity product", '<div style="opacity:.3"><div style="opacity:.3"><p style="opacity:.3">HID1</p></div></div>'],
  ["scale product", '<div style="transform:scale(.3)"><div style="transform:scale(.3)"><p style="font-size:10px">HID1</p></div></div>'],
  ["child of flat box", '<div style="height:0;overflow:hidden"><div><p>HID1</p></div></div>'],
  ["child below the clip", '<div style="height:20px;overflow:hidden"><p style="margin:60px 0 0">HID1</p></div>'],
  ["child beside the clip", '<div style="width:100px;overflow:hidden"><p style="margin-left:200px">HID1</p></div>'],
  ["child left of the clip", '<div style="width:300px;overflow:hidden;margin-left:400px"><p style="margin-left:-300px;width:100px">HID1</p></div>'],
  ["misnested font", '<div><font style="font-size:0">HID1</div>HID2</font>'],
  ["misnested bold", "<b hidden>HID1<p>HID2</b>VIS3</p>"],
  ["misnested inline", '<i style="display:none">HID1<b>HID2</i>VIS3</b>'],
  ["unclosed span", '<p><span style="display:none">HID1<p>HID2'.replace("<p>HID2", "") + "</span></p>"],
  ["row hidden", "<table><tr style='display:none'><td>HID1</td></tr><tr><td>VIS3</td></tr></table>"],
  ["cell hidden", "<table><tr><td style='display:none'>HID1</td><td>VIS3</td></tr></table>"],
  ["row collapsed", "<table><tr style='visibility:collapse'><td>HID1</td></tr><tr><td>VIS3</td></tr></table>"],
  ["hidden table", "<table hidden><tr><td>HID1</td></tr></table>"],
  ["div in table", "<table style='display:none'><tr><td>HID1</td></tr><div>VIS3</div></table>"],
  ["list hidden", "<ul style='display:none'><li>HID1</li></ul>"],
  ["entities in style", '<p style="display&#58;none">HID1</p>'],
  ["upper case attribute", '<P STYLE="DISPLAY:NONE">HID1</P>'],
  ["style twice", '<p style="display:none" style="">HID1</p>'],
  ["sheet in body late", "<p class=late>HID1</p><style>.late{display:none}</style>"],
  ["sheet in a hidden div", "<div hidden><style>.q{display:none}</style></div><p class=q>HID1</p>"],
  ["sheet with media attribute", "<style media='screen and (min-width:100px)'>.q{display:none}</style><p class=q>HID1</p>"],
  ["data sheet", "<link rel=stylesheet href='data:text/css,.q%7Bdisplay:none%7D'><p class=q>HID1</p>"],
  ["preheader", '<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden">HID1 preheader</div>'],
  ["preheader span", '<span style="display:none!important;visibility:hidden;mso-hide:all;font-size:1px;line-height:1px;max-height:0;opacity:0;overflow:hidden">HID1</span>'],
  ["flex child span", '<div style="display:flex"><span style="width:0;overflow:hidden;white-space:nowrap">HID1</span></div>'],
  ["floating span", '<span style="float:left;height:0;overflow:hidden">HID1</span>'],
  ["absolute span", '<span style="position:absolute;height:0;overflow:hidden">HID1</span>'],
  ["inline block", '<span style="display:inline-block;width:0;overflow:hidden">HID1</span>'],
  ["marquee empty", '<div style="color:#fff"><a style="color:inherit" href="https://a.example">HID1</a></div>'],
  ["link white", '<a style="color:#fff" href="https://a.example">HID1</a>'],
  ["body text", '<div style="background:#fff;color:#fefefe"><b>HID1</b></div>'],
  ["small white", '<small style="color:#fdfdfd">HID1</small>'],
  ["heading white", '<h1 style="color:#ffffff">HID1</h1>'],
  ["pre hidden", '<pre style="color:white">HID1</pre>'],
  ["second words", '<p style="word-spacing:-9999px">VIS3 HID1</p>'],
];

const list = [];
STYLES.forEach((style, index) => {
  const quoted = style.replace(/"/g, "&quot;");
  list.push({ name: `style ${style}`, html: page(around(`<div style="${quoted}">HID1 HID2</div>`)) });
  // Every third as a rule, every fourth without a document type.
  if (index % 3 === 0) list.push({ name: `rule ${style}`, html: page(around('<div class=x>HID1 HID2</div>'), `<style>.x{${style}}</style>`) });
  if (index % 4 === 0) list.push({ name: `quirks ${style}`, html: around(`<div style="${quoted}">HID1 HID2</div>`) });
});
for (const [name, css, body] of RULES) list.push({ name: `sheet ${name}`, html: page(around(body), `<style>${css}</style>`) });
for (const [name, body] of MARKUP) {
  list.push({ name: `markup ${name}`, html: page(around(body)) });
  list.push({ name: `quirks markup ${name}`, html: around(body) });
}
export const techniques = [...list, ...modern];
