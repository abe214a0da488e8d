// What each event means: one definition an id within its provider's scope, compiled from the tables beside this file.
// An id alone says little: 1 is a process start for Sysmon and a time change for Kernel-General.

import type { Action } from '#src/event/actions.js';
import type { Level } from '#src/event/event.js';
import type { ACTIONS } from './actions.js';
import { APPLICATION_ROWS } from './events-application.js';
import type { Roles } from './roles.js';
import { SECURITY_ROWS } from './events-security.js';
import { SYSMON_ROWS } from './events-sysmon.js';
import { SYSTEM_ROWS } from './events-system.js';
import { NOBODY } from './roles.js';

export type Outcome = 'success' | 'failure';
export type Scope = 'security' | 'system' | 'sysmon' | 'powershell' | 'defender' | 'terminal';

/**
 * id(s), level, ECS categories, ECS types, action, outcome where the event itself is one ('' = as the audit keywords or status code say),
 * who is who, and the event's English first sentence (without its full stop or colon; '' where it begins otherwise).
 */
export type Row = readonly [
  codes: string,
  level: Level,
  category: string,
  type: string,
  action: Action | keyof typeof ACTIONS,
  outcome: Outcome | '',
  roles: Roles,
  title: string,
];

export interface EventDef {
  readonly level: Level;
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly action: string;
  readonly outcome: Outcome | undefined;
  readonly roles: Roles;
}

const SCOPES: Readonly<Record<Scope, readonly Row[]>> = {
  security: SECURITY_ROWS,
  system: SYSTEM_ROWS,
  sysmon: SYSMON_ROWS,
  powershell: APPLICATION_ROWS.powershell,
  defender: APPLICATION_ROWS.defender,
  terminal: APPLICATION_ROWS.terminal,
};

/** ECS has no kind for "something": an unknown event gets level 1, what its keywords say, and the Subject as the one who acts. */
export const UNKNOWN_EVENT: EventDef = {
  level: 1,
  category: [],
  type: [],
  action: '',
  outcome: undefined,
  roles: NOBODY,
};

const defs = new Map<string, EventDef>();
const codesByTitle = new Map<string, string>();
for (const [scope, rows] of Object.entries(SCOPES)) for (const row of rows) compile(scope as Scope, row);

export function eventDefOf(scope: Scope | undefined, code: string): EventDef {
  return (scope === undefined ? undefined : defs.get(`${scope}:${code}`)) ?? UNKNOWN_EVENT;
}

/** The id behind the first sentence of an event's English text; a title that two providers share goes by the text's shape. */
export function codeOfTitle(text: string, provider: string | undefined): string | undefined {
  const end = text.slice(0, 120).search(/[.:]/);
  if (end < 0) return undefined;
  const code = codesByTitle.get(text.slice(0, end));
  if (code === '4697' && (provider === 'Service Control Manager' || !text.includes('Subject:'))) return '7045';
  return code;
}

/** Which table an event belongs to, by its provider, else its channel; senders that name neither mean the Security log. */
export function scopeOf(channel: string | undefined, provider: string | undefined): Scope | undefined {
  if (provider !== undefined) {
    if (provider === 'Microsoft-Windows-Security-Auditing' || provider === 'Security') return 'security';
    if (provider === 'Microsoft-Windows-Sysmon') return 'sysmon';
    if (
      provider.startsWith('Microsoft-Windows-PowerShell') ||
      provider === 'PowerShell' ||
      provider === 'PowerShellCore'
    )
      return 'powershell';
    if (provider === 'Microsoft-Windows-Windows Defender') return 'defender';
    if (provider.startsWith('Microsoft-Windows-TerminalServices-')) return 'terminal';
    if (provider === 'Service Control Manager' || provider === 'EventLog') return 'system';
  }
  if (channel === undefined)
    return provider === undefined || provider === 'Microsoft-Windows-Eventlog' ? 'security' : undefined;
  return CHANNELS.get(channel.toLowerCase());
}

/** The channel of a provider, for shapes that do not name it. */
export function channelOf(provider: string | undefined, code: string): string | undefined {
  if (provider === 'Microsoft-Windows-Eventlog') return code === '104' ? 'System' : 'Security';
  return provider === undefined ? undefined : HOME_CHANNELS.get(provider);
}

const CHANNELS: ReadonlyMap<string, Scope> = new Map([
  ['security', 'security'],
  ['system', 'system'],
  ['microsoft-windows-sysmon/operational', 'sysmon'],
  ['windows powershell', 'powershell'],
  ['microsoft-windows-powershell/operational', 'powershell'],
  ['powershellcore/operational', 'powershell'],
  ['microsoft-windows-windows defender/operational', 'defender'],
  ['microsoft-windows-terminalservices-localsessionmanager/operational', 'terminal'],
  ['microsoft-windows-terminalservices-remoteconnectionmanager/operational', 'terminal'],
]);

const HOME_CHANNELS: ReadonlyMap<string, string> = new Map([
  ['Microsoft-Windows-Security-Auditing', 'Security'],
  ['Service Control Manager', 'System'],
  ['EventLog', 'System'],
  ['Microsoft-Windows-Sysmon', 'Microsoft-Windows-Sysmon/Operational'],
  ['Microsoft-Windows-PowerShell', 'Microsoft-Windows-PowerShell/Operational'],
  ['PowerShell', 'Windows PowerShell'],
  ['Microsoft-Windows-Windows Defender', 'Microsoft-Windows-Windows Defender/Operational'],
  [
    'Microsoft-Windows-TerminalServices-LocalSessionManager',
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
  ],
  [
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager',
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational',
  ],
]);

function compile(scope: Scope, [codes, level, category, type, action, outcome, roles, title]: Row): void {
  const def: EventDef = {
    level,
    category: Object.freeze(category.split(' ')),
    type: Object.freeze(type.split(' ')),
    action,
    outcome: outcome === '' ? undefined : outcome,
    roles,
  };
  for (const code of codes.split(' ')) defs.set(`${scope}:${code}`, def);
  for (const sentence of title.split(' | '))
    if (sentence !== '' && !codesByTitle.has(sentence)) codesByTitle.set(sentence, codes.split(' ')[0]!);
}
