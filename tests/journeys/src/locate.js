// Finds what a person using assistive technology would find: elements by role and accessible
// name that can be seen and reached. Called as a WebDriver script with (role, name, match, scope,
// description); returns { elements, others }: the matches, and the names of all others of that role.

const [wantedRole, wantedName, matching, scope, wantedDescription] = arguments;

const ROLES = {
  a: (e) => e.hasAttribute("href") && "link",
  area: (e) => e.hasAttribute("href") && "link",
  article: "article",
  aside: "complementary",
  button: "button",
  dialog: "dialog",
  fieldset: "group",
  figure: "figure",
  footer: "contentinfo",
  form: "form",
  h1: "heading", h2: "heading", h3: "heading", h4: "heading", h5: "heading", h6: "heading",
  header: "banner",
  hr: "separator",
  img: (e) => (e.getAttribute("alt") === "" ? "none" : "img"),
  input: (e) =>
    ({
      button: "button", submit: "button", reset: "button", image: "button",
      checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton",
      search: "searchbox", hidden: "none", file: "file",
    })[e.type] ?? (e.list ? "combobox" : "textbox"),
  li: "listitem",
  main: "main",
  meter: "meter",
  nav: "navigation",
  ol: "list", ul: "list", menu: "list",
  optgroup: "group",
  option: "option",
  output: "status",
  progress: "progressbar",
  search: "search",
  section: (e) => (e.hasAttribute("aria-label") || e.hasAttribute("aria-labelledby")) && "region",
  select: (e) => (e.multiple || e.size > 1 ? "listbox" : "combobox"),
  summary: "button",
  table: "table",
  tbody: "rowgroup", thead: "rowgroup", tfoot: "rowgroup",
  td: "cell",
  textarea: "textbox",
  th: (e) => (e.scope === "row" ? "rowheader" : "columnheader"),
  tr: "row",
};

const FIELDS = ["textbox", "searchbox", "spinbutton", "combobox", "listbox", "slider", "file"];
const NAMED_BY_CONTENT = [
  "button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "listitem", "menuitem",
  "menuitemcheckbox", "menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab",
  "tooltip", "treeitem", "status", "alert",
];

const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function roleOf(element) {
  const explicit = element.getAttribute("role");
  if (explicit) return explicit.split(" ")[0];
  const implicit = ROLES[element.localName];
  return typeof implicit === "function" ? implicit(element) || undefined : implicit;
}

// The text alternative of what is inside an element, without what is hidden.
function contentOf(element) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") continue;
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility === "hidden") continue;
    const inner = node.getAttribute("aria-label") ?? (node.localName === "img" ? node.alt : contentOf(node));
    text += style.display.startsWith("inline") ? inner : ` ${inner} `;
  }
  return text;
}

function nameOf(element, role) {
  const labelledBy = element.getAttribute("aria-labelledby");
  if (labelledBy) {
    const labels = labelledBy.split(/\s+/).map((id) => document.getElementById(id));
    return tidy(labels.map((label) => (label ? (label.getAttribute("aria-label") ?? contentOf(label)) : "")).join(" "));
  }
  const label = element.getAttribute("aria-label");
  if (label) return tidy(label);
  if (element.labels?.length) return tidy([...element.labels].map(labelText).join(" "));
  if (element.localName === "input" && role === "button") return tidy(element.value);
  if (element.localName === "img") return tidy(element.alt);
  if (element.localName === "fieldset") return tidy(element.querySelector(":scope > legend")?.textContent);
  if (element.localName === "table") return tidy(element.caption?.textContent);
  const content = NAMED_BY_CONTENT.includes(role) ? tidy(contentOf(element)) : "";
  return content || tidy(element.getAttribute("title")) || tidy(element.getAttribute("placeholder"));
}

// A label that wraps its field names it by its words, not by what is typed in the field.
function labelText(label) {
  const copy = label.cloneNode(true);
  copy.querySelectorAll("input, select, textarea, [aria-hidden=true]").forEach((field) => field.remove());
  return copy.textContent;
}

function isReachable(element, role) {
  // A file field is usually hidden behind a button, and reached through it.
  if (role === "file") return true;
  // The options of a closed <select> are not drawn, yet can be chosen.
  if (element.localName === "option") return true;
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  if (element.closest("[inert], [aria-hidden=true]")) return false;
  const modals = document.querySelectorAll("dialog:modal");
  return modals.length === 0 || modals[modals.length - 1].contains(element);
}

const roleMatches = (role) => (wantedRole === "field" ? FIELDS.includes(role) : role === wantedRole);
const nameMatches = (name) =>
  wantedName === null || (matching === "part" ? name.includes(wantedName) : name === wantedName);

const descriptionMatches = (element) =>
  wantedDescription === null || tidy(element.getAttribute("aria-description")) === wantedDescription;

const elements = [];
const others = new Set();
for (const element of (scope ?? document).querySelectorAll("*")) {
  const role = roleOf(element);
  if (!role || !roleMatches(role) || !isReachable(element, role)) continue;
  const name = nameOf(element, role);
  if (nameMatches(name) && descriptionMatches(element)) elements.push(element);
  else others.add(name);
}
return { elements, others: [...others].slice(0, 40) };
