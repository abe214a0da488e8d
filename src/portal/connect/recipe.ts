// What a recipe is: lines to copy that point one kind of sender here; and what all recipes are made from.

import type { SourceConfig } from '#config/schema.js';

export type SourceKind = SourceConfig['kind'];

export interface Recipe {
  /** Of its place on the page, for links: `/system/connect#windows`. */
  readonly id: string;
  readonly title: string;
  /** The heading it stands under where all are shown. */
  readonly group?: string;
  /** Devices that are usually pointed here this way. */
  readonly kinds: readonly SourceKind[];
  /** Where the text goes. */
  readonly where: string;
  readonly text: string;
  /** What else one has to know. */
  readonly note?: string;
  /** The text holds KEY, which is to be made first. */
  readonly needsKey?: boolean;
}

/** What a sender over TLS has to know. */
export interface Certificates {
  readonly clientCertificates: 'off' | 'optional' | 'required';
  /** The file of the certificate that Lanwarden made itself; undefined when an authority signed it. */
  readonly ownCertificate: string | undefined;
}

/** The certificates are those of syslog over TLS. */
export interface Reachable extends Certificates {
  readonly host: string;
  /** Of listeners that listen. */
  readonly ports: { readonly [name in 'udp' | 'tcp' | 'tls' | 'relp' | 'http' | 'gelf']?: number | undefined };
  /** Of HTTP ingest. */
  readonly keyNeeded: boolean;
  /** Where RELP is spoken over TLS. */
  readonly relpTls?: Certificates | undefined;
}

/** Plain syslog: TCP where it is on. */
export interface Syslog {
  readonly host: string;
  readonly protocol: 'udp' | 'tcp';
  readonly port: number;
}

/** Undefined when neither listens. `prefer` is taken when it is on. */
export function syslogOf({ host, ports }: Reachable, prefer: 'udp' | 'tcp' = 'tcp'): Syslog | undefined {
  const protocol = ports[prefer] === undefined ? (prefer === 'tcp' ? 'udp' : 'tcp') : prefer;
  const port = ports[protocol];
  return port === undefined ? undefined : { host, protocol, port };
}

/** Of rsyslog's actions: it keeps messages while this server is away, and tries for ever. */
export const PATIENCE = 'action.resumeRetryCount="-1" queue.type="linkedList" queue.size="10000"';

export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
