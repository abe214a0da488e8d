// What strangers choose (user names, URLs, user agents, DNS names, words in a program's message) may be any product's line. Every sample
// of every parser is put into lines of others: each stays what its writer said, from the same host and address, and no other product's.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import type { LogEvent } from '#src/event/event.js';
import { type Interpret, startInterpreter } from '../test/helpers/interpreter.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ids = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/index.ts`));
/** Who speaks, to whom, and what came of it: the same whatever the stranger writes. */
const TOLD = [
  'event.dataset', 'host.name', 'process.name', 'process.pid', 'lanwarden.source', 'lanwarden.family', '@timestamp',
  'source.ip', 'source.port', 'destination.ip', 'destination.port', 'event.action', 'event.outcome', 'event.severity',
]; // prettier-ignore
const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
const HEAD = '<38>2026-11-20T10:00:01Z web1';
const ACCESS = '192.0.2.10 - - [20/Nov/2026:10:00:01 +0000] "GET';
const JOURNAL = { SYSLOG_IDENTIFIER: 'shop', _HOSTNAME: 'web1', __REALTIME_TIMESTAMP: '1795173600000000' };
const CONTAINER = { stream: 'stdout', time: '2026-11-20T10:00:00Z', container_name: 'shop' };

/** A line, and of which parser it must be. */
const CARRIERS: Readonly<Record<string, readonly [dataset: string, line: (text: string) => string]>> = {
  'a user name that sshd does not know': ['linux-auth', (text) => `${HEAD} sshd[812]: Invalid user ${text} from 192.0.2.10 port 40000`],
  'a user name at a failed logon': ['linux-auth', (text) => `${HEAD} sshd[812]: Failed password for invalid user ${text} from 192.0.2.10 port 40000 ssh2`],
  'a command of sudo': ['linux-auth', (text) => `${HEAD} sudo[44]:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=${text}`],
  'a message of sshd that no parser knows': ['none', (text) => `${HEAD} sshd[812]: error: the peer said: ${text}`],
  'a user agent (nginx)': ['nginx', (text) => `${HEAD} nginx: ${ACCESS} / HTTP/1.1" 404 153 "-" "${text.replaceAll('"', '\\x22')}"`],
  'a user agent (a file without a header)': ['apache', (text) => `${ACCESS} / HTTP/1.1" 404 153 "-" "${quoted(text)}"`],
  'a URL (a file without a header)': ['apache', (text) => `${ACCESS} /?${quoted(text)} HTTP/1.1" 404 153 "-" "-"`],
  'a name that is looked up': ['pihole', (text) => `${HEAD} dnsmasq[414]: query[A] ${text} from 192.168.1.5`],
  'a value in pairs': ['kv', (text) => `${HEAD} shop[7]: level=info ua="${quoted(text)}" src=192.0.2.10 x=y`],
  'a string in JSON': ['json', (text) => JSON.stringify({ src_ip: '192.0.2.10', user_agent: `x ${text}`, b: 1 })],
  'a message in JSON': ['json', (text) => JSON.stringify({ src_ip: '192.0.2.10', level: 'info', message: text })],
  'words of a program': ['none', (text) => `${HEAD} shop[7]: user said ${text} to me`],
  'words of a program without a process id': ['none', (text) => `${HEAD} shop: user said ${text} to me`],
  'words of a container': ['none', (text) => JSON.stringify({ log: `user said ${text} to me\n`, ...CONTAINER })],
  'words in the journal': ['none', (text) => JSON.stringify({ MESSAGE: `user said ${text} to me`, ...JOURNAL })],
  'words in GELF': ['gelf', (text) => JSON.stringify({ version: '1.1', host: 'web1', short_message: `user said ${text} to me`, level: 6, timestamp: 1795173600, _app: 'shop' })],
}; // prettier-ignore

let parse: Interpret;
beforeAll(async () => {
  parse = await startInterpreter();
});

describe.each(Object.keys(CARRIERS))('%s', (name) => {
  const [dataset, carry] = CARRIERS[name]!;

  it.each(ids)('is text, also where it is a line of %s', (id) => {
    const innocent = parse(carry('hello'));
    expect(innocent['event.dataset']).toBe(dataset);
    for (const text of strangersTexts(id)) {
      const line = carry(text);
      const event = parse(line);
      const isFallback = dataset !== 'kv' && event['event.dataset'] === 'kv';
      const [now, before] = isFallback ? [spokenBy(event), spokenBy(innocent)] : [told(event), told(innocent)];
      // Comparing as text first makes this five times as fast.
      if (JSON.stringify(now) !== JSON.stringify(before)) expect(now, line).toEqual(before);
    }
  });
});

function told(event: LogEvent): unknown {
  return { ...pick(event, TOLD), ...threats(event) };
}

/** A sentence of an unknown program with enough pairs in it is the fallback's; it says what the pairs say, but not who speaks. */
function spokenBy(event: LogEvent): unknown {
  return { ...pick(event, ['host.name', 'process.name', 'process.pid', 'lanwarden.source']), ...threats(event) };
}

function pick(event: LogEvent, names: readonly string[]): Record<string, unknown> {
  const all: Readonly<Record<string, unknown>> = { ...event };
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

function threats(event: LogEvent): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name.startsWith('threat.')));
}

/** Messages, and every fourth with its header. */
function strangersTexts(id: string): string[] {
  const folder = `${HERE}${id}/samples/`;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) => readFileSync(folder + file, 'utf8').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('# '))
    .flatMap((line, at) => (at % 4 === 0 ? [line] : [decodeFrame(Buffer.from(line)).message]));
}
