// `npm run config:example`: writes config/example.yaml from the schemas of the core and of the modules that come with it.

import { writeFileSync } from 'node:fs';
import type { ZodObject } from 'zod';
import { discoverModules } from '#src/plugin/discovery.js';
import { wholeSchema } from './load.js';
import { renderExample } from './render.js';

const { plugins } = await discoverModules();
const sections = plugins.flatMap(({ id, settings }): [string, ZodObject][] => (settings ? [[id, settings]] : []));
writeFileSync('config/example.yaml', renderExample(wholeSchema(Object.fromEntries(sections))));
