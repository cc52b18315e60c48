// One line above the messages when something is not as it should be: the connection, or the bot.

import { el, fill, icon } from "./dom.js";

const TICK = 500;

export class Banner {
  #node;
  #state;
  #reconnect;
  #line = { open: false, retryAt: null };
  #everOpen = false;

  /** `reconnect()` tries the connection at once. */
  constructor(node, state, reconnect) {
    this.#node = node;
    this.#state = state;
    this.#reconnect = reconnect;
    state.on("state bot", () => this.#draw());
    setInterval(() => !this.#line.open && this.#draw(), TICK);
  }

  /** Hear of the line opening and closing: connection.js's `onstatus`. */
  lineChanged(line) {
    this.#line = line;
    this.#everOpen ||= line.open;
    this.#draw();
  }

  #draw() {
    const { bot, guild } = this.#state;
    if (!this.#line.open) return this.#line.retryAt === null ? this.#hide() : this.#lost();
    if (!guild) return this.#hide();
    if (!bot) return this.#show("warn", "No bot has connected yet. Messages wait here; commands appear once one does.");
    if (!bot.online) return this.#show("warn", `${bot.name} is offline. Commands are not answered until it is back.`);
    return this.#hide();
  }

  #lost() {
    const seconds = Math.max(0, Math.ceil((this.#line.retryAt - Date.now()) / 1000));
    const what = this.#everOpen ? "Connection lost." : "The server does not answer.";
    const when = seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again…";
    this.#show(
      "bad",
      `${what} ${when}`,
      el("button", { class: "text-button", type: "button", onclick: this.#reconnect }, "Try now"),
    );
  }

  #show(kind, text, button = null) {
    if (!this.#node.hidden && this.#node.dataset.text === text) return;
    this.#node.dataset.text = text;
    this.#node.className = `banner ${kind}`;
    fill(this.#node, icon("alert"), el("span", {}, text), button);
    this.#node.hidden = false;
  }

  #hide() {
    this.#node.hidden = true;
    delete this.#node.dataset.text;
  }
}
