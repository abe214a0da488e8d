// The Security channel: accounts, computers, groups, their rights and passwords.
// https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/basic-audit-account-management

import type { Row } from './row.js';
import {
  SUBJECT_ACTS,
  SUBJECT_LOCKS_TARGET,
  SUBJECT_ON_GROUP,
  SUBJECT_ON_MEMBER,
  SUBJECT_ON_TARGET,
  SUBJECT_RENAMES,
} from './roles.js';

// prettier-ignore
export const ACCOUNT_ROWS: readonly Row[] = [
  ['4720', 4, 'iam', 'user creation', 'user_created', '', SUBJECT_ON_TARGET, 'A user account was created'],
  ['4722', 3, 'iam', 'user change', 'user_enabled', '', SUBJECT_ON_TARGET, 'A user account was enabled'],
  ['4723', 2, 'iam', 'user change', 'password_changed', '', SUBJECT_ON_TARGET, "An attempt was made to change an account's password"],
  ['4724', 3, 'iam', 'user change', 'password_changed', '', SUBJECT_ON_TARGET, "An attempt was made to reset an account's password"],
  ['4725', 3, 'iam', 'user change', 'user_disabled', '', SUBJECT_ON_TARGET, 'A user account was disabled'],
  ['4726', 4, 'iam', 'user deletion', 'user_deleted', '', SUBJECT_ON_TARGET, 'A user account was deleted'],
  ['4738', 2, 'iam', 'user change', 'user_changed', '', SUBJECT_ON_TARGET, 'A user account was changed'],
  ['4740', 3, 'iam', 'user change', 'account_locked', '', SUBJECT_LOCKS_TARGET, 'A user account was locked out', { 'source.domain': 'TargetDomainName' }],
  ['4765', 4, 'iam', 'user change', 'sid_history_added', '', SUBJECT_ON_TARGET, 'SID History was added to an account'],
  ['4766', 4, 'iam', 'user change', 'sid_history_add_failed', 'failure', SUBJECT_ON_TARGET, 'An attempt to add SID History to an account failed'],
  ['4767', 2, 'iam', 'user change', 'user_unlocked', '', SUBJECT_ON_TARGET, 'A user account was unlocked'],
  ['4780', 3, 'iam', 'user change', 'permission_changed', '', SUBJECT_ON_TARGET, 'The ACL was set on accounts which are members of administrators groups'],
  ['4781', 3, 'iam', 'user change', 'user_renamed', '', SUBJECT_RENAMES, 'The name of an account was changed', { 'user.changes.name': 'NewTargetUserName' }],
  ['4782', 3, 'iam', 'user access', 'password_hash_accessed', '', SUBJECT_ON_TARGET, 'The password hash an account was accessed | The password hash of an account was accessed'],
  ['4793', 1, 'iam', 'user info', 'password_policy_checked', '', SUBJECT_ON_TARGET, 'The Password Policy Checking API was called'],
  ['4794', 4, 'iam', 'user change', 'dsrm_password_set', '', SUBJECT_ACTS, 'An attempt was made to set the Directory Services Restore Mode administrator password'],
  ['4797', 2, 'iam', 'user info', 'blank_password_queried', '', SUBJECT_ON_TARGET, 'An attempt was made to query the existence of a blank password for an account'],
  ['4741', 3, 'iam', 'user creation', 'computer_created', '', SUBJECT_ON_TARGET, 'A computer account was created'],
  ['4742', 2, 'iam', 'user change', 'computer_changed', '', SUBJECT_ON_TARGET, 'A computer account was changed'],
  ['4743', 3, 'iam', 'user deletion', 'computer_deleted', '', SUBJECT_ON_TARGET, 'A computer account was deleted'],
  ['4798', 2, 'iam', 'user info', 'group_membership_enumerated', '', SUBJECT_ON_TARGET, "A user's local group membership was enumerated"],
  ['5376', 3, 'iam', 'user access', 'credentials_backed_up', '', SUBJECT_ACTS, 'Credential Manager credentials were backed up'],
  ['5377', 3, 'iam', 'user change', 'credentials_restored', '', SUBJECT_ACTS, 'Credential Manager credentials were restored from a backup'],

  // groups: security-enabled global, local, universal
  ['4727', 3, 'iam', 'group creation', 'group_created', '', SUBJECT_ON_GROUP, 'A security-enabled global group was created'],
  ['4728', 4, 'iam', 'group change', 'group_member_added', '', SUBJECT_ON_MEMBER, 'A member was added to a security-enabled global group'],
  ['4729', 3, 'iam', 'group change', 'group_member_removed', '', SUBJECT_ON_MEMBER, 'A member was removed from a security-enabled global group'],
  ['4730', 3, 'iam', 'group deletion', 'group_deleted', '', SUBJECT_ON_GROUP, 'A security-enabled global group was deleted'],
  ['4731', 3, 'iam', 'group creation', 'group_created', '', SUBJECT_ON_GROUP, 'A security-enabled local group was created'],
  ['4732', 4, 'iam', 'group change', 'group_member_added', '', SUBJECT_ON_MEMBER, 'A member was added to a security-enabled local group'],
  ['4733', 3, 'iam', 'group change', 'group_member_removed', '', SUBJECT_ON_MEMBER, 'A member was removed from a security-enabled local group'],
  ['4734', 3, 'iam', 'group deletion', 'group_deleted', '', SUBJECT_ON_GROUP, 'A security-enabled local group was deleted'],
  ['4735', 2, 'iam', 'group change', 'group_changed', '', SUBJECT_ON_GROUP, 'A security-enabled local group was changed'],
  ['4737', 2, 'iam', 'group change', 'group_changed', '', SUBJECT_ON_GROUP, 'A security-enabled global group was changed'],
  ['4754', 3, 'iam', 'group creation', 'group_created', '', SUBJECT_ON_GROUP, 'A security-enabled universal group was created'],
  ['4755', 2, 'iam', 'group change', 'group_changed', '', SUBJECT_ON_GROUP, 'A security-enabled universal group was changed'],
  ['4756', 4, 'iam', 'group change', 'group_member_added', '', SUBJECT_ON_MEMBER, 'A member was added to a security-enabled universal group'],
  ['4757', 3, 'iam', 'group change', 'group_member_removed', '', SUBJECT_ON_MEMBER, 'A member was removed from a security-enabled universal group'],
  ['4758', 3, 'iam', 'group deletion', 'group_deleted', '', SUBJECT_ON_GROUP, 'A security-enabled universal group was deleted'],
  ['4764', 2, 'iam', 'group change', 'group_type_changed', '', SUBJECT_ON_GROUP, "A group's type was changed | A groups type was changed"],
  ['4799', 2, 'iam', 'group info', 'group_members_enumerated', '', SUBJECT_ON_GROUP, 'A security-enabled local group membership was enumerated'],

  // distribution groups carry no rights: local, global, universal
  ['4744 4749 4759', 1, 'iam', 'group creation', 'distribution_group_created', '', SUBJECT_ON_GROUP, 'A security-disabled local group was created | A security-disabled global group was created | A security-disabled universal group was created'],
  ['4745 4750 4760', 1, 'iam', 'group change', 'distribution_group_changed', '', SUBJECT_ON_GROUP, 'A security-disabled local group was changed | A security-disabled global group was changed | A security-disabled universal group was changed'],
  ['4746 4751 4761', 1, 'iam', 'group change', 'distribution_group_member_added', '', SUBJECT_ON_MEMBER, 'A member was added to a security-disabled local group | A member was added to a security-disabled global group | A member was added to a security-disabled universal group'],
  ['4747 4752 4762', 1, 'iam', 'group change', 'distribution_group_member_removed', '', SUBJECT_ON_MEMBER, 'A member was removed from a security-disabled local group | A member was removed from a security-disabled global group | A member was removed from a security-disabled universal group'],
  ['4748 4753 4763', 1, 'iam', 'group deletion', 'distribution_group_deleted', '', SUBJECT_ON_GROUP, 'A security-disabled local group was deleted | A security-disabled global group was deleted | A security-disabled universal group was deleted'],
  // application groups of Authorization Manager: basic, and by LDAP query
  ['4783 4790', 1, 'iam', 'group creation', 'application_group_created', '', SUBJECT_ON_GROUP, 'A basic application group was created | An LDAP query group was created'],
  ['4784 4791', 1, 'iam', 'group change', 'application_group_changed', '', SUBJECT_ON_GROUP, 'A basic application group was changed | An LDAP query group was changed'],
  ['4785 4787', 1, 'iam', 'group change', 'application_group_member_added', '', SUBJECT_ON_MEMBER, 'A member was added to a basic application group | A non-member was added to a basic application group'],
  ['4786 4788', 1, 'iam', 'group change', 'application_group_member_removed', '', SUBJECT_ON_MEMBER, 'A member was removed from a basic application group | A non-member was removed from a basic application group'],
  ['4789 4792', 1, 'iam', 'group deletion', 'application_group_deleted', '', SUBJECT_ON_GROUP, 'A basic application group was deleted | An LDAP query group was deleted'],

  // rights
  ['4703', 1, 'iam', 'admin change', 'user_right_adjusted', '', SUBJECT_ON_TARGET, 'A user right was adjusted | A token right was adjusted'],
  ['4704', 3, 'iam configuration', 'admin change', 'user_right_assigned', '', SUBJECT_ACTS, 'A user right was assigned'],
  ['4705', 2, 'iam configuration', 'admin change', 'user_right_removed', '', SUBJECT_ACTS, 'A user right was removed'],
  ['4673', 1, 'iam', 'admin', 'privileged_service_called', '', SUBJECT_ACTS, 'A privileged service was called'],
  ['4674', 1, 'iam', 'admin', 'privileged_operation', '', SUBJECT_ACTS, 'An operation was attempted on a privileged object'],
  ['4985', 1, 'file', 'change', 'transaction_state_changed', '', SUBJECT_ACTS, 'The state of a transaction has changed'],
  ['4928 4929 4930', 2, 'iam', 'admin change', 'replication_source_changed', '', SUBJECT_ACTS, 'An Active Directory replica source naming context was established | An Active Directory replica source naming context was removed | An Active Directory replica source naming context was modified'],
  ['4931', 2, 'iam', 'admin change', 'replication_source_changed', '', SUBJECT_ACTS, 'An Active Directory replica destination naming context was modified'],
  ['4932', 1, 'iam', 'info', 'replication_started', '', SUBJECT_ACTS, 'Synchronization of a replica of an Active Directory naming context has begun'],
  ['4933', 1, 'iam', 'info', 'replication_ended', '', SUBJECT_ACTS, 'Synchronization of a replica of an Active Directory naming context has ended'],
  ['4934', 1, 'iam', 'info', 'directory_object_replicated', '', SUBJECT_ACTS, 'Attributes of an Active Directory object were replicated'],
  ['4935 4936', 2, 'iam', 'error', 'replication_failed', '', SUBJECT_ACTS, 'Replication failure begins | Replication failure ends'],
  ['4937', 2, 'iam', 'deletion', 'directory_object_deleted', '', SUBJECT_ACTS, 'A lingering object was removed from a replica'],
];
