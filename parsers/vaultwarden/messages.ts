// Vaultwarden's sentences: data. The address is its own and stands before the name, which is the client's and ends the line.
// Sources: vaultwarden src/api/{identity,admin}.rs, src/api/core/two_factor; wiki "Fail2Ban Setup"

import { event, LOGON, PROCESS_INFO, PROCESS_START } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const REFUSED = event('application_login', LOGON, 3, 'failure');
const LOGGED_ON = event('application_login', LOGON, 1, 'success');

const messages: readonly Pattern[] = [
  ['Username or password is incorrect. Try again. IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['Username or password is incorrect. Try again. IP: <source.ip>. Username: <user.name:text>', REFUSED],
  ['Incorrect username or password. Try again. IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['Username or access code is incorrect. Try again. IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['Auth request not found. Try again.. IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['This user has been disabled. IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['This user has been disabled (API key login). IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['Invalid admin token. IP: <source.ip>', REFUSED],
  ['Invalid TOTP code! Server time: <vaultwarden.server_time:phrase> IP: <source.ip>', REFUSED],
  ['Token is invalid! IP: <source.ip>', REFUSED],
  ['Incorrect client_secret. IP: <source.ip>. Username: <user.name:text>.', REFUSED],
  ['Incorrect client_secret. IP: <source.ip>. Organization: <vaultwarden.organization>.', REFUSED],
  ['Malformed client_id. IP: <source.ip:text>.', REFUSED],
  ['Invalid client_id. IP: <source.ip:text>.', REFUSED],
  ['User <user.name:text> logged in successfully. IP: <source.ip>', LOGGED_ON],
  ['User <user.name:text> logged in successfully via API key. IP: <source.ip>', LOGGED_ON],
  ['User <user.name:text> logged in successfully with two-factor. IP: <source.ip>', LOGGED_ON],
  ['Organization <group.name:text> logged in successfully. IP: <source.ip>', LOGGED_ON],
  ['Error sending <vaultwarden.what:text>', event('application_message', PROCESS_INFO, 2)],
  ['Rocket has launched from <vaultwarden.url:text>', event('service_started', PROCESS_START, 1)],
];

export const MESSAGES = new PatternTable(messages, 'vaultwarden');
