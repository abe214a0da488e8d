// Which event data of which event are numbers for words. The words go beside the original: `winlog.event_data.TicketOptions` stays,
// `winlog.words.TicketOptions` says what it means.

import { sidWordOf } from './sids.js';
import type { FieldTarget } from './targets.js';
import { valueNames } from './values.js';
import type { ValueName } from './values.js';
import {
  accountControl,
  encryptionType,
  messages,
  preauthType,
  processRights,
  serviceStart,
  serviceType,
  ticketOptions,
} from './words.js';

export interface Coded {
  readonly from: readonly ValueName[];
  readonly to: FieldTarget;
  readonly read: (text: string) => string | string[] | undefined;
}

const READERS: Readonly<Record<string, Coded['read']>> = {
  TicketOptions: ticketOptions,
  TicketEncryptionType: encryptionType,
  SessionKeyEncryptionType: encryptionType,
  PreAuthEncryptionType: encryptionType,
  PreAuthType: preauthType,
  OldUacValue: accountControl,
  NewUacValue: accountControl,
  GrantedAccess: processRights,
  ServiceType: serviceType,
  ServiceStartType: serviceStart,
  StartType: serviceStart,
  MandatoryLabel: sidWordOf,
  TargetSid: sidWordOf,
  TargetUserSid: sidWordOf,
  MemberSid: sidWordOf,
};

const ACCOUNT = 'UserAccountControl OldUacValue NewUacValue PasswordLastSet AccountExpires LogonHours TargetSid';
const TICKET = 'TicketOptions TicketEncryptionType SessionKeyEncryptionType PreAuthEncryptionType PreAuthType';
const ACCESS = 'AccessList AccessReason';
const GROUP = 'TargetSid MemberSid';
const PACKET = 'LayerName';

/** Scope -> id(s) -> event data. */
const CODED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  security: {
    '4624': 'ImpersonationLevel ElevatedToken VirtualAccount RestrictedAdminMode RemoteCredentialGuard TargetUserSid',
    '4625': 'FailureReason',
    '4656 4658 4659 4661 4662 4663 4690 4691 5140 5145': ACCESS,
    '4657': 'OperationType OldValueType NewValueType',
    '4673 4674': 'AccessList',
    '4688': 'TokenElevationType MandatoryLabel',
    '4697': 'ServiceType ServiceStartType',
    '4715 4719 4817 4907 4912': 'AuditPolicyChanges CategoryId SubcategoryId',
    '4720 4722 4725 4726 4738 4741 4742': ACCOUNT,
    '4727 4728 4729 4730 4731 4732 4733 4734 4735 4737 4754 4755 4756 4757 4758 4764 4799': GROUP,
    '4768 4769 4770 4771 4772 4773 4820 4821': TICKET,
    '4826':
      'LoadOptions AdvancedOptions ConfigAccessPolicy RemoteEventLogging KernelDebug VsmLaunchType TestSigning FlightSigning DisableIntegrityChecks HypervisorLoadOptions HypervisorLaunchType HypervisorDebug',
    '5058 5059 5061': 'KeyType Operation',
    '5136 5137 5138 5139 5141': 'OperationType DSType',
    '5150 5151 5152 5153 5154 5155 5156 5157 5158 5159': PACKET,
    '5447': 'ChangeType LayerName',
    '4944 4950 4956': 'GroupPolicyApplied OperationMode',
    '': 'AccessList',
  },
  sysmon: { '10': 'GrantedAccess' },
  services: { '7045': 'ServiceType StartType' },
};

/** Data whose values begin with `%%` need no reader of their own. */
export function codedOf(scope: string, code: string): readonly Coded[] {
  const rows = Object.entries(CODED[scope] ?? {});
  const names = rows.find(([codes]) => codes.split(' ').includes(code))?.[1] ?? '';
  return names
    .split(' ')
    .filter((name) => name !== '')
    .map((name) => ({ from: valueNames(name), to: `winlog.words.${name}`, read: READERS[name] ?? messages }));
}
