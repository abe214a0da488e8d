// What is wrong with a configuration, as data and as one line each: path, value found, what was expected, where it came from.

import type { z } from 'zod';
import { nearest } from '#src/nearest.js';
import { describeSchema, isSecret, keysOf, kindOf, knownPaths, schemaAt, type Schema } from './schema-tree.js';

export interface Problem {
  /** Dotted, e.g. `listen.udp.port`; the variable's name where it maps to nothing; '' for a whole file. */
  readonly path: string;
  /** A sentence fragment: what was found and what was expected. */
  readonly what: string;
  /** `lanwarden.yaml line 3`, `environment LANWARDEN_DATA__DIR`, `--set`; undefined for what is set nowhere. */
  readonly where?: string | undefined;
}

export function problemLine({ path, what, where }: Problem): string {
  return `${path === '' ? '' : `${path}: `}${what}${where === undefined ? '' : ` (${where})`}`;
}

const MAX_FOUND_CHARACTERS = 80;

/** A value for an error message: JSON, cut, secrets hidden. */
export function found(value: unknown, schema: Schema | undefined): string {
  if (schema !== undefined && isSecret(schema)) return '(a secret)';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_FOUND_CHARACTERS ? text : `${text.slice(0, MAX_FOUND_CHARACTERS)}…`;
}

/** An unknown key of `section`, which lies at `path`, with the known name it is nearest to. */
export function unknownKey(root: Schema, path: readonly PropertyKey[], key: string, where?: string): Problem {
  const section = schemaAt(root, path);
  const siblings = section === undefined ? [] : keysOf(section);
  const dotted = dot([...path, key]);
  const near = nearest(key, siblings);
  if (near !== undefined) return { path: dotted, what: `unknown key, did you mean ${dot([...path, near])}?`, where };

  const elsewhere = knownPaths(root).find((known) => known === key || known.endsWith(`.${key}`));
  if (elsewhere !== undefined) return { path: dotted, what: `unknown key, did you mean ${elsewhere}?`, where };
  const known = siblings.length === 0 ? '' : `; known here: ${siblings.join(', ')}`;
  return { path: dotted, what: `unknown key${known}`, where };
}

/** What zod found, with the value that is at fault. `whereOf` tells where the value at a path was set. */
export function fromIssues(
  issues: readonly z.core.$ZodIssue[],
  root: Schema,
  value: unknown,
  whereOf: (path: readonly PropertyKey[]) => string | undefined,
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const where = whereOf(issue.path);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(root, issue.path, key, where));

    const schema = schemaAt(root, issue.path);
    const at = valueAt(value, issue.path);
    const path = dot(issue.path);
    if (issue.code === 'invalid_key')
      return [{ path, what: `not a valid name here: ${issue.issues[0]?.message ?? issue.message}`, where }];
    if (issue.code === 'too_big' && Array.isArray(at))
      return [{ path, what: `found ${at.length} entries, expected at most ${String(issue.maximum)}`, where }];
    if (at === undefined) return [{ path, what: `missing, expected ${expectation(issue, schema)}`, where }];
    return [{ path, what: `found ${found(at, schema)}, expected ${expectation(issue, schema)}`, where }];
  });
}

function expectation(issue: z.core.$ZodIssue, schema: Schema | undefined): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_format')
    return 'pattern' in issue ? `text that matches ${String(issue.pattern)}` : `a valid ${issue.format}`;
  if (issue.code === 'too_small' && issue.origin === 'string')
    return issue.minimum === 1 ? 'text that is not empty' : `text of at least ${String(issue.minimum)} characters`;
  if (schema === undefined || kindOf(schema) === 'section') return issue.message;
  return withArticle(describeSchema(schema));
}

const withArticle = (what: string): string => (/^(text|true|one of)/.test(what) ? what : `a ${what}`);

const dot = (path: readonly PropertyKey[]): string => path.map(String).join('.');

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
