// What a message of the common formats (CEF, LEEF) is. They carry any vendor's events and say in free words which: the words of name,
// category, action and outcome decide, gravest meaning first.

import type { Fields, Level } from './event.js';
import { flow } from './flow.js';
import {
  CONFIGURATION_CHANGE,
  EMAIL_DENIED,
  event,
  GROUP_CHANGE,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  type Outcome,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
  WEB_ACCESS,
  WEB_DENIED,
} from './kinds.js';

export interface SecurityMessage {
  /** Name, code and category as the device writes them. */
  readonly words: string;
  /** What the device did (`act`): blocked, allowed, ... */
  readonly did: string;
  readonly outcome: string;
  /** Of the message, by its severity. */
  readonly level: Level;
  /** Both ends of a conversation are told. */
  readonly hasEnds: boolean;
  /** A URL is told. */
  readonly hasUrl: boolean;
}

/** The first fields of the event; the level is the graver of the kind's and the message's. */
export function securityEvent(message: SecurityMessage): Fields {
  const fields = kindOf(message);
  const level = fields['event.severity'] ?? 1;
  if (level < message.level) fields['event.severity'] = message.level;
  return fields;
}

const LOGON_WORDS =
  /\b(?:log(?:s|ged)?[ _-]?[io]n|sign(?:ed)?[ _-]?in|authenticat\w*|auth)(?![a-z])|\b(?:user)?log(?:i|o)n(?:success|fail\w*)/i;
const LOGOFF_WORDS = /\b(?:log(?:s|ged)?[ _-]?(?:off|out)|sign(?:ed)?[ _-]?out|session (?:ended|closed))\b/i;
const MALWARE_WORDS = /\b(?:virus|eicar\w*|malware|malicious|trojan|ransomware|spyware|worm|quarantined?)\b/i;
const INTRUSION_WORDS =
  /\b(?:intrusion|ips|ids|detections?|attacks?|exploit|signature|threat|port ?scan|scan|injection|xss|flood|dos|brute[ -]?force|suspicious|web_\w+|appfw\w*)\b/i;
const MAIL_WORDS = /\b(?:spam|phish\w*)\b/i;
const CONFIGURATION_WORDS =
  /\b(?:config\w*|policy|setting|rule)\b.{0,40}\b(?:change\w*|modif\w+|updat\w+|edit\w*|add\w*|delet\w+|creat\w+)\b|\bcommit\b/i;
const ACCOUNT = /\b(?:user|account)s?\b/i;
const CREATED = /\b(?:creat\w+|add(?:ed)?)\b/i;
const DELETED = /\b(?:delet\w+|remov\w+)\b/i;
const CHANGED = /\b(?:chang\w+|modif\w+|updat\w+|enabled|disabled|reset)\b/i;
const LOCKED = /\block(?:ed|out)?\b/i;

function kindOf(message: SecurityMessage): Fields {
  const { words } = message;
  const outcome = outcomeOf(message);
  const isStopped = isDenied(message.did) || (message.did === '' && isDenied(words));
  if (MALWARE_WORDS.test(words)) return event('malware_detected', MALWARE_INFO, 4, isStopped ? 'success' : undefined);
  if (LOGOFF_WORDS.test(words)) return event('application_logout', LOGOFF, 1);
  if (LOGON_WORDS.test(words)) return logon(outcome);
  const account = accountEvent(words);
  if (account !== undefined) return account;
  if (INTRUSION_WORDS.test(words)) return event('ids_alert', isStopped ? INTRUSION_DENIED : INTRUSION_INFO, 2);
  if (MAIL_WORDS.test(words)) return event('mail_rejected', EMAIL_DENIED, 2);
  if (CONFIGURATION_WORDS.test(words)) return event('config_changed', CONFIGURATION_CHANGE, 2, outcome);
  if (message.hasUrl) return isStopped ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
  if (message.hasEnds) return flow(isStopped ? 'denied' : isAllowed(`${message.did} ${words}`) ? 'allowed' : 'logged');
  return event('device_message', HOST_INFO, 1, outcome);
}

function logon(outcome: Outcome | undefined): Fields {
  return outcome === 'failure'
    ? event('application_login', LOGON, 3, 'failure')
    : event('application_login', LOGON, 1, outcome ?? 'success');
}

function accountEvent(words: string): Fields | undefined {
  if (!ACCOUNT.test(words)) return undefined;
  if (/\bgroup\b/i.test(words) && (CREATED.test(words) || DELETED.test(words)))
    return event(DELETED.test(words) ? 'group_member_removed' : 'group_member_added', GROUP_CHANGE, 3);
  if (/password/i.test(words) && CHANGED.test(words)) return event('password_changed', USER_CHANGE, 2);
  if (LOCKED.test(words)) return event('account_locked', USER_CHANGE, 3);
  if (DELETED.test(words)) return event('user_deleted', USER_DELETION, 3);
  if (CREATED.test(words)) return event('user_created', USER_CREATION, 3);
  return CHANGED.test(words) ? event('user_changed', USER_CHANGE, 2) : undefined;
}

const isDenied = (text: string): boolean =>
  /\b(?:block\w*|den(?:y|ied)|drop\w*|discard\w*|reject\w*|reset\w*|prevent\w*|refus\w+|terminat\w+|quarantin\w+|cleaned|not ?allowed|filtered)\b/i.test(
    text,
  );
const isAllowed = (text: string): boolean =>
  /\b(?:allow\w*|accept\w*|permit\w*|pass(?:ed)?|built|opened)\b/i.test(text);

function outcomeOf({ outcome, did, words }: SecurityMessage): Outcome | undefined {
  for (const text of [outcome, did, words]) {
    if (/fail|unsuccess|denied|invalid|error|reject|not ?allowed|refused|block/i.test(text)) return 'failure';
    if (/succe|allow|permit|accept|granted/i.test(text)) return 'success';
  }
  return undefined;
}

/** 0..10 or a word, as both formats have it, by our five levels. */
export function levelOfSeverity(text: string): Level {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  if (number !== undefined) return number >= 9 ? 4 : number >= 7 ? 3 : number >= 4 ? 2 : 1;
  switch (text.toLowerCase()) {
    case 'very-high':
    case 'critical':
    case 'fatal':
      return 4;
    case 'high':
    case 'error':
      return 3;
    case 'medium':
    case 'warning':
    case 'warn':
      return 2;
    default:
      return 1;
  }
}
