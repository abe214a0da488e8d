// Sophos Firewall (SFOS, XG, XGS 17 to 21; Cyberoam): `device="SFW" date=... log_type="Firewall" log_component=... log_subtype=...`, and its
// newer form (`device_name="..." timestamp="..." device_model=... `); Sophos UTM 9: `id="2001" severity="info" sys="SecureNet" ...`.
// https://docs.sophos.com/nsg/sophos-firewall/21.0/PDF/SF%20Syslog%20Guide%2021.0.pdf

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { opensWithPair } from '#src/event/own-start.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseSfos } from './sfos.js';
import { parseUtm } from './utm.js';

export default defineParser({
  id: 'sophos',
  title: 'Sophos Firewall and UTM',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: {
    apps: [
      'ulogd',
      'aua',
      'httpproxy',
      'confd',
      'openvpn',
      'snort',
      'reverseproxy',
      'httpd',
      'afcd',
      'exim-in',
      'exim-out',
      'smtpd',
    ],
    contains: ['log_type="', 'log_component=', ' sys="Secure', ' sys="System', 'id="0299" srcip="'],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  return parseUtm(line) ?? (opensWithPair(line) ? parseSfos(line) : undefined);
}
