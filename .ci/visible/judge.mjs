// Compares the text that a model reads with what a browser shows.
//
//   node judge.mjs CHROMIUM PROGRAM [NAME]
//
// PROGRAM is the example `visible_text`; NAME selects the entries whose names contain it. Each entry of the corpus is
// rendered twice: as it is, and with its marked words transparent. A word that changes no pixel is hidden; the labels
// VIS and HID in the words are for people. Exits with 1 if a hidden word is in our text, or a visible one is not.
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { decode } from "./png.mjs";
import { open, WIDTH } from "./browser.mjs";
import { techniques } from "./techniques.mjs";
import { LANGUAGES, mails } from "./mails.mjs";

// Contrast, share of a word's height, and size in pixels below which nobody can read. The contrast is that of black
// letters at the opacity that client-core/src/mcp/text/css takes for invisible.
const MIN_CONTRAST = 1.25;
const MIN_SHARE = 0.3;
const MIN_SIZE = 2.5;
const MAX_HEIGHT = 5000;
const MAX_BROWSERS = 4;
// Text in every font, size and script that the corpus uses.
const WARM = `<p>VIS1 <b>VIS2</b> <i>VIS3</i> <code>VIS4</code> <span style="font-family:sans-serif">VIS5</span></p>${Object.values(LANGUAGES).map((texts) => `<p>${texts.join(" ")} <b>${texts.join(" ")}</b></p>`).join("")}`;
const WORD = /(?:VIS|HID)\d+/g;

// Runs in the page: rectangles of the marked words.
function words() {
  const found = [];
  const ranges = [];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    // Those are no text of the mail, and not counted.
    if (["script", "style", "title"].includes(node.parentElement?.localName)) continue;
    for (const match of node.data.matchAll(/(?:VIS|HID)\d+/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const style = node.parentElement ? getComputedStyle(node.parentElement) : {};
      const first = document.createRange();
      first.setStart(node, match.index);
      first.setEnd(node, match.index + 1);
      ranges.push(range);
      let blur = 0;
      for (let at = node.parentElement; at; at = at.parentElement) {
        blur += Number(/blur\(([\d.]+)px\)/.exec(getComputedStyle(at).filter)?.[1] ?? 0);
      }
      found.push({
        word: match[0],
        rects: [...range.getClientRects()].map(({ left, top, right, bottom }) => ({ left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY })),
        masked: (style.webkitTextSecurity ?? "none") !== "none",
        blurred: blur > parseFloat(style.fontSize) * 0.35,
        // Letters whose highlight Chromium does not draw.
        drawn: style.backgroundClip === "text",
        collapsed: parseFloat(style.letterSpacing) < -0.45 * parseFloat(style.fontSize),
      });
    }
  }
  globalThis.ranges = ranges;
  return { found, height: Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight ?? 0) };
}

const BLANK = `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("::highlight(word) { color: transparent !important; -webkit-text-fill-color: transparent !important; -webkit-text-stroke-color: transparent !important; text-shadow: none !important; background-color: transparent !important }");
  CSS.highlights.set("word", new Highlight(...ranges));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})()`;

function luminance(pixels, at) {
  const [r, g, b] = [0, 1, 2].map((i) => {
    const c = pixels[at + i] / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Returns true if the pixels of a word differ between the two pictures.
function isSeen(entry, before, after) {
  // Those are compared with the corner of their box.
  if (entry.masked || entry.blurred || entry.collapsed) return false;
  for (const rect of entry.rects) {
    const [width, height] = [rect.right - rect.left, rect.bottom - rect.top];
    if (width < MIN_SIZE || height < MIN_SIZE) continue;
    const left = Math.max(0, Math.floor(rect.left));
    const right = Math.min(before.width, Math.ceil(rect.right));
    const top = Math.max(0, Math.floor(rect.top));
    const bottom = Math.min(before.height, Math.ceil(rect.bottom));
    let [minX, maxX, minY, maxY, strong] = [Infinity, -1, Infinity, -1, 0];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = (y * before.width + x) * before.channels;
        const [other, there] = entry.drawn ? [before.pixels, (top * before.width + left) * before.channels] : [after.pixels, at];
        const distance = Math.max(...[0, 1, 2].map((i) => Math.abs(before.pixels[at + i] - other[there + i])));
        if (distance === 0) continue;
        const [a, b] = [luminance(before.pixels, at), luminance(other, there)];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < MIN_CONTRAST && distance < 51) continue;
        strong++;
        [minX, maxX, minY, maxY] = [Math.min(minX, x), Math.max(maxX, x), Math.min(minY, y), Math.max(maxY, y)];
      }
    }
    // Capital letters fill about half of the height of their line.
    if (strong >= 6 && (maxY - minY + 1) / height >= MIN_SHARE && (maxX - minX + 1) / width >= MIN_SHARE) return true;
  }
  return false;
}

function overlap(a, b) {
  return a.rects.some((x) => b.rects.some((y) => x.left < y.right && y.left < x.right && x.top < y.bottom && y.top < x.bottom));
}

const [chromium, program, only = ""] = process.argv.slice(2);
const corpus = [...techniques, ...mails].filter(({ name }) => name.includes(only));
if (new Set(corpus.map(({ name }) => name)).size !== corpus.length) throw new Error("two entries have the same name");
if (corpus.length === 0) throw new Error(`no entry is called ${only}`);
// One process reads all of them, as a server does.
const ours = spawnSync(program, { input: JSON.stringify(corpus), maxBuffer: 1 << 28, encoding: "utf8" });
if (ours.status !== 0) throw new Error(`${program} failed: ${ours.error ?? ours.stderr}`);
const texts = new Map(JSON.parse(ours.stdout).map((mail) => [mail.name, mail]));

const counts = { kept: 0, lost: 0, hidden: 0, visible: 0, label: 0, silent: 0, again: 0 };
const report = (kind, name, detail) => {
  counts[kind]++;
  console.log(`${kind}: ${name}: ${detail}`);
};

// Returns which words of an entry are seen. `picture` takes a picture of a height.
async function look(browser, html, picture) {
  await browser.show(html);
  const { found, height } = await browser.evaluate(`(${words})()`);
  const size = Math.min(Math.max(Math.ceil(height), 100), MAX_HEIGHT);
  const before = await picture(size);
  await browser.evaluate(BLANK);
  const after = await picture(size);
  const all = new Map();
  if (before.equals(after) && !found.some((entry) => entry.drawn)) {
    for (const entry of found) all.set(entry.word, false);
    return all;
  }
  const [first, second] = [decode(before), decode(after)];
  for (const [index, entry] of found.entries()) {
    let seen = isSeen(entry, first, second);
    // Pixels of another word in the same place are not its own.
    if (seen && found.some((other) => other !== entry && overlap(entry, other))) {
      await browser.evaluate(`void CSS.highlights.set("word", new Highlight(ranges[${index}]))`);
      seen = isSeen(entry, first, decode(await picture(size)));
    }
    all.set(entry.word, all.get(entry.word) || seen);
  }
  return all;
}

async function judge(browser, { name, html }) {
  const mail = texts.get(name);
  const read = new Set(mail.text.match(WORD));
  const marked = [...new Set(html.match(WORD))];
  let all = await look(browser, html, (size) => browser.screenshot(size));
  // One picture can be taken too early: a verdict that nobody expects is made again, of pictures that stand still.
  const expected = (word) => {
    const seen = all.get(word) ?? false;
    return seen === read.has(word) && (seen || word.startsWith("HID"));
  };
  if (!marked.every(expected)) {
    counts.again++;
    all = await look(browser, html, (size) => browser.still(size));
  }
  let hidden = 0;
  for (const word of marked) {
    const seen = all.get(word) ?? false;
    counts[seen ? "visible" : "hidden"]++;
    hidden += seen ? 0 : 1;
    if (seen && !read.has(word)) report("lost", name, word);
    if (!seen && read.has(word)) report("kept", name, word);
    if (seen !== word.startsWith("VIS") && process.env.LABELS) report("label", name, `${word} is ${seen ? "visible" : "hidden"}`);
  }
  if (hidden > 0 && mail.removed === 0 && !mail.text.match(/HID/) && all.size > 0 && [...all.values()].some((seen) => !seen)) {
    report("silent", name, "hidden words were removed, and nothing was counted");
  }
}

// Browsers side by side, each of which takes the next entry.
const queue = corpus.values();
const begun = Date.now();
async function work() {
  const browser = await open(chromium);
  try {
    // Fonts are loaded before anything is judged.
    await browser.show(WARM);
    await browser.still(400);
    for (const entry of queue) await judge(browser, entry);
  } finally {
    await browser.close();
  }
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), MAX_BROWSERS) }, work));
const used = (list) => list.filter(({ name }) => name.includes(only)).length;
console.log(
  `${used(techniques)} techniques and ${used(mails)} mails in ${Object.keys(LANGUAGES).length} languages, Chromium at ${WIDTH} px, ${Math.round((Date.now() - begun) / 1000)} s, ${counts.again} judged twice: ` +
    `${counts.hidden} hidden words, ${counts.kept} kept; ${counts.visible} visible words, ${counts.lost} lost`,
);
process.exit(counts.kept + counts.lost + counts.silent > 0 ? 1 : 0);
