// The layers of a configuration: each says values for paths; a later layer wins path by path.
// Lists are one value (a later list replaces the earlier one); sections and maps are merged.

import { found, unknownKey, type Problem } from './problems.js';
import { childOf, describeSchema, kindOf, type Schema } from './schema-tree.js';

export type Origin = 'default' | 'portal' | 'file' | 'env' | 'cli';

export interface Entry {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly origin: Origin;
  readonly where: string;
}

export interface Layer {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

export interface LayerSource {
  readonly origin: Origin;
  /** Where the value at this path was written, for error messages. */
  readonly whereOf: (path: readonly string[]) => string;
  /** Sections that may be anything, because their owner is not known to this command. */
  readonly isForeign?: (path: readonly string[], value: unknown) => boolean;
}

/** Takes a nested value apart into entries, along the schema. Nulls are what a section without keys reads as: they say nothing. */
export function flatten(
  root: Schema,
  value: unknown,
  at: readonly string[],
  schema: Schema,
  source: LayerSource,
): Layer {
  const entries: Entry[] = [];
  const problems: Problem[] = [];

  const walk = (value: unknown, schema: Schema, path: readonly string[]): void => {
    if (value === null || value === undefined) return;
    const kind = kindOf(schema);
    if (kind === 'value' || kind === 'list')
      return void entries.push({ path, value, origin: source.origin, where: source.whereOf(path) });
    if (!isPlainObject(value)) {
      const what = `found ${found(value, schema)}, expected a ${describeSchema(schema)}`;
      return void problems.push({ path: path.join('.'), what, where: source.whereOf(path) });
    }
    for (const [key, inner] of Object.entries(value)) {
      const below = [...path, key];
      const child = key === '__proto__' ? undefined : childOf(schema, key);
      if (child !== undefined) walk(inner, child, below);
      else if (source.isForeign?.(below, inner) !== true)
        problems.push(unknownKey(root, path, key, source.whereOf(below)));
    }
  };

  walk(value, schema, at);
  return { entries, problems };
}

export interface Merged {
  readonly value: Record<string, unknown>;
  /** The winning entry of a dotted path. */
  readonly winners: ReadonlyMap<string, Entry>;
}

/** Lays the layers over each other, the last one on top. */
export function merge(layers: readonly Layer[]): Merged {
  const winners = new Map<string, Entry>();
  for (const layer of layers) for (const entry of layer.entries) winners.set(entry.path.join('.'), entry);

  const value: Record<string, unknown> = {};
  for (const entry of winners.values()) set(value, entry.path, entry.value);
  return { value, winners };
}

function set(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = target;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(at, key)) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[path[path.length - 1] as string] = value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
