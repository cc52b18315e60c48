// Dates and times as a chat shows them, in the reader's own language and zone.

const format = (options) => new Intl.DateTimeFormat(undefined, options);
const CLOCK = format({ hour: "2-digit", minute: "2-digit" });
const DAY = format({ day: "numeric", month: "long", year: "numeric" });
const FULL = format({
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

// Discord's <t:unix:style> letters; R, the relative one, is worded by `relative`.
const STYLES = {
  t: CLOCK,
  T: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  d: format({ day: "2-digit", month: "2-digit", year: "numeric" }),
  D: DAY,
  f: format({ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  F: FULL,
};

const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const WORDS = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** "3 minutes ago", "in 2 hours". */
function relative(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return WORDS.format(Math.trunc(seconds / size), unit);
}

/** "14:32". */
export const clock = (date) => CLOCK.format(date);

/** "21 November 2026". */
export const day = (date) => DAY.format(date);

/** "Saturday, 21 November 2026 at 14:32". */
export const full = (date) => FULL.format(date);

/** "Today at 14:32", "Yesterday at 09:10", "19/11/2026 14:32". */
export function stamp(date, now = new Date()) {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (sameDay(date, now)) return `Today at ${clock(date)}`;
  if (sameDay(date, yesterday)) return `Yesterday at ${clock(date)}`;
  return `${STYLES.d.format(date)} ${clock(date)}`;
}

export const sameDay = (one, other) => one.toDateString() === other.toDateString();

/** A <time> for Discord's <t:unix:style>; null when the moment is out of a date's range. */
export function timestamp(unix, style = "f") {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const node = document.createElement("time");
  node.dateTime = date.toISOString();
  node.title = full(date);
  node.className = "timestamp";
  if (style === "R") node.dataset.relative = "";
  node.textContent = style === "R" ? relative(date) : STYLES[style].format(date);
  return node;
}

/** Word the page's relative times anew, as time goes by. */
export function refreshRelativeTimes() {
  for (const node of document.querySelectorAll("time[data-relative]")) {
    const words = relative(new Date(node.dateTime));
    if (node.textContent !== words) node.textContent = words;
  }
}
