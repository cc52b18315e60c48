// Pictures and files. A picture keeps its place before it has loaded, and opens in the lightbox.

import { el, icon } from "./dom.js";
import { openLightbox } from "./lightbox.js";

const PICTURE = /\.(png|jpe?g|gif|webp)$/i;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const UNITS = ["B", "KB", "MB", "GB"];

/**
 * The address to load a picture or file from: attachment://name is looked up in the message, and this server's own
 * address is taken however it was named (127.0.0.1, localhost). null for another server: the page loads nothing from
 * elsewhere.
 */
export function ownAddress(url, attachments = []) {
  if (url.startsWith("data:image/")) return url;
  const attached =
    url.startsWith("attachment://") &&
    attachments.find(({ filename }) => filename === url.slice("attachment://".length));
  const address = URL.parse(attached ? attached.url : url, location.href);
  if (!address) return null;
  const sameServer =
    address.origin === location.origin ||
    (LOOPBACK.has(address.hostname) && LOOPBACK.has(location.hostname) && address.port === location.port);
  return sameServer ? address.pathname + address.search : null;
}

/** The attachments of a message that no embed shows. */
export function looseAttachments(message) {
  const shown = new Set();
  for (const { image, thumbnail } of message.embeds ?? []) {
    for (const part of [image, thumbnail]) {
      if (part) shown.add(ownAddress(part.url, message.attachments));
    }
  }
  return (message.attachments ?? []).filter(({ url }) => !shown.has(ownAddress(url)));
}

/**
 * A picture as a button that opens the lightbox. `size` is { width, height } in pixels where known; its place is kept
 * free from the start. `alt` describes it.
 */
export function picture(address, { size = {}, alt, className = "picture" }) {
  const { width, height } = size;
  const image = el("img", { src: address, alt, width, height, decoding: "async" });
  const button = el("button", { class: className, type: "button", "aria-label": `Enlarge: ${alt}` }, image);
  button.addEventListener("click", () => openLightbox(address, alt));
  image.addEventListener("error", () => button.classList.add("broken"));
  if (width && height) {
    button.style.setProperty("--ratio", `${width} / ${height}`);
    button.style.setProperty("--width", `${width}px`);
  } else {
    image.addEventListener("load", () => {
      button.style.setProperty("--ratio", `${image.naturalWidth} / ${image.naturalHeight}`);
      button.style.setProperty("--width", `${image.naturalWidth}px`);
    });
  }
  return button;
}

/** A picture that another server holds: named, not loaded. */
export function foreignPicture(url) {
  const address = URL.parse(url);
  if (!address || !["http:", "https:"].includes(address.protocol)) return null;
  return el(
    "a",
    { class: "foreign", href: address.href, target: "_blank", rel: "noopener noreferrer" },
    icon("external"),
    `Picture at ${address.hostname}`,
  );
}

/** One attachment: a picture, or a row to download a file. */
export function attachment(file) {
  const address = ownAddress(file.url);
  if (!address) return foreignPicture(file.url);
  if (PICTURE.test(file.filename)) {
    return picture(address, { size: file, alt: file.description ?? file.filename });
  }
  return el(
    "div",
    { class: "file" },
    icon("file"),
    el(
      "span",
      { class: "file-words" },
      el("a", { href: address, download: file.filename }, file.filename),
      el("small", {}, bytes(file.size)),
    ),
    el(
      "a",
      { class: "file-get", href: address, download: file.filename, "aria-label": `Download ${file.filename}` },
      icon("download"),
    ),
  );
}

/** "4.2 KB". */
function bytes(size) {
  if (!Number.isFinite(size)) return "";
  const power = size > 0 ? Math.min(Math.floor(Math.log(size) / Math.log(1024)), UNITS.length - 1) : 0;
  return `${(size / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
