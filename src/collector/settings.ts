// The collector's settings as it finds them at its start: a snapshot that the portal leaves in data.dir, so that a restart without
// the portal works; and the fingerprint of what cannot change while it runs.

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Config } from '#config/schema.js';
import type { CollectorSettings } from '../link/messages.js';
import { VERSION } from '../version.js';

/** Holds hashes of API keys, no key: still for its owner alone. */
export function writeSnapshot(file: string, settings: CollectorSettings): void {
  writeFileSync(`${file}.new`, JSON.stringify(settings), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function readSnapshot(file: string): CollectorSettings {
  return JSON.parse(readFileSync(file, 'utf8')) as CollectorSettings;
}

/** The settings of the last run, but for what the portal cannot set (`boot` keys): that is as the collector's own configuration has it now. */
export function withOwnPlaces(last: CollectorSettings, own: Config): CollectorSettings {
  const { data, node, secrets, database, sources } = own;
  const { store, url, readUrl } = own.events;
  const { dir, packages } = own.plugins;
  const events = { ...last.config.events, store, url, readUrl };
  const plugins = { ...last.config.plugins, dir, packages };
  return { ...last, config: { ...last.config, data, node, secrets, database, sources, events, plugins } };
}

/** Equal for settings between which a running collector can change by itself. */
export function fingerprintOf({ config, isAlone }: CollectorSettings): string {
  const { listen, collector, data, time } = config;
  const { retention: _live, ...events } = config.events;
  const place = events.store === 'postgres' ? (events.url ?? config.database.url) : undefined;
  const { dir, packages } = config.plugins;
  const alone = isAlone ? ['alone'] : [];
  return createHash('sha256')
    .update(JSON.stringify([VERSION, listen, collector, data, events, place, time, dir, packages, ...alone]))
    .digest('hex')
    .slice(0, 16);
}
