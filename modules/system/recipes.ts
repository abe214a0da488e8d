// Lines to copy, one recipe for each kind of sender. Those for logger, curl and rsyslog (plain, TLS with our own
// certificate, imfile) were run against real ones.

export interface Recipe {
  /** Of its place on the page, for links: `/system/connect#windows`. */
  readonly id: string;
  readonly title: string;
  /** Where the text goes. */
  readonly where: string;
  readonly text: string;
  /** What else one has to know. */
  readonly note?: string;
  /** The text holds KEY, which is to be made on the page of API tokens. */
  readonly needsKey?: boolean;
}

export interface Reachable {
  readonly host: string;
  /** Of listeners that listen. */
  readonly ports: { readonly [name in 'udp' | 'tcp' | 'tls' | 'http']?: number | undefined };
  /** Of HTTP ingest. */
  readonly keyNeeded: boolean;
  readonly clientCertificates: 'off' | 'optional' | 'required';
  /** The file of the certificate that Lanwarden made itself; undefined when an authority signed it. */
  readonly ownCertificate: string | undefined;
}

/** In the order of the page; kinds without a listener are left out. */
export function recipesFor(to: Reachable): readonly Recipe[] {
  const { udp, tcp, tls, http } = to.ports;
  const port = tcp ?? udp;
  const syslog: Syslog | undefined =
    port === undefined ? undefined : { host: to.host, port, protocol: tcp === undefined ? 'udp' : 'tcp' };
  return [
    ...(syslog ? [logger(syslog), rsyslog(syslog), syslogNg(syslog), appliance(to), pihole(syslog)] : []),
    ...(tcp ? [windows(to.host, tcp)] : []),
    ...(http ? [script(to, http)] : []),
    ...(tls ? [rsyslogOverTls(to, tls), syslogNgOverTls(to, tls)] : []),
  ];
}

interface Syslog {
  readonly host: string;
  readonly protocol: 'udp' | 'tcp';
  readonly port: number;
}

function logger({ host, protocol, port }: Syslog): Recipe {
  return {
    ...{ id: 'logger', title: 'A first message', where: 'In a shell on any Linux host, to see that it gets through' },
    text: `logger -n ${host} -P ${port} --${protocol} "hello from $(hostname)"`,
  };
}

/** Waits on the device while this server is away, and tries for ever. */
const PATIENCE = 'action.resumeRetryCount="-1" queue.type="linkedList" queue.size="10000"';

function rsyslog({ host, protocol, port }: Syslog): Recipe {
  return {
    ...{ id: 'rsyslog', title: 'Linux with rsyslog', where: '/etc/rsyslog.d/90-lanwarden.conf' },
    text: `*.* action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}"\n  ${PATIENCE})`,
    note: 'All its logs. Debian, Ubuntu, Raspberry Pi OS, RHEL and its kin. Then: systemctl restart rsyslog',
  };
}

function syslogNg({ host, protocol, port }: Syslog): Recipe {
  const driver =
    protocol === 'tcp'
      ? `syslog("${host}" transport("tcp") port(${port}))`
      : `network("${host}" transport("udp") port(${port}))`;
  return {
    ...{ id: 'syslog-ng', title: 'Linux with syslog-ng', where: '/etc/syslog-ng/conf.d/lanwarden.conf' },
    text: `destination d_lanwarden { ${driver}; };\nlog { source(s_src); destination(d_lanwarden); };`,
    note: 'The source is called s_src on Debian, s_sys on RHEL. Then: systemctl restart syslog-ng',
  };
}

function appliance({ host, ports: { udp, tcp } }: Reachable): Recipe {
  const protocols = [tcp && `TCP (port ${tcp})`, udp && `UDP (port ${udp})`].filter(Boolean).join(', else ');
  return {
    ...{ id: 'firewall', title: 'Firewall, router, switch, NAS' },
    where: 'In its settings under “remote syslog”, “syslog server” or “log forwarding”',
    text: `Server:   ${host}\nPort:     ${tcp ?? udp}\nProtocol: ${protocols}\nFormat:   RFC 5424 if there is a choice, else BSD (RFC 3164)`,
    note: 'Choose all facilities and the severity “informational”: what is not sent cannot be found. Set its clock by NTP.',
  };
}

function pihole({ host, protocol, port }: Syslog): Recipe {
  return {
    ...{ id: 'pihole', title: 'Pi-hole', where: '/etc/rsyslog.d/90-pihole.conf on the Pi-hole' },
    text: [
      'module(load="imfile")',
      'template(name="LanwardenPihole" type="string"',
      '  string="<%pri%>%msg:1:15% %timestamp:::date-tzoffsdirection%%timestamp:::date-tzoffshour%%timestamp:::date-tzoffsmin% %hostname% %msg:17:$%\\n")',
      'ruleset(name="lanwarden-pihole") {',
      `  action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}" template="LanwardenPihole" ${PATIENCE})`,
      '}',
      'input(type="imfile" File="/var/log/pihole/pihole.log" Tag="pihole:" Facility="daemon" Severity="info"',
      '      freshStartTail="on" reopenOnTruncate="on" ruleset="lanwarden-pihole")',
    ].join('\n'),
    note: 'Sends each query, as Pi-hole has no syslog of its own. Where rsyslog is not root (Ubuntu): usermod -aG pihole syslog. Then: systemctl restart rsyslog',
  };
}

function windows(host: string, port: number): Recipe {
  return {
    ...{ id: 'windows', title: 'Windows', where: 'C:\\Program Files\\nxlog\\conf\\nxlog.conf (NXLog), at its end' },
    text: `<Extension json>
    Module  xm_json
</Extension>
<Input eventlog>
    Module  im_msvistalog
</Input>
<Output lanwarden>
    Module  om_tcp
    Host    ${host}
    Port    ${port}
    Exec    to_json();
</Output>
<Route lanwarden>
    Path    eventlog => lanwarden
</Route>`,
    note: 'Then restart the service: Restart-Service nxlog. Names that the file has already are not written twice.',
  };
}

function script({ host, keyNeeded }: Reachable, port: number): Recipe {
  const key = keyNeeded ? ` -H 'authorization: Bearer KEY'` : '';
  return {
    ...{ id: 'http', title: 'A script, over HTTP', where: 'JSON: one object, an array, or one object a line' },
    text: `curl http://${urlHost(host)}:${port}/ingest -H 'content-type: application/json'${key} \\\n  -d '{"host":"web1","app":"backup","message":"done"}'`,
    note: 'Answered after it is stored. Plain lines go to /ingest/raw.',
    ...(keyNeeded && { needsKey: true }),
  };
}

function rsyslogOverTls({ host, ownCertificate, clientCertificates }: Reachable, port: number): Recipe {
  const trust = ownCertificate === undefined ? ` StreamDriverPermittedPeers="${host}"` : '';
  const mode = ownCertificate === undefined ? 'x509/name' : 'x509/certvalid';
  return {
    ...{ id: 'rsyslog-tls', title: 'rsyslog, encrypted (TLS)', where: '/etc/rsyslog.d/90-lanwarden.conf' },
    text: `global(DefaultNetstreamDriverCAFile="/etc/ssl/lanwarden.pem")
*.* action(type="omfwd" target="${host}" port="${port}" protocol="tcp"
  StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="${mode}"${trust}
  ${PATIENCE})`,
    note: `Needs the package rsyslog-gnutls. ${certificates(ownCertificate, clientCertificates)}`,
  };
}

function syslogNgOverTls({ host, ownCertificate, clientCertificates }: Reachable, port: number): Recipe {
  return {
    ...{ id: 'syslog-ng-tls', title: 'syslog-ng, encrypted (TLS)', where: '/etc/syslog-ng/conf.d/lanwarden.conf' },
    text: `destination d_lanwarden {
  syslog("${host}" transport("tls") port(${port}) tls(ca-file("/etc/ssl/lanwarden.pem")));
};
log { source(s_src); destination(d_lanwarden); };`,
    note: certificates(ownCertificate, clientCertificates),
  };
}

function certificates(own: string | undefined, client: Reachable['clientCertificates']): string {
  const trust =
    own === undefined
      ? 'As /etc/ssl/lanwarden.pem put the certificate of the authority that signed this server’s (listen.tls.cert).'
      : `As /etc/ssl/lanwarden.pem put a copy of this server’s ${own}.`;
  return client === 'required' ? `${trust} Senders must show a certificate of their own, too.` : trust;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
