// Home Assistant Core: `2026-11-20 10:00:01.123 WARNING (MainThread) [homeassistant.components.http.ban] Login attempt or request with
// invalid authentication from gw.example.org (192.0.2.7). Requested URL: '/auth/login_flow'. (Mozilla/5.0)`
// https://www.home-assistant.io/integrations/http/#ip-filtering-and-banning

import type { Fields } from '#src/event/event.js';
import { event, LOGON, NETWORK_DENIED, PROCESS_ERROR, PROCESS_INFO, PROCESS_START } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'home-assistant',
  title: 'Home Assistant',
  contract: '^1.0.0',
  family: 'home',
  hint: {
    apps: ['homeassistant', 'home-assistant', 'hass', 'hassio_supervisor', 'addon_*'],
    contains: ['[homeassistant.', ') [custom_components.', ') [supervisor.'],
  },
  parse,
});

/** Date and colours (`\x1b[33m`, as rsyslog writes them `#033[33m`) may be there or not. */
const HEAD =
  /^(?:(?:\x1b|#033)\[\d{1,3}m)?(?:(\d{4}-\d\d-\d\d|\d\d-\d\d-\d\d) (\d\d:\d\d:\d\d(?:[.,]\d{1,6})?) )?(DEBUG|INFO|WARNING|ERROR|CRITICAL|FATAL) \(([^)]{1,80})\) \[([\w.-]{1,200})\] /; // eslint-disable-line no-control-regex
const SEVERITIES: Readonly<Record<string, number>> = { DEBUG: 7, INFO: 6, WARNING: 4, ERROR: 3, CRITICAL: 2, FATAL: 2 };

const REFUSED = event('application_login', LOGON, 3, 'failure');

const TABLE = new PatternTable(
  [
    ["Login attempt or request with invalid authentication from <_> (<source.ip>). Requested URL: '<url.original:text>'. (<user_agent.original:phrase>)", REFUSED],
    ["Login attempt or request with invalid authentication from <_> (<source.ip>). (<user_agent.original:text>)", REFUSED],
    ['Login attempt or request with invalid authentication from <source:host>', REFUSED],
    ['Banned IP <source.ip> for too many login attempts', event('flow_denied', NETWORK_DENIED, 3)],
    ['Invalid auth from <_> for <source:host>', REFUSED],
    ["Unauthorized login for '<user.name:text>'", REFUSED],
    ['Starting Home Assistant<_:text>', event('system_started', PROCESS_START, 1)],
  ],
  'home_assistant',
); // prettier-ignore

function parse(line: SyslogLine): Fields | undefined {
  const head = HEAD.exec(line.message) ?? HEAD.exec(line.searched);
  if (head === null) return undefined;
  const [all, date, clock, level = '', thread = '', logger = ''] = head;
  const text = (head.input === line.searched ? line.searched : line.message)
    .slice(all.length)
    .replace(/(?:\x1b|#033)\[\d{0,3}m$/, ''); // eslint-disable-line no-control-regex
  const severity = SEVERITIES[level] ?? 6;
  const isBan = logger.startsWith('homeassistant.components.http');
  const known =
    isBan || logger === 'homeassistant.core' || logger.startsWith('supervisor.') ? TABLE.match(text) : undefined;
  const fields =
    known ??
    (severity <= 3
      ? event('device_message', PROCESS_ERROR, 2)
      : event('device_message', PROCESS_INFO, severity === 4 ? 2 : 1));
  if (date?.length === 10) fields['@timestamp'] = `${date} ${clock!.replace(',', '.')}`;
  fields['log.syslog.severity.code'] = severity;
  fields['log.logger'] = logger;
  fields['home_assistant.thread'] = thread;
  if (text !== '') fields.message = text;
  return fields;
}
