// One try, by the channel it is for.

import { expect, it } from 'vitest';
import { systemClock } from '#src/clock.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import { startWebServer } from '../../test/helpers/channel-job.js';
import type { ChannelBook } from './book/channel-book.js';
import { ChannelCarrier } from './carrier.js';
import { channelsSettings } from './settings.js';
import { exampleMessage } from './template/example.js';

it('sends nothing but tests to a channel that is switched off, also of what waited for it', async () => {
  const server = await startWebServer();
  const channel = { id: 'phone', kind: 'ntfy', enabled: false, settings: { server: server.url, topic: 'a' } };
  const book = { routed: async () => [channel], secretsOf: async () => ({}) } as unknown as ChannelBook;
  const settings = channelsSettings.parse({ targets: { loopback: true } });
  const live = { loaded: { modules: { channels: settings } } } as unknown as LiveConfig;
  const carrier = new ChannelCarrier(book, undefined as never, live, systemClock);
  const { signal } = new AbortController();
  const alert = exampleMessage(Date.now());
  expect(await carrier.send(alert, 'phone', signal)).toMatchObject({
    outcome: 'cancelled',
    error: 'The channel is switched off.',
  });
  expect(server.told).toEqual([]);
  expect(await carrier.send({ ...alert, type: 'test' }, 'phone', signal)).toMatchObject({ outcome: 'delivered' });
  await server.close();
});
