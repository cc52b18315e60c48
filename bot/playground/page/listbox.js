// A list to choose from: commands, choices, people, options of a select. The node it belongs to keeps the focus and
// hands it the keys; the list says what is active by aria-activedescendant.

import { el, fill } from "./dom.js";

export class Listbox {
  #node;
  #list;
  #heading;
  #owner = null;
  #items = [];
  #nodes = [];
  #active = -1;
  #onpick = null;

  /** True once the reader moved in the list by key. */
  moved = false;

  constructor(node, { label }) {
    this.#node = node;
    this.#node.hidden = true;
    this.#heading = el("div", { class: "popup-title" });
    this.#list = el("ul", {
      role: "listbox",
      id: `listbox-${Math.random().toString(36).slice(2)}`,
      "aria-label": label,
    });
    fill(this.#node, this.#heading, this.#list);
    // The owner keeps the focus while the list is clicked or scrolled.
    this.#node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** Tie the list to the input or button that owns it now. */
  attach(owner) {
    if (this.#owner === owner) return;
    this.#owner?.removeAttribute("aria-activedescendant");
    this.#owner?.setAttribute("aria-expanded", "false");
    this.#owner = owner;
    owner.setAttribute("aria-controls", this.#list.id);
    owner.setAttribute("aria-expanded", String(this.isOpen));
  }

  get isOpen() {
    return !this.#node.hidden;
  }

  /** The active item, or null. */
  get active() {
    return this.#items[this.#active] ?? null;
  }

  /**
   * Show items: { label, detail?, picture?, chosen?, testid, … }. `active` is the index to begin at, -1 for none.
   * `onpick(item)` is told of the choice; `note` stands in for an empty list. Without both the list stays hidden.
   */
  show({ title = null, items, active = 0, onpick, note = null, multiple = false }) {
    if (items.length === 0 && !note) return this.hide();
    this.#items = items;
    this.#onpick = onpick;
    this.moved = false;
    this.#nodes = items.map((item, index) => this.#row(item, index));
    fill(this.#heading, title);
    this.#heading.hidden = !title;
    this.#list.setAttribute("aria-multiselectable", String(multiple));
    fill(
      this.#list,
      this.#nodes.length > 0 ? this.#nodes : el("li", { class: "popup-note", role: "presentation" }, note),
    );
    this.#node.hidden = false;
    this.#owner?.setAttribute("aria-expanded", "true");
    this.#activate(Math.min(active, items.length - 1));
  }

  hide() {
    if (this.#node.hidden) return;
    this.#node.hidden = true;
    this.#items = [];
    this.#activate(-1);
    this.#owner?.setAttribute("aria-expanded", "false");
  }

  /** Handle a key of the owner; true when it was for the list. */
  key(event) {
    if (!this.isOpen || event.isComposing) return false;
    if (event.key === "Escape") {
      this.hide();
      return true;
    }
    if (this.#items.length === 0) return false;
    if (event.key === "ArrowDown") return this.#move(1);
    if (event.key === "ArrowUp") return this.#move(-1);
    if (event.key === "Enter" && this.active) {
      this.#onpick(this.active);
      return true;
    }
    return false;
  }

  #move(step) {
    const from = this.#active < 0 && step < 0 ? 0 : this.#active;
    this.moved = true;
    this.#activate((from + step + this.#items.length) % this.#items.length);
    return true;
  }

  #activate(index) {
    this.#nodes[this.#active]?.classList.remove("active");
    this.#active = index;
    const node = this.#nodes[index];
    if (node && this.isOpen) {
      node.classList.add("active");
      // Only the list may scroll: scrollIntoView would move the whole page on a phone.
      const { offsetTop, offsetHeight } = node;
      const { scrollTop, clientHeight } = this.#list;
      if (offsetTop < scrollTop) this.#list.scrollTop = offsetTop - 4;
      else if (offsetTop + offsetHeight > scrollTop + clientHeight)
        this.#list.scrollTop = offsetTop + offsetHeight - clientHeight + 4;
      this.#owner?.setAttribute("aria-activedescendant", node.id);
    } else this.#owner?.removeAttribute("aria-activedescendant");
  }

  #row(item, index) {
    return el(
      "li",
      {
        id: `${this.#list.id}-${index}`,
        class: "popup-item",
        role: "option",
        "aria-selected": String(Boolean(item.chosen)),
        data: { testid: item.testid },
        onmousemove: () => this.#active !== index && this.#activate(index),
        onclick: () => this.#onpick(item),
      },
      item.picture,
      el("span", { class: "popup-label" }, item.label),
      item.detail ? el("span", { class: "popup-detail" }, item.detail) : null,
    );
  }
}
