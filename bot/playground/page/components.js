// Buttons and selects below a message.

import { el, fill, icon } from "./dom.js";
import { Listbox } from "./listbox.js";

const BUTTON = 2;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const SELECT = { string: 3, user: 5, role: 6, mentionable: 7, channel: 8 };

/** The action rows of a message, or null. */
export function actionRows(message, { state, actions }) {
  if (!message.components?.length) return null;
  const problem = el("p", { class: "press-problem", role: "alert", hidden: true });
  const node = el("div", { class: "components" });

  const press = async (pressed, customId, values) => {
    if (pressed.classList.contains("pending")) return;
    pressed.classList.add("pending");
    pressed.setAttribute("aria-busy", "true");
    problem.hidden = true;
    const refusal = await actions.press(message, customId, values);
    pressed.classList.remove("pending");
    pressed.removeAttribute("aria-busy");
    if (!refusal) return;
    // An update may have drawn the message anew meanwhile: then this line would be seen by nobody.
    if (node.isConnected) {
      fill(problem, icon("alert"), refusal);
      problem.hidden = false;
    } else state.addNote(message.channel_id ?? state.channel, { kind: "failed", text: refusal });
  };

  const rows = message.components.map((row) =>
    el(
      "div",
      { class: "action-row" },
      (row.components ?? []).map((component) => control(component, press, state)),
    ),
  );
  return fill(node, rows, problem);
}

function control(component, press, state) {
  return component.type === BUTTON ? button(component, press) : select(component, press, state);
}

function button({ style, label, emoji, url, disabled, custom_id: customId }, press) {
  const content = [emoji && el("span", { class: "emoji" }, emojiText(emoji)), label && el("span", {}, label)];
  const kind = `button ${STYLES[style] ?? "secondary"}`;
  if (STYLES[style] === "link") {
    const safe = /^https?:\/\//.test(url ?? "");
    return el(
      "a",
      { class: kind, href: safe && !disabled ? url : null, target: "_blank", rel: "noopener noreferrer" },
      content,
      icon("external"),
    );
  }
  const node = el(
    "button",
    { class: kind, type: "button", disabled, data: { customId } },
    content,
    el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
  );
  node.addEventListener("click", () => press(node, customId));
  return node;
}

const emojiText = ({ id, name }) => (id ? `:${name}:` : name);

/** What a select offers: its own options, or the people, roles or channels here. */
function offered({ type, options }, state) {
  const users = () => [...state.users.values()].map((user) => ({ value: user.id, label: state.nameOf(user) }));
  const roles = () => state.roles.map(({ id, name }) => ({ value: id, label: `@${name}` }));
  switch (type) {
    case SELECT.user:
      return users();
    case SELECT.role:
      return roles();
    case SELECT.mentionable:
      return [...users(), ...roles()];
    case SELECT.channel:
      return state.channels
        .filter((channel) => channel.type === "text")
        .map(({ id, name }) => ({ value: id, label: `#${name}` }));
    default:
      return options ?? [];
  }
}

function select(component, press, state) {
  const {
    custom_id: customId,
    placeholder = "Make a selection",
    disabled,
    min_values: least = 1,
    max_values: most = 1,
  } = component;
  const options = offered(component, state);
  const multiple = most > 1;
  let chosen = options.filter((option) => option.default);
  let changed = false;

  const face = el("button", {
    class: "select-face",
    type: "button",
    role: "combobox",
    "aria-haspopup": "listbox",
    "aria-label": placeholder,
    disabled,
    data: { customId },
  });
  const popup = el("div", { class: "popup select-popup" });
  const list = new Listbox(popup, { label: placeholder });
  list.attach(face);

  const drawFace = () => {
    const words = chosen.map(({ label }) => label).join(", ");
    fill(face, el("span", { class: words ? "" : "placeholder" }, words || placeholder), icon("chevron"));
  };
  const send = () =>
    press(
      face,
      customId,
      chosen.map(({ value }) => value),
    );
  const close = () => {
    list.hide();
    if (multiple && changed && chosen.length >= least) send();
    changed = false;
  };
  const pick = ({ option }) => {
    if (!multiple) {
      chosen = [option];
      drawFace();
      list.hide();
      return send();
    }
    const without = chosen.filter((other) => other !== option);
    const next = without.length < chosen.length ? without : [...chosen, option];
    if (next.length > most) return undefined;
    chosen = next;
    changed = true;
    drawFace();
    return open(options.indexOf(option));
  };
  const open = (active = Math.max(options.indexOf(chosen[0]), 0)) => {
    const items = options.map((option) => ({
      option,
      testid: "choice",
      picture: option.emoji ? el("span", { class: "emoji" }, emojiText(option.emoji)) : null,
      label: option.label,
      detail: option.description,
      chosen: chosen.includes(option),
    }));
    popup.classList.toggle("above", innerHeight - face.getBoundingClientRect().bottom < 320);
    list.show({
      items,
      active,
      onpick: pick,
      multiple,
      title: multiple ? `Choose ${least === most ? most : `${least}–${most}`}, then close the list` : null,
    });
  };

  face.addEventListener("click", () => (list.isOpen ? close() : open()));
  face.addEventListener("blur", close);
  face.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.isOpen) close();
    else if (!list.key(event)) {
      if (list.isOpen || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      open();
    }
    event.preventDefault();
    event.stopPropagation();
  });
  drawFace();
  return el("div", { class: "select" }, face, popup);
}
