// What the form begins with for a sender that is approved: its address, and a name and a kind from what it sent.

import { sourceSchema, type SourceConfig } from '#config/schema.js';
import { MAX_SOURCE_NAME_CHARS, sourceNameMistake } from '#src/event/source-name.js';
import { isAddress } from '#src/sources/senders.js';
import type { Looks } from '../senders/looks.js';

/** A name that may be none is left for the person to give. `name`: of the sender in the ledger; `taken`: names that other sources have. */
export function suggestion(name: string, looks: Looks | undefined, taken: ReadonlySet<string>): SourceConfig {
  const isSender = isAddress(name);
  const calls = isSender ? [looks?.host, looks?.parser && `${looks.parser} ${name}`, name] : [name];
  const good = calls
    .map((call) => call?.slice(0, MAX_SOURCE_NAME_CHARS) ?? '')
    .filter((call) => sourceNameMistake(call) === undefined);
  const rest = { kind: looks?.kind ?? 'other', ...(isSender && { match: { peer: [name] } }) };
  return {
    ...sourceSchema.parse({ name: '-', ...rest }),
    name: good.find((call) => !taken.has(call)) ?? good[0] ?? '',
  };
}
