// Where a person writes: plain text, or a slash command with its picker and options.

import { readLine, search, unknownCommand, writeLine } from "./commands.js";
import { Refused } from "./connection.js";
import { el, fill, icon } from "./dom.js";
import { CommandForm } from "./form.js";
import { Listbox } from "./listbox.js";
import { dots } from "./message.js";

const LONGEST = 2000;
const EMPTY = { lead: "", named: new Map() };

export class Composer {
  #state;
  #actions;
  #onsent;
  #text;
  #form;
  #listbox;
  #foot;
  #reply;
  #box;
  #place = null;
  #last = null;
  #problem = null;

  /** `onsent()` is told when something was sent. */
  constructor(node, context, onsent) {
    this.#state = context.state;
    this.#actions = context.actions;
    this.#onsent = onsent;
    this.#text = el("textarea", {
      rows: 1,
      maxlength: LONGEST,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
      data: { testid: "composer" },
    });
    const form = el("div", { class: "command-form", role: "group", "aria-label": "Command", hidden: true });
    const popup = el("div", { class: "popup composer-popup" });
    const send = el(
      "button",
      { class: "send", type: "button", "aria-label": "Send", onclick: () => this.#send() },
      icon("send"),
    );
    this.#foot = el("div", { class: "composer-foot", "aria-live": "polite" });
    this.#box = el("div", { class: "composer-box" }, this.#text, form, send);
    this.#reply = el("div", { class: "composer-reply", hidden: true, data: { testid: "replying" } });
    fill(node, popup, this.#reply, this.#box, this.#foot);

    this.#listbox = new Listbox(popup, { label: "Commands and choices" });
    this.#listbox.attach(this.#text);
    this.#form = new CommandForm(form, this.#listbox, context, {
      onsend: (leaf, values, line) => this.#sendCommand(leaf, values, line),
      onleave: (text) => this.#writeText(text),
      onproblem: (problem) => this.#say(problem),
    });
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("blur", () => this.#listbox.hide());
    this.#text.addEventListener("focus", () => this.#text.value.startsWith("/") && this.#typed());
    this.#box.addEventListener("click", ({ target }) => target === this.#box && this.focus());
    this.#state.on("state channel", () => this.#moved());
    this.#state.on("state commands", () => this.#commandsChanged());
    this.#state.on("typing channel", () => this.#drawFoot());
    this.#state.on("reply", () => this.#drawReply());
  }

  focus() {
    if (!this.#form.isOpen) this.#text.focus();
  }

  /** Whether a line is a command registered here, with options it knows. */
  understands(line) {
    const read = readLine(this.#state.commands, line);
    return read !== null && writeLine(read.leaf, read.options.named) === line;
  }

  /** Send a line as if it had been typed. */
  enter(line) {
    this.#openForm(readLine(this.#state.commands, line));
    this.#form.submit();
  }

  /** Another channel or person: a half-written command is dropped, it belonged to the former. */
  #moved() {
    const channel = this.#state.openChannel;
    const place = `${this.#state.me}/${channel?.id}`;
    if (place === this.#place) return;
    this.#place = place;
    const name = channel && `${channel.type === "text" ? "#" : "@"}${this.#state.channelName(channel)}`;
    this.#text.placeholder = channel ? `Message ${name} — type / for commands` : "";
    this.#text.setAttribute("aria-label", channel ? `Message ${name}` : "Message");
    if (this.#form.isOpen) this.#writeText("", false);
    else this.#listbox.hide();
  }

  /** The bot registered anew: what is being written is kept where it still makes sense. */
  #commandsChanged() {
    if (this.#form.isOpen) {
      const read = readLine(this.#state.commands, this.#form.line);
      if (!read) this.#writeText("");
      else if (!this.#form.isFor(read.leaf)) this.#openForm(read);
    } else if (document.activeElement === this.#text) this.#typed();
  }

  #writeText(text, focus = true) {
    this.#form.close();
    this.#text.hidden = false;
    this.#text.value = text;
    this.#grow();
    this.#listbox.attach(this.#text);
    if (!focus) return;
    this.#text.focus();
    this.#typed();
  }

  #openForm({ leaf, options }) {
    this.#text.value = "";
    this.#text.hidden = true;
    this.#listbox.hide();
    this.#say(null);
    this.#form.open(leaf, options);
  }

  #typed() {
    this.#say(null);
    this.#grow();
    const text = this.#text.value;
    if (!text.startsWith("/") || text.includes("\n")) return this.#listbox.hide();
    const read = readLine(this.#state.commands, text);
    // A space after the whole name begins its options.
    if (read && text.length > read.leaf.name.length + 1) return this.#openForm(read);
    return this.#showPicker(text);
  }

  #showPicker(text) {
    const found = search(this.#state.commands, text);
    const none =
      this.#state.commands.length === 0
        ? "No commands are registered here yet."
        : unknownCommand(this.#state.commands, text);
    return this.#listbox.show({
      title: "Commands",
      items: found.map((leaf) => ({ leaf, testid: "picker-item", label: `/${leaf.name}`, detail: leaf.description })),
      onpick: ({ leaf }) => this.#openForm({ leaf, options: EMPTY }),
      note: none,
    });
  }

  #grow() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    const line = readLine(this.#state.commands, this.#text.value);
    const isCommand = this.#text.value.startsWith("/");
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      // A name typed in full stands for itself; one looked up with the arrows is taken from the list.
      if (isCommand && line && !this.#listbox.moved) this.#enterLine(line);
      else if (!this.#listbox.key(event)) this.#send();
    } else if (event.key === "Tab" && this.#listbox.active) {
      event.preventDefault();
      this.#openForm({ leaf: this.#listbox.active.leaf, options: EMPTY });
    } else if (this.#listbox.key(event)) event.preventDefault();
    else if (event.key === "ArrowUp" && !this.#text.value && this.#last) {
      event.preventDefault();
      this.#recall();
    } else if (event.key === "Escape" && isCommand) this.#writeText("");
    else if (event.key === "Escape") this.#state.reply(null);
  }

  #enterLine(read) {
    const complete = !read.leaf.options.some((option) => option.required);
    this.#openForm(read);
    if (complete) this.#form.submit();
  }

  #recall() {
    const read = this.#last.startsWith("/") ? readLine(this.#state.commands, this.#last) : null;
    if (read) this.#openForm(read);
    else this.#writeText(this.#last);
  }

  #send() {
    if (this.#form.isOpen) return this.#form.submit();
    const text = this.#text.value.trim();
    if (!text) return this.focus();
    if (text.startsWith("/")) {
      const read = readLine(this.#state.commands, text);
      return read ? this.#enterLine(read) : this.#say(unknownCommand(this.#state.commands, text));
    }
    try {
      this.#actions.say(text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#say(error.message);
    }
    return this.#sent(text);
  }

  #sendCommand(leaf, values, line) {
    if (!this.#actions.isConnected) return this.#say("Not connected. Trying again shortly.");
    this.#actions.slash(leaf, values);
    return this.#sent(line);
  }

  #sent(line) {
    this.#last = line;
    this.#writeText("");
    this.#onsent();
  }

  #say(problem) {
    this.#problem = problem;
    this.#box.classList.toggle("wrong", Boolean(problem));
    this.#drawFoot();
  }

  #drawReply() {
    const message = this.#state.replyTo;
    this.#reply.hidden = message === null;
    if (message === null) return fill(this.#reply);
    const name = el("span", {}, "Replying to ", el("strong", {}, this.#state.nameOf(message.author)));
    const leave = el(
      "button",
      { class: "text-button", type: "button", onclick: () => this.#state.reply(null) },
      "Do not reply",
    );
    fill(this.#reply, name, leave);
    return this.focus();
  }

  #drawFoot() {
    const typists = this.#state.typists;
    if (this.#problem) fill(this.#foot, el("span", { class: "problem", data: { testid: "problem" } }, this.#problem));
    else if (typists.length > 0)
      fill(this.#foot, dots(), `${typists.join(", ")} ${typists.length > 1 ? "are" : "is"} typing…`);
    else if (this.#form?.isOpen)
      fill(this.#foot, el("span", { class: "keys" }, "Enter to send · Tab for the next option · Esc to leave"));
    else fill(this.#foot);
  }
}
