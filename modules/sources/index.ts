// Sources: the devices that send, and those that nobody named yet. Their settings, their keys, how they are doing, how they are pointed here.

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'sources',
  title: 'Sources',
  contract: '^1.0.0',
  permissions: [
    { id: 'sources.read', title: 'See sources and try messages', roles: ['viewer'] },
    {
      id: 'sources.write',
      title: 'Approve senders, change sources and the policy for unknown senders',
      roles: ['admin'],
    },
    { id: 'sources.keys', title: 'Make and revoke the API keys of sources', roles: ['admin'] },
  ],
  nav: [
    {
      label: 'Sources',
      href: '/sources',
      permission: 'sources.read',
      icon: 'server',
      group: 'network',
      order: 30,
      key: 's',
    },
  ],
  portal: async () => (await import('./sources.module.js')).SourcesModule,
});
