// `npm run config:example`: writes config/example.yaml from the schema.

import { writeFileSync } from 'node:fs';
import { renderExample } from './render.js';
import { configSchema } from './schema.js';

writeFileSync('config/example.yaml', renderExample(configSchema));
