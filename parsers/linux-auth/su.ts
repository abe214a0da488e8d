// su, in the dialects of util-linux, shadow, BusyBox and BSD.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_INFO } from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putName } from './text.js';

export function parseSu(text: string): Fields | undefined {
  if (text.startsWith('pam_') && !text.startsWith('pam_authenticate: ')) return parsePam(text);
  if (text.startsWith('Successful su for ')) return readForBy(text, 18, true);
  if (text.startsWith('FAILED su for ')) return readForBy(text, 14, false);
  if (text.startsWith('FAILED SU (to ')) return readTo(text, 14, false);
  if (text.startsWith('(to ')) return readTo(text, 4, true);
  if (text.startsWith("'su ")) return readSolaris(text);
  if (text.startsWith('No passwd entry for user ') || text.startsWith('pam_authenticate: ')) return readNothing(text);
  if (text.startsWith('BAD SU ')) return readBsd(text, 7, false);
  if (text.startsWith('+ ') || text.startsWith('- ')) return readSigned(text);
  if (text.startsWith('failed: ') || text.startsWith('succeeded: ')) return readIrix(text);
  if (text.includes(' to ') && text.includes(' on /dev/')) return readBsd(text, 0, true);
  return undefined;
}

function became(isSuccess: boolean, target: string, user: string, tty = ''): Fields | undefined {
  if (target.trim() === '') return undefined;
  const fields = isSuccess ? event('su', LOGON, 2, 'success') : event('su', LOGON, 3, 'failure');
  putName(fields, 'user.target.name', target);
  putName(fields, 'user.name', user);
  if (tty !== '') putName(fields, 'linux_auth.tty', tty);
  return fields;
}

/** util-linux: `(to root) alice on pts/0`. The target is what somebody typed, so the last `) ` ends it. */
function readTo(text: string, at: number, isSuccess: boolean): Fields | undefined {
  const close = text.lastIndexOf(') ');
  if (close < at) return undefined;
  const on = text.lastIndexOf(' on ');
  return became(
    isSuccess,
    text.slice(at, close),
    text.slice(close + 2, on > close ? on : text.length),
    on > close ? text.slice(on + 4) : '',
  );
}

/** shadow: `Successful su for root by alice` */
function readForBy(text: string, at: number, isSuccess: boolean): Fields | undefined {
  const by = text.lastIndexOf(' by ');
  return by < at ? undefined : became(isSuccess, text.slice(at, by), text.slice(by + 4));
}

/** shadow and BusyBox: `+ /dev/pts/0 alice:root`, `- ??? nobody:root`, old `+ pts/0 alice-root` */
function readSigned(text: string): Fields | undefined {
  const space = text.indexOf(' ', 2);
  if (space < 0) return undefined;
  const colon = text.indexOf(':', space);
  const cut = colon > 0 ? colon : text.indexOf('-', space);
  if (cut < 0) return undefined;
  return became(
    text.startsWith('+'),
    text.slice(cut + 1),
    text.slice(space + 1, cut),
    text.slice(2, space).replace('???', ''),
  );
}

/** BSD: `BAD SU alice to root on /dev/pts/0`, `alice to root on /dev/pts/0` */
function readBsd(text: string, at: number, isSuccess: boolean): Fields | undefined {
  const on = text.lastIndexOf(' on ');
  const to = text.indexOf(' to ', at);
  return to < at || on < to
    ? undefined
    : became(isSuccess, text.slice(to + 4, on), text.slice(at, to), text.slice(on + 4));
}

/** IRIX, and its rsh: `failed: ttyq4 changing from bob to root` */
function readIrix(text: string): Fields | undefined {
  const changing = text.indexOf(' changing from ');
  const to = text.lastIndexOf(' to ');
  const space = text.indexOf(' ');
  if (changing < space || to < changing + 15) return undefined;
  return became(
    text.startsWith('s'),
    text.slice(to + 4),
    text.slice(changing + 15, to),
    text.slice(space + 1, changing),
  );
}

/** Solaris: `'su root' succeeded|failed for alice on /dev/pts/1` */
function readSolaris(text: string): Fields | undefined {
  const forAt = text.indexOf(' for ');
  const on = text.lastIndexOf(' on ');
  const isSuccess = text.includes("' succeeded for ");
  if (forAt < 0 || (!isSuccess && !text.includes("' failed for "))) return undefined;
  return became(isSuccess, text.slice(4, text.indexOf("'", 4)), text.slice(forAt + 5, on > forAt ? on : text.length));
}

/** Why su gave up; the line that names who and whom comes beside it. */
function readNothing(text: string): Fields {
  const fields = event('authentication', LOGON_INFO, 2, 'failure');
  putName(fields, 'user.target.name', between(text, "for user '", "'") ?? '');
  putName(fields, 'event.reason', text);
  return fields;
}
