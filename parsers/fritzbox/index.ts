// AVM FRITZ!Box: the texts of its event log (German and English), as scripts and push services forward them to a syslog server; the box
// itself sends none. Source: the event log's texts in AVM's knowledge base, https://avm.de/service/wissensdatenbank/

import type { Fields } from '#src/event/event.js';
import { readMac } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { ENGLISH, GERMAN } from './messages.js';

export default defineParser({
  id: 'fritzbox',
  title: 'AVM FRITZ!Box',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['fritz*', 'avm*'],
    contains: [
      'FRITZ!Box',
      'WLAN-Gerät ',
      'WLAN-Anmeldung',
      'Internetverbindung ',
      'VPN-Verbindung ',
      'Internet connection ',
      'DSL ',
      'DSL-',
      'Kabel-Internet ',
      'PPPoE',
      'Freigabe ',
      'Internetanbieter ',
      'einer App des Benutzers',
    ],
  },
  parse,
});

const TABLE = new PatternTable([...GERMAN, ...ENGLISH], 'fritzbox');
/** `20.11.26 10:00:01 ` before the text: the event log's own time. */
const OWN_TIME = /^(\d\d)\.(\d\d)\.(\d\d|\d{4}) (\d\d:\d\d:\d\d) /;

/** What fritzexporter makes of it (https://github.com/pdreker/fritz_exporter): the number is that of the text in all languages. */
const EXPORTED = /^event_time=(\S{19,40}) group=[a-z]{2,8} id=(\d{1,6}) msg="(.*)"$/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined && !/^(?:fritz|avm)/i.test(line.app)) return undefined;
  const exported = EXPORTED.exec(line.message);
  const time = OWN_TIME.exec(line.message);
  const text = exported?.[3] ?? (time === null ? line.message : line.message.slice(time[0].length));
  // The log repeats itself: `... [3 Meldungen seit 20.11.26 09:58:00]`.
  const fields = TABLE.match(text.replace(/ \[\d{1,6} (?:Meldungen seit|messages since) [\d.: ]{10,25}\]$/, ''));
  if (fields === undefined) return undefined;
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
  if (time !== null) fields['@timestamp'] = `${time[3]!.padStart(4, '20')}-${time[2]}-${time[1]} ${time[4]}`;
  const at = Date.parse(exported?.[1] ?? '');
  if (!Number.isNaN(at)) fields['@timestamp'] = at;
  if (exported !== null) fields['event.code'] ??= exported[2]!;
  return fields;
}
