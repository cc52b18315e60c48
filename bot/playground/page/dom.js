// Building blocks for nodes. Text always becomes a text node, never markup.

/**
 * Make an element: el("button", { class: "x", onclick: f, data: { testid: "y" }, vars: { colour } }, ...children).
 * `vars` are CSS custom properties; `null`, `undefined` and `false` attributes and children are left out.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "vars") paint(node, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** Give a node new children, leaving out what is absent. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Set CSS custom properties: paint(node, { colour: "#fff" }) sets --colour. */
function paint(node, variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (value) node.style.setProperty(`--${name}`, value);
  }
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  hash: "M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  at: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.6 7.2",
  chevron: "m6 9.5 6 6 6-6",
  file: "M6.5 3h7.5l4.5 4.5V21h-12ZM13.5 3.5V8h4.5",
  download: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14",
  external: "M14 5h5v5M19 5l-8.5 8.5M10 6H5.5v12.5H18V14",
  close: "m6 6 12 12M18 6 6 18",
  send: "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  down: "M12 5v13m-5.5-5.5L12 18l5.5-5.5",
  alert: "M12 8.5v4.5m0 3v.2M12 3.5 2.5 20h19Z",
};

/** One of the page's own line drawings, 24 × 24, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
