// How a device is pointed here: the real ports, and lines to copy for the common senders.

import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';

export interface Recipe {
  readonly title: string;
  /** Where the text goes. */
  readonly where: string;
  readonly text: string;
}

export interface Connect {
  /** This server as the browser named it. */
  readonly host: string;
  readonly recipes: readonly Recipe[];
}

/** Recipes of listeners that listen (as configured while the collector is away). `hostHeader`: of the request. */
export function connectTo(
  config: Config,
  health: CollectorHealth | undefined,
  hostHeader: string | undefined,
): Connect {
  const host = hostOf(config.portal.url, hostHeader);
  const portOf = (name: 'udp' | 'tcp' | 'http'): number | undefined => {
    if (health === undefined) return config.listen[name].enabled ? config.listen[name].port : undefined;
    return health.listeners.find((listener) => listener.name === name && listener.state === 'listening')?.port;
  };
  return { host, recipes: recipesFor(host, portOf('udp'), portOf('tcp'), portOf('http')) };
}

function recipesFor(
  host: string,
  udp: number | undefined,
  tcp: number | undefined,
  http: number | undefined,
): Recipe[] {
  const recipes: Recipe[] = [];
  const [protocol, port] = tcp === undefined ? ['udp', udp] : ['tcp', tcp];
  if (port !== undefined) {
    recipes.push({
      title: 'A first message',
      where: 'in a shell on any Linux host',
      text: `logger -n ${host} -P ${port} --${protocol} "hello from $(hostname)"`,
    });
    recipes.push({
      title: 'rsyslog',
      where: '/etc/rsyslog.d/90-lanwarden.conf, then systemctl restart rsyslog',
      text: `*.* action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}"\n  action.resumeRetryCount="-1" queue.type="linkedList" queue.size="10000")`,
    });
    const destination =
      protocol === 'tcp'
        ? `syslog("${host}" transport("tcp") port(${port}))`
        : `network("${host}" transport("udp") port(${port}))`;
    recipes.push({
      title: 'syslog-ng',
      where: '/etc/syslog-ng/conf.d/lanwarden.conf, then systemctl restart syslog-ng',
      text: `destination d_lanwarden { ${destination}; };\nlog { source(s_src); destination(d_lanwarden); };`,
    });
  }
  if (udp !== undefined)
    recipes.push({
      title: 'Router, firewall, switch, NAS',
      where: 'its page for remote or external syslog',
      text: `Server: ${host}\nPort:   ${udp}\nProtocol: UDP`,
    });
  if (http !== undefined)
    recipes.push({
      title: 'A script, over HTTP',
      where: 'answered after it is stored',
      text: `curl http://${urlHost(host)}:${http}/ingest -H 'content-type: application/json' \\\n  -d '{"host":"web1","app":"backup","message":"done"}'`,
    });
  return recipes;
}

/** Without its port; only what a host name or address can hold, because people copy it into a shell. */
function hostOf(url: string | undefined, header = ''): string {
  const named = url === undefined ? header.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '') : new URL(url).hostname;
  return /^[\w.:-]{1,253}$/.test(named) && !named.startsWith('-') ? named : 'this-server';
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
