// Unknown messages: what no parser claimed, grouped by shape, to be known, ignored, or made into a parser.

import { definePortalModule } from '#src/plugin/module.js';
import { firstInbox } from './migrations/0001-inbox.js';
import { sampleTimes } from './migrations/0002-sample-times.js';

export default definePortalModule({
  id: 'inbox',
  title: 'Unknown messages',
  contract: '^1.0.0',
  permissions: [
    { id: 'inbox.read', title: 'See messages that no parser knows', roles: ['viewer'] },
    { id: 'inbox.write', title: 'Mark them as known or ignored', roles: ['analyst'] },
  ],
  nav: [
    {
      label: 'Unknown',
      href: '/inbox',
      permission: 'inbox.read',
      icon: 'inbox',
      group: 'network',
      order: 40,
      key: 'i',
    },
  ],
  migrations: [firstInbox, sampleTimes],
  portal: async () => (await import('./inbox.module.js')).InboxModule,
  stage: async () => (await import('./stage.js')).createInboxStage,
});
