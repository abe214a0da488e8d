// The settings of a collector for commands that do what it does: the configuration with what was set and made in the portal. Reads the
// metadata database when there is one, and makes none.

import type { Command } from 'commander';
import { systemClock } from '../clock.js';
import type { CollectorSettings } from '../link/messages.js';
import { loadWithPortal } from './command-config.js';
import { visible } from './terminal.js';

/** What was set in the portal and fits no more, in words; said on stderr where nobody takes it. */
export type OnLeftOut = (lines: readonly string[]) => void;

/** As `serve` gives them to its collector, but for the API keys. @throws Fault CONFIG_INVALID, DATABASE_CORRUPT, STORE_READ */
export async function collectorSettings(command: Command, onLeftOut: OnLeftOut = say): Promise<CollectorSettings> {
  const { loaded, leftOut } = await loadWithPortal(command);
  onLeftOut(leftOut.map(({ path, why }) => `${path}, set in the portal, is left out: ${visible(why)}`));
  // Loaded here, because most commands need no database.
  const { readSources } = await import('../sources/read-sources.js');
  return {
    config: loaded.config,
    modules: loaded.modules,
    sources: await readSources(loaded.config),
    ingestKeys: [],
  };
}

/** The same with the API keys. @throws Fault as above, DATABASE_AWAY, DATABASE_REFUSED */
export async function settingsWithKeys(command: Command, onLeftOut?: OnLeftOut): Promise<CollectorSettings> {
  const settings = await collectorSettings(command, onLeftOut);
  const { readIngestKeys } = await import('../accounts/ingest-keys.js');
  return { ...settings, ingestKeys: await readIngestKeys(settings.config, systemClock.now()) };
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`lanwarden: ${line}\n`);
}
