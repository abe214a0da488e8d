// What each event means: one definition an id within its provider's scope, compiled from the tables beside this file.
// An id alone says little: 1 is a process start for Sysmon and a time change for Kernel-General.

import type { Level } from '#src/event/event.js';
import { codedOf } from './coded.js';
import type { Coded } from './coded.js';
import { innerOf } from './inner.js';
import type { Inner } from './inner.js';
import { APPLICATION_SCOPES } from './events-application.js';
import { SYSTEM_SCOPES } from './events-system.js';
import { refineOf } from './refine.js';
import type { Refine } from './refine.js';
import { NOBODY } from './roles.js';
import type { Roles } from './roles.js';
import type { FieldMap, Outcome, Row, Scope } from './row.js';
import { SCOPES, SHARED_CHANNELS } from './scopes.js';
import { rulesOf } from './targets.js';
import type { FieldRule } from './targets.js';

export interface EventDef {
  /** False for events without a row: the level comes from the event. */
  readonly isKnown: boolean;
  readonly level: Level;
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly action: string;
  readonly outcome: Outcome | undefined;
  readonly roles: Roles;
  readonly rules: readonly FieldRule[];
  readonly coded: readonly Coded[];
  readonly inner: readonly Inner[];
  readonly refine: Refine | undefined;
  readonly isAuthentication: boolean;
  readonly isAccountChange: boolean;
}

export interface EventScope {
  readonly id: string;
  readonly defs: ReadonlyMap<string, EventDef>;
  readonly rest: EventDef;
}

/** More names than all of Windows' providers is somebody playing. */
const MAX_RESOLVED = 2048;

const REST: Row = ['', 1, 'host', 'info', 'windows_event', '', NOBODY, ''];
const codesByTitle = new Map<string, string>();
const byProvider = new Map<string, EventScope>();
const byPrefix: [prefix: string, scope: EventScope][] = [];
const byChannel = new Map<string, EventScope>();
const homeChannels = new Map([
  ['PowerShell', 'Windows PowerShell'],
  ['PowerShellCore', 'PowerShellCore/Operational'],
]);
const scopes = SCOPES.map(compile);
const UNKNOWN: EventScope = { id: '', defs: new Map(), rest: defOf(REST, '', '', undefined, false) };
const SECURITY = scopes.find((scope) => scope.id === 'security')!;
const resolved = new Map<string, EventScope | undefined>();

/** The scope of an event, by its provider, else its channel; senders that name neither mean the Security log. */
export function scopeOf(channel: string | undefined, provider: string | undefined): EventScope {
  if (provider === undefined)
    return channel === undefined ? SECURITY : (byChannel.get(channel.toLowerCase()) ?? UNKNOWN);
  const scope = resolved.get(provider) ?? resolve(provider);
  if (scope !== undefined) return scope;
  const home = channel === undefined ? undefined : channel.toLowerCase();
  const shared = home === undefined ? undefined : byChannel.get(home);
  if (shared === undefined) return UNKNOWN;
  return SHARED_CHANNELS.has(home!) ? { id: shared.id, defs: UNKNOWN.defs, rest: shared.rest } : shared;
}

export function eventDefOf(scope: EventScope, code: string): EventDef {
  return scope.defs.get(code) ?? scope.rest;
}

/** The id behind the first sentence of an event's English text; a title that two providers share goes by the text's shape. */
export function codeOfTitle(text: string, provider: string | undefined): string | undefined {
  const start = text.slice(0, 200);
  for (let end = start.search(/[.:]/); end > 0 && end < start.length;) {
    const code = codesByTitle.get(start.slice(0, end));
    if (code === '4697' && (provider === 'Service Control Manager' || !text.includes('Subject:'))) return '7045';
    if (code !== undefined) return code;
    const next = start.slice(end + 1).search(/[.:]/);
    if (next < 0) return undefined;
    end += next + 1;
  }
  return undefined;
}

/** The channel of a provider, for shapes that do not name it. */
export function channelOf(provider: string | undefined, code: string): string | undefined {
  if (provider === undefined) return undefined;
  if (provider === 'Microsoft-Windows-Eventlog') return code === '104' || code === '105' ? 'System' : 'Security';
  return homeChannels.get(provider);
}

function resolve(provider: string): EventScope | undefined {
  const scope =
    byProvider.get(provider.toLowerCase()) ??
    byPrefix.find(([prefix]) => provider.toLowerCase().startsWith(prefix))?.[1];
  if (resolved.size >= MAX_RESOLVED) resolved.clear();
  resolved.set(provider, scope);
  return scope;
}

function compile(scope: Scope): EventScope {
  const defs = new Map<string, EventDef>();
  for (const row of scope.rows) {
    const codes = row[0].split(' ');
    for (const code of codes) defs.set(code, defOf(row, scope.id, code, scope.fields, true));
    addTitles(row[7], codes);
  }
  const [category, type, roles] = scope.rest ?? [REST[2], REST[3], REST[6]];
  const rest = defOf(['', 1, category, type, 'windows_event', '', roles, ''], scope.id, '', scope.fields, false);
  const compiled: EventScope = { id: scope.id, defs, rest };
  for (const name of scope.providers) {
    if (name.endsWith('*')) byPrefix.push([name.slice(0, -1).toLowerCase(), compiled]);
    else if (!byProvider.has(name.toLowerCase())) byProvider.set(name.toLowerCase(), compiled);
  }
  for (const name of scope.channels ?? []) byChannel.set(name.toLowerCase(), compiled);
  addHome(scope);
  return compiled;
}

/** A scope without a channel of its own writes to its shared one, whichever of its providers it is. */
function addHome(scope: Scope): void {
  const shared = SYSTEM_SCOPES.includes(scope)
    ? 'System'
    : APPLICATION_SCOPES.includes(scope)
      ? 'Application'
      : undefined;
  const home = scope.channels?.[0] ?? shared;
  if (home === undefined) return;
  for (const name of scope.channels === undefined ? scope.providers : scope.providers.slice(0, 1))
    homeChannels.set(name, home);
}

function defOf(row: Row, scope: string, code: string, fields: FieldMap | undefined, isKnown: boolean): EventDef {
  const [, level, category, type, action, outcome, roles, , own] = row;
  return {
    isKnown,
    level,
    category: Object.freeze(category.split(' ')),
    type: Object.freeze(type.split(' ')),
    action,
    outcome: outcome === '' ? undefined : outcome,
    roles,
    rules: rulesOf({ ...fields, ...own }),
    coded: codedOf(scope, code),
    inner: innerOf(scope, code),
    refine: refineOf(scope, code),
    isAuthentication: category.includes('authentication'),
    isAccountChange: isKnown && category.includes('iam'),
  };
}

function addTitles(titles: string, codes: readonly string[]): void {
  titles.split(' | ').forEach((title, at) => {
    if (title !== '' && !codesByTitle.has(title)) codesByTitle.set(title, codes[at] ?? codes[0]!);
  });
}
