// Channels: where messages go (webhooks, mail, syslog), how much of them, and what became of each.

import { definePortalModule } from '#src/plugin/module.js';

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
  migrations: [],
  portal: async () => (await import('./channels.module.js')).ChannelsModule,
});
