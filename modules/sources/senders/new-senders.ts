// Names of the ledger that are neither a source's nor an address, explained; and the sources that a new sender can be added to.

import { OTHER_SENDERS, UNIDENTIFIED } from '#src/event/source-name.js';
import type { LedgerRow } from '#src/sources/senders.js';
import { isOnlyNamed, type SourceEntry } from '../directory/source-entry.js';

export interface UnknownName {
  readonly row: LedgerRow;
  /** Why it is in the ledger without being a source. */
  readonly why: string;
}

/** `rows`: `names` of tellApart; `keySources`: names that API keys belong to. */
export function explained(rows: readonly LedgerRow[], keySources: ReadonlySet<string>): readonly UnknownName[] {
  return rows.map((row) => ({ row, why: whyThere(row.source, keySources) }));
}

function whyThere(name: string, keySources: ReadonlySet<string>): string {
  if (name === UNIDENTIFIED) return 'Messages that were just taken from a socket and are not given to a source yet.';
  if (name === OTHER_SENDERS)
    return 'Senders beyond the number of addresses that are told apart: usually a flood of invented addresses.';
  if (keySources.has(name))
    return 'Sends with an API key of this name. Give it settings of its own to choose its parser and more.';
  return 'A name that no source has now: it was renamed, deleted, or an import gave it.';
}

/** Sources that an address can be added to: those that are told by address already. For others it would narrow what they take. */
export function mergeTargets(entries: readonly SourceEntry[]): readonly SourceEntry[] {
  return entries.filter(
    ({ origin, config }) =>
      origin === 'portal' && !config.ignore && !isOnlyNamed(config) && config.match.peer.length > 0,
  );
}
