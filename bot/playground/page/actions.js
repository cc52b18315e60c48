// What a person does here, said to the stand-in. Failures that have no better place become a line in the channel.

import { Refused } from "./connection.js";

// A bot that answers at once never shows the waiting line.
const WAITING_LINE_AFTER = 350;

export class Actions {
  #state;
  #connection;

  constructor(state, connection) {
    this.#state = state;
    this.#connection = connection;
  }

  get isConnected() {
    return this.#connection.isOpen;
  }

  become(user) {
    this.#connection.send({ op: "hello", user });
  }

  /** Ask for the open channel's history, unless that was done. */
  loadHistory() {
    const { channel } = this.#state;
    const room = this.#state.room(channel);
    if (!channel || room.asked || !this.#connection.isOpen) return;
    room.asked = true;
    this.#connection.send({ op: "history", channel });
  }

  /** Send a plain message; `@Name` mentions whoever is called so. Throws Refused when not connected. */
  say(text) {
    const people = [...this.#state.users.values()];
    const content = text.replace(/@([\p{L}\p{N}_]+)/gu, (written, name) => {
      const called = people.find((user) => user.name.toLowerCase() === name.toLowerCase());
      return called ? `<@${called.id}>` : written;
    });
    const { channel, replyTo } = this.#state;
    this.#connection.send({ op: "say", channel, content, reply_to: replyTo?.id ?? null });
    this.#state.reply(null);
  }

  /** Send a slash command; the answer arrives as a message. */
  slash(leaf, options) {
    return this.#command({ op: "slash", command: leaf.id, path: leaf.path, options }, leaf.name);
  }

  /** Choose a command on a message; the answer arrives as a message. */
  apply(app, message) {
    return this.#command({ op: "apply", command: app.id, message: message.id }, app.name);
  }

  async #command(body, name) {
    const state = this.#state;
    const channel = state.channel;
    const note = (kind, text) => state.addNote(channel, { kind, text, command: name });
    let waiting = null;
    const timer = setTimeout(() => (waiting = note("waiting", "Sending command…")), WAITING_LINE_AFTER);
    let problem = null;
    try {
      await this.#connection.ask({ channel, ...body });
    } catch (refused) {
      problem = refused;
    }
    clearTimeout(timer);
    if (waiting) state.dismiss(channel, waiting);
    if (problem) note("failed", wording(problem));
  }

  /** What an option may be: [{ name, value }]; none when the bot does not answer. */
  async choices(leaf, options, focused) {
    try {
      const channel = this.#state.channel;
      const event = await this.#connection.ask({
        op: "autocomplete",
        channel,
        command: leaf.id,
        path: leaf.path,
        options,
        focused,
      });
      return event.choices ?? [];
    } catch (refused) {
      wording(refused);
      return [];
    }
  }

  /** Press a button or choose from a select: null when it went well, else what went wrong. */
  async press(message, customId, values) {
    return this.#tried({
      op: "press",
      channel: message.channel_id ?? this.#state.channel,
      message: message.id,
      custom_id: customId,
      values,
    });
  }

  /** Send a filled-in modal: null when it went well, else what went wrong. */
  async submit(modal, fields) {
    return this.#tried({ op: "submit", channel: this.#state.channel, modal, fields });
  }

  async #tried(body) {
    try {
      await this.#connection.ask(body);
      return null;
    } catch (refused) {
      return wording(refused);
    }
  }
}

/** The words of a refusal; anything else is a fault of the page and goes on up. */
function wording(error) {
  if (error instanceof Refused) return error.message;
  throw error;
}
