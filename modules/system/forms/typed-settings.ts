// What a person typed into a form of settings, read by the schema of each setting. Text that does not fit its type is passed on as it
// is, so that the schema's own check names it; only what has no value at all is refused here.

import { childOf, defOf, type Schema, unwrap } from '#config/schema-tree.js';
import type { Problem } from '#config/problems.js';
import { readText } from '#config/text-value.js';
import { type MapRow, seenOf, type SettingField } from './setting-field.js';

export type FormBody = Readonly<Record<string, unknown>>;

export interface Typed {
  /** As typed, to be shown again; secrets never are. */
  readonly text: string;
  readonly rows: readonly MapRow[];
  /** Undefined: back to the default. */
  readonly value: unknown;
  readonly problem: Problem | undefined;
  /** What the form was made with, where it says so. */
  readonly was?: string | undefined;
}

/** Rows of a map that a form may set: who has more writes them into the configuration file. */
const MOST_ROWS = 1_000;

/**
 * Undefined when the form did not hold this setting, or left it as it was: what somebody else changed since the form was made stays
 * as they made it.
 */
export function readTyped(field: SettingField, schema: Schema, body: FormBody): Typed | undefined {
  const typed = readField(field, schema, body);
  const was = textAt(body, `${field.path}/was`);
  if (typed === undefined || was === undefined || field.control === 'secret') return typed;
  return seenOf({ ...field, ...typed }) === was ? undefined : { ...typed, was };
}

function readField(field: SettingField, schema: Schema, body: FormBody): Typed | undefined {
  if (field.control === 'map') return readMap(field, schema, body);
  const text = textAt(body, field.path);
  if (field.control === 'secret') return readSecret(field, text, body);
  if (text === undefined) return undefined;
  const typed = { text, rows: [], problem: undefined };
  // Lists have an empty value of their own; every other empty text says nothing.
  if (text.trim() === '' && field.control !== 'lines') return { ...typed, value: undefined };
  if (field.control === 'bytes') return { ...typed, value: readBytes(text) };
  if (field.control === 'lines') return { ...typed, value: readLines(text, defOf(unwrap(schema)).element) };
  if (field.control === 'json') return readJson(field.path, text);
  return { ...typed, value: readText(schema, text) };
}

const FACTORS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `50 GB` as well as `50000000000`. */
function readBytes(text: string): unknown {
  const [, digits, unit = 'B'] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?\s*$/i.exec(text) ?? [];
  return digits === undefined ? text : Math.round(Number(digits) * FACTORS[unit.toLowerCase()]!);
}

function readLines(text: string, element: Schema | undefined): unknown {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => (element === undefined ? line : readText(element, line)));
}

function readJson(path: string, text: string): Typed {
  try {
    return { text, rows: [], value: JSON.parse(text) as unknown, problem: undefined };
  } catch (error) {
    const what = `no valid JSON: ${(error as Error).message}`;
    return { text, rows: [], value: undefined, problem: { path, what } };
  }
}

function readSecret(field: SettingField, text: string | undefined, body: FormBody): Typed | undefined {
  if (textAt(body, `${field.path}/remove`) !== undefined)
    return { text: '', rows: [], value: undefined, problem: undefined };
  if (text === undefined || text === '') return undefined;
  return { text: '', rows: [], value: text, problem: undefined };
}

/** Rows are sent as `<path>/<row>/name` and `<path>/<row>/<column>`; a row without a name and values is no row. */
function readMap({ path, columns }: SettingField, schema: Schema, body: FormBody): Typed | undefined {
  if (textAt(body, `${path}/0/name`) === undefined) return undefined;
  const rows: MapRow[] = [];
  // The portal bounds the body as a whole.
  for (let i = 0; ; i += 1) {
    const name = textAt(body, `${path}/${i}/name`);
    if (name === undefined) break;
    const cells = columns.map(
      ({ key }) => [key, (textAt(body, `${path}/${i}/${key || 'value'}`) ?? '').trim()] as const,
    );
    if (name.trim() !== '' || cells.some(([, text]) => text !== ''))
      rows.push({ name: name.trim(), ...Object.fromEntries(cells) });
  }
  const element = defOf(unwrap(schema)).valueType!;
  const entries = rows.map(
    (row) =>
      [
        row['name']!,
        valueOfRow(
          row,
          element,
          columns.map(({ key }) => key),
        ),
      ] as const,
  );
  return { text: '', rows, value: Object.fromEntries(entries), problem: rowProblem(path, rows) };
}

function valueOfRow(row: MapRow, element: Schema, keys: readonly string[]): unknown {
  if (keys.length === 1 && keys[0] === '') return readText(element, row['']!);
  const filled = keys.filter((key) => row[key] !== '');
  return Object.fromEntries(filled.map((key) => [key, readText(childOf(element, key)!, row[key]!)]));
}

function rowProblem(path: string, rows: readonly MapRow[]): Problem | undefined {
  if (rows.length > MOST_ROWS) {
    const what = `found ${rows.length} rows, expected at most ${MOST_ROWS}; a larger map goes into the configuration file`;
    return { path, what };
  }
  const names = rows.map((row) => row['name']!);
  if (names.includes('')) return { path, what: 'a row has values but no name' };
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined
    ? undefined
    : { path, what: `found ${JSON.stringify(twice)} twice; expected each name once` };
}

/** The last one of a name: a checkbox comes behind the hidden field that says "off". */
function textAt(body: FormBody, name: string): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last.replaceAll('\r\n', '\n') : undefined;
}
