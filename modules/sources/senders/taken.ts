// An address is approved once: a second source behind the one that takes it whole would never get a message.

import { sourceSchema } from '#config/schema.js';
import { Fault } from '#src/faults.js';
import { isAddress, isWhole, plain } from '#src/sources/senders.js';
import type { SourceEntry } from '../directory/source-entry.js';

/**
 * Refuses a source that is told by addresses alone when one of the `others` names the same single address and nothing else. Addresses
 * that it `had` before stay. What is no source is not looked at: SourceBook says what is wrong with it.
 * @throws Fault BAD_REQUEST (`details.problems`, at `match.peer`)
 */
export function refuseTaken(config: unknown, others: readonly SourceEntry[], had: readonly string[] = []): void {
  const { data } = sourceSchema.safeParse(config);
  if (data === undefined || !isWhole({ config: data })) return;
  const before = new Set(had.filter(isAddress).map(plain));
  const takerOf = wholeTakers(others);
  const problems = data.match.peer.flatMap((peer, place) => {
    if (!isAddress(peer) || before.has(plain(peer))) return [];
    const taker = takerOf.get(plain(peer));
    return taker === undefined
      ? []
      : [{ path: `match.peer.${place}`, what: `${takenText(peer, taker)} Change that source instead.` }];
  });
  if (problems.length === 0) return;
  throw new Fault('BAD_REQUEST', problems.map(({ path, what }) => `${path}: ${what}`).join('; '), {
    details: { problems },
  });
}

/** A sentence. */
export function takenText(address: string, { name, config, origin }: SourceEntry): string {
  const more = config.ignore ? ', which is ignored' : origin === 'file' ? ', of the configuration file' : '';
  return `Since its approval ${address} is ${name}${more}.`;
}

/** Single addresses with the first source that takes each whole. */
function wholeTakers(entries: readonly SourceEntry[]): ReadonlyMap<string, SourceEntry> {
  const takers = new Map<string, SourceEntry>();
  for (const entry of entries.filter(isWhole))
    for (const address of entry.config.match.peer.filter(isAddress).map(plain))
      if (!takers.has(address)) takers.set(address, entry);
  return takers;
}
