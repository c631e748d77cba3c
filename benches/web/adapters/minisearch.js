// MiniSearch beside Dexie: the text index of every start is made of the records anew.

import MiniSearch from "../npm/minisearch.js";
import { asked, customerText, fold, interactionText, pageOf, words } from "../shared.js";
import * as dexie from "./dexie.js";

export const { importPiece } = dexie;

/** Interactions are numbered after any customer. */
const OFFSET = 10_000_000;

let index;
let owners;
let customers;

export const open = () => dexie.open();

export async function makeSearchable() {
  index = new MiniSearch({ fields: ["text"], idField: "n", tokenize: (text) => words(fold(text)), processTerm: (term) => term });
  owners = [];
  customers = [];
  // What a page of results shows; the records themselves stay in Dexie.
  await dexie.readAll("customers", (c) => {
    customers.push({ n: c.n, id: c.id, sort_name: c.sort_name });
    index.add({ n: c.n, text: customerText(c) });
  });
  await dexie.readAll("interactions", (i) => {
    owners.push(i.customer);
    index.add({ n: OFFSET + i.n, text: interactionText(i) });
  });
}

export const ready = () => makeSearchable();

export async function search(question) {
  let found;
  for (const { word, prefix, typo } of asked(question)) {
    const these = new Set();
    for (const { id } of index.search(word, { prefix, fuzzy: typo ? 1 : false })) {
      these.add(id < OFFSET ? id : owners[id - OFFSET]);
    }
    found = found ? found.intersection(these) : these;
  }
  return pageOf([...found].map((n) => customers[n]));
}
