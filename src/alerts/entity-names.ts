// Who and what alerts are found by. Source and destination address are one kind here: an address that attacks and is attacked is one story.

import { createHash } from 'node:crypto';
import { lowerAscii } from '#src/query/ascii.js';
import type { AlertEntity, EntityKind } from './alert.js';

export const NAME_KINDS = ['user', 'ip', 'host', 'domain', 'source'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

export interface EntityName {
  readonly kind: NameKind;
  /** As the event has it. */
  readonly name: string;
}

const KIND_OF: Readonly<Record<EntityKind, NameKind>> = {
  user: 'user',
  src_ip: 'ip',
  dst_ip: 'ip',
  host: 'host',
  domain: 'domain',
  source: 'source',
};

/** Each once. */
export function entityNames(entity: AlertEntity): readonly EntityName[] {
  const names = new Map<string, EntityName>();
  for (const [field, name] of Object.entries(entity) as [EntityKind, string][]) {
    const kind = KIND_OF[field];
    names.set(`${kind}\u0000${folded(name)}`, { kind, name });
  }
  return [...names.values()];
}

/** PostgreSQL's indices take 2,700 bytes, and a character has up to three a UTF-16 unit. */
const MAX_INDEXED_CHARS = 500;
const KEPT_CHARS = 400;

/** Equal for names that are the same to the query language; what is very long is told apart by its hash. */
export function folded(name: string): string {
  const lower = lowerAscii(name);
  if (lower.length <= MAX_INDEXED_CHARS) return lower;
  return `${lower.slice(0, KEPT_CHARS).toWellFormed()}…${createHash('sha256').update(lower).digest('hex')}`;
}
