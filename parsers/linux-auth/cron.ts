// cron, crond (cronie), crontab and anacron's neighbours: `(<user>) <VERB> (<what>)`.

import type { Fields } from '#src/event/event.js';
import {
  CONFIGURATION_ACCESS,
  CONFIGURATION_CHANGE,
  CONFIGURATION_DENIED,
  event,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_INFO,
  PROCESS_START,
} from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putCommand, putName } from './text.js';

export function parseCron(text: string): Fields | undefined {
  if (text.charCodeAt(0) !== 0x28) return text.startsWith('pam_') ? parsePam(text) : readBusybox(text);
  const close = text.indexOf(') ');
  const open = text.indexOf(' (', close + 2);
  if (close < 0) return undefined;
  const verb = text.slice(close + 2, open < 0 ? text.length : open);
  const fields = ofVerb(verb);
  if (fields === undefined) return undefined;
  const who = text.slice(1, close);
  const isProgram = who === 'CRON' || who === '*system*' || who.startsWith('*system*');
  if (!isProgram) putName(fields, 'user.name', who);
  const what = open < 0 ? '' : text.slice(open + 2, text.endsWith(')') ? -1 : undefined);
  const action = fields['event.action'];
  if (action === 'cron_job') putCommand(fields, what);
  else if (action === 'cron_info' || action === 'cron_error')
    putName(fields, 'event.reason', what === '' ? verb : `${verb}: ${what}`);
  else putName(fields, 'user.target.name', what);
  return fields;
}

/** The verbs of vixie cron and cronie (do_command.c, database.c, crontab.c, cron.c); anything else in their place is not theirs. */
function ofVerb(verb: string): Fields | undefined {
  switch (verb) {
    case 'CMD':
    case 'CMDEND':
      return event('cron_job', verb === 'CMD' ? PROCESS_START : PROCESS_END, 1);
    case 'REPLACE':
    case 'DELETE':
      return event('crontab_changed', CONFIGURATION_CHANGE, 2, 'success');
    case 'LIST':
    case 'BEGIN EDIT':
    case 'END EDIT':
      return event('crontab_viewed', CONFIGURATION_ACCESS, 1, 'success');
    case 'CMDOUT':
    case 'INFO':
    case 'STARTUP':
    case 'RELOAD':
    case 'MAIL':
    case 'SHUTDOWN':
    case 'ORPHAN':
      return event('cron_info', PROCESS_INFO, 1);
    case 'AUTH':
      return event('cron_error', CONFIGURATION_DENIED, 3, 'failure');
    case 'ERROR':
    case 'error':
    case 'DEATH':
    case 'FAILED':
    case 'CRITICAL':
    case 'WRONG FILE OWNER':
    case 'WRONG INODE INFO':
    case 'INSECURE MODE':
    case 'BAD FILE MODE':
    case 'BAD LINK COUNT':
    case 'NOT REGULAR':
    case 'SYMLINK':
    case "CAN'T OPEN":
    case "CAN'T FORK":
    case 'PAM ERROR':
    case 'Syntax error':
      return event('cron_error', PROCESS_ERROR, 2, 'failure');
    default:
      return verb.startsWith('Error: ') || verb.startsWith('ERROR')
        ? event('cron_error', PROCESS_ERROR, 2, 'failure')
        : undefined;
  }
}

/** `USER root pid 1234 cmd <command>` (BusyBox and dcron) */
function readBusybox(text: string): Fields | undefined {
  if (!/^USER /i.test(text)) return undefined;
  const pid = text.indexOf(' pid ', 5);
  const cmd = text.indexOf(' cmd ', pid);
  if (pid < 0 || cmd < 0) return undefined;
  const fields = event('cron_job', PROCESS_START, 1);
  putName(fields, 'user.name', text.slice(5, pid));
  putCommand(fields, text.slice(cmd + 5));
  return fields;
}

/** anacron: `` Job `cron.daily' started ``, `` ... terminated (exit status: 1) ``, `Will run job ...`, `Anacron 2.3 started on ...`, `Normal exit (1 job run)` */
export function parseAnacron(text: string): Fields | undefined {
  const job = between(text, '`', "'");
  if (text.startsWith('Job ') && job !== undefined) {
    const isStart = text.includes("' started");
    const isFailure = text.includes('exit status: ') || text.includes('produced output');
    const fields = event('cron_job', isStart ? PROCESS_START : PROCESS_END, isFailure ? 2 : 1);
    putName(fields, 'linux_auth.job', job);
    return fields;
  }
  if (!/^(?:Anacron |Will run job |Normal exit |Jobs will be executed|Updated timestamp|Checking against)/.test(text))
    return undefined;
  return event('cron_info', PROCESS_INFO, 1);
}

/** atd: `Starting job 5 (a0000501c2) for user 'alice' (1000)` */
export function parseAtd(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  if (!text.startsWith('Starting job ')) return undefined;
  const fields = event('at_job', PROCESS_START, 1);
  putName(fields, 'linux_auth.job', between(text, 'Starting job ', ' ') ?? '');
  putName(fields, 'user.name', between(text, " for user '", "'") ?? '');
  putName(fields, 'user.id', between(text, "' (", ')') ?? '');
  return fields;
}
