// LANWARDEN_SECTION__KEY -> section.key. Two underscores go one level down; within a name, case and underscores do not matter
// (MAX_BODY_BYTES and MAXBODYBYTES both are maxBodyBytes). NAME_FILE reads the value of NAME from a file (container secrets).

import { readFileSync } from 'node:fs';
import { messageOf } from '#src/faults.js';
import { flatten, type Layer, type LayerSource } from './layers.js';
import { nearest } from '#src/nearest.js';
import type { Problem } from './problems.js';
import { childOf, keysOf, kindOf, knownPaths, schemaAt, type Schema } from './schema-tree.js';
import { readText } from './text-value.js';

const PREFIX = 'LANWARDEN_';
const FILE_SUFFIX = '_FILE';

/** What Kubernetes and old Docker links put into the environment of every neighbour of a service called lanwarden. */
const SERVICE_LINK =
  /^LANWARDEN_(SERVICE_(HOST|PORT)(_\w*)?|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?|(ENV|NAME)(_\w*)?)$/;

/** Empty variables count as unset. */
export function readEnvironment(root: Schema, env: NodeJS.ProcessEnv, isForeign: LayerSource['isForeign']): Layer {
  const layers = Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && env[name] !== '' && !SERVICE_LINK.test(name))
    .sort()
    .map((name) => readVariable(root, name, env[name] as string, env, isForeign));
  return { entries: layers.flatMap((layer) => layer.entries), problems: layers.flatMap((layer) => layer.problems) };
}

/** `listen.http.maxBodyBytes` -> `LANWARDEN_LISTEN__HTTP__MAX_BODY_BYTES`. */
export function variableName(path: string): string {
  const words = path.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_');
  return PREFIX + words.replaceAll('.', '__').toUpperCase();
}

/** The path of a key whose segments are written loosely; undefined when there is none. */
export function resolvePath(root: Schema, segments: readonly string[]): readonly string[] | undefined {
  const path: string[] = [];
  let at: Schema | undefined = root;
  for (const segment of segments) {
    if (at === undefined || segment === '') return undefined;
    const kind = kindOf(at);
    if (kind !== 'section' && kind !== 'map') return undefined;
    const key: string | undefined =
      kind === 'map' ? segment : keysOf(at).find((known) => loose(known) === loose(segment));
    if (key === undefined) return undefined;
    path.push(key);
    at = childOf(at, key);
  }
  return path;
}

function readVariable(
  root: Schema,
  name: string,
  text: string,
  env: NodeJS.ProcessEnv,
  isForeign: LayerSource['isForeign'],
): Layer {
  const where = `environment ${name}`;
  const direct = resolvePath(root, segmentsOf(name));
  if (direct !== undefined) return valueLayer(root, direct, text, where);

  const plain = name.endsWith(FILE_SUFFIX) ? name.slice(0, -FILE_SUFFIX.length) : undefined;
  const secret = plain === undefined ? undefined : resolvePath(root, segmentsOf(plain));
  if (secret === undefined || plain === undefined) {
    const foreign = isForeign?.(segmentsOf(name), undefined) === true;
    return { entries: [], problems: foreign ? [] : [unknownVariable(root, name)] };
  }
  if (env[plain] !== undefined && env[plain] !== '')
    return failed(secret.join('.'), `set twice, by ${plain} and ${name}; keep one`, where);
  try {
    return valueLayer(root, secret, readFileSync(text, 'utf8').replace(/\r?\n$/, ''), where);
  } catch (error) {
    return failed(secret.join('.'), `cannot read its file: ${messageOf(error)}`, where);
  }
}

function valueLayer(root: Schema, path: readonly string[], text: string, where: string): Layer {
  const schema = schemaAt(root, path) as Schema;
  return flatten(root, readText(schema, text), path, schema, { origin: 'env', whereOf: () => where });
}

function unknownVariable(root: Schema, name: string): Problem {
  const names = knownPaths(root).map(variableName);
  const bare = (variable: string): string => variable.replaceAll('_', '');
  const near = names.find((known) => bare(known) === bare(name)) ?? nearest(name, names);
  return {
    path: name,
    what: near === undefined ? 'no such setting' : `no such setting, did you mean ${near}?`,
    where: 'environment',
  };
}

const failed = (path: string, what: string, where: string): Layer => ({
  entries: [],
  problems: [{ path, what, where }],
});
const segmentsOf = (name: string): readonly string[] => name.slice(PREFIX.length).toLowerCase().split('__');
const loose = (name: string): string => name.replaceAll(/[_-]/g, '').toLowerCase();
