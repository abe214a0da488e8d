// Commands in a host's shell: `[root]: ls /vmfs` (to ESXi 7), `[shell.cmd@6876 subject="root" object="shell" command="ls" result="success"
// status="0"]` and other records of ESXi 8's audit log.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, PROCESS_INFO, PROCESS_START } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';
import { putUser } from './peer.js';

export function readShell(text: string): Fields | undefined {
  if (/^\[[\w.]{1,60}@6876 /.test(text)) return readAudit(text);
  const said = /^\[([^[\]\s]{1,200})\]: /.exec(text);
  if (said === null) return undefined;
  const fields = event('shell_command', PROCESS_START, 2);
  putUser(fields, said[1]!);
  put(fields, 'process.command_line', text.slice(said[0].length));
  return fields;
}

/** Structured data of RFC 5424 in the message: `"` and `\` in values are escaped. */
export function readAudit(text: string): Fields | undefined {
  const id = /^\[([\w.]{1,60})@6876 /.exec(text)?.[1];
  if (id === undefined) return undefined;
  const said = new Map<string, string>();
  for (const [, name = '', value = ''] of text.slice(0, 8_192).matchAll(/ (\w{1,40})="((?:[^"\\]|\\.){0,4000})"/g)) {
    if (!said.has(name)) said.set(name, value.replaceAll(/\\(["\\\]])/g, '$1'));
  }
  const isOk = said.get('result') === 'success';
  const outcome = said.has('result') ? (isOk ? 'success' : 'failure') : undefined;
  const isLogin = id === 'ssh.session' || id.endsWith('.login') || id === 'account.login';
  const fields = id.startsWith('shell.')
    ? event('shell_command', PROCESS_START, 2, outcome)
    : isLogin
      ? event('application_login', LOGON, isOk ? 1 : 3, outcome)
      : event('device_message', PROCESS_INFO, isOk ? 1 : 2, outcome);
  put(fields, 'event.code', id);
  putUser(fields, said.get('subject') ?? '');
  put(fields, 'process.command_line', said.get('command'));
  put(fields, 'source.ip', said.get('remoteHost') ?? said.get('remoteIP') ?? said.get('from'), 'esxi.remote');
  put(fields, 'esxi.object', said.get('object'));
  put(fields, 'event.reason', said.get('reason'));
  return fields;
}
