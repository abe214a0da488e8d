// @Api: what the OpenAPI document says of a route. Path, method and permission are read from the route itself, so they cannot drift.

import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { ZodType } from 'zod';

export interface ApiDoc {
  readonly summary: string;
  readonly description?: string;
  /** An object schema: one entry a query parameter. */
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** Left out: an object of no told shape. */
  readonly response?: ZodType;
  /** Default `application/json`. */
  readonly responseType?: string;
}

export const API = 'lanwarden:api';

/** Every route under /api/ has one. */
export const Api = (doc: ApiDoc): CustomDecorator => SetMetadata(API, doc);
