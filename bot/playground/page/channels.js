// The channels on the left and the header of the open one.

import { el, fill, icon } from "./dom.js";
import { inline } from "./markdown.js";
import { avatar } from "./people.js";

const KIND = { text: "Channel", dm: "Direct message with", group: "Group message" };

/** Keep `node` listing the channels, with unread marks. `onenter` is told after one was chosen. */
export function showChannels(node, state, onenter) {
  const draw = () => {
    const text = state.channels.filter(({ type }) => type === "text");
    const direct = state.channels.filter(({ type }) => type !== "text");
    fill(node, section("Text channels", text, state, onenter), section("Direct messages", direct, state, onenter));
  };
  state.on("state channel unread bot", draw);
}

function section(title, channels, state, onenter) {
  if (channels.length === 0) return null;
  return el(
    "section",
    {},
    el("h2", {}, title),
    el(
      "ul",
      {},
      channels.map((channel) => el("li", {}, row(channel, state, onenter))),
    ),
  );
}

function row(channel, state, onenter) {
  const isDm = channel.type === "dm";
  const isOpen = channel.id === state.channel;
  const unread = state.unread.get(channel.id) ?? 0;
  const name = state.channelName(channel);
  const bot = isDm && (state.users.get(state.bot?.id) ?? { id: "bot", name });
  const onclick = () => {
    state.enter(channel.id);
    onenter();
  };
  return el(
    "button",
    {
      class: `channel ${isOpen ? "open" : ""} ${unread ? "unread" : ""}`,
      type: "button",
      "aria-current": isOpen ? "page" : null,
      "aria-label": `${KIND[channel.type]} ${name}${unread ? `, ${unread} unread` : ""}`,
      data: { testid: `channel-${channel.name ?? name}` },
      onclick,
    },
    bot ? avatar(state, bot, { size: "small", online: Boolean(state.bot?.online) }) : icon(channel.type === "text" ? "hash" : "at"),
    el("span", { class: "channel-name" }, name),
    unread ? el("span", { class: "badge" }, unread > 99 ? "99+" : String(unread)) : null,
  );
}

/** Keep the header of the open channel and the page's title. */
export function showHeader({ mark, title, topic, guild }, state) {
  const draw = () => {
    const channel = state.openChannel;
    if (!channel) return;
    const name = state.channelName(channel);
    const isDm = channel.type === "dm";
    const isText = channel.type === "text";
    fill(mark, icon(isText ? "hash" : "at"));
    fill(title, name);
    fill(topic, isDm ? "Direct message" : inline(channel.topic ?? "", state.names));
    fill(guild, state.guild.name);
    const waiting = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
    document.title = `${waiting ? `(${waiting}) ` : ""}${isText ? "#" : ""}${name} · ${state.guild.name}`;
  };
  state.on("state channel unread bot", draw);
}
