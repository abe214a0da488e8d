// Syslog over TLS.

import { PATIENCE, type Reachable, type Recipe } from './recipe.js';

export function rsyslogOverTls({ host, ownCertificate, clientCertificates }: Reachable, port: number): Recipe {
  const trust = ownCertificate === undefined ? ` StreamDriverPermittedPeers="${host}"` : '';
  const mode = ownCertificate === undefined ? 'x509/name' : 'x509/certvalid';
  return {
    id: 'rsyslog-tls',
    title: 'rsyslog, encrypted (TLS)',
    kinds: ['server'],
    where: '/etc/rsyslog.d/90-lanwarden.conf',
    text: `global(DefaultNetstreamDriverCAFile="/etc/ssl/lanwarden.pem")
*.* action(type="omfwd" target="${host}" port="${port}" protocol="tcp"
  StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="${mode}"${trust}
  ${PATIENCE})`,
    note: `Needs the package rsyslog-gnutls. ${certificates(ownCertificate, clientCertificates)}`,
  };
}

export function syslogNgOverTls({ host, ownCertificate, clientCertificates }: Reachable, port: number): Recipe {
  return {
    id: 'syslog-ng-tls',
    title: 'syslog-ng, encrypted (TLS)',
    kinds: ['server'],
    where: '/etc/syslog-ng/conf.d/lanwarden.conf',
    text: `destination d_lanwarden {
  syslog("${host}" transport("tls") port(${port}) tls(ca-file("/etc/ssl/lanwarden.pem")));
};
log { source(s_src); destination(d_lanwarden); };`,
    note: certificates(ownCertificate, clientCertificates),
  };
}

/** In words for the note of a recipe. `setting`: of the certificate. */
export function certificates(
  own: string | undefined,
  client: Reachable['clientCertificates'],
  setting = 'listen.tls.cert',
): string {
  const trust =
    own === undefined
      ? `As /etc/ssl/lanwarden.pem put the certificate of the authority that signed this server’s (${setting}).`
      : `As /etc/ssl/lanwarden.pem put a copy of this server’s ${own}.`;
  return client === 'required' ? `${trust} Senders must show a certificate of their own, too.` : trust;
}
