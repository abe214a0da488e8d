// What is said while nothing is stored: lines that bring a first message, at the ports that one really reaches.

import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { nothingStored } from './empty.js';

const commands = (options: object, header = 'logs:8080'): readonly string[] =>
  nothingStored(header, undefined, configSchema.parse(options)).ways.map(({ command }) => command.split(' "')[0]!);

it('leads to the listeners’ own ports, and to no HTTP that asks for a key', () => {
  expect(commands({ listen: { udp: { enabled: false }, http: { requireKey: true } } })).toEqual([
    'logger -n logs -P 5514 --tcp',
  ]);
});

it('leads to the name of this server, and to none that a shell would read otherwise', () => {
  const [udp] = commands({ portal: { url: 'https://logs.example.org:8443' } }, 'localhost:8080');
  expect(udp).toBe('logger -n logs.example.org -P 5514 --udp');
  expect(commands({}, '[2001:db8::7]:8080')[0]).toBe('logger -n 2001:db8::7 -P 5514 --udp');
  expect(commands({}, '$(reboot)')[0]).toBe('logger -n this-server -P 5514 --udp');
});

it('leads to the name and ports by which devices reach a container', () => {
  const devices = { host: 'syslog.lan', udp: 514, tcp: 1514 };
  expect(commands({ portal: { devices } }, 'localhost:8080')).toEqual([
    'logger -n syslog.lan -P 514 --udp',
    'logger -n syslog.lan -P 1514 --tcp',
    'curl http://syslog.lan:8088/ingest/raw -d',
  ]);
});
