// Containers, and hosts that log to systemd's journal only.

import { type Recipe, type Syslog, urlHost } from './recipe.js';

export function journald({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'journald',
    title: 'Linux with journald alone',
    where: '/etc/systemd/netlogd.conf',
    kinds: ['server'],
    text: `[Network]\nAddress=${urlHost(host)}:${port}\nProtocol=${protocol}\nLogFormat=rfc5424`,
    note: `For hosts without rsyslog. Needs the package systemd-netlogd (Debian 13, Ubuntu 25.04 and newer).${needsAddress(host)} Then: systemctl restart systemd-netlogd`,
  };
}

/** UDP where it is on: over TCP a container does not start while this server is away. */
export function docker({ host, protocol, port }: Syslog): Recipe {
  const options = {
    'log-driver': 'syslog',
    'log-opts': {
      'syslog-address': `${protocol}://${urlHost(host)}:${port}`,
      'syslog-format': 'rfc5424micro',
      tag: '{{.Name}}',
    },
  };
  const patience =
    protocol === 'udp'
      ? 'With tcp:// nothing is lost on the way, but a container does not start while this server is away.'
      : 'A container does not start while this server is away.';
  return {
    id: 'docker',
    title: 'Docker',
    where: '/etc/docker/daemon.json',
    kinds: ['container'],
    text: JSON.stringify(options, undefined, 2),
    note: `Then: systemctl restart docker. It holds for containers that are made afterwards; for one alone give the same as --log-driver and --log-opt. ${patience}`,
  };
}

function needsAddress(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : ` It takes an IP address: write this server’s instead of ${host}.`;
}
