// What needs a person's attention, in words, with the next step. Pure: what is known goes in, sentences come out, the worst first.

import type { Config } from '#config/schema.js';
import type { PluginProblem } from '#src/plugin/discovery.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { HealthNote, HealthSeverity } from '#src/portal/health/health-notes.js';
import { format } from '#src/portal/page/format.js';
import { VERSION } from '#src/version.js';
import { listenerFindings, overrun } from './listener-findings.js';
import { type Counter, totalOf } from './ledger-table.js';
import type { Growing } from './ledger/grown.js';
import { storeFindings } from './store-findings.js';

export type Severity = HealthSeverity;
export type Finding = HealthNote;

export interface Known {
  /** Undefined while the collector is away. */
  readonly health: CollectorHealth | undefined;
  readonly config: Config;
  /** Modules that could not be loaded. */
  readonly moduleProblems: readonly PluginProblem[];
  /** Starts of the collector that the portal saw, besides the first. */
  readonly restarts: number;
  /** ms since 1970 */
  readonly now: number;
  /** What modules have to say. */
  readonly notes?: readonly Finding[];
  /** How much a counter of the ledger grew in the last minutes. */
  readonly recent: (counter: Growing) => number;
}

const MANY_RESTARTS = 3;
const MOST_PEERS = 3;
/** A collector that ran for so long is no longer said to end again and again. */
const SETTLED_MS = 300_000;

const RANK: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, note: 2 };

export function findings(known: Known): readonly Finding[] {
  const { health, config, moduleProblems, recent, notes = [] } = known;
  const plugins = pluginFindings([...(health?.pluginProblems ?? []), ...moduleProblems]);
  const found =
    health === undefined
      ? [away(), ...plugins]
      : [
          ...collector(health, known),
          ...listenerFindings(health.listeners, config),
          ...pullFindings(health),
          ...storeFindings(health, config, known.now),
          ...messages(health, recent),
          ...parsers(health),
          ...plugins,
        ];
  return [...found, ...notes].toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}

function away(): Finding {
  return {
    severity: 'problem',
    what: 'The collector is away: no message is taken at this moment.',
    next: 'It is started again by itself, within seconds. If it stays away, its reason stands in the log of lanwarden serve; this command looks at ports, disk and store (under systemd with the environment of the unit: docs/deployment.md):',
    command: 'lanwarden doctor',
  };
}

function collector({ state, version, startedAt }: CollectorHealth, { restarts, now }: Known): Finding[] {
  const found: Finding[] = [];
  if (restarts >= MANY_RESTARTS && now - startedAt < SETTLED_MS)
    found.push({
      severity: 'warning',
      what: `The collector ended again and again: it was started anew ${restarts} times since the portal runs.`,
      next: 'Its reason stands in the log of lanwarden serve. Messages that it had in memory are counted as lost.',
      href: '/system/ledger',
    });
  if (state === 'draining')
    found.push({
      severity: 'warning',
      what: 'The collector is stopping: it stores what it has and takes nothing new.',
      next: 'Wait; it is started again when the portal asked for it.',
    });
  if (version !== VERSION)
    found.push({
      severity: 'warning',
      what: `The collector runs version ${version}, the portal ${VERSION}.`,
      next: 'Restart lanwarden, so that both are the same.',
    });
  return found;
}

function pullFindings({ pulls = [] }: CollectorHealth): Finding[] {
  return pulls.flatMap(({ source, problem }) =>
    problem === undefined
      ? []
      : [
          {
            severity: 'warning' as const,
            what: `The source ${source} cannot be read: ${problem}`,
            next: 'It is tried again by itself, and goes on where it was. All other sources are received.',
            href: `/sources/of?name=${encodeURIComponent(source)}`,
          },
        ],
  );
}

function messages({ balanced, ledger, listeners }: CollectorHealth, recent: Known['recent']): Finding[] {
  const found: Finding[] = [];
  const grewBy = (counter: Counter, count: number, severity: Severity, what: string, next: string): void => {
    if (count > 0)
      found.push({
        severity,
        what: `In the last minutes ${wasOrWere(count)} ${what}.`,
        next,
        href: `/system/ledger?sort=${counter}&dir=desc`,
      });
  };
  const grew = (counter: Counter, severity: Severity, what: string, next: string): void =>
    grewBy(counter, recent(counter), severity, what, next);
  if (!balanced)
    found.push({
      severity: 'problem',
      what: 'The ledger does not balance: messages are unaccounted for.',
      next: 'This is a mistake in Lanwarden. Please report it with the marked row of the ledger.',
      href: '/system/ledger',
    });
  grew(
    'lost',
    'problem',
    'lost from memory when the collector ended, or given up by a full spool',
    'They are gone, but for what senders over RELP and HTTP send again. The log of lanwarden serve says why it ended; with collector.spool.whenFull: dropOldest a full spool gives up its oldest.',
  );
  grew('failed', 'problem', 'taken but could not be stored', 'The collector’s log names the reason.');
  grewBy(
    'refused',
    recent('refused') - recent('turnedAway'),
    'warning',
    'refused because there was no room',
    'The store could not keep up or took nothing. What came over HTTP and RELP, out of a database or an import comes again; the rest is gone.',
  );
  grew('dropped', 'warning', 'dropped on arrival', whyDropped(listeners));
  grew(
    'limited',
    'warning',
    'over the rate limit of their source or sender',
    `Raise ratePerSecond of that source, or listen.peers, if they are wanted.${loudest(listeners)}`,
  );
  found.push(...turnedAway(recent('turnedAway')), ...longAgo(ledger, recent));
  if (ledger.every(({ received }) => received === 0))
    found.push({
      severity: 'note',
      what: 'No message has arrived yet.',
      next: 'Point a device here: there are lines to copy for each kind.',
      href: '/system/connect',
    });
  return found;
}

/** The ledger knows how many; the listeners know why, since the collector started. */
function whyDropped(listeners: CollectorHealth['listeners']): string {
  const unreadable = listeners.filter((listener) => (listener.unreadable ?? 0) > 0).map(({ name }) => name);
  const full = listeners.filter((listener) => overrun(listener) > 0);
  return [
    ...(full.length > 0 || unreadable.length === 0
      ? ['A larger receive buffer helps against bursts over UDP; TCP does not lose any.']
      : []),
    ...(unreadable.length > 0
      ? [`What came damaged or in part was no message: ${unreadable.join(', ')} (below) says the last reason.`]
      : []),
  ].join(' ');
}

/** Whose messages were over the limit of their sender most often. */
function loudest(listeners: CollectorHealth['listeners']): string {
  const peers = listeners.flatMap(({ limitedPeers = [] }) => limitedPeers).toSorted((a, b) => b.messages - a.messages);
  if (peers.length === 0) return '';
  const named = peers
    .slice(0, MOST_PEERS)
    .map(({ address, messages: count }) => `${address} (${format.number(count)})`);
  return ` Most came from ${named.join(', ')}.`;
}

/** As somebody wants it: no warning, but it may be a device that is missed. */
function turnedAway(count: number): Finding[] {
  if (count === 0) return [];
  return [
    {
      severity: 'note',
      what: `In the last minutes ${wasOrWere(count)} turned away.`,
      next: 'They came from unknown senders (senders.unknown: refuse) or from addresses on no allow list. Whom you want is approved under Sources.',
      href: '/sources',
    },
  ];
}

/** What is missing for ever stays said, calmly; while it grows, `messages` says it louder. */
function longAgo(ledger: CollectorHealth['ledger'], recent: Known['recent']): Finding[] {
  const { lost, dropped } = totalOf(ledger);
  const parts = [
    lost > 0 && recent('lost') === 0 ? `${wasOrWere(lost)} lost` : '',
    dropped > 0 && recent('dropped') === 0 ? `${wasOrWere(dropped)} dropped on arrival` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return [];
  return [
    {
      severity: 'note',
      what: `${parts.join(' and ')} so far.`,
      next: 'None in the last minutes.',
      href: `/system/ledger?sort=${lost > 0 ? 'lost' : 'dropped'}&dir=desc`,
    },
  ];
}

/** `1 message was`, `1 500 messages were` */
function wasOrWere(count: number): string {
  return `${format.number(count)} ${count === 1 ? 'message was' : 'messages were'}`;
}

function parsers({ parsers: all }: CollectorHealth): Finding[] {
  return all
    .filter(({ state }) => state === 'failed')
    .map(({ id, lastError }) => ({
      severity: 'warning',
      what: `The parser ${id} was switched off: ${visibleText(lastError ?? 'it failed too often')}`,
      next: 'Its lines go to other parsers or are stored unparsed; none is lost. It is tried again at the next start.',
      href: '/system/plugins',
    }));
}

function pluginFindings(problems: readonly PluginProblem[]): Finding[] {
  return problems.map(({ id, path, problem }) => ({
    severity: 'warning',
    // Without a path it is the plugin itself that says so: it runs.
    what: path === '' ? `The plugin ${id} says: ${problem}` : `The plugin ${id} was left out: ${problem}`,
    next:
      path === ''
        ? 'It runs on, without what it lacks. Everything else runs.'
        : 'Correct or remove it. A parser of plugins.dir is then loaded by itself, anything else at the next start. Everything else runs.',
    href: '/system/plugins',
  }));
}
