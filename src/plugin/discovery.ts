// Finds plugins: a folder is a plugin, its name is its id, its default export the contract. One that does not keep the contract is
// reported and left out; it never stops the start.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf } from '../faults.js';
import { MODULE_CONTRACT_VERSION, type PortalModule } from './module.js';
import { PARSER_CONTRACT_VERSION, type ParserPlugin } from './parser.js';
import { PrivateCopies } from './private-copy.js';

export interface PluginSettings {
  /** Folder with more `parsers/` and `modules/`. */
  readonly dir?: string | undefined;
  /** npm packages with a `parsers/` and a `modules/` folder. */
  readonly packages?: readonly string[];
}

export interface PluginProblem {
  readonly id: string;
  readonly path: string;
  /** What was expected and what was found. */
  readonly problem: string;
}

export interface Discovered<T> {
  readonly plugins: readonly T[];
  readonly problems: readonly PluginProblem[];
  /** False: a folder could not be read, so plugins that are missing here may still be there. */
  readonly isWhole: boolean;
}

/** The program's own root: the checkout under vitest, `dist` in the built program. */
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const ENTRY = import.meta.url.endsWith('.ts') ? 'index.ts' : 'index.js';
/** Strips types by itself: Node 22.18 and newer. */
const CAN_LOAD_TYPESCRIPT = Boolean((process.features as { readonly typescript?: unknown }).typescript);
const ID = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Called again it loads again what has changed in `plugins.dir`: same contents give the same values.
 * @param copies of the folders in `plugins.dir`, see PrivateCopies
 */
export function discoverParsers(
  settings: PluginSettings = {},
  copies: PrivateCopies = ownCopies(),
): Promise<Discovered<ParserPlugin>> {
  return discover<ParserPlugin>('parsers', settings, checkParser, copies);
}

/** For `PluginSettings.dir`. @param work a folder of the caller's own: it is emptied */
export function privateCopies(work: string): PrivateCopies {
  return new PrivateCopies(ROOT, work);
}

let shared: PrivateCopies | undefined;
const ownCopies = (): PrivateCopies => (shared ??= new PrivateCopies(ROOT));

/** Modules in load order: each behind those it names in `after`. */
export async function discoverModules(settings: PluginSettings = {}): Promise<Discovered<PortalModule>> {
  const found = await discover<PortalModule>('modules', settings, checkModule);
  return { ...found, plugins: inOrder(found.plugins) };
}

/** A folder that looks like a plugin; nothing is loaded. */
export interface PluginPlace {
  readonly id: string;
  readonly path: string;
  /** Part of Lanwarden itself. */
  readonly builtIn: boolean;
}

/** Of two with one id the first counts. */
export function pluginPlaces(kind: 'parsers' | 'modules', settings: PluginSettings = {}): readonly PluginPlace[] {
  const places = new Map<string, PluginPlace>();
  for (const { id, path } of pluginFolders(kind, settings, { problems: [], isWhole: true }))
    if (!places.has(id)) places.set(id, { id, path: dirname(path), builtIn: path.startsWith(join(ROOT, kind)) });
  return [...places.values()];
}

async function discover<T extends { id: string }>(
  kind: 'parsers' | 'modules',
  settings: PluginSettings,
  check: (value: Record<string, unknown>, id: string) => string | undefined,
  copies?: PrivateCopies,
): Promise<Discovered<T>> {
  const plugins: T[] = [];
  const said: Said = { problems: [], isWhole: true };
  const { problems } = said;
  const folders = [...pluginFolders(kind, settings, said)];
  const outside = settings.dir === undefined ? undefined : join(resolve(settings.dir), kind);
  const values = await Promise.all(
    folders.map(({ id, path }) =>
      importDefault(path, () => (dirname(dirname(path)) === outside ? copies?.copyOf(id, path) : undefined)),
    ),
  );
  for (const [i, { id, path }] of folders.entries()) {
    const value = values[i]!;
    const problem = 'error' in value ? value.error : (check(value.plugin, id) ?? duplicateOf(plugins, id));
    if (problem !== undefined) problems.push({ id, path, problem });
    else plugins.push((value as { plugin: unknown }).plugin as T);
  }
  return { plugins, problems, isWhole: said.isWhole };
}

interface Said {
  readonly problems: PluginProblem[];
  isWhole: boolean;
}

function* pluginFolders(
  kind: 'parsers' | 'modules',
  settings: PluginSettings,
  said: Said,
): Iterable<{ id: string; path: string }> {
  const { problems } = said;
  const roots = [{ id: 'lanwarden', root: ROOT }];
  if (settings.dir !== undefined) roots.push({ id: 'plugins.dir', root: resolve(settings.dir) });
  for (const name of settings.packages ?? []) {
    try {
      const found = createRequire(join(process.cwd(), 'package.json')).resolve(`${name}/package.json`);
      roots.push({ id: name, root: dirname(found) });
    } catch (error) {
      problems.push({ id: name, path: name, problem: `the package is not installed: ${messageOf(error)}` });
    }
  }
  for (const { id, root } of roots) {
    const folder = join(root, kind);
    // Said once, and not by both kinds.
    if (kind === 'parsers' && !existsSync(folder) && !existsSync(join(root, 'modules')))
      problems.push({ id, path: root, problem: 'no folder parsers was found in it' });
    let names: readonly string[] = [];
    try {
      names = foldersIn(folder);
    } catch (error) {
      said.isWhole = false;
      problems.push({ id, path: folder, problem: `${folder} cannot be read: ${messageOf(error)}` });
    }
    for (const name of names) {
      const path = [ENTRY, 'index.js', 'index.mjs', 'index.ts']
        .map((file) => join(folder, name, file))
        .find((file) => existsSync(file));
      if (path !== undefined) yield { id: name, path };
      else if (root !== ROOT)
        problems.push({ id: name, path: join(folder, name), problem: 'expected index.js or index.mjs in it' });
    }
  }
}

/** Links are followed: tools that manage files put them there. None where there is no such folder. */
function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && !isFile(join(folder, entry.name))))
    .map(({ name }) => name);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** @param copy where it is loaded from, if not from where it lies */
async function importDefault(
  path: string,
  copy: () => string | undefined,
): Promise<{ plugin: Record<string, unknown> } | { error: string }> {
  if (path.endsWith('.ts') && ENTRY !== 'index.ts' && !CAN_LOAD_TYPESCRIPT)
    return {
      error: `this Node (${process.version}) cannot load TypeScript: compile it to index.js, or use Node 22.18 or newer`,
    };
  try {
    let value = ((await import(pathToFileURL(copy() ?? path).href)) as { default?: unknown }).default;
    // A CommonJS build carries its default export one level deeper.
    if (typeof value === 'object' && value !== null && 'default' in value) value = value.default;
    if (typeof value !== 'object' || value === null)
      return { error: 'expected a default export made by defineParser or definePortalModule, found none' };
    return { plugin: value as Record<string, unknown> };
  } catch (error) {
    return { error: `could not be loaded: ${messageOf(error)}` };
  }
}

function checkParser(value: Record<string, unknown>, id: string): string | undefined {
  const common = checkCommon(value, id, PARSER_CONTRACT_VERSION);
  if (common !== undefined) return common;
  if (typeof value['parse'] !== 'function') return 'expected a function `parse`';
  if (typeof value['family'] !== 'string') return 'expected `family`, such as linux or network';
  if (!isHint(value['hint'])) return 'expected `hint` with apps and contains (an empty object makes a fallback)';
  return checkJoin(value['join']);
}

function checkJoin(join: unknown): string | undefined {
  if (join === undefined) return undefined;
  const { key, carry, ttlMs } = (join ?? {}) as { key?: unknown; carry?: unknown; ttlMs?: unknown };
  if (typeof key !== 'function') return 'expected a function `join.key`';
  if (!isTexts(carry)) return 'expected `join.carry` to be a list of field names';
  return typeof ttlMs === 'number' && ttlMs > 0 ? undefined : 'expected `join.ttlMs`, milliseconds';
}

function isHint(hint: unknown): boolean {
  if (typeof hint !== 'object' || hint === null) return false;
  const { apps = [], contains = [] } = hint as { apps?: unknown; contains?: unknown };
  return isTexts(apps) && isTexts(contains);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');
}

function checkModule(value: Record<string, unknown>, id: string): string | undefined {
  const common = checkCommon(value, id, MODULE_CONTRACT_VERSION);
  if (common !== undefined) return common;
  if (typeof value['portal'] !== 'function') return 'expected a function `portal` that imports the Nest module';
  const permissions = value['permissions'] ?? [];
  if (!Array.isArray(permissions)) return 'expected `permissions` to be a list';
  for (const permission of permissions as ({ id?: unknown } | null)[]) {
    if (!String(permission?.id).startsWith(`${id}.`))
      return `expected permissions to begin with "${id}.", found "${String(permission?.id)}"`;
  }
  return undefined;
}

function checkCommon(value: Record<string, unknown>, id: string, version: string): string | undefined {
  if (!ID.test(id)) return `expected a folder name of lower-case letters, digits and hyphens, found "${id}"`;
  if (value['id'] !== id)
    return `expected the id to be the folder's name "${id}", found ${JSON.stringify(value['id'])}`;
  if (typeof value['title'] !== 'string' || value['title'] === '') return 'expected a `title`';
  if (!fitsContract(value['contract'], version))
    return `expected contract ^${version.split('.')[0]}.x, found ${JSON.stringify(value['contract'])}`;
  return undefined;
}

/** `^1.2.0` and `1.2.0`: same major, not newer than ours. */
function fitsContract(range: unknown, version: string): boolean {
  const wanted = /^\^?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(typeof range === 'string' ? range : '');
  const [major, minor] = version.split('.').map(Number);
  return wanted !== null && Number(wanted[1]) === major && Number(wanted[2]) <= minor!;
}

function duplicateOf(plugins: readonly { id: string }[], id: string): string | undefined {
  return plugins.some((plugin) => plugin.id === id) ? 'another plugin has this id; the first one counts' : undefined;
}

function inOrder(modules: readonly PortalModule[]): PortalModule[] {
  const ordered: PortalModule[] = [];
  const visiting = new Set<string>();
  const visit = (module: PortalModule): void => {
    if (ordered.includes(module) || visiting.has(module.id)) return;
    visiting.add(module.id);
    for (const id of module.after ?? []) {
      const before = modules.find((other) => other.id === id);
      if (before !== undefined) visit(before);
    }
    ordered.push(module);
  };
  [...modules].sort((a, b) => (a.id < b.id ? -1 : 1)).forEach(visit);
  return ordered;
}
