// What an option may hold, in the list above the composer: fixed choices, True and False, people, channels, roles, or
// what the bot suggests for the text so far.

import { TYPE } from "./commands.js";

const PAUSE = 150;

export class Suggest {
  #listbox;
  #state;
  #ask;
  #timer = null;
  #turn = 0;
  #pick = null;

  /** `ask(optionName)` → Promise of the bot's choices. */
  constructor(listbox, state, ask) {
    this.#listbox = listbox;
    this.#state = state;
    this.#ask = ask;
  }

  /** Offer what fits the field's text; `pick(choice)` takes a { name, value }. */
  offer(field, pick) {
    this.cancel();
    this.#pick = pick;
    if (!field.option.autocomplete) return this.#show(field, this.#fitting(field));
    const turn = this.#turn;
    this.#show(field, []);
    this.#timer = setTimeout(async () => {
      const choices = await this.#ask(field.option.name);
      if (turn === this.#turn) this.#show(field, choices);
    }, PAUSE);
  }

  /** Forget what was asked. */
  cancel() {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** Tab: take the active suggestion, or the first when the text is not one already. True when one was taken. */
  accept(field) {
    if (!this.#listbox.isOpen || !field.option) return false;
    const text = bare(field.input.value);
    const first = text && !field.offered.some((choice) => isExactly(choice, text)) ? field.offered[0] : null;
    const choice = this.#listbox.active?.choice ?? first;
    if (!choice) return false;
    this.#pick(choice);
    return true;
  }

  #show(field, choices) {
    const { option, input } = field;
    field.offered = choices;
    const text = bare(input.value);
    const exact = choices.some((choice) => isExactly(choice, text));
    // As in Discord the first is highlighted, for Enter and Tab to take.
    const wanted = option.autocomplete || text;
    this.#listbox.show({
      title: `${option.name} — ${option.description ?? ""}`,
      items: choices.map((choice) => ({ choice, testid: "choice", label: choice.name, detail: choice.detail })),
      active: wanted && !exact ? 0 : -1,
      onpick: ({ choice }) => this.#pick(choice),
      note: hint(option),
    });
  }

  /** The choices of a closed list that fit the text; all of them when the text is one. */
  #fitting({ option, input }) {
    const all = this.#closed(option);
    const text = bare(input.value);
    if (all.some((choice) => isExactly(choice, text))) return all;
    return all.filter(({ name }) => bare(name).includes(text));
  }

  #closed({ choices, type }) {
    if (choices?.length) return choices;
    const users = () =>
      [...this.#state.users.values()].map(({ id, name }) => ({
        name: `@${name}`,
        detail: this.#state.nameOf({ id }),
        value: id,
      }));
    const roles = () => this.#state.roles.map(({ id, name }) => ({ name: `@${name}`, value: id }));
    switch (type) {
      case TYPE.boolean:
        return [
          { name: "True", value: true },
          { name: "False", value: false },
        ];
      case TYPE.user:
        return users();
      case TYPE.role:
        return roles();
      case TYPE.mentionable:
        return [...users(), ...roles()];
      case TYPE.channel:
        return this.#state.channels
          .filter((channel) => channel.type === "text")
          .map(({ id, name }) => ({ name: `#${name}`, value: id }));
      default:
        return [];
    }
  }
}

const bare = (text) => text.trim().replace(/^[@#]/, "").toLowerCase();

const isExactly = ({ name, value }, text) => bare(name) === text || String(value).toLowerCase() === text;

function hint({ type, min_value: least, max_value: most, autocomplete }) {
  if (autocomplete) return "Type to search. Enter takes the first.";
  if (type === TYPE.integer || type === TYPE.number) {
    const kind = type === TYPE.integer ? "A whole number" : "A number";
    if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}`;
    if (least !== undefined) return `${kind}, at least ${least}`;
    return most === undefined ? kind : `${kind}, at most ${most}`;
  }
  return "Type a value";
}
