// What the audit log says of a value that was changed: two short texts that show what differs, however long the values are.

const MAX_CHARACTERS = 300;
/** Of the part that is the same, before what differs. */
const LEAD = 30;

export interface DifferenceTexts {
  readonly from: string;
  readonly to: string;
}

/** Of long lists and maps the entries that are not in both; of long texts the part from a little before the first difference on. */
export function differenceTexts(from: unknown, to: unknown): DifferenceTexts {
  const texts = { from: textOf(from), to: textOf(to) };
  if (isShort(texts)) return texts;
  const entries = differingEntries(from, to) ?? texts;
  return isShort(entries) ? entries : aroundDifference(entries);
}

/** From its beginning. */
export function cut(value: unknown): string {
  const text = textOf(value);
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
}

function isShort({ from, to }: DifferenceTexts): boolean {
  return from.length <= MAX_CHARACTERS && to.length <= MAX_CHARACTERS;
}

/** Undefined when these are not two lists or two maps, or differ in nothing but the order. */
function differingEntries(from: unknown, to: unknown): DifferenceTexts | undefined {
  if (!isCollection(from) || !isCollection(to) || Array.isArray(from) !== Array.isArray(to)) return undefined;
  const [before, after] = [entriesOf(from), entriesOf(to)];
  const [was, is] = [new Set(before), new Set(after)];
  const gone = before.filter((entry) => !is.has(entry));
  const come = after.filter((entry) => !was.has(entry));
  if (gone.length + come.length === 0) return undefined;
  const [open, close] = Array.isArray(from) ? ['[', ']'] : ['{', '}'];
  const texts = { from: `${open}${gone.join(',')}${close}`, to: `${open}${come.join(',')}${close}` };
  const alike = before.length - gone.length;
  return alike === 0 ? texts : { ...texts, to: `${texts.to} and ${alike} as before` };
}

const isCollection = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** As JSON says them. */
function entriesOf(value: object): readonly string[] {
  if (Array.isArray(value)) return value.map((entry) => JSON.stringify(entry));
  return Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${JSON.stringify(entry)}`);
}

function aroundDifference({ from, to }: DifferenceTexts): DifferenceTexts {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const start = Math.max(0, same - LEAD);
  const part = (text: string): string => {
    const shown = text.slice(start, start + MAX_CHARACTERS);
    return `${start > 0 ? '…' : ''}${shown}${start + shown.length < text.length ? '…' : ''}`;
  };
  return { from: part(from), to: part(to) };
}
