// A picture over the page. At its natural size where it fits; a click shows every pixel of a larger one, to be scrolled.
// Where fitting would leave less than half of it, as on a phone, it opens like that.

import { el, icon } from "./dom.js";

/** Open the picture at `address`; Esc, a click beside it or the button closes. */
export function openLightbox(address, alt) {
  const image = el("img", { src: address, alt });
  const close = el("button", { class: "icon-button", type: "button", "aria-label": "Close" }, icon("close"));
  const original = el(
    "a",
    {
      class: "icon-button",
      href: address,
      target: "_blank",
      rel: "noopener",
      "aria-label": "Open in a tab of its own",
    },
    icon("external"),
  );
  const stage = el("div", { class: "lightbox-stage" }, image);
  const dialog = el(
    "dialog",
    { class: "lightbox", "aria-label": alt },
    stage,
    el("div", { class: "lightbox-tools" }, original, close),
  );
  close.addEventListener("click", () => dialog.close());
  stage.addEventListener("click", (event) => {
    if (event.target === image && (dialog.classList.contains("whole") || isShrunk(image)))
      dialog.classList.toggle("whole");
    else dialog.close();
  });
  image.addEventListener("load", () => {
    dialog.classList.toggle("zoomable", isShrunk(image));
    dialog.classList.toggle("whole", image.clientWidth < image.naturalWidth / 2);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const isShrunk = (image) => image.clientWidth + 1 < image.naturalWidth;
