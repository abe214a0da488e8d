// Turns a template and a view model into HTML: in the layout, or alone.

import type { FastifyReply } from 'fastify';
import type { PortalRequest } from '../session/visit.js';
import { clearFlash } from '../session/flash.js';
import type { PageView } from './page.js';
import type { Renderer } from './renderer.js';
import type { ShellFactory } from './shell.js';

const LAYOUTS = { main: 'layout', bare: 'layout-bare' } as const;

export class Pages {
  constructor(
    private readonly renderer: Renderer,
    private readonly shells: ShellFactory,
    private readonly secureCookies: boolean,
  ) {}

  /** The HTML; sets its headers. */
  render(view: PageView, model: object, request: PortalRequest, reply: FastifyReply): string {
    const shell = this.shells.make(request.visit, request.url);
    const locals = { title: 'Lanwarden', ...model, shell };
    const body = this.renderer.render(view.template, locals);
    void reply.header('content-type', 'text/html; charset=utf-8').header('vary', 'HX-Request, HX-Request-Type');
    if (view.layout === 'none' || request.visit.htmx === 'partial') return body;
    if (request.visit.flash !== undefined) void reply.header('set-cookie', clearFlash(this.secureCookies));
    return this.renderer.render(LAYOUTS[view.layout], { ...locals, body });
  }
}
