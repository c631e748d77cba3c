// SQLite's WebAssembly build in a worker, on OPFS.

let worker;
let number = 0;
const waiting = new Map();

const call = (name, ...args) =>
  new Promise((resolve, reject) => {
    number += 1;
    waiting.set(number, { resolve, reject });
    worker.postMessage({ number, name, args });
  });

export async function open() {
  if (worker) return;
  worker = new Worker(new URL("./sqlite-worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data: { number, result, error } }) => {
    const { resolve, reject } = waiting.get(number);
    waiting.delete(number);
    error === undefined ? resolve(result) : reject(new Error(error));
  };
  await call("open");
}

export const importPiece = (table, rows) => call("importPiece", table, rows);
export const makeSearchable = () => call("makeSearchable");
export const firstRows = () => call("firstRows");
export const filter = (question) => call("filter", question);
export const segment = (question) => call("segment", question);
export const search = (question) => call("search", question);
export const timeline = (question) => call("timeline", question);
export const edit = (question) => call("edit", question);

export async function ready({ filter: filters, segment: segments, search: searches }) {
  await filter(filters[0]);
  await segment(segments[0]);
  for (const question of searches) await search(question);
}
