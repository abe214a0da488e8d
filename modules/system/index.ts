// System: how the installation itself is doing. Health, the ledger of messages, plugins, the event store; the same for programs; and
// how a device is pointed here.

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'system',
  title: 'System',
  contract: '^1.0.0',
  required: true,
  permissions: [
    { id: 'system.read', title: 'See health, ledger, plugins, store, and how to add a device', roles: ['viewer'] },
    { id: 'system.configure', title: 'Change the configuration, retention and plugins', roles: ['admin'] },
  ],
  nav: [
    { label: 'Health', href: '/system', permission: 'system.read', icon: 'heartbeat', order: 80, key: 'h' },
    {
      label: 'Settings',
      href: '/system/configuration',
      permission: 'system.configure',
      icon: 'adjustments',
      order: 82,
      key: 'c',
    },
    { label: 'Add a device', href: '/system/connect', permission: 'system.read', icon: 'plug', order: 85, key: 'p' },
  ],
  portal: async () => (await import('./system.module.js')).SystemModule,
});
