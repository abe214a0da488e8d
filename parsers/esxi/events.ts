// What vSphere's events say, the same at a host (hostd) and at vCenter (vpxd): EventManager.description.eventInfo of the vSphere API.
// https://developer.broadcom.com/xapis/vsphere-web-services-api/

import { CONFIGURATION_CHANGE, event, GROUP_CHANGE, HOST_CHANGE, HOST_END, HOST_ERROR, HOST_INFO, HOST_START, LOGON, SESSION_END, USER_CHANGE, USER_CREATION, USER_DELETION } from '#src/event/kinds.js'; // prettier-ignore
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { splitPeer } from './peer.js';

const LOGIN = event('application_login', LOGON, 1, 'success');
const REFUSED = event('application_login', LOGON, 3, 'failure');
const LOGOUT = event('application_logout', SESSION_END, 1);
const STARTED = event('vm_started', HOST_START, 1);
const STOPPED = event('vm_stopped', HOST_END, 1);
const CREATED = event('vm_created', HOST_CHANGE, 1);
const CHANGED = event('vm_changed', HOST_CHANGE, 1);
const PERMISSION = event('permission_changed', USER_CHANGE, 3);
const CONFIGURED = event('config_changed', CONFIGURATION_CHANGE, 2);

/** A machine's name is anybody's choice; the host and the data center behind it are the administrator's. */
const WHERE = 'on[[ ]] <esxi.host> in <esxi.datacenter:phrase>';
const VM = '<esxi.vm:text>';

const ACCESS: readonly Pattern[] = [
  ['User <esxi.peer:phrase> logged in as <user_agent.original:text>', LOGIN, splitPeer],
  ['User <esxi.peer:phrase> logged out (login time: <_:phrase>, number of API invocations: <_>, user agent: <user_agent.original:text>)', LOGOUT, splitPeer],
  ['User <esxi.peer:text> logged out', LOGOUT, splitPeer],
  ['Cannot login user <esxi.peer:text>: no permission', REFUSED, splitPeer],
  ['Cannot login <esxi.peer:text>', REFUSED, splitPeer],
  ['Accepted password for user <user.name:text> from <source.ip>', LOGIN],
  ['Rejected password for user <user.name:text> from <source.ip>', REFUSED],
  ['Failed to authenticate user <user.name:text>', REFUSED],
  ['Authenticated user <user.name:text>', LOGIN],
]; // prettier-ignore

const MACHINES: readonly Pattern[] = [
  [`${VM} ${WHERE} is powered on`, STARTED],
  [`${VM} ${WHERE} is starting`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`${VM} ${WHERE} is resumed`, STARTED],
  [`${VM} ${WHERE} is powered off`, STOPPED],
  [`${VM} ${WHERE} is stopping`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`${VM} ${WHERE} is suspended`, STOPPED],
  [`Guest OS reboot for ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, CHANGED],
  [`Guest OS shut down for ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, STOPPED],
  [`Creating ${VM} on[[ host]] <esxi.host> in <esxi.datacenter:phrase>`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`Created virtual machine ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, CREATED],
  [`Virtual machine ${VM} was created on <esxi.host> in <esxi.datacenter:phrase>`, CREATED],
  [`Removed ${VM} on <esxi.host> from <esxi.datacenter:phrase>`, event('vm_deleted', HOST_CHANGE, 2)],
  [`Registered ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, CREATED],
  [`Unregistered ${VM}`, CHANGED],
  [`Reconfigured ${VM} on <esxi.host> in <esxi.datacenter>. <esxi.change:phrase>`, CHANGED],
  [`Renamed ${VM} in <esxi.datacenter>`, CHANGED],
  [`Migrating ${VM} from <esxi.host>, <_:phrase> to <esxi.new_host>, <_:phrase>`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`Migration of virtual machine ${VM} from <esxi.host> to <esxi.new_host> completed`, CHANGED],
  ['Task: <esxi.task:text>', event('device_message', HOST_INFO, 1)],
]; // prettier-ignore

const ADMINISTRATION: readonly Pattern[] = [
  ['Account <user.target.name:text> was created on host <esxi.host>', event('user_created', USER_CREATION, 3)],
  ['Account <user.target.name:text> was removed on host <esxi.host>', event('user_deleted', USER_DELETION, 3)],
  ['Account <user.target.name:text> was updated on host <esxi.host>', event('user_changed', USER_CHANGE, 2)],
  ['Permission created for <user.target.name:text> on <esxi.object:phrase>, role is <esxi.role:phrase>, propagation is <_:phrase>', PERMISSION],
  ['Permission changed for <user.target.name:text> on <esxi.object:phrase>, role is <esxi.role:phrase>, propagation is <_:phrase>', PERMISSION],
  ['Permission rule removed for <user.target.name:text> on <esxi.object:phrase>', PERMISSION],
  ['New role <esxi.role:text> created', { ...PERMISSION, 'event.category': CONFIGURATION_CHANGE.category }],
  ['Role <esxi.role:text> removed', { ...PERMISSION, 'event.category': CONFIGURATION_CHANGE.category }],
  ['User <user.target.name:text> was added to group <group.name>', event('group_member_added', GROUP_CHANGE, 3)],
  ['User <user.target.name:text> was removed from group <group.name>', event('group_member_removed', GROUP_CHANGE, 2)],
  ["The password for account <user.target.name:text> was changed on host <esxi.host>", event('password_changed', USER_CHANGE, 3)],
  ['Host <esxi.host> in <esxi.datacenter:phrase> has entered maintenance mode', CONFIGURED],
  ['Host <esxi.host> in <esxi.datacenter:phrase> has exited maintenance mode', CONFIGURED],
  ['Enter maintenance mode completed. All virtual machine operations are disabled<_:text>', CONFIGURED],
  ["Alarm '<esxi.alarm:text>' on <esxi.object:phrase> triggered an action", event('device_message', HOST_ERROR, 2)],
  ["Alarm '<esxi.alarm:text>' on <esxi.object:phrase> changed from <esxi.old_state> to <esxi.state>", event('device_message', HOST_ERROR, 2)],
  ['Issue detected on <esxi.host> in <esxi.datacenter:phrase>: <event.reason:text>', event('device_message', HOST_ERROR, 2)],
]; // prettier-ignore

export const EVENTS = new PatternTable([...ACCESS, ...MACHINES, ...ADMINISTRATION], 'esxi');
