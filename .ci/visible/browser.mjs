// Chromium over its DevTools protocol, without a package between.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync, crc32 } from "node:zlib";

const START_MS = 60_000;
// Time after loading until everything is painted.
const SETTLE_MS = 20;
export const WIDTH = 1000;
const HEIGHT = 800;

// A dark picture for every picture of a mail.
function picture() {
  const chunk = (kind, body) => {
    const data = Buffer.concat([Buffer.from(kind, "latin1"), body]);
    const frame = Buffer.alloc(data.length + 8);
    frame.writeUInt32BE(body.length, 0);
    data.copy(frame, 4);
    frame.writeUInt32BE(crc32(data), data.length + 4);
    return frame;
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const sign = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([sign, chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.from([0, 40, 40, 60]))), chunk("IEND", Buffer.alloc(0))]);
}

export async function open(program) {
  const folder = mkdtempSync(join(tmpdir(), "visible-"));
  const browser = spawn(program, [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0",
    // Other browsers show the size that a mail declares, and Chromium at least 6 px where it is relative.
    "--blink-settings=minimumLogicalFontSize=0",
    "--force-color-profile=srgb", "--font-render-hinting=none", "--disable-lcd-text", "--no-first-run", `--user-data-dir=${folder}`, "about:blank",
  ], { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((resolve, reject) => {
    let log = "";
    const timer = setTimeout(() => reject(new Error(`Chromium did not start:\n${log}`)), START_MS);
    browser.stderr.on("data", (data) => {
      log += data;
      const found = /DevTools listening on (ws:\S+)/.exec(log);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    });
    browser.on("error", reject);
  });
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  let next = 1;
  const waiting = new Map();
  const listeners = new Map();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    } else {
      listeners.get(message.method)?.(message.params);
    }
  };
  let session;
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params, ...(session && { sessionId: session }) }));
    });

  let html = "";
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(request.url.startsWith("/mail") ? html : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}/mail`;

  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  session = (await send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  await send("Page.enable");
  await send("Emulation.setDeviceMetricsOverride", { width: WIDTH, height: HEIGHT, deviceScaleFactor: 1, mobile: false });
  await send("Emulation.setScriptExecutionDisabled", { value: true });
  const body = picture().toString("base64");
  await send("Fetch.enable", { patterns: [{ urlPattern: "*" }] });
  listeners.set("Fetch.requestPaused", ({ requestId, request, resourceType }) => {
    const answer = request.url.startsWith(base)
      ? send("Fetch.continueRequest", { requestId })
      : resourceType === "Image"
        ? send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders: [{ name: "content-type", value: "image/png" }], body })
        : send("Fetch.failRequest", { requestId, errorReason: "BlockedByClient" });
    answer.catch(() => {});
  });

  return {
    async show(text) {
      html = text;
      const loaded = new Promise((resolve) => listeners.set("Page.loadEventFired", resolve));
      await send("Page.navigate", { url: `${base}?${next}` });
      await loaded;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async screenshot(height) {
      const { data } = await send("Page.captureScreenshot", {
        format: "png",
        optimizeForSpeed: true,
        // It lays pages from right to left out again.
        captureBeyondViewport: height > HEIGHT,
        clip: { x: 0, y: 0, width: WIDTH, height, scale: 1 },
      });
      return Buffer.from(data, "base64");
    },
    // A picture that the next one repeats: text of a font that is loaded first comes late.
    async still(height) {
      let last = await this.screenshot(height);
      for (let tries = 0; tries < 10; tries++) {
        const next = await this.screenshot(height);
        if (next.equals(last)) break;
        last = next;
      }
      return last;
    },
    async close() {
      server.close();
      await send("Browser.close").catch(() => {});
      socket.close();
      browser.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
