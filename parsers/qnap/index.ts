// QNAP QTS and QuTS hero, as QuLog Center sends it (RFC 3164 format):
//   conn log: Users: alice, Source IP: 192.0.2.7, Computer name: laptop, Connection type: HTTPS, Accessed resources: Administration, Action: Login Fail
//   event log: Users: admin, Source IP: 192.0.2.7, Computer name: ---, Application: Users, Category: General, Content: [Users] Created user "bob".
// https://docs.qnap.com/application/qulog-center/

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { actionOf } from './action.js';
import { readContent } from './content.js';

export default defineParser({
  id: 'qnap',
  title: 'QNAP NAS',
  contract: '^1.0.0',
  family: 'storage',
  hint: { apps: ['qulogd', 'qlogd'], contains: ['conn log: Users: ', 'event log: Users: '] },
  parse,
});

const TABLE = new PatternTable(
  [
    // Older systems leave out application and category. Who logs on chooses the user name, so that is what the rest leaves.
    ['conn log: Users: <qnap.user:text>, Source IP: <qnap.client:phrase>, Computer name: <qnap.computer:phrase>, Connection type: <qnap.connection:phrase>, Accessed resources: <file.path:phrase>, Action: <qnap.action:phrase>, Client application: <qnap.application:phrase>', {}],
    ['conn log: Users: <qnap.user:text>, Source IP: <qnap.client:phrase>, Computer name: <qnap.computer:phrase>, Connection type: <qnap.connection:phrase>, Accessed resources: <file.path:phrase>, Action: <qnap.action:phrase>', {}],
    ['event log: Users: <qnap.user:phrase>, Source IP: <qnap.client:phrase>, Computer name: <qnap.computer:phrase>, Application: <qnap.application:phrase>, Category: <qnap.category:phrase>, Content: <message:text>', {}],
    ['event log: Users: <qnap.user:phrase>, Source IP: <qnap.client:phrase>, Computer name: <qnap.computer:phrase>, Content: <message:text>', {}],
  ],
  'qnap',
); // prettier-ignore

/** What QNAP writes where there is nothing. */
const NONE = '---';

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined && !/^qu?logd$/i.test(line.app)) return undefined;
  const found = TABLE.match(line.message);
  if (found === undefined) return undefined;
  const { 'qnap.user': user, 'qnap.client': client, 'qnap.computer': computer, ...rest } = found;
  const isConnection = line.message.startsWith('conn');
  const fields: Fields = isConnection ? actionOf(String(rest['qnap.action'])) : readContent(rest.message ?? '');
  Object.assign(fields, rest);
  if (fields['file.path'] === NONE) delete fields['file.path'];
  putUser(fields, user);
  if (client !== NONE) put(fields, 'source.ip', client as string | undefined, 'qnap.source_ip');
  if (computer !== NONE) put(fields, 'source.domain', computer as string | undefined);
  return fields;
}

/** `EXAMPLE\alice` */
function putUser(fields: Fields, user: unknown): void {
  if (typeof user !== 'string' || user === NONE) return;
  const slash = user.indexOf('\\');
  put(fields, 'user.name', user.slice(slash + 1));
  if (slash > 0) put(fields, 'user.domain', user.slice(0, slash));
}
