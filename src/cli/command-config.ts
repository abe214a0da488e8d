// The configuration as a command's options ask for it: --config and --set, which every command has.

import type { Command } from 'commander';
import type { ZodObject } from 'zod';
import { loadConfig, type LoadedConfig, type LoadOptions, wholeSchema } from '#config/load.js';
import { Fault, type FaultCode } from '#src/faults.js';
import { discoverModules, type PluginProblem } from '#src/plugin/discovery.js';
import { type LeftOut, settle } from '#src/settings/kept-settings.js';

/** Sections of modules are not checked: see loadWithModules. @throws Fault CONFIG_INVALID */
export function loadCommandConfig(
  command: Command,
  more: Pick<LoadOptions, 'moduleSchemas' | 'overrides' | 'portal'> = {},
): LoadedConfig {
  const { config, set } = command.optsWithGlobals<{ config?: string; set?: readonly string[] }>();
  return loadConfig({ file: config, set: set ?? [], ...more });
}

export interface WithModules {
  readonly loaded: LoadedConfig;
  readonly moduleSchemas: Readonly<Record<string, ZodObject>>;
  /** Plugins that could not be loaded. */
  readonly problems: readonly PluginProblem[];
}

/** In two steps, because the configuration says where more modules are. @throws Fault CONFIG_INVALID */
export async function loadWithModules(command: Command): Promise<WithModules> {
  const { plugins, problems } = await discoverModules(pluginSettings(command));
  const moduleSchemas: Record<string, ZodObject> = {};
  for (const { id, settings } of plugins) if (settings !== undefined) moduleSchemas[id] = settings;
  return { loaded: loadCommandConfig(command, { moduleSchemas }), moduleSchemas, problems };
}

/**
 * The same over what is set in the portal, as `serve` has it; read from the metadata database when there is one.
 * @throws Fault CONFIG_INVALID, DATABASE_CORRUPT, STORE_READ
 */
export async function loadWithPortal(
  command: Command,
): Promise<WithModules & { readonly leftOut: readonly LeftOut[] }> {
  const without = await loadWithModules(command);
  const { moduleSchemas } = without;
  // Loaded here, because most commands need no database.
  const { readKeptSettings } = await import('#src/settings/read-kept.js');
  const kept = await readKeptSettings(without.loaded.config);
  const load = (portal: object): LoadedConfig => loadCommandConfig(command, { moduleSchemas, portal });
  return { ...without, ...settle(kept, wholeSchema(moduleSchemas), load) };
}

/** The same without what is set in the portal, and with a word of it, where that cannot be read. @throws Fault CONFIG_INVALID */
export async function loadWhatThereIs(command: Command): ReturnType<typeof loadWithPortal> {
  try {
    return await loadWithPortal(command);
  } catch (error) {
    if (!(error instanceof Fault) || !OF_PORTAL.includes(error.code)) throw error;
    process.stderr.write(`lanwarden: what is set in the portal is left out: ${error.message}\n`);
    return { ...(await loadWithModules(command)), leftOut: [] };
  }
}

const OF_PORTAL: readonly FaultCode[] = ['DATABASE_AWAY', 'DATABASE_REFUSED', 'DATABASE_CORRUPT', 'STORE_READ', 'SECRET_KEY']; // prettier-ignore

/** Where plugins are; the program's own folders when the configuration is too broken to say. */
function pluginSettings(command: Command): { dir?: string | undefined; packages?: readonly string[] } {
  try {
    return loadCommandConfig(command).config.plugins;
  } catch {
    return {}; // the second load, with the modules known, says what is wrong
  }
}
