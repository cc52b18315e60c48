// Embeds: the cards a bot answers with.

import { foreignPicture, ownAddress, picture } from "./attachments.js";
import { el } from "./dom.js";
import { blocks, inline, link, plainText } from "./markdown.js";
import { stamp } from "./time.js";

const ACROSS = 3;

/** One embed of a message, as Discord lays it out. */
export function embed(data, message, names) {
  const image = data.image && embedImage(data.image, "embed-image", data, message, names);
  const thumbnail = data.thumbnail && embedImage(data.thumbnail, "embed-thumbnail", data, message, names);
  const foreign = [data.image, data.thumbnail]
    .filter((part) => part && !ownAddress(part.url, message.attachments))
    .map((part) => foreignPicture(part.url));
  const colour = data.color ? `#${data.color.toString(16).padStart(6, "0")}` : null;
  return el(
    "article",
    { class: `embed ${image ? "has-image" : ""}`, vars: { bar: colour }, data: { testid: "embed" } },
    el(
      "div",
      { class: "embed-body" },
      el(
        "div",
        { class: "embed-words" },
        data.author?.name && author(data.author),
        data.title && el("h3", { class: "embed-title" }, titled(data, names)),
        data.description && el("div", { class: "embed-description markdown" }, blocks(data.description, names)),
        data.fields?.length ? fields(data.fields, names) : null,
      ),
      thumbnail,
    ),
    image,
    foreign,
    footer(data),
  );
}

function titled({ title, url }, names) {
  const words = inline(title, names);
  return isWeb(url) ? link(url, words) : words;
}

function author({ name, url, icon_url: iconUrl }) {
  const address = iconUrl && ownAddress(iconUrl);
  const face = address ? el("img", { src: address, alt: "", width: 24, height: 24 }) : null;
  return el("div", { class: "embed-author" }, face, isWeb(url) ? link(url, name) : name);
}

function embedImage({ url, width, height }, className, data, message, names) {
  const address = ownAddress(url, message.attachments);
  if (!address) return null;
  const file = message.attachments?.find((attached) => ownAddress(attached.url) === address);
  const alt = file?.description ?? (data.title ? plainText(data.title, names) : (file?.filename ?? "Picture"));
  const size = width && height ? { width, height } : { width: file?.width, height: file?.height };
  return picture(address, { size, alt, className: `picture ${className}` });
}

function footer({ footer: foot, timestamp }) {
  if (!foot?.text && !timestamp) return null;
  const address = foot?.icon_url && ownAddress(foot.icon_url);
  const face = address ? el("img", { src: address, alt: "", width: 20, height: 20 }) : null;
  const when = timestamp ? el("time", { datetime: timestamp }, stamp(new Date(timestamp))) : null;
  const dot = foot?.text && when ? el("span", { class: "dot", "aria-hidden": "true" }, "•") : null;
  return el("footer", { class: "embed-footer" }, face, foot?.text, dot, when);
}

/** Inline fields stand up to three across and share the row's width; others have a row each. */
function fields(all, names) {
  const rows = [];
  for (const field of all) {
    const row = rows.at(-1);
    if (field.inline && row?.inline && row.fields.length < ACROSS) row.fields.push(field);
    else rows.push({ inline: field.inline, fields: [field] });
  }
  // A last row that is not full keeps the columns of the row above, so that figures stay in line.
  const drawn = rows.map((row, index) => {
    const above = rows[index - 1];
    const columns = row.inline && above?.inline ? ACROSS : row.fields.length;
    return el(
      "div",
      { class: `embed-row across-${columns}` },
      row.fields.map((field) => fieldCell(field, names)),
    );
  });
  return el("div", { class: "embed-fields" }, drawn);
}

function fieldCell({ name, value }, names) {
  return el(
    "div",
    { class: "embed-field" },
    el("h4", {}, inline(name, names)),
    el("div", { class: "markdown" }, blocks(value, names)),
  );
}

const isWeb = (url) => /^https?:\/\//.test(url ?? "");
