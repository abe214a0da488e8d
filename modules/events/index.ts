// Events: the search page, one event, the live tail, and the API for the same.

import { definePortalModule } from '#src/plugin/module.js';
import { savedSearches } from './migrations/0001-saved-searches.js';

export default definePortalModule({
  id: 'events',
  title: 'Events',
  contract: '^1.0.0',
  required: true,
  permissions: [
    { id: 'events.read', title: 'Search and read events', roles: ['viewer', 'analyst', 'admin'] },
    { id: 'events.share', title: 'Share saved searches with everybody', roles: ['analyst', 'admin'] },
    { id: 'events.export', title: 'Export events as files', roles: ['analyst', 'admin'] },
  ],
  nav: [
    {
      label: 'Events',
      href: '/events',
      permission: 'events.read',
      icon: 'list-search',
      group: 'logs',
      order: 10,
      key: 'e',
    },
    { label: 'Live', href: '/live', permission: 'events.read', icon: 'broadcast', group: 'logs', order: 20, key: 'l' },
  ],
  migrations: [savedSearches],
  portal: async () => (await import('./events.module.js')).EventsModule,
});
