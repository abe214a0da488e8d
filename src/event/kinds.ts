// What lines are, in ECS words: one frozen constant a kind, shared by all events, and the maker of an event's first fields.

import type { Fields, Level } from './event.js';
import { newFields } from './new-fields.js';

export type Outcome = 'success' | 'failure' | 'unknown';

export interface Kind {
  readonly category: readonly string[];
  readonly type: readonly string[];
}

/** @param type words with blanks between, as ECS has them */
export const kind = (category: string, type: string): Kind => ({
  category: Object.freeze(category.split(' ')),
  type: Object.freeze(type.split(' ')),
});

export const LOGON = kind('authentication', 'start');
export const LOGON_INFO = kind('authentication', 'info');
export const LOGON_DENIED = kind('authentication', 'denied');
/** A connection that ended before the logon it was for: `info`, for the attempts in it were told one by one. */
export const LOGON_ABORTED = kind('network authentication', 'connection end info');
export const LOGOFF = kind('authentication', 'end');
export const SESSION_START = kind('session', 'start');
export const SESSION_END = kind('session', 'end');
export const SESSION_INFO = kind('session', 'info');
export const CONNECTION = kind('network', 'connection');
export const CONNECTION_START = kind('network', 'connection start');
export const CONNECTION_END = kind('network', 'connection end');
export const CONNECTION_ALLOWED = kind('network', 'connection allowed');
export const CONNECTION_DENIED = kind('network', 'connection denied');
export const CONNECTION_INFO = kind('network', 'connection info');
export const CONNECTION_ERROR = kind('network', 'connection protocol error');
export const NETWORK_INFO = kind('network', 'info');
export const NETWORK_ERROR = kind('network', 'error');
export const NETWORK_DENIED = kind('network', 'denied');
export const PROTOCOL_START = kind('network', 'protocol start');
export const PROTOCOL_INFO = kind('network', 'protocol info');
export const PROTOCOL_DENIED = kind('network', 'protocol denied');
export const WEB_ACCESS = kind('web', 'access');
export const WEB_DENIED = kind('web', 'denied');
export const WEB_ERROR = kind('web', 'error');
export const EMAIL_INFO = kind('email', 'info');
export const EMAIL_DENIED = kind('email', 'denied');
export const PROCESS_START = kind('process', 'start');
export const PROCESS_END = kind('process', 'end');
export const PROCESS_INFO = kind('process', 'info');
export const PROCESS_ERROR = kind('process', 'error');
export const PROCESS_DENIED = kind('process', 'denied');
export const USER_CREATION = kind('iam', 'user creation');
export const USER_DELETION = kind('iam', 'user deletion');
export const USER_CHANGE = kind('iam', 'user change');
export const GROUP_CREATION = kind('iam', 'group creation');
export const GROUP_DELETION = kind('iam', 'group deletion');
export const GROUP_CHANGE = kind('iam', 'group change');
export const CONFIGURATION_CHANGE = kind('configuration', 'change');
export const CONFIGURATION_ACCESS = kind('configuration', 'access');
export const CONFIGURATION_DENIED = kind('configuration', 'denied');
export const CONFIGURATION_ERROR = kind('configuration', 'error');
export const CONFIGURATION_INFO = kind('configuration', 'info');
export const FILE_ACCESS = kind('file', 'access');
export const FILE_CREATION = kind('file', 'creation');
export const FILE_CHANGE = kind('file', 'change');
export const FILE_DELETION = kind('file', 'deletion');
export const FILE_DENIED = kind('file', 'denied');
export const HOST_START = kind('host', 'start');
export const HOST_INFO = kind('host', 'info');
export const HOST_CHANGE = kind('host', 'change');
export const HOST_ERROR = kind('host', 'error');
export const HOST_END = kind('host', 'end');
export const INTRUSION_INFO = kind('intrusion_detection network', 'info');
export const INTRUSION_DENIED = kind('intrusion_detection network', 'denied');
export const MALWARE_INFO = kind('malware', 'info');
export const PACKAGE_CHANGE = kind('package', 'change');
export const PACKAGE_INSTALLATION = kind('package', 'installation');
export const PACKAGE_DELETION = kind('package', 'deletion');
export const DATABASE_INFO = kind('database', 'info');
export const DATABASE_ERROR = kind('database', 'error');

/**
 * The four or five fields that every event has; the object is the caller's own to fill.
 * @param action a word of actions.ts, or of the parser's own actions.ts
 */
export function event(action: string, of: Kind, level: Level, outcome?: Outcome): Fields {
  const fields = newFields();
  fields['event.action'] = action;
  fields['event.category'] = of.category;
  fields['event.type'] = of.type;
  fields['event.severity'] = level;
  if (outcome !== undefined) fields['event.outcome'] = outcome;
  return fields;
}
