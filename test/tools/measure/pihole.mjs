// A real Pi-hole's lines: action, name and client, read here by other means than the parser's.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from './parse.mjs';

const EXTRA =
  /dnsmasq\[\d+\]: \d+ ([\da-f.:]+)\/(\d+) (query\[\w+\]|forwarded|reply|cached|\w+ blocked|\S+) (\S+) (from|to|is) (\S+)/;
const ACTIONS = { forwarded: 'dns_forwarded', reply: 'dns_reply', cached: 'dns_cached' };

/** @param {string} folder ../shared/data/pihole/fixtures @param {import('./tally.mjs').Tally} tally */
export async function pihole(folder, tally) {
  const lines = readFileSync(join(folder, 'pihole.log'), 'utf8').split('\n').filter((line) => line !== ''); // prettier-ignore
  await parse(`${lines.join('\n')}\n`, (event, at) => {
    const [, client, port, verb = '', name] = EXTRA.exec(lines[at]) ?? [];
    if (client === undefined) return;
    tally.compare('pihole', 'source.ip', client, event['source.ip'], lines[at]);
    tally.compare('pihole', 'source.port', port, event['source.port'], lines[at]);
    tally.compare('pihole', 'dns.question.name', name.toLowerCase(), event['dns.question.name']?.toLowerCase(), lines[at]); // prettier-ignore
    const action = verb.startsWith('query') ? 'dns_query' : verb.endsWith('blocked') ? 'dns_blocked' : ACTIONS[verb];
    if (action !== undefined) tally.compare('pihole', 'event.action', action, event['event.action'], lines[at]);
  });
}
