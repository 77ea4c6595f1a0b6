/** Every URL of the product in one table, grouped by who calls it. */
import type { Registry } from 'prom-client';
import type { Passwords } from './accounts/people/passwords.ts';
import { relyingPartyOf } from './accounts/second-factors/relying-party.ts';
import { createIssuer, type Issuer } from './accounts/sign-on/issuer.ts';
import type { Logger } from './base/logger.ts';
import type { Config } from './config.ts';
import { answerDownloadRedirect, type DownloadRedirectDeps } from './feed/v2/download-redirect.ts';
import { deprecationsHandler } from './feed/v2/deprecations.ts';
import { relistHandler, unlistHandler } from './feed/v2/listing.ts';
import { pushHandler, type PushDeps } from './feed/v2/push.ts';
import { revokeKeyHandler } from './feed/v2/revoke-key.ts';
import { registrationHives } from './feed/feed-urls.ts';
import { privateReading, type ReadingSubject } from './feed/private-reading.ts';
import { answerAutocomplete } from './feed/v3/autocomplete.ts';
import { answerCatalog, answerCatalogLeaf, type CatalogDeps } from './feed/v3/catalog.ts';
import { answerFlatIndex, type FlatContainerDeps } from './feed/v3/flat-container.ts';
import { answerPackageFile, type PackageFilesDeps } from './feed/v3/package-files.ts';
import { answerRegistration, answerRegistrationPage, type RegistrationDeps } from './feed/v3/registration.ts';
import { answerSearch, type SearchDeps } from './feed/v3/search.ts';
import { answerServiceIndex } from './feed/v3/service-index.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from './http/exchange.ts';
import { answerLive, readyHandler, type ReadinessChecks } from './http/health.ts';
import { metricsHandler } from './http/metrics.ts';
import { writing } from './http/read-only.ts';
import type { Route } from './http/server.ts';
import { apiKeyPage, changeKeyForm, regenerateKeyForm, revokeKeyForm } from './site/api-keys/api-key-page.tsx';
import { apiKeysPage, createKeyForm, type ApiKeysDeps } from './site/api-keys/api-keys-page.tsx';
import { revokeLeakedKeyForm, revokeLeakedKeyPage } from './site/api-keys/revoke-key-page.tsx';
import { answerAsset, ASSET_PATH } from './site/assets.ts';
import { findViewer } from './site/find-viewer.ts';
import { homePage } from './site/home.tsx';
import { addOrganizationForm, addOrganizationPage } from './site/organizations/add-organization-page.tsx';
import { deletionForm, deletionPage } from './site/organizations/deletion-pages.tsx';
import {
  acceptInvitationForm,
  declineInvitationForm,
  invitationPage,
  toInvitation,
} from './site/organizations/invitation-page.tsx';
import { memberRemovalPage, removeMemberForm } from './site/organizations/member-removal-page.tsx';
import type { OrganizationDeps } from './site/organizations/organization-deps.ts';
import { cancelInvitationForm, changeRoleForm, inviteMemberForm } from './site/organizations/organization-forms.ts';
import {
  askOrganizationConfirmationForm,
  cancelOrganizationEmailForm,
  changeOrganizationEmailForm,
} from './site/organizations/organization-email-forms.ts';
import { backToOrganization, organizationPage } from './site/organizations/organization-page.tsx';
import { organizationsPage } from './site/organizations/organizations-page.tsx';
import {
  acceptTransformationForm,
  answerTransformationPage,
  askTransformationForm,
  cancelTransformationForm,
  declineTransformationForm,
  transformPage,
} from './site/organizations/transform-pages.tsx';
import { packagePagePages } from './site/package-page/package-page-routes.ts';
import type { PackageFilesPageDeps } from './site/package-files/package-files-deps.ts';
import { packageFilesPages } from './site/package-files/package-files-routes.ts';
import { discoveryPages } from './site/discovery/discovery-routes.ts';
import { managePages } from './site/manage/manage-routes.ts';
import { uploadPages } from './site/upload/upload-routes.ts';
import { documentationPages } from './site/docs/docs-routes.ts';
import { statisticsPages } from './site/statistics/statistics-routes.ts';
import { prefixPages } from './site/prefixes/prefixes-routes.ts';
import { packagePages } from './site/packages/package-routes.ts';
import { show, take } from './site/page-route.ts';
import { changeNotificationsForm, changeOrganizationNotificationsForm } from './site/people/change-notifications.ts';
import type { AdminDeps } from './site/admin/admin-deps.ts';
import { administrationPages, historyPages } from './site/admin/admin-routes.ts';
import { accountPage, cancelChangeEmailForm, changeEmailForm } from './site/people/account-page.tsx';
import {
  confirmationRequiredForm,
  confirmationRequiredPage,
  confirmForm,
  confirmPage,
} from './site/people/confirm-page.tsx';
import { nugetOrgPaths } from './site/people/nuget-org-paths.ts';
import {
  forgotPasswordForm,
  forgotPasswordPage,
  passwordSentPage,
  resetPasswordForm,
  resetPasswordPage,
} from './site/people/password-pages.tsx';
import type { PeopleDeps } from './site/people/people-deps.ts';
import { changePasswordForm, securityPage } from './site/people/security-page.tsx';
import { endSessionsForm, sessionsPage } from './site/people/sessions-page.tsx';
import { setupForm, setupPage } from './site/people/setup-page.tsx';
import { signInAgainForm, signInAgainPage } from './site/people/sign-in-again-page.tsx';
import { signInForm, signInPage } from './site/people/sign-in-page.tsx';
import { signOutForm, signOutPage } from './site/people/sign-out-page.tsx';
import { signUpForm, signUpPage } from './site/people/sign-up-page.tsx';
import { undoForm, undoPage } from './site/people/undo-page.tsx';
import type { SiteDeps } from './site/site-deps.ts';
import type { SecondFactorDeps } from './site/second-factors/second-factor-deps.ts';
import { peopleSlots } from './site/sign-on/people-slots.tsx';
import type { SignOnDeps } from './site/sign-on/sign-on-deps.ts';
import { secondFactorPages, signOnPages } from './sign-in-routes.ts';
import { sitePaths } from './site/site-urls.ts';

type FeedDeps = FlatContainerDeps &
  PackageFilesDeps &
  RegistrationDeps &
  CatalogDeps &
  SearchDeps &
  DownloadRedirectDeps;

export interface RouteDeps extends FeedDeps, PushDeps {
  readonly config: Pick<Config, 'readOnly' | 'support' | 'metricsToken' | 'read' | 'url' | 'signUp' | 'name' | 'oidc'>;
  readonly checks: ReadinessChecks;
  readonly notices: () => readonly string[];
  readonly registry: Registry;
  readonly pages: SiteDeps;
  readonly passwords: Passwords;
  readonly logger: Logger;
  readonly followerStates: AdminDeps['followerStates'];
  readonly contents: PackageFilesPageDeps['contents'];
  readonly readmes: PackageFilesPageDeps['readmes'];
}

export function routes(deps: RouteDeps): Route[] {
  const { config } = deps;
  const pages = { ...deps, ...deps.pages };
  const people = peopleOf(deps);
  const read = readsOf(deps);
  return [
    // NuGet clients that restore, search and replicate
    read('/v3/index.json', 'nothing', answerServiceIndex),
    read('/v3/flatcontainer/:id/index.json', 'id', answerFlatIndex),
    read('/v3/flatcontainer/:id/:version/:file', 'id', answerPackageFile),
    ...registrationHives.flatMap((hive) => [
      read(`/v3/registration-${hive}/:id/:file`, 'id', (of, request) => answerRegistration(of, hive, request)),
      read(`/v3/registration-${hive}/:id/page/:lower/:upper`, 'id', (of, request) =>
        answerRegistrationPage(of, hive, request),
      ),
    ]),
    read('/v3/query', 'packages', answerSearch),
    read('/v3/autocomplete', 'packages', answerAutocomplete),
    read('/v3/catalog/:file', 'packages', answerCatalog),
    read('/v3/catalog/data/:time/:file', 'packages', answerCatalogLeaf),
    read('/api/v2/package/:id', 'id', answerDownloadRedirect),
    read('/api/v2/package/:id/:version', 'id', answerDownloadRedirect),

    // NuGet clients that publish
    route(['PUT', 'POST'], '/api/v2/package', writing(config.readOnly, pushHandler(deps))),
    route(['DELETE'], '/api/v2/package/:id/:version', writing(config.readOnly, unlistHandler(deps))),
    route(['POST'], '/api/v2/package/:id/:version', writing(config.readOnly, relistHandler(deps))),
    route(['PUT'], '/api/v2/package/:id/deprecations', writing(config.readOnly, deprecationsHandler(deps))),
    route(['POST'], '/api/v2/revoke-key', writing(config.readOnly, revokeKeyHandler(deps))),

    // people
    show(sitePaths.home, homePage(pages)),
    route(['GET', 'HEAD'], ASSET_PATH, (request) => answerAsset(deps.pages.site.assets, request)),

    // people at the site: coming in, and their own accounts
    ...signInPages(people, config.readOnly),
    ...secondFactorPages(people, config.readOnly),
    ...signOnPages(people, config.readOnly),
    ...accountPages(people, config.readOnly),
    ...nugetOrgPaths(deps.pages.site.urls),

    // people at the site: organizations, and the end of accounts
    ...organizationPages(pages, config.readOnly),
    ...transformationPages(pages, config.readOnly),

    // people at the site: API keys
    ...apiKeyPages(pages, config.readOnly),

    // people at the site: packages and their owners
    ...packagePages(pages, config.readOnly),
    ...packagePagePages(pages),
    ...packageFilesPages(pages, config.readOnly),
    ...discoveryPages(pages, config.readOnly),
    ...managePages(pages, config.readOnly),
    ...uploadPages(pages, config.readOnly),
    ...documentationPages(pages),
    ...statisticsPages(pages),
    ...prefixPages(pages, config.readOnly),

    // people at the site: which mails come
    take(sitePaths.accountSubscription, writing(config.readOnly, changeNotificationsForm(pages))),
    take(sitePaths.organizationSubscription, writing(config.readOnly, changeOrganizationNotificationsForm(pages))),

    // people at the site: history, and administration of the gallery
    ...historyPages(pages),
    ...administrationPages({ ...pages, signUpMode: config.signUp }, config.readOnly),

    // whoever operates the gallery
    route(['GET', 'HEAD'], '/health/live', answerLive),
    route(['GET', 'HEAD'], '/health/ready', readyHandler(deps.checks, deps.notices)),
    ...(config.metricsToken === undefined
      ? []
      : [route(['GET'], '/metrics', metricsHandler(deps.registry, config.metricsToken))]),
  ];
}

/** What the pages of people need, out of everything. */
function peopleOf(deps: RouteDeps): PeopleDeps & SecondFactorDeps & SignOnDeps {
  const { config, pages } = deps;
  const people = {
    ...deps,
    ...pages,
    isIssuerOnly: config.signUp === 'oidc',
    signUpMode: config.signUp,
    galleryName: config.name,
    signOn: issuerOf(deps),
    groupMapping: config.oidc?.groups,
    relyingParty: relyingPartyOf(config.url, config.name),
  };
  return { ...people, slots: peopleSlots(people) };
}

/** The issuer of single sign-on, where the settings name one. Nothing is asked of it yet. */
function issuerOf(deps: RouteDeps): Issuer | undefined {
  const { oidc } = deps.config;
  const { urls } = deps.pages.site;
  const redirectUri = urls.absolute(urls.signOnCallback);
  return oidc === undefined ? undefined : createIssuer({ ...deps, redirectUri }, oidc);
}

function signInPages(people: PeopleDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.signIn, signInPage(people)),
    write(sitePaths.signIn, signInForm(people)),
    show(sitePaths.signInAgain, signInAgainPage(people)),
    write(sitePaths.signInAgain, signInAgainForm(people)),
    show(sitePaths.signUp, signUpPage(people)),
    write(sitePaths.signUp, signUpForm(people)),
    show(sitePaths.signOut, signOutPage(people)),
    write(sitePaths.signOut, signOutForm(people)),
    show(sitePaths.setup, setupPage(people)),
    write(sitePaths.setup, setupForm(people)),
    show(sitePaths.forgotPassword, forgotPasswordPage(people)),
    write(sitePaths.forgotPassword, forgotPasswordForm(people)),
    show(sitePaths.passwordSent, passwordSentPage(people)),
    show(sitePaths.resetPassword, resetPasswordPage(people)),
    write(sitePaths.resetPassword, resetPasswordForm(people)),
    show(sitePaths.undoEmailChange, undoPage(people)),
    write(sitePaths.undoEmailChange, undoForm(people)),
  ];
}

function accountPages(people: PeopleDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.account, accountPage(people)),
    write(sitePaths.changeEmail, changeEmailForm(people)),
    write(sitePaths.cancelChangeEmail, cancelChangeEmailForm(people)),
    show(sitePaths.confirmationRequired, confirmationRequiredPage(people)),
    write(sitePaths.confirmationRequired, confirmationRequiredForm(people)),
    show(sitePaths.confirm, confirmPage(people)),
    write(sitePaths.confirm, confirmForm(people)),
    show(sitePaths.security, securityPage(people)),
    write(sitePaths.changePassword, changePasswordForm(people)),
    show(sitePaths.sessions, sessionsPage(people)),
    write(sitePaths.sessions, endSessionsForm(people)),
  ];
}

function organizationPages(pages: OrganizationDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.organizations, organizationsPage(pages)),
    show(sitePaths.organizationAdd, addOrganizationPage(pages)),
    write(sitePaths.organizationAdd, addOrganizationForm(pages)),
    show(sitePaths.organization, organizationPage(pages)),
    show(sitePaths.memberAdd, backToOrganization(pages)),
    write(sitePaths.memberAdd, inviteMemberForm(pages)),
    show(sitePaths.memberUpdate, backToOrganization(pages)),
    write(sitePaths.memberUpdate, changeRoleForm(pages)),
    show(sitePaths.memberCancel, backToOrganization(pages)),
    write(sitePaths.memberCancel, cancelInvitationForm(pages)),
    show(sitePaths.memberDelete, memberRemovalPage(pages)),
    write(sitePaths.memberDelete, removeMemberForm(pages)),
    show(sitePaths.invitation, invitationPage(pages)),
    show(sitePaths.memberConfirm, toInvitation(pages)),
    write(sitePaths.memberConfirm, acceptInvitationForm(pages)),
    show(sitePaths.memberReject, toInvitation(pages)),
    write(sitePaths.memberReject, declineInvitationForm(pages)),
    show(sitePaths.organizationChangeEmail, backToOrganization(pages)),
    write(sitePaths.organizationChangeEmail, changeOrganizationEmailForm(pages)),
    write(sitePaths.organizationCancelChangeEmail, cancelOrganizationEmailForm(pages)),
    write(sitePaths.organizationConfirmation, askOrganizationConfirmationForm(pages)),
    show(sitePaths.organizationDelete, deletionPage(pages)),
    write(sitePaths.organizationDelete, deletionForm(pages)),
    show(sitePaths.deleteAccount, deletionPage(pages)),
    write(sitePaths.deleteAccount, deletionForm(pages)),
  ];
}

function transformationPages(pages: OrganizationDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.transform, transformPage(pages)),
    write(sitePaths.transform, askTransformationForm(pages)),
    write(sitePaths.transformCancel, cancelTransformationForm(pages)),
    show(sitePaths.transformConfirm, answerTransformationPage(pages)),
    write(sitePaths.transformConfirm, acceptTransformationForm(pages)),
    show(sitePaths.transformReject, answerTransformationPage(pages)),
    write(sitePaths.transformReject, declineTransformationForm(pages)),
  ];
}

function apiKeyPages(pages: ApiKeysDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.apiKeys, apiKeysPage(pages)),
    write(sitePaths.apiKeys, createKeyForm(pages)),
    show(sitePaths.apiKey, apiKeyPage(pages)),
    write(sitePaths.apiKey, changeKeyForm(pages)),
    write(sitePaths.regenerateKey, regenerateKeyForm(pages)),
    write(sitePaths.revokeApiKey, revokeKeyForm(pages)),
    show(sitePaths.revokeKey, revokeLeakedKeyPage(pages)),
    write(sitePaths.revokeKey, revokeLeakedKeyForm(pages)),
  ];
}

/** What is read from the feed: by everybody, or in a private gallery by those who may. */
function readsOf(deps: RouteDeps) {
  const { config, pages } = deps;
  const reading = {
    ...deps,
    realm: new URL(config.url).host,
    findViewer: (request: HttpRequest) => findViewer(pages, request),
  };
  type Answer = (of: FeedDeps, request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer;
  return (path: string, subject: ReadingSubject, answer: Answer): Route => {
    const handler: HttpHandler = (request) => answer(deps, request);
    const guarded = config.read === 'private' ? privateReading(reading, subject, handler) : handler;
    return route(['GET', 'HEAD'], path, guarded);
  };
}

function route(methods: readonly string[], path: string, handler: HttpHandler): Route {
  return { methods, path, handler };
}
