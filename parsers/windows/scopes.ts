// All providers that the tables know, and what the events of the rest are.

import { ACCOUNT_ROWS } from './events-account.js';
import { APPLICATION_SCOPES } from './events-application.js';
import { DEFENDER_SCOPES } from './events-defender.js';
import { LOGON_ROWS } from './events-logon.js';
import { NAME_SCOPES } from './events-names.js';
import { OBJECT_ROWS } from './events-object.js';
import { OPERATIONAL_SCOPES } from './events-operational.js';
import { AUDIT_LOG_ROWS, POLICY_ROWS } from './events-policy.js';
import { REMOTE_SCOPES } from './events-remote.js';
import { SYSMON_SCOPE } from './events-sysmon.js';
import { CLEARED_ROWS, SYSTEM_SCOPES } from './events-system.js';
import { NOBODY, SUBJECT_ON_TARGET } from './roles.js';
import type { FieldMap, Scope } from './row.js';

/** What most events of the Security channel have, under the same names. */
const SECURITY: FieldMap = {
  'source.ip': 'IpAddress|ClientAddress',
  'source.port': 'IpPort',
  'source.domain': 'WorkstationName|Workstation|ClientName',
  'process.executable': 'ProcessName|CallerProcessName',
  'process.pid': 'ProcessId|ProcessID|CallerProcessId',
};

/** Where the provider is not named, the System channel's best-known ids speak for themselves. */
const NAMELESS = ['services', 'log', 'shutdown', 'power'];

export const SCOPES: readonly Scope[] = [
  {
    id: 'security',
    providers: [
      'Microsoft-Windows-Security-Auditing',
      'Security',
      'Microsoft Windows security auditing.',
      'Security-Auditing',
    ],
    channels: ['Security'],
    rows: [...LOGON_ROWS, ...ACCOUNT_ROWS, ...OBJECT_ROWS, ...POLICY_ROWS, ...AUDIT_LOG_ROWS],
    fields: SECURITY,
    rest: ['iam', 'info', SUBJECT_ON_TARGET],
  },
  { id: 'event-log', providers: ['Microsoft-Windows-Eventlog'], rows: [...CLEARED_ROWS, ...AUDIT_LOG_ROWS] },
  SYSMON_SCOPE,
  ...OPERATIONAL_SCOPES,
  ...DEFENDER_SCOPES,
  ...REMOTE_SCOPES,
  ...NAME_SCOPES,
  ...SYSTEM_SCOPES,
  ...APPLICATION_SCOPES,
  {
    id: 'system',
    providers: [],
    channels: ['System'],
    rows: [
      ...SYSTEM_SCOPES.filter((scope) => NAMELESS.includes(scope.id)).flatMap((scope) => scope.rows),
      ...CLEARED_ROWS,
    ],
    rest: ['host', 'info', NOBODY],
  },
  { id: 'application', providers: [], channels: ['Application'], rows: [], rest: ['process', 'info', NOBODY] },
];

/** Channels that many providers write to: a provider that no table knows has nothing in common with the rows of the channel. */
export const SHARED_CHANNELS: ReadonlySet<string> = new Set(['system', 'application']);

/**
 * Category of Security events without a row, by the thousands of their task: the audit category.
 * https://learn.microsoft.com/openspecs/windows_protocols/ms-gpac/77878370-0712-47cd-997d-b07053429f6d
 */
export const CATEGORY_OF_TASK: Readonly<Record<string, string>> = {
  '122': 'host',
  '125': 'authentication',
  '128': 'file',
  '130': 'iam',
  '133': 'process',
  '135': 'configuration',
  '138': 'iam',
  '140': 'iam',
  '143': 'authentication',
};
