// Where people find an alert, for messages.

import { hostname } from 'node:os';
import type { Config } from '#config/schema.js';

export function alertUrls(config: Pick<Config, 'portal'>): (alertId: string) => string | undefined {
  const base = portalUrl(config);
  return (id) => (base === undefined ? undefined : `${base}/alerts/${id}`);
}

/** `portal.url`; without one this machine's name. Undefined where neither is known (a port that the system chooses). No slash at its end. */
export function portalUrl({ portal }: Pick<Config, 'portal'>): string | undefined {
  return (portal.url ?? ownAddress(portal))?.replace(/\/+$/, '');
}

function ownAddress({ host, port }: Config['portal']): string | undefined {
  if (port === 0) return undefined;
  const name = ['::', '0.0.0.0', ''].includes(host) ? hostname() : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
