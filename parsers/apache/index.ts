// Apache httpd: access lines in the common, combined and vhost_combined formats (also those of other servers that come without a
// header, as in a file), and the error log of 2.2 and 2.4. https://httpd.apache.org/docs/2.4/logs.html

import { readAccessLine } from '#src/event/access-log.js';
import { isOfContainer } from '#src/event/container.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readError } from './error.js';

export default defineParser({
  id: 'apache',
  title: 'Apache httpd (access and error log)',
  contract: '^1.0.0',
  family: 'web',
  hint: {
    apps: ['apache', 'apache2', 'httpd', 'apache-access', 'apache-error', 'apache_access', 'apache_error', 'httpd[*'],
    contains: ['] "', ':error] [pid ', ':warn] [pid ', ':notice] [pid ', ':info] [pid ', '] [client ', 'AH0', 'ModSecurity: '],
  }, // prettier-ignore
  priority: -10, // the formats of others that only look like this one go first
  parse,
});

/** Also what a container of any name writes that is an access line: `docker/web`. */
const PROGRAMS = /^(?:apache|httpd|docker\/)/i;

/** A container's name is whatever somebody called it: what it writes that is a whole access line is a web server's. */
function readContainer(line: SyslogLine): Fields | undefined {
  return isOfContainer(line) ? readAccessLine(line.message, 'apache')?.fields : undefined;
}

function parse(line: SyslogLine): Fields | undefined {
  const isApache = line.app !== undefined && PROGRAMS.test(line.app);
  if (line.app !== undefined && !isApache) return readContainer(line);
  // Without a syslog header the decoder may have taken the date of an error line for one.
  const text = isApache ? line.message : line.searched;
  return readError(text) ?? readAccessLine(text, 'apache')?.fields;
}
