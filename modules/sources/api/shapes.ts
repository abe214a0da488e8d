// The shapes of the API for sources, for OpenAPI and for checking what is sent.

import { z } from 'zod';
import { sourceSchema } from '#config/schema.js';

const time = z.string().describe('ISO 8601, UTC');

export const sourceAnswer = z.object({
  id: z.number().int().nullable().describe('null for those of the configuration file, which cannot be changed here'),
  origin: z.enum(['file', 'portal']),
  version: z.number().int().nullable().describe('Send it back with a change'),
  updatedAt: time.nullable(),
  updatedBy: z.string().nullable(),
  state: z
    .enum(['talking', 'quiet', 'silent', 'never', 'ignored', 'unknown'])
    .describe('unknown: the collector is away'),
  received: z.number().int().nullable().describe('Messages; null while the collector is away'),
  lastReceived: time.nullable(),
  settings: sourceSchema,
});

export const sourcesAnswer = z.object({
  sources: z.array(sourceAnswer).describe('In the order of matching: the first that fits takes a message'),
});

/** What is left out has its default. */
export const newSource = sourceSchema;

export const sourceChange = z
  .looseObject({
    version: z.number().int().describe('The one that was read; 409 with `theirs` when it is not the latest'),
  })
  .describe('Settings to change, as in `settings`; those that are left out stay. `match` is merged key by key');
