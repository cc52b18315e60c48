// The WebSocket to the stand-in: opens, asks, and comes back after a loss.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
// The stand-in gives up on a bot after 3 s; past this one the stand-in itself is not answering.
const PATIENCE = 10_000;

/** A request that was not granted; `message` is in words for people. */
export class Refused extends Error {}

export class Connection {
  #url;
  #onevent;
  #onstatus;
  #socket = null;
  #wait = FIRST_WAIT;
  #timer = null;
  #asked = new Map();
  #count = 0;

  /**
   * `onevent(event)` hears everything the stand-in says. `onstatus({ open, retryAt })` hears the line open and close;
   * `retryAt` is the time (ms) of the next attempt.
   */
  constructor(url, { onevent, onstatus }) {
    this.#url = url;
    this.#onevent = onevent;
    this.#onstatus = onstatus;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connect now; when already connecting or connected, do nothing. */
  open() {
    if (this.#socket) return;
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#wait = FIRST_WAIT;
      this.#onstatus({ open: true, retryAt: null });
    });
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data)));
    socket.addEventListener("close", () => this.#lost());
  }

  /** Say something that has no answer of its own. */
  send(body) {
    if (!this.isOpen) throw new Refused("Not connected. Trying again shortly.");
    this.#socket.send(JSON.stringify(body));
  }

  /** Say something and wait for its answer: an `ack`, `modal` or `choices` event. Throws Refused. */
  ask(body) {
    const nonce = `${Date.now()}-${(this.#count += 1)}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(nonce, "reject", new Refused("No answer.")), PATIENCE);
      this.#asked.set(nonce, { resolve, reject, timer });
      try {
        this.send({ ...body, nonce });
      } catch (refused) {
        this.#settle(nonce, "reject", refused);
      }
    });
  }

  #hear(event) {
    if (event.op === "failed" || event.op === "error") this.#settle(event.nonce, "reject", new Refused(event.text));
    else if (event.nonce) this.#settle(event.nonce, "resolve", event);
    this.#onevent(event);
  }

  #settle(nonce, how, value) {
    const asked = this.#asked.get(nonce);
    if (!asked) return;
    clearTimeout(asked.timer);
    this.#asked.delete(nonce);
    asked[how](value);
  }

  #lost() {
    this.#socket = null;
    for (const nonce of [...this.#asked.keys()]) this.#settle(nonce, "reject", new Refused("The connection was lost."));
    // A little chance keeps many pages from coming back at the same instant.
    const wait = this.#wait * (0.8 + 0.4 * Math.random());
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#timer = setTimeout(() => this.open(), wait);
    this.#onstatus({ open: false, retryAt: Date.now() + wait });
  }
}
