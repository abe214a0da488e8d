// The lines to copy name this server as the browser does, and never hold more than a name.

import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { connectTo } from './connect.js';

const config = configSchema.parse({});

it.each([
  ['logs.lan:8080', 'logs.lan'],
  ['192.0.2.7', '192.0.2.7'],
  ['[2001:db8::7]:8080', '2001:db8::7'],
  ['$(reboot):8080', 'this-server'],
  ['a b', 'this-server'],
  ['-oProxyCommand', 'this-server'],
  ['', 'this-server'],
  [undefined, 'this-server'],
])('calls the host of %j %s', (header, host) => expect(connectTo(config, undefined, header).host).toBe(host));

it('prefers the configured address, and brackets an IPv6 address in an URL', () => {
  const behindProxy = configSchema.parse({ portal: { url: 'https://logs.example.org/' } });
  expect(connectTo(behindProxy, undefined, '127.0.0.1:8080').host).toBe('logs.example.org');
  const texts = connectTo(config, undefined, '[::1]:8080')
    .recipes.map(({ text }) => text)
    .join('\n');
  expect(texts).toContain('curl http://[::1]:8088/ingest');
  expect(texts).toContain('logger -n ::1 -P 5514 --tcp');
});

it('has recipes only for listeners that are on', () => {
  const off = configSchema.parse({ listen: { tcp: { enabled: false }, http: { enabled: false } } });
  const texts = connectTo(off, undefined, 'logs')
    .recipes.map(({ text }) => text)
    .join('\n');
  expect(texts).toContain('logger -n logs -P 5514 --udp');
  expect(texts).not.toContain('tcp');
  expect(texts).not.toContain('curl');
});
