// The one guard of all routes: deny by default, then permission, then the CSRF token, then that there is a form. Who is refused a change stands in the audit log.

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Fault } from '#src/faults.js';
import { checkCsrf } from '../session/csrf.js';
import { checkBody } from './check-body.js';
import type { PortalRequest, Visit } from '../session/visit.js';
import { ACCESS, type Access, AUDITED } from './access.js';
import { Permissions } from './permissions.js';
import { Refusals } from './refusals.js';
import { isMultipart, UPLOAD } from './upload.js';

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly permissions: Permissions,
    private readonly refusals: Refusals,
  ) {}

  /** @throws Fault UNAUTHENTICATED, FORBIDDEN, BAD_REQUEST, NOT_FOUND */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // The live gateway checks the session at upgrade and the permission of each topic itself.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<PortalRequest>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    try {
      this.#admit(access, request.visit);
      refuseNul(request.params);
      if (isMultipart(request)) return this.#admitUpload(context);
      if (request.visit !== undefined) checkCsrf(request);
      checkBody(request.body);
      return true;
    } catch (error) {
      const action = this.reflector.get<unknown>(AUDITED, context.getHandler());
      if (error instanceof Fault && error.code === 'FORBIDDEN' && typeof action === 'string')
        await this.refusals.note(request, action, error);
      throw error;
    }
  }

  /** Its token stands in the form, which the handler reads with readUpload: that checks it. */
  #admitUpload(context: ExecutionContext): true {
    if (this.reflector.get<boolean | undefined>(UPLOAD, context.getHandler()) === true) return true;
    throw new Fault('BAD_REQUEST', 'This takes no files. Send a form, or a JSON object.');
  }

  #admit(access: Access | undefined, visit: Visit | undefined): void {
    if (access === undefined)
      throw new Fault(
        'FORBIDDEN',
        'Nobody may call this: its route declares no permission. That is a fault of the program.',
      );
    if (access.kind === 'public') return;
    const principal = visit?.principal;
    if (principal === undefined)
      throw new Fault('UNAUTHENTICATED', visit?.refusal ?? 'Log in first, or send a valid API token.');
    if (access.kind === 'signed-in' || this.permissions.holds(principal, access.id)) return;
    const details = { permission: access.id };
    if (this.permissions.allows(principal.role, access.id))
      throw new Fault('FORBIDDEN', `This token is narrowed to other things than ${access.id}.`, { details });
    throw new Fault(
      'FORBIDDEN',
      `Your role (${principal.role}) may not do this: it needs the permission ${access.id}. Ask an admin.`,
      { details },
    );
  }
}

/** SQLite ends a statement at one that is written out in it, and PostgreSQL's text holds none: nothing that an address leads to is named so. */
function refuseNul(params: unknown): void {
  if (Object.values(params ?? {}).some((value) => String(value).includes('\0')))
    throw new Fault('NOT_FOUND', 'There is nothing at this address: it has a character (NUL) that no name here has.');
}
