// Where a public address is, by a file that the operator gives (`geoip.path`): MaxMind’s .mmdb, or CSV with the columns
// cidr,country,lat,lon. Without a file nothing is known, and nobody is asked over the network.

export interface GeoPlace {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  /** Degrees, where the file has them. */
  readonly lat?: number;
  readonly lon?: number;
  /** In English, where the file has cities. */
  readonly city?: string;
}

export interface GeoIp {
  /** @param ip canonical text; private and unknown addresses have no place */
  lookup(ip: string): GeoPlace | undefined;
  /** `GeoLite2-City of 2026-11-03, 3.2 million networks` */
  readonly title: string;
  /** What of the file was left out, where something was: `2 lines were left out: lines 7, 9`. */
  readonly trouble?: string;
}
