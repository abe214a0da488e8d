// Parts of an activity that are read from the fields of one event alone: action, program, share, file, presence.

import type { FieldValue, LogEvent } from '#src/event/event.js';
import type { ActivityKind } from '../engine/activity.js';
import { Combined } from './combined.js';
import { interned } from '#src/event/interned.js';
import { hasControl } from './names.js';

export type Outcome = 'success' | 'failure' | 'unknown';

export function outcomeOf(event: LogEvent, kind: ActivityKind): Outcome {
  const told = event['event.outcome'];
  if (told !== undefined) return told;
  if (event['event.type']?.includes('denied') === true) return 'failure';
  return kind === 'dns' || kind === 'process' ? 'success' : 'unknown';
}

/** `logged_in/Network/NTLM`, `ssh_login/password/failure` */
export function actionOf(event: LogEvent, outcome: Outcome): string {
  const action = event['event.action'] ?? 'other';
  if (action === 'dns_query') return action;
  const type = saidIn(event['winlog.logon.type']);
  const method = saidIn(event['winlog.event_data.AuthenticationPackageName']) ?? saidIn(event['linux_auth.method']);
  return (outcome === 'failure' ? failures : actions).of(action, type, method);
}

const actions = new Combined((action, type, method) => wholeAction(action, type, method, ''));
const failures = new Combined((action, type, method) => wholeAction(action, type, method, '/failure'));

function wholeAction(action: string, type: string | undefined, method: string | undefined, end: string): string {
  const parts = action + (type === undefined ? '' : `/${type}`) + (method === undefined ? '' : `/${method}`) + end;
  return interned(parts.slice(0, MAX_ACTION_CHARS));
}

/** Somebody sat there, or came back to it. */
export function isAtConsole(event: LogEvent): boolean {
  const type = event['winlog.logon.type'];
  if (typeof type === 'string') return CONSOLE_TYPES.has(type);
  const action = event['event.action'];
  if (action === 'workstation_unlocked') return true;
  if (action === 'console_login') return event['source.ip'] === undefined && event['source.domain'] === undefined;
  const service = event['linux_auth.service'];
  return typeof service === 'string' && action === 'session_opened' && DESKTOPS.has(service);
}

export function isFromAfar(event: LogEvent): boolean {
  const type = event['winlog.logon.type'];
  return type === 'RemoteInteractive' || type === 'CachedRemoteInteractive';
}

/** Of the program that was started; of sudo and cron the command’s. */
export function programOf(event: LogEvent): string | undefined {
  const path = saidIn(event['process.executable']) ?? firstWord(saidIn(event['process.command_line']));
  if (path === undefined) return undefined;
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const bare = name.endsWith('.exe') ? name.slice(0, -4) : name;
  return bare === '' || bare.length > MAX_PROGRAM_CHARS || hasControl(bare) ? undefined : interned(bare);
}

/** `\\*\finance` on fs-1 -> `fs-1\finance`: shares of one name on two machines are two. */
export function shareOf(event: LogEvent, host: string | undefined): string | undefined {
  const share = saidIn(event['winlog.event_data.ShareName']);
  if (share === undefined || share.length > MAX_PATH_CHARS || hasControl(share)) return undefined;
  const name = share.slice(share.lastIndexOf('\\') + 1).toLowerCase();
  return name === '' ? undefined : interned(host === undefined ? name : `${host}\\${name}`);
}

export function fileOf(event: LogEvent): string | undefined {
  const path =
    saidIn(event['winlog.event_data.RelativeTargetName']) ??
    saidIn(event['file.path']) ??
    saidIn(event['winlog.event_data.ObjectName']);
  return path === undefined || path.length > MAX_PATH_CHARS || hasControl(path) ? undefined : path;
}

/**
 * A field of a parser’s own, where it is a text that says something. Asked for as `event['a.name']`: V8 knows where a field is that the
 * code names, and searches for one that comes as a parameter, longest where it is not there.
 */
export function saidIn(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value !== '-' ? value : undefined;
}

const MAX_ACTION_CHARS = 96;
const MAX_PROGRAM_CHARS = 128;
const MAX_PATH_CHARS = 512;
const CONSOLE_TYPES: ReadonlySet<string> = new Set(['Interactive', 'Unlock', 'CachedInteractive', 'CachedUnlock']);
/** PAM services of screens with a keyboard in front. */
const DESKTOPS: ReadonlySet<string> = new Set([
  'gdm',
  'gdm-password',
  'gdm-autologin',
  'gdm-fingerprint',
  'lightdm',
  'lightdm-autologin',
  'sddm',
  'sddm-autologin',
  'kde',
  'xdm',
  'lxdm',
  'login',
]);

function firstWord(command: string | undefined): string | undefined {
  if (command === undefined) return undefined;
  if (command.startsWith('"')) return command.slice(1, Math.max(1, command.indexOf('"', 1)));
  const blank = command.indexOf(' ');
  return blank < 0 ? command : command.slice(0, blank);
}
