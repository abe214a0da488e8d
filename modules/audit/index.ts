// The audit log: who did what, when and from where. Entries are written by the core for every route that changes something.

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'audit',
  title: 'Audit log',
  contract: '^1.0.0',
  permissions: [{ id: 'audit.read', title: 'Read and export the audit log', roles: ['admin'] }],
  nav: [{ label: 'Audit log', href: '/audit', permission: 'audit.read', icon: 'history', order: 95, key: 'o' }],
  portal: async () => (await import('./audit.module.js')).AuditModule,
});
