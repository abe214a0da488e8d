// Assembles the portal: metadata database, shell, modules; then Fastify with the security headers, the visit of each request, and the live door.

import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import 'reflect-metadata';
import type { Sequelize } from 'sequelize';
import { Notices } from './cluster/notices.js';
import { makeTriggers } from './cluster/triggers.js';
import { Fault, messageOf } from './faults.js';
import { agreeOnKey } from './secrets/one-key.js';
import { SecretBox } from './secrets/secret-box.js';
import type { PluginProblem } from './plugin/discovery.js';
import type { PortalModule } from './plugin/module.js';
import { RouteTable } from './portal/api/route-table.js';
import { urlHost } from './portal/connect/recipe.js';
import type { PortalApp, PortalDeps } from './portal/deps.js';
import { LiveAdapter } from './portal/live/live.adapter.js';
import { LiveDoor } from './portal/live/live-door.js';
import { nestLogger } from './portal/nest-logger.js';
import { securityHeaders } from './portal/security-headers.js';
import { SetupMode } from './portal/session/setup-mode.js';
import { Visitor } from './portal/session/visitor.js';
import { PortalSettings } from './portal/settings.js';
import { shellModule } from './portal/shell.module.js';
import { migrateMetadata } from './store/metadata/migrate.js';
import { coreMigrations } from './store/metadata/migrations/index.js';
import { openMetadata } from './store/metadata/open.js';

/** Forms and API bodies; files for import have a cap of their own (import.maxUploadBytes). */
const MAX_BODY_BYTES = 1_048_576;

class PortalRoot {}

/**
 * Opens and migrates the metadata database and assembles the portal; nothing listens yet.
 * @throws Fault DATABASE_CORRUPT, DATABASE_NEWER, DATA_DIR, CONFIG_INVALID
 */
export async function createPortal(deps: PortalDeps): Promise<PortalApp> {
  const db = await openMetadata(deps.config);
  try {
    await migrate(db, deps);
    await agreeOnKey(db, SecretBox.of(deps.config));
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

async function migrate(db: Sequelize, { modules, log }: PortalDeps): Promise<void> {
  const owners = modules.map(({ id, migrations }) => ({ owner: id, migrations: migrations ?? [] }));
  const applied = await migrateMetadata(db, [coreMigrations, ...owners]);
  if (applied.length > 0) log.info({ applied }, 'metadata database migrated');
}

interface LoadedModule {
  readonly module: PortalModule;
  readonly type: Type<unknown>;
}

/** A module that cannot be started is left out and said; the others run. @throws what nobody but a required module can be to blame for */
async function assemble(db: Sequelize, deps: PortalDeps): Promise<NestFastifyApplication> {
  const { loaded, problems } = await loadModules(deps);
  try {
    return await start(db, deps, loaded, problems);
  } catch (error) {
    // Nest does not tell whose fault it was: each that is not required stays away in turn, the last one first.
    for (const suspect of loaded.filter(({ module }) => module.required !== true).toReversed()) {
      const { id } = suspect.module;
      const others = loaded.filter((each) => each !== suspect);
      const problem = { id, path: `modules/${id}`, problem: `could not be started: ${messageOf(error)}` };
      const app = await start(db, deps, others, [...problems, problem]).catch(() => undefined);
      if (app === undefined) continue;
      deps.log.error({ module: id, err: error }, 'module could not be started and is off');
      return app;
    }
    throw error;
  }
}

async function start(
  db: Sequelize,
  deps: PortalDeps,
  loaded: readonly LoadedModule[],
  problems: readonly PluginProblem[],
): Promise<NestFastifyApplication> {
  const modules = loaded.map(({ module }) => module);
  const types = new Map(loaded.map(({ module, type }) => [type, module]));
  const shell = shellModule({ ...deps, modules }, db, { problems, types });
  const root = { module: PortalRoot, imports: [shell, ...types.keys()] };
  // A local proxy may name the real client; anybody else's X-Forwarded-For is not believed.
  const adapter = new FastifyAdapter({
    // A request that nobody finishes must not keep the program from ending.
    forceCloseConnections: true,
    trustProxy: 'loopback',
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 500 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(deps.log),
    abortOnError: false,
  });
  try {
    return await open(app, deps);
  } catch (error) {
    await app.close().catch(() => undefined); // what did not start may not stop either
    throw error;
  }
}

async function open(app: NestFastifyApplication, deps: PortalDeps): Promise<NestFastifyApplication> {
  const settings = app.get(PortalSettings);
  app.useSecurityHeaders(securityHeaders(settings.secureCookies));
  app.useWebSocketAdapter(new LiveAdapter(app, app.get(LiveDoor)));
  const visitor = app.get(Visitor);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('visit');
  // Only routes with @Upload() take files (portal/access/upload.ts).
  await fastify.register(multipart);
  fastify.addHook('onRequest', (request, reply) => visitor.greet(request, reply));
  await app.init();
  for (const problem of app.get(RouteTable).problems()) deps.log.error({ problem }, 'route refused to everybody');
  return app;
}

/** A module that cannot be loaded is left out and said; the others run. */
async function loadModules({
  modules,
  log,
}: PortalDeps): Promise<{ loaded: LoadedModule[]; problems: PluginProblem[] }> {
  const loaded: LoadedModule[] = [];
  const problems: PluginProblem[] = [];
  for (const module of modules) {
    try {
      loaded.push({ module, type: await module.portal() });
    } catch (error) {
      log.error({ module: module.id, err: error }, 'module could not be loaded and is off');
      problems.push({
        id: module.id,
        path: `modules/${module.id}`,
        problem: `could not be loaded: ${messageOf(error)}`,
      });
    }
  }
  return { loaded, problems };
}

async function listen(app: NestFastifyApplication, { config, log }: PortalDeps): ReturnType<PortalApp['listen']> {
  const { host, port } = config.portal;
  try {
    await app.listen(port, host);
  } catch (cause) {
    throw new Fault('PORT_TAKEN', whyNotBound(cause, host, port), { cause });
  }
  const bound = (app.getHttpServer().address() as { port: number }).port;
  const url = config.portal.url ?? `http://${isAny(host) ? 'localhost' : urlHost(host)}:${bound}`;
  await announceSetup(app, url, log);
  return { port: bound, url };
}

function whyNotBound(cause: unknown, host: string, port: number): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `TCP port ${port} is in use. Change portal.port, or stop the other program.`;
  if (code === 'EACCES') return `This user may not open TCP port ${port}. Set portal.port to 1024 or more.`;
  return `Cannot listen on ${host} port ${port}: ${messageOf(cause)}. Check portal.host and portal.port (--set portal.host=:: wins).`;
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
