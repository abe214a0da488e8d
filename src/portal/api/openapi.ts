// The OpenAPI 3.1 document, made from the route table and the zod schemas of its routes.

import { z, type ZodType } from 'zod';
import type { ApiDoc } from './api.js';
import type { Route } from './route-table.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [more: string]: unknown;
}

type JsonSchema = Readonly<Record<string, unknown>>;

const PROBLEM: JsonSchema = {
  type: 'object',
  properties: {
    type: { type: 'string', description: 'urn:lanwarden:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What failed and what to do' },
    instance: { type: 'string', description: 'Carries the id that stands in the log too' },
  },
  required: ['type', 'title', 'status', 'detail'],
};

export function openApi(routes: readonly Route[], version: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    if (route.api === undefined || !route.path.startsWith('/api/')) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, route.api) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lanwarden',
      version,
      description:
        'Times are ISO 8601 in UTC; events carry Elastic Common Schema names. Errors are RFC 9457 problem+json.',
    },
    security: [{ token: [] }, { session: [] }],
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'lanwarden_session' },
      },
    },
  };
}

function operation({ path, handler, access }: Route, doc: ApiDoc): Operation {
  const permission = access?.kind === 'permission' ? `Needs the permission ${access.id}.` : '';
  return {
    operationId: handler.replace('Controller.', '.'),
    summary: doc.summary,
    description: [doc.description, permission].filter(Boolean).join(' '),
    tags: [path.split('/')[3] ?? 'other'],
    parameters: [...pathParameters(path), ...queryParameters(doc.query)],
    ...(doc.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(doc.body) } } } }),
    responses: {
      '200': {
        description: 'Done',
        content: {
          [doc.responseType ?? 'application/json']: {
            schema: doc.response === undefined ? { type: 'object' } : schemaOf(doc.response),
          },
        },
      },
      default: {
        description: 'An error',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function pathParameters(path: string): Parameter[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name: name!,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: ZodType | undefined): Parameter[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query' as const,
    required: required.includes(name),
    schema,
    ...(typeof description === 'string' ? { description } : {}),
  }));
}

function schemaOf(schema: ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
