// `npm run parser:new <id>`: a parser that works and is tested, to be changed line by line (see parsers/README.md).

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const id = process.argv[2] ?? '';
const folder = fileURLToPath(new URL(`../../parsers/${id}/`, import.meta.url));

if (!/^[a-z][a-z0-9-]{1,40}$/.test(id))
  fail('Usage: npm run parser:new <id>, the id in lower case with hyphens, such as cisco-asa.');
if (existsSync(folder)) fail(`parsers/${id} exists already.`);

const prefix = id.replaceAll('-', '_');

const index = `// What this product's lines are about, in one sentence. Where their form is documented.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: '${id}',
  title: '${id}',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['${id}'] },
  parse,
});

/** \`login of <user> from <address>\`: the name may be anything, so the last \` from \` counts. */
function parse(line: SyslogLine): Fields | undefined {
  const text = line.message;
  const from = text.lastIndexOf(' from ');
  const ip = readIp(text, from + 6);
  if (!text.startsWith('login of ') || from < 10 || ip === undefined) return undefined;
  return {
    'event.action': 'console_login',
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.severity': 1,
    'event.outcome': 'success',
    'user.name': text.slice(9, from),
    'source.ip': ip,
    '${prefix}.console': true,
  };
}
`;

const log = `# Lines that begin with a hash and a blank explain the samples below them.
<38>Nov 20 10:00:01 device1 ${id}[7]: login of alice from 192.0.2.10
<38>Nov 20 10:00:02 device1 ${id}[7]: login of x from y from 192.0.2.10
# Not ours
<38>Nov 20 10:00:03 device1 ${id}[7]: started
`;

mkdirSync(`${folder}samples`, { recursive: true });
writeFileSync(`${folder}index.ts`, index);
writeFileSync(`${folder}samples/first.log`, log);
writeFileSync(
  `${folder}README.md`,
  `# ${id}\n\nWhat it reads, which fields it sets beyond the common ones, what it leaves alone.\n`,
);
console.log(
  `Made parsers/${id}. Now: npm run parsers:accept, look at parsers/${id}/samples/first.json, and change things.`,
);

function fail(message) {
  console.error(message);
  process.exit(1);
}
