// Import: old logs into the store from the browser: upload, a look at what is in the file, which column is what, progress, history.

import { z } from 'zod';
import { definePortalModule } from '#src/plugin/module.js';
import { importTables } from './migrations/0001-imports.js';
import { importNodes } from './migrations/0002-nodes.js';
import { importMappings } from './migrations/0003-mappings.js';

export const importSettings = z.strictObject({
  maxUploadBytes: z
    .number()
    .int()
    .min(1_000_000)
    .max(1e12)
    .default(4_000_000_000)
    .describe('The largest file that may be uploaded for import.')
    .meta({ live: true }),
  keepUploadsHours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .default(24)
    .describe('How long an uploaded file that is not imported is kept.')
    .meta({ live: true }),
});

export default definePortalModule({
  id: 'import',
  title: 'Import',
  contract: '^1.0.0',
  settings: importSettings,
  permissions: [{ id: 'import.run', title: 'Upload logs and import them', roles: ['admin'] }],
  nav: [{ label: 'Import', href: '/import', permission: 'import.run', icon: 'database', order: 87, key: 'm' }],
  migrations: [importTables, importNodes, importMappings],
  portal: async () => (await import('./import.module.js')).ImportModule,
});
