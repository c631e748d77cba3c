// The worker's half of the SQLite adapter. OPFS gives synchronous files in workers only; the pool of access
// handles needs no cross-origin isolation.

import sqlite3InitModule from "../npm/sqlite/index.mjs";
import { PAGE, asked, customerText, daysAgo, fold, interactionText, oneTypo } from "../shared.js";

const SCHEMA = `
  CREATE TABLE customers (
    n INTEGER PRIMARY KEY, id TEXT, kind TEXT, name TEXT, sort_name TEXT, first_name TEXT, last_name TEXT,
    company_name TEXT, company INTEGER, job_title TEXT, birth_date TEXT, language TEXT, stage TEXT, source TEXT,
    external_id TEXT, email TEXT, phone TEXT, phone_key TEXT, street TEXT, city TEXT, region TEXT,
    postal_code TEXT, country TEXT, consent INTEGER, sample INTEGER
  );
  CREATE TABLE tags (tag TEXT, customer INTEGER, PRIMARY KEY (tag, customer)) WITHOUT ROWID;
  CREATE TABLE interactions (
    n INTEGER PRIMARY KEY, id TEXT, customer INTEGER, at INTEGER, direction TEXT, channel TEXT, kind TEXT,
    subject TEXT, text TEXT, satisfaction INTEGER, sample INTEGER
  );
  CREATE INDEX customers_by_name ON customers (sort_name, n);
  CREATE INDEX customers_by_stage ON customers (stage, source, sort_name, n);
  CREATE INDEX interactions_by_customer ON interactions (customer, at);
  CREATE INDEX interactions_by_kind ON interactions (kind, customer);
  CREATE VIRTUAL TABLE customer_words USING fts5 (words, content='', detail=none);
  CREATE VIRTUAL TABLE interaction_words USING fts5 (words, content='', detail=none);
  CREATE VIRTUAL TABLE customer_terms USING fts5vocab (customer_words, 'row');
  CREATE VIRTUAL TABLE interaction_terms USING fts5vocab (interaction_words, 'row');
`;

const COLUMNS = {
  customers: [
    "n", "id", "kind", "name", "sort_name", "first_name", "last_name", "company_name", "company", "job_title",
    "birth_date", "language", "stage", "source", "external_id", "email", "phone", "phone_key", "street", "city",
    "region", "postal_code", "country", "consent", "sample",
  ],
  interactions: [
    "n", "id", "customer", "at", "direction", "channel", "kind", "subject", "text", "satisfaction", "sample",
  ],
};

let db;
const prepared = new Map();

function statement(sql) {
  if (!prepared.has(sql)) prepared.set(sql, db.prepare(sql));
  return prepared.get(sql);
}

/** Runs a statement; its rows as arrays. */
function run(sql, bind = []) {
  const it = statement(sql);
  const rows = [];
  try {
    if (bind.length > 0) it.bind(bind);
    while (it.step()) rows.push(it.get([]));
  } finally {
    it.reset(true);
  }
  return rows;
}

/** The first page and the total of the customers that `where` lets through. */
function page(where, bind) {
  const ids = run(`SELECT id FROM customers WHERE ${where} ORDER BY sort_name, n LIMIT ${PAGE}`, bind).flat();
  const [[total]] = run(`SELECT count(*) FROM customers WHERE ${where}`, bind);
  return { total, ids };
}

const calls = {
  async open() {
    const sqlite3 = await sqlite3InitModule({ print: () => {}, printErr: () => {} });
    const pool = await sqlite3.installOpfsSAHPoolVfs({ directory: "/bench" });
    db = new pool.OpfsSAHPoolDb("/bench.db");
    db.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;");
    const [[tables]] = run("SELECT count(*) FROM sqlite_schema");
    if (tables === 0) db.exec(SCHEMA);
  },

  importPiece(table, rows) {
    const columns = COLUMNS[table];
    const insert = `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => "?")})`;
    db.transaction(() => {
      const it = statement(insert);
      for (const row of rows) {
        it.bind(columns.map((column) => row[column]));
        it.stepReset();
        for (const tag of row.tags ?? []) run("INSERT INTO tags VALUES (?, ?)", [tag, row.n]);
      }
    });
  },

  makeSearchable() {
    db.transaction(() => {
      const tags = new Map();
      for (const [tag, customer] of run("SELECT tag, customer FROM tags")) {
        tags.set(customer, [...(tags.get(customer) ?? []), tag]);
      }
      const fill = (table, text) => {
        const rows = db.prepare(`SELECT * FROM ${table}s`);
        const insert = statement(`INSERT INTO ${table}_words (rowid, words) VALUES (?, ?)`);
        while (rows.step()) {
          const row = rows.get({});
          insert.bind([row.n, fold(text(row))]);
          insert.stepReset();
        }
        rows.finalize();
      };
      fill("customer", (row) => customerText({ ...row, tags: tags.get(row.n) ?? [] }));
      fill("interaction", interactionText);
    });
    db.exec("ANALYZE");
  },

  firstRows() {
    const rows = run(`SELECT name, stage, city FROM customers ORDER BY sort_name, n LIMIT ${PAGE}`);
    const [[total]] = run("SELECT count(*) FROM customers");
    return { total, rows };
  },

  filter: ({ stage, source, tag }) =>
    page("stage = ? AND source = ? AND n IN (SELECT customer FROM tags WHERE tag = ?)", [stage, source, tag]),

  segment: ({ days, complaints, tag }) =>
    page(
      `n IN (SELECT customer FROM tags WHERE tag = ?)
       AND n IN (SELECT customer FROM interactions WHERE kind = 'complaint' GROUP BY customer HAVING count(*) >= ?)
       AND NOT EXISTS (SELECT 1 FROM interactions WHERE customer = customers.n AND at BETWEEN ? AND ?)`,
      [tag, complaints, daysAgo(days), daysAgo(-1) - 1],
    ),

  search(question) {
    const wheres = [];
    const bind = [];
    for (const { word, prefix, typo } of asked(question)) {
      const ors = [];
      for (const table of ["customer", "interaction"]) {
        let match = `"${word}"${prefix ? "*" : ""}`;
        if (typo) {
          // FTS5 forgives no typo: the words that differ by one come from its list of words.
          const terms = run(`SELECT term FROM ${table}_terms`).flat().filter((term) => oneTypo(word, term));
          if (terms.length === 0) continue;
          match = terms.map((term) => `"${term}"`).join(" OR ");
        }
        const owner =
          table === "customer"
            ? "SELECT rowid FROM customer_words WHERE customer_words MATCH ?"
            : "SELECT customer FROM interactions WHERE n IN (SELECT rowid FROM interaction_words WHERE interaction_words MATCH ?)";
        ors.push(`n IN (${owner})`);
        bind.push(match);
      }
      wheres.push(`(${ors.join(" OR ") || "0"})`);
    }
    const found = run(`SELECT id FROM customers WHERE ${wheres.join(" AND ")} ORDER BY sort_name, n`, bind);
    return { total: found.length, ids: found.slice(0, PAGE).flat() };
  },

  timeline({ customer, limit }) {
    const rows = run("SELECT * FROM interactions WHERE customer = ? ORDER BY at DESC, n DESC LIMIT ?", [customer, limit]);
    const [[total]] = run("SELECT count(*) FROM interactions WHERE customer = ?", [customer]);
    return { total, ids: rows.map((row) => row[1]) };
  },

  edit({ customer, value }) {
    run("UPDATE customers SET job_title = ? WHERE n = ?", [value, customer.n]);
  },
};

onmessage = async ({ data: { number, name, args } }) => {
  try {
    postMessage({ number, result: await calls[name](...args) });
  } catch (error) {
    postMessage({ number, error: String(error) });
  }
};
