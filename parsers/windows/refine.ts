// Events whose meaning hangs on a value: which group, which state, which audit action, which line of sshd.

import type { Fields } from '#src/event/event.js';
import { LOGON_INFO } from '#src/event/kinds.js';
import { readSshLine } from './openssh.js';
import type { WindowsRecord } from './record.js';
import { isOrdinaryGroup } from './sids.js';

export type Refine = (fields: Fields, record: WindowsRecord) => void;

export function refineOf(scope: string, code: string): Refine | undefined {
  return REFINES.get(scope)?.[code];
}

const REFINES: ReadonlyMap<string, Readonly<Record<string, Refine>>> = new Map<string, Record<string, Refine>>([
  [
    'security',
    {
      '4728': memberAdded,
      '4732': memberAdded,
      '4756': memberAdded,
      '4656': objectKind,
      '4658': objectKind,
      '4659': objectKind,
      '4660': objectKind,
      '4663': objectKind,
      '4769': serviceTicket,
      '4770': serviceTicket,
      '4773': serviceTicket,
      '4670': objectName,
      '4907': objectName,
    },
  ],
  ['services', { '7036': serviceState }],
  ['system', { '7036': serviceState }],
  ['sql-server', { '33205': databaseAudit }],
  ['openssh', { '4': sshLine, '6': sshLine }],
]);

/** Every new account becomes a member of Users; that is no privilege. */
function memberAdded(fields: Fields, record: WindowsRecord): void {
  if (isOrdinaryGroup(record.get('TargetSid'))) fields['event.severity'] = 2;
}

const TICKET_EXPIRED = 0x20;

/**
 * Who asks for a service's ticket has logged on, so that one refused is no failed logon; one that ran out (0x20) is asked for anew all
 * day. The account is `alice@CORP.EXAMPLE`, whatever the domain beside it says.
 */
function serviceTicket(fields: Fields, record: WindowsRecord): void {
  if (fields['event.outcome'] === 'failure') {
    fields['event.type'] = LOGON_INFO.type;
    fields['event.severity'] = Number(record.get('Status')) === TICKET_EXPIRED ? 1 : 2;
  }
  const name = fields['user.name'];
  const at = name?.lastIndexOf('@') ?? -1;
  if (name === undefined || at < 1) return;
  fields['user.name'] = name.slice(0, at);
  if (at < name.length - 1) fields['user.domain'] ??= name.slice(at + 1);
}

/** What a handle belongs to decides the category; only a file's name is a path. */
function objectKind(fields: Fields, record: WindowsRecord): void {
  objectName(fields, record);
  const type = record.get('ObjectType');
  if (type === undefined) return;
  const category = type.startsWith('SAM_') ? 'iam' : OBJECT_CATEGORIES.get(type);
  if (category !== undefined) fields['event.category'] = [category];
}

function objectName(fields: Fields, record: WindowsRecord): void {
  const name = record.get('ObjectName');
  if (name === undefined) return;
  const type = record.get('ObjectType');
  if (type === 'Key') fields['registry.path'] = name;
  else if (type === undefined || type === 'File') fields['file.path'] = name;
}

const OBJECT_CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['File', 'file'],
  ['Key', 'registry'],
  ['Process', 'process'],
  ['Thread', 'process'],
  ['Token', 'process'],
  ['Section', 'process'],
  ['SC_MANAGER OBJECT', 'configuration'],
  ['SERVICE OBJECT', 'configuration'],
  ['PolicyObject', 'iam'],
  ['SecretObject', 'iam'],
  ['TrustedDomainObject', 'iam'],
  ['UserAccountObject', 'iam'],
]);

/** The state is a word in the language of the machine; where it is not one of these the event only says "changed". */
const STATES: ReadonlyMap<string, 'start' | 'end'> = new Map([
  ['running', 'start'],
  ['stopped', 'end'],
  ['wird ausgeführt', 'start'],
  ['ausgeführt', 'start'],
  ['beendet', 'end'],
  ['en cours d’exécution', 'start'],
  ["en cours d'exécution", 'start'],
  ['arrêté', 'end'],
]);

function serviceState(fields: Fields, record: WindowsRecord): void {
  const state = STATES.get((record.get('param2') ?? '').toLowerCase());
  if (state === undefined) return;
  fields['event.action'] = state === 'start' ? 'service_started' : 'service_stopped';
  fields['event.type'] = [state];
}

/** https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-dm-audit-actions-transact-sql */
const AUDIT_ACTIONS: Readonly<Record<string, Partial<Fields>>> = {
  LGIS: login('success'),
  LGIF: login('failure'),
  APRL: {
    'event.action': 'group_member_added',
    'event.category': ['iam', 'database'],
    'event.type': ['group', 'change'],
    'event.severity': 4,
  },
  DPRL: {
    'event.action': 'group_member_removed',
    'event.category': ['iam', 'database'],
    'event.type': ['group', 'change'],
    'event.severity': 3,
  },
};

function login(outcome: 'success' | 'failure'): Partial<Fields> {
  return {
    'event.action': 'database_login',
    'event.category': ['authentication', 'database'],
    'event.type': ['start'],
    'event.severity': outcome === 'failure' ? 3 : 1,
    'event.outcome': outcome,
  };
}

function databaseAudit(fields: Fields, record: WindowsRecord): void {
  const text = record.get('param1') ?? '';
  if (fields['event.outcome'] === undefined && text.includes('succeeded:'))
    fields['event.outcome'] = text.includes('succeeded:true') ? 'success' : 'failure';
  const action = fields['winlog.sql.action_id'];
  if (typeof action === 'string' && Object.hasOwn(AUDIT_ACTIONS, action)) Object.assign(fields, AUDIT_ACTIONS[action]);
}

function sshLine(fields: Fields, record: WindowsRecord): void {
  const text = record.get('payload') ?? record.get('param2');
  if (text !== undefined) readSshLine(fields, text);
}
