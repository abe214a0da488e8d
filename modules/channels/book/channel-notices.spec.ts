// Two portals on one database: what one changes of the channels, the other routes by when it has heard of it.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RuleNames } from '#src/alerts/rule-names.js';
import { Notices } from '#src/cluster/notices.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { openOutboxRoom, type OutboxRoom } from '../../../test/helpers/outbox-room.js';
import { firstChannels } from '../migrations/0001-channels.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { ChannelBook } from './channel-book.js';
import { ChannelNotices } from './channel-notices.js';

let room: OutboxRoom;
beforeEach(async () => {
  room = await openOutboxRoom();
  await firstChannels.up(room.db);
});
afterEach(() => room.close());

it('a channel that was made, changed or removed there', async () => {
  const open = () => new ChannelBook(room.db, room.clock, new SecretBox('/nowhere'), new RuleNames());
  const [here, there] = [open(), open()];
  const notices = new Notices(pino({ level: 'silent' }));
  const listener = new ChannelNotices(here, notices);
  listener.onModuleInit();
  expect([notices.tables, await here.routed()]).toEqual([['channels'], []]);
  const heard = async (expected: readonly (readonly [string, boolean])[]): Promise<void> => {
    notices.heard('channels');
    const routed = async () => (await here.routed()).map(({ name, enabled }) => [name, enabled]);
    await eventually(async () => expect(await routed()).toEqual(expected));
  };
  const settings = { host: '192.0.2.1', port: 6514, transport: 'tls', facility: '16' };
  const { channel } = await there.add({ name: 'Log host', kind: 'syslog', settings }, 'ann');
  expect(await here.routed()).toEqual([]);
  await heard([['Log host', true]]);
  await there.setEnabled(channel.id, false, 'ann');
  await heard([['Log host', false]]);
  await there.remove(channel.id);
  await heard([]);
  listener.onModuleDestroy();
  expect(notices.tables).toEqual([]);
});
