// Linux hosts with a syslog service.

import { PATIENCE, type Recipe, type Syslog } from './recipe.js';

export function logger({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'logger',
    title: 'A first message',
    where: 'In a shell on any Linux host, to see that it gets through',
    kinds: ['server'],
    text: `logger -n ${host} -P ${port} --${protocol} "hello from $(hostname)"`,
  };
}

export function rsyslog({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'rsyslog',
    title: 'Linux with rsyslog',
    where: '/etc/rsyslog.d/90-lanwarden.conf',
    kinds: ['server', 'application'],
    text: `*.* action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}"\n  ${PATIENCE})`,
    note: 'All its logs. Debian, Ubuntu, Raspberry Pi OS, RHEL and its kin. Then: systemctl restart rsyslog',
  };
}

export function syslogNg({ host, protocol, port }: Syslog): Recipe {
  const driver =
    protocol === 'tcp'
      ? `syslog("${host}" transport("tcp") port(${port}))`
      : `network("${host}" transport("udp") port(${port}))`;
  return {
    id: 'syslog-ng',
    title: 'Linux with syslog-ng',
    where: '/etc/syslog-ng/conf.d/lanwarden.conf',
    kinds: ['server'],
    text: `destination d_lanwarden { ${driver}; };\nlog { source(s_src); destination(d_lanwarden); };`,
    note: 'The source is called s_src on Debian, s_sys on RHEL. Then: systemctl restart syslog-ng',
  };
}
