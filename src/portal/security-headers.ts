// The headers of every answer. No inline script or style runs; images may be data: because Tabler's CSS draws its check marks so.
// HSTS and the upgrade to https only when people come by https: on a plain-HTTP LAN they would lock everybody out (versions.md, trap 6).

import type { SecurityHeadersOptions } from '@nestjs/common';

export function securityHeaders(https: boolean): SecurityHeadersOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // Browsers ignore it on plain http and complain in the console.
    crossOriginOpenerPolicy: https,
    originAgentCluster: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xDnsPrefetchControl: false,
    xXssProtection: false,
  };
}
