// A command being filled in: its name, a pill for each option given, a tail to type further ones, and the optional ones
// as suggestions below. Typing "name:" anywhere moves on to that option, so a whole line may be typed or pasted.

import { readOptions, readValue, writeLine } from "./commands.js";
import { el, fill } from "./dom.js";
import { Suggest } from "./suggest.js";

export class CommandForm {
  #node;
  #pills;
  #extra;
  #listbox;
  #handlers;
  #state;
  #suggest;
  #leaf = null;
  #fields = new Map();
  #tail = null;

  /** `handlers`: onsend(leaf, values, line), onleave(text), onproblem(text | null). */
  constructor(node, listbox, { state, actions }, handlers) {
    this.#node = node;
    this.#listbox = listbox;
    this.#handlers = handlers;
    this.#state = state;
    this.#pills = el("div", { class: "pills" });
    this.#extra = el("div", { class: "extra-options" });
    // The bot hears of the focused option what is typed so far, whether or not that is a value yet.
    const soFar = (focused) => ({ ...this.#values().values, [focused]: this.#text(focused) });
    this.#suggest = new Suggest(listbox, state, (focused) => actions.choices(this.#leaf, soFar(focused), focused));
    fill(node, this.#pills, this.#extra);
  }

  get isOpen() {
    return this.#leaf !== null;
  }

  /** The line a person could have typed for what is filled in. */
  get line() {
    return writeLine(this.#leaf, this.#texts());
  }

  /** Whether this is the very command being filled in, with the same options. */
  isFor(leaf) {
    return JSON.stringify(leaf) === JSON.stringify(this.#leaf);
  }

  /** Begin with what `readOptions` found. The first option still wanted gets the focus, else the last one given. */
  open(leaf, { lead, named }) {
    this.#leaf = leaf;
    this.#fields.clear();
    this.#tail = this.#makeTail();
    fill(this.#pills, el("span", { class: "command-chip" }, `/${leaf.name}`), this.#tail);
    for (const option of leaf.options) if (option.required) this.#field(option);
    const last = this.#take(lead, named);
    this.#drawExtra();
    this.#node.hidden = false;
    const empty = leaf.options.find((option) => option.required && !this.#text(option.name));
    (this.#fields.get(empty?.name)?.input ?? last ?? this.#tail).focus();
  }

  close() {
    this.#leaf = null;
    this.#listbox.hide();
    this.#suggest.cancel();
    this.#fields.clear();
    this.#node.hidden = true;
    fill(this.#pills);
    fill(this.#extra);
    this.#handlers.onproblem(null);
  }

  /** Send when all is in order; otherwise say what is not, and go there. */
  submit() {
    const stray = this.#tail.value.trim();
    if (stray) {
      const free = this.#leaf.options.find(({ name }) => !this.#text(name));
      if (!free) return this.#complain(this.#tail, `"${stray}" belongs to no option of /${this.#leaf.name}.`);
      // What the person did not name is shown under its option before it is sent: it may be an amount.
      this.#tail.value = "";
      const field = this.#field(free);
      write(field, stray);
      field.input.focus();
      return this.#handlers.onproblem(`"${stray}" now stands under ${free.name}. Enter sends it.`);
    }
    const { values, problems } = this.#values();
    if (problems.length > 0) {
      const [{ name, problem }] = problems;
      return this.#complain(this.#field(this.#option(name)).input, `${name}: ${problem}.`);
    }
    return this.#handlers.onsend(this.#leaf, values, this.line);
  }

  #complain(input, problem) {
    input.focus();
    this.#listbox.hide();
    input.setAttribute("aria-invalid", "true");
    input.closest(".pill")?.classList.add("wrong");
    this.#handlers.onproblem(problem);
  }

  #option(name) {
    return this.#leaf.options.find((option) => option.name === name);
  }

  #text(name) {
    return this.#fields.get(name)?.input.value.trim() ?? "";
  }

  #texts() {
    return new Map([...this.#fields.keys()].map((name) => [name, this.#text(name)]).filter(([, text]) => text));
  }

  /** What is typed so far as values, and what is wrong with the rest. */
  #values() {
    const values = {};
    const problems = [];
    for (const option of this.#leaf.options) {
      const text = this.#text(option.name);
      const picked = this.#fields.get(option.name)?.picked;
      if (!text) {
        if (option.required) problems.push({ name: option.name, problem: "please fill this in" });
        continue;
      }
      const read =
        picked && picked.name === text ? { value: picked.value } : readValue(option, text, this.#state.places);
      if (read.problem) problems.push({ name: option.name, problem: read.problem });
      else values[option.name] = read.value;
    }
    return { values, problems };
  }

  /** Put texts into their options; free text goes to the first option without one. Returns the last input filled. */
  #take(lead, named) {
    let last = null;
    const free = this.#leaf.options.find((option) => !this.#text(option.name) && !named.has(option.name));
    const texts = new Map(lead && free ? [[free.name, lead], ...named] : named);
    if (lead && !free) this.#tail.value = lead;
    for (const [name, text] of texts) {
      const field = this.#field(this.#option(name));
      write(field, text);
      last = field.input;
    }
    return last;
  }

  /** The option's pill, made when there is none yet. */
  #field(option) {
    const known = this.#fields.get(option.name);
    if (known) return known;
    const input = el("input", {
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-label": `${option.name}: ${option.description ?? ""}`,
      "aria-required": String(Boolean(option.required)),
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      size: 4,
      data: { testid: `option-${option.name}` },
    });
    const pill = el(
      "label",
      { class: `pill ${option.required ? "required" : ""}` },
      el("span", { class: "pill-name" }, option.name),
      input,
    );
    const field = { option, input, pill, picked: null, offered: [] };
    input.addEventListener("input", () => this.#typed(field));
    input.addEventListener("focus", () => this.#focused(field));
    input.addEventListener("blur", () => this.#blurred(field));
    input.addEventListener("keydown", (event) => this.#key(event, field));
    this.#fields.set(option.name, field);
    this.#tail.before(pill);
    this.#drawExtra();
    return field;
  }

  #makeTail() {
    const input = el("input", {
      class: "tail",
      type: "text",
      role: "combobox",
      "aria-expanded": "false",
      "aria-label": "Further options",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      data: { testid: "option-tail" },
    });
    const field = { option: null, input, pill: null };
    input.addEventListener("input", () => this.#typed(field));
    input.addEventListener("focus", () => this.#listbox.attach(input));
    input.addEventListener("blur", () => this.#listbox.hide());
    input.addEventListener("keydown", (event) => this.#key(event, field));
    return input;
  }

  #drawExtra() {
    const left = this.#leaf.options.filter(({ name }) => !this.#fields.has(name));
    const chips = left.map((option) =>
      el(
        "button",
        {
          class: "add-option",
          type: "button",
          title: option.description,
          onmousedown: (event) => event.preventDefault(),
          onclick: () => this.#field(option).input.focus(),
        },
        `+ ${option.name}`,
      ),
    );
    fill(this.#extra, chips);
    this.#extra.hidden = chips.length === 0;
  }

  #typed(field) {
    this.#handlers.onproblem(null);
    field.input.removeAttribute("aria-invalid");
    field.pill?.classList.remove("wrong");
    write(field, field.input.value);
    const { lead, named } = readOptions(this.#leaf, field.input.value);
    if (named.size > 0) return this.#moveOn(field, lead, named);
    return field.option ? this.#offerValues(field) : this.#offerOptions(field);
  }

  /** "btc timeframe:" was typed here: keep "btc", and go to the option named. */
  #moveOn(field, lead, named) {
    const own = field.option && named.get(field.option.name);
    write(field, field.option ? lead || own || "" : "");
    const last = this.#take(field.option ? "" : lead, named) ?? field.input;
    last.focus();
    last.setSelectionRange(last.value.length, last.value.length);
  }

  #focused(field) {
    this.#listbox.attach(field.input);
    this.#offerValues(field);
  }

  #blurred(field) {
    this.#listbox.hide();
    this.#suggest.cancel();
    const text = field.input.value.trim();
    const wrong = text && field.picked?.name !== text && readValue(field.option, text, this.#state.places).problem;
    field.pill.classList.toggle("wrong", Boolean(wrong));
  }

  #offerValues(field) {
    this.#suggest.offer(field, (choice) => {
      write(field, choice.name);
      field.picked = choice;
      field.pill.classList.remove("wrong");
      this.#listbox.hide();
      this.#next(field).focus();
    });
  }

  #offerOptions({ input }) {
    const text = input.value.trim().toLowerCase();
    const left = this.#leaf.options.filter(({ name }) => !this.#fields.has(name) && name.startsWith(text));
    const items = left.map((option) => ({ option, testid: "choice", label: option.name, detail: option.description }));
    const pick = ({ option }) => {
      input.value = "";
      this.#field(option).input.focus();
    };
    this.#listbox.show({ title: "Optional", items: text ? items : [], onpick: pick });
  }

  /** The input to go on to: the next one still empty, else the tail. */
  #next(field) {
    const inputs = this.#inputs();
    return inputs.slice(inputs.indexOf(field.input) + 1).find((input) => !input.value) ?? this.#tail;
  }

  #inputs() {
    return [...this.#pills.querySelectorAll("input")];
  }

  #key(event, field) {
    if (event.isComposing) return;
    const { input, option } = field;
    if (event.key === "Tab" && !event.shiftKey && this.#suggest.accept(field)) return event.preventDefault();
    if (event.key !== "Escape" && this.#listbox.key(event)) return event.preventDefault();
    const inputs = this.#inputs();
    const beside = (step) => inputs[inputs.indexOf(input) + step];
    const atStart = input.selectionStart === 0 && input.selectionEnd === 0;
    const atEnd = input.selectionStart === input.value.length;
    if (event.key === "Enter") this.submit();
    else if (event.key === "Escape") this.#handlers.onleave("");
    else if (event.key === "ArrowLeft" && atStart) beside(-1)?.focus();
    else if (event.key === "ArrowRight" && atEnd) beside(1)?.focus();
    else if (event.key === "Backspace" && !input.value) this.#eraseBack(option, beside(-1));
    else return undefined;
    return event.preventDefault();
  }

  /** Backspace in an empty input: the option goes, and the one before is next; before the first, the command itself. */
  #eraseBack(option, before) {
    if (option && !option.required) {
      const { pill } = this.#fields.get(option.name);
      this.#fields.delete(option.name);
      (before ?? this.#tail).focus();
      pill.remove();
      this.#drawExtra();
    } else if (before) before.focus();
    else this.#handlers.onleave(`/${this.#leaf.name}`);
  }
}

/** Put text into a field. Browsers without `field-sizing` take the width from `size`. */
function write(field, text) {
  const { input } = field;
  if (input.value !== text) input.value = text;
  input.size = Math.max(4, text.length);
  field.picked = null;
}
