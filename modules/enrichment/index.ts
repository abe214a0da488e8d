// Networks, assets, GeoIP files and lists of bad addresses, domains and hashes: what the collector adds to events, how it is doing, and
// what it knows of one address, name or hash.

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'enrichment',
  title: 'Networks & lists',
  contract: '^1.0.0',
  permissions: [
    { id: 'enrichment.read', title: 'See networks, assets and lists, and look things up in them', roles: ['analyst'] },
  ],
  nav: [
    {
      label: 'Networks & lists',
      href: '/enrichment',
      permission: 'enrichment.read',
      icon: 'world',
      group: 'network',
      order: 40,
      key: 'k',
    },
  ],
  portal: async () => (await import('./enrichment.module.js')).EnrichmentModule,
});
