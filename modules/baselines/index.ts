// Baselines: learns what is normal for each account, address and device, and says in a sentence what is not.

import { definePortalModule } from '#src/plugin/module.js';
import { baselinesTables } from './migrations/0001-baselines.js';
import { modelParts } from './migrations/0002-model-parts.js';
import { trainingAsks } from './migrations/0003-asks.js';
import { baselinesSettings } from './settings.js';

export default definePortalModule({
  id: 'baselines',
  title: 'Baselines',
  contract: '^1.0.0',
  settings: baselinesSettings,
  permissions: [
    { id: 'baselines.read', title: 'See what is normal for users, and findings', roles: ['viewer'] },
    { id: 'baselines.judge', title: 'Say that a finding is normal or an attack', roles: ['analyst'] },
    { id: 'baselines.who', title: 'Say who is who: second accounts, owners of devices', roles: ['analyst'] },
    { id: 'baselines.train', title: 'Start and stop the training', roles: ['admin'] },
  ],
  nav: [
    {
      label: 'Users by risk',
      href: '/baselines',
      permission: 'baselines.read',
      icon: 'users',
      group: 'detection',
      order: 15,
      key: 'b',
    },
  ],
  migrations: [baselinesTables, modelParts, trainingAsks],
  portal: async () => (await import('./baselines.module.js')).BaselinesModule,
  stage: async () => (await import('./stage.js')).createBaselinesStage,
  backtests: { baselines: async () => (await import('./backtest/command.js')).backtestBaselines },
});
