// What the page knows: who is here, which channels there are, what was said. Changed by the stand-in's events alone,
// and by what belongs to this page: the open channel, unread marks, dismissed and local notes.

import { leaves, messageCommands } from "./commands.js";

const KEPT = 200;
const TYPING_LASTS = 10_000;

/** Message flags the page shows. */
export const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;

export class State {
  me = null;
  guild = null;
  users = new Map();
  roles = [];
  channels = [];
  commands = [];
  /** What can be chosen on a message: [{ id, name }]. */
  apps = [];
  /** The message that is being replied to. */
  replyTo = null;
  bot = null;
  /** Id of the open channel. */
  channel = null;
  /** Channel id → how many messages wait unread there. */
  unread = new Map();

  #rooms = new Map();
  #typing = new Map();
  #dismissed = new Set();
  #listeners = new Map();
  #notes = 0;

  /** Hear of changes: "state", "channel", "messages", "commands", "bot", "unread", "typing", "reply". */
  on(topics, listener) {
    for (const topic of topics.split(" ")) {
      this.#listeners.set(topic, [...(this.#listeners.get(topic) ?? []), listener]);
    }
  }

  #tell(topic, detail) {
    for (const listener of this.#listeners.get(topic) ?? []) listener(detail);
  }

  /** Take in one event of the stand-in. */
  receive(event) {
    switch (event.op) {
      case "state":
        return this.#begin(event);
      case "history":
        return this.#fillRoom(event.channel, event.messages);
      case "message":
        return this.#add(event.channel, event.message);
      case "update":
        return this.#replace(event.channel, event.message);
      case "delete":
        return this.#remove(event.channel, event.id);
      case "commands":
        this.#offer(event.commands);
        return this.#tell("commands");
      case "bot":
        this.bot = event.bot;
        return this.#tell("bot");
      case "typing":
        return this.#startTyping(event.channel, event.user);
    }
  }

  #begin({ me, guild, users, roles, channels, commands, bot }) {
    const wasAt = `${this.me}/${this.channel}`;
    const samePerson = this.me === me;
    this.me = me;
    this.guild = guild;
    this.users = new Map(users.map((user) => [user.id, user]));
    this.roles = roles;
    this.channels = channels;
    this.#offer(commands);
    this.bot = bot;
    this.#typing.clear();
    if (samePerson) {
      // After a loss of the line the old messages stay in sight until the history is there anew.
      for (const room of this.#rooms.values()) Object.assign(room, { asked: false, loaded: false });
    } else {
      this.#rooms.clear();
      this.unread.clear();
    }
    const wasDm = this.channel && !channels.some(({ id }) => id === this.channel);
    const open =
      channels.find(({ id }) => id === this.channel) ?? channels.find(({ type }) => (type === "dm") === Boolean(wasDm));
    this.channel = (open ?? channels[0])?.id ?? null;
    this.unread.delete(this.channel);
    this.#tell("state");
    if (wasAt !== `${this.me}/${this.channel}`) this.#tell("channel");
  }

  #offer(commands) {
    this.commands = leaves(commands);
    this.apps = messageCommands(commands);
  }

  /** Begin a reply to a message, or (null) give it up. */
  reply(message) {
    this.replyTo = message;
    this.#tell("reply");
  }

  /** Open a channel. */
  enter(channel) {
    if (channel === this.channel) return;
    this.channel = channel;
    this.reply(null);
    this.unread.delete(channel);
    this.#tell("channel");
    this.#tell("unread");
  }

  /** { messages, asked, loaded }: what is known of a channel, and whether its history was asked for and came. */
  room(channel) {
    if (!this.#rooms.has(channel)) this.#rooms.set(channel, { messages: [], asked: false, loaded: false });
    return this.#rooms.get(channel);
  }

  #fillRoom(channel, messages) {
    const room = this.room(channel);
    const notes = room.messages.filter((message) => message.note);
    room.messages = [...messages.filter(({ id }) => !this.#dismissed.has(id)), ...notes].slice(-KEPT);
    room.loaded = true;
    this.#tell("messages", channel);
  }

  #add(channel, message) {
    const room = this.room(channel);
    if (room.messages.some(({ id }) => id === message.id)) return this.#replace(channel, message);
    if (room.loaded || message.note) room.messages = [...room.messages, message].slice(-KEPT);
    this.#stopTyping(channel, message.author.id);
    if (channel !== this.channel && message.author.id !== this.me) {
      this.unread.set(channel, (this.unread.get(channel) ?? 0) + 1);
      this.#tell("unread");
    }
    this.#tell("messages", channel);
  }

  #replace(channel, message) {
    const room = this.room(channel);
    room.messages = room.messages.map((old) => (old.id === message.id ? message : old));
    this.#tell("messages", channel);
  }

  #remove(channel, id) {
    const room = this.room(channel);
    room.messages = room.messages.filter((message) => message.id !== id);
    this.#tell("messages", channel);
  }

  /** Hide an ephemeral message or a note for good. */
  dismiss(channel, id) {
    this.#dismissed.add(id);
    this.#remove(channel, id);
  }

  /** Show a line of the page's own in a channel, as if from the bot and for this person's eyes only. Returns its id. */
  addNote(channel, { text, kind, command }) {
    const id = `note-${(this.#notes += 1)}`;
    const author = this.users.get(this.bot?.id) ?? {
      id: "bot",
      username: this.bot?.name ?? "The application",
      bot: true,
    };
    const interaction = command && { name: command, user: this.users.get(this.me) };
    const note = {
      id,
      note: kind,
      content: text,
      flags: EPHEMERAL,
      author,
      interaction,
      timestamp: new Date().toISOString(),
    };
    this.#add(channel, note);
    return id;
  }

  #startTyping(channel, user) {
    if (user === this.me) return;
    this.#stopTyping(channel, user, false);
    const timer = setTimeout(() => this.#stopTyping(channel, user), TYPING_LASTS);
    this.#typing.set(`${channel}/${user}`, { channel, user, timer });
    this.#tell("typing");
  }

  #stopTyping(channel, user, tell = true) {
    const typing = this.#typing.get(`${channel}/${user}`);
    if (!typing) return;
    clearTimeout(typing.timer);
    this.#typing.delete(`${channel}/${user}`);
    if (tell) this.#tell("typing");
  }

  /** Names of those typing in the open channel. */
  get typists() {
    return [...this.#typing.values()]
      .filter(({ channel }) => channel === this.channel)
      .map(({ user }) => this.nameOf({ id: user }));
  }

  get openChannel() {
    return this.channels.find(({ id }) => id === this.channel) ?? null;
  }

  /** The name a message's author is shown by. */
  nameOf(author) {
    const known = this.users.get(author.id);
    return (
      known?.display_name ?? author.global_name ?? author.display_name ?? author.username ?? author.name ?? "Somebody"
    );
  }

  channelName(channel) {
    return channel.type === "dm" ? (this.bot?.name ?? "Direct message") : channel.name;
  }

  /** How mentions are worded, for markdown.js. */
  get names() {
    return {
      user: (id) => (this.users.has(id) ? { text: this.nameOf({ id }) } : null),
      role: (id) => {
        const role = this.roles.find((known) => known.id === id);
        return role ? { text: role.name, colour: role.color } : null;
      },
      channel: (id) => {
        const channel = this.channels.find((known) => known.id === id);
        return channel ? { text: this.channelName(channel) } : null;
      },
    };
  }

  /** People, channels and roles by typed name, for commands.js: → id | null. */
  get places() {
    const bare = (text) => text.replace(/^[@#]/, "").toLowerCase();
    const find = (things, text) =>
      things.find((thing) =>
        [thing.id, thing.name, thing.display_name].some((name) => name?.toLowerCase() === bare(text)),
      )?.id ?? null;
    return {
      user: (text) => find([...this.users.values()], text),
      channel: (text) =>
        find(
          this.channels.filter(({ type }) => type === "text"),
          text,
        ),
      role: (text) => find(this.roles, text),
    };
  }
}
