// Authelia's sentences: data. Source: authelia internal/handlers/{const,response,handler_firstfactor*,handler_authz*}.go

import { event, LOGON, PROCESS_START, WEB_DENIED } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const REFUSED = event('application_login', LOGON, 3, 'failure');
const LOGGED_ON = event('application_login', LOGON, 1, 'success');
const BLOCKED = event('web_blocked', WEB_DENIED, 2, 'failure');

const messages: readonly Pattern[] = [
  ["Unsuccessful <authelia.factor> authentication attempt by user '<user.name:text>'", REFUSED],
  ["Unsuccessful <authelia.factor> authentication attempt by user '<user.name:text>': <event.reason:phrase>", REFUSED],
  [
    "Unsuccessful <authelia.factor> authentication attempt by user '<user.name:text>' and they are banned until <authelia.banned_until:phrase>",
    REFUSED,
  ],
  ["Successful <authelia.factor> authentication attempt made by user '<user.name:text>'", LOGGED_ON],
  [
    'Access to <url.original> (method <http.request.method>) is not authorized to user <user.name:text>, responding with status code <http.response.status_code>',
    BLOCKED,
  ],
  [
    'Access to <url.original> is not authorized to user <user.name:text>, responding with status code <http.response.status_code>',
    BLOCKED,
  ],
  ['Access to <url.original> is forbidden to user <user.name:text>', BLOCKED],
  ['Authelia <authelia.version> is starting', event('service_started', PROCESS_START, 1)],
];

export const MESSAGES = new PatternTable(messages, 'authelia');
