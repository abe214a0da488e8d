// A house with a Pi-hole, two Linux hosts, a router with a firewall and a Windows machine.

import type { Message } from '../message.js';
import { addresses, fingerprint, GUESSED } from '../people.js';
import type { Random } from '../random.js';
import { windows } from './windows.js';

type Maker = (random: Random) => Message;

const PEOPLE = ['alice', 'bob', 'carol', 'dave'];
const DEVICES = ['alice-phone', 'bob-laptop', 'tv', 'printer', 'thermostat', 'tablet', 'nas', 'doorbell'];
const DOMAINS = [
  'www.example.com',
  'api.weather.example.org',
  'cdn.video.example.net',
  'mail.example.com',
  'ntp.example.org',
  'update.example.net',
];
const ADS = ['ads.tracker.example', 'telemetry.tv.example', 'pixel.metrics.example', 'doubleclick.example'];

export function house(random: Random): () => Message {
  const strangers = addresses(120, random);
  const windowsMessage = windows(random);
  const weighted: readonly (readonly [number, Maker])[] = [
    [55, dns],
    [8, dhcp],
    [10, (r) => sshd(r, r.pick(strangers))],
    [4, sudo],
    [8, cron],
    [11, (r) => firewall(r, r.pick(strangers))],
    [4, () => windowsMessage()],
  ];
  const makers = weighted.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));
  return () => random.pick(makers)(random);
}

const inside = (random: Random): string => `192.168.1.${20 + random.int(DEVICES.length)}`;

/** dnsmasq as Pi-hole logs it (daemon.info). */
function dns(random: Random): Message {
  const domain = random.pick(DOMAINS);
  const text = [
    `query[A] ${domain} from ${inside(random)}`,
    `query[AAAA] ${domain} from ${inside(random)}`,
    `forwarded ${domain} to 9.9.9.9`,
    `reply ${domain} is 203.0.113.${1 + random.int(254)}`,
    `cached ${domain} is 203.0.113.${1 + random.int(254)}`,
    `query[A] ${random.pick(ADS)} from ${inside(random)}`,
    `gravity blocked ${random.pick(ADS)} is 0.0.0.0`,
  ];
  return { priority: 30, host: 'pihole', app: 'dnsmasq', pid: 812, text: random.pick(text) };
}

function dhcp(random: Random): Message {
  const device = random.int(DEVICES.length);
  const mac = `02:42:ac:11:00:${device.toString(16).padStart(2, '0')}`;
  const lease = `192.168.1.${20 + device} ${mac}`;
  const text = random.percent(50) ? `DHCPREQUEST(eth0) ${lease}` : `DHCPACK(eth0) ${lease} ${DEVICES[device]}`;
  return { priority: 30, host: 'pihole', app: 'dnsmasq-dhcp', pid: 812, text };
}

function sshd(random: Random, stranger: string): Message {
  const port = 30_000 + random.int(30_000);
  const text = random.percent(30)
    ? `Accepted publickey for ${random.pick(PEOPLE)} from ${inside(random)} port ${port} ssh2: ED25519 ${fingerprint(random)}`
    : random.percent(50)
      ? `Invalid user ${random.pick(GUESSED)} from ${stranger} port ${port}`
      : `Failed password for root from ${stranger} port ${port} ssh2`;
  return { priority: 38, host: random.pick(['nas', 'pihole']), app: 'sshd', pid: 1_000 + random.int(60_000), text };
}

function sudo(random: Random): Message {
  const user = random.pick(PEOPLE);
  const command = random.pick([
    '/usr/bin/apt update',
    '/usr/bin/systemctl restart nginx',
    '/usr/bin/journalctl -f',
    '/usr/bin/docker ps',
  ]);
  return {
    priority: 85,
    host: 'nas',
    app: 'sudo',
    pid: undefined,
    text: `${user.padStart(8)} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`,
  };
}

function cron(random: Random): Message {
  const pid = 1_000 + random.int(60_000);
  if (random.percent(40))
    return {
      priority: 78,
      host: 'nas',
      app: 'CRON',
      pid,
      text: '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)',
    };
  const state = random.percent(50) ? 'opened for user root(uid=0) by (uid=0)' : 'closed for user root';
  return { priority: 86, host: 'nas', app: 'CRON', pid, text: `pam_unix(cron:session): session ${state}` };
}

/** UFW on a Linux router (kern.warning). */
function firewall(random: Random, stranger: string): Message {
  const tcp = `PROTO=TCP SPT=${1_024 + random.int(60_000)} DPT=${random.pick([22, 23, 80, 443, 445, 3389, 8080])} WINDOW=1024 RES=0x00 SYN URGP=0`;
  const text = `[${100_000 + random.int(899_999)}.${100_000 + random.int(899_999)}] [UFW BLOCK] IN=eth1 OUT= MAC=02:42:ac:11:00:fe:02:42:ac:11:00:01:08:00 SRC=${stranger} DST=192.0.2.10 LEN=40 TOS=0x00 PREC=0x00 TTL=241 ID=${random.int(65_536)} ${tcp}`;
  return { priority: 4, host: 'router', app: 'kernel', pid: undefined, text };
}
