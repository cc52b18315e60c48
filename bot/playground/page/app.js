// Puts the page together.

import { Actions } from "./actions.js";
import { Banner } from "./banner.js";
import { showChannels, showHeader } from "./channels.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { MessageList, channelIntro } from "./messages.js";
import { openModal } from "./modal.js";
import { showMembers, showPerson } from "./people.js";
import { showPanels } from "./panels.js";
import { State } from "./state.js";
import { refreshRelativeTimes } from "./time.js";

const SUGGESTIONS = ["/analyze symbol:btc", "/fib levels symbol:btc", "/balance", "/cosmic now"];
// Kept per tab, so that two tabs may be two people.
const PERSON = "person";
const RELATIVE_TIMES_EVERY = 10_000;

function main() {
  const byId = (id) => document.getElementById(id);
  const state = new State();
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/page/ws`;

  const connection = new Connection(address, {
    onevent(event) {
      if (event.op === "error" && !event.nonce) return complain(event.text);
      if (event.op === "modal")
        return openModal(event.modal, (fields) => actions.submit(event.modal.id, fields), state.names);
      return state.receive(event);
    },
    onstatus(line) {
      banner.lineChanged(line);
      if (line.open) actions.become(state.me ?? sessionStorage.getItem(PERSON));
    },
  });
  // What is refused before anybody is greeted is the person remembered from another day's server.
  const complain = (text) =>
    state.guild ? state.addNote(state.channel, { kind: "failed", text }) : actions.become(null);
  const actions = new Actions(state, connection);
  const banner = new Banner(byId("banner"), state, () => connection.open());
  const context = { state, actions };

  const panels = showPanels({
    app: byId("app"),
    shade: byId("shade"),
    channels: byId("show-channels"),
    members: byId("show-members"),
  });
  showHeader(
    {
      mark: byId("channel-mark"),
      title: byId("channel-title"),
      topic: byId("channel-topic"),
      guild: byId("guild-name"),
    },
    state,
  );
  showChannels(byId("channel-list"), state, () => panels.close());
  showPerson(byId("person-panel"), state, { become: (user) => actions.become(user) });
  showMembers(byId("members"), state);

  const composer = new Composer(byId("composer"), context, () => messages.follow());
  const parts = {
    scroller: byId("scroller"),
    list: byId("messages"),
    intro: byId("intro"),
    pill: byId("new-messages"),
  };
  const messages = new MessageList(parts, context, (channel, room) => {
    const empty = room.loaded && room.messages.length === 0;
    const lines = empty ? SUGGESTIONS.filter((line) => composer.understands(line)) : [];
    return channelIntro(channel, state, lines, (line) => composer.enter(line));
  });

  state.on("state", () => sessionStorage.setItem(PERSON, state.me));
  state.on("state channel", () => actions.loadHistory());
  state.on("channel", () => {
    // On a phone the focus would bring up the keyboard.
    if (matchMedia("(hover: hover)").matches) composer.focus();
  });
  // Who just begins to type means to write; the space bar scrolls.
  document.addEventListener("keydown", ({ target, key, ctrlKey, metaKey, altKey }) => {
    const isText = key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
    if (isText && [document.body, parts.scroller].includes(target)) composer.focus();
  });
  setInterval(refreshRelativeTimes, RELATIVE_TIMES_EVERY);
  connection.open();
}

main();
