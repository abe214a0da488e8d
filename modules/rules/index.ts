// Rules: what is looked for in the events, exceptions from it, and what was found is handed to the alert book.

import { definePortalModule } from '#src/plugin/module.js';
import { firstRules } from './migrations/0001-rules.js';
import { detectionTables } from './migrations/0002-detection.js';
import { standingConditions } from './migrations/0003-conditions.js';
import { seenAgain } from './migrations/0004-seen-again.js';
import { rulesSettings } from './settings.js';

export default definePortalModule({
  id: 'rules',
  title: 'Rules',
  contract: '^1.0.0',
  settings: rulesSettings,
  permissions: [
    { id: 'rules.read', title: 'See rules and exceptions', roles: ['viewer'] },
    { id: 'rules.write', title: 'Change rules and exceptions', roles: ['analyst'] },
  ],
  nav: [
    {
      label: 'Rules',
      href: '/rules',
      permission: 'rules.read',
      icon: 'scale',
      group: 'detection',
      order: 20,
      key: 'r',
    },
  ],
  migrations: [firstRules, detectionTables, standingConditions, seenAgain],
  portal: async () => (await import('./rules.module.js')).RulesModule,
  stage: async () => {
    const { createRulesStage } = await import('./stage.js');
    return (settings, position) => createRulesStage(settings, position);
  },
  backtests: { rules: async () => (await import('./backtest/command.js')).backtestRules },
});
