// Alerts: what was found, for people: triage, incidents, related alerts, risk of entities.

import { definePortalModule } from '#src/plugin/module.js';
import { alertSettings } from './settings.js';

export default definePortalModule({
  id: 'alerts',
  title: 'Alerts',
  contract: '^1.0.0',
  permissions: [
    { id: 'alerts.read', title: 'See alerts', roles: ['viewer'] },
    { id: 'alerts.write', title: 'Triage alerts', roles: ['analyst'] },
  ],
  nav: [
    {
      label: 'Alerts',
      href: '/alerts',
      permission: 'alerts.read',
      icon: 'bell',
      group: 'detection',
      order: 10,
      key: 'a',
    },
  ],
  settings: alertSettings,
  portal: async () => (await import('./alerts.module.js')).AlertsModule,
});
