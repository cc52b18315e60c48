// The people here: avatars, names, the list of members, and who is sitting at this page.

import { el, fill, icon } from "./dom.js";
import { Listbox } from "./listbox.js";

const DISCS = ["#7aa2f7", "#e0af68", "#9ece6a", "#f7768e", "#bb9af7", "#4fd6be", "#ff9e64", "#7dcfff"];

/** A person's colour: that of their role, else one of the page's own, always the same for the same id. */
function discColour(person, known) {
  if (known?.color && known.color !== "#000000") return known.color;
  const sum = [...String(person.id)].reduce((total, character) => (total * 31 + character.charCodeAt(0)) >>> 0, 7);
  return DISCS[sum % DISCS.length];
}

/** A coloured disc with the person's initial; `online` adds a status dot. */
export function avatar(state, person, { size = "", online } = {}) {
  const initial = [...state.nameOf(person)][0]?.toUpperCase() ?? "?";
  const status = online === undefined ? null : el("span", { class: `status ${online ? "on" : ""}` });
  const vars = { disc: discColour(person, state.users.get(person.id)) };
  return el("span", { class: `avatar ${size}`, vars, "aria-hidden": "true" }, initial, status);
}

/** A person's name in the colour of their role. */
export function nameTag(state, person, tag = "span") {
  const colour = state.users.get(person.id)?.color;
  return el(tag, { class: "name", vars: { colour: colour === "#000000" ? null : colour } }, state.nameOf(person));
}

export const appTag = () => el("span", { class: "app-tag" }, "APP");

const roleNames = (user) => user.roles?.join(", ") || "no role";

function isOnline(state, user) {
  return user.id === state.bot?.id ? state.bot.online : user.online !== false;
}

/** Keep `node` listing the members under the highest of their roles. */
export function showMembers(node, state) {
  const draw = () => {
    // Roles come as Discord lists them, the lowest first.
    const titles = ["apps", ...state.roles.map(({ name }) => name).reverse(), "no role"];
    const groups = new Map(titles.map((title) => [title, []]));
    for (const user of state.users.values()) {
      const highest = titles.find((title) => user.roles?.includes(title)) ?? "no role";
      groups.get(user.bot ? "apps" : highest).push(user);
    }
    const sections = [...groups].filter(([, users]) => users.length > 0);
    fill(
      node,
      sections.map(([title, users]) => memberSection(state, title, users)),
    );
  };
  state.on("state bot", draw);
}

function memberSection(state, title, users) {
  const rows = users.map((user) => {
    const online = isOnline(state, user);
    return el(
      "li",
      { class: `member ${online ? "" : "away"}` },
      avatar(state, user, { size: "small", online }),
      nameTag(state, user),
      user.bot ? appTag() : null,
      user.id === state.me ? el("span", { class: "you" }, "you") : null,
    );
  });
  return el("section", {}, el("h2", {}, `${title} — ${users.length}`), el("ul", {}, rows));
}

/** Keep `node` showing who is sitting here, with a menu to sit here as someone else. */
export function showPerson(node, state, { become }) {
  const popup = el("div", { class: "popup person-menu", id: "person-menu" });
  const button = el("button", {
    class: "person",
    type: "button",
    role: "combobox",
    "aria-haspopup": "listbox",
    "aria-label": "Who you are: switch person",
    data: { testid: "person" },
  });
  const menu = new Listbox(popup, { label: "People" });
  menu.attach(button);
  fill(node, popup, button);

  const open = () => {
    const people = [...state.users.values()].filter((user) => !user.bot);
    const items = people.map((user) => ({
      user,
      testid: `person-${user.name}`,
      picture: avatar(state, user, { size: "small" }),
      label: state.nameOf(user),
      detail: roleNames(user),
      chosen: user.id === state.me,
    }));
    menu.show({
      title: "Sit here as",
      items,
      active: people.findIndex(({ id }) => id === state.me),
      onpick: ({ user }) => {
        menu.hide();
        if (user.id !== state.me) become(user.id);
      },
    });
  };
  button.addEventListener("click", () => (menu.isOpen ? menu.hide() : open()));
  button.addEventListener("blur", () => menu.hide());
  button.addEventListener("keydown", (event) => {
    if (menu.key(event)) event.preventDefault();
    else if (!menu.isOpen && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      open();
    }
  });

  state.on("state", () => {
    menu.hide();
    const me = state.users.get(state.me);
    if (!me) return fill(button);
    const words = el(
      "span",
      { class: "person-words" },
      nameTag(state, me),
      el("span", { class: "person-role" }, roleNames(me)),
    );
    fill(button, avatar(state, me, { size: "small", online: true }), words, icon("chevron"));
  });
}
