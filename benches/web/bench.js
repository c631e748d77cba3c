// The page that the driver opens for one adapter: `window.bench` is what the driver calls.
//
// Every adapter answers `{ total, ids }`; what it takes to bring an answer into that form, and to make the
// records that are imported, is never inside the clock.

import initClient, { Crowd } from "./client/bench_client.js";
import { digest } from "./shared.js";

const PIECE = 20_000;
const options = new URL(location.href).searchParams;
const adapter = await import(`./adapters/${options.get("adapter")}.js`);

/** Milliseconds that `work` takes, and what came of it. */
async function clocked(work) {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

const plain = (answer) => (adapter.plain ? adapter.plain(answer) : answer);

const bench = {
  /** From nothing to everything imported: records, and milliseconds until each table is durable. */
  async import(customers, interactions, nowMs) {
    await initClient();
    await adapter.open();
    const crowd = new Crowd(customers, interactions, nowMs);
    let ms = 0;
    for (let done = 0; done < customers + interactions; ) {
      const table = done < customers ? "customers" : "interactions";
      const left = done < customers ? customers - done : PIECE;
      let piece;
      if (adapter.takesCommands) {
        const number = adapter.nextNumber();
        piece = { number, bytes: crowd.command(number, PIECE) };
      } else {
        piece = JSON.parse(crowd.plain(PIECE));
      }
      const [took] = await clocked(() => adapter.importPiece(table, piece));
      ms += took;
      done += Math.min(PIECE, left);
    }
    const [searchable] = adapter.makeSearchable ? await clocked(() => adapter.makeSearchable()) : [null];
    await adapter.settle?.();
    return { ms, searchable };
  },

  open: () => adapter.open(),

  /** The ids of the first customers, which some questions name. */
  async ids(customers, count, nowMs) {
    await initClient();
    return JSON.parse(new Crowd(customers, 0, nowMs).plain(count)).map((record) => record.id);
  },

  /** Milliseconds from nothing to the first page of customers in the document. */
  async start() {
    await adapter.open();
    const { total, rows } = await adapter.firstRows();
    document.getElementById("total").textContent = `${total} customers`;
    for (const row of rows) {
      const line = document.getElementById("rows").insertRow();
      for (const text of row) line.insertCell().textContent = text;
    }
    return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
  },

  /** Milliseconds until every question can be answered, asked once each from cold. */
  async ready(questions) {
    await initClient();
    const [ms] = await clocked(async () => {
      await adapter.open();
      await adapter.ready(questions);
    });
    return ms;
  },

  /** Asks one question after another; the first is the warm-up. */
  async ask(kind, questions) {
    const times = [];
    let answers = "";
    let found = 0;
    for (const question of questions) {
      const [ms, answer] = await clocked(() => adapter[kind](question));
      const shown = plain(answer);
      answers += shown?.ids ? `${shown.total}: ${shown.ids.join(" ")}\n` : "";
      if (shown?.total > 0) found += 1;
      times.push(ms);
    }
    return { times: times.slice(1), digest: digest(answers), found };
  },

  supports: (kind) => typeof adapter[kind] === "function",
  memory: () => adapter.memory?.() ?? null,

  /** In the second tab: waits until the customer's job title is `value`; when that was seen. */
  async see(customer, value) {
    await adapter.waitFor(customer, value);
    return performance.timeOrigin + performance.now();
  },

  /** In the first tab: when the edit began. */
  async write(customer, value) {
    const begun = performance.timeOrigin + performance.now();
    await adapter.edit({ customer, value });
    return begun;
  },
};

window.bench = bench;
