// What follows from the configuration for cookies, headers and links.

import type { Config } from '#config/schema.js';
import { Fault } from '#src/faults.js';

export class PortalSettings {
  /** Cookies are Secure and HSTS is sent when people come by https. */
  readonly secureCookies: boolean;
  /** Without a session's click for so long it ends. */
  readonly idleMs: number;
  /** Origins a WebSocket may come from, besides the host it asks. */
  readonly publicOrigin: string | undefined;

  /** @throws Fault CONFIG_INVALID */
  constructor({ portal }: Pick<Config, 'portal'>) {
    const url = portal.url === undefined ? undefined : parse(portal.url);
    this.publicOrigin = url?.origin;
    this.secureCookies = url?.protocol === 'https:';
    this.idleMs = portal.sessionHours * 3_600_000;
  }
}

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new Fault(
      'CONFIG_INVALID',
      `portal.url is "${url}", which is no address. Write it like https://logs.example.org`,
      { cause },
    );
  }
}
