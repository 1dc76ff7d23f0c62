"use strict";
// What every part of the page uses: its facts, numbers as people read them, small helpers.

const facts = JSON.parse(document.getElementById("facts").textContent);

const byId = (id) => document.getElementById(id);

/** A count to two figures; below 20 as it is. The terminal rounds in the same way. */
function rounded(count) {
  if (Math.abs(count) < 20) return Math.round(count);
  const step = 10 ** (Math.floor(Math.log10(Math.abs(count))) - 1);
  return Math.round(count / step) * step;
}

const grouped = (count) => count.toLocaleString("en-GB");

const shown = (count) => grouped(rounded(count));

const about = (count) => (rounded(count) === count ? "" : "about ") + shown(count);

/** Make an element; text is text, never markup. */
function make(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "rect", "line", "text", "circle", "clipPath", "title"];
  const element = svg.includes(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A name that anyone may have written, its reading direction kept to itself. */
const named = (text) => make("bdi", { dir: "auto" }, text);

/** Unpack the page's arrays: base64, gzip, then typed arrays that lie one after the other. */
async function unpack(index) {
  const text = byId("data").textContent;
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const buffer = await new Response(stream).arrayBuffer();
  const kinds = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array };
  const arrays = {};
  let offset = 0;
  for (const [name, kind, count] of index) {
    arrays[name] = new kinds[kind](buffer, offset, count);
    offset += Math.ceil(arrays[name].byteLength / 8) * 8;
  }
  return arrays;
}
