// doas of OpenBSD and OpenDoas: `<user> ran command <command> as <user> from <dir>`. The command is the user's text.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, PROCESS_DENIED, PROCESS_START } from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { putCommand, putName } from './text.js';

const DENIALS = ['command not permitted for ', 'not permitted for ', 'failed command for '];

/** OpenBSD 5.8: `<user> ran command as <user>: <command>`, since then and OpenDoas: `<user> ran command <command> as <user> from <dir>`, `command not permitted for <user>: ...`, `failed auth for <user>` */
export function parseDoas(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const old = / ran command as (\S{1,64}): /.exec(text.slice(0, 160));
  if (old !== null && !text.slice(0, old.index).includes(' ')) {
    const fields = event('doas_command', PROCESS_START, 2, 'success');
    putName(fields, 'user.name', text.slice(0, old.index));
    putName(fields, 'user.target.name', old[1] ?? '');
    putCommand(fields, text.slice(old.index + old[0].length));
    return fields;
  }
  const ran = text.indexOf(' ran command ');
  if (ran > 0 && !text.slice(0, ran).includes(' ')) {
    const from = text.lastIndexOf(' from ');
    const as = text.lastIndexOf(' as ', from < 0 ? text.length : from);
    const fields = event('doas_command', PROCESS_START, 2, 'success');
    putName(fields, 'user.name', text.slice(0, ran));
    putCommand(fields, text.slice(ran + 13, as > ran ? as : text.length));
    if (as > ran) putName(fields, 'user.target.name', text.slice(as + 4, from > as ? from : text.length));
    return fields;
  }
  if (text.startsWith('failed auth for ')) {
    const fields = event('doas_command', LOGON, 3, 'failure');
    putName(fields, 'user.name', text.slice(16));
    return fields;
  }
  if (!DENIALS.some((beginning) => text.startsWith(beginning))) return undefined;
  const forAt = text.indexOf(' for ') + 5;
  const colon = text.indexOf(': ', forAt);
  const fields = event('doas_command', PROCESS_DENIED, 4, 'failure');
  putName(fields, 'user.name', text.slice(forAt, colon < 0 ? text.length : colon));
  if (colon > 0) putCommand(fields, text.slice(colon + 2));
  return fields;
}
