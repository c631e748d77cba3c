// Ours: the worker of the app's own build, over the app's own wire.

import init, { ask, hear } from "../client/bench_client.js";

export const takesCommands = true;

let worker;
let number = 0;
const waiting = new Map();
let isReady;
let onChange = () => {};

export const nextNumber = () => (number += 1);

export async function open() {
  if (worker) return;
  const [page] = await Promise.all([fetch("/app/index.html").then((page) => page.text()), init()]);
  const address = new DOMParser().parseFromString(page, "text/html").querySelector("meta[name=engine]").content;
  await new Promise((resolve, reject) => {
    isReady = resolve;
    worker = new Worker(new URL(address, new URL("/app/", location.href)));
    worker.onerror = (error) => reject(new Error(error.message));
    worker.onmessage = ({ data }) => {
      if (!(data instanceof Uint8Array)) return;
      const heard = hear(data);
      if (heard.event === "ready") isReady();
      if (heard.event === "changed") onChange();
      const answer = waiting.get(heard.number);
      if (answer) {
        waiting.delete(heard.number);
        answer(heard);
      }
    };
  });
}

function send(number, bytes) {
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    worker.postMessage(bytes, [bytes.buffer]);
  });
}

async function answered(question) {
  const number = nextNumber();
  const heard = await send(number, ask(number, JSON.stringify(question)));
  return heard.answer(question.kind);
}

let begun = false;

export async function importPiece(_table, { number, bytes }) {
  if (!begun) {
    begun = true;
    await answered({ kind: "begin" });
  }
  const heard = await send(number, bytes);
  heard.answer("edit").free();
}

/** Until a search goes through everything. */
export async function makeSearchable() {
  while ((await answered({ kind: "search", text: "zzzz" })).is_indexing()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Until nothing is left to do in the background: while pages are made of the journal, questions wait. */
export async function settle() {
  for (let quietSince = performance.now(); performance.now() - quietSince < 3_000; ) {
    const begun = performance.now();
    await answered({ kind: "search", text: "zzzz" });
    if (performance.now() - begun > 200) quietSince = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const filter = (question) => answered({ kind: "filter", ...question });
export const segment = (question) => answered({ kind: "segment", ...question });
export const search = ({ text }) => answered({ kind: "search", text });
export const timeline = ({ id, limit }) => answered({ kind: "timeline", customer: id, limit });
export const edit = ({ customer, value }) => answered({ kind: "edit", customer: customer.id, value });
export const plain = (answer) => {
  const text = answer.plain();
  answer.free();
  return JSON.parse(text);
};

export async function ready({ filter: filters, segment: segments, search: searches }) {
  await filter(filters[0]);
  await segment(segments[0]);
  for (const question of searches) await search(question);
  await makeSearchable();
}

export async function waitFor(customer, value) {
  for (;;) {
    const changed = new Promise((resolve) => (onChange = resolve));
    const record = await answered({ kind: "record", customer: customer.id });
    if (record.edited() === value) return;
    await changed;
  }
}
