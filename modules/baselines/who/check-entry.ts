// What is wrong with what somebody wants to say about who is who, by field. Pure.

import { MAX_NAME_CHARS } from '../engine/entity.js';
import { accountName, hasControl } from '../identity/names.js';
import { matchesWildcard } from '../identity/wildcard.js';
import type { BaselinesSettings } from '../settings.js';
import { type Entry, entriesOf, type ListId } from './lists.js';

/** Sentences by field. */
export type Mistakes = { readonly [field in 'name' | 'is']?: string };

/** Of each list: what a person can keep in mind, and more than any network has. */
const MAX_ENTRIES = 1_000;

/** Empty: it can be kept. */
export function checkEntry(list: ListId, entry: Entry, settings: BaselinesSettings): Mistakes {
  const isPair = list === 'aliases' || list === 'owners';
  const name = textMistake(entry.name) ?? (list === 'owners' ? undefined : accountMistake(list, entry.name));
  const is = isPair ? (textMistake(entry.is ?? '') ?? ownMistake(entry.is ?? '')) : undefined;
  if (name !== undefined || is !== undefined) return { ...(name && { name }), ...(is && { is }) };
  const others = entriesOf(list, settings);
  const before = others.find((each) => sameName(list, each.name, entry.name));
  if (before !== undefined) return { name: `${before.name} is in this list already. Take it out first.` };
  if (others.length >= MAX_ENTRIES) return { name: `There are ${MAX_ENTRIES} entries; take one out first.` };
  return list === 'aliases' ? aliasMistake(entry, others) : list === 'owners' ? ownerMistake(entry, settings) : {};
}

/** The same account or device, however it is written. */
export function sameName(list: ListId, a: string, b: string): boolean {
  return key(list, a) === key(list, b);
}

function key(list: ListId, name: string): string {
  const text = name.trim().toLowerCase();
  return list === 'owners' ? text.replaceAll(/(?<=^|[0-9a-f])-(?=[0-9a-f]{2})/g, ':') : (accountName(text) ?? text);
}

function textMistake(text: string): string | undefined {
  if (text === '') return 'Say a name.';
  if (text.length > MAX_NAME_CHARS) return `At most ${MAX_NAME_CHARS} characters.`;
  if (text === '__proto__') return 'A setting cannot hold this name.';
  return hasControl(text) ? 'It holds a character that cannot be seen.' : undefined;
}

function accountMistake(list: ListId, name: string): string | undefined {
  if (list === 'aliases') return ownMistake(name);
  return /^[*\s]+$/.test(name) ? 'That is every account. Say which, such as test-*.' : undefined;
}

/** Of a name that must be one account. */
function ownMistake(name: string): string | undefined {
  if (name.includes('*')) return 'Say one account; * does not stand for others here.';
  return accountName(name) === undefined
    ? `No account is learned under ${name}: it is none, or a computer’s.`
    : undefined;
}

function aliasMistake({ name, is = '' }: Entry, others: readonly Entry[]): Mistakes {
  if (sameName('aliases', name, is)) return { is: 'That is the same account: case and domain make no difference.' };
  const further = others.find((each) => sameName('aliases', each.name, is));
  if (further !== undefined) return { is: `${is} is itself known as ${further.is}. Say ${further.is}.` };
  const back = others.find((each) => sameName('aliases', each.is ?? '', name));
  return back === undefined
    ? {}
    : { name: `${back.name} is known as ${name}. Take that out first, or say it the other way round.` };
}

function ownerMistake({ is = '' }: Entry, { identity }: BaselinesSettings): Mistakes {
  const account = accountName(is) ?? is;
  const shared = identity.shared.find((pattern) => matchesWildcard(pattern.toLowerCase(), account));
  return shared === undefined ? {} : { is: `${is} is a shared account (${shared}); a device belongs to one person.` };
}
