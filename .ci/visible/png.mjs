// Pixels of a PNG as Chromium writes it: 8 bits, RGB or RGBA, not interlaced.
import { inflateSync } from "node:zlib";

export function decode(png) {
  const data = [];
  let width = 0;
  let height = 0;
  let channels = 4;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") {
      width = body.readUInt32BE(0);
      height = body.readUInt32BE(4);
      channels = body[9] === 2 ? 3 : 4;
    } else if (kind === "IDAT") {
      data.push(body);
    }
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    const line = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? pixels[line + x - channels] : 0;
      const up = y > 0 ? pixels[line + x - stride] : 0;
      const corner = y > 0 && x >= channels ? pixels[line + x - stride - channels] : 0;
      let value = raw[y * (stride + 1) + 1 + x];
      if (filter === 1) value += left;
      else if (filter === 2) value += up;
      else if (filter === 3) value += (left + up) >> 1;
      else if (filter === 4) {
        const p = left + up - corner;
        const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
        value += a <= b && a <= c ? left : b <= c ? up : corner;
      }
      pixels[line + x] = value & 255;
    }
  }
  return { width, height, channels, pixels };
}
