// Dashboard: the state of the house at a glance. It knows no card by name: modules bring them (src/portal/cards).

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'dashboard',
  title: 'Dashboard',
  contract: '^1.0.0',
  permissions: [{ id: 'dashboard.read', title: 'See the dashboard', roles: ['viewer'] }],
  nav: [
    {
      label: 'Dashboard',
      href: '/dashboard',
      permission: 'dashboard.read',
      icon: 'layout-dashboard',
      group: 'logs',
      order: 5,
      key: 'd',
    },
  ],
  portal: async () => (await import('./dashboard.module.js')).DashboardModule,
});
