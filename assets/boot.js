// Starts the page's wasm: what Trunk's inline loader does, as a file that a strict
// Content-Security-Policy allows. It finds the hashed names in two links of index.html.

const address = (id) => document.getElementById(id).href;

try {
  const { default: init } = await import(address("app-js"));
  await init({ module_or_path: address("app-wasm") });
  document.getElementById("boot").remove();
} catch (error) {
  document.getElementById("boot-loading").hidden = true;
  document.getElementById("boot-failed").hidden = false;
  throw error;
}
