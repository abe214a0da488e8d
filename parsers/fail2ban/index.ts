// fail2ban and SSHGuard: bans, their end, and the failures that led to them. Both name addresses that they have checked themselves.
// fail2ban server/{actions,filter,jail}.py; SSHGuard src/blocker, src/parser.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO, PROCESS_ERROR, PROCESS_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readSshguard } from './sshguard.js';

export default defineParser({
  id: 'fail2ban',
  title: 'fail2ban and SSHGuard',
  contract: '^1.0.0',
  family: 'linux',
  hint: { apps: ['fail2ban*', 'sshguard'], contains: [' fail2ban.'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase() ?? '';
  if (app === 'sshguard') return readSshguard(line.message);
  if (app.startsWith('fail2ban')) return readSentence(line.message, undefined);
  return readFile(line.searched);
}

/** Its own file: `2026-11-20 10:00:01,123 fail2ban.actions        [1234]: NOTICE  [sshd] Ban 203.0.113.9` */
function readFile(raw: string): Fields | undefined {
  const found = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) fail2ban\.\w{1,30} {0,30}\[(\d{1,10})\]: /.exec(raw);
  if (found === null) return undefined;
  const fields = readSentence(raw.slice(found[0].length), `${found[1]}.${found[2]}`);
  if (fields !== undefined) put(fields, 'process.pid', found[3]);
  return fields;
}

/** `[NOTICE ][sshd] Ban 203.0.113.9`, also `fail2ban.actions: NOTICE [sshd] ...` and `fail2ban.actions[7]: NOTICE [sshd] ...` */
function readSentence(text: string, time: string | undefined): Fields | undefined {
  const found =
    /^(?:fail2ban\.\w{1,30} {0,30}(?:\[\d{1,10}\])?: )?(?:(?:DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL) {1,8})?(?:\[([\w .-]{1,64})\] )?/.exec(
      text,
    );
  const sentence = text.slice(found?.[0].length ?? 0);
  const jail = found?.[1];
  const fields = jail === undefined ? readUnnamed(sentence) : readInJail(sentence);
  if (fields === undefined) return undefined;
  put(fields, 'fail2ban.jail', jail ?? /^Jail '([^']{1,64})'/.exec(sentence)?.[1]);
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

function readInJail(sentence: string): Fields | undefined {
  const [, verb = '', address] =
    /^(Restore Ban|Increase Ban|Unban|Ban|Found|Ignore) ([^\s(]{1,64})/.exec(sentence) ?? [];
  const already = /^([^\s]{1,64}) already banned/.exec(sentence);
  if (verb === '' && already === null) return undefined;
  const fields =
    verb === 'Unban'
      ? event('address_unbanned', INTRUSION_INFO, 1, 'success')
      : verb === 'Found' || verb === 'Ignore' || already !== null
        ? event('attack_seen', INTRUSION_INFO, verb === 'Ignore' ? 1 : 2)
        : event('address_banned', INTRUSION_DENIED, 3, 'success');
  put(fields, 'source.ip', address ?? already?.[1], 'fail2ban.address');
  const count = /^Increase Ban \S+ \((\d{1,9}) #/.exec(sentence);
  put(fields, 'fail2ban.bans', count?.[1]);
  return fields;
}

function readUnnamed(sentence: string): Fields | undefined {
  if (
    /^Jail '[^']{1,64}' (?:started|stopped)/.test(sentence) ||
    /^(?:Starting|Exiting|Shutdown) Fail2ban/i.test(sentence)
  )
    return event('jail_changed', PROCESS_INFO, 1);
  if (!/^Failed to execute (?:un)?ban/.test(sentence)) return undefined;
  const fields = event('ban_error', PROCESS_ERROR, 3, 'failure');
  put(fields, 'fail2ban.jail', / jail '([^']{1,64})'/.exec(sentence)?.[1]);
  return fields;
}
