// What several adapters share: how words are compared, as `model::fold` and `model::words` do it.

const SPELLED_OUT = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };

export function fold(text) {
  const lower = text.toLowerCase();
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  return lower
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøđðłıþ]/g, (letter) => SPELLED_OUT[letter]);
}

export const words = (folded) => folded.split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean);

/** What of a customer is searched. */
export const customerText = (c) =>
  [
    c.first_name, c.last_name, c.company_name, c.job_title, c.email, c.phone, c.phone_key, c.street, c.city,
    c.region, c.postal_code, c.country, c.external_id, ...c.tags,
  ].join(" ");

export const interactionText = (i) => `${i.subject} ${i.text}`;

/** The words asked for; the last one may be the beginning of a word. */
export function asked({ text, typo }) {
  const list = words(fold(text));
  const unfinished = !text.endsWith(" ");
  return list.map((word, at) => ({ word, prefix: unfinished && at + 1 === list.length, typo: Boolean(typo) }));
}

/** Whether one letter wrong, missing or too much makes the two the same. */
export function oneTypo(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  const [x, y] = [a.slice(same), b.slice(same)];
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1);
}

/** FNV-1a over the text: answers are compared by it. */
export function digest(text) {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1) {
    hash = ((hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16);
}

export const PAGE = 50;
export const DAY_MS = 86_400_000;

const byName = (a, b) => (a.sort_name < b.sort_name ? -1 : a.sort_name > b.sort_name ? 1 : a.n - b.n);

/** The first page of these customers by name, and how many they are. */
export function pageOf(customers) {
  customers.sort(byName);
  return { total: customers.length, ids: customers.slice(0, PAGE).map((customer) => customer.id) };
}

export const rowOf = (c) => [c.name, c.stage, c.city];

/** The first instant of the day that lies so many days back. */
export const daysAgo = (days) => (Math.floor(Date.now() / DAY_MS) - days) * DAY_MS;
