// Adds to each event what is known here of its addresses, names and hashes: inside or outside, names of networks and machines, place and
// owner of public addresses, lists of bad ones. After the parser and before everything else, the same for the listeners, an import,
// `lanwarden parse` and trying a message. Synchronous; what it knows is in memory, files are read aside and swapped whole.

import type { Config } from '#config/schema.js';
import type { LogEvent } from '../../event/event.js';
import { type AsnTable, openAsn } from '../../geoip/asn.js';
import type { GeoIp } from '../../geoip/geoip.js';
import { openGeoIp } from '../../geoip/open.js';
import { type Asset, Assets } from './assets.js';
import { FactBook, type Facts } from './facts.js';
import { DESTINATION, directionOf, putAsset, putFacts, SOURCE } from './fields.js';
import { type FieldHit, Indicators, isBetter, putHit } from './indicators.js';
import { Networks } from './networks.js';
import { ReverseDns } from './reverse-dns.js';
import { WatchedFile } from './watched-file.js';

export type EnrichmentConfig = Pick<Config, 'networks' | 'assets' | 'lists' | 'rdns' | 'geoip'>;

const LOOK_EVERY_MS = 30_000;
/** Answers of a name server that are looked at in one event. */
const MAX_RESOLVED = 20;

export class Enricher {
  #config: EnrichmentConfig | undefined;
  #networks!: Networks;
  #assets!: Assets;
  #indicators!: Indicators;
  #geo: WatchedFile<GeoIp> | undefined;
  #asn: WatchedFile<AsnTable> | undefined;
  #rdns: ReverseDns | undefined;
  readonly #facts: FactBook;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(config: EnrichmentConfig) {
    this.#facts = new FactBook(undefined!);
    this.configure(config);
  }

  /** Looks at the files from now on, and asks for names where that is wished. Files are there when the promise is kept. */
  start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.refresh(), LOOK_EVERY_MS).unref();
    this.#rdns?.start();
    return this.refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#rdns?.stop();
  }

  /** In force at once; files that were not read before are read aside (see refresh). */
  configure(config: EnrichmentConfig): void {
    const before = this.#config;
    const isNew = (key: keyof EnrichmentConfig): boolean =>
      JSON.stringify(config[key]) !== JSON.stringify(before?.[key]);
    const { path: geoPath, asnPath } = config.geoip;
    this.#config = config;
    if (isNew('networks')) this.#networks = new Networks(config.networks);
    if (isNew('assets')) this.#assets = new Assets(config.assets, this.#assets);
    if (isNew('lists')) this.#indicators = new Indicators(config.lists, this.#indicators);
    if (this.#geo?.path !== geoPath)
      this.#geo = geoPath === undefined ? undefined : new WatchedFile(geoPath, () => openGeoIp(geoPath));
    if (this.#asn?.path !== asnPath)
      this.#asn = asnPath === undefined ? undefined : new WatchedFile(asnPath, () => openAsn(asnPath));
    if (isNew('rdns')) this.#useResolver(config);
    this.#use();
    if (this.#timer !== undefined) void this.refresh();
  }

  /** Reads what changed, one file after the other. */
  refresh(): Promise<void> {
    return (this.#turn = this.#turn.then(async () => {
      for (const file of this.files()) if (await file.check()) this.#use();
    }));
  }

  /** @param isLive history makes no questions to a name server: names were others then */
  enrich(event: LogEvent, isLive: boolean): void {
    if (isLive && this.#assets.hasMacs) this.#learnLease(event);
    const from = this.#factsOf(event['source.ip']);
    const to = this.#factsOf(event['destination.ip']);
    if (from !== undefined) putFacts(event, SOURCE, from);
    if (to !== undefined) putFacts(event, DESTINATION, to);
    putAsset(event, SOURCE.asset, this.#deviceOf(event) ?? from?.asset);
    putAsset(event, DESTINATION.asset, to?.asset);
    // A parser that knows better (which interface, whose side of a tunnel) has said so.
    if (event['network.direction'] === undefined) {
      const direction = directionOf(from, to);
      if (direction !== undefined) event['network.direction'] = direction;
    }
    if (this.#assets.hasHosts) putAsset(event, 'lanwarden.host_asset', this.#hostOf(event));
    if (this.#indicators.lists.length > 0) this.#putIndicator(event, from, to);
    if (this.#rdns !== undefined && isLive) this.#putNames(event, from, to, this.#rdns);
  }

  files(): readonly WatchedFile<unknown>[] {
    return [this.#geo, this.#asn, ...this.#indicators.lists.map(({ file }) => file)].filter(
      (file) => file !== undefined,
    );
  }

  /** For state.ts, which tells of it. */
  get parts(): EnricherParts {
    return {
      networks: this.#networks,
      assets: this.#assets,
      indicators: this.#indicators,
      facts: this.#facts,
      geo: this.#geo,
      asn: this.#asn,
      rdns: this.#rdns,
    };
  }

  #useResolver({ rdns }: EnrichmentConfig): void {
    this.#rdns?.stop();
    this.#rdns = rdns.enabled ? new ReverseDns(rdns) : undefined;
    if (this.#timer !== undefined) this.#rdns?.start();
  }

  #use(): void {
    const knowledge = { networks: this.#networks, assets: this.#assets, indicators: this.#indicators };
    this.#facts.knowledge = { ...knowledge, geo: this.#geo?.value, asn: this.#asn?.value };
    this.#facts.forget();
  }

  #factsOf(ip: unknown): Facts | undefined {
    return typeof ip === 'string' ? this.#facts.of(ip) : undefined;
  }

  /** Only live: a lease of last year says nothing of who has the address. */
  #learnLease(event: LogEvent): void {
    const { 'event.action': action, 'source.ip': ip, 'source.mac': mac } = event;
    if ((action !== 'dhcp_ack' && action !== 'dhcp_release') || typeof ip !== 'string' || typeof mac !== 'string')
      return;
    if (this.#assets.learn(ip, action === 'dhcp_ack' ? mac : undefined)) this.#facts.forget();
  }

  /** A device that says its MAC address is that one, whatever address it has. */
  #deviceOf(event: LogEvent): Asset | undefined {
    const mac = this.#assets.hasMacs ? event['source.mac'] : undefined;
    return typeof mac === 'string' ? this.#assets.ofMac(mac) : undefined;
  }

  #hostOf(event: LogEvent): Asset | undefined {
    const host = event['host.name'];
    return typeof host === 'string' ? this.#assets.ofHost(host) : undefined;
  }

  #putIndicator(event: LogEvent, from: Facts | undefined, to: Facts | undefined): void {
    let best: FieldHit | undefined;
    if (from?.hit !== undefined) best = { ...from.hit, field: 'source.ip', value: from.hit.matched };
    if (to?.hit !== undefined && isBetter(to.hit, best))
      best = { ...to.hit, field: 'destination.ip', value: to.hit.matched };
    const resolved = event['dns.resolved_ip'];
    if (Array.isArray(resolved) && this.#indicators.has('ip'))
      for (const ip of resolved.slice(0, MAX_RESOLVED) as unknown[]) {
        const hit = this.#factsOf(ip)?.hit;
        if (hit !== undefined && isBetter(hit, best)) best = { ...hit, field: 'dns.resolved_ip', value: hit.matched };
      }
    best = this.#indicators.search(event, best);
    if (best !== undefined) putHit(event, best, event['event.ingested']);
  }

  #putNames(event: LogEvent, from: Facts | undefined, to: Facts | undefined, rdns: ReverseDns): void {
    const mayAsk = rdns.mayAsk(event);
    for (const [facts, ip, field] of [
      [from, event['source.ip'], SOURCE.domain],
      [to, event['destination.ip'], DESTINATION.domain],
    ] as const) {
      if (facts === undefined || ip === undefined) continue;
      const name = rdns.nameOf(ip);
      if (name !== undefined && event[field] === undefined) event[field] = name;
      if (mayAsk) rdns.want(ip, facts.isInternal, event['event.ingested']);
    }
  }
}

export interface EnricherParts {
  readonly networks: Networks;
  readonly assets: Assets;
  readonly indicators: Indicators;
  readonly facts: FactBook;
  readonly geo: WatchedFile<GeoIp> | undefined;
  readonly asn: WatchedFile<AsnTable> | undefined;
  readonly rdns: ReverseDns | undefined;
}
