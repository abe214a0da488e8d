// Who logs on or acts, who is acted on, which group: the roles of an event as fields.

import type { Fields } from '#src/event/event.js';
import { accountOf } from './address.js';
import type { WindowsRecord } from './record.js';
import type { Party, Roles } from './roles.js';
import { accountNameOf, sidOf } from './sids.js';
import { valueNames, valueOf } from './values.js';
import type { ValueName } from './values.js';

export function addAccounts(fields: Fields, record: WindowsRecord, roles: Roles): void {
  if (!addParty(fields, record, roles.user, 'user')) addOther(fields, record, roles);
  addParty(fields, record, roles.target, 'user.target');
  addParty(fields, record, roles.group, 'group');
}

/** The account that a sender named by itself; else the one in whose name the event was written, which never is the one who logs on. */
function addOther(fields: Fields, record: WindowsRecord, roles: Roles): void {
  const text = record.user ?? (roles.isLogon === true ? undefined : (record.account ?? accountNameOf(record.userSid)));
  const account = accountOf(text, undefined);
  if (account.name !== undefined) fields['user.name'] = account.name;
  if (account.domain !== undefined) fields['user.domain'] = account.domain;
  const sid = roles.isLogon === true ? undefined : sidOf(record.userSid);
  if (sid !== undefined) fields['user.id'] = sid;
}

type Prefix = 'user' | 'user.target' | 'group';

/** True where the event data name the party. */
function addParty(fields: Fields, record: WindowsRecord, party: Party | undefined, prefix: Prefix): boolean {
  if (party === undefined) return false;
  const { names, domains, sids } = compiled.get(party) ?? compile(party);
  const sid = sidOf(valueOf(record, sids));
  const keys = NAMES[prefix];
  if (sid !== undefined) fields[keys.id] = sid;
  const text = valueOf(record, names);
  if (text === undefined) return false;
  const account = accountOf(text, valueOf(record, domains));
  if (account.name === undefined) return false;
  fields[keys.name] = account.name;
  if (account.domain !== undefined) fields[keys.domain] = account.domain;
  return true;
}

const NAMES = {
  user: { name: 'user.name', domain: 'user.domain', id: 'user.id' },
  'user.target': { name: 'user.target.name', domain: 'user.target.domain', id: 'user.target.id' },
  group: { name: 'group.name', domain: 'group.domain', id: 'group.id' },
} as const;

interface PartyValues {
  readonly names: readonly ValueName[];
  readonly domains: readonly ValueName[];
  readonly sids: readonly ValueName[];
}

const compiled = new Map<Party, PartyValues>();

/** There are as many parties as roles.ts has; no message adds one. */
function compile(party: Party): PartyValues {
  const [name, domain, sid] = party;
  const values = {
    names: valueNames(name),
    domains: domain === undefined ? [] : valueNames(domain),
    sids: sid === undefined ? [] : valueNames(sid),
  };
  compiled.set(party, values);
  return values;
}
