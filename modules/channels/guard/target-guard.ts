// The door that every message leaves by: a name is looked up once, each of its addresses is judged, and the connection goes to a judged
// one, so that a name that changes its mind (DNS rebinding) gains nothing. Redirects are nobody's business here: they are not followed.

import { lookup as lookUpName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { TargetRules } from '../settings.js';
import { addressRefusal } from './address-verdict.js';

/** What `connect` fails with when the guard says no; its message is a sentence for people. */
export class TargetRefused extends Error {
  readonly code = 'TARGET_REFUSED';
}

/** @throws TargetRefused for a host that needs no look-up to be refused: an address, or a name on a list */
export function checkHost(host: string, rules: TargetRules): void {
  const name = bareHost(host);
  if (matchesName(name, rules.deny))
    throw new TargetRefused(`${host} is on the list of denied targets (channels.targets.deny).`);
  if (isIP(name) === 0) return;
  const refusal = addressRefusal(name, rules);
  if (refusal !== undefined) throw new TargetRefused(`${host} ${refusal}.`);
}

/**
 * For `net.connect`, `tls.connect` and what stands on them. Node does not ask it for hosts that are addresses: call `checkHost` first.
 * Decimal, octal and short spellings of addresses are names to Node and addresses to the resolver, so they end here too.
 */
export function guardedLookup(rules: TargetRules, resolve: Resolve = resolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const isNameAllowed = matchesName(bareHost(hostname), rules.allow);
      const refusals = found.map(({ address }) => addressRefusal(address, rules, isNameAllowed));
      const wanted = found.filter(
        ({ family }) => !options.family || options.family === family || options.family === `IPv${family}`,
      );
      // One bad address spoils the name: a name that points at a metadata service among others is no accident.
      const bad = refusals.findIndex((refusal) => refusal !== undefined);
      if (bad >= 0) return callback(refused(hostname, found[bad]!.address, refusals[bad]!), '', 0);
      if (wanted.length === 0) return callback(notFound(hostname), '', 0);
      if (options.all === true) return callback(null, wanted);
      return callback(null, wanted[0]!.address, wanted[0]!.family);
    });
  };
}

export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]) => void,
) => void;

const resolveName: Resolve = (hostname, callback) => lookUpName(hostname, { all: true }, callback);

function refused(hostname: string, address: string, why: string): NodeJS.ErrnoException {
  return new TargetRefused(isIP(hostname) ? `${hostname} ${why}.` : `${hostname} leads to ${address}, which ${why}.`);
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`No address of ${hostname} was found`), { code: 'ENOTFOUND' });
}

/** Without the brackets of an IPv6 address in a URL, and without the dot that ends a full name. */
function bareHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function matchesName(name: string, list: readonly string[]): boolean {
  return list.some((entry) => {
    const wanted = bareHost(entry);
    return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted;
  });
}
