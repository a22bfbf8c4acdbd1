// Mails of people and of newsletters, in 24 languages: a person sees every word that is labelled VIS.

import { companies } from "./modern.mjs";

// A greeting, a sentence and a farewell.
export const LANGUAGES = {
  en: ["Hello Anna", "your order is on its way", "Kind regards"],
  de: ["Hallo Anna", "deine Bestellung ist unterwegs", "Viele Grüße"],
  fr: ["Bonjour Anna", "ta commande est en route", "Cordialement"],
  es: ["Hola Anna", "tu pedido está en camino", "Saludos"],
  it: ["Ciao Anna", "il tuo ordine è in viaggio", "Cordiali saluti"],
  pt: ["Olá Anna", "a sua encomenda está a caminho", "Cumprimentos"],
  nl: ["Hallo Anna", "je bestelling is onderweg", "Met vriendelijke groet"],
  sv: ["Hej Anna", "din beställning är på väg", "Vänliga hälsningar"],
  da: ["Hej Anna", "din ordre er på vej", "Venlig hilsen"],
  nb: ["Hei Anna", "bestillingen din er på vei", "Vennlig hilsen"],
  fi: ["Hei Anna", "tilauksesi on matkalla", "Ystävällisin terveisin"],
  pl: ["Cześć Anno", "twoje zamówienie jest w drodze", "Pozdrawiam"],
  cs: ["Dobrý den Anno", "vaše objednávka je na cestě", "S pozdravem"],
  hu: ["Szia Anna", "a rendelésed úton van", "Üdvözlettel"],
  ro: ["Bună Anna", "comanda ta este pe drum", "Cu stimă"],
  el: ["Γεια σου Άννα", "η παραγγελία σου είναι καθ' οδόν", "Με εκτίμηση"],
  tr: ["Merhaba Anna", "siparişin yolda", "Saygılarımla"],
  ru: ["Здравствуйте, Анна", "ваш заказ уже в пути", "С уважением"],
  uk: ["Вітаю, Анно", "ваше замовлення вже в дорозі", "З повагою"],
  he: ["שלום אנה", "ההזמנה שלך בדרך", "בברכה"],
  ar: ["مرحبا آنا", "طلبك في الطريق", "مع التحية"],
  ja: ["アンナ様", "ご注文の商品を発送しました", "よろしくお願いします"],
  ko: ["안나님 안녕하세요", "주문하신 상품이 배송 중입니다", "감사합니다"],
  zh: ["安娜你好", "您的订单正在配送", "此致敬礼"],
};

const page = (body, head = "", attributes = "") => `<!DOCTYPE html><html><head><meta charset=utf-8>${head}</head><body${attributes}>${body}</body></html>`;

// Shapes of mails; each takes the three texts and the direction.
const SHAPES = {
  plain: ([a, b, c]) => `<div dir="auto">VIS1 ${a},<div><br></div><div>VIS2 ${b}.</div><div><br></div><div>VIS3 ${c}</div></div>`,
  paragraphs: ([a, b, c]) => page(`<p>VIS1 ${a},</p><p>VIS2 ${b}.</p><p style="margin:0;font-size:11px;color:#666">VIS3 ${c}</p>`),
  office: ([a, b, c]) => `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal, li.MsoNormal {margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;} a:link {color:#0563C1;} .MsoChpDefault {mso-style-type:export-only;} @page WordSection1 {size:612.0pt 792.0pt;} div.WordSection1 {page:WordSection1;} --></style></head><body lang=EN link="#0563C1" vlink="#954F72"><div class=WordSection1><p class=MsoNormal>VIS1 ${a},<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal><span style='mso-fareast-language:EN-US'>VIS2 ${b}.<o:p></o:p></span></p><p class=MsoNormal style='margin-left:36.0pt;text-indent:-18.0pt'>VIS3 ${c}</p></div></body></html>`,
  newsletter: ([a, b, c]) => page(
    `<div style="display:none;max-height:0;overflow:hidden">HID1 ${b}&#847;&zwnj;&nbsp;</div><table role=presentation width="100%" cellpadding=0 cellspacing=0 style="background:#f4f4f4"><tr><td align=center><!--[if mso]><table width=600><tr><td><![endif]--><table class=container role=presentation width=600 style="max-width:600px;background:#ffffff"><tr><td style="padding:20px;font-size:0;line-height:0"><img src="https://img.example/logo.png" width=120 height=40 alt="Logo"></td></tr><tr><td style="padding:0 20px;font-size:0"><div style="display:inline-block;width:280px;font-size:14px;line-height:20px;vertical-align:top">VIS1 ${a}</div><div style="display:inline-block;width:270px;font-size:14px;line-height:20px">VIS2 ${b}</div></td></tr><tr><td align=center style="padding:20px"><table role=presentation><tr><td bgcolor="#0a66c2" style="border-radius:4px"><a href="https://shop.example/go" style="display:inline-block;padding:12px 24px;color:#ffffff;text-decoration:none">VIS3 ${c}</a></td></tr></table></td></tr><tr><td style="font-size:10px;color:#999999;padding:20px">VIS4 ${c}</td></tr></table><!--[if mso]></td></tr></table><![endif]--></td></tr></table><img src="https://t.example/o.gif" width=1 height=1 alt="">`,
    `<style>@media only screen and (max-width:480px){.container{width:100%!important}.desktop{display:none!important}}@media (prefers-color-scheme:dark){body,td{background:#000!important;color:#fff!important}}.mobile{display:none}@media only screen and (max-width:480px){.mobile{display:block!important}}</style>`,
    ' style="margin:0;padding:0"',
  ),
  buttons: ([a, b, c]) => page(`<div style="background:#1a1a2e;padding:30px;color:#fff"><h1 style="color:#ffffff;margin:0">VIS1 ${a}</h1><p style="color:#e0e0e0">VIS2 ${b}</p><a href="https://a.example" style="background:linear-gradient(90deg,#e94560,#0f3460);color:#fff;padding:10px">VIS3 ${c}</a></div>`),
  hero: ([a, b, c]) => page(`<table width=600 background="https://img.example/hero.jpg" style="background:url(https://img.example/hero.jpg) center/cover"><tr><td style="padding:60px;color:#fff"><h2>VIS1 ${a}</h2></td></tr></table><table><tr><td style="background-image:url('https://img.example/b.png');color:#ffffff">VIS2 ${b}</td></tr></table><p style="opacity:.6">VIS3 ${c}</p>`),
  receipt: ([a, b, c]) => `<body bgcolor="#333333" text="#eeeeee"><center><table width=500 bgcolor=white cellpadding=8><tr bgcolor="#000066"><th colspan=2><font color=white size=4>VIS1 ${a}</font></th></tr><tr><td><font color="#222222" size=1>VIS2 ${b}</font></td><td align=right nowrap><font color="#222222">VIS3 12,00</font></td></tr></table><font size="-1">VIS4 ${c}</font></center></body>`,
  undone: ([a, b, c]) => page(`<div class="p w">VIS1 ${a}</div><div class=q style="display:none">VIS2 ${b}</div><div style="visibility:hidden">HID1<span style="visibility:visible">VIS3 ${c}</span></div><div style="font-size:0">HID2<span style="font-size:14px">VIS4</span></div><div style="line-height:0"><p style="line-height:18px">VIS5</p></div><span style="height:0;overflow:hidden;width:0">VIS6</span> <div style="height:0">VIS7</div>`, `<style>.p{display:none}div.p.w{display:block}.q{display:block!important}@media print{.p{display:none!important}}</style>`),
};

const list = [];
for (const [language, texts] of Object.entries(LANGUAGES)) {
  const rtl = language === "he" || language === "ar";
  for (const [shape, build] of Object.entries(SHAPES)) {
    let html = build(texts);
    if (rtl) html = html.includes("<body") ? html.replace("<body", '<body dir="rtl"') : `<div dir="rtl">${html}</div>`;
    list.push({ name: `${shape} ${language}`, html });
  }
}

// Single habits of mail programs and of designers.
const HABITS = {
  "gradient text": '<h1 style="background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent">VIS1</h1>',
  "outlined text": '<h1 style="color:#fff;-webkit-text-stroke:1px #000">VIS1</h1>',
  "text with shadow": '<h1 style="color:#fff;text-shadow:0 0 2px #000,1px 1px 0 #000">VIS1</h1>',
  "centred box": '<div style="position:relative;height:200px"><div style="position:absolute;left:50%;top:50%;transform:translate(-50%,-50%)">VIS1</div></div>',
  "badge": '<div style="position:relative;display:inline-block;padding:20px;margin:30px">VIS1<span style="position:absolute;top:-8px;right:-8px;background:red;color:#fff">VIS2</span></div>',
  "negative margins": '<div style="padding:0 20px"><div style="margin:0 -15px">VIS1</div></div>',
  "overlap": '<p>VIS1</p><p>VIS2</p><div style="margin-top:-10px">VIS3</div>',
  "hanging indent": '<p style="margin-left:40px;text-indent:-20px">VIS1 long enough</p>',
  "clipped corner": '<div style="overflow:hidden;border-radius:8px;padding:10px">VIS1</div>',
  "max height large": '<div style="max-height:400px;overflow:auto"><p>VIS1</p><p>VIS2</p></div>',
  "max height without clip": '<div style="max-height:0">VIS1</div>',
  "zero width table": '<table width=0><tr><td>VIS1</td></tr></table>',
  "cell of no height": '<table><tr><td style="height:0;overflow:hidden">VIS1</td></tr></table>',
  "max width": '<div style="max-width:600px;width:100%;margin:0 auto">VIS1</div>',
  "percent height": '<div style="height:0%;overflow:hidden">VIS1</div>',
  "min height": '<div style="height:0;min-height:40px;overflow:hidden">VIS1</div>',
  "small print": '<p style="font-size:9px;color:#888">VIS1</p><p style="font-size:.6em">VIS2</p>',
  "grey on grey": '<p style="background:#eee;color:#aaa">VIS1</p>',
  "faded": '<p style="opacity:.3">VIS1</p>',
  "open details": "<details open><summary>VIS1</summary>VIS2</details>",
  "open dialog": "<dialog open>VIS1</dialog>",
  "noscript": "<noscript><p>VIS1</p></noscript>",
  "object": "<object>VIS1</object>",
  "downlevel revealed": "<![if !mso]><p>VIS1</p><![endif]>",
  "ruby": "<ruby>VIS1<rt>VIS2</rt></ruby>",
  "pre": "<pre>VIS1\n  VIS2</pre>",
  "pre-wrap": '<div style="white-space:pre-wrap">VIS1\nVIS2</div>',
  "nested quotes": "<blockquote type=cite>VIS1<blockquote type=cite>VIS2</blockquote></blockquote>",
  "lists": "<ol start=3><li>VIS1<ul><li>VIS2</ul><li>VIS3</ol>",
  "definition list": "<dl><dt>VIS1<dd>VIS2</dl>",
  "table in table": "<table><tr><td><table><tr><td>VIS1</td></tr></table></td><td>VIS2</td></tr></table>",
  "text in table": "<table>VIS1<tr>VIS2<td>VIS3</table>",
  "misnested": "<b>VIS1<i>VIS2</b>VIS3</i><p>VIS4<div>VIS5</p>VIS6</div>",
  "button": "<button>VIS1</button>",
  "fieldset": "<fieldset><legend>VIS1</legend>VIS2</fieldset>",
  "mark": "<mark>VIS1</mark>",
  "sub and sup": "H<sub>VIS1</sub> x<sup>VIS2</sup> <s>VIS3</s>",
  "dark cell": '<table bgcolor=black><tr><td style="color:white">VIS1</td></tr></table>',
  "dark body": '<div style="background-color:rgba(0,0,0,.8);color:white">VIS1</div>',
  "invalid later": '<p style="display:block;display:bogus;color:#333;color:nocolor">VIS1</p>',
  "shown again": '<p style="display:none;display:block">VIS1</p>',
  "style twice": '<p style="" style="display:none">VIS1</p>',
  "static left": '<p style="left:-9999px">VIS1</p>',
  "inline transform": '<span style="transform:scale(0)">VIS1</span>',
  "inline indent": '<span style="text-indent:-9999px">VIS1</span>',
  "filter alpha": '<p style="filter:alpha(opacity=0)">VIS1</p>',
  "mso hide": '<p style="mso-hide:all">VIS1</p>',
  "zoom zero": '<p style="zoom:normal">VIS1</p>',
  "rotated": '<p style="transform:rotate(-3deg);display:inline-block">VIS1</p>',
  "mirrored": '<p style="transform:scaleX(-1)">VIS1</p>',
  "print sheet": "<style media=print>.n{display:none}</style><p class=n>VIS1</p>",
  "hover": "<style>.n:hover{display:none}.m{display:block}a.m:visited{display:none}</style><p class=n>VIS1</p><a class=m href='https://a.example'>VIS2</a>",
  "old hack": "<style>.n{*display:none;_display:none;-ms-display:none}</style><p class=n>VIS1</p>",
  "unclosed table": "<table><tr><td>VIS1<tr><td>VIS2",
  "font size zero": "<font size=0>VIS1</font>",
  "blink": "<style>@keyframes b{50%{opacity:0}}.n{animation:none}</style><p class=n>VIS1</p>",
  "abs escapes": '<div style="height:0;overflow:hidden"><p style="position:absolute;margin:0">VIS1</p></div>',
  "padding below": '<div style="height:0;overflow:hidden;padding-bottom:40px">VIS1</div>',
  "line of cells": '<div style="overflow:hidden;height:40px"><span>VIS1</span> <span>VIS2</span></div>',
  "hidden then body": "<div hidden>HID1</div></div></span>VIS1",
  "multiply": '<div style="background:#fff"><p style="mix-blend-mode:multiply">VIS1</p></div>',
  "letter spacing": '<p style="letter-spacing:-.5px">VIS1</p><p style="letter-spacing:4px">VIS2</p>',
};
for (const [name, body] of Object.entries(HABITS)) {
  list.push({ name: `habit ${name}`, html: page(body) });
  list.push({ name: `quirks habit ${name}`, html: body });
}
export const mails = [...list, ...companies];
