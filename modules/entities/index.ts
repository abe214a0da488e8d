// Entities: a page about each user, address, host and domain that occurs in events, and a graph of how they belong together.

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'entities',
  title: 'Entities',
  contract: '^1.0.0',
  permissions: [{ id: 'entities.read', title: 'See users, addresses, hosts and domains', roles: ['viewer'] }],
  nav: [
    {
      label: 'Entities',
      href: '/entities',
      permission: 'entities.read',
      icon: 'sitemap',
      group: 'network',
      order: 35,
      key: 'n',
    },
  ],
  portal: async () => (await import('./entities.module.js')).EntitiesModule,
});
