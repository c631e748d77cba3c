// Dexie with the best indexes for these questions.

import Dexie, { liveQuery } from "../npm/dexie.js";
import { PAGE, daysAgo, pageOf, rowOf } from "../shared.js";

export let db;

export async function open() {
  if (db) return;
  db = new Dexie("dexie", { chromeTransactionDurability: "strict" });
  db.version(1).stores({
    customers: "n, sort_name, [stage+source], *tags",
    interactions: "n, [customer+at], [kind+customer]",
  });
  await db.open();
}

export const importPiece = (table, rows) => db[table].bulkAdd(rows);

export async function firstRows() {
  const [total, rows] = await Promise.all([
    db.customers.count(),
    db.customers.orderBy("sort_name").limit(PAGE).toArray(),
  ]);
  return { total, rows: rows.map(rowOf) };
}

export async function filter({ stage, source, tag }) {
  const some = db.customers.where("[stage+source]").equals([stage, source]);
  return pageOf(await some.and((customer) => customer.tags.includes(tag)).toArray());
}

export async function segment({ days, complaints, tag }) {
  const tagged = new Set(await db.customers.where("tags").equals(tag).primaryKeys());
  const counts = new Map();
  const complained = db.interactions
    .where("[kind+customer]")
    .between(["complaint", Dexie.minKey], ["complaint", Dexie.maxKey]);
  await complained.eachKey(([, customer]) => {
    if (tagged.has(customer)) counts.set(customer, (counts.get(customer) ?? 0) + 1);
  });
  const some = [...counts].filter(([, count]) => count >= complaints).map(([customer]) => customer);
  const [from, to] = [daysAgo(days), daysAgo(-1) - 1];
  const recent = await db.transaction("r", db.interactions, () =>
    Promise.all(
      some.map((customer) =>
        db.interactions.where("[customer+at]").between([customer, from], [customer, to], true, true).count(),
      ),
    ),
  );
  return pageOf(await db.customers.bulkGet(some.filter((_, at) => recent[at] === 0)));
}

export async function timeline({ customer, limit }) {
  const own = db.interactions.where("[customer+at]");
  const all = await own.between([customer, Dexie.minKey], [customer, Dexie.maxKey]).toArray();
  all.reverse();
  return { total: all.length, ids: all.slice(0, limit).map((entry) => entry.id) };
}

export const edit = ({ customer, value }) => db.customers.update(customer.n, { job_title: value });

const PIECE = 20_000;

/** Hands every record of a table to `take`, in pieces that the browser can pass on. */
export async function readAll(table, take) {
  for (let from = 0; ; from += PIECE) {
    const piece = await db[table].where("n").between(from, from + PIECE).toArray();
    if (piece.length === 0) return;
    for (const row of piece) take(row);
  }
}

export async function ready() {
  globalThis.tables = { customers: [], interactions: [] };
  for (const [table, rows] of Object.entries(globalThis.tables)) await readAll(table, (row) => rows.push(row));
}

export const waitFor = (customer, value) =>
  new Promise((resolve) => {
    liveQuery(() => db.customers.get(customer.n)).subscribe((record) => {
      if (record.job_title === value) resolve();
    });
  });
