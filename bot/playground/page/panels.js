// The sides of the page. On a wide screen they stand beside the chat; on a narrow one they slide in, one at a time.

/** Let the header's buttons show and hide the channels and the members. Returns { close() }. */
export function showPanels({ app, shade, channels, members }) {
  const buttons = { channels, members };
  const narrow = { channels: matchMedia("(max-width: 760px)"), members: matchMedia("(max-width: 1080px)") };

  const show = (panel) => {
    app.dataset.panel = panel;
    shade.hidden = !panel;
    for (const [name, button] of Object.entries(buttons)) button.setAttribute("aria-expanded", String(isShown(name)));
  };
  const isShown = (name) => (narrow[name].matches ? app.dataset.panel === name : !app.classList.contains(`no-${name}`));
  const close = () => show("");

  for (const [name, button] of Object.entries(buttons)) {
    button.addEventListener("click", () => {
      if (narrow[name].matches) return show(app.dataset.panel === name ? "" : name);
      app.classList.toggle(`no-${name}`);
      return show("");
    });
    narrow[name].addEventListener("change", close);
  }
  shade.addEventListener("click", close);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && app.dataset.panel && close());
  close();
  return { close };
}
