// Programs that write their own log: web servers, mail, VPN, intrusion detection, the smart home.

import { PATIENCE, type Recipe, type Syslog, urlHost } from './recipe.js';

/** https://nginx.org/en/docs/syslog.html : UDP, one line each. */
export function nginx(host: string, port: number): Recipe {
  const server = `syslog:server=${urlHost(host)}:${port},tag=nginx`;
  return {
    id: 'nginx',
    title: 'nginx',
    kinds: ['application', 'server'],
    where: '/etc/nginx/nginx.conf, inside http { }',
    text: `access_log ${server} combined;\nerror_log  ${server} warn;`,
    note: 'A server { } or location { } with an access_log of its own needs the line too, and files are written further only if their lines stay. Apache: CustomLog "|/usr/bin/logger -t apache -p local1.info" combined, and ErrorLog syslog:local1, beside the lines for rsyslog. Then: nginx -s reload',
  };
}

/** https://docs.haproxy.org/3.0/configuration.html#log */
export function haproxy(host: string, port: number): Recipe {
  return {
    id: 'haproxy',
    title: 'HAProxy',
    kinds: ['application', 'server'],
    where: '/etc/haproxy/haproxy.cfg',
    text: `global\n    log ${urlHost(host)}:${port} format rfc5424 local0 info\ndefaults\n    log global\n    option httplog`,
    note: 'Into the sections that are there already; option tcplog where mode is tcp. Then: systemctl reload haproxy',
  };
}

/** They have the host's syslog: nothing is sent from here. */
export function mailAndVpn(): Recipe {
  return {
    id: 'mail',
    title: 'Postfix, Dovecot, OpenVPN, WireGuard',
    kinds: ['application', 'server'],
    where: 'In a root shell, beside the lines for rsyslog above',
    text: [
      'postconf -X maillog_file && systemctl reload postfix     # Postfix: to syslog again, where it writes a file',
      "echo 'log_path = syslog' > /etc/dovecot/conf.d/99-syslog.conf && systemctl reload dovecot",
      "printf 'syslog openvpn\\nverb 3\\n' >> /etc/openvpn/server/server.conf  # and remove log, log-append there",
      "echo 'module wireguard +p' > /sys/kernel/debug/dynamic_debug/control      # until the next start",
    ].join('\n'),
    note: 'Take the lines of what you run. Postfix, Dovecot, Exim and OpenVPN as services write to the host’s syslog by themselves; WireGuard is silent unless its debugging is on.',
  };
}

/** https://docs.suricata.io/en/latest/output/eve/eve-json-output.html */
export function suricata({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'suricata',
    title: 'Suricata',
    kinds: ['server', 'firewall'],
    where: '/etc/rsyslog.d/90-suricata.conf on its machine',
    text: fileOf('suricata', '/var/log/suricata/eve.json', { host, protocol, port }),
    note: 'Its eve-log as the packages have it. Long records need $MaxMessageSize 64k at the top of /etc/rsyslog.conf. On OPNsense: Services › Intrusion Detection, tick “Enable eve syslog output”. Zeek’s JSON logs go the same way. Where another file loads imfile already, leave out the first line. Then: systemctl restart rsyslog',
  };
}

/** https://www.home-assistant.io/integrations/logger/ */
export function homeAssistant({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'home-assistant',
    title: 'Home Assistant',
    kinds: ['application', 'other'],
    where: '/etc/rsyslog.d/90-home-assistant.conf where its configuration folder is',
    text: fileOf('homeassistant', '/srv/homeassistant/home-assistant.log', { host, protocol, port }),
    note: 'With your folder in the path. In a container the lines for Docker do as well. Refused logons are told by http › ban, which is on unless the logger integration silences it. Where another file loads imfile already, leave out the first line. Then: systemctl restart rsyslog',
  };
}

/** A file read by rsyslog and sent with a tag. */
function fileOf(tag: string, path: string, { host, protocol, port }: Syslog): string {
  return [
    'module(load="imfile")',
    `ruleset(name="lanwarden-${tag}") {`,
    `  action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}" template="RSYSLOG_SyslogProtocol23Format" ${PATIENCE})`,
    '}',
    `input(type="imfile" File="${path}" Tag="${tag}:"`,
    `      freshStartTail="on" reopenOnTruncate="on" ruleset="lanwarden-${tag}")`,
  ].join('\n');
}
