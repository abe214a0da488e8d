// The one guard of all routes: deny by default, then permission, then the CSRF token.

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Fault } from '#src/faults.js';
import { checkCsrf } from '../session/csrf.js';
import type { PortalRequest, Principal } from '../session/visit.js';
import { ACCESS, type Access } from './access.js';
import { Permissions } from './permissions.js';

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly permissions: Permissions,
  ) {}

  /** @throws Fault UNAUTHENTICATED, FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    // The live gateway checks the session at upgrade and the permission of each topic itself.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<PortalRequest>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    this.#admit(access, request.visit?.principal);
    if (request.visit !== undefined) checkCsrf(request);
    return true;
  }

  #admit(access: Access | undefined, principal: Principal | undefined): void {
    if (access === undefined)
      throw new Fault(
        'FORBIDDEN',
        'Nobody may call this: its route declares no permission. That is a fault of the program.',
      );
    if (access.kind === 'public') return;
    if (principal === undefined) throw new Fault('UNAUTHENTICATED', 'Log in first, or send a valid API token.');
    if (access.kind === 'signed-in' || this.permissions.allows(principal.role, access.id)) return;
    throw new Fault(
      'FORBIDDEN',
      `Your role (${principal.role}) may not do this: it needs the permission ${access.id}. Ask an admin.`,
    );
  }
}
