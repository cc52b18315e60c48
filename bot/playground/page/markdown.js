// Discord's markdown, as nodes. Nothing here ever touches innerHTML.
//
// `names` words mentions: { user(id), role(id), channel(id) } → { text, colour? } | null.

import { el } from "./dom.js";
import { timestamp } from "./time.js";

const URL_TEXT = String.raw`https?:\/\/[^\s<>]+[^\s<>.,:;"'\])*_~|]`;

// Tried in this order at each position; the first that matches there wins.
const INLINE = [
  [/\\([\\`*_~|>#<\-[\]().:])/y, ([, character]) => character],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, ([, , code]) => el("code", {}, code.replace(/^ (.*) $/s, "$1"))],
  [/\*\*\*([\s\S]+?)\*\*\*(?!\*)/y, ([, inner], names) => el("strong", {}, el("em", {}, inline(inner, names)))],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, ([, inner], names) => el("strong", {}, inline(inner, names))],
  [/__([\s\S]+?)__(?!_)/y, ([, inner], names) => el("u", {}, inline(inner, names))],
  [/\*(?![\s*])((?:\*\*|[^*])+?)\*(?!\*)/y, ([, inner], names) => el("em", {}, inline(inner, names))],
  [/_(?!_)((?:__|[^_])+?)_(?![\p{L}\p{N}_])/uy, ([, inner], names) => el("em", {}, inline(inner, names))],
  [/~~([\s\S]+?)~~/y, ([, inner], names) => el("s", {}, inline(inner, names))],
  [/\|\|([\s\S]+?)\|\|/y, ([, inner], names) => spoiler(inline(inner, names))],
  [
    /\[((?:\\.|[^[\]\\])+)\]\(<?(https?:\/\/(?:\([^\s()<>]*\)|[^\s()<>])+)>?(?:\s+"[^"]*")?\)/y,
    ([, text, url], names) => link(url, inline(text, names)),
  ],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, ([whole, unix, style]) => timestamp(Number(unix), style) ?? whole],
  [/<@!?(\d+)>/y, ([whole, id], names) => mention(names.user(id), "@", whole)],
  [/<@&(\d+)>/y, ([whole, id], names) => mention(names.role(id), "@", whole)],
  [/<#(\d+)>/y, ([whole, id], names) => mention(names.channel(id), "#", whole)],
  [/<\/([^:>]+):\d+>/y, ([, command]) => el("span", { class: "mention" }, `/${command}`)],
  [/<a?:(\w+):\d+>/y, ([, name]) => `:${name}:`],
  [/@(everyone|here)\b/y, ([whole]) => el("span", { class: "mention" }, whole)],
  [new RegExp(`<(${URL_TEXT})>`, "y"), ([, url]) => link(url, url)],
  [new RegExp(URL_TEXT, "y"), ([url]) => link(url, url)],
];

// Where something other than plain text may begin.
const MARK = /[\\`*_~|[<@]|https?:/g;
const WORD = /[\p{L}\p{N}]/u;

/** Text with inline marks as a list of nodes and strings. */
export function inline(text, names) {
  const parts = [];
  let plain = 0;
  let at = 0;
  while (at < text.length) {
    MARK.lastIndex = at;
    const mark = MARK.exec(text);
    if (!mark) break;
    at = mark.index;
    // An underscore inside a word (snake_case) is a letter, not a mark.
    const inWord = text[at] === "_" && at > 0 && WORD.test(text[at - 1]);
    const found = inWord ? null : firstMatch(text, at);
    if (!found) {
      at += 1;
      continue;
    }
    parts.push(text.slice(plain, at), found.make(found.match, names));
    at += found.match[0].length;
    plain = at;
  }
  parts.push(text.slice(plain));
  return parts.flat().filter((part) => part !== "");
}

function firstMatch(text, at) {
  for (const [pattern, make] of INLINE) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { match, make };
  }
  return null;
}

/** A link that opens elsewhere. `url` must be http(s). */
export function link(url, children) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children);
}

function mention(named, sign, fallback) {
  if (!named) return el("span", { class: "mention" }, fallback);
  return el("span", { class: "mention", vars: { colour: named.colour } }, sign + named.text);
}

function spoiler(children) {
  const inner = el("span", { class: "spoiler-text", "aria-hidden": "true" }, children);
  const reveal = () => {
    node.classList.add("shown");
    inner.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  const onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      reveal();
    }
  };
  const node = el(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler: show", onclick: reveal, onkeydown },
    inner,
  );
  return node;
}

const FENCE = /^([ \t]*)```(?:([\w+-]*)\n)?([\s\S]*?)\n?```/;
const QUOTE_REST = /^>>> ([\s\S]*)$/;
const QUOTE = /^(?:> ?.*(?:\n|$))+/;
const HEADING = /^(#{1,3}) +(.+?)(?:\n|$)/;
const SUBTEXT = /^-# +(.+?)(?:\n|$)/;
const LIST = /^(?:[ \t]*(?:[-*]|\d{1,9}\.) +.+(?:\n|$))(?:[ \t]+.+(?:\n|$)|[ \t]*(?:[-*]|\d{1,9}\.) +.+(?:\n|$))*/;
const BLOCK_START = /^(?:>|#{1,3} |-# |[ \t]*(?:[-*]|\d{1,9}\.) )/;

/** A message's or embed's text as block nodes. `quoted`: within a block quote, which holds no further one. */
export function blocks(text, names, quoted = false) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const [node, length] = block(rest, names, quoted);
    if (node) nodes.push(node);
    rest = rest.slice(length);
  }
  return nodes;
}

function block(text, names, quoted) {
  let match;
  if ((match = FENCE.exec(text))) {
    const after = text[match[0].length] === "\n" ? 1 : 0;
    return [codeBlock(match[3], match[2]), match[0].length + after];
  }
  if (!quoted && (match = QUOTE_REST.exec(text)))
    return [el("blockquote", {}, blocks(match[1], names, true)), match[0].length];
  if (!quoted && (match = QUOTE.exec(text))) {
    const inner = match[0].replace(/\n$/, "").replace(/^> ?/gm, "");
    return [el("blockquote", {}, blocks(inner, names, true)), match[0].length];
  }
  if ((match = HEADING.exec(text))) {
    // The page's own headings are h1 and h2; a message's start below them.
    return [el(`h${match[1].length + 2}`, {}, inline(match[2], names)), match[0].length];
  }
  if ((match = SUBTEXT.exec(text)))
    return [el("small", { class: "subtext" }, inline(match[1], names)), match[0].length];
  if ((match = LIST.exec(text))) {
    const own = sameKind(match[0]);
    return [list(own.replace(/\n$/, "").split("\n"), names), own.length];
  }
  return paragraph(text, names);
}

/** Lines up to the next block, or up to a fence that opens within a line. */
function paragraph(text, names) {
  let end = 0;
  while (end < text.length) {
    const newline = text.indexOf("\n", end);
    const stop = newline < 0 ? text.length : newline + 1;
    const fence = text.slice(end, stop).indexOf("```");
    if (fence >= 0 && FENCE.test(text.slice(end + fence))) {
      end += fence;
      break;
    }
    end = stop;
    if (BLOCK_START.test(text.slice(end))) break;
  }
  const own = text.slice(0, end);
  const shown = own.replace(/\n$/, "");
  return [shown || own === "\n" ? el("p", {}, inline(shown, names)) : null, end || 1];
}

/** The lines of a list up to where, at its own depth, bullets turn into numbers or the other way. */
function sameKind(text) {
  const kind = (line) => /^([ \t]*)(?:([-*])|\d+\.) +/.exec(line);
  const lines = text.split(/(?<=\n)/);
  const [, indent, bullet] = kind(lines[0]);
  const end = lines.findIndex((line) => {
    const found = kind(line);
    return found && found[1].length <= indent.length && Boolean(found[2]) !== Boolean(bullet);
  });
  return end < 0 ? text : lines.slice(0, end).join("");
}

function list(lines, names) {
  const first = /^([ \t]*)(?:([-*])|(\d+)\.) +/.exec(lines[0]);
  const indent = first[1].length;
  const items = [];
  for (const line of lines) {
    const match = /^([ \t]*)(?:[-*]|\d+\.) +(.*)$/.exec(line);
    if (match && match[1].length <= indent) items.push({ text: match[2], below: [] });
    else items.at(-1).below.push(line);
  }
  const children = items.map(({ text, below }) => {
    const nested = below.length > 0 && /^[ \t]*(?:[-*]|\d+\.) +/.test(below[0]);
    const more = below.map((line) => line.trim()).join("\n");
    return el("li", {}, inline(nested || !more ? text : `${text}\n${more}`, names), nested ? list(below, names) : null);
  });
  return first[2] ? el("ul", {}, children) : el("ol", { start: first[3] }, children);
}

const DIFF_LINE = { "+": "added", "-": "removed" };

function codeBlock(code, language) {
  const content = language === "diff" ? diff(code) : code;
  return el("pre", { tabindex: "0" }, el("code", {}, content));
}

function diff(code) {
  return code.split(/(?<=\n)/).map((line) => {
    const kind = DIFF_LINE[line[0]];
    return kind ? el("span", { class: kind }, line) : line;
  });
}

/** What text says without its marks: for previews and labels. */
export function plainText(text, names) {
  return inline(text, names)
    .map((part) => (typeof part === "string" ? part : part.textContent))
    .join("");
}
