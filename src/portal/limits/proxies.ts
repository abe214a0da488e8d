// The proxies in front of the portal (portal.trustedProxies): their X-Forwarded-For says who asks; anybody else's is not believed. One that
// nobody named is said in the log, once: through it all people are one address, to the login's throttle and in the audit log.

import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { addressTest, type AddressTest } from '#src/collector/identify/cidr.js';

/** Where a proxy of one's own stands; from elsewhere the header is a stranger's text. */
const isPrivate = addressTest([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '::1',
  'fc00::/7',
]);

export class Proxies {
  readonly #isNamed: AddressTest;
  #isSaid = false;

  constructor(
    named: readonly string[],
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    this.#isNamed = addressTest(named);
  }

  /** @param address of a socket: undefined when it has gone */
  isTrusted(address: string | undefined): boolean {
    return address !== undefined && this.#isNamed(address);
  }

  /** A Fastify onRequest hook's work. */
  look({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): void {
    const { remoteAddress: peer } = socket;
    if (this.#isSaid || headers['x-forwarded-for'] === undefined || peer === undefined) return;
    if (this.isTrusted(peer) || !isPrivate(peer)) return;
    this.#isSaid = true;
    this.log.warn({ peer }, 'a proxy is not trusted, so all who come through it are one address: if it is yours, add it to portal.trustedProxies'); // prettier-ignore
  }
}
