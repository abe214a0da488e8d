// The configuration as a command's options ask for it: --config and --set, which every command has.

import type { Command } from 'commander';
import type { ZodObject } from 'zod';
import { loadConfig, type LoadedConfig, type LoadOptions } from '#config/load.js';
import { discoverModules, type PluginProblem } from '#src/plugin/discovery.js';

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

/** Where plugins are; the program's own folders when the configuration is too broken to say. */
function pluginSettings(command: Command): { dir?: string | undefined; packages?: readonly string[] } {
  try {
    return loadCommandConfig(command).config.plugins;
  } catch {
    return {}; // the second load, with the modules known, says what is wrong
  }
}
