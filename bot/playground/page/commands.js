// Application commands: what may be typed, and what a typed line means. Pure: no nodes, no network.

/** Discord's option types. */
export const TYPE = {
  group: 2,
  subcommand: 1,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};

const NESTED = new Set([TYPE.subcommand, TYPE.group]);
const CHAT_INPUT = 1;
const ON_MESSAGES = 3;

/**
 * Every slash command that can be sent, subcommands as their own: { id, name: "fib levels", path: ["levels"],
 * description, options } with required options first, by name.
 */
export function leaves(commands) {
  const found = commands
    .filter((command) => (command.type ?? CHAT_INPUT) === CHAT_INPUT)
    .flatMap((command) => below(command, { id: command.id, name: command.name, path: [] }));
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

/** The commands that are chosen on a message (Apps), by name. */
export function messageCommands(commands) {
  return commands.filter(({ type }) => type === ON_MESSAGES).map(({ id, name }) => ({ id, name }));
}

function below(node, { id, name, path }) {
  const options = node.options ?? [];
  const nested = options.filter((option) => NESTED.has(option.type));
  if (nested.length > 0) {
    return nested.flatMap((child) => below(child, { id, name: `${name} ${child.name}`, path: [...path, child.name] }));
  }
  const required = options.filter((option) => option.required);
  const optional = options.filter((option) => !option.required && option.type !== TYPE.attachment);
  return [{ id, name, path, description: node.description, options: [...required, ...optional] }];
}

/** The commands a half-typed "/fi" may mean, best first. */
export function search(all, text) {
  const query = text.replace(/^\//, "").trim().toLowerCase();
  const rank = ({ name, description }) => {
    if (name.startsWith(query)) return 0;
    if (name.split(" ").some((word) => word.startsWith(query))) return 1;
    if (name.includes(query)) return 2;
    return description?.toLowerCase().includes(query) ? 3 : null;
  };
  return all
    .map((leaf) => ({ leaf, rank: rank(leaf) }))
    .filter((found) => found.rank !== null)
    .sort((one, other) => one.rank - other.rank)
    .map((found) => found.leaf);
}

/**
 * Read "/fib levels symbol:btc" into { leaf, options }; `options` as `readOptions` gives them.
 * null while the text does not name a whole command.
 */
export function readLine(all, text) {
  const line = text.trimStart().slice(1);
  const leaf = all
    .filter(
      ({ name }) =>
        line.toLowerCase() === name || (/^\s/.test(line.slice(name.length)) && line.toLowerCase().startsWith(name)),
    )
    .sort((one, other) => other.name.length - one.name.length)[0];
  return leaf ? { leaf, options: readOptions(leaf, line.slice(leaf.name.length)) } : null;
}

/** What to say of "/fib": what it has below it; of "/fob": that there is no such command. */
export function unknownCommand(all, text) {
  const [first, second] = text.trim().slice(1).split(/\s+/);
  const group = `${first.toLowerCase()} `;
  const below = all.filter(({ name }) => name.startsWith(group)).map(({ name }) => name.slice(group.length));
  if (below.length === 0) return `There is no command /${first}.`;
  return `/${first} ${second ? `has no ${second}` : "wants one more word"}. It has ${below.join(", ")}.`;
}

/**
 * Read "btc timeframe:4h bars:200" into { lead: "btc", named: Map { timeframe → "4h", bars → "200" } }.
 * Only names of the command's own options count, so a value may hold spaces and colons.
 */
export function readOptions(leaf, text) {
  const known = new Map(leaf.options.map((option) => [option.name.toLowerCase(), option.name]));
  const marks = [...text.matchAll(/(?<=^|\s)([\p{L}\p{N}_-]+):/gu)].filter((mark) => known.has(mark[1].toLowerCase()));
  const named = new Map();
  marks.forEach((mark, index) => {
    const value = text.slice(mark.index + mark[0].length, marks[index + 1]?.index);
    named.set(known.get(mark[1].toLowerCase()), value.trim());
  });
  return { lead: text.slice(0, marks[0]?.index).trim(), named };
}

/** The line a person could have typed for these texts. */
export function writeLine(leaf, texts) {
  return [`/${leaf.name}`, ...[...texts].map(([name, text]) => `${name}:${text}`)].join(" ");
}

/**
 * Read what was typed for an option: { value } as the stand-in wants it, or { problem } in plain words.
 * `places` finds people, channels and roles by name: { user(text), channel(text), role(text) } → id | null.
 */
export function readValue(option, text, places) {
  if (option.choices?.length) return readChoice(option, text);
  switch (option.type) {
    case TYPE.boolean:
      return readBoolean(text);
    case TYPE.integer:
    case TYPE.number:
      return readNumber(option, text);
    case TYPE.user:
      return found(places.user(text), "nobody here has that name");
    case TYPE.channel:
      return found(places.channel(text), "there is no such channel");
    case TYPE.role:
      return found(places.role(text), "there is no such role");
    case TYPE.mentionable:
      return found(places.user(text) ?? places.role(text), "nobody here has that name");
    case TYPE.attachment:
      return { problem: "needs a file, which this page cannot send" };
    default:
      return readString(option, text);
  }
}

const found = (id, problem) => (id ? { value: id } : { problem });

function readChoice(option, text) {
  const wanted = text.toLowerCase();
  const choice = option.choices.find(
    ({ name, value }) => name.toLowerCase() === wanted || String(value).toLowerCase() === wanted,
  );
  if (choice) return { value: choice.value };
  const names = option.choices.map(({ name }) => name);
  return { problem: names.length === 1 ? `can only be ${names[0]}` : `choose one of ${listed(names)}` };
}

function readBoolean(text) {
  if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
  if (/^(false|no|off|0)$/i.test(text)) return { value: false };
  return { problem: "choose True or False" };
}

function readNumber(option, text) {
  const whole = option.type === TYPE.integer;
  if (!(whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i).test(text)) {
    return { problem: whole ? "must be a whole number" : "must be a number" };
  }
  const value = Number(text);
  if (option.min_value !== undefined && value < option.min_value)
    return { problem: `must be at least ${option.min_value}` };
  if (option.max_value !== undefined && value > option.max_value)
    return { problem: `must be at most ${option.max_value}` };
  return { value };
}

function readString(option, text) {
  if (text.length < (option.min_length ?? 0)) return { problem: `needs at least ${option.min_length} characters` };
  if (text.length > (option.max_length ?? 6000))
    return { problem: `may have at most ${option.max_length ?? 6000} characters` };
  return { value: text };
}

function listed(names) {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} …` : shown;
}
