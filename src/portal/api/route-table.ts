// All routes of all controllers, with what they declare. OpenAPI is made from it, and the rules every route must keep are checked on it.

import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access, AUDITED } from '../access/access.js';
import { Permissions } from '../access/permissions.js';
import { PAGE, type PageView } from '../page/page.js';
import { API, type ApiDoc } from './api.js';

export interface Route {
  /** `GET`. */
  readonly method: string;
  /** `/events/:id`. */
  readonly path: string;
  /** `EventsController.show`, for messages. */
  readonly handler: string;
  readonly access: Access | undefined;
  /** The audit action, or why there is none. */
  readonly audited: unknown;
  readonly api: ApiDoc | undefined;
  /** What it answers with is a whole page: loading that again asks for the same address by GET. */
  readonly isPage: boolean;
}

type Handler = (...args: never[]) => unknown;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

@Injectable()
export class RouteTable {
  readonly #scanner = new MetadataScanner();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly permissions: Permissions,
  ) {}

  routes(): readonly Route[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (typeof metatype !== 'function' || instance === undefined) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
      return this.#scanner
        .getAllMethodNames(prototype)
        .flatMap((name) => this.#route(metatype, name, prototype[name]!));
    });
  }

  /** One sentence for each route that breaks a rule; empty when all is well. */
  problems(): readonly string[] {
    return this.routes().flatMap(({ method, path, handler, access, audited, api }) => {
      const where = `${method} ${path} (${handler})`;
      const found: string[] = [];
      if (access === undefined) found.push(`${where} has no @Permission, @SignedIn or @Public`);
      if (access?.kind === 'permission' && !this.permissions.isKnown(access.id))
        found.push(`${where} asks for ${access.id}, which no module declares`);
      if (!SAFE.has(method) && audited === undefined) found.push(`${where} changes something and has no @Audited`);
      if (path.startsWith('/api/v') && api === undefined) found.push(`${where} has no @Api`);
      return found;
    });
  }

  #route(controller: object, name: string, handler: Handler): readonly Route[] {
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
    if (path === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const targets = [handler, controller as Handler];
    const declared = {
      access: this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets),
      audited: this.reflector.get<unknown>(AUDITED, handler),
      api: this.reflector.get<ApiDoc | undefined>(API, handler),
      isPage: (this.reflector.get<PageView | undefined>(PAGE, handler)?.layout ?? 'none') !== 'none',
    };
    const prefixes = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
    return prefixes.flatMap((prefix) =>
      [path].flat().map((part) => ({
        method,
        path: join(prefix, part),
        handler: `${(controller as { name: string }).name}.${name}`,
        ...declared,
      })),
    );
  }
}

function join(prefix: string, path: string): string {
  return `/${[prefix, path]
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
}
