// How a device is pointed here: this server's name, the real ports, and lines to copy for the common senders (recipes.ts).

import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { isReachedOtherwise, reachablePorts } from './reach.js';
import { type Recipe, recipesFor, type SourceKind } from './recipes.js';
import { curlLine } from './script.js';
import { NXLOG, nxlogOverHttp, powershellLine } from './windows.js';

export interface Connect {
  /** This server as it was asked for, as configured, or as the browser named it. */
  readonly host: string;
  /** Only this machine understands it: a device would send to itself. */
  readonly isOwnName: boolean;
  /** Addresses of this machine that others reach it by, in place of such a name. */
  readonly better: readonly string[];
  readonly recipes: readonly Recipe[];
  /** The port of HTTP ingest, where it is on. */
  readonly httpPort: number | undefined;
}

const LOOPBACK = /^(localhost|127\.[\d.]+|::1)$/i;
/** What a host name or an address can hold: people copy it into a shell. */
const NAME = /^[\w.:-]{1,253}$/;

/**
 * Recipes of listeners that listen (as configured while the collector is away).
 * `hostHeader`: of the request; `asked`: how people say that their devices reach this server; `needsKey`: over HTTP this device is
 * known by its key.
 */
export function connectTo(
  config: Config,
  health: CollectorHealth | undefined,
  hostHeader: string | undefined,
  asked = '',
  options: { readonly needsKey?: boolean } = {},
): Connect {
  const host = named(asked.trim()) ?? hostOf(config, hostHeader);
  const { tls, relp, http } = config.listen;
  const made = join(resolve(config.data.dir), 'tls', 'self-signed', 'cert.pem');
  const ports = reachablePorts(config, health);
  const recipes = recipesFor({
    host,
    ports,
    keyNeeded: http.requireKey || options.needsKey === true,
    clientCertificates: tls.clientCertificates,
    ownCertificate: tls.cert === undefined ? made : undefined,
    relpTls: relp.tls
      ? { ownCertificate: relp.cert === undefined ? made : undefined, clientCertificates: relp.clientCertificates }
      : undefined,
  });
  const better = isOwnName(host) && !isReachedOtherwise(config) ? lanAddresses() : [];
  return { host, isOwnName: isOwnName(host), better, recipes, httpPort: ports.http };
}

/** How devices reach this server, as far as it is known. `header`: the Host of the request. */
export function hostOf(config: Config, header: string | undefined): string {
  return named(reachedAs(config, header)) ?? 'this-server';
}

/** Whether `host` means something else on each machine. */
export function isOwnName(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Lines with this key, as a device of this kind writes them: the first sends a first message. None while HTTP ingest is off. */
export function keyRecipes({ host, httpPort }: Connect, key: string, kind: SourceKind): readonly Recipe[] {
  if (httpPort === undefined) return [];
  const shell = { id: 'try', title: 'A first message with it', kinds: [kind] };
  if (kind !== 'windows')
    return [
      { ...shell, where: 'In a shell, from any machine that reaches this one', text: curlLine(host, httpPort, key) },
    ];
  return [
    { ...shell, where: 'In PowerShell on the Windows host', text: powershellLine(host, httpPort, key) },
    {
      id: 'nxlog',
      title: 'Its event logs, with NXLog',
      kinds: [kind],
      where: NXLOG,
      text: nxlogOverHttp(host, httpPort, key),
      note: 'Needs an NXLog whose om_http knows AddHeader. Others send over TCP without a key: “How to point it here” on the page of the source has the lines. Then: Restart-Service nxlog',
    },
  ];
}

/** Without its port. */
function reachedAs({ portal: { devices, url } }: Config, header = ''): string {
  if (devices.host !== undefined) return devices.host;
  return (url === undefined ? header.replace(/:\d{1,5}$/, '') : new URL(url).hostname).replace(/^\[|\]$/g, '');
}

function named(host: string): string | undefined {
  return NAME.test(host) && !host.startsWith('-') ? host : undefined;
}

/** IPv4 first; link-local ones need a zone that differs on each device. */
function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .toSorted((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address)
    .slice(0, 4);
}
