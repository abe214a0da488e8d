// The collector's settings as it finds them at its start: a snapshot that the portal leaves in data.dir, so that a restart without
// the portal works; and the fingerprint of what cannot change while it runs.

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** Equal for settings between which a running collector can change by itself. */
export function fingerprintOf({ config, isAlone }: CollectorSettings): string {
  const { listen, collector, data, time } = config;
  const { retention: _live, ...events } = config.events;
  const { dir, packages } = config.plugins;
  return createHash('sha256')
    .update(
      JSON.stringify([VERSION, listen, collector, data, events, time, dir, packages, ...(isAlone ? ['alone'] : [])]),
    )
    .digest('hex')
    .slice(0, 16);
}
