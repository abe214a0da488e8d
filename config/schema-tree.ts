// How to walk a zod schema: what lies under a key, what a leaf accepts, which keys there are. Knows the zod kinds that
// configuration schemas use; any other kind is a leaf whose checking is left to zod.

import { z } from 'zod';

/** Any node of a schema. Its `def` differs by kind, hence the loose shape. */
export type Schema = z.ZodType;
interface LooseDef {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly valueType?: Schema;
  readonly element?: Schema;
  readonly entries?: Readonly<Record<string, string | number>>;
}

export const defOf = (schema: Schema): LooseDef => schema.def as unknown as LooseDef;

/** The schema without its defaults and optionality. */
export function unwrap(schema: Schema): Schema {
  const def = defOf(schema);
  if (def.innerType !== undefined) return unwrap(def.innerType);
  if (def.type === 'pipe' && def.in !== undefined) return unwrap(def.in);
  return schema;
}

/** `section`: fixed keys; `map`: keys that the user chooses; everything else is a value. */
export function kindOf(schema: Schema): 'section' | 'map' | 'list' | 'value' {
  const { type } = defOf(unwrap(schema));
  if (type === 'object') return 'section';
  if (type === 'record') return 'map';
  return type === 'array' ? 'list' : 'value';
}

/** Names of the fixed keys; none for anything but a section. */
export function keysOf(schema: Schema): readonly string[] {
  return Object.keys(defOf(unwrap(schema)).shape ?? {});
}

/** What lies under a key or an index; undefined when the schema knows no such key. */
export function childOf(schema: Schema, key: string | number): Schema | undefined {
  const def = defOf(unwrap(schema));
  if (def.shape !== undefined) return Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
  return def.type === 'array' ? def.element : def.valueType;
}

export function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  return path.reduce<Schema | undefined>((at, key) => (at === undefined ? at : childOf(at, key as string)), schema);
}

/** The description, wherever among the wrappers it was given. */
export function docOf(schema: Schema): string | undefined {
  const { innerType } = defOf(schema);
  return schema.description ?? (innerType === undefined ? undefined : docOf(innerType));
}

/** True where the schema says `.meta({ secret: true })`: never printed. */
export function isSecret(schema: Schema): boolean {
  return says(schema, 'secret');
}

/** True for a secret, and for a list, map or section that has one somewhere in it. */
export function holdsSecret(schema: Schema): boolean {
  const { shape = {}, element, valueType } = defOf(unwrap(schema));
  return (
    isSecret(schema) || [...Object.values(shape), element, valueType].some((at) => at !== undefined && holdsSecret(at))
  );
}

/** What a node, wherever among its wrappers, says of itself with `.meta`; see schema.ts. */
export function says(schema: Schema, word: 'secret' | 'live' | 'boot'): boolean {
  const { innerType } = defOf(schema);
  return schema.meta()?.[word] === true || (innerType !== undefined && says(innerType, word));
}

/** Every dotted path of a fixed key, sections included, in schema order. */
export function knownPaths(schema: Schema, prefix = ''): readonly string[] {
  return keysOf(schema).flatMap((key) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return [path, ...knownPaths(childOf(schema, key) as Schema, path)];
  });
}

/** What a value may be, in words: `whole number 0..65535`, `one of dgram, syslog-server`. */
export function describeSchema(schema: Schema): string {
  const inner = unwrap(schema);
  const def = defOf(inner);
  if (inner instanceof z.ZodNumber) return `${inner.isInt ? 'whole number' : 'number'}${rangeOf(inner)}`;
  if (inner instanceof z.ZodString)
    return inner.maxLength === null ? 'text' : `text of at most ${inner.maxLength} characters`;
  if (def.type === 'boolean') return 'true or false';
  if (def.entries !== undefined) return `one of ${Object.values(def.entries).join(', ')}`;
  if (def.type === 'array') return `list${def.element === undefined ? '' : ` (each: ${describeSchema(def.element)})`}`;
  if (def.type === 'object' || def.type === 'record') return 'section';
  return def.type;
}

function rangeOf(schema: z.ZodNumber): string {
  const bound = (value: number | null): string =>
    value === null || !Number.isSafeInteger(value) || Math.abs(value) === Number.MAX_SAFE_INTEGER ? '' : String(value);
  const [min, max] = [bound(schema.minValue), bound(schema.maxValue)];
  if (min === '' && max === '') return '';
  if (max === '') return `, at least ${min}`;
  return min === '' ? `, at most ${max}` : ` ${min}..${max}`;
}
