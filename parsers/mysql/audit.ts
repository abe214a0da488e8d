// MariaDB's audit plugin through syslog: `db1,alice,192.0.2.7,12,0,CONNECT,shop,,0`, after host and user the connection, query id, operation, database,
// object and return code. https://mariadb.com/kb/en/mariadb-audit-plugin-log-format/

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { CONNECTION_END, DATABASE_INFO, event, LOGON } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const PARTS = 9;

export function readAudit(message: string): Fields | undefined {
  const parts = message.trim().split(',', 8);
  const [, user, host, connection, , operation = '', database, object] = parts;
  if (parts.length < 7) return undefined;
  const fields = eventOf(operation);
  if (fields === undefined) return undefined;
  // A comma in the user's name moves what follows. Whoever is logged on already has a name that an administrator chose.
  const isLogon = operation === 'CONNECT' || operation === 'FAILED_CONNECT';
  if (isLogon && message.split(',', PARTS + 1).length !== PARTS) return undefined;
  if (host !== '' && host !== 'localhost' && readIp(host ?? '') === undefined && !/^[\w.-]{1,253}$/.test(host ?? ''))
    return undefined;
  put(fields, 'user.name', user);
  if (readIp(host ?? '') !== undefined) put(fields, 'source.ip', host);
  else put(fields, 'source.domain', host);
  put(fields, 'mysql.thread', connection);
  put(fields, 'mysql.database', database);
  put(fields, 'mysql.object', object);
  fields['network.protocol'] = 'mysql';
  return fields;
}

const FILE_TIME = /^(\d{4})(\d\d)(\d\d) (\d\d:\d\d:\d\d),[\w.-]{1,253},/;

/** The plugin's own file: `20261120 10:00:01,db1,alice,...` */
export function readAuditFile(line: string): Fields | undefined {
  const time = FILE_TIME.exec(line);
  if (time === null) return undefined;
  const fields = readAudit(line.slice(line.indexOf(',') + 1));
  if (fields !== undefined) fields['@timestamp'] = `${time[1]}-${time[2]}-${time[3]} ${time[4]}`;
  return fields;
}

function eventOf(operation: string): Fields | undefined {
  switch (operation) {
    case 'CONNECT':
      return event('application_login', LOGON, 1, 'success');
    case 'FAILED_CONNECT':
      return event('application_login', LOGON, 3, 'failure');
    case 'DISCONNECT':
      return event('database_connection', CONNECTION_END, 1);
    case 'QUERY':
    case 'TABLE':
    case 'READ':
    case 'WRITE':
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      return event('database_message', DATABASE_INFO, 1);
    default:
      return undefined;
  }
}
