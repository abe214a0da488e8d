// The four things that people can say about who is who, each one live setting of the configuration.

import type { BaselinesSettings } from '../settings.js';

export const LISTS = ['aliases', 'shared', 'owners', 'ignored'] as const;
export type ListId = (typeof LISTS)[number];

export interface ListWords {
  readonly title: string;
  readonly text: string;
  readonly icon: string;
  /** Of the field that is there in any case. */
  readonly name: { readonly label: string; readonly hint: string; readonly placeholder: string };
  /** Of the second one, in lists of pairs. */
  readonly is?: { readonly label: string; readonly hint: string; readonly placeholder: string };
  /** Between the two in a row. */
  readonly between?: string;
  readonly add: string;
  readonly empty: string;
  /** What it means to take one out. */
  readonly without: string;
}

export const LIST_WORDS: Readonly<Record<ListId, ListWords>> = {
  aliases: {
    title: 'One person, several accounts',
    icon: 'users',
    between: 'is',
    text: 'What the accounts do is learned as one person’s habits. Upper and lower case and domains (CORP\\alice, alice@corp.example) are understood without this.',
    name: { label: 'Account in the logs', hint: 'As it is written there', placeholder: 'adm-alice' },
    is: { label: 'Is the same person as', hint: 'The name that findings have', placeholder: 'alice' },
    add: 'Join the two',
    empty: 'Each account is learned as itself.',
    without: 'The account is learned as itself again, from the next event on.',
  },
  shared: {
    title: 'Shared accounts',
    icon: 'user',
    text: 'Accounts that several people use. They are learned as accounts, and never taken for the owner of a device.',
    name: { label: 'Account', hint: '* is any text: kiosk*', placeholder: 'reception' },
    add: 'Add the account',
    empty: 'None. root, admin, administrator, guest and user count as shared without being named.',
    without: 'Whoever logs on with it may be taken for the owner of a device again.',
  },
  owners: {
    title: 'Whose device',
    icon: 'device-laptop',
    between: 'belongs to',
    text: 'Traffic and DNS questions name no account, only a device. The owner is who logs on at its console most; a phone or a television has no console, so say it here.',
    name: { label: 'Device', hint: 'Host name, MAC or IP address', placeholder: 'alices-phone' },
    is: { label: 'Belongs to', hint: 'An account', placeholder: 'alice' },
    add: 'Set the owner',
    empty: 'Owners are found by logons alone.',
    without: 'Its owner is who logs on at its console most, or nobody.',
  },
  ignored: {
    title: 'Not learned at all',
    icon: 'ban',
    text: 'Accounts without habits: made by tests, renamed each day. Nothing is found about them, also not when somebody else takes them over.',
    name: { label: 'Account', hint: '* is any text: test-*', placeholder: 'loadtest-*' },
    add: 'Leave it out',
    empty: 'Every account is learned.',
    without: 'It is learned from the next event on, and tells nobody for its first two weeks.',
  },
};

export function pathOf(list: ListId): string {
  return `baselines.identity.${list}`;
}

export interface Entry {
  readonly name: string;
  /** Of a pair: what it is. */
  readonly is?: string;
}

/** By name. */
export function entriesOf(list: ListId, { identity }: Pick<BaselinesSettings, 'identity'>): readonly Entry[] {
  const kept = identity[list];
  const entries: Entry[] = Array.isArray(kept)
    ? kept.map((name) => ({ name }))
    : Object.entries(kept).map(([name, is]) => ({ name, is }));
  return entries.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** As the setting holds them. */
export function settingOf(
  list: ListId,
  entries: readonly Entry[],
): readonly string[] | Readonly<Record<string, string>> {
  if (list === 'shared' || list === 'ignored') return entries.map(({ name }) => name);
  return Object.fromEntries(entries.map(({ name, is = '' }) => [name, is]));
}
