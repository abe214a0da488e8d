// Fields in words, for sentences about rules and alerts; those without a word of their own by the name that queries use.

import { fieldOf } from '#src/event/fields.js';

const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'user.name': ['user', 'users'],
  'user.target.name': ['target account', 'target accounts'],
  'group.name': ['group', 'groups'],
  'source.ip': ['source address', 'source addresses'],
  'source.port': ['source port', 'source ports'],
  'destination.ip': ['destination address', 'destination addresses'],
  'destination.port': ['destination port', 'destination ports'],
  'host.name': ['host', 'hosts'],
  'process.name': ['program', 'programs'],
  'dns.question.name': ['domain', 'domains'],
  'lanwarden.source': ['source', 'sources'],
  'event.action': ['action', 'actions'],
  'event.code': ['event code', 'event codes'],
  'lanwarden.entity': ['user, address or device', 'users, addresses or devices'],
};

export function fieldWord(field: string): string {
  return wordsOf(field)?.[0] ?? queryName(field);
}

export function fieldWords(field: string): string {
  return wordsOf(field)?.[1] ?? `values of ${queryName(field)}`;
}

/** The alias where there is one. */
export function queryName(field: string): string {
  const def = fieldOf(field);
  return def?.alias ?? def?.name ?? field;
}

/** `user`, `user and host`, `user, host and domain` */
export function fieldList(fields: readonly string[]): string {
  return listed(fields.map(fieldWord));
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function wordsOf(field: string): readonly [string, string] | undefined {
  return WORDS[fieldOf(field)?.name ?? field];
}
