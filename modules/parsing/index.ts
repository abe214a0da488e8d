// How parsing goes: for each source and parser, how much is understood and which fields are filled, by day; a page for each parser.

import { definePortalModule } from '#src/plugin/module.js';
import { parserDays } from './migrations/0001-parser-days.js';

export default definePortalModule({
  id: 'parsing',
  title: 'Parsing',
  contract: '^1.0.0',
  permissions: [{ id: 'parsing.read', title: 'See how each parser is doing', roles: ['viewer'] }],
  migrations: [parserDays],
  portal: async () => (await import('./parsing.module.js')).ParsingModule,
  stage: async () => (await import('./stage.js')).createParsingStage,
});
