/**
 * The order of the house, as data, and the check that holds every file of `src/` to it.
 *
 * docs/ARCHITECTURE.md prints the same table; a test compares both.
 */
import { importsOf, resolveImport, withoutComments, type SourceTree } from './source-tree.ts';

const below = ['base', 'nuget', 'storage', 'log'];
export const domainFolders: readonly string[] = [
  ...below,
  'accounts',
  'catalog',
  'packages',
  'search',
  'downloads',
  'moderation',
  'replication',
];

/** Folder or root file → the folders and root files that it may import. Its own folder is always allowed. */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  base: [],
  nuget: ['base'],
  storage: ['base'],
  log: ['base', 'storage'],
  accounts: below,
  catalog: below,
  packages: [...below, 'accounts', 'catalog'],
  search: [...below, 'catalog', 'packages'],
  downloads: [...below, 'catalog', 'packages'],
  moderation: [...below, 'accounts', 'catalog', 'packages'],
  replication: domainFolders.filter((folder) => folder !== 'replication'),
  http: ['base'],
  feed: [...domainFolders, 'http'],
  site: [...domainFolders, 'http'],
  worker: [...domainFolders, 'http', 'config.ts'],
  cli: [...domainFolders, 'http', 'site', 'worker', 'config.ts', 'app.ts'],
  'config.ts': ['base', 'people-settings.ts'],
  'people-settings.ts': ['base'],
  'routes.ts': [...domainFolders, 'http', 'feed', 'site', 'config.ts', 'sign-in-routes.ts'],
  'sign-in-routes.ts': ['http', 'site'],
  'app.ts': [...domainFolders, 'http', 'feed', 'site', 'worker', 'config.ts', 'routes.ts'],
  'main.ts': ['base', 'cli', 'config.ts'],
};

/** Which folder may write a table. `storage` creates them all and writes none but its own. */
export const tableOwners: Readonly<Record<string, string>> = {
  accounts: 'accounts',
  memberships: 'accounts',
  api_keys: 'accounts',
  sessions: 'accounts',
  one_time_tokens: 'accounts',
  passkeys: 'accounts',
  authenticator_apps: 'accounts',
  recovery_codes: 'accounts',
  identities: 'accounts',
  invitations: 'accounts',
  transformations: 'accounts',
  key_viewers: 'accounts',
  rate_limits: 'accounts',
  owner_invitations: 'packages',
  mails: 'worker',
  registrations: 'packages',
  owners: 'packages',
  versions: 'packages',
  manifests: 'packages',
  events: 'log',
  event_origins: 'log',
  followers: 'log',
  catalog_entries: 'catalog',
  downloads: 'downloads',
  download_totals: 'downloads',
  settings: 'accounts',
  imports: 'replication',
};

/** Packages that only some places may know. A place is a folder, a root file, or `*.queries.ts`. */
const confinedPackages: Readonly<Record<string, readonly string[]>> = {
  fastify: ['http', 'app.ts', 'routes.ts'],
  kysely: ['storage', '*.queries.ts'],
  nodemailer: ['storage'],
  pg: ['storage'],
  'node:sqlite': ['storage', '*.queries.ts'],
  preact: ['site', 'worker'],
  '@simplewebauthn/server': ['accounts'],
  'openid-client': ['accounts'],
  otpauth: ['accounts'],
  qr: ['site'],
  'preact-render-to-string': ['site', 'worker'],
};

export interface Fault {
  readonly file: string;
  readonly detail: string;
}

/** Everything in `tree` (paths that begin with `src/`) that breaks a rule of the house. */
export function checkTree(tree: SourceTree): Fault[] {
  const production = new Map([...tree].filter(([file]) => !isTest(file)));
  return [
    ...[...tree.keys()].flatMap(checkName),
    ...placesWithoutRow(production),
    ...[...production].flatMap(([file, text]) => [
      ...importsOf(text).flatMap((specifier) => checkImport(file, specifier)),
      ...checkSql(file, text),
      ...checkEnvironment(file, text),
    ]),
    ...findCycles(production),
  ];
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || file.endsWith('.test.tsx');
}

/** `nuget` for src/nuget/x.ts, `app.ts` for src/app.ts. */
function placeOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function placesWithoutRow(tree: SourceTree): Fault[] {
  const unknown = [...tree.keys()].filter((file) => importTable[placeOf(file)] === undefined);
  return unknown.map((file) => ({ file, detail: `${placeOf(file)} has no row in the import table` }));
}

const forbiddenNames = ['util', 'utils', 'helper', 'helpers', 'common', 'service', 'services', 'manager', 'managers'];

function checkName(file: string): Fault[] {
  const segments = file.split('/');
  const name = segments.pop() ?? '';
  const stem = name.replace(/\.tsx?$/, '');
  const faults: Fault[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|queries))*\.tsx?$/.test(name)) {
    faults.push({ file, detail: 'a file name is kebab-case' });
  }
  if (stem === 'index') faults.push({ file, detail: 'there are no index files: import the file that has the thing' });
  const isForbidden = (word: string) => forbiddenNames.some((bad) => word === bad || word.endsWith(`-${bad}`));
  for (const word of [...segments, stem.replace(/\.(test|queries)/g, '')]) {
    if (isForbidden(word)) faults.push({ file, detail: `"${word}" does not say what is inside` });
  }
  return faults;
}

function checkImport(file: string, specifier: string): Fault[] {
  if (!specifier.startsWith('.')) return checkPackage(file, specifier);
  const target = resolveImport(file, specifier);
  if (isTest(target) || !target.startsWith('src/')) {
    return [{ file, detail: `imports ${specifier}, which is not part of the product` }];
  }
  const from = placeOf(file);
  const to = placeOf(target);
  return from === to || (importTable[from] ?? []).includes(to)
    ? []
    : [{ file, detail: `${from} may not import ${to} (${specifier})` }];
}

function checkPackage(file: string, specifier: string): Fault[] {
  const name = Object.keys(confinedPackages).find((known) =>
    known === 'fastify'
      ? /^(@fastify\/(?!busboy)|fastify($|\/|-))/.test(specifier)
      : specifier === known || specifier.startsWith(`${known}/`),
  );
  if (name === undefined) return [];
  const places = confinedPackages[name] ?? [];
  const allowed = places.includes(placeOf(file)) || (places.includes('*.queries.ts') && file.endsWith('.queries.ts'));
  return allowed ? [] : [{ file, detail: `${name} stays in ${places.join(', ')}` }];
}

const writes = /\.(?:insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(\s*['"`]([a-z_]+)/g;
const statements =
  /\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(|\bsql(?:<[^>]*>)?`|['"`]\s*(?:SELECT\s[^'"`]*\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX|UNIQUE|VIRTUAL)|PRAGMA)\s/i;

function checkSql(file: string, text: string): Fault[] {
  const place = placeOf(file);
  const code = withoutComments(text);
  const faults: Fault[] = [];
  if (place !== 'storage' && !file.endsWith('.queries.ts') && statements.test(code)) {
    faults.push({ file, detail: 'SQL stays in *.queries.ts and storage' });
  }
  for (const [, table = ''] of code.matchAll(writes)) {
    const owner = tableOwners[table];
    if (owner !== undefined && owner !== place) faults.push({ file, detail: `only ${owner} writes ${table}` });
  }
  return faults;
}

function checkEnvironment(file: string, text: string): Fault[] {
  const reads = /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\[|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"]node:process/;
  return placeOf(file) !== 'config.ts' && reads.test(withoutComments(text))
    ? [{ file, detail: 'only config.ts reads the environment' }]
    : [];
}

/** One fault for each import that closes a circle; imports of types count, since a reader follows them as well. */
function findCycles(tree: SourceTree): Fault[] {
  const faults: Fault[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, trail: readonly string[]): void => {
    state.set(file, 'open');
    for (const specifier of importsOf(tree.get(file) ?? '').filter((each) => each.startsWith('.'))) {
      const target = resolveImport(file, specifier);
      if (!tree.has(target)) continue;
      if (state.get(target) === 'open') {
        const circle = [...trail.slice(trail.indexOf(target)), target];
        faults.push({ file, detail: `is part of a circle of imports: ${circle.join(' → ')}` });
      } else if (!state.has(target)) {
        visit(target, [...trail, target]);
      }
    }
    state.set(file, 'done');
  };
  for (const file of tree.keys()) if (!state.has(file)) visit(file, [file]);
  return faults;
}
