// IndexedDB by hand: what a careful programmer writes without a library, one object a record.

import { PAGE, daysAgo, pageOf, rowOf } from "../shared.js";

const STORES = {
  customers: { sort_name: "sort_name", stage_source: ["stage", "source"], tags: "tags" },
  interactions: { customer_at: ["customer", "at"], kind_customer: ["kind", "customer"] },
};

let database;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

export async function open() {
  if (database) return;
  const request = indexedDB.open("raw", 1);
  request.onupgradeneeded = () => {
    for (const [name, indexes] of Object.entries(STORES)) {
      const store = request.result.createObjectStore(name, { keyPath: "n" });
      for (const [index, path] of Object.entries(indexes)) {
        store.createIndex(index, path, { multiEntry: index === "tags" });
      }
    }
  };
  database = await done(request);
}

const reading = (name) => database.transaction(name).objectStore(name);

export async function importPiece(table, rows) {
  const transaction = database.transaction(table, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(table);
  for (const row of rows) store.put(row);
  await ended(transaction);
}

export async function firstRows() {
  const store = reading("customers");
  const [total, rows] = await Promise.all([
    done(store.count()),
    done(store.index("sort_name").getAll(null, PAGE)),
  ]);
  return { total, rows: rows.map(rowOf) };
}

async function customersBy(keys) {
  const store = reading("customers");
  return Promise.all(keys.map((key) => done(store.get(key))));
}

export async function filter({ stage, source, tag }) {
  const store = reading("customers");
  const [some, tagged] = await Promise.all([
    done(store.index("stage_source").getAllKeys([stage, source])),
    done(store.index("tags").getAllKeys(tag)),
  ]);
  const both = new Set(tagged);
  return pageOf(await customersBy(some.filter((key) => both.has(key))));
}

export async function segment({ days, complaints, tag }) {
  const tagged = new Set(await done(reading("customers").index("tags").getAllKeys(tag)));
  const counts = new Map();
  await new Promise((resolve, reject) => {
    const range = IDBKeyRange.bound(["complaint"], ["complaint", []]);
    const request = reading("interactions").index("kind_customer").openKeyCursor(range);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve();
      const customer = cursor.key[1];
      if (tagged.has(customer)) counts.set(customer, (counts.get(customer) ?? 0) + 1);
      cursor.continue();
    };
  });
  const some = [...counts].filter(([, count]) => count >= complaints).map(([customer]) => customer);
  const [from, to] = [daysAgo(days), daysAgo(-1) - 1];
  const index = reading("interactions").index("customer_at");
  const recent = await Promise.all(
    some.map((customer) => done(index.getKey(IDBKeyRange.bound([customer, from], [customer, to])))),
  );
  return pageOf(await customersBy(some.filter((_, at) => recent[at] === undefined)));
}

export async function timeline({ customer, limit }) {
  const range = IDBKeyRange.bound([customer], [customer, []]);
  const all = await done(reading("interactions").index("customer_at").getAll(range));
  all.reverse();
  return { total: all.length, ids: all.slice(0, limit).map((entry) => entry.id) };
}

let edited;

/** The put alone: the record is at hand, as in a form that is open. */
export async function edit({ customer, value }) {
  edited ??= await done(reading("customers").get(customer.n));
  edited.job_title = value;
  const transaction = database.transaction("customers", "readwrite", { durability: "strict" });
  transaction.objectStore("customers").put(edited);
  await ended(transaction);
}

const PIECE = 20_000;

/** Reads both tables into memory, in pieces that the browser can pass on. */
export async function ready() {
  const tables = [];
  for (const name of Object.keys(STORES)) {
    const rows = [];
    for (;;) {
      const range = IDBKeyRange.lowerBound(rows.length);
      const piece = await done(reading(name).getAll(range, PIECE));
      if (piece.length === 0) break;
      for (const row of piece) rows.push(row);
    }
    tables.push(rows);
  }
  globalThis.tables = tables;
}
