// What is said to a RELP client: answers to its commands, and the one hint of the server.
//
//   TXNR SP "rsp" SP DATALEN SP CODE SP TEXT LF        librelp reads a code of three digits, a space, and text of 80 characters at most

import type { Receipt } from '#src/collector/frame.js';
import { receiptsIn } from '#src/collector/split/receipts.js';

const MAX_TEXT = 80;
const OFFERS = 'relp_software=lanwarden\ncommands=syslog';

/** Sent before the connection is closed. It has no answer, and a client may miss it. */
export const SERVERCLOSE = '0 serverclose 0\n';

/**
 * What a sender is told of its message:
 *
 * - `taken`: 200. It is stored (committed) or safe in the spool; or it is decided for good that it is not: a drop rule, a limit or an
 *   allow list took it, and counted it. Sent again it would meet the same.
 * - `failed`: 500. It cannot be stored, ever. librelp (1.11) drops a message that is answered so, connects anew and sends again what was
 *   in flight: this answer is never given for what a later try could store.
 * - `later`: no answer; the connection is closed. A client keeps what was not answered, connects and sends it again (doc/relp.md: such
 *   commands "are considered to have been unsuccessful").
 */
export type Verdict = 'taken' | 'failed' | 'later';

/** A frame that held several events is sent again as long as one of them could be stored later. */
export function verdictOf(receipt: Receipt): Verdict {
  let verdict: Verdict = 'taken';
  for (const { outcome, forbidden, lasting } of receiptsIn(receipt)) {
    if (outcome === 'failed' && lasting === true) verdict = 'failed';
    else if (outcome === 'failed' || (outcome === 'refused' && forbidden !== true)) return 'later';
  }
  return verdict;
}

export const okAnswer = (txnr: number): string => `${txnr} rsp 6 200 OK\n`;

export function failedAnswer(txnr: number, reason: string): string {
  return answer(txnr, `500 ${plain(reason)}`);
}

/** To `open`: what is offered to this client; undefined when it speaks no version that is spoken here. */
export function openAnswer(txnr: number, offers: Buffer): string | undefined {
  const version = versionOf(offers);
  return version === undefined ? undefined : answer(txnr, `200 OK\nrelp_version=${version}\n${OFFERS}`);
}

/** Version 0 is what librelp speaks, 1 what the specification says; they are one. A client that names none is taken for a librelp. */
function versionOf(offers: Buffer): string | undefined {
  const named = offers
    .toString('latin1')
    .split('\n')
    .find((offer) => offer.startsWith('relp_version='));
  if (named === undefined) return '0';
  return /^relp_version=([01])(?:,|\r?$)/.exec(named)?.[1];
}

function answer(txnr: number, data: string): string {
  return `${txnr} rsp ${data.length} ${data}\n`;
}

/** One line of ASCII: its length in characters is its length in bytes. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_TEXT);
}
