// One message as a list item.

import { attachment, looseAttachments } from "./attachments.js";
import { actionRows } from "./components.js";
import { el, icon } from "./dom.js";
import { embed } from "./embeds.js";
import { blocks, plainText } from "./markdown.js";
import { appTag, avatar, nameTag } from "./people.js";
import { EPHEMERAL, LOADING } from "./state.js";
import { clock, full, stamp } from "./time.js";

/** The type of what answers a command that was chosen on a message. */
const ON_MESSAGE = 23;

/** Draw a message; `compact` leaves out the avatar and name, for one that follows another by the same author. */
export function messageItem(message, compact, { state, actions }) {
  const ephemeral = Boolean(message.flags & EPHEMERAL);
  const mentioned = message.mentions?.some(({ id }) => id === state.me) ?? false;
  const when = new Date(message.timestamp);
  const classes = [
    "message",
    compact && "compact",
    ephemeral && "ephemeral",
    mentioned && "mentioned",
    message.note,
  ].filter(Boolean);
  return el(
    "li",
    { class: classes.join(" "), data: { testid: "message", id: message.id, author: state.nameOf(message.author) } },
    compact ? null : context(message, state),
    compact
      ? el("time", { class: "gutter-time", datetime: message.timestamp }, clock(when))
      : avatar(state, message.author),
    el(
      "div",
      { class: "message-main" },
      compact ? null : header(message, when, state),
      body(message, { state, actions }),
      ephemeral && message.note !== "waiting" ? ephemeralNotice(message, state) : null,
    ),
    ephemeral || message.note || message.flags & LOADING ? null : tools(message, { state, actions }),
  );
}

/** What can be done with a message: reply to it, and the commands that apps have for messages. */
function tools(message, { state, actions }) {
  const tool = (label, onclick) => el("button", { type: "button", onclick, data: { testid: "message-tool" } }, label);
  return el(
    "div",
    { class: "message-tools", role: "group", "aria-label": "With this message" },
    tool("Reply", () => state.reply(message)),
    state.apps.map((app) => tool(app.name, () => actions.apply(app, message))),
  );
}

/** The line above: which command it answers, or which message. */
function context(message, state) {
  const { interaction, interaction_metadata: metadata, referenced_message: quoted } = message;
  if (interaction?.name) {
    const user = interaction.user ?? metadata?.user;
    return el(
      "div",
      { class: "context" },
      user && avatar(state, user, { size: "tiny" }),
      user && nameTag(state, user),
      " used ",
      el("span", { class: "used" }, message.type === ON_MESSAGE ? interaction.name : `/${interaction.name}`),
    );
  }
  if (!quoted) return null;
  return el(
    "div",
    { class: "context" },
    avatar(state, quoted.author, { size: "tiny" }),
    nameTag(state, quoted.author),
    el(
      "span",
      { class: "quoted" },
      plainText(quoted.content?.split("\n")[0] ?? "", state.names) || "Click to see the card",
    ),
  );
}

function header(message, when, state) {
  return el(
    "header",
    { class: "message-header" },
    nameTag(state, message.author),
    message.author.bot ? appTag() : null,
    el("time", { datetime: message.timestamp, title: full(when) }, stamp(when)),
  );
}

function body(message, { state, actions }) {
  if (message.note === "failed") return el("p", { class: "failed-text" }, icon("alert"), message.content);
  if (message.note === "waiting") return el("p", { class: "thinking" }, dots(), message.content);
  if (message.flags & LOADING)
    return el("p", { class: "thinking" }, dots(), `${state.nameOf(message.author)} is thinking…`);
  const { names } = state;
  const edited = message.edited_timestamp
    ? el(
        "time",
        { class: "edited", datetime: message.edited_timestamp, title: full(new Date(message.edited_timestamp)) },
        "(edited)",
      )
    : null;
  const content = message.content
    ? el("div", { class: "content markdown" }, blocks(message.content, names), edited)
    : null;
  return [
    content,
    looseAttachments(message).map(attachment),
    message.embeds?.map((data) => embed(data, message, names)),
    actionRows(message, { state, actions }),
    content ? null : edited,
  ];
}

export const dots = () => el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));

function ephemeralNotice(message, state) {
  const dismiss = () => state.dismiss(message.channel_id ?? state.channel, message.id);
  return el(
    "p",
    { class: "ephemeral-notice" },
    icon("eye"),
    "Only you can see this · ",
    el("button", { class: "text-button", type: "button", onclick: dismiss }, "Dismiss message"),
  );
}
