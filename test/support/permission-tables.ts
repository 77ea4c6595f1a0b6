import { accountPermissions, packagePermissions, RELATIONS, type Relation } from '../../src/accounts/permissions.ts';

const headings: Readonly<Record<Relation, string>> = {
  self: 'oneself',
  administrator: 'administrator',
  collaborator: 'collaborator',
  gallery: 'administrator of the gallery',
  stranger: 'anybody else',
  visitor: 'not signed in',
};

/** Both tables as docs/operating/permissions.md prints them. */
export function permissionTables(): string[] {
  return [accountPermissions, packagePermissions].map((table) =>
    [
      `| action | ${RELATIONS.map((relation) => headings[relation]).join(' | ')} |`,
      `|---|${RELATIONS.map(() => '---').join('|')}|`,
      ...Object.entries(table).map(
        ([action, may]) => `| ${action} | ${RELATIONS.map((each) => (may.includes(each) ? 'yes' : '–')).join(' | ')} |`,
      ),
    ].join('\n'),
  );
}
