// Assembles the portal: metadata database, shell, modules; then Fastify with the security headers, the visit of each request, and the live door.

import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import 'reflect-metadata';
import type { Sequelize } from 'sequelize';
import { Notices } from './cluster/notices.js';
import { makeTriggers } from './cluster/triggers.js';
import { bindAt } from './collector/listen/bind.js';
import { Fault, messageOf } from './faults.js';
import { agreeOnKey } from './secrets/one-key.js';
import { SecretBox } from './secrets/secret-box.js';
import { RouteTable } from './portal/api/route-table.js';
import { urlHost } from './portal/connect/recipe.js';
import type { PortalApp, PortalDeps, PortalLimits } from './portal/deps.js';
import { Connections } from './portal/limits/connections.js';
import { Proxies } from './portal/limits/proxies.js';
import { endSlowBody } from './portal/limits/slow-bodies.js';
import { LiveAdapter } from './portal/live/live.adapter.js';
import { LiveDoor } from './portal/live/live-door.js';
import { nestLogger } from './portal/nest-logger.js';
import { securityHeaders } from './portal/security-headers.js';
import { SetupMode } from './portal/session/setup-mode.js';
import { Visitor } from './portal/session/visitor.js';
import { PortalSettings } from './portal/settings.js';
import { shellModule } from './portal/shell.module.js';
import { type LoadedModule, loaded, migrated, startedWithout, type Working } from './portal/working-modules.js';
import { openMetadata } from './store/metadata/open.js';

/** Forms and API bodies; files for import have a cap of their own (import.maxUploadBytes). */
const MAX_BODY_BYTES = 1_048_576;
const LIMITS: PortalLimits = {
  bodyMs: 30_000,
  uploadIdleMs: 60_000,
  maxConnections: 2_000,
  maxConnectionsPerPeer: 400,
};

class PortalRoot {}

/**
 * Opens and migrates the metadata database and assembles the portal; nothing listens yet.
 * @throws Fault DATABASE_CORRUPT, DATABASE_NEWER, DATA_DIR, CONFIG_INVALID
 */
export async function createPortal(deps: PortalDeps): Promise<PortalApp> {
  const db = await openMetadata(deps.config);
  try {
    const app = await assemble(db, deps);
    // Whoever keeps a copy of a table has said so by now.
    await makeTriggers(db, app.get(Notices).tables);
    return {
      listen: () => listen(app, deps),
      close: () => close(app, db),
      routes: () => app.get(RouteTable).routes(),
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** A plugin that cannot be started is left out and said; the others run. @throws what is the fault of nobody but Lanwarden */
async function assemble(db: Sequelize, deps: PortalDeps): Promise<NestFastifyApplication> {
  const working = await loaded(await migrated(db, deps), deps);
  await agreeOnKey(db, SecretBox.of(deps.config));
  return startedWithout(working, (those) => start(db, deps, those), deps.log);
}

async function start(
  db: Sequelize,
  deps: PortalDeps,
  { modules: working, problems }: Working<LoadedModule>,
): Promise<NestFastifyApplication> {
  const modules = working.map(({ module }) => module);
  const types = new Map(working.map(({ module, type }) => [type, module]));
  const shell = shellModule({ ...deps, modules }, db, { problems, types });
  const root = { module: PortalRoot, imports: [shell, ...types.keys()] };
  const proxies = new Proxies(deps.config.portal.trustedProxies, deps.log);
  const adapter = new FastifyAdapter({
    // A request that nobody finishes must not keep the program from ending.
    forceCloseConnections: true,
    trustProxy: (address) => proxies.isTrusted(address),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 500 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(deps.log),
    abortOnError: false,
  });
  try {
    return await open(app, deps, proxies);
  } catch (error) {
    await app.close().catch(() => undefined); // what did not start may not stop either
    throw error;
  }
}

async function open(app: NestFastifyApplication, deps: PortalDeps, proxies: Proxies): Promise<NestFastifyApplication> {
  const limits = { ...LIMITS, ...deps.limits };
  const settings = app.get(PortalSettings);
  app.useSecurityHeaders(securityHeaders(settings.secureCookies));
  app.useWebSocketAdapter(new LiveAdapter(app, app.get(LiveDoor)));
  const visitor = app.get(Visitor);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('visit');
  // Only routes with @Upload() take files (portal/access/upload.ts).
  await fastify.register(multipart);
  fastify.addHook('onRequest', async (request, reply) => {
    proxies.look(request);
    await visitor.greet(request, reply);
    endSlowBody(request, reply, limits);
  });
  new Connections(proxies, deps.log, limits).guard(app.getHttpServer());
  await app.init();
  for (const problem of app.get(RouteTable).problems()) deps.log.error({ problem }, 'route refused to everybody');
  return app;
}

async function listen(app: NestFastifyApplication, { config, log }: PortalDeps): ReturnType<PortalApp['listen']> {
  const { host, port } = config.portal;
  await bindAt({ key: 'portal', protocol: 'TCP', host, port }, (at) => app.listen(port, at));
  const bound = (app.getHttpServer().address() as { port: number }).port;
  const url = config.portal.url ?? `http://${isAny(host) ? 'localhost' : urlHost(host)}:${bound}`;
  await announceSetup(app, url, log);
  return { port: bound, url };
}

async function announceSetup(app: NestFastifyApplication, base: string, log: PortalDeps['log']): Promise<void> {
  const setup = app.get(SetupMode);
  if (!(await setup.isOn())) return;
  log.info(`first run: make the admin account at ${base.replace(/\/$/, '')}/setup?token=${setup.token}`);
}

function isAny(host: string): boolean {
  return host === '::' || host === '0.0.0.0';
}

async function close(app: NestFastifyApplication, db: Sequelize): Promise<void> {
  try {
    await app.close();
  } catch (error) {
    throw new Fault('BUG', `The portal did not stop cleanly: ${messageOf(error)}`, { cause: error });
  } finally {
    await db.close();
  }
}
