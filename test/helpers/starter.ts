// Starting the built program where it is expected not to start.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { MAIN, freePorts } from './program.mjs';

/** ms. A start takes some seconds of two processors, and others may have them. */
export const START_MS = 50_000;

export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/**
 * Ports that were free a moment ago, and `serve` with them.
 * @param dir where data folders are made
 */
export async function starter(dir: string): Promise<(env: Record<string, string>, data?: string) => Ended> {
  const [portal, syslog, http] = await freePorts(3);
  const free = {
    LANWARDEN_PORTAL__PORT: String(portal),
    LANWARDEN_LISTEN__UDP__PORT: String(syslog),
    LANWARDEN_LISTEN__TCP__PORT: String(syslog),
    LANWARDEN_LISTEN__HTTP__PORT: String(http),
    LANWARDEN_LOG__LEVEL: 'error',
  };
  /** @throws when it has not ended by itself */
  return (env, data = join(dir, String(Math.random()))) => {
    const run = spawnSync(process.execPath, [MAIN, 'serve'], {
      env: { ...process.env, ...free, LANWARDEN_DATA__DIR: data, ...env },
      encoding: 'utf8',
      timeout: START_MS,
    });
    if (run.error) throw run.error;
    return { code: run.status, text: run.stdout + run.stderr };
  };
}
