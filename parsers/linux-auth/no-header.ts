// Sentences of sshd and Dropbear about logons in lines that have no header at all: `journalctl -o cat`, the bare MESSAGE that agents send on, metalog's
// `[sshd] `. Only the sentences that nobody else writes are taken, only from the first character to the last, and only where the line
// names no program; the line is tagged, for it is the sentence alone that says whose it is. Who can begin a line in a file without
// headers with words of his own (another program there that begins its lines with what strangers send) could as well write the
// header `sshd[1]: `, so leaving these lines alone would protect nobody; the tag lets a rule leave them out.

import type { Fields } from '#src/event/event.js';
import { parseDropbear } from './dropbear.js';
import { parseSshd } from './sshd.js';

const TAG_PROGRAM_ASSUMED = 'linux_auth.program-assumed';

/** One of them is in every line that is read here. */
export const HEADERLESS_HINTS = [
  'Failed password for ',
  'Failed publickey for ',
  'Accepted p',
  'Invalid user ',
  'ssword attempt for ',
  'Login attempt for nonexistent user ',
  'Exit before auth from <',
  '[sshd]',
  'sshd[',
] as const;

const TAG = /^(?:\[sshd\]:? |sshd(?:-session|-auth)?\[\d{1,10}\]: )/;
/** Each runs to the end of the line; names hold no line break, and what follows the port is sshd's own or a key. */
const SENTENCES = [
  /^(?:Failed|Accepted) (?:password|publickey|keyboard-interactive\/pam) for .{1,280} from [\da-fA-F.:]{2,45} port \d{1,5} ssh2(?:: .{0,300})?$/,
  /^Invalid user .{0,260} ?from [\da-fA-F.:]{2,45} port \d{1,5}$/, // with the port: `Invalid user name or password from ...` is anybody's
];

/** Dropbear's, which end in the address, or have it in angle brackets at the start. */
const DROPBEAR_SENTENCES = [
  /^Bad (?:PAM )?password attempt for '.{0,256}' from [\da-fA-F.:[\]]{2,47}:\d{1,5}$/,
  /^Login attempt for nonexistent user (?:'.{0,256}' )?from [\da-fA-F.:[\]]{2,47}:\d{1,5}$/,
  /^Exit before auth from <[\da-fA-F.:[\]]{2,47}:\d{1,5}>: .{1,300}$/,
];

export function readWithoutHeader(text: string): Fields | undefined {
  const tag = TAG.exec(text);
  if (tag !== null) return parseSshd(text.slice(tag[0].length));
  if (text.length > 700) return undefined;
  const fields = SENTENCES.some((sentence) => sentence.test(text))
    ? parseSshd(text)
    : DROPBEAR_SENTENCES.some((sentence) => sentence.test(text))
      ? parseDropbear(text)
      : undefined;
  if (fields !== undefined) fields['tags'] = [...(fields['tags'] ?? []), TAG_PROGRAM_ASSUMED];
  return fields;
}
