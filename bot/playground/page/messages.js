// The open channel's messages: drawn by difference, grouped by author, kept at the bottom for who reads there.

import { el, fill, icon } from "./dom.js";
import { messageItem } from "./message.js";
import { plainText } from "./markdown.js";
import { day, sameDay } from "./time.js";

const GROUPED_FOR = 7 * 60_000;
const NEAR_BOTTOM = 48;
const SHOWN_TYPES = new Set([0, 19, 20, 23]);

export class MessageList {
  #scroller;
  #list;
  #intro;
  #pill;
  #context;
  #drawn = new Map();
  #channel = null;
  #pinned = true;
  #newest = null;
  #frame = null;

  /** `intro(channel)` draws the channel's beginning; `context` is { state, actions } for the messages. */
  constructor({ scroller, list, intro, pill }, context, drawIntro) {
    this.#scroller = scroller;
    this.#list = list;
    this.#intro = intro;
    this.#pill = pill;
    this.#context = context;
    fill(pill, icon("down"), "New messages");
    pill.addEventListener("click", () => this.follow());
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // A picture, the composer or the window may change the heights: who reads at the bottom stays there.
    const settle = new ResizeObserver(() => this.#pinned && this.follow());
    settle.observe(scroller);
    settle.observe(list);
    const { state } = context;
    const redraw = () => {
      this.#frame = null;
      this.#draw();
      fill(this.#intro, drawIntro(state.openChannel, state.room(state.channel)));
      if (this.#pinned) this.follow();
    };
    const later = () => (this.#frame ??= requestAnimationFrame(redraw));
    state.on("messages", (channel) => channel === state.channel && later());
    state.on("channel", () => this.#change());
    state.on("state channel commands bot", later);
  }

  #change() {
    this.#channel = this.#context.state.channel;
    this.#drawn.clear();
    fill(this.#list);
    this.#pinned = true;
    this.#newest = null;
    this.#pill.hidden = true;
  }

  /** The rows there should be: { key, seen, make }; a row whose `seen` is unchanged keeps its node. */
  #rows() {
    const { state } = this.#context;
    const rows = [];
    let previous = null;
    for (const message of state.room(this.#channel).messages) {
      if (!message.note && !SHOWN_TYPES.has(message.type ?? 0)) continue;
      const when = new Date(message.timestamp);
      const newDay = !previous || !sameDay(when, new Date(previous.timestamp));
      if (newDay) rows.push({ key: `day-${message.id}`, seen: null, make: () => dayDivider(when) });
      const compact = !newDay && follows(message, previous);
      rows.push({ key: message.id, seen: message, compact, apps: state.apps, make: () => messageItem(message, compact, this.#context) });
      previous = message;
    }
    return rows;
  }

  #draw() {
    const rows = this.#rows();
    const wanted = new Set(rows.map(({ key }) => key));
    for (const [key, { node }] of this.#drawn) {
      if (wanted.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    const nodes = rows.map((row) => this.#nodeFor(row));
    let at = this.#list.firstChild;
    for (const node of nodes) {
      if (node === at) at = at.nextSibling;
      else this.#list.insertBefore(node, at);
    }
    this.#noticeNewest(rows.at(-1)?.seen ?? null);
  }

  #nodeFor(row) {
    const old = this.#drawn.get(row.key);
    if (old && old.seen === row.seen && old.compact === row.compact && old.apps === row.apps) return old.node;
    const node = row.make();
    if (old) {
      const focused = old.node.contains(document.activeElement) ? document.activeElement.dataset.customId : null;
      old.node.replaceWith(node);
      if (focused) node.querySelector(`[data-custom-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
    this.#drawn.set(row.key, { ...row, node });
    return node;
  }

  #noticeNewest(message) {
    const isNew = message && this.#newest && message.id !== this.#newest;
    if (isNew && message.author.id === this.#context.state.me) this.#pinned = true;
    else if (isNew && !this.#pinned) this.#pill.hidden = false;
    this.#newest = message?.id ?? this.#newest ?? "none";
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#pinned = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    if (this.#pinned) this.#pill.hidden = true;
  }

  /** Go to the bottom and stay there. */
  follow() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#pinned = true;
    this.#pill.hidden = true;
  }
}

/** Whether a message stands under the same name as the one before it. */
function follows(message, previous) {
  if (message.author.id !== previous.author.id || message.flags !== previous.flags) return false;
  if (message.note || previous.note) return false;
  if (message.interaction || message.referenced_message) return false;
  return new Date(message.timestamp) - new Date(previous.timestamp) < GROUPED_FOR;
}

const dayDivider = (date) => el("li", { class: "day", role: "separator" }, el("span", {}, day(date)));

/** The beginning of a channel. While it is empty, with lines to try: `suggestions`, each sent by `onsuggest(text)`. */
export function channelIntro(channel, state, suggestions, onsuggest) {
  if (!channel) return null;
  const isDm = channel.type === "dm";
  const isText = channel.type === "text";
  const name = state.channelName(channel);
  const words = isDm
    ? `Only you and ${name} can read what is said here.`
    : channel.topic && plainText(channel.topic, state.names);
  const buttons = suggestions.map((text) =>
    el(
      "button",
      { class: "suggestion", type: "button", data: { testid: "suggestion" }, onclick: () => onsuggest(text) },
      text,
    ),
  );
  return el(
    "div",
    { class: "intro" },
    el("div", { class: "intro-mark" }, icon(isText ? "hash" : "at")),
    el("h2", {}, isText ? `Welcome to #${name}` : name),
    words ? el("p", {}, words) : null,
    buttons.length > 0
      ? [
          el("p", { class: "intro-try" }, "Try one of these, or type / to see every command:"),
          el("div", { class: "suggestions" }, buttons),
        ]
      : null,
  );
}
