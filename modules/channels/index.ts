// Channels: where messages go (webhooks, mail, syslog), how much of them, and what became of each.

import { definePortalModule } from '#src/plugin/module.js';
import { firstChannels } from './migrations/0001-channels.js';
import { routing } from './migrations/0002-routing.js';
import { unwatched } from './migrations/0003-unwatched.js';
import { channelsSettings } from './settings.js';

export default definePortalModule({
  id: 'channels',
  title: 'Notifications',
  contract: '^1.0.0',
  permissions: [
    { id: 'channels.read', title: 'See channels and the delivery log', roles: ['analyst'] },
    { id: 'channels.write', title: 'Change channels, send again', roles: ['admin'] },
  ],
  nav: [
    {
      label: 'Notifications',
      href: '/channels',
      permission: 'channels.read',
      icon: 'send',
      group: 'detection',
      order: 30,
      key: 'w',
    },
  ],
  settings: channelsSettings,
  migrations: [firstChannels, routing, unwatched],
  portal: async () => (await import('./channels.module.js')).ChannelsModule,
});
