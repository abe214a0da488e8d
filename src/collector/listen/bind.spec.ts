import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { bindAt, type Place } from './bind.js';
import { createListeners } from './listeners.js';
import { RecordingIntake } from './testing/recording-intake.js';

const place: Place = { key: 'listen.udp', protocol: 'UDP', host: '::', port: 514 };
const failing = (code: string): Error => Object.assign(new Error(`bind ${code}`), { code });

it.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])('takes 0.0.0.0 where :: fails with %s', async (code) => {
  const attempt = (host: string): Promise<string> =>
    host === '::' ? Promise.reject(failing(code)) : Promise.resolve(host);
  expect(await bindAt(place, attempt)).toBe('0.0.0.0');
});

it('does not look for another address than the one that was asked for', async () => {
  const attempt = (): Promise<string> => Promise.reject(failing('EADDRNOTAVAIL'));
  await expect(bindAt({ ...place, host: '192.0.2.1' }, attempt)).rejects.toMatchObject({
    code: 'LISTENER_FAILED',
    message: expect.stringContaining('192.0.2.1 port 514') as string,
  });
});

it('says that low ports need a capability, and which key to change', async () => {
  await expect(bindAt(place, () => Promise.reject(failing('EACCES')))).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringMatching(/UDP port 514 .*CAP_NET_BIND_SERVICE.* change listen\.udp\.port/) as string,
  });
});

it('lists the listeners of a configuration, also those that are off', async () => {
  const config = configSchema.parse({ listen: { tcp: { enabled: false } } });
  const listeners = createListeners(config, new RecordingIntake(), () => undefined);
  await Promise.all(listeners.map((listener) => listener.stop()));
  expect(listeners.map((listener) => listener.health()).map(({ name, state, port }) => [name, state, port])).toEqual([
    ['udp', 'off', 5514],
    ['tcp', 'off', 5514],
    ['tls', 'off', 6514],
    ['relp', 'off', 2514],
    ['http', 'off', 8088],
    ['gelf-udp', 'off', 12201],
    ['gelf-tcp', 'off', 12201],
  ]);
});
