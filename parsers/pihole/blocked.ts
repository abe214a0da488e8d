// Pi-hole's blocks: `<reason> <name> is <what the client got>`. The reasons are those of FTL's dnsmasq_interface.c, v4 to v6.

import { DNS_BLOCK, putQuestion } from '#src/event/dns.js';
import type { Fields, Level } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';
import { putAnswer } from './names.js';

interface Reason {
  readonly text: string;
  /** `pihole.list`: what kind of rule blocked. */
  readonly list: string;
  readonly level: Level;
}

const reason = (text: string, list: string, level: Level = 2): Reason => ({ text, list, level });

const REASONS: readonly Reason[] = [
  reason('gravity blocked', 'gravity'),
  reason('regex denied', 'regex'),
  reason('regex blacklisted', 'regex'),
  reason('exactly denied', 'exact'),
  reason('exactly blacklisted', 'exact'),
  reason('/etc/pihole/gravity.list', 'gravity'),
  reason('/etc/pihole/black.list', 'exact'),
  reason('/etc/pihole/regex.list', 'regex'),
  // Not unwanted, but answered so that clients stay with this resolver.
  reason('special domain', 'special', 1),
  reason('Mozilla canary domain', 'special', 1),
  reason('Apple iCloud Private Relay domain', 'special', 1),
  reason('Designated Resolver domain', 'special', 1),
  reason('blocked upstream with known address', 'upstream'),
  reason('external blocked (IP)', 'upstream'),
  reason('external blocked (NULL)', 'upstream'),
  reason('external blocked (NXRA)', 'upstream'),
  reason('external blocked (EDE15)', 'upstream'),
  reason('blocked upstream with NULL address', 'upstream'),
  reason('blocked upstream with NXRA address', 'upstream'),
  reason('blocked upstream with EDE15', 'upstream'),
  reason('to be blocked (gravity database is not available)', 'database'),
  reason('to be refused (gravity database is not available)', 'database'),
  reason('to be dropped (gravity database is not available)', 'database'),
];

const CNAME = ' (CNAME)';
export const BY_CNAME = ' is blocked during CNAME inspection';

/** At `at` begins a reason or `reply ` of a CNAME block; undefined for everything else. */
export function readBlocked(text: string, at: number): Fields | undefined {
  if (text.startsWith('reply ', at)) return readByCname(text, at + 6);
  if (text.startsWith('Rate-limiting ', at)) return readRateLimited(text, at + 14);
  for (const { text: words, list, level } of REASONS) {
    if (!text.startsWith(words, at)) continue;
    const fields = event('dns_blocked', DNS_BLOCK, level, 'failure');
    let end = at + words.length;
    if (text.startsWith(CNAME, end)) {
      fields['pihole.cname'] = true;
      end += CNAME.length;
    }
    fields['pihole.list'] = list;
    fields['pihole.status'] = text.slice(at, end);
    return putRest(fields, text, end + 1);
  }
  return undefined;
}

/** Before v5.8: `reply <name> is blocked during CNAME inspection` */
function readByCname(text: string, at: number): Fields {
  const fields = event('dns_blocked', DNS_BLOCK, 2, 'failure');
  fields['pihole.cname'] = true;
  fields['pihole.list'] = 'unknown';
  fields['pihole.status'] = BY_CNAME.slice(4);
  putQuestion(fields, text.slice(at, -BY_CNAME.length));
  return fields;
}

function readRateLimited(text: string, at: number): Fields | undefined {
  const fields = event('dns_rate_limited', DNS_BLOCK, 2, 'failure');
  fields['pihole.status'] = 'Rate-limiting';
  return putRest(fields, text, at);
}

function putRest(fields: Fields, text: string, at: number): Fields | undefined {
  const is = text.lastIndexOf(' is ');
  if (is < at) return undefined;
  putQuestion(fields, text.slice(at, is));
  putAnswer(fields, text.slice(is + 4));
  fields['event.outcome'] = 'failure'; // whatever the code of the answer: the client did not get the name
  return fields;
}
