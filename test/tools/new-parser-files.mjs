// The files of a new parser: it works, keeps the contract, and shows what a parser is made of. Inside the repository in TypeScript;
// outside (`plugins.dir`) in JavaScript, which needs no build.

/** @returns {Map<string, string>} name in the folder -> text. @param isOutside for a folder in `plugins.dir` */
export function newParserFiles(id, isOutside = false) {
  const prefix = id.replaceAll('-', '_');
  const ending = isOutside ? 'js' : 'ts';
  const files = new Map([
    [`index.${ending}`, index(id, prefix, isOutside)],
    [`messages.${ending}`, messages(prefix, isOutside)],
    ['samples/first.log', log(id)],
    ['README.md', readme(id, prefix)],
  ]);
  if (!isOutside) files.set('samples/first.json', `[\n${expectations(prefix).join(',\n')}\n]\n`);
  return files;
}

const typed = (isOutside, text) => (isOutside ? '' : text);

const index = (id, prefix, isOutside) => `// What this product is, and where its messages are documented (a link).

${typed(isOutside, "import type { Fields } from '#src/event/event.js';\nimport type { SyslogLine } from '#src/event/line.js';\n")}import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

/** What does not fit its field (a port of 99999) is kept as text under \`${prefix}.<name>\`. */
const TABLE = new PatternTable(MESSAGES, '${prefix}');

export default defineParser({
  id: '${id}',
  title: '${id}',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['${id}'] },
  parse,
});

/** \`line.message\` is the text behind the syslog header. Undefined: not one of ours. */
function parse(line${typed(isOutside, ': SyslogLine')})${typed(isOutside, ': Fields | undefined')} {
  return TABLE.match(line.message);
}
`;

const messages = (
  prefix,
  isOutside,
) => `// Every message as a template, and what it means. How templates are written: src/event/patterns.ts.

import { CONFIGURATION_CHANGE, event, LOGON } from '#src/event/kinds.js';
${typed(isOutside, "import type { Pattern } from '#src/event/patterns.js';\n")}
export const MESSAGES${typed(isOutside, ': readonly Pattern[]')} = [
  // A stranger chooses the name: \`:text\` is matched from the end, so that no name can bring an address along.
  ['login of <user.name:text> from <source.ip>[[ port <source.port>]]', event('device_login', LOGON, 1, 'success')],
  [
    'login of <user.name:text> from <source.ip> refused: <event.reason:phrase>',
    event('device_login', LOGON, 3, 'failure'),
  ],
  ['configuration saved by <user.name> (<${prefix}.lines:int> lines)', event('config_changed', CONFIGURATION_CHANGE, 1)],
];
`;

const log = (id) => `# Lines that begin with a hash and a blank explain the samples below them.
<38>Nov 20 10:00:01 device1 ${id}[7]: login of alice from 192.0.2.10 port 50222
<38>Nov 20 10:00:02 device1 ${id}[7]: login of bob from 192.0.2.10 refused: wrong password
<38>Nov 20 10:00:03 device1 ${id}[7]: configuration saved by alice (120 lines)
# A name that looks like the rest of the message, and a port that is none
<38>Nov 20 10:00:04 device1 ${id}[7]: login of x from 198.51.100.1 port 1 from 192.0.2.10 port 99999
# Not ours
<38>Nov 20 10:00:05 device1 ${id}[7]: started
`;

const readme = (id, prefix) => `# ${id}

Reads: which messages of which versions, with links to where they are documented.

Own fields: \`${prefix}.lines\` (lines of the configuration).

Leaves alone: start messages.
`;

function expectations(prefix) {
  const logon = (outcome, severity, more) =>
    entry({
      'event.action': 'device_login',
      'event.category': ['authentication'],
      'event.outcome': outcome,
      'event.severity': severity,
      'event.type': ['start'],
      'source.ip': '192.0.2.10',
      ...more,
    });
  return [
    logon('success', 1, { 'source.port': 50222, 'user.name': 'alice' }),
    logon('failure', 3, { 'event.reason': 'wrong password', 'user.name': 'bob' }),
    entry({
      'event.action': 'config_changed',
      'event.category': ['configuration'],
      'event.severity': 1,
      'event.type': ['change'],
      'user.name': 'alice',
      [`${prefix}.lines`]: 120,
    }),
    logon('success', 1, { 'user.name': 'x from 198.51.100.1 port 1', [`${prefix}.source_port`]: '99999' }),
    '  null',
  ];
}

/** As samples.spec.ts writes them. */
function entry(fields) {
  const lines = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `  {\n${lines.join(',\n')}\n  }`;
}
