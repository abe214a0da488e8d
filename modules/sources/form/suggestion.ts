// What the form begins with for a sender that is approved: its address, and a name and a kind from what it sent.

import { sourceSchema, type SourceConfig } from '#config/schema.js';
import { isAddress } from '#src/sources/senders.js';
import type { Looks } from '../senders/looks.js';

const MAX_NAME_CHARS = 100;

/** `name`: of the sender in the ledger; `taken`: names that other sources have. */
export function suggestion(name: string, looks: Looks | undefined, taken: ReadonlySet<string>): SourceConfig {
  const isSender = isAddress(name);
  const calls = isSender ? [looks?.host, looks?.parser && `${looks.parser} ${name}`, name] : [name];
  const free = calls.find((call) => call !== undefined && call !== '' && !taken.has(call)) ?? name;
  return sourceSchema.parse({
    name: free.slice(0, MAX_NAME_CHARS),
    kind: looks?.kind ?? 'other',
    ...(isSender && { match: { peer: [name] } }),
  });
}
