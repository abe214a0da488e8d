// How devices reach the listeners: at the ports that portal.devices names, else at the listeners' own.

import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';

const LISTENERS = ['udp', 'tcp', 'tls', 'relp', 'http', 'gelf'] as const;

export type ReachablePorts = { readonly [name in (typeof LISTENERS)[number]]?: number | undefined };

/** Of listeners that listen; of those that are configured while the collector is away. */
export function reachablePorts({ portal, listen }: Config, health: CollectorHealth | undefined): ReachablePorts {
  const own = (name: (typeof LISTENERS)[number]): number | undefined => {
    if (health === undefined) return listen[name].enabled ? listen[name].port : undefined;
    const running = name === 'gelf' ? 'gelf-udp' : name;
    return health.listeners.find((listener) => listener.name === running && listener.state === 'listening')?.port;
  };
  return Object.fromEntries(
    LISTENERS.map((name) => {
      const port = own(name);
      return [name, port === undefined ? undefined : (portal.devices[name] ?? port)];
    }),
  );
}

/** Then the addresses of this machine (a container, a pod) are none that a device reaches. */
export function isReachedOtherwise({ portal }: Config): boolean {
  return Object.values(portal.devices).some((value) => value !== undefined);
}
