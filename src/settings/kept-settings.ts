// What the portal kept, laid under file, environment and command line at a start. A kept setting that does not fit any more (another
// version, a file that changed) is left out and said: a page must never be able to keep the program from starting.

import { childOf, kindOf, says, type Schema } from '#config/schema-tree.js';
import type { LoadedConfig } from '#config/load.js';
import { type Problem, problemLine } from '#config/problems.js';
import { Fault, messageOf } from '#src/faults.js';

/** Dotted path -> value. */
export type Settings = Readonly<Record<string, unknown>>;

/** Stands for the value of a secret that the key does not open. */
export class Unopened {
  constructor(readonly why: string) {}
}

/** A kept setting that is not in force. */
export interface LeftOut {
  readonly path: string;
  /** What was found and what was expected; for people. */
  readonly why: string;
}

export interface Settled {
  readonly loaded: LoadedConfig;
  /** In the order of their paths. */
  readonly leftOut: readonly LeftOut[];
}

/** @throws Fault CONFIG_INVALID for what is wrong without the portal's settings too */
export function settle(kept: Settings, schema: Schema, load: (portal: object) => LoadedConfig): Settled {
  const leftOut = new Map<string, string>();
  const good = new Map<string, unknown>();
  for (const [path, value] of Object.entries(kept)) {
    const why = value instanceof Unopened ? value.why : whyNotSettable(schema, path);
    if (why === undefined) good.set(path, value);
    else leftOut.set(path, why);
  }
  const { loaded, whyNot } = fit(good, (settings) => tryLoad(load, settings));
  return { loaded: loaded ?? load({}), leftOut: listOf(new Map([...leftOut, ...whyNot])) };
}

type TryLoad = (settings: ReadonlyMap<string, unknown>) => LoadedConfig | Fault;

/**
 * Takes away from the whole, so that what holds only together (a certificate and its key) stays together, and gives back what fits
 * once the rest is known. `loaded` is undefined where not even the empty set loads.
 */
function fit(
  settings: ReadonlyMap<string, unknown>,
  tried: TryLoad,
): { loaded: LoadedConfig | undefined; whyNot: ReadonlyMap<string, string> } {
  const fitting = new Map(settings);
  let loaded = tried(fitting);
  while (loaded instanceof Fault && fitting.size > 0) {
    for (const path of guiltyOf(problemsOf(loaded), fitting, tried)) fitting.delete(path);
    loaded = tried(fitting);
  }
  if (loaded instanceof Fault) return { loaded: undefined, whyNot: new Map() };
  const whyNot = new Map<string, string>();
  // In turns: one that comes back can be what another needs.
  for (let before = -1; before !== fitting.size;) {
    before = fitting.size;
    for (const [path, value] of settings) {
      if (fitting.has(path)) continue;
      const next = tried(new Map([...fitting, [path, value]]));
      if (next instanceof Fault) whyNot.set(path, reasonOf(next));
      else {
        fitting.set(path, value);
        whyNot.delete(path);
        loaded = next;
      }
    }
  }
  return { loaded, whyNot };
}

/**
 * One whose absence alone leaves fewer problems, else all that are named. Where the problems name nothing that is kept (a port of the
 * file, which a kept one takes), any may be the one.
 */
function guiltyOf(
  problems: readonly Problem[],
  settings: ReadonlyMap<string, unknown>,
  tried: TryLoad,
): readonly string[] {
  const all = [...settings.keys()];
  const named = all.filter((path) => problems.some((problem) => isNear(problem.path, path)));
  const suspects = named.length > 0 ? named : all;
  const guilty = suspects.find((path) => {
    const rest = tried(new Map([...settings].filter(([other]) => other !== path)));
    return !(rest instanceof Fault) || problemsOf(rest).length < problems.length;
  });
  return guilty === undefined ? suspects : [guilty];
}

/** The same, or one inside the other. */
function isNear(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** The schema of a single setting: a value or list behind fixed keys, or a map as a whole; undefined for everything else. */
export function settingSchema(schema: Schema, path: string): Schema | undefined {
  let at: Schema | undefined = schema;
  for (const key of path.split('.')) {
    if (at === undefined || kindOf(at) !== 'section') return undefined;
    at = childOf(at, key);
  }
  return at !== undefined && kindOf(at) !== 'section' ? at : undefined;
}

/** `{ 'a.b': 1 }` -> `{ a: { b: 1 } }` */
export function nested(settings: Settings): object {
  const root: Record<string, unknown> = emptyObject();
  for (const [path, value] of Object.entries(settings)) {
    const keys = path.split('.');
    let at = root;
    for (const key of keys.slice(0, -1)) at = (at[key] ??= emptyObject()) as Record<string, unknown>;
    at[keys.at(-1)!] = value;
  }
  return root;
}

function whyNotSettable(schema: Schema, path: string): string | undefined {
  const setting = settingSchema(schema, path);
  if (setting === undefined) return 'this version has no such setting';
  return says(setting, 'boot')
    ? 'this version takes it only from the file, the environment or the command line'
    : undefined;
}

function tryLoad(load: (portal: object) => LoadedConfig, settings: ReadonlyMap<string, unknown>): LoadedConfig | Fault {
  try {
    return load(nested(Object.fromEntries(settings)));
  } catch (error) {
    if (error instanceof Fault && error.code === 'CONFIG_INVALID') return error;
    throw error;
  }
}

function problemsOf(fault: Fault): readonly Problem[] {
  return (fault.details?.['problems'] ?? []) as readonly Problem[];
}

function reasonOf(fault: Fault): string {
  const problems = problemsOf(fault);
  return problems.length === 0 ? messageOf(fault) : problems.map(problemLine).join('; ');
}

function listOf(leftOut: ReadonlyMap<string, string>): readonly LeftOut[] {
  return [...leftOut].map(([path, why]) => ({ path, why })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Without a prototype: a path may hold any name. */
const emptyObject = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;
