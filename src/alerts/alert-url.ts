// Where people find an alert, for messages.

import { hostname } from 'node:os';
import type { Config } from '#config/schema.js';

/** At `portal.url`; without one at this machine's name. Undefined where neither is known (a port that the system chooses). */
export function alertUrls({ portal }: Pick<Config, 'portal'>): (alertId: string) => string | undefined {
  const base = portal.url ?? ownAddress(portal);
  return (id) => (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/alerts/${id}`);
}

function ownAddress({ host, port }: Config['portal']): string | undefined {
  if (port === 0) return undefined;
  const name = ['::', '0.0.0.0', ''].includes(host) ? hostname() : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
