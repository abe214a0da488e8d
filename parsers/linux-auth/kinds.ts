// What the lines of this parser are, in ECS words: one constant a kind, shared by all events, and the maker of the first fields.

import type { Action } from '#src/event/actions.js';
import type { Fields, Level } from '#src/event/event.js';
import type { OwnAction } from './actions.js';

export type Outcome = 'success' | 'failure' | 'unknown';

export interface Kind {
  readonly category: readonly string[];
  readonly type: readonly string[];
}

const kind = (category: readonly string[], type: readonly string[]): Kind => ({
  category: Object.freeze(category),
  type: Object.freeze(type),
});

export const LOGON = kind(['authentication'], ['start']);
export const LOGON_INFO = kind(['authentication'], ['info']);
export const LOGON_DENIED = kind(['authentication'], ['denied']);
export const SESSION_START = kind(['session'], ['start']);
export const SESSION_END = kind(['session'], ['end']);
export const CONNECTION_START = kind(['network'], ['connection', 'start']);
export const CONNECTION_END = kind(['network'], ['connection', 'end']);
/** A connection that ended before the logon it was for: `info`, for the attempts in it were told one by one. */
export const LOGON_ABORTED = kind(['network', 'authentication'], ['connection', 'end', 'info']);
export const CONNECTION_INFO = kind(['network'], ['connection', 'info']);
export const CONNECTION_DENIED = kind(['network'], ['connection', 'denied']);
export const CONNECTION_ERROR = kind(['network'], ['connection', 'protocol', 'error']);
export const PROCESS_START = kind(['process'], ['start']);
export const PROCESS_END = kind(['process'], ['end']);
export const PROCESS_INFO = kind(['process'], ['info']);
export const PROCESS_DENIED = kind(['process'], ['denied']);
export const USER_CREATION = kind(['iam'], ['user', 'creation']);
export const USER_DELETION = kind(['iam'], ['user', 'deletion']);
export const USER_CHANGE = kind(['iam'], ['user', 'change']);
export const GROUP_CREATION = kind(['iam'], ['group', 'creation']);
export const GROUP_DELETION = kind(['iam'], ['group', 'deletion']);
export const GROUP_CHANGE = kind(['iam'], ['group', 'change']);
export const CONFIGURATION_CHANGE = kind(['configuration'], ['change']);
export const CONFIGURATION_DENIED = kind(['configuration'], ['denied']);
export const CONFIGURATION_ACCESS = kind(['configuration'], ['access']);
export const FILE_ACCESS = kind(['file'], ['access']);
export const FILE_CHANGE = kind(['file'], ['change']);
export const FILE_CREATION = kind(['file'], ['creation']);
export const FILE_DELETION = kind(['file'], ['deletion']);
export const PROCESS_ERROR = kind(['process'], ['error']);
export const CONFIGURATION_ERROR = kind(['configuration'], ['error']);
export const SESSION_INFO = kind(['session'], ['info']);
export const HOST_INFO = kind(['host'], ['info']);
export const HOST_END = kind(['host'], ['end']);

/** The four or five fields that every event of this parser has. */
export function event(action: Action | OwnAction, of: Kind, level: Level, outcome?: Outcome): Fields {
  if (outcome === undefined) {
    return { 'event.action': action, 'event.category': of.category, 'event.type': of.type, 'event.severity': level };
  }
  return {
    'event.action': action,
    'event.category': of.category,
    'event.type': of.type,
    'event.severity': level,
    'event.outcome': outcome,
  };
}

/** Groups whose members are, in effect, root: joining one is level 4. */
const PRIVILEGED_GROUPS: ReadonlySet<string> = new Set([
  'root',
  'sudo',
  'wheel',
  'admin',
  'docker',
  'lxd',
  'disk',
  'shadow',
]);

export function isPrivileged(group: string): boolean {
  return PRIVILEGED_GROUPS.has(group);
}
