/**
 * Every page's path, once: routes.ts serves these patterns and pages link by their names, so that a dead link is a type
 * error. Names and paths are nuget.org's where it has them.
 */

/** A `:name` stands for one segment. Letter case is how links show it; requests may have any. */
export const sitePaths = {
  home: '/',
  signIn: '/signin',
  signInAgain: '/signin/again',
  signInAgainPasskey: '/signin/again/passkey',
  signInAgainPasskeyOptions: '/signin/again/passkey/options',
  secondFactor: '/signin/second-factor',
  secondFactorPasskey: '/signin/second-factor/passkey',
  secondFactorPasskeyOptions: '/signin/second-factor/passkey/options',
  signInPasskey: '/signin/passkey',
  signInPasskeyOptions: '/signin/passkey/options',
  signOn: '/signin/oidc',
  signOnCallback: '/signin/oidc/callback',
  signOnAccount: '/signin/oidc/account',
  signOnLink: '/signin/oidc/link',
  signUp: '/signup',
  signOut: '/signout',
  setup: '/setup',
  account: '/account',
  confirmationRequired: '/account/ConfirmationRequired',
  confirm: '/account/confirm/:token',
  undoEmailChange: '/account/undo/:token',
  changeEmail: '/account/ChangeEmail',
  cancelChangeEmail: '/account/CancelChangeEmail',
  changePassword: '/account/ChangePassword',
  forgotPassword: '/account/ForgotPassword',
  passwordSent: '/account/PasswordSent',
  resetPassword: '/account/forgotpassword/:token',
  accountSubscription: '/account/subscription/change',
  security: '/account/security',
  passkeys: '/account/security/passkeys',
  passkeyOptions: '/account/security/passkeys/options',
  passkey: '/account/security/passkeys/:passkey',
  removePasskey: '/account/security/passkeys/:passkey/remove',
  authenticatorApp: '/account/security/app',
  removeAuthenticatorApp: '/account/security/app/remove',
  recoveryCodes: '/account/security/recovery-codes',
  unlinkIdentity: '/account/security/identities/:identity/unlink',
  sessions: '/account/sessions',
  apiKeys: '/account/apikeys',
  apiKey: '/account/apikeys/:key',
  regenerateKey: '/account/apikeys/:key/regenerate',
  revokeApiKey: '/account/apikeys/:key/revoke',
  packages: '/account/Packages',
  changeOwners: '/account/Packages/owners',
  changeListing: '/account/Packages/listing',
  answerOwnerInvitations: '/account/Packages/invitations',
  organizations: '/account/organizations',
  transform: '/account/transform',
  transformCancel: '/account/transform/cancel',
  transformConfirm: '/account/transform/confirm/:account/:token',
  transformReject: '/account/transform/reject/:account/:token',
  deleteAccount: '/account/delete',
  history: '/account/history',
  historyExport: '/account/history/export',
  invitation: '/invitations/:token',
  organizationAdd: '/organization/add',
  organization: '/organization/:name',
  organizationChangeEmail: '/organization/:name/ChangeEmail',
  organizationCancelChangeEmail: '/organization/:name/CancelChangeEmail',
  organizationConfirmation: '/organization/:name/ConfirmationRequired',
  organizationDelete: '/organization/:name/DeleteRequest',
  memberAdd: '/organization/:name/members/add',
  memberUpdate: '/organization/:name/members/update',
  memberDelete: '/organization/:name/members/delete',
  memberCancel: '/organization/:name/members/cancel',
  memberConfirm: '/organization/:name/members/confirm/:token',
  memberReject: '/organization/:name/members/reject/:token',
  organizationHistory: '/organization/:name/history',
  organizationHistoryExport: '/organization/:name/history/export',
  organizationSubscription: '/organization/:name/subscription/change',
  packageOwners: '/packages/:id/owners',
  packageOwnerAdd: '/packages/:id/owners/add',
  packageOwnerRemove: '/packages/:id/owners/remove',
  packageOwnerConfirm: '/packages/:id/owners/:user/confirm/:token',
  packageOwnerReject: '/packages/:id/owners/:user/reject/:token',
  packageOwnerCancel: '/packages/:id/owners/:user/cancel/:token',
  packageHistory: '/packages/:id/history',
  search: '/packages',
  searchSuggestions: '/search/suggestions',
  searchDescription: '/opensearch.xml',
  package: '/packages/:id',
  packageVersion: '/packages/:id/:version',
  packageLatest: '/packages/:id/latest',
  packageLatestPrerelease: '/packages/:id/latest/prerelease',
  packageLatestPrereleaseNamed: '/packages/:id/latest/prerelease/:suffix',
  packageAbsoluteLatest: '/packages/:id/absoluteLatest',
  packageLicense: '/packages/:id/:version/license',
  packageAtom: '/packages/:id/atom.xml',
  packagePicture: '/packages/:id/picture.png',
  packageFile: '/packages/:id/:version/file',
  packageCompare: '/packages/:id/:version/compare',
  manage: '/packages/:id/Manage',
  manageVersion: '/packages/:id/:version/Manage',
  manageListing: '/packages/:id/Manage/listing',
  manageDeprecation: '/packages/:id/Manage/deprecation',
  manageDeprecationRules: '/packages/:id/Manage/deprecation/rules',
  manageReadme: '/packages/:id/:version/Manage/readme',
  updateListed: '/packages/:id/:version/UpdateListed',
  deleteVersion: '/packages/:id/:version/Delete',
  editVersion: '/packages/:id/:version/Edit',
  managePackageOwners: '/packages/:id/ManagePackageOwners',
  upload: '/packages/manage/upload',
  verifyUpload: '/packages/manage/verify-upload',
  cancelUpload: '/packages/manage/cancel-upload',
  statistics: '/stats',
  statisticsPackages: '/stats/packages',
  statisticsVersions: '/stats/packageversions',
  statisticsTotals: '/stats/totals',
  packageStatistics: '/stats/packages/:id',
  versionStatistics: '/stats/packages/:id/:version',
  packageReport: '/stats/reports/packages/:id',
  versionReport: '/stats/reports/packages/:id/:version',
  badge: '/badges/:id/:badge',
  profile: '/profiles/:name',
  avatar: '/profiles/:name/avatar',
  profileAtom: '/profiles/:name/atom.xml',
  galleryAtom: '/atom.xml',
  robots: '/robots.txt',
  sitemap: '/sitemap.xml',
  sitemapPage: '/sitemaps/:page',
  prefixes: '/account/prefixes',
  reservedPrefixes: '/prefixes',
  adminPrefixes: '/Admin/Prefixes',
  admin: '/Admin',
  adminSettings: '/Admin/Settings',
  adminAudit: '/Admin/Audit',
  adminAuditExport: '/Admin/Audit/export',
  adminPeople: '/Admin/People',
  adminPerson: '/Admin/People/:name',
  adminInvitations: '/Admin/Invitations',
  revokeKey: '/revoke-key',
  docs: '/docs',
  docsPage: '/docs/:page',
  policies: '/policies',
  policy: '/policies/:policy',
  securityContact: '/.well-known/security.txt',
} as const satisfies Record<string, string>;

type Values<Path extends string> = Path extends `${string}:${string}/${infer Rest}`
  ? [value: string, ...Values<Rest>]
  : Path extends `${string}:${string}`
    ? [value: string]
    : [];

/** A path as it is, or a function of what stands for its names, in order. */
type Url<Path extends string> = Values<Path> extends [] ? string : (...values: Values<Path>) => string;

type PageUrls = { readonly [Page in keyof typeof sitePaths]: Url<(typeof sitePaths)[Page]> };

export interface SiteUrls extends PageUrls {
  /** The public root's path without a slash at its end: what stands in front of every path here. */
  readonly prefix: string;
  /** `https://gallery.example`: what a browser sends as Origin from our pages. */
  readonly origin: string;
  /** The service index as an absolute URL: what a client calls the source. */
  readonly feed: string;
  /** An absolute URL for a mail or a text to copy, made of a path of this map. */
  absolute(path: string): string;
  /** The link to a path that came as `return` and was found safe (return-path.ts). */
  local(path: string): string;
}

/** `url` is the public root, its path included: https://gallery.example/nuget. */
export function createSiteUrls(url: string): SiteUrls {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/$/, '');
  const pages = Object.fromEntries(
    Object.entries(sitePaths).map(([page, path]) => [page, pageUrl(`${prefix}${path}`)]),
  ) as unknown as PageUrls;
  return {
    ...pages,
    prefix,
    origin,
    feed: `${origin}${prefix}/v3/index.json`,
    absolute: (path) => `${origin}${path}`,
    local: (path) => `${prefix}${path}`,
  };
}

/** What a command of the client needs beside `--source` and the feed: it refuses plain http unless told to take it. */
export function insecureOption({ feed }: Pick<SiteUrls, 'feed'>): string {
  return feed.startsWith('http:') ? ' --allow-insecure-connections' : '';
}

function pageUrl(path: string): string | ((...values: readonly string[]) => string) {
  if (!path.includes(':')) return path;
  return (...values) => {
    let next = 0;
    return path.replace(/:[a-z]+/gi, () => encodeURIComponent(values[next++] ?? ''));
  };
}

/** A path with a query; what is undefined or empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
