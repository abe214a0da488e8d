// The Nest module of the shell. Global, so that feature modules inject its services without importing it.

import { type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { Sequelize } from 'sequelize';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Invites } from '#src/accounts/invites.service.js';
import { passwordRules } from '#src/accounts/open.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { TokensService } from '#src/accounts/tokens.service.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { alertUrls } from '#src/alerts/alert-url.js';
import { RuleNames } from '#src/alerts/rule-names.js';
import { ScoredEvents } from '#src/alerts/scored-events.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Seldom } from '#src/audit/seldom.js';
import { TokenUses } from '#src/audit/token-uses.js';
import { alone } from '#src/cluster/cluster.js';
import { NodeWatch } from '#src/cluster/node-watch.js';
import { Outbox } from '#src/outbox/outbox.js';
import type { PluginProblem } from '#src/plugin/discovery.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { SourceBook, type SourceRules } from '#src/sources/source-book.js';
import { SourceNames } from '#src/sources/source-names.js';
import { BestEffort } from '#src/store/metadata/best-effort.js';
import { AccessGuard } from './access/access.guard.js';
import { AuditInterceptor } from './access/audit.interceptor.js';
import { Permissions } from './access/permissions.js';
import { Refusals } from './access/refusals.js';
import { RouteTable } from './api/route-table.js';
import { ApiController } from './api/api.controller.js';
import { Cards } from './cards/cards.js';
import { Assets } from './assets/assets.js';
import { AssetsController } from './assets/assets.controller.js';
import {
  CLOCK,
  COLLECTOR,
  CONFIG,
  DB,
  LOG,
  MODULE_PROBLEMS,
  MODULE_TYPES,
  MODULES,
  type PortalDeps,
  STORE,
  TRIAL,
} from './deps.js';
import { ErrorsFilter } from './errors.filter.js';
import { HealthController } from './health/health.controller.js';
import { HealthNotes } from './health/health-notes.js';
import { ModuleMetrics } from './health/module-metrics.js';
import { HomeController } from './home.controller.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { StageSettings } from '#src/settings/stage-settings.js';
import { Exports } from './limits/exports.js';
import { Searches, SlowReads } from './limits/slow-reads.js';
import { LiveDoor } from './live/live-door.js';
import { LiveGateway } from './live/live.gateway.js';
import { LiveTopics } from './live/live-topics.js';
import { ModuleGuard, type ModuleTypes } from './switches/module.guard.js';
import { ModuleSwitches } from './switches/module-switches.js';
import { NavCounts } from './page/nav-counts.js';
import { PageInterceptor } from './page/page.interceptor.js';
import { Pages } from './page/pages.js';
import { MODULES_DIR, Renderer } from './page/renderer.js';
import { ParsingHistory } from './parsing/parsing-history.js';
import { ShellFactory } from './page/shell.js';
import { HalfSessions } from './session/half-sessions.js';
import { Sessions } from './session/sessions.js';
import { SetupMode } from './session/setup-mode.js';
import { LoginThrottle } from './session/throttle.js';
import { Visitor } from './session/visitor.js';
import { PortalSettings } from './settings.js';

class ShellModule {}

export interface LoadedModules {
  /** Of modules that are therefore not among `deps.modules`. */
  readonly problems: readonly PluginProblem[];
  readonly types: ModuleTypes;
}

export function shellModule(deps: PortalDeps, db: Sequelize, { problems, types }: LoadedModules): DynamicModule {
  const providers = [
    ...given(deps, db),
    { provide: MODULE_PROBLEMS, useValue: problems },
    { provide: MODULE_TYPES, useValue: types },
    ...services(deps, db),
  ];
  return {
    module: ShellModule,
    global: true,
    imports: [DiscoveryModule, ScheduleModule.forRoot()],
    controllers: [HealthController, AssetsController, HomeController, ApiController],
    providers: [
      ...providers,
      RouteTable,
      LiveTopics,
      LiveGateway,
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_GUARD, useClass: ModuleGuard },
      // The page stands around the audit: what is recorded has been done, and rendering, which may fail, comes after.
      { provide: APP_INTERCEPTOR, useClass: PageInterceptor },
      { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
      { provide: APP_FILTER, useClass: ErrorsFilter },
    ],
    exports: [...providers, RouteTable, LiveTopics],
  };
}

function given(deps: PortalDeps, db: Sequelize): Provider[] {
  const { config, liveConfig, stageSettings, trial, store, collector, clock, log, modules } = deps;
  return [
    { provide: CONFIG, useValue: config },
    { provide: STORE, useValue: store },
    { provide: COLLECTOR, useValue: collector },
    { provide: CLOCK, useValue: clock },
    { provide: LOG, useValue: log },
    { provide: MODULES, useValue: modules },
    { provide: DB, useValue: db },
    { provide: LiveConfig, useValue: liveConfig },
    { provide: StageSettings, useValue: stageSettings },
    { provide: TRIAL, useValue: trial },
  ];
}

/** Plain classes, made here, so that they also work without Nest. */
function services(deps: PortalDeps, db: Sequelize): Provider[] {
  const { config, liveConfig, collector, clock, log, modules, moduleDirs, development = false } = deps;
  const cluster = deps.cluster ?? alone(log);
  const dirs = [MODULES_DIR, ...(moduleDirs ?? [])];
  const settings = new PortalSettings(config);
  const permissions = new Permissions(modules);
  const switches = new ModuleSwitches(modules, liveConfig);
  const assets = new Assets(dirs, !development);
  const accounts = new AccountsService(db, clock, passwordRules(config));
  const bestEffort = new BestEffort(clock, log);
  const tokens = new TokensService(db, clock, bestEffort);
  const sessions = new Sessions(db, clock, settings.idleMs, bestEffort);
  const box = SecretBox.of(config);
  const audit = new AuditLog(db, clock);
  const outbox = new Outbox(db, clock, log, Math.random, cluster);
  const navCounts = new NavCounts(clock);
  const sources = new SourceBook(db, clock, () => sourceRules(liveConfig, collector));
  const shells = new ShellFactory(modules, permissions, switches, assets, navCounts);
  const visitor = new Visitor(sessions, accounts, tokens, settings);
  return [
    settings,
    permissions,
    switches,
    assets,
    accounts,
    tokens,
    sessions,
    shells,
    navCounts,
    box,
    audit,
    new SecondFactor(db, clock, box),
    new Invites(db, clock, accounts),
    new HalfSessions(db, clock),
    new Refusals(audit, clock),
    new Seldom(audit, clock, { everyMs: 60_000, maxKeys: 100 }),
    new TokenUses(audit, clock, bestEffort),
    new Cards((card) => switches.isOffPart(card)),
    new HealthNotes((part) => switches.isOffPart(part)),
    new ModuleMetrics((part) => switches.isOffPart(part)),
    new ParsingHistory(),
    sources,
    sourceNames(sources, deps),
    new RuleNames(),
    new ScoredEvents(),
    new LoginThrottle(clock),
    cluster.duties,
    cluster.notices,
    cluster.nodes ?? new NodeWatch(),
    outbox,
    outbox.deliveries,
    new AlertBook(db, clock, outbox, alertUrls(config)),
    new Exports(),
    new SlowReads(),
    new Searches(),
    new SetupMode(accounts),
    visitor,
    new LiveDoor(visitor, settings.publicOrigin),
    new Pages(new Renderer(dirs, !development), shells, settings.secureCookies),
  ].map((value) => ({ provide: value.constructor, useValue: value }) as Provider);
}

function sourceNames(book: SourceBook, { liveConfig, collector }: PortalDeps): SourceNames {
  const configured = () => liveConfig.config.sources;
  return new SourceNames({ book, configured, ledger: () => collector.health()?.ledger });
}

function sourceRules({ config }: LiveConfig, collector: PortalDeps['collector']): SourceRules {
  return {
    takenNames: config.sources.map(({ name }) => name),
    classes: Object.keys(config.events.retention.classes),
    parsers: collector.health()?.parsers.map(({ id }) => id),
  };
}
