// The configuration as one frozen value: defaults < portal settings < YAML file < environment < command line.
// The only reader of process.env. Every problem of every layer is in one Fault CONFIG_INVALID.

import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { Fault, messageOf } from '#src/faults.js';
import { checkTogether } from './checks.js';
import { readAssignments } from './command-line.js';
import { readEnvironment } from './environment.js';
import { descriptorsIn, handedOn, type InheritedDescriptor } from './inherited-descriptors.js';
import { flatten, merge, type Entry, type Layer, type Origin } from './layers.js';
import { nearest } from '#src/nearest.js';
import { fromIssues, problemLine, type Problem } from './problems.js';
import { configSchema, type Config } from './schema.js';
import { childOf, kindOf, type Schema } from './schema-tree.js';
import { readYamlFile } from './yaml-file.js';

export type { Config, InheritedDescriptor, Origin };

export interface LoadOptions {
  /** `--config`: must exist. Left out: the first of `defaultFiles` that exists. */
  readonly file?: string | undefined;
  readonly defaultFiles?: readonly string[];
  /** Default: process.env. */
  readonly env?: NodeJS.ProcessEnv;
  /** `a.b=c` as typed after `--set`. */
  readonly set?: readonly string[];
  /** Like `set`, as a nested object with values of the right types (tests, commands' own options). */
  readonly overrides?: object;
  /** Settings edited in the portal, nested like the file. */
  readonly portal?: object;
  /**
   * Settings schemas of the modules, by module id; each may be a section of that name. Left out: the modules are not known to
   * this command, and sections that look like no core section are theirs and not checked.
   */
  readonly moduleSchemas?: Readonly<Record<string, z.ZodObject>>;
  /** Relative `data.dir` starts here; default process.cwd(). */
  readonly cwd?: string;
}

export interface LoadedConfig {
  readonly config: Config;
  /** The modules' sections, by module id; empty without `moduleSchemas`. */
  readonly modules: Readonly<Record<string, unknown>>;
  /** Who set it, by dotted key of every value (lists are one value). */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where that is, for people: `lanwarden.yaml line 3`; nothing for defaults. */
  readonly wheres: ReadonlyMap<string, string>;
  /** The file that was read, if any. */
  readonly file?: string | undefined;
}

const DEFAULT_FILES = ['./lanwarden.yaml', '/etc/lanwarden/config.yaml'] as const;

/** Throws CONFIG_INVALID naming every problem: path, value found, what was expected, where it came from. */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const root = wholeSchema(options.moduleSchemas ?? {});
  const isForeign = options.moduleSchemas === undefined ? isForeignSection : undefined;
  const file = options.file ?? (options.defaultFiles ?? DEFAULT_FILES).find(isThere);
  const layers: Layer[] = [
    flatten(root, options.portal, [], root, { origin: 'portal', whereOf: () => 'settings of the portal', isForeign }),
    file === undefined ? NOTHING : fileLayer(root, file, isForeign),
    readEnvironment(root, options.env ?? process.env, isForeign),
    flatten(root, options.overrides, [], root, { origin: 'cli', whereOf: () => 'command line' }),
    readAssignments(root, options.set ?? []),
  ];

  const { value, winners } = merge(layers);
  const parsed = root.safeParse(value);
  const problems = layers.flatMap((layer) => layer.problems);
  if (!parsed.success)
    problems.push(...fromIssues(parsed.error.issues, root, value, (path) => whereSet(winners, path)));
  else problems.push(...checkTogether(parsed.data as unknown as Config));
  if (problems.length > 0 || !parsed.success) throw invalidConfig(problems);

  return freeze(split(parsed.data, root, winners, file, options.cwd ?? process.cwd()));
}

/** @throws Fault CONFIG_INVALID for a file that this user may not see: going on without it would run with other settings. */
function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    // `sudo -u lanwarden lanwarden ...` in root's home: no file of the service lies there.
    if (code === 'EACCES' && !isAbsolute(file)) return false;
    throw new Fault(
      'CONFIG_INVALID',
      `Cannot read the configuration file ${file}: ${messageOf(cause)}. Let this user read it, or name another with --config.`,
      { cause },
    );
  }
}

const NOTHING: Layer = { entries: [], problems: [] };

/** The core's sections and the modules' as one schema. Throws PLUGIN_INVALID when a module is called like a core section. */
export function wholeSchema(moduleSchemas: Readonly<Record<string, z.ZodObject>>): z.ZodObject {
  const sections: Record<string, Schema> = {};
  for (const [id, schema] of Object.entries(moduleSchemas)) {
    if (id in configSchema.shape)
      throw new Fault(
        'PLUGIN_INVALID',
        `Module ${id} cannot have settings: ${id} is a section of the core. Rename the module.`,
      );
    sections[id] = schema.prefault({});
  }
  return z.strictObject({ ...configSchema.shape, ...sections });
}

function fileLayer(root: Schema, file: string, isForeign: ForeignTest | undefined): Layer {
  const yaml = readYamlFile(file);
  const layer = flatten(root, yaml.value, [], root, {
    origin: 'file',
    whereOf: (path) => yaml.whereOf(path),
    ...(isForeign && { isForeign }),
  });
  return { entries: layer.entries, problems: [...yaml.problems, ...layer.problems] };
}

type ForeignTest = (path: readonly string[], value: unknown) => boolean;

/** A section of its own, whose name is no slip of a core section's. */
const isForeignSection: ForeignTest = ([name, ...below], value) =>
  name !== undefined &&
  !(name in configSchema.shape) &&
  nearest(name, Object.keys(configSchema.shape)) === undefined &&
  (below.length > 0 || (typeof value === 'object' && value !== null));

function whereSet(winners: ReadonlyMap<string, Entry>, path: readonly PropertyKey[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const entry = winners.get(path.slice(0, length).map(String).join('.'));
    if (entry !== undefined) return entry.where;
  }
  return undefined;
}

/** All problems in one. */
export function invalidConfig(problems: readonly Problem[]): Fault {
  const lines = problems.map(problemLine);
  const text =
    lines.length === 1
      ? `Configuration: ${lines[0]}`
      : `Configuration has ${lines.length} problems:\n  ${lines.join('\n  ')}`;
  return new Fault('CONFIG_INVALID', text, { details: { problems } });
}

function split(
  data: Record<string, unknown>,
  root: Schema,
  winners: ReadonlyMap<string, Entry>,
  file: string | undefined,
  cwd: string,
): LoadedConfig {
  const config: Record<string, unknown> = {};
  const modules: Record<string, unknown> = {};
  for (const [name, section] of Object.entries(data)) (name in configSchema.shape ? config : modules)[name] = section;
  const typed = config as unknown as Config;
  const located = { ...typed, data: { ...typed.data, dir: resolve(cwd, typed.data.dir) } };
  return { config: located, modules, ...originsOf(data, root, winners), file };
}

function originsOf(
  data: unknown,
  root: Schema,
  winners: ReadonlyMap<string, Entry>,
): Pick<LoadedConfig, 'origins' | 'wheres'> {
  const origins = new Map<string, Origin>();
  const wheres = new Map([...winners].map(([path, { where }]) => [path, where]));
  const walk = (value: unknown, schema: Schema | undefined, path: string): void => {
    const kind = schema === undefined ? 'value' : kindOf(schema);
    const isTree = (kind === 'section' || kind === 'map') && typeof value === 'object' && value !== null;
    if (!isTree) return void origins.set(path, winners.get(path)?.origin ?? 'default');
    for (const [key, inner] of Object.entries(value))
      walk(inner, childOf(schema as Schema, key), path === '' ? key : `${path}.${key}`);
  };
  walk(data, root, '');
  return { origins, wheres };
}

/** Maps cannot be frozen; `origins` is read-only by its type. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Map || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

/** What a child process inherits: our environment over `defaults`; it is to be given `inheritedDescriptors()` under the same numbers. */
export function environmentOver(defaults: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...defaults, ...handedOn(process.env, process.pid, inheritedDescriptors().length) };
}

/** Sockets that a service manager opened for this process. @throws Fault CONFIG_INVALID */
export function inheritedDescriptors(): readonly InheritedDescriptor[] {
  return descriptorsIn(process.env, process.pid, process.ppid);
}
