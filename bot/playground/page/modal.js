// A form the bot opens over the page. <dialog> keeps the focus inside and closes on Esc.

import { blocks } from "./markdown.js";
import { el, fill, icon } from "./dom.js";

const KIND = { row: 1, textInput: 4, textDisplay: 10, label: 18 };
const PARAGRAPH = 2;

/** Open a modal; `submit(fields)` → Promise of null, or of what went wrong. */
export function openModal(modal, submit, names) {
  const inputs = new Map();
  const problem = el("p", { class: "problem", role: "alert" });
  const send = el("button", { class: "button primary", type: "submit" }, "Submit");
  const cancel = el("button", { class: "button quiet", type: "button", onclick: () => dialog.close() }, "Cancel");
  const close = el(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Close", onclick: () => dialog.close() },
    icon("close"),
  );
  const form = el(
    "form",
    { novalidate: true },
    el("header", {}, el("h2", { id: "modal-title" }, modal.title), close),
    el(
      "div",
      { class: "modal-fields" },
      modal.components.map((component) => part(component, inputs, names)),
      problem,
    ),
    el("footer", {}, cancel, send),
  );
  const dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title", data: { testid: "modal" } }, form);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (![...inputs.values()].map(check).every(Boolean)) {
      form.querySelector("[aria-invalid=true]").focus();
      return;
    }
    send.disabled = true;
    fill(problem);
    const fields = Object.fromEntries([...inputs].map(([customId, { input }]) => [customId, input.value]));
    const refusal = await submit(fields);
    send.disabled = false;
    if (refusal) fill(problem, refusal);
    else dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  inputs.values().next().value?.input.focus();
}

function part(component, inputs, names) {
  switch (component.type) {
    case KIND.row:
      return component.components.map((inner) => part(inner, inputs, names));
    case KIND.label:
      return part({ ...component.component, label: component.label, hint: component.description }, inputs, names);
    case KIND.textInput:
      return textInput(component, inputs);
    case KIND.textDisplay:
      return el("div", { class: "markdown" }, blocks(component.content, names));
    default:
      return el("p", { class: "problem" }, "This page cannot show one of the form's fields.");
  }
}

function textInput(component, inputs) {
  const {
    custom_id: customId,
    label,
    hint,
    style,
    placeholder,
    value = "",
    required = true,
    max_length: longest,
  } = component;
  const id = `modal-${customId}`;
  const shared = {
    id,
    placeholder,
    maxlength: longest ?? 4000,
    required,
    "aria-describedby": `${id}-problem`,
    data: { testid: `field-${customId}` },
  };
  const input =
    style === PARAGRAPH
      ? el("textarea", { ...shared, rows: 4 })
      : el("input", { ...shared, type: "text", autocomplete: "off" });
  input.value = value ?? "";
  const problem = el("p", { class: "problem", id: `${id}-problem` });
  const count = longest ? el("span", { class: "count" }) : null;
  const drawCount = () => count && fill(count, `${input.value.length}/${longest}`);
  drawCount();
  const field = { input, problem, component };
  input.addEventListener("input", () => {
    drawCount();
    if (input.getAttribute("aria-invalid")) check(field);
  });
  inputs.set(customId, field);
  const mark = required ? el("span", { class: "must", "aria-hidden": "true" }, "*") : null;
  return el(
    "div",
    { class: "modal-field" },
    el("label", { for: id }, label, mark),
    hint ? el("p", { class: "hint" }, hint) : null,
    input,
    count,
    problem,
  );
}

/** Whether a field may be sent; says why not beneath it. */
function check({ input, problem, component }) {
  const { required = true, min_length: least = 0 } = component;
  const { length } = input.value.trim();
  let wrong = null;
  if (required && length === 0) wrong = "Please fill this in.";
  else if (length > 0 && input.value.length < least) wrong = `Needs at least ${least} characters.`;
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  fill(problem, wrong);
  return !wrong;
}
