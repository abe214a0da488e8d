// One setting as a form shows it, made from its schema: which control, what is in force, who set it.

import { variableName } from '#config/environment.js';
import {
  defOf,
  docOf,
  holdsSecret,
  isSecret,
  keysOf,
  kindOf,
  childOf,
  says,
  type Schema,
  unwrap,
} from '#config/schema-tree.js';
import { hideSecrets } from '#config/render.js';
import type { SettingOrigin } from '#src/settings/live-config.js';
import type { SettingMark } from '#src/settings/settings-store.js';

export type Control = 'switch' | 'choice' | 'number' | 'bytes' | 'text' | 'lines' | 'map' | 'json' | 'secret';

export interface MapColumn {
  /** '' for maps of plain values. */
  readonly key: string;
  readonly label: string;
  readonly unit: string;
}

/** Texts as typed, by `name` and the columns' keys. */
export type MapRow = Readonly<Record<string, string>>;

export interface SettingField {
  readonly path: string;
  readonly id: string;
  readonly doc: string;
  /** Of the environment variable that sets it too. */
  readonly variable: string;
  readonly control: Control;
  readonly options: readonly string[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | 'any';
  readonly unit: string;
  /** As typed; '' for what is not set, and always for secrets. */
  readonly text: string;
  readonly columns: readonly MapColumn[];
  readonly rows: readonly MapRow[];
  /** What the form was made with, as `seenOf` writes it: a setting that comes back like that was not touched. */
  readonly was: string;
  /** For people; '' when there is none. */
  readonly defaultText: string;
  /** A secret that has a value. */
  readonly isSet: boolean;
  readonly origin: SettingOrigin;
  readonly mark: SettingMark | undefined;
  readonly editable: boolean;
  readonly live: boolean;
  readonly boot: boolean;
  /** Changed since the start, and not in force. */
  readonly waiting: boolean;
  /** What is wrong with what was typed. */
  readonly invalid: string | undefined;
}

export interface KnownOfSetting {
  readonly value: unknown;
  readonly origin: SettingOrigin;
  readonly mark: SettingMark | undefined;
  readonly isEditable: boolean;
  readonly isWaiting: boolean;
}

export function settingField(path: string, schema: Schema, known: KnownOfSetting): SettingField {
  const { origin, mark, isEditable, isWaiting } = known;
  const value = hideSecrets(known.value, schema);
  const control = controlOf(path, schema);
  const inner = unwrap(schema) as unknown as { minValue?: number | null; maxValue?: number | null; isInt?: boolean };
  const fallback = defaultOf(schema);
  const columns = control === 'map' ? columnsOf(schema) : [];
  const text = control === 'secret' ? '' : textOf(value, control);
  const rows = control === 'map' ? rowsOf(value, columns) : [];
  return {
    path,
    control,
    columns,
    origin,
    mark,
    id: `set-${path.replaceAll(/[^A-Za-z0-9]/g, '-')}`,
    doc: docOf(schema) ?? '',
    variable: variableName(path),
    options: optionsOf(schema),
    min: bound(inner.minValue),
    max: bound(inner.maxValue),
    step: inner.isInt === true ? 1 : 'any',
    unit: unitOf(path),
    text,
    rows,
    was: seenOf({ control, text, rows }),
    defaultText: control === 'secret' ? '' : textOf(fallback, control === 'map' ? 'json' : control),
    isSet: control === 'secret' && value !== undefined,
    editable: isEditable && !hidesSecrets(schema),
    live: says(schema, 'live'),
    boot: says(schema, 'boot'),
    waiting: isWaiting,
    invalid: undefined,
  };
}

/** A setting as the form shows it, as one text. */
export function seenOf({ control, text, rows }: Pick<SettingField, 'control' | 'text' | 'rows'>): string {
  return control === 'map' ? JSON.stringify(rows) : text;
}

/** What is in force without anybody setting it. */
export function defaultOf(schema: Schema): unknown {
  const parsed = schema.safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}

function controlOf(path: string, schema: Schema): Control {
  const { type, element, valueType } = defOf(unwrap(schema));
  if (isSecret(schema)) return 'secret';
  if (type === 'boolean') return 'switch';
  if (type === 'enum') return 'choice';
  if (type === 'number') return /(^|\.)bytes$|Bytes$/.test(path) ? 'bytes' : 'number';
  if (type === 'string') return 'text';
  if (type === 'array' && element !== undefined && kindOf(element) === 'value') return 'lines';
  if (type === 'record' && valueType !== undefined && isFlat(valueType)) return 'map';
  return 'json';
}

/** A value, or a section of nothing but values: what a row of a table holds. */
function isFlat(schema: Schema): boolean {
  if (kindOf(schema) === 'value') return !isSecret(schema);
  return kindOf(schema) === 'section' && keysOf(schema).every((key) => isFlatLeaf(childOf(schema, key)!));
}

const isFlatLeaf = (schema: Schema): boolean => kindOf(schema) === 'value' && !isSecret(schema);

/** A list or map with secrets in it is shown and edited in the file alone. */
function hidesSecrets(schema: Schema): boolean {
  const { element, valueType } = defOf(unwrap(schema));
  return [element, valueType].some((inner) => inner !== undefined && holdsSecret(inner));
}

function columnsOf(schema: Schema): readonly MapColumn[] {
  const value = defOf(unwrap(schema)).valueType!;
  if (kindOf(value) === 'value') return [{ key: '', label: 'value', unit: '' }];
  return keysOf(value).map((key) => ({ key, label: words(key), unit: unitOf(key) }));
}

function rowsOf(value: unknown, columns: readonly MapColumn[]): readonly MapRow[] {
  return Object.entries((value ?? {}) as Record<string, unknown>).map(([name, entry]) => ({
    name,
    ...Object.fromEntries(
      columns.map(({ key }) => [key, textOf(key === '' ? entry : (entry as Record<string, unknown>)[key], 'text')]),
    ),
  }));
}

function optionsOf(schema: Schema): readonly string[] {
  const options = Object.values(defOf(unwrap(schema)).entries ?? {}).map(String);
  return schema.safeParse(undefined).data === undefined && options.length > 0 ? ['', ...options] : options;
}

function textOf(value: unknown, control: Control): string {
  if (value === undefined || value === null) return '';
  if (control === 'lines') return (value as readonly unknown[]).map(String).join('\n');
  return typeof value === 'object' ? JSON.stringify(value, undefined, 2) : String(value as string | number | boolean);
}

const UNITS: Readonly<Record<string, string>> = {
  Ms: 'ms',
  Bytes: 'bytes',
  Seconds: 's',
  Minutes: 'min',
  Hours: 'h',
  Days: 'days',
};

/** Units are the last word of a name: config/schema.ts promises it. */
function unitOf(path: string): string {
  const last = /([A-Z]?[a-z]+)$/.exec(path)?.[1] ?? '';
  return UNITS[last.charAt(0).toUpperCase() + last.slice(1)] ?? '';
}

/** `maxBodyBytes` -> `max body bytes` */
const words = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();

function bound(value: number | null | undefined): number | undefined {
  return typeof value !== 'number' || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}
